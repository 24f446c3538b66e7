//! A metric by group as a small drawing: a bar and an interval for each group.
//!
//! Nothing in it depends on colour: bars are outlined, intervals are lines with ends, and
//! every number stands beside its bar. It has the colour of the text around it.

use std::fmt::Write as _;

use super::super::escape;
use super::super::scale::{self, Scale};
use super::Html;
use crate::artifact::{Breakdown, Group};

/// How wide a drawing is, in pixels.
const WIDTH: f64 = 380.0;
/// What is left free on both sides, for the ends of lines.
const MARGIN: f64 = 6.0;
/// How high a group is: its words, and its bar.
const ROW: f64 = 42.0;
/// How much room a letter takes.
const LETTER: f64 = 7.2;

/// Returns all drawings, two beside each other, as a file that stands by itself.
pub(in crate::report) fn alone(breakdowns: &[Breakdown]) -> String {
    let pairs: Vec<&[Breakdown]> = breakdowns.chunks(2).collect();
    let heights = pairs.iter().map(|pair| {
        let tallest = pair.iter().map(height).fold(0.0, f64::max);
        tallest + HEADING + ROW / 2.0
    });
    let heights: Vec<f64> = heights.collect();
    let width = WIDTH * real(breakdowns.len().clamp(1, 2));
    let mut file = Html::default();
    file.markup("<svg xmlns=\"http://www.w3.org/2000/svg\" color=\"#1b1f24\" fill=\"currentColor\" font-family=\"system-ui, sans-serif\" viewBox=\"0 0 ");
    let total = heights.iter().sum::<f64>() + HEADING;
    file.length(width).markup(" ").length(total);
    file.markup("\" width=\"")
        .length(width)
        .markup("\" height=\"")
        .length(total);
    file.markup("\">\n<title>Metrics by group</title>\n")
        .markup(DARK);
    file.markup("<rect id=\"paper\" width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    let mut top = 0.0;
    for (row, (pair, height)) in pairs.iter().zip(heights).enumerate() {
        for (column, breakdown) in pair.iter().enumerate() {
            let left = WIDTH * real(column);
            file.markup("<text font-size=\"15\" font-weight=\"bold\" x=\"")
                .length(left + MARGIN);
            file.markup("\" y=\"")
                .length(top + HEADING - 8.0)
                .markup("\">");
            let title = scale::title(breakdown);
            file.text(&cut(&title, WIDTH - 3.0 * MARGIN))
                .markup("</text>\n");
            file.markup("<g transform=\"translate(")
                .length(left)
                .markup(" ");
            file.length(top + HEADING).markup(")\">\n");
            push(&mut file, breakdown, 2 * row + column);
            file.markup("</g>\n");
        }
        top += height;
    }
    file.markup("<text font-size=\"13\" x=\"").length(MARGIN);
    file.markup("\" y=\"").length(top + 14.0).markup("\">");
    file.markup(breakdowns.first().map_or("", scale::intervals));
    file.markup("; dotted line: all cases</text>\n</svg>\n");
    file.finish()
}

/// How high the name of a drawing is, in a file of several.
const HEADING: f64 = 30.0;
/// Where pages are dark, a drawing that is shown in one is too.
const DARK: &str = "<style>@media (prefers-color-scheme: dark) { svg { color: #e8edf2 } #paper { fill: #0f1318 } }</style>\n";

fn height(breakdown: &Breakdown) -> f64 {
    ROW * real(rows(breakdown)) + 22.0
}

fn rows(breakdown: &Breakdown) -> usize {
    breakdown.groups.len() + usize::from(breakdown.overall.is_some())
}

/// Adds a drawing that is called `name` on its page, which has to be a number of its own.
pub(super) fn push(page: &mut Html, breakdown: &Breakdown, name: usize) {
    let scale = Scale::of(breakdown);
    let rows = rows(breakdown);
    let height = height(breakdown);
    page.markup("<svg role=\"img\" fill=\"currentColor\" font-size=\"13\" viewBox=\"0 0 ")
        .length(WIDTH)
        .markup(" ")
        .length(height);
    page.markup("\" width=\"")
        .length(WIDTH)
        .markup("\" height=\"")
        .length(height);
    page.markup("\" aria-labelledby=\"picture-").count(name);
    page.markup("-title picture-")
        .count(name)
        .markup("-text\">\n<title id=\"picture-")
        .count(name);
    page.markup("-title\">").text(&scale::title(breakdown));
    page.markup("</title>\n<desc id=\"picture-")
        .count(name)
        .markup("-text\">");
    push_words(page, breakdown, scale);
    page.markup("</desc>\n");
    let all = breakdown.groups.iter().chain(&breakdown.overall);
    for (at, group) in all.enumerate() {
        push_group(page, scale, group, ROW * real(at));
    }
    if let Some(Ok(value)) = breakdown.overall.as_ref().map(|all| all.value.as_ref()) {
        push_line_of_all(page, place(scale, *value), rows);
    }
    push_axis(page, scale, ROW * real(rows));
    page.markup("</svg>\n");
}

/// Adds everything the drawing shows, for somebody who does not see it.
fn push_words(page: &mut Html, breakdown: &Breakdown, scale: Scale) {
    for (at, group) in breakdown
        .groups
        .iter()
        .chain(&breakdown.overall)
        .enumerate()
    {
        page.markup(if at > 0 { "; " } else { "" });
        page.text(&scale::label(group))
            .markup(": ")
            .text(&numbers(scale, group));
    }
    page.markup(".");
}

/// Returns value, interval and cases of a group.
fn numbers(scale: Scale, group: &Group) -> String {
    // Writing to a string does not fail.
    let mut text = scale.value(group);
    let interval = scale.interval(group);
    if !interval.is_empty() {
        let _ = write!(text, " ({interval})");
    }
    if let Some(cases) = group.cases {
        let _ = write!(text, ", n {cases}");
    }
    text
}

/// Adds the words of a group, and below them its bar.
fn push_group(page: &mut Html, scale: Scale, group: &Group, top: f64) {
    let numbers = numbers(scale, group);
    let room = WIDTH - 2.0 * MARGIN - LETTER * real(numbers.chars().count() + 1);
    page.markup("<text x=\"")
        .length(MARGIN)
        .markup("\" y=\"")
        .length(top + 16.0);
    page.markup("\">").text(&cut(&scale::label(group), room));
    page.markup("</text>\n<text text-anchor=\"end\" x=\"")
        .length(WIDTH - MARGIN);
    page.markup("\" y=\"")
        .length(top + 16.0)
        .markup("\">")
        .text(&numbers);
    page.markup("</text>\n");
    let Ok(value) = group.value else {
        return;
    };
    let (zero, end) = (place(scale, 0.0), place(scale, value));
    page.markup("<rect x=\"")
        .length(zero.min(end))
        .markup("\" y=\"")
        .length(top + 22.0);
    page.markup("\" width=\"").length((end - zero).abs());
    page.markup(
        "\" height=\"14\" fill=\"currentColor\" fill-opacity=\"0.15\" stroke=\"currentColor\"/>\n",
    );
    if let Some(ends) = group.interval {
        let [low, high] = ends.map(|end| place(scale, end));
        let middle = top + 29.0;
        page.markup("<path stroke=\"currentColor\" stroke-width=\"2.5\" d=\"M")
            .length(low)
            .markup(" ")
            .length(middle - 5.0);
        page.markup("v10m0-5H").length(high).markup("m0-5v10\"/>\n");
    }
}

/// Adds the line at which all cases stand, across the bar of each group.
fn push_line_of_all(page: &mut Html, x: f64, rows: usize) {
    page.markup("<path stroke=\"currentColor\" stroke-dasharray=\"2 3\" d=\"");
    for row in 0..rows {
        let top = ROW * real(row) + 19.0;
        page.markup("M")
            .length(x)
            .markup(" ")
            .length(top)
            .markup("v20");
    }
    page.markup("\"/>\n");
}

/// Adds the line below, with what its ends stand for.
fn push_axis(page: &mut Html, scale: Scale, top: f64) {
    page.markup("<line stroke=\"currentColor\" x1=\"")
        .length(MARGIN)
        .markup("\" y1=\"")
        .length(top);
    page.markup("\" x2=\"")
        .length(WIDTH - MARGIN)
        .markup("\" y2=\"")
        .length(top);
    page.markup("\"/>\n<text x=\"")
        .length(MARGIN)
        .markup("\" y=\"")
        .length(top + 15.0);
    page.markup("\">").text(&scale.number(scale.low));
    page.markup("</text>\n<text text-anchor=\"end\" x=\"")
        .length(WIDTH - MARGIN);
    page.markup("\" y=\"")
        .length(top + 15.0)
        .markup("\">")
        .text(&scale.number(scale.high));
    page.markup("</text>\n");
}

fn place(scale: Scale, value: f64) -> f64 {
    MARGIN + (WIDTH - 2.0 * MARGIN) * scale.place(value)
}

/// Cuts a text to a width; letters that are not Latin may be twice as wide.
fn cut(text: &str, room: f64) -> String {
    let mut used = 0.0;
    let fits = text.chars().take_while(|c| {
        used += if u32::from(*c) < 0x1100 {
            LETTER
        } else {
            2.0 * LETTER
        };
        used <= room
    });
    escape::shortened(text, fits.count().max(4))
}

fn real(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}
