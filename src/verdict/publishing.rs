//! What posting a verdict to a forge needs to know, and what became of it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config;

/// What posting needs to know of the policy in force, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Publishing {
    /// What is posted, and how much it shows.
    pub settings: config::Publish,
    /// Who may approve what: role to identities.
    pub roles: BTreeMap<String, Vec<String>>,
    /// What became of it; `None` where nothing was to be posted.
    pub outcome: Option<Outcome>,
}

/// What was posted, what was left out, and what went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Outcome {
    /// What can be seen on the forge.
    pub posted: Vec<Posted>,
    /// What the rights did not suffice for; something less stands in its place.
    pub degraded: Vec<Notice>,
    /// What could not be posted.
    pub failed: Vec<Notice>,
}

/// One thing that was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posted {
    /// What: `check run`, `comment`, `commit status`, `SARIF`.
    pub what: String,
    /// Where it can be read; some things cannot.
    pub url: Option<String>,
}

/// One thing that was not posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What: `check run`, `comment`, `commit status`, `SARIF`.
    pub what: String,
    /// Why, and without the token.
    pub why: String,
    /// The line that is missing below `permissions:`, such as `checks: write`.
    pub permission: Option<String>,
}
