//! How an unprivileged group fares against a privileged one, for policies.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use regorus::Value;

use super::disparity::real;
use super::extensions::noun;
use super::rates::counts;
use super::shares::confidence;
use super::value::member;
use crate::statistics::{
    Confidence, Counts, Interval, Metric, Rate, Undefined, average_odds_difference, bootstrap,
    disparate_impact, equal_opportunity_difference, katz_log, newcombe,
    statistical_parity_difference,
};

/// Draws of the bootstrap.
const DRAWS: usize = 2000;

/// The function that policies call.
const NAME: &str = "raigate.stat.directional";

/// Returns the metric of AIF360 that `metric` names: `value`, or why it is `undefined`, and
/// its interval from `low` to `high`.
pub(super) fn directional(
    unprivileged: &Value,
    privileged: &Value,
    metric: &Value,
    options: &Value,
) -> Result<Value> {
    let [one, other] = [counts(NAME, unprivileged)?, counts(NAME, privileged)?];
    let level = match member(options, "confidence") {
        Value::Undefined => None,
        _ => Some(confidence(NAME, options)?),
    };
    let Value::String(metric) = metric else {
        bail!(
            "`{NAME}` takes the name of a metric, this is {}",
            noun(metric)
        );
    };
    let (found, interval) = measure(metric, &one, &other, level)?;
    let reason = found.value.err().map(Undefined::reason);
    let interval = found.value.ok().and(interval);
    Ok(Value::from(BTreeMap::from([
        ("value".into(), real(found.known_value())),
        ("undefined".into(), reason.map_or(Value::Null, Value::from)),
        ("low".into(), real(interval.map(|ends| ends.low))),
        ("high".into(), real(interval.map(|ends| ends.high))),
    ])))
}

fn measure(
    name: &str,
    one: &Counts,
    other: &Counts,
    level: Option<Confidence>,
) -> Result<(Metric, Option<Interval>)> {
    let shares = |rate: Rate| one.share(rate).zip(other.share(rate)).zip(level);
    let difference = |rate: Rate| {
        let ((one, other), level) = shares(rate)?;
        newcombe(one, other, level).ok()
    };
    Ok(match name {
        "disparate_impact" => {
            let both = shares(Rate::Selection);
            let ratio = both.and_then(|((one, other), level)| katz_log(one, other, level).ok());
            (disparate_impact(one, other), ratio)
        }
        "statistical_parity_difference" => (
            statistical_parity_difference(one, other),
            difference(Rate::Selection),
        ),
        "equal_opportunity_difference" => (
            equal_opportunity_difference(one, other),
            difference(Rate::TruePositive),
        ),
        "average_odds_difference" => {
            let drawn = |drawn: &[Counts]| match drawn {
                [one, other] => average_odds_difference(one, other).known_value(),
                _ => None,
            };
            let both = [*one, *other];
            let interval = level.and_then(|level| bootstrap(&both, level, DRAWS, drawn));
            (average_odds_difference(one, other), interval)
        }
        other => bail!("`{NAME}` knows no metric `{other}`"),
    })
}
