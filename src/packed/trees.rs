//! Values as trees.

use serde_json::{Map, Value};

use super::Make;
use super::keys::Key;

/// Makes JSON values.
pub(super) struct Trees;

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
