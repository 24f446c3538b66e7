//! What the CI says of the run that this is: GitHub Actions, or Bitbucket Pipelines.

use anyhow::{Context, Result};
use camino::Utf8Path;

use super::{read_file, variable};
use crate::publish::access::{Access, Proxy, Token};
use crate::publish::bitbucket::access::Access as BitbucketAccess;
use crate::publish::bitbucket::pipeline::{self, Pipeline};
use crate::publish::event::{self, Event, Subject, Surroundings};
use crate::publish::plan::Sha;
use crate::publish::secret::Secrets;

/// Where the interface of Bitbucket is.
const BITBUCKET: &str = "https://api.bitbucket.org/2.0";
/// The proxy that stands beside every step of Pipelines.
const BESIDE: &str = "http://localhost:29418";

/// What a verdict can be posted about.
pub(super) enum Run {
    /// A run of GitHub Actions.
    GitHub(Event),
    /// A run of Bitbucket Pipelines.
    Bitbucket(Pipeline),
}

impl Run {
    /// Returns the commit that it is about.
    pub(super) const fn head(&self) -> &Sha {
        match self {
            Self::GitHub(event) => &event.head,
            Self::Bitbucket(pipeline) => &pipeline.head,
        }
    }

    /// Whether it follows a run that judged.
    pub(super) const fn was_judged_before(&self) -> bool {
        match self {
            Self::GitHub(event) => matches!(event.subject, Subject::JudgedBefore(_)),
            Self::Bitbucket(_) => false,
        }
    }

    /// Returns what it is, in a word.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::GitHub(event) => &event.name,
            Self::Bitbucket(_) => "pipeline",
        }
    }
}

/// Returns what the run is about.
///
/// # Errors
/// This is no run of a CI whose forge can be posted to, or it does not say.
pub(super) fn run() -> Result<Run> {
    let is_pipeline = variable("BITBUCKET_BUILD_NUMBER").or_else(|| variable("BITBUCKET_COMMIT"));
    if is_pipeline.is_none() || variable("GITHUB_EVENT_NAME").is_some() {
        return event().map(Run::GitHub);
    }
    Ok(Run::Bitbucket(Pipeline::read(&pipeline::Surroundings {
        commit: variable("BITBUCKET_COMMIT"),
        workspace: variable("BITBUCKET_WORKSPACE"),
        slug: variable("BITBUCKET_REPO_SLUG"),
        pull_request: variable("BITBUCKET_PR_ID"),
        build: variable("BITBUCKET_BUILD_NUMBER"),
    })?))
}

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

/// Returns how Bitbucket is reached: as a token says, else by the proxy of Pipelines.
pub(super) fn bitbucket() -> BitbucketAccess {
    let set = |name: &str, usual: &str| variable(name).unwrap_or_else(|| usual.to_owned());
    let api = set("RAIGATE_BITBUCKET_API", BITBUCKET);
    let token = variable("RAIGATE_TOKEN").and_then(|text| Token::of(&text));
    match token {
        Some(token) => BitbucketAccess::Token {
            api,
            token,
            proxy: proxy(),
        },
        None => BitbucketAccess::Pipelines {
            api,
            by: set("RAIGATE_BITBUCKET_PROXY", BESIDE),
        },
    }
}

/// Returns how GitHub is reached; `None` without a token.
pub(super) fn access(event: &Event) -> Option<Access> {
    let token = variable("RAIGATE_TOKEN").or_else(|| variable("GITHUB_TOKEN"))?;
    Some(Access {
        api: event.api.clone(),
        token: Token::of(&token)?,
        proxy: proxy(),
    })
}

/// Returns what stands between, as the environment names it.
fn proxy() -> Proxy {
    let either = |upper: &str, lower: &str| variable(upper).or_else(|| variable(lower));
    Proxy {
        https: either("HTTPS_PROXY", "https_proxy"),
        http: either("HTTP_PROXY", "http_proxy"),
        all: either("ALL_PROXY", "all_proxy"),
        except: either("NO_PROXY", "no_proxy"),
    }
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
