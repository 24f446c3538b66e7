//! What reading objects to, and where.

use raigate::glossary::Format;
use raigate::parse;
use raigate::span::LineIndex;

/// Checks all faults of a file, each as `line:column message`.
#[track_caller]
fn check(format: Format, bytes: impl AsRef<[u8]>, expected: &[&str]) {
    let document = parse::document(format, bytes.as_ref());
    let lines = LineIndex::new(&document.text);
    let faults: Vec<_> = document
        .faults
        .iter()
        .map(|fault| {
            let position = lines.position(&document.text, fault.span.start);
            format!("{}:{} {}", position.line, position.column, fault.message)
        })
        .collect();
    assert_eq!(faults, expected);
}

/// The formats that are text as they stand.
fn formats() -> impl Iterator<Item = Format> {
    let all = Format::ALL.iter().copied();
    all.filter(|format| *format != Format::Eval)
}

#[test]
fn an_empty_file_is_at_fault_in_every_format() {
    for format in formats() {
        check(format, "", &["1:1 file is empty"]);
        check(format, "\u{feff} \r\n", &["1:1 file is empty"]);
    }
}

#[test]
fn text_in_another_encoding_says_so() {
    let utf16: Vec<u8> = "{\"a\": 1}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = "a: 1".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let marked = [&[0xff, 0xfe], utf16.as_slice()].concat();
    for format in formats() {
        for bytes in [&utf16, &big, &marked] {
            check(format, bytes, &["1:1 file is UTF-16, save it as UTF-8"]);
        }
        check(
            format,
            b"a: 1\nb: caf\xe9\n",
            &["2:7 byte 0xE9 on line 2 (byte 11 of the file) is not UTF-8, save it as UTF-8"],
        );
        check(format, "a: 1\nb: \0\n", &["2:4 NUL byte in a text file"]);
    }
}

#[test]
fn json_says_what_it_does_not_have() {
    let cases = [
        ("{\"a\": 1,\n}", "1:8 comma with nothing after it but `}`"),
        ("[1, 2, ]", "1:6 comma with nothing after it but `]`"),
        (
            "{\"a\": 1 // one\n}",
            "1:9 comment, which JSON does not have",
        ),
        (
            "{'a': 1}",
            "1:2 single quote, JSON has double quotes around texts",
        ),
        (
            "{a: 1}",
            "1:2 key without quotes, JSON has double quotes around keys",
        ),
        ("{\"a\": True}", "1:7 `True` is not JSON, `true` is"),
        (
            "{\"a\": 01}",
            "1:7 number with a leading zero, which JSON does not have",
        ),
        (
            "{\"a\": 1.}",
            "1:9 `}` where a digit after the decimal point is expected",
        ),
        (
            "{\"a\": \"b\nc\"}",
            "1:9 line break inside a text, in JSON it is written `\\n`",
        ),
        ("{\"a\": \"\\x\"}", "1:8 `\\x` is no escape in JSON"),
        (
            "{\"a\": \"\t\"}",
            "1:8 control character U+0009 inside a text",
        ),
        ("{\"a\"\n: [1,\n", "3:1 text ends where a value is expected"),
        (
            "{\"a\"\n: [1\n",
            "3:1 text ends inside the list that opens on line 2",
        ),
        (
            "{\"a\": 1} x",
            "1:10 `x` where the end of the file is expected",
        ),
        (
            "{\"é\": 1 \"b\": 2}",
            "1:9 `\"` where `,` or `}` is expected",
        ),
        (
            "{\"a\": 1}\n{\"a\": 2}\n",
            "2:1 second value after the first, one value a line is JSON Lines (.jsonl)",
        ),
    ];
    for (text, expected) in cases {
        check(Format::Json, text, &[expected]);
    }
}

#[test]
fn json_reads_on_where_only_one_value_is_wrong() {
    check(
        Format::Json,
        "{\"a\": NaN, \"b\": -Infinity,\n \"c\": 1e999, \"a\": 2, \"d\": \"\\ud800\"}",
        &[
            "1:7 `NaN` is not JSON, which has no such number",
            "1:17 `-Infinity` is not JSON, which has no such number",
            "2:7 number `1e999` is too large to be read",
            "2:14 key `a` appears twice in one mapping",
            "2:28 `\\ud800` is half of a surrogate pair, the other half is missing",
        ],
    );
}

#[test]
fn many_faults_of_one_kind_are_counted() {
    let text = format!("[{}]", vec!["NaN"; 25].join(","));
    let document = parse::document(Format::Json, text.as_bytes());
    assert_eq!(document.faults.len(), 20);
    let last = &document.faults[19].message;
    assert_eq!(
        last,
        "`NaN` is not JSON, which has no such number, and 5 more in this file"
    );
}

#[test]
fn a_bad_line_of_json_lines_does_not_hide_the_others() {
    let text = "{\"a\": 1}\n\n{\"a\": }\n{\"a\": 2}\r\n[1, 2\n";
    check(
        Format::JsonLines,
        text,
        &[
            "3:7 `}` where a value is expected",
            "5:6 text ends inside the list that opens on line 5",
        ],
    );
    let document = parse::document(Format::JsonLines, text.as_bytes());
    assert_eq!(document.value, serde_json::json!([{"a": 1}, {"a": 2}]));
}

#[test]
fn yaml_that_does_not_parse_points_at_the_character() {
    let cases = [
        (
            "a: b: c\n",
            "1:5 `:` inside a value that is not in quotes, or indentation that is off",
        ),
        (
            "a:\n\tb: 1\n",
            "2:1 tab where YAML has spaces for indentation",
        ),
        (
            "a: [1, 2\nb: 3\n",
            "2:2 `:` where none can stand, a `[` above may not be closed",
        ),
        ("a: \"b\nc: d\n", "1:4 quotes that are never closed"),
        (
            "a: 1\n b: 2\n",
            "2:3 `:` inside a value that is not in quotes, or indentation that is off",
        ),
        ("a: *b\n", "1:4 alias that names nothing above it"),
        (
            "a: @b\n",
            "1:4 `@` cannot begin a value, quotes around the value keep it text",
        ),
        (
            "a: &x [*x]\n",
            "1:8 alias `*x` stands inside the value it names",
        ),
        (
            "a: 1\nb: 2\na: 3\n",
            "3:1 key `a` appears twice in one mapping",
        ),
        ("a: .nan\n", "1:4 `.nan` is no number that can be compared"),
        (
            "a: -.inf\n",
            "1:4 `-.inf` is no number that can be compared",
        ),
        (
            "a: !!int abc\n",
            "1:10 `abc` is not the `!!int` that its tag says",
        ),
        (
            "<<: 3\na: 1\n",
            "1:1 `<<` merges mappings, and something else stands here",
        ),
        ("# only a comment\n", "1:1 file holds nothing but comments"),
        (
            "a: {{ name }}\n",
            "1:5 `{{` opens a mapping inside a mapping, quotes around the template keep it text",
        ),
        (
            "? [a, b]\n: c\n",
            "1:3 key is a list, which only text can be",
        ),
    ];
    for (text, expected) in cases {
        check(Format::Yaml, text, &[expected]);
    }
}

#[test]
fn scalars_that_yaml_1_1_reads_otherwise_are_noted() {
    let cases = [
        (
            "a: no",
            "1:4 `no` is text in YAML 1.2 and false in YAML 1.1; quotes settle it",
        ),
        (
            "- On",
            "1:3 `On` is text in YAML 1.2 and true in YAML 1.1; quotes settle it",
        ),
        (
            "no: 1",
            "1:1 key `no` is text in YAML 1.2 and false in YAML 1.1; quotes settle it",
        ),
        (
            "a: 012",
            "1:4 `012` is the number 12 in YAML 1.2 and the number 10 in YAML 1.1; \
             quotes or no leading zero settle it",
        ),
        (
            "a: 08",
            "1:4 `08` is the number 8 in YAML 1.2 and text in YAML 1.1; \
             quotes or no leading zero settle it",
        ),
        (
            "a: 12:30:45",
            "1:4 `12:30:45` is text in YAML 1.2 and the number 45045 in YAML 1.1; quotes settle it",
        ),
        (
            "a: -1_000",
            "1:4 `-1_000` is text in YAML 1.2 and the number -1000 in YAML 1.1; quotes settle it",
        ),
        (
            "a: 5e-6",
            "1:4 `5e-6` is the number 5e-6 in YAML 1.2 and text in YAML 1.1; \
             `5.0e-6` is a number in both",
        ),
        (
            "ratio: 16:9",
            "1:8 `16:9` is text in YAML 1.2 and the number 969 in YAML 1.1; quotes settle it",
        ),
        (
            "a: 1:30.5",
            "1:4 `1:30.5` is text in YAML 1.2 and the number 90.5 in YAML 1.1; quotes settle it",
        ),
        (
            "a: -.5",
            "1:4 `-.5` is the number -0.5 in YAML 1.2 and text in YAML 1.1; \
             `-0.5` is a number in both",
        ),
        (
            "python_version: 3.10",
            "1:17 version `3.10` is read as the number 3.1; quotes keep it as written",
        ),
    ];
    for (text, expected) in cases {
        check(Format::Yaml, text, &[expected]);
    }
}

#[test]
fn scalars_that_mean_the_same_everywhere_are_left_alone() {
    let text = "a: 'no'\nb: \"5e-6\"\nc: y\nd: 2026-01-01\ne: 5.0e-6\nf: 0\ng: 07\nh: -0.5\n\
                version: 1.1\nversion2: 1.10\ni: !!str no\nj: |\n  no\nk: 12:75\nl: 0:30\nm: v1_0\n";
    check(Format::Yaml, text, &[]);
}

#[test]
fn toml_that_does_not_parse_points_at_the_character() {
    check(Format::Toml, "a = 1\na = 2\n", &["2:1 duplicate key"]);
    check(
        Format::Toml,
        "a = nan\n",
        &["1:5 `nan` is no number that can be compared"],
    );
    check(
        Format::Toml,
        "a = \"b\n",
        &["1:7 invalid basic string, expected `\"`"],
    );
}

#[test]
fn front_matter_that_is_none_is_at_fault() {
    check(
        Format::Markdown,
        "---\n[]\n---\n\n# A\n",
        &["2:1 front matter is a list, not a mapping of keys to values"],
    );
    check(
        Format::Markdown,
        "---\nlicense: mit\n\n# A\n",
        &["1:1 front matter opens with `---` and is never closed"],
    );
    check(
        Format::Markdown,
        "---\r\na: 1\r\nb: [\r\n---\r\n# A\r\n",
        &["3:4 `[` is never closed"],
    );
    check(
        Format::Markdown,
        "+++\na = \n+++\n# A\n",
        &["2:5 string values must be quoted, expected literal string"],
    );
    check(
        Format::Markdown,
        "---\nlanguage:\n- no\n---\n",
        &["3:3 `no` is text in YAML 1.2 and false in YAML 1.1; quotes settle it"],
    );
}

#[test]
fn a_comment_is_at_fault_only_where_it_claims_to_be_a_model_index() {
    check(Format::Markdown, "# A\n\n<!--\nNote: a: b\n-->\n", &[]);
    check(
        Format::Markdown,
        "# A\n\n<!--\nType: model-index\nModels: a: b\n-->\n",
        &["5:10 `:` inside a value that is not in quotes, or indentation that is off"],
    );
}

#[test]
fn a_row_of_another_length_is_at_fault() {
    check(
        Format::Csv,
        "a,b\r\n1,2\r\n3\r\n4,5,6\r\n",
        &[
            "3:1 row 2 has 1 cell, the header has 2",
            "4:1 row 3 has 3 cells, the header has 2",
        ],
    );
    check(
        Format::Csv,
        "a,b\n1,\"2\n",
        &["2:3 quotes that open on line 2 are never closed"],
    );
    check(
        Format::Csv,
        "a,b\n\"1\"x,2\n",
        &["2:3 text after the closing quote of a cell"],
    );
}
