//! All waivers of a run with what became of them, for `raigate waivers`.

use jiff::civil::Date;

use super::{Waiver, Waivers, days};
use crate::finding::{Finding, Location, Status};

/// What a waiver is worth on the day of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It excuses what it covers.
    InForce,
    /// It will, once the base holds it or an eligible person has reviewed it.
    Pending,
    /// Its last day is over.
    Expired,
    /// A rule says why it excuses nothing.
    Void,
    /// Another takes its place, or it says so itself.
    Past,
}

impl State {
    /// Returns the words used in lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Void => "void",
            Self::Past => "past",
        }
    }
}

/// One waiver with what became of it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The waiver.
    pub waiver: Waiver,
    /// What it is worth.
    pub state: State,
    /// How many days it holds after the day of the run; negative behind its last day.
    pub days_left: Option<i32>,
    /// What it excuses: rule, place and fingerprint.
    pub excuses: Vec<(String, Location, String)>,
    /// What rules object to in it, the voiding ones first.
    pub objections: Vec<(String, String)>,
}

/// Lists all waivers in path order.
#[must_use]
pub fn list(waivers: &Waivers, findings: &[Finding], today: Date) -> Vec<Listed> {
    let one = |(index, waiver): (usize, &Waiver)| Listed {
        state: state(waivers, index, waiver, today),
        days_left: waiver.expires.map(|last| days(today, last)),
        excuses: excused(waiver, findings),
        objections: objections(waiver, findings),
        waiver: waiver.clone(),
    };
    waivers.all.iter().enumerate().map(one).collect()
}

fn state(waivers: &Waivers, index: usize, waiver: &Waiver, today: Date) -> State {
    if waiver.is_retired || waivers.is_replaced(waiver) {
        State::Past
    } else if waiver.expires.is_some_and(|last| last < today) {
        State::Expired
    } else if waivers.void.contains(&index) || waiver.expires.is_none() {
        State::Void
    } else if waiver.counts {
        State::InForce
    } else {
        State::Pending
    }
}

fn excused(waiver: &Waiver, findings: &[Finding]) -> Vec<(String, Location, String)> {
    let set_aside = findings.iter().filter(|one| one.status == Status::Waived);
    let by_it = set_aside.filter(|finding| {
        let by = finding.waiver.as_ref();
        by.is_some_and(|by| by.path == waiver.path && by.id == waiver.id)
    });
    by_it
        .map(|one| {
            let (rule, print) = (one.rule.to_string(), one.fingerprint.clone());
            (rule, one.location.clone(), print)
        })
        .collect()
}

fn objections(waiver: &Waiver, findings: &[Finding]) -> Vec<(String, String)> {
    let about = findings.iter().filter(|finding| {
        let at = &finding.location;
        finding.rule.family() == "waiver"
            && at.path == waiver.path
            && waiver.root.contains(&at.pointer)
    });
    let mut about: Vec<&Finding> = about.collect();
    about.sort_by_key(|finding| !finding.voids);
    about
        .into_iter()
        .map(|finding| (finding.rule.to_string(), finding.message.clone()))
        .collect()
}
