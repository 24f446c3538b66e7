//! Copies, as `derived_from` declares them, held against the files they were copied from.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::theirs::{counted, in_our_unit};
use super::{Algorithm, Answer, Answers, Question, inside};
use crate::artifact::Artifact;
use crate::git::ReadError;
use crate::interpret::copies::{self, is_copy};
use crate::interpret::huggingface::text;
use crate::interpret::measure::Measure;
use crate::interpret::metrics::{self, Unit};
use crate::interpret::reading::Script;
use crate::interpret::trail::Trail;
use crate::interpret::{names, native, numbers, recount};
use crate::span::{Pointer, Step};

/// What one `derived_from` says.
pub(in crate::interpret) struct Derived {
    at: Pointer,
    path: Option<String>,
    digest: Option<String>,
    copies: Vec<Copy>,
}

/// One value that is said to be a copy.
struct Copy {
    at: Pointer,
    /// What is copied, in a word.
    name: String,
    source_at: Pointer,
    value: Option<Value>,
    /// How exact a number was written; of a count, and of what is no number, there is none.
    tolerance: Option<f64>,
    /// The object that holds the value, where that is a result.
    result: Option<Map<String, Value>>,
}

/// Returns what the `derived_from` of an artifact say.
pub(in crate::interpret) fn read(script: &Script<'_>) -> Vec<Derived> {
    let mut found = Vec::new();
    if let Some(envelope) = native::envelope(script.artifact) {
        let own = envelope.fields.get("derived_from");
        let own = ["path", "digest"].map(|key| text(own.and_then(|own| own.get(key))));
        holder(
            script,
            Trail::From(&envelope.at),
            envelope.fields,
            &own,
            &mut found,
        );
        if recount::is_due(script.artifact) {
            let at = envelope.at.join("derived_from");
            found.retain(|one| one.at != at || !one.copies.is_empty());
        }
    }
    found
}

/// Goes over a mapping and all within it.
fn holder(
    script: &Script<'_>,
    at: Trail<'_>,
    members: &Map<String, Value>,
    own: &[Option<String>; 2],
    found: &mut Vec<Derived>,
) {
    for (key, value) in members {
        let inside = at.to(Step::Key(key));
        match (key.as_str(), value) {
            ("derived_from", Value::Object(source)) => {
                found.push(derived(script, &at.pointer(), members, source, own));
            }
            (_, Value::Object(inner)) => holder(script, inside, inner, own, found),
            (_, Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if let Value::Object(inner) = item {
                        holder(script, inside.to(Step::Index(index)), inner, own, found);
                    }
                }
            }
            _ => {}
        }
    }
}

fn derived(
    script: &Script<'_>,
    at: &Pointer,
    members: &Map<String, Value>,
    source: &Map<String, Value>,
    own: &[Option<String>; 2],
) -> Derived {
    let part = |key: &str| text(source.get(key));
    let mut copies = Vec::new();
    let pointer = source.get("pointer").and_then(Value::as_str);
    if let Some(source_at) = pointer.and_then(Pointer::parse) {
        copies.extend(whole(script, at, members, source_at));
    }
    let fields = source.get("fields").and_then(Value::as_object);
    for (ours, theirs) in fields.into_iter().flatten() {
        let theirs = theirs.as_str().and_then(Pointer::parse);
        let (Some(ours), Some(source_at)) = (Pointer::parse(ours), theirs) else {
            continue;
        };
        let ours = at.concat(&ours);
        copies.push(Copy {
            name: last(&ours),
            value: ours.resolve(&script.artifact.value).cloned(),
            at: ours,
            source_at,
            tolerance: None,
            result: None,
        });
    }
    let [own_path, own_digest] = own;
    Derived {
        at: at.join("derived_from"),
        path: part("path").or_else(|| own_path.clone()),
        digest: part("digest").or_else(|| own_digest.clone()),
        copies,
    }
}

/// Returns the copy that a mapping with one `value` is of what stands at `source_at`.
fn whole(
    script: &Script<'_>,
    at: &Pointer,
    members: &Map<String, Value>,
    source_at: Pointer,
) -> Option<Copy> {
    let name = text(members.get("type")).or_else(|| text(members.get("metric")));
    // What is made of a whole file has nothing of its own to compare.
    if name.is_none() && source_at.as_str().is_empty() {
        return None;
    }
    let value_at = at.join("value");
    let value = members.get("value");
    let tolerance = value.and_then(|value| {
        let written = script.number_of(&value_at, value)?;
        let name = name.as_deref().unwrap_or_default();
        let mut measure = Measure::new(value_at.clone(), metrics::name(name), name, written);
        let unit = text(members.get("unit")).and_then(|unit| Unit::from_name(&unit));
        measure.unit = unit.or(measure.unit);
        Some(measure.tolerance())
    });
    let mut result = members.clone();
    result.remove("derived_from");
    // What holds for all values is said once, above them.
    if let Some(envelope) = native::envelope(script.artifact) {
        for key in ["dataset", "model"] {
            if let (Some(shared), false) = (envelope.fields.get(key), result.contains_key(key)) {
                result.insert(key.to_owned(), shared.clone());
            }
        }
    }
    Some(Copy {
        result: name.is_some().then_some(result),
        name: name.unwrap_or_else(|| last(at)),
        value: value.cloned(),
        at: value.map_or_else(|| at.clone(), |_| value_at),
        source_at,
        tolerance,
    })
}

fn last(at: &Pointer) -> String {
    at.steps().last().unwrap_or_default()
}

/// Returns what has to be asked of which files.
pub(in crate::interpret) fn questions(
    derived: &[Derived],
) -> impl Iterator<Item = (Utf8PathBuf, Question)> + '_ {
    derived.iter().filter_map(|derived| {
        let path = inside(Utf8Path::new(""), derived.path.as_deref()?)?;
        let algorithm = derived.digest.as_deref().and_then(Algorithm::read);
        let places = derived.copies.iter().map(|copy| copy.source_at.clone());
        let question = Question {
            algorithms: algorithm
                .into_iter()
                .map(|(algorithm, _)| algorithm)
                .collect(),
            places: places.collect(),
            is_data: false,
        };
        Some((path, question))
    })
}

/// Returns the facts `sources` and `copies` of an artifact: each file that it copied from, and
/// what in it is no copy after all.
pub(in crate::interpret) fn facts(
    artifact: &Artifact,
    derived: &[Derived],
    answers: &Answers,
) -> [Vec<Value>; 2] {
    let mut sources: BTreeMap<(&str, &str), Value> = BTreeMap::new();
    let mut order = Vec::new();
    let mut differing = Vec::new();
    for derived in derived {
        // Who keeps the rows of people to himself names no file.
        let Some(path) = derived.path.as_deref() else {
            continue;
        };
        let digest = derived.digest.as_deref().unwrap_or_default();
        let (state, answer) = state(artifact, path, digest, answers);
        let source = sources.entry((path, digest)).or_insert_with(|| {
            order.push((path, digest));
            let mut fact = state;
            fact["at"] = derived.at.as_str().into();
            fact["path"] = path.into();
            fact["copies"] = 0.into();
            fact["same"] = 0.into();
            fact
        });
        let is_itself = source["state"] == "itself";
        for copy in &derived.copies {
            count(source, "copies");
            let Some((answer, false)) =
                answer.map(|answer| (answer, answer.unread.is_some() || is_itself))
            else {
                continue;
            };
            let found = compared(copy, answer);
            if found.is_empty() {
                count(source, "same");
            }
            for mut fact in found {
                fact["path"] = answer.target.as_str().into();
                fact["root"] = "".into();
                fact["source_at"] = copy.source_at.as_str().into();
                differing.push(fact);
            }
        }
    }
    let sources = order.iter().filter_map(|key| sources.remove(key));
    [sources.collect(), differing]
}

fn count(fact: &mut Value, key: &str) {
    fact[key] = (fact[key].as_u64().unwrap_or(0) + 1).into();
}

/// Says what became of a source, and returns what it says where it is there.
fn state<'a>(
    artifact: &Artifact,
    path: &str,
    digest: &str,
    answers: &'a Answers,
) -> (Value, Option<&'a Answer>) {
    let of = |state: &str| json!({"state": state});
    let because = |why: &str| json!({"state": "unread", "why": why});
    let Some(inside) = inside(Utf8Path::new(""), path) else {
        return (of("outside"), None);
    };
    let answer = match answers.files.get(&inside) {
        Some(Ok(answer)) => answer,
        None | Some(Err(ReadError::Missing)) => return (of("absent"), None),
        Some(Err(error @ (ReadError::Escapes(_) | ReadError::Dangling(_)))) => {
            return (json!({"state": "outside", "why": error.to_string()}), None);
        }
        Some(Err(error)) => return (because(&error.to_string()), None),
    };
    if answer.target == artifact.path {
        return (of("itself"), Some(answer));
    }
    let digest = Algorithm::read(digest);
    if let Some(lfs) = &answer.lfs {
        let stated =
            digest.filter(|(algorithm, hex)| *algorithm == Algorithm::Sha256 && hex != lfs);
        let Some((_, stated)) = stated else {
            return (because("a Git LFS pointer, its content is absent"), None);
        };
        let mut fact = of("changed");
        fact["digest"] = format!("sha256:{stated}").into();
        fact["found"] = format!("sha256:{lfs}").into();
        return (fact, None);
    }
    let Some((algorithm, stated)) = digest else {
        let why = answer.unread.as_deref().map(because);
        return (why.unwrap_or_else(|| of("undigested")), Some(answer));
    };
    let found = answer.digests.get(&algorithm);
    let mut fact = match (found, &answer.unread) {
        (_, Some(why)) => because(why),
        (Some(found), _) if *found != stated => of("changed"),
        _ => of("same"),
    };
    fact["digest"] = format!("{}:{stated}", algorithm.name()).into();
    if let Some(found) = found {
        fact["found"] = format!("{}:{found}", algorithm.name()).into();
    }
    (fact, Some(answer))
}

/// Returns in what a value is no copy of what stands in its source.
fn compared(copy: &Copy, answer: &Answer) -> Vec<Value> {
    let fact = |at: &Pointer, what: &str, ours: &Value| json!({"at": at.as_str(), "name": copy.name, "what": what, "value": ours});
    let ours = copy.value.clone().unwrap_or(Value::Null);
    let Some(theirs) = answer.values.get(&copy.source_at) else {
        return vec![fact(&copy.at, "gone", &ours)];
    };
    let mut found = Vec::new();
    let read = answer.results.get(&copy.source_at).and_then(|results| {
        // One number can be the value of several metrics.
        let own = copy.result.as_ref()?;
        let differing = |result: &&Value| relabelled(own, result, answer).len();
        results.iter().min_by_key(differing)
    });
    let converted = read
        .zip(copy.result.as_ref())
        .and_then(|(read, own)| in_our_unit(read, own))
        .or_else(|| counted(&copy.at, &copy.source_at, answer));
    let theirs = converted.unwrap_or_else(|| theirs.clone());
    // Who took a number out says nothing that could differ.
    if copy.value.is_some() && !is_copy(&ours, &theirs) {
        let mut fact = fact(&copy.at, "value", &ours);
        match (copies::number(&ours), copies::number(&theirs)) {
            (Some((ours, _)), Some((number, _)))
                if copy.tolerance.is_some() || !theirs.is_string() =>
            {
                fact["value"] = numbers::json(ours);
                fact["theirs"] = numbers::json(number);
                fact["tolerance"] = numbers::json(copy.tolerance.unwrap_or(0.0));
            }
            _ => fact["theirs"] = theirs,
        }
        found.push(fact);
    }
    if let (Some(read), Some(own)) = (read, &copy.result) {
        let holder = copy.at.parent().unwrap_or_default();
        found.extend(
            relabelled(own, read, answer)
                .into_iter()
                .map(|(key, ours, theirs)| {
                    let mut fact = fact(&holder.join(key), key, &ours);
                    fact["theirs"] = theirs;
                    fact
                }),
        );
    }
    found
}

/// Returns in what a copy calls its number something else than its source does.
fn relabelled(
    own: &Map<String, Value>,
    read: &Value,
    answer: &Answer,
) -> Vec<(&'static str, Value, Value)> {
    let mut found = Vec::new();
    let key = if own.contains_key("type") {
        "type"
    } else {
        "metric"
    };
    let ours = text(own.get(key)).map(|name| metrics::name(&name).metric);
    let theirs = text(read.get("metric"));
    if let (Some(ours), Some(theirs)) = (ours, theirs)
        && ours != theirs
    {
        found.push((
            key,
            own.get(key).cloned().unwrap_or_default(),
            theirs.into(),
        ));
    }
    let slice = |holder: Option<&Value>| -> Vec<(String, String)> {
        let members = holder.and_then(Value::as_object).into_iter().flatten();
        let mut slice: Vec<_> = members
            .filter_map(|(key, value)| {
                Some((names::normal(key), names::normal(&text(Some(value))?)))
            })
            .filter(|(_, value)| !names::is_everybody(value))
            .collect();
        slice.sort_unstable();
        slice
    };
    let (ours, theirs) = (own.get("slice"), read.get("slice"));
    // A disparity is of no slice.
    if key == "type" && slice(ours) != slice(theirs) {
        let told = |slice: Option<&Value>| slice.cloned().unwrap_or_else(|| json!({}));
        found.push(("slice", told(ours), told(theirs)));
    }
    let said = |holder: Option<&Value>| text(holder).or_else(|| text(holder?.get("name")));
    for (key, count) in [("dataset", answer.datasets), ("model", answer.models)] {
        let (ours, theirs) = (said(own.get(key)), said(read.get(key)));
        // Of only one, a team may know a better name than the tool.
        if let (true, Some(ours), Some(theirs)) = (count > 1, ours, theirs)
            && !names::same(&ours, &theirs)
        {
            found.push((key, ours.into(), theirs.into()));
        }
    }
    found
}
