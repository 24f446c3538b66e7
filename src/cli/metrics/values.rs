//! What classes and numbers come to: as a table for a person, and as results for the gate.

use std::fmt::Write as _;

use camino::Utf8Path;
use serde_json::{Map, Value, json};

use super::file::{counts, ends};
use super::sections::{Measured, Section};
use super::table::{Grid, cell, heading, label, note, of_rows, plain, range, tell};
use super::{Summary, pairs};
use crate::predictions::{self, Task};
use crate::statistics::{Confidence, Interval, wilson};

/// The values of classes that are shown, each with its heading.
const AVERAGES: [(&str, &str); 7] = [
    ("accuracy", "accuracy"),
    ("precision_macro", "macro precision"),
    ("recall_macro", "macro recall"),
    ("f1_macro", "macro F1"),
    ("precision_weighted", "weighted precision"),
    ("recall_weighted", "weighted recall"),
    ("f1_weighted", "weighted F1"),
];

/// The errors that are shown, each with its heading.
const ERRORS: [(&str, &str); 3] = [("mae", "MAE"), ("mse", "MSE"), ("r2", "R²")];

/// Returns everything that was measured, as text.
pub(super) fn render(file: &Utf8Path, summary: &Summary) -> String {
    let mut text = format!("{file}: {}", of_rows(summary));
    let classes = summary.overall.slice.classes.as_ref();
    if let Some(classes) = classes {
        let _ = write!(
            text,
            ", {}; 95 % intervals; micro averages are the accuracy, as each case has one class",
            of_classes(classes.names.len())
        );
    }
    text.push_str("\n\n");
    let task = summary.table.task;
    let all = classes.map_or(0, |classes| classes.names.len());
    block(
        &mut text,
        task,
        all,
        &[("all cases".to_owned(), &summary.overall)],
        0,
    );
    for section in &summary.sections {
        let _ = writeln!(text, "\nby {}", heading(section));
        let slices = section.slices.iter();
        let slices: Vec<_> = slices.map(|slice| (label(&slice.slice), slice)).collect();
        block(&mut text, task, all, &slices, section.unknown_cases);
        text.push_str(&apart(section));
    }
    text
}

/// Adds the values of some slices, and why values are undefined.
fn block(text: &mut String, task: Task, all: usize, slices: &[(String, &Measured)], unknown: u64) {
    let shown: &[(&str, &str)] = match task {
        Task::Regression => &ERRORS,
        _ => &AVERAGES,
    };
    let mut head = vec!["", "n"];
    head.extend(shown.iter().map(|(_, name)| *name));
    let mut grid = Grid::new(&head, 1);
    let mut notes = Vec::new();
    for (label, slice) in slices {
        let measured = slice.slice.measured();
        let mut values = vec![label.clone(), slice.slice.cases().to_string()];
        let mut intervals = vec![String::new(); 2];
        for (name, heading) in shown {
            let found = measured.iter().find(|one| one.name == *name);
            values.push(found.map_or_else(String::new, value));
            intervals.push(found.and_then(around).map_or_else(String::new, range));
            notes.extend(found.and_then(|one| note(heading, label, one.metric)));
        }
        grid.add(values);
        if intervals.iter().any(|cell| !cell.is_empty()) {
            grid.add(intervals);
        }
        let own = slice
            .slice
            .classes
            .as_ref()
            .map_or(all, |own| own.names.len());
        if own < all {
            notes.push(format!(
                "  {own} of {} in {label}; its averages are over these",
                of_classes(all)
            ));
        }
    }
    if unknown > 0 {
        grid.add_unknown(unknown);
    }
    text.push_str(&grid.render());
    if task == Task::Multiclass {
        text.push('\n');
        text.push_str(&by_class(slices, &mut notes));
    }
    tell(text, &mut notes);
}

/// Returns precision, recall and F1 of each class of each slice.
fn by_class(slices: &[(String, &Measured)], notes: &mut Vec<String>) -> String {
    let head = ["", "cases", "predicted", "precision", "recall", "F1"];
    let mut grid = Grid::new(&head, 2);
    for (label, slice) in slices {
        let measured = slice.slice.measured();
        let each: Vec<_> = measured.iter().filter(|one| one.class.is_some()).collect();
        for of_class in each.chunk_by(|one, other| one.class == other.class) {
            let Some((Some(class), Some(own))) =
                of_class.first().map(|one| (&one.class, one.counts))
            else {
                continue;
            };
            let name = format!("{label}: {}", plain(class));
            let mut values = vec![name.clone(), own.positives().to_string()];
            values.push(own.selected().to_string());
            let mut intervals = vec![String::new(); 3];
            for (one, heading) in of_class.iter().zip(["precision", "recall", "F1"]) {
                values.push(value(one));
                intervals.push(around(one).map_or_else(String::new, range));
                notes.extend(note(heading, &name, one.metric));
            }
            grid.add(values);
            grid.add(intervals);
        }
    }
    grid.render()
}

/// Returns how far apart the groups are in accuracy.
fn apart(section: &Section) -> String {
    let share = |slice: &Measured| {
        let accuracy = slice
            .slice
            .measured()
            .into_iter()
            .find(|one| one.name == "accuracy")?;
        Some((label(&slice.slice), accuracy.share?))
    };
    let shares: Vec<_> = section.slices.iter().filter_map(share).collect();
    if shares.len() < 2 {
        return String::new();
    }
    pairs::HEADING.to_owned() + &pairs::lines("accuracy", &shares)
}

/// Returns every value of a slice that is defined, as a result.
pub(super) fn metrics(place: &Map<String, Value>, slice: &Measured) -> Vec<Value> {
    let cases = slice.slice.cases();
    let result = |one: predictions::Measured| {
        let value = one.metric.value.ok()?;
        let mut metric = json!({"type": one.name, "value": value, "n": cases, "slice": place});
        let members = metric.as_object_mut()?;
        if slice.slice.classes.is_some() {
            members.insert("unit".to_owned(), "fraction".into());
        }
        if let Some(variant) = one.variant() {
            members.insert("variant".to_owned(), variant.into());
        }
        if let Some(interval) = around(&one) {
            members.insert("ci".to_owned(), ends(interval));
        }
        if let Some(own) = one.counts {
            members.insert("counts".to_owned(), counts(own));
        }
        Some(metric)
    };
    slice
        .slice
        .measured()
        .into_iter()
        .filter_map(result)
        .collect()
}

fn around(one: &predictions::Measured) -> Option<Interval> {
    wilson(one.share?, Confidence::P95).ok()
}

/// Returns a value as it is shown: shares to three places, errors to five digits.
fn value(one: &predictions::Measured) -> String {
    match one.metric.value {
        Ok(value) if one.name == "mae" || one.name == "mse" => digits(value),
        _ => cell(one.metric),
    }
}

fn digits(value: f64) -> String {
    match value.abs() {
        size if size >= 1e6 || (size > 0.0 && size < 1e-3) => format!("{value:.4e}"),
        size if size >= 1e3 => format!("{value:.1}"),
        size if size >= 10.0 => format!("{value:.3}"),
        _ => format!("{value:.4}"),
    }
}

fn of_classes(number: usize) -> String {
    let plural = if number == 1 { "" } else { "es" };
    format!("{number} class{plural}")
}
