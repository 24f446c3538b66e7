//! Decides what findings mean for this change.

pub mod baseline;
pub mod known;
pub mod publishing;
pub mod waivers;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use foldhash::fast::FixedState;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::artifact::{Breakdown, Evidence, System};
use crate::assess::{Answers, Assessment};
use crate::catalogue::Catalogue;
use crate::config;
use crate::finding::{Finding, Location, Status};
use crate::glossary::{Severity, Stage, Tier};
use crate::rule::{Outcome, Profile, RuleId, RuleMeta};

use self::known::Known;
use self::publishing::Publishing;
use self::waivers::{Listed, Waivers};

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
    const fn of(is_blocked: bool) -> Self {
        if is_blocked { Self::Fail } else { Self::Pass }
    }

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
    /// Its metrics by group, for pictures.
    pub breakdowns: Vec<Breakdown>,
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
    /// The waivers, in path order, each with what it is worth.
    pub waivers: Vec<Listed>,
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
    /// Whether a rule that could not judge blocks as its severity says.
    pub not_evaluated_fails: bool,
    /// What posting it needs to know, and what became of it.
    pub publishing: Publishing,
}

/// What a verdict is reached with, beside the findings.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'g> {
    /// What blocks.
    pub gate: &'g config::Gate,
    /// The findings that stood before; from `--since` and `--baseline`.
    pub known: &'g Known,
    /// The systems that are reported; `None` is all of them, and the repository.
    pub reported: Option<&'g BTreeSet<String>>,
    /// The waivers.
    pub waivers: &'g Waivers,
    /// The systems that the change which is judged does not touch; empty where none is judged.
    pub untouched: &'g BTreeSet<String>,
    /// The day of the run.
    pub today: Date,
}

/// What was decided.
#[derive(Debug, Clone)]
pub struct Decision {
    /// How the run ends.
    pub verdict: Verdict,
    /// The findings that are reported, with their status.
    pub findings: Vec<Finding>,
    /// How each reported system ends.
    pub systems: Vec<SystemVerdict>,
    /// How each rule ends.
    pub rules: Vec<RuleOutcome>,
}

/// Weighs the findings: which count, which are known, and whether any blocks.
#[must_use]
pub fn decide(
    assessment: Assessment,
    systems: &[System],
    catalogue: &Catalogue,
    grounds: Grounds,
) -> Decision {
    let Assessment { findings, answers } = assessment;
    let known = grounds.known.among(&findings);
    let is_reported = |system: &Option<String>| match (grounds.reported, system) {
        (Some(names), Some(name)) => names.contains(name),
        // What is about the repository is about each of its systems.
        (None, _) | (_, None) => true,
    };
    let mut findings: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| is_reported(&finding.system))
        .collect();
    let mut answers: Vec<Answers> = answers
        .into_iter()
        .filter(|answers| is_reported(&answers.system))
        .collect();
    grounds.waivers.excuse(&mut findings, grounds.today);
    mark_known(&mut findings, &known, systems, grounds);
    lower_dated(&mut findings, grounds.untouched);
    mark_waived(&mut answers, &findings);
    let blocks = findings
        .iter()
        .any(|finding| is_blocking(finding, grounds.gate));
    let verdict = Verdict::of(blocks);
    let systems = system_verdicts(systems, &findings, &answers, grounds);
    let rules = rule_outcomes(catalogue, &findings, &answers);
    Decision {
        verdict,
        findings,
        systems,
        rules,
    }
}

/// Gives each system its metrics by group, artifact by artifact.
///
/// Where a privacy rule found something in the artifact, its groups lose their names: they
/// may be what was found, and a report travels further than the file it is about.
#[must_use]
pub fn with_breakdowns(
    mut verdicts: Vec<SystemVerdict>,
    evidence: &Evidence,
    findings: &[Finding],
) -> Vec<SystemVerdict> {
    let private = findings.iter().filter(|finding| finding.rule.is_private());
    let private: BTreeSet<&Utf8Path> = private
        .map(|finding| finding.location.path.as_path())
        .collect();
    // Of two systems of one id the first counts.
    let systems = evidence.systems.iter().rev();
    let systems: BTreeMap<&str, &System> = systems.map(|one| (one.id.as_str(), one)).collect();
    verdicts.par_iter_mut().for_each(|verdict| {
        let system = systems.get(verdict.id.as_str()).copied();
        let artifacts = system.into_iter().flat_map(|system| &system.artifacts);
        let artifacts = artifacts.filter_map(|index| evidence.artifacts.get(*index));
        let all = artifacts.flat_map(|artifact| artifact.breakdowns.iter().cloned());
        verdict.breakdowns = all
            .map(|one| {
                if private.contains(one.path.as_path()) {
                    one.without_names()
                } else {
                    one
                }
            })
            .collect();
    });
    verdicts
}

/// Returns whether `finding` keeps the change from passing.
#[must_use]
pub fn is_blocking(finding: &Finding, gate: &config::Gate) -> bool {
    let counts =
        finding.status == Status::Open && (gate.not_evaluated_fails || !finding.not_evaluated);
    counts && gate.fail_on.is_some_and(|least| finding.severity >= least)
}

/// Marks the findings that stood before, except where they have to be dealt with by now.
fn mark_known(
    findings: &mut [Finding],
    known: &BTreeSet<String>,
    systems: &[System],
    grounds: Grounds,
) {
    let launched: BTreeSet<&str> = systems
        .iter()
        .filter(|system| grounds.gate.known_until_launch && system.stage >= Stage::Launch)
        .map(|system| system.id.as_str())
        .collect();
    let is_due = |finding: &Finding| {
        let system = finding.system.as_deref();
        system.is_some_and(|name| launched.contains(name))
    };
    // A waiver says more: who excused it, why, and for how long.
    for finding in findings.iter_mut().filter(|one| one.status == Status::Open) {
        if known.contains(&finding.fingerprint) && !is_due(finding) {
            finding.status = Status::Known;
        }
    }
}

/// Makes a note of what only the date brought up in a system that the change does not touch:
/// its author cannot have caused it, and a run that judges no change still blocks on it.
fn lower_dated(findings: &mut [Finding], untouched: &BTreeSet<String>) {
    for finding in findings.iter_mut().filter(|finding| finding.is_dated) {
        let system = finding.system.as_ref();
        if system.is_some_and(|name| untouched.contains(name)) {
            finding.severity = Severity::Note;
        }
    }
}

/// Says `waived` of each rule whose every finding in a system is waived.
fn mark_waived(answers: &mut [Answers], findings: &[Finding]) {
    let of = |finding: &Finding| (finding.rule.clone(), finding.system.clone());
    let waived = findings.iter().filter(|one| one.status == Status::Waived);
    let mut waived: BTreeSet<(RuleId, Option<String>)> = waived.map(of).collect();
    for finding in findings.iter().filter(|one| one.status != Status::Waived) {
        for one in std::iter::once(finding).chain(&finding.consequences) {
            waived.remove(&of(one));
        }
    }
    if waived.is_empty() {
        return;
    }
    for Answers { system, rules } in answers {
        for answer in rules {
            if waived.contains(&(answer.rule.clone(), system.clone())) {
                answer.outcome = Outcome::Waived;
            }
        }
    }
}

/// Returns how each reported system ends.
fn system_verdicts(
    systems: &[System],
    findings: &[Finding],
    answers: &[Answers],
    grounds: Grounds,
) -> Vec<SystemVerdict> {
    let blocked: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| is_blocking(finding, grounds.gate))
        .filter_map(|finding| finding.system.as_deref())
        .collect();
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::with_capacity(systems.len());
    for Answers { system, rules } in answers {
        let Some(name) = system.as_deref() else {
            continue;
        };
        let (met, required) = counts.entry(name).or_default();
        // Notes are advice; completeness counts what the tier asks for.
        let applied = rules.iter().filter(|answer| {
            answer.severity > Some(Severity::Note)
                && !matches!(answer.outcome, Outcome::NotApplicable | Outcome::Deferred)
        });
        for answer in applied {
            *met += usize::from(answer.outcome == Outcome::Pass);
            *required += 1;
        }
    }
    let reported = systems.iter().filter(|system| {
        grounds
            .reported
            .is_none_or(|names| names.contains(&system.id))
    });
    reported
        .map(|system| {
            let (met, required) = counts.get(system.id.as_str()).copied().unwrap_or_default();
            let is_blocked = blocked.contains(system.id.as_str());
            SystemVerdict {
                id: system.id.clone(),
                tier: system.tier,
                stage: system.stage,
                verdict: Verdict::of(is_blocked),
                met,
                required,
                breakdowns: Vec::new(),
            }
        })
        .collect()
}

/// Returns how each rule ended over all systems: the worst of its answers.
fn rule_outcomes(
    catalogue: &Catalogue,
    findings: &[Finding],
    answers: &[Answers],
) -> Vec<RuleOutcome> {
    let mut worst: HashMap<&RuleId, (Option<Severity>, Outcome), FixedState> = HashMap::default();
    for answer in answers.iter().flat_map(|answers| &answers.rules) {
        let ends = (answer.severity, answer.outcome);
        let entry = worst.entry(&answer.rule).or_insert(ends);
        *entry = (entry.0.max(ends.0), entry.1.max(ends.1));
    }
    let mut counts: BTreeMap<&RuleId, usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry(&finding.rule).or_default() += 1;
    }
    let live = catalogue.rules.iter().filter(|rule| !rule.meta.deprecated);
    live.map(|rule| {
        let id = &rule.meta.id;
        let ends = worst.get(id).copied();
        let (severity, outcome) = ends.unwrap_or((None, Outcome::NotApplicable));
        let findings = counts.get(id).copied().unwrap_or_default();
        RuleOutcome {
            id: id.clone(),
            meta: rule.meta.clone(),
            severity,
            outcome,
            findings,
        }
    })
    .collect()
}
