//! Croissant, which describes datasets in JSON-LD: versions 0.8, 1.0 and 1.1.
//!
//! The format's own tool, mlcroissant, writes out every name, builds the
//! nodes and holds them against each other; so does this, offline, and keeps
//! the place of every value. Where the tool only warns, nothing is said.

mod check;
mod closer;
mod context;
mod facts;
mod graph;
mod moments;
mod records;
mod references;
mod terms;
mod words;

use serde_json::{Value, json};

use self::check::{Check, Objection};
use self::graph::{Graph, Node};
use self::terms::{CONFORMS_TO, Class, Version};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads what a Croissant document says of its dataset, and what a reader would refuse.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let document = &script.artifact.value;
    if document.is_null() {
        return;
    }
    let graph = Graph::read(document);
    match graph.nodes().find(|node| is_dataset(node)) {
        Some(dataset) => facts::read(&graph, dataset, document, reading),
        // A wrong type hides nothing from a person, so the name counts all the same.
        None => reading.describes(document.get("name").and_then(Value::as_str).unwrap_or("")),
    }
    let objections = objections(document, &graph).into_iter();
    reading.schema_errors = objections
        .map(|one| json!({"at": one.at.as_str(), "key": one.at_key, "message": one.message}))
        .collect();
}

/// The most objections that are told one by one; a generated file can hold millions.
const MOST: usize = 1_000;

/// Returns what a reader of the format would refuse, by place.
fn objections(document: &Value, graph: &Graph<'_>) -> Vec<Objection> {
    let objection = |at: Pointer, message: &str| Objection {
        at,
        at_key: false,
        message: message.to_owned(),
    };
    let context_at = Pointer::root().join("@context");
    if !document.get("@context").is_some_and(Value::is_object) {
        let message = "`@context` is no mapping of names to what they stand for";
        return vec![objection(context_at, message)];
    }
    let Some(dataset) = graph.nodes().find(|node| is_dataset(node)) else {
        let at = Pointer::root().join("@type");
        let kind = document.get("@type").and_then(Value::as_str);
        let said = kind.map_or_else(|| "not there".to_owned(), words::shown);
        return vec![objection(
            at,
            &format!("`@type` is {said}, expected `sc:Dataset`"),
        )];
    };
    let (version, unknown) = version(graph, dataset);
    let mut check = Check::new(graph, version, dataset);
    references::check(&mut check);
    let mut found = check.objections;
    found.extend(unknown);
    found.sort();
    found.dedup();
    if found.len() > MOST {
        found.truncate(MOST);
        let message = format!("the file has {MOST} wrong places or more");
        found.insert(0, objection(Pointer::root(), &message));
    }
    found
}

fn is_dataset(node: &Node<'_>) -> bool {
    Version::V1_0
        .kind(Class::Dataset)
        .is_some_and(|kind| node.is(&kind))
}

/// Returns the version that `dataset` follows, and what to say where it names none that is known.
fn version(graph: &Graph<'_>, dataset: &Node<'_>) -> (Version, Option<Objection>) {
    let terms = dataset.all(CONFORMS_TO);
    let known = terms.iter().find_map(|term| Version::named(term.text()?));
    if let Some(version) = known {
        return (version, None);
    }
    let Some(first) = terms.first() else {
        return (Version::V0_8, None);
    };
    let id = graph
        .of(first)
        .and_then(|node| node.id.as_ref().map(|(id, _)| id.clone()));
    let text = first.text().map(str::to_owned).or(id).unwrap_or_default();
    let message = format!(
        "`conformsTo` is {}, this raigate reads `http://mlcommons.org/croissant/1.0` and `1.1`, \
         and 0.8 without `conformsTo`",
        words::shown(&text)
    );
    let objection = Objection {
        at: first.at.clone(),
        at_key: false,
        message,
    };
    (
        Version::named(&text).unwrap_or(Version::V1_1),
        Some(objection),
    )
}
