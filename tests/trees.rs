//! The two trees of every rule: `fail/` trips it and nothing else, `pass/` trips nothing.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

/// Returns every `tests/rules/<family>/<rule>` folder with its rule's id.
fn trees() -> Vec<(String, Utf8PathBuf)> {
    let rules = support::root().join("tests/rules");
    let mut found = Vec::new();
    for family in folders(&rules) {
        for rule in folders(&family) {
            let id = rule
                .strip_prefix(&rules)
                .unwrap()
                .as_str()
                .replace('\\', "/");
            found.push((id, rule));
        }
    }
    found.sort();
    assert!(found.len() >= 32, "only {} rules have trees", found.len());
    found
}

fn folders(of: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    let folders = entries.filter(|path| path.is_dir());
    folders
        .map(|path| Utf8PathBuf::from_path_buf(path).unwrap())
        .collect()
}

/// Judges a copy of `tree`, so that no repository around it matters.
fn judge(tree: &Utf8Path) -> (BTreeSet<String>, Vec<String>) {
    let (_guard, folder) = support::folder();
    let copied = folder.join("repository");
    support::lay(tree, &copied);
    let report = support::check(&copied);
    let rules = report
        .findings
        .iter()
        .map(|finding| finding.rule.to_string())
        .collect();
    (rules, support::lines(&report))
}

#[test]
fn each_fail_tree_trips_its_rule_and_only_it() {
    let mut complaints = Vec::new();
    for (id, rule) in trees() {
        let (tripped, lines) = judge(&rule.join("fail"));
        if tripped != BTreeSet::from([id.clone()]) {
            complaints.push(format!(
                "{id}/fail trips {tripped:?}:\n  {}",
                lines.join("\n  ")
            ));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn each_pass_tree_trips_nothing() {
    let mut complaints = Vec::new();
    for (id, rule) in trees() {
        let (_, lines) = judge(&rule.join("pass"));
        if !lines.is_empty() {
            complaints.push(format!("{id}/pass:\n  {}", lines.join("\n  ")));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
