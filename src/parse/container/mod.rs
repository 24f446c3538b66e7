//! Logs in the ZIP container of `inspect_ai` (`.eval`): JSON, one entry for the head and one
//! for each sample.
//!
//! The entries become one text, each behind a line with its name, and are read as the log that
//! the same tool writes as `.json`. What the container may hold follows APPNOTE 6.3.10 of PKWARE
//! and what `inspect_ai` 0.3.285 reads (<https://github.com/UKGovernmentBEIS/inspect_ai>, MIT); where two
//! readers of ZIP could see two logs in one file, nothing is read.

mod directory;
mod unpack;

use serde_json::{Map, Value};

use self::directory::Entry;
use crate::artifact::Fault;
use crate::glossary::Format;
use crate::parse::faults::{Faults, unparsable};
use crate::parse::json;
use crate::parse::layout::Keep;
use crate::parse::{size, text};
use crate::span::Span;

/// The head of a log that was ended.
const HEAD: &str = "header.json";
/// What stands for the head until then.
const START: &str = "_journal/start.json";
/// Scores over the epochs of a sample.
const REDUCTIONS: &str = "reductions.json";
/// Where the samples are.
const SAMPLES: &str = "samples/";

/// The most bytes of JSON that one log may come to: as many as a file may have.
const LIMIT_BYTES: u64 = 16 << 20;

/// Begins the line that names an entry; no text of JSON can hold it.
const MARK: char = '\u{1e}';

/// What could be read of a container.
pub(super) struct Opened {
    /// The entries, each behind a line that names it.
    pub(super) text: String,
    /// What was not read, and why, where the container is larger than a log that can be judged.
    pub(super) unread: Option<String>,
}

/// Unpacks the entries of a log that are judged.
///
/// # Errors
/// The container is broken, or could be read in two ways.
pub(super) fn open(bytes: &[u8]) -> Result<Opened, Fault> {
    let fault = |message: String| unparsable(Span::default(), message);
    if bytes.is_empty() {
        return Err(fault("file is empty".to_owned()));
    }
    let entries = directory::read(bytes).map_err(fault)?;
    let head = unpacked(bytes, head(&entries).map_err(fault)?).map_err(fault)?;
    let rest = rest(&entries);
    let size: u64 = rest.iter().map(|entry| entry.size).sum();
    let told = |what: String| Opened {
        text: head.clone(),
        unread: Some(format!(
            "its samples {what}: they are not read (entries: {}), the head of the log is",
            rest.len()
        )),
    };
    if size > LIMIT_BYTES {
        let (size, limit) = (size.div_ceil(1 << 20), LIMIT_BYTES >> 20);
        return Ok(told(format!("come to {size} MiB, limit is {limit}")));
    }
    let mut text = head.clone();
    for entry in &rest {
        text.push_str(&unpacked(bytes, entry).map_err(fault)?);
    }
    if size::fault(Format::Eval, &text).is_some() {
        return Ok(told("hold more values than can be judged".to_owned()));
    }
    Ok(Opened { text, unread: None })
}

/// Reads the entries in `text` as one log.
pub(super) fn read<K: Keep>(text: &str, faults: &mut Faults) -> Option<(Value, K)> {
    let mut entries = entries(text).into_iter();
    let (_, head) = entries.next()?;
    let (mut log, kept) = one::<K>(text, head, faults)?;
    let Value::Object(members) = &mut log else {
        return Some((log, kept));
    };
    let mut kept = kept.into_children(members.len());
    let mut samples = (Vec::new(), Vec::new());
    for (name, span) in entries {
        let (value, keep) = one::<K>(text, span, faults)?;
        if name == REDUCTIONS {
            add(members, &mut kept, "reductions", (value, keep));
        } else {
            samples.0.push(value);
            samples.1.push(keep);
        }
    }
    if !samples.0.is_empty() {
        let list = (Value::Array(samples.0), K::new(head, samples.1));
        add(members, &mut kept, "samples", list);
    }
    Some((log, K::new(head, kept)))
}

/// Returns the entry of `text` in which the byte at `offset` stands, by name and place.
pub(super) fn entry_at(text: &str, offset: usize) -> Option<(&str, Span)> {
    let mut entries = entries(text).into_iter();
    entries.rfind(|(_, span)| span.start <= offset)
}

/// Returns the text of an entry, behind a line that names it.
fn unpacked(bytes: &[u8], entry: &Entry) -> Result<String, String> {
    let name = &entry.name;
    let unpacked = unpack::entry(bytes, entry, LIMIT_BYTES)?;
    let text = text::decode(&unpacked)
        .map_err(|(_, fault)| format!("entry `{name}`: {}", fault.message))?;
    if text.contains(MARK) {
        return Err(format!("entry `{name}` holds the control character U+001E"));
    }
    let text = text.get(text::content_start(text)..).unwrap_or_default();
    Ok(format!("{MARK}{name}\n{text}\n"))
}

fn one<K: Keep>(text: &str, span: Span, faults: &mut Faults) -> Option<(Value, K)> {
    let read = json::read::<K>(text, span, faults);
    read.map_err(|fault| faults.add(fault)).ok()
}

/// Adds what stands in an entry of its own, unless the head holds it itself.
fn add<K: Keep>(members: &mut Map<String, Value>, kept: &mut Vec<K>, key: &str, read: (Value, K)) {
    if !members.contains_key(key) {
        members.insert(key.to_owned(), read.0);
        kept.push(read.1);
    }
}

/// Returns the entry with the head of the log.
fn head(entries: &[Entry]) -> Result<&Entry, String> {
    for name in [HEAD, START] {
        let mut named = entries.iter().filter(|entry| entry.name == name);
        match (named.next(), named.count()) {
            (Some(head), 0) => return Ok(head),
            (Some(_), more) => {
                let count = more + 1;
                return Err(format!(
                    "container has {count} entries `{name}`, expected one"
                ));
            }
            (None, _) => {}
        }
    }
    let folder = format!("{HEAD}/");
    let is_folder = entries.iter().any(|entry| entry.name.starts_with(&folder));
    Err(if is_folder {
        format!("`{HEAD}` is a folder in the container, expected an entry")
    } else {
        format!("container has no entry `{HEAD}`, nor `{START}` of a log that goes on")
    })
}

/// Returns the other entries that a log in one file holds too.
///
/// A sample that is run again is written again; its last record counts.
fn rest(entries: &[Entry]) -> Vec<&Entry> {
    let mut rest: Vec<&Entry> = entries.iter().filter(|entry| is_judged(entry)).collect();
    // Stable, so that the last of a name stays behind the others.
    rest.sort_by(|one, other| one.name.cmp(&other.name));
    rest.reverse();
    rest.dedup_by(|one, other| one.name == other.name);
    rest.reverse();
    rest
}

fn is_judged(entry: &Entry) -> bool {
    let name = entry.name.strip_prefix(SAMPLES);
    // A sample in pieces has a folder of its own, whose pieces say nothing alone.
    let is_sample =
        name.is_some_and(|name| name.strip_suffix(".json").is_some() && !name.contains('/'));
    is_sample || entry.name == REDUCTIONS
}

/// Returns the entries of an unpacked text: the name and the place of each.
fn entries(text: &str) -> Vec<(&str, Span)> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split(MARK) {
        if let Some((name, rest)) = part.split_once('\n') {
            let start = at + name.len() + '\n'.len_utf8();
            found.push((name, Span::new(start, start + rest.trim_end().len())));
        }
        at += part.len() + MARK.len_utf8();
    }
    found
}
