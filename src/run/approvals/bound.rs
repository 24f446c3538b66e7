//! Whether approvals are bound to what is there: by digest, never by date.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::super::binding::Scope;
use super::Ground;
use super::said::Record;
use super::then::{Then, paths};
use crate::git::{LastChange, Marks, SourceError};

/// As many commits are read whole to see what was approved there.
const MAX_COMMITS: usize = 50;

/// As many changed files as a reader looks at.
const SHOWN: usize = 20;

/// Which files a digest covers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Evidence(usize),
    Files(Vec<Utf8PathBuf>),
    TrustRoots,
}

/// What an approval is bound to, as far as digests tell.
pub(super) enum State {
    /// It names nothing that could be bound, or states no digest.
    Absent(String),
    /// What it approved is what is there.
    Same,
    /// What it approved was there once, and changed since.
    Changed(Vec<Utf8PathBuf>),
    /// The same, and another record is bound to what is there: since it, others may have worked.
    Followed,
    /// It was never what it says.
    Wrong,
    /// Another record of the same decision and role is bound, or later.
    Older,
    /// It cannot be seen here.
    Unknown(String),
}

/// The files of one digest as they are.
pub(super) struct Cover {
    pub marks: Marks,
    pub digest: Result<String, String>,
}

/// What every record is bound to.
pub(super) struct Bound {
    covers: BTreeMap<Key, Cover>,
    keys: Vec<Option<Key>>,
    pub states: Vec<State>,
    /// Which commit put each artifact there.
    changes: BTreeMap<usize, LastChange>,
    commits: BTreeMap<String, Result<Rc<Then>, String>>,
}

impl Bound {
    pub(super) fn new(ground: &Ground<'_>, records: &[Record<'_>]) -> Result<Self, SourceError> {
        let mut bound = Self {
            covers: BTreeMap::new(),
            keys: Vec::new(),
            states: Vec::new(),
            changes: changes(ground, records)?,
            commits: BTreeMap::new(),
        };
        let keys: Vec<_> = records
            .iter()
            .map(|record| key_of(ground, record))
            .collect();
        let stated = keys.iter().filter_map(|(key, _)| key.clone());
        let systems = ground.reviews.map_or(0, |_| ground.evidence.systems.len());
        let wanted: BTreeSet<Key> = stated.chain((0..systems).map(Key::Evidence)).collect();
        bound.cover_all(ground, wanted)?;
        for (record, (key, missing)) in records.iter().zip(keys) {
            let state = bound.first_look(ground, record, (key.as_ref(), missing));
            bound.keys.push(key);
            bound.states.push(state);
        }
        bound.look_back(ground, records)?;
        Ok(bound)
    }

    /// Returns who put the records into history.
    pub(super) fn makers(&self) -> BTreeMap<usize, LastChange> {
        self.changes.clone()
    }

    pub(super) fn key(&self, record: usize) -> Option<&Key> {
        self.keys.get(record).and_then(Option::as_ref)
    }

    pub(super) fn change(&self, artifact: usize) -> Option<&LastChange> {
        self.changes.get(&artifact)
    }

    pub(super) fn is_same(&self, record: usize) -> bool {
        matches!(self.states.get(record), Some(State::Same))
    }

    /// Returns the paths that a digest covers.
    pub(super) fn paths(ground: &Ground<'_>, key: &Key) -> Vec<Utf8PathBuf> {
        paths(&ground.covers, &ground.roots.files, key)
    }

    /// Returns what policies see of one record.
    pub(super) fn fact(&self, record: usize) -> Value {
        let mut fact = match self.states.get(record) {
            Some(State::Absent(why)) => json!({"state": "absent", "why": why}),
            Some(State::Same) => json!({"state": "same"}),
            Some(State::Changed(paths)) => changed(paths),
            Some(State::Wrong) => json!({"state": "wrong"}),
            Some(State::Older | State::Followed) => json!({"state": "older"}),
            Some(State::Unknown(why)) => json!({"state": "unknown", "why": why}),
            None => json!({}),
        };
        let cover = self.key(record).and_then(|key| self.covers.get(key));
        if let (Some(cover), Some(members)) = (cover, fact.as_object_mut()) {
            members.insert("files".to_owned(), cover.marks.len().into());
            if let Ok(digest) = &cover.digest {
                members.insert("digest".to_owned(), digest.as_str().into());
            }
        }
        fact
    }

    /// Says what a digest stated at `commit` would be bound to, for a review.
    pub(super) fn at(
        &mut self,
        ground: &Ground<'_>,
        system: usize,
        commit: &str,
    ) -> Result<Value, SourceError> {
        let key = Key::Evidence(system);
        let then = match self.then(ground, commit) {
            Ok(then) => then,
            Err(why) => return Ok(json!({"state": "unknown", "why": why})),
        };
        let Some(before) = then.marks(ground, &key, None)? else {
            return Ok(json!({"state": "wrong"}));
        };
        let Some(now) = self.covers.get(&key) else {
            return Ok(json!({"state": "wrong"}));
        };
        Ok(match (before.digest(), &now.digest) {
            (Ok(before), Ok(now)) if before == *now => json!({"state": "same"}),
            (Ok(_), Ok(_)) => changed(&now.marks.differences(&before)),
            (Err((path, error)), _) => unread(&format!("`{path}` {error}")),
            (_, Err(why)) => unread(why),
        })
    }

    /// Looks at all files once, for every digest.
    fn cover_all(&mut self, ground: &Ground<'_>, wanted: BTreeSet<Key>) -> Result<(), SourceError> {
        let by_key = wanted.into_iter();
        let by_key: Vec<(Key, Vec<Utf8PathBuf>)> = by_key
            .map(|key| {
                let paths = Self::paths(ground, &key);
                (key, paths)
            })
            .collect();
        let all: BTreeSet<&Utf8PathBuf> = by_key.iter().flat_map(|(_, paths)| paths).collect();
        let all: Vec<Utf8PathBuf> = all.into_iter().cloned().collect();
        let marks = ground.source.marks(&all)?;
        for (key, paths) in by_key {
            let marks = marks.only(&paths);
            let digest = marks.digest();
            let digest = digest.map_err(|(path, error)| format!("`{path}` {error}"));
            self.covers.insert(key, Cover { marks, digest });
        }
        Ok(())
    }

    /// Compares the stated digest with what is there.
    fn first_look(
        &self,
        ground: &Ground<'_>,
        record: &Record<'_>,
        (key, missing): (Option<&Key>, Option<String>),
    ) -> State {
        let Some(cover) = key.and_then(|key| self.covers.get(key)) else {
            return State::Absent("what it decides on is not known".to_owned());
        };
        if let Some(missing) = missing {
            return State::Absent(format!("its subject `{missing}` leads to no file"));
        }
        if let (Some(Key::TrustRoots), Some(outside)) = (key, &ground.roots.outside) {
            return State::Unknown(format!(
                "`{outside}` decides, too, and no digest covers it here"
            ));
        }
        if cover.marks.is_empty() {
            return State::Absent("it names no file that it is about".to_owned());
        }
        match (&record.digest, &cover.digest) {
            (None, _) => State::Absent("it states no `subject_digest`".to_owned()),
            (Some(stated), Ok(digest)) if stated == digest => State::Same,
            (Some(_), Ok(_)) => State::Wrong,
            (Some(_), Err(why)) => State::Unknown(why.clone()),
        }
    }

    /// Looks, for the last record of each decision that is not bound, at what was there when it
    /// was made; all others before it are history.
    fn look_back(
        &mut self,
        ground: &Ground<'_>,
        records: &[Record<'_>],
    ) -> Result<(), SourceError> {
        let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, record) in records.iter().enumerate() {
            let group = (
                record.system,
                record.decision_type,
                record.role,
                &record.subject,
            );
            groups.entry(group).or_default().push(at);
        }
        for members in groups.into_values() {
            let is =
                |at: &usize, wanted: fn(&State) -> bool| self.states.get(*at).is_some_and(wanted);
            let is_bound = members
                .iter()
                .any(|at| is(at, |state| matches!(state, State::Same)));
            let mut loose: Vec<usize> = members
                .iter()
                .copied()
                .filter(|at| is(at, |state| matches!(state, State::Wrong)))
                .collect();
            loose.sort_by_key(|at| records.get(*at).map(|record| (record.date, *at)));
            let last = loose.pop();
            for at in loose {
                self.set(at, State::Older);
            }
            let Some(last) = last else { continue };
            let Some(record) = records.get(last) else {
                continue;
            };
            let state = self.then_state(ground, record, last)?;
            let state = match state {
                State::Changed(_) if is_bound => State::Followed,
                _ if is_bound => State::Older,
                state => state,
            };
            self.set(last, state);
        }
        Ok(())
    }

    fn set(&mut self, at: usize, state: State) {
        if let Some(held) = self.states.get_mut(at) {
            *held = state;
        }
    }

    /// Says whether a record was right at its own commit.
    fn then_state(
        &mut self,
        ground: &Ground<'_>,
        record: &Record<'_>,
        at: usize,
    ) -> Result<State, SourceError> {
        let commit = match self.changes.get(&record.artifact) {
            Some(LastChange::At(commit)) => commit.id.clone(),
            Some(LastChange::CutShort) => {
                let why = "history is cut short here: `git fetch --unshallow` brings the rest";
                return Ok(State::Unknown(why.to_owned()));
            }
            Some(LastChange::Never) | None => return Ok(State::Wrong),
        };
        let then = match self.then(ground, &commit) {
            Ok(then) => then,
            Err(why) => return Ok(State::Unknown(why)),
        };
        let Some(key) = self.key(at).cloned() else {
            return Ok(State::Wrong);
        };
        let Some(before) = then.marks(ground, &key, Some(record))? else {
            return Ok(State::Wrong);
        };
        let was_right = before.digest().ok().as_ref() == record.digest.as_ref();
        let now = self.covers.get(&key);
        Ok(match now {
            Some(now) if was_right => State::Changed(now.marks.differences(&before)),
            _ => State::Wrong,
        })
    }

    /// Reads the evidence of a commit.
    fn then(&mut self, ground: &Ground<'_>, commit: &str) -> Result<Rc<Then>, String> {
        if let Some(known) = self.commits.get(commit) {
            return known.clone();
        }
        if self.commits.len() >= MAX_COMMITS {
            return Err(format!(
                "more than {MAX_COMMITS} commits would have to be read"
            ));
        }
        let read = Then::read(ground, commit).map(Rc::new);
        self.commits.insert(commit.to_owned(), read.clone());
        read
    }
}

fn key_of(ground: &Ground<'_>, record: &Record<'_>) -> (Option<Key>, Option<String>) {
    match record.scope {
        None => (None, None),
        Some(Scope::Evidence) => (Some(Key::Evidence(record.system)), None),
        Some(Scope::TrustRoots) => (Some(Key::TrustRoots), None),
        Some(Scope::Subject) => {
            let approval = ground.evidence.artifacts.get(record.artifact);
            let subject = approval.map(|approval| ground.covers.subject(approval));
            let subject = subject.unwrap_or_default();
            (
                Some(Key::Files(subject.files)),
                subject.missing.into_iter().next(),
            )
        }
    }
}

/// Returns which commit put each record there; what is not committed as it lies here, none did.
fn changes(
    ground: &Ground<'_>,
    records: &[Record<'_>],
) -> Result<BTreeMap<usize, LastChange>, SourceError> {
    if !ground.source.has_history() {
        return Ok(BTreeMap::new());
    }
    let indices: BTreeSet<usize> = records.iter().map(|record| record.artifact).collect();
    let artifacts = indices.iter();
    let artifacts = artifacts.filter_map(|at| Some((*at, ground.evidence.artifacts.get(*at)?)));
    let (indices, paths): (Vec<usize>, Vec<Utf8PathBuf>) = artifacts
        .map(|(at, artifact)| (at, artifact.path.clone()))
        .unzip();
    if paths.is_empty() {
        return Ok(BTreeMap::new());
    }
    let uncommitted = ground.source.uncommitted_paths()?;
    let found = ground.source.last_changes(&paths)?;
    let each = indices.into_iter().zip(paths).zip(found);
    Ok(each
        .map(|((at, path), change)| {
            let is_committed = !uncommitted.contains(&path);
            (
                at,
                if is_committed {
                    change
                } else {
                    LastChange::Never
                },
            )
        })
        .collect())
}

fn changed(paths: &[Utf8PathBuf]) -> Value {
    let shown: Vec<&Utf8PathBuf> = paths.iter().take(SHOWN).collect();
    json!({"state": "changed", "changed": shown, "changed_files": paths.len()})
}

fn unread(why: &str) -> Value {
    json!({"state": "unknown", "why": why})
}
