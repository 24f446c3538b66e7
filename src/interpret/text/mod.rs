//! Reads what the words of an artifact give away: empty promises, leftovers, secrets.
//!
//! Nothing here decides. Each detector says where something stands and how
//! sure it is; the rules of the families `card`, `privacy` and `security`
//! say what that means.

pub mod instructions;
pub mod layers;
pub mod overclaims;
pub mod personal_data;
pub mod placeholders;
pub mod secrets;
pub mod sections;
pub mod shingles;
pub mod similarity;

mod aliases;
mod aliases_abroad;
mod families;
mod invisible;
mod numbers;
mod patterns;
mod registers;
mod strings;
mod vicinity;

use std::sync::OnceLock;

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use self::layers::Layers;
use self::placeholders::Placeholder;
use self::shingles::{Sequence, Shingles, longest_passage};
use self::similarity::Twin;
use crate::artifact::Artifact;
use crate::glossary::{Format, Kind, Standard};
use crate::parse;
use crate::span::{Span, SpanMap};

/// What the words of one artifact say.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Its facts; an absent key means that nothing was found.
    pub facts: Map<String, Value>,
    /// Its prose, of a card or datasheet in Markdown.
    pub shingles: Option<Shingles>,
}

/// Reads the text of an artifact, once for all that is asked of it.
///
/// `spans` are the places of its whole file, once somebody asks: the documents
/// of one file share them.
#[must_use]
pub fn read(artifact: &Artifact, spans: &OnceLock<SpanMap>) -> Said {
    let mut facts = Facts::default();
    let is_markdown = artifact.format == Format::Markdown;
    let layers = is_markdown.then(|| Layers::of_markdown(&artifact.text));
    let mut shingles = None;
    if let Some(layers) = &layers {
        let placeholders = placeholders::find(layers);
        if COMPARED.contains(&artifact.kind) {
            shingles = Some(Shingles::of(layers, &placeholders));
        }
        markdown(artifact, layers, placeholders, &mut facts);
    }
    if is_markdown || artifact.standard == Standard::Native {
        strings::read(artifact, spans, &mut facts);
    }
    raw(artifact, layers.as_ref(), spans, &mut facts);
    Said {
        facts: facts.0,
        shingles,
    }
}

/// Reads of an artifact its prose alone, which others may have copied.
#[must_use]
pub fn glimpse(artifact: &Artifact) -> Said {
    let is_compared = artifact.format == Format::Markdown && COMPARED.contains(&artifact.kind);
    let shingles = || {
        let layers = Layers::of_markdown(&artifact.text);
        Shingles::of(&layers, &placeholders::find(&layers))
    };
    Said {
        shingles: is_compared.then(shingles),
        ..Said::default()
    }
}

/// The kinds of artifacts that are compared, each with its own.
const COMPARED: [Kind; 3] = [Kind::ModelCard, Kind::SystemCard, Kind::Datasheet];

/// Returns for each card or datasheet in Markdown the others that hold much of its text.
///
/// `shingles` are those of each artifact, as [`read`] gives them. The number
/// is the artifact's index; the value is its fact `similar`. What is not `asked` for may be left out.
#[must_use]
pub fn similar(
    artifacts: &[Artifact],
    shingles: &[Option<&Shingles>],
    asked: &[bool],
) -> Vec<(usize, Value)> {
    let mut all = Vec::new();
    for kind in COMPARED {
        let mut chosen: Vec<usize> = Vec::new();
        let mut cards: Vec<&Artifact> = Vec::new();
        let mut texts: Vec<&Shingles> = Vec::new();
        let mut are_asked = Vec::new();
        let each = artifacts.iter().zip(shingles).zip(asked);
        for (index, ((artifact, shingles), asked)) in each.enumerate() {
            if let (true, Some(shingles)) = (artifact.kind == kind, shingles) {
                chosen.push(index);
                cards.push(artifact);
                texts.push(shingles);
                are_asked.push(*asked);
            }
        }
        let twins = similarity::compare(&texts, &are_asked);
        let told = told(&cards, &twins);
        for ((card, index), twins) in chosen.iter().enumerate().zip(&twins) {
            let facts: Vec<Value> = twins
                .iter()
                .filter_map(|twin| twin_fact(&cards, &told, card, twin))
                .collect();
            if !facts.is_empty() {
                all.push((*index, Value::Array(facts)));
            }
        }
    }
    all.sort_by_key(|(index, _)| *index);
    all
}

/// Facts as they are gathered: lists by name.
#[derive(Debug, Default)]
struct Facts(Map<String, Value>);

impl Facts {
    fn add(&mut self, name: &str, fact: Value) {
        let list = self
            .0
            .entry(name)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(fact);
        }
    }
}

/// Returns a range of bytes as policies carry it.
fn mark(span: Span) -> String {
    format!("@{}-{}", span.start, span.end)
}

fn markdown(
    artifact: &Artifact,
    layers: &Layers<'_>,
    placeholders: Vec<Placeholder>,
    facts: &mut Facts,
) {
    for section in sections::find(layers, &placeholders) {
        facts.add(
            "sections",
            json!({
                "at": mark(section.span), "heading": section.heading, "level": section.level,
                "names": section.names, "words": section.words, "own_words": section.own_words,
            }),
        );
    }
    for one in placeholders {
        facts.add(
            "placeholders",
            json!({"at": mark(one.span), "text": one.text, "section": one.section}),
        );
    }
    for claim in overclaims::find(layers) {
        let text = claim
            .span
            .slice(layers.text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        facts.add(
            "overclaims",
            json!({"at": mark(claim.span), "text": text, "why": claim.why}),
        );
    }
    if !holds_attacks(artifact.kind) {
        for one in instructions::find(layers) {
            facts.add(
                "instructions",
                json!({"at": mark(one.span), "kind": one.kind, "shown": one.shown}),
            );
        }
    }
}

/// Returns whether text written to attack a model is what the artifact is made of.
const fn holds_attacks(kind: Kind) -> bool {
    matches!(kind, Kind::SafetyTestLog | Kind::EvalResult)
}

/// Searches the raw text, comments, code and data included, for what may stand in no file.
fn raw(
    artifact: &Artifact,
    layers: Option<&Layers<'_>>,
    spans: &OnceLock<SpanMap>,
    facts: &mut Facts,
) {
    let whole = own_span(artifact, spans);
    let text = whole.slice(&artifact.text);
    let moved = |span: Span| mark(Span::new(span.start + whole.start, span.end + whole.start));
    for one in personal_data::find(text, artifact.format, layers) {
        facts.add(
            "personal_data",
            json!({"at": moved(one.span), "kind": one.kind, "shown": one.shown, "certain": one.is_certain}),
        );
    }
    for one in secrets::find(text) {
        facts.add(
            "secrets",
            json!({"at": moved(one.span), "kind": one.kind, "shown": one.shown, "certain": one.is_certain}),
        );
    }
}

/// Returns the part of the file that is this artifact: all of it, unless it holds several.
fn own_span(artifact: &Artifact, spans: &OnceLock<SpanMap>) -> Span {
    let all = Span::new(0, artifact.text.len());
    if artifact.root.as_str().is_empty() {
        return all;
    }
    spans
        .get_or_init(|| parse::spans(artifact.format, &artifact.text))
        .get(&artifact.root)
        .map_or(all, |place| place.value)
}

/// Reads the cards of all pairs once more, for the passages that they share.
fn told(cards: &[&Artifact], twins: &[Vec<Twin>]) -> Vec<Option<Sequence>> {
    let mut wanted: Vec<bool> = twins.iter().map(|twins| !twins.is_empty()).collect();
    for twin in twins.iter().flatten() {
        if let Some(wanted) = wanted.get_mut(twin.index) {
            *wanted = true;
        }
    }
    let pairs = cards.par_iter().zip(wanted);
    pairs
        .map(|(card, wanted)| wanted.then(|| sequence(card)))
        .collect()
}

fn sequence(card: &Artifact) -> Sequence {
    let layers = Layers::of_markdown(&card.text);
    shingles::sequence(&layers, &placeholders::find(&layers))
}

fn twin_fact(
    cards: &[&Artifact],
    told: &[Option<Sequence>],
    card: usize,
    twin: &Twin,
) -> Option<Value> {
    let (mine, theirs) = (told.get(card)?.as_ref()?, told.get(twin.index)?.as_ref()?);
    let (here, there) = longest_passage(mine, theirs)?;
    let (card, other) = (cards.get(card)?, cards.get(twin.index)?);
    let mut fact = json!({
        "path": other.path, "root": other.root.as_str(), "at": mark(here), "their_at": mark(there),
        "share": twin.share, "their_share": twin.their_share,
        "same_family": families::are_variants(&card.path, &other.path),
    });
    if let (Some(members), Some(share)) = (fact.as_object_mut(), twin.numbers_share) {
        members.insert("numbers_share".to_owned(), json!(share));
    }
    Some(fact)
}
