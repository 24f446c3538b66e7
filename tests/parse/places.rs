//! Where each value stands.

use raigate::glossary::Format;
use raigate::parse;
use raigate::span::{LineIndex, Pointer, Span};

/// Checks the place of a value: its line and column, and the text it takes.
#[track_caller]
fn check(format: Format, text: &str, pointer: &str, expected: (usize, usize, &str)) {
    let place = parse::spans(format, text)
        .get(&Pointer::parse(pointer).unwrap())
        .unwrap();
    let position = LineIndex::new(text).position(text, place.value.start);
    let found = (position.line, position.column, place.value.slice(text));
    assert_eq!(found, expected);
}

#[test]
fn json_values_are_found_after_a_mark_and_wide_characters() {
    let text = "\u{feff}{\"é\": \"😀\", \"a/b~\": [1,\r\n  2.50]}";
    check(Format::Json, text, "/é", (1, 7, "\"😀\""));
    check(Format::Json, text, "/a~1b~0/1", (2, 3, "2.50"));
    check(Format::Json, text, "", (1, 1, &text[3..]));
}

#[test]
fn json_lines_are_found_by_their_index() {
    check(
        Format::JsonLines,
        "{\"a\": 1}\n\n{\"a\": 2}\n",
        "/1/a",
        (3, 7, "2"),
    );
}

#[test]
fn yaml_values_end_where_their_text_ends() {
    let text = "\u{feff}é: ü # comment\r\nlist:\r\n- a: 1\r\n  b: [x,\r\n    y]\r\n# comment\r\nlast: |\r\n  two\r\n  lines\r\n";
    check(Format::Yaml, text, "/é", (1, 4, "ü"));
    check(
        Format::Yaml,
        text,
        "/list",
        (3, 1, "- a: 1\r\n  b: [x,\r\n    y]"),
    );
    check(Format::Yaml, text, "/list/0/b", (4, 6, "[x,\r\n    y]"));
    check(Format::Yaml, text, "/last", (8, 3, "two\r\n  lines"));
}

#[test]
fn a_value_that_is_left_out_stands_behind_its_key() {
    check(Format::Yaml, "a:\nb: 1\n", "/a", (1, 3, ""));
    let text = "a:\nb: 1\n";
    let place = parse::spans(Format::Yaml, text)
        .get(&Pointer::root().join("a"))
        .unwrap();
    assert_eq!(place.key.unwrap().slice(text), "a");
}

#[test]
fn an_alias_stands_where_it_is_used_and_its_members_where_they_are_written() {
    let text = "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n";
    check(Format::Yaml, text, "/c", (3, 4, "*x"));
    check(Format::Yaml, text, "/c/b", (2, 6, "1"));
    check(Format::Yaml, text, "/d/b", (2, 6, "1"));
}

#[test]
fn documents_of_a_stream_are_found_by_their_index() {
    check(Format::Yaml, "a: 1\n---\nb: 2\n", "/1/b", (3, 4, "2"));
}

#[test]
fn toml_tables_stand_where_they_open() {
    let text = "a = 'é'\r\n[b.c]\r\nd = 1\r\n[[e]]\r\nf = {g = 2}\r\n";
    check(Format::Toml, text, "/a", (1, 5, "'é'"));
    check(Format::Toml, text, "/b/c", (2, 1, "[b.c]"));
    check(Format::Toml, text, "/e/0", (4, 1, "[[e]]"));
    check(Format::Toml, text, "/e/0/f/g", (5, 10, "2"));
}

#[test]
fn cells_stand_in_their_row() {
    check(
        Format::Csv,
        "a,b\r\né,\"x,y\"\r\n",
        "/rows/0/1",
        (2, 3, "\"x,y\""),
    );
    check(
        Format::Csv,
        "a,b\r\né,\"x,y\"\r\n",
        "/columns/1",
        (1, 3, "b"),
    );
}

#[test]
fn front_matter_and_body_are_found_in_one_file() {
    let text = "\u{feff}---\r\nlicense: mit\r\n---\r\n# Ü\r\n\r\ntext\r\n\r\n| a |\r\n|---|\r\n| *b* |\r\n\r\n<!--\r\nk: v\r\n-->\r\n";
    check(Format::Markdown, text, "/license", (2, 10, "mit"));
    check(
        Format::Markdown,
        text,
        "/$body/sections/1/heading",
        (4, 1, "# Ü"),
    );
    check(
        Format::Markdown,
        text,
        "/$body/sections/1/tables/0/rows/0/0",
        (10, 3, "*b*"),
    );
    check(
        Format::Markdown,
        text,
        "/$body/comments/0/value/k",
        (13, 4, "v"),
    );
}

#[test]
fn the_smallest_value_around_a_place_is_found() {
    let text = "a:\n  b: [one, two]\nc: 1\n";
    let spans = parse::spans(Format::Yaml, text);
    let at = |start, end| {
        spans
            .enclosing(Span::new(start, end))
            .unwrap()
            .0
            .to_string()
    };
    let one = text.find("one").unwrap();
    assert_eq!(at(one, one + 3), "/a/b/0");
    assert_eq!(at(one, one + 8), "/a/b");
    assert_eq!(at(0, 1), "");
}

#[test]
fn a_pointer_to_nothing_has_no_place_but_the_nearest() {
    let spans = parse::spans(Format::Json, "{\"a\": [1]}");
    let pointer = |text: &str| Pointer::parse(text).unwrap();
    assert!(spans.get(&pointer("/a/0")).is_some());
    for missing in ["/a/00", "/a/1", "/a/x", "/b", "/a/0/c"] {
        assert_eq!(spans.get(&pointer(missing)), None, "{missing}");
    }
    assert_eq!(spans.nearest(&pointer("/a/1/b")).unwrap().0, pointer("/a"));
}
