//! Turns bytes into values, and finds the place of each value again.
//!
//! Parsing never fails: a bad file gives faults beside whatever could be read.

pub mod markdown;

mod container;
mod csv;
mod faults;
mod json;
mod jsonl;
mod layout;
mod members;
mod size;
mod text;
mod toml;
mod yaml;

use std::sync::Arc;

use serde_json::Value;

use crate::artifact::Fault;
use crate::glossary::Format;
use crate::parse::faults::Faults;
use crate::parse::layout::{Keep, Layout};
use crate::span::{Span, SpanMap};

/// One file, read.
#[derive(Debug, Clone)]
pub struct Document {
    /// The text, byte order mark included.
    ///
    /// Where a byte is not UTF-8, the text ends with it, shown as U+FFFD; of
    /// UTF-16 it is "".
    pub text: Arc<str>,
    /// The value; `Null` where it could not be parsed.
    pub value: Value,
    /// Whether the file is a YAML stream of several documents, and `value` the list of them.
    pub is_stream: bool,
    /// What reading objects to, in file order.
    pub faults: Vec<Fault>,
    /// What was not read though it is there, and why, as a headline.
    pub unread: Option<String>,
}

/// Reads `bytes` as `format`.
///
/// ```
/// use raigate::{glossary::Format, parse};
/// let document = parse::document(Format::Yaml, b"name: scorer\ntier: high\n");
/// assert_eq!(document.value["tier"], "high");
/// assert!(document.faults.is_empty());
/// ```
#[must_use]
pub fn document(format: Format, bytes: &[u8]) -> Document {
    if format == Format::Eval {
        return match container::open(bytes) {
            Ok(opened) => Document {
                unread: opened.unread,
                ..of_text(format, &opened.text)
            },
            Err(fault) => unread(String::new(), fault),
        };
    }
    match text::decode(bytes) {
        Ok(text) => of_text(format, text),
        Err((text, fault)) => unread(text, fault),
    }
}

/// Finds the place of every value of a text that [`document`] has read.
///
/// ```
/// use raigate::{glossary::Format, parse, span::Pointer};
/// let text = "name: scorer\ntier: high\n";
/// let spans = parse::spans(Format::Yaml, text);
/// let place = spans.get(&Pointer::root().join("tier")).unwrap();
/// assert_eq!(place.value.slice(text), "high");
/// ```
#[must_use]
pub fn spans(format: Format, text: &str) -> SpanMap {
    if size::fault(format, text).is_some() {
        return SpanMap::default();
    }
    let (read, _) = read::<Layout>(format, text, &mut Faults::default());
    read.map_or_else(SpanMap::default, |(value, layout)| {
        SpanMap::new(layout.into_branch(value))
    })
}

/// Returns the entry of a container in which the byte at `offset` of its text stands: its name,
/// and its place in that text.
///
/// A file that is no container has no entries.
#[must_use]
pub fn entry_at(format: Format, text: &str, offset: usize) -> Option<(&str, Span)> {
    let is_container = format == Format::Eval;
    is_container.then(|| container::entry_at(text, offset))?
}

fn unread(text: String, fault: Fault) -> Document {
    Document {
        text: text.into(),
        value: Value::Null,
        is_stream: false,
        faults: vec![fault],
        unread: None,
    }
}

fn of_text(format: Format, text: &str) -> Document {
    let mut faults = Faults::default();
    let (read, is_stream) = match size::fault(format, text) {
        None => read::<()>(format, text, &mut faults),
        Some(fault) => {
            faults.add(fault);
            (None, false)
        }
    };
    Document {
        text: text.into(),
        value: read.map_or(Value::Null, |(value, ())| value),
        is_stream,
        faults: faults.into_list(),
        unread: None,
    }
}

/// Reads `text`; says whether it is a stream of several documents.
fn read<K: Keep>(format: Format, text: &str, faults: &mut Faults) -> (Option<(Value, K)>, bool) {
    let start = text::content_start(text);
    let whole = Span::new(start, text.len());
    let read = match format {
        Format::Json => json::read(text, whole, faults)
            .map_err(|fault| faults.add(fault))
            .ok(),
        Format::JsonLines => Some(jsonl::read(text, faults)),
        Format::Yaml => return read_stream(text, whole, faults),
        Format::Toml => toml::read(text, whole, faults),
        Format::Markdown => Some(markdown::read(text, faults)),
        Format::Csv => csv::read(text, whole, faults),
        Format::Eval => container::read(text, faults),
    };
    (read, false)
}

/// Reads YAML; one document stands for itself, several are a list.
fn read_stream<K: Keep>(
    text: &str,
    whole: Span,
    faults: &mut Faults,
) -> (Option<(Value, K)>, bool) {
    let mut stream = yaml::read::<K>(text, whole, faults);
    if stream.documents.len() + usize::from(stream.is_broken) > 1 {
        let (values, kept) = stream.documents.into_iter().unzip();
        let end = text.trim_end().len();
        let keep = K::new(Span::new(whole.start, end), kept);
        return (Some((Value::Array(values), keep)), true);
    }
    let read = stream.documents.pop();
    if read.is_none() && !stream.is_broken {
        faults.unparsable(
            Span::new(whole.start, whole.start),
            "file holds nothing but comments",
        );
    }
    (read, false)
}
