//! Makes text from artifacts harmless, one function per place it is printed to.
//!
//! A path, a message or a line of source may hold anything: escape codes that
//! repaint a terminal, text that reverses what is read, a workflow command, a
//! mention. Each format passes every such text through its function here, and
//! through no other.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

/// A text that somebody else wrote, or that holds one.
///
/// It cannot be printed: whoever wants it out has to name the sink it goes to. Formats that are
/// read by a CI get their texts as this type alone.
#[derive(Clone)]
pub(super) struct Untrusted<'t>(Cow<'t, str>);

impl<'t> Untrusted<'t> {
    /// Takes a text for what it is.
    pub(super) fn new(text: impl Into<Cow<'t, str>>) -> Self {
        Self(text.into())
    }

    /// Cuts the text to `longest` characters, visibly.
    pub(super) fn shortened(&self, longest: usize) -> Self {
        Self::new(shortened(&self.0, longest))
    }

    /// Returns both texts as one, with the program's own words between them.
    pub(super) fn followed_by(&self, own: &'static str, next: &Self) -> Self {
        Self::new(format!("{}{own}{}", self.0, next.0))
    }

    /// For a terminal or a log: one line, every character visible.
    pub(super) fn terminal(&self) -> String {
        terminal(&self.0)
    }

    /// For the data of a GitHub workflow command: one line of it.
    pub(super) fn command_line(&self) -> String {
        command_line(&self.0)
    }

    /// For a property of a GitHub workflow command.
    pub(super) fn command_property(&self) -> String {
        command_property(&self.0)
    }

    /// For the data of a logging command of Azure Pipelines: one line of it.
    pub(super) fn azure_line(&self) -> String {
        azure_line(&self.0)
    }

    /// For a property of a logging command of Azure Pipelines.
    pub(super) fn azure_property(&self) -> String {
        azure_property(&self.0)
    }

    /// For text or an attribute of XML: one line.
    pub(super) fn xml(&self) -> String {
        xml(&self.0)
    }

    /// For running text of Markdown.
    pub(super) fn markdown(&self) -> String {
        markdown(&self.0)
    }

    /// For JSON that is passed through [`json`] when it is whole: the text as it is.
    pub(super) fn value(&self) -> Value {
        Value::from(self.0.as_ref())
    }
}

/// Returns `text` on one line, every character visible, for a terminal or a log.
///
/// `##[` and `##vso[` would be commands anywhere in a line of a build log, and
/// `::` at its start: one character of them is spelled out.
pub(crate) fn terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push('⏎'),
            '\t' => out.push(' '),
            _ => push_visible(&mut out, c),
        }
    }
    // One is enough: the next may be raigate's own, between a path and a line.
    if out.trim_start().starts_with(':') {
        out = out.replacen(':', r"\u{3a}", 1);
    }
    break_commands(out, r"#\u{23}")
}

/// Cuts `text` to `longest` characters, visibly.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some(_) => text
            .chars()
            .take(longest.saturating_sub(1))
            .chain(['…'])
            .collect(),
    }
}

/// Appends `c`, or its number where it would not be seen as itself.
pub(super) fn push_visible(out: &mut String, c: char) {
    if is_hidden(c) {
        // Writing to a string does not fail.
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    } else {
        out.push(c);
    }
}

/// Returns serialized JSON in which hidden characters are numbers; it means the same.
pub(super) fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut units = [0; 2];
    for c in text.chars() {
        // Line breaks stand between values: inside a string they are escaped already.
        if is_hidden(c) && c != '\n' {
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    break_commands(out, r"#\u0023")
}

/// Returns one line of the data of a GitHub workflow command.
pub(super) fn command_line(text: &str) -> String {
    terminal(text).replace('%', "%25")
}

/// Returns a property of a GitHub workflow command.
pub(super) fn command_property(text: &str) -> String {
    terminal(text)
        .replace('%', "%25")
        .replace(':', "%3A")
        .replace(',', "%2C")
}

/// Returns one line of the data of a logging command of Azure Pipelines.
///
/// <https://github.com/microsoft/azure-pipelines-agent/blob/master/docs/design/percentEncoding.md>
fn azure_line(text: &str) -> String {
    terminal(text).replace('%', "%AZP25")
}

/// Returns a property of a logging command of Azure Pipelines; the first `]` would end the command.
fn azure_property(text: &str) -> String {
    azure_line(text).replace(';', "%3B").replace(']', "%5D")
}

/// Returns `text` on one line, as text of XML 1.0 or as the value of an attribute.
fn xml(text: &str) -> String {
    let text = terminal(text);
    // <https://www.w3.org/TR/xml/#charsets>: not even as a number may the rest stand there.
    let is_known =
        |c: &char| matches!(c, ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    entities(&text.chars().filter(is_known).collect::<String>())
}

/// Returns `text` as running text of Markdown, without any markup of its own.
///
/// Words between backticks become code, each escaped by itself, so it does not
/// matter whose backticks they are.
pub(crate) fn markdown(text: &str) -> String {
    let text = terminal(text.trim());
    // What would begin a list or draw a line: `1.`, `-`, `===`.
    let opening = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_opening = opening.starts_with(['-', '+', '=', '.', ')']);
    let digits = if is_opening {
        text.len() - opening.len()
    } else {
        0
    };
    let (number, text) = text.split_at(digits);
    let mut out = number.to_owned();
    out.push_str(if is_opening { "\\" } else { "" });
    let words: Vec<&str> = text.split('`').collect();
    if words.len().is_multiple_of(2) {
        return out + &prose(text);
    }
    for (at, word) in words.into_iter().enumerate() {
        match (at % 2, word) {
            (1, "") => out.push_str("\\`\\`"),
            (1, word) => out.push_str(&code(word)),
            _ => out.push_str(&prose(word)),
        }
    }
    out
}

/// Returns `text` as code of Markdown, outside a table.
pub(crate) fn code(text: &str) -> String {
    let text = terminal(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A backtick at either end would lengthen the fence.
    let pad = if longest > 0 || text.trim().is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns `text` as code in a cell of a Markdown table.
pub(crate) fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Returns `text` on one line, as text of an HTML page or as the value of an attribute.
pub(crate) fn html(text: &str) -> String {
    entities(&terminal(text))
}

/// Returns text of which every character is visible already without any that HTML or XML gives a meaning.
pub(super) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Returns the message of a SARIF result or notification, without links of its own.
pub(super) fn sarif_message(text: &str) -> String {
    let text = terminal(text);
    // A plain-text message may hold `[text](target)`; a backslash takes that meaning away.
    if text.contains("](") {
        text.replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]")
    } else {
        text
    }
}

/// Returns a path as a relative URI (RFC 3986).
pub(crate) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Whether `c` is invisible, or changes how its neighbours are seen.
pub(super) const fn is_hidden(c: char) -> bool {
    c.is_ascii_control()
        || matches!(c, '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
            | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether the `#` at byte `at` is the second of `##[` or `##vso[`.
pub(super) fn begins_command(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let after = after.get(1..).unwrap_or_default();
    before.ends_with('#') && (after.starts_with('[') || after.starts_with("vso["))
}

/// Spells out the second `#` of what a build log takes for a command.
fn break_commands(text: String, spelled: &str) -> String {
    if text.contains("##") {
        text.replace("##[", &format!("{spelled}["))
            .replace("##vso[", &format!("{spelled}vso["))
    } else {
        text
    }
}

fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut commit = Commit::default();
    for (at, c) in text.char_indices() {
        let (before, rest) = text.split_at(at);
        if commit.breaks_at(rest, c) || breaks_before(before, c) {
            out.push(BREAK);
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' | '!' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        if matches!(c, '@' | '#') {
            out.push(BREAK);
        }
    }
    out
}

/// Splits a word that a forge would turn into a link by itself.
const BREAK: char = '\u{200b}';

/// Whether `c`, behind `before`, would complete a link: `http://`, `www.`, `GH-1`.
fn breaks_before(before: &str, c: char) -> bool {
    let ends_with = |word: &str| {
        let end = before
            .len()
            .checked_sub(word.len())
            .and_then(|at| before.get(at..));
        end.is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    match c {
        '/' => ends_with(":"),
        '.' => ends_with("www"),
        _ => c.is_ascii_digit() && ends_with("gh-"),
    }
}

/// A run of hexadecimal digits; seven and more become a link to a commit.
///
/// A number is left whole, so that it can be copied.
#[derive(Debug, Clone, Copy, Default)]
struct Commit {
    digits: usize,
    is_link: bool,
}

impl Commit {
    /// Whether the run is split before `c`, the first character of `rest`.
    fn breaks_at(&mut self, rest: &str, c: char) -> bool {
        if !c.is_ascii_hexdigit() {
            *self = Self::default();
            return false;
        }
        if self.digits == 0 {
            let run = rest.bytes().take_while(u8::is_ascii_hexdigit);
            let (digits, letters) = run.fold((0, 0), |(digits, letters), byte| {
                (
                    digits + 1,
                    letters + usize::from(byte.is_ascii_alphabetic()),
                )
            });
            self.is_link = digits > 6 && letters > 0;
        }
        self.digits += 1;
        self.is_link && self.digits % 6 == 1 && self.digits > 1
    }
}
