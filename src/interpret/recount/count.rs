//! A new count of rows, beside what an artifact says of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{records, slice};
use crate::artifact::Artifact;
use crate::glossary::Kind;
use crate::interpret::cases::{self, CELLS};
use crate::interpret::measure::Measure;
use crate::interpret::native;
use crate::predictions::{Measured, Slice, Table, Task};
use crate::span::Pointer;
use crate::statistics::{Counts, Fraction, Metric, Rate, Undefined, log_loss, roc_auc};

/// What was counted, slice by slice.
pub(super) struct Count<'t> {
    table: &'t Table,
    /// By the places of the features, then by group.
    slices: BTreeMap<Vec<usize>, BTreeMap<Vec<String>, Counted>>,
}

#[derive(Clone, Default)]
struct Counted {
    counts: Counts,
    /// ROC AUC and log loss, where there are scores.
    scores: Option<[Metric; 2]>,
    /// What classes or numbers come to, and how many cases there are, whatever they are.
    measured: Vec<Measured>,
    cases: u64,
}

/// Where the artifact and the count differ, and how much of it was compared.
#[derive(Default)]
struct Differences {
    compared: u64,
    counts: Vec<Value>,
    sizes: Vec<Value>,
    values: Vec<Value>,
    left_out: Vec<Value>,
}

impl<'t> Count<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        Self {
            table,
            slices: BTreeMap::new(),
        }
    }

    /// Holds all that the artifact counts against this count: `rows` there are, how many
    /// numbers were `compared`, and the `counts`, `sizes` and `values` that differ, with the
    /// groups that are `left_out`.
    pub(super) fn against(
        mut self,
        artifact: &Artifact,
        results: &[Measure],
    ) -> Map<String, Value> {
        let records = records(artifact);
        let mut found = Differences::default();
        // Records whose counts speak for the rates beside them, rightly or not.
        let mut told = BTreeSet::new();
        for (at, record) in &records {
            if self.record(at, record, &mut found) {
                told.insert(at.clone());
            }
        }
        self.sums(artifact, &mut found);
        for result in results {
            let record = records.iter().find(|(at, _)| at.contains(&result.at));
            let is_told = record.is_some_and(|(at, _)| told.contains(at));
            self.value(result, is_told, &mut found);
        }
        if artifact.kind == Kind::FairnessReport {
            found.left_out = self.left_out(&records);
        }
        let mut fact = Map::new();
        fact.insert("rows".to_owned(), self.table.rows.into());
        fact.insert("compared".to_owned(), found.compared.into());
        for (key, list) in [
            ("counts", found.counts),
            ("sizes", found.sizes),
            ("values", found.values),
            ("left_out", found.left_out),
        ] {
            if !list.is_empty() {
                fact.insert(key.to_owned(), list.into());
            }
        }
        fact
    }

    /// Compares the counts of one slice; returns whether its rates need no look of their own.
    fn record(
        &mut self,
        at: &Pointer,
        record: &Map<String, Value>,
        into: &mut Differences,
    ) -> bool {
        let whole = self.of(&slice(record));
        let variant = record.get("variant").and_then(Value::as_str);
        let found = whole.counts_of(variant);
        let stated = record.get("counts").and_then(Value::as_object);
        let cells = CELLS
            .into_iter()
            .zip([found.tp, found.fp, found.fn_, found.tn]);
        let stated = stated.map(|stated| {
            let cells = cells.filter_map(|(cell, cases)| Some((cell, stated.get(cell)?, cases)));
            cells.collect::<Vec<_>>()
        });
        let stated = stated.unwrap_or_default();
        into.compared += stated.len() as u64;
        let differing: Vec<Value> = stated
            .iter()
            .filter(|(_, number, cases)| !is_number(number, *cases))
            .map(|(cell, number, cases)| json!({"cell": cell, "stated": number, "found": cases}))
            .collect();
        if !differing.is_empty() {
            let place = at.join("counts");
            into.counts
                .push(json!({"at": place.as_str(), "cells": differing}));
            return true;
        }
        size(record, "n", at, whole.cases, into);
        stated.len() == CELLS.len()
    }

    /// Compares what the artifact says of all rows together.
    fn sums(&mut self, artifact: &Artifact, into: &mut Differences) {
        let Some(envelope) = native::envelope(artifact) else {
            return;
        };
        let all: Vec<usize> = (0..self.table.features.len()).collect();
        let total = self.of(&[]).cases;
        let slices = self.table.slices(&all).slices;
        let unknown = total - slices.iter().map(Slice::cases).sum::<u64>();
        for (key, cases) in [
            ("total_n", total),
            ("unknown_n", unknown),
            ("x-unlabelled_n", self.table.unlabelled),
        ] {
            size(envelope.fields, key, &envelope.at, cases, into);
        }
    }

    /// Compares a value, where the counts beside it do not.
    fn value(&mut self, result: &Measure, is_told: bool, into: &mut Differences) {
        let found = self.of(&result.slice);
        let metric = result.named.metric.as_str();
        let computed = match (metric, found.scores) {
            ("roc_auc", Some([auc, _])) => Some((auc, None)),
            ("log_loss", Some([_, loss])) => Some((loss, None)),
            _ if self.table.task != Task::Binary => found.value(metric, result.variant.as_deref()),
            _ if is_told => None,
            _ => cases::computed(metric, &found.counts),
        };
        let Some((metric, fraction)) = computed else {
            return;
        };
        into.compared += 1;
        let counted = cases::against(result, metric, fraction);
        let of = |key: &str| counted.get(key).and_then(Value::as_f64);
        // What rounding explains needs no closer look.
        if of("off").is_none_or(|off| Some(off) >= of("rounding")) {
            let mut fact = result.claim();
            fact.insert("counted".to_owned(), counted.into());
            into.values.push(fact.into());
        }
    }

    /// Returns the groups that were counted and are not reported, by each set of features
    /// that is.
    fn left_out(&mut self, records: &[(Pointer, Map<String, Value>)]) -> Vec<Value> {
        let mut reported: BTreeMap<Vec<usize>, BTreeSet<Vec<String>>> = BTreeMap::new();
        for (_, record) in records {
            let (places, group) = self.place(&slice(record));
            reported.entry(places).or_default().insert(group);
        }
        // A feature by which nothing is reported leaves out all its groups.
        for at in 0..self.table.features.len() {
            if !reported.keys().any(|places| places.contains(&at)) {
                reported.insert(vec![at], BTreeSet::new());
            }
        }
        let mut left_out = Vec::new();
        for (places, groups) in reported {
            let slices = self.table.slices(&places).slices;
            let missing = slices.iter().filter(|slice| !groups.contains(&slice.group));
            let cases: Vec<u64> = missing.map(Slice::cases).collect();
            if !cases.is_empty() && !places.is_empty() {
                let features = places.iter().filter_map(|at| self.table.features.get(*at));
                let names: Vec<&str> = features.map(|it| it.name.as_str()).collect();
                left_out.push(json!({
                    "features": names,
                    "groups": cases.len(),
                    "cases": cases.iter().sum::<u64>(),
                }));
            }
        }
        left_out
    }

    /// Counts a slice; one that no row belongs to has no case.
    fn of(&mut self, slice: &[(String, String)]) -> Counted {
        let (places, group) = self.place(slice);
        let table = self.table;
        let groups = self.slices.entry(places).or_insert_with_key(|places| {
            let slices = table.slices(places).slices.into_iter();
            slices
                .map(|mut slice| {
                    let cases = &mut slice.scored;
                    let scores = (!cases.is_empty()).then(|| [roc_auc(cases), log_loss(cases)]);
                    let counted = Counted {
                        counts: slice.counts,
                        scores,
                        measured: slice.measured(),
                        cases: slice.cases(),
                    };
                    (slice.group, counted)
                })
                .collect()
        });
        groups.get(&group).cloned().unwrap_or_default()
    }

    /// Returns the places of the features of a slice, and its group.
    fn place(&self, slice: &[(String, String)]) -> (Vec<usize>, Vec<String>) {
        let place = |name: &str| {
            let mut features = self.table.features.iter();
            features.position(|feature| feature.name == name)
        };
        let mut found: Vec<(usize, String)> = slice
            .iter()
            .filter_map(|(feature, value)| Some((place(feature)?, value.clone())))
            .collect();
        found.sort();
        found.into_iter().unzip()
    }
}

impl Counted {
    /// Returns the counts that a record states: of a class, where it is of one.
    fn counts_of(&self, variant: Option<&str>) -> Counts {
        let mut measured = self.measured.iter();
        let own = variant.and_then(|it| measured.find(|one| one.variant().as_deref() == Some(it)));
        own.and_then(|own| own.counts).unwrap_or(self.counts)
    }

    /// Returns the value of that name, of a class or of all.
    ///
    /// A rate of labels that are positive or negative is undefined here: nothing that is said
    /// of the rows keeps it from being looked at.
    fn value(&self, metric: &str, variant: Option<&str>) -> Option<(Metric, Option<Fraction>)> {
        let of = |name: &str, variant: Option<&str>| {
            let mut measured = self.measured.iter();
            let own =
                measured.find(|one| one.name == name && one.variant().as_deref() == variant)?;
            Some(own.metric)
        };
        let found = of(metric, variant).or_else(|| match metric {
            "balanced_accuracy" => of("recall_macro", None),
            "error_rate" => {
                let right = of("accuracy", None)?;
                Some(
                    right
                        .value
                        .map_or(right, |right| Metric::known(1.0 - right)),
                )
            }
            _ => of(metric, None),
        });
        let is_rate = || Rate::from_name(metric).is_some();
        let undefined = || is_rate().then(|| Metric::undefined(Undefined::NoLabels, None));
        Some((found.or_else(undefined)?, None))
    }
}

/// Compares a number of cases.
fn size(fields: &Map<String, Value>, key: &str, at: &Pointer, cases: u64, into: &mut Differences) {
    let Some(stated) = fields.get(key) else {
        return;
    };
    into.compared += 1;
    if !is_number(stated, cases) {
        let at = at.join(key);
        into.sizes.push(
            json!({"at": at.as_str(), "of": key.trim_start_matches("x-"), "stated": stated, "found": cases}),
        );
    }
}

/// Returns whether `stated` is that number of cases, as JSON or as a tool without integers
/// writes it.
fn is_number(stated: &Value, cases: u64) -> bool {
    let as_float = || stated.as_f64().and_then(crate::interpret::numbers::count);
    stated.as_u64().or_else(as_float) == Some(cases)
}
