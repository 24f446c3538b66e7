//! Who is who, as `raigate.toml` says it.

use super::{check, load_files, told};

#[test]
fn one_address_cannot_be_two_peoples() {
    check(
        r#"version = 1
[people.ada]
handles = ["@ada"]
emails = ["Ada@example.org", "ada@example.org"]
keys = ["ssh-ed25519 AAAA ada"]
[people.bo]
handles = ["@bo"]
emails = ["ada@Example.ORG"]
keys = ["ssh-ed25519 AAAA bo"]
"#,
        &[
            "8:11 `ada@Example.ORG` belongs to two people, `ada` and `bo` | keep it in one of them; line 4 states it first",
            "9:9 `ssh-ed25519 AAAA bo` belongs to two people, `ada` and `bo` | keep it in one of them; line 5 states it first",
        ],
    );
}

#[test]
fn one_address_cannot_be_two_peoples_across_files() {
    let files = [
        (
            "raigate.toml",
            "version = 1\nextends = [\"org.toml\"]\n[people.bo]\nhandles = [\"@ada\"]\n",
        ),
        (
            "org.toml",
            "version = 1\n[people.ada]\nhandles = [\"@Ada\"]\n",
        ),
    ];
    assert_eq!(
        told(&load_files(&files).unwrap_err()),
        [
            "4:12 `@ada` belongs to two people, `ada` and `bo` | keep it in one of them; org.toml:3 states it first"
        ],
    );
}

#[test]
fn who_is_nobody_is_a_mistake_at_its_place() {
    check(
        r#"version = 1
[people.ada]
handles = ["Ada Lovelace", "@acme/rai"]
[roles]
rai-lead = ["the board", "team:acme/rai", "@ada"]
"#,
        &[
            "3:12 `Ada Lovelace` is no handle or e-mail address | write \"@ada\" or \"ada@example.org\"",
            "3:28 `@acme/rai` is a team, not a person | write \"@ada\" or \"ada@example.org\"",
            "5:13 `the board` is no handle, e-mail address or team | write \"@ada\" or \"ada@example.org\"",
        ],
    );
}
