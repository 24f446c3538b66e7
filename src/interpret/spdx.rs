//! SPDX 3 documents about models: a graph whose nodes name each other by id.
//!
//! After the profiles AI and Dataset of SPDX 3.0 (<https://spdx.github.io/spdx-spec/v3.0.1/>). The
//! nodes stand in any order, and inside each other.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metrics;
use super::reading::{Reading, Role, Script};
use crate::span::Pointer;

/// How deep nodes may stand inside each other and still be looked at.
const DEPTH: usize = 16;

/// What a format calls by another name, by its usual one.
const FIELDS: [(&str, &str); 9] = [
    ("limitations", "ai_limitation"),
    ("training_data", "ai_informationAboutTraining"),
    ("intended_use", "ai_informationAboutApplication"),
    ("license", "software_copyrightText"),
    ("dataCollection", "dataset_dataCollectionProcess"),
    ("dataBiases", "dataset_knownBias"),
    ("dataUseCases", "dataset_intendedUse"),
    ("dataPreprocessingProtocol", "dataset_dataPreprocessing"),
    ("description", "description"),
];

/// Reads the models of a graph: identity, data, and the metrics that they claim.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let graph = Graph::of(&script.artifact.value);
    let models: Vec<_> = graph.of_type("ai_AIPackage").collect();
    let main = main(&graph, &models);
    if let Some(model) = main {
        identify(&graph, reading, model);
        fields(reading, model);
    }
    for (at, model) in &models {
        claims(script, reading, at, model);
        sensitive(reading, at, model);
    }
    let ids: Vec<&str> = models.iter().filter_map(|(_, model)| id(model)).collect();
    for edge in graph.edges() {
        let role = match edge.kind {
            "trainedOn" => Role::Training,
            "testedOn" => Role::Evaluation,
            _ => continue,
        };
        if ids.contains(&edge.from) {
            uses(&graph, reading, role, &edge);
        }
    }
    for (at, dataset) in graph.of_type("dataset_DatasetPackage") {
        sensitive(reading, at, dataset);
        if let Some(name) = dataset.get("name").and_then(Value::as_str) {
            reading.describes(name);
        }
    }
}

/// The nodes of a document, with their places.
struct Graph<'v> {
    nodes: Vec<(Pointer, &'v Value)>,
    by_id: BTreeMap<&'v str, usize>,
}

/// One statement that a node is related to another.
struct Edge<'v> {
    kind: &'v str,
    from: &'v str,
    to: &'v str,
    /// Where the other one is named.
    at: Pointer,
}

impl<'v> Graph<'v> {
    fn of(document: &'v Value) -> Self {
        let root = Pointer::root();
        let graph_at = root.join("@graph");
        let mut open: Vec<(Pointer, &Value, usize)> = match document.get("@graph") {
            Some(graph) => items(&graph_at, Some(graph))
                .into_iter()
                .map(|(at, node)| (at, node, 0))
                .collect(),
            None => vec![(root, document, 0)],
        };
        open.reverse();
        let mut nodes = Vec::new();
        while let Some((at, value, depth)) = open.pop() {
            if depth > DEPTH {
                continue;
            }
            match value {
                Value::Object(members) => {
                    let inner = members.iter().rev();
                    open.extend(inner.map(|(key, value)| (at.join(key), value, depth + 1)));
                    if kind(value).is_some() {
                        nodes.push((at, value));
                    }
                }
                Value::Array(list) => {
                    let inner = list.iter().enumerate().rev();
                    open.extend(inner.map(|(index, value)| (at.join(index), value, depth + 1)));
                }
                _ => {}
            }
        }
        let mut by_id = BTreeMap::new();
        for (index, (_, node)) in nodes.iter().enumerate() {
            if let Some(id) = id(node) {
                by_id.entry(id).or_insert(index);
            }
        }
        Self { nodes, by_id }
    }

    fn of_type(&self, wanted: &'static str) -> impl Iterator<Item = &(Pointer, &'v Value)> {
        let nodes = self.nodes.iter();
        nodes.filter(move |(_, node)| kind(node).as_deref() == Some(wanted))
    }

    fn node(&self, id: &str) -> Option<&(Pointer, &'v Value)> {
        self.nodes.get(*self.by_id.get(id)?)
    }

    /// Returns every relationship, once for each node that it leads to.
    fn edges(&self) -> Vec<Edge<'v>> {
        let mut edges = Vec::new();
        for (at, node) in &self.nodes {
            let said = node.get("relationshipType").and_then(Value::as_str);
            let (Some(kind), Some(from)) = (said, node.get("from").and_then(named)) else {
                continue;
            };
            let to_at = at.join("to");
            let ends = match node.get("to") {
                Some(Value::Array(_)) => items(&to_at, node.get("to")),
                Some(one) => vec![(to_at, one)],
                None => Vec::new(),
            };
            for (at, end) in ends {
                if let Some(to) = named(end) {
                    edges.push(Edge { kind, from, to, at });
                }
            }
        }
        edges
    }
}

/// Returns the class of a node, however its profile is joined to its name.
fn kind(node: &Value) -> Option<String> {
    let kind = node.get("type").or_else(|| node.get("@type"))?.as_str()?;
    let last = kind.rsplit(['/', '#', ':', '_']).next().unwrap_or(kind);
    Some(match last {
        "AIPackage" => "ai_AIPackage".to_owned(),
        "DatasetPackage" => "dataset_DatasetPackage".to_owned(),
        _ => kind.to_owned(),
    })
}

fn id(node: &Value) -> Option<&str> {
    let id = ["spdxId", "@id"].iter().find_map(|key| node.get(key));
    id?.as_str()
}

/// Returns the id of a node that is named, or stands in the place of its name.
fn named(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| id(value))
}

/// Returns the model that the document is about: its only one, or the one among its roots.
fn main<'n, 'v>(
    graph: &'n Graph<'v>,
    models: &[&'n (Pointer, &'v Value)],
) -> Option<&'n (Pointer, &'v Value)> {
    if let [one] = models {
        return Some(one);
    }
    let roots = graph.nodes.iter().flat_map(|(_, node)| {
        let roots = node.get("rootElement").and_then(Value::as_array);
        roots.into_iter().flatten().filter_map(named)
    });
    let roots: Vec<&str> = roots.collect();
    let mut about = models
        .iter()
        .filter(|(_, model)| id(model).is_some_and(|id| roots.contains(&id)));
    about.next().filter(|_| about.next().is_none()).copied()
}

fn identify(graph: &Graph<'_>, reading: &mut Reading, (at, model): &(Pointer, &Value)) {
    reading.identify("name", &at.join("name"), model.get("name"));
    let version = "software_packageVersion";
    reading.identify("version", &at.join(version), model.get(version));
    if let Some((at, digest)) = digest(at, model) {
        reading.identify("digest", &at, Some(&digest));
    }
    let own = id(model);
    let edges = graph.edges();
    let mut bases = edges.iter().filter_map(|edge| match edge.kind {
        "descendantOf" if Some(edge.from) == own => Some((edge, edge.to)),
        "ancestorOf" if Some(edge.to) == own => Some((edge, edge.from)),
        _ => None,
    });
    if let (Some((edge, base)), None) = (bases.next(), bases.next()) {
        let name = graph.node(base).and_then(|(_, base)| base.get("name"));
        let own = Value::from(base);
        reading.identify("base_model", &edge.at, Some(name.unwrap_or(&own)));
    }
}

fn digest(at: &Pointer, node: &Value) -> Option<(Pointer, Value)> {
    let hashes = items(&at.join("verifiedUsing"), node.get("verifiedUsing"));
    let (at, hash) = hashes
        .into_iter()
        .find(|(_, hash)| text(hash.get("algorithm")).as_deref() == Some("sha256"))?;
    let hex = text(hash.get("hashValue"))?.to_ascii_lowercase();
    Some((at.join("hashValue"), format!("sha256:{hex}").into()))
}

fn fields(reading: &mut Reading, (at, model): &(Pointer, &Value)) {
    for (usual, own) in FIELDS {
        if let Some(value) = model.get(own) {
            let fact = json!({"value": value, "at": at.join(own).as_str()});
            reading.fields.entry(usual).or_insert(fact);
        }
    }
}

/// Notes what a package says of the personal data that is in it.
fn sensitive(reading: &mut Reading, at: &Pointer, node: &Value) {
    for key in [
        "ai_useSensitivePersonalInformation",
        "dataset_hasSensitivePersonalInformation",
    ] {
        if let Some(said) = node.get(key).and_then(Value::as_str) {
            let said = said.rsplit('/').next().unwrap_or(said);
            reading.declares_sensitive(&at.join(key), said, node.get("name"));
        }
    }
}

fn claims(script: &Script<'_>, reading: &mut Reading, at: &Pointer, model: &Value) {
    let at = at.join("ai_metric");
    for (at, entry) in items(&at, model.get("ai_metric")) {
        let value_at = at.join("value");
        let written = entry
            .get("value")
            .and_then(|value| script.number_of(&value_at, value));
        let (Some(name), Some(written)) = (text(entry.get("key")), written) else {
            continue;
        };
        let mut claim = Measure::new(value_at, metrics::name(&name), &name, written);
        claim.model = text(model.get("name"));
        reading.claims.push(claim);
    }
}

fn uses(graph: &Graph<'_>, reading: &mut Reading, role: Role, edge: &Edge<'_>) {
    let node = graph.node(edge.to);
    let own = Value::from(edge.to);
    let name = node.and_then(|(_, node)| node.get("name")).unwrap_or(&own);
    let digest = node.and_then(|(at, node)| Some(digest(at, node)?.1));
    reading.uses(Some(name), edge.at.clone(), digest.as_ref());
    let data = json!({"name": name, "digest": digest});
    reading.plays(role, &edge.at, &data);
}
