//! Facts about approvals: what each is bound to, who gave it, and who made what it covers.
//!
//! Whether that is enough is for the rules to say.

mod bound;
mod contributors;
mod gate;
mod reviews;
mod said;
mod signed;
mod then;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::bound::Bound;
use self::contributors::Contributors;
use self::said::Record;
use super::binding::{Covers, Scope, is_decision};
use super::history::Past;
use super::roots::{self, Roots};
use super::trouble;
use crate::artifact::Evidence;
use crate::config::{self, Config};
use crate::forge::Reviews;
use crate::git::{Mapping, Person, Source, SourceError};
use crate::people::{Holding, Identity, People, Who};
use crate::verdict::Trouble;

/// What the facts about approvals are drawn from.
struct Ground<'g> {
    source: &'g Source,
    config: &'g Config,
    past: Past<'g>,
    evidence: &'g Evidence,
    covers: Covers,
    /// What decides, once the change is merged; nothing where no record approves that.
    roots: Roots,
    people: People,
    mapping: Mapping,
    reviews: Option<&'g Reviews>,
    /// The commits between which the change that is judged lies.
    stretch: Option<(String, String)>,
}

impl Ground<'_> {
    /// Returns whether a commit names that person: as it says, or as `.mailmap` has it.
    fn is_by(&self, person: &Person, who: &Who) -> bool {
        let mapped = self.mapping.email(person);
        let emails = [Some(person.email.as_str()), mapped.as_deref()];
        let mut identities = emails.into_iter().flatten().filter_map(Identity::parse);
        identities.any(|identity| self.people.who(&identity).as_ref() == Some(who))
    }
}

/// Adds the fact `approval` to approvals, and to systems what reviews say.
///
/// # Errors
/// The repository cannot be read.
pub(super) fn add(
    source: &Source,
    past: Past<'_>,
    evidence: &mut Evidence,
    reviews: Option<&Reviews>,
) -> Result<(), Vec<Trouble>> {
    let roots = roots(source, past, evidence)?;
    let found = found(source, past, evidence, (reviews, roots));
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
    if let Some(change) = &mut evidence.change {
        change.reviews = found.change;
        change.approvals = found.of_gate;
    }
    Ok(())
}

/// Returns what decides by the configuration that the snapshot holds itself, where a record
/// approves that.
fn roots(source: &Source, past: Past<'_>, evidence: &Evidence) -> Result<Roots, Vec<Trouble>> {
    let mut decisions = evidence.artifacts.iter().filter(|it| is_decision(it));
    let is_asked = decisions.any(|it| {
        let decision_type = it.value.get("decision_type").and_then(Value::as_str);
        decision_type.and_then(Scope::of) == Some(Scope::TrustRoots)
    });
    if !is_asked {
        return Ok(Roots::default());
    }
    let own = config::load(source, past.config.path.as_deref());
    let own = own.map_err(|errors| {
        let errors = errors.into_iter().map(trouble::from_config);
        errors.collect::<Vec<_>>()
    })?;
    roots::of(source, &own)
}

#[derive(Default)]
struct Found {
    /// By artifact.
    approvals: BTreeMap<usize, Value>,
    /// By system, in their order.
    systems: Vec<Vec<(&'static str, Value)>>,
    /// Of the change as a whole: by reviews, and by records.
    change: Vec<Value>,
    of_gate: Vec<Value>,
}

fn found(
    source: &Source,
    past: Past<'_>,
    evidence: &Evidence,
    (reviews, roots): (Option<&Reviews>, Roots),
) -> Result<Found, SourceError> {
    let records = said::records(evidence);
    if records.is_empty() && reviews.is_none() {
        return Ok(Found::default());
    }
    let config = past.config;
    let people = People::new(&config.people, &config.roles);
    let people = match reviews {
        Some(reviews) => people.with_teams(&reviews.teams),
        None => people,
    };
    let head = source.commit();
    let stretch = match (reviews, past.base, head) {
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
        past,
        evidence,
        covers: Covers::new(source, evidence)?,
        roots,
        people,
        mapping: past.mailmap.mapping(),
        reviews,
        stretch,
    };
    let mut bound = Bound::new(&ground, &records)?;
    let mut contributors = Contributors::new(&ground, &records, &bound)?;
    let systems = reviews::facts(&ground, &mut bound, &contributors)?;
    let approvals = facts(&ground, &records, &bound, &mut contributors)?;
    let change = reviews::of_change(&ground, &contributors);
    let of_gate = gate::approvals(&records, evidence, &approvals);
    Ok(Found {
        approvals,
        systems,
        change,
        of_gate,
    })
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
                members.insert("signed".to_owned(), signed::fact(ground, record, who));
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
