//! What is known of a waiver, for the rules that judge it: the fact `waives`.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::super::known::with_consequences;
use super::{Waiver, Waivers, approvers, days, scope};
use crate::catalogue::Catalogue;
use crate::finding::Finding;
use crate::glossary::nearest;
use crate::interpret::text::sections;
use crate::people::People;
use crate::rule::RuleId;

/// Returns the fact of each waiver in `all`, in their order, on the day `today`.
#[must_use]
pub fn of(all: &[Waiver], catalogue: &Catalogue, people: &People, today: Date) -> Vec<Value> {
    let fact = |waiver: &Waiver| {
        let left = waiver.expires.map(|last| days(today, last));
        // A day that is still to come shortens nothing: it holds from the day of the run on.
        let first = waiver.created.map(|created| created.min(today));
        let held = waiver.expires.zip(first);
        let mut fact = json!({
            "days_left": left,
            "days": held.map(|(last, first)| days(first, last)),
            "days_ahead": waiver.created.map(|created| days(today, created)),
            "rule": rule(waiver, catalogue),
            "words": sections::count(&waiver.reason),
            "unread_globs": unread_globs(waiver),
            "approvers": approvers::all(waiver, people),
            "unfilled": approvers::unfilled(waiver, people, catalogue),
            "past": waiver.is_retired,
            "superseded": is_superseded(waiver, all),
            "renewals": renewals(waiver, all),
        });
        if let Some(members) = fact.as_object_mut() {
            // For policies, what is not known is not there: null would be less than any number.
            members.retain(|_, member| !member.is_null());
        }
        fact
    };
    all.iter().map(fact).collect()
}

/// Adds to the facts how many of `findings` each waiver covers, whether it counts or not, and
/// whether a rule voids it.
pub fn count(facts: &mut [Value], waivers: &Waivers, findings: &[Finding]) {
    let all: Vec<&Finding> = with_consequences(findings).collect();
    for ((index, waiver), fact) in waivers.all.iter().enumerate().zip(facts) {
        let covered = all.iter();
        let covered = covered.filter(|finding| waiver.covers(finding, &waivers.versions));
        let number = covered.count();
        if let Some(fact) = fact.as_object_mut() {
            fact.insert("findings".to_owned(), number.into());
            fact.insert("void".to_owned(), waivers.void.contains(&index).into());
        }
    }
}

/// Returns what the catalogue knows of the rule that is waived.
fn rule(waiver: &Waiver, catalogue: &Catalogue) -> Value {
    let mut fact = Map::new();
    let known = RuleId::parse(&waiver.written_rule).and_then(|id| catalogue.rule(&id));
    fact.insert("known".to_owned(), waiver.rule.is_some().into());
    if let Some(rule) = known.filter(|_| waiver.rule.is_some()) {
        fact.insert("waivable".to_owned(), rule.meta.waivable.into());
        fact.insert("scope".to_owned(), rule.meta.scope.name().into());
    } else {
        let live = catalogue.rules.iter().filter(|rule| !rule.meta.deprecated);
        let names = live.map(|rule| rule.meta.id.as_str());
        let near = nearest(&waiver.written_rule, names);
        fact.insert("nearest".to_owned(), near.map_or(Value::Null, Value::from));
    }
    Value::Object(fact)
}

/// Returns the globs of the scope that nobody can read, with their places.
fn unread_globs(waiver: &Waiver) -> Vec<Value> {
    let globs = waiver.scope.paths.iter().flatten().enumerate();
    let unread = globs.filter(|(_, glob)| !scope::is_glob(glob));
    unread
        .map(|(at, glob)| json!({"at": format!("/scope/paths/{at}"), "glob": glob}))
        .collect()
}

/// Returns whether another waiver says that it takes the place of this one.
fn is_superseded(waiver: &Waiver, all: &[Waiver]) -> bool {
    let mut places = all.iter().flat_map(|other| &other.supersedes);
    places.any(|place| waiver.is_at(place))
}

/// Counts the waivers that this one prolongs: those it supersedes, those that they do, and
/// earlier ones of the same rule and scope.
fn renewals(waiver: &Waiver, all: &[Waiver]) -> usize {
    let mut before = vec![waiver.artifact];
    let mut at = 0;
    while let Some(index) = before.get(at).copied() {
        let one = all.iter().find(|other| other.artifact == index);
        let superseded = one.iter().flat_map(|one| &one.supersedes);
        let superseded = superseded.filter_map(|place| {
            let found = all.iter().find(|other| other.is_at(place))?;
            Some(found.artifact)
        });
        let superseded: Vec<usize> = superseded.collect();
        for index in superseded {
            // Also where waivers supersede each other in a circle, each counts once.
            if !before.contains(&index) {
                before.push(index);
            }
        }
        at += 1;
    }
    let is_earlier = |other: &&Waiver| {
        let ends = other.expires.zip(waiver.expires);
        !before.contains(&other.artifact)
            && other.rule == waiver.rule
            && waiver.rule.is_some()
            && is_same_scope(other, waiver)
            && ends.is_some_and(|(theirs, own)| theirs < own)
    };
    before.len() - 1 + all.iter().filter(is_earlier).count()
}

fn is_same_scope(one: &Waiver, other: &Waiver) -> bool {
    let keys = |waiver: &Waiver| {
        let scope = &waiver.scope;
        let (system, version) = (scope.system.clone(), scope.version.clone());
        (
            system,
            version,
            scope.paths.clone(),
            scope.fingerprints.clone(),
        )
    };
    keys(one) == keys(other)
}
