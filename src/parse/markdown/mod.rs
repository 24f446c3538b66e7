//! Markdown: front matter in YAML or TOML, and a body seen as sections.
//!
//! [`outline`] says where everything stands, so that a reader of the text can
//! tell prose from code and comments; the value that policies see is built
//! from it.

mod blocks;
mod front_matter;
mod value;

use serde_json::Value;

use crate::parse::faults::Faults;
use crate::parse::layout::Keep;
use crate::span::Span;

/// Where everything in a Markdown file stands; all spans are bytes of the whole text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// The metadata block at the top.
    pub front_matter: Option<FrontMatter>,
    /// The sections in file order; the first is the text before the first heading.
    pub sections: Vec<Section>,
    /// The HTML comments in file order, those inside code left out.
    pub comments: Vec<Comment>,
}

/// A metadata block at the top of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontMatter {
    /// What it is written in.
    pub syntax: Syntax,
    /// The opening fence.
    pub fence: Span,
    /// What stands between the fences.
    pub content: Span,
    /// Whether there is a closing fence; without one the content is all the rest of the file.
    pub is_closed: bool,
}

/// What front matter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// YAML, between `---`.
    Yaml,
    /// TOML, between `+++`.
    Toml,
}

/// A heading and what stands below it, up to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// The heading as plain text; "" for the text before the first heading.
    pub heading: String,
    /// 1 to 6; 0 for the text before the first heading.
    pub level: u8,
    /// The heading with its marks; empty for the text before the first heading.
    pub place: Span,
    /// What stands below, without the blank around it.
    pub body: Span,
    /// The body, block by block; blocks do not overlap.
    pub blocks: Vec<Block>,
    /// The tables of the body.
    pub tables: Vec<Table>,
    /// The items with a checkbox.
    pub tasks: Vec<Task>,
}

/// A piece of a body that holds no other piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text with its marks, without the blank around it.
    pub span: Span,
    /// What inside it is not prose, in file order.
    pub inlines: Vec<Inline>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// Text of a list item, without the items below it.
    Item,
    /// Text that is quoted with `>`.
    Quote,
    /// A heading inside a list or a quote, which opens no section.
    Heading,
    /// Code, fenced or indented.
    Code,
    /// A table, all its rows.
    Table,
    /// HTML that is more than a comment.
    Html,
    /// An HTML comment.
    Comment,
    /// A horizontal line.
    Rule,
}

impl BlockKind {
    /// Returns whether a reader of the page reads its text as prose.
    #[must_use]
    pub const fn is_prose(self) -> bool {
        matches!(
            self,
            Self::Paragraph | Self::Item | Self::Quote | Self::Heading | Self::Table
        )
    }
}

/// A piece of prose that is not prose itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Its text with its marks.
    pub span: Span,
}

/// What an [`Inline`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InlineKind {
    /// Code between backticks.
    Code,
    /// An HTML tag.
    Html,
    /// An HTML comment.
    Comment,
    /// Where a link or an image leads: `](…)`, or the whole of `<https://…>`.
    Target,
}

/// A table with a header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The whole table.
    pub span: Span,
    /// The cells of the header.
    pub header: Vec<Cell>,
    /// The cells of the rows; each row is as long as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Its plain text, without marks.
    pub text: String,
    /// What is written in it, without the blank around it.
    pub span: Span,
}

/// A list item with a checkbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Task {
    /// Its plain text, without marks.
    pub text: String,
    /// Whether it is ticked.
    pub is_done: bool,
    /// What is written after the checkbox.
    pub span: Span,
    /// The checkbox.
    pub mark: Span,
}

/// An HTML comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// The comment with its marks.
    pub span: Span,
    /// What is written in it, without the blank around it.
    pub inner: Span,
}

impl Outline {
    /// Returns the section that byte `offset` belongs to.
    #[must_use]
    pub fn section_at(&self, offset: usize) -> Option<&Section> {
        let after = self
            .sections
            .partition_point(|section| section.place.start <= offset);
        self.sections.get(after.checked_sub(1)?)
    }

    /// Returns the sections below section `index`, which end at the next heading of its level.
    #[must_use]
    pub fn subsections(&self, index: usize) -> &[Section] {
        let level = self.sections.get(index).map_or(0, |section| section.level);
        let rest = self.sections.get(index + 1..).unwrap_or_default();
        let count = rest
            .iter()
            .position(|section| section.level <= level)
            .unwrap_or(rest.len());
        rest.get(..count).unwrap_or_default()
    }
}

/// Finds the front matter, the sections and the comments of `text`.
///
/// ```
/// use raigate::parse::markdown::{BlockKind, outline};
/// let text = "---\nlicense: mit\n---\n# Use\n\nFor `research`.\n";
/// let outline = outline(text);
/// let section = &outline.sections[1];
/// assert_eq!(section.heading, "Use");
/// assert_eq!(section.blocks[0].kind, BlockKind::Paragraph);
/// assert_eq!(section.blocks[0].span.slice(text), "For `research`.");
/// ```
#[must_use]
pub fn outline(text: &str) -> Outline {
    let (front_matter, body) = front_matter::find(text);
    let (sections, comments) = blocks::read(text, body);
    Outline {
        front_matter,
        sections,
        comments,
    }
}

/// Finds the front matter of `text` alone.
#[must_use]
pub fn front_matter(text: &str) -> Option<FrontMatter> {
    front_matter::find(text).0
}

/// Reads a Markdown file: its front matter, with the body under `$body`.
pub(super) fn read<K: Keep>(text: &str, faults: &mut Faults) -> (Value, K) {
    value::read(text, faults)
}

/// Returns `span` without the blank at both ends of its text.
fn trimmed(text: &str, span: Span) -> Span {
    let inner = span.slice(text);
    let start = span.start + (inner.len() - inner.trim_start().len());
    let end = start + inner.trim().len();
    Span::new(start, end)
}
