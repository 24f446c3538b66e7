//! How a value is written as bytes, and read again.

use std::cell::RefCell;
use std::sync::Arc;

use serde_json::{Number, Value};
use snap::raw::{Decoder, Encoder, decompress_len, max_compress_len};

use super::Make;
use super::keys::{self, Key};
use super::trees::Trees;

// What begins each value.
pub(super) const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
/// A length, as all whole numbers are written: see [`write_length`].
const WHOLE: u8 = 3;
/// Eight bytes, the least first.
const NEGATIVE: u8 = 4;
/// Eight bytes, the least first.
const REAL: u8 = 5;
/// A length in bytes, and the text.
pub(super) const TEXT: u8 = 6;
/// How many items, and the items.
pub(super) const LIST: u8 = 7;
/// How many members, and of each its key and its value. A key is its number and one, or zero,
/// a length in bytes, and the text.
pub(super) const OBJECT: u8 = 8;
/// All of the value behind it, in the format of Snappy; only at the beginning of all.
const SQUEEZED: u8 = 9;

/// Returns what `write` writes, squeezed where that is worth it, and in a block of just that
/// size: one that grew would stay as large as it became.
pub(super) fn written(write: impl FnOnce(&mut Vec<u8>)) -> Box<[u8]> {
    thread_local! {
        static DRAFT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    DRAFT.with_borrow_mut(|draft| {
        draft.clear();
        write(draft);
        let bytes = squeezed(draft);
        if draft.capacity() > MOST_KEPT {
            *draft = Vec::new();
        }
        bytes
    })
}

/// A longer draft is not kept for the next.
const MOST_KEPT: usize = 1 << 20;

/// Fewer bytes are not worth to be squeezed.
const FEWEST_SQUEEZED: usize = 256;

/// Returns the bytes of a value, in the format of Snappy where that is shorter.
pub(super) fn squeezed(bytes: &[u8]) -> Box<[u8]> {
    thread_local! {
        static ENCODER: RefCell<(Encoder, Vec<u8>)> = RefCell::new((Encoder::new(), Vec::new()));
    }
    if bytes.len() < FEWEST_SQUEEZED {
        return bytes.into();
    }
    ENCODER.with_borrow_mut(|(encoder, squeezed)| {
        squeezed.resize(max_compress_len(bytes.len()) + 1, SQUEEZED);
        let length = squeezed
            .split_first_mut()
            .and_then(|(_, rest)| encoder.compress(bytes, rest).ok());
        let short = length.and_then(|length| squeezed.get(..=length));
        let short = short.filter(|short| short.len() < bytes.len());
        let bytes = short.unwrap_or(bytes).into();
        if squeezed.capacity() > MOST_KEPT {
            *squeezed = Vec::new();
        }
        bytes
    })
}

/// Returns a text that [`squeezed`] took as bytes.
pub(super) fn unsqueezed_text(bytes: &[u8]) -> Arc<str> {
    let Some((&SQUEEZED, squeezed)) = bytes.split_first() else {
        return whole(std::str::from_utf8(bytes).ok()).into();
    };
    let text = Decoder::new().decompress_vec(squeezed).ok();
    whole(text.and_then(|text| String::from_utf8(text).ok())).into()
}

/// Lets `read` read what was written.
pub(super) fn unsqueezed<T>(bytes: &[u8], read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> T {
    thread_local! {
        static DRAFT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    let Some((&SQUEEZED, squeezed)) = bytes.split_first() else {
        return whole(read(&mut Reader(bytes)));
    };
    // Whoever is made something of may look into another value meanwhile.
    let mut draft = DRAFT.take();
    draft.resize(decompress_len(squeezed).unwrap_or_default(), 0);
    let length = Decoder::new().decompress(squeezed, &mut draft).ok();
    let bytes = length.and_then(|length| draft.get(..length));
    let made = whole(bytes.and_then(|bytes| read(&mut Reader(bytes))));
    if draft.capacity() <= MOST_KEPT {
        DRAFT.set(draft);
    }
    made
}

pub(super) fn write(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.push(NULL),
        Value::Bool(flag) => bytes.push(if *flag { TRUE } else { FALSE }),
        Value::Number(number) => write_number(number, bytes),
        Value::String(text) => {
            bytes.push(TEXT);
            write_text(text, bytes);
        }
        Value::Array(items) => {
            bytes.push(LIST);
            write_length(items.len() as u64, bytes);
            for item in items {
                write(item, bytes);
            }
        }
        Value::Object(members) => {
            bytes.push(OBJECT);
            write_length(members.len() as u64, bytes);
            for (name, value) in members {
                write_key(name, bytes);
                write(value, bytes);
            }
        }
    }
}

pub(super) fn write_key(name: &str, bytes: &mut Vec<u8>) {
    if let Some(number) = keys::number(name) {
        write_length(number as u64 + 1, bytes);
    } else {
        bytes.push(0);
        write_text(name, bytes);
    }
}

fn write_number(number: &Number, bytes: &mut Vec<u8>) {
    if let Some(whole) = number.as_u64() {
        bytes.push(WHOLE);
        write_length(whole, bytes);
    } else if let Some(whole) = number.as_i64() {
        bytes.push(NEGATIVE);
        bytes.extend(whole.to_le_bytes());
    } else {
        // A JSON number that is no 64-bit integer is a double here: there is nothing else.
        bytes.push(REAL);
        bytes.extend(number.as_f64().unwrap_or_default().to_le_bytes());
    }
}

pub(super) fn write_text(text: &str, bytes: &mut Vec<u8>) {
    write_length(text.len() as u64, bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// Writes seven bits a byte, the least first; the eighth says that more follows.
pub(super) fn write_length(mut length: u64, bytes: &mut Vec<u8>) {
    while length > 0x7f {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push((length & 0x7f) as u8);
}

/// What was written here is read here.
fn whole<T>(read: Option<T>) -> T {
    read.expect("written from a value, it reads as one")
}

/// Reads what was written, from its beginning on; `None` is something else.
pub(super) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn bytes(&mut self, count: usize) -> Option<&'b [u8]> {
        let (first, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(first)
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        let (first, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let (mut number, mut bits) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(bits)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            bits += 7;
        }
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    fn key(&mut self) -> Option<Key<'b>> {
        Some(match self.length()?.checked_sub(1) {
            Some(number) => Key {
                name: keys::name(number)?,
                number: Some(number),
            },
            None => Key {
                name: self.text()?,
                number: None,
            },
        })
    }

    pub(super) fn value<M: Make>(&mut self, make: &mut M) -> Option<M::Made> {
        Some(match self.byte()? {
            NULL => make.null(),
            FALSE => make.flag(false),
            TRUE => make.flag(true),
            WHOLE => make.whole(self.number()?),
            NEGATIVE => make.negative(i64::from_le_bytes(self.eight()?)),
            REAL => make.real(f64::from_le_bytes(self.eight()?)),
            TEXT => make.text(self.text()?),
            LIST => {
                let count = self.length()?;
                let mut items = Vec::with_capacity(count);
                for _ in 0..count {
                    items.push(self.value(make)?);
                }
                make.list(items)
            }
            OBJECT => {
                let count = self.length()?;
                let mut members = Vec::with_capacity(count);
                for _ in 0..count {
                    let key = make.key(self.key()?);
                    members.push((key, self.value(make)?));
                }
                make.object(members)
            }
            _ => return None,
        })
    }

    pub(super) fn members<const N: usize>(
        &mut self,
        names: [&str; N],
    ) -> Option<[Option<Value>; N]> {
        let mut found = [const { None }; N];
        if self.byte()? != OBJECT {
            return Some(found);
        }
        for _ in 0..self.length()? {
            let key = self.key()?;
            let mut wanted = found.iter_mut().zip(names);
            match wanted.find(|(_, name)| key.name == *name) {
                Some((member, _)) => *member = Some(self.value(&mut Trees)?),
                None => self.pass()?,
            }
        }
        Some(found)
    }

    /// Passes over a value.
    fn pass(&mut self) -> Option<()> {
        match self.byte()? {
            NULL | FALSE | TRUE => {}
            WHOLE => drop(self.number()?),
            NEGATIVE | REAL => drop(self.eight()?),
            TEXT => drop(self.text()?),
            LIST => {
                for _ in 0..self.length()? {
                    self.pass()?;
                }
            }
            OBJECT => {
                for _ in 0..self.length()? {
                    self.key()?;
                    self.pass()?;
                }
            }
            _ => return None,
        }
        Some(())
    }
}
