//! One column of a row group, page by page.

use std::collections::VecDeque;

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageReader};

use super::broken;
use super::delta::{Differences, Texts};
use super::runs::{Runs, Stretch};
use super::values::{Plain, Raw, Sort};
use crate::predictions::Fault;
use crate::predictions::tally::Resolved;

/// What stands for a value that was not resolved yet.
const UNRESOLVED: u64 = u64::MAX - 1;

/// The pages of a column.
pub(super) struct Chunk {
    pages: Box<dyn PageReader>,
    sort: Sort,
    /// The values that pages refer to by their number, and what each was resolved to.
    dictionary: Vec<Box<[u8]>>,
    entries: Vec<Entry>,
    resolved: Vec<u64>,
    page: Option<Data>,
    indices: Vec<u32>,
}

/// A value of a dictionary that is no text.
#[derive(Clone, Copy)]
enum Entry {
    Text,
    Other(Raw<'static>),
}

/// What is left of a page.
struct Data {
    rows: usize,
    /// Whether each row has a value; without them each has.
    levels: Option<Runs>,
    /// Rows with and without a value that were read and not taken.
    ahead: VecDeque<(u32, usize)>,
    values: Values,
}

enum Values {
    OneByOne(Box<OneByOne>),
    Indices(Runs),
    Flags(Runs),
}

/// Values that stand one behind the other, each by itself or told by the one before.
enum OneByOne {
    Plain(Plain),
    Differences(Differences),
    Texts(Box<Texts>),
}

impl Chunk {
    pub(super) fn new(pages: Box<dyn PageReader>, sort: Sort) -> Self {
        Self {
            pages,
            sort,
            dictionary: Vec::new(),
            entries: Vec::new(),
            resolved: Vec::new(),
            page: None,
            indices: Vec::new(),
        }
    }

    /// Reads the next `rows` cells, each resolved by `resolve`, given its row among them.
    ///
    /// A value of a dictionary is resolved once.
    pub(super) fn read(
        &mut self,
        rows: usize,
        cells: &mut Vec<u64>,
        mut resolve: impl FnMut(usize, Raw<'_>) -> Result<Resolved, Fault>,
    ) -> Result<(), Fault> {
        while cells.len() < rows {
            if self.page.as_ref().is_none_or(|page| page.rows == 0) {
                self.page = None;
                if !self.turn()? {
                    return Ok(());
                }
                continue;
            }
            let wanted = rows - cells.len();
            self.read_run(wanted, cells, &mut resolve)?;
        }
        Ok(())
    }

    /// Reads rows of the page as long as all of them have a value, or none.
    fn read_run(
        &mut self,
        wanted: usize,
        cells: &mut Vec<u64>,
        resolve: &mut impl FnMut(usize, Raw<'_>) -> Result<Resolved, Fault>,
    ) -> Result<(), Fault> {
        let Some(page) = &mut self.page else {
            return Ok(());
        };
        let (level, count) = page.stretch(wanted)?;
        page.rows -= count;
        if level == 0 {
            for _ in 0..count {
                let resolved = resolve(cells.len(), Raw::Missing)?;
                cells.push(resolved.code);
            }
            return Ok(());
        }
        match &mut page.values {
            Values::OneByOne(values) => {
                for _ in 0..count {
                    let value = values.next(self.sort).ok_or_else(short)?;
                    cells.push(resolve(cells.len(), value)?.code);
                }
                Ok(())
            }
            Values::Flags(runs) => {
                self.indices.clear();
                collect(runs, count, &mut self.indices)?;
                for flag in &self.indices {
                    cells.push(resolve(cells.len(), Raw::Flag(*flag == 1))?.code);
                }
                Ok(())
            }
            Values::Indices(runs) => {
                self.indices.clear();
                collect(runs, count, &mut self.indices)?;
                self.look_up(cells, resolve)
            }
        }
    }

    /// Adds what the indices stand for.
    fn look_up(
        &mut self,
        cells: &mut Vec<u64>,
        resolve: &mut impl FnMut(usize, Raw<'_>) -> Result<Resolved, Fault>,
    ) -> Result<(), Fault> {
        cells.reserve(self.indices.len());
        for index in &self.indices {
            let index = *index as usize;
            let known = *self.resolved.get(index).ok_or_else(short)?;
            if known != UNRESOLVED {
                cells.push(known);
                continue;
            }
            let value = match self.entries.get(index) {
                Some(Entry::Other(value)) => *value,
                _ => Raw::Text(self.dictionary.get(index).ok_or_else(short)?),
            };
            let found = resolve(cells.len(), value)?;
            cells.push(found.code);
            if let (true, Some(slot)) = (found.is_for_all, self.resolved.get_mut(index)) {
                *slot = found.code;
            }
        }
        Ok(())
    }

    /// Turns to the next page with rows; returns whether there is one.
    fn turn(&mut self) -> Result<bool, Fault> {
        match self.pages.get_next_page().map_err(broken)? {
            None => return Ok(false),
            Some(Page::DictionaryPage {
                buf, num_values, ..
            }) => self.learn(buf, num_values)?,
            Some(Page::DataPage {
                buf,
                num_values,
                encoding,
                ..
            }) => {
                let (levels, values) = if self.sort.is_optional {
                    let length = u32::from_le_bytes(*buf.first_chunk().ok_or_else(short)?);
                    let end = usize::try_from(length)
                        .ok()
                        .and_then(|it| it.checked_add(4));
                    let end = end.filter(|end| *end <= buf.len()).ok_or_else(short)?;
                    (Runs::new(buf.slice(4..end), 1), buf.slice(end..))
                } else {
                    (None, buf)
                };
                self.open(num_values, levels, values, encoding)?;
            }
            Some(Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            }) => {
                let start = rep_levels_byte_len as usize;
                let end = start.saturating_add(def_levels_byte_len as usize);
                if end > buf.len() {
                    return Err(short());
                }
                let levels = self.sort.is_optional.then(|| buf.slice(start..end));
                let levels = levels.and_then(|levels| Runs::new(levels, 1));
                self.open(num_values, levels, buf.slice(end..), encoding)?;
            }
        }
        Ok(true)
    }

    /// Takes the values that later pages refer to.
    fn learn(&mut self, bytes: Bytes, count: u32) -> Result<(), Fault> {
        self.dictionary.clear();
        self.entries.clear();
        let mut plain = Plain::new(bytes, self.sort);
        for _ in 0..count {
            let (text, entry): (&[u8], _) = match plain.next().ok_or_else(short)? {
                Raw::Text(text) => (text, Entry::Text),
                Raw::Missing => (b"", Entry::Other(Raw::Missing)),
                Raw::Flag(flag) => (b"", Entry::Other(Raw::Flag(flag))),
                Raw::Whole(whole) => (b"", Entry::Other(Raw::Whole(whole))),
                Raw::Number(number) => (b"", Entry::Other(Raw::Number(number))),
            };
            self.dictionary.push(text.into());
            self.entries.push(entry);
        }
        self.resolved = vec![UNRESOLVED; self.dictionary.len()];
        Ok(())
    }

    fn open(
        &mut self,
        rows: u32,
        levels: Option<Runs>,
        bytes: Bytes,
        encoding: Encoding,
    ) -> Result<(), Fault> {
        let values = match encoding {
            #[allow(deprecated, reason = "older files are full of it")]
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => match bytes.first() {
                // A page on which no row has a value need not hold any.
                None => Values::OneByOne(Box::new(OneByOne::none(self.sort))),
                Some(width) => {
                    let width = u32::from(*width);
                    let runs = Runs::new(bytes.slice(1..), width);
                    Values::Indices(runs.ok_or_else(short)?)
                }
            },
            Encoding::RLE if self.sort.is_flags() => {
                let runs = bytes.get(4..).map(|_| bytes.slice(4..));
                Values::Flags(runs.and_then(|it| Runs::new(it, 1)).ok_or_else(short)?)
            }
            other => Values::OneByOne(Box::new(OneByOne::new(bytes, other, self.sort)?)),
        };
        self.page = Some(Data {
            rows: rows as usize,
            levels,
            ahead: VecDeque::new(),
            values,
        });
        Ok(())
    }
}

impl OneByOne {
    /// Returns the values of a page on which no row has one.
    fn none(sort: Sort) -> Self {
        Self::Plain(Plain::new(Bytes::new(), sort))
    }

    fn new(bytes: Bytes, encoding: Encoding, sort: Sort) -> Result<Self, Fault> {
        let texts = match encoding {
            _ if bytes.is_empty() => return Ok(Self::none(sort)),
            Encoding::PLAIN => return Ok(Self::Plain(Plain::new(bytes, sort))),
            Encoding::DELTA_BINARY_PACKED if sort.is_whole() => {
                let numbers = Differences::new(bytes, 0).ok_or_else(short)?;
                return Ok(Self::Differences(numbers));
            }
            Encoding::DELTA_LENGTH_BYTE_ARRAY if sort.is_text() => Texts::by_length(bytes),
            Encoding::DELTA_BYTE_ARRAY if sort.is_text() => Texts::by_prefix(bytes),
            other => {
                return Err(Fault::Columns(format!(
                    "a column is encoded as {other}, which is not read; write the file with \
                     plain, dictionary or delta encoding, as most tools do by default"
                )));
            }
        };
        Ok(Self::Texts(Box::new(texts.ok_or_else(short)?)))
    }

    #[inline]
    fn next(&mut self, sort: Sort) -> Option<Raw<'_>> {
        match self {
            Self::Plain(plain) => plain.next(),
            Self::Differences(numbers) => numbers.next().map(|bits| sort.whole(bits)),
            Self::Texts(texts) => texts.next().map(Raw::Text),
        }
    }
}

impl Data {
    /// Returns whether the next rows have a value, and how many of them, at most `wanted`.
    fn stretch(&mut self, wanted: usize) -> Result<(u32, usize), Fault> {
        let wanted = wanted.min(self.rows);
        let Some(levels) = &mut self.levels else {
            return Ok((1, wanted));
        };
        if self.ahead.is_empty() {
            let mut single = Vec::new();
            match levels.next(wanted, &mut single).ok_or_else(short)? {
                Stretch::Equal(level, count) => self.ahead.push_back((level, count)),
                Stretch::Added(_) => {
                    let runs = single.chunk_by(PartialEq::eq);
                    let runs = runs.filter_map(|run| Some((*run.first()?, run.len())));
                    self.ahead.extend(runs);
                }
            }
        }
        let (level, left) = self.ahead.pop_front().ok_or_else(short)?;
        let count = left.min(wanted);
        if left > count {
            self.ahead.push_front((level, left - count));
        }
        Ok((level, count))
    }
}

/// Adds the next `count` numbers.
fn collect(runs: &mut Runs, count: usize, into: &mut Vec<u32>) -> Result<(), Fault> {
    let mut left = count;
    while left > 0 {
        left -= match runs.next(left, into).ok_or_else(short)? {
            Stretch::Added(0) => return Err(short()),
            Stretch::Added(count) => count,
            Stretch::Equal(value, count) => {
                into.resize(into.len() + count, value);
                count
            }
        };
    }
    Ok(())
}

fn short() -> Fault {
    broken("a page of it holds less than it says")
}
