//! `regex.match`, `split`, `find_n` and `replace`, with the meaning of the engine's own.
//!
//! The engine keeps patterns and takes a copy for each call; what a copy has learnt of a text
//! is thrown away with it, which took a fifth of a large run. Here each thread keeps its own copy of
//! what is compiled once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};
use foldhash::fast::FixedState;
use regex::{Regex, RegexBuilder};
use regorus::Value;

use super::extensions::noun;

/// What a pattern may take once it is compiled, as the engine limits it.
const MOST_BYTES: usize = 100 * 1024;

/// As many patterns as a thread keeps; more than any set of policies has.
const MOST_KEPT: usize = 256;

/// Pieces between two looks at the memory that is left.
const CHECKED_EACH: usize = 64;

/// Answers one call.
///
/// # Errors
/// An argument is of another type, the pattern is none, or memory has run out.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Value> {
    let ([first, second] | [first, second, _]) = arguments else {
        bail!("`{name}` cannot take {} arguments", arguments.len());
    };
    let [first, second] = [text(name, first)?, text(name, second)?];
    let answer = match (name, arguments) {
        ("regex.match", [..]) => with(name, first, |regex| Ok(regex.is_match(second).into()))?,
        ("regex.split", [..]) => with(name, first, |regex| list(regex.split(second)))?,
        ("regex.find_n", [.., number]) => {
            let most = most(name, number)?;
            let pieces =
                |regex: &Regex| list(regex.find_iter(second).map(|it| it.as_str()).take(most));
            with(name, first, pieces)?
        }
        ("regex.replace", [.., by]) => {
            let by = text(name, by)?;
            let replaced = |regex: &Regex| Ok(Value::from(&*regex.replace_all(first, by)));
            // As in OPA, what is no pattern makes the result undefined.
            return Ok(with(name, second, replaced)?.unwrap_or(Value::Undefined));
        }
        _ => bail!("could not find function {name}"),
    };
    let Some(answer) = answer else {
        bail!("`{name}` takes a pattern, this is none: {first}");
    };
    Ok(answer)
}

/// Compiled patterns, by their texts.
type Kept = HashMap<Box<str>, Regex, FixedState>;

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// Returns what `then` makes of the compiled pattern; `None` where it is none.
fn with(
    name: &str,
    pattern: &str,
    then: impl FnOnce(&Regex) -> Result<Value>,
) -> Result<Option<Value>> {
    KEPT.with_borrow_mut(|kept| {
        if let Some(regex) = kept.get(pattern) {
            return then(regex).map(Some);
        }
        let Some(regex) = compiled(name, pattern)? else {
            return Ok(None);
        };
        then(keep(kept, pattern, regex)).map(Some)
    })
}

/// Returns the compiled pattern, which the first thread that asks compiles for all; `None` where
/// it is none.
fn compiled(name: &str, pattern: &str) -> Result<Option<Regex>> {
    static COMPILED: Mutex<Kept> = Mutex::new(Kept::with_hasher(FixedState::with_seed(0)));
    let mut all = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = all.get(pattern) {
        return Ok(Some(regex.clone()));
    }
    match RegexBuilder::new(pattern).size_limit(MOST_BYTES).build() {
        Ok(regex) => Ok(Some(keep(&mut all, pattern, regex).clone())),
        Err(regex::Error::CompiledTooBig(_)) => {
            bail!("`{name}` takes patterns of {MOST_BYTES} bytes once they are compiled")
        }
        Err(_) => Ok(None),
    }
}

fn keep<'k>(kept: &'k mut Kept, pattern: &str, regex: Regex) -> &'k Regex {
    if kept.len() >= MOST_KEPT {
        kept.clear();
    }
    kept.entry(pattern.into()).or_insert(regex)
}

fn list<'t>(pieces: impl Iterator<Item = &'t str>) -> Result<Value> {
    let mut list = Vec::new();
    for piece in pieces {
        if list.len() % CHECKED_EACH == 0 {
            regorus::check_global_memory_limit()?;
        }
        list.push(Value::from(piece));
    }
    Ok(Value::from(list))
}

fn text<'v>(name: &str, value: &'v Value) -> Result<&'v str> {
    match value {
        Value::String(text) => Ok(text),
        other => bail!("`{name}` takes texts, this is {}", noun(other)),
    }
}

/// Reads how many are asked for; below zero is all.
fn most(name: &str, number: &Value) -> Result<usize> {
    let Value::Number(given) = number else {
        bail!("`{name}` takes a number, this is {}", noun(number));
    };
    if !given.is_integer() {
        bail!("`{name}` takes a whole number");
    }
    let most = given.as_i64().map(usize::try_from);
    Ok(most.and_then(Result::ok).unwrap_or(usize::MAX))
}
