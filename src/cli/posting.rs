//! Posts a report to the forge, and says what became of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result};

use super::report::exit_code;
use super::surroundings::{self, Run};
use super::{NO_VERDICT, NOT_PUBLISHED};
use crate::publish::bitbucket;
use crate::publish::bitbucket::pipeline::Pipeline;
use crate::publish::event::Event;
use crate::publish::find::find;
use crate::publish::pace::Pace;
use crate::publish::plan::{self, Settings};
use crate::publish::send::send;
use crate::verdict::publishing::{Notice, Outcome};
use crate::verdict::{Report, Verdict};

/// Posts `report`; whatever goes wrong is in what is returned, and nowhere else.
pub(super) fn post(report: &Report, run: Run, settings: &Settings) -> Outcome {
    let posted = catch_unwind(AssertUnwindSafe(|| {
        Pace::real(|pace| match run {
            Run::GitHub(event) => on_github(report, event, settings, pace),
            Run::Bitbucket(pipeline) => on_bitbucket(report, &pipeline, settings, pace),
        })
    }));
    // The panic has said on stderr where it happened, and the verdict stays what it is.
    posted.unwrap_or_else(|_| nothing("raigate met what it should have foreseen".to_owned()))
}

fn on_github(report: &Report, mut event: Event, settings: &Settings, pace: &Pace) -> Outcome {
    let Some(access) = surroundings::access(&event) else {
        return nothing("neither RAIGATE_TOKEN nor GITHUB_TOKEN is set".to_owned());
    };
    match find(&mut event, &access, pace) {
        Ok(()) => send(&plan::plan(report, &event, settings), &access, pace),
        Err(notice) => Outcome {
            failed: vec![notice],
            ..Outcome::default()
        },
    }
}

fn on_bitbucket(report: &Report, pipeline: &Pipeline, settings: &Settings, pace: &Pace) -> Outcome {
    let plan = bitbucket::plan::plan(report, pipeline, settings);
    let mut outcome = bitbucket::send::send(&plan, &surroundings::bitbucket(), pace);
    if settings.upload_sarif {
        outcome.degraded.push(Notice {
            what: "SARIF".to_owned(),
            why: "Bitbucket takes none".to_owned(),
            permission: None,
        });
    }
    outcome
}

/// Returns what would be posted, as JSON.
pub(super) fn planned(report: &Report, run: &Run, settings: &Settings) -> Result<String> {
    let text = match run {
        Run::GitHub(event) => serde_json::to_string_pretty(&plan::plan(report, event, settings)),
        Run::Bitbucket(pipeline) => {
            serde_json::to_string_pretty(&bitbucket::plan::plan(report, pipeline, settings))
        }
    };
    text.context("the plan is no JSON")
}

/// Says that nothing was posted, and why.
pub(super) fn nothing(why: String) -> Outcome {
    Outcome {
        failed: vec![Notice {
            what: "verdict".to_owned(),
            why,
            permission: None,
        }],
        ..Outcome::default()
    }
}

/// Returns what a person should know of what was not posted.
pub(super) fn told(outcome: &Outcome) -> Vec<String> {
    let line = |notice: &Notice| {
        let help = match &notice.permission {
            Some(line) => format!("; `{line}` below `permissions:` of the job would allow it"),
            None => String::new(),
        };
        format!("not posted: {}: {}{help}", notice.what, notice.why)
    };
    outcome
        .degraded
        .iter()
        .chain(&outcome.failed)
        .map(line)
        .collect()
}

/// Returns the exit code of a run whose report was to be posted.
pub(super) fn code(report: &Report, required: Requirement) -> u8 {
    let outcome = report.publishing.outcome.as_ref();
    let is_missing = outcome.is_some_and(|outcome| {
        let nothing = outcome.posted.is_empty() && !outcome.degraded.is_empty();
        nothing || !outcome.failed.is_empty()
    });
    match (exit_code(report.verdict), required) {
        // Without a verdict there was nothing to publish.
        (NO_VERDICT, _) => NO_VERDICT,
        (_, Requirement::Posted) if is_missing => NOT_PUBLISHED,
        (code, _) => code,
    }
}

/// What posting has to come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Requirement {
    /// Nothing: the verdict alone decides.
    Nothing,
    /// What is planned is posted, or something less in its place.
    Posted,
}

impl Requirement {
    /// Reads `--require-publish`.
    pub(super) const fn of(flag: bool) -> Self {
        if flag { Self::Posted } else { Self::Nothing }
    }
}

/// Whether what was judged, and is at hand here, may be posted on the head of `event`.
pub(super) fn is_judged(report: &Report, is_head: impl FnOnce(&str) -> bool) -> bool {
    // Where nothing was judged, that is what is posted.
    report.verdict == Verdict::None || report.commit.as_deref().is_some_and(is_head)
}
