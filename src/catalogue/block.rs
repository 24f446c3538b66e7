//! The METADATA blocks of rules: where they stand, and what those of our own rules hold.
//!
//! A hundred blocks of YAML take as long to read as a small repository. Those that come with
//! the program are written as JSON once, into `policies/metadata.json`, one a line.

use std::collections::BTreeMap;

use serde_json::Value;

use super::yaml::{self, Node};
use crate::engine::Module;

/// The comment lines under `# METADATA`, without their `#`.
pub(super) struct Block {
    pub(super) text: String,
    pub(super) first_line: usize,
}

impl Block {
    /// The block has to stand before the package, as the first thing of its kind.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut lines = text.lines().zip(1..);
        let (_, first_line) = lines
            .by_ref()
            .take_while(|(line, _)| line.trim().is_empty() || line.starts_with('#'))
            .find(|(line, _)| line.strip_prefix('#').map(str::trim) == Some("METADATA"))?;
        let body: Vec<&str> = lines
            .map_while(|(line, _)| line.strip_prefix('#'))
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        Some(Self {
            text: body.join("\n"),
            first_line,
        })
    }
}

/// What blocks hold that were read before, by the paths of their files.
pub(super) struct Known(BTreeMap<&'static str, &'static str>);

impl Known {
    /// Reads what [`written`] wrote, without looking into it.
    pub(super) fn read(text: &'static str) -> Self {
        let one = |line: &'static str| {
            let (path, block) = line.strip_prefix('"')?.split_once("\": ")?;
            Some((path, block.trim_end_matches(',')))
        };
        Self(text.lines().filter_map(one).collect())
    }

    /// Returns what stands in the block of a file.
    pub(super) fn of(&self, path: &str) -> Option<Node> {
        let block: Value = serde_json::from_str(self.0.get(path)?).ok()?;
        Some(block.into())
    }
}

/// Returns what stands in the blocks of `modules`, one a line.
#[must_use]
pub fn written(modules: &[Module]) -> String {
    let one = |module: &Module| {
        let block = Block::of(&module.text)?;
        let value = yaml::read(&block.text).ok()?.to_json();
        Some(format!("{:?}: {value}", module.path))
    };
    let lines: Vec<String> = modules.iter().filter_map(one).collect();
    lines.join(",\n")
}
