//! What the outline of a Markdown file says.

use raigate::parse::markdown::{BlockKind, InlineKind, outline};

/// Checks the kind and the text of every block, section by section.
#[track_caller]
fn check(text: &str, expected: &[(BlockKind, &str)]) {
    let outline = outline(text);
    let blocks: Vec<_> = outline
        .sections
        .iter()
        .flat_map(|section| &section.blocks)
        .map(|block| (block.kind, block.span.slice(text)))
        .collect();
    assert_eq!(blocks, expected);
}

#[test]
fn prose_code_and_comments_are_told_apart() {
    check(
        "Some *text*\nover lines.\n\n```py\nx = 1\n```\n\n<!-- hidden -->\n\n---\n\n> quoted\n",
        &[
            (BlockKind::Paragraph, "Some *text*\nover lines."),
            (BlockKind::Code, "```py\nx = 1\n```"),
            (BlockKind::Comment, "<!-- hidden -->"),
            (BlockKind::Rule, "---"),
            (BlockKind::Quote, "quoted"),
        ],
    );
}

#[test]
fn an_item_ends_where_the_list_below_it_begins() {
    check(
        "- one **bold**\n  more\n  - two [link](https://example.org)\n- three\n",
        &[
            (BlockKind::Item, "one **bold**\n  more"),
            (BlockKind::Item, "two [link](https://example.org)"),
            (BlockKind::Item, "three"),
        ],
    );
}

#[test]
fn a_loose_item_keeps_its_code_apart() {
    check(
        "1. first\n\n   ```\n   code\n   ```\n\n2. second\n",
        &[
            (BlockKind::Item, "first"),
            (BlockKind::Code, "```\n   code\n   ```"),
            (BlockKind::Item, "second"),
        ],
    );
}

#[test]
fn headings_open_sections_and_know_their_subsections() {
    let text = "intro\n# One `a`\nbody\n## Two\nlower\n\n# Three\n";
    let outline = outline(text);
    let seen: Vec<_> = outline
        .sections
        .iter()
        .map(|section| {
            (
                section.level,
                section.heading.as_str(),
                section.body.slice(text),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (0, "", "intro"),
            (1, "One a", "body"),
            (2, "Two", "lower"),
            (1, "Three", "")
        ]
    );
    assert_eq!(outline.subsections(1).len(), 1);
    assert_eq!(
        outline
            .section_at(text.find("lower").unwrap())
            .unwrap()
            .heading,
        "Two"
    );
}

#[test]
fn code_links_and_comments_inside_prose_are_marked() {
    let text = "See `x` at [here](https://a.b \"t\") <!-- n --> and <https://c.d>.\n";
    let outline = outline(text);
    let inlines: Vec<_> = outline.sections[0].blocks[0]
        .inlines
        .iter()
        .map(|inline| (inline.kind, inline.span.slice(text)))
        .collect();
    assert_eq!(
        inlines,
        [
            (InlineKind::Code, "`x`"),
            (InlineKind::Target, "](https://a.b \"t\")"),
            (InlineKind::Comment, "<!-- n -->"),
            (InlineKind::Target, "<https://c.d>"),
        ]
    );
    assert_eq!(outline.comments[0].inner.slice(text), "n");
}

#[test]
fn cells_and_checkboxes_have_their_place() {
    let text = "| a | **b** |\n|---|---|\n| 1 | `2` % |\n\n- [x] done *now*\n- [ ] open\n";
    let outline = outline(text);
    let section = &outline.sections[0];
    let table = &section.tables[0];
    assert_eq!(table.header[1].text, "b");
    assert_eq!(table.header[1].span.slice(text), "**b**");
    assert_eq!(table.rows[0][1].text, "2 %");
    assert_eq!(table.rows[0][1].span.slice(text), "`2` %");
    assert!(section.tasks[0].is_done && !section.tasks[1].is_done);
    assert_eq!(section.tasks[0].text, "done now");
    assert_eq!(section.tasks[0].span.slice(text), "done *now*");
    assert_eq!(section.tasks[1].mark.slice(text), "[ ]");
}

#[test]
fn front_matter_is_found_after_a_byte_order_mark_and_with_crlf() {
    let text = "\u{feff}---\r\nlicense: mit\r\n---\r\n# Use\r\n\r\nÜber\r\n";
    let outline = outline(text);
    let front_matter = outline.front_matter.unwrap();
    assert!(front_matter.is_closed);
    assert_eq!(front_matter.content.slice(text), "license: mit\r\n");
    assert_eq!(outline.sections[1].body.slice(text), "Über");
}

#[test]
fn a_line_drawn_at_the_top_is_no_front_matter() {
    for text in [
        "---\n\nSome text\n\n---\n",
        "---\nSome text\n",
        "\n---\n",
        "--- \n",
    ] {
        assert_eq!(outline(text).front_matter, None, "{text:?}");
    }
}
