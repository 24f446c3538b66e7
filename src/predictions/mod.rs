//! Predictions, row by row, to the counts of every slice.
//!
//! Rows are streamed: what is kept are counts, and with a score the scores. Nothing is
//! dropped without a count, and what has no meaning here ends the reading at its row and
//! column.

mod case;
mod chosen;
mod csv;
mod glance;
mod groups;
mod hashed;
mod json_lines;
mod known;
mod labels;
mod lines;
mod measured;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod stretch;
mod table;
mod tally;

use std::io::Read;

use camino::Utf8Path;

use crate::git::Opened;

pub use self::chosen::{Choice, choose};
pub use self::glance::{Column, GLANCE_ROWS, Glance, glance};
pub use self::hashed::Hashed;
pub use self::labels::{Labels, Prediction, Task};
pub use self::measured::Measured;
pub use self::table::{Cell, ClassCounts, Feature, Slice, Slices, Table};

/// The most values that a column of groups may have: beyond, it is no column of groups.
pub const MAX_VALUES: usize = 1_000;

/// The most combinations of groups.
pub const MAX_CELLS: usize = 100_000;

/// How the rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Comma-separated, or by semicolons where the header has semicolons and no comma.
    Csv,
    /// Separated by tabs.
    Tsv,
    /// One JSON object a line.
    JsonLines,
    /// Column by column; read with the feature `parquet`.
    Parquet,
}

impl Layout {
    /// Returns how a file of this name is written; none where it is no file of rows.
    #[must_use]
    pub fn of_path(path: &Utf8Path) -> Option<Self> {
        match path.extension()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "tsv" => Some(Self::Tsv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// Which column means what.
#[derive(Debug, Clone)]
pub struct Columns {
    /// What is true.
    pub truth: String,
    /// What was predicted.
    pub prediction: Prediction,
    /// The probability of being positive.
    pub score: Option<String>,
    /// How many cases a row stands for.
    pub weight: Option<String>,
    /// What no two rows have in common.
    pub id: Option<String>,
    /// The columns of groups.
    pub groups: Vec<String>,
}

/// What the cells mean.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// What truth and prediction are.
    pub task: Task,
    /// The labels that are positive and negative; 1 and 0 where none are named.
    pub labels: Option<Labels>,
    /// Texts that stand for no value, beside the empty cell.
    pub missing: Vec<String>,
    /// Whether rows without truth, prediction or score are left out, and counted.
    pub skip_unlabelled: bool,
}

/// Why the rows cannot be counted.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file could not be read.
    #[error("it could not be read")]
    Unreadable(#[source] std::io::Error),
    /// The columns are not those that are asked for.
    #[error("{0}")]
    Columns(String),
    /// A row has no meaning.
    #[error("row {row}{}{}: {message}", of_line(*line), of_column(column.as_deref()))]
    Row {
        /// The row, without the header, from 1.
        row: u64,
        /// The line on which it begins, from 1, where there are lines.
        line: Option<u64>,
        /// The column, where it is one.
        column: Option<String>,
        /// What is wrong.
        message: String,
    },
}

/// Counts the rows of `input`.
///
/// # Errors
/// The input cannot be read, a column is not there, or a row has no meaning.
///
/// # Example
/// ```
/// use raigate::predictions::{Columns, Layout, Meaning, Prediction, read};
///
/// let columns = Columns {
///     truth: "y_true".to_owned(),
///     prediction: Prediction::Column("y_pred".to_owned()),
///     score: None,
///     weight: None,
///     id: None,
///     groups: vec!["sex".to_owned()],
/// };
/// let rows = "y_true,y_pred,sex\n1,1,female\n0,1,male\n";
/// let table = read(rows.as_bytes(), Layout::Csv, &columns, &Meaning::default())?;
/// assert_eq!(table.slices(&[0]).slices[0].counts.tp, 1);
/// # Ok::<(), raigate::predictions::Fault>(())
/// ```
pub fn read(
    input: impl Read,
    layout: Layout,
    columns: &Columns,
    meaning: &Meaning,
) -> Result<Table, Fault> {
    once_each(columns)?;
    match layout {
        Layout::JsonLines => json_lines::read(input, columns, meaning),
        Layout::Csv | Layout::Tsv => csv::read(input, layout, columns, meaning),
        Layout::Parquet => Err(Fault::Columns(
            "Parquet is read from a whole file".to_owned(),
        )),
    }
}

/// Counts the rows of a file, and returns its digest, `sha256:…`, as well.
///
/// # Errors
/// As [`read`]; and where a file of Parquet changed while it was read.
pub fn read_file(
    input: Opened,
    layout: Layout,
    columns: &Columns,
    meaning: &Meaning,
) -> Result<(Table, String), Fault> {
    if layout == Layout::Parquet {
        once_each(columns)?;
        #[cfg(feature = "parquet")]
        return parquet::read(input, columns, meaning);
        #[cfg(not(feature = "parquet"))]
        return Err(Fault::Columns(
            "Parquet is not read by this build; it takes the feature `parquet`".to_owned(),
        ));
    }
    let mut input = Hashed::new(input);
    let table = read(&mut input, layout, columns, meaning)?;
    Ok((table, input.digest()))
}

/// Refuses a column that is asked for twice.
fn once_each(columns: &Columns) -> Result<(), Fault> {
    let wanted = columns.wanted();
    let twice =
        (1..wanted.len()).find(|at| wanted.iter().take(*at).any(|name| name == &wanted[*at]));
    if let Some(name) = twice.and_then(|at| wanted.get(at)) {
        let name = shown(name.as_bytes());
        return Err(Fault::Columns(format!(
            "the column `{name}` is asked for twice"
        )));
    }
    Ok(())
}

impl Columns {
    /// Returns every column that is read: truth, prediction or score, weight, id, groups.
    fn wanted(&self) -> Vec<&str> {
        let prediction = match &self.prediction {
            Prediction::Column(name) => Some(name),
            Prediction::AtLeast(_) => None,
        };
        let optional = [
            prediction,
            self.score.as_ref(),
            self.weight.as_ref(),
            self.id.as_ref(),
        ];
        let all = std::iter::once(&self.truth).chain(optional.into_iter().flatten());
        all.chain(&self.groups).map(String::as_str).collect()
    }
}

fn of_line(line: Option<u64>) -> String {
    line.map_or_else(String::new, |line| format!(" (line {line})"))
}

fn of_column(column: Option<&str>) -> String {
    column.map_or_else(String::new, |column| {
        format!(", column `{}`", shown(column.as_bytes()))
    })
}

/// Returns what a cell holds, fit for a message: one line, at most 40 characters.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short.escape_debug().to_string()
}

/// Says which columns are there, and which one may have been meant.
fn absent(name: &str, there: &[String]) -> Fault {
    let names = there.iter().map(String::as_str);
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    let are_several = parts
        .iter()
        .all(|part| names.clone().any(|name| name == *part));
    let near = match crate::glossary::nearest(name, names.clone()) {
        _ if are_several => format!("; name each on its own: `--by {}`", parts.join(" ")),
        Some(near) => format!("; did you mean `{}`?", shown(near.as_bytes())),
        None => String::new(),
    };
    let list: Vec<String> = names
        .take(20)
        .map(|name| format!("`{}`", shown(name.as_bytes())))
        .collect();
    let more = if there.len() > 20 { ", …" } else { "" };
    Fault::Columns(format!(
        "there is no column `{}`{}\n  help: the columns are {}{more}",
        shown(name.as_bytes()),
        near,
        list.join(", "),
    ))
}
