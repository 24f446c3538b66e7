//! Finds the metadata block at the top of a Markdown file.

use super::{FrontMatter, Syntax};
use crate::parse::text::content_start;
use crate::span::Span;

/// Returns the metadata block of `text`, and the byte at which the body begins.
///
/// A `---` may also be a horizontal line. It is one where a blank line
/// follows, unless what stands up to the next `---` looks like keys.
pub(super) fn find(text: &str) -> (Option<FrontMatter>, usize) {
    let mark = content_start(text);
    let unmarked = text.get(mark..).unwrap_or_default();
    let first =
        mark + (unmarked.len() - unmarked.trim_start_matches([' ', '\t', '\r', '\n']).len());
    let Some((line, opened)) = line_at(text, first) else {
        return (None, mark);
    };
    let syntax = match line.trim_end() {
        "---" => Syntax::Yaml,
        "+++" => Syntax::Toml,
        _ => return (None, mark),
    };
    let fence = Span::new(first, first + 3);
    let follows_blank = line_at(text, opened).is_some_and(|(line, _)| line.trim().is_empty());
    let Some((content, body)) = closed(text, opened, syntax) else {
        // A line at the top and never again: without keys below, it only draws a line.
        if first > mark || follows_blank || !has_key(text, Span::new(opened, text.len())) {
            return (None, mark);
        }
        let content = Span::new(opened, text.len());
        return (
            Some(FrontMatter {
                syntax,
                fence,
                content,
                is_closed: false,
            }),
            text.len(),
        );
    };
    if follows_blank && !has_key(text, content) {
        return (None, mark);
    }
    (
        Some(FrontMatter {
            syntax,
            fence,
            content,
            is_closed: true,
        }),
        body,
    )
}

/// Returns the content up to the closing fence, and the byte after that fence.
fn closed(text: &str, opened: usize, syntax: Syntax) -> Option<(Span, usize)> {
    let mut start = opened;
    while let Some((line, next)) = line_at(text, start) {
        let is_fence = match syntax {
            Syntax::Yaml => matches!(line.trim_end(), "---" | "..."),
            Syntax::Toml => line.trim_end() == "+++",
        };
        if is_fence {
            return Some((Span::new(opened, start), next));
        }
        start = next;
    }
    None
}

/// Returns whether the first line that says something looks like a key of YAML or TOML.
pub(super) fn has_key(text: &str, content: Span) -> bool {
    content
        .slice(text)
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .is_some_and(|line| {
            line.split_once([':', '='])
                .is_some_and(|(key, _)| !key.trim().is_empty() && !key.trim().contains(' '))
        })
}

/// Returns the line that begins at byte `start`, and where the next one begins.
fn line_at(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let length = rest.find('\n').map_or(rest.len(), |at| at + 1);
    Some((rest.get(..length)?, start + length))
}
