//! What became of a plan.

use serde::Serialize;

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
