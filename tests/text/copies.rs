//! Cards that are the text of another card, and cards that only look so.

use raigate::artifact::Artifact;
use raigate::glossary::{Kind, Standard};
use raigate::interpret::text;
use serde_json::Value;

use super::{artifact, range, said};

const STORY: &str = "This model reads letters from tenants and sorts them by topic, so that a clerk sees urgent ones first. It was trained on letters that the housing office received over three years, in German only. It fails on letters that mix topics, and on handwriting, which the scanner cannot read well. A clerk can always correct the topic, and every correction is kept for the next training.";

fn similar(cards: &[(&str, &str)]) -> Vec<Value> {
    similar_of(cards, &vec![true; cards.len()])
}

fn similar_of(cards: &[(&str, &str)], asked: &[bool]) -> Vec<Value> {
    let artifacts: Vec<Artifact> = cards
        .iter()
        .map(|(path, text)| artifact(path, Kind::ModelCard, Standard::PlainCard, text.as_bytes()))
        .collect();
    let shingles: Vec<_> = artifacts.iter().map(|one| said(one).shingles).collect();
    text::similar(
        &artifacts,
        &shingles.iter().map(Option::as_ref).collect::<Vec<_>>(),
        asked,
    )
    .into_iter()
    .flat_map(|(_, list)| list.as_array().cloned().unwrap_or_default())
    .collect()
}

#[test]
fn a_card_that_differs_in_names_and_numbers_alone_is_the_other_card() {
    let one = format!("# tenant-letters\n\n{STORY}\n\nF1 is 0.81.\n");
    let other = format!("# credit-scorer\n\n{STORY}\n\nF1 is 0.93.\n");
    let found = similar(&[
        ("models/letters/README.md", &one),
        ("models/credit/README.md", &other),
    ]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["share"], 1.0);
    assert_eq!(found[0]["path"], "models/credit/README.md");
    assert_eq!(found[0]["same_family"], false);
    let here = range(found[0]["at"].as_str().unwrap()).unwrap();
    assert!(
        here.slice(&one).starts_with("This model reads")
            && here.slice(&one).contains("next training")
    );
}

#[test]
fn what_is_found_of_a_card_is_the_same_whether_others_are_asked_for_or_not() {
    let own = |at: usize| {
        let words = STORY.split(' ').enumerate();
        let words = words.map(|(index, word)| {
            format!("{word}{}", if index % 3 == 0 { "x" } else { "" }.repeat(at))
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let texts: Vec<String> = (0..40)
        .map(|at| if at == 39 { own(7) } else { own(at) })
        .collect();
    let paths: Vec<String> = (0..40)
        .map(|at| format!("models/m{at}/README.md"))
        .collect();
    let cards: Vec<(&str, &str)> = paths
        .iter()
        .zip(&texts)
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let all = similar(&cards);
    assert_eq!(all.len(), 2, "only the copy and its original: {all:?}");
    for at in 0..40 {
        let mut asked = vec![false; 40];
        asked[at] = true;
        let found = similar_of(&cards, &asked);
        let expected = if [7, 39].contains(&at) {
            all.clone()
        } else {
            Vec::new()
        };
        assert_eq!(found, expected, "card {at}");
    }
}

#[test]
fn sizes_of_one_model_are_told_as_one_family() {
    let found = similar(&[
        ("models/letters-7b/README.md", STORY),
        ("models/letters-13b/README.md", STORY),
    ]);
    assert_eq!(found[0]["same_family"], true);
    let found = similar(&[("models/a/README.md", STORY), ("models/b/README.md", STORY)]);
    assert_eq!(found[0]["same_family"], false);
}

#[test]
fn a_name_that_adds_a_task_or_a_library_is_of_the_same_family() {
    let family = |one: &str, other: &str| {
        let found = similar(&[
            (&format!("models/{one}/README.md"), STORY),
            (&format!("models/{other}/README.md"), STORY),
        ]);
        found[0]["same_family"] == true
    };
    assert!(family(
        "acme-clip-vit-base",
        "acme-clip-embeddings-vit-base"
    ));
    assert!(family(
        "lib-2x-reader_r50_fpn_crop",
        "reader_r101_fpn_crop_2x"
    ));
    assert!(!family("loan-default-model", "mortgage-default-model"));
    assert!(!family("reader-coder-1-instruct", "tenant-3-instruct"));
}

#[test]
fn what_every_card_repeats_makes_none_a_copy() {
    let own = |topic: &str| {
        let said: Vec<String> = ('a'..='z')
            .map(|letter| format!("{topic}{letter} {letter}{topic}"))
            .collect();
        format!("{STORY}\n\n{}\n", said.join(" and then "))
    };
    let words = [
        "apple", "birch", "cedar", "daisy", "elder", "fern", "grass", "hazel", "iris", "jute",
        "kelp", "lime", "maple", "nettle",
    ];
    let cards: Vec<(String, String)> = words
        .iter()
        .map(|word| (format!("models/{word}/README.md"), own(word)))
        .collect();
    let cards: Vec<(&str, &str)> = cards
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    assert_eq!(similar(&cards), Vec::<Value>::new());
}
