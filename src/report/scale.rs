//! The scale on which the groups of one metric are drawn, and their numbers in words.

use crate::artifact::{Breakdown, Group};
use crate::glossary::Unit;

/// From where to where values are drawn, and how they are written.
///
/// Bars begin at zero, so that twice the length is twice the value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The lower end, zero unless a value is negative.
    pub(super) low: f64,
    /// The upper end.
    pub(super) high: f64,
    decimals: usize,
    is_percent: bool,
}

impl Scale {
    /// Returns the scale that holds every value of `breakdown` and its interval.
    pub(super) fn of(breakdown: &Breakdown) -> Self {
        let groups = breakdown.groups.iter().chain(&breakdown.overall);
        let values = groups.flat_map(|group| {
            let value = group.value.as_ref().ok().copied();
            value
                .into_iter()
                .chain(group.interval.into_iter().flatten())
        });
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values.filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        let most = match breakdown.unit {
            Some(Unit::Fraction) if high <= 1.0 => 1.0,
            Some(Unit::Percent | Unit::Points) if high <= 100.0 => 100.0,
            _ => f64::INFINITY,
        };
        let decimals = match (breakdown.unit, high.max(-low)) {
            (Some(Unit::Percent | Unit::Points), _) => 1,
            (None, size) if size >= 100.0 => 0,
            (None, size) if size >= 10.0 => 1,
            (Some(Unit::Fraction) | None, _) => 3,
        };
        Self {
            // A minus of nothing would be written.
            low: if low < 0.0 { -round_up(-low) } else { 0.0 },
            high: round_up(high).min(most),
            decimals,
            is_percent: breakdown.unit == Some(Unit::Percent),
        }
    }

    /// Returns where `value` stands, from 0 to 1.
    pub(super) fn place(&self, value: f64) -> f64 {
        let width = self.high - self.low;
        if width > 0.0 && value.is_finite() {
            ((value - self.low) / width).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// Returns a number as it is shown.
    pub(super) fn number(&self, value: f64) -> String {
        let sign = if self.is_percent { " %" } else { "" };
        format!("{value:.*}{sign}", self.decimals)
    }

    /// Returns a value in words, or why there is none.
    pub(super) fn value(&self, group: &Group) -> String {
        match &group.value {
            Ok(value) => self.number(*value),
            Err(why) if why.is_empty() => "undefined".to_owned(),
            Err(why) => format!("undefined: {why}"),
        }
    }

    /// Returns an interval in words; "" where there is none, or no value.
    pub(super) fn interval(&self, group: &Group) -> String {
        match (&group.value, group.interval) {
            (Ok(_), Some([low, high])) => {
                format!("{:.*}–{}", self.decimals, low, self.number(high))
            }
            _ => String::new(),
        }
    }
}

/// Returns what a group is called: its labels, or `all cases`.
pub(super) fn label(group: &Group) -> String {
    if group.labels.is_empty() {
        "all cases".to_owned()
    } else {
        group.labels.join(", ")
    }
}

/// Returns a metric by its features: `recall by sex and age_band`.
pub(super) fn title(breakdown: &Breakdown) -> String {
    let metric = breakdown.metric.replace('_', " ");
    format!("{metric} by {}", breakdown.features.join(" and "))
}

/// Says what the intervals of `breakdown` are.
pub(super) fn intervals(breakdown: &Breakdown) -> &'static str {
    let groups = breakdown.groups.iter().chain(&breakdown.overall);
    let mut kinds: Vec<bool> = groups
        .filter(|group| group.interval.is_some())
        .map(|group| group.is_stated)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    match kinds.as_slice() {
        [] => "no intervals: counts are not given",
        [true] => "intervals as the evidence states them",
        [false] => "95 % intervals after Wilson",
        _ => "intervals as the evidence states them, else 95 % after Wilson",
    }
}

/// Returns the next of 1, 2, 2.5 and 5 with a power of ten that is not below `value`.
fn round_up(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 0.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = steps.into_iter().map(|step| step * power);
    // A hair above is rounding, and not worth twice the width.
    let fits = |step: &f64| *step * 1.000_001 >= value;
    step.clone().find(fits).unwrap_or(value)
}
