//! Model assets of Azure Machine Learning: the `spec.yaml` of a registry, and the file that
//! `az ml model create` takes.
//!
//! After its schema (<https://azuremlschemas.azureedge.net/latest/model.schema.json>) and the
//! assets of the public registry, which add `system_metadata` and `tags.training_dataset`.

use serde_json::{Value, json};

use super::huggingface::{items, text};
use super::reading::{Reading, Role, Script};
use crate::span::Pointer;

/// Words of a phrase that tells of data, without which it may be a name.
const OF_PHRASES: [&str; 6] = [
    "available",
    "data",
    "public",
    "publicly",
    "sources",
    "various",
];

/// Reads identity and training data.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let spec = &script.artifact.value;
    let root = Pointer::root();
    for part in ["name", "version"] {
        reading.identify(part, &root.join(part), spec.get(part));
    }
    let system_at = root.join("system_metadata");
    if let Some(license) = system_at.join("license").resolve(spec) {
        let at = system_at.join("license");
        let fact = json!({"value": license, "at": at.as_str()});
        reading.fields.entry("license").or_insert(fact);
    }
    for key in ["training_dataset", "training_datasets"] {
        let at = root.join("tags").join(key);
        names(reading, &at, at.resolve(spec));
    }
    let at = system_at.join("datasets");
    names(reading, &at, at.resolve(spec));
}

/// Notes the datasets that a text or a list names.
fn names(reading: &mut Reading, at: &Pointer, said: Option<&Value>) {
    let all = match said {
        Some(Value::Array(_)) => items(at, said),
        Some(one) => vec![(at.clone(), one)],
        None => Vec::new(),
    };
    for (at, one) in all {
        let said = text(Some(one)).unwrap_or_default();
        for name in said.split(',').map(str::trim).filter(|name| is_name(name)) {
            let name = Value::from(name);
            reading.plays(Role::Training, &at, &name);
            reading.uses(Some(&name), at.clone(), None);
        }
    }
}

/// Returns whether a text names data, and does not only tell what kind of data it is.
fn is_name(text: &str) -> bool {
    let lower = text.to_lowercase();
    let tells = lower
        .split_whitespace()
        .any(|word| OF_PHRASES.contains(&word));
    !text.is_empty() && !tells
}
