//! Rows of CSV as RFC 4180 has it, one at a time.

use std::io::Read;

use super::lines::{Lines, Row};
use super::tally::Tally;
use super::{Columns, Fault, Layout, Meaning, Table, absent};

/// A table whose columns are known.
struct Reading<'p> {
    /// How many cells a row has.
    width: usize,
    /// Where each column that is read stands in a row.
    places: Vec<usize>,
    tally: Tally<'p>,
}

/// Counts the rows of a table whose first row names the columns.
pub(super) fn read(
    input: impl Read,
    layout: Layout,
    columns: &Columns,
    meaning: &Meaning,
) -> Result<Table, Fault> {
    let mut lines = Lines::new(input);
    lines.fill().map_err(Fault::Unreadable)?;
    lines.skip_mark();
    lines.separator = separator(layout, lines.unread());
    let header = lines.next().map_err(Fault::Unreadable)?;
    let mut reading = match header {
        Row::Here => {
            let names = (0..lines.width()).map(|at| lines.cell(at));
            Reading::new(names, columns, meaning)?
        }
        Row::Wrong(what) => return Err(Fault::Columns(format!("the header: {what}"))),
        Row::End => return Err(absent(&columns.truth, &[])),
    };
    loop {
        match lines.next().map_err(Fault::Unreadable)? {
            Row::Here => {
                reading.check(lines.width(), lines.line())?;
                let places = &reading.places;
                reading.tally.add(lines.line(), |at| {
                    places.get(at).map_or(&[], |place| lines.cell(*place))
                })?;
            }
            Row::Wrong(what) => return Err(reading.fault(lines.line(), what.to_owned())),
            Row::End => return Ok(reading.tally.table()),
        }
    }
}

impl<'p> Reading<'p> {
    /// Takes the header.
    fn new<'h>(
        names: impl Iterator<Item = &'h [u8]>,
        columns: &'p Columns,
        meaning: &'p Meaning,
    ) -> Result<Self, Fault> {
        let names: Vec<String> = names
            .map(|name| String::from_utf8_lossy(name.trim_ascii()).into_owned())
            .collect();
        Ok(Self {
            width: names.len(),
            places: places(columns, &names)?,
            tally: Tally::new(columns, meaning),
        })
    }

    /// Refuses a row that has more or fewer cells than the header.
    fn check(&self, width: usize, line: u64) -> Result<(), Fault> {
        if width == self.width {
            return Ok(());
        }
        let plural = if width == 1 { "" } else { "s" };
        let header = self.width;
        let message = format!("it has {width} cell{plural}, the header has {header}");
        Err(self.fault(line, message))
    }

    /// Says what is wrong with the next row as a whole.
    fn fault(&self, line: u64, message: String) -> Fault {
        Fault::Row {
            row: self.tally.rows() + 1,
            line: Some(line),
            column: None,
            message,
        }
    }
}

/// Returns where each column that is read stands in the file.
fn places(columns: &Columns, names: &[String]) -> Result<Vec<usize>, Fault> {
    let place = |wanted: &str| {
        let is_wanted = |at: &usize| names.get(*at).is_some_and(|it| it == wanted);
        let mut found = (0..names.len()).filter(is_wanted);
        match (found.next(), found.next()) {
            (Some(at), None) => Ok(at),
            (Some(_), Some(_)) => Err(Fault::Columns(format!(
                "two columns are called `{}`",
                super::shown(wanted.as_bytes())
            ))),
            (None, _) => Err(absent(wanted, names)),
        }
    };
    columns.wanted().into_iter().map(place).collect()
}

pub(super) fn separator(layout: Layout, start: &[u8]) -> u8 {
    let header = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    match layout {
        Layout::Tsv => b'\t',
        _ if header.contains(&b';') && !header.contains(&b',') => b';',
        _ => b',',
    }
}
