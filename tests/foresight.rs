//! What is foreseen of a rule is what the engine says: rule by rule, over what the trees of all
//! rules hold, and over the same with places of it gone or changed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use camino::Utf8PathBuf;
use raigate::artifact::{Artifact, Evidence, System};
use raigate::assess::policy::input;
use raigate::catalogue::{self, Catalogue, Rule};
use raigate::config::Config;
use raigate::engine::{Answer, EngineError, Foreseen, Input, Program, Seen, Session};
use raigate::rule::Scope;
use raigate::{config, git, run};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

const LIMIT: Duration = Duration::from_mins(1);

/// How many changed inputs are asked about for each that is found, unless
/// `RAIGATE_FORESIGHT_ROUNDS` says more.
const CHANGED: usize = 1;

/// What rules are asked about: all of a system, or one of its artifacts.
struct Case {
    scope: Scope,
    kind: Option<raigate::glossary::Kind>,
    input: Value,
}

/// How often was foreseen what, and where that was wrong.
#[derive(Default)]
struct Tally {
    asked: usize,
    foreseen: usize,
    wrong: Vec<String>,
    /// By rule: how often it was foreseen that it says nothing, and how often it was not.
    silent: BTreeMap<String, [usize; 2]>,
}

/// Our rules, foreseen and always asked.
struct Both {
    catalogue: Catalogue,
    asked: Program,
}

impl Both {
    /// Returns the rules that are asked about such a case.
    fn rules_about(&self, case: &Case) -> impl Iterator<Item = &Rule> {
        let (scope, kind) = (case.scope, case.kind);
        self.catalogue.rules.iter().filter(move |rule| {
            let meta = &rule.meta;
            let is_of_kind = |kind| meta.kinds.is_empty() || meta.kinds.contains(&kind);
            meta.scope == scope && kind.is_none_or(is_of_kind)
        })
    }
}

fn both() -> Both {
    let today = "2026-11-23".parse().unwrap();
    let catalogue = catalogue::build(Vec::new(), Map::new(), &Config::default(), today).unwrap();
    let modules = catalogue::own_modules();
    // What was read of the policies before is kept from it.
    let asked = Program::of_rules(&modules, &catalogue.data, None).unwrap();
    Both { catalogue, asked }
}

#[test]
fn what_is_foreseen_is_what_the_engine_says() {
    let both = both();
    let trees = trees();
    assert!(trees.len() > 200, "only {} trees", trees.len());
    let tallies = trees.par_iter().enumerate().map(|(seed, tree)| {
        let mut random = Random(seed as u64 + 1);
        let mut tally = Tally::default();
        let mut session = both.asked.session();
        for case in cases(tree) {
            tally.compare(&both, &mut session, &case);
            tally.count_silent(&both, &mut session, &case);
            for _ in 0..rounds() {
                let mut changed = case.input.clone();
                for _ in 0..=random.below(3) {
                    random.change(&mut changed);
                }
                let case = Case {
                    input: changed,
                    ..case
                };
                tally.compare(&both, &mut session, &case);
            }
        }
        tally
    });
    let tally = tallies.reduce(Tally::default, |one, other| Tally {
        asked: one.asked + other.asked,
        foreseen: one.foreseen + other.foreseen,
        wrong: one.wrong.into_iter().chain(other.wrong).collect(),
        silent: together(one.silent, other.silent),
    });
    eprintln!(
        "{} of {} answers were foreseen",
        tally.foreseen, tally.asked
    );
    let shown = tally.wrong.iter().take(20).cloned().collect::<Vec<_>>();
    assert!(
        shown.is_empty(),
        "{} wrong:\n{}",
        tally.wrong.len(),
        shown.join("\n")
    );
    assert!(
        tally.foreseen * 10 > tally.asked * 7,
        "too little is foreseen"
    );
    let never = tally
        .silent
        .iter()
        .filter(|(_, [foreseen, _])| *foreseen == 0);
    let never: Vec<_> = never.collect();
    assert!(never.is_empty(), "never foreseen to say nothing: {never:?}");
}

/// Adds up what was counted by rule.
fn together(
    mut one: BTreeMap<String, [usize; 2]>,
    other: BTreeMap<String, [usize; 2]>,
) -> BTreeMap<String, [usize; 2]> {
    for (rule, [foreseen, open]) in other {
        let own = one.entry(rule).or_default();
        *own = [own[0] + foreseen, own[1] + open];
    }
    one
}

fn rounds() -> usize {
    let asked = std::env::var("RAIGATE_FORESIGHT_ROUNDS").ok();
    asked
        .and_then(|asked| asked.parse().ok())
        .unwrap_or(CHANGED)
}

impl Tally {
    /// Asks each rule that is about such a case, where its answer is foreseen.
    fn compare(&mut self, both: &Both, session: &mut Session, case: &Case) {
        let input = Input::new(&case.input);
        let mut seen = Seen::default();
        session.set_ready(&input);
        for rule in both.rules_about(case) {
            self.asked += 1;
            let program = &both.catalogue.program;
            let foreseen = program.foreseen(&rule.package, &input, &mut seen);
            if foreseen == Foreseen::Open {
                continue;
            }
            self.foreseen += 1;
            let answer = session.ask(&rule.package, LIMIT);
            if !is_same(foreseen, &answer) {
                let told = format!(
                    "{}: {foreseen:?}, is {answer:?}\n  {}",
                    rule.meta.id, case.input
                );
                self.wrong.push(told);
            }
        }
    }
}

impl Tally {
    /// Counts the rules that say nothing of such a case, by whether that was foreseen.
    fn count_silent(&mut self, both: &Both, session: &mut Session, case: &Case) {
        let input = Input::new(&case.input);
        session.set_ready(&input);
        for rule in both.rules_about(case) {
            let answer = session.ask(&rule.package, LIMIT);
            if !is_same(Foreseen::Silent, &answer) {
                continue;
            }
            let program = &both.catalogue.program;
            let foreseen = program.foreseen(&rule.package, &input, &mut Seen::default());
            let own = self.silent.entry(rule.meta.id.to_string()).or_default();
            own[usize::from(foreseen == Foreseen::Open)] += 1;
        }
    }
}

/// Whether a rule says what was foreseen: that it is not applicable, or nothing.
fn is_same(foreseen: Foreseen, answer: &Result<Option<Answer>, EngineError>) -> bool {
    let nothing = |set: &Option<Value>| set.as_ref().is_none_or(|set| *set == json!([]));
    match (foreseen, answer) {
        (Foreseen::NotApplicable, Ok(None)) => true,
        (Foreseen::Silent, Ok(Some(answer))) => {
            nothing(&answer.deferred) && nothing(&answer.not_evaluated) && nothing(&answer.findings)
        }
        _ => false,
    }
}

/// Returns the trees of all rules, and the examples.
fn trees() -> Vec<Utf8PathBuf> {
    let mut found = folders("examples");
    for family in folders("tests/rules") {
        for rule in folders(family.as_str()) {
            found.extend(folders(rule.as_str()));
        }
    }
    found.sort();
    found
}

fn folders(of: &str) -> Vec<Utf8PathBuf> {
    let entries = support::root().join(of).read_dir_utf8().unwrap();
    let entries = entries.map(|entry| entry.unwrap().into_path());
    entries.filter(|path| path.is_dir()).collect()
}

/// Returns what rules see of a tree.
fn cases(tree: &Utf8PathBuf) -> Vec<Case> {
    let (_guard, folder) = support::folder();
    let folder = folder.join("repository");
    support::lay(tree, &folder);
    let Ok(source) = run::open(&folder, &git::Snapshot::WorkTree, None) else {
        return Vec::new();
    };
    let Ok(config) = config::load(&source, None) else {
        return Vec::new();
    };
    let (evidence, _) = run::reading::read(&source, &config).unwrap();
    evidence
        .systems
        .iter()
        .flat_map(|system| of_system(&evidence, system))
        .collect()
}

fn of_system(evidence: &Evidence, system: &System) -> Vec<Case> {
    let artifacts = system.artifacts.iter();
    let artifacts: Vec<&Artifact> = artifacts.map(|at| &evidence.artifacts[*at]).collect();
    let seen = input::system(system, None);
    let list: Vec<Value> = artifacts.iter().map(|one| input::artifact(one)).collect();
    let whole = json!({"system": seen, "evidence": list});
    let alone = artifacts.iter().zip(list).map(|(artifact, own)| Case {
        scope: Scope::Artifact,
        kind: Some(artifact.kind),
        input: json!({"artifact": own, "system": seen}),
    });
    let whole = Case {
        scope: Scope::System,
        kind: None,
        input: whole,
    };
    alone.chain([whole]).collect()
}

/// The same numbers each time. The multiplier and increment are those of Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    /// Changes something somewhere in `value`.
    fn change(&mut self, value: &mut Value) {
        let size = match value {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        if size == 0 || self.below(8) == 0 {
            *value = self.other(value);
            return;
        }
        let at = self.below(size);
        let does_remove = self.below(12) == 0;
        match value {
            Value::Array(items) if does_remove => drop(items.remove(at)),
            Value::Array(items) if self.below(12) == 0 => items.push(items[at].clone()),
            Value::Array(items) => self.change(&mut items[at]),
            Value::Object(members) => {
                let key = members.keys().nth(at).unwrap().clone();
                if does_remove {
                    members.remove(&key);
                } else {
                    self.change(&mut members[&key]);
                }
            }
            _ => {}
        }
    }

    /// Returns something else, now and then near to what was there.
    fn other(&mut self, value: &Value) -> Value {
        match (self.below(10), value) {
            (0, _) => Value::Null,
            (1, _) => json!(false),
            (2, _) => json!(true),
            (3, _) => json!(0),
            (4, _) => json!(-1.5),
            (5, _) => json!(""),
            (6, _) => json!("other"),
            (7, _) => json!([]),
            (8, _) => json!({}),
            (_, Value::Number(number)) => json!(number.as_f64().unwrap_or(1.0) / 2.0),
            (_, Value::String(text)) => json!(format!("{text} x")),
            _ => json!([1, "other", null]),
        }
    }
}
