//! What approvals say: who decided what, in which role, about what.

use serde_json::{Value, json};

use super::super::binding::{Scope, is_decision, texts};
use super::{Ground, entry};
use crate::artifact::{Artifact, Evidence};
use crate::git::{Commit, LastChange};
use crate::people::{Identity, People, Who};

/// One approval of one system.
pub(super) struct Record<'r> {
    /// The artifact.
    pub artifact: usize,
    /// The system, by its position and its id.
    pub system: usize,
    pub system_id: &'r str,
    pub named: Named,
    pub decision_type: &'r str,
    pub scope: Option<Scope>,
    pub role: Option<&'r str>,
    pub date: &'r str,
    /// The digest it states, in one spelling.
    pub digest: Option<String>,
    /// What it says it is about.
    pub subject: Vec<&'r str>,
}

/// Whom an approval names as its approver.
pub(super) enum Named {
    Identity(Identity),
    /// What no identity can be read from, or nothing.
    Nobody,
}

/// Returns all approvals, once for each system that they belong to.
pub(super) fn records(evidence: &Evidence) -> Vec<Record<'_>> {
    let mut records = Vec::new();
    for (system, declared) in evidence.systems.iter().enumerate() {
        for index in &declared.artifacts {
            let artifact = evidence.artifacts.get(*index);
            let approval = artifact.filter(|artifact| is_decision(artifact));
            records.extend(approval.map(|one| record(*index, one, system, &declared.id)));
        }
    }
    records
}

fn record<'r>(
    artifact: usize,
    approval: &'r Artifact,
    system: usize,
    system_id: &'r str,
) -> Record<'r> {
    let text = |key: &str| approval.value.get(key).and_then(Value::as_str);
    let identity = text("approver").and_then(Identity::parse);
    let digest = text("subject_digest").map(|digest| {
        let digest = digest.trim().to_ascii_lowercase();
        let digits = digest.strip_prefix("sha256:").unwrap_or(&digest);
        format!("sha256:{digits}")
    });
    let decision_type = text("decision_type").unwrap_or_default();
    Record {
        artifact,
        system,
        system_id,
        named: identity.map_or(Named::Nobody, Named::Identity),
        decision_type,
        scope: Scope::of(decision_type),
        role: text("role"),
        date: text("date").unwrap_or_default(),
        digest,
        subject: texts(approval.value.get("subject")),
    }
}

impl Record<'_> {
    /// Returns whether it decides about one change, and says nothing of what was there before.
    pub(super) fn is_about_change(&self) -> bool {
        matches!(self.decision_type, "gate-change" | "tier-change")
    }
}

impl Named {
    /// Returns the person, where it is one.
    pub(super) fn who(&self, people: &People) -> Option<Who> {
        match self {
            Self::Identity(identity) if !identity.is_machine() => people.who(identity),
            _ => None,
        }
    }

    /// Returns the fact that an approval begins with.
    pub(super) fn fact(&self, people: &People) -> Value {
        let mut fact = json!({"bindings": []});
        let Some(members) = fact.as_object_mut() else {
            return fact;
        };
        let problem = match self {
            Self::Nobody => Some("unreadable"),
            Self::Identity(Identity::Team(_)) => Some("team"),
            Self::Identity(identity) if identity.is_machine() => Some("machine"),
            Self::Identity(_) => None,
        };
        if let Some(problem) = problem {
            members.insert("problem".to_owned(), problem.into());
        }
        if let Self::Identity(identity) = self {
            members.insert("approver".to_owned(), identity.to_string().into());
            if let Some(odd) = identity.odd_letter() {
                let letter = format!("U+{:04X}", u32::from(odd));
                members.insert("odd_letter".to_owned(), letter.into());
            }
        }
        if let Some(who) = self.who(people) {
            members.insert("who".to_owned(), who.to_string().into());
            members.insert("person".to_owned(), entry(&who));
        }
        fact
    }
}

/// Returns who put a record into history, beside who gave the approval.
pub(super) fn made(ground: &Ground<'_>, change: Option<&LastChange>, who: &Who) -> Value {
    match change {
        None => json!({"state": "no_history"}),
        Some(LastChange::Never) => json!({"state": "uncommitted"}),
        Some(LastChange::CutShort) => json!({"state": "cut_short"}),
        Some(LastChange::At(commit)) => by(ground, commit, who),
    }
}

// Whoever can commit can write any author; the fact `signed` is the stronger one.
fn by(ground: &Ground<'_>, commit: &Commit, who: &Who) -> Value {
    let is_theirs = ground.is_by(&commit.author, who);
    let is_known = ground.people.is_comparable(who);
    let state = match (is_theirs, is_known) {
        (true, _) => "approver",
        (false, true) => "other",
        (false, false) => "incomparable",
    };
    let mut made = json!({"state": state, "author": commit.author.email, "commit": commit.id});
    if let Some(mapped) = ground.mapping.email(&commit.author) {
        made["mapped"] = mapped.into();
    }
    made
}
