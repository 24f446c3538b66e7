//! Asks the forge for the reviews of the pull request that a run is about.

use anyhow::{Context, Result, bail};

use super::surroundings;
use crate::config;
use crate::git::Snapshot;
use crate::people::Identity;
use crate::publish::event::Subject;
use crate::publish::pace::Pace;
use crate::publish::read::{Question, reviews};
use crate::run::{self, Request};

/// Adds what the forge knows to `request`, where there is a pull request, a token and no file
/// that says it already; returns what a person should know of it.
///
/// # Errors
/// The forge did not answer: who approved what is not known, and could have been.
pub(super) fn ask(request: &mut Request) -> Result<Vec<String>> {
    if request.reviews.is_some() || !surroundings::is_in_actions() {
        return Ok(Vec::new());
    }
    // An event that says nothing of a pull request is told where it is needed.
    let Ok(event) = surroundings::event() else {
        return Ok(Vec::new());
    };
    let (Subject::PullRequest(number), Some(access)) =
        (event.subject, surroundings::access(&event))
    else {
        return Ok(Vec::new());
    };
    let question = Question {
        repository: event.repository,
        pull_request: number,
        teams: teams(request),
    };
    match Pace::real(|pace| reviews(&question, &access, pace)) {
        Ok(known) => {
            let text = serde_json::to_string(&known.reviews).context("reviews are no JSON")?;
            request.reviews = Some(("reviews.json".into(), text));
            let notices = known.notices.into_iter();
            Ok(notices
                .map(|it| format!("{}: {}", it.what, it.why))
                .collect())
        }
        Err(error) => match &error.permission {
            Some(line) => Ok(vec![format!(
                "{error}; `{line}` below `permissions:` of the job would allow it"
            )]),
            None => bail!(error),
        },
    }
}

/// Returns the teams that hold a role, as the configuration that decides has them.
fn teams(request: &Request) -> Vec<String> {
    let index_file = request.index_file.as_deref();
    let source = run::open(&request.folder, &request.snapshot, index_file).ok();
    let source = source.and_then(|source| match &request.policy_from {
        Some(revision) => source.at(&Snapshot::Commit(revision.clone())).ok(),
        None => Some(source),
    });
    // What is wrong with a configuration is told by the run.
    let config = source.and_then(|source| config::load(&source, request.config.as_deref()).ok());
    let roles = config.map(|config| config.roles).unwrap_or_default();
    let named = roles.values().flatten();
    let teams = named.filter_map(|name| match Identity::parse(name)? {
        Identity::Team(team) => Some(team),
        _ => None,
    });
    teams.collect()
}
