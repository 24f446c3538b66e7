//! Chooses which files to look at, and says which are passed over.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobSet;

use crate::config::{ArtifactPattern, Config, glob_set, vendored_folder};
use crate::discover::cards::Neighbours;
use crate::discover::{Recognised, outputs, places};
use crate::git::{Entry, EntryKind, SourceError};
use crate::glossary::{Format, Kind, Standard};

/// Extensions of files that a model is kept in, beside those of `[discovery] models`.
const WEIGHTS: [&str; 8] = ["bin", "h5", "keras", "pb", "pkl", "pt", "pth", "tflite"];
/// Extensions of files that data is kept in.
const DATA: [&str; 5] = ["arrow", "parquet", "jsonl", "csv", "zst"];

/// The files to look at, and what is known without looking.
pub(super) struct Plan<'e> {
    pub(super) candidates: Vec<Candidate<'e>>,
    /// As in [`Discovery`](super::Discovery).
    pub(super) model_files: Vec<Utf8PathBuf>,
    pub(super) tables: Vec<Utf8PathBuf>,
    pub(super) left_out: Vec<(Utf8PathBuf, String)>,
    pub(super) unmet: Vec<String>,
}

/// A file to look at.
pub(super) struct Candidate<'e> {
    pub(super) entry: &'e Entry,
    pub(super) configured: Option<&'e ArtifactPattern>,
    pub(super) included: bool,
    pub(super) by_path: Option<Recognised>,
    pub(super) near: Neighbours<'e>,
}

/// Chooses the files to look at.
pub(super) fn plan<'e>(config: &'e Config, entries: &'e [Entry]) -> Result<Plan<'e>, SourceError> {
    let globs = Globs::new(config)?;
    let folders = Folders::new(entries, &globs, config);
    let mut plan = Plan {
        candidates: Vec::new(),
        model_files: Vec::new(),
        tables: Vec::new(),
        left_out: Vec::new(),
        unmet: Vec::new(),
    };
    let mut vendored: BTreeMap<&Utf8Path, usize> = BTreeMap::new();
    let mut met = BTreeSet::new();
    for entry in entries {
        let path = entry.path.as_path();
        let pointed = places::behind_pointer(path).unwrap_or(path);
        let pattern = globs
            .artifacts
            .iter()
            .position(|glob| glob.is_match(pointed));
        let included = globs.include.is_match(path);
        met.extend(pattern);
        if let Some(reason) = unreachable(entry, config)? {
            plan.left_out.push((entry.path.clone(), reason));
        } else if globs.exclude.is_match(path) {
            plan.left_out
                .push((entry.path.clone(), "excluded by the configuration".into()));
        } else if pattern.is_none()
            && !included
            && let Some(folder) = vendored_folder_of(path, config)
        {
            *vendored.entry(folder).or_default() += 1;
        } else {
            if globs.models.is_match(pointed) {
                plan.model_files.push(entry.path.clone());
            }
            if entry.kind == EntryKind::File && places::is_table(path) {
                plan.tables.push(entry.path.clone());
            }
            let configured = pattern.and_then(|index| config.artifacts.get(index));
            choose(entry, configured, included, &folders.near(path), &mut plan);
        }
    }
    plan.left_out.extend(vendored.into_iter().map(passed_over));
    plan.left_out.extend(folders_like_files(entries, config));
    plan.unmet = unmet(config, &met);
    Ok(plan)
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

/// Which folders hold a model, which hold data, and which are systems.
struct Folders<'e> {
    weights: HashSet<&'e Utf8Path>,
    data: HashSet<&'e Utf8Path>,
    /// The roots of declared systems.
    roots: HashSet<&'e Utf8Path>,
    /// Those that hold a file of an asset of Azure Machine Learning, with how many.
    assets: BTreeMap<&'e Utf8Path, usize>,
}

/// What a model asset of Azure Machine Learning is made of, beside its page.
const ASSET: [&str; 3] = ["asset.yaml", "model.yaml", "spec.yaml"];

impl<'e> Folders<'e> {
    fn new(entries: &'e [Entry], globs: &Globs, config: &'e Config) -> Self {
        let roots = config.systems.iter().map(|system| system.root.as_path());
        let mut folders = Self {
            weights: HashSet::new(),
            data: HashSet::new(),
            roots: roots.filter(|root| !root.as_str().is_empty()).collect(),
            assets: BTreeMap::new(),
        };
        for entry in entries {
            let path = places::behind_pointer(&entry.path).unwrap_or(&entry.path);
            let (Some(folder), Some(extension)) = (path.parent(), path.extension()) else {
                continue;
            };
            if WEIGHTS.contains(&extension) || globs.models.is_match(path) {
                folders.weights.insert(folder);
            }
            if path.file_name().is_some_and(|name| ASSET.contains(&name)) {
                *folders.assets.entry(folder).or_default() += 1;
            }
            if DATA.contains(&extension) || path.file_name() == Some("dataset_infos.json") {
                folders.data.insert(folder);
            }
        }
        folders
    }

    fn near<'p>(&self, path: &'p Utf8Path) -> Neighbours<'p> {
        let holds = |held: &HashSet<&Utf8Path>| path.parent().is_some_and(|it| held.contains(it));
        Neighbours {
            path,
            has_weights: holds(&self.weights),
            has_data: holds(&self.data),
            is_in_root: holds(&self.roots),
            is_in_asset: path.parent().and_then(|it| self.assets.get(it)) == Some(&ASSET.len()),
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
    // What convention takes for evidence stays that in a folder that happens to be called `build`.
    if places::evidence_folder_of(path).is_some_and(|rai| vendored_folder(&rai.join("x")).is_none())
    {
        return None;
    }
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

fn passed_over((folder, count): (&Utf8Path, usize)) -> (Utf8PathBuf, String) {
    let files = if count == 1 { "file" } else { "files" };
    let reason = format!("vendored, built or fixture folder: {count} {files} not looked at");
    (folder.to_owned(), reason)
}

fn choose<'e>(
    entry: &'e Entry,
    configured: Option<&'e ArtifactPattern>,
    included: bool,
    near: &Neighbours<'e>,
    plan: &mut Plan<'e>,
) {
    let path = entry.path.as_path();
    let pointed = places::behind_pointer(path).unwrap_or(path);
    let by_path = places::recognise(pointed).or_else(|| card_of_folder(near));
    let readable = Format::of_path(path)
        .is_some_and(|format| format != Format::Csv || outputs::may_be_table(path));
    let is_link = entry.kind == EntryKind::Link;
    if configured.is_some() || included || by_path.is_some() || readable || is_link {
        plan.candidates.push(Candidate {
            entry,
            configured,
            included,
            by_path,
            near: *near,
        });
    } else if let Some(reason) = places::unreadable_format(path) {
        plan.left_out.push((entry.path.clone(), reason.to_owned()));
    }
}

/// Recognises the README.md beside the model of a declared system as its card, and the page of
/// an asset of Azure Machine Learning.
fn card_of_folder(near: &Neighbours<'_>) -> Option<Recognised> {
    let name = near.path.file_name()?;
    let is_card = near.is_in_root && near.has_weights && name.eq_ignore_ascii_case("readme.md");
    let is_page = near.is_in_asset && name == "description.md";
    (is_card || is_page).then_some(Recognised::new(Kind::ModelCard, Standard::PlainCard))
}

/// Names the folders that lie where evidence is kept by its name, and are no evidence.
fn folders_like_files(entries: &[Entry], config: &Config) -> Vec<(Utf8PathBuf, String)> {
    let of_evidence = |folder: &&Utf8Path| {
        let name = folder.file_name().unwrap_or_default();
        name.eq_ignore_ascii_case("readme.md")
            || (folder.extension().is_some() && places::recognise(folder).is_some())
    };
    let folders: BTreeSet<&Utf8Path> = entries
        .iter()
        .filter_map(|entry| entry.path.parent())
        .filter(|folder| folder.as_str().contains('.'))
        .flat_map(Utf8Path::ancestors)
        .filter(of_evidence)
        .filter(|folder| vendored_folder_of(folder, config).is_none())
        .collect();
    let told = "a folder where its name promises a file";
    folders
        .into_iter()
        .map(|folder| (folder.to_owned(), told.to_owned()))
        .collect()
}

fn unmet(config: &Config, met: &BTreeSet<usize>) -> Vec<String> {
    let unmet = config
        .artifacts
        .iter()
        .enumerate()
        .filter(|(index, _)| !met.contains(index));
    let told = unmet.map(|(_, artifact)| {
        let place = &artifact.location;
        format!(
            "no file fits `{}`, the [[artifact]] of {}:{}",
            artifact.paths.join(", "),
            place.path,
            place.start.line
        )
    });
    told.collect()
}
