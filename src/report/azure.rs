//! Logging commands of Azure Pipelines, which become issues of a run, and a line for the rest.
//!
//! The agent keeps ten errors and ten warnings of a step and only counts what is printed after
//! them, so the worst come first, the tenth says how many there are, and the log has them all.
//! Of the summary, which is a file, the pipeline tells the agent: see `docs/ci/azure-pipelines.yml`.
//!
//! <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>

use super::account::{Account, Entry, Standing};
use super::escape::Untrusted;
use super::tally;
use crate::glossary::Severity;

/// The agent keeps as many issues of one type.
const KEPT: usize = 10;

/// Renders `account`.
pub(super) fn render(account: &Account) -> String {
    let mut log = Log::default();
    let of = |wanted: &'static str| {
        let entries = account.entries.iter();
        entries
            .filter(move |entry| issue_type(entry) == Some(wanted))
            .collect::<Vec<_>>()
    };
    log.issues("error", &of("error"));
    log.issues("warning", &of("warning"));
    let rest = account.entries.iter();
    let rest: Vec<&Entry> = rest.filter(|entry| issue_type(entry).is_none()).collect();
    // A first run has many notes, each on a file that nobody touched.
    let is_counted = |entry: &Entry| account.is_first_run && entry.standing == Standing::Open;
    for entry in rest.iter().filter(|entry| !is_counted(entry)) {
        log.line(entry);
    }
    let counted = rest.iter().filter(|entry| is_counted(entry)).count();
    if counted > 0 {
        let notes = tally::counted(counted, "note");
        log.own("raigate: ")
            .said(&notes)
            .own(" not shown here; the other formats have them\n");
    }
    for notice in &account.notices {
        log.own("note: ").text(notice).own("\n");
    }
    log.own("raigate: ").said(&account.headline);
    for part in &account.aside {
        log.own(", ").said(part);
    }
    log.own("\n");
    log.0
}

/// Returns which type of issue an entry becomes; the agent knows two.
fn issue_type(entry: &Entry) -> Option<&'static str> {
    match (entry.standing, entry.severity) {
        (Standing::Waived | Standing::Known, _) | (_, Severity::Note) => None,
        (_, Severity::Error) => Some("error"),
        (_, Severity::Warning) => Some("warning"),
    }
}

/// A log that grows: commands from the program alone, everything else as text.
#[derive(Default)]
struct Log(String);

impl Log {
    /// Adds what the program itself says.
    fn own(&mut self, text: &'static str) -> &mut Self {
        self.0.push_str(text);
        self
    }

    /// Adds words that were put together here.
    fn said(&mut self, text: &str) -> &mut Self {
        self.text(&Untrusted::new(text))
    }

    /// Adds entries of one type of issue: as issues as many as the agent keeps, then as lines.
    fn issues(&mut self, kind: &'static str, entries: &[&Entry]) {
        let shown = match entries.len() {
            all @ ..=KEPT => all,
            _ => KEPT - 1,
        };
        let (first, rest) = entries.split_at(shown);
        for entry in first {
            self.issue(kind, entry);
        }
        if rest.is_empty() {
            return;
        }
        let more = format!(
            "{} not listed here; the log has them",
            tally::counted(rest.len(), &format!("more {kind}"))
        );
        self.own("##vso[task.logissue type=")
            .own(kind)
            .own("]raigate: ");
        self.0.push_str(&Untrusted::new(more).azure_line());
        self.own("\n");
        for entry in rest {
            self.line(entry);
        }
    }

    fn issue(&mut self, kind: &'static str, entry: &Entry) {
        self.own("##vso[task.logissue type=").own(kind);
        if let Some(place) = &entry.place {
            self.own(";sourcepath=");
            self.0.push_str(&place.path.azure_property());
            self.own(";linenumber=").said(&place.start.line.to_string());
            self.own(";columnnumber=")
                .said(&place.start.column.to_string());
        }
        self.own(";code=");
        self.0
            .push_str(&Untrusted::new(entry.code).azure_property());
        self.own("]");
        let lines = std::iter::once(&entry.sentence())
            .chain(&entry.more)
            .map(Untrusted::azure_line)
            .collect::<Vec<_>>();
        self.0.push_str(&lines.join("%0A"));
        self.own("\n");
    }

    fn line(&mut self, entry: &Entry) {
        self.own(entry.word()).own("[").said(entry.code).own("]: ");
        if let Some(place) = &entry.place {
            self.text(&place.path)
                .own(":")
                .said(&place.start.line.to_string())
                .own(": ");
        }
        self.text(&entry.sentence()).own("\n");
    }

    fn text(&mut self, text: &Untrusted) -> &mut Self {
        self.0.push_str(&text.terminal());
        self
    }
}
