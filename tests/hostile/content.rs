//! Files whose content is broken, misleading or endless.

use std::fmt::Write as _;
use std::fs::File;

use raigate::verdict::Verdict;

use crate::support::{folder, write};
use crate::{check, left_out};

/// Judges one file, and compares what reading it objects to.
#[track_caller]
fn finds(path: &str, bytes: impl AsRef<[u8]>, expected: &str) {
    let (_guard, root) = folder();
    write(&root, path, bytes);
    let report = check(&root, Verdict::Fail, &[expected]);
    assert_eq!(left_out(&report), [] as [&str; 0]);
}

#[test]
fn a_container_that_is_broken_is_a_finding() {
    let message = "container is cut off, or goes on behind its end";
    for path in ["logs/x.eval", "rai/eval/results/x.eval"] {
        let expected = format!("artifact/unparsable {path}:1:1 {message}");
        finds(path, b"PK\x03\x04 and nothing more", &expected);
    }
    finds(
        "rai/eval/results/x.eval",
        "no container",
        "artifact/unparsable rai/eval/results/x.eval:1:1 file is no ZIP container",
    );
}

const RESULT: &str = "rai/eval/results/x.json";
const INTAKE: &str = "rai/intake/x.yaml";
const CARD: &str = "MODEL_CARD.md";

#[test]
fn an_empty_or_truncated_file_is_a_finding() {
    finds(
        RESULT,
        "",
        "artifact/unparsable rai/eval/results/x.json:1:1 file is empty",
    );
    finds(
        INTAKE,
        " \n\n",
        "artifact/unparsable rai/intake/x.yaml:1:1 file is empty",
    );
    finds(
        CARD,
        "",
        "artifact/unparsable MODEL_CARD.md:1:1 file is empty",
    );
    finds(
        "MODEL_CARD.md",
        "\u{feff}",
        "artifact/unparsable MODEL_CARD.md:1:1 file is empty",
    );
    finds(
        RESULT,
        "{\"schema\": \"raigate/eval-res",
        "artifact/unparsable rai/eval/results/x.json:1:29 text ends inside quotes that open on line 1",
    );
    finds(
        INTAKE,
        "schema: raigate/intake/v1\npurpose: \"to",
        "artifact/unparsable rai/intake/x.yaml:2:10 quotes that are never closed",
    );
    finds(
        CARD,
        "---\nlicense: mit\nmodel-index: [",
        "artifact/unparsable MODEL_CARD.md:1:1 front matter opens with `---` and is never closed",
    );
    finds(
        "rai/intake/x.toml",
        "schema = \"raigate/intake/v1\"\npurpose = [1,",
        "artifact/unparsable rai/intake/x.toml:2:14 unclosed array, expected `]`",
    );
    finds(
        "rai/safety/x.jsonl",
        "{\"a\": 1}\n{\"a\": \n{\"a\": 3}\n",
        "artifact/unparsable rai/safety/x.jsonl:2:6 text ends where a value is expected",
    );
}

#[test]
fn ten_thousand_levels_are_a_finding() {
    let levels = 10_000;
    finds(
        RESULT,
        "[".repeat(levels),
        "artifact/unparsable rai/eval/results/x.json:1:129 nested deeper than 128 levels",
    );
    finds(
        INTAKE,
        "[".repeat(levels),
        "artifact/unparsable rai/intake/x.yaml:1:129 nested deeper than 128 levels",
    );
    finds(
        INTAKE,
        "{a: ".repeat(levels),
        "artifact/unparsable rai/intake/x.yaml:1:513 nested deeper than 128 levels",
    );
    finds(
        INTAKE,
        "- ".repeat(levels),
        "artifact/unparsable rai/intake/x.yaml:1:257 nested deeper than 128 levels",
    );
    let mut block = String::new();
    for level in 0..2_000 {
        writeln!(block, "{}a:", " ".repeat(level)).unwrap();
    }
    finds(
        INTAKE,
        block,
        "artifact/unparsable rai/intake/x.yaml:129:129 nested deeper than 128 levels",
    );
    finds(
        "rai/intake/x.toml",
        format!("a = {}", "[".repeat(levels)),
        "artifact/unparsable rai/intake/x.toml:1:133 nested deeper than 128 levels",
    );
    finds(
        "rai/intake/x.toml",
        format!("[a{}]", ".a".repeat(levels)),
        "artifact/unparsable rai/intake/x.toml:1:257 nested deeper than 128 levels",
    );
    finds(
        "rai/safety/x.jsonl",
        format!("{{}}\n{}\n", "[".repeat(levels)),
        "artifact/unparsable rai/safety/x.jsonl:2:129 nested deeper than 128 levels",
    );
}

#[test]
fn deep_markdown_is_judged_as_any_other() {
    for text in [
        ">", "- ", "1. ", "[", "**", "<!-- ", "\\", "`", "|", "# a\n",
    ] {
        let (_guard, root) = folder();
        write(&root, CARD, format!("# A\n\n{}a\n", text.repeat(10_000)));
        check(
            &root,
            Verdict::Pass,
            &["card/missing-section MODEL_CARD.md:1:1"],
        );
    }
}

#[test]
fn aliases_that_multiply_are_a_finding() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    finds(
        INTAKE,
        &bomb,
        "artifact/unparsable rai/intake/x.yaml:5:40 aliases multiply the file beyond what can be read",
    );
    finds(
        CARD,
        format!("---\n{bomb}---\n# A\n"),
        "artifact/unparsable MODEL_CARD.md:6:40 aliases multiply the file beyond what can be read",
    );
    finds(
        "rai/system.yaml",
        &bomb,
        "artifact/unparsable rai/system.yaml:5:40 aliases multiply the file beyond what can be read",
    );
}

#[test]
fn a_key_that_stands_twice_is_a_finding_at_the_second() {
    finds(
        RESULT,
        "{\"a\": 1,\n \"a\": 2}",
        "artifact/unparsable rai/eval/results/x.json:2:2 key `a` appears twice in one mapping",
    );
    finds(
        INTAKE,
        "a: 1\nb: 2\na: 3\n",
        "artifact/unparsable rai/intake/x.yaml:3:1 key `a` appears twice in one mapping",
    );
    finds(
        "rai/intake/x.toml",
        "a = 1\na = 2\n",
        "artifact/unparsable rai/intake/x.toml:2:1 duplicate key",
    );
    finds(
        CARD,
        "---\nlicense: mit\nlicense: gpl\n---\n# A\n",
        "artifact/unparsable MODEL_CARD.md:3:1 key `license` appears twice in one mapping",
    );
    finds(
        "rai/safety/x.jsonl",
        "{}\n{\"a\": 1, \"a\": 2}\n",
        "artifact/unparsable rai/safety/x.jsonl:2:10 key `a` appears twice in one mapping",
    );
}

#[test]
fn what_is_not_utf8_is_a_finding_at_its_byte() {
    finds(
        RESULT,
        b"{\"a\":\n \"\xff\"}",
        "artifact/unparsable rai/eval/results/x.json:2:3 byte 0xFF on line 2 (byte 8 of the file) is not UTF-8, save it as UTF-8",
    );
    finds(
        INTAKE,
        b"a: 1\nb: caf\xe9\n",
        "artifact/unparsable rai/intake/x.yaml:2:7 byte 0xE9 on line 2 (byte 11 of the file) is not UTF-8, save it as UTF-8",
    );
    finds(
        CARD,
        b"# A\n\nIt costs 3 \xa3.\n",
        "artifact/unparsable MODEL_CARD.md:3:12 byte 0xA3 on line 3 (byte 16 of the file) is not UTF-8, save it as UTF-8",
    );
    finds(
        CARD,
        b"# A\n\nzero \0 here\n",
        "artifact/unparsable MODEL_CARD.md:3:6 NUL byte in a text file",
    );
    finds(
        RESULT,
        b"{\"a\": \0}",
        "artifact/unparsable rai/eval/results/x.json:1:7 NUL byte in a text file",
    );
    let wide = |text: &str, mark: &[u8]| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [mark, &units.collect::<Vec<_>>()].concat()
    };
    let card = "---\nlibrary_name: timm\n---\n# A\n\nLong enough.\n";
    finds(
        CARD,
        wide(card, b"\xff\xfe"),
        "artifact/unparsable MODEL_CARD.md:1:1 file is UTF-16, save it as UTF-8",
    );
    finds(
        CARD,
        wide(card, b""),
        "artifact/unparsable MODEL_CARD.md:1:1 file is UTF-16, save it as UTF-8",
    );
    finds(
        INTAKE,
        wide("schema: raigate/intake/v1\n", b""),
        "artifact/unparsable rai/intake/x.yaml:1:1 file is UTF-16, save it as UTF-8",
    );
    // Nothing but its content could tell that this is a card.
    let (_guard, root) = folder();
    write(&root, "README.md", wide(card, b"\xff\xfe"));
    write(&root, "more/README.md", wide(card, b""));
    let report = check(
        &root,
        Verdict::None,
        &["no verdict: nothing here is recognised"],
    );
    let told = "UTF-16: what it is can only be told once it is saved as UTF-8";
    assert_eq!(
        left_out(&report),
        [
            format!("README.md: {told}"),
            format!("more/README.md: {told}")
        ]
    );
}

#[test]
fn what_is_no_number_is_a_finding() {
    let result =
        |value: &str| format!("{{\"metrics\": [\n{{\"type\": \"f1\", \"value\": {value}}}]}}");
    finds(
        RESULT,
        result("NaN"),
        "artifact/unparsable rai/eval/results/x.json:2:25 `NaN` is not JSON, which has no such number",
    );
    finds(
        RESULT,
        result("Infinity"),
        "artifact/unparsable rai/eval/results/x.json:2:25 `Infinity` is not JSON, which has no such number",
    );
    finds(
        RESULT,
        result("1e999"),
        "artifact/unparsable rai/eval/results/x.json:2:25 number `1e999` is too large to be read",
    );
    finds(
        "rai/eval/results/x.yaml",
        "metrics:\n- {type: f1, value: .nan}\n",
        "artifact/unparsable rai/eval/results/x.yaml:2:21 `.nan` is no number that can be compared",
    );
    finds(
        "rai/eval/results/x.yaml",
        "metrics:\n- {type: f1, value: -.inf}\n",
        "artifact/unparsable rai/eval/results/x.yaml:2:21 `-.inf` is no number that can be compared",
    );
    finds(
        "rai/eval/results/x.toml",
        "[[metrics]]\nvalue = nan\n",
        "artifact/unparsable rai/eval/results/x.toml:2:9 `nan` is no number that can be compared",
    );
    finds(
        "rai/eval/results/x.toml",
        "[[metrics]]\nvalue = -inf\n",
        "artifact/unparsable rai/eval/results/x.toml:2:9 `-inf` is no number that can be compared",
    );
    let card = "---\nlibrary_name: timm\nmodel-index:\n- name: a\n  results:\n  - metrics:\n    - {type: f1, value: .nan}\n---\n";
    finds(
        "README.md",
        card,
        "artifact/unparsable README.md:7:25 `.nan` is no number that can be compared",
    );
}

#[test]
fn a_row_of_another_length_is_a_finding() {
    let (_guard, root) = folder();
    let config = "version = 1\n[[artifact]]\nkind = \"safety-test-log\"\npaths = [\"log.csv\"]\n";
    write(&root, "raigate.toml", config);
    write(&root, "log.csv", "a,b\n1,2\n3\n4,5,6\n\"open\n");
    check(
        &root,
        Verdict::Fail,
        &[
            "artifact/unparsable log.csv:3:1 row 2 has 1 cell, the header has 2",
            "artifact/unparsable log.csv:4:1 row 3 has 3 cells, the header has 2",
            "artifact/unparsable log.csv:5:1 quotes that open on line 5 are never closed",
        ],
    );
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let (_guard, root) = folder();
    for path in [RESULT, "notes.json", "b.rego"] {
        write(&root, path, "");
        File::options()
            .write(true)
            .open(root.join(path))
            .unwrap()
            .set_len(100 << 20)
            .unwrap();
    }
    let report = check(
        &root,
        Verdict::Fail,
        &[
            "artifact/unparsable rai/eval/results/x.json:1:1 file has 104857600 bytes, limit is 16777216",
        ],
    );
    assert_eq!(
        left_out(&report),
        ["notes.json: file has 104857600 bytes, limit is 16777216"]
    );
}

#[test]
fn a_file_of_too_many_values_is_refused_before_it_is_built() {
    finds(
        RESULT,
        format!("[{}0]", "0,".repeat(400_000)),
        "artifact/unparsable rai/eval/results/x.json:1:1 file has more values than can be judged, limit is 300000",
    );
    finds(
        "rai/safety/x.jsonl",
        "{\"a\":1}\n".repeat(400_000),
        "artifact/unparsable rai/safety/x.jsonl:1:1 file has more values than can be judged, limit is 300000",
    );
    finds(
        INTAKE,
        "- a\n".repeat(400_000),
        "artifact/unparsable rai/intake/x.yaml:1:1 file has more values than can be judged, limit is 300000",
    );
}

#[test]
fn a_line_of_five_megabytes_is_judged_and_cut_where_it_is_shown() {
    let (_guard, root) = folder();
    let text = format!(
        "# A\n\n{}a@b.example.com 1-800\n",
        "word ".repeat(1_000_000)
    );
    write(&root, CARD, text);
    let report = check(&root, Verdict::Pass, &[]);
    let style = raigate::report::Style::default();
    let shown = raigate::report::render(&report, raigate::report::Format::Human, style);
    assert!(shown.len() < 20_000, "{} bytes", shown.len());
    finds(
        RESULT,
        format!("{{\"a\": \"{}\" 1}}", "x".repeat(5 << 20)),
        "artifact/unparsable rai/eval/results/x.json:1:5242890 `1` where `,` or `}` is expected",
    );
}
