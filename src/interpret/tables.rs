//! Result tables in the text of a card.
//!
//! A cell becomes a claim only where the table says which metric it is and
//! that it is about this model. Everything else is left alone: a claim that
//! nobody made is worse than one that is not checked.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::huggingface::items;
use super::measure::{Dataset, Measure};
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
                // Its row is this model's by whatever name; results go by the stated one.
                claim.model = model.clone().or(claim.model).filter(|name| !is_us(name));
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
    /// Filters of answers, as lm-evaluation-harness prints them.
    Filter,
    /// How many examples the model was shown.
    Shots,
    /// The one number of each row.
    Value,
    /// The numbers of this metric.
    Of(Named, String),
    /// The one number of each row, measured on this split.
    On(&'static str),
    /// The numbers of this model, by its header.
    Own,
    /// Remarks that change nothing.
    Remark,
    /// Something else; words in it can change what the row means.
    Other,
}

/// What the words of a row say about its numbers.
#[derive(Debug, Clone, Default)]
struct Subject {
    metric: Option<String>,
    model: Option<String>,
    dataset: Option<String>,
    split: Option<String>,
    filter: Option<String>,
    shots: Option<String>,
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
    let mut columns: Vec<Column> = header.iter().map(|title| column(title, own)).collect();
    let is_key =
        |column: &Column| matches!(column, Column::Model | Column::Dataset | Column::Split);
    let rows = items(&at.join("rows"), table.get("rows"));
    settle(&mut columns, &header, &rows, own);
    // A single row needs no key, unless it is one of many moments or parts.
    let is_single = rows.len() == 1 && !header.iter().any(|title| is_of_a_part(title));
    let is_keyed = columns.iter().any(is_key) || is_single;
    let count = rows.len();
    let mut subject = Subject::default();
    let mut claims = Vec::new();
    for (at, row) in rows {
        let row = cells(Some(row));
        subject = subject_of(&row, &columns, subject);
        let is_ours = subject
            .model
            .as_ref()
            .is_none_or(|model| is_own(model, own));
        if is_ours && !is_qualified(&row, &columns) {
            claims.extend(row_claims(&at, &row, &columns, &subject, is_keyed));
        }
    }
    // Where one table says two numbers of one thing, it tells them apart in a
    // way that was not understood; unless there is nothing that could.
    let unclear = |column: &Column| matches!(column, Column::Other | Column::Remark);
    if claims.len() == count && !columns.iter().any(unclear) {
        return claims;
    }
    let key = |claim: &Measure| {
        let Dataset { names, split, .. } = claim.dataset.clone();
        (
            claim.named.metric.clone(),
            names,
            split,
            claim.variant.clone(),
            claim.shots.clone(),
        )
    };
    let mut counts = HashMap::<_, usize>::new();
    for claim in &claims {
        *counts.entry(key(claim)).or_default() += 1;
    }
    claims.retain(|claim| counts.get(&key(claim)) == Some(&1));
    claims
}

/// Reads the words of a row; an empty cell stands for what is above it.
fn subject_of(row: &[&str], columns: &[Column], above: Subject) -> Subject {
    let mut subject = above;
    subject.metric = None;
    for (column, cell) in columns.iter().zip(row) {
        let text = plain(cell);
        let part = match column {
            Column::Metric => &mut subject.metric,
            Column::Model => &mut subject.model,
            Column::Dataset => &mut subject.dataset,
            Column::Split => &mut subject.split,
            Column::Filter => &mut subject.filter,
            Column::Shots => &mut subject.shots,
            _ => continue,
        };
        // A group's members are listed below it as ` - name`.
        let text = text.trim_start_matches('-').trim();
        if !text.is_empty() {
            *part = Some(text.to_owned());
        }
    }
    subject
}

/// Returns whether a column that is not understood has words in this row.
fn is_qualified(row: &[&str], columns: &[Column]) -> bool {
    let mut cells = columns.iter().zip(row);
    cells.any(|(column, cell)| {
        let text = plain(cell);
        *column == Column::Other
            && text.contains(char::is_alphabetic)
            && numbers::parse(&text).is_none()
    })
}

fn row_claims(
    at: &Pointer,
    row: &[&str],
    columns: &[Column],
    subject: &Subject,
    is_keyed: bool,
) -> Vec<Measure> {
    let mut found = Vec::new();
    for (index, (column, text)) in columns.iter().zip(row).enumerate() {
        let claim = match (column, &subject.metric) {
            (Column::Value | Column::Own, Some(metric)) => {
                value_claim(at.join(index), metric, text)
            }
            (Column::On(split), Some(metric)) => {
                value_claim(at.join(index), metric, text).map(|mut claim| {
                    claim.dataset.split = Some((*split).to_owned());
                    claim
                })
            }
            (Column::Of(named, name), None) if is_keyed => {
                number_claim(at.join(index), named.clone(), name, text)
            }
            _ => None,
        };
        found.extend(claim);
    }
    for claim in &mut found {
        claim.model.clone_from(&subject.model);
        claim.shots.clone_from(&subject.shots);
        claim.dataset.names.extend(subject.dataset.clone());
        claim.variant = subject.filter.clone().filter(|filter| filter != "none");
        let split = subject.split.as_deref().map(names::split);
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
    if let Some(split) = metrics::split(inside) {
        claim.dataset.split = Some(split.to_owned());
        return Some(claim);
    }
    claim.dataset.names.push(inside.trim().to_owned());
    Some(claim)
}

fn number_claim(at: Pointer, named: Named, name: &str, text: &str) -> Option<Measure> {
    let written = numbers::parse(&plain(text))?;
    // The bits of a weight are called precision too.
    let is_bits = named.metric == "precision"
        && ["4", "8", "16", "32", "64"].contains(&written.text.as_str());
    if is_bits {
        return None;
    }
    Some(Measure::new(at, named, name, written))
}

/// Returns whether a column counts moments of training or parts of the data.
fn is_of_a_part(title: &str) -> bool {
    let title = plain(title).to_lowercase();
    [
        "step",
        "steps",
        "epoch",
        "epochs",
        "iteration",
        "fold",
        "seed",
        "run",
        "class",
        "label",
        "threshold",
        "version",
    ]
    .contains(&title.as_str())
}

/// Decides on the columns whose header alone does not say what they hold.
fn settle(
    columns: &mut [Column],
    header: &[&str],
    rows: &[(Pointer, &Value)],
    own: &BTreeSet<String>,
) {
    let is_metric = |(_, row): &(Pointer, &Value)| {
        let row = cells(Some(row));
        row.first()
            .is_some_and(|cell| metrics::name(&plain(cell)).scale.is_some())
    };
    let is_ours = |(_, row): &(Pointer, &Value)| {
        let row = cells(Some(row));
        row.first().is_some_and(|cell| is_own(&plain(cell), own))
    };
    if let (Some(first @ Column::Other), Some(title)) = (columns.first_mut(), header.first())
        && matches!(plain(title).to_lowercase().as_str(), "" | "name")
    {
        if !rows.is_empty() && rows.iter().all(is_metric) {
            *first = Column::Metric;
        } else if rows.iter().any(is_ours) {
            *first = Column::Model;
        }
    }
    if !columns.contains(&Column::Metric) {
        return;
    }
    let splits = header
        .iter()
        .filter_map(|title| metrics::split(&plain(title)));
    let is_only = splits.count() == 1;
    let others = columns.iter().filter(|column| **column == Column::Other);
    let is_pair = columns.len() == 2 && others.count() == 1;
    for (column, title) in columns.iter_mut().zip(header) {
        if *column != Column::Other {
            continue;
        }
        let title = plain(title);
        *column = match metrics::split(&title) {
            // Beside another, one that is not the test may go by what the result leaves open.
            Some(split) if is_only || split == "test" => Column::On(split),
            Some(_) => Column::Remark,
            None if is_pair && is_of_this_model(&title) => Column::Value,
            None => Column::Other,
        };
    }
}

/// Returns whether a header says no more than that the card's own numbers are below.
fn is_of_this_model(title: &str) -> bool {
    ["", "performance", "number", "figure"].contains(&title.to_lowercase().as_str())
}

fn column(title: &str, own: &BTreeSet<String>) -> Column {
    let title = plain(title);
    match title.to_lowercase().as_str() {
        "metric" | "metrics" | "measure" => Column::Metric,
        "model" | "models" | "model name" | "method" | "system" => Column::Model,
        "dataset" | "datasets" | "data set" | "benchmark" | "benchmarks" | "task" | "tasks"
        | "test set" | "evaluation set" => Column::Dataset,
        "split" => Column::Split,
        "filter" => Column::Filter,
        "n-shot" | "shots" | "few-shot" => Column::Shots,
        "note" | "notes" | "comment" | "comments" | "description" | "remarks" | "source" => {
            Column::Remark
        }
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
    let name = names::normal(name);
    let name = name.strip_suffix("-(ours)").unwrap_or(&name);
    is_us(name) || own.contains(names::tail(name))
}

/// Returns whether a row or column of a comparison names its author's model without a name.
fn is_us(name: &str) -> bool {
    matches!(
        names::normal(name).as_str(),
        "ours" | "our-model" | "this-model"
    )
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
