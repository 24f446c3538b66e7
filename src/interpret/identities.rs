//! Which artifacts share an id, and which datasheet describes a dataset.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::names;
use super::native;
use super::reading::Reading;
use crate::artifact::Artifact;
use crate::config::Config;
use crate::glossary::Kind;
use crate::span::Pointer;

/// Returns, for each artifact, the others of its kind and id.
///
/// Identical bytes in two places are still two records of one id.
pub(super) fn duplicates(artifacts: &[Artifact], config: &Config) -> Vec<Option<Value>> {
    /// As many as a reader looks at; all of them would grow with the square of the copies.
    const SHOWN: usize = 5;
    let mut holders: HashMap<(Kind, &str), Vec<Value>> = HashMap::new();
    for system in &config.systems {
        let location = &system.location;
        let at = format!("@{}-{}", location.span.start, location.span.end);
        let place = json!({"path": location.path.as_str(), "root": "", "at": at});
        holders
            .entry((Kind::System, &system.id))
            .or_default()
            .push(place);
    }
    for artifact in artifacts {
        if let Some((id, at)) = id(artifact) {
            holders
                .entry((artifact.kind, id))
                .or_default()
                .push(place(artifact, &at));
        }
    }
    let duplicate = |artifact: &Artifact| {
        let (id, at) = id(artifact)?;
        let own = place(artifact, &at);
        let all = holders.get(&(artifact.kind, id))?;
        let others: Vec<_> = all
            .iter()
            .filter(|other| **other != own)
            .take(SHOWN)
            .cloned()
            .collect();
        let first = all.first() == Some(&own);
        (!others.is_empty())
            .then(|| json!({"id": id, "at": at.as_str(), "first": first, "others": others}))
    };
    artifacts.iter().map(duplicate).collect()
}

/// The datasheets of a repository, by the names of what they describe.
pub(super) struct Datasheets<'a> {
    by_name: HashMap<String, Vec<Described<'a>>>,
}

struct Described<'a> {
    name: &'a str,
    path: &'a str,
    systems: &'a [usize],
}

impl<'a> Datasheets<'a> {
    /// Sorts all datasheets by name.
    pub(super) fn new(
        artifacts: &'a [Artifact],
        readings: &'a [Reading],
        members: &'a [Vec<usize>],
    ) -> Self {
        let mut by_name: HashMap<String, Vec<Described<'a>>> = HashMap::new();
        for ((artifact, reading), systems) in artifacts.iter().zip(readings).zip(members) {
            if artifact.kind != Kind::Datasheet {
                continue;
            }
            for name in &reading.dataset_names {
                let key = names::tail(&names::normal(name)).to_owned();
                let path = artifact.path.as_str();
                by_name.entry(key).or_default().push(Described {
                    name,
                    path,
                    systems,
                });
            }
        }
        Self { by_name }
    }

    /// Returns the path of the datasheet that describes `name`, first from the same system.
    pub(super) fn find(&self, name: &str, systems: &[usize]) -> Option<&'a str> {
        let all = self.by_name.get(names::tail(&names::normal(name)))?;
        let fitting = || all.iter().filter(|one| names::same(one.name, name));
        fitting()
            .find(|one| one.systems.iter().any(|system| systems.contains(system)))
            .or_else(|| fitting().next())
            .map(|one| one.path)
    }
}

fn id(artifact: &Artifact) -> Option<(&str, Pointer)> {
    let id = artifact.id.as_deref()?;
    Some((id, native::envelope(artifact)?.at.join("id")))
}

fn place(artifact: &Artifact, at: &Pointer) -> Value {
    json!({"path": artifact.path.as_str(), "root": artifact.root.as_str(), "at": at.as_str()})
}
