//! What each format is read as.

use raigate::glossary::Format;
use raigate::parse;
use serde_json::{Value, json};

use crate::check_places;

/// Checks the value of a file without faults.
#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a literal reads better without a borrow"
)]
fn check(format: Format, text: &str, expected: Value) {
    let document = parse::document(format, text.as_bytes());
    assert_eq!(document.faults, []);
    assert_eq!(document.value, expected);
    check_places(format, &document, text);
}

#[test]
fn json_keeps_whole_numbers_whole() {
    check(
        Format::Json,
        "\u{feff}{\"a\": [1, -2, 18446744073709551615, 0.1, 1e2, true, null], \"b\\n\": \"\\u00e9\\ud83d\\ude00\"}\r\n",
        json!({"a": [1, -2, 18_446_744_073_709_551_615_u64, 0.1, 100.0, true, null], "b\n": "é😀"}),
    );
}

#[test]
fn yaml_follows_the_core_schema_of_1_2() {
    check(
        Format::Yaml,
        "a: [1, 0x1F, 1.5, .5, ~, True, text, 2026-01-01, '1']\nb: !custom 3\nc: !!str 3\n\
         d: !!float 3\n1: x\n1.10: y\nnull: z\ne: |\n  two\n  lines\nf:\n",
        json!({
            "a": [1, 31, 1.5, 0.5, null, true, "text", "2026-01-01", "1"],
            "b": 3, "c": "3", "d": 3, "1": "x", "1.10": "y", "null": "z",
            "e": "two\nlines\n", "f": null,
        }),
    );
}

#[test]
fn a_hash_that_looks_like_a_huge_number_stays_text() {
    check(
        Format::Yaml,
        "commit: 12e4567\n",
        json!({"commit": "12e4567"}),
    );
}

#[test]
fn yaml_merges_what_the_mapping_does_not_have_itself() {
    check(
        Format::Yaml,
        "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\none:\n  <<: *base\n  b: 9\n\
         two:\n  <<: [*base, *more]\nthree: *base\n",
        json!({
            "base": {"a": 1, "b": 2},
            "more": {"b": 3, "c": 4},
            "one": {"b": 9, "a": 1},
            "two": {"a": 1, "b": 2, "c": 4},
            "three": {"a": 1, "b": 2},
        }),
    );
}

#[test]
fn several_documents_are_a_list_without_the_empty_ones() {
    let text = "---\na: 1\n---\n- b\n---\n";
    check(Format::Yaml, text, json!([{"a": 1}, ["b"]]));
    assert!(parse::document(Format::Yaml, text.as_bytes()).is_stream);
    assert!(!parse::document(Format::Yaml, b"---\na: 1\n---\n").is_stream);
}

#[test]
fn documents_before_a_broken_one_are_kept() {
    let document = parse::document(Format::Yaml, b"a: 1\n---\nb: [\n");
    assert_eq!(document.value, json!([{"a": 1}]));
    assert!(document.is_stream);
    assert_eq!(document.faults.len(), 1);
}

#[test]
fn toml_keeps_dates_as_written() {
    check(
        Format::Toml,
        "until = 2026-01-01\nat = 2026-01-01 10:00:00Z\n[a.b]\nc = 0x10\nd.e = [1, 2.5]\n\n[[f]]\ng = 'h'\n",
        json!({
            "until": "2026-01-01", "at": "2026-01-01 10:00:00Z",
            "a": {"b": {"c": 16, "d": {"e": [1, 2.5]}}}, "f": [{"g": "h"}],
        }),
    );
}

#[test]
fn csv_keeps_every_cell_as_text() {
    check(
        Format::Csv,
        "\u{feff}a,\"b \"\"c\"\"\"\r\n1,\"x,\r\ny\"\r\n\r\n,é",
        json!({"columns": ["a", "b \"c\""], "rows": [["1", "x,\r\ny"], ["", "é"]]}),
    );
    check(
        Format::Csv,
        "a;b\n1,5;2\n",
        json!({"columns": ["a", "b"], "rows": [["1,5", "2"]]}),
    );
}

#[test]
fn markdown_is_its_front_matter_and_its_body() {
    check(
        Format::Markdown,
        "---\nlicense: mit\n---\nIntro\n# Use\n\nText\n\n| a | b |\n|---|---|\n| 1 | *2* |\n\n- [x] done\n",
        json!({
            "license": "mit",
            "$body": {
                "sections": [
                    {"heading": "", "level": 0, "text": "Intro", "tables": [], "tasks": []},
                    {
                        "heading": "Use", "level": 1,
                        "text": "Text\n\n| a | b |\n|---|---|\n| 1 | *2* |\n\n- [x] done",
                        "tables": [{"header": ["a", "b"], "rows": [["1", "2"]]}],
                        "tasks": [{"text": "done", "done": true}],
                    },
                ],
                "comments": [],
            },
        }),
    );
}

#[test]
fn front_matter_in_toml_and_yaml_in_comments_are_values() {
    check(
        Format::Markdown,
        "+++\ntier = 'high'\n+++\n<!-- see below -->\n\n<!--\nType: model-index\nModels:\n- Name: a\n-->\n",
        json!({
            "tier": "high",
            "$body": {
                "sections": [{
                    "heading": "", "level": 0,
                    "text": "<!-- see below -->\n\n<!--\nType: model-index\nModels:\n- Name: a\n-->",
                    "tables": [], "tasks": [],
                }],
                "comments": [
                    {"text": "see below"},
                    {
                        "text": "Type: model-index\nModels:\n- Name: a",
                        "value": {"Type": "model-index", "Models": [{"Name": "a"}]},
                    },
                ],
            },
        }),
    );
}
