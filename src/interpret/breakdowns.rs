//! Metrics by group, for pictures: what results say of slices, and what counts of groups come to.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde_json::Value;

use super::cases;
use super::comparisons;
use super::measure::Measure;
use super::metrics;
use super::names;
use super::numbers;
use crate::artifact::{Artifact, Breakdown, Group};
use crate::glossary::{Kind, Unit};
use crate::span::Pointer;
use crate::statistics::{Confidence, Counts, Rate, Share, wilson};

/// Of more groups, as many of the lowest and the highest together are kept.
const MOST: usize = 24;

/// The rates that counts of groups come to: those that criteria of fairness compare.
const RATES: [Rate; 4] = [
    Rate::Selection,
    Rate::TruePositive,
    Rate::FalsePositive,
    Rate::Accuracy,
];

/// Rates whose denominator is all cases, so that a value and its cases tell how many it counts.
const OF_ALL_CASES: [&str; 3] = ["accuracy", "error_rate", "selection_rate"];

/// Reads what `artifact`, whose results are known, says of groups.
pub(super) fn read(artifact: &Artifact, results: &[Measure]) -> Vec<Breakdown> {
    let mut found = Found::default();
    // The groups of a report say more than the results that are read out of them.
    if artifact.kind == Kind::FairnessReport {
        found.add_groups(&artifact.value);
    }
    let is_sliced = results.iter().any(|result| !result.slice.is_empty());
    if found.series.is_empty() && is_sliced {
        for result in results {
            found.add_result(result);
        }
    }
    let mut all = found.breakdowns(&artifact.path, artifact.kind);
    if !artifact.root.as_str().is_empty() {
        for one in &mut all {
            for group in one.groups.iter_mut().chain(&mut one.overall) {
                group.pointer = artifact.root.concat(&group.pointer);
            }
        }
    }
    all
}

/// Reads what a fairness report at `path` says of groups.
pub(super) fn of_report(path: &Utf8Path, report: &Value) -> Vec<Breakdown> {
    let mut found = Found::default();
    found.add_groups(report);
    found.breakdowns(path, Kind::FairnessReport)
}

/// Groups, as they are found.
#[derive(Default)]
struct Found {
    series: Vec<Series>,
    /// Where a series stands, by what it measures.
    places: BTreeMap<(String, Vec<String>, Option<&'static str>), usize>,
}

/// All that is said of one metric.
struct Series {
    metric: String,
    about: Vec<String>,
    unit: Option<Unit>,
    overall: Vec<Group>,
    by: Vec<(Vec<String>, Vec<Group>)>,
}

impl Found {
    fn add_result(&mut self, result: &Measure) {
        let own = [&result.variant, &result.model, &result.task].map(Option::as_deref);
        let mut words: Vec<String> = Vec::new();
        for word in own.into_iter().chain(result.dataset.parts()).flatten() {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        let (interval, is_stated) = interval(result);
        let group = Group {
            labels: Vec::new(),
            pointer: result.at.clone(),
            value: Ok(result.written.value),
            cases: result.support.get("n").and_then(cases::of_group),
            interval,
            is_stated,
        };
        self.add(
            &result.named.metric,
            words,
            result.unit,
            &result.slice,
            group,
        );
    }

    /// Adds the groups of a fairness report: what is stated, and what counts come to.
    fn add_groups(&mut self, report: &Value) {
        let at = Pointer::root().join("groups");
        let groups = report.get("groups").unwrap_or(&Value::Null);
        for stated in comparisons::stated(&at, groups) {
            let (at, counts) = (stated.at, stated.counts);
            let slice: Vec<(String, String)> = stated.slice.into_iter().collect();
            let cases = stated.n.or_else(|| counts.as_ref().map(Counts::n));
            let group = |pointer, value, interval| Group {
                labels: Vec::new(),
                pointer,
                value,
                cases,
                interval,
                is_stated: false,
            };
            let values = stated.entry.get("metrics").and_then(Value::as_object);
            let mut stated = Vec::new();
            for (name, value) in values.into_iter().flatten() {
                let Some(value) = value.as_f64() else {
                    continue;
                };
                let metric = metrics::name(name);
                let around = counts.and_then(|counts| of_counts(&metric.metric, counts));
                let pointer = at.join("metrics").join(name);
                let group = group(pointer, Ok(value), around);
                let unit = metric.unit(value);
                self.add(&metric.metric, Vec::new(), unit, &slice, group);
                stated.push(metric.metric);
            }
            let is_open = |rate: &&Rate| !stated.iter().any(|metric| metric == rate.name());
            for (rate, counts) in RATES.iter().filter(is_open).zip(counts.iter().cycle()) {
                let value = counts.rate(*rate).value;
                let value = value.map_err(|why| why.reason().to_owned());
                let around = of_counts(rate.name(), *counts);
                let group = group(at.join("counts"), value, around);
                let unit = Some(Unit::Fraction);
                self.add(rate.name(), Vec::new(), unit, &slice, group);
            }
        }
    }

    fn add(
        &mut self,
        metric: &str,
        about: Vec<String>,
        unit: Option<Unit>,
        slice: &[(String, String)],
        mut group: Group,
    ) {
        let series = &mut self.series;
        // Values of two units are not drawn on one scale.
        let key = (metric.to_owned(), about.clone(), unit.map(Unit::name));
        let at = *self.places.entry(key).or_insert(series.len());
        if at == series.len() {
            series.push(Series {
                metric: metric.to_owned(),
                about,
                unit,
                overall: Vec::new(),
                by: Vec::new(),
            });
        }
        let Some(series) = series.get_mut(at) else {
            return;
        };
        let is_everybody = |label: &str| names::is_everybody(&names::normal(label));
        if slice.iter().all(|(_, label)| is_everybody(label)) {
            series.overall.push(group);
            return;
        }
        group.labels = slice.iter().map(|(_, label)| label.clone()).collect();
        let features = slice.iter().map(|(feature, _)| feature);
        let known = series
            .by
            .iter()
            .position(|(names, _)| names.iter().eq(features.clone()));
        match known.and_then(|known| series.by.get_mut(known)) {
            Some((_, groups)) => groups.push(group),
            None => series.by.push((features.cloned().collect(), vec![group])),
        }
    }

    fn breakdowns(self, path: &Utf8Path, kind: Kind) -> Vec<Breakdown> {
        let mut all = Vec::new();
        for series in self.series {
            // Of two numbers for all cases, neither is the one that groups belong to.
            let overall = match series.overall.as_slice() {
                [only] => Some(only),
                _ => None,
            };
            for (features, groups) in series.by {
                if groups.len() < 2 {
                    continue;
                }
                let (groups, left_out) = lowest_and_highest(groups);
                all.push(Breakdown {
                    path: path.to_owned(),
                    kind,
                    metric: series.metric.clone(),
                    features,
                    about: series.about.clone(),
                    unit: series.unit,
                    overall: overall.cloned(),
                    groups,
                    left_out,
                });
            }
        }
        // What is said of one feature stands together, and single features come first.
        all.sort_by_key(|one| (one.features.len(), one.features.clone()));
        all
    }
}

/// Keeps of many groups those with the lowest and the highest values, in their order.
fn lowest_and_highest(groups: Vec<Group>) -> (Vec<Group>, usize) {
    let left_out = groups.len().saturating_sub(MOST);
    if left_out == 0 {
        return (groups, 0);
    }
    let mut ranks: Vec<(usize, f64)> = groups
        .iter()
        .enumerate()
        .filter_map(|(at, group)| Some((at, *group.value.as_ref().ok()?)))
        .collect();
    ranks.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let half = MOST / 2;
    let lowest = ranks.iter().take(half);
    let highest = ranks.iter().skip(half).rev().take(half);
    let kept: Vec<usize> = lowest.chain(highest).map(|(at, _)| *at).collect();
    let total = groups.len();
    let groups: Vec<Group> = groups
        .into_iter()
        .enumerate()
        .filter(|(at, _)| kept.contains(at))
        .map(|(_, group)| group)
        .collect();
    let left_out = total - groups.len();
    (groups, left_out)
}

/// Returns the interval that a result states, else that of its counts, and whether it is stated.
fn interval(result: &Measure) -> (Option<[f64; 2]>, bool) {
    let stated = result.support.get("ci").and_then(Value::as_array);
    let ends: Vec<f64> = stated
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    if let [low, high] = ends[..]
        && low <= high
    {
        return (Some([low, high]), true);
    }
    let metric = result.named.metric.as_str();
    let (Some(share), Some(whole)) = (share_of(result, metric), result.unit.map(cases::whole))
    else {
        return (None, false);
    };
    let ends = wilson(share, Confidence::P95).ok();
    (
        ends.map(|ends| [ends.low * whole, ends.high * whole]),
        false,
    )
}

/// Returns how many of how many cases a result counts.
fn share_of(result: &Measure, metric: &str) -> Option<Share> {
    if let Some(counts) = result.support.get("counts") {
        return cases::cells(counts)?.share(Rate::from_name(metric)?);
    }
    let n = result.support.get("n")?.as_f64().and_then(numbers::count)?;
    if !OF_ALL_CASES.contains(&metric) {
        return None;
    }
    let whole = cases::whole(result.unit?);
    #[allow(clippy::cast_precision_loss, reason = "no file holds 2^53 cases")]
    let n_real = n as f64;
    let of = (result.written.value / whole * n_real).round();
    // A value that no number of these cases comes to is not of these cases.
    let off = (of / n_real * whole - result.written.value).abs();
    let of = numbers::count(of).filter(|of| *of <= n && off <= result.tolerance() * 1.000_001)?;
    Some(Share { of, among: n })
}

fn of_counts(metric: &str, counts: Counts) -> Option<[f64; 2]> {
    let rate = Rate::ALL.iter().find(|rate| rate.name() == metric)?;
    let ends = wilson(counts.share(*rate)?, Confidence::P95).ok()?;
    Some([ends.low, ends.high])
}
