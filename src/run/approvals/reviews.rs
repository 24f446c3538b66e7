//! What the reviews of a pull request say about each system.

use std::collections::BTreeSet;

use camino::Utf8Path;
use serde_json::{Map, Value, json};

use super::bound::Bound;
use super::contributors::Contributors;
use super::{Ground, entry};
use crate::forge::Standing;
use crate::git::{Snapshot, Source, SourceError};
use crate::glossary::Kind;
use crate::people::Holding;

/// Longer than a configuration, a policy or a waiver that anybody wrote.
const LIMIT_BYTES: u64 = 4 << 20;

/// Returns, by system, the fact `reviews`: every approval that stands, with the roles of whoever
/// gave it and what it is bound to. Without reviews there is none.
pub(super) fn facts(
    ground: &Ground<'_>,
    bound: &mut Bound,
    contributors: &Contributors,
) -> Result<Vec<Vec<(&'static str, Value)>>, SourceError> {
    let Some(reviews) = ground.reviews else {
        return Ok(Vec::new());
    };
    let standing = reviews.standing(&ground.people);
    let mut facts = Vec::new();
    for system in 0..ground.evidence.systems.len() {
        let mut list = Vec::new();
        for review in &standing {
            let mut fact = bound.at(ground, system, &review.commit)?;
            if let Some(members) = fact.as_object_mut() {
                members.extend(said(ground, contributors, review));
            }
            list.push(fact);
        }
        facts.push(vec![("reviews", Value::Array(list))]);
    }
    Ok(facts)
}

/// Returns who gave a review, in which roles, of which commit.
fn said(ground: &Ground<'_>, contributors: &Contributors, review: &Standing) -> Map<String, Value> {
    let held = |wanted: Holding| -> Vec<&str> {
        let roles = ground.people.roles();
        roles
            .filter(|role| ground.people.holds(&review.who, role) == wanted)
            .collect()
    };
    let said = [
        ("approver", json!(review.identity.to_string())),
        ("who", json!(review.who.to_string())),
        ("person", entry(&review.who)),
        ("commit", json!(review.commit)),
        ("roles", json!(held(Holding::Yes))),
        ("roles_unknown", json!(held(Holding::Unknown))),
        ("contributed", contributors.of_change(ground, &review.who)),
    ];
    let said = said.into_iter();
    said.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Returns every approval that stands of what a change does to the gate: its `state` is `same`
/// where all of that was at the reviewed commit what it is, `changed` where it was not, and
/// `unknown` where that commit is not here; `seen` are the waivers that it saw as they are.
pub(super) fn of_change(ground: &Ground<'_>, contributors: &Contributors) -> Vec<Value> {
    let (Some(reviews), Some(change)) = (ground.reviews, &ground.evidence.change) else {
        return Vec::new();
    };
    let weakened = change.weakened.iter().filter_map(|it| it["path"].as_str());
    let systems = ground.evidence.systems.iter();
    let declared = systems.filter(|system| system.before.is_some());
    let declared = declared.filter_map(|system| Some(system.declared.as_ref()?.path.as_str()));
    let paths: BTreeSet<&str> = weakened.chain(declared).collect();
    let waivers = ground.evidence.artifacts.iter().enumerate();
    let waivers = waivers.filter(|(_, artifact)| artifact.kind == Kind::Waiver);
    let waivers: Vec<(usize, &str)> = waivers.map(|(at, it)| (at, it.path.as_str())).collect();
    let one = |review: &Standing| {
        let mut fact = said(ground, contributors, review);
        let then = ground.source.at(&Snapshot::Commit(review.commit.clone()));
        let is_same = |path: &str| {
            let then = then.as_ref().ok().map(|then| content(then, path));
            then == Some(content(ground.source, path))
        };
        let state = match &then {
            Err(_) => "unknown",
            Ok(_) if paths.iter().all(|path| is_same(path)) => "same",
            Ok(_) => "changed",
        };
        let seen = waivers.iter().filter(|(_, path)| is_same(path));
        let seen: Vec<usize> = seen.map(|(at, _)| *at).collect();
        fact.insert("state".to_owned(), state.into());
        fact.insert("seen".to_owned(), json!(seen));
        Value::Object(fact)
    };
    reviews.standing(&ground.people).iter().map(one).collect()
}

/// Returns what a file holds; what is not there, or cannot be read, is nothing.
fn content(source: &Source, path: &str) -> Option<Vec<u8>> {
    source.read(Utf8Path::new(path), LIMIT_BYTES).ok()
}
