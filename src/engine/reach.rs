//! How far a result can be trusted: the interval around it, and the cases that it rests on.

use anyhow::Result;
use regorus::Value;

use super::extensions::call;
use super::shares::{confidence, ends};
use super::value::member;
use crate::statistics::Confidence;

/// Nobody counted more; beyond, whole numbers are not exact.
const MOST_CASES: f64 = 1_000_000_000_000_000.0;

/// What a rule asks of intervals.
pub(super) struct Terms<'v> {
    confidence: Confidence,
    standard_errors: &'v Value,
    shares: &'v Value,
}

impl<'v> Terms<'v> {
    /// Reads `confidence`, how many `standard_errors` reach as far, and which metrics are `shares`.
    pub(super) fn read(name: &str, options: &'v Value) -> Result<Self> {
        Ok(Self {
            confidence: confidence(name, options)?,
            standard_errors: member(options, "standard_errors"),
            shares: member(options, "shares"),
        })
    }

    /// Returns the ends of the interval around `result`, in its own unit, low end first: from
    /// counts where there are any, else what it states, widened to what so many cases allow.
    pub(super) fn ends(&self, result: &Value) -> Result<Option<[Value; 2]>> {
        let unit = whole(result);
        if let (Some(counted), Some(unit)) = (counted(result)?, &unit) {
            let ends = self.of_share(&counted.share)?;
            let ends = if counted.is_f1 {
                ends.map(|end| 2.0 * end / (1.0 + end))
            } else {
                ends
            };
            return scaled(ends, unit).map(Some);
        }
        let least = match (self.share(result), &unit) {
            (Some(share), Some(unit)) => Some(scaled(self.of_share(&share)?, unit)?),
            _ => None,
        };
        Ok(match (self.stated(result)?, least) {
            (Some([low, high]), Some([least, most])) => Some([low.min(least), high.max(most)]),
            (own, least) => own.or(least),
        })
    }

    /// Returns the cases that `result` is a share of, from counts or from its rate and `n`.
    pub(super) fn cases(&self, result: &Value) -> Result<Option<[Value; 2]>> {
        let counted = counted(result)?.filter(|counted| !counted.is_f1);
        Ok(counted
            .map(|counted| counted.share)
            .or_else(|| self.share(result)))
    }

    fn of_share(&self, [of, among]: &[Value; 2]) -> Result<[f64; 2]> {
        ends("raigate.plan.held", of, among, self.confidence)
    }

    /// Returns how many cases of how many a rate on `n` cases stands for.
    fn share(&self, result: &Value) -> Option<[Value; 2]> {
        let is_share = match self.shares {
            Value::Set(metrics) => metrics.contains(member(result, "metric")),
            _ => false,
        };
        let n = member(result, "n").as_f64().ok().filter(|_| is_share)?;
        let whole = whole(result)?.as_f64().ok()?;
        let of = (member(result, "value").as_f64().ok()? / whole * n).round();
        let is_count = (1.0..=MOST_CASES).contains(&n) && n.fract() == 0.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both are whole and from 0 to a thousand million million"
        )]
        let share = [of, n].map(|number| Value::from(number as u64));
        (is_count && (0.0..=n).contains(&of)).then_some(share)
    }

    /// Returns the interval that `result` states, or that of its standard error; one that does
    /// not go around its value is no interval, and no error leads out of the range of the metric.
    fn stated(&self, result: &Value) -> Result<Option<[Value; 2]>> {
        let value = member(result, "value");
        let ci = member(result, "ci");
        if !matches!(ci, Value::Undefined | Value::Bool(false)) {
            let zero = Value::from(0_u64);
            let one = Value::from(1_u64);
            let (low, high) = (&ci[&zero], &ci[&one]);
            let is_around = is_number(low) && is_number(high) && low < high;
            let ends = || [low.clone(), high.clone()];
            return Ok((is_around && low <= value && value <= high).then(ends));
        }
        let error = member(result, "stderr");
        if !is_number(error) || error.as_f64().is_ok_and(|error| error <= 0.0) {
            return Ok(None);
        }
        let standard_errors = self.standard_errors.clone();
        let reach = call("raigate.num.mul", &[error.clone(), standard_errors])?;
        let low = call("raigate.num.sub", &[value.clone(), reach.clone()])?;
        let high = call("raigate.num.add", &[value.clone(), reach])?;
        let bound = |end: u64| Some(member(result, "bounds")[&Value::from(end)].clone());
        let [least, most] = [0, 1].map(|end| bound(end).filter(is_number));
        Ok(Some([
            least.map_or(low.clone(), |least| low.max(least)),
            most.map_or(high.clone(), |most| high.min(most)),
        ]))
    }
}

/// Cases as a result counts them.
struct Counted {
    share: [Value; 2],
    is_f1: bool,
}

/// Returns how many cases of how many, where the result tells; F1 = 2J / (1 + J) is that of
/// J = tp / (tp + fp + fn), which is a share of cases as F1 is not.
fn counted(result: &Value) -> Result<Option<Counted>> {
    let (of, among) = (
        member(member(result, "counted"), "of"),
        member(member(result, "counted"), "among"),
    );
    let metric = member(result, "metric");
    if !is_number(of) || *metric == Value::Undefined {
        return Ok(None);
    }
    let Some(cases) = among.as_f64().ok().filter(|cases| *cases <= MOST_CASES) else {
        return Ok(None);
    };
    if *metric != Value::from("f1") {
        let share = [of.clone(), among.clone()];
        let is_f1 = false;
        return Ok((cases > 0.0).then_some(Counted { share, is_f1 }));
    }
    let half = Value::from(0.5);
    let found = call("raigate.num.mul", &[of.clone(), half])?;
    if found >= *among {
        return Ok(None);
    }
    let among = call("raigate.num.sub", &[among.clone(), found.clone()])?;
    let share = [found, among];
    Ok(Some(Counted { share, is_f1: true }))
}

/// Returns what all cases are in the unit of the result; none where it is no share.
fn whole(result: &Value) -> Option<Value> {
    match member(result, "unit") {
        Value::String(unit) => match &**unit {
            "fraction" => Some(Value::from(1_u64)),
            "percent" | "points" => Some(Value::from(100_u64)),
            _ => None,
        },
        _ => None,
    }
}

fn scaled(ends: [f64; 2], whole: &Value) -> Result<[Value; 2]> {
    let [low, high] = ends.map(Value::from);
    Ok([times(&low, whole)?, times(&high, whole)?])
}

/// Multiplies in exact decimals; a number times one is that number.
pub(super) fn times(number: &Value, factor: &Value) -> Result<Value> {
    let is_fraction = number.as_f64().is_ok_and(|number| number.fract() != 0.0);
    if is_fraction && *factor == Value::from(1_u64) {
        return Ok(number.clone());
    }
    call("raigate.num.mul", &[number.clone(), factor.clone()])
}

pub(super) fn is_number(value: &Value) -> bool {
    matches!(value, Value::Number(_))
}
