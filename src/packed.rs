//! JSON values that are kept small while nobody looks at them.
//!
//! A value as a tree takes some ten times the memory of its text, and a run
//! looks at each artifact twice: when it is read, and when its system is judged.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

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
    text: Option<Box<str>>,
}

impl Packed {
    /// Keeps the value as text until somebody looks at it.
    pub fn pack(&mut self) {
        let Some(tree) = self
            .tree
            .get()
            .filter(|tree| tree.is_array() || tree.is_object())
        else {
            return;
        };
        if self.text.is_none() {
            self.text = serde_json::to_string(tree).ok().map(String::into);
        }
        if self.text.is_some() {
            self.tree = OnceLock::new();
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
        match (self.tree.get(), &self.text) {
            (None, Some(text)) => Members(names).of(text),
            (tree, _) => names.map(|name| tree?.get(name).cloned()),
        }
    }

    /// Builds something else than a tree from the value, without unpacking it.
    ///
    /// # Errors
    /// The seed refuses the value.
    pub fn read<'s, S: DeserializeSeed<'s>>(&'s self, seed: S) -> serde_json::Result<S::Value> {
        match (self.tree.get(), &self.text) {
            (Some(tree), _) => seed.deserialize(&**tree),
            (None, text) => read(text.as_deref().unwrap_or("null"), seed),
        }
    }
}

impl Deref for Packed {
    type Target = Value;

    fn deref(&self) -> &Value {
        self.tree.get_or_init(|| {
            let text = self.text.as_deref().unwrap_or("null");
            let read = read(text, std::marker::PhantomData);
            Box::new(read.expect("written from a value, it reads as one"))
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
            text: None,
        }
    }
}

fn read<'t, S: DeserializeSeed<'t>>(text: &'t str, seed: S) -> serde_json::Result<S::Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    // Parsing has bounded the depth, a little above what is the default here.
    reader.disable_recursion_limit();
    seed.deserialize(&mut reader)
}

/// Reads the members of these names, and passes over all else.
struct Members<'n, const N: usize>([&'n str; N]);

impl<const N: usize> Members<'_, N> {
    fn of(self, text: &str) -> [Option<Value>; N] {
        read(text, self).expect("written from a value, it reads as one")
    }
}

impl<'de, const N: usize> DeserializeSeed<'de> for Members<'_, N> {
    type Value = [Option<Value>; N];

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Members<'_, N> {
    type Value = [Option<Value>; N];

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object or a list, which alone are packed")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = [const { None }; N];
        while let Some(key) = map.next_key::<Cow<str>>()? {
            let wanted = found.iter_mut().zip(self.0).find(|(_, name)| key == *name);
            match wanted {
                Some((member, _)) => *member = Some(map.next_value()?),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok([const { None }; N])
    }
}
