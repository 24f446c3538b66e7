//! What the items of a task list in Markdown name as their evidence: links, and references
//! in their text.

use super::{Field, Mention, may_refer};
use crate::artifact::Artifact;
use crate::glossary::{Format, Kind};
use crate::parse::markdown::{self, Outline, Task};
use crate::span::Pointer;

/// Returns the references of a launch checklist that is written as a task list.
pub(super) fn mentions(artifact: &Artifact) -> Vec<Mention> {
    if artifact.kind != Kind::LaunchChecklist || artifact.format != Format::Markdown {
        return Vec::new();
    }
    let outline = markdown::outline(&artifact.text);
    let mut found = Vec::new();
    for (at, task) in all(&outline) {
        let named = named(task, &artifact.text);
        let referring = named
            .into_iter()
            .filter(|text| may_refer(Field::Mixed, text));
        found.extend(referring.map(|text| Mention {
            at: at.join("text"),
            text,
            field: Field::Mixed,
            supersedes: false,
        }));
    }
    found
}

/// Goes over the items of all task lists, each with its place in the artifact.
pub(in crate::interpret) fn all(outline: &Outline) -> impl Iterator<Item = (Pointer, &Task)> {
    let sections = outline.sections.iter().enumerate();
    sections.flat_map(|(section, one)| {
        let list = Pointer::root().join("$body").join("sections");
        let list = list.join(section).join("tasks");
        let tasks = one.tasks.iter().enumerate();
        tasks.map(move |(index, task)| (list.join(index), task))
    })
}

/// Returns what an item names: the targets of its links, addresses, and words such as
/// `eval-result:ID`.
pub(in crate::interpret) fn named(task: &Task, text: &str) -> Vec<String> {
    let written = task.span.slice(text);
    let links = written.split("](").skip(1).filter_map(|rest| {
        let target = rest.split([')', ' ']).next()?;
        Some(target.trim_matches(['<', '>']))
    });
    let is_edge = |c: char| !(c.is_alphanumeric() || matches!(c, '/' | '_' | '#'));
    let words = task.text.split_whitespace();
    let words = words.map(|word| word.trim_matches(is_edge)).filter(|word| {
        let kind = word.split(':').next().unwrap_or_default();
        word.contains("://") || (word.contains(':') && Kind::from_name(kind).is_some())
    });
    let mut named: Vec<String> = links.chain(words).map(str::to_owned).collect();
    named.retain(|text| !text.is_empty());
    named.dedup();
    named
}
