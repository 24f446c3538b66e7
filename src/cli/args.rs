//! What can be typed.

use std::ffi::OsString;

use camino::Utf8PathBuf;
use clap::builder::BoolishValueParser;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use super::import::options::ImportArgs;
use super::metrics::options::MetricsArgs;
use super::publish::{Publication, PublishArgs};
use super::report::ReportArgs;
use super::stamp::StampArgs;
use super::test::TestArgs;
use super::trace::TraceArgs;
use super::unbuilt::Unbuilt;
use super::waivers::WaiversArgs;

/// Judges what a repository says about its models.
#[derive(Debug, Parser)]
#[command(
    name = "raigate",
    version,
    about = "A policy-as-code gate for Responsible AI evidence",
    after_help = "Examples:
  raigate                              judge the repository around this folder
  raigate check --since origin/main    only what this branch adds blocks
  raigate check --format json          for scripts; see `raigate schema report`
  raigate explain card/missing-section what a rule wants, and why

Exit codes: 0 nothing blocks, 1 something blocks, 2 no verdict, 3 judged but not published",
    max_term_width = 100
)]
pub struct Cli {
    /// What to do; [`with_default`] adds `check` where nothing is named.
    #[command(subcommand)]
    pub command: Command,
}

/// Returns the command; a variable that is set to nothing is taken for one that is not set.
#[must_use]
pub fn command() -> clap::Command {
    fn without_empty(arg: clap::Arg) -> clap::Arg {
        let is_empty =
            |name: &std::ffi::OsStr| std::env::var_os(name).is_some_and(|it| it.is_empty());
        if arg.get_env().is_some_and(is_empty) {
            return arg.env(None::<&str>);
        }
        arg
    }
    Cli::command().mut_subcommands(|command| command.mut_args(without_empty))
}

/// Adds `check` where the first word is no command and asks for no help.
#[must_use]
pub fn with_default(mut args: Vec<OsString>) -> Vec<OsString> {
    let command = Cli::command();
    let is_known = |word: &str| {
        matches!(word, "help" | "-h" | "--help" | "-V" | "--version")
            || command.find_subcommand(word).is_some()
    };
    let first = args.get(1).map(|word| word.to_string_lossy().into_owned());
    if !first.is_some_and(|word| is_known(&word)) {
        args.insert(args.len().min(1), OsString::from("check"));
    }
    args
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge the evidence; the default command
    #[command(after_help = "Examples:
  raigate check
  raigate check models/credit-scorer --format human --format sarif=raigate.sarif
  raigate check --staged               judge exactly what is about to be committed
  raigate check --commit v1.2.0        judge a commit without checking it out")]
    Check(Box<CheckArgs>),
    /// Look at the repository and write `raigate.toml`
    #[command(after_help = "Examples:
  raigate init
  raigate init --hook                  also judge every commit before it is made")]
    Init(InitArgs),
    /// Start an artifact, a rule or a waiver, for a person to fill in
    #[command(after_help = "Examples:
  raigate new intake --system credit-scorer
  raigate new team/name-of-the-defect  a rule of your own, with test and examples
  raigate new waiver --for FINGERPRINT")]
    New(NewArgs),
    /// Make evidence of what tools have written: copies of what was measured, gaps for judgements
    #[command(after_help = "Examples:
  raigate import out/results_2026-11-20.json
  raigate import frame.json --as fairness-report --dataset acme/loans
  raigate import results-imagenet.csv --model resnet50.a1_in1k
  raigate import data/croissant.json --as datasheet

Each copied value keeps the file, digest and place it was copied from, and `raigate check`
compares them while that file is there. Kinds: eval-result, fairness-report, safety-test-log,
model-card, model-manifest, datasheet. Each FILE becomes one artifact, in `rai/` of its system;
a run of HELM, whose parts lie in one folder, becomes one. All are written, or none.")]
    Import(Box<ImportArgs>),
    /// Show a rule's page
    #[command(after_help = "Examples:
  raigate explain card/claim-contradicts-result
  raigate explain card/empty-section --on models/scorer/README.md")]
    Explain(ExplainArgs),
    /// List all rules
    #[command(after_help = "Examples:
  raigate rules
  raigate rules --format json")]
    Rules(RulesArgs),
    /// Show what policies see of a file
    #[command(after_help = "Examples:
  raigate parse models/scorer/README.md
  raigate parse rai/intake/intake.yaml --spans")]
    Parse(ParseArgs),
    /// Render a saved JSON report in another format
    #[command(after_help = "Example:
  raigate report --from raigate.json --format markdown")]
    Report(ReportArgs),
    /// Post a saved JSON report to the pull request that the run is about
    #[command(after_help = "Examples:
  raigate publish --report raigate.json
  raigate publish --report raigate.json --dry-run

In GitHub Actions; the token is taken from GITHUB_TOKEN or RAIGATE_TOKEN. What is posted is for
reading: the exit code is that of the report, and 3 where `--require-publish` was given and
nothing could be posted.")]
    Publish(PublishArgs),
    /// Print the JSON Schema of the configuration, the report or an artifact kind
    #[command(after_help = "Examples:
  raigate schema config
  raigate schema model-card > model-card.schema.json")]
    Schema(SchemaArgs),
    /// Write, or shrink, the list of findings that are known
    #[command(after_help = "Examples:
  raigate baseline raigate-baseline.json        write it, or drop what is fixed
  raigate check --baseline raigate-baseline.json")]
    Baseline(BaselineArgs),
    /// List the waivers: what each excuses, who asked and approved, and how long it holds
    #[command(after_help = "Examples:
  raigate waivers
  raigate waivers --soon 30            those that end within 30 days, and those that have
  raigate waivers --format json")]
    Waivers(WaiversArgs),
    /// Count predictions by group: rates with intervals, and the file that the gate reads
    #[command(after_help = "Examples:
  raigate metrics predictions.csv --by sex age_band
  raigate metrics p.csv --by race --truth label_value --prediction score
  raigate metrics p.jsonl --by sex --score probability --threshold 0.5 --no-file
  raigate metrics grades.csv --by sex --task multiclass

Rows: `.csv` and `.tsv` with a header, `.jsonl` and `.ndjson` with one object a line.
Labels: 1, 1.0 and true are positive, 0, 0.0 and false negative. More than two words are classes,
fractions are numbers; of whole numbers beyond 0 and 1, `--task` says what they are.
Groups are compared as text, without white space around them; an empty cell is the unknown
group: it counts for all cases, is told apart from the groups, and is in none of them.
A row is one case, also where another row is the same; `--id` finds rows that came in twice.
Intervals hold in 95 of 100 cases: Wilson's for a rate; for a gap Newcombe's and Katz's,
widened so that they hold for all groups at once. A ratio with a rate of 0 has none.")]
    Metrics(Box<MetricsArgs>),
    /// Bind evaluation results and approvals to the content that they are about
    #[command(after_help = "Examples:
  raigate stamp rai/approvals/launch.yaml     writes `subject_digest`, and nothing else
  raigate stamp rai/eval/results/*.yaml --check")]
    Stamp(StampArgs),
    /// Run the `test_*` rules of policy folders
    #[command(after_help = "Example:
  raigate test governance/policies")]
    Test(TestArgs),
    /// Draw the chain from each model version to its release, and where it breaks
    #[command(after_help = "Examples:
  raigate trace loan-scorer
  raigate trace loan-scorer --commit v3.1.0 --format mermaid")]
    Trace(TraceArgs),
    /// Print a completion script for a shell
    #[command(after_help = "Example:
  raigate completions bash > /etc/bash_completion.d/raigate")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:
  raigate man | man -l -")]
    Man,
}

/// Where a repository is, and which configuration holds.
#[derive(Debug, Args, Clone, Default)]
pub struct Place {
    /// Read this configuration instead of `raigate.toml`
    #[arg(long, value_name = "FILE", env = "RAIGATE_CONFIG")]
    pub config: Option<Utf8PathBuf>,
    /// Take this day (YYYY-MM-DD) for today; else `SOURCE_DATE_EPOCH`, else the clock
    #[arg(long, value_name = "DATE", env = "RAIGATE_NOW")]
    pub now: Option<String>,
}

/// `raigate check`
#[derive(Debug, Args, Default)]
pub struct CheckArgs {
    /// Report only systems touched by these files or folders
    #[arg(value_name = "PATH")]
    pub paths: Vec<Utf8PathBuf>,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
    /// Write the report as FMT, to FILE or stdout: human, json, sarif, junit, github, gitlab,
    /// azure, rdjson, markdown or html
    #[arg(
        long,
        value_name = "FMT[=FILE]",
        env = "RAIGATE_FORMAT",
        value_delimiter = ','
    )]
    pub format: Vec<String>,
    /// Findings present at the merge base with REF are known and do not block
    #[arg(long, value_name = "REF", env = "RAIGATE_SINCE")]
    pub since: Option<String>,
    /// Findings in FILE are known and do not block
    #[arg(long, value_name = "FILE", env = "RAIGATE_BASELINE")]
    pub baseline: Option<Utf8PathBuf>,
    /// What a forge knows of the pull request: see `raigate schema reviews`
    #[arg(long, value_name = "FILE", env = "RAIGATE_REVIEWS")]
    pub reviews: Option<Utf8PathBuf>,
    /// Judge the index: exactly what is about to be committed
    #[arg(
        long,
        env = "RAIGATE_STAGED",
        conflicts_with = "commit",
        value_parser = BoolishValueParser::new()
    )]
    pub staged: bool,
    /// Judge a commit without checking it out
    #[arg(long, value_name = "REV", env = "RAIGATE_COMMIT")]
    pub commit: Option<String>,
    /// Take configuration and policies from this commit; on a pull request in GitHub Actions
    /// that is its base, unless `worktree` asks for those of what is judged
    #[arg(long, value_name = "REF", env = "RAIGATE_POLICY_FROM")]
    pub policy_from: Option<String>,
    /// The least stage of every system; evidence cannot lower it
    #[arg(long, value_name = "STAGE", env = "RAIGATE_STAGE")]
    pub stage: Option<String>,
    /// The least severity that blocks
    #[arg(long, value_name = "SEVERITY", env = "RAIGATE_FAIL_ON")]
    pub fail_on: Option<FailOn>,
    /// Report only this system
    #[arg(long, value_name = "ID", env = "RAIGATE_SYSTEM")]
    pub system: Option<String>,
    /// Where evidence lies that is no part of the repository, such as predictions
    #[arg(long, value_name = "DIR", env = "RAIGATE_EVIDENCE_DIR")]
    pub evidence_dir: Option<Utf8PathBuf>,
    /// Say less
    #[arg(short, long, env = "RAIGATE_QUIET", value_parser = BoolishValueParser::new())]
    pub quiet: bool,
    /// Say more: what was left out and why; twice for all that passed
    #[arg(short, long, action = clap::ArgAction::Count, env = "RAIGATE_VERBOSE")]
    pub verbose: u8,
    /// Colour the output
    #[arg(
        long,
        value_name = "WHEN",
        env = "RAIGATE_COLOR",
        default_value = "auto"
    )]
    pub color: Color,
    /// Whether the verdict is posted.
    #[command(flatten)]
    pub publication: Publication,
    /// What is not built yet.
    #[command(flatten)]
    pub unbuilt: Unbuilt,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The least severity that blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Nothing.
    Never,
}

/// `raigate init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The repository
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: Utf8PathBuf,
    /// Also install a git hook that judges every commit before it is made
    #[arg(long)]
    pub hook: bool,
}

/// `raigate new`
#[derive(Debug, Args)]
pub struct NewArgs {
    /// A kind such as `intake`, the id of a rule of your own such as `team/defect`, or `waiver`
    #[arg(value_name = "KIND|RULE|waiver")]
    pub what: String,
    /// The system it belongs to
    #[arg(long, value_name = "ID")]
    pub system: Option<String>,
    /// The fingerprint of the finding that a waiver is for
    #[arg(long = "for", value_name = "FINGERPRINT")]
    pub fingerprint: Option<String>,
    /// Where to write; a rule takes a folder, `governance/policies` where none is named
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<Utf8PathBuf>,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// `raigate explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The rule's id
    pub rule: String,
    /// Show what the rule sees in this file
    #[arg(long, value_name = "FILE")]
    pub on: Option<Utf8PathBuf>,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// `raigate rules`
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// How to write the list
    #[arg(long, value_name = "FMT", default_value = "human")]
    pub format: ListFormat,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For a person.
    Human,
    /// For a script.
    Json,
}

/// `raigate parse`
#[derive(Debug, Args)]
pub struct ParseArgs {
    /// The file
    pub file: Utf8PathBuf,
    /// Show where each value stands instead
    #[arg(long)]
    pub spans: bool,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// `raigate schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// `config`, `report`, or a kind such as `model-card`; none lists the names
    pub name: Option<String>,
}

/// `raigate baseline`
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// The baseline file
    #[arg(value_name = "FILE", default_value = "raigate-baseline.json")]
    pub file: Utf8PathBuf,
    /// Also add what is not in it yet
    #[arg(long)]
    pub add: bool,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}
