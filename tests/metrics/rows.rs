//! Properties of reading rows, without a file.

use std::collections::BTreeMap;

use proptest::prelude::*;
use raigate::predictions::{Columns, Fault, Layout, Meaning, Prediction, Table, read};

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

proptest! {
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
