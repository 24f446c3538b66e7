//! Result tables in the text of a card.
//!
//! A cell becomes a claim only where the table says which metric it is and
//! that it is about this model. Everything else is left alone: a claim that
//! nobody made is worse than one that is not checked.

use std::collections::BTreeSet;

use serde_json::Value;

use super::huggingface::items;
use super::measure::Measure;
use super::metrics::{self, Named};
use super::names;
use super::numbers;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// Reads the tables of a card's body as claims.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let sections_at = Pointer::root().join("$body").join("sections");
    let sections = items(&sections_at, sections_at.resolve(&script.artifact.value));
    if !sections.iter().any(|(_, section)| has_tables(section)) {
        return;
    }
    let own = own_names(script, reading, &sections);
    let model = reading.name().map(str::to_owned);
    for (at, section) in &sections {
        for (at, table) in items(&at.join("tables"), section.get("tables")) {
            for mut claim in claims(&at, table, &own) {
                claim.model = claim.model.or_else(|| model.clone());
                reading.claims.push(claim);
            }
        }
    }
}

/// What a column holds, as its header says.
#[derive(Debug, Clone, PartialEq)]
enum Column {
    /// Names of metrics.
    Metric,
    /// Names of models.
    Model,
    /// Names of datasets or benchmarks.
    Dataset,
    /// Names of splits.
    Split,
    /// The one number of each row.
    Value,
    /// The numbers of this metric.
    Of(Named, String),
    /// The numbers of this model, by its header.
    Own,
    /// Something else.
    Other,
}

fn has_tables(section: &Value) -> bool {
    section
        .get("tables")
        .and_then(Value::as_array)
        .is_some_and(|tables| !tables.is_empty())
}

/// All names under which a table can mean the model of this card.
fn own_names(
    script: &Script<'_>,
    reading: &Reading,
    sections: &[(Pointer, &Value)],
) -> BTreeSet<String> {
    let path = &script.artifact.path;
    let folder = path.parent().and_then(camino::Utf8Path::file_name);
    let title = sections
        .iter()
        .find(|(_, section)| section.get("level").and_then(Value::as_u64) == Some(1))
        .and_then(|(_, section)| section.get("heading")?.as_str())
        .map(|title| title.strip_prefix("Model Card for ").unwrap_or(title));
    [reading.name(), folder, title]
        .into_iter()
        .flatten()
        .map(|name| names::tail(&names::normal(name)).to_owned())
        .collect()
}

fn claims(at: &Pointer, table: &Value, own: &BTreeSet<String>) -> Vec<Measure> {
    let header = cells(table.get("header"));
    let rows: Vec<Vec<&str>> = items(&Pointer::root(), table.get("rows"))
        .into_iter()
        .map(|(_, row)| cells(Some(row)))
        .collect();
    let columns: Vec<Column> = header.iter().map(|title| column(title, own)).collect();
    let mut claims = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let at = at.join("rows").join(index);
        claims.extend(row_claims(&at, row, &columns, rows.len(), own));
    }
    // Where one table says two numbers of one thing, it tells them apart in a
    // way that was not understood.
    let key = |claim: &Measure| {
        let dataset = &claim.dataset;
        (
            claim.named.metric.clone(),
            dataset.names.clone(),
            dataset.split.clone(),
        )
    };
    let keys: Vec<_> = claims.iter().map(key).collect();
    let is_single = |claim: &Measure| {
        let own = key(claim);
        keys.iter().filter(|other| **other == own).count() == 1
    };
    claims.retain(is_single);
    claims
}

fn row_claims(
    at: &Pointer,
    row: &[&str],
    columns: &[Column],
    rows: usize,
    own: &BTreeSet<String>,
) -> Vec<Measure> {
    let cell = |wanted: &Column| {
        let index = columns.iter().position(|column| column == wanted)?;
        row.get(index).map(|cell| plain(cell))
    };
    let model = cell(&Column::Model);
    if model.as_ref().is_some_and(|model| !is_own(model, own)) {
        return Vec::new();
    }
    let row_metric = cell(&Column::Metric);
    let keyed = columns
        .iter()
        .any(|column| matches!(column, Column::Model | Column::Dataset | Column::Split));
    let mut found = Vec::new();
    for (index, (column, text)) in columns.iter().zip(row).enumerate() {
        let claim = match (column, &row_metric) {
            (Column::Value | Column::Own, Some(metric)) => {
                value_claim(at.join(index), metric, text)
            }
            (Column::Of(named, name), None) if keyed || rows == 1 => {
                number_claim(at.join(index), named.clone(), name, text)
            }
            _ => None,
        };
        found.extend(claim);
    }
    for claim in &mut found {
        claim.model.clone_from(&model);
        claim.dataset.names.extend(cell(&Column::Dataset));
        let split = cell(&Column::Split).map(|split| names::split(&split));
        claim.dataset.split = split.or(claim.dataset.split.take());
    }
    found
}

/// A number in a row that names its metric, perhaps with the data in parentheses.
fn value_claim(at: Pointer, metric: &str, text: &str) -> Option<Measure> {
    let named = metrics::name(metric);
    if named.scale.is_some() {
        return number_claim(at, named, metric, text);
    }
    let (before, inside) = metric.strip_suffix(')')?.split_once('(')?;
    let named = metrics::name(before);
    named.scale?;
    if metrics::name(inside).metric == named.metric {
        return number_claim(at, named, metric, text);
    }
    // Longer than a name, it explains; `5-shot` and `@0.5` qualify the metric.
    let is_name = inside.split_whitespace().count() <= 4
        && !inside.contains("shot")
        && !inside.contains(['@', '=', '<', '>']);
    let mut claim = is_name.then(|| number_claim(at, named, metric, text))??;
    claim.dataset.names.push(inside.trim().to_owned());
    Some(claim)
}

fn number_claim(at: Pointer, named: Named, name: &str, text: &str) -> Option<Measure> {
    let written = numbers::parse(&plain(text))?;
    Some(Measure::new(at, named, name, written))
}

fn column(title: &str, own: &BTreeSet<String>) -> Column {
    let title = plain(title);
    match title.to_lowercase().as_str() {
        "metric" | "metrics" | "measure" => Column::Metric,
        "model" | "models" | "model name" | "method" | "system" => Column::Model,
        "dataset" | "datasets" | "data set" | "benchmark" | "benchmarks" | "task" | "tasks"
        | "test set" | "evaluation set" => Column::Dataset,
        "split" => Column::Split,
        "value" | "values" | "score" | "scores" | "result" | "results" => Column::Value,
        _ if is_own(&title, own) => Column::Own,
        _ => {
            let named = metrics::name(&title);
            if named.scale.is_some() {
                Column::Of(named, title)
            } else {
                Column::Other
            }
        }
    }
}

fn is_own(name: &str, own: &BTreeSet<String>) -> bool {
    own.contains(names::tail(&names::normal(name)))
}

/// The text of a cell without emphasis, link target and escapes.
fn plain(cell: &str) -> String {
    let cell = cell.trim().trim_matches(|c| matches!(c, '*' | '`' | '_'));
    let linked = cell
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]("))
        .filter(|(_, target)| target.ends_with(')'));
    linked
        .map_or(cell, |(label, _)| label)
        .replace('\\', "")
        .trim()
        .to_owned()
}

fn cells(row: Option<&Value>) -> Vec<&str> {
    let cells = row.and_then(Value::as_array).into_iter().flatten();
    cells
        .map(|cell| cell.as_str().unwrap_or_default())
        .collect()
}
