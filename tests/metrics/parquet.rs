//! Rows of Parquet mean what the same rows mean in CSV.

use std::fmt::Write as _;
use std::fs::File;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::Value;

use super::with;
use crate::repository::Repository;

const SCHEMA: &str = "message rows {
    required int32 y_true;
    optional double y_pred;
    optional binary sex (UTF8);
    required double p;
    optional int32 day (DATE);
}";

/// A row: truth, prediction, group and score.
type Line = (i32, Option<f64>, Option<&'static str>, f64);

/// More rows than are decoded at once, in which groups and missing ones alternate in
/// stretches of every length.
fn lines(count: u32) -> Vec<Line> {
    let line = |at: u32| {
        let sex = match at % 97 {
            0..=40 => Some("female"),
            41..=80 => Some("male"),
            81 | 83 | 90 => None,
            _ => Some("other"),
        };
        let truth = at.is_multiple_of(3);
        let predicted = if at.is_multiple_of(11) { !truth } else { truth };
        let score = f64::from(at % 1000) / 1000.0;
        (
            i32::from(truth),
            Some(f64::from(u8::from(predicted))),
            sex,
            score,
        )
    };
    (0..count).map(line).collect()
}

fn write(repository: &Repository, lines: &[Line], properties: WriterProperties) {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let file = File::create(repository.folder.join("p.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for lines in lines.chunks(50_000) {
        let mut group = writer.next_row_group().unwrap();
        let there = |is: &dyn Fn(&Line) -> bool| -> Vec<i16> {
            lines.iter().map(|line| i16::from(is(line))).collect()
        };
        let truths: Vec<i32> = lines.iter().map(|line| line.0).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<Int32Type>()
            .write_batch(&truths, None, None)
            .unwrap();
        column.close().unwrap();
        let predictions: Vec<f64> = lines.iter().filter_map(|line| line.1).collect();
        let levels = there(&|line| line.1.is_some());
        let mut column = group.next_column().unwrap().unwrap();
        let typed = column.typed::<DoubleType>();
        typed
            .write_batch(&predictions, Some(&levels), None)
            .unwrap();
        column.close().unwrap();
        let groups: Vec<ByteArray> = lines
            .iter()
            .filter_map(|line| Some(line.2?.into()))
            .collect();
        let levels = there(&|line| line.2.is_some());
        let mut column = group.next_column().unwrap().unwrap();
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&groups, Some(&levels), None).unwrap();
        column.close().unwrap();
        let scores: Vec<f64> = lines.iter().map(|line| line.3).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<DoubleType>()
            .write_batch(&scores, None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let levels = vec![0; lines.len()];
        column
            .typed::<Int32Type>()
            .write_batch(&[], Some(&levels), None)
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();
}

fn counts(repository: &Repository, name: &str, more: &str) -> Value {
    let words = format!("metrics {name} --by sex {more} --output {name}.json --force");
    let ran = repository.run(&words);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut report: Value =
        serde_json::from_str(&repository.read(&format!("{name}.json"))).unwrap();
    report["derived_from"].take();
    report
}

#[test]
fn the_same_rows_are_the_same_counts_in_every_encoding() {
    let lines = lines(120_000);
    let mut text = "y_true,y_pred,sex,p\n".to_owned();
    for (truth, predicted, sex, score) in &lines {
        let predicted = predicted.map_or_else(String::new, |it| it.to_string());
        let sex = sex.unwrap_or("");
        writeln!(text, "{truth},{predicted},{sex},{score}").unwrap();
    }
    let repository = with("p.csv", &text);
    let ways = ["--score p", "", "--task multiclass", "--task regression"];
    let expected = ways.map(|way| counts(&repository, "p.csv", way));
    let plain = || WriterProperties::builder().set_dictionary_enabled(false);
    let delta = |of_text| {
        plain()
            .set_column_encoding("y_true".into(), Encoding::DELTA_BINARY_PACKED)
            .set_column_encoding("sex".into(), of_text)
    };
    for properties in [
        WriterProperties::builder().build(),
        WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_data_page_row_count_limit(777)
            .build(),
        WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_compression(Compression::ZSTD(parquet::basic::ZstdLevel::default()))
            .build(),
        plain().build(),
        delta(Encoding::DELTA_BYTE_ARRAY).build(),
        delta(Encoding::DELTA_LENGTH_BYTE_ARRAY)
            .set_data_page_row_count_limit(777)
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .build(),
    ] {
        write(&repository, &lines, properties);
        assert_eq!(
            ways.map(|way| counts(&repository, "p.parquet", way)),
            expected
        );
    }
}

#[test]
fn rows_of_parquet_that_are_left_out_are_counted() {
    let mut rows = lines(100_000);
    for row in rows.iter_mut().step_by(1_001) {
        row.1 = None;
    }
    let repository = Repository::empty();
    write(&repository, &rows, WriterProperties::builder().build());
    let report = counts(&repository, "p.parquet", "--skip-unlabelled");
    assert_eq!(report["x-unlabelled_n"], 100, "{report}");
}

#[test]
fn what_cannot_be_counted_is_named_by_row_and_column() {
    let repository = Repository::empty();
    let says = |words: &str, text: &str| {
        let ran = repository.run(&format!("metrics p.parquet {words} --no-file"));
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.err.contains(text), "{}", ran.err);
    };
    let mut rows = lines(40_000);
    rows[35_000].0 = 2;
    write(&repository, &rows, WriterProperties::builder().build());
    says(
        "--by sex",
        "row 35001, column `y_true`: `2` is neither 0 nor 1",
    );
    says("--by gender", "there is no column `gender`");
    says("--by day", "the column `day` holds dates");
    rows[35_000] = (1, None, None, 0.5);
    write(&repository, &rows, WriterProperties::builder().build());
    says("--by sex", "row 35001, column `y_pred`: the cell is empty");
    rows[35_000] = (1, Some(f64::NAN), None, 1.5);
    write(&repository, &rows, WriterProperties::builder().build());
    says("--by sex", "row 35001, column `y_pred`: the cell is empty");
    says("--by sex --score p --threshold 0.5", "lies outside 0 to 1");
    // Files that are cut off or written over are errors, wherever it was.
    let whole = std::fs::read(repository.folder.join("p.parquet")).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        std::fs::write(repository.folder.join("p.parquet"), &broken).unwrap();
        let ran = repository.run("metrics p.parquet --by sex --skip-unlabelled --no-file");
        assert!([0, 2].contains(&ran.code), "{at}: {}", ran.err);
        std::fs::write(repository.folder.join("p.parquet"), &whole[..at]).unwrap();
        says("--by sex", "p.parquet");
    }
}
