//! The JSON Schema of `raigate.toml`, for editors and for people.
//!
//! The types below only shape the schema: the file itself is read key by key, because a reader
//! wants every mistake at once and serde stops at the first. A test holds both to the same keys.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::config::{Checking, Commenting, FACETS, Values};
use crate::glossary::{Kind, Severity, Stage, Tier};
use crate::rule::{Confidence, Profile};

/// Returns the schema, with every word of the closed lists in it.
pub(super) fn schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut whole = generator.into_root_schema_for::<ConfigFile>().to_value();
    forbid_null(&mut whole);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:raigate:schema:config:v1",
        "title": "raigate.toml",
    });
    if let (Value::Object(schema), Value::Object(mut members)) = (&mut schema, whole) {
        for done in ["$schema", "title"] {
            members.remove(done);
        }
        schema.extend(members);
    }
    schema
}

/// What a team asks of the gate.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct ConfigFile {
    /// The version of this format; always 1.
    #[schemars(schema_with = "version")]
    version: (),
    /// The oldest raigate that understands this file; an older one says "upgrade".
    #[schemars(regex(pattern = r"^[0-9]+(\.[0-9]+){0,2}$"))]
    min_raigate: Option<String>,
    /// Files of an organisation, relative to this one; what they state can only be tightened here.
    extends: Option<Vec<String>>,
    /// What blocks.
    gate: Option<Gate>,
    /// Where evidence is looked for.
    discovery: Option<Discovery>,
    /// What is built and shipped; or `rai/system.yaml` beside the evidence.
    system: Option<Vec<System>>,
    /// Files whose kind the conventions do not tell.
    artifact: Option<Vec<Artifact>>,
    /// The profile, and what is changed about single rules.
    #[schemars(schema_with = "rules", default)]
    rules: (),
    /// A team's own policies.
    policy: Option<Policy>,
    /// Who may approve what: role to identities.
    roles: Option<BTreeMap<String, Identities>>,
    /// Where alerts may go: name to address.
    routes: Option<BTreeMap<String, String>>,
    /// Identities that belong to one person, by any name.
    people: Option<BTreeMap<String, Person>>,
    /// How signatures are checked.
    provenance: Option<Provenance>,
    /// What is posted to a forge.
    publish: Option<Publish>,
}

/// What blocks.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Gate {
    /// The least severity that blocks.
    #[schemars(schema_with = "fail_on", default)]
    fail_on: (),
    /// Whether a rule that could not judge blocks as its severity says.
    #[schemars(schema_with = "not_evaluated", default)]
    not_evaluated: (),
    /// Whether findings of `--since` and `--baseline` block again from stage launch on.
    #[schemars(schema_with = "known", default)]
    known: (),
    /// Whether a repository in which nothing is recognised passes.
    allow_empty: Option<bool>,
    /// Stages that a branch or a tag implies.
    stage_from: Option<Vec<StageFrom>>,
}

/// A stage that a branch or a tag implies; either `ref` or `tag` is given.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("oneOf" = [{"required": ["ref"]}, {"required": ["tag"]}]))]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct StageFrom {
    /// A glob over branch names.
    r#ref: Option<String>,
    /// A glob over tag names.
    tag: Option<String>,
    /// The least stage there.
    #[schemars(schema_with = "stage")]
    stage: (),
}

/// Where evidence is looked for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Discovery {
    /// Globs of files to look at beside the conventions.
    include: Option<Vec<String>>,
    /// Globs of files never to look at.
    exclude: Option<Vec<String>>,
    /// Globs of model files.
    models: Option<Vec<String>>,
}

/// What is built and shipped.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct System {
    /// A short name, unique in the repository.
    id: String,
    /// How much harm it could do; always stated.
    #[schemars(schema_with = "tier")]
    tier: (),
    /// How far it has come; `review` where it is not stated.
    #[schemars(schema_with = "stage", default)]
    stage: (),
    /// Its folder, from the root of the repository; the root itself where it is not stated.
    root: Option<String>,
    /// Globs of what its evidence describes: a change there makes evidence stale.
    watch: Option<Vec<String>>,
    /// What is special about it.
    #[schemars(schema_with = "facets", default)]
    facets: (),
}

/// Files whose kind the conventions do not tell.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Artifact {
    /// What they are about.
    #[schemars(schema_with = "kind")]
    kind: (),
    /// Globs of the files.
    #[schemars(length(min = 1))]
    paths: Vec<String>,
    /// The system they belong to.
    system: Option<String>,
    /// The model their results are of, where they name none themselves.
    model: Option<String>,
    /// The dataset their results are of, where they name none themselves.
    dataset: Option<String>,
}

/// What is changed about one rule; any other key is a setting of that rule.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Rule {
    /// How much its findings matter, everywhere or by tier.
    #[schemars(schema_with = "severity", default)]
    severity: (),
    /// The smallest profile it belongs to.
    #[schemars(schema_with = "profile", default)]
    profile: (),
    /// How often it is right, as this team sees it.
    #[schemars(schema_with = "confidence", default)]
    confidence: (),
    /// The first stage at which it can block.
    #[schemars(schema_with = "stage", default)]
    from_stage: (),
    /// The facets of which a system needs at least one for the rule to apply.
    #[schemars(schema_with = "facets", default)]
    facets: (),
    /// The rules whose finding makes this one's a consequence.
    implied_by: Option<Vec<String>>,
}

/// A team's own policies.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Policy {
    /// Folders and files of native rules.
    paths: Option<Vec<String>>,
    /// Folders of policies in conftest's dialect; not supported yet.
    conftest: Option<Vec<String>>,
    /// Folders of data for policies.
    data: Option<Vec<String>>,
}

/// Who holds a role: handles and e-mail addresses.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Identities(#[schemars(length(min = 1))] Vec<String>);

/// Identities that belong to one person.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Person {
    /// Names on the forge.
    handles: Option<Vec<String>>,
    /// E-mail addresses.
    emails: Option<Vec<String>>,
    /// Signing keys.
    keys: Option<Vec<String>>,
}

/// How signatures are checked.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Provenance {
    /// The file of allowed signers.
    allowed_signers: Option<String>,
    /// The file of revoked keys of OpenSSH, one a line.
    revoked_signers: Option<String>,
    /// The file of public keys of OpenPGP.
    openpgp_keys: Option<String>,
    /// The kinds whose records need a signature.
    #[schemars(schema_with = "kinds", default)]
    require_signature: (),
}

/// What is posted to a forge.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the fields only shape the schema")]
struct Publish {
    /// When a pull request gets a comment; once there, it is kept up to date.
    #[schemars(schema_with = "commenting", default)]
    comment: (),
    /// Whether there is a check run.
    #[schemars(schema_with = "checking", default)]
    check: (),
    /// How much of the evidence is shown: nothing, numbers and ids, or also short quotes.
    #[schemars(schema_with = "shown", default)]
    values: (),
}

fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "integer", "const": 1})
}

fn rules(generator: &mut SchemaGenerator) -> Schema {
    let rule = generator.subschema_for::<Rule>();
    json_schema!({
        "type": "object",
        "properties": {"profile": profile(generator)},
        "patternProperties": {"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$": rule},
        "additionalProperties": false,
    })
}

fn severity(_: &mut SchemaGenerator) -> Schema {
    let mut names: Vec<&str> = Severity::ALL.iter().map(|it| it.name()).collect();
    names.push("off");
    let one = word(&names);
    json_schema!({"oneOf": [one, {
        "type": "object",
        "properties": {"minimal": one, "limited": one, "high": one},
        "required": ["minimal", "limited", "high"],
        "additionalProperties": false,
    }]})
}

fn fail_on(_: &mut SchemaGenerator) -> Schema {
    word(&["error", "warning", "never"])
}

fn not_evaluated(_: &mut SchemaGenerator) -> Schema {
    word(&["fail", "warn"])
}

fn known(_: &mut SchemaGenerator) -> Schema {
    word(&["allow-until-launch", "allow"])
}

fn commenting(_: &mut SchemaGenerator) -> Schema {
    word(&Commenting::NAMES.map(|(name, _)| name))
}

fn checking(_: &mut SchemaGenerator) -> Schema {
    word(&Checking::NAMES.map(|(name, _)| name))
}

fn shown(_: &mut SchemaGenerator) -> Schema {
    word(&Values::NAMES.map(|(name, _)| name))
}

fn tier(_: &mut SchemaGenerator) -> Schema {
    word(&Tier::ALL.iter().map(|it| it.name()).collect::<Vec<_>>())
}

fn stage(_: &mut SchemaGenerator) -> Schema {
    word(&Stage::ALL.iter().map(|it| it.name()).collect::<Vec<_>>())
}

fn kind(_: &mut SchemaGenerator) -> Schema {
    word(&Kind::ALL.iter().map(|it| it.name()).collect::<Vec<_>>())
}

fn kinds(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": kind(generator)})
}

fn profile(_: &mut SchemaGenerator) -> Schema {
    word(&Profile::ALL.iter().map(|it| it.name()).collect::<Vec<_>>())
}

fn confidence(_: &mut SchemaGenerator) -> Schema {
    word(
        &Confidence::ALL
            .iter()
            .map(|it| it.name())
            .collect::<Vec<_>>(),
    )
}

fn facets(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "array", "items": word(&FACETS)})
}

fn word(names: &[&str]) -> Schema {
    json_schema!({"type": "string", "enum": names})
}

/// Takes out what serde allows and TOML cannot say: an optional value that is null.
fn forbid_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    members.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = members.get_mut("anyOf") {
                choices.retain(|choice| choice != &json!({"type": "null"}));
                if let [Value::Object(only)] = choices.as_mut_slice() {
                    let only = std::mem::take(only);
                    members.remove("anyOf");
                    members.extend(only);
                }
            }
            if members.get("default") == Some(&Value::Null) {
                members.remove("default");
            }
            members.values_mut().for_each(forbid_null);
        }
        Value::Array(items) => items.iter_mut().for_each(forbid_null),
        _ => {}
    }
}
