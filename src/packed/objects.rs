//! Objects and lists that are packed without ever being trees.

use serde_json::Value;

use super::Packed;
use super::bytes::{self, LIST, OBJECT};

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
        bytes::write(value, &mut self.members);
    }

    /// Puts a text.
    pub fn put_text(&mut self, name: &str, text: &str) {
        self.begin(name);
        self.members.push(bytes::TEXT);
        bytes::write_text(text, &mut self.members);
    }

    /// Puts an object.
    pub fn put_object(&mut self, name: &str, object: &Self) {
        self.begin(name);
        object.write(&mut self.members);
    }

    /// Puts an object of texts; each key stands once.
    pub fn put_texts(&mut self, name: &str, pairs: &[(String, String)]) {
        let mut object = Self::default();
        for (key, text) in pairs {
            object.put_text(key, text);
        }
        self.put_object(name, &object);
    }

    /// Puts a list.
    pub fn put_list(&mut self, name: &str, list: &List) {
        self.begin(name);
        list.write(&mut self.members);
    }

    /// Returns the object.
    #[must_use]
    pub fn packed(&self) -> Packed {
        Packed::of_bytes(bytes::written(|bytes| self.write(bytes)))
    }

    fn begin(&mut self, name: &str) {
        self.count += 1;
        bytes::write_key(name, &mut self.members);
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(OBJECT);
        bytes::write_length(self.count, bytes);
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
        Packed::of_bytes(bytes::written(|bytes| self.write(bytes)))
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(LIST);
        bytes::write_length(self.count, bytes);
        bytes.extend_from_slice(&self.items);
    }
}
