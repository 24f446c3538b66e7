//! Which kinds a source can fill, and with what.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::options::ImportArgs;
use super::origin::Origin;
use super::{cards, groups, measured, rows};
use crate::artifact::Artifact;
use crate::glossary::{Kind, Standard};
use crate::interpret::copies::is_copy;
use crate::span::Pointer;

/// As many names as a message lists.
const SHOWN: usize = 5;

/// What a source gives of an artifact.
#[derive(Default)]
pub(super) struct Filled {
    /// The fields; null is a field that nobody is asked for.
    pub known: Map<String, Value>,
    /// Which fields are copies, each with its place in the source.
    pub fields: Map<String, Value>,
    /// How many values were copied.
    pub copied: usize,
    /// What a reader of the terminal has to know.
    pub notes: Vec<String>,
}

impl Filled {
    /// Adds a field that may be a copy of what stands at `at` in the source.
    pub(super) fn put(&mut self, origin: &Origin, key: &str, value: Value, at: Option<Pointer>) {
        let place = Pointer::root().join(key);
        self.copy(origin, &place, &value, at);
        self.known.insert(key.to_owned(), value);
    }

    /// Notes where the value at `place` was copied from, where it is a copy.
    pub(super) fn copy(
        &mut self,
        origin: &Origin,
        place: &Pointer,
        value: &Value,
        at: Option<Pointer>,
    ) {
        let at = at.filter(|at| {
            origin
                .value(at)
                .is_some_and(|theirs| is_copy(value, theirs))
        });
        if let Some(at) = at {
            self.copied += 1;
            self.fields
                .insert(place.as_str().to_owned(), at.as_str().into());
        }
    }

    /// Notes that the number at `place` was counted from cases, one of which stands at `at`.
    pub(super) fn count(&mut self, place: &Pointer, at: Option<Pointer>) {
        if let Some(at) = at {
            self.copied += 1;
            self.fields
                .insert(place.as_str().to_owned(), at.as_str().into());
        }
    }
}

/// Returns the kinds that `origin` can fill with facts.
pub(super) fn kinds(origin: &Origin) -> Vec<Kind> {
    let results = origin.facts("results");
    let has_slices = results.iter().any(|(_, fact)| {
        let slice = fact.get("slice").and_then(Value::as_object);
        slice.is_some_and(|slice| !slice.is_empty())
    });
    let (of_models, of_manifests, of_data) = match origin.standard {
        Standard::HuggingFaceModelCard
        | Standard::ModelCardToolkit
        | Standard::CycloneDx
        | Standard::ModelIndexComment
        | Standard::Spdx => (true, true, false),
        Standard::MlModel | Standard::MlflowRun => (false, true, false),
        Standard::Croissant | Standard::HuggingFaceDatasetCard => (false, false, true),
        _ => (false, false, false),
    };
    let has_name = origin.identity("name").is_some();
    let is_named = has_name || !cards::named(origin, "run_id").is_empty();
    let of_data = of_data || (origin.standard == Standard::Spdx && !names(origin).is_empty());
    let fitting = [
        (Kind::EvalResult, !results.is_empty()),
        (
            Kind::FairnessReport,
            has_slices || (origin.kind == Kind::FairnessReport && !results.is_empty()),
        ),
        (Kind::SafetyTestLog, !origin.facts("trials").is_empty()),
        (
            Kind::ModelCard,
            of_models && (has_name || !origin.facts("claims").is_empty()),
        ),
        (Kind::ModelManifest, of_manifests && is_named),
        (Kind::Datasheet, of_data),
    ];
    let fitting = fitting.into_iter().filter(|(_, fits)| *fits);
    fitting.map(|(kind, _)| kind).collect()
}

/// Returns the names of the datasets that a source describes.
pub(super) fn names(origin: &Origin) -> Vec<String> {
    let facts = origin.facts("dataset_names").into_iter();
    facts
        .filter_map(|(_, name)| Some(name.as_str()?.to_owned()))
        .collect()
}

/// Chooses the kind: the one that is asked for, else the only one there is.
pub(super) fn choose(origin: &Origin, asked: Option<Kind>) -> Result<Kind> {
    let kinds = kinds(origin);
    let named = &origin.named;
    let listed = |kinds: &[Kind]| {
        let words: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        words.join(", ")
    };
    let run = origin
        .artifacts
        .iter()
        .find_map(|one| one.facts.get("run"))
        .and_then(|run| run.get("status")?.as_str());
    match (asked, kinds.as_slice()) {
        (Some(kind), kinds) if kinds.contains(&kind) => Ok(kind),
        (_, _) if run.is_some() => bail!(
            "the run of `{named}` ended as `{}`: its numbers are of however far it came\n  \
             help: run it again to its end",
            run.unwrap_or_default()
        ),
        (None, [only]) => Ok(*only),
        (None, [_, _, ..]) => bail!(
            "`{named}` can be several kinds\n  help: `--as KIND` says which: {}",
            listed(&kinds)
        ),
        (Some(asked), [_, ..]) => bail!(
            "`{named}` holds nothing that fills a {asked}\n  help: it can be imported as {}",
            listed(&kinds)
        ),
        (_, []) if origin.standard == Standard::HuggingFaceModelCard => bail!(
            "`{named}` claims, it does not measure: no result can be made of it\n  \
             help: import what the evaluation wrote"
        ),
        (_, []) => bail!("`{named}` holds nothing that is known: no metric, no name"),
    }
}

/// Returns what `origin` gives of an artifact of `kind`.
pub(super) fn fill(kind: Kind, origin: &Origin, args: &ImportArgs) -> Result<Filled> {
    let mut filled = match kind {
        Kind::EvalResult => measured::fill(origin, args)?,
        Kind::FairnessReport => groups::fill(origin, args)?,
        Kind::SafetyTestLog => rows::fill(origin, args)?,
        Kind::ModelCard => cards::model_card(origin, args)?,
        Kind::ModelManifest => cards::manifest(origin, args),
        _ => cards::datasheet(origin, args),
    };
    let mut source = origin.derived_from();
    if !filled.fields.is_empty() {
        source["fields"] = Value::Object(std::mem::take(&mut filled.fields));
    }
    filled.known.insert("derived_from".to_owned(), source);
    if origin.path.is_none() {
        filled.notes.push(format!(
            "`{}` lies outside the repository: the copies cannot be compared with it later",
            origin.named
        ));
    }
    Ok(filled)
}

/// A fact, and the artifact it is of.
pub(super) type Fact<'o> = (&'o Artifact, &'o Value);

/// Returns where a fact stands in its file.
pub(super) fn place((artifact, fact): Fact<'_>, key: &str) -> Option<Pointer> {
    let at = Pointer::parse(fact.get(key)?.as_str()?)?;
    Some(artifact.root.concat(&at))
}

/// Keeps the facts of the one thing (`word`: model, dataset) that is meant, and returns its
/// name: `given`, else the only one that they name.
pub(super) fn narrow(
    facts: &mut Vec<Fact<'_>>,
    word: &str,
    given: Option<&str>,
    name: impl Fn(&Value) -> Option<&str>,
) -> Result<Option<String>> {
    let named: BTreeSet<String> = facts
        .iter()
        .filter_map(|(_, fact)| Some(name(fact)?.to_owned()))
        .collect();
    let list = || {
        let mut first: Vec<&str> = named.iter().map(String::as_str).take(SHOWN).collect();
        if named.len() > SHOWN {
            first.push("…");
        }
        first.join(", ")
    };
    let Some(given) = given else {
        return Ok(match named.len() {
            1 => named.into_iter().next(),
            0 => None,
            _ if word == "dataset" => None,
            count => bail!(
                "names {count} {word}s: {}\n  help: `--{word} NAME` says which",
                list()
            ),
        });
    };
    if let Some(known) = named.iter().find(|known| is_called(known, given)) {
        facts.retain(|(_, fact)| name(fact).is_some_and(|name| name == known));
        return Ok(Some(known.clone()));
    }
    if named.len() > 1 {
        bail!("names no {word} `{given}`, but {}", list());
    }
    Ok(Some(given.to_owned()))
}

/// Returns whether a name is the one given, with or without what stands before its last `/`.
fn is_called(known: &str, given: &str) -> bool {
    let plain = |name: &str| name.to_lowercase();
    let tail = |name: &str| plain(name.rsplit('/').next().unwrap_or(name));
    plain(known) == plain(given) || (!given.contains('/') && tail(known) == tail(given))
}

/// Returns the `model` of an artifact: its name, and more where the source identifies it.
pub(super) fn model(origin: &Origin, filled: &mut Filled, name: Option<String>) {
    let Some(name) = name else { return };
    let mut model = json!({"name": name});
    // Its name is not held against the source: a team may know a better one than the tool.
    let is_same = origin
        .identity("name")
        .is_none_or(|(value, _)| *value == model["name"]);
    for part in ["version", "digest"] {
        if let (Some((value, at)), true) = (origin.identity(part), is_same) {
            model[part] = value.clone();
            let place = Pointer::root().join("model").join(part);
            filled.copy(origin, &place, value, Some(at));
        }
    }
    filled.known.insert("model".to_owned(), model);
}
