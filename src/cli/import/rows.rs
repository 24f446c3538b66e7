//! Safety test logs: one row for each thing that was tried, with how often it went wrong.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use super::fill::{Fact, Filled, model, narrow, place};
use super::options::ImportArgs;
use super::origin::Origin;
use crate::glossary::Standard;
use crate::span::Pointer;

/// What stands where a person has to write.
const GAP: &str = "TODO";

/// Fills a safety test log.
pub(super) fn fill(origin: &Origin, args: &ImportArgs) -> Result<Filled> {
    let mut filled = Filled::default();
    let mut trials = origin.facts("trials");
    let name = narrow(&mut trials, "model", args.model.as_deref(), |fact| {
        fact.get("model")?.as_str()
    })
    .map_err(|error| anyhow::anyhow!("`{}` {error}", origin.named))?;
    let name = name.or_else(|| Some(origin.identity("name")?.0.as_str()?.to_owned()));
    model(origin, &mut filled, name);
    suite(origin, &mut filled);
    let mut rows = Vec::new();
    let mut ids = BTreeMap::new();
    for fact in trials {
        let row = row(origin, fact, rows.len(), &mut ids, &mut filled);
        rows.push(row);
    }
    filled.known.insert("rows".to_owned(), rows.into());
    Ok(filled)
}

/// Names what the cases come from.
fn suite(origin: &Origin, filled: &mut Filled) {
    let name = match origin.standard {
        Standard::Garak => "garak",
        Standard::Promptfoo => "promptfoo",
        _ => return,
    };
    let mut told = json!({"name": name});
    let version = origin.value(&Pointer::root().join(0).join("garak_version"));
    if let Some(version) = version.and_then(Value::as_str) {
        told["version"] = version.into();
    }
    filled.known.insert("suite".to_owned(), told);
}

/// Returns the row of what was tried, and notes where its counts were copied from.
fn row(
    origin: &Origin,
    fact: Fact<'_>,
    index: usize,
    ids: &mut BTreeMap<String, usize>,
    filled: &mut Filled,
) -> Value {
    let count = |key: &str| fact.1.get(key).and_then(Value::as_u64).unwrap_or(0);
    let said = |key: &str| fact.1.get(key).and_then(Value::as_str).unwrap_or_default();
    let (n, failures) = (count("n"), count("failures"));
    let name = said("name");
    let called = [name, said("detector")].into_iter();
    let called: Vec<&str> = called.filter(|part| !part.is_empty()).collect();
    // A probe of garak stands below its family: `dan.Dan_11_0`.
    let family = name.split('.').next().filter(|family| !family.is_empty());
    let family = family.filter(|_| origin.standard == Standard::Garak);
    let outcome = match (n, failures) {
        (0, _) => "error",
        (_, 0) => "pass",
        _ => "fail",
    };
    let mut row = json!({
        "id": unique(&called.join("/"), index, ids),
        "category": family.map_or_else(|| GAP.to_owned(), |it| format!("x-{it}")),
        "attack": called.first().copied().unwrap_or(GAP),
        "outcome": outcome,
    });
    if outcome == "fail" {
        // How grave it is, and what was done about it, nobody has measured.
        row["severity"] = GAP.into();
        row["ticket"] = GAP.into();
    }
    let here = Pointer::root().join("rows").join(index);
    let beside = place(fact, "at").and_then(|at| at.parent());
    for (key, own, names) in COUNTS {
        let number = count(own);
        if number == 0 && *key != "failures" {
            continue;
        }
        row[*key] = number.into();
        let stands = |name: &&str| {
            let at = beside.as_ref()?.join(*name);
            (origin.value(&at)?.as_u64() == Some(number)).then_some(at)
        };
        match names.iter().find_map(stands) {
            Some(at) => filled.copy(origin, &here.join(key), &number.into(), Some(at)),
            // Counted case by case: the place of one tells which they are.
            None => filled.count(&here.join(key), place(fact, "at")),
        }
    }
    row
}

/// The counts of a row: its field, that of the fact, and how the formats call it.
const COUNTS: &[(&str, &str, &[&str])] = &[
    ("n", "n", &["total_evaluated", "total"]),
    (
        "failures",
        "failures",
        &["fails", "testFailCount", "failures"],
    ),
    ("x-passed", "passed", &["passed"]),
    (
        "x-undecided",
        "undecided",
        &["nones", "testErrorCount", "errors"],
    ),
];

/// Returns an id that no row before has.
fn unique(name: &str, index: usize, ids: &mut BTreeMap<String, usize>) -> String {
    let name = if name.is_empty() {
        format!("case-{}", index + 1)
    } else {
        name.to_owned()
    };
    let seen = ids.entry(name.clone()).or_insert(0);
    *seen += 1;
    if *seen == 1 {
        name
    } else {
        format!("{name}-{seen}")
    }
}
