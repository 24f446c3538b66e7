//! Finds code, links, comments and tags inside a line of Markdown.

use super::layers::Layer;

/// Returns whether `text` begins with `tag` as a whole tag name, such as `<pre`.
pub(super) fn starts_with_tag(text: &str, tag: &str) -> bool {
    let next = text.as_bytes().get(tag.len());
    text.get(..tag.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(tag))
        && next.is_some_and(|byte| matches!(byte, b' ' | b'>' | b'/' | b'\n' | b'\t'))
}

/// Returns how far off a piece begins, how long it is, and its layer (none: that of the line).
///
/// `rest` ends with the line, `beyond` with the text, for what spans lines.
pub(super) fn inline_piece(rest: &str, beyond: &str) -> Option<(usize, usize, Option<Layer>)> {
    match rest.as_bytes() {
        [b'\\', _, ..] => {
            let next = rest.get(1..)?.chars().next()?;
            Some((0, 1 + next.len_utf8(), None))
        }
        [b'`', ..] => {
            let run = rest.bytes().take_while(|byte| *byte == b'`').count();
            let length = code_span(rest, run);
            Some((0, length.unwrap_or(run), length.map(|_| Layer::Code)))
        }
        [b']', b'(', ..] => Some((2, link_target(rest.get(2..)?)?, Some(Layer::Address))),
        [b'h', b't', b't', b'p', ..] => Some((0, address(rest)?, Some(Layer::Address))),
        [b'<', ..] => markup(rest, beyond).map(|(length, layer)| (0, length, Some(layer))),
        _ => None,
    }
}

/// Returns the length of the code span that a run of `run` backticks opens.
fn code_span(rest: &str, run: usize) -> Option<usize> {
    let mut at = run;
    loop {
        at += rest.get(at..)?.find('`')?;
        let length = rest
            .get(at..)?
            .bytes()
            .take_while(|byte| *byte == b'`')
            .count();
        at += length;
        if length == run {
            return Some(at);
        }
    }
}

fn link_target(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    // No address is longer; an unclosed bracket costs no more than that.
    for (at, byte) in rest.bytes().take(2_000).enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn address(rest: &str) -> Option<usize> {
    if !rest.starts_with("http://") && !rest.starts_with("https://") {
        return None;
    }
    let stop = |next: char| {
        next.is_whitespace() || matches!(next, '<' | '>' | '"' | '|' | ')' | ']' | '`')
    };
    Some(rest.find(stop).unwrap_or(rest.len()))
}

/// Returns the length of a comment, a tag or an autolink, and which of them it is.
fn markup(rest: &str, beyond: &str) -> Option<(usize, Layer)> {
    if rest.starts_with("<!--") {
        let end = beyond.find("-->").map_or(beyond.len(), |at| at + 3);
        return Some((end, Layer::Comment));
    }
    if rest.starts_with("<http") || rest.starts_with("<mailto:") {
        return Some((rest.find('>')? + 1, Layer::Address));
    }
    if starts_with_tag(rest, "<code") {
        return Some((rest.find("</code>")? + 7, Layer::Code));
    }
    let name = rest.get(1..)?.trim_start_matches('/');
    let length = name
        .find(|next: char| !next.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    let name = name.get(..length)?.to_ascii_lowercase();
    if HTML.binary_search(&name.as_str()).is_err() {
        return None;
    }
    // A tag may span lines, though hardly many.
    let near = beyond.char_indices().take(2_000);
    let end = near.skip(1).find(|(_, next)| matches!(next, '<' | '>'))?;
    (end.1 == '>').then_some((end.0 + 1, Layer::Markup))
}

/// Names of HTML elements, sorted: anything else in angle brackets is text.
const HTML: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];
