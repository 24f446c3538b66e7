//! Carries values between JSON and Rego.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
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
        Self(object(members))
    }

    /// Builds a list from ready values without copying them.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let items: Vec<_> = items.into_iter().map(|item| item.0).collect();
        Self(Rego::from(items))
    }
}

/// Makes values for policies, with what this thread has made already.
struct Ready<'k>(&'k mut Known);

/// What stands in many artifacts, and is made once for each thread.
#[derive(Default)]
struct Known {
    /// The keys that have a number.
    keys: Vec<Option<Rego>>,
    /// Objects without values, by the numbers of their keys as they stand.
    shapes: HashMap<Box<[usize]>, Object, FixedState>,
    /// Short texts, each at a place that its hash gives; the latest stays.
    texts: Vec<Option<Rego>>,
    /// The numbers of the keys of the object that is being made.
    numbers: Vec<usize>,
}

/// As many shapes of objects are remembered.
const MOST_SHAPES: usize = 1_024;

/// An object with more members is not remembered.
const LARGEST_SHAPE: usize = 64;

/// As many places are there for texts, a power of two.
const TEXTS: usize = 1_024;

/// Longer texts are not looked up: few of them come again.
const LONGEST_TEXT: usize = 48;

/// The key of a member: its number, or where it has none the key itself.
enum Name {
    Known(usize),
    Own(Rego),
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

impl Known {
    /// Returns what stands for a key, which is made where it was not met before.
    fn name(&mut self, key: Key<'_>) -> Name {
        let known = key.number.and_then(|number| self.keys.get_mut(number));
        match (key.number, known) {
            (Some(number), Some(known)) => {
                known.get_or_insert_with(|| Rego::from(key.name));
                Name::Known(number)
            }
            _ => Name::Own(Rego::from(key.name)),
        }
    }

    /// Returns the key that `name` stands for.
    fn key(&self, name: Name) -> Rego {
        match name {
            Name::Known(number) => self.numbered(number).clone(),
            Name::Own(key) => key,
        }
    }

    /// Returns an object of `members`: where an object had the same keys in the same order before,
    /// a copy of that which is filled, so that nothing is sorted.
    fn object(&mut self, members: Vec<(Name, Rego)>) -> Rego {
        self.numbers.clear();
        let numbers = members.iter().map_while(|(name, _)| name.number());
        self.numbers.extend(numbers.take(LARGEST_SHAPE));
        if self.numbers.len() < members.len() {
            return self.sorted(members);
        }
        let Some(shape) = self.shapes.get(self.numbers.as_slice()) else {
            return self.first(members);
        };
        let mut filled = shape.clone();
        for (number, (_, value)) in self.numbers.iter().zip(members) {
            let member = filled.get_mut(self.numbered(*number));
            *member.expect("a shape has the keys that it is looked up by") = value;
        }
        filled.into_value()
    }

    /// Returns the first object with keys as these, and remembers them.
    fn first(&mut self, members: Vec<(Name, Rego)>) -> Rego {
        let made = self.sorted(members);
        if let (Rego::Object(made), true) = (&made, self.shapes.len() < MOST_SHAPES) {
            let empty = object(made.iter().map(|(key, _)| (key.clone(), Rego::Null)));
            if let Rego::Object(empty) = empty {
                let numbers = self.numbers.as_slice().into();
                self.shapes.insert(numbers, Object::clone(&empty));
            }
        }
        made
    }

    /// Returns an object of any keys.
    fn sorted(&self, members: Vec<(Name, Rego)>) -> Rego {
        let members = members.into_iter();
        object(members.map(|(name, value)| (self.key(name), value)))
    }

    fn numbered(&self, number: usize) -> &Rego {
        let key = self.keys.get(number).and_then(Option::as_ref);
        key.expect("a name is known once its key is made")
    }
}

impl Name {
    const fn number(&self) -> Option<usize> {
        match self {
            Self::Known(number) => Some(*number),
            Self::Own(_) => None,
        }
    }
}

impl Ready<'_> {
    /// Lets `make` make values on this thread.
    fn with<T>(make: impl FnOnce(&mut Ready<'_>) -> T) -> T {
        KNOWN.with_borrow_mut(|known| {
            known.keys.resize(packed::KEYS, None);
            known.texts.resize(TEXTS, None);
            make(&mut Ready(known))
        })
    }
}

impl Make for Ready<'_> {
    type Made = Rego;
    type Key = Name;

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
        if text.len() > LONGEST_TEXT {
            return Rego::from(text);
        }
        let mut hasher = FixedState::default().build_hasher();
        hasher.write(text.as_bytes());
        let place = usize::try_from(hasher.finish() % TEXTS as u64).unwrap_or_default();
        match self.0.texts.get_mut(place) {
            Some(Some(Rego::String(known))) if **known == *text => Rego::String(known.clone()),
            Some(place) => place.insert(Rego::from(text)).clone(),
            None => Rego::from(text),
        }
    }

    fn list(&mut self, items: Vec<Rego>) -> Rego {
        Rego::from(items)
    }

    fn key(&mut self, key: Key<'_>) -> Name {
        self.0.name(key)
    }

    fn object(&mut self, members: Vec<(Name, Rego)>) -> Rego {
        self.0.object(members)
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
    Ready::with(|ready| {
        let name = ready.key(Key::of(name));
        ready.0.key(name)
    })
}

/// Builds an object at once; of members of one key the last counts.
fn object(members: impl Iterator<Item = (Rego, Rego)>) -> Rego {
    Rego::from(members.collect::<BTreeMap<_, _>>())
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_object_is_the_same_whether_its_keys_were_met_before_or_not() {
        let many: Map<String, Value> = (0..200).map(|at| (format!("k{at}"), at.into())).collect();
        let long = "a key of more than thirty-two letters";
        for value in [
            json!({"rate": 0.1, "at": "/a", "slice": {}}),
            json!({"at": "/a", "slice": {}, "rate": 0.1}),
            json!({"at": "/b", "slice": {"sex": "f"}, "rate": null}),
            json!({"at": "/b", long: [{"at": "/a"}, {"at": "/c"}]}),
            many.into(),
        ] {
            let expected = Rego::from_json_str(&value.to_string()).unwrap();
            for _ in 0..2 {
                assert_eq!(to_rego(&value), expected);
            }
            assert_eq!(from_rego(&expected), from_rego(&to_rego(&value)));
        }
    }
}
