//! The closed lists of words that configuration, envelopes and reports share.
//!
//! Each word has one name and one meaning; nothing else in the code spells it.

use std::fmt;

use camino::Utf8Path;

/// Gives an ordered enum its names, in one place.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name used in configuration and reports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Returns the value of that name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.name())
            }
        }
    };
}
pub(crate) use named;

/// What an artifact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What is built and shipped: its tier, stage, facets, owners and models.
    System,
    /// What a system is for, whom it touches and who watches over it.
    Intake,
    /// One model version: name, digest, origin, training data.
    ModelManifest,
    /// Which files of a model somebody has signed, by their digests.
    ModelSignature,
    /// What readers are told about a model.
    ModelCard,
    /// What readers are told about a whole system.
    SystemCard,
    /// What readers are told about a dataset.
    Datasheet,
    /// What a loader measured of a dataset: splits, features, checksums.
    DataStatistics,
    /// What is to be measured, on what, and how good it has to be.
    EvalPlan,
    /// What was measured.
    EvalResult,
    /// How results differ between groups of people.
    FairnessReport,
    /// What attacks were tried, and which succeeded.
    SafetyTestLog,
    /// What could go wrong, how badly, and what is done about it.
    RiskAssessment,
    /// One measure against one risk.
    Mitigation,
    /// What is watched in operation, and who is told.
    MonitoringPlan,
    /// What has to be true before a release.
    LaunchChecklist,
    /// A decision by a person, bound to what it covers.
    Approval,
    /// An exception from a rule, for a while.
    Waiver,
    /// Which personal data is used, and on what basis.
    PrivacyReview,
    /// What users are told, and how they can object.
    DisclosureReview,
    /// Something that went wrong.
    Incident,
    /// A record that is kept elsewhere.
    ExternalRecord,
}
named!(Kind {
    System = "system",
    Intake = "intake",
    ModelManifest = "model-manifest",
    ModelSignature = "model-signature",
    ModelCard = "model-card",
    SystemCard = "system-card",
    Datasheet = "datasheet",
    DataStatistics = "data-statistics",
    EvalPlan = "eval-plan",
    EvalResult = "eval-result",
    FairnessReport = "fairness-report",
    SafetyTestLog = "safety-test-log",
    RiskAssessment = "risk-assessment",
    Mitigation = "mitigation",
    MonitoringPlan = "monitoring-plan",
    LaunchChecklist = "launch-checklist",
    Approval = "approval",
    Waiver = "waiver",
    PrivacyReview = "privacy-review",
    DisclosureReview = "disclosure-review",
    Incident = "incident",
    ExternalRecord = "external-record",
});

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Parts of one.
    Fraction,
    /// Parts of a hundred.
    Percent,
    /// Points of a score up to 100.
    Points,
}
named!(Unit {
    Fraction = "fraction",
    Percent = "percent",
    Points = "points",
});

/// The syntax a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One JSON value (RFC 8259).
    Json,
    /// One JSON value a line.
    JsonLines,
    /// YAML 1.2, one document or several.
    Yaml,
    /// TOML 1.0.
    Toml,
    /// Markdown with front matter in YAML or TOML, or none.
    Markdown,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// JSON in the ZIP container of a log of `inspect_ai`.
    Eval,
}
named!(Format {
    Json = "json",
    JsonLines = "jsonl",
    Yaml = "yaml",
    Toml = "toml",
    Markdown = "markdown",
    Csv = "csv",
    Eval = "eval",
});

impl Format {
    /// Returns the format that a file name promises.
    #[must_use]
    pub fn of_path(path: &Utf8Path) -> Option<Self> {
        if path.file_name() == Some("MLmodel") {
            return Some(Self::Yaml);
        }
        // Other signatures are no JSON: those of OpenSSH and OpenPGP end in `.sig`, too.
        let name = path.file_name()?;
        if name == "model.sig" || name.ends_with(".model.sig") {
            return Some(Self::Json);
        }
        match path.extension()?.to_ascii_lowercase().as_str() {
            "json" | "jsonld" | "sigstore" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "yaml" | "yml" | "dvc" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            "md" | "mdx" | "markdown" => Some(Self::Markdown),
            "csv" => Some(Self::Csv),
            "eval" => Some(Self::Eval),
            _ => None,
        }
    }
}

/// The convention an artifact follows, where it is not raigate's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standard {
    /// raigate's own envelope, or a file at one of its default paths.
    Native,
    /// A Markdown card without card metadata (`MODEL_CARD.md` and its spellings).
    PlainCard,
    /// A model card of the Hugging Face Hub.
    HuggingFaceModelCard,
    /// A dataset card of the Hugging Face Hub.
    HuggingFaceDatasetCard,
    /// `dataset_infos.json` of the `datasets` library.
    DatasetInfos,
    /// A model page with a `model-index` block inside an HTML comment.
    ModelIndexComment,
    /// Croissant, JSON-LD.
    Croissant,
    /// A CycloneDX bill of materials with a machine-learning model.
    CycloneDx,
    /// An SPDX 3 document with an AI package.
    Spdx,
    /// An `MLmodel` file of MLflow.
    MlModel,
    /// Results of the lm-evaluation-harness.
    LmEval,
    /// A log of `inspect_ai`.
    Inspect,
    /// A file of a HELM run.
    Helm,
    /// A record of Every Eval Ever.
    EveryEvalEver,
    /// A report of garak.
    Garak,
    /// A card of the Model Card Toolkit.
    ModelCardToolkit,
    /// A result or checklist of AI Verify.
    AiVerify,
    /// Scores under `.eval_results/` of a model repository of the Hugging Face Hub.
    HuggingFaceEvalResults,
    /// Results in rows of a table: of timm, of Fairlearn, of Aequitas.
    ResultsTable,
    /// An export of Fairlearn's `MetricFrame`.
    MetricFrame,
    /// An evaluation of promptfoo.
    Promptfoo,
    /// A run of MLflow.
    MlflowRun,
    /// `accuracy-check.yml` of the Open Model Zoo.
    AccuracyCheck,
    /// Metrics by name, as training scripts and DVC keep them.
    MetricsFile,
    /// A model asset of Azure Machine Learning.
    AzureMl,
    /// A manifest of the Open Model Zoo.
    OpenModelZoo,
    /// A signature of OpenSSF's model-signing, in a bundle of Sigstore.
    ModelSigning,
}
named!(Standard {
    Native = "native",
    PlainCard = "plain-card",
    HuggingFaceModelCard = "hugging-face-model-card",
    HuggingFaceDatasetCard = "hugging-face-dataset-card",
    DatasetInfos = "dataset-infos",
    ModelIndexComment = "model-index-comment",
    Croissant = "croissant",
    CycloneDx = "cyclonedx",
    Spdx = "spdx",
    MlModel = "mlmodel",
    LmEval = "lm-eval",
    Inspect = "inspect",
    Helm = "helm",
    EveryEvalEver = "every-eval-ever",
    Garak = "garak",
    ModelCardToolkit = "model-card-toolkit",
    AiVerify = "ai-verify",
    HuggingFaceEvalResults = "hugging-face-eval-results",
    ResultsTable = "results-table",
    MetricFrame = "metric-frame",
    Promptfoo = "promptfoo",
    MlflowRun = "mlflow-run",
    AccuracyCheck = "accuracy-check",
    MetricsFile = "metrics-file",
    AzureMl = "azure-ml",
    OpenModelZoo = "open-model-zoo",
    ModelSigning = "model-signing",
});

/// How much harm a system could do; ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Little that matters depends on it.
    Minimal,
    /// Some harm is possible, and people are told.
    Limited,
    /// It decides about people, or can hurt them.
    High,
    /// It may not be built.
    Prohibited,
}
named!(Tier { Minimal = "minimal", Limited = "limited", High = "high", Prohibited = "prohibited" });

/// How far a system has come; ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Being proposed.
    Intake,
    /// Being built.
    Development,
    /// Being judged.
    Review,
    /// Being released.
    Launch,
    /// In use.
    Operate,
    /// No longer in use.
    Retired,
}
named!(Stage {
    Intake = "intake",
    Development = "development",
    Review = "review",
    Launch = "launch",
    Operate = "operate",
    Retired = "retired",
});

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never blocks.
    Note,
    /// Worth fixing; blocks only where the gate says so.
    Warning,
    /// Blocks.
    Error,
}
named!(Severity { Note = "note", Warning = "warning", Error = "error" });

/// Returns the one of `names` that `word` most likely was meant to be; `None` where none is near.
///
/// Case, spaces and underscores do not count. At most a third of the letters may differ.
///
/// ```
/// use raigate::glossary::nearest;
/// assert_eq!(nearest("Model_Crad", ["model-card", "intake"]), Some("model-card"));
/// assert_eq!(nearest("weather", ["model-card", "intake"]), None);
/// ```
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |text: &str| text.trim().replace(['_', ' '], "-").to_lowercase();
    let word = plain(word);
    let farthest = (word.chars().count() / 3).clamp(1, 4);
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&plain(name), &word), name))
        .filter(|(distance, name)| *distance <= farthest && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
