//! What can be typed behind `raigate metrics`.

use camino::Utf8PathBuf;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::predictions::Task;

/// `raigate metrics`
#[derive(Debug, Args)]
pub struct MetricsArgs {
    /// The predictions, one row each
    pub file: Utf8PathBuf,
    /// Compare the groups in these columns, and their combinations
    #[arg(long, value_name = "COLUMN", required = true, num_args = 1..)]
    pub by: Vec<String>,
    /// Compare within each level of these columns
    #[arg(long, value_name = "COLUMN", num_args = 1..)]
    pub control: Vec<String>,
    /// The column of what is true
    #[arg(long, value_name = "COLUMN", default_value = "y_true")]
    pub truth: String,
    /// The column of what was predicted
    #[arg(long, value_name = "COLUMN", default_value = "y_pred")]
    pub prediction: String,
    /// What truth and prediction are, where their columns do not tell: positive or negative,
    /// one of several classes, or numbers
    #[arg(
        long,
        value_name = "TASK",
        value_parser = PossibleValuesParser::new(["binary", "multiclass", "regression"])
            .map(|word| Task::from_name(&word).unwrap_or_default()),
    )]
    pub task: Option<Task>,
    /// The column of the probability of being positive: adds ROC AUC and log loss
    #[arg(long, value_name = "COLUMN")]
    pub score: Option<String>,
    /// Predict positive from this score on, instead of reading a prediction
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "score",
        conflicts_with = "prediction"
    )]
    pub threshold: Option<f64>,
    /// The column of how many cases a row stands for, in whole numbers
    #[arg(long, value_name = "COLUMN")]
    pub weight: Option<String>,
    /// The column of what no two rows have in common
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// The labels of positive cases, in either column, where they are not 1
    #[arg(long, value_name = "LABEL", requires = "negative", num_args = 1..)]
    pub positive: Vec<String>,
    /// The labels of negative cases, in either column, where they are not 0
    #[arg(long, value_name = "LABEL", requires = "positive", num_args = 1..)]
    pub negative: Vec<String>,
    /// A text that stands for no value, as the empty cell does
    #[arg(long, value_name = "TEXT")]
    pub missing: Vec<String>,
    /// Leave out rows without truth, prediction or score, and say how many
    #[arg(long)]
    pub skip_unlabelled: bool,
    /// The kind of the file that is written: `fairness-report`, of classes and numbers
    /// `eval-result` else
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<CountsKind>,
    /// Where to write it; `rai/fairness/NAME.json` or `rai/eval/results/NAME.json` else
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<Utf8PathBuf>,
    /// The folder of evidence that is no part of the repository, where the file lies in one
    #[arg(long, value_name = "DIR", env = "RAIGATE_EVIDENCE_DIR")]
    pub evidence_dir: Option<Utf8PathBuf>,
    /// Only print
    #[arg(long, conflicts_with_all = ["output", "force"])]
    pub no_file: bool,
    /// Write over a file that is there; what people added to it stays
    #[arg(long)]
    pub force: bool,
    /// Also draw the rates of the groups, as SVG for a page or a card
    #[arg(long, value_name = "FILE")]
    pub picture: Option<Utf8PathBuf>,
    /// The system it belongs to
    #[arg(long, value_name = "ID")]
    pub system: Option<String>,
    /// The model that made the predictions, for claims that name one
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
    /// The data they were made on, for claims that name it, as those of a `model-index` do
    #[arg(long, value_name = "NAME")]
    pub dataset: Option<String>,
}

impl MetricsArgs {
    /// Returns the kind of the file that is written.
    pub(super) fn kind_of(&self, task: Task) -> CountsKind {
        self.kind.unwrap_or(match task {
            Task::Binary => CountsKind::FairnessReport,
            Task::Multiclass | Task::Regression => CountsKind::EvalResult,
        })
    }
}

/// What the counts are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CountsKind {
    /// Counts of each group, and the disparities between them.
    FairnessReport,
    /// Each rate of each slice, with its counts.
    EvalResult,
}
