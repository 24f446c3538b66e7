//! CSV as RFC 4180 has it: a header, then rows of as many cells.
//!
//! Where the header has semicolons and no comma, semicolons part the cells, as
//! spreadsheets write them in much of Europe.

use serde_json::{Map, Value};

use crate::artifact::Fault;
use crate::parse::faults::{Faults, unparsable};
use crate::parse::layout::Keep;
use crate::parse::text::line_of;
use crate::span::Span;

/// Reads the table in `span` of `text`, as its columns and its rows.
pub(super) fn read<K: Keep>(text: &str, span: Span, faults: &mut Faults) -> Option<(Value, K)> {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        at: span.start,
        separator: separator(span.slice(text)),
    };
    let (columns, columns_keep, header) = match scanner.row::<K>() {
        Ok(Some(row)) => row,
        Ok(None) => return None,
        Err(fault) => {
            faults.add(fault);
            return None;
        }
    };
    let mut rows = Vec::new();
    let mut kept = Vec::new();
    loop {
        match scanner.row::<K>() {
            Ok(Some((cells, keep, place))) => {
                if cells.len() != columns.len() {
                    let message = ragged(rows.len() + 1, cells.len(), columns.len());
                    faults.unparsable(place, message);
                }
                rows.push(Value::Array(cells));
                kept.push(keep);
            }
            Ok(None) => break,
            Err(fault) => {
                faults.add(fault);
                break;
            }
        }
    }
    let end = text.trim_end().len().max(header.end);
    let rows_keep = K::new(Span::new(header.end, end), kept);
    let keep = K::new(Span::new(header.start, end), vec![columns_keep, rows_keep]);
    let mut members = Map::new();
    members.insert("columns".to_owned(), Value::Array(columns));
    members.insert("rows".to_owned(), Value::Array(rows));
    Some((Value::Object(members), keep))
}

fn ragged(row: usize, cells: usize, columns: usize) -> String {
    let plural = if cells == 1 { "" } else { "s" };
    format!("row {row} has {cells} cell{plural}, the header has {columns}")
}

/// Returns what parts the cells of the header, quoted cells left aside.
fn separator(source: &str) -> u8 {
    let mut is_quoted = false;
    let mut separator = b',';
    for byte in source.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            b',' => return b',',
            b';' => separator = b';',
            b'\n' => break,
            _ => {}
        }
    }
    separator
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    separator: u8,
}

/// The cells of a row, what was kept of them, and the place of the row.
type Row<K> = (Vec<Value>, K, Span);

impl Scanner<'_> {
    /// Reads the next row; `None` at the end of the file.
    fn row<K: Keep>(&mut self) -> Result<Option<Row<K>>, Fault> {
        while let Some(b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        if self.peek().is_none() {
            return Ok(None);
        }
        let start = self.at;
        let mut cells = Vec::new();
        let mut kept = Vec::new();
        loop {
            let (cell, span) = self.cell()?;
            cells.push(Value::String(cell));
            kept.push(K::new(span, Vec::new()));
            if self.peek() != Some(self.separator) {
                break;
            }
            self.at += 1;
        }
        let place = Span::new(start, self.at);
        Ok(Some((cells, K::new(place, kept), place)))
    }

    fn cell(&mut self) -> Result<(String, Span), Fault> {
        let start = self.at;
        if self.peek() == Some(b'"') {
            let cell = self.quoted()?;
            return Ok((cell, Span::new(start, self.at)));
        }
        let rest = self.bytes.get(start..).unwrap_or_default();
        let is_end = |byte: &u8| *byte == self.separator || matches!(byte, b'\n' | b'\r');
        self.at += rest.iter().position(is_end).unwrap_or(rest.len());
        let span = Span::new(start, self.at);
        Ok((span.slice(self.text).to_owned(), span))
    }

    fn quoted(&mut self) -> Result<String, Fault> {
        let open = self.at;
        let mut cell = String::new();
        loop {
            self.at += 1;
            let from = self.at;
            let rest = self.text.get(from..).unwrap_or_default();
            let Some(length) = rest.find('"') else {
                let line = line_of(self.text, open);
                let message = format!("quotes that open on line {line} are never closed");
                return Err(unparsable(Span::new(open, open + 1), message));
            };
            cell.push_str(rest.get(..length).unwrap_or_default());
            self.at += length + 1;
            // A quote that stands twice is one in the cell.
            if self.peek() != Some(b'"') {
                break;
            }
            cell.push('"');
        }
        match self.peek() {
            None | Some(b'\n' | b'\r') => Ok(cell),
            Some(byte) if byte == self.separator => Ok(cell),
            Some(_) => {
                let place = Span::new(self.at - 1, self.at);
                Err(unparsable(place, "text after the closing quote of a cell"))
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}
