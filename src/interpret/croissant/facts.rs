//! What a Croissant document states of its dataset, whatever names its `@context` gives it.

use serde_json::{Value, json};

use super::graph::{Graph, Node, Term};
use super::terms::{self, CROISSANT, RAI, SCHEMA, Version};
use crate::interpret::reading::Reading;

/// The namespaces whose names rules ask for, and how they are usually shortened.
const SPACES: [(&str, &str); 5] = [
    (RAI, "rai:"),
    (CROISSANT, "cr:"),
    ("http://mlcommons.org/schema/", "ml:"),
    (SCHEMA, "sc:"),
    ("http://www.w3.org/ns/prov#", "prov:"),
];

/// Parts of the dataset, which are no statements about it.
const PARTS: [&str; 2] = ["distribution", "recordSet"];

/// Reads identity, names, digests of files, and fields that go by other keys than usual.
pub(super) fn read(graph: &Graph<'_>, dataset: &Node<'_>, document: &Value, reading: &mut Reading) {
    for property in ["name", "alternateName"] {
        for term in dataset.all(&terms::schema(property)) {
            reading.describes(term.text().unwrap_or_default());
        }
    }
    for part in ["name", "version"] {
        if let Some(term) = dataset.first(&terms::schema(part)) {
            reading.identify(part, &term.at, term.at.resolve(document));
        }
    }
    for node in graph.nodes() {
        digest(node, reading);
        column(node, reading);
    }
    for (name, key, terms) in &dataset.members {
        let Some((local, usual)) = usual(name) else {
            continue;
        };
        let is_usual = *key == local || *key == usual;
        if let (false, false, Some(first)) = (is_usual, PARTS.contains(&local), terms.first()) {
            let value = said(terms);
            let field = json!({"value": value, "at": first.at.as_str()});
            reading.fields.entry(local).or_insert(field);
        }
    }
}

/// Returns the name in its namespace, and with the usual prefix.
fn usual(name: &str) -> Option<(&str, String)> {
    SPACES.iter().find_map(|(space, prefix)| {
        let local = name.strip_prefix(space)?;
        (!local.contains('/')).then(|| (local, format!("{prefix}{local}")))
    })
}

/// Returns one text, or the list of all; what is no text is a mapping that says something.
fn said(terms: &[Term<'_>]) -> Value {
    let one = |term: &Term<'_>| term.text().map_or_else(|| json!({}), Value::from);
    match terms {
        [term] => one(term),
        terms => terms.iter().map(one).collect(),
    }
}

/// Notes a field of a set of records, as a column of the data.
fn column(node: &Node<'_>, reading: &mut Reading) {
    let kinds = [Version::V0_8, Version::V1_0].map(|version| version.kind(terms::Class::Field));
    if !kinds.iter().flatten().any(|kind| node.is(kind)) {
        return;
    }
    let name = node.first(&terms::schema("name"));
    if let Some((at, text)) = name.and_then(|term| Some((&term.at, term.text()?))) {
        // Version 1.0 names a field after its set: `records/age`.
        let last = text.rsplit('/').next().unwrap_or(text);
        reading.has_column(last, at);
    } else if let Some((id, at)) = &node.id {
        reading.has_column(id.rsplit('/').next().unwrap_or(id), at);
    }
}

/// Notes the digest of a file, with the place that states it.
fn digest(node: &Node<'_>, reading: &mut Reading) {
    let kinds =
        [Version::V0_8, Version::V1_0].map(|version| version.kind(terms::Class::FileObject));
    if !kinds.iter().flatten().any(|kind| node.is(kind)) {
        return;
    }
    for (property, length) in [("sha256", 64), ("md5", 32)] {
        let term = node.first(&terms::schema(property));
        if let Some(term) = term
            && let Some(hex) = term.text().filter(|text| is_hex(text, length))
        {
            let digest = format!("{property}:{}", hex.to_ascii_lowercase());
            reading.digests.push(stated(node, term, &digest));
            return;
        }
    }
}

/// Returns the digest of a file, with its name, and where it lies unless that is in another.
fn stated(node: &Node<'_>, term: &Term<'_>, digest: &str) -> Value {
    let stated = |property: &str| {
        let term = node.first(&terms::schema(property));
        term.and_then(Term::text).map(str::to_owned)
    };
    let id = node.id.as_ref().map(|(id, _)| id.clone());
    let mut fact = json!({
        "at": term.at.as_str(),
        "digest": digest,
    });
    let contained = [
        terms::schema("containedIn"),
        format!("{CROISSANT}containedIn"),
    ];
    if contained.iter().any(|name| node.first(name).is_some()) {
        fact["inside"] = true.into();
    }
    for (key, value) in [
        ("name", stated("name").or(id)),
        ("url", stated("contentUrl")),
    ] {
        if let Some(value) = value {
            fact[key] = value.into();
        }
    }
    fact
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
