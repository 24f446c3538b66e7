//! Which commit changed a path last, held against git itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write;
use std::process::{Command, Stdio};

use camino::Utf8PathBuf;
use raigate::git::{LastChange, Snapshot, Source};

use super::{Folder, git_is_missing};

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// Returns a number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn pick<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        let at = usize::try_from(self.below(items.len() as u64)).unwrap();
        &items[at]
    }
}

/// Files and folders that stand in each other's way, and names that sort around a slash.
const PATHS: [&str; 12] = [
    "a", "a-b", "a.b", "a/b", "a/b/c", "a/d", "a0", "e/f/g/h", "e/f/i", "e/j", "ü/ß", "z",
];

/// What a commit holds: each path with its mode and content.
type Files = std::collections::BTreeMap<&'static str, (&'static str, u64)>;

/// Puts a file where it is, and takes away what cannot lie beside it.
fn put(files: &mut Files, path: &'static str, mode: &'static str, content: u64) {
    files.retain(|other, _| {
        !other.starts_with(&format!("{path}/")) && !path.starts_with(&format!("{other}/"))
    });
    files.insert(path, (mode, content));
}

/// Changes a few files: new content, another mode, gone, moved, back to what it was.
fn change(files: &mut Files, dice: &mut Dice) {
    for _ in 0..dice.below(3) {
        let path = *dice.pick(&PATHS);
        match dice.below(6) {
            0 => drop(files.remove(path)),
            1 => {
                if let Some((_, content)) = files.get(path).copied() {
                    put(files, path, "100755", content);
                }
            }
            2 => {
                let to = *dice.pick(&PATHS);
                if let Some((mode, content)) = files.remove(path) {
                    put(files, to, mode, content);
                }
            }
            _ => put(files, path, "100644", dice.below(4)),
        }
    }
}

/// Writes a history of `commits` commits with merges of two and three, unrelated roots and
/// clocks that run backwards, as `git fast-import` reads it.
fn history(dice: &mut Dice, commits: usize) -> String {
    let mut made: Vec<Files> = Vec::new();
    let mut script: Vec<String> = Vec::new();
    for number in 1..=commits {
        let recent = |dice: &mut Dice| {
            let back = usize::try_from(dice.below(4)).unwrap();
            made.len().saturating_sub(back).max(1)
        };
        let mut parents: Vec<usize> = match dice.below(12) {
            _ if made.is_empty() => Vec::new(),
            0 => Vec::new(),
            1..=4 => vec![recent(dice), recent(dice)],
            5 => vec![recent(dice), recent(dice), recent(dice)],
            _ => vec![made.len()],
        };
        let mut seen = Vec::new();
        parents.retain(|parent| {
            !seen.contains(parent) && {
                seen.push(*parent);
                true
            }
        });
        let mut files = Files::new();
        for parent in &parents {
            for (path, (mode, content)) in &made[parent - 1] {
                if parents.len() == 1 || dice.below(3) > 0 {
                    put(&mut files, path, mode, *content);
                }
            }
        }
        if parents.len() < 2 || dice.below(4) == 0 {
            change(&mut files, dice);
        }
        let time = 1_700_000_000 + number as u64 * 60 - dice.below(600);
        script.push(format!("commit refs/heads/c{number}\nmark :{number}\n"));
        script.push(format!(
            "committer Ada <ada@example.org> {time} +0000\ndata 1\nm\n"
        ));
        for (at, parent) in parents.iter().enumerate() {
            script.push(format!(
                "{} :{parent}\n",
                if at == 0 { "from" } else { "merge" }
            ));
        }
        script.push("deleteall\n".to_owned());
        for (path, (mode, content)) in &files {
            script.push(format!("M {mode} inline {path}\ndata 1\n{content}\n"));
        }
        script.push("\n".to_owned());
        made.push(files);
    }
    script.concat()
}

fn import(folder: &Folder, script: &str) {
    let mut git = Command::new("git")
        .current_dir(&folder.root)
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    git.stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    assert!(git.wait().unwrap().success());
}

fn answers(source: &Source, paths: &[&str]) -> Vec<String> {
    let paths: Vec<Utf8PathBuf> = paths.iter().map(Utf8PathBuf::from).collect();
    let found = source.last_changes(&paths).unwrap();
    let answer = |change: LastChange| match change {
        LastChange::At(commit) => commit.id.clone(),
        LastChange::CutShort => "cut short".to_owned(),
        LastChange::Never => String::new(),
    };
    found.into_iter().map(answer).collect()
}

#[test]
fn every_path_was_last_changed_where_git_says() {
    if git_is_missing() {
        return;
    }
    for seed in 1..=10 {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let folder = Folder::new();
        folder.git(&["init", "--quiet", "--bare"]);
        let commits = 40;
        import(&folder, &history(&mut dice, commits));
        folder.git(&["symbolic-ref", "HEAD", &format!("refs/heads/c{commits}")]);
        let source = folder.open(&Snapshot::Commit("HEAD".into()));
        let git = PATHS.map(|path| {
            let path = format!(":(literal){path}");
            folder.git(&["log", "-1", "--format=%H", "HEAD", "--", &path])
        });
        assert_eq!(answers(&source, &PATHS), git, "seed {seed}");
    }
}

#[test]
fn what_comes_before_what_is_as_git_lists_it() {
    if git_is_missing() {
        return;
    }
    for seed in 1..=20 {
        let folder = Folder::new();
        folder.git(&["init", "-q"]);
        import(&folder, &history(&mut Dice(seed * 7919), 40));
        let list = |tip: &str| -> BTreeSet<String> {
            let listed = folder.git(&["rev-list", tip]);
            listed.lines().map(str::to_owned).collect()
        };
        let all = list("c40");
        let each: BTreeSet<&str> = all.iter().map(String::as_str).collect();
        let source = folder.open(&Snapshot::Commit("c40".to_owned()));
        let order = source.order(&each, &each).unwrap();
        for tip in &each {
            let held = all.iter().filter(|commit| order.holds(tip, commit));
            assert_eq!(held.cloned().collect::<BTreeSet<_>>(), list(tip), "{seed}");
        }
        let one = each.first().copied().into_iter().collect();
        let of_one = source.order(&one, &each).unwrap();
        let tip = one.first().unwrap();
        let held = all.iter().filter(|commit| of_one.holds(tip, commit));
        assert_eq!(held.cloned().collect::<BTreeSet<_>>(), list(tip), "{seed}");
    }
}

#[test]
fn a_hundred_thousand_commits_are_walked_to_the_first() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "-q", "-b", "main"]);
    let mut script = String::new();
    for number in 1..=100_000 {
        let time = 1_700_000_000 + number;
        let file = if number == 1 { "card.md" } else { "code.py" };
        write!(
            script,
            "commit refs/heads/main\ncommitter Ada <ada@example.org> {time} +0000\ndata 1\nm\n\
             M 644 inline {file}\ndata {}\n{number}\n\n",
            number.to_string().len(),
        )
        .unwrap();
    }
    import(&folder, &script);
    let source = folder.open(&Snapshot::Commit("main".to_owned()));
    let first = folder.git(&["rev-list", "--max-parents=0", "main"]);
    let last = folder.git(&["rev-parse", "main"]);
    let answered = answers(&source, &["card.md", "code.py"]);
    assert_eq!(answered, [first.as_str(), last.as_str()]);
    let (tips, commits) = ([last.as_str()], [first.as_str()]);
    let order = source.order(&tips.into(), &commits.into()).unwrap();
    assert!(order.holds(&last, &first));
}

#[test]
fn history_that_is_cut_short_does_not_guess() {
    if git_is_missing() {
        return;
    }
    let whole = Folder::new();
    whole.git(&["init", "--quiet"]);
    for (path, text) in [("old", "1"), ("new", "1"), ("new", "2")] {
        whole.write(path, text).git(&["add", "."]);
        whole.git(&[
            "commit",
            "--quiet",
            "-m",
            "A change",
            "--trailer",
            "Reviewed-by: Grace",
        ]);
    }
    let clone = Folder::new();
    let from = format!("file://{}", whole.root);
    clone.git(&["clone", "--quiet", "--depth", "2", &from, "."]);
    let source = clone.open(&Snapshot::WorkTree);
    let last = clone.git(&["rev-parse", "HEAD"]);
    assert_eq!(
        answers(&source, &["old", "new", "none"]),
        ["cut short", &last, "cut short"]
    );

    let source = whole.open(&Snapshot::WorkTree);
    assert_eq!(answers(&source, &["none"]), [""]);
    let found = source.last_changes(&["new".into()]).unwrap();
    let LastChange::At(commit) = &found[0] else {
        panic!("{found:?}");
    };
    assert_eq!(commit.author.email, "ada@example.org");
    assert_eq!(commit.committer.time, 1_767_323_045);
    assert_eq!(
        commit.trailers,
        [("Reviewed-by".to_owned(), "Grace".to_owned())]
    );
    assert!(source.contains(&last, &format!("{last}~2")).unwrap());
    assert!(!source.contains(&format!("{last}~2"), &last).unwrap());
}

#[test]
fn a_replaced_commit_changes_no_answer() {
    if git_is_missing() {
        return;
    }
    let folder = Folder::new();
    folder.git(&["init", "--quiet"]);
    folder.write("card.md", "1").git(&["add", "."]);
    folder.git(&["commit", "--quiet", "-m", "One"]);
    let first = folder.git(&["rev-parse", "HEAD"]);
    folder.write("other.md", "1").git(&["add", "."]);
    folder.git(&["commit", "--quiet", "-m", "Two"]);
    // A forged root that holds everything takes the place of the last commit.
    let forged = folder.git(&["commit-tree", "HEAD^{tree}", "-m", "Forged"]);
    folder.git(&["replace", "HEAD", &forged]);
    let source = folder.open(&Snapshot::WorkTree);
    assert_eq!(answers(&source, &["card.md"]), [first.as_str()]);
    assert_ne!(
        folder.git(&["log", "-1", "--format=%H", "--", "card.md"]),
        first
    );
}
