//! SARIF for code scanning: packed, uploaded, and asked after.

use std::io::Write as _;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;
use serde_json::{Value, json};

use super::super::plan::{Plan, Sarif};
use super::super::retry::Session;
use super::super::trouble::Trouble;
use super::url_safe;

/// The most that code scanning takes, packed.
const MAX_PACKED: usize = 10 * 1024 * 1024;

/// How often it is asked whether the results were read.
const POLLS: u64 = 4;

/// Uploads the results; where they are too large, without notes, then without snippets.
pub(super) fn post(
    session: &mut Session,
    plan: &Plan,
    sarif: &Sarif,
) -> Result<Option<String>, Trouble> {
    let less: [fn(&str) -> Option<String>; 2] = [without_notes, without_snippets];
    let mut text = sarif.text.clone();
    let mut done = upload(session, plan, sarif, &text);
    for less in less {
        if done != Err(Trouble::TooLarge) {
            break;
        }
        text = less(&text).ok_or(Trouble::TooLarge)?;
        done = upload(session, plan, sarif, &text);
    }
    let id = done?;
    was_read(session, plan, &id)?;
    Ok(None)
}

/// Returns the uploads of this commit, ref and category that code scanning has read.
fn analyses(session: &mut Session, plan: &Plan, sarif: &Sarif) -> Result<Vec<Value>, Trouble> {
    let (tool, name) = (url_safe(&sarif.tool_name), url_safe(&sarif.git_ref));
    let route = format!(
        "/repos/{}/code-scanning/analyses?tool_name={tool}&ref={name}&per_page=100",
        plan.repository
    );
    // The newest stand first, so that later pages are not asked for.
    let Value::Array(listed) = session.get(&route)? else {
        return Err(Trouble::Unreadable);
    };
    let is_ours = |one: &Value| {
        let category = one["category"].as_str().unwrap_or_default();
        one["commit_sha"] == sarif.commit_sha.as_str()
            && category.trim_matches('/') == sarif.category
    };
    Ok(listed.into_iter().filter(is_ours).collect())
}

/// Uploads one text, and returns by what it is asked after.
fn upload(
    session: &mut Session,
    plan: &Plan,
    sarif: &Sarif,
    text: &str,
) -> Result<String, Trouble> {
    let packed = pack(text);
    if packed.len() > MAX_PACKED {
        return Err(Trouble::TooLarge);
    }
    let body = json!({
        "commit_sha": sarif.commit_sha,
        "ref": sarif.git_ref,
        "sarif": BASE64_STANDARD.encode(packed),
        "tool_name": sarif.tool_name,
    });
    let route = format!("/repos/{}/code-scanning/sarifs", plan.repository);
    // An upload whose answer was lost has no id to ask after. What tells it is that there is one
    // more than before; one that is still being read is not listed, and then the repetition takes
    // its place, since it is of the same commit, ref, tool and category.
    let before = match analyses(session, plan, sarif) {
        Err(trouble) if trouble.is_everywhere() => return Err(trouble),
        before => before.ok(),
    };
    let look_up = |session: &mut Session| {
        let Some(before) = &before else {
            return Err(Trouble::Unknown(
                "the answer to the upload was lost, and the token may not look whether code \
                 scanning has the results; they may be there or not"
                    .to_owned(),
            ));
        };
        let now = analyses(session, plan, sarif)?;
        let is_new = |one: &Value| !before.iter().any(|known| known["id"] == one["id"]);
        let new = now.into_iter().find(is_new);
        Ok(new.map(|one| json!({ "id": one["sarif_id"] })))
    };
    let answer = session.write(Method::POST, &route, &body, &look_up)?;
    let id = answer["id"].as_str().filter(|id| {
        !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    id.map(str::to_owned).ok_or(Trouble::Unreadable)
}

/// Asks for a while whether the results were read; one that takes longer is no trouble.
fn was_read(session: &mut Session, plan: &Plan, id: &str) -> Result<(), Trouble> {
    let route = format!("/repos/{}/code-scanning/sarifs/{id}", plan.repository);
    for poll in 0..POLLS {
        // It is uploaded; whoever may write need not be allowed to read.
        let Ok(answer) = session.get(&route) else {
            return Ok(());
        };
        match answer["processing_status"].as_str() {
            Some("complete") => return Ok(()),
            Some("failed") => {
                let errors = answer["errors"].as_array().into_iter().flatten();
                let errors: Vec<&str> = errors.filter_map(Value::as_str).collect();
                let message: String = errors.join("; ").chars().take(200).collect();
                let message = session.redact(&message.replace(char::is_control, " "));
                return Err(Trouble::Refused {
                    status: 202,
                    message,
                });
            }
            _ => {}
        }
        if session.wait(Duration::from_secs(1 + poll)).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn pack(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = packer.write_all(text.as_bytes());
    packer.finish().unwrap_or_default()
}

/// Leaves the notes out.
fn without_notes(text: &str) -> Option<String> {
    change(text, |result| result["level"] != "note")
}

/// Leaves out what the lines of warnings hold.
fn without_snippets(text: &str) -> Option<String> {
    change(text, |result| {
        if result["level"] == "warning" {
            drop_snippets(result);
        }
        true
    })
}

fn drop_snippets(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("contextRegion");
            members.remove("snippet");
            members.values_mut().for_each(drop_snippets);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_snippets),
        _ => {}
    }
}

/// Changes each result, and keeps those for which `keep` says so.
fn change(text: &str, mut keep: impl FnMut(&mut Value) -> bool) -> Option<String> {
    let mut log: Value = serde_json::from_str(text).ok()?;
    for run in log["runs"].as_array_mut()? {
        if let Some(results) = run["results"].as_array_mut() {
            results.retain_mut(&mut keep);
        }
    }
    serde_json::to_string(&log).ok()
}
