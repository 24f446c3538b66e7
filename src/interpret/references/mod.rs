//! References between artifacts: `KIND:ID`, `path#/pointer`, and where they lead.
//!
//! Addresses, tickets and prose stand in the same fields; what does not have
//! the form of a reference is only taken as one where the field allows
//! nothing else.

mod circles;
mod index;
pub(super) mod tasks;

use camino::Utf8Path;
use serde_json::{Value, json};

use self::index::Index;
pub(super) use self::index::plain;
use super::Words;
use super::kinds::nearest;
use super::native::Envelope;
use super::trail::Trail;
use crate::artifact::{Artifact, System};
use crate::glossary::{Format, Kind};
use crate::span::{Pointer, Step};

/// Returns the references of each artifact, in the order of its fields.
///
/// `unknown` are names in envelopes that no system has.
pub(super) fn all(
    artifacts: &[Artifact],
    words: &[Words],
    systems: &[System],
    unknown: &[(usize, Pointer, String)],
) -> Vec<Vec<Value>> {
    let index = Index::new(artifacts, words, systems);
    let mut found: Vec<Vec<Reference>> = artifacts
        .iter()
        .zip(words)
        .map(|(artifact, words)| followed(artifact, &words.mentions, &index))
        .collect();
    circles::mark(&mut found);
    let mut hints = Hints::default();
    for (artifact, at, name) in unknown {
        if let Some(list) = found.get_mut(*artifact) {
            list.push(Reference {
                at: at.clone(),
                text: name.clone(),
                outcome: Err(Miss {
                    why: "no system has this id".to_owned(),
                    of: Of::Kind(Kind::System),
                }),
                supersedes: false,
            });
        }
    }
    let facts = |list: Vec<Reference>| {
        list.into_iter()
            .map(|reference| fact(reference, &index, &mut hints))
            .collect()
    };
    found.into_iter().map(facts).collect()
}

/// A text that may refer to something else.
pub(super) struct Mention {
    at: Pointer,
    text: String,
    field: Field,
    supersedes: bool,
}

struct Reference {
    at: Pointer,
    text: String,
    /// The artifact it leads to, where that is one of the list.
    outcome: Result<Option<usize>, Miss>,
    supersedes: bool,
}

struct Miss {
    why: String,
    of: Of,
}

/// Among which names the nearest is looked for.
enum Of {
    Kind(Kind),
    Risks,
    Paths,
    Nothing,
}

/// How sure a field makes us that its text is a reference.
#[derive(Clone, Copy, PartialEq)]
enum Field {
    /// It holds nothing else.
    Only(Kind),
    /// It holds references, addresses, tickets or prose.
    Mixed,
    /// Any other field.
    Any,
}

/// Returns the texts of an artifact that have the form of a reference, in the order of its fields.
pub(super) fn mentions(artifact: &Artifact, envelope: Option<&Envelope<'_>>) -> Vec<Mention> {
    let mut found = tasks::mentions(artifact);
    let Some(envelope) = envelope else {
        return found;
    };
    for (key, value) in envelope.fields {
        // These are names of other things, or free.
        if matches!(key.as_str(), "schema" | "id" | "system" | "model") || key.starts_with("x-") {
            continue;
        }
        let at = Trail::From(&envelope.at);
        let at = at.to(Step::Key(key));
        walk(artifact.kind, &at, key, value, &mut found);
    }
    found
}

/// Returns the ids of the risks that an assessment names.
pub(super) fn risks(artifact: &Artifact) -> Vec<String> {
    if artifact.kind != Kind::RiskAssessment {
        return Vec::new();
    }
    let risks = artifact.value.get("risks").and_then(Value::as_array);
    let ids = risks.into_iter().flatten();
    ids.filter_map(|risk| Some(risk.get("id")?.as_str()?.to_owned()))
        .collect()
}

fn walk(kind: Kind, at: &Trail<'_>, key: &str, value: &Value, found: &mut Vec<Mention>) {
    match value {
        Value::String(text) => {
            let field = match key {
                "plan_ref" => Field::Only(Kind::EvalPlan),
                "risk_ref" => Field::Only(Kind::RiskAssessment),
                "supersedes" => Field::Only(kind),
                "result" if at.pointer().as_str().contains("/claims/") => {
                    Field::Only(Kind::EvalResult)
                }
                "ref" | "subject" | "evidence" | "mitigations" | "mitigation" => Field::Mixed,
                key if key.ends_with("_ref") => Field::Mixed,
                _ => Field::Any,
            };
            if may_refer(field, text.trim()) {
                found.push(Mention {
                    at: at.pointer(),
                    text: text.trim().to_owned(),
                    field,
                    supersedes: key == "supersedes",
                });
            }
        }
        Value::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                walk(kind, &at.to(Step::Index(position)), key, item, found);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                walk(kind, &at.to(Step::Key(key)), key, value, found);
            }
        }
        _ => {}
    }
}

/// Returns whether `text` could be a reference, whatever there is to refer to.
fn may_refer(field: Field, text: &str) -> bool {
    let is_one_word = !text.is_empty() && !text.contains(char::is_whitespace);
    is_one_word && !text.contains("://") && (field != Field::Any || text.contains([':', '#']))
}

/// Follows the mentions of an artifact.
fn followed(artifact: &Artifact, mentions: &[Mention], index: &Index<'_>) -> Vec<Reference> {
    let followed = mentions.iter().filter_map(|mention| {
        Some(Reference {
            at: mention.at.clone(),
            text: mention.text.clone(),
            outcome: resolve(artifact, index, mention.field, &mention.text)?,
            supersedes: mention.supersedes,
        })
    });
    followed.collect()
}

/// Follows `text`; `None` where it is no reference, or none that can be followed here.
fn resolve(
    artifact: &Artifact,
    index: &Index<'_>,
    field: Field,
    text: &str,
) -> Option<Result<Option<usize>, Miss>> {
    let (head, pointer) = match text.split_once('#') {
        Some((head, pointer)) => (head, Some(Pointer::parse(pointer)?)),
        None => (text, None),
    };
    if let Some((kind, id)) = head.split_once(':') {
        return by_id(index, field, kind, id, pointer.as_ref());
    }
    let is_path = head.contains('/') || Format::of_path(Utf8Path::new(head)).is_some();
    match (&pointer, field) {
        (Some(pointer), _) if is_path || (head.is_empty() && field != Field::Any) => {
            Some(by_place(artifact, index, head, pointer))
        }
        (Some(_), _) | (None, Field::Any) => None,
        (None, _) if is_path => by_path(artifact, index, field, head),
        (None, Field::Only(kind)) => Some(by_kind(index, kind, head)),
        (None, Field::Mixed) => {
            let any = Kind::ALL
                .iter()
                .find_map(|kind| index.by_id.get(&(*kind, head)));
            any.map(|position| Ok(*position))
        }
    }
}

fn by_id(
    index: &Index<'_>,
    field: Field,
    kind: &str,
    id: &str,
    pointer: Option<&Pointer>,
) -> Option<Result<Option<usize>, Miss>> {
    let is_id = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if id.is_empty() || !id.chars().all(is_id) {
        return None;
    }
    let Some(kind) = Kind::from_name(kind) else {
        // `doi:…` and `jira:…` are addresses; only what nearly is a kind is a slip.
        let near = nearest(kind, Kind::ALL.iter().map(|kind| kind.name()));
        let why = near.map(|near| format!("kind `{kind}` is not known, did you mean `{near}`?"))?;
        return (field != Field::Any).then_some(Err(Miss {
            why,
            of: Of::Nothing,
        }));
    };
    let found = by_kind(index, kind, id);
    let (Some(pointer), Ok(Some(position))) = (pointer, &found) else {
        return Some(found);
    };
    let artifact = index.artifacts.get(*position)?;
    if artifact.value.is_null() || pointer.resolve(&artifact.value).is_some() {
        return Some(found);
    }
    let why = format!("`{}` has nothing at `{pointer}`", artifact.path);
    Some(Err(Miss {
        why,
        of: Of::Nothing,
    }))
}

fn by_kind(index: &Index<'_>, kind: Kind, id: &str) -> Result<Option<usize>, Miss> {
    if let Some(position) = index.by_id.get(&(kind, id)) {
        return Ok(*position);
    }
    if kind != Kind::RiskAssessment {
        return Err(Miss {
            why: format!("no {kind} has this id"),
            of: Of::Kind(kind),
        });
    }
    // A risk is named by its own id within an assessment.
    if index.risks.contains(id) {
        return Ok(None);
    }
    Err(Miss {
        why: "no risk has this id".to_owned(),
        of: Of::Risks,
    })
}

fn by_place(
    artifact: &Artifact,
    index: &Index<'_>,
    path: &str,
    pointer: &Pointer,
) -> Result<Option<usize>, Miss> {
    let Some(places) = index.path(&artifact.path, path) else {
        return Err(Miss {
            why: "no evidence has this path".to_owned(),
            of: Of::Paths,
        });
    };
    index.inside(places, pointer).map(Some).ok_or_else(|| Miss {
        why: format!("`{path}` has nothing at `{pointer}`"),
        of: Of::Nothing,
    })
}

fn by_path(
    artifact: &Artifact,
    index: &Index<'_>,
    field: Field,
    path: &str,
) -> Option<Result<Option<usize>, Miss>> {
    if let Some(places) = index.path(&artifact.path, path) {
        return Some(Ok(places.first().copied()));
    }
    // Files that are no evidence are not listed here, so that their absence
    // cannot be told; below `rai/` every file is evidence.
    let is_evidence = Utf8Path::new(path)
        .components()
        .any(|part| part.as_str() == "rai")
        && Format::of_path(Utf8Path::new(path)).is_some();
    (is_evidence || matches!(field, Field::Only(_))).then(|| {
        Err(Miss {
            why: "no evidence has this path".to_owned(),
            of: Of::Paths,
        })
    })
}

/// How many names may still be compared; without an end, a repository of
/// dangling references would cost the square of its size.
struct Hints {
    left: usize,
}

impl Default for Hints {
    fn default() -> Self {
        Self { left: 1_000_000 }
    }
}

impl Hints {
    fn nearest<'n>(
        &mut self,
        word: &str,
        names: impl ExactSizeIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        self.left = self.left.checked_sub(names.len())?;
        nearest(word, names)
    }
}

fn fact(reference: Reference, index: &Index<'_>, hints: &mut Hints) -> Value {
    let Reference {
        at,
        text,
        outcome,
        supersedes,
    } = reference;
    let target = outcome.as_ref().ok().copied().flatten();
    let target = target.and_then(|position| index.artifacts.get(position));
    let miss = outcome.err();
    let head = text.split('#').next().unwrap_or_default();
    let word = head.rsplit(':').next().unwrap_or_default();
    let near = match miss.as_ref().map(|miss| &miss.of) {
        Some(Of::Kind(kind)) => index
            .ids
            .get(kind)
            .and_then(|ids| hints.nearest(word, ids.iter().copied())),
        Some(Of::Risks) => hints.nearest(word, index.risks.iter().copied()),
        Some(Of::Paths) => hints.nearest(head, index.by_path.keys().map(|path| path.as_str())),
        Some(Of::Nothing) | None => None,
    };
    let mut fact = json!({
        "at": at.as_str(),
        "text": text,
        "resolves": miss.is_none(),
        "nearest": near,
        "why": miss.map(|miss| miss.why),
    });
    if let Some(target) = target {
        let place = json!({"path": target.path.as_str(), "root": target.root.as_str()});
        fact[if supersedes { "supersedes" } else { "leads_to" }] = place;
    }
    fact
}
