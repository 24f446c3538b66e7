//! Rows of Parquet, column by column, a stretch of rows at a time.
//!
//! Pages are found and decompressed by the `parquet` crate; what stands in them is decoded
//! here, so that a group is looked up once for each value of a dictionary and not for each
//! row. Format: the Apache Parquet specification, `Encodings.md` and `README.md`.

mod chunk;
mod delta;
mod runs;
mod values;

use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::Field;
use parquet::schema::types::SchemaDescriptor;

use self::chunk::Chunk;
pub(super) use self::values::Raw;
use self::values::Sort;
use super::glance::{Glance, Values};
use super::hashed::Hashed;
use super::tally::Tally;
use super::{Columns, Fault, Meaning, Table, absent, shown};
use crate::git::Opened;

/// How many rows of every column are decoded at once.
const STRETCH: usize = 1 << 15;

/// Counts the rows, and returns the digest of the file as well.
pub(super) fn read(
    input: Opened,
    columns: &Columns,
    meaning: &Meaning,
) -> Result<(Table, String), Fault> {
    match input {
        Opened::File(mut file) => {
            let before = state(&file)?;
            let digest = digest(&mut file)?;
            let table = guarded(|| {
                count(
                    file.try_clone().map_err(Fault::Unreadable)?,
                    columns,
                    meaning,
                )
            })?;
            if state(&file)? != before {
                return Err(broken("it was changed while it was read"));
            }
            Ok((table, digest))
        }
        Opened::Bytes(mut bytes) => {
            let digest = digest(&mut bytes)?;
            let bytes = Bytes::from(bytes.into_inner());
            Ok((guarded(|| count(bytes, columns, meaning))?, digest))
        }
    }
}

/// Looks at the first rows.
pub(super) fn glance(input: Opened) -> Result<Glance, Fault> {
    guarded(|| match input {
        Opened::File(file) => first_rows(file),
        Opened::Bytes(bytes) => first_rows(Bytes::from(bytes.into_inner())),
    })
}

fn first_rows(input: impl ChunkReader + 'static) -> Result<Glance, Fault> {
    let file = SerializedFileReader::new(input).map_err(broken)?;
    let rows = file.metadata().file_metadata().num_rows();
    let mut values = Values::default();
    for column in file.metadata().file_metadata().schema().get_fields() {
        values.place(column.name());
    }
    for row in file.get_row_iter(None).map_err(broken)? {
        for (name, value) in row.map_err(broken)?.get_column_iter() {
            let place = values.place(name);
            match value {
                Field::Null => {}
                Field::Str(text) => values.take(place, text.as_bytes()),
                other => values.take(place, other.to_string().as_bytes()),
            }
        }
        if !values.end_row() {
            break;
        }
    }
    Ok(values.glance(u64::try_from(rows).ok()))
}

/// Returns what changes with the content of a file.
fn state(file: &std::fs::File) -> Result<(u64, Option<std::time::SystemTime>), Fault> {
    let found = file.metadata().map_err(Fault::Unreadable)?;
    Ok((found.len(), found.modified().ok()))
}

fn digest(input: &mut (impl Read + Seek)) -> Result<String, Fault> {
    let mut hashed = Hashed::new(&mut *input);
    let mut buffer = vec![0; 1 << 17];
    while hashed.read(&mut buffer).map_err(Fault::Unreadable)? > 0 {}
    let digest = hashed.digest();
    input.seek(SeekFrom::Start(0)).map_err(Fault::Unreadable)?;
    Ok(digest)
}

/// Turns a panic over a broken file into an error.
fn guarded<T>(read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken("it is broken")))
}

fn broken(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
    Fault::Unreadable(std::io::Error::other(what))
}

fn count(
    input: impl ChunkReader + 'static,
    columns: &Columns,
    meaning: &Meaning,
) -> Result<Table, Fault> {
    let file = SerializedFileReader::new(input).map_err(broken)?;
    let schema = file.metadata().file_metadata().schema_descr();
    let places = places(schema, columns)?;
    let mut tally = Tally::new(columns, meaning);
    for number in 0..file.num_row_groups() {
        let group = file.get_row_group(number).map_err(broken)?;
        add(group.as_ref(), &places, &mut tally)?;
    }
    Ok(tally.table())
}

/// Adds the rows of one row group.
fn add(
    group: &dyn RowGroupReader,
    places: &[(usize, Sort)],
    tally: &mut Tally<'_>,
) -> Result<(), Fault> {
    let rows = u64::try_from(group.metadata().num_rows()).unwrap_or_default();
    let mut chunks = Vec::new();
    for (at, sort) in places {
        let pages = group.get_column_page_reader(*at).map_err(broken)?;
        chunks.push(Chunk::new(pages, *sort));
    }
    let mut stretches = vec![Vec::new(); places.len()];
    let mut left = rows;
    while left > 0 {
        let rows = usize::try_from(left).map_or(STRETCH, |left| left.min(STRETCH));
        for (at, (chunk, cells)) in chunks.iter_mut().zip(&mut stretches).enumerate() {
            cells.clear();
            chunk.read(rows, cells, |row, value| tally.resolve(at, row, value))?;
            if cells.len() != rows {
                return Err(broken("a column has fewer values than there are rows"));
            }
        }
        tally.add_stretch(&stretches, rows)?;
        left -= rows as u64;
    }
    Ok(())
}

/// Returns where each column that is read stands in the file, and what its values are.
fn places(schema: &SchemaDescriptor, columns: &Columns) -> Result<Vec<(usize, Sort)>, Fault> {
    let names: Vec<String> = schema
        .columns()
        .iter()
        .map(|column| column.path().parts().join("."))
        .collect();
    let place = |wanted: &str| {
        let Some(at) = names.iter().position(|name| name == wanted) else {
            return Err(absent(wanted, &names));
        };
        let column = schema.column(at);
        let sort = Sort::of(&column).map_err(|what| {
            Fault::Columns(format!(
                "the column `{}` holds {what}; write it as text, numbers or true and false",
                shown(wanted.as_bytes())
            ))
        })?;
        Ok((at, sort))
    };
    columns.wanted().into_iter().map(place).collect()
}
