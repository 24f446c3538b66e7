//! Results kept as a table: models in rows, or the groups of one model.
//!
//! Read are the CSV results of timm, frames of Fairlearn's `MetricFrame`, and the group
//! table of Aequitas (`attribute_name`, `attribute_value`, counts and rates).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::huggingface::{items, text};
use super::measure::Measure;
use super::metric_frame::is_count;
use super::metrics::{self, Named, Unit};
use super::names;
use super::numbers;
use super::reading::{Reading, Script};
use crate::span::Pointer;

/// What a column holds, as its header says.
enum Column {
    Model,
    Dataset,
    Split,
    /// The name of the feature whose value the next column has.
    FeatureName,
    FeatureValue,
    /// The cases of the row.
    Count,
    /// A cell of a table of errors.
    Cell(&'static str),
    Metric(Named, String),
    /// Something that tells rows of one model apart.
    Variant,
    /// A feature that the rows are groups of.
    Feature(String),
    Other,
}

/// Reads every row as the results of one model, or of one group.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let table = &script.artifact.value;
    let header: Vec<String> = table
        .get("columns")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|title| text(Some(title)).unwrap_or_default())
        .collect();
    let columns = columns(&header);
    let data = dataset(script, &header);
    let rows_at = Pointer::root().join("rows");
    let rows = items(&rows_at, table.get("rows"));
    let units = units(&columns, &rows);
    for (at, row) in rows {
        let row = cells(row);
        let first = reading.results.len();
        read_row(&at, &row, &columns, data.as_deref(), reading);
        for result in reading.results.iter_mut().skip(first) {
            let is_percent = units.contains(result.metric_name.as_str());
            if is_percent && result.unit == Some(Unit::Fraction) {
                result.unit = Some(Unit::Percent);
            }
        }
    }
}

fn cells(row: &Value) -> Vec<Option<String>> {
    let cells = row.as_array().into_iter().flatten();
    cells.map(|cell| text(Some(cell))).collect()
}

/// The columns of shares that are in per cent: all rows are in the unit of the largest.
fn units<'c>(columns: &'c [Column], rows: &[(Pointer, &Value)]) -> BTreeSet<&'c str> {
    let mut percent = BTreeSet::new();
    for (_, row) in rows {
        for (column, cell) in columns.iter().zip(cells(row)) {
            let written = cell.and_then(|cell| numbers::parse(&cell));
            if let (Column::Metric(named, name), Some(written)) = (column, written)
                && named.unit(written.value) == Some(Unit::Percent)
            {
                percent.insert(name.as_str());
            }
        }
    }
    percent
}

fn read_row(
    at: &Pointer,
    row: &[Option<String>],
    columns: &[Column],
    data: Option<&str>,
    reading: &mut Reading,
) {
    let cells = || columns.iter().zip(row).enumerate();
    let find = |wanted: fn(&Column) -> bool| {
        cells()
            .find(|(_, (column, _))| wanted(column))
            .and_then(|(_, (_, cell))| cell.clone())
    };
    let slice = slice(row, columns);
    let support = support(at, row, columns);
    for (index, (column, cell)) in cells() {
        let (Column::Metric(named, name), Some(cell)) = (column, cell) else {
            continue;
        };
        let Some(written) = numbers::parse(cell) else {
            continue;
        };
        let mut result = Measure::new(at.join(index), named.clone(), name, written);
        result.model = find(|column| matches!(column, Column::Model));
        result.variant = find(|column| matches!(column, Column::Variant));
        result.dataset.split =
            find(|column| matches!(column, Column::Split)).or(result.dataset.split);
        result.dataset.names = find(|column| matches!(column, Column::Dataset))
            .into_iter()
            .chain(data.map(str::to_owned))
            .collect();
        result.slice = slice.clone().into_iter().collect();
        result.support.clone_from(&support);
        reading.results.push(result);
    }
}

fn columns(header: &[String]) -> Vec<Column> {
    let lower: Vec<String> = header.iter().map(|title| title.to_lowercase()).collect();
    let has = |name: &str| lower.iter().any(|title| title == name);
    let is_of_models = has("model") || has("model_name");
    let is_of_attributes = has("attribute_name") && has("attribute_value");
    let is_metric = |title: &String| metrics::name(title).scale.is_some();
    let first = lower.iter().position(is_metric).unwrap_or(lower.len());
    let column = |(index, title): (usize, &String)| match title.as_str() {
        "model" | "model_name" => Column::Model,
        "model_id" if is_of_attributes => Column::Variant,
        "img_size" => Column::Variant,
        "dataset" | "benchmark" => Column::Dataset,
        "split" => Column::Split,
        "attribute_name" if is_of_attributes => Column::FeatureName,
        "attribute_value" if is_of_attributes => Column::FeatureValue,
        "tp" => Column::Cell("tp"),
        "fp" => Column::Cell("fp"),
        "fn" => Column::Cell("fn"),
        "tn" => Column::Cell("tn"),
        "for" if is_of_attributes => {
            Column::Metric(metrics::name("false_omission_rate"), title.clone())
        }
        "pprev" if is_of_attributes => {
            Column::Metric(metrics::name("selection_rate"), title.clone())
        }
        "prev" if is_of_attributes => Column::Metric(metrics::name("prevalence"), title.clone()),
        title if is_count(title) => Column::Count,
        _ if is_metric(title) => {
            let shown = header.get(index).unwrap_or(title);
            Column::Metric(metrics::name(title), shown.clone())
        }
        // pandas writes the labels of a frame's rows in front of its columns.
        _ if index < first && !is_of_models && !is_of_attributes => {
            let named = header.get(index).filter(|title| !title.is_empty());
            Column::Feature(named.cloned().unwrap_or_else(|| "group".to_owned()))
        }
        _ => Column::Other,
    };
    lower.iter().enumerate().map(column).collect()
}

fn slice(row: &[Option<String>], columns: &[Column]) -> BTreeMap<String, String> {
    let mut slice = BTreeMap::new();
    let mut named = None;
    for (column, cell) in columns.iter().zip(row) {
        match (column, cell) {
            (Column::Feature(feature), Some(cell)) => {
                slice.insert(feature.clone(), cell.clone());
            }
            (Column::FeatureName, Some(cell)) => named = Some(cell.clone()),
            (Column::FeatureValue, Some(cell)) => {
                let feature = named.take().unwrap_or_else(|| "group".to_owned());
                slice.insert(feature, cell.clone());
            }
            _ => {}
        }
    }
    slice
}

fn support(at: &Pointer, row: &[Option<String>], columns: &[Column]) -> Map<String, Value> {
    let mut support = Map::new();
    let mut counts = Map::new();
    let mut counts_at = None;
    for (index, (column, cell)) in columns.iter().zip(row).enumerate() {
        let Some(count) = cell.as_deref().and_then(whole) else {
            continue;
        };
        match column {
            Column::Count => {
                support.insert("n".to_owned(), json!(count));
                support.insert("n_at".to_owned(), at.join(index).as_str().into());
            }
            Column::Cell(cell) => {
                counts.insert((*cell).to_owned(), json!(count));
                counts_at = counts_at.or(Some(at.join(index)));
            }
            _ => {}
        }
    }
    if let Some(at) = counts_at {
        support.insert("counts".to_owned(), counts.into());
        support.insert("counts_at".to_owned(), at.as_str().into());
    }
    support
}

fn whole(cell: &str) -> Option<u64> {
    cell.strip_suffix(".0").unwrap_or(cell).parse().ok()
}

/// timm keeps one file a test set and names it so: `results-imagenet-a.csv`.
fn dataset(script: &Script<'_>, header: &[String]) -> Option<String> {
    let stem = script.artifact.path.file_stem()?;
    let is_of_models = header.iter().any(|title| title == "model");
    let name = stem.strip_prefix("results-").filter(|_| is_of_models)?;
    Some(names::normal(name))
}
