//! What the reviews of a pull request say about each system.

use serde_json::{Value, json};

use super::bound::Bound;
use super::contributors::Contributors;
use super::{Ground, entry};
use crate::git::SourceError;
use crate::people::Holding;

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
            let held = |wanted: Holding| -> Vec<&str> {
                let roles = ground.people.roles();
                roles
                    .filter(|role| ground.people.holds(&review.who, role) == wanted)
                    .collect()
            };
            if let Some(members) = fact.as_object_mut() {
                let said = [
                    ("approver", json!(review.identity.to_string())),
                    ("who", json!(review.who.to_string())),
                    ("person", entry(&review.who)),
                    ("commit", json!(review.commit)),
                    ("roles", json!(held(Holding::Yes))),
                    ("roles_unknown", json!(held(Holding::Unknown))),
                    ("contributed", contributors.of_change(ground, &review.who)),
                ];
                members.extend(said.map(|(name, value)| (name.to_owned(), value)));
            }
            list.push(fact);
        }
        facts.push(vec![("reviews", Value::Array(list))]);
    }
    Ok(facts)
}
