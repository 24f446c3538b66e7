//! What a release is made of: names that agree, archives, a static binary, a wheel, an image.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

#[path = "cli/repository.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod repository;

#[path = "release/built.rs"]
mod built;
#[path = "action/runner.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod runner;
#[path = "action/server.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod server;
#[path = "action/workshop.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod workshop;

use std::process::{Command, Output};

use camino::Utf8Path;
use raigate::glossary::Format;

use runner::program;
use support::root;
use workshop::Workshop;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Returns the version in Cargo.toml.
fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Returns what the release workflow builds for, in order.
fn targets() -> Vec<String> {
    let text = read(".github/workflows/release.yml");
    let value = raigate::parse::document(Format::Yaml, text.as_bytes()).value;
    let rows = value["jobs"]["build"]["strategy"]["matrix"]["include"].clone();
    let rows = rows.as_array().unwrap().iter();
    let mut found: Vec<String> = rows
        .map(|row| row["target"].as_str().unwrap().to_owned())
        .collect();
    found.sort();
    found
}

/// Returns the words of a script that are targets of Rust.
fn named(script: &str) -> Vec<String> {
    let text = read(script);
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
    let is_target = |word: &&str| {
        ["-unknown-linux-musl", "-apple-darwin", "-pc-windows-msvc"]
            .iter()
            .any(|end| word.ends_with(end))
    };
    let mut found: Vec<String> = words.filter(is_target).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_names_of_archives_agree_wherever_they_stand() {
    let targets = targets();
    assert_eq!(targets.len(), 6);
    assert_eq!(named("action/install.sh"), targets);
    assert_eq!(named("action/pin.sh"), targets);

    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let package = &manifest["package"];
    let binstall = &package["metadata"]["binstall"];
    assert_eq!(binstall["pkg-fmt"].as_str(), Some("tgz"));
    for target in &targets {
        let fill = |template: &str| {
            let ending = if target.contains("windows") {
                ".exe"
            } else {
                ""
            };
            let values = [
                ("{ repo }", package["repository"].as_str().unwrap()),
                ("{ name }", "raigate"),
                ("{ bin }", "raigate"),
                ("{ version }", version()),
                ("{ target }", target),
                ("{ binary-ext }", ending),
            ];
            let fill = |text: String, (mark, value): (&str, &str)| text.replace(mark, value);
            values.into_iter().fold(template.to_owned(), fill)
        };
        let stem = format!("raigate-{}-{target}", version());
        let url = fill(binstall["pkg-url"].as_str().unwrap());
        let release = format!(
            "https://github.com/raigate/raigate/releases/download/v{}",
            version()
        );
        assert_eq!(url, format!("{release}/{stem}.tar.gz"));
        let (guard, folder) = support::folder();
        program(&folder, "binary", "exit 0");
        let name = run(
            "package.sh",
            &[target, folder.join("binary").as_str(), folder.as_str()],
        );
        assert_eq!(text(&name), format!("{stem}.tar.gz\n"));
        let listed = Command::new("tar")
            .arg("-tzf")
            .arg(folder.join(format!("{stem}.tar.gz")))
            .output();
        let inside = fill(binstall["bin-dir"].as_str().unwrap());
        let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
        assert!(
            listed.lines().any(|line| line == inside),
            "{inside} is not in\n{listed}"
        );
        drop(guard);
    }
}

/// Runs a script of the action.
fn run(script: &str, arguments: &[&str]) -> Output {
    run_in(&root().join("action"), script, arguments)
}

fn run_in(folder: &Utf8Path, script: &str, arguments: &[&str]) -> Output {
    Command::new("bash")
        .arg(folder.join(script))
        .args(arguments)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    let all = [&output.stdout[..], &output.stderr].concat();
    String::from_utf8(all).unwrap()
}

#[test]
fn what_is_packed_and_pinned_is_what_the_action_takes() {
    let Some(shop) = Workshop::open() else { return };
    let action = shop.action.join("action");
    std::fs::copy(root().join("Cargo.toml"), shop.action.join("Cargo.toml")).unwrap();
    let made = shop.tools.join("made");
    program(&shop.tools, "made", &format!("echo raigate {}", version()));
    let mut sums = String::new();
    for target in targets() {
        run("package.sh", &[&target, made.as_str(), shop.pages.as_str()]);
        let archive = format!("raigate-{}-{target}.tar.gz", version());
        sums += &shop.sum(&archive);
        // One row as sha256sum writes it on Windows.
        sums += if target == "x86_64-pc-windows-msvc" {
            " *"
        } else {
            "  "
        };
        sums += &archive;
        sums += "\n";
    }
    let file = shop.pages.join("SHA256SUMS");
    let pin = |text_of_sums: &str| {
        std::fs::write(&file, text_of_sums).unwrap();
        let output = run_in(&action, "pin.sh", &[file.as_str()]);
        (output.status.success(), text(&output))
    };
    let first = sums.lines().next().unwrap();
    let (is_done, said) = pin(sums.trim_start_matches(first));
    assert!(
        !is_done && said.contains("has no row for raigate-"),
        "{said}"
    );
    let (is_done, said) = pin(&format!("{sums}{first}\n"));
    assert!(!is_done && said.contains("several rows"), "{said}");
    let (is_done, said) = pin(&sums);
    assert!(is_done && said.contains("6 rows"), "{said}");
    let (is_done, said) = pin(&sums);
    assert!(is_done && said.contains("0 rows"), "{said}");
    let other = first.replacen(&first[..64], &"0".repeat(64), 1);
    let (is_done, said) = pin(&sums.replace(first, &other));
    assert!(
        !is_done && said.contains("is pinned with another checksum"),
        "{said}"
    );

    let mirror = format!("file://{}", shop.pages);
    for (os, arch) in [("Linux", "X64"), ("macOS", "ARM64"), ("Windows", "X64")] {
        let given = [
            ("download-url", mirror.as_str()),
            ("RUNNER_OS", os),
            ("RUNNER_ARCH", arch),
        ];
        shop.expect(&given, (0, &["its checksum is the pinned one"]));
    }
}

#[test]
fn the_pinned_rows_have_the_form_that_is_documented() {
    let text = read("action/checksums.txt");
    for row in text.lines().filter(|row| !row.starts_with('#')) {
        let (sum, archive) = row.split_once("  ").unwrap();
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        assert!(sum.len() == 64 && sum.bytes().all(is_hex), "{row}");
        assert!(
            targets()
                .iter()
                .any(|target| archive.ends_with(&format!("-{target}.tar.gz"))),
            "{row}"
        );
    }
}

#[test]
fn what_a_release_learns_from_is_written_without_cargo_and_finds_nothing() {
    let (_guard, folder) = support::folder();
    let writer = folder.join("write");
    let built = Command::new("rustc")
        .args(["--edition", "2024", "-o", writer.as_str()])
        .arg(root().join("benches/support/write.rs"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", text(&built));
    for (what, place, count) in [("repository", "many", "20"), ("rows", "rows.csv", "1000")] {
        let place = folder.join(place);
        let written = Command::new(&writer)
            .args([what, place.as_str(), count])
            .output();
        assert!(written.unwrap().status.success(), "{what}");
    }
    let raigate = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_raigate"));
        command
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    let judged = raigate(&["check", "many"]);
    assert_eq!(judged.status.code(), Some(0), "{}", text(&judged));
    let counted = raigate(&[
        "metrics",
        "rows.csv",
        "--by",
        "sex",
        "age",
        "race",
        "--no-file",
    ]);
    assert_eq!(counted.status.code(), Some(0), "{}", text(&counted));
}
