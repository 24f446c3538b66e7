//! Renders a report, one file per format.

mod account;
mod azure;
mod bars;
pub(crate) mod escape;
mod exceptions;
mod github;
mod gitlab;
mod html;
mod human;
pub mod json;
mod junit;
mod line_hash;
mod markdown;
mod rdjson;
pub(crate) mod root;
mod sarif;
mod scale;
mod snippet;
pub(crate) mod tally;
pub mod trace;
pub(crate) mod waived;

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use self::account::Account;
pub(crate) use self::markdown::SUMMARY_BYTES;
use crate::artifact::Breakdown;
use crate::finding::Finding;
use crate::verdict::Report;
use crate::verdict::waivers::Listed;

/// The texts of files, by their paths.
pub(crate) type Texts = BTreeMap<Utf8PathBuf, Arc<str>>;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    Human,
    /// `raigate/report/v1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML, as CIs show results of tests.
    Junit,
    /// GitHub workflow commands.
    Github,
    /// Code Quality of GitLab.
    Gitlab,
    /// Logging commands of Azure Pipelines.
    Azure,
    /// The Reviewdog Diagnostic Format.
    Rdjson,
    /// Markdown, as in a job summary.
    Markdown,
    /// One page of HTML, for the review meeting.
    Html,
}

impl Format {
    /// Whether what reads it shows findings beside the lines of a repository, and knows files
    /// from its root only.
    pub(crate) const fn is_beside_lines(self) -> bool {
        match self {
            Self::Sarif | Self::Github | Self::Gitlab | Self::Azure | Self::Rdjson => true,
            Self::Human | Self::Json | Self::Junit | Self::Markdown | Self::Html => false,
        }
    }
}

/// What a person at the terminal asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Whether colour is wanted.
    pub color: bool,
    /// How much is told: -1 quiet, 0 normal, 1 and up verbose.
    pub verbosity: i8,
    /// Columns to wrap at; 0 is no wrapping.
    pub width: usize,
}

/// Renders `report`.
#[must_use]
pub fn render(report: &Report, format: Format, style: Style) -> String {
    match format {
        Format::Human => human::render(report, style),
        Format::Json => json::render(report),
        Format::Sarif => sarif::render(report, None, &report.sources),
        Format::Junit => junit::render(&Account::of(report)),
        Format::Github => github::render(&Account::of(report)),
        Format::Gitlab => gitlab::render(&Account::of(report)),
        Format::Azure => azure::render(&Account::of(report)),
        Format::Rdjson => rdjson::render(&Account::of(report)),
        Format::Markdown => markdown::render(report, markdown::SUMMARY_BYTES),
        Format::Html => html::render(report),
    }
}

/// Renders `report` as Markdown of at most `bytes` bytes, as for a comment.
///
/// What blocks is the last to be left out, and how much is left out is said.
#[must_use]
pub fn markdown_within(report: &Report, bytes: usize) -> String {
    markdown::render(report, bytes)
}

/// Renders `report` as SARIF of one category, of which code scanning keeps the latest. Lines are
/// known again by `texts`, of which nothing else is shown.
#[must_use]
pub(crate) fn sarif_of(report: &Report, category: &str, texts: &Texts) -> String {
    sarif::render(report, Some(category), texts)
}

/// Lists waivers for a person, those that need somebody first.
#[must_use]
pub fn waivers(waivers: &[Listed]) -> String {
    exceptions::human(waivers)
}

/// Lists waivers for scripts.
#[must_use]
pub fn waivers_json(waivers: &[Listed]) -> String {
    exceptions::json(waivers)
}

/// Draws metrics by group as one SVG that stands by itself.
#[must_use]
pub fn picture(breakdowns: &[Breakdown]) -> String {
    html::picture(breakdowns)
}

/// Returns lines that are printed beside a report, each harmless in a log whatever it holds.
///
/// ```
/// let said = raigate::report::lines("no verdict: unknown key `##vso[a.b]`\n  help: none\n");
/// assert_eq!(said, "no verdict: unknown key `#\\u{23}vso[a.b]`\n  help: none\n");
/// ```
#[must_use]
pub fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| escape::terminal(line) + "\n");
    lines.collect()
}

/// Returns the clauses a finding answers to, in one line.
fn controls(finding: &Finding) -> String {
    let parts: Vec<String> = finding
        .controls
        .iter()
        .map(|(framework, clauses)| format!("{framework} {}", clauses.join(", ")))
        .collect();
    parts.join("; ")
}
