//! Rows without a meaning: an error that names row and column, and never a count.

use super::{ROWS, with};

/// Counts `rows`; there is nothing on stdout, and stderr says `told`.
fn refused(name: &str, rows: &str, words: &str, told: &[&str]) {
    let repository = with(name, rows);
    let ran = repository.run(&format!("metrics {name} {words}"));
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (2, ""),
        "{words}: {}",
        ran.err
    );
    for part in told {
        assert!(ran.err.contains(part), "no `{part}` in:\n{}", ran.err);
    }
    assert!(ran.err.starts_with("no verdict: "), "{}", ran.err);
    assert!(!repository.folder.join("rai").exists());
}

#[test]
fn a_cell_that_means_nothing_is_named_by_row_and_column() {
    for (cell, words, told) in [
        (
            "2,1,a,0.5",
            "",
            "row 11 (line 12), column `y_true`: `2` is neither 0 nor 1",
        ),
        (
            "yes,1,a,0.5",
            "",
            "column `y_true`: `yes` is neither 0 nor 1; `--positive` and",
        ),
        (
            "1,0.5,a,0.5",
            "",
            "column `y_pred`: `0.5` is neither 0 nor 1",
        ),
        (
            "1,nan,a,0.5",
            "",
            "column `y_pred`: `nan` is neither 0 nor 1",
        ),
        (
            ",1,a,0.5",
            "",
            "column `y_true`: the cell is empty; `--skip-unlabelled`",
        ),
        (
            "1,1,a,1.5",
            "--score p",
            "column `p`: `1.5` is no probability: it lies outside 0 to 1",
        ),
        (
            "1,1,a,-0.1",
            "--score p",
            "column `p`: `-0.1` is no probability",
        ),
        ("1,1,a,91%", "--score p", "column `p`: `91%` is no number"),
        ("1,1,a,", "--score p", "column `p`: the cell is empty"),
        (
            "1,1,a,0.5",
            "--weight p",
            "column `p`: `0.9` is no whole number from 0 on",
        ),
        (
            "1,1,\"a\nb\",0.5",
            "",
            "column `sex`: `a\\nb` holds a line break",
        ),
        (
            "1,1,a",
            "",
            "row 11 (line 12): it has 4 cells, the header has 5",
        ),
        (
            "1,1,a,old,0.5,6",
            "",
            "row 11 (line 12): it has 6 cells, the header has 5",
        ),
    ] {
        // The column of ages is not read: it only fills the row.
        let row = match cell.matches(',').count() {
            3 => cell
                .rsplit_once(',')
                .map(|(rest, p)| format!("{rest},old,{p}"))
                .unwrap(),
            2 => format!("{cell},old"),
            _ => cell.to_owned(),
        };
        refused(
            "p.csv",
            &format!("{ROWS}{row}\n"),
            &format!("--by sex {words}"),
            &[told],
        );
    }
}

#[test]
fn labels_that_are_not_named_are_refused() {
    let rows = "y_true,y_pred,sex\nyes,no,a\nno,maybe,a\n";
    let words = "--by sex --positive yes --negative no";
    let told = "row 2 (line 3), column `y_pred`: `maybe` is neither positive (`yes`) nor negative";
    refused("p.csv", rows, words, &[told]);
    let both = "--by sex --positive yes no --negative no";
    refused(
        "p.csv",
        rows,
        both,
        &["`no` cannot be positive and negative"],
    );
}

#[test]
fn rows_without_labels_are_left_out_only_when_asked_and_then_counted() {
    let rows = format!("{ROWS},1,male,old,0.5\n1,,male,old,0.5\n");
    refused(
        "p.csv",
        &rows,
        "--by sex",
        &["row 11 (line 12), column `y_true`"],
    );
    let repository = with("p.csv", &rows);
    let ran = repository.run("metrics p.csv --by sex --skip-unlabelled");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("p.csv: 12 rows, 2 of them left out"),
        "{}",
        ran.out
    );
    let report = repository.read("rai/fairness/p.json");
    assert!(report.contains("\"x-unlabelled_n\": 2") && report.contains("\"total_n\": 10"));
    let weightless = "y_true,y_pred,sex,w\n1,1,a,0\n1,0,b,0\n";
    let told = "stand for no case: each weight is 0";
    refused("p.csv", weightless, "--by sex --weight w", &[told]);
    let none = "y_true,y_pred,sex\n,1,a\n";
    refused(
        "p.csv",
        none,
        "--by sex --skip-unlabelled",
        &["holds no row with truth"],
    );
}

#[test]
fn columns_that_are_not_there_are_told_with_those_that_are() {
    let help = "the columns are `y_true`, `y_pred`, `sex`, `age`, `p`";
    refused(
        "p.csv",
        ROWS,
        "--by sx",
        &["no column `sx`; did you mean `sex`?", help],
    );
    refused(
        "p.csv",
        ROWS,
        "--by sex,age",
        &[
            "no column `sex,age`",
            "name each on its own: `--by sex age`",
        ],
    );
    refused(
        "p.csv",
        ROWS,
        "--by sex sex",
        &["the column `sex` is asked for twice"],
    );
    refused("p.csv", ROWS, "--by sex --score q", &["no column `q`"]);
    let twice = ROWS.replacen("age", "sex", 1);
    refused(
        "p.csv",
        &twice,
        "--by sex",
        &["two columns are called `sex`"],
    );
    let lines = "{\"y_true\": 1, \"y_pred\": 1, \"gender\": \"a\"}\n";
    refused("p.jsonl", lines, "--by sex", &["no column `sex`"]);
}

#[test]
fn a_quote_that_is_never_closed_swallows_no_rows() {
    let rows = ROWS.replacen("male,young,0.8", "male,young,\"0.8", 1);
    refused(
        "p.csv",
        &rows,
        "--by sex",
        &["row 5 (line 6)", "a quote is opened in it and never closed"],
    );
}

#[test]
fn the_same_id_twice_is_a_row_that_came_in_twice() {
    let rows = "id,y_true,y_pred,sex\n7,1,1,a\n8,1,1,a\n7,1,1,a\n";
    refused(
        "p.csv",
        rows,
        "--by sex --id id",
        &["row 3 (line 4), column `id`: `7` is the id of row 1 too"],
    );
    refused(
        "p.csv",
        &rows.replacen('8', "", 1),
        "--by sex --id id",
        &["row 2 (line 3)", "has no id"],
    );
    // Without an id, rows that are the same are two cases.
    let ran = with("p.csv", rows).run("metrics p.csv --by sex --no-file");
    assert!(ran.out.contains("p.csv: 3 rows"), "{}", ran.out);
}

#[test]
fn objects_that_are_no_rows_are_named_by_line() {
    let good = "{\"y_true\": 1, \"y_pred\": 1, \"sex\": \"a\"}\n";
    for (line, told) in [
        (
            "{\"y_true\": 1, \"y_pred\": 1, \"sex\": 3}",
            "column `sex`: `3` is a number, rows above have text",
        ),
        (
            "{\"y_true\": \"1\", \"y_pred\": 1, \"sex\": \"a\"}",
            "column `y_true`: `1` is text, rows above have a number",
        ),
        (
            "{\"y_true\": 1, \"y_pred\": [1], \"sex\": \"a\"}",
            "column `y_pred`: it is a list",
        ),
        (
            "{\"y_true\": 1, \"y_true\": 0, \"y_pred\": 1}",
            "column `y_true`: it is there twice",
        ),
        (
            "{\"y_true\": 1, \"sex\": \"a\"}",
            "column `y_pred`: the cell is empty",
        ),
        ("[1, 1, \"a\"]", "it is no JSON object"),
        ("{\"y_true\": 1", "it is no JSON object"),
        ("{} {}", "it is no JSON object"),
    ] {
        refused(
            "p.jsonl",
            &format!("{good}\n{line}\n"),
            "--by sex",
            &["row 2 (line 3)", told],
        );
    }
}

#[test]
fn a_column_of_names_is_no_column_of_groups() {
    let rows: Vec<String> = (0..1001).map(|at| format!("1,1,person {at}")).collect();
    let rows = format!("y_true,y_pred,sex\n{}\n", rows.join("\n"));
    refused(
        "p.csv",
        &rows,
        "--by sex",
        &["row 1001", "more than 1000 values"],
    );
}

#[test]
fn files_that_hold_no_rows_are_refused() {
    refused(
        "p.csv",
        "y_true,y_pred,sex\n",
        "--by sex",
        &["`p.csv` holds no row"],
    );
    refused("p.csv", "", "--by sex", &["no column"]);
    refused("p.jsonl", "", "--by sex", &["no column"]);
    let told = if cfg!(feature = "parquet") {
        "it could not be read"
    } else {
        "it takes the feature `parquet`"
    };
    refused("p.parquet", "PAR1", "--by sex", &[told]);
    refused(
        "p.txt",
        ROWS,
        "--by sex",
        &["no `.csv`, `.tsv`, `.jsonl`, `.ndjson` or `.parquet`"],
    );
    let absent = with("p.csv", ROWS).run("metrics q.csv --by sex");
    assert!(absent.code == 2 && absent.err.contains("`q.csv` could not be opened"));
    let folder = with("p.csv/q", ROWS).run("metrics p.csv --by sex");
    assert!(
        folder.code == 2 && folder.err.contains("is a folder"),
        "{}",
        folder.err
    );
    refused(
        "p.csv",
        "y_true,y_pred,sex\n1,1,\u{1b}[2J\u{7}\n1,2,a\n",
        "--by sex",
        &["row 2"],
    );
}
