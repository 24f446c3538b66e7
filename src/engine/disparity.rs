//! How far groups are apart, for policies: from their counts, or from rates as stated.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use regorus::Value;

use super::counted::Counted;
use super::extensions::noun;
use super::rates::{Compared, Counting, group, read_groups};
use super::shares::confidence;
use super::value::member;
use crate::statistics::{Aggregate, Bound, Disparity, Form, Method, Standing, Undefined};

/// The function that policies call.
pub(super) const NAME: &str = "raigate.stat.disparity";

/// Returns how far `groups` are apart: `value`, or why it is `undefined`, what Fairlearn has
/// `printed`, the groups it lies `between`, those `left_out`, its interval from `low` to
/// `high`, and, beside a limit, its `standing` and the number of cases that is `settling`.
pub(super) fn disparity(groups: &Value, metric: &Value, options: &Value) -> Result<Value> {
    let groups = read_groups(groups)?;
    let asked = Asked::read(metric)?;
    let overall = match member(options, "overall") {
        Value::Undefined | Value::Null => None,
        overall => Some(group(overall)?),
    };
    let compared = Compared::new(&asked, &groups, overall.as_ref());
    let mut found = compared.disparity(&asked);
    if let Some(end) = extreme(metric) {
        found.metric = compared.extreme(end);
        found.between = None;
        return Ok(told(&found, &compared).into());
    }
    let mut answer = told(&found, &compared);
    let trust = match Counted::new(&asked, &groups, overall.as_ref()) {
        Some(counted)
            if found.metric.value.is_ok() && *member(options, "confidence") != Value::Undefined =>
        {
            trust(&asked, &counted, options)?
        }
        _ => [Value::Null, Value::Null, Value::Null, Value::Null],
    };
    for (key, value) in ["low", "high", "standing", "settling"]
        .into_iter()
        .zip(trust)
    {
        answer.insert(key.into(), value);
    }
    Ok(answer.into())
}

/// Returns the ends of the interval, and where it stands to the limit that is given.
fn trust(asked: &Asked, counted: &Counted<'_>, options: &Value) -> Result<[Value; 4]> {
    let confidence = confidence(NAME, options)?;
    let Some(interval) = counted.interval(confidence) else {
        return Ok([Value::Null, Value::Null, Value::Null, Value::Null]);
    };
    let (mut standing, mut settling) = (Value::Null, Value::Null);
    if let Ok(limit) = member(options, "limit").as_f64() {
        let found = Standing::of(interval, asked.bound(), limit);
        standing = word(found).into();
        if found == Standing::Uncertain {
            let cases = counted.settling(limit, confidence);
            settling = cases.map_or(Value::Null, Value::from);
        }
    }
    Ok([
        real(Some(interval.low)),
        real(Some(interval.high)),
        standing,
        settling,
    ])
}

/// Returns which end of the rates is asked for, where it is no distance at all.
fn extreme(metric: &Value) -> Option<fn(f64, f64) -> f64> {
    match member(metric, "form") {
        Value::String(form) if &**form == "least" => Some(f64::min),
        Value::String(form) if &**form == "greatest" => Some(f64::max),
        _ => None,
    }
}

const fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Within => "within",
        Standing::Over => "over",
        Standing::Uncertain => "uncertain",
    }
}

fn told(found: &Disparity, compared: &Compared) -> BTreeMap<Value, Value> {
    let mut answer = BTreeMap::new();
    let mut put = |key: &str, value: Value| {
        answer.insert(Value::from(key), value);
    };
    let reason = found.metric.value.err().map(Undefined::reason);
    put("value", real(found.metric.known_value()));
    put("printed", real(found.metric.printed));
    put("undefined", reason.map_or(Value::Null, Value::from));
    let between = found
        .between
        .map(|(low, high)| Value::from(vec![low.into(), high.into()]));
    put("between", between.unwrap_or(Value::Null));
    put("left_out", compared.left_out());
    put("off", Value::from(compared.off));
    answer
}

/// Returns a number, and null where there is none.
pub(super) fn real(number: Option<f64>) -> Value {
    let finite = number.filter(|number| number.is_finite());
    finite.map_or(Value::Null, Value::from)
}

/// What is asked for.
pub(super) struct Asked {
    /// Each rate by its name, and how it is counted, where counts give it.
    pub rates: Vec<(String, Option<Counting>)>,
    /// As the metric has it.
    pub form: Form,
    /// As the metric has it.
    pub method: Method,
    /// As the metric has it.
    pub aggregate: Aggregate,
}

impl Asked {
    fn read(metric: &Value) -> Result<Self> {
        let names = member(metric, "rates").as_array();
        let names =
            names.with_context(|| format!("`{NAME}` takes a metric with a list `rates`"))?;
        let mut rates = Vec::new();
        for name in names {
            let Value::String(name) = name else {
                bail!("`{NAME}` takes names of rates, this is {}", noun(name));
            };
            rates.push((name.to_string(), Counting::of(name)));
        }
        if rates.is_empty() || rates.len() > 2 {
            bail!(
                "`{NAME}` puts together one or two rates, these are {}",
                rates.len()
            );
        }
        let forms = [
            ("difference", Form::Difference),
            ("ratio", Form::Ratio),
            ("least", Form::Difference),
            ("greatest", Form::Difference),
        ];
        let form = choice(metric, "form", &forms)?;
        let methods = [
            ("between_groups", Method::BetweenGroups),
            ("to_overall", Method::ToOverall),
        ];
        let aggregates = [
            ("worst_case", Aggregate::WorstCase),
            ("mean", Aggregate::Mean),
        ];
        Ok(Self {
            rates,
            form,
            method: choice(metric, "method", &methods)?,
            aggregate: choice(metric, "aggregate", &aggregates)?,
        })
    }

    /// Returns on which side of a limit such a disparity is good.
    pub(super) const fn bound(&self) -> Bound {
        match self.form {
            Form::Difference => Bound::AtMost,
            Form::Ratio => Bound::AtLeast,
        }
    }
}

/// Returns the meaning of the word at `key`, the first of `known` where there is none.
fn choice<T: Copy>(metric: &Value, key: &str, known: &[(&str, T)]) -> Result<T> {
    let word = match &metric[key] {
        Value::Undefined | Value::Null => known.first().map(|(_, meaning)| *meaning),
        Value::String(word) => {
            let mut known = known.iter();
            known
                .find(|(name, _)| *name == &**word)
                .map(|(_, meaning)| *meaning)
        }
        _ => None,
    };
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    word.with_context(|| format!("`{NAME}` takes a `{key}` of `{}`", names.join("`, `")))
}
