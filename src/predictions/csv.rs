//! Rows of CSV, one at a time.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

use super::tally::Tally;
use super::{Columns, Fault, Layout, Meaning, Table, absent};

/// Bytes read at once, and the most that a header may have.
const BUFFER: usize = 1 << 17;

/// Counts the rows of a table whose first row names the columns.
pub(super) fn read(
    input: impl Read,
    layout: Layout,
    columns: &Columns,
    meaning: &Meaning,
) -> Result<Table, Fault> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let start = input.fill_buf().map_err(Fault::Unreadable)?;
    let separator = separator(layout, start);
    let quotes = Rc::new(Cell::new(0_u64));
    let counted = Counted {
        input,
        quotes: Rc::clone(&quotes),
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .buffer_capacity(BUFFER)
        .from_reader(counted);
    let header = reader.byte_headers().map_err(fault)?.clone();
    let names: Vec<String> = header
        .iter()
        .map(|name| String::from_utf8_lossy(name.trim_ascii()).into_owned())
        .collect();
    let places = places(columns, &names)?;
    let mut tally = Tally::new(columns, meaning);
    let mut row = csv::ByteRecord::new();
    let mut line = 1;
    while reader.read_byte_record(&mut row).map_err(fault)? {
        line = row.position().map_or(line, csv::Position::line);
        tally.add(line, |at| {
            let place = places.get(at).copied().unwrap_or(usize::MAX);
            row.get(place).unwrap_or_default()
        })?;
    }
    let table = tally.table();
    if quotes.get() % 2 == 1 {
        // Whatever follows such a quote was read as one cell.
        return Err(Fault::Row {
            row: table.rows,
            line,
            column: None,
            message: "a quote is opened here or above and never closed".to_owned(),
        });
    }
    Ok(table)
}

/// Returns where each column that is read stands in the file.
fn places(columns: &Columns, names: &[String]) -> Result<Vec<usize>, Fault> {
    let place = |wanted: &str| {
        let mut found = (0..names.len()).filter(|at| names.get(*at).is_some_and(|it| it == wanted));
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

fn separator(layout: Layout, start: &[u8]) -> u8 {
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

fn fault(error: csv::Error) -> Fault {
    let place = error.position().cloned();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Fault::Unreadable(error),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            let plural = if len == 1 { "" } else { "s" };
            Fault::Row {
                row: place.as_ref().map_or(0, csv::Position::record),
                line: place.as_ref().map_or(0, csv::Position::line),
                column: None,
                message: format!("it has {len} cell{plural}, the header has {expected_len}"),
            }
        }
        other => Fault::Columns(format!("the table cannot be read: {other:?}")),
    }
}

/// Counts the quotes that go by: of those that are closed there is an even number.
struct Counted<R> {
    input: R,
    quotes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        let new = buffer.get(..read).unwrap_or_default();
        // A byte holds the count of 255 bytes: so many are counted at once, in registers.
        let counts = new
            .chunks(255)
            .map(|chunk| chunk.iter().map(|byte| u8::from(*byte == b'"')).sum::<u8>());
        self.quotes
            .set(self.quotes.get() + counts.map(u64::from).sum::<u64>());
        Ok(read)
    }
}
