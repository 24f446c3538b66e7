//! Rates of groups, from their counts, or as stated.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use regorus::Value;

use super::disparity::{Asked, NAME};
use super::extensions::noun;
use super::shares::cases;
use super::value::member;
use crate::statistics::{Counts, Disparity, Form, Metric, Rate, Undefined, disparity_of_rates};

/// More groups than are told apart by anybody; pairs of them take time.
const MOST_GROUPS: usize = 1000;

/// A rate as one of the known rates of counts whose cells are exchanged.
#[derive(Clone, Copy)]
pub(super) struct Counting {
    /// The known rate.
    pub rate: Rate,
    /// What is counted as what.
    pub exchange: fn(Counts) -> Counts,
}

impl Counting {
    /// Returns how the rate of that name is counted, where counts give it.
    pub(super) fn of(name: &str) -> Option<Self> {
        if let Some(rate) = Rate::ALL.into_iter().find(|rate| rate.name() == name) {
            return Some(Self {
                rate,
                exchange: |own| own,
            });
        }
        let (rate, exchange): (Rate, fn(Counts) -> Counts) = match name {
            "error_rate" => (Rate::Accuracy, |own| {
                Counts::new(own.fp, own.tp, own.tn, own.fn_)
            }),
            "npv" => (Rate::Precision, |own| {
                Counts::new(own.tn, own.fn_, own.fp, own.tp)
            }),
            "false_discovery_rate" => (Rate::Precision, |own| {
                Counts::new(own.fp, own.tp, own.tn, own.fn_)
            }),
            "false_omission_rate" => (Rate::Precision, |own| {
                Counts::new(own.fn_, own.tn, own.tp, own.fp)
            }),
            _ => return None,
        };
        Some(Self { rate, exchange })
    }
}

/// A group: its counts, and its rates as stated, each with what rounding may have moved it by.
pub(super) struct Group {
    /// Its counts.
    pub counts: Option<Counts>,
    /// Its rates as stated.
    pub rates: BTreeMap<String, (f64, f64)>,
}

/// Reads a list of groups.
pub(super) fn read_groups(groups: &Value) -> Result<Vec<Group>> {
    let Value::Array(groups) = groups else {
        bail!("`{NAME}` takes a list of groups, this is {}", noun(groups));
    };
    if groups.len() > MOST_GROUPS {
        bail!(
            "`{NAME}` compares at most {MOST_GROUPS} groups, these are {}",
            groups.len()
        );
    }
    groups.iter().map(group).collect()
}

/// Reads one group.
pub(super) fn group(value: &Value) -> Result<Group> {
    let Value::Object(_) = value else {
        bail!(
            "`{NAME}` takes groups with `counts` or `rates`, this is {}",
            noun(value)
        );
    };
    let counts = match member(value, "counts") {
        Value::Undefined => None,
        stated => Some(counts(NAME, stated)?),
    };
    let mut rates = BTreeMap::new();
    if let Value::Object(stated) = member(value, "rates") {
        for (name, rate) in stated.iter_sorted() {
            let number = |key: &str| rate[key].as_f64().unwrap_or(f64::NAN);
            let (known, off) = (number("value"), number("off"));
            if let (Value::String(name), true) = (name, known.is_finite() && off.is_finite()) {
                rates.insert(name.to_string(), (known, off));
            }
        }
    }
    Ok(Group { counts, rates })
}

/// Reads four numbers of cases.
pub(super) fn counts(name: &str, stated: &Value) -> Result<Counts> {
    let cell = |cell: &str| cases(name, cell, &stated[cell]);
    Ok(Counts::new(
        cell("tp")?,
        cell("fp")?,
        cell("fn")?,
        cell("tn")?,
    ))
}

/// The rates of the groups, and of all cases.
pub(super) struct Compared {
    columns: Vec<(String, Vec<Metric>, Metric)>,
    /// How far rounding of stated rates may have moved the disparity.
    pub off: f64,
}

impl Compared {
    /// Takes the rates that are asked for.
    pub(super) fn new(asked: &Asked, groups: &[Group], overall: Option<&Group>) -> Self {
        let mut off = 0.0_f64;
        let mut known = |group: &Group, name: &str, counting: Option<Counting>| {
            if let (Some(counts), Some(counting)) = (group.counts, counting) {
                return (counting.exchange)(counts).rate(counting.rate);
            }
            let Some((value, rounding)) = group.rates.get(name) else {
                return absent();
            };
            off = off.max(*rounding);
            Metric::known(*value)
        };
        let mut greatest = 0.0_f64;
        let mut columns = Vec::new();
        for (name, counting) in &asked.rates {
            let of_groups: Vec<Metric> = groups
                .iter()
                .map(|one| known(one, name, *counting))
                .collect();
            let all = match (overall, sum(groups), counting) {
                (Some(overall), ..) => known(overall, name, *counting),
                (None, Some(all), Some(counting)) => (counting.exchange)(all).rate(counting.rate),
                _ => absent(),
            };
            let highest = of_groups
                .iter()
                .filter_map(Metric::known_value)
                .fold(0.0, f64::max);
            greatest = if greatest > 0.0 {
                greatest.min(highest)
            } else {
                highest
            };
            columns.push((name.clone(), of_groups, all));
        }
        // Both ends of a difference may be off; so may both sides of a division.
        let off = match asked.form {
            Form::Difference => 2.0 * off,
            Form::Ratio if greatest > off => 2.0 * off / (greatest - off),
            Form::Ratio => 1.0,
        };
        Self { columns, off }
    }

    /// Computes the disparity.
    pub(super) fn disparity(&self, asked: &Asked) -> Disparity {
        let rates: Vec<(Vec<Metric>, Metric)> = self
            .columns
            .iter()
            .map(|(_, groups, all)| (groups.clone(), *all))
            .collect();
        disparity_of_rates(asked.form, asked.method, asked.aggregate, &rates)
            .expect("there is a rate at least")
    }

    /// Returns the least or the greatest of the first rate.
    pub(super) fn extreme(&self, end: fn(f64, f64) -> f64) -> Metric {
        let groups = self
            .columns
            .iter()
            .take(1)
            .flat_map(|(_, groups, _)| groups);
        let ends = groups.clone().filter_map(Metric::known_value).reduce(end);
        let printed = groups.filter_map(|group| group.printed).reduce(end);
        Metric {
            value: ends.ok_or(Undefined::NoCases),
            printed,
        }
    }

    /// Returns the groups without one of the rates, and why.
    pub(super) fn left_out(&self) -> Value {
        let mut left_out = Vec::new();
        for (name, groups, _) in &self.columns {
            for (at, metric) in groups.iter().enumerate() {
                let Err(reason) = metric.value else {
                    continue;
                };
                let fact = BTreeMap::from([
                    ("group".into(), at.into()),
                    ("rate".into(), name.as_str().into()),
                    ("why".into(), reason.reason().into()),
                ]);
                left_out.push(Value::from(fact));
            }
        }
        left_out.into()
    }
}

/// A rate that nobody stated, which takes no part in anything.
fn absent() -> Metric {
    Counts::default().rate(Rate::Selection)
}

fn sum(groups: &[Group]) -> Option<Counts> {
    groups.iter().map(|group| group.counts).sum()
}
