//! Holds the order of statements against the engine's own, which it tells nobody but who debugs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use regorus::Engine;
use regorus::unstable as rego;

use super::order;
use crate::engine::prepare;

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "a test looks at the repository's own files"
)]
fn statements_come_in_the_order_of_the_engine() {
    let mut engine = crate::engine::empty_engine();
    for path in policies(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")) {
        let text = std::fs::read_to_string(&path).expect("is read");
        // What the engine shows of a text is cut between bytes; no order depends on its letters.
        let plain = text.chars().map(|c| if c.is_ascii() { c } else { '?' });
        let name = path.to_string_lossy().into_owned();
        engine.add_policy(name, plain.collect()).expect("is Rego");
    }
    prepare(&mut engine).expect("is analysed");
    let own = orders(&mut engine);
    let shown = format!("{engine:?}");
    let schedule = shown
        .split("schedule: Some(Schedule {")
        .nth(1)
        .expect("is shown");
    // Behind the last module come further tables, without an order.
    let theirs = schedule.split("order: [").skip(1);
    let theirs: Vec<Vec<usize>> = theirs
        .map(|text| {
            let (numbers, _) = text.split_once(']').expect("a list ends");
            let numbers = numbers.split(", ").filter(|one| !one.is_empty());
            numbers.map(|one| one.parse().expect("a number")).collect()
        })
        .collect();
    assert!(own.len() > 1_000, "only {} queries", own.len());
    assert_eq!(own.len(), theirs.len());
    let understood = own.values().flatten().count();
    assert!(
        understood * 10 > own.len() * 9,
        "{understood} of {}",
        own.len()
    );
    for ((place, own), theirs) in own.iter().zip(&theirs) {
        if let Some(own) = own {
            assert_eq!(own, theirs, "{place:?}");
        }
    }
}

/// The order of each query, by the number of its module and its own; `None` is not understood.
type Orders = BTreeMap<(usize, u32), Option<Vec<usize>>>;

fn orders(engine: &mut Engine) -> Orders {
    let mut found = Orders::new();
    for (at, module) in engine.get_modules().iter().enumerate() {
        for rule in &module.policy {
            match rule.as_ref() {
                rego::Rule::Spec { head, bodies, .. } => {
                    let (one, other) = match head {
                        rego::RuleHead::Compr { assign, .. }
                        | rego::RuleHead::Func { assign, .. } => (assign.as_ref(), None),
                        rego::RuleHead::Set { key, .. } => (None, key.as_ref()),
                    };
                    if let Some(one) = one {
                        expr(at, &one.value, &mut found);
                    }
                    if let Some(other) = other {
                        expr(at, other, &mut found);
                    }
                    for body in bodies {
                        if let Some(own) = &body.assign {
                            expr(at, &own.value, &mut found);
                        }
                        query(at, &body.query, &mut found);
                    }
                }
                rego::Rule::Default { value, .. } => expr(at, value, &mut found),
            }
        }
    }
    found
}

fn query(at: usize, query: &rego::Query, found: &mut Orders) {
    found.insert((at, query.qidx), order::of(query).ok());
    for statement in &query.stmts {
        match &statement.literal {
            rego::Literal::SomeVars { .. } => {}
            rego::Literal::SomeIn {
                collection: one, ..
            }
            | rego::Literal::Expr { expr: one, .. }
            | rego::Literal::NotExpr { expr: one, .. } => expr(at, one, found),
            rego::Literal::Every { domain, query, .. } => {
                expr(at, domain, found);
                self::query(at, query, found);
            }
        }
    }
}

fn expr(at: usize, expr: &rego::Expr, found: &mut Orders) {
    let mut inner = Vec::new();
    order::walk(expr, &mut |one| {
        use rego::Expr as E;
        match one {
            E::ArrayCompr { term, query, .. } | E::SetCompr { term, query, .. } => {
                inner.push((vec![term], query));
            }
            E::ObjectCompr {
                key, value, query, ..
            } => inner.push((vec![key, value], query)),
            _ => {}
        }
        Ok(())
    })
    .expect("nothing is unclear here");
    for (outputs, query) in inner {
        for one in outputs {
            self::expr(at, one, found);
        }
        self::query(at, query, found);
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "a test looks at the repository's own files"
)]
fn policies(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("is there") {
        let path = entry.expect("is readable").path();
        if path.is_dir() {
            found.extend(policies(&path));
        } else if path.extension().is_some_and(|ending| ending == "rego")
            && !path.to_string_lossy().ends_with("_test.rego")
        {
            found.push(path);
        }
    }
    found.sort();
    found
}
