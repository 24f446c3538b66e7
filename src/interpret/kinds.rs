//! Decides what a file is: one artifact or several, and of which kind.

use serde_json::{Value, json};

use super::native;
use crate::artifact::{Artifact, Facts, Fault};
use crate::discover::{EvidenceFile, LFS_POINTER};
use crate::git::ReadError;
use crate::glossary::{Format, Kind, Standard};
use crate::packed::Packed;
use crate::parse::Document;
use crate::span::{Pointer, Span};

/// Makes the artifacts of one file, each with the system that configuration names for it.
pub(super) fn artifacts(file: &EvidenceFile, document: Document) -> Vec<Artifact> {
    let mut whole = Artifact {
        path: file.path.clone(),
        root: Pointer::root(),
        kind: file.kind,
        format: Format::of_path(&file.path).unwrap_or(Format::Json),
        standard: file.standard,
        id: None,
        text: document.text.into(),
        value: Packed::default(),
        facts: Facts::default(),
        breakdowns: Vec::new(),
        faults: document.faults,
    };
    if let Err(error) = &file.bytes {
        whole.faults = vec![unread(error)];
        return vec![whole];
    }
    if let Some(fault) = pointer_file(&whole.text, &document.value) {
        // A stand-in breaks the syntax its name promises; the missing content is the cause.
        whole.faults = vec![fault];
        return vec![whole];
    }
    if !document.is_stream {
        whole.value = document.value.into();
        decide(&mut whole, file);
        return vec![whole];
    }
    split(whole, document.value, file)
}

/// Returns the name nearest to `word`, where one is near enough to be meant.
pub(super) fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    /// Below this, two words share no more than some letters.
    const NEAR: f64 = 0.8;
    names
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(score, _)| *score >= NEAR)
        .max_by(|(one, a), (other, b)| one.total_cmp(other).then_with(|| b.cmp(a)))
        .map(|(_, name)| name)
}

fn unread(error: &ReadError) -> Fault {
    let rule = match error {
        // A link that leads nowhere here may lead anywhere elsewhere.
        ReadError::Escapes(_) | ReadError::Dangling(_) => "artifact/escapes-repository",
        ReadError::Unreadable(_)
        | ReadError::TooLarge { .. }
        | ReadError::NotAFile(_)
        | ReadError::Missing => "artifact/unparsable",
    };
    Fault {
        rule,
        span: Span::default(),
        message: error.to_string(),
    }
}

/// Recognises a file that stands in for content kept elsewhere.
fn pointer_file(text: &str, value: &Value) -> Option<Fault> {
    const DVC_KEYS: &[&str] = &["outs", "deps", "md5", "wdir", "meta", "desc", "frozen"];
    let fault = |message: &str| Fault {
        rule: "artifact/unresolved-pointer",
        span: Span::new(0, text.lines().next().unwrap_or_default().len()),
        message: message.to_owned(),
    };
    let is_lfs =
        text.starts_with(LFS_POINTER) && text.lines().any(|line| line.starts_with("oid sha256:"));
    if is_lfs {
        return Some(fault("Git LFS pointer, its content is absent"));
    }
    let fields = value.as_object()?;
    let outs = fields.get("outs")?.as_array()?;
    let is_out = |out: &Value| {
        out.get("path").is_some() && (out.get("md5").is_some() || out.get("hash").is_some())
    };
    let is_dvc = !outs.is_empty()
        && outs.iter().all(is_out)
        && fields.keys().all(|key| DVC_KEYS.contains(&key.as_str()));
    is_dvc.then(|| fault("DVC pointer, its content is absent"))
}

/// Makes each document of a stream an artifact; faults stay with the first.
fn split(whole: Artifact, value: Value, file: &EvidenceFile) -> Vec<Artifact> {
    let Value::Array(documents) = value else {
        return vec![whole];
    };
    let mut artifacts: Vec<Artifact> = documents
        .into_iter()
        .enumerate()
        .filter(|(_, value)| !value.is_null())
        .map(|(index, value)| {
            let root = Pointer::root().join(index);
            let faults = Vec::new();
            let mut artifact = Artifact {
                root,
                value: value.into(),
                faults,
                ..whole.clone()
            };
            decide(&mut artifact, file);
            artifact
        })
        .collect();
    match artifacts.first_mut() {
        Some(first) => first.faults = whole.faults,
        None => artifacts.push(whole),
    }
    artifacts
}

/// Configuration outranks the envelope, the envelope outranks content and path.
fn decide(artifact: &mut Artifact, file: &EvidenceFile) {
    let Some(envelope) = native::envelope(artifact) else {
        return;
    };
    let id = envelope.fields.get("id").and_then(Value::as_str);
    let id = id.filter(|id| !id.is_empty()).map(str::to_owned);
    let schema = envelope.fields.get("schema").and_then(Value::as_str);
    let named = schema
        .filter(|schema| schema.starts_with("raigate/"))
        .map(|schema| (envelope.at.join("schema"), read_schema(schema)));
    artifact.id = id;
    let Some((at, outcome)) = named else { return };
    match outcome {
        Ok(kind) => {
            if !file.kind_is_configured {
                artifact.kind = kind;
            }
            if !keeps_standard(artifact) {
                artifact.standard = beside_envelope(artifact);
            }
        }
        Err(message) => {
            artifact.standard = Standard::Native;
            let error = json!({"at": at.as_str(), "key": false, "message": message});
            artifact.facts.append("schema_errors", vec![error]);
        }
    }
}

/// A card keeps its own front matter beside the envelope, where both are about one kind.
fn keeps_standard(artifact: &Artifact) -> bool {
    let about = match artifact.standard {
        Standard::HuggingFaceModelCard | Standard::ModelIndexComment | Standard::PlainCard => {
            Kind::ModelCard
        }
        Standard::HuggingFaceDatasetCard => Kind::Datasheet,
        _ => return false,
    };
    artifact.format == Format::Markdown && artifact.kind == about
}

/// Returns the convention that the front matter of a card follows beside the envelope.
fn beside_envelope(artifact: &Artifact) -> Standard {
    let standard = match artifact.kind {
        Kind::ModelCard => Standard::HuggingFaceModelCard,
        Kind::Datasheet => Standard::HuggingFaceDatasetCard,
        _ => return Standard::Native,
    };
    let keys = artifact
        .value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str());
    let has_more = keys
        .filter(|key| !matches!(*key, "raigate" | "$body"))
        .count()
        > 0;
    if artifact.format == Format::Markdown && has_more {
        standard
    } else {
        Standard::Native
    }
}

/// Reads `raigate/KIND/v1`, or says what is wrong with it.
fn read_schema(schema: &str) -> Result<Kind, String> {
    let mut parts = schema.split('/').skip(1);
    let (name, version) = (parts.next().unwrap_or_default(), parts.next());
    let Some(kind) = Kind::from_name(name) else {
        let names = Kind::ALL.iter().map(|kind| kind.name());
        let hint = nearest(name, names).map(|near| format!(", did you mean `{near}`?"));
        return Err(format!(
            "kind `{name}` is not known{}",
            hint.unwrap_or_default()
        ));
    };
    match (version, parts.next()) {
        (Some("v1"), None) => Ok(kind),
        _ => Err(format!(
            "schema is `{schema}`, this raigate reads `raigate/{name}/v1`"
        )),
    }
}
