//! Workflow commands of GitHub Actions, which become annotations on a pull request.
//!
//! A step shows ten errors, ten warnings and ten notices and drops what is
//! printed after them, so the worst come first and the last one counts the rest.

use std::fmt::Write as _;

use super::account::{Account, Entry, Place, Standing};
use super::escape::Untrusted;
use super::tally;
use crate::glossary::Severity;

/// As many annotations of one level are shown in a step.
const SHOWN: usize = 10;

/// Renders `account`.
pub(super) fn render(account: &Account) -> String {
    let mut out = String::new();
    let of = |standings: &[Standing]| {
        let entries = account.entries.iter();
        let group = entries.filter(|entry| standings.contains(&entry.standing));
        group.collect::<Vec<_>>()
    };
    let reasons = of(&[Standing::NoVerdict]);
    let open = of(&[Standing::Blocks, Standing::Open]);
    let excused = of(&[Standing::Waived]);
    let of = |severity| {
        let group = open.iter().filter(|entry| entry.severity == severity);
        group.copied().collect::<Vec<_>>()
    };
    let (errors, warnings, notes) = (
        of(Severity::Error),
        of(Severity::Warning),
        of(Severity::Note),
    );
    let reasons = first(&reasons, SHOWN);
    let errors = first(&errors, SHOWN - reasons.len());
    let warnings = first(&warnings, SHOWN);
    // A first run has many notes, each on a file that nobody touched.
    let mut notes = first(&notes, if account.is_first_run { 0 } else { SHOWN });
    if errors.len() + warnings.len() + notes.len() < open.len() {
        notes = first(notes, SHOWN - 1);
    }
    // One notice is kept for what is only counted.
    let excused_shown = first(&excused, (SHOWN - 1).saturating_sub(notes.len()));
    let groups = [reasons, errors, warnings, notes, excused_shown];
    for entry in groups.into_iter().flatten() {
        out.push_str(&annotation(entry));
    }
    let rest = open.len() - errors.len() - warnings.len() - notes.len();
    let rest = rest + excused.len() - excused_shown.len();
    if rest > 0 {
        let findings = tally::counted(rest, "more finding");
        let _ = writeln!(
            out,
            "::notice title=raigate::{findings} not shown here; the job summary has them"
        );
    }
    out
}

fn first<'r, 'e>(entries: &'r [&'e Entry<'e>], most: usize) -> &'r [&'e Entry<'e>] {
    entries.get(..most).unwrap_or(entries)
}

fn annotation(entry: &Entry) -> String {
    let level = match (entry.standing, entry.severity) {
        (Standing::Waived | Standing::Known, _) | (_, Severity::Note) => "notice",
        (_, Severity::Error) => "error",
        (_, Severity::Warning) => "warning",
    };
    let title = match entry.standing {
        Standing::NoVerdict => entry.word(),
        _ => entry.code,
    };
    let title = Untrusted::new(title).command_property();
    let place = entry.place.as_ref().map(place).unwrap_or_default();
    // Each line stays one, whatever its text.
    let lines = std::iter::once(&entry.message).chain(&entry.more);
    let lines: Vec<String> = lines.map(Untrusted::command_line).collect();
    format!(
        "::{level} {place}title=raigate%3A {title}::{}\n",
        lines.join("%0A")
    )
}

fn place(place: &Place) -> String {
    let path = place.path.command_property();
    let (start, end) = (place.start, place.end);
    let lines = format!("file={path},line={},endLine={},", start.line, end.line);
    // Columns have a meaning within one line only.
    if start.line == end.line {
        format!("{lines}col={},endColumn={},", start.column, end.column)
    } else {
        lines
    }
}
