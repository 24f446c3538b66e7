//! Metrics by group: the same picture from the run itself and from a saved report.

use raigate::artifact::{Breakdown, Group};
use raigate::glossary::{Kind, Unit};
use raigate::report::{Format, Style, json, picture, render};
use raigate::span::Pointer;
use raigate::verdict::Report;

use super::{page, stories};

/// A group with counts, of which `labels` is none for all cases.
fn group(labels: &[&str], value: Option<f64>, around: Option<[f64; 2]>, cases: u64) -> Group {
    Group {
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        pointer: Pointer::parse("/groups/0/counts").unwrap(),
        value: value.ok_or_else(|| "no case is positive".to_owned()),
        cases: Some(cases),
        interval: around,
        is_stated: false,
    }
}

fn breakdown(metric: &str, feature: &str, unit: Option<Unit>, groups: Vec<Group>) -> Breakdown {
    Breakdown {
        path: "rai/fairness/holdout.json".into(),
        kind: Kind::FairnessReport,
        metric: metric.to_owned(),
        features: vec![feature.to_owned()],
        about: Vec::new(),
        unit,
        overall: None,
        groups,
        left_out: 0,
    }
}

/// A report with a picture of each sort.
pub(crate) fn report() -> Report {
    let mut report = stories::clean();
    let groups = vec![
        group(&["female"], Some(0.652), Some([0.586, 0.714]), 647),
        group(&["male"], Some(0.812), Some([0.757, 0.857]), 717),
        group(&["diverse"], None, None, 3),
    ];
    let mut recall = breakdown("recall", "sex", Some(Unit::Fraction), groups);
    recall.overall = Some(group(&[], Some(0.735), Some([0.692, 0.773]), 1367));
    let groups = vec![
        group(&["north"], Some(77.25), Some([70.0, 82.5]), 90),
        group(&["south"], Some(8.0), None, 12),
    ];
    let mut percent = breakdown("accuracy", "site", Some(Unit::Percent), groups);
    percent.about = vec!["scorer".to_owned(), "holdout".to_owned()];
    percent.left_out = 7;
    percent.groups[0].is_stated = true;
    let groups = vec![
        group(&["a", "b"], Some(-0.31), None, 9),
        group(&["a", "c"], Some(1.7), Some([1.2, 2.1]), 9),
    ];
    let mut loss = breakdown("log_gain", "site", None, groups);
    loss.features.push("age_band".to_owned());
    report.systems[0].breakdowns = vec![recall, percent, loss];
    report
}

/// A report whose groups are called `text`.
pub(crate) fn hostile_with(text: &str) -> Report {
    let mut report = stories::clean();
    let mut one = breakdown(
        text,
        text,
        Some(Unit::Fraction),
        vec![
            group(&[text], Some(f64::MAX), Some([-1e300, 1e300]), u64::MAX),
            group(&[text, text], None, None, 0),
        ],
    );
    one.path = text.into();
    one.about = vec![text.to_owned()];
    one.groups[1].value = Err(text.to_owned());
    report.systems[0].breakdowns = vec![one.clone(), one];
    report
}

#[test]
fn groups_are_drawn_in_a_page_and_in_markdown() {
    let report = report();
    let html = render(&report, Format::Html, Style::default());
    page::check(&html);
    super::check("by-group.html", &html);
    super::check("by-group.md", &super::markdown(&report));
    super::check("by-group.json", &super::json(&report));
}

#[test]
fn the_picture_in_the_documentation_is_that_of_the_code() {
    let report = report();
    let drawn = &report.systems[0].breakdowns[..1];
    super::check("../../../docs/recall-by-sex.svg", &picture(drawn));
    super::check("by-group.svg", &picture(&report.systems[0].breakdowns));
}

#[test]
fn a_saved_report_draws_the_same_picture() {
    let report = report();
    let saved = json::read(&super::json(&report)).unwrap();
    let figures = |report: &Report| -> Vec<String> {
        let html = render(report, Format::Html, Style::default());
        let figures = html.split("<figure>").skip(1);
        let end = |figure: &str| figure.split("</figure>").next().unwrap().to_owned();
        figures.map(end).collect()
    };
    assert_eq!(figures(&saved).len(), 3);
    assert_eq!(figures(&saved), figures(&report));
    let tables = |report: &Report| {
        let text = super::markdown(report);
        let (_, tables) = text.split_once("by group</summary>").unwrap();
        tables.split("</details>").next().unwrap().to_owned()
    };
    assert_eq!(tables(&saved), tables(&report));
}

#[test]
fn a_picture_is_small() {
    let html = render(&report(), Format::Html, Style::default());
    for figure in html.split("<figure>").skip(1) {
        let figure = figure.split("</figure>").next().unwrap();
        assert!(figure.len() < 4_000, "{} bytes", figure.len());
        assert!(figure.contains("<title") && figure.contains("<desc"));
    }
}

#[test]
fn a_report_of_before_has_no_pictures() {
    let text = super::json(&stories::clean());
    assert!(!text.contains("breakdowns"));
    assert!(json::read(&text).unwrap().systems[0].breakdowns.is_empty());
}
