//! How long a whole run takes, from twenty artifacts to ten thousand.
//!
//! `cargo bench` prints the times; `cargo bench -- --write DIR ARTIFACTS` writes the
//! generated repository into a folder instead, so that other tools can be measured on it.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

#[path = "support/repository.rs"]
mod repository;

use std::path::Path;
use std::time::Duration;

use camino::Utf8PathBuf;
use criterion::{BenchmarkId, Criterion, Throughput};
use raigate::run::{Request, check};

fn request(folder: &Path) -> Request {
    let folder = Utf8PathBuf::from_path_buf(folder.to_owned()).unwrap();
    Request::new(folder, "2026-11-23".parse().unwrap())
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--write") {
        repository::write(Path::new(&args[at + 1]), args[at + 2].parse().unwrap());
        return;
    }
    let mut criterion = Criterion::default()
        .configure_from_args()
        .measurement_time(Duration::from_secs(10))
        .sample_size(10);
    let mut group = criterion.benchmark_group("check");
    for artifacts in [20, 100, 1_000, 10_000] {
        let folder = tempfile::tempdir().unwrap();
        repository::write(folder.path(), artifacts);
        let request = request(folder.path());
        group.throughput(Throughput::Elements(artifacts as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(artifacts),
            &request,
            |bencher, request| {
                bencher.iter(|| check(request));
            },
        );
    }
    group.finish();
    criterion.final_summary();
}
