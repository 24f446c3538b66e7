//! Carries a plan out: the report first, its annotations, and how it ends last.
//!
//! Whatever happens here ends as a notice. No part of it knows the exit code.

use http::Method;
use serde_json::{Value, json};

use super::super::client::Client;
use super::super::outcome::{Notice, Outcome, Posted};
use super::super::pace::Pace;
use super::super::retry::Session;
use super::super::trouble::Trouble;
use super::access::Access;
use super::plan::{Plan, Report, State};

/// How many annotations one request may carry.
const BATCH: usize = 100;

/// What is said of the report that was posted.
const WHAT: &str = "report";

/// Posts what is planned, and says what became of it.
#[must_use]
pub fn send(plan: &Plan, access: &Access, pace: &Pace) -> Outcome {
    let mut outcome = Outcome::default();
    let Some(report) = &plan.report else {
        return outcome;
    };
    let client = Client::bitbucket(access);
    let posted = client.and_then(|client| post(&mut Session::with(client, pace), plan, report));
    match posted {
        Ok(untaken) => {
            outcome.posted.push(Posted {
                what: WHAT.to_owned(),
                url: Some(plan.seen_at.clone()),
            });
            if untaken > 0 {
                let all = plan.annotations.len();
                let why = format!("Bitbucket did not take {untaken} of {all} annotations");
                outcome.failed.push(notice(why));
            }
        }
        Err(trouble) if trouble.is_of_rights() => {
            outcome.degraded.push(notice(why(&trouble, access)));
        }
        Err(trouble) => outcome.failed.push(notice(why(&trouble, access))),
    }
    outcome
}

/// Makes the report, and returns how many annotations were not taken.
fn post(session: &mut Session, plan: &Plan, report: &Report) -> Result<usize, Trouble> {
    let (repository, head, id) = (&plan.repository, &plan.head, &plan.report_id);
    let route = format!("/repositories/{repository}/commit/{head}/reports/{id}");
    // Annotations of an earlier attempt would stay where this one has fewer; they go with
    // their report.
    session.delete(&route)?;
    let mut taken = report.clone();
    if !plan.annotations.is_empty() {
        // One that breaks off stays pending, and is not taken for a pass.
        taken.result = State::Pending;
        put(session, &route, &taken)?;
    }
    let mut untaken = 0;
    for batch in plan.annotations.chunks(BATCH) {
        // What is sent twice takes its own place, since each has an id.
        let done = session.write(
            Method::POST,
            &format!("{route}/annotations"),
            &json!(batch),
            &|_| Ok(None),
        );
        match done {
            Ok(_) => {}
            // The others are none the worse for it, and how it ends has to be said.
            Err(Trouble::Refused { .. } | Trouble::TooLong | Trouble::TooLarge) => {
                untaken += batch.len();
            }
            Err(trouble) => return Err(trouble),
        }
    }
    put(session, &route, report)?;
    Ok(untaken)
}

/// Makes the report, or puts it in the place of the one that is there.
fn put(session: &mut Session, route: &str, report: &Report) -> Result<Value, Trouble> {
    session.write(Method::PUT, route, &json!(report), &|_| Ok(None))
}

fn notice(why: String) -> Notice {
    Notice {
        what: WHAT.to_owned(),
        why,
        permission: None,
    }
}

/// Says what came in the way, and whose right it is that is missing.
fn why(trouble: &Trouble, access: &Access) -> String {
    match access {
        Access::Pipelines { .. } if matches!(trouble, Trouble::Unauthorized) => {
            "Bitbucket does not know who asks (401): the proxy of Pipelines added nothing"
                .to_owned()
        }
        Access::Pipelines { .. } => trouble.to_string().replace("the token", "this pipeline"),
        Access::Token { .. } if trouble.is_of_rights() => {
            format!("{trouble}; it needs the scope to write the repository")
        }
        Access::Token { .. } => trouble.to_string(),
    }
}
