//! The value of a Markdown file: its front matter, with the body under `$body`.

use serde_json::{Map, Value};

use super::{Cell, Comment, FrontMatter, Section, Syntax, Table, Task, front_matter, outline};
use crate::parse::faults::Faults;
use crate::parse::layout::Keep;
use crate::parse::text::{character_at, content_start};
use crate::parse::{toml, yaml};
use crate::span::Span;

/// The member that holds the body.
const BODY: &str = "$body";

/// How a comment begins that claims to be YAML.
const MODEL_INDEX: &str = "Type: model-index";

/// Reads a Markdown file.
pub(super) fn read<K: Keep>(text: &str, faults: &mut Faults) -> (Value, K) {
    let outline = outline(text);
    let mut members = Members::new(4);
    if let Some(front_matter) = outline.front_matter {
        read_front_matter(text, front_matter, &mut members, faults);
    }
    let start = content_start(text);
    let whole = Span::new(start, text.trim_end().len().max(start));
    let body_start = outline
        .sections
        .first()
        .map_or(start, |section| section.place.start);
    let body = Span::new(body_start, whole.end.max(body_start));

    let mut inner = Members::new(2);
    let sections = outline
        .sections
        .into_iter()
        .map(|section| read_section(text, section));
    inner.add("sections", list(sections, body));
    let comments = outline
        .comments
        .iter()
        .map(|comment| read_comment(text, *comment, faults));
    inner.add("comments", list(comments, body));
    members.add(BODY, inner.close(body));
    members.close(whole)
}

/// The members of a mapping, each with what is kept of it.
struct Members<K> {
    values: Map<String, Value>,
    kept: Vec<K>,
}

impl<K: Keep> Members<K> {
    /// Expects that many members.
    fn new(count: usize) -> Self {
        Self {
            values: Map::with_capacity(count),
            kept: Vec::with_capacity(count),
        }
    }

    /// Adds a member that is not there yet.
    fn add(&mut self, name: &str, (value, keep): (Value, K)) {
        self.values.insert(name.to_owned(), value);
        self.kept.push(keep);
    }

    fn close(self, span: Span) -> (Value, K) {
        (Value::Object(self.values), K::new(span, self.kept))
    }
}

fn read_front_matter<K: Keep>(
    text: &str,
    front_matter: FrontMatter,
    members: &mut Members<K>,
    faults: &mut Faults,
) {
    let FrontMatter {
        syntax,
        fence,
        content,
        is_closed,
    } = front_matter;
    if !is_closed {
        let mark = fence.slice(text);
        faults.unparsable(
            fence,
            format!("front matter opens with `{mark}` and is never closed"),
        );
        return;
    }
    let read = match syntax {
        Syntax::Yaml => yaml::read::<K>(text, content, faults)
            .documents
            .into_iter()
            .next(),
        Syntax::Toml => toml::read::<K>(text, content, faults),
    };
    let Some((value, keep)) = read else {
        return;
    };
    let kind = match value {
        Value::Object(values) => {
            let kept = keep.into_children(values.len());
            for ((name, value), keep) in values.into_iter().zip(kept) {
                if name == BODY {
                    let message = "key `$body` is taken by the text below the front matter";
                    faults.unparsable(content, message);
                } else {
                    members.add(&name, (value, keep));
                }
            }
            return;
        }
        Value::Array(_) => "a list",
        Value::String(_) => "text",
        _ => "a single value",
    };
    let inner = content.slice(text);
    let first = content.start + (inner.len() - inner.trim_start().len());
    let message = format!("front matter is {kind}, not a mapping of keys to values");
    faults.unparsable(character_at(text, first), message);
}

fn read_section<K: Keep>(text: &str, section: Section) -> (Value, K) {
    let Section {
        heading,
        level,
        place,
        body,
        tables,
        tasks,
        ..
    } = section;
    let mut members = Members::new(5);
    members.add("heading", leaf(Value::String(heading), place));
    members.add("level", leaf(Value::from(level), place));
    members.add("text", leaf(written(text, body), body));
    members.add("tables", list(tables.into_iter().map(read_table), body));
    members.add("tasks", list(tasks.into_iter().map(read_task), body));
    members.close(Span::new(place.start, body.end.max(place.end)))
}

fn read_table<K: Keep>(table: Table) -> (Value, K) {
    let Table { span, header, rows } = table;
    let mut members = Members::new(2);
    let rows = rows.into_iter().map(|row| read_cells(row, span));
    members.add("header", read_cells(header, span));
    members.add("rows", list(rows, span));
    members.close(span)
}

fn read_cells<K: Keep>(cells: Vec<Cell>, table: Span) -> (Value, K) {
    let first = cells.first().map_or(table.start, |cell| cell.span.start);
    let last = cells.last().map_or(first, |cell| cell.span.end);
    let cells = cells
        .into_iter()
        .map(|cell| leaf(Value::String(cell.text), cell.span));
    list(cells, Span::new(first, last.max(first)))
}

fn read_task<K: Keep>(task: Task) -> (Value, K) {
    let Task {
        text,
        is_done,
        span,
        mark,
    } = task;
    let mut members = Members::new(2);
    members.add("text", leaf(Value::String(text), span));
    members.add("done", leaf(Value::Bool(is_done), mark));
    members.close(Span::new(mark.start, span.end.max(mark.end)))
}

/// Reads a comment; one that is a mapping has it as its value.
///
/// A comment is prose unless it says otherwise, so that only a comment that
/// claims to be a model index can be found at fault.
fn read_comment<K: Keep>(text: &str, comment: Comment, faults: &mut Faults) -> (Value, K) {
    let Comment { span, inner } = comment;
    let mut members = Members::new(2);
    members.add("text", leaf(written(text, inner), inner));
    if front_matter::has_key(text, inner) {
        let mut unheard = Faults::default();
        let is_claimed = inner.slice(text).starts_with(MODEL_INDEX);
        let heard = if is_claimed { faults } else { &mut unheard };
        let stream = yaml::read::<K>(text, inner, heard);
        let mut documents = stream.documents.into_iter();
        if let (Some((value, keep)), None, false) =
            (documents.next(), documents.next(), stream.is_broken)
            && value.is_object()
        {
            members.add("value", (value, keep));
        }
    }
    members.close(span)
}

fn list<K: Keep>(items: impl Iterator<Item = (Value, K)>, span: Span) -> (Value, K) {
    let (values, kept) = items.unzip();
    (Value::Array(values), K::new(span, kept))
}

fn leaf<K: Keep>(value: Value, span: Span) -> (Value, K) {
    (value, K::new(span, Vec::new()))
}

fn written(text: &str, span: Span) -> Value {
    Value::String(span.slice(text).to_owned())
}
