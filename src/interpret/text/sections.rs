//! Tells what each section of a card is about, and how much it says.
//!
//! A heading counts under every canonical name that it means, in the words of
//! Mitchell's model cards, Gebru's datasheets, the templates of the Hugging
//! Face Hub, or a house style. What counts as said is what is left after
//! headings, comments, placeholders, addresses, images and prompts.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::aliases::{CONTAINED, EXACT};
use super::aliases_abroad::ABROAD;
use super::layers::{Layer, Layers, without};
use super::patterns::any_case;
use super::placeholders::Placeholder;
use crate::parse::markdown::BlockKind;
use crate::span::Span;

/// A heading and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading's words.
    pub span: Span,
    /// The heading as plain text.
    pub heading: String,
    /// 1 to 6; 7 for a line of bold words that stands for a heading.
    pub level: u8,
    /// The canonical names it goes by.
    pub names: Vec<&'static str>,
    /// Words of content in it and in the sections below it.
    pub words: usize,
    /// Words of content in it alone.
    pub own_words: usize,
}

/// A measured value, or a row of a table that holds a number, says as much as a sentence.
const WORDS_IN_A_MEASUREMENT: usize = 10;

/// A longer heading is a title or a sentence; what it mentions is not what it is about.
const MOST_WORDS: usize = 10;

/// Returns every section in order; those of bold lines only where they have a canonical name.
#[must_use]
pub fn find(layers: &Layers<'_>, placeholders: &[Placeholder]) -> Vec<Section> {
    let said = said(layers, placeholders);
    let parts = &layers.outline.sections;
    let named: Vec<Vec<&'static str>> = parts.iter().map(|part| names(&part.heading)).collect();
    let own: Vec<usize> = parts
        .iter()
        .zip(&named)
        .map(|(part, names)| {
            let content = part.body.slice(&said);
            count(content) + measurements(part, names, content) * WORDS_IN_A_MEASUREMENT
        })
        .collect();
    let mut found = Vec::new();
    for (index, (part, names)) in parts.iter().zip(named).enumerate() {
        if part.level > 0 {
            let below = layers.outline.subsections(index).len();
            let words = own
                .get(index..=index + below)
                .unwrap_or_default()
                .iter()
                .sum();
            found.push(Section {
                span: words_of_heading(layers.text, part.place),
                heading: part.heading.clone(),
                level: part.level,
                names,
                words,
                own_words: own.get(index).copied().unwrap_or_default(),
            });
        }
        found.extend(informal(layers, &said, part));
    }
    found
}

/// Returns how many measured values a section gives: rows of tables, and numbers on results.
fn measurements(
    part: &crate::parse::markdown::Section,
    names: &[&'static str],
    content: &str,
) -> usize {
    let rows = part.tables.iter().flat_map(|table| &table.rows);
    let rows = rows.filter(|row| {
        row.iter()
            .any(|cell| cell.text.bytes().any(|byte| byte.is_ascii_digit()))
    });
    let is_on_results = names
        .iter()
        .any(|name| matches!(*name, "results" | "metrics"));
    let values = content.split_whitespace().filter(|word| is_value(word));
    let rows = rows.count();
    if is_on_results && rows == 0 {
        values.count()
    } else {
        rows
    }
}

/// Returns whether a word is a decimal fraction or a percentage, as results are given.
fn is_value(word: &str) -> bool {
    let number = word.trim_matches(|mark: char| !mark.is_ascii_digit() && mark != '%');
    let digits = number.trim_end_matches('%');
    digits.parse::<f64>().is_ok() && (digits.contains('.') || number.ends_with('%'))
}

/// Returns the canonical names that a heading goes by, sorted.
///
/// ```
/// use raigate::interpret::text::sections::names;
/// assert_eq!(names("3. Out-of-Scope Use [optional]:"), ["out_of_scope"]);
/// ```
#[must_use]
pub fn names(heading: &str) -> Vec<&'static str> {
    let plain = normalised(heading);
    let mut names = WORDINGS
        .exact
        .get(plain.as_str())
        .cloned()
        .unwrap_or_default();
    if plain.split(' ').count() <= MOST_WORDS {
        WORDINGS.contained_in(&plain, &mut names);
    }
    // "Out-of-scope use" contains "use" words that mean the opposite.
    if names.contains(&"out_of_scope") {
        names.retain(|name| !matches!(*name, "intended_use" | "uses"));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// All wordings, so that a heading is not held against each of them.
static WORDINGS: LazyLock<Wordings> = LazyLock::new(Wordings::new);

struct Wordings {
    /// The names that a whole heading goes by.
    exact: HashMap<&'static str, Vec<&'static str>>,
    /// Phrases that count from the start of a word on, by their first byte.
    by_first: HashMap<u8, Vec<(&'static str, &'static str)>>,
    /// Phrases of scripts that write no spaces, which count wherever they stand.
    unspaced: Vec<(&'static str, &'static str)>,
}

impl Wordings {
    fn new() -> Self {
        let mut wordings = Self {
            exact: HashMap::new(),
            by_first: HashMap::new(),
            unspaced: Vec::new(),
        };
        for (name, aliases) in EXACT {
            for alias in *aliases {
                wordings.exact.entry(alias).or_default().push(name);
            }
        }
        let is_unspaced = |phrase: &str| phrase.chars().all(|letter| letter >= '\u{3040}');
        for (name, phrases) in CONTAINED.iter().chain(ABROAD) {
            for phrase in *phrases {
                let first = phrase.bytes().next().unwrap_or_default();
                let same_first = wordings.by_first.entry(first).or_default();
                same_first.push((phrase, name));
            }
        }
        for (name, phrases) in ABROAD {
            let unspaced = phrases.iter().filter(|phrase| is_unspaced(phrase));
            let named = unspaced.map(|phrase| (*phrase, *name));
            wordings.unspaced.extend(named);
        }
        wordings
    }

    /// Adds the names of all phrases that a heading contains.
    fn contained_in(&self, plain: &str, names: &mut Vec<&'static str>) {
        let starts = plain.match_indices(' ').map(|(at, _)| at + 1);
        for start in std::iter::once(0).chain(starts) {
            let rest = plain.get(start..).unwrap_or_default();
            let first = rest.bytes().next().unwrap_or_default();
            let phrases = self.by_first.get(&first).into_iter().flatten();
            let fitting = phrases.filter(|(phrase, _)| rest.starts_with(phrase));
            names.extend(fitting.map(|(_, name)| *name));
        }
        if !plain.is_ascii() {
            let unspaced = self.unspaced.iter();
            let fitting = unspaced.filter(|(phrase, _)| plain.contains(phrase));
            names.extend(fitting.map(|(_, name)| *name));
        }
    }
}

/// Returns a heading in lower case, without numbering, marks and `[optional]`.
fn normalised(heading: &str) -> String {
    let lower = heading
        .to_lowercase()
        .replace("[optional]", " ")
        .replace("(optional)", " ")
        .replace('&', " and ");
    let words = lower
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty());
    let mut kept: Vec<&str> = words.collect();
    // Numbering: "3.1 Uses", "a) Uses", "IV. Uses".
    while kept.len() > 1 && kept.first().is_some_and(|word| is_number(word)) {
        kept.remove(0);
    }
    kept.join(" ")
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
        || (word.len() <= 4 && word.bytes().all(|byte| b"ivx".contains(&byte)))
}

/// Returns the text with everything blanked out that says nothing, byte for byte.
fn said(layers: &Layers<'_>, placeholders: &[Placeholder]) -> String {
    let keep = [Layer::Prose, Layer::Quote, Layer::Table, Layer::Code];
    let said = layers.only(&keep);
    let unsaid = SAYS_NOTHING
        .find_iter(&said)
        .map(|found| Span::new(found.start(), found.end()))
        .chain(placeholders.iter().map(|one| one.span))
        .collect();
    without(&said, unsaid)
}

/// What stands in a section and says nothing: images, template sentences, empty answers.
static SAYS_NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"!\[[^\]\n\x1a]*",
        r"|users \(both direct and downstream\) should be made aware of[^.\n]*\.",
        r"|use the code below to get started with the model\.?",
        r"|carbon emissions can be estimated using the[^.\n]*\.?",
        r"|this (?:model ?card|dataset card) aims to be a base template[^.\n]*\.",
        r"|it has been generated using[^.\n]*\.?",
    ))
});

/// Returns how many words a stretch of content holds.
///
/// A character of Chinese or Japanese counts as a word; scripts of South-East
/// Asia, which write no spaces either, count one for four.
#[must_use]
pub fn count(text: &str) -> usize {
    let (mut words, mut unspaced, mut in_word) = (0, 0, false);
    for letter in text.chars() {
        match letter {
            // Most letters are of these, and asking for them first is quick.
            'a'..='z' | 'A'..='Z' | '0'..='9' => {
                words += usize::from(!in_word);
                in_word = true;
            }
            ' ' | '\n' => in_word = false,
            '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' => {
                words += 1;
                in_word = false;
            }
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
                unspaced += 1;
                in_word = false;
            }
            _ if letter.is_alphanumeric() => {
                words += usize::from(!in_word);
                in_word = true;
            }
            // A word goes on through an apostrophe, a hyphen, a decimal point.
            '\'' | '’' | '-' | '.' | ',' | '_' if in_word => {}
            _ => in_word = false,
        }
    }
    words + unspaced / 4
}

/// Returns the words of a heading, without the marks that make it one.
fn words_of_heading(text: &str, place: Span) -> Span {
    let line = place.slice(text);
    let line = line.lines().next().unwrap_or(line);
    let begun = line.trim_start_matches(['#', ' ', '\t']);
    let start = place.start + (line.len() - begun.len());
    let words = begun.trim_end_matches(['#', ' ', '\t', '\r']);
    if words.is_empty() {
        place
    } else {
        Span::new(start, start + words.len())
    }
}

/// Returns the lines of a section that stand for headings and have a canonical name.
fn informal(
    layers: &Layers<'_>,
    said: &str,
    part: &crate::parse::markdown::Section,
) -> Vec<Section> {
    let titles: Vec<(Span, &str)> = part
        .blocks
        .iter()
        .filter_map(|block| {
            let text = block.span.slice(layers.text);
            let words = match block.kind {
                BlockKind::Paragraph | BlockKind::Item => bold_line(text),
                BlockKind::Html => html_heading(text),
                _ => None,
            }?;
            let start = block.span.start + text.find(words)?;
            Some((Span::new(start, start + words.len()), words))
        })
        .collect();
    titles
        .iter()
        .enumerate()
        .map(|(index, (span, words))| {
            let end = titles
                .get(index + 1)
                .map_or(part.body.end, |(next, _)| next.start);
            let own_words = count(Span::new(span.end, end).slice(said));
            Section {
                span: *span,
                heading: (*words).to_owned(),
                level: 7,
                names: names(words),
                words: own_words,
                own_words,
            }
        })
        .filter(|section| !section.names.is_empty())
        .collect()
}

/// Returns the words of a first line that is bold from end to end.
fn bold_line(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim();
    let line = line.trim_end_matches(':').trim_end();
    let words = line.strip_prefix("**")?.strip_suffix("**")?;
    let words = words.trim().trim_end_matches(':').trim_end();
    (!words.contains("**") && (3..=80).contains(&words.len())).then_some(words)
}

/// Returns the words of `<h2>…</h2>` that open a block.
fn html_heading(text: &str) -> Option<&str> {
    let [b'<', b'h' | b'H', b'1'..=b'6', b' ' | b'>', ..] = text.as_bytes() else {
        return None;
    };
    let words = text.get(text.find('>')? + 1..)?;
    let words = words.get(..words.find("</")?)?.trim();
    (!words.is_empty() && !words.contains('<')).then_some(words)
}
