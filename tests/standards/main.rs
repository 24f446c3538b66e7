//! Artifacts of other people's formats, judged as the formats' own tools judge them.
//!
//! `RAIGATE_CORPUS=<dir> cargo test --test standards`: every verdict that is written down
//! beside the files of the corpus agrees.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

#[path = "../support/mod.rs"]
mod support;

mod croissant;
mod cyclonedx;
mod results;
mod spdx;

use std::collections::BTreeMap;
use std::fs;

use camino::Utf8Path;
use raigate::artifact::{Artifact, Evidence};
use raigate::assess::schema::Schemas;
use raigate::config::Config;
use raigate::discover::EvidenceFile;
use raigate::glossary::{Format, Kind, Standard};
use raigate::{assess, interpret, parse};
use serde_json::Value;

/// Reads and compares files of one format, each as an artifact of its own.
fn read(standard: Standard, kind: Kind, files: &[(String, Vec<u8>)]) -> Vec<Artifact> {
    let documents = files.iter().map(|(path, bytes)| {
        let file = EvidenceFile {
            path: path.into(),
            bytes: Ok(bytes.clone()),
            kind,
            standard,
            kind_is_configured: true,
            system: None,
            model: None,
            dataset: None,
        };
        // A record of several logs has a name of its own for each.
        let format = Format::of_path(path.as_str().into()).unwrap_or(Format::Json);
        (file, parse::document(format, bytes))
    });
    let mut evidence = interpret::evidence(documents.collect(), &[], &Config::default());
    compare(&mut evidence);
    evidence.artifacts
}

/// Notes of each artifact what its format's schema objects to; no schema of ours is asked.
fn compare(evidence: &mut Evidence) {
    let schemas = Schemas::new(&BTreeMap::new());
    for artifact in &mut evidence.artifacts {
        assess::shape(artifact, &schemas).unwrap();
    }
}

/// Returns what is wrong with an artifact as its format's reader sees it: "place: sentence".
fn objections(artifact: &Artifact) -> Vec<String> {
    let errors = artifact
        .facts
        .get("schema_errors")
        .and_then(Value::as_array);
    let line = |error: &Value| {
        let [at, message] = ["at", "message"].map(|key| error[key].as_str().unwrap());
        format!("{at}: {message}")
    };
    let faults = artifact.faults.iter().map(|fault| fault.message.clone());
    faults
        .chain(errors.into_iter().flatten().map(line))
        .collect()
}

/// What an oracle says of each of its files.
type Verdicts = BTreeMap<String, Value>;
/// The files of an oracle.
type Files = Vec<(String, Vec<u8>)>;
/// What is different about a value: places and their new members; none takes one away.
type Edits = Vec<(&'static str, Option<Value>)>;
/// A name, what is different, and what is said of it.
type Case = (&'static str, Edits, Vec<&'static str>);

/// The files of an oracle and what it says of each; `None` where there is no corpus.
fn oracle(family: &str) -> Option<(Verdicts, Files)> {
    oracle_named(family, "expected")
}

/// The files of the oracle `NAME.json` and what it says of each.
fn oracle_named(family: &str, name: &str) -> Option<(Verdicts, Files)> {
    let (folder, mut expected) = support::oracle(family, name)?;
    let expected: Verdicts = serde_json::from_value(expected["files"].take()).unwrap();
    let files = expected.keys().map(|name| {
        let path = name.split('#').next().unwrap_or_default();
        (
            name.clone(),
            fs::read(folder.join(Utf8Path::new(path))).unwrap(),
        )
    });
    let files = files.collect();
    Some((expected, files))
}

/// Returns `value` with members set, or taken away where nothing is given for them.
fn edited(mut value: Value, edits: &[(&str, Option<Value>)]) -> Value {
    for (place, edit) in edits {
        let (owner, last) = place.rsplit_once('/').unwrap();
        let owner = value.pointer_mut(owner).unwrap();
        match (owner, edit) {
            (Value::Object(members), Some(edit)) => {
                members.insert(last.to_owned(), edit.clone());
            }
            (Value::Object(members), None) => {
                members.shift_remove(last);
            }
            (Value::Array(items), Some(edit)) => items.push(edit.clone()),
            (owner, _) => panic!("{place}: {owner} has no members"),
        }
    }
    value
}

/// Returns what is said of one file of a format.
fn said(standard: Standard, kind: Kind, value: &Value) -> Vec<String> {
    let file = ("file.json".to_owned(), value.to_string().into_bytes());
    objections(&read(standard, kind, &[file])[0])
}
