//! Reads the configuration files of folders below the root: what each declares there, and what
//! it makes stricter there.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use toml::de::DeTable;

use crate::config::draft::Draft;
use crate::config::load::{LIMIT_BYTES, bare, objections, read, text_of};
use crate::config::table::{Page, span_of};
use crate::config::{
    Config, ConfigError, FILE_NAME, Nested, Placed, SystemDeclaration, glob_set, vendored_folder,
};
use crate::git::Source;
use crate::span::Pointer;

/// The tables that hold for the whole repository.
const OF_THE_ROOT: [&str; 8] = [
    "extends",
    "gate",
    "policy",
    "roles",
    "routes",
    "people",
    "provenance",
    "publish",
];

/// What a folder can change about a rule.
const OF_A_FOLDER: [&str; 3] = ["severity", "from_stage", "profile"];

/// Adds to `config` what the files below its root say; `root` is its own file.
///
/// # Errors
/// Every mistake in any of them, at its place.
pub(super) fn add(
    config: &mut Config,
    source: &Source,
    root: &Utf8Path,
) -> Result<(), Vec<ConfigError>> {
    let mut mistakes = Vec::new();
    for file in files(source, Some(root), &config.discovery.exclude)? {
        let bytes = source.read(&file, LIMIT_BYTES);
        let text = match bytes.map(|bytes| text_of(&file, bytes)) {
            Ok(Ok(text)) => text,
            Ok(Err(errors)) => {
                mistakes.extend(errors);
                continue;
            }
            Err(error) => {
                mistakes.push(bare(format!("`{file}`: {error}")));
                continue;
            }
        };
        let page = Page::new(&file, &text);
        let folder = file.parent().unwrap_or(Utf8Path::new("")).to_owned();
        if let Some(draft) = read(&page) {
            objections(&page, &draft);
            refuse(&page, &draft, root);
            merge(config, &page, draft, &folder);
        }
        config.files.insert(file, Arc::clone(&page.text));
        mistakes.extend(page.into_mistakes());
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(mistakes)
    }
}

/// Returns the configuration files below the root, those of outer folders first.
///
/// # Errors
/// The snapshot cannot be listed.
pub(super) fn files(
    source: &Source,
    root: Option<&Utf8Path>,
    exclude: &[String],
) -> Result<Vec<Utf8PathBuf>, Vec<ConfigError>> {
    let entries = source.entries();
    let entries = entries.map_err(|error| vec![bare(error.to_string())])?;
    let excluded = glob_set(exclude).map_err(|error| vec![bare(error.to_string())])?;
    let files = entries.into_iter().map(|entry| entry.path);
    let mut below: Vec<Utf8PathBuf> = files
        .filter(|file| {
            file.file_name() == Some(FILE_NAME)
                && file.as_str() != FILE_NAME
                && Some(file.as_path()) != root
                && vendored_folder(file).is_none()
                && !excluded.is_match(file)
        })
        .collect();
    below.sort_by_key(|file| (file.components().count(), file.clone()));
    Ok(below)
}

/// Objects to what only the root can say.
fn refuse(page: &Page, draft: &Draft, root: &Utf8Path) {
    let say = format!("say it in `{root}`");
    let (table, _) = DeTable::parse_recoverable(&page.text);
    for key in table.get_ref().keys() {
        let name: &str = key.get_ref();
        if OF_THE_ROOT.contains(&name) {
            let message = format!("`{name}` holds for the whole repository");
            page.object(span_of(key), &Pointer::root().join(name), message, &say);
        }
    }
    for glob in draft.discovery.exclude.iter().flatten() {
        let message = "a folder cannot exclude evidence from the gate".to_owned();
        let help = format!("exclude it in `{root}`");
        page.object_at(glob.location.clone(), message, &help);
    }
    for (id, stated) in &draft.overrides {
        for (key, place) in &stated.places {
            if !key.is_empty() && !OF_A_FOLDER.contains(&key.as_str()) {
                let message = format!("`{key}` of `{id}` holds for the whole repository");
                let help = format!("a folder sets `severity`, `from-stage` and `profile`; {say}");
                page.object_at(place.clone(), message, &help);
            }
        }
    }
}

/// Adds what the file of `folder` states, with its paths from the root.
fn merge(config: &mut Config, page: &Page, draft: Draft, folder: &Utf8Path) {
    for mut system in draft.systems {
        if let Some(other) = config.systems.iter().find(|other| other.id == system.id) {
            object_to_twin(page, &system, other);
            continue;
        }
        // Its folder is the root, unless it says otherwise.
        system.root = if system.root.as_str().is_empty() {
            folder.to_owned()
        } else {
            folder.join(&system.root)
        };
        system.watch = system.watch.iter().map(|it| below(folder, it)).collect();
        config.systems.push(system);
    }
    for mut artifact in draft.artifacts {
        artifact.paths = artifact.paths.iter().map(|it| below(folder, it)).collect();
        config.artifacts.push(artifact);
    }
    let discovery = &mut config.discovery;
    for (held, stated) in [
        (&mut discovery.include, draft.discovery.include),
        (&mut discovery.models, draft.discovery.models),
    ] {
        let stated = stated.into_iter().flatten();
        held.extend(stated.map(|glob| below(folder, &glob.value)));
    }
    let profile = draft.profile;
    if let Some(Placed { value, location }) = &profile
        && *value < config.profile
    {
        let message = "`profile` may only be tightened in a folder".to_owned();
        let help = format!("the root asks for `{}`", config.profile.name());
        page.object_at(location.clone(), message, &help);
    }
    config.nested.push(Nested {
        file: page.path.clone(),
        folder: folder.to_owned(),
        profile: profile.map(|it| it.value),
        overrides: draft.overrides,
    });
}

fn object_to_twin(page: &Page, system: &SystemDeclaration, other: &SystemDeclaration) {
    // Within one file it has been objected to.
    if other.location.path == page.path {
        return;
    }
    let (place, line) = (&other.location.path, other.location.start.line);
    let message = format!("two systems have the id `{}`", system.id);
    let help = format!("the other one is declared at {place}:{line}");
    page.object_at(system.location.clone(), message, &help);
}

/// Returns a glob that is written from `folder`, from the root.
fn below(folder: &Utf8Path, glob: &str) -> String {
    format!("{}/{glob}", globset::escape(folder.as_str()))
}
