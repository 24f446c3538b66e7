//! The slices as a table for a person.

use std::fmt::Write as _;

use camino::Utf8Path;

use super::pairs;
use super::sections::{Gap, Measured, Section};
use super::{Summary, counted};
use crate::predictions::Slice;
use crate::statistics::{Confidence, Counts, Form, Interval, Method, Metric, Rate, wilson};

/// The rates that are shown, each with its heading.
const SHOWN: [(Rate, &str); 4] = [
    (Rate::Selection, "selection rate"),
    (Rate::TruePositive, "TPR"),
    (Rate::FalsePositive, "FPR"),
    (Rate::Accuracy, "accuracy"),
];

/// Returns everything that was measured, as text.
pub(super) fn render(file: &Utf8Path, summary: &Summary) -> String {
    let overall = &summary.overall;
    let mut text = format!("{file}: {}", of_rows(summary));
    text.push_str("; 95 % intervals\n\n");
    let mut grid = Grid::of_rates(overall.scores.is_some());
    let mut notes = grid.add_rates("all cases", overall);
    text.push_str(&grid.render());
    tell(&mut text, &mut notes);
    for section in &summary.sections {
        let _ = writeln!(text, "\nby {}", heading(section));
        let mut grid = Grid::of_rates(overall.scores.is_some());
        for slice in &section.slices {
            let mut found = grid.add_rates(&label(&slice.slice), slice);
            notes.append(&mut found);
        }
        if section.unknown.n() > 0 {
            grid.add_unknown(section.unknown.n());
        }
        text.push_str(&grid.render());
        text.push_str(&gaps(section));
        for (rate, name) in SHOWN {
            let group = |one: &Measured| Some((label(&one.slice), one.slice.counts.share(rate)?));
            let shares: Vec<_> = section.slices.iter().filter_map(group).collect();
            if rate == SHOWN[0].0 && shares.len() > 1 {
                text.push_str(pairs::HEADING);
            }
            text.push_str(&pairs::lines(name, &shares));
        }
        tell(&mut text, &mut notes);
    }
    text
}

/// Adds what was noted so far.
pub(super) fn tell(text: &mut String, notes: &mut Vec<String>) {
    for note in notes.drain(..) {
        let _ = writeln!(text, "{note}");
    }
}

/// Says how many rows and cases there are, and how many are left out.
pub(super) fn of_rows(summary: &Summary) -> String {
    let rows = usize::try_from(summary.table.rows).unwrap_or(usize::MAX);
    let mut text = counted(rows, "row");
    let cases = summary.overall.slice.cases();
    if summary.table.unlabelled > 0 {
        let _ = write!(
            text,
            ", {} of them left out without truth, prediction or score",
            summary.table.unlabelled
        );
    }
    if cases + summary.table.unlabelled != summary.table.rows {
        let _ = write!(text, ", standing for {cases} cases");
    }
    text
}

pub(super) fn heading(section: &Section) -> String {
    let features: Vec<String> = section.features.iter().map(|name| plain(name)).collect();
    let mut text = features.join(" and ");
    for (column, level) in &section.control {
        let _ = write!(text, ", {} = {}", plain(column), plain(level));
    }
    text
}

pub(super) fn label(slice: &Slice) -> String {
    let values: Vec<String> = slice.group.iter().map(|value| plain(value)).collect();
    values.join(", ")
}

/// Returns free text without what a terminal would obey.
pub(super) fn plain(text: &str) -> String {
    let escape = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    text.chars().map(escape).collect()
}

/// Rows of cells in columns as wide as they need to be.
pub(super) struct Grid {
    /// How many columns behind the first hold numbers of cases.
    counts: usize,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// Begins with the names of the columns; so many behind the first hold numbers of cases.
    pub(super) fn new(head: &[&str], counts: usize) -> Self {
        let head = head.iter().map(|&name| name.to_owned()).collect();
        Self {
            counts,
            rows: vec![head],
        }
    }

    fn of_rates(has_scores: bool) -> Self {
        let mut head = vec!["", "n", "tp", "fp", "fn", "tn"];
        head.extend(SHOWN.map(|(_, name)| name));
        if has_scores {
            head.extend(["ROC AUC", "log loss"]);
        }
        Self::new(&head, 5)
    }

    /// Adds a row.
    pub(super) fn add(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Adds a slice in two rows, values over intervals; says why values are undefined.
    fn add_rates(&mut self, label: &str, slice: &Measured) -> Vec<String> {
        let counts = slice.slice.counts;
        let numbers = [counts.n(), counts.tp, counts.fp, counts.fn_, counts.tn];
        let mut values = vec![label.to_owned()];
        values.extend(numbers.map(|number| number.to_string()));
        let mut intervals = vec![String::new(); values.len()];
        let mut notes = Vec::new();
        for (rate, name) in SHOWN {
            let metric = counts.rate(rate);
            values.push(cell(metric));
            intervals.push(around(counts, rate).map_or_else(String::new, range));
            notes.extend(note(name, label, metric));
        }
        let names = ["ROC AUC", "log loss"];
        for (metric, name) in slice.scores.iter().flatten().zip(names) {
            values.push(cell(*metric));
            notes.extend(note(name, label, *metric));
        }
        self.rows.push(values);
        self.rows.push(intervals);
        notes
    }

    pub(super) fn add_unknown(&mut self, cases: u64) {
        let row = vec!["(group unknown)".to_owned(), cases.to_string()];
        self.rows.push(row);
    }

    pub(super) fn render(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                // Counts stand under each other by their last digit, all else by the first.
                let padding = " ".repeat(width - cell.chars().count());
                let is_count = (1..=self.counts).contains(&at);
                let (before, after) = if is_count {
                    (padding.as_str(), "")
                } else {
                    ("", padding.as_str())
                };
                let _ = write!(line, "{before}{cell}{after}  ");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Returns the disparities, one a line.
fn gaps(section: &Section) -> String {
    let mut text = String::new();
    let mut last = None;
    for gap in &section.gaps {
        if last.replace(gap.method) != Some(gap.method) {
            text.push_str(match gap.method {
                Method::BetweenGroups => "\n  between groups\n",
                Method::ToOverall => "\n  to overall\n",
            });
        }
        let name = gap.criterion.name(gap.form).replace('_', " ");
        let interval = gap.interval.map_or_else(String::new, range);
        let line = format!(
            "  {name:<29}  {:<9}  {interval:<11}  {}",
            cell(gap.found.metric),
            from(gap, section)
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Says which groups a disparity comes from, or why there is none.
fn from(gap: &Gap, section: &Section) -> String {
    let name = |at: usize| section.slices.get(at).map(|slice| label(&slice.slice));
    let mut text = match (gap.found.metric.value, gap.found.between) {
        (Err(reason), _) => match gap.found.metric.printed {
            Some(printed) => format!("{}; Fairlearn prints {printed:.3}", reason.reason()),
            None => reason.reason().to_owned(),
        },
        (Ok(value), Some((low, high))) if !is_parity(gap.form, value) => {
            match (name(low), name(high)) {
                (Some(low), Some(high)) if low == high => low,
                (Some(low), Some(high)) => format!("{low} < {high}"),
                _ => String::new(),
            }
        }
        (Ok(_), _) => String::new(),
    };
    if gap.found.metric.value.is_ok() && !gap.found.left_out.is_empty() {
        let out = gap.found.left_out.len();
        let comma = if text.is_empty() { "" } else { "; " };
        let _ = write!(
            text,
            "{comma}{} left out as undefined",
            counted(out, "rate")
        );
        let printed = gap
            .found
            .metric
            .printed
            .filter(|_| gap.form == Form::Difference);
        if let Some(printed) = printed.filter(|it| Ok(*it) != gap.found.metric.value) {
            let _ = write!(text, ", which Fairlearn takes for 0: {printed:.3}");
        }
    }
    text
}

/// Returns whether no group is apart from any other, so that none is to be named.
fn is_parity(form: Form, value: f64) -> bool {
    match form {
        Form::Difference => value <= 0.0,
        Form::Ratio => value >= 1.0,
    }
}

pub(super) fn cell(metric: Metric) -> String {
    match metric.value {
        Ok(value) => format!("{value:.3}"),
        Err(_) => "undefined".to_owned(),
    }
}

pub(super) fn note(name: &str, label: &str, metric: Metric) -> Option<String> {
    let reason = metric.value.err()?.reason();
    let printed = metric.printed.map_or_else(String::new, |printed| {
        format!("; Fairlearn and scikit-learn print {printed:.3}")
    });
    Some(format!("  undefined: {name} of {label}, {reason}{printed}"))
}

/// Returns the 95 % interval of a rate that is a share of cases.
pub(super) fn around(counts: Counts, rate: Rate) -> Option<Interval> {
    wilson(counts.share(rate)?, Confidence::P95).ok()
}

pub(super) fn range(interval: Interval) -> String {
    format!("{:.3}–{:.3}", interval.low, interval.high)
}
