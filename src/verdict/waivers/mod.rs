//! Which findings a waiver excuses, and which waivers count.
//!
//! What makes a waiver worth nothing is for rules to say: a finding that `voids` takes away
//! what the waiver excuses. Here its scope is held against findings, and its last day against
//! the day of the run.

pub mod approvers;
pub mod facts;
mod list;
mod scope;

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use jiff::civil::Date;
use serde_json::Value;

pub use self::list::{Listed, State, list};
pub use self::scope::{Scope, Versions};

use super::known::with_consequences;
use crate::artifact::{Artifact, Evidence};
use crate::assess::places::Places;
use crate::catalogue::Catalogue;
use crate::finding::{self, Finding, Label, Location, Status};
use crate::glossary::Kind;
use crate::rule::RuleId;
use crate::span::Pointer;

/// A waiver as it is written, as far as it can be read.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// Its artifact, as an index into [`Evidence::artifacts`].
    pub artifact: usize,
    /// Its id; its path where it states none.
    pub id: String,
    /// The file it stands in.
    pub path: Utf8PathBuf,
    /// The place of its value in the file.
    pub root: Pointer,
    /// The rule it is for, as it is written; "" where it names none.
    pub written_rule: String,
    /// The rule it is for, by its id; `None` where there is no such rule.
    pub rule: Option<RuleId>,
    /// Whether a waiver can excuse that rule at all.
    pub is_waivable: bool,
    /// Where it holds.
    pub scope: Scope,
    /// Who asked for it.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// Why the rule is not met.
    pub reason: String,
    /// The day it was written.
    pub created: Option<Date>,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// Whether it says of itself that it is past.
    pub is_retired: bool,
    /// The waivers that it takes the place of, by path and root.
    pub supersedes: Vec<(String, String)>,
    /// Whether it counts already: the base holds it, or it was reviewed.
    pub counts: bool,
    /// Where it names its rule.
    pub location: Location,
}

/// Reads all waivers of `evidence`, in path order; each counts until somebody says otherwise.
#[must_use]
pub fn read(evidence: &Evidence, catalogue: &Catalogue, places: &Places) -> Vec<Waiver> {
    let artifacts = evidence.artifacts.iter().enumerate();
    let waivers = artifacts.filter(|(_, artifact)| artifact.kind == Kind::Waiver);
    waivers
        .map(|(index, artifact)| Waiver::read(index, artifact, catalogue, places))
        .collect()
}

impl Waiver {
    fn read(index: usize, artifact: &Artifact, catalogue: &Catalogue, places: &Places) -> Self {
        let text = |key: &str| artifact.value.get(key).and_then(Value::as_str);
        let day = |key: &str| text(key).and_then(|day| day.parse::<Date>().ok());
        let written = text("rule").unwrap_or_default();
        let rule = RuleId::parse(written).and_then(|id| catalogue.rule(&id));
        let rule = rule.filter(|rule| !rule.meta.deprecated);
        let id = artifact.id.as_deref().unwrap_or(artifact.path.as_str());
        Self {
            artifact: index,
            id: id.to_owned(),
            path: artifact.path.clone(),
            root: artifact.root.clone(),
            written_rule: written.to_owned(),
            rule: rule.map(|rule| rule.meta.id.clone()),
            is_waivable: rule.is_some_and(|rule| rule.meta.waivable),
            scope: Scope::read(artifact.value.get("scope")),
            requested_by: text("requested_by").map(str::to_owned),
            approved_by: scope::texts(artifact.value.get("approved_by")),
            reason: text("reason").unwrap_or_default().trim().to_owned(),
            created: day("created"),
            expires: day("expires"),
            is_retired: matches!(text("status"), Some("superseded" | "retired")),
            supersedes: superseded(artifact),
            counts: true,
            location: places.locate(&artifact.path, &artifact.root, "/rule", false),
        }
    }

    /// Returns whether its rule and every key of its scope fit `finding`.
    ///
    /// That a rule could not judge is another fact than what it objects to: only a waiver that
    /// names the very finding covers that.
    #[must_use]
    pub fn covers(&self, finding: &Finding, versions: &Versions) -> bool {
        self.is_waivable
            && self.rule.as_ref() == Some(&finding.rule)
            && (!finding.not_evaluated || self.scope.names(finding))
            && self.scope.covers(finding, versions)
    }

    /// Returns whether `today` is one of its days.
    #[must_use]
    pub fn holds_on(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| today <= last)
    }

    /// Returns whether it could excuse something on the day `today`, rules about it aside.
    #[must_use]
    pub fn may_hold(&self, today: Date) -> bool {
        self.counts && !self.is_retired && self.holds_on(today)
    }

    /// Returns whether `other` stands at this artifact's place.
    fn is_at(&self, (path, root): &(String, String)) -> bool {
        self.path.as_str() == path && self.root.as_str() == root
    }

    fn excuse(&self, expires: Date, today: Date) -> finding::Waiver {
        finding::Waiver {
            id: self.id.clone(),
            path: self.path.clone(),
            requested_by: self.requested_by.clone(),
            approved_by: self.approved_by.clone(),
            reason: self.reason.clone(),
            expires,
            days_left: days(today, expires),
        }
    }
}

/// All waivers of a run, and what decides whether they excuse anything.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    /// The waivers, in path order.
    pub all: Vec<Waiver>,
    /// What version findings are about.
    pub versions: Versions,
    /// The waivers that a rule voids, as indices.
    void: BTreeSet<usize>,
}

impl Waivers {
    /// Takes the waivers, and what `findings` say of them.
    #[must_use]
    pub fn new(all: Vec<Waiver>, versions: Versions, findings: &[Finding]) -> Self {
        let voiding = with_consequences(findings).filter(|one| one.voids);
        let voiding: Vec<&Finding> = voiding.collect();
        let is_void = |waiver: &Waiver| {
            voiding.iter().any(|finding| {
                let at = &finding.location;
                at.path == waiver.path && waiver.root.contains(&at.pointer)
            })
        };
        let void = all.iter().enumerate().filter(|(_, one)| is_void(one));
        let void = void.map(|(index, _)| index).collect();
        Self {
            all,
            versions,
            void,
        }
    }

    /// Returns whether the waiver would excuse what it covers, its last day and the base aside.
    fn is_sound(&self, index: usize, waiver: &Waiver) -> bool {
        !waiver.is_retired && !self.void.contains(&index) && !self.is_replaced(waiver)
    }

    /// Returns whether a waiver that counts takes the place of this one.
    fn is_replaced(&self, waiver: &Waiver) -> bool {
        let later = self.all.iter().enumerate();
        let mut later = later.filter(|(index, _)| !self.void.contains(index));
        later.any(|(_, other)| {
            let mut replaced = other.supersedes.iter();
            other.counts && !other.is_retired && replaced.any(|place| waiver.is_at(place))
        })
    }

    /// Marks each finding that a waiver excuses on the day `today`; what it explained stands
    /// for itself from there on.
    pub fn excuse(&self, findings: &mut Vec<Finding>, today: Date) {
        if self.all.is_empty() {
            return;
        }
        let sound = self.all.iter().enumerate();
        let sound = sound.filter(|(index, waiver)| self.is_sound(*index, waiver));
        let sound: Vec<&Waiver> = sound.map(|(_, waiver)| waiver).collect();
        let mut at = 0;
        while let Some(finding) = findings.get_mut(at) {
            let fitting = sound.iter().copied();
            let fitting = fitting.filter(|one| one.covers(finding, &self.versions));
            let fitting: Vec<&Waiver> = fitting.collect();
            let released = settle(finding, &fitting, today);
            findings.extend(released);
            at += 1;
        }
        finding::sort(findings);
    }

    /// Returns `findings` as waivers leave them on the day `today`, each by itself.
    #[must_use]
    pub fn excused(&self, findings: &[Finding], today: Date) -> Vec<Finding> {
        let mut findings = findings.to_vec();
        self.excuse(&mut findings, today);
        let each = findings.into_iter().flat_map(|mut finding| {
            let consequences = std::mem::take(&mut finding.consequences);
            std::iter::once(finding).chain(consequences)
        });
        each.collect()
    }
}

/// Decides what the waivers that fit `finding` make of it, and returns what it kept covered.
fn settle(finding: &mut Finding, fitting: &[&Waiver], today: Date) -> Vec<Finding> {
    let (counting, pending): (Vec<&Waiver>, Vec<&Waiver>) =
        fitting.iter().partition(|waiver| waiver.counts);
    let (holding, past): (Vec<&Waiver>, Vec<&Waiver>) =
        counting.iter().partition(|waiver| waiver.holds_on(today));
    let longest = holding
        .iter()
        .filter_map(|waiver| Some((waiver.expires?, *waiver)))
        .max_by(|(one, a), (other, b)| one.cmp(other).then_with(|| b.id.cmp(&a.id)));
    if let Some((expires, waiver)) = longest {
        finding.status = Status::Waived;
        finding.waiver = Some(waiver.excuse(expires, today));
        return std::mem::take(&mut finding.consequences);
    }
    let label = |waiver: &Waiver, message: String| Label {
        message,
        location: waiver.location.clone(),
    };
    for waiver in past {
        if let Some(last) = waiver.expires {
            finding.is_dated = true;
            let message = format!("excused until {last} by waiver `{}`", waiver.id);
            finding.related.push(label(waiver, message));
        }
    }
    for waiver in pending.iter().filter(|waiver| waiver.holds_on(today)) {
        let message = format!(
            "waiver `{}` counts once it is in the base, or was reviewed here",
            waiver.id
        );
        finding.related.push(label(waiver, message));
    }
    Vec::new()
}

/// Returns how many days lie between two of them; negative where the second comes first.
fn days(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days())
}

/// Returns the places of the artifacts that this one supersedes.
fn superseded(artifact: &Artifact) -> Vec<(String, String)> {
    let references = artifact.facts.get("references").and_then(Value::as_array);
    let references = references.into_iter().flatten();
    references
        .filter_map(|reference| {
            let place = reference.get("supersedes")?;
            let text = |key| Some(place.get(key)?.as_str()?.to_owned());
            Some((text("path")?, text("root")?))
        })
        .collect()
}
