//! Rows of JSON Lines, one object a line.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::tally::Tally;
use super::{Columns, Fault, Meaning, Table, absent, shown};

/// Counts the rows, one object a line; blank lines hold none.
pub(super) fn read(input: impl Read, columns: &Columns, meaning: &Meaning) -> Result<Table, Fault> {
    let mut input = BufReader::with_capacity(1 << 17, input);
    let names = columns.wanted();
    let mut row = Row::new(&names);
    let mut tally = Tally::new(columns, meaning);
    let mut text = Vec::new();
    let (mut line, mut number) = (0, 0);
    let mut members = Vec::new();
    loop {
        text.clear();
        if input
            .read_until(b'\n', &mut text)
            .map_err(Fault::Unreadable)?
            == 0
        {
            break;
        }
        line += 1;
        let object = text.strip_prefix(b"\xef\xbb\xbf").filter(|_| line == 1);
        let object = object.unwrap_or(&text).trim_ascii();
        if object.is_empty() {
            continue;
        }
        number += 1;
        row.fill(object).map_err(|(column, message)| Fault::Row {
            row: number,
            line: Some(line),
            column,
            message,
        })?;
        if number == 1 {
            members.clone_from(&row.others);
        }
        tally.add(line, |at| row.cells.get(at).map_or(b"", |cell| &cell.text))?;
    }
    let never = row
        .cells
        .iter()
        .zip(&names)
        .find(|(cell, _)| !cell.is_known);
    match never {
        Some((_, name)) => Err(absent(name, &members)),
        None => Ok(tally.table()),
    }
}

/// The cells of one row, used again for the next.
struct Row<'n> {
    names: &'n [&'n str],
    cells: Vec<JsonCell>,
    /// The members of the row that are not read.
    others: Vec<String>,
}

#[derive(Default)]
struct JsonCell {
    text: Vec<u8>,
    /// What the first value was, that was not null.
    sort: Option<Sort>,
    /// Whether this row has it.
    is_here: bool,
    /// Whether any row has it.
    is_known: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Flag,
    Number,
    Text,
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::Text => "text",
        }
    }
}

impl<'n> Row<'n> {
    fn new(names: &'n [&'n str]) -> Self {
        Self {
            names,
            cells: names.iter().map(|_| JsonCell::default()).collect(),
            others: Vec::new(),
        }
    }

    /// Reads one object; the column, where it is one, and what is wrong.
    fn fill(&mut self, object: &[u8]) -> Result<(), (Option<String>, String)> {
        self.others.clear();
        for cell in &mut self.cells {
            cell.text.clear();
            cell.is_here = false;
        }
        let mut parser = serde_json::Deserializer::from_slice(object);
        let mut wrong = None;
        let seed = Members {
            row: self,
            wrong: &mut wrong,
        };
        let read = seed.deserialize(&mut parser).and_then(|()| parser.end());
        match (wrong, read) {
            (Some((column, message)), _) => Err((Some(column), message)),
            (None, Err(error)) => {
                // The place in the line says nothing beside the line itself.
                let text = error.to_string();
                let what = text.split(" at line ").next().unwrap_or_default();
                Err((None, format!("it is no JSON object: {what}")))
            }
            (None, Ok(())) => Ok(()),
        }
    }
}

/// Reads the members of an object into a row.
struct Members<'r, 'n> {
    row: &'r mut Row<'n>,
    wrong: &'r mut Option<(String, String)>,
}

impl<'de> DeserializeSeed<'de> for Members<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_, '_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("one object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let place = self.row.names.iter().position(|name| *name == key);
            let Some(cell) = place.and_then(|at| self.row.cells.get_mut(at)) else {
                map.next_value::<IgnoredAny>()?;
                self.row.others.push(key);
                continue;
            };
            let value = map.next_value::<serde_json::Value>()?;
            let is_twice = std::mem::replace(&mut cell.is_here, true);
            cell.is_known = true;
            let complaint = match cell.take(&value) {
                _ if is_twice => Some("it is there twice".to_owned()),
                other => other.err(),
            };
            if let Some(message) = complaint {
                self.wrong.get_or_insert((key, message));
            }
        }
        Ok(())
    }
}

impl JsonCell {
    /// Takes a value as its text; all values of a column are of one sort, or null.
    fn take(&mut self, value: &serde_json::Value) -> Result<(), String> {
        use serde_json::Value;
        let (sort, text) = match value {
            Value::Null => return Ok(()),
            Value::Bool(flag) => (Sort::Flag, flag.to_string()),
            Value::Number(number) => (Sort::Number, number.to_string()),
            Value::String(text) => (Sort::Text, text.clone()),
            Value::Array(_) => return Err("it is a list".to_owned()),
            Value::Object(_) => return Err("it is an object".to_owned()),
        };
        let first = *self.sort.get_or_insert(sort);
        if first != sort {
            return Err(format!(
                "`{}` is {}, rows above have {}",
                shown(text.as_bytes()),
                sort.name(),
                first.name()
            ));
        }
        self.text.extend_from_slice(text.as_bytes());
        Ok(())
    }
}
