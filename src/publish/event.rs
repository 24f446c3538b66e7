//! What a run is about, as GitHub Actions says it: which commit, which pull request.
//!
//! Who opened the pull request wrote some of the event, such as the name of its branch.
//! What is taken of it is therefore numbers and commits, and names that are checked.

use serde_json::Value;

use super::plan::{Repository, Sha};

/// What GitHub Actions says of a run: its variables, and the text of the event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// `GITHUB_EVENT_NAME`
    pub event: Option<String>,
    /// The text of the file that `GITHUB_EVENT_PATH` names.
    pub payload: Option<String>,
    /// `GITHUB_REPOSITORY`
    pub repository: Option<String>,
    /// `GITHUB_SHA`
    pub sha: Option<String>,
    /// `GITHUB_REF`
    pub git_ref: Option<String>,
    /// `GITHUB_RUN_ID`
    pub run_id: Option<String>,
    /// `GITHUB_RUN_ATTEMPT`
    pub attempt: Option<String>,
    /// `GITHUB_SERVER_URL`
    pub server: Option<String>,
    /// `GITHUB_API_URL`
    pub api: Option<String>,
}

/// What a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name, such as `pull_request`.
    pub name: String,
    /// Where.
    pub repository: Repository,
    /// What it is about.
    pub subject: Subject,
    /// The commit that is to be judged: the head of a pull request, never its merge commit.
    pub head: Sha,
    /// The commit that it would be merged into.
    pub base: Option<Sha>,
    /// Whether the head lies in another repository.
    pub is_fork: bool,
    /// The whole name of the ref that the head is of, such as `refs/pull/7/head`.
    pub git_ref: Option<String>,
    /// The run of the workflow, and which attempt at it; 0 outside of one.
    pub run: (u64, u64),
    /// The address of the pages, such as `https://github.com`; no `/` at its end.
    pub server: String,
    /// The address of the interface, such as `https://api.github.com`; no `/` at its end.
    pub api: String,
}

/// What a run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// This pull request.
    PullRequest(u64),
    /// The pull request that another run judged, which stored what it says; the forge knows its
    /// number. Whoever opened it may have written that, so it is shown and vouched for nowhere.
    JudgedBefore(Option<u64>),
    /// Pull requests that are about to be merged together.
    MergeGroup,
    /// A commit of a branch or a tag.
    Commit,
}

/// Why an event does not say what a run is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// This is no run of GitHub Actions.
    #[error("`{0}` is not set: this is no run of GitHub Actions")]
    Unset(&'static str),
    /// The event was cut off, or is something else.
    #[error("the event `{name}` is no JSON: {cause}")]
    NotJson {
        /// The event.
        name: String,
        /// Where, and how.
        cause: String,
    },
    /// The event is of another shape.
    #[error("the event `{name}` has no {what} at `{pointer}`")]
    Lacks {
        /// The event.
        name: String,
        /// What would be there.
        what: &'static str,
        /// Where.
        pointer: &'static str,
    },
    /// A variable holds something else.
    #[error("`{variable}` is no {what}")]
    Unreadable {
        /// The variable.
        variable: &'static str,
        /// What it would be.
        what: &'static str,
    },
    /// The event and the surroundings name two repositories.
    #[error("the event is of another repository than `GITHUB_REPOSITORY` names")]
    TwoRepositories,
    /// The branch or tag is gone, and with it what could be judged.
    #[error("the event tells of a branch or tag that was deleted, so there is nothing to judge")]
    Deleted,
    /// Events of this name say nothing of a commit.
    #[error("the event `{0}` names no commit that was judged")]
    Unsupported(String),
}

/// Where the pages are, unless the surroundings say.
const SERVER: &str = "https://github.com";
/// Where the interface is, unless the surroundings say.
const API: &str = "https://api.github.com";

/// The events that are about one pull request, all of one shape.
const PULL_REQUEST: [&str; 4] = [
    "pull_request",
    "pull_request_target",
    "pull_request_review",
    "pull_request_review_comment",
];

/// Whether events of that name are about a change that is to be merged.
#[must_use]
pub fn is_change(name: &str) -> bool {
    name == "merge_group" || PULL_REQUEST.contains(&name)
}

/// Returns the base that decides how a change is judged, and the branch that it is for; `None`
/// where the event is about no change.
///
/// # Errors
/// The event is about a change, and does not say which.
pub fn base(name: &str, payload: &str) -> Result<Option<(Sha, Option<String>)>, EventError> {
    let (base, branch) = match name {
        _ if PULL_REQUEST.contains(&name) => ("/pull_request/base/sha", "/pull_request/base/ref"),
        "merge_group" => ("/merge_group/base_sha", "/merge_group/base_ref"),
        _ => return Ok(None),
    };
    let payload = Payload::read(name, payload)?;
    let branch = payload.text(branch);
    let branch = branch.map(|name| name.strip_prefix("refs/heads/").unwrap_or(name).to_owned());
    Ok(Some((payload.sha(base)?, branch)))
}

impl Event {
    /// Reads what the run is about.
    ///
    /// # Errors
    /// This is no run of GitHub Actions, or the event does not say.
    pub fn read(around: &Surroundings) -> Result<Self, EventError> {
        let name = around.event.as_deref();
        let name = name.ok_or(EventError::Unset("GITHUB_EVENT_NAME"))?;
        let text = around.payload.as_deref();
        let text = text.ok_or(EventError::Unset("GITHUB_EVENT_PATH"))?;
        let payload = Payload::read(name, text)?;
        let repository = repository(&payload, around)?;
        let about = match name {
            _ if PULL_REQUEST.contains(&name) => payload.pull_request(&repository)?,
            "merge_group" => payload.merge_group()?,
            "workflow_run" => payload.workflow(&repository)?,
            "push" => payload.push(around)?,
            "schedule" | "workflow_dispatch" => {
                let sha = around.sha.as_deref();
                About::commit(commit(sha.ok_or(EventError::Unset("GITHUB_SHA"))?)?, around)
            }
            _ => return Err(EventError::Unsupported(name.to_owned())),
        };
        Ok(Self {
            name: name.to_owned(),
            repository,
            subject: about.subject,
            head: about.head,
            base: about.base,
            is_fork: about.is_fork,
            git_ref: about.git_ref.filter(|name| is_ref(name)),
            run: (
                number("GITHUB_RUN_ID", around.run_id.as_deref())?,
                number("GITHUB_RUN_ATTEMPT", around.attempt.as_deref())?,
            ),
            server: address("GITHUB_SERVER_URL", around.server.as_deref(), SERVER)?,
            api: address("GITHUB_API_URL", around.api.as_deref(), API)?,
        })
    }

    /// Says which pull request the head is of, as the forge told.
    pub fn found(&mut self, pull_request: Option<u64>) {
        self.subject = Subject::JudgedBefore(pull_request);
    }

    /// Returns the number of the pull request, where it is known.
    #[must_use]
    pub const fn pull_request(&self) -> Option<u64> {
        match self.subject {
            Subject::PullRequest(number) => Some(number),
            Subject::JudgedBefore(number) => number,
            Subject::MergeGroup | Subject::Commit => None,
        }
    }

    /// Returns the page of the run, where there is one.
    #[must_use]
    pub fn page(&self) -> Option<String> {
        let (server, repository, (run, attempt)) = (&self.server, &self.repository, self.run);
        (run > 0).then(|| format!("{server}/{repository}/actions/runs/{run}/attempts/{attempt}"))
    }
}

/// What an event says of itself.
struct About {
    subject: Subject,
    head: Sha,
    base: Option<Sha>,
    is_fork: bool,
    git_ref: Option<String>,
}

impl About {
    fn commit(head: Sha, around: &Surroundings) -> Self {
        Self {
            subject: Subject::Commit,
            head,
            base: None,
            is_fork: false,
            git_ref: around.git_ref.clone(),
        }
    }
}

/// The text of an event, read.
struct Payload<'e> {
    name: &'e str,
    value: Value,
}

impl<'e> Payload<'e> {
    fn read(name: &'e str, text: &str) -> Result<Self, EventError> {
        let value = serde_json::from_str(text).map_err(|error| EventError::NotJson {
            name: name.to_owned(),
            cause: error.to_string(),
        })?;
        Ok(Self { name, value })
    }

    fn pull_request(&self, repository: &Repository) -> Result<About, EventError> {
        let pointer = "/pull_request/number";
        let number = self.value.pointer(pointer).and_then(Value::as_u64);
        let number = number.ok_or_else(|| self.lacks(pointer, "number"))?;
        Ok(About {
            subject: Subject::PullRequest(number),
            head: self.sha("/pull_request/head/sha")?,
            base: Some(self.sha("/pull_request/base/sha")?),
            is_fork: self.is_elsewhere("/pull_request/head/repo/full_name", repository),
            git_ref: Some(pull_ref(number)),
        })
    }

    fn merge_group(&self) -> Result<About, EventError> {
        Ok(About {
            subject: Subject::MergeGroup,
            head: self.sha("/merge_group/head_sha")?,
            base: Some(self.sha("/merge_group/base_sha")?),
            is_fork: false,
            git_ref: self.text("/merge_group/head_ref").map(str::to_owned),
        })
    }

    /// Reads which run a workflow followed; what that run stored is not asked, since whoever
    /// opened the pull request may have written it.
    fn workflow(&self, repository: &Repository) -> Result<About, EventError> {
        let trigger = self.text("/workflow_run/event").unwrap_or_default();
        let is_change = PULL_REQUEST.contains(&trigger);
        let branch = self.text("/workflow_run/head_branch");
        Ok(About {
            subject: if is_change {
                Subject::JudgedBefore(None)
            } else {
                Subject::Commit
            },
            head: self.sha("/workflow_run/head_sha")?,
            base: None,
            is_fork: self.is_elsewhere("/workflow_run/head_repository/full_name", repository),
            git_ref: branch
                .filter(|_| !is_change)
                .map(|name| format!("refs/heads/{name}")),
        })
    }

    fn push(&self, around: &Surroundings) -> Result<About, EventError> {
        if self.value.pointer("/deleted").and_then(Value::as_bool) == Some(true) {
            return Err(EventError::Deleted);
        }
        // What `after` names may be a tag that is an object of its own, and no commit.
        let head = match &around.sha {
            Some(sha) => commit(sha)?,
            None => self
                .sha("/head_commit/id")
                .or_else(|_| self.sha("/after"))?,
        };
        let mut about = About::commit(head, around);
        if about.git_ref.is_none() {
            about.git_ref = self.text("/ref").map(str::to_owned);
        }
        Ok(about)
    }

    /// Whether the repository named there is another one; of a fork that was deleted, none is.
    fn is_elsewhere(&self, pointer: &str, repository: &Repository) -> bool {
        !self.text(pointer).is_some_and(|name| repository.is(name))
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.value.pointer(pointer).and_then(Value::as_str)
    }

    fn sha(&self, pointer: &'static str) -> Result<Sha, EventError> {
        let sha = self.text(pointer).and_then(Sha::parse);
        sha.ok_or_else(|| self.lacks(pointer, "commit"))
    }

    fn lacks(&self, pointer: &'static str, what: &'static str) -> EventError {
        EventError::Lacks {
            name: self.name.to_owned(),
            what,
            pointer,
        }
    }
}

fn repository(payload: &Payload<'_>, around: &Surroundings) -> Result<Repository, EventError> {
    let pointer = "/repository/full_name";
    let told = match payload.text(pointer) {
        Some(name) => {
            let read = Repository::parse(name);
            Some(read.ok_or_else(|| payload.lacks(pointer, "repository"))?)
        }
        None => None,
    };
    let set = match &around.repository {
        Some(name) => Some(Repository::parse(name).ok_or(EventError::Unreadable {
            variable: "GITHUB_REPOSITORY",
            what: "repository, such as `owner/name`",
        })?),
        None => None,
    };
    match (told, set) {
        (Some(told), Some(set)) if !told.is(&set.to_string()) => Err(EventError::TwoRepositories),
        (told, set) => told.or(set).ok_or(EventError::Unset("GITHUB_REPOSITORY")),
    }
}

fn commit(text: &str) -> Result<Sha, EventError> {
    Sha::parse(text).ok_or(EventError::Unreadable {
        variable: "GITHUB_SHA",
        what: "commit of 40 hexadecimal digits",
    })
}

fn pull_ref(number: u64) -> String {
    format!("refs/pull/{number}/head")
}

fn number(variable: &'static str, text: Option<&str>) -> Result<u64, EventError> {
    let what = "number";
    let unreadable = |_| EventError::Unreadable { variable, what };
    text.map_or(Ok(0), |text| text.parse().map_err(unreadable))
}

/// Returns an address without what could end a link that it stands in.
fn address(variable: &'static str, text: Option<&str>, usual: &str) -> Result<String, EventError> {
    let text = text.unwrap_or(usual).trim_end_matches('/');
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]".contains(c);
    match host {
        Some(host) if !host.is_empty() && host.chars().all(fits) => Ok(text.to_owned()),
        _ => Err(EventError::Unreadable {
            variable,
            what: "address, such as `https://github.example.org`",
        }),
    }
}

/// Whether `name` is the whole name of a ref, as git allows them.
fn is_ref(name: &str) -> bool {
    let known = ["refs/heads/", "refs/tags/", "refs/pull/"];
    let forbidden = |c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c);
    known
        .iter()
        .any(|start| name.len() > start.len() && name.starts_with(start))
        && !name.contains("..")
        && !name.contains(forbidden)
}
