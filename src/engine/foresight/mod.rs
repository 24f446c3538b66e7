//! Foresees that a rule says nothing, so that the engine need not be asked.
//!
//! Most rules find nothing in most evidence, and the engine takes long to say so: it is made
//! for any policy. Here our own rules, which were read once when they were written, are
//! followed by a reader that knows only part of Rego and gives up where it has a doubt: what is
//! not understood, what could be an error, and whatever a rule does have to say is left to the
//! engine. A test holds this reader against the engine, rule by rule, over many inputs.

mod body;
mod code;
mod compile;
mod constant;
#[cfg(test)]
mod held;
mod names;
mod native;
mod order;
mod rules;
mod run;
mod there;
mod values;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use regorus::{Engine, Value};

use self::code::Rule;
use self::run::Run;
use super::asked::APPLICABLE;

/// The rules of packages that were read before.
#[derive(Debug, Default)]
pub(super) struct Foresight {
    /// In the order of the numbers of their rules.
    packages: Vec<Package>,
    /// Which of them holds the rule of a number, the last one aside.
    homes: Vec<usize>,
    /// What the rule of a number is whatever the input, once it was found; `None` is a rule that
    /// looks at the input. All inputs stand beside the same data.
    constants: Vec<OnceLock<Option<Value>>>,
}

/// How a rule is followed: the numbers of what it answers by, as far as that is read.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Whether it says where it is applicable.
    has_applicable: bool,
    /// Where it does.
    applicable: Option<usize>,
    /// The sets that it answers with.
    sets: Vec<Option<usize>>,
}

/// The rules of one package.
#[derive(Debug)]
struct Package {
    name: &'static str,
    /// The number of its first rule.
    first: usize,
    text: &'static str,
    /// Whether this is all that is said in that package.
    is_whole: bool,
    rules: OnceLock<Option<Vec<Rule>>>,
}

/// What is known of a rule without asking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreseen {
    /// It is not applicable.
    NotApplicable,
    /// It is applicable, and says nothing.
    Silent,
    /// It has to be asked.
    Open,
}

/// What is known of one input without asking.
#[derive(Debug, Default)]
pub struct Seen {
    /// What rules are, as far as they were looked at.
    found: run::Found,
    /// What is known of rules, by their packages.
    rules: BTreeMap<String, Foreseen>,
}

impl Seen {
    /// Remembers what is known of the rule of `package`.
    pub fn remember(&mut self, package: &str, foreseen: Foreseen) {
        self.rules.insert(package.to_owned(), foreseen);
    }

    /// Returns what was remembered of a rule.
    pub(super) fn remembered(&self, package: &str) -> Option<Foreseen> {
        self.rules.get(package).copied()
    }
}

impl Foresight {
    /// Reads what [`written`] wrote; what is not that foresees nothing.
    pub(super) fn read(text: &'static str) -> Self {
        let package = |line: &'static str| {
            let (key, rules) = line.strip_prefix('"')?.split_once("\": ")?;
            let (name, first) = key.split_once(' ')?;
            Some(Package {
                name,
                first: first.parse().ok()?,
                text: rules.trim_end_matches(','),
                is_whole: true,
                rules: OnceLock::new(),
            })
        };
        let packages: Vec<Package> = text.lines().filter_map(package).collect();
        let ahead = packages.iter().zip(packages.iter().skip(1)).enumerate();
        let homes = ahead.flat_map(|(at, (one, next))| (one.first..next.first).map(move |_| at));
        let homes: Vec<usize> = homes.collect();
        let constants = (0..homes.len()).map(|_| OnceLock::new()).collect();
        Self {
            packages,
            homes,
            constants,
        }
    }

    /// Foresees nothing at all where `data` says what rules would, since the engine then
    /// takes that.
    pub(super) fn beside(self, data: &Value) -> Self {
        let is_clear = data["raigate"] == Value::Undefined;
        if is_clear { self } else { Self::default() }
    }

    /// Foresees nothing any more of rules in a package at or around another `package`.
    pub(super) fn leave_out(&mut self, package: &[&str]) {
        for own in &mut self.packages {
            let mut both = own.name.split('.').zip(package);
            own.is_whole &= both.any(|(one, other)| one != *other);
        }
    }

    /// Returns how the rule of `package` is followed, given whether it says where it is
    /// applicable, and the sets that it answers with.
    pub(super) fn numbers(
        &self,
        package: &str,
        has_applicable: bool,
        sets: impl Iterator<Item = &'static str>,
    ) -> Numbers {
        Numbers {
            has_applicable,
            applicable: self.number(package, APPLICABLE),
            sets: sets.map(|set| self.number(package, set)).collect(),
        }
    }

    /// Returns what is known of a rule for `input`.
    pub(super) fn of(
        &self,
        numbers: &Numbers,
        (data, input): (&Value, &Value),
        seen: &mut Seen,
    ) -> Foreseen {
        if regorus::check_global_memory_limit().is_err() {
            return Foreseen::Open;
        }
        let look = || {
            let mut run = Run::of(self, data, input, &mut seen.found);
            if numbers.has_applicable {
                let applicable = run.rule(numbers.applicable?).ok()?;
                if applicable != Value::Bool(true) {
                    return Some(Foreseen::NotApplicable);
                }
            }
            for set in &numbers.sets {
                run.is_empty((*set)?).ok()?;
            }
            Some(Foreseen::Silent)
        };
        let known = catch_unwind(AssertUnwindSafe(look)).ok().flatten();
        known.unwrap_or(Foreseen::Open)
    }

    fn rules(package: &Package) -> Option<&[Rule]> {
        let read = || serde_json::from_str(package.text).ok();
        let rules = package.rules.get_or_init(read).as_deref()?;
        package.is_whole.then_some(rules)
    }

    /// Returns the number of a rule.
    fn number(&self, package: &str, name: &str) -> Option<usize> {
        let at = self
            .packages
            .binary_search_by(|one| one.name.cmp(package))
            .ok()?;
        let package = self.packages.get(at)?;
        let mut rules = Self::rules(package)?.iter();
        Some(package.first + rules.position(|rule| rule.name == name)?)
    }

    /// Returns the rule of a number.
    fn rule(&self, number: usize) -> Option<&Rule> {
        let home = self.homes.get(number).copied();
        let package = match home {
            Some(at) => self.packages.get(at)?,
            None => self.packages.last()?,
        };
        Self::rules(package)?.get(number.checked_sub(package.first)?)
    }
}

/// Returns what is to be read of the policies that `engine` holds, one package a line, and how
/// many of their rules are followed.
pub(super) fn written(engine: &mut Engine) -> (String, usize) {
    let modules = engine.get_modules().clone();
    let packages = compile::packages(&modules).unwrap_or_default();
    let mut text = String::new();
    let mut first = 0;
    let mut followed = 0;
    for (package, rules) in &packages {
        let json = serde_json::to_string(rules).unwrap_or_default();
        let comma = if first == 0 { "" } else { ",\n" };
        let _ = write!(text, "{comma}\"{package} {first}\": {json}");
        first += rules.len();
        followed += rules.iter().filter(|rule| rule.makes.is_some()).count();
    }
    (text, followed)
}
