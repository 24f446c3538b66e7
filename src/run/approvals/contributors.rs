//! Who made what an approval covers, and so cannot approve it.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::Ground;
use super::bound::{Bound, Key, State};
use super::said::Record;
use crate::forge;
use crate::git::{Changes, LastChange, SourceError};
use crate::people::{Holding, Identity, People, Who};

const CUT_SHORT: &str = "history is cut short here: `git fetch --unshallow` brings the rest";

/// One commit, as far as it says who worked on what.
struct Work {
    commit: String,
    paths: Vec<Utf8PathBuf>,
    makers: BTreeSet<Who>,
}

/// A stretch of history, or why it is not known.
struct Stretch {
    works: Vec<Work>,
    unknown: Option<String>,
}

/// Who made what, as far as history tells.
pub(super) struct Contributors {
    /// The commits of the change that is judged, where that is known.
    change: Option<Stretch>,
    /// All commits that changed what bound approvals cover.
    whole: Stretch,
    author: Option<Who>,
    covered: BTreeMap<Key, BTreeSet<Utf8PathBuf>>,
    /// Approvals that were right once, by their position.
    earlier: Vec<usize>,
    later: BTreeMap<String, BTreeSet<String>>,
    known: BTreeMap<(Key, Who, Option<String>), Value>,
}

impl Contributors {
    /// Walks the commits of the judged change, and those that changed what bound approvals cover.
    pub(super) fn new(
        ground: &Ground<'_>,
        records: &[Record<'_>],
        bound: &Bound,
    ) -> Result<Self, SourceError> {
        let mut covered: BTreeMap<Key, BTreeSet<Utf8PathBuf>> = BTreeMap::new();
        let mut earlier = Vec::new();
        for at in 0..records.len() {
            match (bound.states.get(at), bound.key(at)) {
                (Some(State::Same), Some(key)) if !covered.contains_key(key) => {
                    let paths = Bound::paths(ground, key).into_iter().collect();
                    covered.insert(key.clone(), paths);
                }
                (Some(State::Changed(_) | State::Followed), _) => earlier.push(at),
                _ => {}
            }
        }
        let author = ground.reviews.and_then(|reviews| {
            let handle = forge::handle(&reviews.pull_request.author)?;
            ground.people.who(&handle)
        });
        Ok(Self {
            change: ground
                .stretch
                .as_ref()
                .map(|(base, head)| change(ground, base, head)),
            whole: whole(ground, &covered)?,
            author,
            covered,
            earlier,
            later: BTreeMap::new(),
            known: BTreeMap::new(),
        })
    }

    /// Says whether `who` made any of what a bound record covers.
    pub(super) fn fact(
        &mut self,
        ground: &Ground<'_>,
        records: &[Record<'_>],
        bound: &Bound,
        at: usize,
        who: &Who,
    ) -> Result<Value, SourceError> {
        let Some(key) = bound.key(at) else {
            return Ok(json!({"state": "no"}));
        };
        let of_change = self.of_change(ground, who);
        // Whoever worked on the gate before had no part in this change of it.
        if self.change.is_some() && records.get(at).is_some_and(Record::is_about_change) {
            return Ok(of_change);
        }
        let since = self.previous(ground, records, bound, at, who);
        let asked = (key.clone(), who.clone(), since);
        if let Some(known) = self.known.get(&asked) {
            return Ok(known.clone());
        }
        if let Some(commit) = &asked.2
            && !self.later.contains_key(commit)
        {
            let later = ground.source.commits_after(commit)?;
            self.later.insert(commit.clone(), later);
        }
        let later = asked.2.as_ref().and_then(|commit| self.later.get(commit));
        let covered = self.covered.get(key);
        let counts = |work: &Work| {
            later.is_none_or(|later| later.contains(&work.commit))
                && covered
                    .is_some_and(|covered| work.paths.iter().any(|path| covered.contains(path)))
        };
        let of_whole = self.whole.said(&ground.people, who, counts);
        let fact = worse(of_whole, of_change);
        self.known.insert(asked, fact.clone());
        Ok(fact)
    }

    /// Says whether `who` made any of what the change under judgement brings.
    pub(super) fn of_change(&self, ground: &Ground<'_>, who: &Who) -> Value {
        if self.author.as_ref() == Some(who) {
            return json!({"state": "yes"});
        }
        let Some(change) = &self.change else {
            return json!({"state": "no"});
        };
        // To put a record there is no work on what it is about.
        change.said(&ground.people, who, |work| {
            let mut paths = work.paths.iter();
            paths.any(|path| !ground.covers.is_record(path, ground.evidence))
        })
    }

    /// Returns the commit of the previous approval: one of the same decision by somebody else,
    /// who held the role and put it there, and that was right when it was made.
    ///
    /// Anything less could be written to hide who worked on it before.
    fn previous(
        &self,
        ground: &Ground<'_>,
        records: &[Record<'_>],
        bound: &Bound,
        at: usize,
        who: &Who,
    ) -> Option<String> {
        let own = records.get(at)?;
        let commit_of = |at: &usize| {
            let other = records.get(*at)?;
            let is_alike = (other.system, other.decision_type, &other.subject)
                == (own.system, own.decision_type, &own.subject);
            let theirs = other.named.who(&ground.people)?;
            let Some(LastChange::At(commit)) = bound.change(other.artifact) else {
                return None;
            };
            let is_valid = is_alike
                && theirs != *who
                && ground.is_by(&commit.author, &theirs)
                && ground.people.holds(&theirs, other.role?) == Holding::Yes;
            is_valid.then(|| commit.id.clone())
        };
        self.earlier.iter().rev().find_map(commit_of)
    }
}

impl Stretch {
    fn new(people: &People, changes: Changes) -> Self {
        let works = changes.changes.into_iter().map(|change| Work {
            commit: change.commit.id.clone(),
            paths: change.paths,
            makers: change
                .emails
                .iter()
                .filter_map(|email| people.who(&Identity::parse(email)?))
                .collect(),
        });
        Self {
            works: works.collect(),
            unknown: changes.is_cut_short.then(|| CUT_SHORT.to_owned()),
        }
    }

    fn unknown(why: String) -> Self {
        Self {
            works: Vec::new(),
            unknown: Some(why),
        }
    }

    /// Says whether `who` made any of the works that count.
    fn said(&self, people: &People, who: &Who, counts: impl Fn(&Work) -> bool) -> Value {
        let mut is_empty = true;
        for work in self.works.iter().filter(|work| counts(work)) {
            is_empty = false;
            if work.makers.contains(who) {
                let path = work.paths.first();
                return json!({"state": "yes", "commit": work.commit, "path": path});
            }
        }
        if let Some(why) = &self.unknown {
            return json!({"state": "unknown", "why": why});
        }
        let is_comparable = is_empty || people.is_comparable(who);
        json!({"state": if is_comparable { "no" } else { "incomparable" }})
    }
}

/// Returns what weighs more against an approver.
fn worse(one: Value, other: Value) -> Value {
    let rank = |fact: &Value| {
        let states = ["no", "incomparable", "unknown", "yes"];
        states.iter().position(|state| fact["state"] == **state)
    };
    if rank(&other) > rank(&one) {
        other
    } else {
        one
    }
}

fn change(ground: &Ground<'_>, base: &str, head: &str) -> Stretch {
    match ground
        .source
        .changes_between(base, head, ground.past.mailmap)
    {
        Ok(changes) => Stretch::new(&ground.people, changes),
        Err(SourceError::NoCommit { .. }) => Stretch::unknown(format!(
            "the commits of the pull request are not in this clone: `git fetch origin {base} \
             {head}` brings them"
        )),
        Err(error) => Stretch::unknown(error.to_string()),
    }
}

fn whole(
    ground: &Ground<'_>,
    covered: &BTreeMap<Key, BTreeSet<Utf8PathBuf>>,
) -> Result<Stretch, SourceError> {
    if !ground.source.has_history() {
        return Ok(Stretch::unknown("there is no history here".to_owned()));
    }
    let paths: BTreeSet<&Utf8PathBuf> = covered.values().flatten().collect();
    let paths: Vec<Utf8PathBuf> = paths.into_iter().cloned().collect();
    if paths.is_empty() {
        return Ok(Stretch::new(&ground.people, Changes::default()));
    }
    let changes = ground.source.changes_of(&paths, ground.past.mailmap)?;
    Ok(Stretch::new(&ground.people, changes))
}
