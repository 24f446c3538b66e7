//! Links, pipes, odd names, huge and unreadable files: refused aloud, never followed or awaited.

use std::fs;
use std::process::Command;

use camino::Utf8Path;
use raigate::git::{EntryKind, Snapshot, Source};

use crate::{EVERYWHERE, Folder, check, git_in, git_is_missing, paths};

#[cfg(unix)]
#[test]
fn links_are_followed_inside_and_never_outside() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.write("outside.md", "secret");
    let root = folder.root.join("repo");
    fs::create_dir(&root).unwrap();
    git_in(&root, &["init", "-q"]);
    folder
        .write("repo/real/card.md", "card")
        .link("repo/a/inside.md", "../real/card.md")
        .link("repo/folder", "real")
        .link("repo/chain.md", "a/inside.md")
        .link("repo/out.md", "../outside.md")
        .link("repo/absolute.md", &format!("{root}/real/card.md"))
        .link("repo/system.md", "/etc/hostname")
        .link("repo/up", "..")
        .link("repo/through.md", "up/outside.md")
        .link("repo/back.md", "up/repo/real/card.md")
        .link("repo/dangling.md", "nothing.md")
        .link("repo/one.md", "two.md")
        .link("repo/two.md", "one.md")
        .link("repo/to-folder.md", "real")
        .link("repo/file-as-folder.md", "real/card.md/x")
        .link("repo/config.md", ".git/config");
    git_in(&root, &["add", "."]);
    git_in(&root, &["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let source = Source::open(&root, &snapshot()).unwrap();
        let out =
            |target: &str| format!("symbolic link leads out of the repository, to `{target}`");
        let nowhere = |target: &str| format!("symbolic link leads nowhere, to `{target}`");
        check(&source, "a/inside.md", Ok("card"));
        check(&source, "folder/card.md", Ok("card"));
        check(&source, "chain.md", Ok("card"));
        check(&source, "real/../real/./card.md", Ok("card"));
        check(&source, "out.md", Err(&out("../outside.md")));
        check(
            &source,
            "absolute.md",
            Err(&out(&format!("{root}/real/card.md"))),
        );
        check(&source, "system.md", Err(&out("/etc/hostname")));
        check(&source, "up/outside.md", Err(&out("..")));
        check(&source, "through.md", Err(&out("up/outside.md")));
        check(&source, "back.md", Err(&out("up/repo/real/card.md")));
        check(&source, "../outside.md", Err(&out("../outside.md")));
        check(&source, "/etc/hostname", Err(&out("/etc/hostname")));
        check(&source, "dangling.md", Err(&nowhere("nothing.md")));
        check(&source, "one.md", Err(&nowhere("two.md")));
        check(&source, "to-folder.md", Err("is a folder, not a file"));
        check(
            &source,
            "file-as-folder.md",
            Err(&nowhere("real/card.md/x")),
        );
        check(&source, "config.md", Err(&out(".git/config")));
        check(&source, "real", Err("is a folder, not a file"));
        check(&source, ".git/config", Err("does not exist"));
        check(&source, "nothing.md", Err("does not exist"));
        let entries = source.entries().unwrap();
        let links = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Link)
            .count();
        assert_eq!((entries.len(), links), (16, 15));
    }
}

#[test]
fn the_limit_is_checked_before_reading() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder
        .write("big.json", vec![b' '; 1001])
        .write("fits.json", vec![b' '; 1000]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let source = folder.open(&snapshot());
        check(
            &source,
            "big.json",
            Err("file has 1001 bytes, limit is 1000"),
        );
        check(&source, "fits.json", Ok(&" ".repeat(1000)));
    }
}

#[test]
fn bytes_are_those_of_the_file_and_not_converted() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.git(&["config", "core.autocrlf", "input"]);
    folder.write("a.md", "one\r\ntwo\r\n").git(&["add", "."]);
    check(
        &folder.open(&Snapshot::WorkTree),
        "a.md",
        Ok("one\r\ntwo\r\n"),
    );
    check(&folder.open(&Snapshot::Index), "a.md", Ok("one\ntwo\n"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_never_waited_for() {
    let folder = Folder::new();
    let made = Command::new("mkfifo")
        .arg(folder.root.join("MODEL_CARD.md"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: needs mkfifo");
        assert!(
            std::env::var_os("RAIGATE_REQUIRE_TOOLS").is_none(),
            "mkfifo is required"
        );
        return;
    }
    let source = folder.open(&Snapshot::WorkTree);
    assert_eq!(paths(&source), ["MODEL_CARD.md"]);
    check(&source, "MODEL_CARD.md", Err("is a named pipe, not a file"));
    if Utf8Path::new("/dev/null").exists() {
        folder.link("null.md", "/dev/null");
        let out = "symbolic link leads out of the repository, to `/dev/null`";
        check(&source, "null.md", Err(out));
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_opened_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("a.md", "a").write("closed/b.md", "b");
    let closed = fs::Permissions::from_mode(0o000);
    fs::set_permissions(folder.root.join("a.md"), closed.clone()).unwrap();
    fs::set_permissions(folder.root.join("closed"), closed).unwrap();
    let may_all = fs::File::open(folder.root.join("a.md")).is_ok();
    let source = folder.open(&Snapshot::WorkTree);
    if may_all {
        eprintln!("SKIPPED: this user may read everything");
    } else {
        check(&source, "a.md", Err("cannot be read: permission denied"));
        check(
            &source,
            "closed/b.md",
            Err("cannot be read: permission denied"),
        );
        let entries = source.entries().unwrap();
        assert_eq!(entries.last().unwrap().kind, EntryKind::Unlisted);
    }
    fs::set_permissions(
        folder.root.join("closed"),
        fs::Permissions::from_mode(0o700),
    )
    .unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_listed_and_marked() {
    use std::os::unix::ffi::OsStrExt;
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    let name = std::ffi::OsStr::from_bytes(b"card-\xff.md");
    fs::write(folder.root.as_std_path().join(name), "x").unwrap();
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let entries = folder.open(&snapshot()).entries().unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].path, "card-\u{fffd}.md");
        assert_eq!(entries[0].kind, EntryKind::NotUtf8);
    }
}

#[test]
fn a_folder_named_like_a_file_is_no_file() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("card.md", "x").git(&["add", "."]);
    fs::remove_file(folder.root.join("card.md")).unwrap();
    folder.write("card.md/inner.md", "i");
    let source = folder.open(&Snapshot::WorkTree);
    assert_eq!(paths(&source), ["card.md/inner.md"]);
    check(&source, "card.md", Err("is a folder, not a file"));
    check(&folder.open(&Snapshot::Index), "card.md", Ok("x"));
}

#[test]
fn a_very_long_path_is_read() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    let path = format!("{}/card.md", vec!["n".repeat(200); 15].join("/"));
    folder.write(&path, "deep").git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    for snapshot in EVERYWHERE {
        let source = folder.open(&snapshot());
        assert_eq!(paths(&source), [path.as_str()]);
        check(&source, &path, Ok("deep"));
    }
    let absurd = "n/".repeat(10_000);
    check(
        &folder.open(&Snapshot::Index),
        &absurd,
        Err("does not exist"),
    );
}
