//! Chooses which files to look at, looks at them, and says what was passed over.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobSet;
use rayon::prelude::*;

use crate::config::{Config, glob_set, vendored_folder};
use crate::discover::cards::Neighbours;
use crate::discover::content::{self, Look};
use crate::discover::{Discovery, EvidenceFile, Recognised, places};
use crate::git::{Entry, EntryKind, ReadError, Source, SourceError};
use crate::glossary::{Format, Kind, Standard};

/// The largest file that is read.
const LIMIT_BYTES: u64 = 16 << 20;
/// Larger files are read whole only if their beginning promises evidence.
const HEAD_BYTES: usize = 1 << 20;

/// Extensions of files that a model is kept in, beside those of `[discovery] models`.
const WEIGHTS: [&str; 8] = ["bin", "h5", "keras", "pb", "pkl", "pt", "pth", "tflite"];
/// Extensions of files that data is kept in.
const DATA: [&str; 5] = ["arrow", "parquet", "jsonl", "csv", "zst"];

/// The files to look at, and what is known without looking.
pub(super) struct Plan<'e> {
    pub(super) candidates: Vec<Candidate<'e>>,
    pub(super) found: Discovery,
}

/// A file to look at.
pub(super) struct Candidate<'e> {
    entry: &'e Entry,
    configured: Option<(Kind, Option<String>)>,
    included: bool,
    by_path: Option<Recognised>,
    near: Neighbours<'e>,
}

/// What looking at a file led to.
pub(super) enum Looked {
    Evidence(Box<EvidenceFile>),
    LeftOut(String),
    Ordinary,
}

/// Chooses the files to look at.
pub(super) fn plan<'e>(config: &Config, entries: &'e [Entry]) -> Result<Plan<'e>, SourceError> {
    let globs = Globs::new(config)?;
    let folders = Folders::new(entries, &globs);
    let mut plan = Plan {
        candidates: Vec::new(),
        found: Discovery::default(),
    };
    let mut vendored: BTreeMap<&Utf8Path, usize> = BTreeMap::new();
    let mut met = vec![false; config.artifacts.len()];
    for entry in entries {
        let path = entry.path.as_path();
        if let Some(reason) = unreachable(entry, config)? {
            plan.found.left_out.push((entry.path.clone(), reason));
            continue;
        }
        let pointed = places::behind_pointer(path).unwrap_or(path);
        let configured = globs
            .artifacts
            .iter()
            .position(|glob| glob.is_match(pointed));
        if let Some(index) = configured {
            met[index] = true;
        }
        if globs.exclude.is_match(path) {
            plan.found
                .left_out
                .push((entry.path.clone(), "excluded by the configuration".into()));
            continue;
        }
        let included = globs.include.is_match(path);
        let named = configured.is_some() || included;
        if let Some(folder) = vendored_folder_of(path, config).filter(|_| !named) {
            *vendored.entry(folder).or_default() += 1;
            continue;
        }
        if globs.models.is_match(pointed) {
            plan.found.model_files.push(entry.path.clone());
        }
        let configured = configured.and_then(|index| config.artifacts.get(index));
        let configured = configured.map(|it| (it.kind, it.system.clone()));
        choose(entry, configured, included, &folders, config, &mut plan);
    }
    let passed = vendored.into_iter().map(|(folder, count)| {
        let files = if count == 1 { "file" } else { "files" };
        (
            folder.to_owned(),
            format!("vendored, built or fixture folder: {count} {files} not looked at"),
        )
    });
    plan.found.left_out.extend(passed);
    plan.found.left_out.extend(unmet(config, &met));
    Ok(plan)
}

/// Looks at the candidates, in parallel, in their order.
pub(super) fn read<'c>(
    source: &'c Source,
    candidates: &'c [Candidate<'_>],
) -> Vec<(Utf8PathBuf, Looked)> {
    let looked = candidates
        .par_iter()
        .map(|candidate| (candidate.entry.path.clone(), look_at(source, candidate)));
    looked.collect()
}

/// Leaves out links to files that are evidence themselves: one text is judged once.
pub(super) fn drop_second_names(source: &Source, found: &mut Discovery) {
    let names: BTreeSet<Utf8PathBuf> = found.files.iter().map(|file| file.path.clone()).collect();
    let mut second = Vec::new();
    found.files.retain(|file| {
        let target = source.target(&file.path).ok();
        let target = target.filter(|target| *target != file.path && names.contains(target));
        let is_second = target.is_some() && !file.kind_is_configured;
        second.extend(
            target
                .filter(|_| is_second)
                .map(|target| (file.path.clone(), target)),
        );
        !is_second
    });
    let told = |target: Utf8PathBuf| format!("a link to `{target}`, which is judged");
    found.left_out.extend(
        second
            .into_iter()
            .map(|(path, target)| (path, told(target))),
    );
}

/// The globs of the configuration, compiled.
struct Globs {
    include: GlobSet,
    exclude: GlobSet,
    models: GlobSet,
    artifacts: Vec<GlobSet>,
}

impl Globs {
    fn new(config: &Config) -> Result<Self, SourceError> {
        // `config::load` has compiled each of them, so an error here is a caller's own glob.
        let compile = |patterns: &[String]| {
            glob_set(patterns).map_err(|error| SourceError::Git(error.to_string()))
        };
        let artifacts = config
            .artifacts
            .iter()
            .map(|artifact| compile(&artifact.paths));
        Ok(Self {
            include: compile(&config.discovery.include)?,
            exclude: compile(&config.discovery.exclude)?,
            models: compile(&config.discovery.models)?,
            artifacts: artifacts.collect::<Result<_, _>>()?,
        })
    }
}

/// Which folders hold a model, and which hold data.
struct Folders<'e> {
    weights: BTreeSet<&'e Utf8Path>,
    data: BTreeSet<&'e Utf8Path>,
}

impl<'e> Folders<'e> {
    fn new(entries: &'e [Entry], globs: &Globs) -> Self {
        let mut folders = Self {
            weights: BTreeSet::new(),
            data: BTreeSet::new(),
        };
        for entry in entries {
            let path = places::behind_pointer(&entry.path).unwrap_or(&entry.path);
            let (Some(folder), Some(extension)) = (path.parent(), path.extension()) else {
                continue;
            };
            if WEIGHTS.contains(&extension) || globs.models.is_match(path) {
                folders.weights.insert(folder);
            }
            if DATA.contains(&extension) || path.file_name() == Some("dataset_infos.json") {
                folders.data.insert(folder);
            }
        }
        folders
    }

    fn near<'p>(&self, path: &'p Utf8Path) -> Neighbours<'p> {
        let holds = |held: &BTreeSet<&Utf8Path>| path.parent().is_some_and(|it| held.contains(it));
        Neighbours {
            path,
            has_weights: holds(&self.weights),
            has_data: holds(&self.data),
        }
    }
}

/// Returns why an entry has no content to look at; an unlisted folder of a declared system has
/// evidence that would be missed, so there is no verdict.
fn unreachable(entry: &Entry, config: &Config) -> Result<Option<String>, SourceError> {
    let reason = match entry.kind {
        EntryKind::File | EntryKind::Link => return Ok(None),
        EntryKind::Submodule => "a repository of its own: its files are not looked at",
        EntryKind::NotUtf8 => "its name is not UTF-8 and is shown here only roughly",
        EntryKind::Unlisted => {
            let roots = config.systems.iter().map(|system| &system.root);
            let mut roots = roots.filter(|root| !root.as_str().is_empty());
            let inside =
                |root: &Utf8PathBuf| root.starts_with(&entry.path) || entry.path.starts_with(root);
            if roots.any(inside) || places::is_in_evidence_folder(&entry.path.join("x")) {
                let message = "folder cannot be listed".to_owned();
                return Err(SourceError::Io {
                    path: entry.path.clone(),
                    message,
                });
            }
            "a folder that cannot be listed"
        }
    };
    Ok(Some(reason.to_owned()))
}

/// Returns the vendored folder of `path`, seen from the declared system around it, if any.
fn vendored_folder_of<'p>(path: &'p Utf8Path, config: &Config) -> Option<&'p Utf8Path> {
    let folder = vendored_folder(path)?;
    let around = config
        .systems
        .iter()
        .filter(|system| path.starts_with(&system.root));
    let Some(root) = around
        .map(|system| &system.root)
        .max_by_key(|root| root.as_str().len())
    else {
        return Some(folder);
    };
    if folder.starts_with(root) && folder != root {
        return Some(folder);
    }
    // The system lies in the vendored folder itself: what counts is what lies below its root.
    let depth = root.components().count();
    let inside: Utf8PathBuf = path.components().skip(depth).collect();
    let below = vendored_folder(&inside)?.components().count();
    path.ancestors()
        .find(|it| it.components().count() == depth + below)
}

fn choose<'e>(
    entry: &'e Entry,
    configured: Option<(Kind, Option<String>)>,
    included: bool,
    folders: &Folders<'_>,
    config: &Config,
    plan: &mut Plan<'e>,
) {
    let path = entry.path.as_path();
    let pointed = places::behind_pointer(path).unwrap_or(path);
    let near = folders.near(path);
    let by_path = places::recognise(pointed).or_else(|| card_of_system(path, &near, config));
    let readable = Format::of_path(path).is_some_and(|format| format != Format::Csv);
    if configured.is_some() || included || by_path.is_some() || readable {
        plan.candidates.push(Candidate {
            entry,
            configured,
            included,
            by_path,
            near,
        });
    } else if let Some(reason) = places::unreadable_format(path) {
        plan.found
            .left_out
            .push((entry.path.clone(), reason.to_owned()));
    }
}

/// Recognises the README.md beside the model of a declared system as its card.
fn card_of_system(path: &Utf8Path, near: &Neighbours<'_>, config: &Config) -> Option<Recognised> {
    let folder = path.parent().filter(|folder| !folder.as_str().is_empty())?;
    let is_readme = path.file_name()?.eq_ignore_ascii_case("readme.md");
    let is_root = config.systems.iter().any(|system| system.root == folder);
    (is_readme && is_root && near.has_weights)
        .then_some(Recognised::new(Kind::ModelCard, Standard::PlainCard))
}

fn unmet(config: &Config, met: &[bool]) -> Vec<(Utf8PathBuf, String)> {
    let unmet = config.artifacts.iter().zip(met).filter(|(_, met)| !**met);
    let told = unmet.map(|(artifact, _)| {
        let place = &artifact.location;
        let reason = format!(
            "no file fits this [[artifact]] of {}:{}",
            place.path, place.start.line
        );
        (Utf8PathBuf::from(artifact.paths.join(", ")), reason)
    });
    told.collect()
}

fn look_at(source: &Source, candidate: &Candidate<'_>) -> Looked {
    let path = candidate.entry.path.as_path();
    let expected = candidate.configured.is_some() || candidate.by_path.is_some();
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
    let (kind, system, kind_is_configured) = match (&candidate.configured, seen) {
        (Some((kind, system)), _) => (*kind, system.clone(), true),
        (None, Some(seen)) => (seen.kind, None, false),
        (None, None) => return Looked::Ordinary,
    };
    let standard = match seen {
        Some(seen) if seen.kind == kind => seen.standard,
        _ => standard_of(kind, path),
    };
    Looked::Evidence(Box::new(EvidenceFile {
        path: path.clone(),
        bytes,
        kind,
        standard,
        kind_is_configured,
        system,
    }))
}

/// Returns the convention of a file of which only the kind is known.
fn standard_of(kind: Kind, path: &Utf8Path) -> Standard {
    let is_card = matches!(kind, Kind::ModelCard | Kind::SystemCard | Kind::Datasheet);
    let is_page = Format::of_path(path) == Some(Format::Markdown);
    if is_card && is_page {
        Standard::PlainCard
    } else {
        Standard::Native
    }
}
