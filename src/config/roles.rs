//! Who may approve what, who is who, and where alerts may go.

use std::collections::BTreeMap;

use crate::config::table::{Fields, span_of};
use crate::config::{Person, Placed};

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

/// Reads `[people]`.
pub(super) fn people(fields: &Fields<'_>) -> BTreeMap<String, Placed<Person>> {
    let mut people = BTreeMap::new();
    for field in fields.all() {
        let name = format!("[people.{}]", field.key);
        let Some(mut entry) = fields.table_of(&field, &name) else {
            continue;
        };
        let mut texts = |key| {
            let texts = entry.texts(key).unwrap_or_default().into_iter();
            texts.map(|text| text.value).collect()
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
