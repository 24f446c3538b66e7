//! JSON values that are kept small while nobody looks at them.
//!
//! A value as a tree takes some ten times the memory of its bytes here, and a run looks at each
//! artifact twice: when it is read, and when its system is judged. Numbers are kept as they are
//! in memory, and keys, of which most artifacts have the same, by a number.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};
use std::ops::Deref;
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use serde_json::{Map, Number, Value};
use snap::raw::{Decoder, Encoder, decompress_len, max_compress_len};

/// A JSON value that can be packed; it unpacks itself when it is looked at.
///
/// ```
/// use raigate::packed::Packed;
/// use serde_json::json;
///
/// let mut value = Packed::from(json!({"rate": 0.1}));
/// value.pack();
/// assert_eq!(value["rate"], 0.1);
/// ```
#[derive(Debug, Clone)]
pub struct Packed {
    tree: OnceLock<Box<Value>>,
    /// What the tree is made from, where it is not there.
    bytes: Option<Box<[u8]>>,
}

/// Makes something of a packed value, from its leaves to its root.
pub trait Make {
    /// What is made.
    type Made;
    /// What is made of the key of a member.
    type Key;

    /// Makes null.
    fn null(&mut self) -> Self::Made;
    /// Makes true or false.
    fn flag(&mut self, flag: bool) -> Self::Made;
    /// Makes a whole number that is not below zero.
    fn whole(&mut self, number: u64) -> Self::Made;
    /// Makes a whole number below zero.
    fn negative(&mut self, number: i64) -> Self::Made;
    /// Makes any other number.
    fn real(&mut self, number: f64) -> Self::Made;
    /// Makes a text.
    fn text(&mut self, text: &str) -> Self::Made;
    /// Makes a list.
    fn list(&mut self, items: Vec<Self::Made>) -> Self::Made;
    /// Makes a key.
    fn key(&mut self, key: Key<'_>) -> Self::Key;
    /// Makes an object of members in their order, each key once.
    fn object(&mut self, members: Vec<(Self::Key, Self::Made)>) -> Self::Made;
}

/// The key of a member.
#[derive(Debug, Clone, Copy)]
pub struct Key<'k> {
    /// The key.
    pub name: &'k str,
    /// The number of a key that is met often, the same for the whole process and below
    /// [`KEYS`].
    pub number: Option<usize>,
}

impl<'k> Key<'k> {
    /// Returns the key of that name.
    #[must_use]
    pub fn of(name: &'k str) -> Self {
        let number = number(name);
        Self { name, number }
    }
}

impl Packed {
    /// Keeps the value as bytes until somebody looks at it.
    pub fn pack(&mut self) {
        let tree = self.tree.get();
        let Some(tree) = tree.filter(|tree| tree.is_array() || tree.is_object()) else {
            return;
        };
        if self.bytes.is_none() {
            self.bytes = Some(written(|bytes| write(tree, bytes)));
        }
        self.tree = OnceLock::new();
    }

    fn of_bytes(bytes: Box<[u8]>) -> Self {
        Self {
            tree: OnceLock::new(),
            bytes: Some(bytes),
        }
    }

    /// Returns the members of these names, and leaves the rest packed.
    ///
    /// ```
    /// use raigate::packed::Packed;
    /// use serde_json::json;
    ///
    /// let mut value = Packed::from(json!({"id": "m-1", "rates": [0.1, 0.2]}));
    /// value.pack();
    /// assert_eq!(value.members(["id", "date"]), [Some(json!("m-1")), None]);
    /// ```
    #[must_use]
    pub fn members<const N: usize>(&self, names: [&str; N]) -> [Option<Value>; N] {
        match (self.tree.get(), &self.bytes) {
            (None, Some(bytes)) => unsqueezed(bytes, |reader| reader.members(names)),
            (tree, _) => names.map(|name| tree?.get(name).cloned()),
        }
    }

    /// Makes something else than a tree of the value, without unpacking it.
    pub fn make<M: Make>(&self, make: &mut M) -> M::Made {
        match (self.tree.get(), &self.bytes) {
            (None, Some(bytes)) => unsqueezed(bytes, |reader| reader.value(make)),
            (tree, _) => self::make(tree.map_or(&Value::Null, |tree| tree), make),
        }
    }

    /// Returns the value, and leaves it packed.
    #[must_use]
    pub fn to_value(&self) -> Value {
        self.make(&mut Trees)
    }
}

/// An object that is packed member by member, without ever being a tree. Each name is put once.
///
/// ```
/// use raigate::packed::{List, Object};
/// use serde_json::json;
///
/// let mut rates = List::default();
/// rates.push(&{
///     let mut rate = Object::default();
///     rate.put("value", &json!(0.1));
///     rate
/// });
/// let mut object = Object::default();
/// object.put_text("id", "m-1");
/// object.put_list("rates", &rates);
/// assert_eq!(*object.packed(), json!({"id": "m-1", "rates": [{"value": 0.1}]}));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Object {
    count: u64,
    members: Vec<u8>,
}

impl Object {
    /// Returns the same object in no more memory than it needs.
    #[must_use]
    pub fn shrunk(&self) -> Self {
        // What is copied is as long as it is; what is made shorter may stay where it is.
        self.clone()
    }

    /// Puts all members of another object.
    pub fn extend(&mut self, other: &Self) {
        self.count += other.count;
        self.members.extend_from_slice(&other.members);
    }

    /// Puts a value.
    pub fn put(&mut self, name: &str, value: &Value) {
        self.begin(name);
        write(value, &mut self.members);
    }

    /// Puts a text.
    pub fn put_text(&mut self, name: &str, text: &str) {
        self.begin(name);
        self.members.push(TEXT);
        write_text(text, &mut self.members);
    }

    /// Puts an object.
    pub fn put_object(&mut self, name: &str, object: &Self) {
        self.begin(name);
        object.write(&mut self.members);
    }

    /// Puts a list.
    pub fn put_list(&mut self, name: &str, list: &List) {
        self.begin(name);
        list.write(&mut self.members);
    }

    /// Returns the object.
    #[must_use]
    pub fn packed(&self) -> Packed {
        Packed::of_bytes(written(|bytes| self.write(bytes)))
    }

    fn begin(&mut self, name: &str) {
        self.count += 1;
        write_key(name, &mut self.members);
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(OBJECT);
        write_length(self.count, bytes);
        bytes.extend_from_slice(&self.members);
    }
}

/// A list that is packed item by item.
#[derive(Debug, Clone, Default)]
pub struct List {
    count: u64,
    items: Vec<u8>,
}

impl List {
    /// Puts an object behind the others.
    pub fn push(&mut self, object: &Object) {
        self.count += 1;
        object.write(&mut self.items);
    }

    /// Whether nothing was put.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the list.
    #[must_use]
    pub fn packed(&self) -> Packed {
        Packed::of_bytes(written(|bytes| self.write(bytes)))
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(LIST);
        write_length(self.count, bytes);
        bytes.extend_from_slice(&self.items);
    }
}

impl Deref for Packed {
    type Target = Value;

    fn deref(&self) -> &Value {
        self.tree.get_or_init(|| {
            let bytes = self.bytes.as_deref().unwrap_or(&[NULL]);
            Box::new(unsqueezed(bytes, |reader| reader.value(&mut Trees)))
        })
    }
}

impl Default for Packed {
    fn default() -> Self {
        Value::Null.into()
    }
}

impl From<Value> for Packed {
    fn from(value: Value) -> Self {
        Self {
            tree: Box::new(value).into(),
            bytes: None,
        }
    }
}

/// As many keys have a number at most.
pub const KEYS: usize = 1_024;

/// Longer keys are not met often.
const LONGEST_KEY: usize = 32;

/// As many places are tried for a key.
const TRIED: usize = 8;

/// The keys that have a number, at the place that they hash to or soon behind it.
static NAMES: [OnceLock<Box<str>>; KEYS] = [const { OnceLock::new() }; KEYS];

/// Returns the number of a key, which it may get now; `None` is a key without.
fn number(name: &str) -> Option<usize> {
    if name.len() > LONGEST_KEY {
        return None;
    }
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(name.as_bytes());
    let hash = usize::try_from(hasher.finish() % KEYS as u64).unwrap_or_default();
    let places = (hash..hash + TRIED).map(|place| place % KEYS);
    places
        .filter_map(|place| Some((place, NAMES.get(place)?)))
        .find(|(_, known)| **known.get_or_init(|| name.into()) == *name)
        .map(|(place, _)| place)
}

// What begins each value.
const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
/// A length, as all whole numbers are written: see [`write_length`].
const WHOLE: u8 = 3;
/// Eight bytes, the least first.
const NEGATIVE: u8 = 4;
/// Eight bytes, the least first.
const REAL: u8 = 5;
/// A length in bytes, and the text.
const TEXT: u8 = 6;
/// How many items, and the items.
const LIST: u8 = 7;
/// How many members, and of each its key and its value. A key is its number and one, or zero,
/// a length in bytes, and the text.
const OBJECT: u8 = 8;
/// All of the value behind it, in the format of Snappy; only at the beginning of all.
const SQUEEZED: u8 = 9;

/// Returns what `write` writes, squeezed where that is worth it, and in a block of just that
/// size: one that grew would stay as large as it became.
fn written(write: impl FnOnce(&mut Vec<u8>)) -> Box<[u8]> {
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
fn squeezed(bytes: &[u8]) -> Box<[u8]> {
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

/// Lets `read` read what was written.
fn unsqueezed<T>(bytes: &[u8], read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> T {
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

fn write(value: &Value, bytes: &mut Vec<u8>) {
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
            items.iter().for_each(|item| write(item, bytes));
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

fn write_key(name: &str, bytes: &mut Vec<u8>) {
    match number(name) {
        Some(number) => write_length(number as u64 + 1, bytes),
        None => {
            bytes.push(0);
            write_text(name, bytes);
        }
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

fn write_text(text: &str, bytes: &mut Vec<u8>) {
    write_length(text.len() as u64, bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// Writes seven bits a byte, the least first; the eighth says that more follows.
fn write_length(mut length: u64, bytes: &mut Vec<u8>) {
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
struct Reader<'b>(&'b [u8]);

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
                name: NAMES.get(number)?.get()?,
                number: Some(number),
            },
            None => Key {
                name: self.text()?,
                number: None,
            },
        })
    }

    fn value<M: Make>(&mut self, make: &mut M) -> Option<M::Made> {
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

    fn members<const N: usize>(&mut self, names: [&str; N]) -> Option<[Option<Value>; N]> {
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

/// Makes something of a value that is not packed.
pub fn make<M: Make>(value: &Value, make: &mut M) -> M::Made {
    match value {
        Value::Null => make.null(),
        Value::Bool(flag) => make.flag(*flag),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(whole), _) => make.whole(whole),
            (None, Some(whole)) => make.negative(whole),
            (None, None) => make.real(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => make.text(text),
        Value::Array(items) => {
            let items = items.iter().map(|item| self::make(item, make)).collect();
            make.list(items)
        }
        Value::Object(members) => {
            let mut made = Vec::with_capacity(members.len());
            for (name, value) in members {
                let key = make.key(Key::of(name));
                made.push((key, self::make(value, make)));
            }
            make.object(made)
        }
    }
}

/// Makes JSON values.
struct Trees;

impl Make for Trees {
    type Made = Value;
    type Key = String;

    fn null(&mut self) -> Value {
        Value::Null
    }

    fn flag(&mut self, flag: bool) -> Value {
        flag.into()
    }

    fn whole(&mut self, number: u64) -> Value {
        number.into()
    }

    fn negative(&mut self, number: i64) -> Value {
        number.into()
    }

    fn real(&mut self, number: f64) -> Value {
        number.into()
    }

    fn text(&mut self, text: &str) -> Value {
        text.into()
    }

    fn list(&mut self, items: Vec<Value>) -> Value {
        items.into()
    }

    fn key(&mut self, key: Key<'_>) -> String {
        key.name.to_owned()
    }

    fn object(&mut self, members: Vec<(String, Value)>) -> Value {
        Value::Object(members.into_iter().collect::<Map<_, _>>())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,40}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec((".{0,40}", inner), 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_was_packed_is_the_same_when_it_is_looked_at(value in value()) {
            let mut packed = Packed::from(value.clone());
            packed.pack();
            prop_assert_eq!(&packed.to_value(), &value);
            prop_assert_eq!(&*packed, &value);
            // The order of members counts, too.
            prop_assert_eq!(packed.to_string(), value.to_string());
            prop_assert_eq!(self::make(&value, &mut Trees), value);
        }

        #[test]
        fn members_are_those_of_the_value(value in value()) {
            let mut packed = Packed::from(value.clone());
            packed.pack();
            let names: Vec<&str> = value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
            let name = names.last().copied().unwrap_or_default();
            let own = value.get(name).cloned();
            let longer = "k".repeat(41);
            prop_assert_eq!(packed.members([name, longer.as_str()]), [own, None]);
        }
    }

    #[test]
    fn more_keys_than_have_a_number_are_kept_all_the_same() {
        let many = (0..4 * KEYS).map(|at| (format!("key {at}"), Value::from(at)));
        let value = Value::Object(many.collect());
        let mut packed = Packed::from(value.clone());
        packed.pack();
        assert_eq!(*packed, value);
        let long = "k".repeat(LONGEST_KEY + 1);
        assert_eq!(number(&long), None);
        assert_eq!(number("metric"), number("metric"));
    }

    #[test]
    fn numbers_keep_what_they_are() {
        for text in [
            "0",
            "-0.0",
            "1.0",
            "18446744073709551615",
            "-9223372036854775808",
            "1e300",
            "0.1",
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            let mut packed = Packed::from(json!([value]));
            packed.pack();
            assert_eq!(packed[0].to_string(), value.to_string(), "{text}");
        }
    }
}
