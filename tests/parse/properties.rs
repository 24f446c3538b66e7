//! What holds for every text, whatever it is.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use raigate::glossary::Format;
use raigate::parse;
use serde_json::{Map, Value};

use crate::{check_places, list_pointers};

/// Valid documents, to be broken at random places.
const SEEDS: &[(Format, &str)] = &[
    (
        Format::Json,
        "{\"a\": [1, -2.5e3, \"\\u00e9\\n\", null], \"b\": {\"c\": true}}",
    ),
    (Format::JsonLines, "{\"a\": 1}\n\n[\"b\"]\r\n"),
    (
        Format::Yaml,
        "%YAML 1.2\n---\na: &x [1, 'two', \"thr\\tee\"]\nb: {<<: {c: ~}, d: *x}\n? e\n: |2-\n   f\n--- !t\n- >\n  g\n...\n",
    ),
    (
        Format::Toml,
        "a.b = 1\n[c]\nd = [1.5, 'e', 2026-01-01]\n[[f]]\ng = { h = \"\"\"\ni\"\"\" }\n",
    ),
    (
        Format::Markdown,
        "---\na: [b]\n---\n# C `d`\n\n> - [x] e\n> - f\n\n| g | h |\n|---|---|\n| i\\| | ![j](k) |\n\n<!--\nl: m\n-->\n<p>n</p>\n\n[^1]: o\n",
    ),
    (
        Format::Markdown,
        "+++\na = 1\n+++\n1. b <!-- c -->\n\n   ```\n   d\n",
    ),
    (Format::Csv, "a,\"b\"\r\n\"c\n\"\"d\",e\r\n"),
];

/// Pieces that mean something to one format or another.
const PIECES: &[&str] = &[
    "\"", "'", "\\", "\\u", "{", "}", "[", "]", ":", ",", "- ", "? ", "&a ", "*a", "<<: ",
    "!!int ", "|", ">", "#", "---", "+++", "...", "```", "<!--", "-->", "\n", "\r\n", "\t", "  ",
    "\u{feff}", "é", "😀", "0x", "1e5", ".inf", "NaN", "%", "@", "=", ".", "| - |", "[x] ",
    "\u{85}", "\u{2028}", "\u{1}", "<a>", "](", "\u{0}",
];

/// Reads `bytes` as everything, and finds whatever was read again.
fn check_all(bytes: &[u8]) {
    for format in Format::ALL {
        let document = parse::document(*format, bytes);
        check_places(*format, &document, &format!("{bytes:?} as {format}"));
        for fault in &document.faults {
            let span = document.text.get(fault.span.start..fault.span.end);
            assert!(
                span.is_some(),
                "{bytes:?} as {format}: {fault:?} is at no text"
            );
        }
    }
}

/// A value, as deep and as odd as evidence may be.
fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,6}",
        Just("no".to_owned()),
        Just("1.10".to_owned())
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1.0e12..1.0e12_f64).prop_map(Value::from),
        text.clone().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 24, 5, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::Array),
            btree_map(text.clone(), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Checks that the text at the place of each value is that value again.
fn check_slices(format: Format, text: &str, value: &Value) {
    let spans = parse::spans(format, text);
    let mut pointers = Vec::new();
    list_pointers(value, &mut String::new(), &mut pointers);
    for pointer in pointers {
        let place = spans.get(&pointer).unwrap();
        let slice = place.value.slice(text);
        let expected = pointer.resolve(value).unwrap();
        assert_eq!(
            &parse::document(format, slice.as_bytes()).value,
            expected,
            "{pointer} in {text}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..200)) {
        check_all(&bytes);
    }

    #[test]
    fn no_pieces_make_it_panic(pieces in vec(prop_oneof![
        proptest::sample::select(PIECES).prop_map(str::to_owned), "[a-z0-9 ]{0,3}",
    ], 0..30)) {
        check_all(pieces.concat().as_bytes());
    }

    #[test]
    fn a_document_that_is_broken_anywhere_makes_no_panic(
        seed in proptest::sample::select(SEEDS),
        cut in any::<proptest::sample::Index>(),
        length in 0_usize..4,
        piece in proptest::sample::select(PIECES),
    ) {
        let mut bytes = seed.1.as_bytes().to_vec();
        let start = cut.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, piece.bytes());
        check_all(&bytes);
    }

    #[test]
    fn json_is_read_as_written_and_each_value_found(value in values()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let document = parse::document(Format::Json, text.as_bytes());
            prop_assert_eq!(&document.faults, &vec![]);
            prop_assert_eq!(&document.value, &value);
            check_slices(Format::Json, &text, &value);
        }
    }

    #[test]
    fn json_is_yaml_and_each_value_found(value in values()) {
        let text = value.to_string();
        let document = parse::document(Format::Yaml, text.as_bytes());
        prop_assert_eq!(&document.value, &value, "{:?}", document.faults);
        check_slices(Format::Yaml, &text, &value);
    }

    #[test]
    fn a_mark_and_crlf_move_no_line_and_no_column(value in values()) {
        let plain = serde_json::to_string_pretty(&value).unwrap();
        let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
        let (before, after) = (places(&plain), places(&windows));
        prop_assert_eq!(before, after);
    }

    #[test]
    fn toml_is_read_as_written_and_each_value_found(members in btree_map("[a-z]{1,3}", values(), 1..4)) {
        let value = without_null(Value::Object(members.into_iter().collect()));
        let text = toml::to_string(&value).unwrap();
        let document = parse::document(Format::Toml, text.as_bytes());
        prop_assert_eq!(&document.value, &value, "{}", text);
        check_places(Format::Toml, &document, &text);
    }

    #[test]
    fn csv_is_read_as_written(rows in vec(vec("[ -~é\n\"]{1,6}", 3), 1..6)) {
        let line = |row: &Vec<String>| {
            let cells: Vec<_> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            cells.join(",")
        };
        let text = rows.iter().map(line).collect::<Vec<_>>().join("\r\n");
        let document = parse::document(Format::Csv, text.as_bytes());
        prop_assert_eq!(document.faults, vec![]);
        let expected = serde_json::json!({"columns": rows[0], "rows": rows[1..]});
        prop_assert_eq!(document.value, expected);
    }
}

fn places(text: &str) -> Vec<(String, raigate::span::Position)> {
    let lines = raigate::span::LineIndex::new(text);
    let spans = parse::spans(Format::Json, text);
    let all = spans.sorted().into_iter();
    all.map(|(pointer, place)| (pointer.to_string(), lines.position(text, place.value.start)))
        .collect()
}

/// Leaves out what TOML cannot say: null, and numbers beyond its own.
fn without_null(value: Value) -> Value {
    match value {
        Value::Null => Value::Bool(false),
        Value::Number(number) if number.is_u64() && !number.is_i64() => Value::Bool(true),
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(key, member)| (key, without_null(member)))
            .collect(),
        other => other,
    }
}
