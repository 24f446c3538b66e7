//! Carries values between JSON and Rego.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use foldhash::fast::FixedState;
use regorus::Value as Rego;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::packed::Packed;

/// A value made ready for policies: cheap to clone and to build larger inputs from.
#[derive(Debug, Clone)]
pub struct Input(pub(super) Rego);

impl Input {
    /// Makes `value` ready, once, for any number of evaluations and threads.
    #[must_use]
    pub fn new(value: &Value) -> Self {
        Self(to_rego(value))
    }

    /// Makes a value ready that may be packed, without unpacking it first.
    #[must_use]
    pub fn unpacked(value: &Packed) -> Self {
        // What JSON can say can be said here; only then does nothing fail.
        value.read(Ready).map_or_else(|_| Self::new(value), Self)
    }

    /// Builds an object from ready values without copying them.
    #[must_use]
    pub fn object<'k>(members: impl IntoIterator<Item = (&'k str, Self)>) -> Self {
        let members = members
            .into_iter()
            .map(|(name, value)| (key(name), value.0));
        Self(object(members.collect()))
    }

    /// Builds a list from ready values without copying them.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<_> = items.into_iter().map(|item| item.0).collect();
        Self(Rego::from(items))
    }
}

/// Reads a value for policies out of its text.
///
/// The engine's own reader takes a mapping with a certain key for a number; here
/// a mapping is a mapping, whoever wrote it.
#[derive(Clone, Copy)]
struct Ready;

impl<'de> DeserializeSeed<'de> for Ready {
    type Value = Rego;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Rego, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Ready {
    type Value = Rego;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("what JSON can say")
    }

    fn visit_unit<E: Error>(self) -> Result<Rego, E> {
        Ok(Rego::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Rego, E> {
        Ok(Rego::Bool(flag))
    }

    fn visit_u64<E: Error>(self, whole: u64) -> Result<Rego, E> {
        Ok(Rego::from(whole))
    }

    fn visit_i64<E: Error>(self, whole: i64) -> Result<Rego, E> {
        Ok(Rego::from(whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Rego, E> {
        Ok(Rego::from(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Rego, E> {
        Ok(Rego::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Rego, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            list.push(item);
        }
        Ok(Rego::from(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Rego, A::Error> {
        let mut map = Vec::new();
        while let Some(member) = members.next_entry_seed(Key, Self)? {
            map.push(member);
        }
        Ok(object(map))
    }
}

/// Reads a key: the same few stand in every artifact, so that each is made once.
struct Key;

thread_local! {
    static KEYS: RefCell<HashMap<Box<str>, Rego, FixedState>> = RefCell::default();
}

/// As many keys as are remembered, and how long they may be.
const REMEMBERED: (usize, usize) = (1_024, 32);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Rego;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Rego, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Rego;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Rego, E> {
        Ok(key(name))
    }
}

fn key(name: &str) -> Rego {
    KEYS.with_borrow_mut(|keys| {
        if let Some(known) = keys.get(name) {
            return known.clone();
        }
        let made = Rego::from(name);
        if keys.len() < REMEMBERED.0 && name.len() <= REMEMBERED.1 {
            keys.insert(name.into(), made.clone());
        }
        made
    })
}

/// Builds an object at once; of members of one key the last counts.
fn object(members: Vec<(Rego, Rego)>) -> Rego {
    Rego::from(members.into_iter().collect::<BTreeMap<_, _>>())
}

/// Converts without cloning the JSON value first.
pub(super) fn to_rego(value: &Value) -> Rego {
    match value {
        Value::Null => Rego::Null,
        Value::Bool(flag) => Rego::Bool(*flag),
        Value::Number(number) => number_to_rego(number),
        Value::String(text) => Rego::from(text.as_str()),
        Value::Array(items) => Rego::from(items.iter().map(to_rego).collect::<Vec<_>>()),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| (key(name), to_rego(value)));
            object(members.collect())
        }
    }
}

/// Converts back; sets become sorted lists, keys that are no strings their JSON text.
pub(super) fn from_rego(value: &Rego) -> Option<Value> {
    Some(match value {
        Rego::Undefined => return None,
        Rego::Null => Value::Null,
        Rego::Bool(flag) => Value::Bool(*flag),
        Rego::Number(_) => Value::Number(number_from_rego(value)?),
        Rego::String(text) => Value::String(text.to_string()),
        Rego::Array(items) => Value::Array(items.iter().filter_map(from_rego).collect()),
        Rego::Set(items) => Value::Array(items.iter_sorted().filter_map(from_rego).collect()),
        Rego::Object(members) => Value::Object(
            members
                .iter_sorted()
                .filter_map(|(key, value)| Some((key_text(key)?, from_rego(value)?)))
                .collect::<Map<_, _>>(),
        ),
    })
}

fn key_text(key: &Rego) -> Option<String> {
    match key {
        Rego::String(text) => Some(text.to_string()),
        other => from_rego(other).map(|value| value.to_string()),
    }
}

fn number_to_rego(number: &Number) -> Rego {
    if let Some(whole) = number.as_u64() {
        Rego::from(whole)
    } else if let Some(whole) = number.as_i64() {
        Rego::from(whole)
    } else {
        // A JSON number that is no 64-bit integer is a double here: there is nothing else.
        number.as_f64().map_or(Rego::Undefined, Rego::from)
    }
}

/// Takes the whole value because regorus does not name its number type.
fn number_from_rego(value: &Rego) -> Option<Number> {
    if let Ok(whole) = value.as_u64() {
        Some(whole.into())
    } else if let Ok(whole) = value.as_i64() {
        Some(whole.into())
    } else {
        value.to_json_str().ok()?.parse().ok()
    }
}
