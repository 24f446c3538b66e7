//! How long counting predictions takes, from ten thousand rows to a million.
//!
//! `cargo bench --bench predictions` prints the times; with `-- --write FILE ROWS` it writes
//! generated rows instead, so that `raigate metrics` and other tools can be measured on them.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

use std::fs::File;
use std::io::{BufWriter, Write};

use criterion::{BenchmarkId, Criterion, Throughput};
use raigate::predictions::{Columns, Layout, Meaning, Prediction, read};

const SEXES: [&str; 2] = ["female", "male"];
const AGES: [&str; 5] = ["18-24", "25-34", "35-49", "50-64", "65+"];
const RACES: [&str; 6] = ["asian", "black", "hispanic", "native", "other", "white"];

/// Writes rows of truth, prediction (right in 17 of 20) and three columns of groups.
fn write_rows(to: &mut impl Write, rows: usize) {
    writeln!(to, "y_true,y_pred,sex,age,race").unwrap();
    let mut state = 7_u64;
    for _ in 0..rows {
        // The multiplier and increment are those of Knuth's MMIX.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bits = usize::try_from(state >> 33).unwrap();
        let truth = bits % 2;
        let predicted = if bits / 2 % 20 < 17 { truth } else { 1 - truth };
        let [sex, age, race] = [bits / 40 % 2, bits / 80 % 5, bits / 400 % 6];
        let (sex, age, race) = (SEXES[sex], AGES[age], RACES[race]);
        writeln!(to, "{truth},{predicted},{sex},{age},{race}").unwrap();
    }
}

fn count(criterion: &mut Criterion) {
    let columns = Columns {
        truth: "y_true".to_owned(),
        prediction: Prediction::Column("y_pred".to_owned()),
        score: None,
        weight: None,
        id: None,
        groups: ["sex", "age", "race"].map(str::to_owned).to_vec(),
    };
    let mut group = criterion.benchmark_group("predictions");
    group.sample_size(10);
    for rows in [10_000, 100_000, 1_000_000] {
        let mut text = Vec::new();
        write_rows(&mut text, rows);
        group.throughput(Throughput::Elements(rows as u64));
        group.bench_with_input(BenchmarkId::new("csv", rows), &text, |bencher, text| {
            bencher.iter(|| {
                read(text.as_slice(), Layout::Csv, &columns, &Meaning::default()).unwrap()
            });
        });
    }
    group.finish();
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    if let Some(at) = words.iter().position(|word| word == "--write") {
        let rows = words[at + 2].parse().unwrap();
        let mut file = BufWriter::new(File::create(&words[at + 1]).unwrap());
        write_rows(&mut file, rows);
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    count(&mut criterion);
    criterion.final_summary();
}
