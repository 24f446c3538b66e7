//! Looks at the chosen files: in parallel, each once, in their order.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::discover::cards::Neighbours;
use crate::discover::content::{self, Look};
use crate::discover::pick::Candidate;
use crate::discover::{EvidenceFile, Recognised, head, outputs, places};
use crate::git::{EntryKind, ReadError, Source};
use crate::glossary::{Format, Kind, Standard};

/// The largest file that is read.
const LIMIT_BYTES: u64 = 16 << 20;
/// Larger files are read whole only if their beginning promises evidence.
const HEAD_BYTES: usize = 1 << 20;

/// What looking at a file led to.
pub(super) enum Looked<E = Box<EvidenceFile>> {
    Evidence(E),
    LeftOut(String),
    Ordinary,
}

/// What was made of a file that is evidence.
pub(super) struct Found<F> {
    path: Utf8PathBuf,
    kind_is_configured: bool,
    pub(super) made: F,
}

/// Looks at the candidates, in parallel, in their order.
pub(super) fn read<F: Send>(
    source: &Source,
    candidates: &[Candidate<'_>],
    make: &(impl Fn(EvidenceFile) -> F + Sync),
) -> Vec<(Utf8PathBuf, Looked<Found<F>>)> {
    let one = |candidate: &Candidate<'_>| match look_at(source, candidate) {
        Looked::Evidence(file) => Looked::Evidence(Found {
            path: file.path.clone(),
            kind_is_configured: file.kind_is_configured,
            made: make(*file),
        }),
        Looked::LeftOut(reason) => Looked::LeftOut(reason),
        Looked::Ordinary => Looked::Ordinary,
    };
    // However long the list is, no thread is left with much of it while others have done.
    let looked = candidates.par_iter().with_max_len(MOST_AT_ONCE);
    let looked = looked.map(|candidate| (candidate.entry.path.clone(), one(candidate)));
    looked.collect()
}

/// As many files are looked at before another thread may take some.
const MOST_AT_ONCE: usize = 32;

/// Leaves out links to files that are evidence themselves: one text is judged once.
pub(super) fn drop_second_names<F>(
    source: &Source,
    candidates: &[Candidate<'_>],
    files: &mut Vec<Found<F>>,
    left_out: &mut Vec<(Utf8PathBuf, String)>,
) {
    let links = candidates.iter().map(|candidate| candidate.entry);
    let links: BTreeSet<&Utf8Path> = links
        .filter(|entry| entry.kind == EntryKind::Link)
        .map(|entry| entry.path.as_path())
        .collect();
    if links.is_empty() {
        return;
    }
    let names: BTreeSet<Utf8PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let mut second = Vec::new();
    files.retain(|file| {
        let is_free = links.contains(file.path.as_path()) && !file.kind_is_configured;
        let target = is_free.then(|| source.target(&file.path).ok()).flatten();
        let target = target.filter(|target| names.contains(target));
        let is_second = target.is_some();
        second.extend(target.map(|target| (file.path.clone(), target)));
        !is_second
    });
    let told = |target: Utf8PathBuf| format!("a link to `{target}`, which is judged");
    left_out.extend(
        second
            .into_iter()
            .map(|(path, target)| (path, told(target))),
    );
}

fn look_at(source: &Source, candidate: &Candidate<'_>) -> Looked {
    let path = candidate.entry.path.as_path();
    let expected = candidate.configured.is_some() || candidate.by_path.is_some();
    if !expected && !candidate.included && Format::of_path(path).is_none() {
        return follow(source, path);
    }
    let (bytes, size) = match source.read_head(path, HEAD_BYTES) {
        Ok(read) => read,
        Err(error) if expected => return deliver(candidate, None, Err(error)),
        // A link to a folder, or to where a file was, promises nothing by its name.
        Err(error) => return Looked::LeftOut(error.to_string()),
    };
    if size > LIMIT_BYTES {
        let error = ReadError::TooLarge {
            size,
            limit: LIMIT_BYTES,
        };
        return if expected {
            deliver(candidate, None, Err(error))
        } else {
            Looked::LeftOut(error.to_string())
        };
    }
    let format = Format::of_path(path);
    let bytes = if size > HEAD_BYTES as u64 {
        let promising = format.is_some_and(|it| content::may_be(&bytes, it, &candidate.near));
        if !expected && !candidate.included && !promising {
            return Looked::Ordinary;
        }
        match source.read(path, LIMIT_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if expected => return deliver(candidate, None, Err(error)),
            Err(error) => return Looked::LeftOut(error.to_string()),
        }
    } else {
        bytes
    };
    let look = format.map_or(Look::Nothing, |it| {
        content::look(&bytes, it, &candidate.near)
    });
    judge(candidate, &look, bytes)
}

/// Looks where a link leads whose name promises no evidence: what it leads to inside is judged
/// there, what lies outside is not.
fn follow(source: &Source, path: &Utf8Path) -> Looked {
    match source.target(path) {
        Ok(_) | Err(ReadError::NotAFile("folder")) => Looked::Ordinary,
        Err(error) => Looked::LeftOut(error.to_string()),
    }
}

fn judge(candidate: &Candidate<'_>, look: &Look, bytes: Vec<u8>) -> Looked {
    let path = candidate.entry.path.as_path();
    match look {
        Look::Evidence(found) => deliver(candidate, Some(*found), Ok(bytes)),
        Look::OwnOutput if candidate.configured.is_none() => {
            Looked::LeftOut("written by raigate itself".to_owned())
        }
        _ if candidate.configured.is_some() || candidate.by_path.is_some() => {
            deliver(candidate, None, Ok(bytes))
        }
        _ if content::is_lfs_pointer(&bytes) => Looked::LeftOut(
            "a Git LFS pointer: without its content nothing says whether it is evidence".to_owned(),
        ),
        _ if head::is_utf16(&bytes) => Looked::LeftOut(
            "UTF-16: what it is can only be told once it is saved as UTF-8".to_owned(),
        ),
        _ if Format::of_path(path) == Some(Format::Eval) => Looked::LeftOut(
            "named as a log of inspect_ai is, but it is no ZIP container".to_owned(),
        ),
        _ if candidate.included => Looked::LeftOut(
            "included, but nothing says which kind it is: name it in [[artifact]]".to_owned(),
        ),
        _ if places::is_in_evidence_folder(path) => Looked::LeftOut(
            "in a `rai` folder, but neither its place nor its content says which kind it is"
                .to_owned(),
        ),
        _ => Looked::Ordinary,
    }
}

fn deliver(
    candidate: &Candidate<'_>,
    content: Option<Recognised>,
    bytes: Result<Vec<u8>, ReadError>,
) -> Looked {
    let path = &candidate.entry.path;
    let seen = content.or(candidate.by_path);
    let (kind, kind_is_configured) = match (candidate.configured, seen) {
        (Some(entry), _) => (entry.kind, true),
        (None, Some(seen)) => (seen.kind, false),
        (None, None) => return Looked::Ordinary,
    };
    let standard = match seen {
        Some(seen) if seen.kind == kind => seen.standard,
        _ => standard_of(kind, path, content, bytes.as_deref().unwrap_or_default()),
    };
    let entry = candidate.configured;
    Looked::Evidence(Box::new(EvidenceFile {
        path: path.clone(),
        bytes,
        kind,
        standard,
        kind_is_configured,
        system: entry.and_then(|entry| entry.system.clone()),
        model: entry.and_then(|entry| entry.model.clone()),
        dataset: entry.and_then(|entry| entry.dataset.clone()),
    }))
}

/// Recognises a file that somebody named, by what it holds and how it is called.
pub(super) fn recognise(
    path: &Utf8Path,
    bytes: &[u8],
    expected: Option<Kind>,
) -> Option<Recognised> {
    let format = Format::of_path(path)?;
    let near = Neighbours {
        path,
        has_weights: false,
        has_data: false,
        is_in_root: false,
        is_in_asset: false,
    };
    let content = match content::look(bytes, format, &near) {
        Look::Evidence(found) => Some(found),
        Look::OwnOutput => return None,
        Look::Nothing => None,
    };
    let seen = content.or_else(|| places::recognise(path));
    match (seen, expected) {
        (Some(seen), _) if seen.standard != Standard::Native || content.is_some() => Some(seen),
        (_, Some(kind)) => {
            let standard = standard_of(kind, path, None, bytes);
            (standard != Standard::Native).then_some(Recognised { kind, standard })
        }
        (seen, None) => seen,
    }
}

/// Returns the convention of a file whose kind somebody states: that of its content, where
/// it tells one.
fn standard_of(kind: Kind, path: &Utf8Path, content: Option<Recognised>, bytes: &[u8]) -> Standard {
    let format = Format::of_path(path);
    if format == Some(Format::Markdown) {
        let is_card = matches!(kind, Kind::ModelCard | Kind::SystemCard | Kind::Datasheet);
        return if is_card {
            Standard::PlainCard
        } else {
            Standard::Native
        };
    }
    let is_result = matches!(kind, Kind::EvalResult | Kind::FairnessReport);
    match (content, format) {
        (Some(content), _) => content.standard,
        (None, Some(Format::Csv)) if is_result => Standard::ResultsTable,
        (None, Some(format)) if is_result && outputs::holds_metrics(bytes, format) => {
            Standard::MetricsFile
        }
        (None, _) => Standard::Native,
    }
}
