//! The texts that a report may quote.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::artifact::Artifact;
use crate::finding::Finding;
use crate::glossary::Format;
use crate::span::Span;

/// Returns the texts of the files that the findings point into.
pub(super) fn of(
    findings: &[Finding],
    artifacts: &[Artifact],
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
) -> BTreeMap<Utf8PathBuf, Arc<str>> {
    let related = |finding: &Finding| {
        finding
            .related
            .iter()
            .map(|label| label.location.path.clone())
            .collect::<Vec<_>>()
    };
    let wanted: BTreeSet<Utf8PathBuf> = findings
        .iter()
        .flat_map(|finding| [vec![finding.location.path.clone()], related(finding)].concat())
        .collect();
    // What a container holds has no lines in the file that a report could point to.
    let with_lines = artifacts.iter().filter(|one| one.format != Format::Eval);
    let of_artifacts = with_lines.filter(|one| wanted.contains(&one.path));
    let of_artifacts = of_artifacts.map(|one| (one.path.as_path(), one.text.whole()));
    let of_others = texts.iter().filter(|(path, _)| wanted.contains(*path));
    let of_others = of_others.map(|(path, text)| (path.as_path(), text));
    of_artifacts
        .chain(of_others)
        .map(|(path, text)| (path.to_owned(), masked(path, text, findings)))
        .collect()
}

/// Covers what privacy rules found wherever a message repeats it, as the name of a group may.
pub(super) fn hide(
    findings: &mut [Finding],
    artifacts: &[Artifact],
    texts: &BTreeMap<Utf8PathBuf, Arc<str>>,
) {
    let private: BTreeSet<String> = findings
        .iter()
        .filter(|finding| finding.rule.is_private())
        .filter_map(|finding| {
            let at = &finding.location;
            let mut artifacts = artifacts.iter();
            let artifact = artifacts.find(|artifact| artifact.path == at.path);
            let text = artifact.map_or_else(
                || texts.get(&at.path).map(|text| &**text),
                |found| Some(&*found.text),
            );
            Some(text?.get(at.span.start..at.span.end)?.trim().to_owned())
        })
        // Shorter is nobody's, and would cover words.
        .filter(|text| text.chars().count() >= 4)
        .collect();
    if private.is_empty() {
        return;
    }
    for finding in findings {
        let related = finding.related.iter_mut().map(|label| &mut label.message);
        let reason = finding.waiver.as_mut().map(|waiver| &mut waiver.reason);
        for message in related.chain([&mut finding.message]).chain(reason) {
            for text in private
                .iter()
                .filter(|text| message.contains(*text))
                .collect::<Vec<_>>()
            {
                *message = message.replace(text, &"*".repeat(text.chars().count()));
            }
        }
    }
}

/// Covers what privacy rules found: a report travels further than the file it is about.
///
/// Every character is replaced by as many bytes as it had, so that places stay true.
fn masked(path: &Utf8Path, text: &Arc<str>, findings: &[Finding]) -> Arc<str> {
    let spans: Vec<Span> = findings
        .iter()
        .filter(|finding| finding.rule.is_private() && finding.location.path == path)
        .map(|finding| finding.location.span)
        .collect();
    if spans.is_empty() {
        return Arc::clone(text);
    }
    let is_covered = |at: usize| {
        spans
            .iter()
            .any(|span| (span.start..span.end).contains(&at))
    };
    let mut shown = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if is_covered(at) && !character.is_whitespace() {
            shown.extend(std::iter::repeat_n('*', character.len_utf8()));
        } else {
            shown.push(character);
        }
    }
    Arc::from(shown)
}
