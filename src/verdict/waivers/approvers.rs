//! Who asked for a waiver, who approved it, and which roles they leave empty.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Waiver;
use crate::catalogue::Catalogue;
use crate::people::{Candidate, Holding, Identity, People, Who, fill};
use crate::rule::RuleId;

/// The rule whose setting says which roles approve a waiver, by tier.
const RULE: &str = "waiver/wrong-approver";

/// Returns what is known of each approver, in the order of the waiver.
pub(super) fn all(waiver: &Waiver, people: &People) -> Vec<Value> {
    let approvers = waiver.approved_by.iter().enumerate();
    approvers
        .map(|(at, name)| {
            json!({
                "at": format!("/approved_by/{at}"),
                "name": name,
                "person": person(name, people).is_some(),
                "requester": is_requester(waiver, name, people),
            })
        })
        .collect()
}

/// Returns, for each tier, the roles that nobody among the approvers fills, and why.
///
/// One person fills one role; who asked for the waiver fills none.
pub(super) fn unfilled(waiver: &Waiver, people: &People, catalogue: &Catalogue) -> Value {
    let rule = RuleId::parse(RULE).and_then(|id| catalogue.rule(&id));
    let asked = rule.and_then(|rule| rule.meta.settings.get("roles")?.as_object());
    let tiers = asked.into_iter().flatten().map(|(tier, roles)| {
        let roles: Vec<&str> = roles.as_array().map_or_else(Vec::new, |roles| {
            roles.iter().filter_map(Value::as_str).collect()
        });
        (tier.clone(), of_roles(waiver, people, &roles))
    });
    Value::Object(tiers.collect::<Map<_, _>>())
}

fn of_roles(waiver: &Waiver, people: &People, roles: &[&str]) -> Value {
    let approvers = waiver.approved_by.iter();
    let eligible = approvers.filter(|name| is_requester(waiver, name, people) == "no");
    let eligible: Vec<Who> = eligible.filter_map(|name| person(name, people)).collect();
    let candidates: Vec<Candidate<'_>> = eligible
        .iter()
        .map(|who| {
            let held = roles.iter().copied();
            Candidate {
                entry: match who {
                    Who::Entry(name) => Some(name),
                    Who::Unlinked(_) => None,
                },
                roles: held
                    .filter(|role| people.holds(who, role) == Holding::Yes)
                    .collect(),
            }
        })
        .collect();
    let slots: Vec<Vec<&str>> = roles.iter().map(|role| vec![*role]).collect();
    let filled = fill(&slots, &candidates);
    let defined: BTreeSet<&str> = people.roles().collect();
    let open = roles.iter().zip(filled).filter(|(_, by)| by.is_none());
    let open = open.map(|(role, _)| {
        let unknown = eligible
            .iter()
            .any(|who| people.holds(who, role) == Holding::Unknown);
        let why = match (defined.contains(role), unknown) {
            (false, _) => "undefined",
            (true, true) => "unknown",
            (true, false) => "open",
        };
        json!({"role": role, "why": why})
    });
    open.collect()
}

/// Returns the person behind a name; a team, a machine and what is no identity are none.
fn person(name: &str, people: &People) -> Option<Who> {
    let identity = Identity::parse(name)?;
    people.who(&identity).filter(|_| !identity.is_machine())
}

/// Returns whether `name` is who asked for the waiver: `yes`, `no`, or `maybe` where nothing
/// links a handle to an address.
fn is_requester(waiver: &Waiver, name: &str, people: &People) -> &'static str {
    let requester = waiver.requested_by.as_deref().and_then(Identity::parse);
    let (Some(requester), Some(approver)) = (requester, Identity::parse(name)) else {
        return "no";
    };
    let (Some(asks), Some(grants)) = (people.who(&requester), people.who(&approver)) else {
        return "no";
    };
    let is_email = |identity: &Identity| matches!(identity, Identity::Email(_));
    let is_comparable = match (&asks, &grants) {
        (Who::Entry(_), Who::Entry(_)) => true,
        (Who::Unlinked(one), entry @ Who::Entry(_))
        | (entry @ Who::Entry(_), Who::Unlinked(one)) => {
            !is_email(one) || people.is_comparable(entry)
        }
        (Who::Unlinked(one), Who::Unlinked(other)) => is_email(one) == is_email(other),
    };
    match (asks == grants, is_comparable) {
        (true, _) => "yes",
        (false, true) => "no",
        (false, false) => "maybe",
    }
}
