//! The command line from outside: what is typed, what is printed, how it ends.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the files of a test are not evidence, and it is the test that asks the environment"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod support;

#[path = "cli/environment.rs"]
mod environment;
#[path = "cli/fairness_change.rs"]
mod fairness_change;
#[path = "cli/gate.rs"]
mod gate;
#[path = "cli/history.rs"]
mod history;
#[path = "cli/hook.rs"]
mod hook;
#[path = "cli/launch.rs"]
mod launch;
#[path = "cli/nested.rs"]
mod nested;
#[path = "cli/provenance.rs"]
mod provenance;
#[path = "cli/ratchet.rs"]
mod ratchet;
#[path = "cli/report.rs"]
mod report;
#[path = "cli/repository.rs"]
mod repository;
#[path = "cli/stale.rs"]
mod stale;
#[path = "cli/start.rs"]
mod start;
#[path = "cli/tables.rs"]
mod tables;
#[path = "cli/trace.rs"]
mod trace;
#[path = "cli/waiver_scope.rs"]
mod waiver_scope;
#[path = "cli/waivers.rs"]
mod waivers;

/// Everything that could tell a run where it is, or who runs it.
const SCRUBBED: [&str; 9] = [
    "GITHUB_",
    "BITBUCKET_",
    "CI",
    "GIT_",
    "RAIGATE_",
    "HOME",
    "NO_COLOR",
    "COLUMNS",
    "SOURCE_",
];

#[test]
fn what_is_shown_in_the_documents_and_the_cases_is_what_runs_print() {
    let is = |name, value| std::env::var(name).is_ok_and(|word| word == value);
    if is("SNAPSHOTS", "overwrite") && !is("TRYCMD", "overwrite") {
        // Goldens have one switch; that of the cases is read from the environment alone.
        let itself = std::env::current_exe().unwrap();
        let mut again = std::process::Command::new(itself);
        again.arg("what_is_shown").env("TRYCMD", "overwrite");
        assert!(again.status().unwrap().success());
        return;
    }
    let cases = trycmd::TestCases::new();
    for (name, _) in std::env::vars() {
        // A variable that is set to nothing counts as not set.
        if SCRUBBED.iter().any(|prefix| name.starts_with(prefix)) {
            cases.env(name, "");
        }
    }
    cases
        .default_bin_name("raigate")
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .case("tests/cli/*.toml")
        .case("examples/*/README.md");
    // A document that runs nothing of raigate may show commands of other programs, and one that
    // lays files of its own is held by `howto.rs`.
    let documents = std::fs::read_dir(support::root().join("docs")).unwrap();
    let documents = documents.map(|entry| entry.unwrap().path());
    for document in documents.chain(["README.md".into(), "CONTRIBUTING.md".into()]) {
        let text = std::fs::read_to_string(&document).unwrap_or_default();
        if text.contains("\n$ raigate ") && !text.contains(" path=") {
            cases.case(&document);
        }
    }
}
