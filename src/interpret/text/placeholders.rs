//! Finds what a template left behind: text that promises content and holds none.
//!
//! A word such as `TODO` counts only where it stands for missing text, not
//! where a sentence speaks of it; the prompts of a template, in comments that
//! no reader sees, do not count.

use std::sync::LazyLock;

use regex::Regex;

use super::layers::{Layer, Layers};
use super::patterns::any_case;
use super::sections::names;
use super::vicinity;
use crate::span::Span;

/// Text that stands for text to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The placeholder itself.
    pub span: Span,
    /// It, as written.
    pub text: String,
    /// The heading it stands below or in.
    pub section: Option<String>,
}

/// Returns every placeholder a reader of the page sees, in order.
#[must_use]
pub fn find(layers: &Layers<'_>) -> Vec<Placeholder> {
    let prose = layers.only(&[Layer::Prose, Layer::Heading, Layer::Table, Layer::Quote]);
    let mut end = 0;
    CANDIDATE
        .captures_iter(&prose)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let kind = KINDS.iter().find(|(name, _)| found.name(name).is_some())?;
            let span = Span::new(whole.start(), whole.end());
            let fills = match kind.0 {
                "inapplicable" => fills_needed_section(layers, span, 12),
                // Below a real text the template's sentence does no harm.
                "sentence" => fills_needed_section(layers, span, 260),
                _ => true,
            };
            (fills && kind.1(&prose, span)).then_some(span)
        })
        .filter(|span| {
            let is_new = span.start >= end;
            end = end.max(span.end);
            is_new
        })
        .map(|span| Placeholder {
            span,
            text: span.slice(layers.text).to_owned(),
            section: layers.heading_at(span.start).map(str::to_owned),
        })
        .collect()
}

/// Returns whether a value is a mark that is set for want of a value, such as `x` or `-`.
///
/// In a list of labels the same mark is a label.
#[must_use]
pub fn is_bare_mark(value: &str) -> bool {
    let value = value.trim();
    if value.is_empty() || value.len() > 9 {
        return false;
    }
    let repeats = |letters: &[char]| value.trim_matches(letters).is_empty();
    match value.chars().next() {
        Some('x' | 'X') => repeats(&['x', 'X']),
        Some('.' | '…') => repeats(&['.', '…']),
        Some('-' | '_') => repeats(&['-', '_']),
        Some('?') => repeats(&['?']),
        _ => false,
    }
}

/// Returns whether a whole string of a structured file only stands for one to come.
///
/// ```
/// use raigate::interpret::text::placeholders::is_placeholder;
/// assert!(is_placeholder("TODO: name the owner"));
/// assert!(!is_placeholder("todo-list-classifier"));
/// ```
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    /// What the pattern begins with: most values begin with something else.
    const FIRST: &[u8] = b"tfxcrmnpl<[{";
    let value = value.trim();
    let first = value.bytes().next().unwrap_or_default();
    FIRST.contains(&first.to_ascii_lowercase()) && WHOLE_VALUE.is_match(value)
}

/// Sections in which "not applicable" is no answer: each model and dataset has one.
const NEEDED: &[&str] = &[
    "intended_use",
    "out_of_scope",
    "limitations",
    "biases",
    "risks",
    "ethical",
    "training_data",
    "eval_data",
    "results",
    "collection",
];

/// Returns whether a section that readers need opens so, and holds at most `length` bytes.
fn fills_needed_section(layers: &Layers<'_>, span: Span, length: usize) -> bool {
    let Some(section) = layers.outline.section_at(span.start) else {
        return false;
    };
    let lead = Span::new(section.body.start, span.start).slice(layers.text);
    let is_needed = names(&section.heading)
        .iter()
        .any(|name| NEEDED.contains(name));
    let opens =
        lead.trim_start_matches(LEADING).trim().is_empty() && span.start >= section.body.start;
    is_needed && opens && section.body.end - section.body.start <= length
}

/// Whether a candidate at a place of the prose is a placeholder.
type Decision = fn(&str, Span) -> bool;

/// Each kind of candidate with what decides whether it is a placeholder there.
const KINDS: &[(&str, Decision)] = &[
    ("needed", |_, _| true),
    ("prompt", |_, _| true),
    ("bare", stands_alone),
    ("word", is_leftover_word),
    ("alone", stands_alone),
    ("inapplicable", |_, _| true),
    ("lorem", |_, _| true),
    ("slot", |_, _| true),
    ("square", is_square_slot),
    ("variable", is_template_variable),
    ("sentence", |_, _| true),
];

static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"(?P<needed>\[\s*(?:(?:more information needed|needs more information|information needed|to be (?:added|completed|filled(?: in)?|determined|done))[^\]\n\x{1a}]*)[\]\x{1a}])",
        r"|(?P<prompt>\[(?:add [^\[\]\n\x{1a}]*\bhere\b|if [^\[\]\n\x{1a}]*\badd \w+ here\b|if known, name and email of )[^\[\]\n\x{1a}]*[\]\x{1a}])",
        r"|(?P<bare>(?:(?:needs )?more information(?: needed)?|to be (?:added|completed|filled in|determined|announced|decided|done)(?: (?:soon|later))?)\b)",
        r"|(?P<word>\b(?:TODO|TBD|TBA|FIXME|XXX+)\b)",
        r"|(?P<alone>\b(?:insert text here|your text here|add text here)\b)",
        r"|(?P<inapplicable>\b(?:n/a)\b)",
        r"|(?P<lorem>(?:lorem ipsum))",
        r"|(?P<slot><(?:insert|fill in|your|enter|describe|specify|provide|todo|tbd|placeholder)\b[^<>\n]*>)",
        r"|(?P<square>\[[A-Za-z][^\[\]\n]+\])",
        r"|(?P<variable>\{\{\s*[a-z_][a-z0-9_.]*\s*(?:\|[^{}\n]*)?\}\})",
        r"|(?P<sentence>(?:users \(both direct and downstream\) should be made aware|this (?:model ?card|dataset card) aims to be a base template))",
    ))
});

static WHOLE_VALUE: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"(?i)^(?:(?:todo|tbd|tba|fixme)(?:\s*[:(].*|\s+-.*)?[.!]?|xxx+",
        r"|change[ _-]?me|replace[ _-]?me|fill[ _-]?me[ _-]?in|fill[ _-]?(?:this[ _-]?)?in|placeholder",
        r"|\[?\s*(?:more information needed|needs more information)\s*\]?(?:\(\S*\))?\.?|to be (?:added|completed|filled in|determined|announced|decided|done)\.?",
        r"|lorem ipsum.*|<(?:insert|fill|your|enter|describe|specify|provide|todo|tbd|add|name)\b[^<>]*>|<\.{2,}>|\[(?:insert|your|add|enter|describe)\b[^\]]*\]|\{\{[^{}]*\}\})$",
    ))
});

/// How much of a line is read around a candidate.
const LINE: usize = 300;

/// What may stand before a placeholder on its line, when it is all there is.
const LEADING: &[char] = &[
    ' ', '\t', '>', '#', '-', '*', '+', '_', '|', ':', '=', '(', '[', '"', '.', ')',
];

/// Returns whether the words are all that their line, cell or value holds.
fn stands_alone(prose: &str, span: Span) -> bool {
    is_begun(prose, span) && is_ended(prose, span)
}

/// Returns whether nothing but marks, or a label with a colon, stands before it.
fn is_begun(prose: &str, span: Span) -> bool {
    let before = vicinity::line_before(prose, span.start, LINE);
    let cell = before.rsplit('|').next().unwrap_or(before);
    let value = cell.trim_end_matches([' ', '*', '_', '(', '[', '"', '\t']);
    if value.ends_with([':', '=']) {
        return true;
    }
    let number = cell.trim_start_matches(LEADING);
    number
        .trim_matches(|next: char| next.is_ascii_digit() || LEADING.contains(&next))
        .is_empty()
}

/// Returns whether nothing but marks stands behind it on its line or in its cell.
fn is_ended(prose: &str, span: Span) -> bool {
    let line = vicinity::line_after(prose, span.end, LINE);
    let cell = line.split('|').next().unwrap_or_default();
    cell.trim_matches([
        ' ', '\t', '\r', '*', '_', '.', '!', ')', ']', '"', ',', '…', ':', '#',
    ])
    .is_empty()
}

/// Returns whether a leftover such as `TODO` stands for text, and is no word of a sentence.
fn is_leftover_word(prose: &str, span: Span) -> bool {
    let word = span.slice(prose);
    let before = vicinity::before(prose, span.start, LINE);
    let after = vicinity::after(prose, span.end, LINE);
    if before.ends_with(['-', '/', '.', '@', '_', '$', '<', '\u{1a}'])
        || after.starts_with(['-', '/', '@', '_', '\u{1a}'])
        || is_file_suffix(after)
    {
        return false;
    }
    if stands_alone(prose, span) {
        return true;
    }
    let is_upper = word.bytes().all(|byte| byte.is_ascii_uppercase());
    if !is_upper || word.starts_with('X') {
        return false;
    }
    let labelled = after.starts_with([':', '(']) && !after.starts_with(":/");
    let hashed = before.ends_with(['#', '[', '(']) && !after.trim_start().starts_with(['/', ',']);
    let undecided = word.starts_with("TB") && after.starts_with(['.', ')', ']', ',', ';', '\n']);
    let begins = is_begun(prose, span) && after.starts_with(' ') && !speaks_of_it(after);
    labelled || hashed || undecided || begins
}

/// Returns whether a dot joins the word to the next one, as in `TODO.md`.
fn is_file_suffix(after: &str) -> bool {
    let mut letters = after.chars();
    letters.next() == Some('.') && letters.next().is_some_and(char::is_alphanumeric)
}

/// Words that speak of leftovers: "TODO comments are …".
const SUBJECTS: &[&str] = &[
    "and", "app", "apps", "comment", "comments", "dataset", "entries", "entry", "is", "item",
    "items", "are", "list", "lists", "manager", "marker", "markers", "mvc", "note", "notes", "or",
    "stands", "tag", "tags", "task", "tasks", "was",
];

/// Returns whether the next word makes the leftover a subject: "TODO comments are …".
fn speaks_of_it(after: &str) -> bool {
    let next = after.split_whitespace().next().unwrap_or_default();
    let next = next.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    SUBJECTS.contains(&next.to_ascii_lowercase().as_str())
}

/// Returns whether square brackets hold a slot to fill, not a link, a citation or a token.
fn is_square_slot(prose: &str, span: Span) -> bool {
    let after = vicinity::after(prose, span.end, LINE);
    let before = vicinity::before(prose, span.start, LINE);
    if after.starts_with(['(', '[', ':']) || before.ends_with(['!', ']', '\\', '^']) {
        return false;
    }
    let inner = span.slice(prose).trim_matches(['[', ']']).trim();
    let is_heading = vicinity::line_before(prose, span.start, LINE)
        .trim_start()
        .starts_with('#');
    SLOT_ORDER.is_match(inner) || (is_heading && SLOT_NAME.is_match(inner))
}

/// A slot that says what to do.
static SLOT_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"^(?:(?:insert|enter|fill in|describe|specify|your|provide)\s+\w.*|add\s+(?:your|the|a|an|more|here|text|description|link|details)\b.*|todo|tbd|(?:dataset|model|your|company|organi[sz]ation|author|project|system) name|name of (?:the )?(?:dataset|model|author|organi[sz]ation))$",
    )
});

/// A slot that names what belongs there; in a heading only, for prose speaks so too.
static SLOT_NAME: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"^(?:(?:the )?(?:dataset|model|project|system|author|company|team|paper|title|name|version|date|license|task)(?:[ _-](?:name|title|id|here|version))?)$",
    )
});

/// Returns whether doubled braces are a template's variable, not BibTeX or a chat template.
fn is_template_variable(prose: &str, span: Span) -> bool {
    const CHAT: &[&str] = &[
        "user",
        "char",
        "system",
        "prompt",
        "question",
        "answer",
        "input",
        "output",
        "instruction",
        "context",
        "messages",
        "completion",
        "response",
        "text",
        "query",
        "assistant",
    ];
    let inner = span.slice(prose).trim_matches(['{', '}']);
    let name = inner.split('|').next().unwrap_or_default().trim();
    let before = vicinity::before(prose, span.start, LINE).trim_end();
    !CHAT.contains(&name) && !before.ends_with(['=', '{', '$', '_', '^', '\\'])
}
