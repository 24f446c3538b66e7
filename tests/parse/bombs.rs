//! Files that are made to exhaust time, memory or the stack.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use raigate::glossary::Format;
use raigate::parse;

/// Checks that a file is answered within seconds, and by which first fault.
#[track_caller]
fn check(format: Format, text: &str, expected: Option<&str>) {
    let start = Instant::now();
    let document = parse::document(format, text.as_bytes());
    let spans = parse::spans(format, &document.text);
    drop(spans);
    let message = document.faults.first().map(|fault| fault.message.as_str());
    assert_eq!(message, expected);
    let took = start.elapsed();
    assert!(took < Duration::from_secs(10), "took {took:?}");
}

const TOO_DEEP: Option<&str> = Some("nested deeper than 128 levels");

#[test]
fn ten_thousand_levels_are_too_many() {
    let levels = 10_000;
    check(Format::Json, &"[".repeat(levels), TOO_DEEP);
    check(Format::Json, &"{\"a\":".repeat(levels), TOO_DEEP);
    check(Format::JsonLines, &"[".repeat(levels), TOO_DEEP);
    check(Format::Yaml, &"[".repeat(levels), TOO_DEEP);
    check(Format::Yaml, &"{a: ".repeat(levels), TOO_DEEP);
    check(Format::Yaml, &"- ".repeat(levels), TOO_DEEP);
    check(Format::Yaml, &"? ".repeat(levels), TOO_DEEP);
    check(
        Format::Toml,
        &format!("a = {}", "[".repeat(levels)),
        TOO_DEEP,
    );
    check(
        Format::Toml,
        &format!("a = {}", "{b = ".repeat(levels)),
        TOO_DEEP,
    );
    check(
        Format::Toml,
        &format!("a{} = 1", ".a".repeat(levels)),
        TOO_DEEP,
    );
    check(
        Format::Toml,
        &format!("[a{}]", ".\"a\"".repeat(levels)),
        TOO_DEEP,
    );
    check(
        Format::Markdown,
        &format!("---\na: {}\n---\n", "[".repeat(levels)),
        TOO_DEEP,
    );
}

#[test]
fn dots_in_texts_and_numbers_are_no_levels() {
    let numbers = "0.5, ".repeat(1_000);
    let text = format!("a = [{numbers}]\nb = '{}'\n", "a.".repeat(1_000));
    check(Format::Toml, &text, None);
}

#[test]
fn deep_markdown_is_read() {
    let many = 10_000;
    check(Format::Markdown, &format!("{} a", ">".repeat(many)), None);
    check(Format::Markdown, &format!("{}a", "- ".repeat(many)), None);
    let table = format!("{}\n{}\n", "|a".repeat(many), "|-".repeat(many));
    check(Format::Markdown, &table, None);
    for piece in [
        "[",
        "![a](",
        "*a _b ",
        "<!--",
        "a <!-- ",
        "`a``",
        "# a\n",
        "[^1]: a\n\n",
    ] {
        check(Format::Markdown, &piece.repeat(many), None);
    }
}

#[test]
fn aliases_that_multiply_are_stopped() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        let aliases = vec![alias; 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let expected = Some("aliases multiply the file beyond what can be read");
    check(Format::Yaml, &bomb, expected);
    check(Format::Markdown, &format!("---\n{bomb}---\n"), expected);

    let mut merges = String::from("a0: &a0 {k: v}\n");
    for level in 1..100 {
        let before = level - 1;
        writeln!(
            merges,
            "a{level}: &a{level}\n  <<: *a{before}\n  k{level}: *a{before}"
        )
        .unwrap();
    }
    check(Format::Yaml, &merges, expected);

    let text = "x".repeat(1_000_000);
    let long = format!("a: &a {text}\nb: [{}]\n", "*a, ".repeat(10_000));
    check(Format::Yaml, &long, expected);
}

#[test]
fn aliases_cannot_nest_deeper_than_brackets() {
    let mut chain = String::from("a0: &a0 []\n");
    for level in 1..500 {
        writeln!(chain, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    check(Format::Yaml, &chain, TOO_DEEP);
}

#[test]
fn large_files_are_read_in_time() {
    let many = 20_000;
    let twice = Some("key `a` appears twice in one mapping");
    check(
        Format::Json,
        &format!("{{{}\"a\": 1}}", "\"a\": 1, ".repeat(many)),
        twice,
    );
    check(
        Format::Json,
        &format!("\"{}\"", "\\u00e9".repeat(many)),
        None,
    );
    let ones = format!("number `{}…` is too large to be read", "1".repeat(40));
    check(Format::Json, &"1".repeat(many), Some(&ones));
    let word = format!(
        "`{}…` is not JSON, text in double quotes is",
        "a".repeat(40)
    );
    check(Format::Json, &"a".repeat(many), Some(&word));
    let open = Some("text ends where a key in double quotes is expected");
    check(Format::JsonLines, &"{\n".repeat(many), open);
    check(Format::Yaml, &"- a\n".repeat(many), None);
    check(Format::Yaml, &"a: 1\n".repeat(many), twice);
    check(Format::Yaml, &"---\na: 1\n".repeat(many), None);
    let comments = Some("file holds nothing but comments");
    check(Format::Yaml, &"# comment\n".repeat(many), comments);
    check(Format::Yaml, &format!("a: {}", "1".repeat(many)), None);
    check(Format::Csv, &"a\n".repeat(many), None);
    check(Format::Csv, &"\"\"".repeat(many), None);
    let ragged = Some("row 1 has 1 cell, the header has 2");
    check(Format::Csv, &format!("a,b\n{}", "1\n".repeat(many)), ragged);
    check(Format::Markdown, &"a b c\n\n".repeat(many), None);
}
