//! Who may approve what, who is who, and where alerts may go.

use std::collections::BTreeMap;

use crate::config::Placed;
use crate::config::table::{Fields, Page, span_of};
use crate::finding::Location;
use crate::people::{Identity, Person, plain_key};

/// An identity or key, in one spelling, and the entry of `[people]` that claims it.
pub(super) struct Claim {
    pub(super) person: String,
    what: String,
    /// As it was written.
    pub(super) stated: Placed<String>,
}

/// An identity that two entries claim.
pub(super) struct Contested {
    pub(super) message: String,
    pub(super) help: String,
    pub(super) here: Location,
    pub(super) there: Location,
}

/// Returns what more than one entry claims: whose it is would be a guess.
pub(super) fn contested(claims: &[Claim]) -> Vec<Contested> {
    let mut first: BTreeMap<&str, &Claim> = BTreeMap::new();
    let mut contested = Vec::new();
    for claim in claims {
        let known = *first.entry(&claim.what).or_insert(claim);
        if known.person != claim.person {
            let Placed { value, location } = &claim.stated;
            let there = &known.stated.location;
            let line = there.start.line;
            let first = if there.path == location.path {
                format!("line {line}")
            } else {
                format!("{}:{line}", there.path)
            };
            contested.push(Contested {
                message: format!(
                    "`{value}` belongs to two people, `{}` and `{}`",
                    known.person, claim.person
                ),
                help: format!("keep it in one of them; {first} states it first"),
                here: location.clone(),
                there: there.clone(),
            });
        }
    }
    contested
}

/// Reads `[roles]`.
pub(super) fn roles(fields: &Fields<'_>) -> BTreeMap<String, Placed<Vec<String>>> {
    let mut roles = BTreeMap::new();
    for field in fields.all() {
        let Some(identities) = fields.texts_of(&field) else {
            continue;
        };
        let named = identities
            .iter()
            .any(|identity| !identity.value.trim().is_empty());
        if !named {
            // A role that nobody holds would make every rule about its approval pass or never end.
            let message = format!("nobody holds the role `{}`", field.key);
            let help = "name who holds it, or remove the role";
            fields
                .page()
                .object(span_of(field.value), &field.pointer, message, help);
        }
        for identity in identities.iter().filter(|it| !it.value.trim().is_empty()) {
            if Identity::parse(&identity.value).is_none() {
                refuse(
                    fields.page(),
                    identity,
                    "is no handle, e-mail address or team",
                );
            }
        }
        let identities = identities
            .into_iter()
            .map(|identity| identity.value)
            .collect();
        roles.insert(field.key.to_owned(), fields.placed(&field, identities));
    }
    roles
}

/// Reads `[routes]`.
pub(super) fn routes(fields: &Fields<'_>) -> BTreeMap<String, Placed<String>> {
    let mut routes = BTreeMap::new();
    for field in fields.all() {
        let route = field.value.get_ref().as_str();
        if let Some(route) = route.filter(|route| !route.trim().is_empty()) {
            routes.insert(
                field.key.to_owned(),
                fields.placed(&field, route.to_owned()),
            );
        } else {
            let message = format!("the route `{}` leads nowhere", field.key);
            let help = "name an address, such as \"https://alerts.example.org/credit\"";
            fields
                .page()
                .object(span_of(field.value), &field.pointer, message, help);
        }
    }
    routes
}

/// Reads `[people]`, and notes who claims what.
pub(super) fn people(
    fields: &Fields<'_>,
    claims: &mut Vec<Claim>,
) -> BTreeMap<String, Placed<Person>> {
    let mut people = BTreeMap::new();
    for field in fields.all() {
        let name = format!("[people.{}]", field.key);
        let Some(mut entry) = fields.table_of(&field, &name) else {
            continue;
        };
        let mut texts = |key: &'static str| {
            let texts = entry.texts(key).unwrap_or_default();
            let values = texts.iter().map(|text| text.value.clone()).collect();
            for stated in texts {
                let what = match Identity::parse(&stated.value) {
                    _ if key == "keys" => plain_key(&stated.value),
                    Some(Identity::Team(_)) => {
                        refuse(fields.page(), &stated, "is a team, not a person");
                        continue;
                    }
                    Some(identity) => identity.to_string(),
                    None => {
                        refuse(fields.page(), &stated, "is no handle or e-mail address");
                        continue;
                    }
                };
                claims.push(Claim {
                    person: field.key.to_owned(),
                    what,
                    stated,
                });
            }
            values
        };
        let person = Person {
            handles: texts("handles"),
            emails: texts("emails"),
            keys: texts("keys"),
        };
        entry.close();
        people.insert(field.key.to_owned(), fields.placed(&field, person));
    }
    people
}

fn refuse(page: &Page, stated: &Placed<String>, what: &str) {
    let message = format!("`{}` {what}", stated.value);
    let help = "write \"@ada\" or \"ada@example.org\"";
    page.object_at(stated.location.clone(), message, help);
}
