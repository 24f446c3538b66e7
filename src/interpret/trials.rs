//! Logs of attacks and tests that only count what passed: garak and promptfoo.
//!
//! Each becomes *trials*: how many attempts of one kind there were, and how many of them
//! went wrong, with the place of each count.

use serde_json::{Value, json};

use super::huggingface::{items, text};
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the summaries of a garak report: an `eval` line for each probe and detector.
pub(super) fn read_garak(script: &Script<'_>, reading: &mut Reading) {
    let root = Pointer::root();
    let mut trials = Vec::new();
    for (at, entry) in items(&root, Some(&script.artifact.value)) {
        match text(entry.get("entry_type")).as_deref() {
            Some("start_run setup") => {
                for key in ["plugins.target_name", "plugins.model_name"] {
                    reading.identify("name", &at.join(key), entry.get(key));
                }
            }
            Some("eval") => trials.extend(garak_trial(&at, entry)),
            _ => {}
        }
    }
    put(reading, trials);
}

/// Reads what each prompt of a promptfoo evaluation came to.
pub(super) fn read_promptfoo(script: &Script<'_>, reading: &mut Reading) {
    let file = &script.artifact.value;
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
    put(reading, trials);
}

fn garak_trial(at: &Pointer, entry: &Value) -> Option<Value> {
    let count = |key: &str| entry.get(key).and_then(Value::as_u64);
    let passed = count("passed")?;
    // Older reports have `total` alone, and count no attempt that could not be decided.
    let decided = count("total_evaluated").or_else(|| count("total"))?;
    let failures = count("fails").or_else(|| decided.checked_sub(passed));
    let mut trial = json!({
        "at": at.join("passed").as_str(),
        "name": text(entry.get("probe")).unwrap_or_default(),
        "detector": text(entry.get("detector")),
        "n": decided,
        "passed": passed,
        "failures": failures,
        "undecided": count("nones").unwrap_or(0),
    });
    if let Some(processed) = count("total_processed") {
        trial["processed"] = processed.into();
    }
    Some(trial)
}

fn put(reading: &mut Reading, trials: Vec<Value>) {
    if !trials.is_empty() {
        reading.more.insert("trials".to_owned(), trials.into());
    }
}
