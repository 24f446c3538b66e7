//! What GitHub Actions says of the run that this is, as far as it is one.

use anyhow::{Context, Result};
use camino::Utf8Path;

use super::{read_file, variable};
use crate::publish::access::{Access, Proxy, Token};
use crate::publish::event::{self, Event, Surroundings};
use crate::publish::plan::Sha;
use crate::publish::secret::Secrets;

/// Whether this is a run of GitHub Actions.
pub(super) fn is_in_actions() -> bool {
    variable("GITHUB_ACTIONS").as_deref() == Some("true")
}

/// Returns what the run is about.
///
/// # Errors
/// This is no run of GitHub Actions, or its event does not say.
pub(super) fn event() -> Result<Event> {
    let file = variable("GITHUB_EVENT_PATH");
    let payload = file.map(|file| read_file(Utf8Path::new(&file))).transpose();
    Ok(Event::read(&Surroundings {
        event: variable("GITHUB_EVENT_NAME"),
        payload: payload.context("the event could not be read")?,
        repository: variable("GITHUB_REPOSITORY"),
        sha: variable("GITHUB_SHA"),
        git_ref: variable("GITHUB_REF"),
        run_id: variable("GITHUB_RUN_ID"),
        attempt: variable("GITHUB_RUN_ATTEMPT"),
        server: variable("GITHUB_SERVER_URL"),
        api: variable("GITHUB_API_URL"),
    })?)
}

/// Returns the base that decides, and the branch that it is of; `None` where this run is about
/// no change.
///
/// # Errors
/// It is about a change, and its event does not say which.
pub(super) fn base() -> Result<Option<(Sha, Option<String>)>> {
    let name = variable("GITHUB_EVENT_NAME").unwrap_or_default();
    if !is_in_actions() || !event::is_change(&name) {
        return Ok(None);
    }
    let file = variable("GITHUB_EVENT_PATH")
        .with_context(|| format!("this is a `{name}`, and GITHUB_EVENT_PATH does not say which"))?;
    let payload = read_file(Utf8Path::new(&file))?;
    let base = event::base(&name, &payload);
    base.with_context(|| format!("`{file}` does not say what is to be merged into what"))
}

/// Returns how the forge is reached; `None` without a token.
pub(super) fn access(event: &Event) -> Option<Access> {
    let token = variable("RAIGATE_TOKEN").or_else(|| variable("GITHUB_TOKEN"))?;
    let either = |upper: &str, lower: &str| variable(upper).or_else(|| variable(lower));
    Some(Access {
        api: event.api.clone(),
        token: Token::of(&token)?,
        proxy: Proxy {
            https: either("HTTPS_PROXY", "https_proxy"),
            http: either("HTTP_PROXY", "http_proxy"),
            except: either("NO_PROXY", "no_proxy"),
        },
    })
}

/// Returns what the run was given and nobody may read.
pub(super) fn secrets() -> Secrets {
    let all: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    Secrets::of(
        all.iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    )
}
