//! Asks all that a rule says at once, so that what its sets share is computed once.
//!
//! Each evaluation begins with nothing. A rule that is asked for `not_evaluated` and then
//! for `findings` would look everything up twice, so that one line is added behind its
//! text, which asks for both; no line of the text moves.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::tree::File;
use super::{EngineError, Module};

/// What a rule says of one input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// What should be there and is elsewhere.
    pub deferred: Option<Value>,
    /// What should be there and is not.
    pub not_evaluated: Option<Value>,
    /// What is wrong.
    pub findings: Option<Value>,
}

/// The names that a rule answers by, as far as a package declares them.
pub(super) type Declared = BTreeSet<&'static str>;

/// The name that decides whether there is anything to ask.
pub(super) const APPLICABLE: &str = "applicable";

/// The sets of an answer, in the order in which they are asked for.
pub(super) const SETS: [&str; 3] = ["deferred", "not_evaluated", "findings"];

/// Returns what each package of rules seems to declare: by the beginnings of its lines, since
/// it has to be known before the text is parsed.
fn guessed(modules: &[Module]) -> BTreeMap<String, Declared> {
    let mut found: BTreeMap<String, Declared> = BTreeMap::new();
    for module in modules {
        let Some(package) = package(&module.text) else {
            continue;
        };
        let first_words = module.text.lines().filter_map(|line| {
            let line = line.strip_prefix("default ").unwrap_or(line);
            line.split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .next()
        });
        let declared = found.entry(package.to_owned()).or_default();
        declared.extend(first_words.filter_map(name));
    }
    found.retain(|_, declared| declared.contains("findings"));
    found
}

/// Returns what each package of rules declares.
fn declared(files: &[File]) -> BTreeMap<String, Declared> {
    let mut found: BTreeMap<String, Declared> = BTreeMap::new();
    for file in files.iter().filter(|file| is_of_rules(&file.package)) {
        let names = file.rules.iter().filter_map(|rule| name(&rule.name));
        found
            .entry(file.package.join("."))
            .or_default()
            .extend(names);
    }
    found.retain(|_, declared| declared.contains("findings"));
    found
}

/// Returns what each package of rules declares, as far as `files` were parsed for sure, and
/// which of `modules` asks for all of it.
pub(super) fn asking(modules: &[Module], files: &[File]) -> BTreeMap<String, (Declared, usize)> {
    let mut all = guessed(modules);
    // What was parsed is known; the rest was held against its guess by a test.
    let parsed: BTreeSet<String> = files.iter().map(|file| file.package.join(".")).collect();
    all.retain(|package, _| !parsed.contains(package));
    all.extend(declared(files));
    // A package may stand in several files: the first of them asks for all.
    let files_of_rules = modules.iter().enumerate().rev();
    let asking: BTreeMap<&str, usize> = files_of_rules
        .filter_map(|(at, module)| Some((package(&module.text)?, at)))
        .collect();
    let all = all.into_iter().filter_map(|(package, declared)| {
        let at = asking.get(package.as_str()).copied()?;
        Some((package, (declared, at)))
    });
    all.collect()
}

/// Returns `module` with the line that asks for all that its package declares.
pub(super) fn with_question(module: &Module, declared: &Declared, question: &str) -> String {
    let sets = SETS.map(|set| if declared.contains(set) { set } else { "[]" });
    let sets = sets.join(", ");
    let is_applicable = format!("{APPLICABLE} == true");
    let line = if declared.contains(APPLICABLE) {
        format!("[[true | {is_applicable}], [sets | {is_applicable}; sets := [{sets}]]]")
    } else {
        format!("[[true], [[{sets}]]]")
    };
    format!("{}\n\n{question} := {line}\n", module.text)
}

/// Returns a name for the question that stands nowhere in `modules`.
pub(super) fn question(modules: &[Module]) -> String {
    let mut name = "asked_of_rule".to_owned();
    while modules.iter().any(|module| module.text.contains(&name)) {
        name.push('_');
    }
    name
}

/// Returns the package of `text`, without `data.`, where it is one of rules.
pub(super) fn package(text: &str) -> Option<&str> {
    let mut lines = text.lines();
    let package = lines.find_map(|line| line.strip_prefix("package "))?.trim();
    package.starts_with("raigate.rules.").then_some(package)
}

/// Reads what a question was answered with; `None` where there is nothing to ask.
pub(super) fn answer(path: &str, found: Option<Value>) -> Result<Option<Answer>, EngineError> {
    let unanswered = || EngineError {
        message: format!("`{path}` has no answer"),
        place: None,
    };
    let Some(Value::Array(parts)) = found else {
        return Err(unanswered());
    };
    let [Value::Array(applicable), Value::Array(sets)] = parts.as_slice() else {
        return Err(unanswered());
    };
    if applicable.is_empty() {
        return Ok(None);
    }
    match sets.first().and_then(Value::as_array).map(Vec::as_slice) {
        Some([deferred, not_evaluated, findings]) => Ok(Some(Answer {
            deferred: Some(deferred.clone()),
            not_evaluated: Some(not_evaluated.clone()),
            findings: Some(findings.clone()),
        })),
        _ => Err(unanswered()),
    }
}

fn is_of_rules(package: &[String]) -> bool {
    matches!(package, [one, two, _, ..] if one == "raigate" && two == "rules")
}

/// Returns the name that a rule answers by, where `word` is one.
fn name(word: &str) -> Option<&'static str> {
    let mut names = SETS.into_iter().chain([APPLICABLE]);
    names.find(|name| *name == word)
}
