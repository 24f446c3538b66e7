//! How long counting predictions takes, from ten thousand rows to a million.
//!
//! `cargo bench --bench predictions` prints the times; with `-- --write FILE ROWS` it writes
//! generated rows instead, so that `raigate metrics` and other tools can be measured on them.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

#[path = "support/rows.rs"]
mod rows;

use std::fs::File;
use std::io::BufWriter;

use criterion::{BenchmarkId, Criterion, Throughput};
use raigate::predictions::{Columns, Layout, Meaning, Prediction, read};

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
    for count in [10_000, 100_000, 1_000_000] {
        let mut text = Vec::new();
        rows::write(&mut text, count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_with_input(BenchmarkId::new("csv", count), &text, |bencher, text| {
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
        let mut file = BufWriter::new(File::create(&words[at + 1]).unwrap());
        rows::write(&mut file, words[at + 2].parse().unwrap());
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    count(&mut criterion);
    criterion.final_summary();
}
