//! What `raigate new` writes: files to be filled in by a person, as text.
//!
//! A scaffold states only what is known without anybody's judgement: kind,
//! system, ids. Everything else reads TODO, which the gate rejects, so that no
//! artifact passes by being there. Fields and their comments come from the
//! schema of the kind and cannot drift from it.

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use crate::glossary::Kind;

mod body;
mod fields;
mod rule;
mod yaml;

pub use rule::rule;

/// One file to be written, by its path from where evidence or rules are kept.
pub type File = (Utf8PathBuf, String);

/// Returns a new artifact of `kind` for `system`; `schema` is that of the kind.
///
/// ```
/// use raigate::cli::scaffold;
/// use raigate::glossary::Kind;
/// let schema = serde_json::json!({"properties": {"tier": {"type": "string"}}});
/// let (path, text) = scaffold::artifact(Kind::System, "credit-scorer", &schema);
/// assert_eq!(path, "rai/system.yaml");
/// assert!(text.ends_with("tier: TODO\n"));
/// ```
#[must_use]
pub fn artifact(kind: Kind, system: &str, schema: &Value) -> File {
    filled(kind, system, &json!({"system": system}), schema)
}

/// Returns an artifact of `kind` with the id `id`, and the fields that are `known`.
///
/// What is known to be absent is null there; all else is to come.
#[must_use]
pub fn filled(kind: Kind, id: &str, known: &Value, schema: &Value) -> File {
    let mut all = json!({"schema": format!("raigate/{kind}/v1"), "id": id});
    if let (Some(all), Some(known)) = (all.as_object_mut(), known.as_object()) {
        all.extend(known.clone());
    }
    let path = Utf8PathBuf::from(place(kind).replace("{}", &file_name(id)));
    let Some(sections) = body::of(kind) else {
        let text = format!("{}\n{}", heading(kind), fields::lines(schema, &all, 0));
        return (path, text);
    };
    let front = fields::lines(schema, &all, 1);
    (path, format!("---\nraigate:\n{front}---\n\n{sections}"))
}

/// The finding that a waiver is to excuse.
#[derive(Debug, Clone, Copy)]
pub struct Excused<'e> {
    /// Its fingerprint.
    pub fingerprint: &'e str,
    /// Its rule.
    pub rule: &'e str,
    /// Its system; `None` where it is about the repository as a whole.
    pub system: Option<&'e str>,
    /// The day of the run.
    pub today: &'e str,
    /// The ids of the waivers that excuse it, or did.
    pub before: &'e [&'e str],
}

/// Returns a new waiver for a finding; `schema` is that of waivers.
#[must_use]
pub fn waiver(excused: Excused, schema: &Value) -> File {
    let short: String = excused.fingerprint.chars().take(8).collect();
    let mut id = file_name(&format!("{}-{short}", excused.rule.replace('/', "-")));
    if !excused.before.is_empty() {
        id = format!("{id}-{}", excused.today);
    }
    let mut scope = json!({"system": excused.system, "fingerprints": [excused.fingerprint]});
    if let Some(scope) = scope.as_object_mut() {
        scope.retain(|_, member| !member.is_null());
    }
    let mut known = json!({
        "schema": format!("raigate/{}/v1", Kind::Waiver),
        "id": &id,
        "rule": excused.rule,
        "scope": scope,
        "created": excused.today,
    });
    if let (Some(known), false) = (known.as_object_mut(), excused.before.is_empty()) {
        let before = excused
            .before
            .iter()
            .map(|id| format!("{}:{id}", Kind::Waiver));
        known.insert("supersedes".to_owned(), before.collect());
    }
    let text = format!(
        "{}\n{}",
        heading(Kind::Waiver),
        fields::lines(schema, &known, 0)
    );
    (Utf8PathBuf::from(format!("rai/waivers/{id}.yaml")), text)
}

/// Returns the first lines of a file: what TODO means there.
fn heading(kind: Kind) -> String {
    format!(
        "# Replace every TODO by what is true, or remove the field; `raigate check` names\n\
         # what is left. `raigate schema {kind}` prints every field there is.\n"
    )
}

/// Returns where an artifact of that kind is looked for; {} stands for its name.
const fn place(kind: Kind) -> &'static str {
    match kind {
        Kind::System => "rai/system.yaml",
        Kind::Intake => "rai/intake/{}.yaml",
        Kind::ModelManifest => "rai/models/{}.yaml",
        Kind::ModelSignature => "model.sig",
        Kind::ModelCard => "MODEL_CARD.md",
        Kind::SystemCard => "rai/system-card.md",
        Kind::Datasheet => "rai/datasheets/{}.md",
        Kind::DataStatistics => "dataset_infos.json",
        Kind::EvalPlan => "rai/eval/plan.yaml",
        Kind::EvalResult => "rai/eval/results/{}.yaml",
        Kind::FairnessReport => "rai/fairness/{}.yaml",
        Kind::SafetyTestLog => "rai/safety/{}.yaml",
        Kind::RiskAssessment => "rai/risk/{}.yaml",
        Kind::Mitigation => "rai/mitigations/{}.yaml",
        Kind::MonitoringPlan => "rai/monitoring.yaml",
        Kind::LaunchChecklist => "rai/launch/{}.yaml",
        Kind::Approval => "rai/approvals/{}.yaml",
        Kind::Waiver => "rai/waivers/{}.yaml",
        Kind::PrivacyReview => "rai/privacy/{}.yaml",
        Kind::DisclosureReview => "rai/disclosure/{}.yaml",
        Kind::Incident => "rai/incidents/{}.yaml",
        Kind::ExternalRecord => "rai/external/{}.yaml",
    }
}

/// Returns `name` with only such characters as every file system takes.
fn file_name(name: &str) -> String {
    let plain = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => c,
        _ => '-',
    };
    let name: String = name.chars().map(plain).collect();
    name.trim_start_matches(['.', '-']).to_owned()
}
