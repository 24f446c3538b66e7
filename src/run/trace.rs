//! Follows a system from its model versions to their releases, through evidence and history.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use serde_json::Value;

use super::{Request, history, raise_stages, reading, trouble};
use crate::assess::places::Places;
use crate::config;
use crate::git::{LastChange, Source};
use crate::glossary::nearest;
use crate::report::trace::{Chain, Change, Gap, Link, Node, Trace};
use crate::span::Pointer;
use crate::verdict::Trouble;

/// Follows the system `id` as `request` asks for.
///
/// # Errors
/// There is no such system, or the repository cannot be read.
pub fn follow(request: &Request, id: &str) -> Result<Trace, Vec<Trouble>> {
    let source = super::open(
        &request.folder,
        &request.snapshot,
        request.index_file.as_deref(),
    )?;
    let config = config::load(&source, request.config.as_deref()).map_err(|errors| {
        errors
            .into_iter()
            .map(trouble::from_config)
            .collect::<Vec<_>>()
    })?;
    let (mut evidence, _) = reading::read(&source, &config)?;
    raise_stages(&mut evidence, request.stage);
    let known = || evidence.systems.iter();
    let system = known().find(|system| system.id == id).ok_or_else(|| {
        let names: Vec<&str> = known().map(|system| system.id.as_str()).collect();
        vec![unknown(id, &names)]
    })?;
    if system.declared.is_none() {
        return Err(vec![undeclared(id)]);
    }
    let facts: Vec<&Value> = system
        .artifacts
        .iter()
        .filter_map(|index| evidence.artifacts.get(*index)?.facts.get("chain"))
        .collect();
    let changes = changes(&source, &facts)?;
    let places = Places::new(&evidence, &BTreeMap::new());
    let drawn = Drawn { places, changes };
    Ok(Trace {
        system: system.id.clone(),
        tier: system.tier,
        stage: system.stage,
        commit: source.commit(),
        chains: facts.into_iter().map(|fact| drawn.chain(fact)).collect(),
    })
}

fn unknown(id: &str, names: &[&str]) -> Trouble {
    let hint = nearest(id, names.iter().copied());
    let hint = hint.map(|name| format!("; did you mean `{name}`?"));
    let message = format!("there is no system `{id}`{}", hint.unwrap_or_default());
    let help = (!names.is_empty()).then(|| format!("there are {}", names.join(", ")));
    Trouble {
        message,
        causes: Vec::new(),
        location: None,
        help,
    }
}

fn undeclared(id: &str) -> Trouble {
    Trouble {
        message: format!("system `{id}` is declared nowhere, so that nothing says what it ships"),
        causes: Vec::new(),
        location: None,
        help: Some("`raigate init` writes a declaration into `raigate.toml`".to_owned()),
    }
}

/// Returns what history knows of each file in these chains.
fn changes(
    source: &Source,
    facts: &[&Value],
) -> Result<BTreeMap<Utf8PathBuf, Change>, Vec<Trouble>> {
    let nodes = facts.iter().flat_map(|fact| list(&fact["links"]));
    let nodes = nodes.flat_map(|link| list(&link["nodes"]));
    let paths: BTreeSet<Utf8PathBuf> = nodes.map(|node| word(node, "path").into()).collect();
    let paths: Vec<Utf8PathBuf> = paths.into_iter().collect();
    if !source.has_history() {
        return Ok(BTreeMap::new());
    }
    let failed = |error| vec![trouble::from_source(&error)];
    let uncommitted = source.uncommitted_paths().map_err(failed)?;
    let last = source.last_changes(&paths).map_err(failed)?;
    let told = paths.into_iter().zip(last).map(|(path, last)| {
        let change = match last {
            _ if uncommitted.contains(&path) => Change::Uncommitted,
            LastChange::At(commit) => Change::Committed {
                commit: commit.id.clone(),
                author: commit.author.name.clone(),
                date: history::day(commit.committer.time).unwrap_or_default(),
            },
            LastChange::Never => Change::Uncommitted,
            LastChange::CutShort => Change::Unknown,
        };
        (path, change)
    });
    Ok(told.collect())
}

/// What a fact needs to be shown.
struct Drawn {
    places: Places,
    changes: BTreeMap<Utf8PathBuf, Change>,
}

impl Drawn {
    fn chain(&self, fact: &Value) -> Chain {
        Chain {
            model: said(fact, "name"),
            version: said(fact, "version"),
            links: list(&fact["links"]).map(|link| self.link(link)).collect(),
        }
    }

    fn link(&self, fact: &Value) -> Link {
        let gap = fact.get("gap").map(|gap| Gap {
            message: word(gap, "message").to_owned(),
            others: list(&gap["other"])
                .map(|other| {
                    let message = word(other, "message").to_owned();
                    (word(other, "path").into(), self.line(other), message)
                })
                .collect(),
        });
        Link {
            name: word(fact, "link").to_owned(),
            nodes: list(&fact["nodes"]).map(|node| self.node(node)).collect(),
            left_out: fact["left_out"].as_u64().unwrap_or_default(),
            gap,
        }
    }

    fn node(&self, fact: &Value) -> Node {
        let path = Utf8PathBuf::from(word(fact, "path"));
        Node {
            says: word(fact, "says").to_owned(),
            kind: word(fact, "kind").to_owned(),
            id: said(fact, "id"),
            line: self.line(fact),
            datasheet: said(fact, "datasheet"),
            who: said(fact, "who"),
            date: said(fact, "date"),
            change: self.changes.get(&path).cloned().unwrap_or(Change::Unknown),
            path,
        }
    }

    fn line(&self, fact: &Value) -> usize {
        let root = Pointer::parse(word(fact, "root")).unwrap_or_default();
        let path = Utf8PathBuf::from(word(fact, "path"));
        self.places
            .locate(&path, &root, word(fact, "at"), false)
            .start
            .line
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn word<'v>(fact: &'v Value, key: &str) -> &'v str {
    said_as(fact, key).unwrap_or_default()
}

fn said(fact: &Value, key: &str) -> Option<String> {
    said_as(fact, key).map(str::to_owned)
}

fn said_as<'v>(fact: &'v Value, key: &str) -> Option<&'v str> {
    fact.get(key)?.as_str()
}
