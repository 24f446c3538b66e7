//! JSON values, and texts, that are kept small while nobody looks at them.
//!
//! A value as a tree takes more than ten times the memory of its bytes here, and a run looks at each
//! artifact twice: when it is read, and when its system is judged. Numbers are kept as they are
//! in memory, keys, of which most artifacts have the same, by a number, and all of it squeezed.

mod bytes;
mod keys;
mod objects;
mod text;
mod trees;

use std::ops::Deref;
use std::sync::OnceLock;

use serde_json::Value;

use self::bytes::{NULL, unsqueezed, write, written};
pub use self::keys::{KEYS, Key};
pub use self::objects::{List, Object};
pub use self::text::Text;
use self::trees::Trees;

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
            let mut own = Vec::with_capacity(members.len());
            for (name, value) in members {
                let key = make.key(Key::of(name));
                own.push((key, self::make(value, make)));
            }
            make.object(own)
        }
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
        let long = "k".repeat(keys::LONGEST_KEY + 1);
        assert_eq!(keys::number(&long), None);
        assert_eq!(keys::number("metric"), keys::number("metric"));
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
