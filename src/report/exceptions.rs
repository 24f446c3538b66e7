//! The list of waivers, for a person and for scripts.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::tally::counted;
use super::{escape, waived};
use crate::verdict::waivers::{Listed, State};

/// Renders waivers for a person, those that need somebody first.
pub(super) fn human(waivers: &[Listed]) -> String {
    let mut sorted: Vec<&Listed> = waivers.iter().collect();
    sorted.sort_by_key(|listed| (listed.state == State::Past, listed.days_left));
    let blocks: Vec<String> = sorted.into_iter().map(block).collect();
    if blocks.is_empty() {
        "no waivers\n".to_owned()
    } else {
        blocks.join("\n")
    }
}

fn block(listed: &Listed) -> String {
    let waiver = &listed.waiver;
    let mut out = format!("{}: {}", waiver.id, listed.state.name());
    if let (Some(last), Some(left)) = (waiver.expires, listed.days_left) {
        let days = counted(usize::try_from(left.unsigned_abs()).unwrap_or(0), "day");
        let _ = match left {
            0 => write!(out, ", last day, {last}"),
            1.. => write!(out, ", {days} left, until {last}"),
            _ => write!(out, ", ended {days} ago, on {last}"),
        };
    }
    let mut lines = vec![
        out,
        format!("{}:{}", waiver.path, waiver.location.start.line),
        format!("waives {}{}", waiver.written_rule, scope(listed)),
    ];
    let asked = waiver.requested_by.as_deref().unwrap_or("nobody");
    let approved = match waiver.approved_by.as_slice() {
        [] => "nobody".to_owned(),
        names => names.join(", "),
    };
    lines.push(format!("asked for by {asked}, approved by {approved}"));
    let reason = waived::cut(&waiver.reason);
    if !reason.is_empty() {
        lines.push(reason);
    }
    for (rule, location, print) in &listed.excuses {
        let place = format!("{}:{}", location.path, location.start.line);
        let print: String = print.chars().take(12).collect();
        lines.push(format!("excuses {rule} at {place} ({print})"));
    }
    for (rule, message) in &listed.objections {
        lines.push(format!("{rule}: {message}"));
    }
    let lines: Vec<String> = lines.iter().map(|line| escape::terminal(line)).collect();
    lines.join("\n  ") + "\n"
}

/// Returns the keys of the scope in words.
fn scope(listed: &Listed) -> String {
    let scope = &listed.waiver.scope;
    let mut parts = Vec::new();
    if let Some(system) = &scope.system {
        parts.push(format!("system {system}"));
    }
    if let Some(paths) = &scope.paths {
        parts.push(format!("files {}", paths.join(", ")));
    }
    if let Some(version) = &scope.version {
        parts.push(format!("version {version}"));
    }
    if let Some(prints) = &scope.fingerprints {
        parts.push(format!(
            "{} by fingerprint",
            counted(prints.len(), "finding")
        ));
    }
    if parts.is_empty() {
        return String::new();
    }
    format!(" in {}", parts.join("; "))
}

/// Renders waivers as JSON, in path order.
pub(super) fn json(waivers: &[Listed]) -> String {
    let list: Vec<Value> = waivers.iter().map(entry).collect();
    escape::json(&format!("{:#}", Value::from(list))) + "\n"
}

fn entry(listed: &Listed) -> Value {
    let (waiver, scope) = (&listed.waiver, &listed.waiver.scope);
    let excuses = listed.excuses.iter().map(|(rule, location, print)| {
        json!({"rule": rule, "path": location.path, "line": location.start.line, "fingerprint": print})
    });
    let objections = listed.objections.iter();
    let objections = objections.map(|(rule, message)| json!({"rule": rule, "message": message}));
    json!({
        "id": waiver.id,
        "path": waiver.path,
        "line": waiver.location.start.line,
        "rule": waiver.written_rule,
        "scope": {
            "system": scope.system,
            "paths": scope.paths,
            "version": scope.version,
            "fingerprints": scope.fingerprints,
        },
        "reason": waiver.reason,
        "requested_by": waiver.requested_by,
        "approved_by": waiver.approved_by,
        "created": waiver.created.map(|day| day.to_string()),
        "expires": waiver.expires.map(|day| day.to_string()),
        "days_left": listed.days_left,
        "state": listed.state.name(),
        "excuses": excuses.collect::<Vec<_>>(),
        "objections": objections.collect::<Vec<_>>(),
    })
}
