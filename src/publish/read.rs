//! Reads from the forge what it knows of a pull request.
//!
//! What cannot be read is never taken for consent: a review that is not understood counts as
//! taken back, and a team that the token does not see stays unknown.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::access::Access;
use super::outcome::Notice;
use super::pace::Pace;
use super::plan::Repository;
use super::retry::Session;
use super::trouble::Trouble;
use crate::forge::{Reviews, SCHEMA};

/// What the forge calls the account of whoever deleted theirs.
const GHOST: &str = "ghost";

/// Which pull request is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Where it is.
    pub repository: Repository,
    /// Its number.
    pub pull_request: u64,
    /// The teams of which it is asked who is in them, as `organisation/team`.
    pub teams: Vec<String>,
}

/// What the forge knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The reviews, and all about them.
    pub reviews: Reviews,
    /// What it does not say, or does not say to this token.
    pub notices: Vec<Notice>,
}

/// The forge did not say what it knows of the pull request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the reviews of pull request {number} of `{repository}` could not be read: {why}")]
pub struct ReadError {
    /// Where it is.
    pub repository: String,
    /// Its number.
    pub number: u64,
    /// Why, without the token.
    pub why: String,
    /// The line that is missing below `permissions:`.
    pub permission: Option<String>,
}

/// Reads who reviewed which commit, who is the author, what changes, and who is in which team.
///
/// # Errors
/// The pull request, its reviews or its files cannot be read, or are not what they should be.
pub fn reviews(question: &Question, access: &Access, pace: &Pace) -> Result<Known, ReadError> {
    let number = question.pull_request;
    let error = |trouble: &Trouble| ReadError {
        repository: question.repository.to_string(),
        number,
        why: trouble.to_string(),
        permission: trouble
            .is_of_rights()
            .then(|| "pull-requests: read".to_owned()),
    };
    let mut session = Session::open(access, pace).map_err(|trouble| error(&trouble))?;
    read(&mut session, question).map_err(|trouble| error(&trouble))
}

fn read(session: &mut Session, question: &Question) -> Result<Known, Trouble> {
    let route = format!(
        "/repos/{}/pulls/{}",
        question.repository, question.pull_request
    );
    let mut notices = Vec::new();
    let pull = session.get(&route)?;
    let head = text(&pull["head"]["sha"])?.to_ascii_lowercase();
    let author = match &pull["user"] {
        Value::Null => {
            notices.push(notice("author", "the account was deleted".to_owned()));
            GHOST
        }
        user => text(&user["login"])?,
    };
    let mut given = Vec::new();
    for review in session.all(&format!("{route}/reviews"), None)? {
        given.extend(one_review(&review, &head, &mut notices)?);
    }
    let files = session.all(&format!("{route}/files"), None)?;
    let whole = json!({
        "schema": SCHEMA,
        "pull_request": {
            "number": question.pull_request,
            "author": author,
            "base": text(&pull["base"]["sha"])?.to_ascii_lowercase(),
            "head": head,
            "labels": labels(&pull)?,
            "changed_files": changed(&files, &pull, &mut notices)?,
        },
        "reviews": given,
        "teams": teams(session, &question.teams, &mut notices)?,
    });
    let reviews = Reviews::read(&whole.to_string()).map_err(|_| Trouble::Unreadable)?;
    Ok(Known { reviews, notices })
}

/// Reads one review; `None` where it is none, or nobody stands behind it.
fn one_review(
    review: &Value,
    head: &str,
    notices: &mut Vec<Notice>,
) -> Result<Option<Value>, Trouble> {
    let state = text(&review["state"])?.to_ascii_uppercase();
    // Only whoever writes it sees it.
    if state == "PENDING" {
        return Ok(None);
    }
    let user = &review["user"];
    if user.is_null() {
        let why = "one is left out: the account of whoever gave it was deleted";
        notices.push(notice("review", why.to_owned()));
        return Ok(None);
    }
    let login = text(&user["login"])?;
    let state = match state.as_str() {
        "APPROVED" => "approved",
        "CHANGES_REQUESTED" => "changes_requested",
        "COMMENTED" => "commented",
        "DISMISSED" => "dismissed",
        _ => {
            let why = format!("one of `{login}` counts as taken back: what it says is not known");
            notices.push(notice("review", why));
            "dismissed"
        }
    };
    let commit = match &review["commit_id"] {
        // An approval of nothing that can be named approves nothing; whatever takes an
        // approval back does so without naming a commit.
        Value::Null if state == "approved" => {
            let why = format!("an approval of `{login}` is left out: its commit is gone");
            notices.push(notice("review", why));
            return Ok(None);
        }
        Value::Null => head.to_owned(),
        commit => text(commit)?.to_ascii_lowercase(),
    };
    let is_person = user["type"] == "User";
    Ok(Some(json!({
        "user": login,
        "type": if is_person { "User" } else { "Bot" },
        "state": state,
        "commit": commit,
        "submitted_at": text(&review["submitted_at"])?,
    })))
}

fn labels(pull: &Value) -> Result<Vec<&str>, Trouble> {
    let all = pull["labels"].as_array().into_iter().flatten();
    all.map(|label| text(&label["name"])).collect()
}

/// Returns the paths that change; what was renamed changes under both names.
fn changed<'a>(
    files: &'a [Value],
    pull: &Value,
    notices: &mut Vec<Notice>,
) -> Result<BTreeSet<&'a str>, Trouble> {
    let all = pull["changed_files"].as_u64().unwrap_or_default();
    if all > files.len() as u64 {
        let why = format!("the forge names {} of {all}", files.len());
        notices.push(notice("changed files", why));
    }
    let mut paths = BTreeSet::new();
    for file in files {
        paths.insert(text(&file["filename"])?);
        paths.extend(file["previous_filename"].as_str());
    }
    Ok(paths)
}

/// Asks who is in each team; one that the token does not see is left out, and so unknown.
fn teams(
    session: &mut Session,
    names: &[String],
    notices: &mut Vec<Notice>,
) -> Result<Map<String, Value>, Trouble> {
    let mut known = Map::new();
    for name in names.iter().collect::<BTreeSet<_>>() {
        let Some(team) = Repository::parse(name) else {
            notices.push(notice(
                "team",
                format!("`{name}` is no `organisation/team`"),
            ));
            continue;
        };
        let route = format!("/orgs/{}/teams/{}/members", team.owner, team.name);
        match session.all(&route, None) {
            Ok(members) => {
                let logins: Result<Vec<&str>, _> = members
                    .iter()
                    .map(|member| text(&member["login"]))
                    .collect();
                known.insert(name.clone(), json!(logins?));
            }
            Err(trouble) if trouble.is_everywhere() => return Err(trouble),
            Err(trouble) => {
                let mut why = format!("who is in `{name}` is not known: {trouble}");
                if trouble.is_of_rights() {
                    why.push_str(
                        "; the token of a workflow never sees teams, one of an app with \
                         `members: read` does",
                    );
                }
                notices.push(notice("team", why));
            }
        }
    }
    Ok(known)
}

fn notice(what: &str, why: String) -> Notice {
    Notice {
        what: what.to_owned(),
        why,
        permission: None,
    }
}

fn text(value: &Value) -> Result<&str, Trouble> {
    value.as_str().ok_or(Trouble::Unreadable)
}
