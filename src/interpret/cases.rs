//! Numbers of cases: what the counts beside a result come to.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value, json};

use super::measure::Measure;
use super::metrics::Unit;
use super::numbers;
use crate::statistics::{Counts, Fraction, Metric, Rate};

/// Returns what the counts beside `result` come to: `cases` in all, where no cell is missing,
/// and what they say of its metric, where they do.
///
/// `None` where there are no counts, or a cell of them is no number of cases.
pub(super) fn counted(result: &Measure) -> Option<Value> {
    let counts = result.support.get("counts")?.as_object()?;
    let mut cells: BTreeMap<&str, u128> = BTreeMap::new();
    for (cell, number) in counts {
        cells.insert(cell, count(number)?);
    }
    let mut fact = Map::new();
    if CELLS.iter().all(|cell| cells.contains_key(cell)) {
        fact.insert("cases".to_owned(), number(cells.values().sum()));
    }
    if let Some(counts) = Cells::new(&cells) {
        fact.extend(counts.against(result).unwrap_or_default());
    }
    Some(fact.into())
}

/// Whether the numbers of a result fit together at a first look: the value lies within its
/// bounds and its interval, `n` is a number of cases, and the counts come to both.
///
/// What is not sure to fit does not; whether it is wrong is for a rule to say.
pub(super) fn fit<'f>(fact: impl Fn(&str) -> Option<&'f Value>) -> bool {
    let number = |value: &Value| value.as_f64();
    let Some(value) = fact("value").and_then(number) else {
        return false;
    };
    let ends = |key: &str| {
        let ends = fact(key).and_then(Value::as_array);
        ends.map(|ends| [ends.first(), ends.get(1)].map(|end| end.and_then(number)))
    };
    let in_bounds = ends("bounds").is_none_or(|[least, most]| {
        least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most)
    });
    let in_interval = ends("ci").is_none_or(|[low, high]| {
        low.is_some_and(|low| low <= value) && high.is_some_and(|high| value <= high)
    });
    let n = fact("n");
    let is_count = n.is_none_or(|n| count(n).is_some_and(|cases| cases > 0));
    let is_counted = fact("counted").map_or_else(
        || fact("counts").is_none(),
        |counted| {
            let [off, rounding] = ["off", "rounding"].map(|key| counted.get(key).and_then(number));
            let is_near = off.is_none_or(|off| rounding.is_some_and(|rounding| off < rounding));
            let cases = counted.get("cases").and_then(count);
            let is_all = n.is_none_or(|n| cases.is_none_or(|cases| count(n) == Some(cases)));
            is_near && is_all && counted.get("undefined").is_none()
        },
    );
    in_bounds && in_interval && is_count && is_counted
}

/// The cells of a table of errors.
pub(super) const CELLS: [&str; 4] = ["tp", "fp", "fn", "tn"];

/// More cases than any file holds, and few enough to add up thousands of such counts.
const MOST_CASES: u64 = 1_000_000_000_000_000;

/// Reads how many cases a group has, also where that is written `12.0`.
pub(super) fn of_group(value: &Value) -> Option<u64> {
    let cases = u64::try_from(count(value)?).ok()?;
    (cases <= MOST_CASES).then_some(cases)
}

/// Reads the counts of a group, all four of them.
pub(super) fn cells(counts: &Value) -> Option<Counts> {
    let cell = |cell: &str| of_group(counts.get(cell)?);
    let [tp, fp, fn_, tn] = CELLS.map(cell);
    Some(Counts::new(tp?, fp?, fn_?, tn?))
}

/// The cells of a result, of which some may be missing.
struct Cells {
    /// With none in the missing ones, and with one.
    known: [Counts; 2],
}

impl Cells {
    /// `None` where there are more cases than can be multiplied.
    fn new(cells: &BTreeMap<&str, u128>) -> Option<Self> {
        /// Products of two such sums stay within 128 bits.
        const MOST: u64 = 1 << 60;
        let filled = |missing: u64| {
            let cell = |name: &&str| match cells.get(*name) {
                Some(cases) => u64::try_from(*cases).ok().filter(|cases| *cases <= MOST),
                None => Some(missing),
            };
            let [tp, fp, fn_, tn] = CELLS.each_ref().map(cell);
            Some(Counts::new(tp?, fp?, fn_?, tn?))
        };
        let known = [filled(0)?, filled(1)?];
        Some(Self { known })
    }

    /// Returns what `of` says, unless a missing cell would change it.
    fn say<T: PartialEq>(&self, of: impl Fn(&Counts) -> T) -> Option<T> {
        let [none, one] = self.known.each_ref().map(of);
        (none == one).then_some(none)
    }

    /// Holds the metric of `result` against the cells.
    fn against(&self, result: &Measure) -> Option<Map<String, Value>> {
        let metric = result.named.metric.as_str();
        let (found, fraction) = self.say(|counts| computed(metric, counts))??;
        Some(against(result, found, fraction))
    }
}

/// Computes a metric from counts, also as a fraction where it is one; none where it does not
/// follow from them.
pub(super) fn computed(metric: &str, counts: &Counts) -> Option<(Metric, Option<Fraction>)> {
    match (metric, Rate::from_name(metric)) {
        (_, Some(rate)) => Some((counts.rate(rate), counts.fraction(rate))),
        ("mcc", _) => Some((counts.matthews(), None)),
        ("cohen_kappa", _) => Some((counts.kappa(), None)),
        _ => None,
    }
}

/// Holds `result` against what was computed: `of`, `among` where that is a fraction, else
/// `exact`; how far the value is `off`, how far `rounding` may have moved it; where it is
/// `undefined` why, with what other tools print there.
pub(super) fn against(
    result: &Measure,
    found: Metric,
    fraction: Option<Fraction>,
) -> Map<String, Value> {
    let whole = result.unit.map_or(1.0, whole);
    let mut fact = Map::new();
    let shown = match (found.value, found.printed) {
        (Ok(exact), _) => Some(exact * whole),
        (Err(reason), printed) => {
            fact.insert("undefined".to_owned(), reason.reason().into());
            let printed = printed.map(|printed| printed * whole);
            fact.extend(printed.map(|it| ("printed".to_owned(), numbers::json(it))));
            printed
        }
    };
    match (found.value, fraction, shown) {
        (Ok(_), Some(fraction), _) => {
            fact.insert("of".to_owned(), number(fraction.of));
            fact.insert("among".to_owned(), number(fraction.among));
        }
        (Ok(_), None, Some(exact)) => {
            fact.insert("exact".to_owned(), numbers::json(exact));
        }
        _ => {}
    }
    if let Some(exact) = shown {
        let off = (result.written.value - exact).abs();
        fact.insert("off".to_owned(), json!(off));
        fact.insert("rounding".to_owned(), json!(rounding(result)));
    }
    fact
}

/// Returns half a unit of the last decimal; a share written as a whole number is exact to a
/// hundredth.
fn rounding(result: &Measure) -> f64 {
    numbers::half_unit(match (result.unit, result.written.decimals) {
        (Some(Unit::Fraction), ..=0) => 2,
        (_, decimals) => decimals.max(0),
    })
}

/// Returns what a rate of everything is in `unit`.
pub(super) const fn whole(unit: Unit) -> f64 {
    match unit {
        Unit::Fraction => 1.0,
        Unit::Percent | Unit::Points => 100.0,
    }
}

/// Reads a number of cases: whole and not negative.
pub(super) fn count(value: &Value) -> Option<u128> {
    /// More cases than anything has; sums of them stay within 128 bits.
    const MOST: f64 = 1e30;
    if let Some(cases) = value.as_u64() {
        return Some(cases.into());
    }
    let cases = value.as_f64()?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and in range, as just tested"
    )]
    (cases.fract() == 0.0 && (0.0..MOST).contains(&cases)).then_some(cases as u128)
}

pub(super) fn number(cases: u128) -> Value {
    #[allow(
        clippy::cast_precision_loss,
        reason = "there is no JSON number that is closer"
    )]
    let nearest = || Number::from_f64(cases as f64);
    let exact = u64::try_from(cases).ok().map(Number::from);
    exact.or_else(nearest).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;
    fn counted_of(metric: &str, value: &str, counts: &Value) -> Option<Value> {
        counted(&Measure::example(metric, value, &json!({"counts": counts})))
    }

    #[test]
    fn counts_give_the_share_that_the_metric_is() {
        let counts = json!({"tp": 40, "fp": 6, "fn": 4.0, "tn": 50});
        assert_eq!(
            counted_of(
                "recall",
                "0.5",
                &json!({"tp": 30, "fp": 0, "fn": 10, "tn": 5})
            ),
            Some(json!({"cases": 45, "of": 30, "among": 40, "off": 0.25, "rounding": 0.05}))
        );
        assert_eq!(
            counted_of("accuracy", "91%", &counts),
            Some(json!({"cases": 100, "of": 90, "among": 100, "off": 1.0, "rounding": 0.5}))
        );
        assert_eq!(
            counted_of("F1 score", "0", &counts),
            Some(
                json!({"cases": 100, "of": 80, "among": 90, "off": 80.0 / 90.0, "rounding": 0.005})
            )
        );
        assert_eq!(
            counted_of("auc", "0.9", &counts),
            Some(json!({"cases": 100}))
        );
    }

    #[test]
    fn a_rate_of_nothing_is_undefined_beside_what_others_print() {
        let counts = json!({"tp": 0, "fp": 0, "fn": 5, "tn": 5});
        let reason = "no case is predicted positive";
        assert_eq!(
            counted_of("precision", "0", &counts),
            Some(
                json!({"cases": 10, "undefined": reason, "printed": 0, "off": 0.0, "rounding": 0.005})
            )
        );
        let nobody = json!({"tp": 0, "fp": 0, "fn": 0, "tn": 0});
        assert_eq!(
            counted_of("accuracy", "0.9", &nobody),
            Some(json!({"cases": 0, "undefined": "no case"}))
        );
    }

    #[test]
    fn a_missing_cell_matters_only_to_the_rates_it_enters() {
        let counts = json!({"tp": 30, "fn": 10});
        assert_eq!(
            counted_of("recall", "0.75", &counts),
            Some(json!({"of": 30, "among": 40, "off": 0.0, "rounding": 0.005}))
        );
        assert_eq!(counted_of("precision", "0.75", &counts), Some(json!({})));
    }

    #[test]
    fn what_is_no_fraction_of_counts_has_a_value_all_the_same() {
        let counts = json!({"tp": 40, "fp": 10, "fn": 10, "tn": 40});
        for metric in ["mcc", "cohen_kappa"] {
            let fact = counted_of(metric, "0.9", &counts).unwrap();
            let exact = fact["exact"].as_f64().unwrap();
            assert!((exact - 0.6).abs() < 1e-12, "{metric}: {exact}");
        }
        let fact = counted_of("balanced accuracy", "0.9", &counts).unwrap();
        assert_eq!([&fact["of"], &fact["among"]], [&json!(4000), &json!(5000)]);
    }

    #[test]
    fn counts_that_count_nothing_come_to_nothing() {
        for cell in [json!(-1), json!(0.5), json!("7"), json!(1e300)] {
            let counts = json!({"tp": cell, "fp": 0, "fn": 5, "tn": 5});
            assert_eq!(counted_of("precision", "0", &counts), None, "{counts}");
        }
        assert_eq!(
            counted(&Measure::example("recall", "0.9", &json!({"n": 9}))),
            None
        );
    }

    #[test]
    fn numbers_that_fit_together_are_told_from_those_that_may_not() {
        let good = json!({
            "value": 0.9, "bounds": [0, 1], "ci": [0.83, 0.94], "n": 100, "counts": {},
            "counted": {"cases": 100, "of": 90, "among": 100, "off": 0.0, "rounding": 0.05},
        });
        let fits = |key: &str, change: Value| {
            let mut fact = good.as_object().unwrap().clone();
            fact.insert(key.to_owned(), change);
            fit(|key| fact.get(key))
        };
        assert!(fit(|key| good.get(key)));
        let bare = json!({"value": 1700});
        assert!(fit(|key| bare.get(key)));
        assert!(fits("bounds", json!([0, null])) && fits("n", json!(100.0)));
        for (key, change) in [
            ("value", json!(1.2)),
            ("value", json!(-0.1)),
            ("value", json!("0.9")),
            ("ci", json!([0.91, 0.94])),
            ("ci", json!([0.8, 0.89])),
            ("ci", json!([0.8])),
            ("n", json!(0)),
            ("n", json!(99.5)),
            ("n", json!(90)),
            ("n", json!("100")),
            ("counted", json!({"cases": 90})),
            (
                "counted",
                json!({"cases": 100, "off": 0.06, "rounding": 0.05}),
            ),
        ] {
            assert!(!fits(key, change.clone()), "{key}: {change}");
        }
        let miscounted = json!({"value": 1, "counts": {"tp": -1}});
        assert!(!fit(|key| miscounted.get(key)));
    }
}
