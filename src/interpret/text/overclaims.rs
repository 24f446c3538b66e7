//! Finds claims that no evaluation can support: bias-free, guaranteed fair, no risk.
//!
//! A claim counts where the author makes it: not where it is denied, quoted,
//! hoped for or asked, and not where the words are a term of statistics.

use std::sync::LazyLock;

use regex::Regex;

use super::layers::{Layer, Layers};
use super::patterns::any_case;
use super::vicinity;
use crate::span::Span;

/// A claim that goes further than evidence can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overclaim {
    /// The claiming words.
    pub span: Span,
    /// Why evidence cannot carry it, as a clause.
    pub why: &'static str,
}

/// Returns every overclaim in the author's own words, in order.
#[must_use]
pub fn find(layers: &Layers<'_>) -> Vec<Overclaim> {
    if !is_hinted(layers.text) {
        return Vec::new();
    }
    let prose = layers.only(&[Layer::Prose, Layer::Heading, Layer::Table]);
    let mut found: Vec<Overclaim> = Vec::new();
    let mut read_to = 0;
    for trigger in TRIGGER.find_iter(&prose) {
        if trigger.start() < read_to {
            continue;
        }
        let sentence = sentence_at(&prose, trigger.start());
        read_to = sentence.end;
        let before = found.len();
        for (pattern, why) in CLAIMS.iter() {
            for hit in pattern.find_iter(sentence.slice(&prose)) {
                let span = Span::new(sentence.start + hit.start(), sentence.start + hit.end());
                if is_claimed(&prose, sentence, span) {
                    found.push(Overclaim { span, why });
                }
            }
        }
        if let Some(new) = found.get_mut(before..) {
            new.sort_by_key(|claim| (claim.span.start, usize::MAX - claim.span.end));
        }
    }
    let mut end = 0;
    found.retain(|claim| {
        let is_new = claim.span.start >= end;
        end = end.max(claim.span.end);
        is_new
    });
    found
}

/// Words without which no pattern matches: most text is left alone after one pass.
static TRIGGER: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"bias|guarante|\bprove[sn]?\b|\bproved|\bproving|100 ?%|100 per ?cent|\brisk|\bfully |completely |totally |entirely |perfectly |absolutely |inherently |\bwhy the|\bwhy this|\bnever |\balways |hallucinat|discriminat|infallib|explainable |interpretable |transparent |fool-?proof|error-free|impossible to",
    )
});

/// Returns whether a text has any of the words without which it claims nothing.
pub(super) fn is_hinted(text: &str) -> bool {
    TRIGGER.is_match(text)
}

/// Each pattern with what it claims.
static CLAIMS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    CLAIM_PATTERNS
        .iter()
        .map(|(source, why)| (any_case(source), *why))
        .collect()
});

const CLAIM_PATTERNS: &[(&str, &str)] = &[
    (
        r"\b(?:(?:is|are|be|being|remains?)\s+(?:\w+ly\s+)?bias[- ]free|bias[- ]free\s+(?:\w+\s+)?(?:model|system|classifier|algorithm|ai|prediction|decision|output|answer|response|recommendation|assistant|dataset|data|corpus|hiring|ranking|scoring|screening|lending)s?|free\s+(?:of|from)\s+(?:any\s+|all\s+)?(?:\w+\s+)?bias(?:es)?|(?:shows?|exhibits?)\s+(?:no|zero)\s+bias(?:es)?|without\s+any\s+bias(?:es)?|no\s+(?:gender|racial|ethnic|social|demographic|political|algorithmic|unfair|harmful)\s+bias(?:es)?)\b",
        "no test shows the absence of bias, only its size in the groups tested",
    ),
    (
        r"\b(?:(?:is|are|be|being|remains?|stays?)\s+(?:\w+ly\s+)?(?:(?:fair|objective|neutral|accurate),?\s+and\s+)?unbiased|unbiased\s+(?:\w+\s+)?(?:model|system|classifier|algorithm|ai|prediction|decision|output|answer|response|recommendation|assistant|dataset|corpus)s?)\b",
        "no test shows the absence of bias, only its size in the groups tested",
    ),
    (
        r"\beliminat(?:es|ed)\s+(?:all\s+|any\s+)?(?:algorithmic\s+|human\s+|gender\s+|racial\s+)?(?:bias(?:es)?|discrimination|hallucinations?)\b",
        "no test shows the absence of bias, only its size in the groups tested",
    ),
    (
        r"\b100\s?(?:%|per\s?cent)\s+(?:\w+ly\s+)?(?:accurate|correct|safe|secure|reliable|fair|unbiased|private|explainable|interpretable|trustworthy|compliant|bias[- ]free|objective|effective|robust|factual)\b",
        "no test shows that it holds in every case",
    ),
    (
        r"\b(?:fully|completely|totally|entirely|perfectly|absolutely|inherently)\s+(?:explainable|safe|secure|fair|unbiased|accurate|reliable|trustworthy|objective|harmless|neutral|error[- ]free|bias[- ]free|risk[- ]free)\b",
        "no test shows that it holds in every case",
    ),
    (
        r"\bguarante(?:es?|ed|eing)\s+(?:[^\s.;:]+\s+){0,6}?(?:fair(?:ness|ly)?|safe(?:ty|ly)?|accura(?:te|cy|tely)|correct(?:ness|ly)?|unbiased|privacy|anonymity|secur(?:e|ity)|complian(?:ce|t)|reliab(?:le|ility)|robust(?:ness)?|trustworth\w+|factual\w*|truthful\w*|harmless\w*|non-?discriminat\w+|equal\s+treatment|no\s+(?:bias|risk|harm|errors?|hallucinations?))\b",
        "a test shows a rate, it guarantees nothing",
    ),
    (
        r"\b(?:shap|lime|grad-?cam|saliency|attention|integrated\s+gradients|feature\s+(?:importances?|attributions?)|explanations?|counterfactuals?)\s+(?:\w+\s+){0,2}?(?:proves?|proved|proving|guarantees?)|(?:explainable|interpretable|transparent)\s+(?:via|with|using|through|thanks\s+to)\s+(?:shap|lime|grad-?cam|saliency|attention)\b",
        "an explanation method suggests causes, it proves none",
    ),
    (
        r"\b(?:proves?|proved|proven|proving)\s+(?:[^\s.;:]+\s+){0,6}?(?:fair|fairness|unbiased|safe|safety|non-?discriminatory|trustworthy|ethical|harmless|bias[- ]free)\b",
        "a test can support fairness or safety, not prove it",
    ),
    (
        r"\bexplains?\s+(?:exactly\s+|precisely\s+)?why\s+(?:the|this|our)\s+(?:model|system|classifier|network|ai|algorithm)\s+(?:decide[sd]?|made|makes|predict(?:s|ed)|chose|chooses|reache[sd]|classif\w+|reject(?:s|ed))\b",
        "an attribution is not the model's reason",
    ),
    (
        r"\b(?:(?:poses?|carries|carry|has|have|presents?|there\s+(?:is|are)|involves?)\s+(?:absolutely\s+)?(?:no|zero)\s+risks?|risk[- ]free|free\s+(?:of|from)\s+(?:any\s+|all\s+)?risks?|without\s+any\s+risks?)\b",
        "a risk that was not found is not absent",
    ),
    (
        r"\b(?:never\s+(?:fails?|errs?|hallucinates?|discriminates?|makes?\s+(?:mistakes|errors)|be\s+(?:wrong|biased|fooled))|(?:cannot|can't|does\s+not|doesn't|will\s+not|won't)\s+(?:hallucinate|discriminate\s+against|be\s+jailbroken)|always\s+(?:correct|accurate|fair|safe|truthful|factual|reliable|unbiased)|hallucination[- ]free|infallible|fool-?proof|error-free\s+(?:model|prediction|output|result)s?|impossible\s+to\s+(?:jailbreak|misuse|attack|re-?identify|de-?anonymi[sz]e|fool))\b",
        "a case that was not tested can still fail",
    ),
];

/// Words before a claim that make it no claim: denial, hope, hearsay.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"\b(?:not|no|never|cannot|without|neither|nor|none|nobody|hardly|rarely|unlikely|nothing|isn|aren|doesn|don|won|far\s+from|instead\s+of|rather\s+than|\w+n['’]t|avoid\w*|myth|aim(?:s|ed|ing)?|try|tries|tried|trying|attempt\w*|strive\w*|striving|goal\w*|intend\w*|hope[sd]?|seek\w*|want\w*|wish\w*|should|must|ought|could|may|might|would|if|whether|unless|until|claim(?:s|ed)?\s+to|so-called|alleged\w*|supposed\w*|perceiv\w*|assum\w*|expect\w*|as\s+\w+\s+as|how|more|less|in\s+order\s+to|helps?|difficult|hard|challeng\w*|impossible|require[sd]?|need(?:s|ed)?|ensur\w+|to\s+be|toward\w*|please|found|observed|known)\b",
    )
});

/// Words after a claim that take it back, or turn it into a term of statistics or finance.
static TAKEN_BACK: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"^[^.!?]{0,60}?\b(?:estimat\w*|on\s+average|on\s+the\s+population|to\s+the\s+test|hypothes\w+|sampl(?:e|es|ing)|variance|term|rate|asset|bonds?|amount|is\s+a\s+myth|is\s+impossible|does\s+not\s+exist|(?:cannot|can't)\s+be\s+(?:claimed|guaranteed|assumed|assured|proven|achieved)|(?:is|are)\s+not\s+(?:possible|achievable|realistic|guaranteed|claimed|attainable))\b",
    )
});

/// Words beside which "unbiased" says that errors average to zero.
static STATISTICS: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"residual|estimat|hypothes|regress|histogram|bell curve|\bmae\b|rmse|variance|propensity|confound|outcome model|on average|gradient|sampl",
    )
});

/// Returns whether the author makes the claim, rather than denies, quotes or hopes for it.
fn is_claimed(prose: &str, sentence: Span, claim: Span) -> bool {
    let before = Span::new(sentence.start, claim.start).slice(prose);
    let after = Span::new(claim.end, sentence.end).slice(prose);
    let words = claim.slice(prose).to_ascii_lowercase();
    if after.trim_end().ends_with('?') || words.contains("differential") {
        return false;
    }
    let near = vicinity::before(before, before.len(), 120);
    // A denial in an earlier clause ("not a toy, but fully safe") is none of this one.
    let near = near.rsplit([';', '(']).next().unwrap_or(near);
    let near = near.rsplit(" but ").next().unwrap_or(near);
    let near = near.rsplit(" and it ").next().unwrap_or(near);
    if DENIED.is_match(near) || words.starts_with("be ") || words.starts_with("being ") {
        return false;
    }
    if words.ends_with("unbiased") && STATISTICS.is_match(sentence.slice(prose)) {
        return false;
    }
    !TAKEN_BACK.is_match(vicinity::after(after, 0, 80)) && !is_quoted(prose, claim)
}

/// Returns whether quotation marks stand around the claim, within its paragraph.
fn is_quoted(prose: &str, claim: Span) -> bool {
    let before = vicinity::before(prose, claim.start, 400);
    let before = before.rsplit("\n\n").next().unwrap_or(before);
    let after = vicinity::after(prose, claim.end, 400);
    let after = after.split("\n\n").next().unwrap_or(after);
    let straight = before.matches('"').count() % 2 == 1 && after.contains('"');
    let opened = before.rfind(['“', '«', '„', '‘']);
    let closed = before.rfind(['”', '»', '’']);
    let curly = opened.is_some() && opened > closed && after.contains(['”', '»', '“', '’']);
    straight || curly
}

/// Returns the sentence, cell, item or heading that byte `at` stands in.
fn sentence_at(text: &str, at: usize) -> Span {
    let before = vicinity::before(text, at, 400);
    let after = vicinity::after(text, at, 400);
    let start = SENTENCE_END
        .find_iter(before)
        .last()
        .map_or(0, |end| end.end());
    let end = SENTENCE_END.find(after).map_or(after.len(), |end| {
        // The mark belongs to the sentence: a question has to be seen as one.
        (end.start() + 1).min(after.len())
    });
    Span::new(at - before.len() + start, vicinity::floor(text, at + end))
}

static SENTENCE_END: LazyLock<Regex> =
    LazyLock::new(|| any_case(r"[.!?]['”)\x22]*\s|\n\s*\n|\n\s*[-*+>#|]|\||\n\s*\d+[.)]\s"));
