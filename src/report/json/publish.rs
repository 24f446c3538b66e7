//! What became of posting a verdict, as the report states it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::verdict::publishing::{self, Outcome};

/// What became of posting a verdict to a forge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// What can be seen on the forge.
    pub posted: Vec<Posted>,
    /// What the rights did not suffice for; something less stands in its place.
    pub degraded: Vec<NotPosted>,
    /// What could not be posted.
    pub failed: Vec<NotPosted>,
}

/// One thing that was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Posted {
    /// What, such as `check run`.
    pub what: String,
    /// Where it can be read; null where that is not said.
    pub url: Option<String>,
}

/// One thing that was not posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotPosted {
    /// What, such as `check run`.
    pub what: String,
    /// Why.
    pub why: String,
    /// The line that is missing below `permissions:` of the workflow; null where none would help.
    pub permission: Option<String>,
}

impl From<&Outcome> for Publish {
    fn from(outcome: &Outcome) -> Self {
        let posted = |posted: &publishing::Posted| Posted {
            what: posted.what.clone(),
            url: posted.url.clone(),
        };
        let not_posted = |notice: &publishing::Notice| NotPosted {
            what: notice.what.clone(),
            why: notice.why.clone(),
            permission: notice.permission.clone(),
        };
        Self {
            posted: outcome.posted.iter().map(posted).collect(),
            degraded: outcome.degraded.iter().map(not_posted).collect(),
            failed: outcome.failed.iter().map(not_posted).collect(),
        }
    }
}

pub(super) fn restored(publish: Publish) -> Outcome {
    let posted = |posted: Posted| publishing::Posted {
        what: posted.what,
        url: posted.url,
    };
    let notice = |notice: NotPosted| publishing::Notice {
        what: notice.what,
        why: notice.why,
        permission: notice.permission,
    };
    Outcome {
        posted: publish.posted.into_iter().map(posted).collect(),
        degraded: publish.degraded.into_iter().map(notice).collect(),
        failed: publish.failed.into_iter().map(notice).collect(),
    }
}
