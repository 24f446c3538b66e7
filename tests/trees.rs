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
use raigate::finding::Status;
use raigate::verdict::Report;

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
fn judge(tree: &Utf8Path) -> Report {
    let (_guard, folder) = support::folder();
    let copied = folder.join("repository");
    support::lay(tree, &copied);
    support::check(&copied)
}

/// Returns the rules and the fingerprints of what is found with that status.
fn found(report: &Report, is_waived: bool) -> Vec<(String, String)> {
    let findings = report.findings.iter();
    let findings = findings.filter(|one| (one.status == Status::Waived) == is_waived);
    findings
        .map(|one| (one.rule.to_string(), one.fingerprint.clone()))
        .collect()
}

#[test]
fn each_fail_tree_trips_its_rule_and_only_it() {
    let mut complaints = Vec::new();
    for (id, rule) in trees() {
        // What the waiver of the other tree excuses is back where that waiver is worth nothing.
        let excused = found(&judge(&rule.join("pass")), true);
        let report = judge(&rule.join("fail"));
        let tripped = found(&report, false).into_iter();
        let tripped = tripped.filter(|one| !excused.contains(one));
        let tripped: BTreeSet<String> = tripped.map(|(rule, _)| rule).collect();
        if tripped != BTreeSet::from([id.clone()]) || !report.errors.is_empty() {
            complaints.push(format!(
                "{id}/fail trips {tripped:?}:\n  {}",
                support::lines(&report).join("\n  ")
            ));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn each_pass_tree_trips_nothing() {
    let mut complaints = Vec::new();
    for (id, rule) in trees() {
        let mut report = judge(&rule.join("pass"));
        let is_about_waivers = id.starts_with("waiver/");
        report
            .findings
            .retain(|one| !is_about_waivers || one.status != Status::Waived);
        let lines = support::lines(&report);
        if !lines.is_empty() {
            complaints.push(format!("{id}/pass:\n  {}", lines.join("\n  ")));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
