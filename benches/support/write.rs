//! Writes what benchmarks run on, without the rest of them: `rustc` alone builds this.
//!
//! ```text
//! write repository DIR ARTIFACTS
//! write rows FILE ROWS
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

mod repository;
mod rows;

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [what, place, count] = words.as_slice() else {
        panic!("write repository DIR ARTIFACTS, or write rows FILE ROWS");
    };
    let count = count.parse().unwrap();
    match what.as_str() {
        "repository" => repository::write(Path::new(place), count),
        "rows" => rows::write(&mut BufWriter::new(File::create(place).unwrap()), count),
        other => panic!("there is no `{other}` to write"),
    }
}
