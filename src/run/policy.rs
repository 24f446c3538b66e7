//! Finds the gate that decides: the snapshot's own, or that of the base of a change.

use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::civil::Date;

use super::change::{self, Beginning};
use super::history::Past;
use super::waivers::Standing;
use super::{Request, reading, signers, trouble};
use crate::artifact::{Evidence, Floors};
use crate::catalogue::{self, Gathered};
use crate::config::{self, Config, ConfigError};
use crate::forge::Reviews;
use crate::git::signature::Signers;
use crate::git::{Mailmap, ReadError, Snapshot, Source};
use crate::glossary::Kind;
use crate::people::People;
use crate::span::{Place, Pointer};
use crate::verdict::{Report, Trouble};

/// Longer than a baseline of any repository.
const LIMIT_BYTES: u64 = 256 << 20;

/// What decides in a run, and where the change began that it judges.
pub(super) struct InForce {
    /// The configuration.
    pub config: Config,
    /// What the repository adds to raigate's own rules.
    pub gathered: Gathered,
    /// Where the change began; `None` where nothing says what it is compared with.
    pub beginning: Option<Beginning>,
    /// Where it was read, if not where the evidence is.
    pub elsewhere: Option<Source>,
    /// Who is who, and who holds which role.
    pub people: People,
    /// Who may sign.
    pub signers: Signers,
    /// Who is the same person in commits: as the base says it, where there is one.
    pub mailmap: Mailmap,
    /// The baseline file and its text, where one is asked for and counts.
    pub baseline: Option<(Utf8PathBuf, String)>,
}

impl InForce {
    /// Adds to `evidence` what the change does to the gate, where there is a change.
    ///
    /// # Errors
    /// As for [`Beginning::compare`].
    pub(super) fn compare(
        &self,
        source: &Source,
        today: Date,
        evidence: &mut Evidence,
    ) -> Result<(), Vec<Trouble>> {
        self.beginning.as_ref().map_or(Ok(()), |beginning| {
            beginning.compare((source, &self.config, &self.gathered), today, evidence)
        })
    }

    /// Returns what decides whether a waiver counts already.
    pub(super) const fn standing(&self) -> Standing<'_> {
        Standing {
            policy: self.elsewhere.as_ref(),
            people: &self.people,
        }
    }

    /// Returns what history is asked against.
    pub(super) fn past(&self, today: Date) -> Past<'_> {
        Past {
            config: &self.config,
            signers: &self.signers,
            mailmap: &self.mailmap,
            today,
            base: self.beginning.as_ref().map(Beginning::commit),
        }
    }
}

/// Loads the configuration and reads the rules, from another revision where one is asked for.
///
/// # Errors
/// The revision is not there, or a configuration does not load: the one that decides, or the
/// one that would decide once the change is merged.
pub(super) fn in_force(
    request: &Request,
    source: &Source,
    report: &mut Report,
) -> Result<InForce, Vec<Trouble>> {
    let elsewhere = request
        .policy_from
        .as_ref()
        .map(|revision| source.at(&Snapshot::Commit(revision.clone())))
        .transpose()
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let home = elsewhere.as_ref().unwrap_or(source);
    let config = load(home, request, report)?;
    if elsewhere.is_some() || matches!(request.snapshot, Snapshot::Commit(_)) {
        report.policy_source = home.commit().unwrap_or_default();
    }
    report.is_first_run = config.path.is_none();
    report.profile = config.profile;
    report.fail_on = request.fail_on.unwrap_or(config.gate.fail_on);
    report.not_evaluated_fails = config.gate.not_evaluated_fails;
    report.publishing.settings = config.publish;
    report.publishing.roles.clone_from(&config.roles);
    let gathered = catalogue::gather(home, &config);
    let signers = signers::read(home, &config)?;
    let people = people(request, &config);
    let beginning = change::beginning(request, source, (home, &config, &gathered))?;
    let mailmap = match &beginning {
        Some(beginning) if elsewhere.is_none() => beginning.mailmap(),
        _ => home.mailmap(),
    };
    let mut gate = InForce {
        config,
        gathered,
        beginning,
        elsewhere: None,
        people,
        signers,
        mailmap,
        baseline: request.baseline.clone(),
    };
    if let Some(base) = elsewhere {
        let own = load(source, request, report)?;
        gate.config.floors = floors(&base, &gate.config, gate.beginning.as_ref())?;
        gate.config.rehome(&own);
        gate.beginning = gate.beginning.map(|it| it.judged_by_base(source, own));
        gate.baseline = baseline(request, source, &base, report)?;
        gate.elsewhere = Some(base);
    }
    Ok(gate)
}

/// Returns who is who, with the teams that a forge knows of.
fn people(request: &Request, config: &Config) -> People {
    let people = People::new(&config.people, &config.roles);
    // What is wrong with reviews is told where they are weighed.
    let reviews = request.reviews.as_ref();
    match reviews.map(|(_, text)| Reviews::read(text)) {
        Some(Ok(reviews)) => people.with_teams(&reviews.teams),
        _ => people,
    }
}

/// Returns the baseline as the base has it: who adds a finding to it would excuse it.
fn baseline(
    request: &Request,
    source: &Source,
    base: &Source,
    report: &mut Report,
) -> Result<Option<(Utf8PathBuf, String)>, Vec<Trouble>> {
    let Some((path, text)) = &request.baseline else {
        return Ok(None);
    };
    // A file from outside the repository is no part of the change.
    let Some(inside) = source.path_of(path) else {
        return Ok(Some((path.clone(), text.clone())));
    };
    match base.read(&inside, LIMIT_BYTES) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(Some((path.clone(), text)))
        }
        Err(ReadError::Missing) => {
            report.notices.push(format!(
                "`{path}` is not in the base, which decides: nothing is known by it yet"
            ));
            Ok(None)
        }
        Err(error) => Err(vec![trouble::from_baseline(path, error.to_string())]),
    }
}

fn load(source: &Source, request: &Request, report: &mut Report) -> Result<Config, Vec<Trouble>> {
    config::load(source, request.config.as_deref()).map_err(|errors| refused(errors, report))
}

fn refused(errors: Vec<ConfigError>, report: &mut Report) -> Vec<Trouble> {
    for error in &errors {
        let location = error.location.iter();
        let text = |path: &Utf8PathBuf| (path.clone(), Arc::clone(&error.text));
        report.sources.extend(location.map(|at| text(&at.path)));
    }
    errors.into_iter().map(trouble::from_config).collect()
}

/// Returns what the base declares.
fn floors(
    base: &Source,
    config: &Config,
    beginning: Option<&Beginning>,
) -> Result<Floors, Vec<Trouble>> {
    // Where the base has not moved since the change began, it was read already.
    let read = beginning.filter(|it| base.commit().as_deref() == Some(it.commit()));
    let mut systems = match read {
        Some(beginning) => beginning.systems().to_vec(),
        None => reading::of_kinds(base, config, &[Kind::System])?.systems,
    };
    systems.retain(|system| system.declared.is_some());
    for declared in systems.iter_mut().filter_map(|it| it.declared.as_mut()) {
        // The place is one of the base, whose text is not the one that is shown.
        declared.pointer = Pointer::root();
        declared.place = Place::default();
    }
    let entries = base.entries();
    let entries = entries.map_err(|error| vec![trouble::from_source(&error)])?;
    let paths = entries.into_iter().map(|entry| entry.path).collect();
    Ok(Floors { systems, paths })
}
