//! Text that tries to be more than text, in every format, each read by what reads it.

use std::sync::LazyLock;

use proptest::prelude::{ProptestConfig, Strategy, any, prop, proptest};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use raigate::report::{Format, Style, markdown_within, render};
use raigate::verdict::Report;

use regex::Regex;

use super::{by_group, ci, page, stories};

const FORMATS: [Format; 10] = [
    Format::Human,
    Format::Json,
    Format::Sarif,
    Format::Junit,
    Format::Github,
    Format::Gitlab,
    Format::Azure,
    Format::Rdjson,
    Format::Markdown,
    Format::Html,
];

/// What a forge turns into a link or a mention by itself.
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)@\w|https?://|www\.\w|#\d|\bgh-\d|\b[0-9a-f]*[a-f][0-9a-f]*\b").unwrap()
});

/// The only tags that raigate writes.
static FOLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(<details><summary>[a-z0-9 :]+</summary>|</details>)\n$").unwrap()
});

/// Whether a runner of GitHub or Azure takes `line` for a command; ours begin with these.
fn is_command(line: &str, format: Format) -> bool {
    let ours = [
        "::error file=",
        "::error title=",
        "::warning file=",
        "::notice file=",
        "::notice title=",
    ];
    let line = line.trim_start();
    let line = match format {
        // The one command of Azure that raigate writes; `ci` reads it.
        Format::Azure => line.strip_prefix("##vso[task.logissue ").unwrap_or(line),
        _ => line,
    };
    line.contains("##[")
        || line.contains("##vso[")
        || (line.starts_with("::")
            && !line.starts_with("::: ")
            && !ours.iter().any(|word| line.starts_with(word)))
}

/// Whether `c` does something to a page instead of standing on it.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200c}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Checks what no format may hold, on a report with hostile text everywhere.
fn check_all(report: &Report) {
    for verbosity in [-1, 0, 1] {
        let style = Style {
            color: false,
            verbosity,
            width: 60,
        };
        for format in FORMATS {
            let text = render(report, format, style);
            let commands: Vec<&str> = text
                .lines()
                .filter(|line| is_command(line, format))
                .collect();
            assert_eq!(commands, Vec::<&str>::new(), "{format:?}");
            let controls: Vec<char> = text
                .chars()
                .filter(|c| is_control(*c) && *c != '\n')
                .collect();
            assert_eq!(controls, Vec::<char>::new(), "{format:?}");
        }
    }
    check_commands(report);
    ci::check_all(report);
    check_markdown(&render(report, Format::Markdown, Style::default()));
    page::check(&render(report, Format::Html, Style::default()));
}

/// Checks that there is one annotation a finding, each of which closes only where it should.
fn check_commands(report: &Report) {
    for line in render(report, Format::Github, Style::default()).lines() {
        let (command, _) = line[2..].split_once("::").unwrap();
        let (_, properties) = command.split_once(' ').unwrap();
        for property in properties.split(',') {
            let (name, _) = property.split_once('=').unwrap();
            assert!(
                ["file", "line", "endLine", "col", "endColumn", "title"].contains(&name),
                "{line}"
            );
        }
    }
}

/// Checks that only raigate itself writes markup.
pub(crate) fn check_markdown(text: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    let mut words = String::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => check_html(&html),
            Event::Text(word) => words.push_str(&word),
            Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            Event::Start(tag) => assert!(is_ours(&tag), "{tag:?} in {text}"),
            Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_),
            ) => words.push('\n'),
            Event::End(_) => {}
            other => panic!("{other:?} in {text}"),
        }
    }
    // A word of fewer than seven hexadecimal digits is no commit.
    let mut links = LINK.find_iter(&words).map(|found| found.as_str());
    let is_link = |link: &&str| link.len() > 6 || link.contains(|c: char| !c.is_ascii_hexdigit());
    assert_eq!(links.find(is_link), None, "{words}");
}

fn is_ours(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::HtmlBlock
            | Tag::List(None)
            | Tag::Item
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Strong
    )
}

fn check_html(html: &str) {
    assert!(FOLD.is_match(html), "{html:?}");
}

/// Pieces that mean something to one reader or another, and any characters between them.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "::",
        "::error::",
        "##[",
        "##vso[",
        "#",
        "[",
        "]",
        "](",
        "\n",
        "\r\n",
        "\r",
        "`",
        "``",
        "|",
        "*",
        "_",
        "**",
        "~~",
        "<b>",
        "</details>",
        "<!--",
        "-->",
        "&#64;",
        "&lt;",
        "@a",
        "#1",
        "gh-7",
        "http://a.b",
        "www.a.b",
        "deadbeef1",
        "a@b.co",
        "$x$",
        "- ",
        "1. ",
        "> ",
        "---",
        "===",
        "    ",
        "\t",
        "\\",
        "!",
        "%0A",
        ",",
        ":",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{200b}",
        "\u{85}",
        "{0}",
        "x",
        " ",
        "[x] ",
        "[^1]",
        "| --- |",
    ];
    let piece = prop::sample::select(pieces.to_vec()).prop_map(str::to_owned);
    let any = any::<char>().prop_map(String::from);
    prop::collection::vec(
        prop::strategy::Union::new([piece.boxed(), any.boxed()]),
        1..14,
    )
    .prop_map(|parts| parts.concat())
}

#[test]
fn hostile_text_stays_text_in_every_format() {
    check_all(&stories::hostile());
    check_all(&stories::hostile_trouble());
}

proptest! {
    // A failure is repeated by adding its text to the tests above.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn no_text_becomes_a_command_or_markup(path in text(), text in text()) {
        check_all(&stories::hostile_with(&path, &text));
        check_all(&stories::hostile_trouble_with(&text));
        check_all(&by_group::hostile_with(&text));
    }

    #[test]
    fn json_holds_a_text_as_it_was(text in text()) {
        let report = stories::hostile_with("a", &text);
        let json = render(&report, Format::Json, Style::default());
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["findings"][0]["message"], text.as_str());
    }
}

#[test]
fn a_page_of_markdown_stays_within_its_bounds() {
    let report = stories::huge();
    for bytes in [20_000, 60_000, 1_000_000] {
        let text = markdown_within(&report, bytes);
        assert!(text.len() <= bytes, "{} of {bytes} bytes", text.len());
        assert!(text.contains(" more rows of “What blocks”"), "{text}");
        check_markdown(&text);
    }
}
