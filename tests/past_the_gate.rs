//! The walks of `examples/past-the-gate`: ten ways past the gate that are stopped, and one
//! through it that is not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

mod support;

use std::process::Command;

/// Runs a script of the example, and returns what it prints; nothing where bash or git is
/// missing.
#[track_caller]
fn walk(script: &str) -> Option<String> {
    for tool in ["bash", "git"] {
        if Command::new(tool).arg("--version").output().is_err() {
            let is_required = std::env::var("RAIGATE_REQUIRE_TOOLS").as_deref() == Ok("1");
            assert!(!is_required, "{tool} is missing");
            eprintln!("SKIPPED: {tool} is missing");
            return None;
        }
    }
    let file = support::root().join("examples/past-the-gate").join(script);
    let mut command = Command::new("bash");
    command.arg(&file).env_clear();
    for kept in ["PATH", "TMPDIR", "SYSTEMROOT", "TEMP", "TMP"] {
        command.envs(std::env::var(kept).map(|value| (kept, value)));
    }
    command.env("RAIGATE", env!("CARGO_BIN_EXE_raigate"));
    let ran = command.output().unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    let complaints = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}\n{complaints}");
    Some(said)
}

#[test]
fn each_of_ten_ways_past_the_gate_is_stopped_by_the_rule_that_sees_it() {
    let Some(said) = walk("attacks.sh") else {
        return;
    };
    assert_eq!(said.matches("  error[").count(), 10, "{said}");
    assert!(said.ends_with("0 of 10 passed\n"), "{said}");
}

#[test]
fn an_author_with_nothing_to_hide_is_let_through() {
    let Some(said) = walk("honest.sh") else {
        return;
    };
    assert_eq!(said.matches("  pass").count(), 4, "{said}");
    assert!(said.ends_with("0 of 4 blocked\n"), "{said}");
}
