//! The whole run: all stages in a row.

mod approvals;
pub mod binding;
mod history;
mod named;
pub mod reading;
mod recount;
mod reported;
mod signers;
mod sources;
pub mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;

use self::history::Past;
use crate::artifact::Evidence;
use crate::assess::{self, Assessment, Terms};
use crate::catalogue::{self, Catalogue, Gathered};
use crate::config::{self, Config};
use crate::engine::EngineError;
use crate::forge::Reviews;
use crate::git::signature::Signers;
use crate::git::{ReadError, Snapshot, Source};
use crate::glossary::{Severity, Stage};
use crate::rule::Profile;
use crate::verdict::baseline::Baseline;
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
    /// Findings present at the merge base with this revision are known.
    pub since: Option<String>,
    /// The text of a baseline file, and its name; its findings are known.
    pub baseline: Option<(Utf8PathBuf, String)>,
    /// The least stage of every system.
    pub stage: Option<Stage>,
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
            since: None,
            baseline: None,
            stage: None,
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
    let source = open(
        &request.folder,
        &request.snapshot,
        request.index_file.as_deref(),
    )?
    .with_evidence(request.evidence_dir.clone());
    report.commit = source.commit();
    let (config, gathered, signers) = policy(request, &source, report)?;
    let (catalogue, read) = rules_and_evidence(&source, &config, gathered, request.today);
    let catalogue = catalogue.map_err(trouble::from_engine)?;
    report.policy_digest.clone_from(&catalogue.digest);
    let (mut evidence, left) = read?;
    report.left_out = left.out;
    report.notices.extend(left.unmet);
    report.notices.extend(recount::deferred(&evidence));
    report.artifacts = evidence.artifacts.len();
    raise_stages(&mut evidence, request.stage);
    let base = base(request, &source)?;
    let past = Past {
        config: &config,
        signers: &signers,
        today: request.today,
        base: base.as_deref(),
    };
    history::add(&source, &mut evidence, past)?;
    add_approvals(request, &source, &mut evidence, past)?;
    report.notices.extend(history::notices(&source, &evidence));
    let terms = terms(&config, request);
    let touched = reported::systems(request, &source, &evidence)?;
    if evidence.artifacts.is_empty() && touched.is_none() && !config.gate.allow_empty {
        return Err(vec![trouble::nothing_recognised(&report.left_out)]);
    }
    let mut known = known_at_base(request, &source, &catalogue, past)?;
    report.base.clone_from(&base);
    let texts = texts(&config, &evidence);
    let assessment =
        assess::evidence(&evidence, &catalogue, &texts, terms).map_err(trouble::from_assess)?;
    add_baseline(request, &assessment, &mut known, report)?;
    let gate = config::Gate {
        fail_on: report.fail_on,
        ..config.gate.clone()
    };
    let grounds = Grounds {
        gate: &gate,
        known: &known,
        reported: touched.as_ref(),
    };
    let decision = verdict::decide(assessment, &evidence.systems, &catalogue, grounds);
    tell(decision, &evidence, &texts, report);
    Ok(())
}

/// Puts what was decided into the report.
fn tell(
    mut decision: Decision,
    evidence: &Evidence,
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
    report: &mut Report,
) {
    sources::hide(&mut decision.findings, &evidence.artifacts, texts);
    report.sources = sources::of(&decision.findings, &evidence.artifacts, texts);
    report.verdict = decision.verdict;
    report.systems = verdict::with_breakdowns(decision.systems, evidence, &decision.findings);
    report.findings = decision.findings;
    report.rules = decision.rules;
}

/// Adds what is known of approvals and reviews.
fn add_approvals(
    request: &Request,
    source: &Source,
    evidence: &mut Evidence,
    past: Past<'_>,
) -> Result<(), Vec<Trouble>> {
    let read = request.reviews.as_ref().map(|(path, text)| {
        Reviews::read(text).map_err(|cause| vec![trouble::from_reviews(path, cause)])
    });
    let reviews = read.transpose()?;
    approvals::add(source, past.config, evidence, reviews.as_ref(), past.base)
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
        errors: Vec::new(),
        left_out: Vec::new(),
        notices: Vec::new(),
        sources: BTreeMap::new(),
        fail_on: Some(Severity::Error),
        not_evaluated_fails: true,
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

/// Loads the configuration and reads the rules, from another revision where one is asked for.
fn policy(
    request: &Request,
    source: &Source,
    report: &mut Report,
) -> Result<(Config, Gathered, Signers), Vec<Trouble>> {
    let elsewhere = request
        .policy_from
        .as_ref()
        .map(|revision| source.at(&Snapshot::Commit(revision.clone())))
        .transpose()
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let home = elsewhere.as_ref().unwrap_or(source);
    let config = config::load(home, request.config.as_deref()).map_err(|errors| {
        for error in &errors {
            let location = error.location.iter();
            report
                .sources
                .extend(location.map(|at| (at.path.clone(), Arc::clone(&error.text))));
        }
        errors
            .into_iter()
            .map(trouble::from_config)
            .collect::<Vec<_>>()
    })?;
    if elsewhere.is_some() || matches!(request.snapshot, Snapshot::Commit(_)) {
        report.policy_source = home.commit().unwrap_or_default();
    }
    report.notices.extend(config.unapplied());
    report.is_first_run = config.path.is_none();
    report.profile = config.profile;
    report.fail_on = request.fail_on.unwrap_or(config.gate.fail_on);
    report.not_evaluated_fails = config.gate.not_evaluated_fails;
    let gathered = catalogue::gather(home, &config);
    let signers = signers::read(home, &config)?;
    Ok((config, gathered, signers))
}

/// Loads the rules beside the evidence: neither needs the other yet.
fn rules_and_evidence(
    source: &Source,
    config: &Config,
    gathered: Gathered,
    today: Date,
) -> (Result<Catalogue, Vec<EngineError>>, reading::Read) {
    let mut catalogue = None;
    let read = rayon::in_place_scope(|scope| {
        scope.spawn(|_| catalogue = Some(gathered.build(config, today)));
        reading::read(source, config)
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

/// Returns the fingerprints of what is found at the base.
fn known_at_base(
    request: &Request,
    source: &Source,
    catalogue: &Catalogue,
    past: Past<'_>,
) -> Result<BTreeSet<String>, Vec<Trouble>> {
    let Some(base) = past.base else {
        return Ok(BTreeSet::new());
    };
    findings_at(source, base, catalogue, request, past)
}

/// Returns the fingerprints of what the same rules find at another commit.
fn findings_at(
    source: &Source,
    commit: &str,
    catalogue: &Catalogue,
    request: &Request,
    past: Past<'_>,
) -> Result<BTreeSet<String>, Vec<Trouble>> {
    let before = source
        .at(&Snapshot::Commit(commit.to_owned()))
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let (mut evidence, _) = reading::read(&before, past.config)?;
    // What was there before the change is no part of it.
    let alone = Past { base: None, ..past };
    history::add(&before, &mut evidence, alone)?;
    approvals::add(&before, past.config, &mut evidence, None, None)?;
    raise_stages(&mut evidence, request.stage);
    let texts = texts(past.config, &evidence);
    let terms = terms(past.config, request);
    let assessment =
        assess::evidence(&evidence, catalogue, &texts, terms).map_err(trouble::from_assess)?;
    Ok(assessment
        .findings
        .into_iter()
        .map(|finding| finding.fingerprint)
        .collect())
}

/// Adds the findings of the baseline file to those that are known.
fn add_baseline(
    request: &Request,
    assessment: &Assessment,
    known: &mut BTreeSet<String>,
    report: &mut Report,
) -> Result<(), Vec<Trouble>> {
    let Some((path, text)) = &request.baseline else {
        return Ok(());
    };
    let baseline =
        Baseline::read(text).map_err(|cause| vec![trouble::from_baseline(path, cause)])?;
    let (shrunk, _) = baseline.shrink(&assessment.findings);
    let gone = baseline.findings.len() - shrunk.findings.len();
    if gone > 0 {
        report.notices.push(format!(
            "{gone} of {} findings in `{path}` are gone; `raigate baseline {path}` removes them",
            baseline.findings.len()
        ));
    }
    known.extend(baseline.fingerprints());
    Ok(())
}
