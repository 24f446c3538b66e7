//! Walks a Markdown body and notes its sections, blocks and comments.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{Block, BlockKind, Cell, Comment, Inline, InlineKind, Section, Table, Task, trimmed};
use crate::span::Span;

/// Returns the sections and the comments of `text` from byte `body` on.
pub(super) fn read(text: &str, body: usize) -> (Vec<Section>, Vec<Comment>) {
    let source = text.get(body..).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let start = Span::new(body, body);
    let mut walk = Walk {
        text,
        sections: vec![Section {
            place: start,
            body: start,
            ..Section::default()
        }],
        ..Walk::default()
    };
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        walk.step(event, span_at(body, &range));
    }
    walk.close_section(text.len());
    (walk.sections, walk.comments)
}

/// What has been read so far, and what is open.
#[derive(Default)]
struct Walk<'t> {
    text: &'t str,
    sections: Vec<Section>,
    comments: Vec<Comment>,
    /// The open quotes, items and footnotes, innermost last.
    containers: Vec<BlockKind>,
    /// The block that is being read.
    block: Option<Block>,
    /// The checkbox of that block, and whether it is ticked.
    mark: Option<(Span, bool)>,
    /// The plain text of the heading, cell or task that is being read.
    plain: String,
    /// The table that is being read.
    table: Option<Table>,
    /// The links that are open.
    links: Vec<LinkType>,
    /// Where the last piece of text ended.
    text_end: usize,
}

impl Walk<'_> {
    fn step(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(&tag, span),
            Event::End(tag) => self.end(tag, span),
            Event::Text(plain) => self.say(&plain, span),
            Event::Code(plain) => {
                self.say(&plain, span);
                self.inline(InlineKind::Code, span);
            }
            Event::SoftBreak | Event::HardBreak => self.say(" ", span),
            Event::InlineHtml(html) => self.inline_html(&html, span),
            Event::FootnoteReference(_) => self.say("", span),
            Event::TaskListMarker(is_done) => {
                self.say("", span);
                self.plain.clear();
                self.mark = Some((span, is_done));
            }
            Event::Rule => self.whole(BlockKind::Rule, span),
            // HTML of a block is read as one piece when the block ends; math is not enabled.
            Event::Html(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } if self.containers.is_empty() => {
                self.close_section(span.start);
                self.sections.push(Section {
                    level: *level as u8,
                    place: trimmed(self.text, span),
                    body: Span::new(span.end, span.end),
                    ..Section::default()
                });
                self.plain.clear();
            }
            Tag::Heading { .. } => self.open(BlockKind::Heading, span),
            Tag::Paragraph => {
                let kind = self
                    .containers
                    .last()
                    .copied()
                    .unwrap_or(BlockKind::Paragraph);
                self.open(kind, span);
            }
            Tag::BlockQuote(_) => self.enter(BlockKind::Quote),
            Tag::Item => self.enter(BlockKind::Item),
            Tag::FootnoteDefinition(_) => self.enter(BlockKind::Paragraph),
            Tag::CodeBlock(_) => self.open(BlockKind::Code, span),
            Tag::HtmlBlock => self.open(BlockKind::Html, span),
            Tag::Table(_) => {
                self.open(BlockKind::Table, span);
                self.table = Some(Table::default());
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => self.plain.clear(),
            Tag::Link { link_type, .. } | Tag::Image { link_type, .. } => {
                self.say("", Span::new(span.start, span.start));
                self.links.push(*link_type);
                self.text_end = span.start + 1;
            }
            Tag::List(_) => self.finish_block(),
            // The mark of emphasis belongs to the block, and may be the first of it.
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {
                self.say("", Span::new(span.start, span.start));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Heading(_) if self.block.is_none() => {
                if let Some(section) = self.sections.last_mut() {
                    self.plain.trim().clone_into(&mut section.heading);
                }
            }
            TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.finish_block();
                self.containers.pop();
            }
            TagEnd::HtmlBlock => self.finish_html(),
            TagEnd::TableCell => self.finish_cell(span),
            TagEnd::Table => {
                if let (Some(mut table), Some(section)) =
                    (self.table.take(), self.sections.last_mut())
                {
                    table.span = trimmed(self.text, span);
                    section.tables.push(table);
                }
                self.finish_block();
            }
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Heading(_) => self.finish_block(),
            TagEnd::Link | TagEnd::Image => self.finish_link(span),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {
                self.say("", Span::new(span.end, span.end));
            }
            _ => {}
        }
    }

    /// Enters a quote, an item or a footnote.
    fn enter(&mut self, kind: BlockKind) {
        self.finish_block();
        self.containers.push(kind);
    }

    /// Opens a block whose span is known.
    fn open(&mut self, kind: BlockKind, span: Span) {
        self.finish_block();
        self.plain.clear();
        let span = trimmed(self.text, span);
        self.block = Some(Block {
            kind,
            span,
            inlines: Vec::new(),
        });
    }

    /// Notes a block that holds nothing.
    fn whole(&mut self, kind: BlockKind, span: Span) {
        self.open(kind, span);
        self.finish_block();
    }

    /// Notes a piece of plain text.
    ///
    /// The text of a tight list item comes without a paragraph around it, so
    /// that its block opens with its first piece and grows with each.
    fn say(&mut self, plain: &str, span: Span) {
        if self.block.is_none() && self.containers.last() == Some(&BlockKind::Item) {
            self.plain.clear();
            self.block = Some(Block {
                kind: BlockKind::Item,
                span,
                inlines: Vec::new(),
            });
        }
        if let Some(block) = self
            .block
            .as_mut()
            .filter(|block| block.kind == BlockKind::Item)
        {
            block.span.end = block.span.end.max(span.end);
        }
        self.text_end = self.text_end.max(span.end);
        // Only headings, cells and tasks are kept as plain text, and code is none of them.
        let is_kept = match &self.block {
            None => true,
            Some(block) => block.kind == BlockKind::Table || self.mark.is_some(),
        };
        if is_kept {
            self.plain.push_str(plain);
        }
    }

    fn inline(&mut self, kind: InlineKind, span: Span) {
        if let Some(block) = &mut self.block {
            block.inlines.push(Inline { kind, span });
        }
    }

    fn inline_html(&mut self, html: &str, span: Span) {
        // A tag such as `<br>` parts words.
        self.say(if html.starts_with("<!--") { "" } else { " " }, span);
        if html.starts_with("<!--") {
            self.inline(InlineKind::Comment, span);
            self.comment(span);
        } else {
            self.inline(InlineKind::Html, span);
        }
    }

    fn comment(&mut self, span: Span) {
        let written = span.slice(self.text);
        let head = "<!--".len().min(written.len());
        let tail = if written.ends_with("-->") && written.len() >= 7 {
            3
        } else {
            0
        };
        let inner = trimmed(self.text, Span::new(span.start + head, span.end - tail));
        self.comments.push(Comment { span, inner });
    }

    fn finish_block(&mut self) {
        let mark = self.mark.take();
        let (Some(mut block), Some(section)) = (self.block.take(), self.sections.last_mut()) else {
            return;
        };
        block.span = trimmed(self.text, block.span);
        if let Some((mark, is_done)) = mark {
            section.tasks.push(Task {
                text: self.plain.trim().to_owned(),
                is_done,
                span: trimmed(self.text, Span::new(mark.end, block.span.end.max(mark.end))),
                mark,
            });
        }
        section.blocks.push(block);
    }

    /// Notes the comments of a block of HTML, and whether it is nothing else.
    fn finish_html(&mut self) {
        let Some(block) = self.block.as_ref() else {
            return;
        };
        let whole = block.span;
        let mut at = whole.start;
        while let Some(found) = Span::new(at, whole.end).slice(self.text).find("<!--") {
            let start = at + found;
            let rest = Span::new(start, whole.end).slice(self.text);
            let end = rest
                .find("-->")
                .map_or(whole.end, |found| start + found + 3);
            let span = Span::new(start, end);
            self.comment(span);
            self.inline(InlineKind::Comment, span);
            at = end;
        }
        if let Some(block) = &mut self.block
            && block.inlines.iter().any(|inline| inline.span == whole)
        {
            block.kind = BlockKind::Comment;
        }
        self.finish_block();
    }

    fn finish_cell(&mut self, span: Span) {
        let Some(table) = &mut self.table else {
            return;
        };
        let cell = Cell {
            text: self.plain.trim().to_owned(),
            span: trimmed(self.text, span),
        };
        match table.rows.last_mut() {
            Some(row) => row.push(cell),
            None => table.header.push(cell),
        }
        self.plain.clear();
    }

    fn finish_link(&mut self, span: Span) {
        let kind = self.links.pop();
        let start = match kind {
            Some(LinkType::Autolink | LinkType::Email) => span.start,
            _ => self.text_end.clamp(span.start, span.end),
        };
        self.say("", Span::new(span.end, span.end));
        self.inline(InlineKind::Target, Span::new(start, span.end));
    }

    /// Ends the last section where the next heading, or the end of the file, is.
    fn close_section(&mut self, end: usize) {
        self.finish_block();
        if let Some(section) = self.sections.last_mut() {
            section.body = trimmed(self.text, Span::new(section.body.start, end));
        }
    }
}

fn span_at(body: usize, range: &Range<usize>) -> Span {
    Span::new(body + range.start, body + range.end)
}
