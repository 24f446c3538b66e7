//! Asks the history of the repository what rules want to know of evidence.
//!
//! All paths are looked for in one walk, and only those that something asks for: what
//! describes files that change, records of decisions, results and the plans before them.

mod asked;
mod changes;
mod code;
mod described;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

pub(super) use self::described::watched;
use super::trouble;
use crate::artifact::Evidence;
use crate::config::Config;
use crate::git::signature::Signers;
use crate::git::{Commit, LastChange, Mailmap, Mapping, Source, SourceError, States};
use crate::verdict::Trouble;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// As many files as a reader looks at.
const SHOWN: usize = 20;

/// What history is asked against.
#[derive(Clone, Copy)]
pub(super) struct Past<'p> {
    pub(super) config: &'p Config,
    pub(super) signers: &'p Signers,
    pub(super) mailmap: &'p Mailmap,
    pub(super) today: Date,
    /// The commit that a change starts from, where one is judged.
    pub(super) base: Option<&'p str>,
}

/// Adds what history says to artifacts and systems; without a repository, nothing.
///
/// # Errors
/// History is needed and cut short, or cannot be read.
pub(super) fn add(
    source: &Source,
    evidence: &mut Evidence,
    past: Past<'_>,
) -> Result<(), Vec<Trouble>> {
    let needs = &past.config.provenance.require_signature;
    for artifact in &mut evidence.artifacts {
        if asked::needs_signature(artifact, needs) {
            artifact.facts.insert("needs_signature", Value::Bool(true));
        }
    }
    if !source.has_history() {
        return Ok(());
    }
    let facts = facts(source, evidence, past).map_err(|error| match error {
        Missing::CutShort(path) => vec![trouble::history_cut_short(&path)],
        Missing::Unreadable(error) => vec![trouble::from_source(&error)],
    })?;
    for (index, name, fact) in facts {
        if let Some(artifact) = evidence.artifacts.get_mut(index) {
            artifact.facts.insert(name, fact);
        }
    }
    if let Some(base) = past.base {
        let added = changes::add(source, evidence, base);
        added.map_err(|error| vec![trouble::from_source(&error)])?;
    }
    Ok(())
}

/// Says what is odd about history, or about what is watched.
pub(super) fn notices(source: &Source, evidence: &Evidence) -> Vec<String> {
    let mut notices = described::unmet(source, evidence);
    // Objects that stand in for others: what is judged are those others.
    let count = source.replaced().unwrap_or_default();
    let objects = match count {
        1 => "object is",
        _ => "objects are",
    };
    if count > 0 {
        notices.push(format!(
            "{count} {objects} replaced here (`git replace`); the history is judged without"
        ));
    }
    notices
}

/// Why history does not tell.
enum Missing {
    /// A shallow clone ends before the last change of this file.
    CutShort(Utf8PathBuf),
    Unreadable(SourceError),
}

impl From<SourceError> for Missing {
    fn from(error: SourceError) -> Self {
        Self::Unreadable(error)
    }
}

/// A fact of the artifact at an index.
type Fact = (usize, &'static str, Value);

/// Returns facts by artifact, with their names.
fn facts(source: &Source, evidence: &Evidence, past: Past<'_>) -> Result<Vec<Fact>, Missing> {
    let states = states(source, evidence)?;
    let code = code::facts(source, evidence)?;
    let described = described::files(source, evidence, &states)?;
    let asked = asked::of(evidence, past.config, &states);
    let paths: BTreeSet<&Utf8PathBuf> = described
        .values()
        .flatten()
        .chain(asked.keys().chain(described.keys()).filter_map(|index| {
            let artifact = evidence.artifacts.get(*index);
            artifact.map(|artifact| &artifact.path)
        }))
        .collect();
    if !paths.is_empty() || !code.is_empty() {
        source.replaced()?;
    }
    let last = Last::of(source, paths)?;
    let mut facts = of_states(evidence, &states);
    facts.extend(described::facts(
        source,
        evidence,
        &described,
        (&last, past),
    )?);
    facts.extend(own(source, evidence, &asked, &last, past)?);
    facts.extend(code);
    Ok(facts)
}

/// Returns which artifacts are not as the commit that is checked out has them.
fn states(source: &Source, evidence: &Evidence) -> Result<States, SourceError> {
    let judged = evidence.judged_artifacts();
    let judged = judged.iter().filter_map(|at| evidence.artifacts.get(*at));
    let mut paths: Vec<Utf8PathBuf> = judged.map(|it| it.path.clone()).collect();
    // Those of one file stand side by side.
    paths.dedup();
    source.states(&paths)
}

fn of_states(evidence: &Evidence, states: &States) -> Vec<Fact> {
    let artifacts = evidence.artifacts.iter().enumerate();
    let found = artifacts.filter_map(|(index, artifact)| {
        let state = states.get(&artifact.path)?;
        Some((index, "state", state.name().into()))
    });
    found.collect()
}

/// Which commit changed each path last.
struct Last<'p> {
    changes: BTreeMap<&'p Utf8PathBuf, LastChange>,
}

impl<'p> Last<'p> {
    fn of(source: &Source, paths: BTreeSet<&'p Utf8PathBuf>) -> Result<Self, SourceError> {
        let owned: Vec<Utf8PathBuf> = paths.iter().copied().cloned().collect();
        let found = source.last_changes(&owned)?;
        let changes = paths.into_iter().zip(found).collect();
        Ok(Self { changes })
    }

    /// Returns the commit that has to be known; `None` where none holds the path.
    fn known(&self, path: &Utf8PathBuf) -> Result<Option<&Arc<Commit>>, Missing> {
        match self.changes.get(path) {
            Some(LastChange::At(commit)) => Ok(Some(commit)),
            Some(LastChange::CutShort) => Err(Missing::CutShort(path.clone())),
            Some(LastChange::Never) | None => Ok(None),
        }
    }
}

/// Returns the fact `history` of what asks for its own.
fn own(
    source: &Source,
    evidence: &Evidence,
    asked: &BTreeMap<usize, asked::Asked>,
    last: &Last<'_>,
    past: Past<'_>,
) -> Result<Vec<Fact>, Missing> {
    let mut signatures: BTreeMap<&str, Value> = BTreeMap::new();
    let mapping = past.mailmap.mapping();
    let mut facts = Vec::new();
    let modes = modes(source, evidence, asked)?;
    let absent = absent(source, evidence, asked, last)?;
    for (index, asks) in asked {
        let Some(artifact) = evidence.artifacts.get(*index) else {
            continue;
        };
        let commit = match (last.known(&artifact.path), asks.is_required) {
            (Ok(Some(commit)), _) => commit,
            (Ok(None), _) => continue,
            (Err(Missing::CutShort(_)), false) => {
                facts.push((*index, "history", json!({"cut_short": true})));
                continue;
            }
            (Err(missing), _) => return Err(missing),
        };
        let mut history = history(commit, &mapping);
        if asks.signature {
            if !signatures.contains_key(commit.id.as_str()) {
                signatures.insert(&commit.id, signature(source, commit, &mapping, past)?);
            }
            let found = signatures.get(commit.id.as_str()).cloned();
            history.insert("signature".to_owned(), found.unwrap_or_default());
        }
        let absent = absent.get(commit.id.as_str());
        let is_absent = |plan: &&Utf8PathBuf| absent.is_some_and(|all| all.contains(*plan));
        let without: Vec<&Utf8PathBuf> = asks.plans.iter().filter(is_absent).collect();
        if !without.is_empty() {
            history.insert("without".to_owned(), json!(without));
        }
        let mode = modes.get(&artifact.path).copied().unwrap_or_default();
        history.insert("mode".to_owned(), format!("{mode:o}").into());
        facts.push((*index, "history", history.into()));
    }
    Ok(facts)
}

/// Returns by commit which of the plans that are asked about it did not hold, all of a commit in
/// one go: each folder of it is read once.
fn absent<'l>(
    source: &Source,
    evidence: &Evidence,
    asked: &BTreeMap<usize, asked::Asked>,
    last: &'l Last<'_>,
) -> Result<BTreeMap<&'l str, BTreeSet<Utf8PathBuf>>, Missing> {
    let mut plans: BTreeMap<&str, BTreeSet<Utf8PathBuf>> = BTreeMap::new();
    for (index, asks) in asked {
        let artifact = evidence.artifacts.get(*index);
        let commit = artifact.map(|artifact| last.known(&artifact.path));
        if let Some(Ok(Some(commit))) = commit {
            let own = plans.entry(&commit.id).or_default();
            own.extend(asks.plans.iter().cloned());
        }
    }
    for (commit, plans) in &mut plans {
        let all: Vec<Utf8PathBuf> = std::mem::take(plans).into_iter().collect();
        plans.extend(source.absent_at(commit, &all)?);
    }
    Ok(plans)
}

/// Returns the mode of each file that is asked about, all in one go.
fn modes(
    source: &Source,
    evidence: &Evidence,
    asked: &BTreeMap<usize, asked::Asked>,
) -> Result<HashMap<Utf8PathBuf, u32>, Missing> {
    let artifacts = asked.keys().filter_map(|at| evidence.artifacts.get(*at));
    let paths: Vec<Utf8PathBuf> = artifacts.map(|artifact| artifact.path.clone()).collect();
    if paths.is_empty() {
        return Ok(HashMap::new());
    }
    let modes = source.modes(&paths)?;
    Ok(paths.into_iter().zip(modes).collect())
}

fn signature(
    source: &Source,
    commit: &Commit,
    mapping: &Mapping,
    past: Past<'_>,
) -> Result<Value, SourceError> {
    let people = past.config.people.values();
    let mapped = mapping.email(&commit.committer);
    let addresses = |address: &str| -> Vec<String> {
        let own = [Some(address.to_owned()), mapped.clone()];
        let own: Vec<String> = own.into_iter().flatten().collect();
        let is_own = |one: &String| own.iter().any(|own| own.eq_ignore_ascii_case(one));
        let same = people.clone().filter(|it| it.emails.iter().any(is_own));
        let same = same.flat_map(|it| it.emails.iter().cloned());
        own.iter().cloned().chain(same).collect()
    };
    let found = source.commit_signature(&commit.id, past.signers, &addresses, past.today)?;
    Ok(found.fact())
}

/// Returns what a commit says of itself, and as `mapped` the addresses of `.mailmap`.
fn history(commit: &Commit, mapping: &Mapping) -> Map<String, Value> {
    let [author, committer] = [&commit.author, &commit.committer].map(|person| {
        let mut said =
            json!({"name": person.name, "email": person.email, "date": date(person.time)});
        if let Some(mapped) = mapping.email(person) {
            said["mapped"] = mapped.into();
        }
        said
    });
    let trailers = commit.trailers.iter();
    let trailers = trailers.map(|(key, value)| json!({"key": key, "value": value}));
    let mut history = Map::new();
    history.insert("commit".to_owned(), commit.id.as_str().into());
    history.insert("author".to_owned(), author);
    history.insert("committer".to_owned(), committer);
    if !commit.trailers.is_empty() {
        history.insert("trailers".to_owned(), trailers.collect());
    }
    let days = commit.seconds_before_parent / SECONDS_OF_A_DAY;
    if days > 0 {
        history.insert("days_before_parent".to_owned(), days.into());
    }
    history
}

/// Returns a day as [`day`] does; null where there is none.
fn date(seconds: i64) -> Value {
    day(seconds).map_or(Value::Null, Value::from)
}

/// Returns a day as YYYY-MM-DD, in UTC; `None` for a time that no calendar has.
pub(super) fn day(seconds: i64) -> Option<String> {
    let time = Timestamp::from_second(seconds).ok()?;
    Some(time.strftime("%Y-%m-%d").to_string())
}
