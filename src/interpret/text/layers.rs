//! Tells prose from what is not prose: code, comments, markup, quotations.
//!
//! Every detector of text asks this first, so that a word in a code block, a
//! link target or a template's comment is not mistaken for what a card says.

use crate::parse::markdown::{Block, BlockKind, InlineKind, Outline, outline};
use crate::span::Span;

/// What a stretch of text is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// YAML or TOML before the text.
    FrontMatter,
    /// A heading.
    Heading,
    /// What the author says.
    Prose,
    /// What the author quotes, line by line.
    Quote,
    /// A table.
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

/// A text with its layers.
#[derive(Debug, Clone)]
pub struct Layers<'t> {
    /// The text.
    pub text: &'t str,
    /// Its stretches, in order, without gaps.
    pub stretches: Vec<Stretch>,
    /// Its sections, the text before the first heading included.
    pub outline: Outline,
}

/// What stands for code and addresses in a text of which only the prose is kept.
pub const BLANK: char = '\u{1a}';

impl<'t> Layers<'t> {
    /// Reads the layers of a Markdown file.
    #[must_use]
    pub fn of_markdown(text: &'t str) -> Self {
        let outline = outline(text);
        let mut build = Build {
            text,
            stretches: Vec::new(),
        };
        if let Some(front) = outline.front_matter {
            build.push(front.fence.start, front.content.end, Layer::FrontMatter);
        }
        for section in &outline.sections {
            build.push(section.place.start, section.place.end, Layer::Heading);
            for block in &section.blocks {
                build.block(block);
            }
        }
        build.push(text.len(), text.len(), Layer::Prose);
        Self {
            text,
            stretches: build.stretches,
            outline,
        }
    }

    /// Reads one string of a structured file, which has no headings and no front matter.
    #[must_use]
    pub fn of_string(text: &'t str) -> Self {
        let span = Span::new(0, text.len());
        let block = Block {
            kind: BlockKind::Paragraph,
            span,
            inlines: Vec::new(),
        };
        let mut build = Build {
            text,
            stretches: Vec::new(),
        };
        build.block(&block);
        Self {
            text,
            stretches: build.stretches,
            outline: Outline::default(),
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

    /// Returns the heading of the section that `offset` stands in, where there is one.
    #[must_use]
    pub fn heading_at(&self, offset: usize) -> Option<&str> {
        let section = self.outline.section_at(offset)?;
        (!section.heading.is_empty()).then_some(section.heading.as_str())
    }

    /// Returns the text with everything but the layers of `keep` blanked out, byte for byte.
    ///
    /// Offsets stay as they are. Inline code and addresses leave [`BLANK`],
    /// neither space nor word, so that what stands beside them is not taken
    /// for the beginning of a line.
    #[must_use]
    pub fn only(&self, keep: &[Layer]) -> String {
        let mut out = String::with_capacity(self.text.len());
        for stretch in &self.stretches {
            let part = stretch.span.slice(self.text);
            if keep.contains(&stretch.layer) {
                out.push_str(part);
                continue;
            }
            let filler = match stretch.layer {
                Layer::Code | Layer::Address => BLANKS,
                _ => SPACES,
            };
            for (index, line) in part.split('\n').enumerate() {
                if index > 0 {
                    out.push('\n');
                }
                fill(&mut out, filler, line.len());
            }
        }
        out
    }
}

/// Returns `text` with the given ranges blanked out, byte for byte; the ranges may overlap.
pub(super) fn without(text: &str, mut ranges: Vec<Span>) -> String {
    ranges.sort_unstable();
    let mut out = String::with_capacity(text.len());
    for range in ranges {
        let start = range.start.max(out.len());
        if let (Some(kept), true) = (text.get(out.len()..start), text.is_char_boundary(range.end)) {
            out.push_str(kept);
            out.extend(std::iter::repeat_n(' ', range.end.saturating_sub(start)));
        }
    }
    out.push_str(text.get(out.len()..).unwrap_or_default());
    out
}

const SPACES: &str = "                                ";
const BLANKS: &str = "\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}\u{1a}";

/// Adds `length` bytes of filler, a chunk at a time.
fn fill(out: &mut String, filler: &str, length: usize) {
    let mut left = length;
    while left > 0 {
        let chunk = left.min(filler.len());
        out.push_str(filler.get(..chunk).unwrap_or(filler));
        left -= chunk;
    }
}

/// Stretches, as they are found from the first byte on.
struct Build<'t> {
    text: &'t str,
    stretches: Vec<Stretch>,
}

impl Build<'_> {
    /// Adds a stretch; what was skipped since the last one is prose.
    fn push(&mut self, start: usize, end: usize, layer: Layer) {
        let last = self.stretches.last().map_or(0, |last| last.span.end);
        if start > last {
            self.add(last, start, Layer::Prose);
        }
        self.add(start.max(last), end, layer);
    }

    fn add(&mut self, start: usize, end: usize, layer: Layer) {
        if start < end {
            let span = Span::new(start, end);
            self.stretches.push(Stretch { span, layer });
        }
    }

    fn block(&mut self, block: &Block) {
        let layer = match block.kind {
            BlockKind::Code => Layer::Code,
            BlockKind::Comment => Layer::Comment,
            BlockKind::Heading => Layer::Heading,
            BlockKind::Quote => Layer::Quote,
            BlockKind::Table => Layer::Table,
            BlockKind::Paragraph | BlockKind::Item | BlockKind::Html | BlockKind::Rule => {
                Layer::Prose
            }
        };
        let mut at = block.span.start;
        for inline in &block.inlines {
            self.running(Span::new(at, inline.span.start), block.kind, layer);
            let inner = match inline.kind {
                InlineKind::Code => Layer::Code,
                InlineKind::Html if is_slot(inline.span.slice(self.text)) => layer,
                InlineKind::Html => Layer::Markup,
                InlineKind::Comment => Layer::Comment,
                InlineKind::Target => Layer::Address,
            };
            self.push(inline.span.start, inline.span.end, inner);
            at = inline.span.end;
        }
        self.running(Span::new(at, block.span.end), block.kind, layer);
    }

    /// Adds text without inline pieces, the bare addresses and tags in it apart.
    fn running(&mut self, span: Span, kind: BlockKind, layer: Layer) {
        if layer == Layer::Code || layer == Layer::Comment {
            return self.push(span.start, span.end, layer);
        }
        let text = self.text;
        let part = span.slice(text);
        let mut at = 0;
        while let Some((start, length, inner)) = next_piece(part, at, kind) {
            self.push(span.start + at, span.start + start, layer);
            self.push(span.start + start, span.start + start + length, inner);
            at = start + length;
        }
        self.push(span.start + at, span.end, layer);
    }
}

/// Returns whether angle brackets hold words to replace, such as `<your name>`, rather than a tag.
fn is_slot(tag: &str) -> bool {
    const ORDERS: &[&str] = &[
        "describe",
        "enter",
        "fill",
        "insert",
        "placeholder",
        "provide",
        "specify",
        "tbd",
        "todo",
        "your",
    ];
    let inner = tag.trim_start_matches('<').to_ascii_lowercase();
    ORDERS.iter().any(|order| inner.starts_with(order))
}

/// Returns the next bare address, or tag in a block of HTML, of `part` from `from` on.
fn next_piece(part: &str, from: usize, kind: BlockKind) -> Option<(usize, usize, Layer)> {
    let html = kind == BlockKind::Html;
    let mut at = from;
    loop {
        let rest = part.get(at..)?;
        at += rest.find(|next| next == ':' || (html && next == '<'))?;
        let rest = part.get(at..)?;
        if rest.starts_with("://") {
            let before = part.get(from..at)?;
            let scheme = before.len()
                - before
                    .trim_end_matches(|c: char| c.is_ascii_lowercase())
                    .len();
            let stop = |next: char| next.is_whitespace() || "<>\"|)]`".contains(next);
            let length = scheme + rest.find(stop).unwrap_or(rest.len());
            return Some((at - scheme, length, Layer::Address));
        }
        if rest.starts_with('<') {
            let tag = rest
                .as_bytes()
                .get(1)
                .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
            // A tag is hardly longer; an unclosed one costs no more than that.
            let end = rest
                .char_indices()
                .take(2_000)
                .find(|(_, next)| *next == '>');
            if let Some((end, _)) = end.filter(|_| tag) {
                return Some((at, end + 1, Layer::Markup));
            }
        }
        at += 1;
    }
}
