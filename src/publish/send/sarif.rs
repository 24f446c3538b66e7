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
    // The results of one commit, ref and tool take the place of those before them, so the
    // same upload can be repeated.
    let answer = session.write(Method::POST, &route, &body, &|_| Ok(None))?;
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
