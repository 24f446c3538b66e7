//! Properties of reading rows, without a file.

use std::collections::BTreeMap;

use proptest::prelude::*;
use raigate::predictions::{
    Columns, Fault, Labels, Layout, Meaning, Prediction, Table, Task, read,
};

fn columns() -> Columns {
    Columns {
        truth: "t".to_owned(),
        prediction: Prediction::Column("p".to_owned()),
        score: None,
        weight: None,
        id: None,
        groups: vec!["g".to_owned(), "h".to_owned()],
    }
}

fn count(rows: &[u8], layout: Layout) -> Result<Table, Fault> {
    read(rows, layout, &columns(), &Meaning::default())
}

/// What a row may look like, and a little of everything else.
const SCRAPS: &str = "[01,;\"\n\r\t {}:tpgh.-e\u{fc}\u{feff}]{0,80}";

/// Says what came of counting, in words.
fn outcome(text: &str) -> String {
    match count(text.as_bytes(), Layout::Csv) {
        Ok(table) => format!("{table:?}"),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn a_long_table_is_the_same_with_and_without_quotes() {
    let row = |at: usize| {
        let group = "abcdefghijklmnopqrst".get(..at % 20).unwrap();
        let end = if at.is_multiple_of(7) { "\r\n" } else { "\n" };
        format!("{},{},{group},{}{end}", at % 2, at / 2 % 2, at % 31)
    };
    let rows: String = (0..40_000).map(row).collect::<Vec<_>>().concat();
    let plain = outcome(&format!("t,p,g,h\n{rows}"));
    assert!(plain.contains("rows: 40000"), "{plain}");
    assert_eq!(plain, outcome(&format!("\"t\",p,g,h\n{rows}")));
    let (first, last) = rows.split_at(rows.len() / 2);
    let last = last.replacen('\n', "\n1,1,\"a\",1\n", 1);
    let without = last.replacen('"', "", 2);
    let quoted = outcome(&format!("t,p,g,h\n{first}{last}"));
    assert_eq!(quoted, outcome(&format!("t,p,g,h\n{first}{without}")));
    let wrong = outcome(&format!("t,p,g,h\n{rows}1,\"2\",a,1\n"));
    assert!(
        wrong.starts_with("row 40001 (line 40002), column `p`"),
        "{wrong}"
    );
}

/// Rows with weights, of which some have no truth; with `has_more`, cells that are not read stand
/// around them. With `are_quoted`, no row is a slice of the file, and none is looked up by its text.
fn weighted(groups: usize, has_more: bool, are_quoted: bool) -> String {
    let quote = if are_quoted { "\"" } else { "" };
    let row = |at: usize| {
        let truth = ["0", "1", "1", "2", ""][at % 5];
        let (predicted, group, weight) = (at / 5 % 2, at % groups, at % 3);
        let row = format!("{truth},{predicted},{weight},{quote}g{group}{quote},h");
        if has_more {
            format!("{at},{row},{at}\n")
        } else {
            format!("{row}\n")
        }
    };
    let rows = (0..20_000).map(row).collect::<Vec<_>>().concat();
    let header = if has_more {
        "x,t,p,w,g,h,y"
    } else {
        "t,p,w,g,h"
    };
    format!("{header}\n{rows}")
}

#[test]
fn a_row_that_comes_again_adds_what_it_did_before() {
    let columns = Columns {
        weight: Some("w".to_owned()),
        ..columns()
    };
    for task in [Task::Binary, Task::Multiclass, Task::Regression] {
        let meaning = Meaning {
            task,
            labels: Some(Labels {
                positive: vec!["1".to_owned(), "2".to_owned()],
                negative: vec!["0".to_owned()],
            }),
            skip_unlabelled: true,
            ..Meaning::default()
        };
        // With 7 groups, 210 rows come again and again; with 701, each row is another.
        for (groups, has_more) in [(7, false), (7, true), (701, false), (701, true)] {
            let [plain, quoted] = [false, true].map(|are_quoted| {
                let text = weighted(groups, has_more, are_quoted);
                read(text.as_bytes(), Layout::Csv, &columns, &meaning).unwrap()
            });
            assert_eq!((plain.rows, plain.unlabelled), (20_000, 4_000));
            assert_eq!(plain, quoted);
        }
    }
}

proptest! {
    #[test]
    fn rows_are_the_same_whoever_finds_them(
        rows in "([01],[01],[ab ]{0,9},[ab]?(\n|\n\n|,)){0,9}[01,ab\n]{0,9}",
        has_carriage_returns: bool,
    ) {
        let end = if has_carriage_returns { "\r\n" } else { "\n" };
        let [plain, quoted] = ["t", "\"t\""]
            .map(|name| outcome(&format!("{name},p,g,h\n{rows}").replace('\n', end)));
        prop_assert_eq!(plain, quoted);
    }

    #[test]
    fn cells_that_another_writer_quotes_are_read_as_they_were(
        cells in prop::collection::vec(("[ab,;\" ]{0,6}", "[ab,\n\r\"]{0,6}"), 1..40)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["t", "x", "p", "g", "h"]).unwrap();
        for (group, other) in &cells {
            writer.write_record(["1", other, "0", group, "h"]).unwrap();
        }
        let table = count(&writer.into_inner().unwrap(), Layout::Csv).unwrap();
        let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
        for (group, _) in &cells {
            *expected.entry(group.trim()).or_default() += 1;
        }
        let unknown = expected.remove("").unwrap_or(0);
        let slices = table.slices(&[0]);
        let found = slices.slices.iter().map(|slice| (slice.group[0].as_str(), slice.counts.fn_));
        prop_assert_eq!(found.collect::<BTreeMap<_, _>>(), expected);
        prop_assert_eq!(slices.unknown.n(), unknown);
    }

    #[test]
    fn whatever_stands_there_is_counted_or_refused(rows in SCRAPS, wild: Vec<u8>) {
        for layout in [Layout::Csv, Layout::Tsv, Layout::JsonLines] {
            for header in ["", "t,p,g,h\n", "t\tp\tg\th\n"] {
                let _ = count(format!("{header}{rows}").as_bytes(), layout);
                let _ = count(&[header.as_bytes(), &wild].concat(), layout);
            }
        }
    }

    #[test]
    fn every_row_is_counted_in_its_own_group(
        rows in prop::collection::vec((any::<bool>(), any::<bool>(), "[ab]{0,17}", "[a-c]{0,2}"), 0..200)
    ) {
        let mut text = "t,p,g,h\n".to_owned();
        let mut expected: BTreeMap<[&str; 2], [u64; 4]> = BTreeMap::new();
        let mut unknown = 0;
        for (truth, predicted, one, other) in &rows {
            let labels = [truth, predicted].map(|label| u8::from(*label));
            text.push_str(&[labels[0].to_string(), labels[1].to_string(), one.clone(), other.clone()].join(","));
            text.push('\n');
            if one.is_empty() || other.is_empty() {
                unknown += 1;
                continue;
            }
            let cells = expected.entry([one.as_str(), other.as_str()]).or_default();
            cells[2 * usize::from(!truth) + usize::from(!predicted)] += 1;
        }
        let table = count(text.as_bytes(), Layout::Csv).unwrap();
        let slices = table.slices(&[0, 1]);
        let found: BTreeMap<[&str; 2], [u64; 4]> = slices
            .slices
            .iter()
            .map(|slice| {
                let counts = slice.counts;
                let group = [slice.group[0].as_str(), slice.group[1].as_str()];
                (group, [counts.tp, counts.fn_, counts.fp, counts.tn])
            })
            .collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(slices.unknown.n(), unknown);
        prop_assert_eq!(table.rows, rows.len() as u64);
    }
}
