//! A check run: its annotations 50 at a time, its conclusion last.
//!
//! One that breaks off stays without conclusion, which the forge shows as pending.

use http::Method;
use serde_json::{Value, json};

use super::super::plan::{Annotation, CheckRun, Plan};
use super::super::retry::Session;
use super::super::trouble::Trouble;
use super::shorten::shorten;
use super::{url_of, url_safe};

/// How many annotations one request may carry.
const BATCH: usize = 50;

/// How many annotations are posted at all: each batch is a request.
const MAX_ANNOTATIONS: usize = 500;

/// Which part of a check run a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// More follows, and the run is not concluded.
    More,
    /// The last one, with the conclusion.
    Last,
}

/// A check run that stands.
pub(super) struct Stands {
    pub(super) url: Option<String>,
    /// How many annotations the forge did not take.
    pub(super) untaken: usize,
    /// Whether another job of this attempt said something else under its name.
    pub(super) is_twin: bool,
}

/// Makes the check run.
pub(super) fn post(
    session: &mut Session,
    plan: &Plan,
    check: &CheckRun,
) -> Result<Stands, Trouble> {
    let offered = check.annotations.len();
    let annotations = &check.annotations[..offered.min(MAX_ANNOTATIONS)];
    let first = &annotations[..annotations.len().min(BATCH)];
    let rest = &annotations[first.len()..];
    let part = if rest.is_empty() {
        Part::Last
    } else {
        Part::More
    };
    let is_twin = has_twin(session, plan, check)?;
    let run = begin(session, plan, check, &body(check, first, part))?;
    let mut stands = Stands {
        url: url_of(&run),
        untaken: offered - annotations.len(),
        is_twin,
    };
    let id = run["id"].as_u64().ok_or(Trouble::Unreadable)?;
    let route = format!("/repos/{}/check-runs/{id}", plan.repository);
    let mut taken = first.len();
    let mut batches = rest.chunks(BATCH).peekable();
    while let Some(batch) = batches.next() {
        let part = if batches.peek().is_none() {
            Part::Last
        } else {
            Part::More
        };
        match go_on(
            session,
            &route,
            &body(check, batch, part),
            taken + batch.len(),
        ) {
            Ok(_) => taken += batch.len(),
            // The others are none the worse for it, and the conclusion has to be said.
            Err(Trouble::Refused { status: 422, .. }) => {
                stands.untaken += batch.len();
                if part == Part::Last {
                    go_on(session, &route, &body(check, &[], part), taken)?;
                }
            }
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(stands)
}

/// Begins the check run, and ends it at once where all of it fits.
fn begin(
    session: &mut Session,
    plan: &Plan,
    check: &CheckRun,
    body: &Value,
) -> Result<Value, Trouble> {
    let route = format!("/repos/{}/check-runs", plan.repository);
    let look_up = |session: &mut Session| find(session, plan, check);
    let mut whole = body.clone();
    whole["name"] = check.name.as_str().into();
    whole["head_sha"] = plan.head.as_str().into();
    whole["external_id"] = check.external_id.as_str().into();
    let run = match session.write(Method::POST, &route, &whole, &look_up) {
        Err(Trouble::TooLong) => {
            halve(&mut whole);
            session.write(Method::POST, &route, &whole, &look_up)?
        }
        done => done?,
    };
    if run["id"].is_u64() {
        return Ok(run);
    }
    // It was made, and the answer does not say which one it is.
    find(session, plan, check)?.ok_or(Trouble::Unreadable)
}

/// Adds annotations to the check run; `total` is how many it has then.
fn go_on(session: &mut Session, route: &str, body: &Value, total: usize) -> Result<Value, Trouble> {
    // Annotations are added and never replaced: sent twice, they would stand there twice.
    let look_up = |session: &mut Session| {
        let run = session.get(route)?;
        let count = run["output"]["annotations_count"].as_u64();
        let has_all = count.is_some_and(|count| count >= total as u64);
        let is_said = body.get("conclusion").is_none() || run["status"] == "completed";
        Ok((has_all && is_said).then_some(run))
    };
    match session.write(Method::PATCH, route, body, &look_up) {
        Err(Trouble::TooLong) => {
            let mut body = body.clone();
            halve(&mut body);
            session.write(Method::PATCH, route, &body, &look_up)
        }
        done => done,
    }
}

/// Finds the check run of this attempt that says the same, among all of its name.
fn find(session: &mut Session, plan: &Plan, check: &CheckRun) -> Result<Option<Value>, Trouble> {
    let mut runs = named(session, plan, check)?.into_iter();
    Ok(runs.find(|run| run["external_id"] == check.external_id.as_str()))
}

/// Whether this attempt made another check run of the name, which says something else: the forge
/// shows the last one only.
fn has_twin(session: &mut Session, plan: &Plan, check: &CheckRun) -> Result<bool, Trouble> {
    let Some(twin) = &check.twin else {
        return Ok(false);
    };
    let runs = match named(session, plan, check) {
        Err(trouble) if trouble.is_everywhere() => return Err(trouble),
        // Whoever may write need not be allowed to read, and it is only a warning.
        runs => runs.unwrap_or_default(),
    };
    let id = |run: &Value| run["external_id"].as_str().map(str::to_owned);
    let mut ids = runs.iter().filter_map(id);
    Ok(ids.any(|id| id.starts_with(twin) && id != check.external_id))
}

fn named(session: &mut Session, plan: &Plan, check: &CheckRun) -> Result<Vec<Value>, Trouble> {
    let name: String = url_safe(&check.name);
    let route = format!(
        "/repos/{}/commits/{}/check-runs?check_name={name}&filter=all",
        plan.repository, plan.head
    );
    session.all(&route, Some("check_runs"))
}

fn body(check: &CheckRun, annotations: &[Annotation], part: Part) -> Value {
    let mut output = json!({ "title": check.title, "summary": check.summary });
    if !check.text.is_empty() {
        output["text"] = check.text.as_str().into();
    }
    if !annotations.is_empty() {
        output["annotations"] = json!(annotations);
    }
    let mut body = json!({ "status": "in_progress", "output": output });
    if part == Part::Last {
        body["status"] = "completed".into();
        body["conclusion"] = json!(check.conclusion);
    }
    if let Some(url) = &check.details_url {
        body["details_url"] = url.as_str().into();
    }
    body
}

/// Makes the texts of a body half as long.
fn halve(body: &mut Value) {
    for name in ["summary", "text"] {
        if let Some(text) = body["output"][name].as_str() {
            body["output"][name] = shorten(text, text.len() / 2).into();
        }
    }
}
