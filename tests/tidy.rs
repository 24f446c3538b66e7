//! The house rules that a machine can hold, as `docs/architecture.md` states them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most lines a source file may have, tests included.
const MAX_LINES: usize = 400;

/// The most packages `Cargo.lock` may hold. Raise it on purpose, and say why in the commit.
const MAX_PACKAGES: usize = 481;

/// Crates with one home each: the crate, and the only place that may name it.
const SOLE_USERS: [(&str, &str); 24] = [
    ("parquet", "src/predictions/"),
    ("snap", "src/packed/"),
    ("regorus", "src/engine/"),
    ("git2", "src/git/"),
    ("jsonschema", "src/assess/schema"),
    ("granit_parser", "src/parse/ src/catalogue/"),
    ("pulldown_cmark", "src/parse/"),
    ("annotate_snippets", "src/report/"),
    ("ignore", "src/git/"),
    ("pgp", "src/git/signature/"),
    ("ssh_key", "src/git/signature/"),
    ("clap", "src/cli/"),
    ("crc32fast", "src/parse/container/"),
    ("miniz_oxide", "src/parse/container/"),
    ("ruzstd", "src/parse/container/"),
    ("octocrab", "src/publish/client/github.rs"),
    ("tokio", "src/publish/client/"),
    ("hyper", "src/publish/client/"),
    ("http_body_util", "src/publish/client/"),
    ("hyper_rustls", "src/publish/client/"),
    ("hyper_util", "src/publish/client/ src/publish/proxy.rs"),
    ("rustls", "src/publish/client/"),
    ("flate2", "src/publish/"),
    ("base64", "src/publish/"),
];

/// Names that say nothing about what lives there.
const EMPTY_NAMES: [&str; 7] = [
    "utils", "util", "common", "helpers", "misc", "types", "prelude",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every file below `folder` with that ending, sorted, with its text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn rust_files() -> Vec<(String, String)> {
    [
        files("src", ".rs"),
        files("tests", ".rs"),
        files("benches", ".rs"),
    ]
    .concat()
}

/// Fails with every complaint at once.
fn hold(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Returns the modules of `src/lib.rs`, in order.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_module_uses_only_modules_listed_above_it() {
    let order = modules();
    assert!(order.len() > 10, "src/lib.rs lists no modules");
    let rank = |name: &str| order.iter().position(|module| module == name);
    let mut complaints = Vec::new();
    for (name, text) in files("src", ".rs") {
        let first = name
            .trim_start_matches("src/")
            .split(['/', '.'])
            .next()
            .unwrap_or_default();
        let Some(own) = rank(first) else { continue };
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for used in code.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if rank(&used).is_some_and(|rank| rank > own) {
                    complaints.push(format!(
                        "{name}:{}: `{first}` uses `{used}`, listed below it",
                        number + 1
                    ));
                }
            }
        }
    }
    hold(&complaints);
}

#[test]
fn each_heavy_crate_has_one_home() {
    let mut complaints = Vec::new();
    for (name, text) in files("src", ".rs") {
        for (krate, home) in SOLE_USERS {
            let is_home = home.split(' ').any(|home| name.starts_with(home));
            let uses = text.lines().any(|line| {
                let code = line.split("//").next().unwrap_or_default();
                let word = format!("{krate}::");
                code.match_indices(&word).any(|(at, _)| {
                    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            });
            if uses && !is_home {
                complaints.push(format!("{name}: uses `{krate}`, whose home is {home}"));
            }
        }
    }
    hold(&complaints);
}

#[test]
fn every_file_opens_with_what_it_is_about_and_fits() {
    let mut complaints = Vec::new();
    for (name, text) in rust_files() {
        let lines = text.lines().count();
        if !text.starts_with("//! ") {
            complaints.push(format!("{name}: the first line is no `//!` sentence"));
        }
        if lines > MAX_LINES {
            complaints.push(format!("{name}: {lines} lines, at most {MAX_LINES}"));
        }
        if text
            .lines()
            .any(|line| line.ends_with(' ') || line.ends_with('\t'))
        {
            complaints.push(format!("{name}: a line ends in white space"));
        }
        let stem = Path::new(&name)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        if EMPTY_NAMES.contains(&stem.as_ref()) {
            complaints.push(format!("{name}: the name says nothing"));
        }
    }
    hold(&complaints);
}

#[test]
fn no_function_is_longer_than_fifty_lines() {
    let mut complaints = Vec::new();
    for (name, text) in files("src", ".rs") {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let head = line.trim_start();
            let is_function = [
                "fn ",
                "pub fn ",
                "pub(crate) fn ",
                "pub(super) fn ",
                "const fn ",
                "pub const fn ",
            ]
            .iter()
            .any(|start| head.starts_with(start));
            if !is_function || line.trim_end().ends_with(';') {
                continue;
            }
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[at..]
                .iter()
                .position(|line| *line == end)
                .unwrap_or(0);
            // The signature and the closing brace are not the body.
            if length > 52 {
                complaints.push(format!("{name}:{}: {length} lines, at most 50", at + 1));
            }
        }
    }
    hold(&complaints);
}

#[test]
fn imports_stand_in_order() {
    let mut complaints = Vec::new();
    for (name, text) in files("src", ".rs") {
        let mut last = 0;
        for line in text
            .lines()
            .take_while(|line| !line.starts_with("#[cfg(test)]"))
        {
            let Some(path) = line.strip_prefix("use ") else {
                continue;
            };
            let group = match path.split("::").next().unwrap_or_default() {
                "std" | "core" | "alloc" => 1,
                "crate" | "super" | "self" => 3,
                _ => 2,
            };
            if group < last {
                complaints.push(format!(
                    "{name}: `{line}` stands below imports that come later"
                ));
            }
            last = group;
        }
    }
    hold(&complaints);
}

#[test]
fn the_lock_file_does_not_grow_unseen() {
    let text = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages = text.matches("[[package]]").count();
    assert!(
        packages <= MAX_PACKAGES,
        "{packages} packages, at most {MAX_PACKAGES}"
    );
}

/// Runs git in a folder; nothing where that is no checkout of git, or there is no git.
fn git(folder: &Path, words: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(folder).args(words).output();
    let output = output.ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_checkout_holds_the_bytes_that_were_committed() {
    let dir = tempfile::tempdir().unwrap();
    let to = format!("--prefix={}/", dir.path().display());
    // As git for Windows is set by itself.
    let windows = ["-c", "core.autocrlf=true", "checkout-index", "--all", &to];
    let staged = git(&root(), &["ls-files", "--stage", "-z"]);
    let (Some(staged), Some(_)) = (staged, git(&root(), &windows)) else {
        eprintln!("SKIPPED: this is no checkout of git");
        return;
    };
    let entries = staged.split_terminator('\0');
    let entries = entries.map(|entry| entry.split_once('\t').unwrap());
    // A link has no lines.
    let files: Vec<(&str, &str)> = entries
        .filter(|(head, _)| head.starts_with("100"))
        .collect();
    assert!(files.len() > 1_000, "nothing was looked at");
    let mut words = vec!["hash-object", "--no-filters", "--"];
    words.extend(files.iter().map(|(_, name)| *name));
    let hashes = git(dir.path(), &words).unwrap();
    let both = files.iter().zip(hashes.lines());
    let changed = both.filter(|((head, _), hash)| head.split(' ').nth(1) != Some(hash));
    let complaints: Vec<String> = changed
        .map(|((_, name), _)| format!("{name}: another checkout has other bytes"))
        .collect();
    hold(&complaints);
}

#[test]
fn a_todo_carries_an_issue_number() {
    // Built from two halves, so that this file does not complain about itself.
    let mark = ["TO", "DO"].concat();
    let mut complaints = Vec::new();
    for (name, text) in rust_files() {
        for (number, line) in text.lines().enumerate() {
            let comment = line.trim_start().strip_prefix("//").unwrap_or_default();
            if comment
                .trim_start_matches(['/', '!', ' '])
                .starts_with(&mark)
                && !comment.contains('#')
            {
                complaints.push(format!(
                    "{name}:{}: {mark} without an issue number",
                    number + 1
                ));
            }
        }
    }
    hold(&complaints);
}

#[test]
fn every_rule_has_its_test_and_its_two_trees() {
    let mut complaints = Vec::new();
    let policies: BTreeSet<String> = files("policies", ".rego")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let rules = policies
        .iter()
        .filter(|name| !name.ends_with("_test.rego") && !name.starts_with("policies/lib/"));
    for name in rules {
        let stem = name.trim_end_matches(".rego");
        if !policies.contains(&format!("{stem}_test.rego")) {
            complaints.push(format!("{name}: no `_test.rego` beside it"));
        }
        let trees = stem
            .replacen("policies/", "tests/rules/", 1)
            .replace('_', "-");
        for tree in ["fail", "pass"] {
            if !root().join(&trees).join(tree).is_dir() {
                complaints.push(format!("{name}: no {trees}/{tree}/"));
            }
        }
    }
    hold(&complaints);
}
