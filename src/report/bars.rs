//! Metrics by group in Markdown: a table whose last column draws each value with its interval.
//!
//! GitHub takes inline SVG and `data:` images out of every comment, summary and file, and a
//! diagram language would have to be drawn by scripts of the forge, without intervals. What is
//! left, and is shown alike everywhere, is a table; its bars are text.

use std::fmt::Write as _;

use super::escape;
use super::scale::{self, Scale};
use crate::artifact::{Breakdown, Group};

/// As many characters make a bar.
const WIDTH: usize = 24;
/// Longer names are cut.
const LONGEST: usize = 80;

/// Returns the name of a breakdown and its table.
pub(super) fn table(breakdown: &Breakdown) -> String {
    let scale = Scale::of(breakdown);
    let shortened = |text: &str| escape::markdown(&escape::shortened(text, LONGEST));
    let path = escape::code(&escape::shortened(breakdown.path.as_str(), 5 * LONGEST));
    let mut out = format!("**{}**", shortened(&scale::title(breakdown)));
    for word in &breakdown.about {
        let _ = write!(out, " · {}", shortened(word));
    }
    let intervals = scale::intervals(breakdown);
    let (low, high) = (scale.number(scale.low), scale.number(scale.high));
    let _ = write!(
        out,
        " · {path} · {intervals}\n\n| group | cases | value | interval | {low} to {high} |\n\
         | --- | --: | --: | --- | --- |\n"
    );
    for group in breakdown.groups.iter().chain(&breakdown.overall) {
        let label = scale::label(group);
        let label = escape::cell(&escape::shortened(&label, LONGEST));
        let cases = group.cases.map(|n| n.to_string()).unwrap_or_default();
        let value = match &group.value {
            Ok(value) => scale.number(*value),
            Err(_) => shortened(&scale.value(group)),
        };
        let interval = scale.interval(group);
        let _ = writeln!(
            out,
            "| {label} | {cases} | {value} | {interval} | `{}` |",
            bar(scale, group)
        );
    }
    if breakdown.left_out > 0 {
        let _ = write!(out, "\n… and {} groups between them\n", breakdown.left_out);
    }
    out
}

/// Draws a value: full up to its interval, dark up to the value, light to the interval's end.
fn bar(scale: Scale, group: &Group) -> String {
    let Ok(value) = group.value else {
        return "·".repeat(WIDTH);
    };
    let [low, high] = group.interval.unwrap_or([value, value]);
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place within the width of a bar"
    )]
    let column = |value: f64| (scale.place(value) * WIDTH as f64).round() as usize;
    let zero = column(0.0);
    let [low, value, high] = [low, value, high].map(column);
    let cell = |at: usize| {
        let is_within = |from: usize, to: usize| (from.min(to)..from.max(to)).contains(&at);
        if is_within(low.min(value), value) {
            '▓'
        } else if is_within(value, high.max(value)) {
            '░'
        } else if is_within(zero, value) {
            '█'
        } else {
            '·'
        }
    };
    (0..WIDTH).map(cell).collect()
}
