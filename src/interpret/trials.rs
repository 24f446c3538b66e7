//! Logs of attacks and tests: garak, promptfoo, and raigate's own, case by case.
//!
//! Each becomes *trials*: how many attempts of one kind there were, and how many of them
//! went wrong, with the place of each count.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::huggingface::{items, text};
use super::native::Envelope;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the summaries of a garak report: an `eval` line for each probe and detector, held
/// against the attempts above it.
pub(super) fn read_garak(script: &Script<'_>, reading: &mut Reading) {
    let root = Pointer::root();
    let mut trials = Vec::new();
    let entries = items(&root, Some(&script.artifact.value));
    let attempts = garak_attempts(&entries);
    for (at, entry) in entries {
        match text(entry.get("entry_type")).as_deref() {
            Some("start_run setup") => {
                for key in ["plugins.target_name", "plugins.model_name"] {
                    reading.identify("name", &at.join(key), entry.get(key));
                }
            }
            Some("eval") => trials.extend(garak_trial(&at, entry, &attempts)),
            _ => {}
        }
    }
    put(reading, trials);
}

/// Reads what each kind of attack in a promptfoo evaluation came to; without attacks, each
/// prompt.
pub(super) fn read_promptfoo(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
    let attacks = promptfoo_attacks(file);
    let results = Pointer::root().join("results");
    let prompts_at = results.join("prompts");
    let mut trials = Vec::new();
    for (at, prompt) in items(&prompts_at, file.pointer("/results/prompts")) {
        let provider = prompt.get("provider");
        reading.identify("name", &at.join("provider"), provider);
        let metrics_at = at.join("metrics");
        let count = |key: &str| prompt.get("metrics")?.get(key)?.as_u64();
        let [Some(passed), Some(failed)] = ["testPassCount", "testFailCount"].map(count) else {
            continue;
        };
        let errors = count("testErrorCount").unwrap_or(0);
        trials.push(json!({
            "at": metrics_at.join("testFailCount").as_str(),
            "name": text(prompt.get("label")).unwrap_or_default(),
            "model": text(provider),
            "n": passed.saturating_add(failed),
            "failures": failed,
            "undecided": errors,
        }));
    }
    let stats_at = results.join("stats");
    let count = |key: &str| file.pointer("/results/stats")?.get(key)?.as_u64();
    if let (true, [Some(passed), Some(failed)]) =
        (trials.is_empty(), ["successes", "failures"].map(count))
    {
        trials.push(json!({
            "at": stats_at.join("failures").as_str(),
            "name": "",
            "n": passed.saturating_add(failed),
            "failures": failed,
            "undecided": count("errors").unwrap_or(0),
        }));
    }
    put(
        reading,
        match attacks {
            Some(attacks) => rest(attacks, &trials),
            None => trials,
        },
    );
}

/// Reads the cases of raigate's own log, by category. A case that stands there twice under
/// one id is one case, and failed if either did.
pub(super) fn read_cases(script: &Script<'_>, envelope: &Envelope<'_>, reading: &mut Reading) {
    let root = Pointer::root();
    let cases = match &*script.artifact.value {
        // The first line says what was tested.
        all @ Value::Array(_) => items(&root, Some(all)).into_iter().skip(1).collect(),
        _ => envelope
            .get("rows")
            .map(|(at, rows)| items(&at, Some(rows)))
            .unwrap_or_default(),
    };
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<(Pointer, &Value)> = Vec::new();
    for (at, case) in cases {
        let next = kept.len();
        let known = text(case.get("id")).map(|id| *first.entry(id).or_insert(next));
        match known.and_then(|position| kept.get_mut(position)) {
            Some(known) if Count::of_case(case).failures > 0 => *known = (at, case),
            Some(_) => {}
            None => kept.push((at, case)),
        }
    }
    let counted = kept.iter().map(|(at, case)| {
        let category = text(case.get("category")).unwrap_or_default();
        ((category, None), at.join("outcome"), Count::of_case(case))
    });
    put(reading, summed(counted));
}

/// How many attempts were decided, how many of them failed, and how many were not decided.
#[derive(Clone, Copy, Default)]
struct Count {
    n: u64,
    failures: u64,
    undecided: u64,
}

impl Count {
    /// One row may stand for several attempts.
    fn of_case(case: &Value) -> Self {
        let count = |key: &str| case.get(key).and_then(Value::as_u64);
        let attempts = count("n").unwrap_or(1);
        match text(case.get("outcome")).as_deref() {
            Some("pass") => Self {
                n: attempts,
                // What failed is stated beside it, whatever the row is called.
                failures: count("failures").unwrap_or(0).min(attempts),
                undecided: 0,
            },
            Some("fail") => Self {
                n: attempts,
                failures: count("failures")
                    .unwrap_or(attempts)
                    .clamp(1, attempts.max(1)),
                undecided: 0,
            },
            _ => Self {
                n: 0,
                failures: 0,
                undecided: attempts,
            },
        }
    }
}

/// A kind of attack, and the technique that carried it.
type Attack = (String, Option<String>);

/// Adds up attempts of one kind; the place is that of the first failure, else of the first.
fn summed(counted: impl Iterator<Item = (Attack, Pointer, Count)>) -> Vec<Value> {
    let mut sums: BTreeMap<Attack, (Pointer, Count)> = BTreeMap::new();
    for (attack, at, more) in counted {
        let (place, sum) = sums
            .entry(attack)
            .or_insert_with(|| (at.clone(), Count::default()));
        if sum.failures == 0 && more.failures > 0 {
            *place = at;
        }
        sum.n = sum.n.saturating_add(more.n);
        sum.failures = sum.failures.saturating_add(more.failures);
        sum.undecided = sum.undecided.saturating_add(more.undecided);
    }
    let trials = sums.into_iter().map(|((name, technique), (at, sum))| {
        let mut trial = json!({
            "at": at.as_str(),
            "name": name,
            "n": sum.n,
            "failures": sum.failures,
            "undecided": sum.undecided,
        });
        if let Some(technique) = technique {
            trial["technique"] = technique.into();
        }
        trial
    });
    trials.collect()
}

/// Counts the rows of a promptfoo evaluation by the plugin that made the attack and the
/// strategy that carried it; `None` where no row names a plugin.
fn promptfoo_attacks(file: &Value) -> Option<Vec<Value>> {
    let at = Pointer::root().join("results").join("results");
    let rows = items(&at, file.pointer("/results/results"));
    let name = |row: &Value, key: &str| {
        let places = ["/metadata", "/testCase/metadata", "/test/metadata"];
        text(places.iter().find_map(|place| row.pointer(place)?.get(key)))
    };
    let plugin = |row: &Value| name(row, "pluginId");
    rows.iter().find_map(|(_, row)| plugin(row))?;
    Some(summed(rows.iter().map(|(at, row)| {
        let attack = (plugin(row).unwrap_or_default(), name(row, "strategyId"));
        let count = match (row.get("success").and_then(Value::as_bool), error(row)) {
            (Some(true), _) => [1, 0, 0],
            // The call broke; nobody knows what would have been answered.
            (_, true) | (None, _) => [0, 0, 1],
            (Some(false), false) => [1, 1, 0],
        };
        let [n, failures, undecided] = count;
        let count = Count {
            n,
            failures,
            undecided,
        };
        (attack, at.join("success"), count)
    })))
}

/// Whether a row ended in an error, which promptfoo numbers 2.
fn error(row: &Value) -> bool {
    row.get("failureReason").and_then(Value::as_u64) == Some(2)
}

/// Adds to the attacks what the summary counts beyond the rows that are there.
fn rest(mut attacks: Vec<Value>, summary: &[Value]) -> Vec<Value> {
    let total = |trials: &[Value], key: &str| -> u64 {
        let counts = trials.iter().filter_map(|trial| trial.get(key)?.as_u64());
        counts.fold(0, u64::saturating_add)
    };
    let keys = ["n", "failures", "undecided"];
    let [n, failures, undecided] =
        keys.map(|key| total(summary, key).saturating_sub(total(&attacks, key)));
    let first = summary.first().and_then(|trial| trial.get("at"));
    if let (Some(at), true) = (first, n > 0 || failures > 0) {
        attacks.push(json!({
            "at": at,
            "name": "",
            "n": n.max(failures),
            "failures": failures,
            "undecided": undecided,
        }));
    }
    attacks
}

/// Counts the scores of all attempts that were carried through, by probe and detector.
fn garak_attempts(entries: &[(Pointer, &Value)]) -> BTreeMap<[String; 2], Count> {
    /// From this score on garak takes an attack for a success, unless its setup says otherwise.
    const USUAL: f64 = 0.5;
    let setup = entries
        .iter()
        .find_map(|(_, entry)| entry.get("run.eval_threshold")?.as_f64());
    let threshold = setup.unwrap_or(USUAL);
    let mut counts: BTreeMap<[String; 2], Count> = BTreeMap::new();
    for (_, entry) in entries {
        // An attempt stands there when it begins (1), and again when it is judged (2).
        let is_judged = entry.get("status").is_none_or(|status| *status == json!(2));
        let results = entry.get("detector_results").and_then(Value::as_object);
        let probe = text(entry.get("probe_classname")).filter(|_| is_judged);
        let (Some(probe), Some(results)) = (probe, results) else {
            continue;
        };
        for (detector, scores) in results {
            let count = counts.entry([probe.clone(), detector.clone()]).or_default();
            for score in scores.as_array().into_iter().flatten() {
                match score.as_f64() {
                    Some(score) => {
                        count.n += 1;
                        count.failures += u64::from(score >= threshold);
                    }
                    None => count.undecided += 1,
                }
            }
        }
    }
    counts
}

fn garak_trial(
    at: &Pointer,
    entry: &Value,
    attempts: &BTreeMap<[String; 2], Count>,
) -> Option<Value> {
    let count = |key: &str| entry.get(key).and_then(Value::as_u64);
    let passed = count("passed")?;
    // Older reports have `total` alone, and count no attempt that could not be decided.
    let decided = count("total_evaluated").or_else(|| count("total"))?;
    // Counts that contradict each other speak for no attempt that was withstood.
    let left = decided.checked_sub(passed).unwrap_or(decided);
    let failures = left.max(count("fails").unwrap_or(0));
    let [probe, detector] = ["probe", "detector"].map(|key| text(entry.get(key)));
    // Older summaries say of a detector that it is one.
    let known = detector.as_deref().unwrap_or_default();
    let known = known.strip_prefix("detector.").unwrap_or(known);
    let key = [probe.clone().unwrap_or_default(), known.to_owned()];
    // What the summary says beside its own attempts counts where it is the worse.
    let counted = attempts.get(&key).copied().unwrap_or_default();
    let decided = decided.max(failures).max(counted.n);
    let processed = count("total_processed");
    let undecided = count("nones").unwrap_or(0);
    let unseen = processed.unwrap_or(0).saturating_sub(decided);
    let mut trial = json!({
        "at": at.join("passed").as_str(),
        "name": probe.unwrap_or_default(),
        "detector": detector,
        "n": decided,
        "passed": passed,
        "failures": failures.max(counted.failures),
        "undecided": undecided.max(unseen).max(counted.undecided),
    });
    if let Some(processed) = processed {
        trial["processed"] = processed.into();
    }
    Some(trial)
}

fn put(reading: &mut Reading, trials: Vec<Value>) {
    if !trials.is_empty() {
        reading.more.insert("trials".to_owned(), trials.into());
    }
}
