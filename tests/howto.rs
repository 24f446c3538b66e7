//! The how-to pages under `docs/evidence/`, and those on waivers and publishing: what they
//! show is what raigate says.
//!
//! Each section has a folder of its own. A fence with `path=` behind its language is a file
//! in it. One in `diff` changes a file: each line with `-` is found once and gives way to
//! the line with `+` behind it. A `console` fence runs `raigate` in the folder as it is by
//! then, with the variables that stand before it; `? 1` is the exit code, and a line of three
//! dots stands for any lines.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![allow(
    clippy::disallowed_methods,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]

mod support;

use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

/// Everything that could tell a run where it is, or who runs it.
const SCRUBBED: [&str; 8] = [
    "GITHUB_", "CI", "GIT_", "RAIGATE_", "HOME", "NO_COLOR", "COLUMNS", "SOURCE_",
];

#[test]
fn each_page_shows_what_raigate_says() {
    let mut wrong = Vec::new();
    let others = ["docs/waivers.md", "docs/publishing.md"];
    let others = others.map(|page| support::root().join(page));
    for page in pages().into_iter().chain(others) {
        let text = fs::read_to_string(&page).unwrap().replace("\r\n", "\n");
        let shown = replayed(&page, &text);
        wrong.extend(support::golden(&page, &shown));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_about_evidence_stands_in_the_index() {
    let folder = support::root().join("docs/evidence");
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    for page in pages() {
        let name = page.file_name().unwrap();
        let is_listed = name == "README.md" || index.contains(&format!("]({name})"));
        assert!(is_listed, "docs/evidence/README.md has no link to {name}");
    }
}

#[test]
fn every_page_shows_a_run_that_passes_and_one_that_fails() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap().replace("\r\n", "\n");
        let is_example = page.file_name() != Some("README.md");
        if is_example {
            assert!(text.contains("\npass: "), "{page} shows no run that passes");
            assert!(text.contains("\n? 1\n"), "{page} shows no run that fails");
        }
    }
}

fn pages() -> Vec<Utf8PathBuf> {
    let folder = support::root().join("docs/evidence");
    let mut pages: Vec<_> = folder
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension() == Some("md"))
        .collect();
    pages.sort();
    pages
}

/// Returns the page with what its commands print now.
fn replayed(page: &Utf8Path, text: &str) -> String {
    let (mut _guard, mut folder) = support::folder();
    let mut shown = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("## ") {
            (_guard, folder) = support::folder();
        }
        shown.push_str(line);
        shown.push('\n');
        let ticks = line.chars().take_while(|c| *c == '`').count();
        if ticks < 3 {
            continue;
        }
        let (fence, info) = line.split_at(ticks);
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let body = match (info, info.split_once(" path=")) {
            ("console", _) => console(&folder, &body),
            (_, Some(("diff", path))) => change(page, &folder.join(path), &body),
            (_, Some((_, path))) => {
                support::write(&folder, path, body.join("\n") + "\n");
                body.join("\n")
            }
            _ => body.join("\n"),
        };
        for part in [&body, "\n", fence, "\n"] {
            shown.push_str(part);
        }
    }
    shown
}

/// Changes a file as the lines of a `diff` fence say, and returns them.
fn change(page: &Utf8Path, file: &Utf8Path, body: &[&str]) -> String {
    let mut text = fs::read_to_string(file).unwrap();
    for pair in body.chunks(2) {
        let old = pair[0].strip_prefix('-').unwrap();
        let new = pair[1].strip_prefix('+').unwrap();
        let found = text.matches(&format!("{old}\n")).count();
        assert_eq!(found, 1, "{page}: `{old}` stands {found} times in the file");
        text = text.replace(&format!("{old}\n"), &format!("{new}\n"));
    }
    fs::write(file, text).unwrap();
    body.join("\n")
}

/// Runs each command, and returns the fence with what it printed.
fn console(folder: &Utf8Path, body: &[&str]) -> String {
    let mut shown: Vec<String> = Vec::new();
    let mut rest = body;
    while let Some((command, after)) = rest.split_first() {
        let end = after.iter().position(|line| line.starts_with("$ "));
        let (expected, next) = after.split_at(end.unwrap_or(after.len()));
        let actual = run(folder, command);
        let actual: Vec<&str> = actual.lines().collect();
        shown.push((*command).to_owned());
        let kept = if fits(expected, &actual) {
            expected
        } else {
            &actual
        };
        shown.extend(kept.iter().map(|line| (*line).to_owned()));
        rest = next;
    }
    shown.join("\n")
}

/// Runs a command, and returns its exit code if it is not 0, then what it printed.
fn run(folder: &Utf8Path, command: &str) -> String {
    let (variables, arguments) = command
        .strip_prefix("$ ")
        .unwrap()
        .split_once("raigate")
        .unwrap();
    let mut raigate = Command::new(env!("CARGO_BIN_EXE_raigate"));
    raigate
        .current_dir(folder)
        .args(arguments.split_whitespace());
    for (name, _) in std::env::vars() {
        if SCRUBBED.iter().any(|prefix| name.starts_with(prefix)) {
            raigate.env_remove(name);
        }
    }
    for variable in variables.split_whitespace() {
        let (name, value) = variable.split_once('=').unwrap();
        raigate.env(name, value);
    }
    let output = raigate
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .output()
        .unwrap();
    let code = output.status.code().unwrap();
    let code = if code == 0 {
        String::new()
    } else {
        format!("? {code}\n")
    };
    let printed = [output.stdout, output.stderr].concat();
    code + &String::from_utf8(printed).unwrap().replace("\r\n", "\n")
}

/// Returns whether `actual` is what is `expected`, where `...` stands for any lines.
fn fits(expected: &[&str], actual: &[&str]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((&"...", rest)) => (0..=actual.len()).any(|skipped| fits(rest, &actual[skipped..])),
        Some((line, rest)) => actual
            .split_first()
            .is_some_and(|(first, others)| first == line && fits(rest, others)),
    }
}
