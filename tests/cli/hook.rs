//! The hook that `init --hook` installs, run by git itself.

use std::process::Output;

use camino::Utf8Path;

use super::repository::{CARD, GOOD, Repository, check, has};

/// A repository in which nothing blocks; nothing where git or its shell is missing.
fn committed() -> Option<Repository> {
    let repository = Repository::committed(GOOD)?;
    has("sh").then_some(repository)
}

/// Runs git with raigate on the path.
fn git(repository: &Repository, words: &[&str]) -> Output {
    let program = Utf8Path::new(env!("CARGO_BIN_EXE_raigate"));
    let path = std::env::var_os("PATH").unwrap();
    let own = std::iter::once(program.parent().unwrap().into());
    let path = std::env::join_paths(own.chain(std::env::split_paths(&path))).unwrap();
    let mut command = repository.command("git");
    command.env("PATH", path).args(words).output().unwrap()
}

#[track_caller]
fn refused(ran: Output, says: &str) {
    let said = String::from_utf8([ran.stdout, ran.stderr].concat()).unwrap();
    assert!(!ran.status.success(), "{said}");
    assert!(said.contains(says), "{said}");
}

const COMMIT: [&str; 4] = ["commit", "-q", "-m", "A change"];

#[test]
fn a_hook_stops_the_commit_that_breaks_the_gate() {
    let Some(repository) = committed() else {
        return;
    };
    check(&repository, "init --hook", (0, &["installed the hook"]));
    repository.replace(CARD, "0.893", "0.95");
    repository.git("add -A");
    refused(git(&repository, &COMMIT), "card claims accuracy 0.95");
    // What is repaired and not staged is not committed either.
    repository.replace(CARD, "0.95", "0.893");
    refused(git(&repository, &COMMIT), "card claims accuracy 0.95");
    // Another index, as git makes one for the files that are named.
    repository.write("notes.txt", "nothing to judge\n");
    repository.git("add notes.txt");
    let only = ["commit", "-q", "-m", "Notes", "notes.txt"];
    assert!(git(&repository, &only).status.success());
    let all = ["commit", "-q", "-a", "--allow-empty", "-m", "Repaired"];
    assert!(git(&repository, &all).status.success());
    // What is taken away is judged too.
    repository.git("rm -q -r models/loan-scorer/rai/eval");
    refused(
        git(&repository, &COMMIT),
        "no result in the system measures them",
    );
}

#[test]
fn a_hook_goes_where_git_looks_for_it() {
    let Some(repository) = committed() else {
        return;
    };
    repository.git("config core.hooksPath .hooks");
    check(&repository, "init --hook", (0, &[]));
    assert!(repository.read(".hooks/pre-commit").contains("raigate"));
    repository.git("config --unset core.hooksPath");
    repository.git("worktree add -q ../second");
    let mut second = repository;
    second.folder = second.folder.join("../second");
    check(&second, "init --hook", (0, &[]));
    second.replace(CARD, "0.893", "0.95");
    second.git("add -A");
    refused(git(&second, &COMMIT), "card claims accuracy 0.95");
    second.folder = second.folder.join("../repository");
    assert!(second.read(".git/hooks/pre-commit").contains("raigate"));
}

#[test]
fn hooks_of_every_repository_are_left_alone() {
    let Some(repository) = committed() else {
        return;
    };
    let outside = repository.folder.join("../hooks");
    for path in ["../hooks", outside.as_str(), "/dev/null", "~/hooks"] {
        repository.git(&format!("config core.hooksPath {path}"));
        let says = ["not of this repository alone", "raigate check --staged"];
        check(&repository, "init --hook", (2, &says));
    }
    assert!(!outside.exists());
}

#[test]
fn the_hook_of_somebody_else_is_left_as_it_is() {
    let Some(repository) = committed() else {
        return;
    };
    let file = ".git/hooks/pre-commit";
    let theirs = "#!/bin/sh\n# raigate check --staged\nexit 0\n";
    repository.write(file, theirs);
    let says = ["left as it is", "raigate check --staged || exit 1"];
    check(&repository, "init --hook", (2, &says));
    assert_eq!(repository.read(file), theirs);
    // With the line in it there is nothing left to do.
    let theirs = "#!/bin/sh\nraigate check --staged || exit 1\nexit 0\n";
    repository.write(file, theirs);
    check(&repository, "init --hook", (0, &["is there already"]));
    assert_eq!(repository.read(file), theirs);
    // Its own is installed once, and again where git would not run it.
    std::fs::remove_file(repository.folder.join(file)).unwrap();
    check(&repository, "init --hook", (0, &["installed"]));
    let own = repository.read(file);
    repository.write(file, &own);
    check(&repository, "init --hook", (0, &["is there already"]));
    assert_eq!(repository.read(file), own);
    assert!(!own.contains('\r'));
}

#[cfg(unix)]
#[test]
fn a_hook_that_git_would_not_run_is_made_to() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(repository) = committed() else {
        return;
    };
    check(&repository, "init --hook", (0, &["installed"]));
    let file = repository.folder.join(".git/hooks/pre-commit");
    let mode = |file: &Utf8Path| file.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o755);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    check(&repository, "init --hook", (0, &["is there already"]));
    assert_eq!(mode(&file), 0o755);
}

#[test]
fn a_hook_judges_the_folder_that_has_the_configuration() {
    let Some(repository) = committed() else {
        return;
    };
    std::fs::create_dir(repository.folder.join("it's one")).unwrap();
    for name in ["raigate.toml", "models"] {
        let to = repository.folder.join("it's one").join(name);
        std::fs::rename(repository.folder.join(name), to).unwrap();
    }
    let mut below = repository;
    below.git("add -A");
    below.folder = below.folder.join("it's one");
    check(&below, "init --hook", (0, &["installed the hook"]));
    assert!(git(&below, &COMMIT).status.success());
    below.replace(CARD, "0.893", "0.95");
    below.git("add -A");
    refused(git(&below, &COMMIT), "card claims accuracy 0.95");
}

#[test]
fn without_raigate_nothing_is_committed() {
    let Some(repository) = committed() else {
        return;
    };
    check(&repository, "init --hook", (0, &[]));
    repository.write("notes.txt", "nothing to judge\n");
    repository.git("add -A");
    // Where git and the shell are, and raigate is not.
    let path = std::env::var("PATH").unwrap();
    let without = std::env::split_paths(&path).filter(|folder| !folder.join("raigate").exists());
    let mut commit = repository.command("git");
    commit.env("PATH", std::env::join_paths(without).unwrap());
    refused(
        commit.args(COMMIT).output().unwrap(),
        "no verdict: raigate is not on the PATH",
    );
}
