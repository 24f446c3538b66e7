//! How values are looked at while rules are followed.

use regorus::Value;

use super::code::{Comparison, Pattern};
use super::run::{Sure, Unsure};

/// What a body has given so far.
#[derive(Default)]
pub(super) struct Given {
    /// Its value.
    pub(super) value: Option<Value>,
    times: usize,
    was_undefined: bool,
}

impl Given {
    /// Notes what was given once more; returns whether it was anything.
    ///
    /// # Errors
    /// `agree` says that it cannot be beside what was given before.
    pub(super) fn note(
        &mut self,
        output: Value,
        agree: impl Fn(&Value, &Value) -> Sure<()>,
    ) -> Sure<bool> {
        self.times += 1;
        if output == Value::Undefined {
            self.was_undefined = true;
            return Ok(false);
        }
        if let Some(before) = &self.value {
            agree(before, &output)?;
        }
        self.value = Some(output);
        Ok(true)
    }

    /// Returns whether the engine goes on behind something undefined as here.
    ///
    /// # Errors
    /// It may not.
    pub(super) const fn is_clear(&self) -> Sure<()> {
        if self.was_undefined && self.times > 1 {
            Err(Unsure)
        } else {
            Ok(())
        }
    }
}

/// Returns whether a statement that says just that holds.
pub(super) const fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Undefined | Value::Bool(false))
}

/// Returns whether there is no value.
pub(super) const fn is_undefined(value: &Value) -> bool {
    matches!(value, Value::Undefined)
}

/// Returns whether a value of nobody else looks as `pattern`, and remembers its parts.
pub(super) fn assign(locals: &mut [Value], pattern: &Pattern, value: Value) -> bool {
    let Pattern::Local(at) = pattern else {
        return fits(locals, pattern, &value);
    };
    let local = locals.get_mut(*at).filter(|_| !is_undefined(&value));
    local.map(|local| *local = value).is_some()
}

/// Returns whether a value looks as `pattern`, and remembers its parts.
pub(super) fn fits(locals: &mut [Value], pattern: &Pattern, value: &Value) -> bool {
    if is_undefined(value) {
        return false;
    }
    match pattern {
        Pattern::Any => true,
        Pattern::Local(at) => {
            let Some(local) = locals.get_mut(*at) else {
                return false;
            };
            *local = value.clone();
            true
        }
        Pattern::Constant(constant) => value == constant,
        Pattern::Array(patterns) => match value {
            Value::Array(items) if items.len() == patterns.len() => {
                let mut both = patterns.iter().zip(items.iter());
                both.all(|(pattern, item)| fits(locals, pattern, item))
            }
            _ => false,
        },
    }
}

/// What a member of a collection is known by.
pub(super) enum Key<'v> {
    /// Its place in a list.
    Place(usize),
    /// Its key in an object, or itself in a set.
    Value(&'v Value),
}

/// Returns whether a key looks as `pattern`, and remembers it.
pub(super) fn fits_key(locals: &mut [Value], pattern: &Pattern, key: &Key<'_>) -> bool {
    match (pattern, key) {
        (Pattern::Any, _) => true,
        (_, Key::Value(value)) => fits(locals, pattern, value),
        (_, Key::Place(place)) => fits(locals, pattern, &Value::from(*place)),
    }
}

/// Calls `visit` with each member of a collection until it says that it is enough.
///
/// # Errors
/// It is no collection, or `visit` fails.
pub(super) fn each(
    collection: &Value,
    mut visit: impl FnMut(&Key<'_>, &Value) -> Sure<bool>,
) -> Sure<()> {
    match collection {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                if !visit(&Key::Place(place), item)? {
                    break;
                }
            }
        }
        Value::Set(items) => {
            for item in items.iter() {
                if !visit(&Key::Value(item), item)? {
                    break;
                }
            }
        }
        Value::Object(members) => {
            for (key, value) in members.iter() {
                if !visit(&Key::Value(key), value)? {
                    break;
                }
            }
        }
        Value::Undefined => {}
        _ => return Err(Unsure),
    }
    Ok(())
}

/// Returns whether a collection holds a value; what is no collection holds nothing.
pub(super) fn is_in(value: &Value, collection: &Value) -> bool {
    match collection {
        Value::Array(items) => items.contains(value),
        Value::Set(items) => items.contains(value),
        Value::Object(members) => members.values().any(|own| own == value),
        _ => false,
    }
}

/// Compares two values, of whatever kinds, in the order of the engine.
pub(super) fn compare(how: Comparison, one: &Value, other: &Value) -> bool {
    match how {
        Comparison::Equal => one == other,
        Comparison::Unequal => one != other,
        Comparison::Less => one < other,
        Comparison::AtMost => one <= other,
        Comparison::More => one > other,
        Comparison::AtLeast => one >= other,
    }
}

/// Returns a set of values.
///
/// # Errors
/// None in fact.
pub(super) fn set_of(values: Vec<Value>) -> Sure<Value> {
    let mut set = Value::new_set();
    let members = set.as_set_mut().map_err(|_| Unsure)?;
    for value in values {
        members.insert(value);
    }
    Ok(set)
}

/// Puts a member into an object.
///
/// # Errors
/// There is another value for its key.
pub(super) fn put(object: &mut Value, key: Value, value: Value) -> Sure<()> {
    let members = object.as_object_mut().map_err(|_| Unsure)?;
    match members.get(&key) {
        Some(before) if *before != value => Err(Unsure),
        Some(_) => Ok(()),
        None => {
            members.insert(key, value);
            Ok(())
        }
    }
}
