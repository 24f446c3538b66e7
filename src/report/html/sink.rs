//! A page that grows: markup from the program alone, everything else as text.

use std::fmt::Write as _;

use super::super::escape;

/// Longer facts and remedies are cut.
const LONGEST: usize = 1_000;

/// A piece of a page.
///
/// Markup has to be a literal of this program, so that no text of an artifact can become
/// any: texts have no other way in than through `escape`.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Adds markup.
    pub(super) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds a text on one line, within an element or within the quotes of an attribute.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let text = escape::html(&escape::shortened(text.trim(), LONGEST));
        self.0.push_str(&text);
        self
    }

    /// Adds a text whose words between backticks are code.
    pub(super) fn prose(&mut self, text: &str) -> &mut Self {
        let text = escape::terminal(&escape::shortened(text.trim(), LONGEST));
        let words: Vec<&str> = text.split('`').collect();
        if words.len().is_multiple_of(2) {
            self.0.push_str(&escape::entities(&text));
            return self;
        }
        for (at, word) in words.into_iter().enumerate() {
            let word = escape::entities(word);
            match at % 2 {
                1 => self.element("code", &word),
                _ => self.0.push_str(&word),
            }
        }
        self
    }

    /// Adds a text as code.
    pub(super) fn code(&mut self, text: &str) -> &mut Self {
        let text = escape::html(&escape::shortened(text, LONGEST));
        self.element("code", &text);
        self
    }

    /// Adds a piece of source in which every character is visible already.
    pub(super) fn source(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&escape::entities(text));
        self
    }

    /// Adds a number.
    pub(super) fn count(&mut self, number: usize) -> &mut Self {
        // Writing to a string does not fail.
        let _ = write!(self.0, "{number}");
        self
    }

    /// Adds a length of a drawing, to a tenth.
    pub(super) fn length(&mut self, length: f64) -> &mut Self {
        let text = format!("{length:.1}");
        self.0.push_str(text.strip_suffix(".0").unwrap_or(&text));
        self
    }

    /// Returns the page.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn element(&mut self, name: &'static str, escaped: &str) {
        // Writing to a string does not fail.
        let _ = write!(self.0, "<{name}>{escaped}</{name}>");
    }
}
