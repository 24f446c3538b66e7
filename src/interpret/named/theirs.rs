//! What a source says where the value that stands there is not yet the number that was copied.

use serde_json::{Map, Value};

use super::Answer;
use crate::interpret::metrics::Unit;
use crate::interpret::numbers;
use crate::span::Pointer;

/// Returns the number of a source in the unit that its copy is in, where the two differ.
pub(super) fn in_our_unit(read: &Value, own: &Map<String, Value>) -> Option<Value> {
    let unit = |unit: Option<&Value>| Unit::from_name(unit?.as_str()?);
    let (ours, theirs) = (unit(own.get("unit"))?, unit(read.get("unit"))?);
    let places = ours.places() - theirs.places();
    let value = read.get("value")?.as_f64()?;
    (places != 0).then(|| numbers::json(numbers::shift(value, places)))
}

/// Returns the count that a copy at `at` is of, where the source holds no number but the cases
/// that were counted; `source_at` is the place of one of them, which tells which.
pub(super) fn counted(at: &Pointer, source_at: &Pointer, answer: &Answer) -> Option<Value> {
    let is_number = answer.values.get(source_at).is_some_and(Value::is_number);
    let trial = answer.trials.get(source_at).filter(|_| !is_number)?;
    let key = at.as_str().rsplit('/').next()?;
    trial.get(key.strip_prefix("x-").unwrap_or(key)).cloned()
}
