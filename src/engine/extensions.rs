//! The functions that raigate adds to Rego, or puts in the place of the engine's own.

use std::cmp::Ordering;

use anyhow::{Result, bail};
use regorus::{Engine, Value};

use super::decimal::Decimal;
use super::{
    directional, disparity, fields, functions, hash, patterns, planned, said, shares, slots,
    sprintf,
};

/// Adds every function of `functions::OWN` to `engine`.
pub(super) fn add(engine: &mut Engine) {
    for (name, arity) in functions::OWN {
        let arity = u8::try_from(*arity).expect("functions take few arguments");
        let call = move |arguments: Vec<Value>| call(name, &arguments);
        engine
            .add_extension((*name).to_owned(), arity, Box::new(call))
            .expect("each name is listed once");
    }
}

/// More numbers than any evidence needs; a list of them cannot be interrupted while it is made.
const LONGEST_RANGE: i64 = 1_000_000;

/// Answers one call; the engine has checked the number of arguments.
pub(super) fn call(name: &str, arguments: &[Value]) -> Result<Value> {
    let [first, rest @ ..] = arguments else {
        bail!("`{name}` takes arguments");
    };
    let argument = |at: usize| rest.get(at).unwrap_or(&Value::Undefined);
    let [second, third, fourth] = [0, 1, 2].map(argument);
    Ok(match name {
        "sprintf" => Value::from(sprintf::sprintf(first, second)?),
        "crypto.sha256" => match first {
            Value::String(text) => Value::from(hash::sha256(text.as_bytes())),
            other => bail!("`{name}` takes a text, this is {}", noun(other)),
        },
        "numbers.range" => range(whole(name, first)?, whole(name, second)?)?,
        "bits.lsh" => shift(whole(name, first)?, whole(name, second)?)?,
        "raigate.evidence.field" => fields::field(first, second)?,
        "raigate.evidence.is_past" => fields::is_past(first, second)?,
        "raigate.evidence.missing" => fields::missing(first, second, third, fourth)?,
        "raigate.people.fill" => slots::filled(first, second)?,
        "raigate.plan.asked" => planned::asked(first, second, third)?,
        "raigate.plan.direction" => planned::direction(first, second),
        "raigate.plan.held" => planned::held(first, second)?,
        "raigate.stat.cases_within" => shares::cases_within(first, second)?,
        "raigate.stat.directional" => directional::directional(first, second, third, fourth)?,
        "raigate.stat.disparity" => disparity::disparity(first, second, third)?,
        "raigate.stat.interval" => shares::interval(first, second, third)?,
        "raigate.stat.settling" => shares::settling(first, second, third, fourth)?,
        "raigate.text.said" => said::said(first, second)?,
        _ if name.starts_with("regex.") => patterns::call(name, arguments)?,
        "raigate.num.gt" => Value::from(compare(name, first, second)? == Ordering::Greater),
        "raigate.num.gte" => Value::from(compare(name, first, second)? != Ordering::Less),
        "raigate.num.lt" => Value::from(compare(name, first, second)? == Ordering::Less),
        "raigate.num.lte" => Value::from(compare(name, first, second)? != Ordering::Greater),
        "raigate.num.eq" => Value::from(compare(name, first, second)? == Ordering::Equal),
        _ if name.starts_with("raigate.num.") => computed(name, first, second)?,
        _ => bail!("could not find function {name}"),
    })
}

/// Computes exactly, where both numbers are exact.
fn computed(name: &str, first: &Value, second: &Value) -> Result<Value> {
    Ok(match name {
        "raigate.num.add" => {
            let sum = decimal(name, first)?.add(decimal(name, second)?);
            number(sum, double(name, first)? + double(name, second)?)?
        }
        "raigate.num.sub" => {
            let difference = decimal(name, first)?.add(decimal(name, second)?.neg());
            number(difference, double(name, first)? - double(name, second)?)?
        }
        "raigate.num.mul" => {
            let product = decimal(name, first)?.mul(decimal(name, second)?);
            number(product, double(name, first)? * double(name, second)?)?
        }
        "raigate.num.abs" => {
            let zero = Value::from(0_i64);
            if compare(name, first, &zero)? == Ordering::Less {
                number(Some(decimal(name, first)?.neg()), -double(name, first)?)?
            } else {
                first.clone()
            }
        }
        _ => bail!("could not find function {name}"),
    })
}

fn compare(name: &str, one: &Value, other: &Value) -> Result<Ordering> {
    if let (Some(one), Some(other)) = (plain(one), plain(other))
        && let Some(order) = one.partial_cmp(&other)
    {
        return Ok(order);
    }
    Ok(decimal(name, one)?.compare(decimal(name, other)?))
}

/// Returns a number of a usual size as a double, which it is exactly: such numbers are in the
/// order of the shortest decimals that stand for them.
fn plain(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(_) => value.as_f64().ok()?,
        _ => return None,
    };
    let is_usual = number == 0.0 || (1e-9..=1e15).contains(&number.abs());
    is_usual.then_some(number)
}

/// Reads the shortest decimal that stands for the number.
fn decimal(name: &str, value: &Value) -> Result<Decimal> {
    let text = text_of_number(name, value)?;
    match Decimal::parse(&text) {
        Some(decimal) => Ok(decimal),
        None => bail!("`{name}` cannot take a number of so many digits: {text}"),
    }
}

fn double(name: &str, value: &Value) -> Result<f64> {
    Ok(text_of_number(name, value)?.parse()?)
}

fn text_of_number(name: &str, value: &Value) -> Result<String> {
    match value {
        Value::Number(_) => value.to_json_str(),
        other => bail!("`{name}` takes numbers, this is {}", noun(other)),
    }
}

/// The exact result, or, where it is too long to be exact, that of doubles.
fn number(exact: Option<Decimal>, nearest: f64) -> Result<Value> {
    if let Some(whole) = exact.and_then(Decimal::to_whole) {
        return Ok(Value::from(whole));
    }
    let double = exact.and_then(Decimal::to_double).unwrap_or(nearest);
    if !double.is_finite() {
        bail!("the result is larger than any number");
    }
    Ok(Value::from(double))
}

fn whole(name: &str, value: &Value) -> Result<i64> {
    match value {
        Value::Number(_) => match value.as_i64() {
            Ok(whole) => Ok(whole),
            Err(_) => bail!("`{name}` takes whole numbers of 64 bits"),
        },
        other => bail!("`{name}` takes whole numbers, this is {}", noun(other)),
    }
}

/// Counts up or down, as OPA does.
fn range(from: i64, to: i64) -> Result<Value> {
    let length = i128::from(from).abs_diff(i128::from(to));
    if length >= u128::from(LONGEST_RANGE.unsigned_abs()) {
        bail!("`numbers.range` gives at most {LONGEST_RANGE} numbers");
    }
    let numbers: Vec<Value> = if from <= to {
        (from..=to).map(Value::from).collect()
    } else {
        (to..=from).rev().map(Value::from).collect()
    };
    Ok(Value::from(numbers))
}

fn shift(value: i64, by: i64) -> Result<Value> {
    let room = value.unsigned_abs().leading_zeros();
    if by < 0 || i64::from(room) <= by + 1 {
        // The engine's own would make a number of as many bits as it is asked for.
        bail!("`bits.lsh` gives numbers of 64 bits");
    }
    Ok(Value::from(value << by))
}

/// Returns what kind of value it is, for messages.
pub(super) fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Set(_) => "a set",
        Value::Object(_) => "an object",
        Value::Undefined => "undefined",
    }
}
