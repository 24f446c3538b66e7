//! The way from a version of a model to its release: data, evaluation, approval, release.
//!
//! Each link holds what stands for it, and a gap where nothing does. Whether a gap matters at
//! that tier and stage is a rule's business: `trace/broken-chain`.

mod seen;

use std::collections::HashSet;

use serde_json::{Value, json};

use self::seen::Seen;
pub(super) use self::seen::{Sign, signs};
use super::{Words, names};
use crate::artifact::{Artifact, System};
use crate::glossary::Kind;

/// As many nodes of a link as a reader looks at.
const SHOWN: usize = 20;

/// Returns the fact `chain` of each manifest of a declared system, with its index.
pub(super) fn facts(
    artifacts: &[Artifact],
    words: &[Words],
    systems: &[System],
) -> Vec<(usize, Value)> {
    if systems.iter().all(|system| system.declared.is_none()) {
        return Vec::new();
    }
    let replaced = replaced(artifacts);
    let seen: Vec<Seen<'_>> = artifacts
        .iter()
        .zip(words)
        .map(|(artifact, words)| Seen::new(artifact, words))
        .collect();
    let mut found = Vec::new();
    for system in systems.iter().filter(|system| system.declared.is_some()) {
        let members = system.artifacts.iter();
        let members = members.filter_map(|index| Some((*index, seen.get(*index)?)));
        let current: Vec<(usize, &Seen<'_>)> = members
            .filter(|(_, one)| !one.is_past() && !replaced.contains(&place(one.artifact)))
            .collect();
        let is_manifest = |one: &&(usize, &Seen<'_>)| one.1.kind() == Kind::ModelManifest;
        let is_alone = current.iter().filter(is_manifest).count() == 1;
        for (index, manifest) in current.iter().filter(is_manifest) {
            let chain = Chain {
                manifest,
                current: &current,
                is_alone,
            };
            found.push((*index, chain.fact()));
        }
    }
    found
}

type Place<'a> = (&'a str, &'a str);

fn place(artifact: &Artifact) -> Place<'_> {
    (artifact.path.as_str(), artifact.root.as_str())
}

/// Returns the places of what another artifact takes the place of.
fn replaced(artifacts: &[Artifact]) -> HashSet<Place<'_>> {
    let references = artifacts.iter().flat_map(|artifact| {
        let list = artifact.facts.get("references").and_then(Value::as_array);
        list.into_iter().flatten()
    });
    let earlier = references.filter_map(|reference| reference.get("supersedes"));
    let places = earlier.filter_map(|at| Some((at["path"].as_str()?, at["root"].as_str()?)));
    places.collect()
}

/// One manifest among all that stands for today in its system.
struct Chain<'c, 'a> {
    manifest: &'c Seen<'a>,
    current: &'c [(usize, &'c Seen<'a>)],
    /// Whether no other model could be meant by what names none.
    is_alone: bool,
}

impl<'c, 'a> Chain<'c, 'a> {
    fn fact(&self) -> Value {
        let (name, version) = (self.manifest.part("name"), self.version());
        json!({
            "name": name,
            "version": version,
            "links": [
                self.model(),
                self.data(),
                self.evaluation(),
                self.approval(),
                self.release(),
            ],
        })
    }

    /// Returns what tells this version from another, in the words of the manifest.
    fn version(&self) -> Option<&'a str> {
        let known = self
            .manifest
            .part("version")
            .or_else(|| self.manifest.part("digest"));
        known.or_else(|| {
            let keys = ["revision", "run_id", "model_uuid", "code_commit"];
            keys.iter().find_map(|key| self.manifest.text(key))
        })
    }

    fn model(&self) -> Value {
        let name = self
            .manifest
            .part("name")
            .unwrap_or("a model without a name");
        let gap = self.version().is_none();
        let gap = gap.then(|| self.gap("manifest states no version", "/version", false));
        let version = self.version().unwrap_or_default();
        let says = format!("{name} {version}");
        let node = self.manifest.node(says.trim_end(), "/name");
        link("model", vec![node], gap)
    }

    fn data(&self) -> Value {
        let used = self.manifest.artifact.facts.get("datasets_used");
        let used = used.and_then(Value::as_array).into_iter().flatten();
        let nodes: Vec<Value> = used
            .filter_map(|used| {
                let mut node = self.manifest.node(used["name"].as_str()?, "");
                node["at"] = used["at"].clone();
                node["datasheet"] = used["datasheet"].clone();
                Some(node)
            })
            .collect();
        // What a supplier trained on is the supplier's to tell.
        let is_bought = self.manifest.text("supplier").is_some();
        let gap = nodes.is_empty() && !is_bought;
        let gap = gap.then(|| self.gap("manifest names no data", "/datasets", false));
        link("data", nodes, gap)
    }

    fn evaluation(&self) -> Value {
        let all = self.of_kind(Kind::EvalResult);
        let all = all.filter(|one| !one.words.reading.results.is_empty());
        let (fitting, others): (Vec<_>, Vec<_>) = all.partition(|one| self.fits(one));
        let gap = fitting.is_empty().then(|| {
            let other = self.other("no evaluation", "an evaluation", &others);
            other.unwrap_or_else(|| self.gap("no evaluation", "/version", true))
        });
        let nodes = fitting.iter().map(|one| {
            let results = &one.words.reading.results;
            let data = results
                .iter()
                .find_map(|result| result.dataset.names.first());
            let data = data.map(|name| format!(" on {name}")).unwrap_or_default();
            let plural = if results.len() == 1 { "" } else { "s" };
            one.node(&format!("{} result{plural}{data}", results.len()), "")
        });
        link("evaluation", nodes.collect(), gap)
    }

    fn approval(&self) -> Value {
        let is_of_launch = |one: &&&Seen<'a>| one.text("decision_type") == Some("launch");
        let all: Vec<_> = self
            .of_kind(Kind::Approval)
            .filter(|one| is_of_launch(&one))
            .collect();
        let is_yes =
            |one: &&&Seen<'a>| matches!(one.text("decision"), Some("approve" | "conditional"));
        let yes: Vec<_> = all.iter().copied().filter(|one| is_yes(&one)).collect();
        let (fitting, others): (Vec<_>, Vec<_>) = yes.into_iter().partition(|one| self.fits(one));
        let nodes = fitting.iter().map(|one| {
            let role = one
                .text("role")
                .map(|role| format!(" as {role}"))
                .unwrap_or_default();
            let decision = one.text("decision").unwrap_or_default();
            one.node(&format!("launch: {decision}{role}"), "/decision")
        });
        let elsewhere = self.of_kind(Kind::ExternalRecord);
        let elsewhere = elsewhere.filter(|one| is_of_launch(&one) && is_yes(&one));
        let elsewhere = elsewhere.map(|one| one.node("launch: approved, kept elsewhere", "/url"));
        let nodes: Vec<Value> = nodes.chain(elsewhere).collect();
        let gap = nodes.is_empty().then(|| {
            let none = "no approval of the launch";
            let other = self.other(none, "an approval", &others);
            let refusal = all.first().map(|refusal| {
                let mut gap = self.gap("the launch is not approved", "/version", false);
                gap["other"] = json!([related(refusal, "/decision", "decided here")]);
                gap
            });
            let gap = other.or(refusal);
            gap.unwrap_or_else(|| self.gap(none, "/version", true))
        });
        link("approval", nodes, gap)
    }

    fn release(&self) -> Value {
        let stated = self.manifest.text("release");
        let own = stated
            .iter()
            .map(|name| self.manifest.node(name, "/release"));
        let checklists = self.of_kind(Kind::LaunchChecklist).filter_map(|one| {
            let release = one.text("release")?;
            let is_of_it = stated.is_none_or(|stated| same_version(stated, release));
            is_of_it.then(|| one.node(&format!("checklist of {release}"), "/release"))
        });
        let nodes: Vec<Value> = own.chain(checklists).collect();
        let gap = nodes.is_empty();
        let gap = gap.then(|| self.gap("no release is named", "/release", false));
        link("release", nodes, gap)
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &'c Seen<'a>> {
        let current = self.current.iter().map(|(_, one)| *one);
        current.filter(move |one| one.kind() == kind)
    }

    /// Returns whether an artifact is about this version, as far as it tells.
    fn fits(&self, other: &Seen<'_>) -> bool {
        self.is_named(other)
            && self.agrees(other, "version", same_version)
            && self.agrees(other, "digest", same_digest)
    }

    /// Returns whether both state that part alike, or one does not state it.
    fn agrees(&self, other: &Seen<'_>, part: &str, same: fn(&str, &str) -> bool) -> bool {
        let both = self.manifest.part(part).zip(other.part(part));
        both.is_none_or(|(ours, theirs)| same(ours, theirs))
    }

    fn is_named(&self, other: &Seen<'_>) -> bool {
        let Some(own) = self.manifest.part("name").map(names::normal) else {
            return self.is_alone;
        };
        if other.names.is_empty() {
            // An approval or a checklist is of the whole system, unless it says otherwise.
            return self.is_alone || other.kind() != Kind::EvalResult;
        }
        other.names.iter().any(|name| {
            let is_whole = own.contains('/') && name.contains('/');
            *name == own || (!is_whole && names::tail(name) == names::tail(&own))
        })
    }

    fn gap(&self, message: &str, at: &str, is_absent: bool) -> Value {
        let (path, root) = place(self.manifest.artifact);
        json!({"path": path, "root": root, "at": at, "message": message, "absent": is_absent})
    }

    /// Returns the gap where there is something of the sort, about another version or model.
    fn other(&self, none: &str, one: &str, others: &[&Seen<'_>]) -> Option<Value> {
        let namesake = others.iter().find(|other| self.is_named(other));
        let other = *namesake.or(others.first())?;
        let part = match namesake {
            None => "name",
            Some(_) if !self.agrees(other, "version", same_version) => "version",
            Some(_) => "digest",
        };
        let instead = match (part, other.part(part)) {
            (_, None) if other.names.is_empty() => format!("{one} that names no model"),
            (_, None) => format!("{one} of another model"),
            ("name", Some(name)) => format!("{one} of `{name}`"),
            (part, Some(theirs)) => format!("{one} of {part} `{theirs}`"),
        };
        let name = self.manifest.part("name").unwrap_or_default();
        let shipped = format!("{name} {}", self.version().unwrap_or_default());
        let message = format!("{none} is of `{}`", shipped.trim());
        let mut gap = self.gap(&message, "/version", false);
        let at = other.words.reading.identity.get(part);
        let at = at.and_then(|fact| fact["at"].as_str()).unwrap_or_default();
        gap["other"] = json!([related(other, at, &instead)]);
        Some(gap)
    }
}

fn related(other: &Seen<'_>, at: &str, message: &str) -> Value {
    let (path, root) = place(other.artifact);
    json!({"path": path, "root": root, "at": at, "message": message})
}

fn link(name: &str, mut nodes: Vec<Value>, gap: Option<Value>) -> Value {
    let left_out = nodes.len().saturating_sub(SHOWN);
    nodes.truncate(SHOWN);
    let mut link = json!({"link": name, "nodes": nodes});
    if left_out > 0 {
        link["left_out"] = left_out.into();
    }
    if let Some(gap) = gap {
        link["gap"] = gap;
    }
    link
}

fn same_version(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        text.trim()
            .to_lowercase()
            .trim_start_matches('v')
            .to_owned()
    };
    plain(one) == plain(other)
}

fn same_digest(one: &str, other: &str) -> bool {
    let plain = |text: &str| {
        let text = text.trim().to_lowercase();
        text.strip_prefix("sha256:").unwrap_or(&text).to_owned()
    };
    plain(one) == plain(other)
}
