//! Tells, without asking a rule, that it finds nothing in an input.
//!
//! Most rules go over facts that most artifacts do not have. A body that begins
//! with `some x in input.artifact.facts.claims` cannot hold where that is
//! undefined, and a set of which no body can hold is empty. What is read here is
//! only what stands before the first call: a call that fails is an error, and
//! must still be one.

use std::collections::{BTreeMap, BTreeSet};

use regorus::Value;

use super::tree::{File, Node, Rule, Shape, What};

/// What has to be defined for a rule to have an answer: for each of its bodies, all of these.
#[derive(Debug, Clone)]
pub(super) struct Bodies(Vec<Vec<Need>>);

#[derive(Debug, Clone)]
enum Need {
    /// A place in the input, by its steps.
    Input(Vec<String>),
    /// One of the bodies of another rule, or of a comprehension that is gone over.
    Other(Bodies),
}

impl Bodies {
    /// Returns whether none of the bodies can hold for `input`.
    pub(super) fn are_idle(&self, input: &Value) -> bool {
        let is_missing = |need: &Need| match need {
            Need::Input(path) => {
                let found = path.iter().try_fold(input, |value, step| {
                    let inner = &value[step.as_str()];
                    (*inner != Value::Undefined).then_some(inner)
                });
                found.is_none()
            }
            Need::Other(bodies) => bodies.are_idle(input),
        };
        self.0.iter().all(|needs| needs.iter().any(is_missing))
    }
}

/// Returns the needs of every set of `files`, by the path it is asked for.
pub(super) fn of_sets(files: &[File]) -> BTreeMap<String, Bodies> {
    let mut found = BTreeMap::new();
    for file in files {
        let package = Package::of(file, files);
        for rule in &file.rules {
            let path = format!("data.{}.{}", file.package.join("."), rule.name);
            if rule.shape != Shape::Set || found.contains_key(&path) {
                continue;
            }
            if let Some(bodies) = package.bodies(&rule.name, Shape::Set, 0)
                && bodies.0.iter().all(|needs| !needs.is_empty())
            {
                found.insert(path, bodies);
            }
        }
    }
    found
}

/// Deeper than rules that a person writes lean on each other; rules that need themselves end here.
const DEPTH: usize = 8;

/// The rules of one package, which may stand in several files.
struct Package<'f> {
    rules: Vec<&'f Rule>,
    /// Names that mean something else in one of the files.
    imports: BTreeSet<&'f str>,
}

impl<'f> Package<'f> {
    fn of(file: &File, files: &'f [File]) -> Self {
        let same = || files.iter().filter(|one| one.package == file.package);
        let imports = same().flat_map(|one| &one.imports);
        Self {
            rules: same().flat_map(|one| &one.rules).collect(),
            imports: imports.map(|import| import.name.as_str()).collect(),
        }
    }

    /// Returns the needs of all bodies of a rule; `None` where it is no rule of that shape.
    fn bodies(&self, name: &str, shape: Shape, depth: usize) -> Option<Bodies> {
        let named = self.rules.iter().filter(|rule| rule.name == name);
        let definitions: Vec<&&Rule> = named.collect();
        let fits = |rule: &&&Rule| rule.shape == shape && rule.is_plain;
        let is_import = self.imports.contains(name);
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
        for statement in &query.parts {
            needs.extend(self.statement(statement, rule, depth));
            if !is_quiet(statement, rule) {
                break;
            }
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
            _ => {
                let set = sole_name(node, rule);
                let set = set.and_then(|name| self.bodies(name, Shape::Set, depth + 1));
                set.map(Need::Other)
                    .or_else(|| self.defined(node, rule, depth))
            }
        }
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
        if first == "input" && !self.imports.contains("input") {
            return Some(Need::Input(rest.to_vec()));
        }
        self.bodies(first, Shape::Value, depth + 1).map(Need::Other)
    }
}

/// Returns the name that `node` is, where it is not bound by the rule itself.
fn sole_name<'n>(node: &'n Node, rule: &Rule) -> Option<&'n str> {
    match &node.what {
        What::Reference(path) if path.len() == 1 => {
            node.first_name().filter(|name| !rule.binds.contains(*name))
        }
        _ => None,
    }
}

/// Returns whether a statement only looks at the input and at what it has bound: it cannot fail.
fn is_quiet(statement: &Node, rule: &Rule) -> bool {
    let mut quiet = true;
    statement.walk(&mut |node| {
        quiet &= match &node.what {
            What::Reference(_) => node
                .first_name()
                .is_some_and(|name| name == "input" || rule.binds.contains(name)),
            What::Call(_) | What::Arithmetic(_) | What::Negation | What::With => false,
            _ => true,
        };
    });
    quiet
}
