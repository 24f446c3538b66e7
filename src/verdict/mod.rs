//! Decides what findings mean for this change.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::finding::{Finding, Location};
use crate::glossary::{Severity, Stage, Tier};
use crate::rule::{Outcome, Profile, RuleId, RuleMeta};

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Judged, and nothing blocks.
    Pass,
    /// Judged, and something blocks.
    Fail,
    /// Not judged.
    None,
}

impl Verdict {
    /// Returns the name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::None => "none",
        }
    }
}

/// How one rule ended.
#[derive(Debug, Clone)]
pub struct RuleOutcome {
    /// The rule.
    pub id: RuleId,
    /// Its title, description, remedy and controls, for rule help.
    pub meta: RuleMeta,
    /// The highest severity it has, or would have, in this run; `None` is off.
    pub severity: Option<Severity>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many findings it has.
    pub findings: usize,
}

/// How one system ended.
#[derive(Debug, Clone)]
pub struct SystemVerdict {
    /// The system.
    pub id: String,
    /// Its tier.
    pub tier: Tier,
    /// Its stage.
    pub stage: Stage,
    /// Its verdict.
    pub verdict: Verdict,
    /// Rules that passed, of those that applied to it.
    pub met: usize,
    /// Rules that applied to it.
    pub required: usize,
}

/// Why there is no verdict.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// What could not be done.
    pub message: String,
    /// Why, cause by cause.
    pub causes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Where, when it is about a file.
    pub location: Option<Location>,
}

/// Everything a run has to say.
#[derive(Debug, Clone)]
pub struct Report {
    /// How it ended.
    pub verdict: Verdict,
    /// The snapshot: `worktree`, `index` or `commit`.
    pub snapshot: &'static str,
    /// The commit, 40 hexadecimal digits.
    pub commit: Option<String>,
    /// The base that findings were compared with, 40 hexadecimal digits.
    pub base: Option<String>,
    /// The digest of policies, schemas and overrides, `sha256:…`.
    pub policy_digest: String,
    /// Where the policy was read: `worktree` or 40 hexadecimal digits.
    pub policy_source: String,
    /// The profile in force.
    pub profile: Profile,
    /// Whether the repository has no `raigate.toml`, so that only essential rules block.
    pub is_first_run: bool,
    /// How many artifacts were judged.
    pub artifacts: usize,
    /// The systems, sorted by id.
    pub systems: Vec<SystemVerdict>,
    /// The rules, sorted by id.
    pub rules: Vec<RuleOutcome>,
    /// The findings, sorted by path, position, rule.
    pub findings: Vec<Finding>,
    /// Why there is no verdict; empty otherwise.
    pub errors: Vec<Trouble>,
    /// What was left out and why, sorted by path.
    pub left_out: Vec<(Utf8PathBuf, String)>,
    /// What a person should know beside the findings, such as baseline entries that match nothing.
    pub notices: Vec<String>,
    /// The texts of all files that a finding or an error points into.
    pub sources: BTreeMap<Utf8PathBuf, Arc<str>>,
    /// The least severity that blocks; `None` is `never`.
    pub fail_on: Option<Severity>,
}
