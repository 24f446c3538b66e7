//! `MLmodel` files: what MLflow stores beside a model.

use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads what little identity MLflow keeps; its `artifact_path` is a folder, not a name.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    let metadata = Pointer::root().join("metadata");
    for (part, at) in [
        ("name", metadata.join("model_name")),
        ("version", metadata.join("model_version")),
    ] {
        reading.identify(part, &at, at.resolve(file));
    }
}
