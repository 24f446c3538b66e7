//! Links, folders, pipes and names that are not what they seem.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;
use std::process::Command;

use raigate::verdict::Verdict;

use crate::support::{folder, write};
use crate::{check, is_missing, left_out, skip};

#[test]
fn a_folder_named_like_a_file_is_told() {
    let (_guard, root) = folder();
    write(&root, "README.md/a.txt", "x");
    write(&root, "models/MODEL_CARD.md/b.txt", "x");
    write(&root, "rai/system.yaml/c.txt", "x");
    let report = check(
        &root,
        Verdict::None,
        &["no verdict: nothing here is recognised"],
    );
    let told = "a folder where its name promises a file";
    let expected = ["README.md", "models/MODEL_CARD.md", "rai/system.yaml"];
    assert_eq!(
        left_out(&report),
        expected.map(|path| format!("{path}: {told}"))
    );
    fs::create_dir(root.join("raigate.toml")).unwrap();
    check(
        &root,
        Verdict::None,
        &["no verdict: `raigate.toml`: is a folder, not a file"],
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_or_nowhere_is_a_finding_or_told() {
    let (_guard, outside) = folder();
    write(&outside, "card.md", "# Secret\n");
    write(&outside, "rai/intake.yaml", "schema: raigate/intake/v1\n");
    let (_guard, root) = folder();
    let link = |target: &str, name: &str| symlink(target, root.join(name)).unwrap();
    write(&root, "real/notes.md", "# Notes\n");
    fs::create_dir_all(root.join("a/rai/intake")).unwrap();
    link(&format!("{outside}/card.md"), "MODEL_CARD.md");
    link("nothing.md", "SYSTEM_CARD.md");
    link("two.md", "model_card.md");
    link("model_card.md", "two.md");
    link("../../../missing.yaml", "a/rai/intake/x.yaml");
    link("real", "datasheet.md");
    link(&format!("{outside}/rai"), "rai");
    link("..", "up");
    link("up/up/etc", "chain");
    link(".", "here");
    link("real", "folder");
    let out = "symbolic link leads out of the repository, to";
    let report = check(
        &root,
        Verdict::Fail,
        &[
            &format!("artifact/escapes-repository MODEL_CARD.md:1:1 {out} `{outside}/card.md`"),
            "artifact/escapes-repository SYSTEM_CARD.md:1:1 symbolic link leads nowhere, to `nothing.md`",
            "artifact/escapes-repository a/rai/intake/x.yaml:1:1 symbolic link leads nowhere, to `../../../missing.yaml`",
            "artifact/unparsable datasheet.md:1:1 is a folder, not a file",
            "artifact/escapes-repository model_card.md:1:1 symbolic link leads nowhere, to `two.md`",
        ],
    );
    assert_eq!(
        left_out(&report),
        [
            format!("chain: {out} `up/up/etc`"),
            format!("rai: {out} `{outside}/rai`"),
            "two.md: symbolic link leads nowhere, to `model_card.md`".to_owned(),
            format!("up: {out} `..`"),
        ]
    );
    let shown = format!("{report:?}");
    assert!(!shown.contains("Secret"), "the file outside was read");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let (_guard, root) = folder();
    write(&root, "MODEL_CARD.md", "# A\n");
    write(&root, "notes.md", "# A\n");
    write(&root, "closed/a.md", "# A\n");
    for path in ["MODEL_CARD.md", "notes.md", "closed"] {
        fs::set_permissions(root.join(path), fs::Permissions::from_mode(0o000)).unwrap();
    }
    if fs::File::open(root.join("notes.md")).is_ok() {
        // No tool would help: whoever runs this may read everything.
        eprintln!("SKIPPED: permissions do not bind this user");
        return;
    }
    let expected = "artifact/unparsable MODEL_CARD.md:1:1 cannot be read: permission denied";
    let report = check(&root, Verdict::Fail, &[expected]);
    assert_eq!(
        left_out(&report),
        [
            "closed: a folder that cannot be listed",
            "notes.md: cannot be read: permission denied",
        ]
    );
    fs::set_permissions(root.join("closed"), fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_pipe_is_never_waited_for() {
    let (_guard, root) = folder();
    for name in ["MODEL_CARD.md", "notes.json", "raigate.txt"] {
        let made = Command::new("mkfifo").arg(root.join(name)).status();
        if !made.is_ok_and(|status| status.success()) {
            skip("needs mkfifo");
            return;
        }
    }
    let expected = "artifact/unparsable MODEL_CARD.md:1:1 is a named pipe, not a file";
    let report = check(&root, Verdict::Fail, &[expected]);
    assert_eq!(
        left_out(&report),
        ["notes.json: is a named pipe, not a file"]
    );
    let made = Command::new("mkfifo")
        .arg(root.join("raigate.toml"))
        .status();
    assert!(made.unwrap().success());
    check(
        &root,
        Verdict::None,
        &["no verdict: `raigate.toml`: is a named pipe, not a file"],
    );
}

#[test]
fn a_repository_inside_is_told() {
    if is_missing("git") {
        return;
    }
    let (_guard, root) = folder();
    let git = |at: &str, args: &[&str]| {
        let done = Command::new("git")
            .current_dir(root.join(at))
            .args(args)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    git("", &["init", "-q"]);
    write(&root, "MODEL_CARD.md", "# A\n");
    write(&root, "rai/intake.yaml", "schema: raigate/intake/v1\n");
    git("rai", &["init", "-q"]);
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    git("rai", &["add", "."]);
    git("rai", &[&who[..], &["commit", "-qm", "one"]].concat());
    git("", &["add", "MODEL_CARD.md", "rai"]);
    let told = ["rai: a repository of its own: its files are not looked at"];
    let report = check(&root, Verdict::Pass, &[]);
    assert_eq!(left_out(&report), told);
    git("", &[&who[..], &["commit", "-qm", "one"]].concat());
    let request = raigate::run::Request {
        snapshot: raigate::git::Snapshot::Commit("HEAD".to_owned()),
        ..crate::support::request(&root)
    };
    let report = crate::check_request(&request, Verdict::Pass, &[]);
    assert_eq!(left_out(&report), told);
}

#[cfg(target_os = "linux")]
#[test]
fn a_hostile_name_stays_a_name() {
    use std::os::unix::ffi::OsStrExt;
    let (_guard, root) = folder();
    for name in [
        "\n::error::x",
        "\u{1b}[31mred",
        "\r",
        "\u{202e}txt",
        "a,file=b::c%0A",
        "`|<!--",
    ] {
        write(&root, &format!("rai/eval/results/{name}.json"), "");
    }
    write(
        &root,
        &format!("rai/eval/results/{}.json", "n".repeat(250)),
        "",
    );
    let odd = std::ffi::OsStr::from_bytes(b"MODEL_CARD_\xff.md");
    fs::write(root.as_std_path().join(odd), "# A\n").unwrap();
    let report = check(
        &root,
        Verdict::Fail,
        &["artifact/unparsable rai/eval/results/\n::error::x.json:1:1 file is empty"],
    );
    assert_eq!(report.findings.len(), 7);
    assert_eq!(
        left_out(&report),
        ["MODEL_CARD_\u{fffd}.md: its name is not UTF-8 and is shown here only roughly"]
    );
    let style = raigate::report::Style::default();
    let commands = raigate::report::render(&report, raigate::report::Format::Github, style);
    let forged = commands
        .lines()
        .filter(|line| line.starts_with("::error::x"));
    assert_eq!(forged.count(), 0, "{commands}");
}
