//! How far a share of cases can be trusted, for policies.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use regorus::Value;

use super::extensions::noun;
use crate::statistics::{Confidence, Share, cases_for_half_width, settling_cases, wilson};

/// Returns Wilson's interval of `of` cases in `among`; of no case nothing is known, so that
/// its interval is 0 to 1.
pub(super) fn interval(of: &Value, among: &Value, options: &Value) -> Result<Value> {
    let name = "raigate.stat.interval";
    let [low, high] = ends(name, of, among, confidence(name, options)?)?;
    let ends = [("low", low), ("high", high)];
    let ends = ends.map(|(key, end)| (Value::from(key), Value::from(end)));
    Ok(Value::from(BTreeMap::from(ends)))
}

/// Returns the ends of [`interval`], low end first.
pub(super) fn ends(
    name: &str,
    of: &Value,
    among: &Value,
    confidence: Confidence,
) -> Result<[f64; 2]> {
    let found = wilson(share(name, of, among)?, confidence);
    Ok(found.map_or([0.0, 1.0], |found| [found.low, found.high]))
}

/// Returns how many cases, with the share as it is, put `limit` outside Wilson's interval;
/// null where no number of cases does.
pub(super) fn settling(of: &Value, among: &Value, limit: &Value, options: &Value) -> Result<Value> {
    let name = "raigate.stat.settling";
    let share = share(name, of, among)?;
    let Ok(limit) = limit.as_f64() else {
        bail!("`{name}` takes a limit, this is {}", noun(limit));
    };
    let cases = settling_cases(share, limit, confidence(name, options)?);
    Ok(cases.map_or(Value::Null, Value::from))
}

/// Returns how many cases keep Wilson's interval of any share within `half_width` to each side.
pub(super) fn cases_within(half_width: &Value, options: &Value) -> Result<Value> {
    let name = "raigate.stat.cases_within";
    let Ok(width) = half_width.as_f64() else {
        bail!("`{name}` takes a half width, this is {}", noun(half_width));
    };
    let cases = cases_for_half_width(width, confidence(name, options)?);
    Ok(cases.map_or(Value::Null, Value::from))
}

/// More cases than any file holds, and few enough to add up thousands of such counts.
const MOST_CASES: u64 = 1_000_000_000_000_000;

/// Reads a number of cases.
pub(super) fn cases(name: &str, what: &str, value: &Value) -> Result<u64> {
    let Value::Number(_) = value else {
        bail!("`{name}` takes whole numbers, `{what}` is {}", noun(value));
    };
    match value.as_u64() {
        Ok(cases) if cases <= MOST_CASES => Ok(cases),
        _ => bail!(
            "`{name}` takes whole numbers from 0 to {MOST_CASES}, `{what}` is {}",
            value.to_json_str()?
        ),
    }
}

/// Reads the confidence that `options` ask for: there is no usual one.
pub(super) fn confidence(name: &str, options: &Value) -> Result<Confidence> {
    let level = &options["confidence"];
    let read = level.as_f64().ok().and_then(Confidence::new);
    let Some(confidence) = read else {
        bail!("`{name}` takes options with a `confidence` between 0 and 1, both excluded");
    };
    Ok(confidence)
}

fn share(name: &str, of: &Value, among: &Value) -> Result<Share> {
    let share = Share {
        of: cases(name, "of", of)?,
        among: cases(name, "among", among)?,
    };
    if share.of > share.among {
        bail!("`{name}`: {} cases are not among {}", share.of, share.among);
    }
    Ok(share)
}
