//! JSON values that are kept small while nobody looks at them.
//!
//! A value as a tree takes some ten times the memory of its text, and a run
//! looks at each artifact twice: when it is read, and when its system is judged.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::DeserializeSeed;
use serde_json::{Deserializer, Value};

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
    let mut reader = Deserializer::from_str(text);
    // Parsing has bounded the depth, a little above what is the default here.
    reader.disable_recursion_limit();
    seed.deserialize(&mut reader)
}
