//! What one artifact says, read by the interpreter of its format.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::huggingface::text;
use super::measure::Measure;
use super::plan::Plan;
pub(super) use super::script::Script;
use super::tallies::{Frame, Tally};
use super::{
    accuracy_check, ai_verify, azure_ml, comparisons, croissant, cyclonedx, datasets, disparities,
    eval_results, every_eval_ever, helm, huggingface, inspect, lm_eval, metric_frame, metrics,
    metrics_file, mlflow_run, mlmodel, model_card_toolkit, model_index_comment, model_signing,
    names, native, open_model_zoo, results_table, slicings, spdx, tables, tallies, trials,
};
use crate::artifact::{Artifact, Facts};
use crate::glossary::{Kind, Standard};
use crate::packed::List;
use crate::span::{Pointer, SpanMap};

/// More columns than these are no columns that anybody named.
const MOST_COLUMNS: usize = 2_000;

/// The facts of one artifact that need no other artifact.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// Name, version, digest and base model, each with its place.
    pub identity: Map<String, Value>,
    /// What it claims.
    pub claims: Vec<Measure>,
    /// What it measured.
    pub results: Vec<Measure>,
    /// What it plans to measure.
    pub plan: Plan,
    /// The datasets it names as used.
    pub datasets_used: Vec<DatasetUse>,
    /// The datasets it describes.
    pub dataset_names: Vec<String>,
    /// Facts that only some formats have, such as how a run ended.
    pub more: Map<String, Value>,
    /// The digests of files that it states.
    pub digests: Vec<Value>,
    /// The digest of the data that it describes, with its place.
    pub own_digest: Option<Value>,
    /// Fields that go by other keys than usual, by their usual one: each `{value, at}`.
    pub fields: Map<String, Value>,
    /// What a reader of its format would refuse.
    pub schema_errors: Vec<Value>,
    /// What readers of its metadata would not understand.
    pub metadata_errors: Vec<Value>,
    /// Which data it was trained and which it was measured on, as far as it tells them apart.
    pub data_roles: Vec<Value>,
    /// What it says of sensitive data in a field made for that.
    pub sensitive: Vec<Value>,
    /// The columns of the data it describes, each `{name, at}`.
    pub columns: Vec<Value>,
    /// What its envelope says of all that it counts.
    pub frame: Frame,
    /// How many cases it counts, by what they are of.
    pub tallies: Vec<Tally>,
}

/// What data was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The model has seen it.
    Training,
    /// The model was measured on it.
    Evaluation,
}

impl Role {
    /// Returns the role that a word names, as people write it.
    pub(super) fn from_name(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "train" | "training" | "fit" | "finetuning" | "fine-tuning" => Some(Self::Training),
            "test" | "testing" | "eval" | "evaluation" | "validation" | "val" | "dev" => {
                Some(Self::Evaluation)
            }
            _ => None,
        }
    }
}

/// One dataset that an artifact names as used.
#[derive(Debug, Clone)]
pub(super) struct DatasetUse {
    /// Its name.
    pub name: String,
    /// Where it is named.
    pub at: Pointer,
    /// Its digest, where one is given.
    pub digest: Option<String>,
    /// Whether it is named only as a public benchmark.
    pub is_benchmark: bool,
}

impl Reading {
    /// Notes a part of the identity, unless an earlier source has named it.
    pub(super) fn identify(&mut self, part: &str, at: &Pointer, value: Option<&Value>) {
        let value: Value = match value {
            Some(Value::String(text)) if !text.trim().is_empty() => text.as_str().into(),
            // A version that reads as a number is a name all the same.
            Some(Value::Number(number)) => number.to_string().into(),
            // Only a model that was merged has several of something: the models it is made of.
            Some(Value::Array(names))
                if part == "base_model"
                    && !names.is_empty()
                    && names.iter().all(Value::is_string) =>
            {
                names.clone().into()
            }
            _ => return,
        };
        self.identity
            .entry(part)
            .or_insert_with(|| json!({"value": value, "at": at.as_str()}));
    }

    /// Returns the facts of an artifact of `kind` that need no other artifact.
    ///
    /// What of a result is needed only for its own fact goes with it.
    pub(super) fn take_facts(&mut self, kind: Kind) -> Facts {
        let mut facts = Facts::default();
        if !self.identity.is_empty() {
            facts.insert("identity", Value::from(self.identity.clone()));
        }
        if !self.results.is_empty() {
            let slicings = slicings::read(&self.results);
            let is_read = self.more.contains_key("comparisons");
            if matches!(kind, Kind::EvalResult | Kind::FairnessReport) && !is_read {
                self.note("comparisons", comparisons::of_results(&self.results));
                self.note("disparities", disparities::of_results(&self.results));
            }
            self.count(kind);
            self.take_results(&mut facts);
            if !slicings.is_empty() {
                facts.insert("slicings", Value::from(slicings));
            }
        }
        // Groups with counts alone are no results.
        if self.results.is_empty() {
            self.count(kind);
        }
        if kind == Kind::Datasheet && !self.dataset_names.is_empty() {
            facts.insert("dataset_names", json!(self.dataset_names));
        }
        facts.extend(std::mem::take(&mut self.more));
        if !self.fields.is_empty() {
            facts.insert("fields", Value::from(self.fields.clone()));
        }
        for (key, list) in [
            ("digests", &self.digests),
            ("schema_errors", &self.schema_errors),
            ("metadata_errors", &self.metadata_errors),
            ("data_roles", &self.data_roles),
            ("sensitive", &self.sensitive),
            ("columns", &self.columns),
        ] {
            if !list.is_empty() {
                facts.insert(key, json!(list));
            }
        }
        facts
    }

    /// Adds the results as policies see them, and by themselves those that may not fit.
    fn take_results(&mut self, facts: &mut Facts) {
        let (mut results, mut doubtful) = (List::default(), List::default());
        for result in &mut self.results {
            let (fact, is_fit) = result.take_fact();
            results.push(&fact);
            if !is_fit {
                doubtful.push(&fact);
            }
        }
        if !doubtful.is_empty() {
            facts.insert("doubtful", doubtful.packed());
        }
        facts.insert("results", results.packed());
    }

    /// Lets go of what is needed only for facts.
    pub(super) fn drop_facts(&mut self) {
        self.more = Map::new();
        self.plan = Plan::default();
        self.results.iter_mut().for_each(Measure::drop_support);
    }

    /// Keeps what is counted for other files to be held against.
    fn count(&mut self, kind: Kind) {
        if matches!(kind, Kind::EvalResult | Kind::FairnessReport) {
            let comparisons = self.more.get("comparisons");
            self.tallies = tallies::read(&self.frame, comparisons, &self.results);
        }
    }

    /// Says of which model and data the results are that name none.
    pub(super) fn complete(&mut self, model: Option<&str>, dataset: Option<&str>) {
        for result in &mut self.results {
            if result.model.is_none() {
                result.model = model.map(str::to_owned);
            }
            if result.dataset.names.is_empty() {
                result.dataset.names.extend(dataset.map(str::to_owned));
            }
        }
    }

    /// Notes a list of facts; an empty one is absent.
    pub(super) fn note(&mut self, name: &str, facts: Vec<Value>) {
        if !facts.is_empty() {
            self.more.insert(name.to_owned(), facts.into());
        }
    }

    /// Returns the name of the model, as far as the artifact tells.
    pub(super) fn name(&self) -> Option<&str> {
        self.identity.get("name")?.get("value")?.as_str()
    }

    /// Notes a dataset as used, once per name.
    pub(super) fn uses(&mut self, name: Option<&Value>, at: Pointer, digest: Option<&Value>) {
        let digest = digest.and_then(Value::as_str).map(str::to_owned);
        self.note_use(name, at, digest, false);
    }

    /// Notes a public benchmark as used: its publisher describes it, not who measures on it.
    pub(super) fn uses_benchmark(&mut self, name: Option<&Value>, at: Pointer) {
        self.note_use(name, at, None, true);
    }

    fn note_use(
        &mut self,
        name: Option<&Value>,
        at: Pointer,
        digest: Option<String>,
        is_benchmark: bool,
    ) {
        let name = name.and_then(Value::as_str);
        let Some(name) = name.filter(|name| !name.trim().is_empty()) else {
            return;
        };
        if let Some(known) = self.datasets_used.iter_mut().find(|it| it.name == name) {
            known.is_benchmark &= is_benchmark;
            return;
        }
        self.datasets_used.push(DatasetUse {
            name: name.to_owned(),
            at,
            digest,
            is_benchmark,
        });
    }

    /// Notes a dataset as used, unless its name only tells which part of some data it is.
    pub(super) fn uses_named(&mut self, name: Option<&Value>, at: Pointer) {
        let name = name.filter(|name| !name.as_str().is_some_and(metrics::is_part));
        self.uses(name, at, None);
    }

    /// Notes what data was used for: a name, or a mapping that says more.
    pub(super) fn plays(&mut self, role: Role, at: &Pointer, data: &Value) {
        let role = match role {
            Role::Training => "training",
            Role::Evaluation => "evaluation",
        };
        let mut fact = Map::new();
        fact.insert("role".to_owned(), role.into());
        fact.insert("at".to_owned(), at.as_str().into());
        let part = |key: &str| match data {
            Value::String(_) if key == "name" => text(Some(data)),
            _ => text(data.get(key)),
        };
        let parts = ["name", "config", "split", "revision", "version", "digest"];
        for (key, part) in parts.iter().filter_map(|key| Some((*key, part(key)?))) {
            // A version of data is its revision by another name.
            let key = if key == "version" { "revision" } else { key };
            fact.entry(key).or_insert(part.into());
        }
        self.data_roles.push(fact.into());
    }

    /// Notes what is said of sensitive data in the data or the model called `name`.
    pub(super) fn declares_sensitive(&mut self, at: &Pointer, said: &str, name: Option<&Value>) {
        let fact = json!({"at": at.as_str(), "said": said, "name": name});
        self.sensitive.push(fact);
    }

    /// Notes a column of the data, once per name.
    pub(super) fn has_column(&mut self, name: &str, at: &Pointer) {
        let is_known = self.columns.iter().any(|column| column["name"] == name);
        if !is_known && self.columns.len() < MOST_COLUMNS {
            let column = json!({"name": name, "at": at.as_str(), "words": names::of_column(name)});
            self.columns.push(column);
        }
    }

    /// Notes a dataset as described, once per name.
    pub(super) fn describes(&mut self, name: &str) {
        let name = name.trim();
        if !name.is_empty() && !self.dataset_names.iter().any(|known| known == name) {
            self.dataset_names.push(name.to_owned());
        }
    }
}

/// Reads one artifact, or where it is not wanted whole, what others are held against;
/// `spans` are the places of its whole file, once somebody asks.
pub(super) fn read(artifact: &Artifact, spans: &OnceLock<SpanMap>, is_whole: bool) -> Reading {
    let mut script = Script::new(artifact, spans);
    script.is_whole = is_whole;
    let mut reading = Reading::default();
    // What a team writes for the gate outranks what it writes for others.
    native::read(&script, &mut reading);
    match artifact.standard {
        Standard::HuggingFaceModelCard => huggingface::read_model_card(&script, &mut reading),
        Standard::HuggingFaceDatasetCard => huggingface::read_dataset_card(&script, &mut reading),
        Standard::DatasetInfos => datasets::read(&script, &mut reading),
        Standard::ModelIndexComment => model_index_comment::read(&script, &mut reading),
        Standard::LmEval => lm_eval::read(&script, &mut reading),
        Standard::Inspect => inspect::read(&script, &mut reading),
        Standard::MlModel => mlmodel::read(&script, &mut reading),
        Standard::ModelSigning => model_signing::read(&script, &mut reading),
        Standard::HuggingFaceEvalResults => eval_results::read(&script, &mut reading),
        Standard::Helm => helm::read(&script, &mut reading),
        Standard::Garak => trials::read_garak(&script, &mut reading),
        Standard::Promptfoo => trials::read_promptfoo(&script, &mut reading),
        Standard::AiVerify => ai_verify::read(&script, &mut reading),
        Standard::MetricFrame => metric_frame::read(&script, &mut reading),
        Standard::ResultsTable => results_table::read(&script, &mut reading),
        Standard::MlflowRun => mlflow_run::read(&script, &mut reading),
        Standard::AccuracyCheck => accuracy_check::read(&script, &mut reading),
        Standard::MetricsFile => metrics_file::read(&script, &mut reading),
        Standard::Croissant => croissant::read(&script, &mut reading),
        Standard::CycloneDx => cyclonedx::read(&script, &mut reading),
        Standard::EveryEvalEver => every_eval_ever::read(&script, &mut reading),
        Standard::ModelCardToolkit => model_card_toolkit::read(&script, &mut reading),
        Standard::Native | Standard::PlainCard => {}
        Standard::Spdx => spdx::read(&script, &mut reading),
        Standard::AzureMl => azure_ml::read(&script, &mut reading),
        Standard::OpenModelZoo => open_model_zoo::read(&script, &mut reading),
    }
    if matches!(artifact.kind, Kind::ModelCard | Kind::SystemCard) {
        tables::read(&script, &mut reading);
    }
    reading
}
