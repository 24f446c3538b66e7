//! What is to be posted, decided without network.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use camino::Utf8PathBuf;
use serde::Serialize;

use super::event::{Event, Subject};
use super::leg;
use super::link::Links;
use super::secret::Secrets;
use super::sections::Told;
use super::withhold::withheld;
use super::{check_run, comment};
use crate::config::{Checking, Publish};
use crate::report::root::from_root;
use crate::report::sarif_of;
use crate::verdict::Report;

/// Everything that is to be posted about one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// Where.
    pub repository: Repository,
    /// The pull request that is spoken to; `None` where there is none.
    pub pull_request: Option<u64>,
    /// The commit that was judged: the head of a pull request, never its merge commit.
    pub head: Sha,
    /// Whether the head lies in a fork, which can be given no rights.
    pub is_fork: bool,
    /// The check run.
    pub check: Option<CheckRun>,
    /// The comment.
    pub comment: Option<Comment>,
    /// The results for code scanning.
    pub sarif: Option<Sarif>,
}

/// What is posted, and what is known beside the report.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// What is posted, and how much it shows.
    pub publish: Publish,
    /// Whether the results are given to code scanning.
    pub upload_sarif: bool,
    /// Who may approve what: role to identities.
    pub roles: BTreeMap<String, Vec<String>>,
    /// What nobody may read.
    pub secrets: Secrets,
    /// The folder that was judged, from the root of the repository; "" is all of it.
    pub below: Utf8PathBuf,
    /// The configuration that was named, where it is not the usual one.
    pub config: Option<Utf8PathBuf>,
    /// The system that was judged alone.
    pub system: Option<String>,
    /// What the run is called, where several are about one commit.
    pub leg: Option<String>,
    /// The files that the change touches, from the root of the repository; their findings come first.
    pub changed: BTreeSet<Utf8PathBuf>,
}

/// Decides what is posted of `report` about `event`.
#[must_use]
pub fn plan(report: &Report, event: &Event, settings: &Settings) -> Plan {
    let whole = report;
    let report = withheld(report, settings);
    let told = Told {
        report: &report,
        links: Links::new(event),
        settings,
    };
    // Where a check run or a result may be asked for before merging, a report that somebody else
    // wrote would be a way past the gate.
    let is_vouched_for = !matches!(event.subject, Subject::JudgedBefore(_));
    let sarif = || {
        let category = format!("raigate/{}", leg::name(&report, settings));
        Some(Sarif {
            commit_sha: event.head.clone(),
            git_ref: event.git_ref.clone()?,
            text: sarif_of(
                &report,
                &category,
                &from_root(whole, &settings.below).sources,
            ),
            category,
            tool_name: env!("CARGO_PKG_NAME").to_owned(),
        })
    };
    Plan {
        repository: event.repository.clone(),
        pull_request: event.pull_request(),
        head: event.head.clone(),
        is_fork: event.is_fork,
        check: match settings.publish.check {
            Checking::Auto if is_vouched_for => Some(check_run::plan(&told, event)),
            _ => None,
        },
        comment: comment::plan(&told, event),
        sarif: (settings.upload_sarif && is_vouched_for)
            .then(sarif)
            .flatten(),
    }
}

/// A repository of the forge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repository {
    /// Whose it is.
    pub owner: String,
    /// What it is called.
    pub name: String,
}

impl Repository {
    /// Reads `owner/name`; `None` where a part holds what no such name can hold.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (owner, name) = text.split_once('/')?;
        let is_name = |part: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !matches!(part, "" | "." | "..") && part.chars().all(known)
        };
        (is_name(owner) && is_name(name)).then(|| Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Whether `owner/name` is this one; the forge does not tell cases apart.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.to_string().eq_ignore_ascii_case(text)
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.owner, self.name)
    }
}

/// A commit: 40 hexadecimal digits, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Sha(String);

impl Sha {
    /// Reads a commit; `None` where `text` is none, or is the one that stands for no commit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_zero = text.bytes().all(|byte| byte == b'0');
        (is_hex && !is_zero).then(|| Self(text.to_ascii_lowercase()))
    }

    /// Returns its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sha {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A check run, and what is said where none is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckRun {
    /// Its name, which the pull request shows.
    pub name: String,
    /// By what it is known again: the attempt, the name, and what it says.
    pub external_id: String,
    /// By what another one is known that this attempt made under its name: a job that `--leg`
    /// does not tell from this one. Nothing outside of a run.
    pub twin: Option<String>,
    /// How it ends.
    pub conclusion: Conclusion,
    /// The verdict in a few words.
    pub title: String,
    /// What blocks, in Markdown.
    pub summary: String,
    /// Everything else, in Markdown.
    pub text: String,
    /// The worst first, and no more than are posted.
    pub annotations: Vec<Annotation>,
    /// Where more can be read: the run of the workflow.
    pub details_url: Option<String>,
    /// What stands in its place where a check run is not allowed.
    pub status: Status,
}

/// How a check run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// Judged, and nothing blocks.
    Success,
    /// Something blocks, or there is no verdict.
    Failure,
}

/// A commit status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Its name.
    pub context: String,
    /// How it ends.
    pub state: State,
    /// The verdict in at most 140 characters.
    pub description: String,
}

/// How a commit status ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Judged, and nothing blocks.
    Success,
    /// Judged, and something blocks.
    Failure,
    /// Not judged.
    Error,
}

/// A finding beside the lines it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Annotation {
    /// The file, from the repository root, with `/`.
    pub path: String,
    /// The first line, counted from 1.
    pub start_line: usize,
    /// The last line.
    pub end_line: usize,
    /// The first column; only where it is all on one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_column: Option<usize>,
    /// The last column; only where it is all on one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<usize>,
    /// How much it matters.
    pub annotation_level: Level,
    /// The rule.
    pub title: String,
    /// The fact and what to do about it.
    pub message: String,
    /// More, unfolded on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_details: Option<String>,
}

/// How much an annotation matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A note.
    Notice,
    /// A warning.
    Warning,
    /// An error.
    Failure,
}

/// The one comment of raigate on a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    /// Its first line, by which it is known again.
    pub marker: String,
    /// All of it: the marker, a line with the head and the run, the text.
    pub body: String,
    /// The second line, where it names a run: one that begins so and says something else is of a
    /// job that `--leg` does not tell from this one.
    pub twin: Option<String>,
    /// Whether one is made where there is none; else only one that is there is edited.
    pub create: bool,
}

/// What is given to code scanning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sarif {
    /// The commit that the results are for.
    pub commit_sha: Sha,
    /// The whole name of the ref, such as `refs/pull/7/head`.
    #[serde(rename = "ref")]
    pub git_ref: String,
    /// What tells these results from others of the same program on the same commit: a later
    /// upload takes the place of those of its own category.
    pub category: String,
    /// The SARIF, not yet packed.
    pub text: String,
    /// The program that found them.
    pub tool_name: String,
}
