//! Digests that artifacts state of files, held against the files and against each other.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};

use super::{Algorithm, Answer, Answers, Question, Tracked, inside};
use crate::artifact::Artifact;
use crate::git::ReadError;
use crate::interpret::huggingface::text;
use crate::interpret::native;
use crate::interpret::reading::DatasetUse;
use crate::interpret::trail::Trail;
use crate::span::{Pointer, Step};

/// A digest that an artifact states of a file, or a file that it names without one.
pub(in crate::interpret) struct Stated {
    /// Where the digest stands, else the path.
    at: Pointer,
    /// Where the file can be; the first that is there counts.
    paths: Vec<Utf8PathBuf>,
    digest: Option<(Algorithm, String)>,
}

/// Returns the files that an artifact names; `digests` are the facts that its format gives.
pub(in crate::interpret) fn read(artifact: &Artifact, digests: &[Value]) -> Vec<Stated> {
    let folder = artifact.path.parent().unwrap_or(Utf8Path::new(""));
    let of_format = digests.iter().filter_map(|fact| {
        let path = inside(folder, fact.get("url")?.as_str()?)?;
        // The address of what is packed in another file begins in that.
        let is_packed = fact.get("inside").is_some();
        (!is_packed).then_some(())?;
        Some(Stated {
            at: Pointer::parse(fact.get("at")?.as_str()?)?,
            paths: vec![path],
            digest: Some(Algorithm::read(fact.get("digest")?.as_str()?)?),
        })
    });
    let mut found: Vec<Stated> = of_format.collect();
    if let Some(envelope) = native::envelope(artifact) {
        holder(
            folder,
            Trail::From(&envelope.at),
            envelope.fields,
            &mut found,
        );
    }
    found
}

fn holder(folder: &Utf8Path, at: Trail<'_>, members: &Map<String, Value>, found: &mut Vec<Stated>) {
    if let Some(path) = text(members.get("path")) {
        let paths = [Utf8Path::new(""), folder].map(|folder| inside(folder, &path));
        let mut paths: Vec<Utf8PathBuf> = paths.into_iter().flatten().collect();
        paths.dedup();
        let digest = text(members.get("digest"));
        let digest = digest.as_deref().and_then(Algorithm::read);
        let key = if digest.is_some() { "digest" } else { "path" };
        if !paths.is_empty() {
            found.push(Stated {
                at: at.to(Step::Key(key)).pointer(),
                paths,
                digest,
            });
        }
    }
    for (key, value) in members {
        let at = at.to(Step::Key(key));
        match value {
            // What was copied is held against its source as a copy.
            _ if key == "derived_from" => {}
            Value::Object(inner) => holder(folder, at, inner, found),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if let Value::Object(inner) = item {
                        holder(folder, at.to(Step::Index(index)), inner, found);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Returns what has to be asked of which files.
pub(in crate::interpret) fn questions(
    stated: &[Stated],
) -> impl Iterator<Item = (Utf8PathBuf, Question)> + '_ {
    stated.iter().flat_map(|stated| {
        let algorithm = stated.digest.as_ref().map(|(algorithm, _)| *algorithm);
        stated.paths.iter().map(move |path| {
            let question = Question {
                algorithms: algorithm.into_iter().collect(),
                is_data: true,
                ..Question::default()
            };
            (path.clone(), question)
        })
    })
}

/// What other artifacts state of each file, in their order.
pub(in crate::interpret) type Others = BTreeMap<Utf8PathBuf, Vec<Value>>;

/// Returns what artifacts state of files that are not here to be asked.
pub(in crate::interpret) fn others<'a>(
    all: impl Iterator<Item = (&'a Artifact, &'a [Stated])>,
    answers: &Answers,
) -> Others {
    let mut others = Others::new();
    for (artifact, stated) in all {
        for stated in stated {
            let (Some((algorithm, hex)), Some(path)) = (&stated.digest, stated.target(answers))
            else {
                continue;
            };
            others.entry(path).or_default().push(json!({
                "digest": format!("{}:{hex}", algorithm.name()),
                "path": artifact.path.as_str(),
                "root": artifact.root.as_str(),
                "at": stated.at.as_str(),
                "by": "artifact",
            }));
        }
    }
    others
}

impl Stated {
    /// Returns the file that is meant.
    fn target(&self, answers: &Answers) -> Option<Utf8PathBuf> {
        match answers.first(&self.paths) {
            Some((_, Ok(answer))) => Some(answer.target.clone()),
            Some((path, Err(_))) => Some(path.to_owned()),
            None => self.paths.first().cloned(),
        }
    }
}

/// Returns, for each digest of an artifact that something else gives otherwise, a fact.
pub(in crate::interpret) fn facts(
    artifact: &Artifact,
    stated: &[Stated],
    answers: &Answers,
    others: &Others,
) -> Vec<Value> {
    let mut found = Vec::new();
    for stated in stated {
        let Some(target) = stated.target(answers) else {
            continue;
        };
        let content = match answers.first(&stated.paths) {
            Some((_, Ok(answer))) => Some(answer),
            _ => None,
        };
        let mut tracked = stated.paths.iter().chain([&target]);
        let tracked = tracked.find_map(|path| answers.tracked.get(path));
        let tracked = tracked.map_or(&[][..], Vec::as_slice);
        if let Some((algorithm, hex)) = &stated.digest {
            let given = format!("{}:{hex}", algorithm.name());
            let of_file = by_content(&target, *algorithm, content);
            let of_others = match of_file {
                None => before(artifact, stated, &given, others.get(&target)),
                Some(_) => None,
            };
            let of_dvc = tracked.iter().filter(|_| *algorithm == Algorithm::Md5);
            let all = of_file.into_iter().chain(of_others);
            let all = all.chain(of_dvc.map(by_dvc));
            let differing = all.filter(|other| text_of(other, "digest") != given);
            found.extend(differing.map(|other| fact(stated, &target, &given, &other)));
        }
        if let Some(answer) = content.filter(|answer| answer.lfs.is_none()) {
            let changed = tracked
                .iter()
                .filter_map(|tracked| changed(answer, tracked));
            for (given, other) in changed {
                let mut fact = fact(stated, &target, &given, &other);
                fact["is_content"] = true.into();
                found.push(fact);
            }
        }
    }
    found
}

/// Returns the digest that the content has, or the pointer that stands for it names.
fn by_content(target: &Utf8Path, algorithm: Algorithm, content: Option<&Answer>) -> Option<Value> {
    let answer = content?;
    let (hex, by) = match (&answer.lfs, algorithm) {
        (Some(lfs), Algorithm::Sha256) => (lfs, "lfs"),
        (Some(_), _) => return None,
        (None, algorithm) => (answer.digests.get(&algorithm)?, "file"),
    };
    let digest = format!("{}:{hex}", algorithm.name());
    Some(json!({"digest": digest, "path": target.as_str(), "by": by}))
}

/// Returns the first that an earlier artifact states otherwise, by the same algorithm.
fn before(
    artifact: &Artifact,
    stated: &Stated,
    given: &str,
    known: Option<&Vec<Value>>,
) -> Option<Value> {
    let place = |other: &Value| ["path", "root", "at"].map(|key| text_of(other, key).to_owned());
    let own = [
        artifact.path.as_str(),
        artifact.root.as_str(),
        stated.at.as_str(),
    ];
    let mut before = known?.iter().take_while(|other| place(other) != own);
    let algorithm = |digest: &str| digest.split(':').next().map(str::to_owned);
    let found = before.find(|other| {
        let theirs = text_of(other, "digest");
        theirs != given && algorithm(theirs) == algorithm(given)
    });
    found.cloned()
}

/// Returns the digest of the content and that which DVC keeps, where the two differ.
fn changed(answer: &Answer, tracked: &Tracked) -> Option<(String, Value)> {
    let md5 = answer.digests.get(&Algorithm::Md5)?;
    let of_text = answer.digests.get(&Algorithm::Md5OfText);
    let hex = tracked.digest.trim_start_matches("md5:");
    let is_text = tracked.is_of_text && of_text.is_some_and(|md5| md5 == hex);
    // The digest of a folder says nothing of a file, nor that of a file of a folder.
    let is_folder = |hex: &str| hex.contains('.');
    let differs = md5 != hex && !is_text && is_folder(md5) == is_folder(hex);
    differs.then(|| (format!("md5:{md5}"), by_dvc(tracked)))
}

/// Returns the fact that a datasheet states another digest of a dataset than its user does.
pub(in crate::interpret) fn of_dataset(used: &DatasetUse, theirs: &Value) -> Option<Value> {
    let (algorithm, ours) = Algorithm::read(used.digest.as_deref()?)?;
    let (other, digest) = Algorithm::read(theirs.get("digest")?.as_str()?)?;
    if algorithm != other || ours == digest {
        return None;
    }
    let mut theirs = theirs.clone();
    theirs["digest"] = format!("{}:{digest}", other.name()).into();
    let at = used.at.parent()?.join("digest");
    Some(json!({
        "at": at.as_str(),
        "file": used.name,
        "digest": format!("{}:{ours}", algorithm.name()),
        "other": theirs,
    }))
}

/// Says why a stated digest could not be held against its file.
pub(in crate::interpret) fn unread(stated: &[Stated], answers: &Answers) -> Vec<Value> {
    let unread = stated.iter().filter_map(|stated| {
        stated.digest.as_ref()?;
        match answers.first(&stated.paths)? {
            // A folder has no digest of its own but that of DVC.
            (_, Err(ReadError::Missing | ReadError::NotAFile("folder"))) => None,
            (path, Err(error)) => Some(json!({
                "at": stated.at.as_str(),
                "file": path.as_str(),
                "why": error.to_string(),
            })),
            _ => None,
        }
    });
    unread.collect()
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn by_dvc(tracked: &Tracked) -> Value {
    json!({
        "digest": tracked.digest,
        "path": tracked.path.as_str(),
        "root": "",
        "at": tracked.at.as_str(),
        "by": "dvc",
    })
}

fn fact(stated: &Stated, target: &Utf8Path, given: &str, other: &Value) -> Value {
    json!({
        "at": stated.at.as_str(),
        "file": target.as_str(),
        "digest": given,
        "other": other,
    })
}
