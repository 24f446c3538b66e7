//! Names a finding so that it is known again after lines have moved.
//!
//! A fingerprint is the SHA-256 of the rule, the system, the artifact, the
//! pointer (list indices replaced by the `id`, `name` or `heading` of their
//! element, so that a new element above changes nothing) and the value there.
//! A second one names the content of the file in place of system and artifact:
//! a file that merely moved keeps it.

use std::collections::{BTreeMap, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::artifact::{Artifact, Evidence};
use crate::engine::hash;
use crate::finding::Finding;
use crate::span::Pointer;

/// Returns the fingerprint of a finding about `artifact`, or about a system as a whole.
///
/// `text` is what is underlined, where a value alone would not tell two findings apart.
#[must_use]
pub fn of(finding: &Finding, artifact: Option<&Artifact>, text: &str) -> String {
    let subject = artifact.map_or("", |artifact| {
        artifact
            .id
            .as_deref()
            .unwrap_or_else(|| artifact.path.as_str())
    });
    let pointer = artifact.map_or_else(
        || finding.location.pointer.to_string(),
        |artifact| stable(&artifact.root, &finding.location.pointer, &artifact.value),
    );
    let parts = [
        finding.rule.as_str(),
        finding.system.as_deref().unwrap_or(""),
        subject,
        pointer.as_str(),
        text,
    ];
    digest(&parts)
}

/// Tells apart findings that are about the same thing: the second, third, … get a number.
pub fn number_repeats(findings: &mut [Finding]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let count = seen.entry(finding.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            finding.fingerprint = digest(&[&finding.fingerprint, &count.to_string()]);
        }
    }
}

/// Gives each finding about a file the fingerprint that it keeps while that file moves.
pub fn add_moved(findings: &mut [Finding], evidence: &Evidence) {
    let about = findings.iter().filter_map(|one| one.artifact.as_ref());
    let about: HashSet<Utf8PathBuf> = about.map(|(path, _)| path.clone()).collect();
    if about.is_empty() {
        return;
    }
    let mut files: BTreeMap<&Utf8Path, Vec<&Artifact>> = BTreeMap::new();
    for artifact in &evidence.artifacts {
        if about.contains(&artifact.path) {
            files.entry(&artifact.path).or_default().push(artifact);
        }
    }
    let mut contents: BTreeMap<&Utf8Path, String> = BTreeMap::new();
    for finding in findings {
        let Some((path, _)) = &finding.artifact else {
            continue;
        };
        let pointer = &finding.location.pointer;
        let mut artifacts = files.get(path.as_path()).into_iter().flatten();
        let Some(artifact) = artifacts.rfind(|one| one.root.contains(pointer)) else {
            continue;
        };
        let content = contents
            .entry(&artifact.path)
            .or_insert_with(|| hash::sha256(artifact.text.as_bytes()));
        let underlined = if finding.rule.is_private() {
            ""
        } else {
            finding.location.span.slice(&artifact.text)
        };
        let pointer = stable(&artifact.root, pointer, &artifact.value);
        let parts = [
            finding.rule.as_str(),
            content.as_str(),
            &pointer,
            underlined,
        ];
        finding.moved_fingerprint = digest(&parts);
    }
}

/// Returns `pointer` with each list index replaced by its element's own name.
fn stable(root: &Pointer, pointer: &Pointer, document: &Value) -> String {
    let mut named = String::new();
    let mut here = Some(document);
    let inside = pointer
        .as_str()
        .strip_prefix(root.as_str())
        .unwrap_or(pointer.as_str());
    for step in Pointer::parse(inside).unwrap_or_default().steps() {
        let next = here.and_then(|value| match value {
            Value::Array(list) => list.get(step.parse::<usize>().ok()?),
            Value::Object(members) => members.get(&step),
            _ => None,
        });
        let is_element = here.is_some_and(Value::is_array);
        let name = next.filter(|_| is_element).and_then(element_name);
        named.push('/');
        named.push_str(name.unwrap_or(&step));
        here = next;
    }
    named
}

fn element_name(element: &Value) -> Option<&str> {
    ["id", "name", "heading"]
        .into_iter()
        .find_map(|key| element.get(key)?.as_str())
}

/// Returns the SHA-256 of `parts`, each with its length, in hexadecimal.
fn digest(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hash::hex(&hasher.finalize())
}
