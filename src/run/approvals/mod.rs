//! Facts about approvals: what each is bound to, who gave it, and who made what it covers.
//!
//! Whether that is enough is for the rules to say.

mod bound;
mod contributors;
mod reviews;
mod said;
mod then;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::bound::Bound;
use self::contributors::Contributors;
use self::said::Record;
use super::binding::Covers;
use super::trouble;
use crate::artifact::Evidence;
use crate::config::Config;
use crate::forge::Reviews;
use crate::git::{Source, SourceError};
use crate::people::{Holding, People, Who};
use crate::verdict::Trouble;

/// What the facts about approvals are drawn from.
struct Ground<'g> {
    source: &'g Source,
    config: &'g Config,
    evidence: &'g Evidence,
    covers: Covers,
    people: People,
    reviews: Option<&'g Reviews>,
    /// The commits between which the change that is judged lies.
    stretch: Option<(String, String)>,
}

/// Adds the fact `approval` to approvals, and to systems what reviews say.
///
/// `base` is the commit that the judged change starts from, where that is known.
///
/// # Errors
/// The repository cannot be read.
pub(super) fn add(
    source: &Source,
    config: &Config,
    evidence: &mut Evidence,
    reviews: Option<&Reviews>,
    base: Option<&str>,
) -> Result<(), Vec<Trouble>> {
    let found = found(source, config, evidence, reviews, base);
    let found = found.map_err(|error| vec![trouble::from_source(&error)])?;
    for (index, fact) in found.approvals {
        if let Some(artifact) = evidence.artifacts.get_mut(index) {
            artifact.facts.insert("approval", fact);
        }
    }
    for (system, fact) in evidence.systems.iter_mut().zip(found.systems) {
        for (name, fact) in fact {
            system.facts.insert(name, fact);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    /// By artifact.
    approvals: BTreeMap<usize, Value>,
    /// By system, in their order.
    systems: Vec<Vec<(&'static str, Value)>>,
}

fn found(
    source: &Source,
    config: &Config,
    evidence: &Evidence,
    reviews: Option<&Reviews>,
    base: Option<&str>,
) -> Result<Found, SourceError> {
    let records = said::records(evidence);
    if records.is_empty() && reviews.is_none() {
        return Ok(Found::default());
    }
    let people = People::new(&config.people, &config.roles);
    let people = match reviews {
        Some(reviews) => people.with_teams(&reviews.teams),
        None => people,
    };
    let head = source.commit();
    let stretch = match (reviews, base, head) {
        (Some(reviews), ..) => {
            let pull_request = &reviews.pull_request;
            Some((pull_request.base.clone(), pull_request.head.clone()))
        }
        (None, Some(base), Some(head)) => Some((base.to_owned(), head)),
        _ => None,
    };
    let ground = Ground {
        source,
        config,
        evidence,
        covers: Covers::new(source, evidence)?,
        people,
        reviews,
        stretch,
    };
    let mut bound = Bound::new(&ground, &records)?;
    let mut contributors = Contributors::new(&ground, &records, &bound)?;
    let systems = reviews::facts(&ground, &mut bound, &contributors)?;
    let approvals = facts(&ground, &records, &bound, &mut contributors)?;
    Ok(Found { approvals, systems })
}

/// Returns the fact of every approval: who gave it, and, for each of its systems, what it is
/// bound to.
fn facts(
    ground: &Ground<'_>,
    records: &[Record<'_>],
    bound: &Bound,
    contributors: &mut Contributors,
) -> Result<BTreeMap<usize, Value>, SourceError> {
    let makers = bound.makers();
    let mut facts: BTreeMap<usize, Value> = BTreeMap::new();
    for (at, record) in records.iter().enumerate() {
        let who = record.named.who(&ground.people);
        let mut binding = bound.fact(at);
        if let Some(members) = binding.as_object_mut() {
            members.insert("system".to_owned(), record.system_id.into());
            if let Some(who) = who.as_ref().filter(|_| bound.is_same(at)) {
                let contributed = contributors.fact(ground, records, bound, at, who)?;
                members.insert("contributed".to_owned(), contributed);
            }
        }
        let fact = facts.entry(record.artifact).or_insert_with(|| {
            let mut fact = record.named.fact(&ground.people);
            if let (Some(members), Some(who)) = (fact.as_object_mut(), &who) {
                let holds = record
                    .role
                    .map(|role| holding(ground.people.holds(who, role)));
                members.insert("holds".to_owned(), json!(holds));
                let author = makers.get(&record.artifact);
                members.insert("made".to_owned(), said::made(ground, author, who));
            }
            fact
        });
        if let Some(list) = fact.get_mut("bindings").and_then(Value::as_array_mut) {
            list.push(binding);
        }
    }
    Ok(facts)
}

const fn holding(holding: Holding) -> &'static str {
    match holding {
        Holding::Undefined => "undefined",
        Holding::No => "no",
        Holding::Unknown => "unknown",
        Holding::Yes => "yes",
    }
}

/// Returns the entry that ties a person's identities together, or null.
fn entry(who: &Who) -> Value {
    match who {
        Who::Entry(name) => json!(name),
        Who::Unlinked(_) => Value::Null,
    }
}
