//! Refuses what the engine would take and answer wrongly, or not at all.
//!
//! Each of these loads, and then quietly finds nothing: an unknown function in
//! a branch that no test reaches, a mistyped reference, arithmetic that is off
//! by a hair at the limit. A gate that finds nothing passes.

use serde_json::Value;

use super::names::{Names, Within};
use super::tree::{File, Node, Place, Rule, Shape, What};
use super::{EngineError, functions, numbers};

/// Returns every mistake in `files`, which see `data`.
pub(super) fn files(files: &[File], data: &Value) -> Vec<EngineError> {
    let names = Names::new(files, data);
    let mut mistakes = Mistakes {
        file: "",
        found: Vec::new(),
    };
    for file in files {
        mistakes.file = &file.path;
        imports(file, &names, &mut mistakes);
        shape(file, &mut mistakes);
        for rule in &file.rules {
            let within = Within {
                names: &names,
                file,
                rule,
            };
            for part in &rule.parts {
                expression(part, &within, &mut mistakes);
            }
            unbound(rule, file, &mut mistakes);
            for place in numbers::inexact_comparisons(rule, file) {
                mistakes.add(place, INEXACT);
            }
        }
    }
    for (file, place, cycle) in names.cycles(files) {
        mistakes.file = file;
        mistakes.add(
            place,
            format!("rules that need each other never end: {cycle}"),
        );
    }
    mistakes.found
}

/// Collects mistakes of one file after the other.
struct Mistakes<'f> {
    file: &'f str,
    found: Vec<EngineError>,
}

impl Mistakes<'_> {
    fn add(&mut self, place: Place, message: impl Into<String>) {
        let error = EngineError {
            message: message.into(),
            place: Some((self.file.to_owned(), place.line, place.column)),
        };
        if !self.found.contains(&error) {
            self.found.push(error);
        }
    }
}

const INEXACT: &str = "arithmetic beside a comparison is inexact for fractions: 0.9 - 0.7 > 0.2 is true here; \
    write `raigate.num.gt(raigate.num.sub(a, b), c)`";

const WALK: &str = "`walk` gives nothing to an assignment here; write `walk(x, [path, value])`";

fn imports(file: &File, names: &Names, mistakes: &mut Mistakes) {
    for import in &file.imports {
        let Some((root, path)) = import.path.split_first() else {
            continue;
        };
        if root != "data" {
            continue;
        }
        if path == file.package {
            let name = &import.name;
            mistakes.add(
                import.place,
                format!("`{name}` is this package itself, and `with` has no effect on it; name its rules without `{name}.`"),
            );
        } else if let Some(why) = names.dead(path) {
            mistakes.add(import.place, format!("import of nothing: {why}"));
        }
    }
}

/// What a package of a rule has to define, and as what.
fn shape(file: &File, mistakes: &mut Mistakes) {
    let is_rule =
        matches!(file.package.as_slice(), [one, two, ..] if one == "raigate" && two == "rules");
    let holds_tests = file.rules.iter().any(|rule| rule.name.starts_with("test_"));
    if !is_rule || holds_tests {
        return;
    }
    let start = Place { line: 1, column: 1 };
    if !file.rules.iter().any(|rule| rule.name == "findings") {
        let near = file.rules.iter().find(|rule| is_conftest_name(&rule.name));
        let hint = near.map_or(String::new(), |rule| {
            format!("; `{}` is the name in conftest's dialect", rule.name)
        });
        let place = near.map_or(start, |rule| rule.place);
        mistakes.add(place, format!("a rule defines `findings contains …`{hint}"));
    }
    for rule in &file.rules {
        match rule.name.as_str() {
            "findings" | "not_evaluated" | "deferred" if rule.shape != Shape::Set => mistakes.add(
                rule.place,
                format!(
                    "`{0}` is a set: write `{0} contains … if {{ … }}`",
                    rule.name
                ),
            ),
            "applicable" if rule.shape != Shape::Value => {
                mistakes.add(
                    rule.place,
                    "`applicable` is true or false: write `applicable if { … }`",
                );
            }
            _ => {}
        }
    }
}

fn is_conftest_name(name: &str) -> bool {
    ["deny", "warn", "violation"]
        .iter()
        .any(|word| name == *word || name.starts_with(&format!("{word}_")))
}

/// Looks at every call and reference in `node`.
fn expression(node: &Node, within: &Within, mistakes: &mut Mistakes) {
    match &node.what {
        What::Call(name) => call(node, name, within, mistakes),
        What::Reference(path) => {
            if let Some(path) = within.in_data(path)
                && let Some(why) = within.names.dead(&path)
            {
                mistakes.add(node.place, why);
            }
        }
        // The target of `with` may be what is not there: that is what it is for.
        What::With => {
            for value in node.parts.iter().skip(1) {
                expression(value, within, mistakes);
            }
            return;
        }
        _ => {}
    }
    for part in &node.parts {
        expression(part, within, mistakes);
    }
}

fn call(node: &Node, name: &str, within: &Within, mistakes: &mut Mistakes) {
    if let Some(why) = functions::refusal(name) {
        mistakes.add(node.place, format!("`{name}` cannot be called: {why}"));
        return;
    }
    let given = node.parts.len();
    if name == "walk" && given == 1 {
        mistakes.add(node.place, WALK);
        return;
    }
    if name == "print" {
        return;
    }
    let Some(wanted) = within.arity(name) else {
        let hint = within.suggestion(name);
        mistakes.add(node.place, format!("unknown function `{name}`{hint}"));
        return;
    };
    // Any function but ours also takes the place for its result.
    let takes_result = !functions::is_own(name);
    if given != wanted && !(takes_result && given == wanted + 1) {
        let noun = if wanted == 1 { "argument" } else { "arguments" };
        mistakes.add(
            node.place,
            format!("`{name}` takes {wanted} {noun}, not {given}"),
        );
    }
}

/// Names in a head that nothing explains; the engine says so only when it gets there.
fn unbound(rule: &Rule, file: &File, mistakes: &mut Mistakes) {
    let mut used: Vec<&str> = Vec::new();
    for part in &rule.parts {
        part.walk(&mut |node| used.extend(node.first_name()));
    }
    let is_explained = |name: &str| {
        rule.binds.contains(name)
            || ["input", "data"].contains(&name)
            || name.starts_with('_')
            || file.imports.iter().any(|import| import.name == name)
            || used.iter().filter(|one| **one == name).count() > 1
    };
    let mut heads: Vec<&Node> = rule
        .parts
        .iter()
        .filter(|part| part.what != What::Query)
        .collect();
    while let Some(node) = heads.pop() {
        // What is built from a body binds names of its own, and an index may be any.
        if node.parts.iter().any(|part| part.what == What::Query) {
            continue;
        }
        match (&node.what, node.first_name()) {
            (What::Reference(_), Some(name)) => {
                if !is_explained(name) && !names_rule(file, name) {
                    mistakes.add(node.place, format!("`{name}` is defined nowhere"));
                }
            }
            _ => heads.extend(&node.parts),
        }
    }
}

fn names_rule(file: &File, name: &str) -> bool {
    file.rules.iter().any(|rule| rule.name == name)
}
