//! Which artifacts share an id, and which datasheet describes a dataset.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Value, json};

use super::Words;
use super::names;
use crate::artifact::Artifact;
use crate::config::Config;
use crate::glossary::Kind;
use crate::span::Pointer;

/// Returns, for each artifact, the others of its kind and id.
///
/// Identical bytes in two places are still two records of one id.
pub(super) fn duplicates(
    artifacts: &[Artifact],
    words: &[Words],
    config: &Config,
) -> Vec<Option<Value>> {
    /// As many as a reader looks at; all of them would grow with the square of the copies.
    const SHOWN: usize = 5;
    let mut holders: HashMap<(Kind, &str), Vec<Holder<'_>>> = HashMap::new();
    for system in &config.systems {
        let location = &system.location;
        let at = format!("@{}-{}", location.span.start, location.span.end);
        let holder = Holder {
            path: location.path.as_str(),
            root: "",
            at: at.into(),
        };
        let all = holders.entry((Kind::System, &system.id)).or_default();
        all.push(holder);
    }
    for (artifact, words) in artifacts.iter().zip(words) {
        if let Some((id, at)) = id(artifact, words) {
            let all = holders.entry((artifact.kind, id)).or_default();
            all.push(Holder::of(artifact, at));
        }
    }
    let duplicate = |(artifact, words): (&Artifact, &Words)| {
        let (id, at) = id(artifact, words)?;
        let own = Holder::of(artifact, at);
        let all = holders.get(&(artifact.kind, id))?;
        let others = all.iter().filter(|other| **other != own);
        let others: Vec<Value> = others.take(SHOWN).map(Holder::place).collect();
        let first = all.first() == Some(&own);
        (!others.is_empty())
            .then(|| json!({"id": id, "at": at.as_str(), "first": first, "others": others}))
    };
    artifacts.iter().zip(words).map(duplicate).collect()
}

/// The datasheets of a repository, by the names of what they describe.
pub(super) struct Datasheets<'a> {
    by_name: HashMap<String, Vec<Described<'a>>>,
}

struct Described<'a> {
    name: &'a str,
    path: &'a str,
    digest: Option<&'a Value>,
    systems: &'a [usize],
}

impl<'a> Datasheets<'a> {
    /// Sorts all datasheets by name.
    pub(super) fn new(
        artifacts: &'a [Artifact],
        words: &'a [Words],
        members: &'a [Vec<usize>],
    ) -> Self {
        let mut by_name: HashMap<String, Vec<Described<'a>>> = HashMap::new();
        for ((artifact, words), systems) in artifacts.iter().zip(words).zip(members) {
            if artifact.kind != Kind::Datasheet {
                continue;
            }
            for name in &words.reading.dataset_names {
                let key = names::tail(&names::normal(name)).to_owned();
                let path = artifact.path.as_str();
                by_name.entry(key).or_default().push(Described {
                    name,
                    path,
                    digest: words.reading.own_digest.as_ref(),
                    systems,
                });
            }
        }
        Self { by_name }
    }

    /// Returns the path of the datasheet that describes `name`, first from the same system.
    pub(super) fn find(&self, name: &str, systems: &[usize]) -> Option<&'a str> {
        self.described(name, systems).map(|one| one.path)
    }

    /// Returns the digest that this datasheet states, with its place.
    pub(super) fn digest(&self, name: &str, systems: &[usize]) -> Option<&'a Value> {
        self.described(name, systems)?.digest
    }

    fn described(&self, name: &str, systems: &[usize]) -> Option<&Described<'a>> {
        let all = self.by_name.get(names::tail(&names::normal(name)))?;
        let fitting = || all.iter().filter(|one| names::same(one.name, name));
        fitting()
            .find(|one| one.systems.iter().any(|system| systems.contains(system)))
            .or_else(|| fitting().next())
    }
}

fn id<'a>(artifact: &'a Artifact, words: &'a Words) -> Option<(&'a str, &'a Pointer)> {
    Some((artifact.id.as_deref()?, words.id_at.as_ref()?))
}

/// Where an id stands.
#[derive(PartialEq)]
struct Holder<'a> {
    path: &'a str,
    root: &'a str,
    at: Cow<'a, str>,
}

impl<'a> Holder<'a> {
    fn of(artifact: &'a Artifact, at: &'a Pointer) -> Self {
        Self {
            path: artifact.path.as_str(),
            root: artifact.root.as_str(),
            at: at.as_str().into(),
        }
    }

    fn place(&self) -> Value {
        json!({"path": self.path, "root": self.root, "at": self.at})
    }
}
