//! Reads rules off the engine's syntax tree.
//!
//! What is not understood for sure makes its rule one that is not foreseen, and each rule that
//! leans on it: those are asked.

use regorus::unstable as rego;

use super::body::Reader;
use super::code::{Body, Definition, Makes, Rule};
use super::names::{Numbers, Scope, package, root};

/// A rule says something that is not understood here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unclear;

/// Returns the rules of each package of `modules`, without `data`, in the order of their numbers.
///
/// # Errors
/// Rules cannot be numbered.
pub(super) fn packages(
    modules: &[rego::Ref<rego::Module>],
) -> Result<Vec<(String, Vec<Rule>)>, Unclear> {
    let numbers = Numbers::of(modules)?;
    let mut found = Vec::new();
    for (name, rules) in &numbers.packages {
        let mut same = Vec::new();
        for module in modules {
            if package(module)? == *name {
                same.push(module);
            }
        }
        let rule = |rule: &String| Rule {
            makes: makes(rule, &same, &numbers).ok(),
            name: rule.clone(),
        };
        found.push((name.clone(), rules.keys().map(rule).collect()));
    }
    Ok(found)
}

/// Returns what the rule of that name makes, which may be defined more than once.
fn makes(
    name: &str,
    modules: &[&rego::Ref<rego::Module>],
    numbers: &Numbers,
) -> Result<Makes, Unclear> {
    let mut made: Option<Makes> = None;
    let mut otherwise = None;
    for module in modules {
        let scope = Scope::of(module, numbers)?;
        for rule in &module.policy {
            if root(rule)? != name {
                continue;
            }
            match rule.as_ref() {
                rego::Rule::Default {
                    refr, args, value, ..
                } => {
                    if !is_word(refr) || !args.is_empty() || otherwise.is_some() {
                        return Err(Unclear);
                    }
                    let mut reader = Reader::of(&scope);
                    otherwise = Some(reader.expr(value)?);
                }
                rego::Rule::Spec { head, bodies, .. } => {
                    let next = spec(head, bodies, &scope)?;
                    made = Some(joined(made, next)?);
                }
            }
        }
    }
    match (made, otherwise) {
        (Some(Makes::Value(definitions, None)), otherwise) => {
            Ok(Makes::Value(definitions, otherwise))
        }
        (None, Some(otherwise)) => Ok(Makes::Value(Vec::new(), Some(otherwise))),
        (Some(made), None) => Ok(made),
        _ => Err(Unclear),
    }
}

/// Joins two definitions of one rule, which make the same kind of thing.
fn joined(one: Option<Makes>, other: Makes) -> Result<Makes, Unclear> {
    let both = |one: Vec<Definition>, other| one.into_iter().chain(other).collect();
    Ok(match (one, other) {
        (None, other) => other,
        (Some(Makes::Value(one, None)), Makes::Value(other, None)) => {
            Makes::Value(both(one, other), None)
        }
        (Some(Makes::Set(one)), Makes::Set(other)) => Makes::Set(both(one, other)),
        (Some(Makes::Object(one)), Makes::Object(other)) => Makes::Object(both(one, other)),
        (Some(Makes::Function(one)), Makes::Function(other)) => Makes::Function(both(one, other)),
        _ => return Err(Unclear),
    })
}

fn spec(
    head: &rego::RuleHead,
    bodies: &[rego::RuleBody],
    scope: &Scope<'_>,
) -> Result<Makes, Unclear> {
    let mut reader = Reader::of(scope);
    match head {
        rego::RuleHead::Compr { refr, assign, .. } => {
            let output = assign.as_ref().map(|assign| &assign.value);
            match refr.as_ref() {
                rego::Expr::Var { .. } => {
                    let bodies = self::bodies(&mut reader, None, output, bodies)?;
                    Ok(Makes::Value(
                        vec![reader.definition(Vec::new(), bodies)],
                        None,
                    ))
                }
                rego::Expr::RefBrack { refr, index, .. } if is_word(refr) => {
                    let bodies = self::bodies(&mut reader, Some(index), output, bodies)?;
                    let definition = reader.definition(Vec::new(), bodies);
                    (definition.bodies.len() == 1)
                        .then_some(())
                        .ok_or(Unclear)?;
                    Ok(Makes::Object(vec![definition]))
                }
                _ => Err(Unclear),
            }
        }
        rego::RuleHead::Set {
            refr,
            key: Some(key),
            ..
        } if is_word(refr) => {
            let bodies = self::bodies(&mut reader, None, Some(key), bodies)?;
            let definition = reader.definition(Vec::new(), bodies);
            (definition.bodies.len() == 1)
                .then_some(())
                .ok_or(Unclear)?;
            Ok(Makes::Set(vec![definition]))
        }
        rego::RuleHead::Func {
            refr, args, assign, ..
        } if is_word(refr) && !args.is_empty() => {
            let arguments = reader.arguments(args)?;
            let output = assign.as_ref().map(|assign| &assign.value);
            let bodies = self::bodies(&mut reader, None, output, bodies)?;
            Ok(Makes::Function(vec![reader.definition(arguments, bodies)]))
        }
        _ => Err(Unclear),
    }
}

fn is_word(refr: &rego::Expr) -> bool {
    matches!(refr, rego::Expr::Var { .. })
}

/// Returns the bodies of a definition; one without any holds always.
fn bodies(
    reader: &mut Reader<'_>,
    key: Option<&rego::Ref<rego::Expr>>,
    output: Option<&rego::Ref<rego::Expr>>,
    bodies: &[rego::RuleBody],
) -> Result<Vec<Body>, Unclear> {
    let mut found = Vec::new();
    if bodies.is_empty() {
        found.push(Body {
            statements: Vec::new(),
            key: key.map(|key| reader.expr(key)).transpose()?,
            output: output.map(|output| reader.expr(output)).transpose()?,
        });
    }
    for (at, body) in bodies.iter().enumerate() {
        let own = body.assign.as_ref().map(|assign| &assign.value);
        let output = if at == 0 { own.or(output) } else { own };
        // Bodies that follow without `else`, and one that says nothing where the first does.
        let is_first = at == 0 && !body.is_else && own.is_none();
        let is_else = at > 0 && body.is_else && key.is_none();
        if !is_first && !is_else {
            return Err(Unclear);
        }
        found.push(reader.body(&body.query, key, output)?);
    }
    let says = |body: &Body| body.output.is_some();
    if found.iter().all(says) || !found.iter().any(says) {
        Ok(found)
    } else {
        Err(Unclear)
    }
}
