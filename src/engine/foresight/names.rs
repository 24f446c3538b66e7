//! What a name in a policy stands for: a rule by its number, or something in data.

use std::collections::BTreeMap;

use regorus::unstable as rego;

use super::code::Expr;
use super::compile::Unclear;

/// The rules of all policies, numbered package by package.
#[derive(Default)]
pub(super) struct Numbers {
    /// The packages, without `data`, with their rules.
    pub(super) packages: BTreeMap<String, BTreeMap<String, Numbered>>,
}

/// One rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbered {
    /// Its number.
    pub(super) number: usize,
    /// How many arguments it takes; `None` is no function.
    pub(super) arity: Option<usize>,
}

impl Numbers {
    /// Numbers the rules of `modules`.
    ///
    /// # Errors
    /// A rule or a package has a name that is computed.
    pub(super) fn of(modules: &[rego::Ref<rego::Module>]) -> Result<Self, Unclear> {
        let mut numbers = Self::default();
        for module in modules {
            let package = package(module)?;
            let rules = numbers.packages.entry(package).or_default();
            for rule in &module.policy {
                let arity = arity(rule);
                let name = root(rule)?.to_owned();
                rules.insert(name, Numbered { number: 0, arity });
            }
        }
        let all = numbers.packages.values_mut().flat_map(BTreeMap::values_mut);
        for (number, rule) in all.enumerate() {
            rule.number = number;
        }
        Ok(numbers)
    }

    /// Returns the rule at a path without `data`, and how many steps lead to it.
    fn find(&self, path: &[String]) -> Option<(Numbered, usize)> {
        (1..path.len()).find_map(|at| {
            let package = self.packages.get(&path.get(..at)?.join("."))?;
            Some((*package.get(path.get(at)?)?, at + 1))
        })
    }

    /// Returns whether there are rules at or below a path without `data`.
    fn is_of_rules(&self, path: &[String]) -> bool {
        let Some(first) = path.first() else {
            return true;
        };
        let mut packages = self.packages.keys();
        packages.any(|package| package.split('.').next() == Some(first))
    }
}

/// The names of one module.
pub(super) struct Scope<'n> {
    numbers: &'n Numbers,
    package: String,
    imports: BTreeMap<String, Vec<String>>,
}

impl<'n> Scope<'n> {
    /// Reads what `module` imports.
    ///
    /// # Errors
    /// Its package or an import is computed.
    pub(super) fn of(module: &rego::Module, numbers: &'n Numbers) -> Result<Self, Unclear> {
        let mut imports = BTreeMap::new();
        for import in &module.imports {
            let path = fixed(&import.refr).ok_or(Unclear)?;
            let alias = import.r#as.as_ref().map(|alias| alias.text().to_owned());
            let name = alias.or_else(|| path.last().cloned()).ok_or(Unclear)?;
            if path.first().is_some_and(|first| first == "data") {
                imports.insert(name, path);
            } else if path.first().is_some_and(|first| first != "rego") {
                return Err(Unclear);
            }
        }
        let package = package(module)?;
        Ok(Self {
            numbers,
            package,
            imports,
        })
    }

    fn own(&self, name: &str) -> Option<Numbered> {
        self.numbers.packages.get(&self.package)?.get(name).copied()
    }

    /// Returns the function that a call names, where a rule defines it; `None` where none does.
    ///
    /// # Errors
    /// It takes another number of arguments, or is no function.
    pub(super) fn function(&self, path: &[String], arity: usize) -> Result<Option<usize>, Unclear> {
        let Some((first, rest)) = path.split_first() else {
            return Err(Unclear);
        };
        let whole: Vec<String> = match self.imports.get(first) {
            Some(import) => import.iter().skip(1).chain(rest).cloned().collect(),
            None if first == "data" => rest.to_vec(),
            None if rest.is_empty() => match self.own(first) {
                Some(own) if own.arity == Some(arity) => return Ok(Some(own.number)),
                Some(_) => return Err(Unclear),
                None => return Ok(None),
            },
            None if self.own(first).is_some() => return Err(Unclear),
            None => return Ok(None),
        };
        match self.numbers.find(&whole) {
            Some((found, steps)) if steps == whole.len() && found.arity == Some(arity) => {
                Ok(Some(found.number))
            }
            // An alias that leads to no function leaves the name as it is written.
            _ => Err(Unclear),
        }
    }

    /// Returns what a path begins with that is no local name, and how many steps that takes.
    ///
    /// # Errors
    /// It names a function, or rules as a whole, or nothing.
    pub(super) fn value(&self, path: &[String]) -> Result<(Expr, usize), Unclear> {
        let (first, rest) = path.split_first().ok_or(Unclear)?;
        if first == "input" {
            return Ok((Expr::Input, 1));
        }
        if let Some(own) = self.own(first) {
            let rule = own.arity.is_none().then_some(Expr::Rule(own.number));
            return Ok((rule.ok_or(Unclear)?, 1));
        }
        let none = Vec::new();
        let import: &[String] = match self.imports.get(first) {
            Some(import) => import.get(1..).unwrap_or_default(),
            None if first == "data" => &none,
            None => return Err(Unclear),
        };
        let whole: Vec<String> = import.iter().chain(rest).cloned().collect();
        if let Some((found, steps)) = self.numbers.find(&whole) {
            let is_value = found.arity.is_none() && steps > import.len();
            let rule = is_value.then_some(Expr::Rule(found.number));
            return Ok((rule.ok_or(Unclear)?, 1 + steps - import.len()));
        }
        if self.numbers.is_of_rules(&whole) {
            return Err(Unclear);
        }
        let steps = import
            .iter()
            .map(|step| Expr::Constant(step.as_str().into()));
        let steps: Vec<Expr> = steps.collect();
        let base = if steps.is_empty() {
            Expr::Data
        } else {
            Expr::Path(Box::new(Expr::Data), steps)
        };
        Ok((base, 1))
    }
}

/// Returns the package of a module, without `data`.
pub(super) fn package(module: &rego::Module) -> Result<String, Unclear> {
    Ok(fixed(&module.package.refr).ok_or(Unclear)?.join("."))
}

/// Returns the first word of the name of a rule.
pub(super) fn root(rule: &rego::Rule) -> Result<&str, Unclear> {
    let mut refr = refr(rule);
    loop {
        refr = match refr {
            rego::Expr::Var { span, .. } => return Ok(span.text()),
            rego::Expr::RefDot { refr, .. } | rego::Expr::RefBrack { refr, .. } => refr,
            _ => return Err(Unclear),
        };
    }
}

fn refr(rule: &rego::Rule) -> &rego::Expr {
    match rule {
        rego::Rule::Default { refr, .. } => refr,
        rego::Rule::Spec { head, .. } => match head {
            rego::RuleHead::Compr { refr, .. }
            | rego::RuleHead::Set { refr, .. }
            | rego::RuleHead::Func { refr, .. } => refr,
        },
    }
}

fn arity(rule: &rego::Rule) -> Option<usize> {
    match rule {
        rego::Rule::Spec {
            head: rego::RuleHead::Func { args, .. },
            ..
        } => Some(args.len()),
        rego::Rule::Default { args, .. } if !args.is_empty() => Some(args.len()),
        _ => None,
    }
}

/// Returns the steps of a path of which none is computed.
pub(super) fn fixed(expr: &rego::Expr) -> Option<Vec<String>> {
    match expr {
        rego::Expr::Var { span, .. } => Some(vec![span.text().to_owned()]),
        rego::Expr::RefDot { refr, field, .. } => {
            let mut path = fixed(refr)?;
            path.push(field.0.text().to_owned());
            Some(path)
        }
        rego::Expr::RefBrack { refr, index, .. } => {
            let rego::Expr::String { value, .. } = index.as_ref() else {
                return None;
            };
            let mut path = fixed(refr)?;
            path.push(value.as_string().ok()?.to_string());
            Some(path)
        }
        _ => None,
    }
}
