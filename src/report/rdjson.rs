//! The Reviewdog Diagnostic Format, which reviewdog turns into comments on lines.
//!
//! reviewdog puts messages into Markdown as they are, so they are escaped for that; and it
//! refuses a file with a key or a number that it does not know.
//!
//! <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>

use serde_json::{Map, Value, json};

use super::account::{Account, Entry, NOWHERE, Place, Standing};
use super::escape::{self, Untrusted};
use crate::glossary::Severity;
use crate::verdict::Verdict;

/// Renders `account`.
pub(super) fn render(account: &Account) -> String {
    let severity = match account.verdict {
        Verdict::Pass => "INFO",
        Verdict::Fail | Verdict::None => "ERROR",
    };
    let result = json!({
        "source": {"name": env!("CARGO_PKG_NAME")},
        "severity": severity,
        "diagnostics": account.entries.iter().map(diagnostic).collect::<Vec<_>>(),
    });
    escape::json(&format!("{result:#}")) + "\n"
}

fn diagnostic(entry: &Entry) -> Value {
    let severity = match (entry.standing, entry.severity) {
        (Standing::Waived | Standing::Known, _) | (_, Severity::Note) => "INFO",
        (_, Severity::Error) => "ERROR",
        (_, Severity::Warning) => "WARNING",
    };
    // What excuses it is in the sentence already.
    let told = matches!(entry.standing, Standing::Waived | Standing::Known);
    let lines = entry.more.iter().skip(usize::from(told));
    let lines: Vec<String> = std::iter::once(entry.sentence().markdown())
        .chain(lines.map(Untrusted::markdown))
        .collect();
    json!({
        "message": lines.join("\\\n"),
        "location": entry.place.as_ref().map_or_else(|| json!({"path": NOWHERE}), location),
        "severity": severity,
        "code": {"value": entry.code},
    })
}

fn location(place: &Place) -> Value {
    let mut start = Map::from_iter([("line".to_owned(), number(place.start.line))]);
    let mut end = Map::from_iter([("line".to_owned(), number(place.end.line))]);
    match place.byte_columns() {
        Some((first, last)) => {
            start.insert("column".to_owned(), number(first));
            end.insert("column".to_owned(), number(last));
        }
        // Without columns the last line is part of the range; one that ends where it begins is not.
        None if place.end.column == 1 && place.end.line > place.start.line => {
            end.insert("line".to_owned(), number(place.end.line - 1));
        }
        None => {}
    }
    json!({"path": place.path.value(), "range": {"start": start, "end": end}})
}

/// Numbers are of 32 bits there, and one that is not fails the whole file.
fn number(number: usize) -> Value {
    i32::try_from(number).unwrap_or(i32::MAX).into()
}
