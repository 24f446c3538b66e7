//! The one comment: found again by its first line, edited, never repeated.

use http::Method;
use serde_json::{Value, json};

use super::super::plan::{Comment, Plan};
use super::super::retry::Session;
use super::super::trouble::Trouble;
use super::shorten::shorten;
use super::{Done, url_of};

/// What stands below a comment that took the place of another job's.
const SHARED: &str = "\n⚠️ Another job of this run said something else here. `--leg NAME` gives each \
                      job a comment of its own.\n";

/// Edits the comment that is there, or makes one; says whether it took the place of what another
/// job of this run said.
pub(super) fn post(
    session: &mut Session,
    plan: &Plan,
    number: u64,
    comment: &Comment,
) -> Result<(Done, bool), Trouble> {
    let done = match find(session, plan, number, comment)? {
        Some(found) if is_twin(&found, comment) => {
            let shared = Comment {
                body: format!("{}{SHARED}", comment.body),
                ..comment.clone()
            };
            let url = edit(session, plan, &shared, &found)?;
            return Ok((Done::Posted(url), true));
        }
        Some(found) => Done::Posted(edit(session, plan, comment, &found)?),
        None if comment.create => Done::Posted(create(session, plan, number, comment)?),
        None => Done::Nothing,
    };
    Ok((done, false))
}

/// Whether a comment is of another job of this run, which says something else.
fn is_twin(found: &Value, comment: &Comment) -> bool {
    let body = found["body"].as_str().unwrap_or_default();
    let said = body.replace(SHARED.trim(), "");
    comment
        .twin
        .as_deref()
        .is_some_and(|twin| body.lines().nth(1) == Some(twin) && !is_same(&said, &comment.body))
}

fn edit(
    session: &mut Session,
    plan: &Plan,
    comment: &Comment,
    found: &Value,
) -> Result<Option<String>, Trouble> {
    if is_same(found["body"].as_str().unwrap_or_default(), &comment.body) {
        return Ok(url_of(found));
    }
    let id = found["id"].as_u64().ok_or(Trouble::Unreadable)?;
    let route = format!("/repos/{}/issues/comments/{id}", plan.repository);
    // An edit can be repeated: it puts the same text in the same place.
    let write = |session: &mut Session, text: &str| {
        session.write(Method::PATCH, &route, &json!({ "body": text }), &|_| {
            Ok(None)
        })
    };
    let edited = match write(session, &comment.body) {
        Err(Trouble::TooLong) => write(session, &half(&comment.body))?,
        done => done?,
    };
    Ok(url_of(&edited).or_else(|| url_of(found)))
}

fn create(
    session: &mut Session,
    plan: &Plan,
    number: u64,
    comment: &Comment,
) -> Result<Option<String>, Trouble> {
    let route = format!("/repos/{}/issues/{number}/comments", plan.repository);
    let look_up = |session: &mut Session| find(session, plan, number, comment);
    let mut write =
        |text: &str| session.write(Method::POST, &route, &json!({ "body": text }), &look_up);
    let made = match write(&comment.body) {
        Err(Trouble::TooLong) => write(&half(&comment.body))?,
        done => done?,
    };
    Ok(url_of(&made))
}

/// Finds our comment among all of the pull request; of several, the oldest.
fn find(
    session: &mut Session,
    plan: &Plan,
    number: u64,
    comment: &Comment,
) -> Result<Option<Value>, Trouble> {
    let route = format!("/repos/{}/issues/{number}/comments", plan.repository);
    let all = session.all(&route, None)?;
    let marked: Vec<Value> = all
        .into_iter()
        .filter(|one| {
            one["body"].as_str().and_then(|body| body.lines().next()) == Some(&*comment.marker)
        })
        .collect();
    // A person who pastes the first line keeps what they wrote. Where the token is that of a
    // person, what that person wrote is ours.
    let is_bot = |one: &Value| one["user"]["type"] == "Bot";
    let login = if marked.iter().all(is_bot) {
        None
    } else {
        own_login(session)?
    };
    let is_own = |one: &Value| {
        let name = one["user"]["login"].as_str();
        is_bot(one) || name.is_some() && name == login.as_deref()
    };
    let ours = marked.into_iter().filter(is_own);
    Ok(ours.min_by_key(|one| one["id"].as_u64()))
}

/// Asks whose token it is; one of an app is nobody's.
fn own_login(session: &mut Session) -> Result<Option<String>, Trouble> {
    match session.get("/user") {
        Ok(user) => Ok(user["login"].as_str().map(str::to_owned)),
        Err(trouble) if trouble.is_of_rights() => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// Returns whether two texts are the same but for how their lines end, and which run said so.
fn is_same(one: &str, other: &str) -> bool {
    // A run that has nothing new to say leaves the comment as it is.
    let lines = |text: &str| -> Vec<String> {
        let lines = text.trim_end().lines().enumerate();
        lines
            .map(|(at, line)| match line.split_once(" run=") {
                Some((head, _)) if at == 1 => format!("{head} -->"),
                _ => line.to_owned(),
            })
            .collect()
    };
    lines(one) == lines(other)
}

fn half(body: &str) -> String {
    shorten(body, body.len() / 2)
}
