//! Which names exist, and what a name in a policy stands for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::functions;
use super::tree::{File, Place, Rule, Shape, What};

use crate::glossary::nearest;

/// Everything that policies may refer to under `data`.
pub(super) struct Names<'f> {
    /// The rules of each package, with the arguments a function takes.
    packages: BTreeMap<&'f [String], BTreeMap<&'f str, Option<usize>>>,
    data: &'f Value,
}

/// One rule, and the names it can see.
pub(super) struct Within<'f> {
    /// All names.
    pub(super) names: &'f Names<'f>,
    /// The file of the rule.
    pub(super) file: &'f File,
    /// The rule.
    pub(super) rule: &'f Rule,
}

/// Data that raigate composes, in which a missing member is a mistake.
const COMPOSED: &[&str] = &["settings", "run"];

impl<'f> Names<'f> {
    /// Collects the rules of `files`.
    pub(super) fn new(files: &'f [File], data: &'f Value) -> Self {
        let mut packages: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for file in files {
            let rules = packages.entry(file.package.as_slice()).or_default();
            for rule in &file.rules {
                let arity = (rule.shape == Shape::Function).then_some(rule.arity);
                rules.insert(rule.name.as_str(), arity);
            }
        }
        Self { packages, data }
    }

    /// Returns why nothing is at `data.PATH`, where nothing ever is.
    pub(super) fn dead(&self, path: &[String]) -> Option<String> {
        let shown = format!("data.{}", path.join("."));
        if self
            .packages
            .keys()
            .any(|package| package.starts_with(path))
        {
            return None;
        }
        for length in (1..path.len()).rev() {
            let (package, rest) = path.split_at(length);
            let (Some(rules), Some(name)) = (self.packages.get(package), rest.first()) else {
                continue;
            };
            if rules.contains_key(name.as_str()) {
                return None;
            }
            let known: Vec<&str> = rules.keys().copied().collect();
            let hint = hint(name, &known);
            return Some(format!(
                "`{}` has no rule `{name}`{hint}",
                package.join(".")
            ));
        }
        let first = path.first()?;
        if COMPOSED.contains(&first.as_str()) {
            return self.missing(path);
        }
        let is_raigates = first == "raigate";
        let is_known = self.data.get(first).is_some() || first == "roles";
        let near = self
            .packages
            .keys()
            .map(|package| package.join("."))
            .collect::<Vec<_>>();
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        (is_raigates || !is_known)
            .then(|| format!("nothing defines `{shown}`{}", hint(&path.join("."), &near)))
    }

    /// Follows `path` into the composed data.
    fn missing(&self, path: &[String]) -> Option<String> {
        let mut value = self.data;
        for (depth, step) in path.iter().enumerate() {
            let members = value.as_object()?;
            let Some(inner) = members.get(step) else {
                let known: Vec<&str> = members.keys().map(String::as_str).collect();
                let above = path.get(..depth).unwrap_or_default().join(".");
                return Some(format!(
                    "`data.{above}` has no `{step}`{}",
                    hint(step, &known)
                ));
            };
            value = inner;
        }
        None
    }

    /// Returns the rules that need themselves: file, place and the way round.
    pub(super) fn cycles(&self, files: &'f [File]) -> Vec<(&'f str, Place, String)> {
        let mut needs: BTreeMap<Node, BTreeSet<Node>> = BTreeMap::new();
        let mut places: BTreeMap<Node, (&str, Place)> = BTreeMap::new();
        for file in files {
            for rule in &file.rules {
                let node = (file.package.as_slice(), rule.name.as_str());
                places.entry(node).or_insert((&file.path, rule.place));
                let within = Within {
                    names: self,
                    file,
                    rule,
                };
                needs.entry(node).or_default().extend(within.needs());
            }
        }
        let mut found = Vec::new();
        let mut done = BTreeSet::new();
        for node in needs.keys() {
            if let Some(way) = way_round(*node, &needs, &mut done)
                && let Some((file, place)) = places.get(node)
            {
                let names: Vec<&str> = way.iter().map(|(_, name)| *name).collect();
                found.push((*file, *place, names.join(" → ")));
            }
        }
        found
    }

    fn node(&self, path: &[String]) -> Option<Node<'f>> {
        (1..path.len()).rev().find_map(|length| {
            let (package, rest) = path.split_at(length);
            let (package, rules) = self.packages.get_key_value(package)?;
            let (name, _) = rules.get_key_value(rest.first()?.as_str())?;
            Some((*package, *name))
        })
    }
}

/// A rule, by package and name.
type Node<'f> = (&'f [String], &'f str);

/// Searches a way from `start` back to it; every rule is asked once.
fn way_round<'f>(
    start: Node<'f>,
    needs: &BTreeMap<Node<'f>, BTreeSet<Node<'f>>>,
    done: &mut BTreeSet<Node<'f>>,
) -> Option<Vec<Node<'f>>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![start]];
    while let Some(way) = ways.pop() {
        for next in needs.get(way.last()?).into_iter().flatten() {
            let mut longer = way.clone();
            longer.push(*next);
            if *next == start {
                // One report a cycle: its other members are done with it.
                let is_new = way.iter().all(|node| !done.contains(node));
                done.extend(way);
                return is_new.then_some(longer);
            }
            if seen.insert(*next) {
                ways.push(longer);
            }
        }
    }
    None
}

impl<'f> Within<'f> {
    /// Returns what follows `data` in the place that `path` means; `None` where it means no such.
    pub(super) fn in_data(&self, path: &[Option<String>]) -> Option<Vec<String>> {
        let fixed: Vec<&String> = path.iter().map_while(Option::as_ref).collect();
        let (first, rest) = fixed.split_first()?;
        if self.rule.binds.contains(*first) {
            return None;
        }
        let before: Vec<String> = if *first == "data" {
            Vec::new()
        } else {
            let import = self
                .file
                .imports
                .iter()
                .find(|import| import.name == **first)?;
            let (root, path) = import.path.split_first()?;
            if root != "data" {
                return None;
            }
            path.to_vec()
        };
        let all: Vec<String> = before
            .into_iter()
            .chain(rest.iter().map(|step| (*step).clone()))
            .collect();
        (!all.is_empty()).then_some(all)
    }

    /// Returns how many arguments the function takes that `name` means here.
    pub(super) fn arity(&self, name: &str) -> Option<usize> {
        self.own_arity(name).or_else(|| functions::arity(name))
    }

    /// Returns "; did you mean …?" for a function of no such name.
    pub(super) fn suggestion(&self, name: &str) -> String {
        let own = self.names.packages.get(self.file.package.as_slice());
        let own = own.into_iter().flat_map(|rules| rules.iter());
        let mut known: Vec<String> = own
            .filter(|(_, arity)| arity.is_some())
            .map(|(name, _)| (*name).to_owned())
            .collect();
        for import in &self.file.imports {
            let path = import.path.get(1..).unwrap_or_default();
            let rules = self.names.packages.get(path).into_iter().flatten();
            let functions = rules.filter(|(_, arity)| arity.is_some());
            known.extend(functions.map(|(name, _)| format!("{}.{name}", import.name)));
        }
        known.extend(functions::names().into_iter().map(str::to_owned));
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        hint(name, &known)
    }

    fn own_arity(&self, name: &str) -> Option<usize> {
        let node = self.node(&path_of(name))?;
        *self.names.packages.get(node.0)?.get(node.1)?
    }

    /// The rule that `path` means, by import, by `data`, or in this package.
    fn node(&self, path: &[Option<String>]) -> Option<Node<'f>> {
        if let Some(path) = self.in_data(path) {
            return self.names.node(&path);
        }
        let first = path.first()?.as_ref()?;
        let (package, rules) = self
            .names
            .packages
            .get_key_value(self.file.package.as_slice())?;
        let (name, _) = rules.get_key_value(first.as_str())?;
        (!self.rule.binds.contains(first)).then_some((*package, *name))
    }

    /// The rules that this one refers to.
    fn needs(&self) -> BTreeSet<Node<'f>> {
        let mut needs = BTreeSet::new();
        for part in &self.rule.parts {
            part.walk(&mut |node| match &node.what {
                What::Call(name) => needs.extend(self.node(&path_of(name))),
                What::Reference(path) => needs.extend(self.node(path)),
                _ => {}
            });
        }
        needs
    }
}

fn path_of(name: &str) -> Vec<Option<String>> {
    name.split('.').map(|step| Some(step.to_owned())).collect()
}

/// Returns "; did you mean `…`?" where a slip of the finger explains `word`.
fn hint(word: &str, known: &[&str]) -> String {
    nearest(word, known.iter().copied())
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
