//! The YAML of a METADATA block: values, each with the line it stands on.

use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};

/// One value.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Its line in the block, from 1.
    pub(super) line: usize,
    /// Its column in the block, from 1.
    pub(super) column: usize,
    /// What it is.
    pub(super) content: Content,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// A scalar: null, a flag, a number or a text.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order it is written.
    Mapping(Vec<(Key, Node)>),
}

/// The key of one member.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// As written.
    pub(super) name: String,
    /// Its line in the block, from 1.
    pub(super) line: usize,
    /// Its column in the block, from 1.
    pub(super) column: usize,
}

/// A mistake: what, and line and column in the block.
pub(super) type Mistake = (String, usize, usize);

/// Reads one YAML document.
pub(super) fn read(text: &str) -> Result<Node, Mistake> {
    let mut events = Parser::new_from_str(text);
    let node = loop {
        match next(&mut events)? {
            Some((Event::StreamStart | Event::DocumentStart(..), ..)) => {}
            Some((event, line, column)) => break value(event, line, column, &mut events, 0)?,
            None => return Err(("the block is empty".to_owned(), 1, 1)),
        }
    };
    Ok(node)
}

impl Node {
    /// Returns the value without lines.
    pub(super) fn to_json(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => items.iter().map(Node::to_json).collect(),
            Content::Mapping(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, value)| (key.name.clone(), value.to_json()))
                    .collect::<Map<_, _>>(),
            ),
        }
    }
}

impl From<Value> for Node {
    /// Takes a value of which nobody knows any more where it stood.
    fn from(value: Value) -> Self {
        let content = match value {
            Value::Array(items) => Content::List(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                let member = |(name, value): (String, Value)| {
                    let (line, column) = (1, 1);
                    (Key { name, line, column }, value.into())
                };
                Content::Mapping(members.into_iter().map(member).collect())
            }
            scalar => Content::Scalar(scalar),
        };
        Self {
            line: 1,
            column: 1,
            content,
        }
    }
}

type Placed<'t> = (Event<'t>, usize, usize);

/// METADATA nests four levels; a file that goes deeper is no METADATA.
const DEPTH: usize = 32;

fn next<'t>(
    events: &mut Parser<'t, granit_parser::StrInput<'t>>,
) -> Result<Option<Placed<'t>>, Mistake> {
    match events.next() {
        Some(Err(error)) => {
            let at = error.marker();
            Err((
                format!("not YAML: {}", error.info()),
                at.line(),
                at.col() + 1,
            ))
        }
        None | Some(Ok((Event::StreamEnd | Event::DocumentEnd, _))) => Ok(None),
        Some(Ok((event, span))) => Ok(Some((event, span.start.line(), span.start.col() + 1))),
    }
}

fn value<'t>(
    event: Event<'t>,
    line: usize,
    column: usize,
    events: &mut Parser<'t, granit_parser::StrInput<'t>>,
    depth: usize,
) -> Result<Node, Mistake> {
    if depth > DEPTH {
        return Err(("nested too deeply".to_owned(), line, column));
    }
    let content = match event {
        Event::Scalar(text, style, ..) => Content::Scalar(scalar(&text, style)),
        Event::SequenceStart(..) => {
            let mut items = Vec::new();
            loop {
                match next(events)? {
                    Some((Event::SequenceEnd, ..)) | None => break Content::List(items),
                    Some((event, line, column)) => {
                        items.push(value(event, line, column, events, depth + 1)?);
                    }
                }
            }
        }
        Event::MappingStart(..) => mapping(events, depth)?,
        _ => {
            return Err((
                "anchors and aliases are not read here".to_owned(),
                line,
                column,
            ));
        }
    };
    Ok(Node {
        line,
        column,
        content,
    })
}

fn mapping<'t>(
    events: &mut Parser<'t, granit_parser::StrInput<'t>>,
    depth: usize,
) -> Result<Content, Mistake> {
    let mut members: Vec<(Key, Node)> = Vec::new();
    loop {
        let (name, line, column) = match next(events)? {
            Some((Event::MappingEnd, ..)) | None => return Ok(Content::Mapping(members)),
            Some((Event::Scalar(name, ..), line, column)) => (name.into_owned(), line, column),
            Some((_, line, column)) => {
                return Err(("a key has to be a plain word".to_owned(), line, column));
            }
        };
        if members.iter().any(|(key, _)| key.name == name) {
            return Err((format!("`{name}` is given twice"), line, column));
        }
        let Some((event, value_line, value_column)) = next(events)? else {
            return Err((format!("`{name}` has no value"), line, column));
        };
        let value = value(event, value_line, value_column, events, depth + 1)?;
        members.push((Key { name, line, column }, value));
    }
}

/// Resolves a scalar by the YAML 1.2 core schema.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        return None;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    text.parse::<f64>().ok().and_then(Number::from_f64)
}
