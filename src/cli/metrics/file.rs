//! The counts file: what the gate reads of the predictions.
//!
//! Only what was measured: judgements are for people to add.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::Summary;
use super::options::{CountsKind, MetricsArgs};
use super::sections::{Measured, Section};
use super::table::around;
use super::values;
use crate::cli::{here, init, read_file, terminal};
use crate::git::Snapshot;
use crate::interpret;
use crate::interpret::recount::READING;
use crate::predictions::Task;
use crate::report;
use crate::run;
use crate::statistics::{Counts, Interval, Method, Rate};

/// Writes the file, unless another one is there.
pub(super) fn write(args: &MetricsArgs, summary: &Summary) -> Result<()> {
    let path = args
        .output
        .clone()
        .unwrap_or_else(|| default(args, summary));
    let measured = match args.kind_of(summary.table.task) {
        CountsKind::FairnessReport => fairness_report(args, summary),
        CountsKind::EvalResult => eval_result(args, summary),
    };
    if !path.exists() {
        init::write_new(&path, &text(&measured)?)?;
        terminal::say(&format!("wrote `{path}`\n"));
        return Ok(());
    }
    let before = read_file(&path)?;
    let after = text(&updated(&before, measured))?;
    if after == before {
        terminal::say(&format!("`{path}` says the same already\n"));
        return Ok(());
    }
    if !args.force {
        bail!(
            "`{path}` is already there and says something else\n  \
             help: `--force` writes over what was measured, `--output FILE` to another place, \
             and `--no-file` only prints"
        );
    }
    std::fs::write(&path, after).with_context(|| format!("`{path}` could not be written"))?;
    terminal::say(&format!("wrote `{path}` anew\n"));
    Ok(())
}

/// Draws what the gate would draw of the counts.
pub(super) fn draw(args: &MetricsArgs, summary: &Summary, picture: &Utf8Path) -> Result<()> {
    let counts = fairness_report(args, summary);
    let breakdowns = interpret::breakdowns(&args.file, &counts);
    if breakdowns.is_empty() {
        terminal::say("note: no picture: no column has two groups\n");
        return Ok(());
    }
    std::fs::write(picture, report::picture(&breakdowns))
        .with_context(|| format!("`{picture}` could not be written"))?;
    terminal::say(&format!("wrote `{picture}`\n"));
    Ok(())
}

/// Returns where the gate looks for such a file.
fn default(args: &MetricsArgs, summary: &Summary) -> Utf8PathBuf {
    let folder = match args.kind_of(summary.table.task) {
        CountsKind::FairnessReport => "rai/fairness",
        CountsKind::EvalResult => "rai/eval/results",
    };
    Utf8Path::new(folder).join(format!(
        "{}.json",
        id(args.file.file_stem().unwrap_or_default())
    ))
}

fn text(value: &Value) -> Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

/// Takes over what people added to the file that was there.
fn updated(before: &str, measured: Value) -> Value {
    let (Ok(Value::Object(before)), Value::Object(mut after)) =
        (serde_json::from_str::<Value>(before), measured.clone())
    else {
        return measured;
    };
    if before.get("schema") != after.get("schema") {
        return measured;
    }
    for (key, value) in before {
        // What was measured of other columns is gone with them.
        if !MEASURED.contains(&key.as_str()) {
            after.entry(key).or_insert(value);
        }
    }
    Value::Object(after)
}

/// Members that are measured, and never added by hand.
const MEASURED: [&str; 4] = [
    "control_features",
    "x-unknown",
    "x-unlabelled_n",
    "disparities",
];

/// Returns the members that both kinds begin with.
fn envelope(args: &MetricsArgs, summary: &Summary, schema: &str) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("schema".to_owned(), schema.into());
    members.insert(
        "id".to_owned(),
        id(args.file.file_stem().unwrap_or_default()).into(),
    );
    if let Some(system) = &args.system {
        members.insert("system".to_owned(), system.as_str().into());
    }
    for (key, name) in [("model", &args.model), ("dataset", &args.dataset)] {
        if let Some(name) = name {
            members.insert(key.to_owned(), json!({"name": name}));
        }
    }
    let mut source = Map::new();
    let path = in_repository(&args.file).or_else(|| below_evidence(args));
    // Outside both it is known by its name: the gate looks for it in the evidence folder.
    let path = path.or_else(|| args.file.file_name().map(Utf8PathBuf::from));
    if let Some(path) = path {
        source.insert("path".to_owned(), path.as_str().into());
    }
    source.insert("digest".to_owned(), summary.digest.as_str().into());
    source.insert(READING.to_owned(), reading(args, summary.table.task));
    members.insert("derived_from".to_owned(), source.into());
    if summary.table.unlabelled > 0 {
        members.insert("x-unlabelled_n".to_owned(), summary.table.unlabelled.into());
    }
    members
}

/// Returns how the rows were read, so that the gate can count them again.
fn reading(args: &MetricsArgs, task: Task) -> Value {
    let mut members = Map::new();
    let mut put = |key: &str, value: Value| members.insert(key.to_owned(), value);
    if task != Task::Binary {
        put("task", task.name().into());
    }
    put("truth", args.truth.as_str().into());
    match args.threshold {
        Some(threshold) => put("threshold", threshold.into()),
        None => put("prediction", args.prediction.as_str().into()),
    };
    for (key, column) in [
        ("score", &args.score),
        ("weight", &args.weight),
        ("id", &args.id),
    ] {
        if let Some(column) = column {
            put(key, column.as_str().into());
        }
    }
    for (key, words) in [
        ("positive", &args.positive),
        ("negative", &args.negative),
        ("missing", &args.missing),
    ] {
        if !words.is_empty() {
            put(key, json!(words));
        }
    }
    put(
        "groups",
        json!([args.by.as_slice(), args.control.as_slice()].concat()),
    );
    if args.skip_unlabelled {
        put("skip_unlabelled", true.into());
    }
    Value::Object(members)
}

/// Returns the counts of all groups, all cases first, and the disparities of each column.
fn fairness_report(args: &MetricsArgs, summary: &Summary) -> Value {
    let mut members = envelope(args, summary, "raigate/fairness-report/v1");
    members.insert("sensitive_features".to_owned(), json!(args.by));
    if !args.control.is_empty() {
        members.insert("control_features".to_owned(), json!(args.control));
    }
    members.insert(
        "total_n".to_owned(),
        summary.overall.slice.counts.n().into(),
    );
    let all: Vec<usize> = (0..summary.table.features.len()).collect();
    let unknown = summary.table.slices(&all).unknown.n();
    members.insert("unknown_n".to_owned(), unknown.into());
    let by_column = |(at, feature): (usize, &crate::predictions::Feature)| {
        let unknown = summary.table.slices(&[at]).unknown.n();
        (feature.name.clone(), Value::from(unknown))
    };
    if unknown > 0 {
        let columns = summary.table.features.iter().enumerate().map(by_column);
        members.insert("x-unknown".to_owned(), Value::Object(columns.collect()));
    }
    let mut groups = vec![group(&Map::new(), &summary.overall)];
    let mut disparities = Vec::new();
    let mut levels = BTreeSet::new();
    for section in &summary.sections {
        // All cases of a level, also those of no group: what its groups are held against.
        if !section.control.is_empty() && levels.insert(&section.control) {
            let known = section.slices.iter().map(|slice| slice.slice.counts);
            let all = known.sum::<Counts>() + section.unknown;
            let level = of(&section.control);
            groups.push(json!({"group": level, "n": all.n(), "counts": counts(all)}));
        }
        let slices = section.slices.iter();
        groups.extend(slices.map(|slice| group(&place(section, slice), slice)));
        if let [feature] = section.features.as_slice() {
            disparities.extend(gaps(section, feature));
        }
    }
    members.insert("groups".to_owned(), groups.into());
    members.insert("disparities".to_owned(), disparities.into());
    Value::Object(members)
}

fn group(place: &Map<String, Value>, slice: &Measured) -> Value {
    let own = slice.slice.counts;
    let mut group = json!({"group": place, "n": own.n(), "counts": counts(own)});
    let metrics: Map<String, Value> = scores(slice)
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    if let (false, Some(members)) = (metrics.is_empty(), group.as_object_mut()) {
        members.insert("metrics".to_owned(), metrics.into());
    }
    group
}

fn gaps(section: &Section, feature: &str) -> Vec<Value> {
    let control: Map<String, Value> = of(&section.control);
    let gap = |gap: &super::sections::Gap| {
        let value = gap.found.metric.value.ok()?;
        let mut members = Map::new();
        members.insert("metric".to_owned(), gap.criterion.name(gap.form).into());
        let method = match gap.method {
            Method::BetweenGroups => "between_groups",
            Method::ToOverall => "to_overall",
        };
        members.insert("method".to_owned(), method.into());
        if gap.criterion.rates().len() > 1 {
            members.insert("aggregate".to_owned(), "worst_case".into());
        }
        members.insert("family".to_owned(), "fairlearn".into());
        members.insert("feature".to_owned(), feature.into());
        if !control.is_empty() {
            members.insert("control".to_owned(), control.clone().into());
        }
        members.insert("value".to_owned(), value.into());
        if let Some(interval) = gap.interval {
            members.insert("ci".to_owned(), ends(interval));
        }
        Some(Value::Object(members))
    };
    section.gaps.iter().filter_map(gap).collect()
}

/// Returns every rate of every slice, with its counts.
fn eval_result(args: &MetricsArgs, summary: &Summary) -> Value {
    let mut members = envelope(args, summary, "raigate/eval-result/v1");
    let of_slice = match summary.table.task {
        Task::Binary => rates,
        Task::Multiclass | Task::Regression => values::metrics,
    };
    let mut metrics = of_slice(&Map::new(), &summary.overall);
    for section in &summary.sections {
        for slice in &section.slices {
            metrics.extend(of_slice(&place(section, slice), slice));
        }
    }
    members.insert("metrics".to_owned(), metrics.into());
    Value::Object(members)
}

fn rates(place: &Map<String, Value>, slice: &Measured) -> Vec<Value> {
    let own = slice.slice.counts;
    let of_rate = |rate: Rate| {
        let value = own.rate(rate).value.ok()?;
        let mut metric =
            json!({"type": rate.name(), "value": value, "unit": "fraction", "n": own.n()});
        let members = metric.as_object_mut()?;
        if let Some(interval) = around(own, rate) {
            members.insert("ci".to_owned(), ends(interval));
        }
        members.insert("slice".to_owned(), place.clone().into());
        members.insert("counts".to_owned(), counts(own));
        Some(metric)
    };
    let mut metrics: Vec<Value> = Rate::shown().filter_map(of_rate).collect();
    metrics.extend(
        scores(slice).map(
            |(name, value)| json!({"type": name, "value": value, "n": own.n(), "slice": place}),
        ),
    );
    metrics
}

/// Returns what the scores of a slice say, where it is defined.
fn scores(slice: &Measured) -> impl Iterator<Item = (&'static str, f64)> {
    let both = slice.scores.iter().flatten().zip(["roc_auc", "log_loss"]);
    both.filter_map(|(metric, name)| Some((name, metric.value.ok()?)))
}

pub(super) fn counts(own: Counts) -> Value {
    json!({"tp": own.tp, "fp": own.fp, "fn": own.fn_, "tn": own.tn})
}

pub(super) fn ends(interval: Interval) -> Value {
    json!([interval.low, interval.high])
}

/// Returns which slice is meant, column by column, the controls first.
fn place(section: &Section, slice: &Measured) -> Map<String, Value> {
    let mut place = of(&section.control);
    let own = section
        .features
        .iter()
        .cloned()
        .zip(slice.slice.group.iter().cloned());
    place.extend(of(&own.collect::<Vec<_>>()));
    place
}

fn of(values: &[(String, String)]) -> Map<String, Value> {
    let values = values.iter();
    values
        .map(|(column, value)| (column.clone(), value.as_str().into()))
        .collect()
}

/// Returns a name as an id: letters, digits, `.`, `_` and `-`.
pub(crate) fn id(stem: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "._-".contains(c) {
            c
        } else {
            '-'
        }
    };
    let id: String = stem.chars().map(plain).collect();
    let id = id.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    if id.is_empty() {
        "predictions".to_owned()
    } else {
        id.to_owned()
    }
}

/// Returns where the file lies in the folder of evidence, where it lies in it.
fn below_evidence(args: &MetricsArgs) -> Option<Utf8PathBuf> {
    let folder = args.evidence_dir.as_ref()?.canonicalize_utf8().ok()?;
    let whole = args.file.canonicalize_utf8().ok()?;
    let path = whole.strip_prefix(folder).ok()?;
    Some(Utf8PathBuf::from(path.as_str().replace('\\', "/")))
}

/// Returns where the file lies in the repository, where it lies in one.
fn in_repository(file: &Utf8Path) -> Option<Utf8PathBuf> {
    let source = run::open(&here().ok()?, &Snapshot::WorkTree, None).ok()?;
    let whole = here().ok()?.join(file).canonicalize_utf8().ok()?;
    let path = whole.strip_prefix(source.root()).ok()?;
    Some(Utf8PathBuf::from(path.as_str().replace('\\', "/")))
}
