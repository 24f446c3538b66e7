//! Says which policies of a team, and which data they judge by, are not what they were.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{Found, How};
use crate::catalogue::{Gathered, metadata};
use crate::engine::Module;

/// Adds the policies and data of `before` that `after` lacks or has rewritten.
pub(super) fn texts(before: &Gathered, after: &Gathered, found: &mut Found) {
    let texts = |gathered: &Gathered| -> BTreeMap<String, String> {
        let modules = gathered.modules.iter();
        modules
            .map(|module| (module.path.clone(), bare(&module.text)))
            .collect()
    };
    let (was, is) = (texts(before), texts(after));
    let packages: BTreeSet<String> = before.modules.iter().filter_map(package).collect();
    for (path, text) in &was {
        match is.get(path) {
            Some(same) if same == text => {}
            Some(_) => found.at_file(path, How::Rewritten, "policy"),
            // A rule that moved to another file is still there; it was looked for by its id.
            None if is.values().any(|other| other == text) => {}
            None => found.at_file(path, How::Gone, "policy"),
        }
    }
    for module in &after.modules {
        let is_known = |text: &str| was.values().any(|held| held == text);
        let is_new = !was.contains_key(&module.path) && !is_known(&bare(&module.text));
        // A second file of a rule's package can take away what the first one finds.
        if is_new && package(module).is_some_and(|package| packages.contains(&package)) {
            found.at_file(&module.path, How::Rewritten, "policy");
        }
    }
    data(&before.files, &after.files, found);
}

fn data(before: &Map<String, Value>, after: &Map<String, Value>, found: &mut Found) {
    for (key, value) in before {
        if after.get(key) != Some(value) {
            let how = if after.contains_key(key) {
                How::Rewritten
            } else {
                How::Gone
            };
            found.add(&["policy", "data"], how, &format!("data `{key}`"), "", "");
        }
    }
}

fn package(module: &Module) -> Option<String> {
    metadata::package_clause(&module.text).map(|(package, _)| package)
}

/// Returns a policy without lines of comment, and without space that means nothing.
fn bare(text: &str) -> String {
    // Where a text between backticks goes over lines, lines and spaces are part of it.
    let is_open = |line: &str| line.matches('`').count() % 2 == 1;
    if text.lines().any(is_open) {
        return text.to_owned();
    }
    let lines = text.lines().map(str::trim);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let plain = kept.map(|line| {
        if line.contains(['"', '`']) {
            return line.to_owned();
        }
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    plain.collect::<Vec<_>>().join("\n")
}
