//! Tells prose from what is not prose in a Markdown text: code, comments, markup, quotations.
//!
//! Every detector of text asks this first, so that a word in a code block, a
//! link target or a template's comment is not mistaken for what a card says.

use super::scan::{Scan, front_matter_end};
use crate::span::Span;

/// What a stretch of text is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// YAML or TOML before the text.
    FrontMatter,
    /// The line of a heading.
    Heading,
    /// What the author says.
    Prose,
    /// What the author quotes, line by line.
    Quote,
    /// A row of a table.
    Table,
    /// Code, as a block or inside a line.
    Code,
    /// An HTML comment, which no reader sees.
    Comment,
    /// HTML tags.
    Markup,
    /// Where a link leads.
    Address,
}

/// A stretch of text of one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub layer: Layer,
}

/// A heading: its words, its line and its depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// The words, without number signs.
    pub span: Span,
    /// The whole line or lines, underline included.
    pub line: Span,
    /// From 1, the title, to 6; 7 is a line of bold words that stands for a heading.
    pub level: usize,
}

/// A text with its layers.
#[derive(Debug, Clone)]
pub struct Layers<'t> {
    /// The text.
    pub text: &'t str,
    /// Its stretches, in order, without gaps.
    pub stretches: Vec<Stretch>,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
}

impl<'t> Layers<'t> {
    /// Reads the layers of a Markdown file.
    #[must_use]
    pub fn of_markdown(text: &'t str) -> Self {
        let end = front_matter_end(text);
        let mut scan = Scan::new(text, end);
        if end > 0 {
            scan.push(0, end, Layer::FrontMatter);
        }
        scan.run();
        Self {
            text,
            stretches: scan.stretches,
            headings: scan.headings,
        }
    }

    /// Reads the layers of one string of a structured file.
    #[must_use]
    pub fn of_string(text: &'t str) -> Self {
        let mut scan = Scan::new(text, 0);
        scan.run();
        Self {
            text,
            stretches: scan.stretches,
            headings: scan.headings,
        }
    }

    /// Returns what the byte at `offset` belongs to.
    #[must_use]
    pub fn at(&self, offset: usize) -> Layer {
        let next = self
            .stretches
            .partition_point(|stretch| stretch.span.start <= offset);
        next.checked_sub(1)
            .and_then(|index| self.stretches.get(index))
            .map_or(Layer::Prose, |stretch| stretch.layer)
    }

    /// Returns the text with everything but the layers of `keep` blanked out, byte for byte.
    ///
    /// Offsets stay as they are. Inline code and addresses leave a mark that
    /// is neither space nor word, so that what stands beside them is not
    /// taken for the beginning of a line.
    #[must_use]
    pub fn only(&self, keep: &[Layer]) -> String {
        let mut out = String::with_capacity(self.text.len());
        for stretch in &self.stretches {
            let part = stretch.span.slice(self.text);
            if keep.contains(&stretch.layer) {
                out.push_str(part);
                continue;
            }
            let mark = match stretch.layer {
                Layer::Code | Layer::Address => BLANK,
                _ => ' ',
            };
            for byte in part.bytes() {
                out.push(if byte == b'\n' { '\n' } else { mark });
            }
        }
        out
    }
}

/// What stands for code and addresses in a text that is otherwise prose.
pub const BLANK: char = '\u{1a}';
