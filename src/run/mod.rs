//! The whole run: all stages in a row.

mod approvals;
pub mod binding;
mod change;
mod dated;
mod disparities;
mod dropped;
mod exports;
mod history;
mod known;
mod named;
mod policy;
mod proofs;
pub mod reading;
mod records;
mod recount;
mod reported;
pub mod roots;
mod signers;
mod sources;
mod tables;
pub mod trace;
pub mod trouble;
mod waivers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use self::history::Past;
use crate::artifact::Evidence;
use crate::assess::Terms;
use crate::catalogue::Catalogue;
use crate::config::{self, Config};
use crate::engine::EngineError;
use crate::forge::Reviews;
use crate::git::{Names, ReadError, Snapshot, Source};
use crate::glossary::{Severity, Stage};
use crate::rule::Profile;
use crate::verdict::publishing::Publishing;
use crate::verdict::{self, Decision, Grounds, Report, Trouble, Verdict};

/// What is to be judged, and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// A folder in the repository.
    pub folder: Utf8PathBuf,
    /// Which state of it.
    pub snapshot: Snapshot,
    /// The configuration file, from the repository root, where it is not `raigate.toml`.
    pub config: Option<Utf8PathBuf>,
    /// The revision whose configuration and policies decide; else those of the snapshot.
    pub policy_from: Option<String>,
    /// The base of the pull request that the run is about.
    pub pull_request: Option<String>,
    /// Findings present at the merge base with this revision are known.
    pub since: Option<String>,
    /// The text of a baseline file, and its name; its findings are known.
    pub baseline: Option<(Utf8PathBuf, String)>,
    /// The least stage of every system.
    pub stage: Option<Stage>,
    /// Names of branches and tags that a forge tells of, beside those that git knows.
    pub names: Names,
    /// The least severity that blocks, where it differs from the configuration's;
    /// `Some(None)` is `never`.
    pub fail_on: Option<Option<Severity>>,
    /// Only this system is reported.
    pub system: Option<String>,
    /// Only systems touched by these files and folders are reported; empty is all.
    /// Absolute, or from the current folder.
    pub paths: Vec<Utf8PathBuf>,
    /// The text of a file of reviews, and its name: what a forge knows of the pull request.
    pub reviews: Option<(Utf8PathBuf, String)>,
    /// Another index than the repository's own, as a commit hook is given one.
    pub index_file: Option<Utf8PathBuf>,
    /// Where evidence lies that is no part of the repository, such as predictions.
    pub evidence_dir: Option<Utf8PathBuf>,
    /// The day of the run.
    pub today: Date,
}

impl Request {
    /// Asks for a plain judgement of the work tree around `folder` on the day `today`.
    #[must_use]
    pub fn new(folder: Utf8PathBuf, today: Date) -> Self {
        Self {
            folder,
            snapshot: Snapshot::WorkTree,
            config: None,
            policy_from: None,
            pull_request: None,
            since: None,
            baseline: None,
            stage: None,
            names: Names::default(),
            fail_on: None,
            system: None,
            paths: Vec::new(),
            reviews: None,
            index_file: None,
            evidence_dir: None,
            today,
        }
    }
}

/// Judges a repository, and reports; what keeps it from judging is in the report too.
#[must_use]
pub fn check(request: &Request) -> Report {
    let mut report = blank(request);
    if let Err(errors) = judge(request, &mut report) {
        report.verdict = Verdict::None;
        report.errors = errors;
    }
    report
}

fn judge(request: &Request, report: &mut Report) -> Result<(), Vec<Trouble>> {
    let source = asked_for(request)?;
    report.commit = source.commit();
    let gate = policy::in_force(request, &source, report)?;
    let (catalogue, read) = rules_and_evidence(request, &source, &gate);
    let read = read?;
    let catalogue = catalogue.map_err(trouble::from_engine)?;
    report.policy_digest.clone_from(&catalogue.digest);
    let (evidence, touched) = narrowed(request, &source, &gate.config, read?)?;
    report.artifacts = reported::artifacts(touched.as_ref(), &evidence.0);
    let mut evidence = take(report, evidence);
    gate.compare(&source, request.today, &mut evidence)?;
    let least = least_stage(request, &source, &gate.config.gate)?;
    raise_stages(&mut evidence, least);
    let past = gate.past(request.today);
    look_around(request, &source, past, &mut evidence)?;
    report.notices.extend(history::notices(&source, &evidence));
    let terms = terms(&gate.config, request);
    if evidence.artifacts.is_empty() && touched.is_none() && !gate.config.gate.allow_empty {
        return Err(vec![trouble::nothing_recognised(&report.left_out)]);
    }
    report.base = base(request, &source)?;
    let before = report.base.as_deref();
    let mut known = known::at_base(request, &source, before, (&catalogue, least), past)?;
    let texts = texts(&gate.config, &evidence);
    let (assessment, waivers) =
        waivers::assess(&mut evidence, &catalogue, &texts, terms, gate.standing())?;
    let found = (&assessment, evidence.only.is_none());
    known::add_baseline(gate.baseline.clone(), found, &mut known, report)?;
    let blocking = config::Gate {
        fail_on: report.fail_on,
        ..gate.config.gate.clone()
    };
    let untouched = dated::untouched(request, &source, &evidence, &assessment, report)?;
    let grounds = Grounds {
        gate: &blocking,
        known: &known,
        reported: touched.as_ref(),
        waivers: &waivers,
        untouched: &untouched,
        today: request.today,
    };
    let decision = verdict::decide(assessment, &evidence.systems, &catalogue, grounds);
    let pending = waivers::pending(&waivers, &decision.findings);
    report.notices.extend(pending);
    report.waivers = verdict::waivers::list(&waivers, &decision.findings, request.today);
    fill(report, decision, &evidence, &texts);
    // Nobody waits until all of it is taken apart.
    rayon::spawn(move || drop((evidence, catalogue, texts)));
    Ok(())
}

fn asked_for(request: &Request) -> Result<Source, Vec<Trouble>> {
    let index_file = request.index_file.as_deref();
    let source = open(&request.folder, &request.snapshot, index_file)?;
    Ok(source.with_evidence(request.evidence_dir.clone()))
}

/// What was read, and the systems that are reported; `None` is all of them.
type Narrowed = ((Evidence, reading::Left), Option<BTreeSet<String>>);

/// Says which systems are judged and reported; where a guess fell short, reads everything.
fn narrowed(
    request: &Request,
    source: &Source,
    config: &Config,
    (mut evidence, mut left): (Evidence, reading::Left),
) -> Result<Narrowed, Vec<Trouble>> {
    let touched = reported::systems(request, source, &evidence, config)?;
    evidence.only = reported::judged(touched.as_ref(), &evidence);
    if !evidence.is_whole() {
        let only = evidence.only.take();
        (evidence, left) = reading::read(source, config)?;
        evidence.only = only;
    }
    Ok(((evidence, left), touched))
}

/// Notes what was read, and returns the evidence.
fn take(report: &mut Report, (evidence, left): (Evidence, reading::Left)) -> Evidence {
    report.left_out = left.out;
    report.notices.extend(left.unmet);
    report.notices.extend(left.unread);
    report.notices.extend(recount::deferred(&evidence));
    report.notices.extend(named::unverified(&evidence));
    evidence
}

/// Writes what was decided into the report.
fn fill(
    report: &mut Report,
    mut decision: Decision,
    evidence: &Evidence,
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
) {
    sources::hide(&mut decision.findings, &evidence.artifacts, texts);
    report.sources = sources::of(&decision.findings, &evidence.artifacts, texts);
    report.verdict = decision.verdict;
    report.systems = verdict::with_breakdowns(decision.systems, evidence, &decision.findings);
    report.findings = decision.findings;
    report.rules = decision.rules;
}

/// Adds what the repository around the evidence says of it: history, proofs, copies of records,
/// approvals.
fn look_around(
    request: &Request,
    source: &Source,
    past: Past<'_>,
    evidence: &mut Evidence,
) -> Result<(), Vec<Trouble>> {
    history::add(source, evidence, past)?;
    proofs::add(source, evidence);
    exports::add(source, evidence);
    add_approvals(request, source, past, evidence)
}

/// Adds what is known of approvals and reviews.
fn add_approvals(
    request: &Request,
    source: &Source,
    past: Past<'_>,
    evidence: &mut Evidence,
) -> Result<(), Vec<Trouble>> {
    let read = request.reviews.as_ref().map(|(path, text)| {
        Reviews::read(text).map_err(|cause| vec![trouble::from_reviews(path, cause)])
    });
    let reviews = read.transpose()?;
    approvals::add(source, past, evidence, reviews.as_ref())
}

/// Returns a report of nothing yet.
fn blank(request: &Request) -> Report {
    Report {
        verdict: Verdict::None,
        snapshot: match request.snapshot {
            Snapshot::WorkTree => "worktree",
            Snapshot::Index => "index",
            Snapshot::Commit(_) => "commit",
        },
        commit: None,
        base: None,
        policy_digest: String::new(),
        policy_source: "worktree".to_owned(),
        profile: Profile::Essential,
        is_first_run: true,
        artifacts: 0,
        systems: Vec::new(),
        rules: Vec::new(),
        findings: Vec::new(),
        waivers: Vec::new(),
        errors: Vec::new(),
        left_out: Vec::new(),
        notices: Vec::new(),
        sources: BTreeMap::new(),
        fail_on: Some(Severity::Error),
        not_evaluated_fails: true,
        publishing: Publishing::default(),
    }
}

/// Opens `snapshot` at the root that is judged: the highest folder from the root of the
/// repository down to `folder` that has a `raigate.toml`, else the root itself.
///
/// # Errors
/// The folder, the repository or the revision is not there.
pub fn open(
    folder: &Utf8Path,
    snapshot: &Snapshot,
    index_file: Option<&Utf8Path>,
) -> Result<Source, Vec<Trouble>> {
    let opened = match (snapshot, index_file) {
        (Snapshot::Index, Some(file)) => Source::open_index(folder, file),
        (snapshot, _) => Source::open(folder, snapshot),
    };
    let source = opened.map_err(|error| vec![trouble::from_source(&error)])?;
    let asked = source.path_of(folder).unwrap_or_default();
    let mut folders: Vec<&Utf8Path> = asked.ancestors().collect();
    folders.reverse();
    let has_config = |folder: &&&Utf8Path| {
        !matches!(
            source.read(&folder.join("raigate.toml"), 0),
            Err(ReadError::Missing)
        )
    };
    let root = folders
        .iter()
        .find(has_config)
        .map(|folder| (*folder).to_owned());
    Ok(source.below(&root.unwrap_or_default()))
}

/// Loads the rules beside the evidence: neither needs the other yet. The evidence is an error by
/// itself where it cannot be told what is asked for.
fn rules_and_evidence(
    request: &Request,
    source: &Source,
    gate: &policy::InForce,
) -> (
    Result<Catalogue, Vec<EngineError>>,
    Result<reading::Read, Vec<Trouble>>,
) {
    let mut catalogue = None;
    let read = rayon::in_place_scope(|scope| {
        scope.spawn(|_| catalogue = Some(gate.gathered.build(&gate.config, request.today)));
        let aim = reported::aim(request, source, &gate.config)?;
        let is_near = |path: &Utf8Path| aim.as_ref().is_none_or(|aim| aim.is_near(path));
        Ok(reading::read_near(source, &gate.config, &is_near))
    });
    (catalogue.expect("the scope has waited for it"), read)
}

fn terms(config: &Config, request: &Request) -> Terms {
    let is_first_run = config.path.is_none();
    let profile = if is_first_run {
        Profile::Complete
    } else {
        config.profile
    };
    Terms {
        profile,
        is_first_run,
        today: request.today,
    }
}

/// Returns the least stage of every system: the one that was asked for, or a later one that the
/// name of a branch or tag implies.
fn least_stage(
    request: &Request,
    source: &Source,
    gate: &config::Gate,
) -> Result<Option<Stage>, Vec<Trouble>> {
    if gate.stage_from.is_empty() {
        return Ok(request.stage);
    }
    let names = source.names();
    let mut names = names.map_err(|error| vec![trouble::from_source(&error)])?;
    names.extend(request.names.clone());
    Ok(request.stage.max(gate.stage_of(&names)))
}

/// Raises every system to the least stage that was asked for; never lowers one.
fn raise_stages(evidence: &mut Evidence, least: Option<Stage>) {
    for system in &mut evidence.systems {
        system.stage = least.map_or(system.stage, |stage| system.stage.max(stage));
    }
}

/// Returns the texts of files that are no artifacts and that findings can point into.
fn texts(config: &Config, evidence: &Evidence) -> BTreeMap<Utf8PathBuf, Arc<str>> {
    let all = config.files.iter().chain(&evidence.texts);
    all.map(|(path, text)| (path.clone(), Arc::clone(text)))
        .collect()
}

/// Returns the merge base with `--since`, from which the change starts.
fn base(request: &Request, source: &Source) -> Result<Option<String>, Vec<Trouble>> {
    let revision = request.since.as_ref();
    let base = revision.map(|revision| source.merge_base(revision));
    base.transpose()
        .map_err(|error| vec![trouble::from_source(&error)])
}
