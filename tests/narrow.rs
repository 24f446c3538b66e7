//! A run that is narrowed to one system says of it what a whole run says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests stand outside the stages")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::run::{Request, check};
use raigate::verdict::Report;
use rayon::prelude::*;

/// The ids that the trees of rules have for their systems.
const IDS: [&str; 2] = ["ticket-router", "swim-places"];

/// Returns the trees that show what rules object to, and that need no history.
fn trees() -> Vec<Utf8PathBuf> {
    let rules = support::root().join("tests/rules");
    let families = folders(&rules).into_iter();
    let rules = families.flat_map(|family| folders(&family));
    let trees = rules.map(|rule| rule.join("fail"));
    let mut plain: Vec<Utf8PathBuf> = trees
        .filter(|tree| !tree.join("HISTORY").exists() && !tree.join("BASE").exists())
        .collect();
    plain.sort();
    plain
}

fn folders(of: &Utf8Path) -> Vec<Utf8PathBuf> {
    let entries = of.read_dir_utf8().unwrap();
    let paths = entries.map(|entry| entry.unwrap().into_path());
    paths.filter(|path| path.is_dir()).collect()
}

/// Copies `tree`, with a number after the id of its system.
fn copy(tree: &Utf8Path, to: &Utf8Path, number: usize) {
    support::copy(tree, to);
    let mut ahead = vec![to.to_owned()];
    while let Some(folder) = ahead.pop() {
        for entry in folder.read_dir_utf8().unwrap() {
            let path = entry.unwrap().into_path();
            if path.is_dir() {
                ahead.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let numbered =
                    |text: String, id: &&str| text.replace(id, &format!("{id}-{number}"));
                fs::write(&path, IDS.iter().fold(text, numbered)).unwrap();
            }
        }
    }
}

/// Lays all trees into one repository, each a system of its own.
fn lay(folder: &Utf8Path) {
    let mut config = "version = 1\n[rules]\nprofile = \"complete\"\n\
        [roles]\nrai-team = [\"@ada\"]\nproduct-owner = [\"@grace\"]\n"
        .to_owned();
    for (number, tree) in trees().iter().enumerate() {
        let home = folder.join(format!("t{number}"));
        copy(tree, &home, number);
        let file = home.join("raigate.toml");
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        fs::remove_file(file).unwrap();
        let stated: toml::Table = text.parse().unwrap();
        let system = stated.get("system").and_then(|systems| systems.get(0));
        let Some(mut system) = system.and_then(|it| it.as_table()).cloned() else {
            continue;
        };
        system.insert("root".to_owned(), format!("t{number}").into());
        system.remove("watch");
        write!(config, "\n[[system]]\n{system}").unwrap();
    }
    support::write(folder, "raigate.toml", config);
}

/// Returns what is said of `system`, and of the repository.
fn said(report: &Report, system: &str) -> BTreeSet<String> {
    let findings = report.findings.iter();
    let own = findings.filter(|one| one.system.as_deref().is_none_or(|it| it == system));
    let findings = own.map(|one| {
        let path = &one.location.path;
        format!(
            "{} {:?} {:?} {path} {} {}",
            one.rule, one.severity, one.status, one.message, one.fingerprint
        )
    });
    let systems = report.systems.iter().filter(|one| one.id == system);
    let verdicts = systems.map(|one| {
        let (verdict, met, required) = (one.verdict, one.met, one.required);
        format!("{} {verdict:?} {met} of {required}", one.id)
    });
    findings.chain(verdicts).collect()
}

#[test]
fn one_system_is_judged_as_in_a_whole_run() {
    let (_guard, folder) = support::folder();
    lay(&folder);
    let request = support::request(&folder);
    let whole = check(&request);
    assert!(whole.errors.is_empty(), "{:?}", whole.errors);
    assert!(whole.systems.len() > 60, "{}", whole.systems.len());
    whole.systems.par_iter().for_each(|system| {
        let narrowed = check(&Request {
            system: Some(system.id.clone()),
            ..request.clone()
        });
        let id = &system.id;
        assert_eq!(said(&narrowed, id), said(&whole, id), "{id}");
    });
}
