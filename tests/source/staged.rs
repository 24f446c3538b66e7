//! What is staged, held against what git says.

use std::fs;

use camino::Utf8Path;
use raigate::git::Snapshot;

use crate::{Folder, git_is_missing};

/// Names that stand before and behind a folder `a` where `/` is compared with what they hold.
const NAMES: [&str; 12] = [
    "a", "a.b", "a-b", "a0", "a/b", "a/b/c", "a/b.c", "a/b-c/d", "b/a/a/a", "b/a.a", "Z", "é/ü",
];

/// The next of numbers that look as if by chance (Knuth's MMIX).
fn next(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap()
}

/// Makes room for a file: what is no folder on the way to it goes, and what is a folder in its
/// place.
fn put(folder: &Folder, path: &str, text: &str) {
    let path = Utf8Path::new(path);
    for above in path
        .ancestors()
        .skip(1)
        .filter(|it| !it.as_str().is_empty())
    {
        let above = folder.root.join(above);
        if above.is_file() {
            fs::remove_file(above).unwrap();
        }
    }
    if folder.root.join(path).is_dir() {
        fs::remove_dir_all(folder.root.join(path)).unwrap();
    }
    folder.write(path.as_str(), text);
}

#[test]
fn staged_paths_are_those_of_git() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.git(&["config", "core.quotePath", "false"]);
    let mut state = 7;
    let (mut different, mut same) = (0, 0);
    for round in 0..60 {
        let mut names: Vec<&str> = (0..next(&mut state) % 4)
            .map(|_| NAMES[next(&mut state) % NAMES.len()])
            .collect();
        names.dedup();
        for name in names {
            match next(&mut state) % 5 {
                0 if folder.root.join(name).exists() => {
                    let _ = fs::remove_file(folder.root.join(name));
                    let _ = fs::remove_dir_all(folder.root.join(name));
                }
                #[cfg(unix)]
                1 if folder.root.join(name).is_file() => {
                    use std::os::unix::fs::PermissionsExt;
                    let mode = fs::Permissions::from_mode(0o755);
                    fs::set_permissions(folder.root.join(name), mode).unwrap();
                }
                one => put(&folder, name, &format!("{}", one % 2)),
            }
        }
        folder.git(&["add", "-A"]);
        // Before the first commit, all of it is.
        let staged = if folder.root.join(".git/refs/heads/main").exists() {
            folder.git(&["diff", "--cached", "--name-only", "--no-renames", "HEAD"])
        } else {
            folder.git(&["ls-files"])
        };
        let mut expected: Vec<&str> = staged.lines().collect();
        expected.sort_unstable();
        for snapshot in [Snapshot::Index, Snapshot::WorkTree] {
            let mut found = folder.open(&snapshot).staged_paths().unwrap();
            found.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
            assert_eq!(found, expected, "round {round}");
        }
        different += usize::from(!expected.is_empty());
        same += usize::from(expected.is_empty());
        if !next(&mut state).is_multiple_of(3) {
            folder.git(&["commit", "-qm", "next", "--allow-empty"]);
        }
    }
    assert!(
        different > 20 && same > 5,
        "{different} differ, {same} do not"
    );
}

#[test]
fn what_is_staged_below_thousands_of_folders_is_found_at_once() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q"]);
    folder.write("a.md", "a").git(&["add", "."]);
    folder.git(&["commit", "-qm", "one"]);
    let id = folder.git(&["rev-parse", "HEAD:a.md"]);
    let deep = format!("{}b.md", "d/".repeat(2_000));
    folder.git(&[
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("100644,{id},{deep}"),
    ]);
    let staged = folder.open(&Snapshot::Index).staged_paths().unwrap();
    assert_eq!(staged, [deep.as_str()]);
}
