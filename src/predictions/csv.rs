//! Rows of CSV as RFC 4180 has it, one at a time.

use std::io::Read;

use super::known::Known;
use super::lines::{Lines, Row};
use super::tally::Tally;
use super::{Columns, Fault, Layout, Meaning, Table, absent};

/// A table whose columns are known.
struct Reading<'p> {
    /// How many cells a row has.
    width: usize,
    /// Where each column that is read stands in a row.
    places: Vec<usize>,
    /// The first and the last of them.
    first: usize,
    last: usize,
    known: Known,
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
        if reading.pass(&mut lines) {
            continue;
        }
        match lines.next().map_err(Fault::Unreadable)? {
            Row::Here => {
                reading.check(lines.width(), lines.line())?;
                reading.add(&lines)?;
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
        let places = places(columns, &names)?;
        let first = places.iter().copied().min().unwrap_or_default();
        let last = places.iter().copied().max().unwrap_or_default();
        Ok(Self {
            width: names.len(),
            first,
            last,
            places,
            // Each row has another id, and has to be asked for it.
            known: Known::new(columns.id.is_none()),
            tally: Tally::new(columns, meaning),
        })
    }

    /// Returns whether a row begins with the first and ends with the last.
    fn is_to_the_ends(&self) -> bool {
        self.first == 0 && self.last + 1 == self.width
    }

    /// Adds the row that stands next where it is known as a whole, and says whether it is.
    fn pass<R: Read>(&mut self, lines: &mut Lines<R>) -> bool {
        if !self.is_to_the_ends() || !self.known.is_of_use() {
            return false;
        }
        let added = lines.pass(|line| self.known.get(line));
        if let Some(added) = added {
            self.tally.add_again(added);
        }
        added.is_some()
    }

    /// Adds the row that `lines` stands at.
    fn add<R: Read>(&mut self, lines: &Lines<R>) -> Result<(), Fault> {
        let text = lines.plain(self.first, self.last);
        let unseen = text.filter(|_| !self.is_to_the_ends());
        if let Some(added) = unseen.and_then(|text| self.known.get(text)) {
            self.tally.add_again(added);
            return Ok(());
        }
        let places = &self.places;
        let added = self.tally.add(lines.line(), |at| {
            places.get(at).map_or(&[], |place| lines.cell(*place))
        })?;
        if let Some(text) = text {
            self.known.keep(text, added);
        }
        Ok(())
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
