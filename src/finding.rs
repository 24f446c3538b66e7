//! What a rule objects to, and where.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use jiff::civil::Date;

use crate::glossary::Kind;
use crate::glossary::Severity;
use crate::rule::RuleId;
use crate::span::{Pointer, Position, Span};

/// A place in a file, in every way a reader may want it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The file, from the repository root, with `/`.
    pub path: Utf8PathBuf,
    /// Where the range begins.
    pub start: Position,
    /// Where it ends: the position behind its last character.
    pub end: Position,
    /// The same range in bytes.
    pub span: Span,
    /// The value it belongs to.
    pub pointer: Pointer,
}

/// A second place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What is there, such as `measured here`.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// Whether a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It counts.
    Open,
    /// A waiver excuses it.
    Waived,
    /// It stood before, in the base or the baseline.
    Known,
}

impl Status {
    /// Returns the name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waived => "waived",
            Self::Known => "known",
        }
    }
}

/// A waiver, as far as a reader of the finding that it excuses needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Its id; its path where it states none.
    pub id: String,
    /// The file it stands in.
    pub path: Utf8PathBuf,
    /// Who asked for it.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// Why the rule is not met, and what makes that acceptable.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// How many days it holds after the day of the run; 0 on its last day.
    pub days_left: i32,
}

/// Something about the evidence that a rule objects to.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// How much it matters here.
    pub severity: Severity,
    /// Whether it counts.
    pub status: Status,
    /// Whether the rule could not judge because facts that belong here are absent.
    pub not_evaluated: bool,
    /// Whether the date brought it up, and no change of anything.
    pub is_dated: bool,
    /// Whether the waiver that it is about excuses nothing for it.
    pub voids: bool,
    /// The fact: lower case, no full stop, both sides of any comparison with units.
    pub message: String,
    /// The system it is about; `None` for the repository as a whole.
    pub system: Option<String>,
    /// The artifact it is about.
    pub artifact: Option<(Utf8PathBuf, Kind)>,
    /// The narrowest place that has to change.
    pub location: Location,
    /// Further places: where a limit was set, where the other side was measured.
    pub related: Vec<Label>,
    /// Why it matters: the first sentence of the rule's description.
    pub why: String,
    /// The smallest honest change.
    pub remedy: String,
    /// The clauses the rule answers to.
    pub controls: BTreeMap<String, Vec<String>>,
    /// The waiver that excuses it.
    pub waiver: Option<Waiver>,
    /// What follows from it, and is only named with it while it stands.
    pub consequences: Vec<Finding>,
    /// SHA-256, in hexadecimal, of what it is about, without line numbers.
    pub fingerprint: String,
    /// The same of its place in the content of its file, wherever that file lies and whatever
    /// it is called; "" where it is about no file.
    pub moved_fingerprint: String,
}

/// Puts findings in the order of a report: by path, position and rule.
pub fn sort(findings: &mut [Finding]) {
    let key = |finding: &Finding| {
        let Finding {
            location,
            rule,
            message,
            system,
            ..
        } = finding;
        (
            location.clone(),
            rule.clone(),
            message.clone(),
            system.clone(),
        )
    };
    findings.sort_by_cached_key(key);
}
