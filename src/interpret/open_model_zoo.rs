//! Manifests of the Open Model Zoo: `model.yml`, and `composite-model.yml` of a model in stages.
//!
//! Read in `openvinotoolkit/open_model_zoo` @5bc90f9,
//! `tools/model_tools/src/omz_tools/_configuration.py` and `download_engine/cache.py`: a
//! `checksum` is a SHA-384, the `name` of a file its path once it is downloaded. The model has
//! the name of its folder, which no line of the file states.

use serde_json::json;

use super::huggingface::{items, text};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the licence, and the digest of each file.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let manifest = &script.artifact.value;
    let root = Pointer::root();
    if let Some(license) = text(manifest.get("license")) {
        let fact = json!({"value": license, "at": root.join("license").as_str()});
        reading.fields.entry("license").or_insert(fact);
    }
    for (at, file) in items(&root.join("files"), manifest.get("files")) {
        let (name, checksum) = (text(file.get("name")), text(file.get("checksum")));
        let Some((name, hex)) = name.zip(checksum.filter(|hex| is_sha384(hex))) else {
            continue;
        };
        reading.digests.push(json!({
            "at": at.join("checksum").as_str(),
            "digest": format!("sha384:{}", hex.to_ascii_lowercase()),
            "name": name,
            "url": name,
        }));
    }
}

fn is_sha384(hex: &str) -> bool {
    hex.len() == 96 && hex.bytes().all(|digit| digit.is_ascii_hexdigit())
}
