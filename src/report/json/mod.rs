//! `raigate/report/v1`: the report that other programs read.
//!
//! These types are the published shape, apart from the ones the stages speak
//! in: those may be renamed, these may not.

mod breakdown;
mod publish;
mod read;
mod write;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use super::escape;
use crate::glossary::{self, Severity, Stage, Tier};
use crate::rule::Profile;
use crate::verdict;

pub use self::breakdown::{Breakdown, Group, Interval};
pub use self::publish::{NotPosted, Posted, Publish};
pub use self::read::{describe, read};

/// The name of this shape; every report carries it.
pub const SCHEMA: &str = "raigate/report/v1";

/// What a run of raigate found, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The name and version of this shape.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// The program that wrote the report.
    pub tool: Tool,
    /// How the run ended: judged and nothing blocks, judged and something blocks, or not judged.
    #[schemars(extend("enum" = VERDICTS))]
    pub verdict: String,
    /// What was judged.
    pub subject: Subject,
    /// By which rules it was judged.
    pub policy: Policy,
    /// How many there are of everything.
    pub summary: Summary,
    /// The systems, sorted by id.
    pub systems: Vec<System>,
    /// Every rule of the policy and how it ended, sorted by id.
    pub rules: Vec<Rule>,
    /// What the rules object to, sorted by path, position and rule.
    pub findings: Vec<Finding>,
    /// Why there is no verdict; empty exactly when there is one.
    pub errors: Vec<Error>,
    /// What became of posting it to a forge; absent where that was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<Publish>,
}

/// The program that wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Where the files were read from.
    #[schemars(extend("enum" = SNAPSHOTS))]
    pub snapshot: String,
    /// The commit, where there is one.
    #[schemars(regex(pattern = r"^[0-9a-f]{40}$"))]
    pub commit: Option<String>,
    /// The commit that findings were compared with, where there is one.
    #[schemars(regex(pattern = r"^[0-9a-f]{40}$"))]
    pub base: Option<String>,
}

/// By which rules a repository was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The digest of policies, schemas and overrides.
    pub digest: String,
    /// Where they were read from: `worktree`, or a commit.
    #[schemars(regex(pattern = r"^(worktree|[0-9a-f]{40})$"))]
    pub source: String,
    /// The profile in force.
    #[schemars(extend("enum" = names(Profile::ALL, Profile::name)))]
    pub profile: String,
    /// How many rules there are.
    pub rules: usize,
}

/// How many there are of everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Systems judged.
    pub systems: usize,
    /// Artifacts judged.
    pub artifacts: usize,
    /// Open findings of severity error.
    pub error: usize,
    /// Open findings of severity warning.
    pub warning: usize,
    /// Open findings of severity note.
    pub note: usize,
    /// Findings that a waiver excuses.
    pub waived: usize,
    /// Findings that stood before, in the base or the baseline.
    pub known: usize,
    /// Rules that need facts which only exist elsewhere.
    pub deferred: usize,
    /// Rules whose facts should be there and are not.
    pub not_evaluated: usize,
}

/// How one system ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// Its id.
    pub id: String,
    /// How much harm it could do.
    #[schemars(extend("enum" = names(Tier::ALL, Tier::name)))]
    pub tier: String,
    /// How far it has come.
    #[schemars(extend("enum" = names(Stage::ALL, Stage::name)))]
    pub stage: String,
    /// How its run ended.
    #[schemars(extend("enum" = VERDICTS))]
    pub verdict: String,
    /// How much of what applies to it is met.
    pub completeness: Completeness,
    /// Its metrics by group, as the evidence states them; absent where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breakdowns: Vec<Breakdown>,
}

/// How much of what applies to a system is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Completeness {
    /// Rules that passed.
    pub met: usize,
    /// Rules that applied.
    pub required: usize,
}

/// How one rule ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The highest severity it has in this run; null where it is off.
    #[schemars(extend("enum" = severities_or_null()))]
    pub severity: Option<String>,
    /// How it ended.
    #[schemars(extend("enum" = OUTCOMES.map(crate::rule::Outcome::name)))]
    pub outcome: String,
    /// How many findings it has.
    pub findings: usize,
}

/// What a rule objects to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The id of the rule.
    pub rule: String,
    /// How much it matters here.
    #[schemars(extend("enum" = names(Severity::ALL, Severity::name)))]
    pub severity: String,
    /// Whether it counts: open, excused by a waiver, or there before.
    #[schemars(extend("enum" = STATUSES))]
    pub status: String,
    /// The fact.
    pub message: String,
    /// The id of the system; null for the repository as a whole.
    pub system: Option<String>,
    /// The artifact; null for the repository as a whole.
    pub artifact: Option<Artifact>,
    /// The narrowest place that has to change.
    pub location: Location,
    /// Further places it speaks of.
    pub related: Vec<Related>,
    /// The smallest honest change.
    pub remedy: String,
    /// The clauses the rule answers to, by framework.
    pub controls: BTreeMap<String, Vec<String>>,
    /// The waiver that excuses it.
    pub waiver: Option<Waiver>,
    /// What it is about, without line numbers, as SHA-256.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub fingerprint: String,
}

/// What excuses a finding, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Its id.
    pub id: String,
    /// The file it stands in, from the repository root, with `/`.
    pub path: String,
    /// Who asked for it.
    pub requested_by: Option<String>,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// Why the rule is not met, in the words of who asked.
    pub reason: String,
    /// The last day on which it holds (UTC).
    #[schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub expires: String,
    /// How many days it holds after the day of the run; 0 on its last day.
    pub days_left: i32,
}

/// An evidence file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// Its path from the repository root, with `/`.
    pub path: String,
    /// What it is about.
    #[schemars(extend("enum" = names(glossary::Kind::ALL, glossary::Kind::name)))]
    pub kind: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// The path from the repository root, with `/`.
    pub path: String,
    /// The value it belongs to, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// Where it begins.
    pub start: Position,
    /// Where it ends: the position behind its last character.
    pub end: Position,
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The line.
    #[schemars(range(min = 1))]
    pub line: usize,
    /// The column.
    #[schemars(range(min = 1))]
    pub column: usize,
}

/// A second place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// Why there is no verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Error {
    /// What could not be done; its causes and what to do about it follow on lines of their own.
    pub message: String,
    /// Where, when it is about a file.
    pub location: Option<Location>,
}

/// Returns the JSON Schema of a report.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let schema = settings
        .into_generator()
        .into_root_schema_for::<Report>()
        .to_value();
    let mut named = serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:raigate:report:v1",
        "title": SCHEMA,
        "description": "What a run of raigate found, and how it ended.",
    });
    if let (Some(named), serde_json::Value::Object(schema)) = (named.as_object_mut(), schema) {
        named.extend(
            schema
                .into_iter()
                .filter(|(key, _)| key != "title" && key != "$schema"),
        );
    }
    named
}

/// Renders `report`.
pub(super) fn render(report: &verdict::Report) -> String {
    let text = serde_json::to_string_pretty(&Report::from(report));
    escape::json(&text.expect("a tree of texts and numbers serializes")) + "\n"
}

/// What stands between a message and each of its causes.
const CAUSE: &str = "\n  caused by: ";
/// What stands before the help of a message.
const HELP: &str = "\n  help: ";
const VERDICTS: [&str; 3] = ["pass", "fail", "none"];
const SNAPSHOTS: [&str; 3] = ["worktree", "index", "commit"];
const STATUSES: [&str; 3] = ["open", "waived", "known"];
const OUTCOMES: [crate::rule::Outcome; 6] = [
    crate::rule::Outcome::Pass,
    crate::rule::Outcome::Fail,
    crate::rule::Outcome::Waived,
    crate::rule::Outcome::NotApplicable,
    crate::rule::Outcome::Deferred,
    crate::rule::Outcome::NotEvaluated,
];

fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| name(*value)).collect()
}

fn severities_or_null() -> Vec<Option<&'static str>> {
    let all = Severity::ALL.iter().map(|severity| Some(severity.name()));
    all.chain([None]).collect()
}
