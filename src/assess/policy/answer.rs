//! Turns what a rule answers into findings, each at its place.

use serde_json::Value;

use crate::artifact::{Artifact, System};
use crate::assess::fingerprint;
use crate::assess::places::Places;
use crate::catalogue::Rule;
use crate::engine::EngineError;
use crate::finding::{Finding, Label, Location, Status};
use crate::glossary::Severity;
use crate::span::Pointer;

/// What a rule is asked about, and what its findings belong to.
#[derive(Clone, Copy)]
pub struct Subject<'s> {
    /// The system; `None` for a rule about the repository.
    pub system: Option<&'s System>,
    /// The artifacts that a finding may name.
    pub artifacts: &'s [&'s Artifact],
    /// The severity of a finding.
    pub severity: Severity,
}

/// Returns the members of the set that a rule answers with; undefined is empty.
///
/// # Errors
/// The answer is no set.
pub fn objects(rule: &Rule, answer: Option<Value>) -> Result<Vec<Value>, EngineError> {
    match answer {
        None => Ok(Vec::new()),
        Some(Value::Array(objects)) => Ok(objects),
        Some(_) => Err(misshapen(rule, "answers with something that is no set")),
    }
}

/// Turns one object of a rule's answer into a finding.
///
/// # Errors
/// The object has no message, or speaks of something that is not in the input.
pub fn finding(
    places: &Places,
    rule: &Rule,
    subject: Subject,
    object: &Value,
    not_evaluated: bool,
) -> Result<Finding, EngineError> {
    let Some(message) = object.get("message").and_then(Value::as_str) else {
        return Err(misshapen(rule, "gives a finding without a `message`"));
    };
    let (artifact, location) = place(places, rule, subject, object)?;
    let mut finding = Finding {
        rule: rule.meta.id.clone(),
        severity: at_most(rule, subject.severity, object)?,
        status: Status::Open,
        not_evaluated,
        is_dated: says(object, "dated"),
        voids: says(object, "voids"),
        message: told(places, message, &location),
        system: subject.system.map(|system| system.id.clone()),
        artifact: artifact.map(|artifact| (artifact.path.clone(), artifact.kind)),
        location,
        related: labels(places, rule, object),
        why: rule.meta.why(),
        remedy: rule.meta.remedy.clone(),
        controls: rule.meta.controls.clone(),
        waiver: None,
        consequences: Vec::new(),
        fingerprint: String::new(),
        moved_fingerprint: String::new(),
    };
    let text = places.text(&finding.location.path);
    let underlined = match text.as_deref() {
        // A short number could be guessed back from a digest that is published.
        Some(text) if !finding.rule.is_private() => finding.location.span.slice(text),
        _ => "",
    };
    finding.fingerprint = fingerprint::of(&finding, artifact, underlined);
    Ok(finding)
}

/// Returns the second places that `object` names, and the line that set its limit.
fn labels(places: &Places, rule: &Rule, object: &Value) -> Vec<Label> {
    let others = object
        .get("related")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let mut labels: Vec<Label> = others
        .map(|other| {
            let location = locate(places, other);
            let message = told(places, text(other, "message"), &location);
            Label { message, location }
        })
        .collect();
    let limit = Some(text(object, "limit")).filter(|limit| !limit.is_empty());
    if let Some(place) = limit.and_then(|limit| rule.places.get(limit)) {
        labels.push(Label {
            message: "limit set here".to_owned(),
            location: place.clone(),
        });
    }
    labels
}

/// Returns a message that says where in a container its place is, which has no lines to show.
fn told(places: &Places, message: &str, location: &Location) -> String {
    match places.inside(location) {
        Some(inside) => format!("{message} ({inside})"),
        None => message.to_owned(),
    }
}

/// Returns the artifact and the location that `object` names.
fn place<'s>(
    places: &Places,
    rule: &Rule,
    subject: Subject<'s>,
    object: &Value,
) -> Result<(Option<&'s Artifact>, Location), EngineError> {
    if says(object, "at_system") {
        return declaration(places, subject)
            .map(|location| (None, location))
            .ok_or_else(|| misshapen(rule, "speaks of a system where there is none"));
    }
    let artifact = subject.artifacts.iter().find(|artifact| {
        artifact.path.as_str() == text(object, "path")
            && artifact.root.as_str() == text(object, "root")
    });
    // What is no artifact can be spoken of by a rule about the repository: its policies and
    // its configuration; and by one about a system: its files of rows.
    let path = text(object, "path");
    let is_told = subject
        .system
        .is_none_or(|system| holds_table(system, path));
    let is_known = is_told && places.text(path.into()).is_some();
    let found = artifact
        .map(|artifact| Some(*artifact))
        .or(is_known.then_some(None));
    found
        .map(|artifact| (artifact, locate(places, object)))
        .ok_or_else(|| misshapen(rule, "gives a finding about no artifact of its input"))
}

fn holds_table(system: &System, path: &str) -> bool {
    let tables = system.facts.get("tables").and_then(Value::as_array);
    let mut tables = tables.into_iter().flatten();
    tables.any(|table| table["path"] == path)
}

/// Returns where a system is declared; for an implied one, its first artifact.
fn declaration(places: &Places, subject: Subject) -> Option<Location> {
    let system = subject.system?;
    if let Some(declared) = &system.declared {
        let span = declared.place.key.unwrap_or(declared.place.value);
        return Some(places.locate_span(&declared.path, &declared.pointer, span));
    }
    let first = subject.artifacts.first()?;
    Some(places.locate(&first.path, &first.root, "", false))
}

fn locate(places: &Places, object: &Value) -> Location {
    let root = Pointer::parse(text(object, "root")).unwrap_or_default();
    let wants_key = says(object, "key");
    places.locate(
        text(object, "path").into(),
        &root,
        text(object, "at"),
        wants_key,
    )
}

/// Returns the severity of a finding that may ask for a lower one than its rule has.
fn at_most(rule: &Rule, severity: Severity, object: &Value) -> Result<Severity, EngineError> {
    let Some(asked) = object.get("at_most") else {
        return Ok(severity);
    };
    let asked = asked.as_str().and_then(Severity::from_name);
    asked
        .map(|asked| severity.min(asked))
        .ok_or_else(|| misshapen(rule, "gives a finding whose `at_most` is no severity"))
}

fn says(object: &Value, key: &str) -> bool {
    object.get(key) == Some(&Value::Bool(true))
}

fn text<'o>(object: &'o Value, key: &str) -> &'o str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn misshapen(rule: &Rule, fact: &str) -> EngineError {
    EngineError {
        message: format!("rule `{}` {fact}", rule.meta.id),
        place: Some((rule.meta.file.clone(), 1, 1)),
    }
}
