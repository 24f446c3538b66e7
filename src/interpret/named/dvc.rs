//! What DVC keeps beside data: `data.csv.dvc` for one, `dvc.lock` for the stages of a pipeline.
//!
//! [The format](https://dvc.org/doc/user-guide/project-structure/dvc-files).

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use super::{Algorithm, Tracked, inside};
use crate::glossary::Format;
use crate::parse::{self, Document};
use crate::span::Pointer;

/// What DVC calls the file that it keeps for a pipeline.
const LOCK: &str = "dvc.lock";

/// The ending of a file that it keeps beside data.
const ENDING: &str = "dvc";

/// Returns whether DVC keeps such a file: YAML, under a name that does not say so.
#[must_use]
pub fn keeps(path: &Utf8Path) -> bool {
    path.file_name() == Some(LOCK) || path.extension() == Some(ENDING)
}

/// Returns the files in which DVC may speak of the data at `path`.
#[must_use]
pub fn places(path: &Utf8Path) -> Vec<Utf8PathBuf> {
    let own = Utf8PathBuf::from(format!("{path}.{ENDING}"));
    let locks = path.ancestors().skip(1);
    let locks = locks.map(|folder| folder.join(LOCK));
    std::iter::once(own).chain(locks).collect()
}

/// Reads a file of DVC: each piece of data it knows, with its digest.
#[must_use]
pub fn read(path: &Utf8Path, bytes: &[u8]) -> Vec<(Utf8PathBuf, Tracked)> {
    let document = parse::document(Format::Yaml, bytes);
    let value = &document.value;
    let folder = path.parent().unwrap_or(Utf8Path::new(""));
    let mut found = Vec::new();
    if path.extension() == Some(ENDING) {
        let wdir = value.get("wdir").and_then(Value::as_str).unwrap_or(".");
        let folder = folder.join(wdir);
        let outs = Pointer::root().join("outs");
        list(path, &folder, &outs, &document, &mut found);
        return found;
    }
    let stages = value.get("stages").and_then(Value::as_object);
    for (name, _) in stages.into_iter().flatten() {
        let stage = Pointer::root().join("stages").join(name);
        // What a stage reads was digested when it ran; what it wrote is what counts.
        list(path, folder, &stage.join("outs"), &document, &mut found);
    }
    found
}

fn list(
    path: &Utf8Path,
    folder: &Utf8Path,
    at: &Pointer,
    document: &Document,
    found: &mut Vec<(Utf8PathBuf, Tracked)>,
) {
    let outs = at.resolve(&document.value).and_then(Value::as_array);
    for (index, out) in outs.into_iter().flatten().enumerate() {
        let data = out.get("path").and_then(Value::as_str);
        let data = data.and_then(|data| inside(folder, data));
        let md5 = out.get("md5").and_then(Value::as_str);
        let digest = md5.map(|md5| format!("md5:{}", md5.trim().to_ascii_lowercase()));
        let is_md5 = |digest: &String| Algorithm::read(digest).is_some();
        if let (Some(data), Some(digest)) = (data, digest.filter(is_md5)) {
            let tracked = Tracked {
                path: path.to_owned(),
                at: at.join(index).join("md5"),
                digest,
                // Version 3 says which hash it uses; before, the ends of lines did not count.
                is_of_text: out.get("hash").is_none(),
                text: Arc::clone(&document.text),
            };
            found.push((data, tracked));
        }
    }
}
