//! Text that tries to be more than text, in everything that is posted.

use std::sync::LazyLock;

use proptest::prelude::{ProptestConfig, any, prop, proptest};
use proptest::strategy::Strategy;
use pulldown_cmark::{Event, Options, Parser, Tag};
use raigate::config::Values;
use raigate::publish::plan::{Annotation, Plan, Settings, plan};
use raigate::verdict::Report;
use regex::Regex;

use super::events::HEAD;
use super::stories;
use super::texts::event;

/// What a forge turns into a link or a mention by itself.
static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)@\w|https?://|www\.\w|#\d|\bgh-\d").unwrap());
/// The only markup that raigate writes.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(<details><summary>[A-Za-z0-9, ]+</summary>|</details>|<!-- raigate:v1 profile=[A-Za-z0-9_/.-]+ -->|<!-- head=[0-9a-f]{40} run=[0-9]+\.[0-9]+ -->)\n$",
    )
    .unwrap()
});

fn check_markdown(text: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    let blob = format!("https://github.com/acme/loans/blob/{HEAD}/");
    let mut words = String::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                assert!(OURS.is_match(&html), "{html:?} in {text}");
            }
            Event::Text(word) => words.push_str(&word),
            Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with(&blob), "{dest_url} in {text}");
                assert!(
                    !dest_url.contains("/../") && !dest_url.contains("/./"),
                    "{dest_url}"
                );
            }
            Event::Start(tag) => assert!(is_ours(&tag), "{tag:?} in {text}"),
            Event::End(_) => words.push('\n'),
            other => panic!("{other:?} in {text}"),
        }
    }
    let found = LINK.find(&words).map(|found| found.as_str());
    assert_eq!(found, None, "{words}");
}

const fn is_ours(tag: &Tag<'_>) -> bool {
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

fn check_annotation(annotation: &Annotation) {
    let shown = [&annotation.title, &annotation.message];
    for text in shown {
        let is_control =
            |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        assert!(!text.contains(is_control), "{text:?}");
        assert!(!text.contains("##["), "{text:?}");
    }
    assert!(annotation.start_line >= 1 && annotation.end_line >= annotation.start_line);
    let steps_back = |path: &str| path.split('/').any(|part| matches!(part, "" | "." | ".."));
    assert!(!steps_back(&annotation.path), "{:?}", annotation.path);
}

fn check(report: &Report) {
    for values in [Values::None, Values::Numbers, Values::Short] {
        let mut settings = Settings::default();
        settings.publish.values = values;
        let Plan { check, comment, .. } = plan(report, &event(), &settings);
        let (check, comment) = (check.unwrap(), comment.unwrap());
        assert!(comment.body.starts_with(&format!("{}\n", comment.marker)));
        for text in [&comment.body, &check.summary, &check.text] {
            check_markdown(text);
        }
        assert!(!check.title.contains('\n') && !check.status.description.contains('\n'));
        check.annotations.iter().for_each(check_annotation);
    }
}

#[test]
fn hostile_text_stays_text() {
    check(&stories::hostile());
    check(&stories::hostile_trouble());
    check(&stories::usual());
    check(&stories::first_run());
}

#[test]
fn a_path_that_leads_out_is_no_link_and_no_annotation() {
    for path in [
        "../../../evil/repo/blob/main/a.md",
        "/etc/passwd",
        "a/../b",
        "a\\b",
        "",
    ] {
        let report = stories::hostile_with(path, "x");
        check(&report);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn no_text_becomes_markup_or_a_mention(path in text(), text in text()) {
        check(&stories::hostile_with(&path, &text));
        check(&stories::hostile_trouble_with(&text));
    }
}

fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "##[",
        "##vso[",
        "[",
        "](",
        "\n",
        "\r",
        "`",
        "``",
        "|",
        "*",
        "_",
        "~~",
        "<b>",
        "</details>",
        "<!--",
        "-->",
        "&#64;",
        "@a",
        "#1",
        "gh-7",
        "http://a.b",
        "www.a.b",
        "- ",
        "1. ",
        "> ",
        "---",
        "    ",
        "\t",
        "\\",
        "\u{1b}[2J",
        "\u{202e}",
        "\u{200b}",
        "x",
        " ",
        "[^1]",
        "\"",
        "“",
        "/../",
        "raigate ",
        "a@b.co",
    ];
    let piece = prop::sample::select(pieces.to_vec()).prop_map(str::to_owned);
    let any = any::<char>().prop_map(String::from);
    prop::collection::vec(
        prop::strategy::Union::new([piece.boxed(), any.boxed()]),
        1..14,
    )
    .prop_map(|parts| parts.concat())
}
