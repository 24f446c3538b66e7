//! A glance at a file of rows: its columns, and how many different values the first rows have.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read};

use super::csv::separator;
use super::lines::{Lines, Row};
use super::{Fault, Layout};
use crate::git::Opened;

/// As many rows as tell what a table is.
pub const GLANCE_ROWS: usize = 1_000;

/// The longest line that is looked at.
const MAX_LINE_BYTES: u64 = 1 << 20;

/// What the beginning of a table shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance {
    /// The columns, in the order of the file.
    pub columns: Vec<Column>,
    /// How many rows were looked at: at most [`GLANCE_ROWS`].
    pub seen: usize,
    /// How many rows there are; `None` where there are more than were looked at.
    pub rows: Option<u64>,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How many different values the rows have that were looked at, the empty one aside.
    pub distinct: usize,
}

/// Looks at the first rows of a file, whatever its columns are.
///
/// # Errors
/// The file cannot be read, or has no rows of that layout.
pub fn glance(input: Opened, layout: Layout) -> Result<Glance, Fault> {
    match layout {
        Layout::Csv | Layout::Tsv => of_lines(input, layout),
        Layout::JsonLines => of_objects(input),
        #[cfg(feature = "parquet")]
        Layout::Parquet => super::parquet::glance(input),
        #[cfg(not(feature = "parquet"))]
        Layout::Parquet => Err(Fault::Columns("Parquet is not read by this build".into())),
    }
}

/// Collects the values of columns as rows come by.
#[derive(Default)]
pub(super) struct Values {
    names: Vec<String>,
    places: HashMap<String, usize>,
    distinct: Vec<BTreeSet<Vec<u8>>>,
    seen: usize,
}

impl Values {
    /// Returns where the column of that name stands, which is at the end if it is new.
    pub(super) fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        self.names.push(name.to_owned());
        self.distinct.push(BTreeSet::new());
        let place = self.names.len() - 1;
        self.places.insert(name.to_owned(), place);
        place
    }

    /// Takes one value.
    pub(super) fn take(&mut self, place: usize, value: &[u8]) {
        let value = value.trim_ascii();
        if let Some(values) = self.distinct.get_mut(place)
            && !value.is_empty()
            && !values.contains(value)
        {
            values.insert(value.to_vec());
        }
    }

    /// Closes a row, and returns whether there is room for another.
    pub(super) fn end_row(&mut self) -> bool {
        self.seen += 1;
        self.seen < GLANCE_ROWS
    }

    /// Returns what was seen; `rows` is how many rows there are, where that is known.
    pub(super) fn glance(self, rows: Option<u64>) -> Glance {
        let columns = self.names.into_iter().zip(self.distinct);
        Glance {
            columns: columns
                .map(|(name, values)| Column {
                    name,
                    distinct: values.len(),
                })
                .collect(),
            seen: self.seen,
            rows,
        }
    }
}

fn of_lines(input: impl Read, layout: Layout) -> Result<Glance, Fault> {
    let mut lines = Lines::new(input);
    lines.fill().map_err(Fault::Unreadable)?;
    lines.skip_mark();
    lines.separator = separator(layout, lines.unread());
    let mut values = Values::default();
    match lines.next().map_err(Fault::Unreadable)? {
        Row::Here => {
            for at in 0..lines.width() {
                let name = String::from_utf8_lossy(lines.cell(at)).trim().to_owned();
                values.place(&name);
            }
        }
        Row::Wrong(what) => return Err(Fault::Columns(format!("the header: {what}"))),
        Row::End => return Ok(Glance::default()),
    }
    loop {
        match lines.next().map_err(Fault::Unreadable)? {
            Row::Here => {
                for at in 0..lines.width() {
                    values.take(at, lines.cell(at));
                }
                if !values.end_row() {
                    return Ok(values.glance(None));
                }
            }
            // What comes behind a row that cannot be told is no table any more.
            Row::Wrong(_) | Row::End => {
                let rows = values.seen as u64;
                return Ok(values.glance(Some(rows)));
            }
        }
    }
}

fn of_objects(input: impl Read) -> Result<Glance, Fault> {
    let mut input = BufReader::with_capacity(1 << 17, input);
    let mut values = Values::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut part = input.by_ref().take(MAX_LINE_BYTES);
        if part
            .read_until(b'\n', &mut line)
            .map_err(Fault::Unreadable)?
            == 0
        {
            let rows = values.seen as u64;
            return Ok(values.glance(Some(rows)));
        }
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if text.trim_ascii().is_empty() {
            continue;
        }
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(text)
            .map_err(|_| Fault::Columns("it is no JSON object a line".to_owned()))?;
        for (name, value) in object {
            let place = values.place(&name);
            match value {
                serde_json::Value::Null => {}
                serde_json::Value::String(text) => values.take(place, text.as_bytes()),
                other => values.take(place, other.to_string().as_bytes()),
            }
        }
        if !values.end_row() {
            return Ok(values.glance(None));
        }
    }
}
