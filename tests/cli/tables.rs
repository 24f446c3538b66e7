//! Rows of people that git holds, and tables that only look like it.

use std::fmt::Write as _;

use super::repository::Repository;

const RULE: &str = "privacy/raw-sensitive-data";

/// Forty people, in lines of `separator`.
fn people(separator: &str) -> String {
    let mut rows = ["row", "sex", "age_band", "y_true", "y_pred"].join(separator);
    rows.push('\n');
    for row in 0..40 {
        let sex = if row % 2 == 0 { "female" } else { "male" };
        let age = ["18-25", "26-60", "61+"][row % 3];
        let cells = [
            row.to_string(),
            sex.into(),
            age.into(),
            (row % 2).to_string(),
            "1".into(),
        ];
        writeln!(rows, "{}", cells.join(separator)).unwrap();
    }
    rows
}

fn said(repository: &Repository, words: &str) -> Vec<String> {
    let report = repository
        .run(&format!("check --format json {words}"))
        .json();
    let findings = report["findings"].as_array().unwrap().iter();
    let own = findings.filter(|finding| finding["rule"] == RULE);
    own.map(|finding| {
        let path = finding["location"]["path"].as_str().unwrap();
        format!("{path}: {}", finding["message"].as_str().unwrap())
    })
    .collect()
}

#[test]
fn rows_of_people_are_told_in_each_layout_and_where_they_lie() {
    let Some(repository) = Repository::committed("loan-scoring") else {
        return;
    };
    repository.write("models/loan-scorer/out/test.csv", &people(","));
    repository.write("anywhere/test.tsv", &people("\t"));
    let mut lines = String::new();
    for line in people(",").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [row, sex, _, truth, prediction] = cells.as_slice() else {
            panic!("{line}")
        };
        writeln!(
            lines,
            "{{\"row\": {row}, \"sex\": \"{sex}\", \"y_true\": {truth}, \"y_pred\": {prediction}}}"
        )
        .unwrap();
    }
    repository.write("anywhere/test.jsonl", &lines);
    let none: Vec<String> = Vec::new();
    assert_eq!(
        said(&repository, ""),
        none,
        "what is not committed is nobody's business"
    );
    repository.git("add -A");
    let all = [
        "anywhere/test.jsonl: 40 rows of people, each with `sex`",
        "anywhere/test.tsv: 40 rows of people, each with `age_band` and `sex`",
        "models/loan-scorer/out/test.csv: 40 rows of people, each with `age_band` and `sex`",
    ];
    assert_eq!(said(&repository, ""), all);
    assert_eq!(said(&repository, "--staged"), all);
    repository.commit("Commit people");
    assert_eq!(said(&repository, "--commit HEAD"), all);
}

#[test]
fn what_only_looks_like_it_is_none() {
    let Some(repository) = Repository::committed("loan-scoring") else {
        return;
    };
    let mut groups = "sex,age_band,count,selection_rate\n".to_owned();
    let mut texts = "sentence,gender,label,prediction\n".to_owned();
    for row in 0..40 {
        writeln!(groups, "female,{row},{},0.{row}", row + 10).unwrap();
        writeln!(
            texts,
            "Somebody is number {row},{},1,0",
            ["f", "m"][row % 2]
        )
        .unwrap();
    }
    repository.write("out/by-group.csv", &groups);
    repository.write("out/benchmark.csv", &texts);
    repository.write(
        "out/some.csv",
        &people(",").lines().take(9).collect::<Vec<_>>().join("\n"),
    );
    repository.write(
        "out/pointer.csv",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
    );
    repository.write("out/empty.csv", "");
    repository.write("out/list.jsonl", "[1, 2]\n[3]\n");
    repository.commit("Tables");
    assert_eq!(said(&repository, ""), Vec::<String>::new());
    repository.write("out/broken.parquet", "PAR1 and nothing else PAR1");
    repository.commit("Broken");
    let ran = repository.run("check");
    let told = ran.err.contains("out/broken.parquet") || ran.out.contains("out/broken.parquet");
    assert!(told || !cfg!(feature = "parquet"), "{}{}", ran.out, ran.err);
}

#[test]
fn rows_in_the_folder_of_another_system_are_told_of_the_one_that_counted_them() {
    let Some(repository) = Repository::committed("loan-scoring") else {
        return;
    };
    let other = "\n[[system]]\nid = \"other\"\ntier = \"limited\"\nroot = \"other\"\n";
    repository.write("raigate.toml", &(repository.read("raigate.toml") + other));
    repository.write("other/README.md", "---\nlicense: mit\n---\n# Other\n");
    repository.write("other/test.csv", &people(","));
    let counted = repository.run(
        "metrics other/test.csv --by sex --system loan-scorer --as fairness-report \
         --output models/loan-scorer/rai/fairness/test.json",
    );
    assert_eq!(counted.code, 0, "{}", counted.err);
    repository.commit("Count people");
    let told = ["other/test.csv: 40 rows of people, each with `age_band` and `sex`"];
    assert_eq!(said(&repository, ""), told);
    assert_eq!(said(&repository, "--system loan-scorer"), told);
    assert_eq!(said(&repository, "models/loan-scorer"), told);
    assert_eq!(said(&repository, "--system other"), [""; 0]);
}
