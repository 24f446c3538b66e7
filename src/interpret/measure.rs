//! One number said of one model: what a card claims, or what was measured.
//!
//! Claims and results are one shape, so that they can be held side by side.

use std::collections::BTreeMap;
use std::mem;

use serde_json::{Map, Value, json};

use super::cases;
use super::metrics::{Named, Unit};
use super::numbers::{self, Written};
use super::reading::Script;
use crate::packed::Object;
use crate::span::Pointer;

/// The data a number was measured on, as far as the text tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Dataset {
    /// Every name it is given; the first is shown.
    pub names: Vec<String>,
    /// The configuration or subset.
    pub config: Option<String>,
    /// The split.
    pub split: Option<String>,
    /// The revision.
    pub revision: Option<String>,
}

/// A claim or a result.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    /// Where the number stands.
    pub at: Pointer,
    /// The metric.
    pub named: Named,
    /// The metric as written.
    pub metric_name: String,
    /// What tells apart several numbers of one metric, such as a filter of answers.
    pub variant: Option<String>,
    /// The model it is about.
    pub model: Option<String>,
    /// The task.
    pub task: Option<String>,
    /// The data.
    pub dataset: Dataset,
    /// Feature and value, sorted, each feature once; empty is overall.
    pub slice: Box<[(String, String)]>,
    /// The number as written.
    pub written: Written,
    /// What the number counts.
    pub unit: Option<Unit>,
    /// How many examples the model was shown.
    pub shots: Option<String>,
    /// Whether it was measured on a public benchmark, so that nobody means it without its name.
    pub of_benchmark: bool,
    /// The id of the result that a claim rests on.
    pub result: Option<String>,
    /// What backs the number: `n`, `ci` and `counts` with their places, or the `source` of a claim.
    pub support: Map<String, Value>,
}

impl Measure {
    /// Makes a measure of a metric and a number; the rest is left open.
    pub(super) fn new(at: Pointer, named: Named, metric_name: &str, written: Written) -> Self {
        let unit = if written.percent {
            Some(Unit::Percent)
        } else {
            named.unit(written.value)
        };
        let split = named.split.map(str::to_owned);
        Self {
            at,
            named,
            metric_name: metric_name.to_owned(),
            variant: None,
            model: None,
            task: None,
            dataset: Dataset {
                split,
                ..Dataset::default()
            },
            slice: Box::default(),
            written,
            unit,
            shots: None,
            of_benchmark: false,
            result: None,
            support: Map::new(),
        }
    }

    /// Returns half a unit of the last decimal written.
    ///
    /// A share written as a whole number, `1`, is exact to one per cent: to
    /// half of one, every result from 0.5 on would support it.
    pub(super) fn tolerance(&self) -> f64 {
        let decimals = match (self.unit, self.written.decimals) {
            (Some(Unit::Fraction), ..=0) => 2,
            (_, decimals) => decimals,
        };
        numbers::half_unit(decimals.min(self.written.sound_decimals()))
    }

    /// Notes the interval at `at`, whose `ends` are named; one in another unit than the value
    /// would be a guess.
    pub(super) fn bound(&mut self, script: &Script<'_>, at: &Pointer, ends: [&str; 2]) {
        let read = ends.map(|end| script.number(&at.join(end)));
        let [Some(low), Some(high)] = read else {
            return;
        };
        if [low.percent, high.percent] == [self.written.percent; 2] {
            let ends = [low, high].map(|end| numbers::json(end.value));
            self.support.insert("ci".to_owned(), json!(ends));
            self.support.insert("ci_at".to_owned(), at.as_str().into());
        }
    }

    /// Notes the standard error at `at`, which is in the unit of the value.
    pub(super) fn note_error(&mut self, script: &Script<'_>, at: &Pointer) {
        let read = script.number(at);
        if let Some(read) = read.filter(|read| !read.percent && read.value >= 0.0) {
            let error = numbers::json(read.value);
            self.support.insert("stderr".to_owned(), error);
            self.support
                .insert("stderr_at".to_owned(), at.as_str().into());
        }
    }

    /// Returns the claim as policies see it, without its matches.
    pub(super) fn claim(&self) -> Map<String, Value> {
        let mut fact = Map::new();
        self.shared(&mut |key, part| {
            let value = match part {
                Part::Text(text) => text.into(),
                Part::Value(value) => value,
                Part::Pairs(pairs) => {
                    let pairs = pairs.iter();
                    let pairs = pairs.map(|(key, text)| (key.clone(), Value::from(text.as_str())));
                    Value::Object(pairs.collect())
                }
            };
            fact.insert(key.to_owned(), value);
        });
        fact.extend(self.support.clone());
        fact.insert("tolerance".to_owned(), numbers::json(self.tolerance()));
        fact
    }

    /// Returns the result as policies see it, with its support, which goes with it, and whether
    /// its number is sure to [fit](cases::fit).
    pub(super) fn take_fact(&mut self) -> (Object, bool) {
        let mut fact = Object::default();
        self.shared(&mut |key, part| match part {
            Part::Text(text) => fact.put_text(key, text),
            Part::Value(value) => fact.put(key, &value),
            Part::Pairs(pairs) => fact.put_texts(key, pairs),
        });
        let counted = cases::counted(self);
        if self.of_benchmark {
            fact.put("benchmark", &true.into());
        }
        let support = mem::take(&mut self.support);
        for (key, value) in &support {
            fact.put(key, value);
        }
        if let Some(counted) = &counted {
            fact.put("counted", counted);
        }
        let [least, most] = self.named.bounds(self.unit);
        let bounds = (least.is_some() || most.is_some()).then(|| {
            let bound = |bound: Option<f64>| bound.map_or(Value::Null, numbers::json);
            json!([bound(least), bound(most)])
        });
        if let Some(bounds) = &bounds {
            fact.put("bounds", bounds);
        }
        let value = numbers::json(self.written.value);
        let is_fit = cases::fit(|key| match key {
            "value" => Some(&value),
            "bounds" => bounds.as_ref(),
            "counted" => counted.as_ref(),
            key => support.get(key),
        });
        (fact, is_fit)
    }

    /// Lets go of what only policies see.
    pub(super) fn drop_support(&mut self) {
        self.support = Map::new();
    }

    /// Puts what claims and results have alike.
    fn shared(&self, put: &mut dyn FnMut(&str, Part<'_>)) {
        put("at", Part::Text(self.at.as_str()));
        put("metric", Part::Text(&self.named.metric));
        put("metric_name", Part::Text(&self.metric_name));
        let said = [
            ("model", &self.model),
            ("task", &self.task),
            ("variant", &self.variant),
            ("shots", &self.shots),
        ];
        for (key, value) in said {
            if let Some(value) = value {
                put(key, Part::Text(value));
            }
        }
        let dataset = self.dataset.fact();
        if !dataset.is_empty() {
            put("dataset", Part::Value(dataset.into()));
        }
        put("slice", Part::Pairs(&self.slice));
        put("value", Part::Value(numbers::json(self.written.value)));
        let unit = self.unit.map(Unit::name);
        put("unit", unit.map_or(Part::Value(Value::Null), Part::Text));
        put("text", Part::Text(&self.written.text));
    }
}

/// What a fact holds under a key.
enum Part<'m> {
    Text(&'m str),
    Value(Value),
    Pairs(&'m [(String, String)]),
}

/// Reads the one text that some formats have for a slice: `sex=female, age=over 60`, or a name.
pub(super) fn slice(value: Option<&Value>) -> Box<[(String, String)]> {
    let Some(text) = value
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|text| !text.is_empty())
    else {
        return Box::default();
    };
    let part = |part: &str| {
        let (feature, value) = part.split_once(['=', ':'])?;
        let [feature, value] = [feature, value].map(|side| side.trim().to_owned());
        (!feature.is_empty() && !value.is_empty()).then_some((feature, value))
    };
    let parts: Option<BTreeMap<_, _>> = text.split([',', ';', '&']).map(part).collect();
    let whole = || BTreeMap::from([("slice".to_owned(), text.to_owned())]);
    parts.unwrap_or_else(whole).into_iter().collect()
}

impl Dataset {
    /// Takes what it leaves open from `other`, unless it names other data.
    pub(super) fn or(mut self, other: &Self) -> Self {
        if self.names.is_empty() {
            self.names.clone_from(&other.names);
            self.config = self.config.or_else(|| other.config.clone());
            self.revision = self.revision.or_else(|| other.revision.clone());
            self.split = self.split.or_else(|| other.split.clone());
        }
        self
    }

    /// Returns what is said of the data: name, configuration, split and revision.
    pub(super) fn parts(&self) -> [Option<&str>; 4] {
        [
            self.names.first().map(String::as_str),
            self.config.as_deref(),
            self.split.as_deref(),
            self.revision.as_deref(),
        ]
    }

    /// Returns what is said of the data, by name.
    pub(super) fn fact(&self) -> Map<String, Value> {
        let keys = ["name", "config", "split", "revision"];
        let parts = keys.into_iter().zip(self.parts());
        parts
            .filter_map(|(key, part)| Some((key.to_owned(), part?.into())))
            .collect()
    }
}

#[cfg(test)]
impl Measure {
    /// Makes a result for a test.
    pub(super) fn example(metric: &str, value: &str, support: &Value) -> Self {
        let written = numbers::parse(value).expect("a number");
        let named = super::metrics::name(metric);
        let mut result = Self::new(Pointer::root(), named, metric, written);
        result.support = support.as_object().expect("an object").clone();
        result
    }
}
