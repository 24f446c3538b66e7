//! What history costs: the last change of each of a thousand artifacts over twenty thousand
//! commits, beside `git log -1 -- PATH` for each, in one run.
//!
//! `cargo bench --bench history -- [COMMITS [ARTIFACTS]]` prints user and system seconds, which
//! are read from `/proc`; `-- --write DIR COMMITS ARTIFACTS` only writes the repository.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark stands outside the stages"
)]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use raigate::git::{LastChange, Snapshot, Source};
use raigate::run::{Request, check};
use raigate::verdict::Verdict;

/// Artifacts of one system: a card, a plan, a result, a risk assessment, an approval.
const PER_SYSTEM: usize = 5;
/// Files of code of one system, which its evidence describes.
const CODE_FILES: usize = 4;
/// Linux counts the time of processes in hundredths of a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// The stream of commits that `git fast-import` reads.
struct Stream<W: Write> {
    out: W,
    commits: usize,
    time: usize,
    state: u64,
}

impl<W: Write> Stream<W> {
    fn below(&mut self, limit: usize) -> usize {
        // The multiplier and increment are those of Knuth's MMIX.
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap() % limit
    }

    /// Begins a commit on `parents` and returns its mark.
    fn commit(&mut self, parents: &[usize]) -> usize {
        self.commits += 1;
        self.time += 600;
        let (mark, time) = (self.commits, self.time);
        let person = format!("Ada <ada@example.org> {time} +0000");
        let message = format!("Change {mark}");
        write!(
            self.out,
            "commit refs/heads/main\nmark :{mark}\nauthor {person}\ncommitter {person}\ndata {}\n{message}\n",
            message.len()
        )
        .unwrap();
        for (at, parent) in parents.iter().enumerate() {
            let word = if at == 0 { "from" } else { "merge" };
            writeln!(self.out, "{word} :{parent}").unwrap();
        }
        mark
    }

    fn file(&mut self, path: &str, text: &str) {
        write!(
            self.out,
            "M 100644 inline {path}\ndata {}\n{text}\n",
            text.len()
        )
        .unwrap();
    }

    /// Changes the code of some system, and one time in twenty a piece of its evidence.
    fn change(&mut self, systems: usize) {
        let (system, file) = (self.below(systems), self.below(CODE_FILES));
        let text = format!("VALUE = {}\n", self.commits);
        self.file(&code(system, file), &text);
        if self.below(20) == 0 {
            let (path, text) = artifacts(system, self.commits).swap_remove(self.below(PER_SYSTEM));
            self.file(&path, &text);
        }
    }
}

fn code(system: usize, file: usize) -> String {
    format!("src/system-{system:04}/part_{file}.py")
}

fn artifacts(system: usize, change: usize) -> Vec<(String, String)> {
    let id = format!("system-{system:04}");
    let root = format!("models/{id}");
    vec![
        (
            format!("{root}/README.md"),
            format!("---\nlicense: mit\n---\n\n# {id}\n\nEdition {change}.\n"),
        ),
        (
            format!("{root}/rai/eval/plan.yaml"),
            format!("schema: raigate/eval-plan/v1\nid: {id}-plan-{change}\ntask: classification\n"),
        ),
        (
            format!("{root}/rai/eval/results/holdout.json"),
            format!(
                "{{\"schema\": \"raigate/eval-result/v1\", \"id\": \"{id}-result-{change}\", \"model\": {{\"name\": \"{id}\"}}}}\n"
            ),
        ),
        (
            format!("{root}/rai/risk/risk.yaml"),
            format!("schema: raigate/risk-assessment/v1\nid: {id}-risk-{change}\n"),
        ),
        (
            format!("{root}/rai/approvals/launch.yaml"),
            format!(
                "schema: raigate/approval/v1\nid: {id}-launch-{change}\ndecision_type: launch\n"
            ),
        ),
    ]
}

/// Writes a repository of `commits` commits, one in ten of them a merge.
fn write_repository(folder: &Path, commits: usize, count: usize) {
    let systems = count.div_ceil(PER_SYSTEM);
    git(folder, &["init", "-q", "-b", "main"]);
    let mut import = Command::new("git")
        .args(["-C", folder.to_str().unwrap(), "fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stream = Stream {
        out: BufWriter::new(import.stdin.take().unwrap()),
        commits: 0,
        time: 1_700_000_000,
        state: 7,
    };
    let mut tip = stream.commit(&[]);
    let mut config = "version = 1\n".to_owned();
    for system in 0..systems {
        let id = format!("system-{system:04}");
        let _ = write!(
            config,
            "\n[[system]]\nid = \"{id}\"\ntier = \"minimal\"\nroot = \"models/{id}\"\nwatch = [\"src/{id}/**\"]\n"
        );
        for (path, text) in artifacts(system, 0) {
            stream.file(&path, &text);
        }
        for file in 0..CODE_FILES {
            stream.file(&code(system, file), "VALUE = 0\n");
        }
    }
    stream.file("raigate.toml", &config);
    while stream.commits < commits {
        let before = tip;
        tip = stream.commit(&[before]);
        stream.change(systems);
        if stream.below(5) == 0 {
            // What a merge takes over is a change of its own for `fast-import`.
            let side = stream.commit(&[before]);
            let path = format!("docs/note-{}.md", stream.below(50));
            let text = format!("Note {side}.\n");
            stream.file(&path, &text);
            tip = stream.commit(&[tip, side]);
            stream.file(&path, &text);
        }
    }
    drop(stream);
    assert!(import.wait().unwrap().success());
    git(folder, &["reset", "-q", "--hard", "main"]);
}

fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(args)
        .output();
    let output = output.unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the seconds of CPU that this process took, and those of the processes it waited for.
fn seconds() -> [f64; 2] {
    let text = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, text) = text.rsplit_once(") ").unwrap();
    let fields: Vec<f64> = text
        .split(' ')
        .map(|field| field.trim().parse().unwrap_or_default())
        .collect();
    // Fields 14 to 17 of proc(5); the first two end with the name.
    [fields[11] + fields[12], fields[13] + fields[14]].map(|ticks| ticks / TICKS_PER_SECOND)
}

/// Does something, and returns the seconds of CPU that it and its processes took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let before = seconds();
    let done = work();
    let after = seconds();
    (done, after[0] - before[0] + after[1] - before[1])
}

fn paths(folder: &Path) -> Vec<Utf8PathBuf> {
    let listed = git(folder, &["ls-files", "models"]);
    listed.lines().map(Utf8PathBuf::from).collect()
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| it != "--bench")
        .collect();
    let number = |at: usize, default| words.get(at).map_or(default, |it| it.parse().unwrap());
    if words.first().is_some_and(|word| word == "--write") {
        fs::create_dir_all(&words[1]).unwrap();
        write_repository(Path::new(&words[1]), number(2, 20_000), number(3, 1_000));
        return;
    }
    let (commits, count) = (number(0, 20_000), number(1, 1_000));
    let folder = tempfile::tempdir().unwrap();
    write_repository(folder.path(), commits, count);
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let paths = paths(folder.path());
    println!(
        "{commits} commits, {} artifacts; seconds of CPU",
        paths.len()
    );

    let (found, own) = timed(|| {
        let source = Source::open(root, &Snapshot::Commit("HEAD".to_owned())).unwrap();
        source.last_changes(&paths).unwrap()
    });
    println!("last changes, one walk          {own:8.2}");
    let (expected, gits) = timed(|| {
        let ask = |path: &Utf8PathBuf| {
            git(
                folder.path(),
                &["log", "-1", "--format=%H", "--", path.as_str()],
            )
        };
        paths.iter().map(ask).collect::<Vec<String>>()
    });
    println!(
        "`git log -1 -- PATH`, one by one {gits:8.2}   {:.0} times as much",
        gits / own.max(0.01)
    );
    for ((path, found), expected) in paths.iter().zip(&found).zip(&expected) {
        let LastChange::At(commit) = found else {
            panic!("{path}: {found:?}")
        };
        assert_eq!(commit.id, expected.trim(), "{path}");
    }

    let judge = || {
        let request = Request::new(root.to_owned(), "2026-11-23".parse().unwrap());
        let (report, seconds) = timed(|| check(&request));
        assert_ne!(report.verdict, Verdict::None, "{:?}", report.errors);
        seconds
    };
    let with = judge();
    let aside = tempfile::tempdir_in(folder.path().parent().unwrap()).unwrap();
    fs::rename(folder.path().join(".git"), aside.path().join("git")).unwrap();
    let without = judge();
    println!("`raigate check`                 {with:8.2}");
    println!(
        "`raigate check` without history {without:8.2}   history takes {:.2}",
        with - without
    );
}
