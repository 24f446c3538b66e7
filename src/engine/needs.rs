//! Tells, without asking a rule, that it finds nothing in an input.
//!
//! Most rules go over facts that most artifacts do not have. A body that begins
//! with `some x in input.artifact.facts.claims` cannot hold where that is
//! undefined, and a set of which no body can hold is empty. The same holds of a
//! rule about a system that goes over evidence of a kind, or with a fact, that the
//! system has not. What is read here is only what stands before the first call that
//! can fail: a call that fails is an error, and must still be one. That is so in the order of
//! the text, as OPA evaluates it; where the engine moves a call forward, the error it could
//! have given would have been one of a body that cannot hold.

use std::collections::{BTreeMap, BTreeSet};

use regorus::Value;
use serde::{Deserialize, Serialize};

use super::asked::APPLICABLE;
use super::tree::{File, Node, Rule, Shape, What};
use super::value::{self, member};

/// What has to be defined for a rule to have an answer: for each of its bodies, all of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Bodies(Vec<Vec<Need>>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Need {
    /// A place in the input, by its steps.
    Input(Vec<Value>),
    /// A place in one of the artifacts of the evidence, by its steps.
    Evidence(Vec<Value>),
    /// An artifact of that kind among the evidence.
    Kind(String),
    /// One of the bodies of another rule, or of a comprehension that is gone over.
    Other(Bodies),
}

impl Bodies {
    /// Returns whether none of the bodies can hold for `input`.
    pub(super) fn are_idle(&self, input: &Value) -> bool {
        let is_missing = |need: &Need| match need {
            Need::Input(path) => !holds(input, path),
            Need::Evidence(path) => !evidence(input).any(|artifact| holds(artifact, path)),
            Need::Kind(kind) => !evidence(input).any(|artifact| is_of_kind(artifact, kind)),
            Need::Other(bodies) => bodies.are_idle(input),
        };
        self.0.iter().all(|needs| needs.iter().any(is_missing))
    }
}

fn evidence(input: &Value) -> impl Iterator<Item = &Value> {
    let list = match member(input, "evidence") {
        Value::Array(list) => Some(list.iter()),
        _ => None,
    };
    list.into_iter().flatten()
}

fn holds(value: &Value, path: &[Value]) -> bool {
    let found = path.iter().try_fold(value, |value, step| {
        let inner = value::inside(value, step);
        (*inner != Value::Undefined).then_some(inner)
    });
    found.is_some()
}

fn is_of_kind(artifact: &Value, kind: &str) -> bool {
    matches!(member(artifact, "kind"), Value::String(own) if **own == *kind)
}

/// What rules need in order to have an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Needs {
    /// Those of each set, by the path it is asked for: without them it is empty.
    pub(super) sets: BTreeMap<String, Bodies>,
    /// Those of each `applicable`, by its package: without them it is undefined.
    pub(super) applicable: BTreeMap<String, Bodies>,
}

impl Needs {
    /// Adds `others`, which know better where both know.
    pub(super) fn extend(&mut self, others: Self) {
        self.sets.extend(others.sets);
        self.applicable.extend(others.applicable);
    }
}

/// Returns the needs of every set and every `applicable` of `files`.
pub(super) fn of(files: &[File]) -> Needs {
    let mut found = Needs::default();
    for file in files {
        let package = Package::of(&file.package, files);
        let name = file.package.join(".");
        let own = |rule: &str, shape| {
            let bodies = package.bodies(rule, shape, 0)?;
            bodies
                .0
                .iter()
                .all(|needs| !needs.is_empty())
                .then_some(bodies)
        };
        for rule in &file.rules {
            let path = format!("data.{name}.{}", rule.name);
            if rule.shape == Shape::Set && !found.sets.contains_key(&path) {
                let bodies = own(&rule.name, Shape::Set);
                found.sets.extend(bodies.map(|bodies| (path, bodies)));
            } else if rule.name == APPLICABLE {
                let bodies = own(&rule.name, Shape::Value);
                let applicable = bodies.map(|bodies| (name.clone(), bodies));
                found.applicable.extend(applicable);
            }
        }
    }
    found
}

/// Deeper than rules that a person writes lean on each other; rules that need themselves end here.
const DEPTH: usize = 8;

/// The function that gives the evidence of a kind: it looks, and cannot fail.
const OF_KIND: [&str; 5] = ["data", "raigate", "lib", "evidence", "of_kind"];

/// The rules of one package, which may stand in several files.
struct Package<'f> {
    rules: Vec<&'f Rule>,
    /// Names that mean something else in one of the files, and what.
    imports: BTreeMap<&'f str, &'f [String]>,
    files: &'f [File],
}

impl<'f> Package<'f> {
    fn of(package: &[String], files: &'f [File]) -> Self {
        let same = || files.iter().filter(|one| one.package == package);
        let mut imports: BTreeMap<&str, &[String]> = BTreeMap::new();
        for import in same().flat_map(|one| &one.imports) {
            let path = import.path.as_slice();
            let known = imports.entry(&import.name).or_insert(path);
            if *known != path {
                // Two files mean two things by it: nothing is known.
                *known = &[];
            }
        }
        Self {
            rules: same().flat_map(|one| &one.rules).collect(),
            imports,
            files,
        }
    }

    /// Returns the needs of all bodies of a rule; `None` where it is no rule of that shape.
    fn bodies(&self, name: &str, shape: Shape, depth: usize) -> Option<Bodies> {
        let named = self.rules.iter().filter(|rule| rule.name == name);
        let definitions: Vec<&&Rule> = named.collect();
        let fits = |rule: &&&Rule| rule.shape == shape && rule.is_plain;
        let is_import = self.imports.contains_key(name);
        if depth > DEPTH || is_import || definitions.is_empty() || !definitions.iter().all(fits) {
            return None;
        }
        let bodies = definitions.iter().flat_map(|rule| {
            let queries: Vec<&Node> = rule
                .parts
                .iter()
                .filter(|part| part.what == What::Query)
                .collect();
            match (queries.as_slice(), rule.parts.as_slice()) {
                ([], [head]) if shape == Shape::Value => {
                    vec![self.defined(head, rule, depth).into_iter().collect()]
                }
                ([], _) => vec![Vec::new()],
                (queries, _) => queries
                    .iter()
                    .map(|query| self.query(query, rule, depth))
                    .collect(),
            }
        });
        Some(Bodies(bodies.collect()))
    }

    /// Returns what a body needs, as far as its first statement that may fail.
    fn query(&self, query: &Node, rule: &Rule, depth: usize) -> Vec<Need> {
        let mut needs = Vec::new();
        // Names that stand for one artifact of the evidence.
        let mut artifacts: BTreeSet<&str> = BTreeSet::new();
        for statement in &query.parts {
            needs.extend(of_artifact(statement, &artifacts));
            needs.extend(self.statement(statement, rule, depth));
            if !self.is_quiet(statement, rule) {
                break;
            }
            artifacts.extend(artifact_of(statement));
        }
        needs
    }

    fn statement(&self, statement: &Node, rule: &Rule, depth: usize) -> Option<Need> {
        if statement.what != What::Other {
            return None;
        }
        match statement.parts.as_slice() {
            [bind, over] if bind.what == What::Bind => self.gone_over(over, rule, depth),
            [one] => match (&one.what, one.parts.as_slice()) {
                (What::Assign, [_, value]) => self.defined(value, rule, depth),
                _ => self.defined(one, rule, depth),
            },
            _ => None,
        }
    }

    /// Returns what `node` needs in order to hold anything to go over.
    fn gone_over(&self, node: &Node, rule: &Rule, depth: usize) -> Option<Need> {
        let is_list_or_set = matches!(node.what, What::Set | What::Other);
        match node.parts.as_slice() {
            [_, query] if is_list_or_set && query.what == What::Query => {
                let needs = self.query(query, rule, depth + 1);
                (!needs.is_empty()).then(|| Need::Other(Bodies(vec![needs])))
            }
            [kind] if self.is_of_kind(node, rule) => match &kind.what {
                What::Text(kind) => Some(Need::Kind(kind.clone())),
                _ => None,
            },
            _ => self
                .items(node, rule, depth + 1)
                .map(Need::Other)
                .or_else(|| self.defined(node, rule, depth)),
        }
    }

    /// Returns what the rule that `node` names needs in order to hold anything to go over.
    fn items(&self, node: &Node, rule: &Rule, depth: usize) -> Option<Bodies> {
        let What::Reference(path) = &node.what else {
            return None;
        };
        match path.as_slice() {
            [Some(name)] if !rule.binds.contains(name) => self.listed(name, depth),
            [Some(alias), Some(name)] if !rule.binds.contains(alias) => {
                let (root, package) = self.imports.get(alias.as_str())?.split_first()?;
                let other = Package::of(package, self.files);
                (root == "data").then(|| other.listed(name, depth))?
            }
            _ => None,
        }
    }

    /// Returns what a set needs in order to hold anything, or a list that is built in one go.
    fn listed(&self, name: &str, depth: usize) -> Option<Bodies> {
        let of_set = self.bodies(name, Shape::Set, depth);
        if of_set.is_some() {
            return of_set;
        }
        let mut named = self.rules.iter().filter(|rule| rule.name == name);
        let (rule, None) = (named.next()?, named.next()) else {
            return None;
        };
        let is_value = rule.shape == Shape::Value && rule.is_plain && depth <= DEPTH;
        match rule.parts.as_slice() {
            [head] if is_value && !self.imports.contains_key(name) => {
                let need = self.gone_over(head, rule, depth)?;
                Some(Bodies(vec![vec![need]]))
            }
            _ => None,
        }
    }

    fn is_of_kind(&self, node: &Node, rule: &Rule) -> bool {
        let What::Call(name) = &node.what else {
            return false;
        };
        let Some((alias, function)) = name.split_once('.') else {
            return false;
        };
        let path = self.imports.get(alias).copied().unwrap_or_default();
        let steps = path.iter().map(String::as_str).chain([function]);
        !rule.binds.contains(alias) && steps.eq(OF_KIND)
    }

    /// Returns what `node` needs in order to be defined, where that is told from it alone.
    fn defined(&self, node: &Node, rule: &Rule, depth: usize) -> Option<Need> {
        let What::Reference(path) = &node.what else {
            return None;
        };
        let fixed: Vec<String> = path.iter().map_while(Clone::clone).collect();
        let (first, rest) = fixed.split_first()?;
        if rule.binds.contains(first) {
            return None;
        }
        if first == "input" && !self.imports.contains_key("input") {
            return Some(Need::Input(steps(rest)));
        }
        self.bodies(first, Shape::Value, depth + 1).map(Need::Other)
    }

    /// Returns whether a statement only looks at the input, at what it has bound and at the
    /// kinds of evidence: it cannot fail.
    fn is_quiet(&self, statement: &Node, rule: &Rule) -> bool {
        let mut quiet = true;
        statement.walk(&mut |node| {
            quiet &= match &node.what {
                What::Reference(_) => node
                    .first_name()
                    .is_some_and(|name| name == "input" || rule.binds.contains(name)),
                What::Call(_) => self.is_of_kind(node, rule),
                What::Arithmetic(_) | What::Negation | What::With => false,
                _ => true,
            };
        });
        quiet
    }
}

/// Returns the name that a statement gives to each artifact of the evidence in turn.
fn artifact_of(statement: &Node) -> Option<&str> {
    let [bind, over] = statement.parts.as_slice() else {
        return None;
    };
    let What::Reference(path) = &over.what else {
        return None;
    };
    let steps: Option<Vec<&str>> = path.iter().map(Option::as_deref).collect();
    let is_evidence = steps.is_some_and(|steps| steps == ["input", "evidence"]);
    let pattern = (is_evidence && bind.what == What::Bind).then(|| bind.parts.first())??;
    match &pattern.parts.last()?.what {
        What::Reference(path) => match path.as_slice() {
            [Some(name)] => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns what a statement needs of one of `artifacts`.
fn of_artifact(statement: &Node, artifacts: &BTreeSet<&str>) -> Option<Need> {
    let looked_at = match (&statement.what, statement.parts.as_slice()) {
        (What::Other, [bind, over]) if bind.what == What::Bind => over,
        (What::Other, [one]) => one,
        _ => return None,
    };
    let What::Reference(path) = &looked_at.what else {
        return None;
    };
    let fixed: Vec<String> = path.iter().map_while(Clone::clone).collect();
    let (first, rest) = fixed.split_first()?;
    let is_of_one = artifacts.contains(first.as_str()) && !rest.is_empty();
    is_of_one.then(|| Need::Evidence(steps(rest)))
}

/// Returns the steps of a path as they are looked up.
fn steps(path: &[String]) -> Vec<Value> {
    path.iter().map(|step| Value::from(step.as_str())).collect()
}
