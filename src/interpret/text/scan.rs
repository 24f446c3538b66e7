//! Walks a Markdown text line by line, in one pass, and notes its layers.
//!
//! It reads no more of Markdown than the detectors need, and never fails: what
//! is odd is prose.

use super::inline::{inline_piece, starts_with_tag};
use super::layers::{Heading, Layer, Stretch};
use crate::span::Span;

/// Returns the byte after the front matter's closing line; 0 where there is none.
pub(super) fn front_matter_end(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = text.get(mark..).unwrap_or_default();
    let mut lines = body.split_inclusive('\n');
    let Some(first) = lines.next() else { return 0 };
    let fence = first.trim_end();
    if fence != "---" && fence != "+++" {
        return 0;
    }
    let mut at = mark + first.len();
    for line in lines {
        at += line.len();
        let line = line.trim_end();
        if line == fence || (fence == "---" && line == "...") {
            return at;
        }
    }
    0
}

/// One reading of a text, line by line.
pub(super) struct Scan<'t> {
    text: &'t str,
    at: usize,
    pub(super) stretches: Vec<Stretch>,
    pub(super) headings: Vec<Heading>,
    /// Whether the line before was blank, or none.
    after_blank: bool,
    /// Whether an indented line continues a list rather than being code.
    in_list: bool,
}

impl<'t> Scan<'t> {
    /// Begins at byte `at` of `text`.
    pub(super) const fn new(text: &'t str, at: usize) -> Self {
        Self {
            text,
            at,
            stretches: Vec::new(),
            headings: Vec::new(),
            after_blank: true,
            in_list: false,
        }
    }

    /// Adds a stretch, joined to the one before where it is of the same layer.
    pub(super) fn push(&mut self, start: usize, end: usize, layer: Layer) {
        if start >= end {
            return;
        }
        if let Some(last) = self.stretches.last_mut()
            && last.layer == layer
            && last.span.end == start
        {
            last.span.end = end;
            return;
        }
        let span = Span::new(start, end);
        self.stretches.push(Stretch { span, layer });
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads on to the end.
    pub(super) fn run(&mut self) {
        while self.at < self.text.len() {
            let start = self.at;
            let line_end = start + line_length(self.rest());
            let line = self.text.get(start..line_end).unwrap_or_default();
            let body = line.trim_start();
            let indent = line.len() - body.len();
            if body.is_empty() {
                self.push(start, line_end, Layer::Prose);
                self.after_blank = true;
                self.at = line_end;
                continue;
            }
            self.line(line, body, indent, line_end);
            self.after_blank = false;
        }
    }

    fn line(&mut self, line: &'t str, body: &'t str, indent: usize, end: usize) {
        let quoted = body.trim_start_matches(['>', ' ']);
        if let Some(close) = fence(quoted) {
            self.fenced(close, end);
        } else if starts_with_tag(body, "<pre") {
            self.until("</pre>", Layer::Code);
        } else if indent >= 4 && self.after_blank && !self.in_list && !body.starts_with("<!--") {
            self.push(self.at, end, Layer::Code);
            self.at = end;
            // The next indented line is code too.
            self.keep_indented();
        } else if let Some(level) = number_signs(body).filter(|_| indent < 4) {
            self.heading(line, body, indent, level, end);
        } else {
            if indent == 0 {
                self.in_list = is_list_item(body);
            } else if is_list_item(body) {
                self.in_list = true;
            }
            let layer = match body.as_bytes().first() {
                Some(b'>') => Layer::Quote,
                Some(b'|') => Layer::Table,
                _ => Layer::Prose,
            };
            self.block(line, layer, end);
        }
    }

    /// Takes the lines of an indented code block that follow its first.
    fn keep_indented(&mut self) {
        loop {
            let length = line_length(self.rest());
            let line = self.rest().get(..length).unwrap_or_default();
            let indented = line.starts_with("    ") || line.starts_with('\t');
            if length == 0 || !indented || line.trim().is_empty() {
                return;
            }
            self.push(self.at, self.at + length, Layer::Code);
            self.at += length;
        }
    }

    fn fenced(&mut self, close: (u8, usize), first_end: usize) {
        let start = self.at;
        let mut at = first_end;
        while at < self.text.len() {
            let rest = self.text.get(at..).unwrap_or_default();
            let length = line_length(rest);
            let line = rest.get(..length).unwrap_or_default();
            at += length;
            let line = line.trim().trim_start_matches(['>', ' ']);
            let marks = line.bytes().take_while(|byte| *byte == close.0).count();
            if marks >= close.1 && marks == line.len() {
                break;
            }
        }
        self.push(start, at, Layer::Code);
        self.at = at;
    }

    /// Takes everything up to and including `closing`, or to the end.
    fn until(&mut self, closing: &str, layer: Layer) {
        let rest = self.rest();
        let length = rest
            .find(closing)
            .map_or(rest.len(), |found| found + closing.len());
        self.push(self.at, self.at + length, layer);
        self.at += length;
    }

    /// Takes a line that begins with number signs.
    fn heading(&mut self, line: &str, body: &str, indent: usize, level: usize, end: usize) {
        let words = body.trim_start_matches('#').trim();
        let words = words.trim_end_matches('#').trim_end();
        let offset = body.find(words).unwrap_or(level);
        let start = self.at + indent + offset;
        self.headings.push(Heading {
            span: Span::new(start, start + words.len()),
            line: Span::new(self.at, self.at + line.len()),
            level,
        });
        self.in_list = false;
        self.push(self.at, end, Layer::Heading);
        self.at = end;
    }

    /// Takes a line that is neither code nor a heading with number signs.
    fn block(&mut self, line: &'t str, layer: Layer, end: usize) {
        if let Some((level, whole)) = self.underlined(line, layer, end) {
            return self.titled(line.trim(), level, whole);
        }
        if let Some((words, level)) = bold_line(line).filter(|_| self.after_blank) {
            return self.titled(words, level, end);
        }
        if let Some((words, level)) = html_heading(line) {
            return self.titled(words, level, end);
        }
        self.inline(layer, end);
    }

    /// Returns level and end of a heading that the next line underlines.
    fn underlined(&self, line: &str, layer: Layer, end: usize) -> Option<(usize, usize)> {
        let body = line.trim();
        if layer != Layer::Prose || !self.after_blank || body.contains('|') || is_list_item(body) {
            return None;
        }
        let rest = self.text.get(end..)?;
        let length = line_length(rest);
        let under = rest.get(..length)?.trim_end();
        let level = match under.as_bytes() {
            [b'=', b'=', ..] if under.bytes().all(|byte| byte == b'=') => 1,
            [b'-', b'-', ..] if under.bytes().all(|byte| byte == b'-') => 2,
            _ => return None,
        };
        Some((level, end + length))
    }

    /// Takes a heading that is not marked by number signs; `words` is a part of the text.
    fn titled(&mut self, words: &str, level: usize, end: usize) {
        let line = self.text.get(self.at..end).unwrap_or_default();
        let start = self.at + line.find(words).unwrap_or_default();
        self.headings.push(Heading {
            span: Span::new(start, start + words.len()),
            line: Span::new(self.at, end),
            level,
        });
        self.in_list = false;
        self.push(self.at, end, Layer::Heading);
        self.at = end;
    }

    /// Takes the rest of a line, with the code, links and markup inside it.
    fn inline(&mut self, layer: Layer, end: usize) {
        let mut prose = self.at;
        let mut at = self.at;
        while at < end {
            let rest = self.text.get(at..end).unwrap_or_default();
            let Some(found) = rest.find(['`', '<', ']', 'h', '\\']) else {
                break;
            };
            at += found;
            let rest = rest.get(found..).unwrap_or_default();
            let beyond = self.text.get(at..).unwrap_or_default();
            let Some((skip, length, inner)) = inline_piece(rest, beyond) else {
                at += 1;
                continue;
            };
            self.push(prose, at + skip, layer);
            self.push(at + skip, at + skip + length, inner.unwrap_or(layer));
            at += skip + length;
            prose = at;
        }
        self.push(prose, end.max(prose), layer);
        self.at = end.max(prose);
    }
}

/// Returns the length of the first line of `text`, its line feed included.
fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

/// Returns mark and length of a code fence that `line` opens.
fn fence(line: &str) -> Option<(u8, usize)> {
    let mark = *line.as_bytes().first()?;
    if mark != b'`' && mark != b'~' {
        return None;
    }
    let length = line.bytes().take_while(|byte| *byte == mark).count();
    let info = line.get(length..).unwrap_or_default();
    (length >= 3 && !(mark == b'`' && info.contains('`'))).then_some((mark, length))
}

/// Returns how many number signs make `body` a heading.
fn number_signs(body: &str) -> Option<usize> {
    let level = body.bytes().take_while(|byte| *byte == b'#').count();
    let next = body.as_bytes().get(level);
    let spaced = next.is_none_or(|byte| byte.is_ascii_whitespace());
    // `##Title`, without a space, is meant as a heading by everyone who writes it.
    let meant = level >= 2 && next.is_some_and(u8::is_ascii_alphabetic);
    ((1..=6).contains(&level) && (spaced || meant)).then_some(level)
}

fn is_list_item(body: &str) -> bool {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let mark = body.as_bytes().get(digits);
    let next = body.as_bytes().get(digits + 1);
    let marked = match mark {
        Some(b'-' | b'*' | b'+') => digits == 0,
        Some(b'.' | b')') => digits > 0,
        _ => false,
    };
    marked && next.is_none_or(u8::is_ascii_whitespace)
}

/// Returns the words of a line that is bold from end to end, as a heading of level 7.
fn bold_line(line: &str) -> Option<(&str, usize)> {
    let body = line.trim().trim_end_matches(':');
    let words = body.strip_prefix("**")?.strip_suffix("**")?;
    let words = words.trim().trim_end_matches(':');
    (!words.contains("**") && (3..=80).contains(&words.len())).then_some((words, 7))
}

/// Returns the words of `<h2>…</h2>` on one line.
fn html_heading(line: &str) -> Option<(&str, usize)> {
    let body = line.trim();
    let level = match body.as_bytes() {
        [b'<', b'h' | b'H', digit @ b'1'..=b'6', b' ' | b'>', ..] => usize::from(digit - b'0'),
        _ => return None,
    };
    let words = body.get(body.find('>')? + 1..)?;
    let words = words.get(..words.rfind("</h").or_else(|| words.rfind("</H"))?)?;
    (!words.contains('<')).then_some((words.trim(), level))
}
