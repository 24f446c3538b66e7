//! The chain from a model version to its release, for `raigate trace`.

mod mermaid;
mod text;

use camino::Utf8PathBuf;
use serde_json::{Value, json};

use super::escape;
use crate::glossary::{Stage, Tier};

/// How a chain is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// For a person at a terminal.
    Text,
    /// For a script.
    Json,
    /// For a page that draws Mermaid.
    Mermaid,
}

/// The chains of one system, one for each model version that it ships.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The system.
    pub system: String,
    /// Its tier.
    pub tier: Tier,
    /// Its stage.
    pub stage: Stage,
    /// The commit that was looked at, or is checked out.
    pub commit: Option<String>,
    /// One for each manifest that stands for today, in path order.
    pub chains: Vec<Chain>,
}

/// The way of one model version.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The name of the model, where the manifest states one.
    pub model: Option<String>,
    /// What tells this version from another.
    pub version: Option<String>,
    /// Model, data, evaluation, approval, release.
    pub links: Vec<Link>,
}

impl Chain {
    /// Returns the first link that nothing stands for, with what is missing.
    #[must_use]
    pub fn broken(&self) -> Option<(&Link, &Gap)> {
        let mut links = self.links.iter();
        links.find_map(|link| Some((link, link.gap.as_ref()?)))
    }

    /// Returns the model and its version, as a heading shows them.
    fn heading(&self) -> String {
        let name = self.model.as_deref().unwrap_or("a model without a name");
        let version = self.version.as_deref().unwrap_or("without a version");
        format!("{name} {version}")
    }
}

/// One step of the way.
#[derive(Debug, Clone)]
pub struct Link {
    /// What it is.
    pub name: String,
    /// What stands for it.
    pub nodes: Vec<Node>,
    /// How many more there are.
    pub left_out: u64,
    /// What is missing, where nothing stands for it.
    pub gap: Option<Gap>,
}

/// One artifact in the chain.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it says there, in a few words.
    pub says: String,
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: Option<String>,
    /// Its file.
    pub path: Utf8PathBuf,
    /// The line that says so.
    pub line: usize,
    /// The datasheet that describes this data.
    pub datasheet: Option<String>,
    /// Who it says was responsible.
    pub who: Option<String>,
    /// The day it states.
    pub date: Option<String>,
    /// What history knows of its last change.
    pub change: Change,
}

/// When a file was changed last.
#[derive(Debug, Clone)]
pub enum Change {
    /// In this commit.
    Committed {
        /// Its hexadecimal digits.
        commit: String,
        /// The name of its author.
        author: String,
        /// The day of its committer, as YYYY-MM-DD.
        date: String,
    },
    /// Since the last commit.
    Uncommitted,
    /// Nobody can tell here.
    Unknown,
}

/// What is missing at a link.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The fact.
    pub message: String,
    /// What there is instead: path, line and fact.
    pub others: Vec<(Utf8PathBuf, usize, String)>,
}

/// Draws `trace`.
#[must_use]
pub fn render(trace: &Trace, drawing: Drawing) -> String {
    match drawing {
        Drawing::Text => text::render(trace),
        Drawing::Json => json(trace),
        Drawing::Mermaid => mermaid::render(trace),
    }
}

fn json(trace: &Trace) -> String {
    let chains: Vec<Value> = trace.chains.iter().map(chain).collect();
    let value = json!({
        "schema": "raigate/trace/v1",
        "system": trace.system,
        "tier": trace.tier.name(),
        "stage": trace.stage.name(),
        "commit": trace.commit,
        "chains": chains,
    });
    escape::json(&format!("{value:#}\n"))
}

fn chain(chain: &Chain) -> Value {
    let links: Vec<Value> = chain.links.iter().map(link).collect();
    json!({
        "model": chain.model,
        "version": chain.version,
        "broken_at": chain.broken().map(|(link, _)| link.name.as_str()),
        "links": links,
    })
}

fn link(link: &Link) -> Value {
    let nodes: Vec<Value> = link.nodes.iter().map(node).collect();
    let gap = link.gap.as_ref().map(|gap| {
        let others: Vec<Value> = gap
            .others
            .iter()
            .map(|(path, line, message)| json!({"path": path, "line": line, "message": message}))
            .collect();
        json!({"message": gap.message, "others": others})
    });
    json!({"link": link.name, "nodes": nodes, "left_out": link.left_out, "gap": gap})
}

fn node(node: &Node) -> Value {
    let change = match &node.change {
        Change::Committed {
            commit,
            author,
            date,
        } => {
            json!({"commit": commit, "author": author, "date": date})
        }
        Change::Uncommitted => json!({"commit": null}),
        Change::Unknown => Value::Null,
    };
    json!({
        "kind": node.kind, "id": node.id, "path": node.path, "line": node.line,
        "says": node.says, "datasheet": node.datasheet, "who": node.who, "date": node.date,
        "last_change": change,
    })
}
