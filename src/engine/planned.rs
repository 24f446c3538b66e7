//! What plans ask for beside what was measured, for policies.
//!
//! Only joins: which result stands beside which measurement, and with which interval. What
//! is good enough is for rules to say.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, bail};
use regorus::Value;

use super::extensions::noun;
use super::reach::{Terms, is_number, times};
use super::value::{key, member};

/// More than anybody compares; a list of them cannot be interrupted while it is made.
const MOST: usize = 100_000;

/// Returns which values of a planned measurement are better: by the name of its metric, or
/// where that is one of `open`, or tells nothing, as the plan states.
pub(super) fn direction(cell: &Value, open: &Value) -> Value {
    let is_open = match open {
        Value::Array(open) => open.contains(member(cell, "metric")),
        Value::Set(open) => open.contains(member(cell, "metric")),
        _ => false,
    };
    match member(cell, "direction") {
        Value::Undefined | Value::Bool(false) => member(cell, "stated_direction").clone(),
        _ if is_open => member(cell, "stated_direction").clone(),
        own => own.clone(),
    }
}

/// Returns every measurement that `plans` ask for, as `{"plan", "cell", "measured"}`: the
/// results of `artifacts` that measure it, each with its artifact, unless they name a model
/// that is none of `models`. Where no model is known, nothing speaks against a result.
pub(super) fn asked(plans: &Value, artifacts: &Value, models: &Value) -> Result<Value> {
    let name = "raigate.plan.asked";
    let known = Models::read(name, models)?;
    let mut by_place = HashMap::new();
    for artifact in list(name, artifacts)? {
        by_place.insert(place(artifact), artifact);
    }
    let mut rows = 0;
    let mut asked = Vec::new();
    for plan in list(name, plans)? {
        let Value::Array(cells) = member(member(plan, "facts"), "planned") else {
            continue;
        };
        for cell in cells.iter() {
            let mut measured = Vec::new();
            let found = match member(cell, "measured") {
                Value::Array(found) => found.iter().collect(),
                _ => Vec::new(),
            };
            for one in found {
                let Some(artifact) = by_place.get(&place(one)).copied() else {
                    continue;
                };
                let result = &member(member(artifact, "facts"), "results")[member(one, "position")];
                if is_known(result) && known.may_be(member(result, "model"))? {
                    rows += 1;
                    measured.push(with(one, [("artifact", artifact), ("result", result)]));
                }
            }
            if rows + asked.len() > MOST {
                bail!("plans ask for more than {MOST} results");
            }
            asked.push(object([
                ("plan", plan.clone()),
                ("cell", cell.clone()),
                ("measured", Value::from(measured)),
            ]));
        }
    }
    Ok(Value::from(asked))
}

/// Returns each metric of a plan that has a threshold, as `{"plan", "cell", "results", "bare"}`:
/// the results that are held against it, in its unit, and those of them without an interval.
///
/// A result has its `ends`, and as `low` and `high` the least and the most that it can be.
pub(super) fn held(asked: &Value, options: &Value) -> Result<Value> {
    let name = "raigate.plan.held";
    let terms = Terms::read(name, options)?;
    let mut metrics: Vec<Metric> = Vec::new();
    for one in list(name, asked)? {
        let (plan, cell) = (member(one, "plan"), member(one, "cell"));
        if !is_number(member(cell, "threshold")) {
            continue;
        }
        if metrics.last().is_none_or(|last| !last.is_of(plan, cell)) {
            metrics.push(Metric::new(plan, cell));
        }
        let Some(metric) = metrics.last_mut() else {
            continue;
        };
        for found in list(name, member(one, "measured"))? {
            metric.hold(plan, cell, found, &terms)?;
        }
    }
    let metrics: Vec<Value> = metrics.into_iter().map(Metric::into_value).collect();
    Ok(Value::from(metrics))
}

/// One metric of a plan, and the results that are held against its threshold.
struct Metric<'v> {
    plan: &'v Value,
    cell: &'v Value,
    results: Vec<Value>,
    bare: Vec<Value>,
}

impl<'v> Metric<'v> {
    const fn new(plan: &'v Value, cell: &'v Value) -> Self {
        Self {
            plan,
            cell,
            results: Vec::new(),
            bare: Vec::new(),
        }
    }

    /// Whether `cell` is asked for by the same entry of the same plan.
    fn is_of(&self, plan: &Value, cell: &Value) -> bool {
        member(self.cell, "entry") == member(cell, "entry") && place(self.plan) == place(plan)
    }

    fn hold(&mut self, plan: &Value, cell: &Value, found: &Value, terms: &Terms) -> Result<()> {
        let result = member(found, "result");
        let ends = match terms.ends(result)? {
            Some([low, high]) => {
                let factor = member(found, "times");
                vec![times(&low, factor)?, times(&high, factor)?]
            }
            None => Vec::new(),
        };
        let is_bare = ends.is_empty();
        let all = || ends.iter().chain([member(found, "value")]);
        let low = all().min().cloned().unwrap_or(Value::Undefined);
        let high = all().max().cloned().unwrap_or(Value::Undefined);
        let ends = Value::from(ends);
        let cases = terms
            .cases(result)?
            .map(|cases| Value::from(cases.to_vec()));
        let members = [
            ("plan", plan),
            ("cell", cell),
            ("ends", &ends),
            ("low", &low),
            ("high", &high),
        ];
        let cases = cases.iter().map(|cases| ("cases", cases));
        let held = with(found, members.into_iter().chain(cases));
        if is_bare {
            self.bare.push(held.clone());
        }
        self.results.push(held);
        Ok(())
    }

    fn into_value(self) -> Value {
        object([
            ("plan", self.plan.clone()),
            ("cell", self.cell.clone()),
            ("results", Value::from(self.results)),
            ("bare", Value::from(self.bare)),
        ])
    }
}

/// The models of a system, as far as their manifests name them.
struct Models(Vec<String>);

impl Models {
    fn read(name: &str, models: &Value) -> Result<Self> {
        let Value::Set(models) = models else {
            bail!("`{name}` takes a set of models, this is {}", noun(models));
        };
        let plain = models.iter().map(|model| plain(name, model));
        Ok(Self(plain.collect::<Result<_>>()?))
    }

    /// Whether a result may be of one of them: without a name, nothing speaks against it.
    fn may_be(&self, model: &Value) -> Result<bool> {
        if self.0.is_empty() || !is_known(model) {
            return Ok(true);
        }
        let own = plain("raigate.plan.asked", model)?;
        Ok(self.0.contains(&own))
    }
}

/// Returns the name of a model as `lib/identity.rego` compares it: without case, separators
/// and the owner.
fn plain(name: &str, model: &Value) -> Result<String> {
    let Value::String(model) = model else {
        bail!("`{name}` takes names of models, this is {}", noun(model));
    };
    let lower = model.trim().to_lowercase();
    let last = lower.rsplit('/').next().unwrap_or_default();
    Ok(last.replace(['_', ' '], "-"))
}

/// Whether a fact is there and says anything.
fn is_known(value: &Value) -> bool {
    !matches!(value, Value::Undefined | Value::Bool(false))
}

fn place(artifact: &Value) -> (Option<&str>, Option<&str>) {
    let text = |key: &str| match member(artifact, key) {
        Value::String(text) => Some(&**text),
        _ => None,
    };
    (text("path"), text("root"))
}

fn list<'v>(name: &str, value: &'v Value) -> Result<Vec<&'v Value>> {
    match value {
        Value::Array(items) => Ok(items.iter().collect()),
        other => bail!("`{name}` takes a list, this is {}", noun(other)),
    }
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let members = members.map(|(name, value)| (key(name), value));
    Value::from(BTreeMap::from(members))
}

/// Returns `object` with further members, which replace those of their keys.
fn with<'v>(object: &'v Value, members: impl IntoIterator<Item = (&'v str, &'v Value)>) -> Value {
    let own = match object {
        Value::Object(own) => Some(own.iter_sorted()),
        _ => None,
    };
    let mut more: Vec<_> = members
        .into_iter()
        .map(|(name, value)| (key(name), value))
        .collect();
    more.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let mut more = more.into_iter().peekable();
    let mut all = Vec::with_capacity(own.as_ref().map_or(0, ExactSizeIterator::len) + more.len());
    for (key, value) in own.into_iter().flatten() {
        while let Some((name, value)) = more.next_if(|(name, _)| name < key) {
            all.push((name, value.clone()));
        }
        if more.peek().is_none_or(|(name, _)| name != key) {
            all.push((key.clone(), value.clone()));
        }
    }
    all.extend(more.map(|(name, value)| (name, value.clone())));
    // Members that stand in order make a tree at once.
    Value::from(all.into_iter().collect::<BTreeMap<_, _>>())
}
