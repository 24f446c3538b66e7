//! Carries values between JSON and Rego.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regorus::Value as Rego;
use regorus::value::Object;
use serde_json::{Map, Number, Value};

use crate::packed::{self, Key, Make, Packed};

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
        Self(Ready::with(|ready| value.make(ready)))
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

/// Makes values for policies. Keys are made once for each thread: the same few stand in every
/// artifact.
struct Ready<'k>(&'k mut [Option<Rego>]);

thread_local! {
    /// The keys that have a number.
    static KEYS: RefCell<Vec<Option<Rego>>> = const { RefCell::new(Vec::new()) };
}

impl Ready<'_> {
    /// Lets `make` make values on this thread.
    fn with<T>(make: impl FnOnce(&mut Ready<'_>) -> T) -> T {
        KEYS.with_borrow_mut(|keys| {
            keys.resize(packed::KEYS, None);
            make(&mut Ready(keys))
        })
    }
}

impl Make for Ready<'_> {
    type Made = Rego;
    type Key = Rego;

    fn null(&mut self) -> Rego {
        Rego::Null
    }

    fn flag(&mut self, flag: bool) -> Rego {
        Rego::Bool(flag)
    }

    fn whole(&mut self, number: u64) -> Rego {
        Rego::from(number)
    }

    fn negative(&mut self, number: i64) -> Rego {
        Rego::from(number)
    }

    fn real(&mut self, number: f64) -> Rego {
        Rego::from(number)
    }

    fn text(&mut self, text: &str) -> Rego {
        Rego::from(text)
    }

    fn list(&mut self, items: Vec<Rego>) -> Rego {
        Rego::from(items)
    }

    fn key(&mut self, key: Key<'_>) -> Rego {
        match key.number.and_then(|number| self.0.get_mut(number)) {
            Some(known) => known.get_or_insert_with(|| Rego::from(key.name)).clone(),
            None => Rego::from(key.name),
        }
    }

    fn object(&mut self, members: Vec<(Rego, Rego)>) -> Rego {
        object(members)
    }
}

/// As many members are gone over before one is looked up by its key, which has to be made.
const FEW: usize = 24;

/// What is not there.
const ABSENT: &Rego = &Rego::Undefined;

/// Returns the member of that name, as `value[name]` does, without making a key where the object
/// is as small as most.
pub(super) fn member<'v>(value: &'v Rego, name: &str) -> &'v Rego {
    match value {
        Rego::Object(members) if members.len() <= FEW => of_few(members, name),
        Rego::Object(_) => &value[&key(name)],
        _ => ABSENT,
    }
}

/// Returns what `value[key]` is: in a small object, texts of another length are passed over
/// quicker than a text is compared.
pub(super) fn inside<'v>(value: &'v Rego, key: &Rego) -> &'v Rego {
    match (value, key) {
        (Rego::Object(members), Rego::String(name)) if members.len() <= FEW => {
            of_few(members, name)
        }
        _ => &value[key],
    }
}

fn of_few<'v>(members: &'v Object, name: &str) -> &'v Rego {
    let mut members = members.iter();
    let found = members.find(|(key, _)| matches!(key, Rego::String(own) if **own == *name));
    found.map_or(ABSENT, |(_, value)| value)
}

/// Returns the value of a text that is met often.
pub(super) fn key(name: &str) -> Rego {
    Ready::with(|ready| ready.key(Key::of(name)))
}

/// Builds an object at once; of members of one key the last counts.
fn object(members: Vec<(Rego, Rego)>) -> Rego {
    Rego::from(members.into_iter().collect::<BTreeMap<_, _>>())
}

/// Converts without cloning the JSON value first.
pub(super) fn to_rego(value: &Value) -> Rego {
    Ready::with(|ready| packed::make(value, ready))
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
