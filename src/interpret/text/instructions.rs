//! Finds text that is meant for a machine that reads, not for a person.
//!
//! A review by a language model can be steered by a sentence in the reviewed
//! file. Sentences that speak of such attacks, quote them or list them as data
//! are none.

use std::sync::LazyLock;

use regex::Regex;

use super::invisible;
use super::layers::{Layer, Layers};
use super::patterns::any_case;
use super::vicinity;
use crate::span::Span;

/// Text aimed at a reading machine, or hidden from a reading person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Where it stands.
    pub span: Span,
    /// `instruction`, `invisible-text` or `bidirectional-control`.
    pub kind: &'static str,
    /// It as written, or its characters by their numbers.
    pub shown: String,
}

/// Returns instructions and hidden characters, in order.
#[must_use]
pub fn find(layers: &Layers<'_>) -> Vec<Instruction> {
    let mut found = sentences(layers);
    found.extend(invisible::find(layers));
    found.sort_by_key(|one| one.span);
    found
}

/// Returns sentences that tell a reading model what to do.
fn sentences(layers: &Layers<'_>) -> Vec<Instruction> {
    if !is_hinted(layers.text) {
        return Vec::new();
    }
    let read = layers.only(&[Layer::Prose, Layer::Heading, Layer::Table, Layer::Comment]);
    let mut found: Vec<Instruction> = Vec::new();
    let mut end = 0;
    for start in START.find_iter(&read) {
        let Some(order) = ORDER.find(vicinity::after(&read, start.start(), 240)) else {
            continue;
        };
        let span = Span::new(start.start(), start.start() + order.end());
        let hidden = layers.at(span.start) == Layer::Comment;
        if span.start < end || !(hidden || is_addressed(&read, span)) {
            continue;
        }
        end = span.end;
        let words: Vec<&str> = span.slice(layers.text).split_whitespace().collect();
        found.push(Instruction {
            span,
            kind: "instruction",
            shown: words.join(" "),
        });
    }
    found
}

/// Words that an order begins with: only there is anything more looked for.
static START: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"\b(?:ignore|disregard|forget|override|bypass|you are now|from now on|ai[- ]|llms?\b|automated[- ]|machine[- ]|gpt|language[- ]model|(?:if|when|since|as) you are|assistant|chatgpt|claude|copilot|gemini|reviewer|(?:mark|report|treat|rate|score|classify|grade|flag) this|approve|do not (?:mention|report|reveal|flag|disclose|tell)|(?:print|reveal|output|repeat|show|leak) (?:me |your |the ))",
    )
});

/// Returns whether a text has any of the words without which it orders nothing.
pub(super) fn is_hinted(text: &str) -> bool {
    START.is_match(text)
}

static ORDER: LazyLock<Regex> = LazyLock::new(|| any_case(&format!("^(?:{})", ORDERS.join("|"))));

/// Orders that only make sense to a model that is reading this.
const ORDERS: &[&str] = &[
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|every|the|your|these|those|of)\s+){0,4}(?:previous|prior|above|earlier|preceding|foregoing|existing|system|other|original)\s+(?:\w+\s+)?(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|commands?|policies|policy)\b",
    r"\b(?:ignore|disregard|forget)\s+(?:everything|all|anything)\s+(?:above|before|you\s+(?:were|have\s+been)\s+told|that\s+came\s+before)\b",
    r"\b(?:you\s+are\s+now|from\s+now\s+on,?\s+you\s+(?:are|will|must|act))\s+(?:an?|the|in|acting|playing|to)?\s*(?:\w+\s+){0,3}?(?:assistant|ai|model|chatbot|agent|dan|mode|reviewer|auditor|evaluator|expert|approve|answer|respond)\b",
    r"\b(?:ai|llm|automated|machine|gpt|language[- ]model)[- ](?:reviewers?|assistants?|agents?|models?|auditors?|graders?|judges?|evaluators?|readers?|systems?)\s*[:,]\s*(?:please\s+)?(?:you\s+(?:must|should|will)\s+)?(?:approve|accept|pass|rate|score|merge|mark|grant|give|output|respond|reply|ignore|say|report|treat|skip|classify|conclude)\b",
    r"\b(?:if|when|since|as)\s+you\s+are\s+(?:an?|the)\s+(?:\w+\s+){0,2}?(?:ai|llm|language\s+model|assistant|chatbot|agent|automated\s+\w+)\b",
    r"\b(?:assistant|chatgpt|claude|copilot|gemini|gpt-?\d*|llm|reviewer)\s*[:,]\s*(?:please\s+)?(?:approve|accept|merge|pass|rate|score|ignore|skip|respond|reply|mark|treat)\s+(?:this|the|all|every|any|it|with|as)\b",
    r"\b(?:mark|report|treat|rate|score|classify|grade|flag)\s+this\s+(?:model\s+card|card|model|document|artifact|artefact|repository|submission|dataset|pull\s+request|pr|file|evidence|release)\s+as\s+(?:fully\s+)?(?:compliant|approved|passing|passed|safe|fair|low[- ]risk|complete|valid|accepted|clean)\b",
    r"\bapprove\s+(?:this|the)\s+(?:pull\s+request|pr|model|card|release|change|submission|launch)\s+(?:without|immediately|right\s+away|regardless|no\s+matter|now)\b",
    r"\bdo\s+not\s+(?:mention|report|reveal|flag|disclose|tell)\s+(?:\w+\s+){0,6}?(?:in\s+your\s+(?:review|report|summary|response|answer|output)|to\s+the\s+(?:user|reviewer|author|human))\b",
    r"\b(?:print|reveal|output|repeat|show|leak)\s+(?:me\s+)?(?:your|the)\s+(?:system|hidden|initial|secret)\s+(?:prompt|instructions?)\b",
];

/// Words before an order that make it a report of one.
static REPORTED: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"\b(?:such\s+as|like|e\.g\.|i\.e\.|for\s+example|for\s+instance|attacks?|attackers?|adversar\w+|jailbreak\w*|injections?|inject|prompts?|examples?|phrases?|instruct(?:s|ed|ing)?|asked?|asks|asking|told|tell|tells|telling|trie[sd]|tries|trying|attempt\w*|tricks?|tricked|convince\w*|mak(?:e|es|ing)\s+(?:it|the\s+model)|could|can|may|might|would|how\s+to|to|not|never|whether|users?|sentence|string|message|payload|input|category)\b[^.!?\n]{0,80}$",
    )
});

/// Returns whether the author speaks to the reader, rather than about or in quotation.
fn is_addressed(read: &str, span: Span) -> bool {
    let before = vicinity::line_before(read, span.start, 160);
    let sentence = before.rsplit(". ").next().unwrap_or(before);
    let after = vicinity::line_after(read, span.end, 200);
    let straight = before.matches('"').count() % 2 == 1 && after.contains('"');
    let curly = before.rfind(['“', '«', '‘']) > before.rfind(['”', '»', '’']);
    let single = before.ends_with(['\'', '“', '"', '*']);
    !(straight || curly || single || REPORTED.is_match(sentence))
}
