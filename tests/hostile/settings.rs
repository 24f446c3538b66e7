//! A configuration or a baseline that is broken.

use std::process::Command;

use raigate::run::Request;
use raigate::verdict::Verdict;

use crate::support::{folder, request, write};
use crate::{check, check_request};

#[test]
fn every_mistake_of_a_configuration_is_told_at_its_place() {
    let (_guard, root) = folder();
    write(&root, "MODEL_CARD.md", "# A\n");
    let config = "version = 1
colour = \"red\"
[gate]
fail-on = \"eror\"
[[system]]
id = \"a b\"
tier = \"hihg\"
root = \"../elsewhere\"
[discovery]
exclude = [\"[\"]
[rules]
profile = \"strict\"
[rules.\"card/missing-section\"]
severity = \"bad\"
";
    write(&root, "raigate.toml", config);
    let report = check(
        &root,
        Verdict::None,
        &[
            "no verdict: unknown key `colour` in this file",
            "no verdict: `eror` is no `fail-on`",
            "no verdict: `a b` is no id",
            "no verdict: `hihg` is no `tier`",
            "no verdict: `root` leads out of the repository: `../elsewhere`",
            "no verdict: `[` is no glob: unclosed character class",
            "no verdict: `strict` is no `profile`",
            "no verdict: `bad` is no `severity`",
        ],
    );
    assert!(report.errors.iter().all(|error| error.location.is_some()));
}

#[test]
fn a_configuration_that_is_no_text_or_too_large_is_no_verdict() {
    for (bytes, expected) in [
        (b"".to_vec(), "no verdict: this file states no `version`"),
        (
            b"version = 1\nversion = 1\n".to_vec(),
            "no verdict: no TOML: duplicate key",
        ),
        (
            b"version = 1\n[gate\n".to_vec(),
            "no verdict: no TOML: unclosed table, expected `]`",
        ),
        (
            b"\xff\xfev\0e\0r\0".to_vec(),
            "no verdict: `raigate.toml`: not UTF-8 from byte 0 on",
        ),
        (
            b"version = 1\n# caf\xe9\n".to_vec(),
            "no verdict: `raigate.toml`: not UTF-8 from byte 17 on",
        ),
        (
            b"version = 1\n\0\n".to_vec(),
            "no verdict: no TOML: invalid unquoted key",
        ),
        (
            format!("version = 1\na = {}", "[".repeat(10_000)).into_bytes(),
            "no verdict: no TOML: cannot recurse further",
        ),
        (
            format!("version = 1\na{} = 1", ".a".repeat(10_000)).into_bytes(),
            "no verdict: no TOML: recursion limit",
        ),
        (
            vec![b'#'; 100 << 20],
            "no verdict: `raigate.toml`: file has 104857600 bytes, limit is 4194304",
        ),
    ] {
        let (_guard, root) = folder();
        write(&root, "MODEL_CARD.md", "# A\n");
        write(&root, "raigate.toml", bytes);
        check(&root, Verdict::None, &[expected]);
    }
}

#[test]
fn a_broken_baseline_is_no_verdict() {
    for text in [
        "",
        "{",
        "[]",
        "{\"schema\": \"raigate/baseline/v9\", \"findings\": []}",
        "{\"schema\": \"raigate/baseline/v1\", \"findings\": [1]}",
        "[[[[[[[[[",
    ] {
        let (_guard, root) = folder();
        write(&root, "MODEL_CARD.md", "# A\n");
        let request = Request {
            baseline: Some(("baseline.json".into(), text.to_owned())),
            ..request(&root)
        };
        check_request(
            &request,
            Verdict::None,
            &["no verdict: the baseline `baseline.json` could not be read: "],
        );
    }
}

#[test]
fn the_command_ends_with_2_and_says_the_way_out() {
    let (_guard, root) = folder();
    write(&root, "MODEL_CARD.md", "# A\n");
    write(&root, "raigate.toml", "version = 2\n");
    write(&root, "baseline.json", b"\xff");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_raigate"));
        for (name, _) in std::env::vars() {
            if ["RAIGATE_", "GITHUB_", "GIT_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
            {
                command.env_remove(name);
            }
        }
        let output = command.args(args).current_dir(&root).output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(told).unwrap())
    };
    let (code, told) = run(&["check"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.starts_with("no verdict: ") && told.contains("help: "),
        "{told}"
    );
    write(&root, "raigate.toml", "version = 1\n");
    let (code, told) = run(&["check", "--baseline", "baseline.json"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.starts_with("no verdict: "), "{told}");
    let (code, told) = run(&["check", "--baseline", "nowhere.json"]);
    assert_eq!(code, Some(2), "{told}");
}
