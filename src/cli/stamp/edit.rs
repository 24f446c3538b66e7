//! Sets fields of a file, and leaves every other byte as it is.

use anyhow::{Context, Result, bail};

use crate::glossary::Format;
use crate::parse;
use crate::span::{Place, Pointer, SpanMap};

/// Returns `text` with `fields` set at the top of its value.
///
/// # Errors
/// It cannot be done without touching anything else.
pub(super) fn edit(format: Format, text: &str, fields: &[(&str, String)]) -> Result<String> {
    let document = parse::document(format, text.as_bytes());
    if document.is_stream || !document.faults.is_empty() || !document.value.is_object() {
        bail!("it does not read as one plain mapping");
    }
    let mut edited = text.to_owned();
    for (field, value) in fields {
        edited = set(format, &edited, field, value)?;
    }
    let mut wanted = document.value;
    for (field, value) in fields {
        if let Some(members) = wanted.as_object_mut() {
            members.insert((*field).to_owned(), value.clone().into());
        }
    }
    // Whatever a layout holds that was not thought of here, nothing else may have changed.
    let read = parse::document(format, edited.as_bytes());
    if read.faults.is_empty() && read.value == wanted {
        Ok(edited)
    } else {
        bail!(
            "its layout leaves no safe place; write {} yourself",
            said(fields)
        )
    }
}

fn set(format: Format, text: &str, field: &str, value: &str) -> Result<String> {
    let spans = parse::spans(format, text);
    match spans.get(&Pointer::root().join(field)) {
        Some(place) => replaced(format, text, place, value),
        None => added(format, text, &spans, field, value),
    }
    .with_context(|| format!("there is no safe place; write `{field}: {value}` yourself"))
}

/// Puts the value in the place of the one that stands there.
fn replaced(format: Format, text: &str, place: Place, value: &str) -> Option<String> {
    let old = place.value.slice(text);
    if old.contains('\n') {
        return None;
    }
    let quote = old
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    let written = match (format, quote) {
        (Format::Yaml, Some('\'')) => format!("'{value}'"),
        (Format::Yaml, None) => plain(value),
        _ => format!("\"{value}\""),
    };
    // A key without a value ends where its line does.
    let gap = if old.is_empty() && !text.get(..place.value.start)?.ends_with([' ', '\t']) {
        " "
    } else {
        ""
    };
    let (before, after) = (text.get(..place.value.start)?, text.get(place.value.end..)?);
    Some(format!("{before}{gap}{written}{after}"))
}

/// Adds a line, or in JSON a member, behind a member that stands on one line.
fn added(format: Format, text: &str, spans: &SpanMap, field: &str, value: &str) -> Option<String> {
    let members = members(spans);
    if format == Format::Json {
        return member_added(text, *members.last()?, field, value);
    }
    let (anchor, end) = members
        .iter()
        .rev()
        .find_map(|place| line_of(text, *place))?;
    let indent: String = text
        .get(anchor..)?
        .chars()
        .take_while(|c| *c == ' ')
        .collect();
    let (before, after) = (text.get(..end)?, text.get(end..)?);
    let ending = if before.ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let line = match format {
        Format::Yaml => format!("{field}: {}", plain(value)),
        Format::Toml => format!("{field} = \"{value}\""),
        _ => return None,
    };
    let gap = if before.ends_with('\n') { "" } else { ending };
    Some(format!("{before}{gap}{indent}{line}{ending}{after}"))
}

/// Returns where the members of the value stand, in the order of the file.
fn members(spans: &SpanMap) -> Vec<Place> {
    let members = spans.sorted().into_iter().filter_map(|(pointer, place)| {
        let parent = pointer.parent()?;
        (parent.as_str().is_empty() && place.key.is_some()).then_some(place)
    });
    let mut members: Vec<Place> = members.collect();
    members.sort_by_key(|place| place.value.start);
    members
}

/// Adds a member of JSON behind the last one, as far in as that is.
fn member_added(text: &str, last: Place, field: &str, value: &str) -> Option<String> {
    let gap = text.get(..last.key?.start)?;
    let gap = gap.get(gap.trim_end().len()..)?;
    let (before, after) = (text.get(..last.value.end)?, text.get(last.value.end..)?);
    let colon = if gap.is_empty() { ":" } else { ": " };
    Some(format!(
        "{before},{gap}\"{field}\"{colon}\"{value}\"{after}"
    ))
}

/// Returns where the line of a member begins and ends, if it has one to itself.
fn line_of(text: &str, place: Place) -> Option<(usize, usize)> {
    let key = place.key?;
    let start = text.get(..key.start)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(place.value.end..)?;
    let behind = rest.lines().next().unwrap_or_default().trim();
    let is_alone = !text.get(start..place.value.end)?.contains('\n')
        && text.get(start..key.start)?.trim().is_empty()
        && (behind.is_empty() || behind.starts_with('#'));
    let end = rest
        .find('\n')
        .map_or(text.len(), |at| place.value.end + at + 1);
    is_alone.then_some((start, end))
}

/// Returns a value as YAML takes it: digits alone would be a number.
fn plain(value: &str) -> String {
    let is_text = value.starts_with("sha256:");
    if is_text {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}

fn said(fields: &[(&str, String)]) -> String {
    let each = fields
        .iter()
        .map(|(field, value)| format!("`{field}: {value}`"));
    each.collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: Format, text: &str, expected: &str) {
        let fields = [("subject_digest", "sha256:ab".to_owned())];
        assert_eq!(edit(format, text, &fields).unwrap(), expected);
        let again = edit(format, expected, &fields).unwrap();
        assert_eq!(again, expected, "a second time changes nothing");
    }

    #[test]
    fn a_value_that_stands_there_is_replaced_in_its_own_style() {
        check(
            Format::Yaml,
            "# why\na:   1\nsubject_digest: 'x' # not yet\nb: [1,\n  2]\n",
            "# why\na:   1\nsubject_digest: 'sha256:ab' # not yet\nb: [1,\n  2]\n",
        );
        check(
            Format::Yaml,
            "subject_digest:\na: 1\n",
            "subject_digest: sha256:ab\na: 1\n",
        );
        check(
            Format::Json,
            "{\"subject_digest\":null}",
            "{\"subject_digest\":\"sha256:ab\"}",
        );
        check(
            Format::Toml,
            "subject_digest = \"x\"\r\na=1\r\n",
            "subject_digest = \"sha256:ab\"\r\na=1\r\n",
        );
    }

    #[test]
    fn a_value_that_is_absent_gets_a_line_of_its_own() {
        check(
            Format::Yaml,
            "a: 1\nlist:\n- x\n",
            "a: 1\nsubject_digest: sha256:ab\nlist:\n- x\n",
        );
        check(
            Format::Yaml,
            "a: |\n  text\nb: 2",
            "a: |\n  text\nb: 2\nsubject_digest: sha256:ab\n",
        );
        check(
            Format::Json,
            "{\n  \"a\": [\n    1\n  ]\n}\n",
            "{\n  \"a\": [\n    1\n  ],\n  \"subject_digest\": \"sha256:ab\"\n}\n",
        );
        check(
            Format::Json,
            "{\"a\":1}",
            "{\"a\":1,\"subject_digest\":\"sha256:ab\"}",
        );
        check(
            Format::Toml,
            "a = 1 # one\n[table]\nb = 2\n",
            "a = 1 # one\nsubject_digest = \"sha256:ab\"\n[table]\nb = 2\n",
        );
    }

    #[test]
    fn what_cannot_be_edited_safely_is_left_alone() {
        let fields = [("subject_digest", "sha256:ab".to_owned())];
        for text in [
            "{a: 1}\n",
            "a: |\n  only\n",
            "- 1\n",
            "a: 1\n---\nb: 2\n",
            "a: [\n",
            "subject_digest: |\n  x\n",
        ] {
            assert!(edit(Format::Yaml, text, &fields).is_err(), "{text}");
        }
    }
}
