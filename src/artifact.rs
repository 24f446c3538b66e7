//! What a repository says about its models: artifacts, and the systems they describe.
//!
//! An artifact is one piece of evidence, understood: its kind, its value, and
//! the facts that were read out of it. Evidence is all of them together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde_json::{Map, Value};

use crate::glossary::{Format, Kind, Stage, Standard, Tier, Unit};
use crate::packed::{Packed, Text};
use crate::span::{Place, Pointer, Span};

/// Something about a file that reading itself objects to.
///
/// The rule of the same id in `policies/artifact/` makes it a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The id of the rule that reports it, such as `artifact/unparsable`.
    pub rule: &'static str,
    /// Where in the file it stands.
    pub span: Span,
    /// The fact, as a headline: lower case, no full stop.
    pub message: String,
}

/// One evidence file, or one document of a file that holds several.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// The path from the repository root, with `/`.
    pub path: Utf8PathBuf,
    /// The place of this artifact's value in its file; "" unless a file holds several.
    pub root: Pointer,
    /// What it is about.
    pub kind: Kind,
    /// The syntax of its file.
    pub format: Format,
    /// The convention it follows.
    pub standard: Standard,
    /// The id its envelope states.
    pub id: Option<String>,
    /// The text of the whole file; "" where it could not be read as text.
    pub text: Text,
    /// The value; for Markdown the front matter, with the body under `$body`.
    pub value: Packed,
    /// What was read out of it, for policies: see `docs/writing-rules.md`.
    pub facts: Facts,
    /// Its metrics by group, for pictures.
    pub breakdowns: Vec<Breakdown>,
    /// What reading objects to.
    pub faults: Vec<Fault>,
}

/// One metric by group, as an artifact states it or as its counts come to.
#[derive(Debug, Clone)]
pub struct Breakdown {
    /// The artifact.
    pub path: Utf8PathBuf,
    /// What the artifact is about.
    pub kind: Kind,
    /// The metric.
    pub metric: String,
    /// The features whose groups are compared.
    pub features: Vec<String>,
    /// What tells it apart from another of that metric: model, task, data.
    pub about: Vec<String>,
    /// What the values count.
    pub unit: Option<Unit>,
    /// All cases together.
    pub overall: Option<Group>,
    /// The groups, in the order of the file.
    pub groups: Vec<Group>,
    /// How many more groups there are: of many, the lowest and the highest are kept.
    pub left_out: usize,
}

impl Breakdown {
    /// Takes away all names that the artifact gives, of the metric apart.
    #[must_use]
    pub fn without_names(mut self) -> Self {
        self.about.clear();
        for (at, feature) in self.features.iter_mut().enumerate() {
            *feature = format!("feature {}", at + 1);
        }
        for (at, group) in self.groups.iter_mut().enumerate() {
            group.labels = vec![format!("group {}, name hidden", at + 1)];
        }
        self
    }
}

/// The value of one group.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its value of each feature; of all cases there is none.
    pub labels: Vec<String>,
    /// Where it stands, in the artifact's file.
    pub pointer: Pointer,
    /// The value, or why there is none.
    pub value: Result<f64, String>,
    /// How many cases it rests on.
    pub cases: Option<u64>,
    /// The lower and the upper end of its interval.
    pub interval: Option<[f64; 2]>,
    /// Whether the artifact states the interval; else it is Wilson's, of 95 %.
    pub is_stated: bool,
}

/// Facts by their names, in the order they were found; a fact that is not there is absent.
#[derive(Debug, Clone, Default)]
pub struct Facts(Vec<(String, Packed)>);

impl Facts {
    /// Returns the fact of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut facts = self.0.iter();
        let (_, fact) = facts.find(|(known, _)| known == name)?;
        Some(fact)
    }

    /// Adds a fact, or replaces the one of that name.
    pub fn insert(&mut self, name: &str, fact: impl Into<Packed>) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = fact.into(),
            None => self.0.push((name.to_owned(), fact.into())),
        }
    }

    /// Adds all of `others`, or replaces those of their names.
    pub fn insert_all(&mut self, others: Self) {
        for (name, fact) in others.0 {
            self.insert(&name, fact);
        }
    }

    /// Adds to the list of that name; to add nothing leaves it absent.
    pub fn append(&mut self, name: &str, more: Vec<Value>) {
        if more.is_empty() {
            return;
        }
        let known = self.get(name).and_then(Value::as_array);
        let mut list = known.cloned().unwrap_or_default();
        list.extend(more);
        self.insert(name, Value::from(list));
    }

    /// Keeps all facts as text from here on.
    pub fn pack(&mut self) {
        for (_, fact) in &mut self.0 {
            fact.pack();
        }
        self.0.shrink_to_fit();
    }

    /// Goes over all facts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Packed)> {
        self.0.iter().map(|(name, fact)| (name.as_str(), fact))
    }

    /// Returns all facts as one object.
    #[must_use]
    pub fn to_map(&self) -> Map<String, Value> {
        let facts = self.iter();
        facts
            .map(|(name, fact)| (name.to_owned(), Value::clone(fact)))
            .collect()
    }
}

impl Extend<(String, Value)> for Facts {
    fn extend<I: IntoIterator<Item = (String, Value)>>(&mut self, facts: I) {
        for (name, fact) in facts {
            self.insert(&name, fact);
        }
    }
}

/// What is built and shipped, as far as the gate knows it.
#[derive(Debug, Clone)]
pub struct System {
    /// The id, unique in the repository.
    pub id: String,
    /// How much harm it could do.
    pub tier: Tier,
    /// How far it has come.
    pub stage: Stage,
    /// What is special about it, such as `personal_data`.
    pub facets: Vec<String>,
    /// The folder it lives in, from the repository root; "" is the root itself.
    pub root: Utf8PathBuf,
    /// Globs of the files that its evidence describes.
    pub watch: Vec<String>,
    /// Where it is declared; `None` for an implied system.
    pub declared: Option<Declaration>,
    /// What it stated where the change that is judged began; `None` where there is no such
    /// place, or it was not declared there.
    pub before: Option<Stated>,
    /// Model files below its root that no other system claims.
    pub model_files: Vec<Utf8PathBuf>,
    /// Its artifacts, as indices into [`Evidence::artifacts`], in path order.
    pub artifacts: Vec<usize>,
    /// What changed since the base of a change; `None` without a base.
    pub changes: Option<Changes>,
    /// What is known of it as a whole, for policies: see `docs/writing-rules.md`.
    pub facts: Facts,
}

/// Files of a system that are added or changed, in path order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Model files.
    pub models: Vec<Utf8PathBuf>,
    /// Other files that it watches.
    pub watched: Vec<Utf8PathBuf>,
    /// Artifacts.
    pub evidence: Vec<Utf8PathBuf>,
}

/// Where a system is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The declaring file, from the repository root.
    pub path: Utf8PathBuf,
    /// The declaration in it.
    pub pointer: Pointer,
    /// Its key and value.
    pub place: Place,
    /// What is stated there; `None` where only the base of a change declares the system.
    pub stated: Option<Stated>,
}

/// What a declaration says of a system, before anything stricter is put on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// How much harm it could do.
    pub tier: Tier,
    /// How far it has come.
    pub stage: Stage,
    /// What is special about it.
    pub facets: Vec<String>,
    /// The folder it lives in.
    pub root: Utf8PathBuf,
    /// Globs of the files that its evidence describes.
    pub watch: Vec<String>,
}

impl System {
    /// Returns the system that a declaration is of, with nothing in it yet.
    #[must_use]
    pub fn declared(
        id: String,
        path: Utf8PathBuf,
        pointer: Pointer,
        place: Place,
        stated: Stated,
    ) -> Self {
        Self {
            id,
            tier: stated.tier,
            stage: stated.stage,
            facets: stated.facets.clone(),
            root: stated.root.clone(),
            watch: stated.watch.clone(),
            declared: Some(Declaration {
                path,
                pointer,
                place,
                stated: Some(stated),
            }),
            before: None,
            model_files: Vec::new(),
            artifacts: Vec::new(),
            changes: None,
            facts: Facts::default(),
        }
    }
}

/// What the base of a change declares, which the change cannot lower while it is judged.
#[derive(Debug, Clone, Default)]
pub struct Floors {
    /// The systems that are declared there.
    pub systems: Vec<System>,
    /// Every file there.
    pub paths: Vec<Utf8PathBuf>,
}

/// What a change does to the gate that judges it.
#[derive(Debug, Clone)]
pub struct Change {
    /// The commit that it began from, 40 hexadecimal digits.
    pub base: String,
    /// What the gate asks less: `{path, at, how, what, before, after}` each.
    pub weakened: Vec<Value>,
    /// What the plans of each system asked for: `{path, status, planned}` each, by system.
    pub plans: BTreeMap<String, Vec<Value>>,
    /// What told how far groups were apart, and what that was held against: `{path, root, kind,
    /// id, value, facts}` each, by system; none where the change makes no difference to it.
    pub disparities: BTreeMap<String, Vec<Value>>,
    /// Records of each system that are not there any more: `{path, kind, id}` each, by system.
    pub gone: BTreeMap<String, Vec<Value>>,
    /// The approvals of reviewers that stand, and what of it they saw as it is: `{approver, who,
    /// person, roles, roles_unknown, contributed, commit, state, seen}` each.
    pub reviews: Vec<Value>,
    /// The records that approve a change to the gate: `{path, root, approver, who, role, decision,
    /// status, expires, holds, state, why, contributed, signed, stood_before}` each.
    pub approvals: Vec<Value>,
}

/// Everything a repository says about its models.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// All artifacts, sorted by path and root.
    pub artifacts: Vec<Artifact>,
    /// All systems, sorted by id.
    pub systems: Vec<System>,
    /// The texts of other files that findings point into.
    pub texts: BTreeMap<Utf8PathBuf, Arc<str>>,
    /// What the change that is judged does to the gate; `None` where there is no base.
    pub change: Option<Change>,
    /// The systems that are judged, by id; `None` is all of them.
    pub only: Option<BTreeSet<String>>,
    /// The artifacts, by index, of which only that was read what others are held against.
    pub glimpsed: BTreeSet<usize>,
}

impl Evidence {
    /// Returns whether `system` is judged.
    #[must_use]
    pub fn is_judged(&self, system: &System) -> bool {
        let only = self.only.as_ref();
        only.is_none_or(|only| only.contains(&system.id))
    }

    /// Goes over the systems that are judged.
    pub fn judged(&self) -> impl Iterator<Item = &System> {
        self.systems.iter().filter(|system| self.is_judged(system))
    }

    /// Returns whether all of what is judged was read whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.glimpsed.is_disjoint(&self.judged_artifacts())
    }

    /// Returns the indices of the artifacts of systems that are judged.
    #[must_use]
    pub fn judged_artifacts(&self) -> BTreeSet<usize> {
        if self.only.is_none() {
            return (0..self.artifacts.len()).collect();
        }
        let artifacts = self.judged().flat_map(|system| &system.artifacts);
        artifacts.copied().collect()
    }
}
