//! Runs the `test_*` rules of policies, and says which lines they reached.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{EngineError, Module, Program, tree};

/// How one test ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It is true.
    Passed,
    /// It is undefined or anything but true.
    Failed,
    /// It could not be evaluated.
    Broken(EngineError),
    /// It is named `todo_test_*`.
    Skipped,
}

/// One test.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its package, without `data.`.
    pub package: String,
    /// Its name, beginning with `test_`.
    pub name: String,
    /// The file it stands in, and its line.
    pub place: (String, usize),
    /// How it ended.
    pub ending: Ending,
    /// What it printed, each with file and line.
    pub prints: Vec<String>,
    /// How long it took.
    pub duration: Duration,
}

/// The lines of one policy file that tests reached, and those they did not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The lines that were evaluated.
    pub covered: BTreeSet<usize>,
    /// The lines that were not, though there is something to evaluate.
    pub not_covered: BTreeSet<usize>,
}

/// What a test run showed.
#[derive(Debug, Clone)]
pub struct Report {
    /// The tests, by file and line.
    pub tests: Vec<Test>,
    /// The lines reached, by file; test files are left out.
    pub coverage: BTreeMap<String, Coverage>,
}

/// How long one test may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// Loads `modules`, tests among them, with `data`, and runs every test.
///
/// # Errors
/// As for [`Program::load`].
pub fn run(modules: &[Module], data: &Value) -> Result<Report, Vec<EngineError>> {
    let program = Program::load(modules, data)?;
    let mut session = program.session();
    let engine = session.whole().map_err(|error| vec![error])?;
    engine.set_enable_coverage(true);
    let mut tests = Vec::new();
    for file in program.files() {
        let package = file.package.join(".");
        let mut seen = BTreeSet::new();
        for rule in &file.rules {
            if is_test(&rule.name) && seen.insert(rule.name.clone()) {
                let place = (file.path.clone(), rule.place.line);
                tests.push(session.test(&package, rule, place));
            }
        }
    }
    tests.sort_by(|one, other| one.place.cmp(&other.place));
    let coverage = coverage(&mut session, program.files())
        .map_err(|error| vec![super::message::read(&error)])?;
    Ok(Report { tests, coverage })
}

fn is_test(name: &str) -> bool {
    name.starts_with("test_") || name.starts_with("todo_test_")
}

impl super::Session {
    fn test(&mut self, package: &str, rule: &tree::Rule, place: (String, usize)) -> Test {
        let begin = Instant::now();
        let ending = if rule.name.starts_with("todo_") {
            Ending::Skipped
        } else {
            let path = format!("data.{package}.{}", rule.name);
            match self.evaluate(&path, TIME_LIMIT) {
                Ok(Some(Value::Bool(true))) => Ending::Passed,
                Ok(_) => Ending::Failed,
                Err(error) => Ending::Broken(error),
            }
        };
        let engine = self.whole().ok();
        let prints = engine.and_then(|engine| engine.take_prints().ok());
        Test {
            package: package.to_owned(),
            name: rule.name.clone(),
            place,
            ending,
            prints: prints.unwrap_or_default(),
            duration: begin.elapsed(),
        }
    }
}

/// Reads the engine's report, and adds what it leaves out: heads without anything to evaluate.
fn coverage(
    session: &mut super::Session,
    files: &[tree::File],
) -> anyhow::Result<BTreeMap<String, Coverage>> {
    let holds_tests = |path: &str| {
        let file = files.iter().find(|file| file.path == path);
        file.is_some_and(|file| file.rules.iter().any(|rule| is_test(&rule.name)))
    };
    let lines = |lines: BTreeSet<u32>| {
        lines
            .into_iter()
            .filter_map(|line| usize::try_from(line).ok())
            .collect()
    };
    let report = session.whole()?.get_coverage_report()?;
    Ok(report
        .files
        .into_iter()
        .filter(|file| !holds_tests(&file.path))
        .map(|file| {
            let coverage = Coverage {
                covered: lines(file.covered),
                not_covered: lines(file.not_covered),
            };
            (file.path, coverage)
        })
        .collect())
}
