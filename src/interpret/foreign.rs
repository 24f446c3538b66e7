//! Formats that are recognised and read for names only: bills of materials and
//! Croissant.

use serde_json::Value;

use super::huggingface::{items, text};
use super::reading::{Reading, Script};
use crate::glossary::Standard;
use crate::span::Pointer;

/// Reads identity and dataset names, where the format has one place for them.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    match script.artifact.standard {
        Standard::Croissant => {
            if let Some(name) = file.get("name").and_then(Value::as_str) {
                reading.describes(name);
            }
        }
        Standard::CycloneDx => cyclonedx(file, reading),
        Standard::Spdx => spdx(file, reading),
        Standard::EveryEvalEver => at(file, reading, "name", &["model_info", "id"]),
        Standard::ModelCardToolkit => {
            at(file, reading, "name", &["model_details", "name"]);
            at(
                file,
                reading,
                "version",
                &["model_details", "version", "name"],
            );
        }
        _ => {}
    }
}

fn at(file: &Value, reading: &mut Reading, part: &str, steps: &[&str]) {
    let at = steps.iter().fold(Pointer::root(), |at, step| at.join(step));
    reading.identify(part, &at, at.resolve(file));
}

fn cyclonedx(file: &Value, reading: &mut Reading) {
    let components_at = Pointer::root().join("components");
    let mut components = items(&components_at, components_at.resolve(file));
    let main = Pointer::root().join("metadata").join("component");
    components.extend(main.resolve(file).map(|component| (main, component)));
    let models: Vec<_> = components
        .into_iter()
        .filter(|(_, component)| {
            text(component.get("type")).as_deref() == Some("machine-learning-model")
        })
        .collect();
    // With several models, the bill itself is about none of them alone.
    let [(at, model)] = models.as_slice() else {
        return;
    };
    reading.identify("name", &at.join("name"), model.get("name"));
    reading.identify("version", &at.join("version"), model.get("version"));
    for (at, hash) in items(&at.join("hashes"), model.get("hashes")) {
        if text(hash.get("alg")).as_deref() == Some("SHA-256") {
            let digest = text(hash.get("content")).map(|hex| Value::from(format!("sha256:{hex}")));
            reading.identify("digest", &at.join("content"), digest.as_ref());
        }
    }
}

fn spdx(file: &Value, reading: &mut Reading) {
    let graph_at = Pointer::root().join("@graph");
    let graph = items(&graph_at, graph_at.resolve(file));
    let of_type = |wanted: &str| {
        let found = graph
            .iter()
            .filter(|(_, node)| text(node.get("type")).as_deref() == Some(wanted));
        found.cloned().collect::<Vec<_>>()
    };
    if let [(at, model)] = of_type("ai_AIPackage").as_slice() {
        reading.identify("name", &at.join("name"), model.get("name"));
        let version = "software_packageVersion";
        reading.identify("version", &at.join(version), model.get(version));
    }
    for (_, dataset) in of_type("dataset_DatasetPackage") {
        if let Some(name) = dataset.get("name").and_then(Value::as_str) {
            reading.describes(name);
        }
    }
}
