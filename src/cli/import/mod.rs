//! `raigate import`: evidence out of what tools have written.
//!
//! Facts are copied, each with the place it was copied from; judgements stay to be made.

mod cards;
mod file;
mod fill;
mod groups;
mod measured;
pub mod options;
mod origin;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use self::options::ImportArgs;
use self::origin::Origin;
use super::{PASS, counted, new, scaffold, terminal};
use crate::artifact::{Evidence, System};
use crate::config::Config;
use crate::git::Source;
use crate::glossary::Kind;
use crate::run;

/// One artifact to be written.
struct Draft {
    path: Utf8PathBuf,
    text: String,
    kind: Kind,
    named: Utf8PathBuf,
    copied: usize,
    notes: Vec<String>,
}

/// Reads every source, and writes all artifacts or none.
pub(crate) fn run(args: &ImportArgs) -> Result<u8> {
    let asked = args.kind.as_deref().map(new::kind).transpose()?;
    let (source, config, _) = super::policy(&args.place)?;
    let home = Home::new(&source, &config);
    let mut drafts = Vec::new();
    let mut errors = Vec::new();
    for file in once(&args.files) {
        match draft(&file, asked, args, &source, &home) {
            Ok(draft) => drafts.push(draft),
            Err(error) => errors.push(format!("{error:#}")),
        }
    }
    errors.extend(collisions(&drafts));
    if !errors.is_empty() {
        let nothing = match args.files.len() {
            1 => String::new(),
            count => format!("\nnothing of the {count} files was written"),
        };
        bail!("{}{nothing}", errors.join("\n"));
    }
    file::write(
        drafts
            .iter()
            .map(|draft| (&draft.path, draft.text.as_str())),
    )?;
    terminal::write(told(&drafts).as_bytes())?;
    Ok(PASS)
}

/// Returns the files to read: of a run folder of HELM, its statistics once.
fn once(files: &[Utf8PathBuf]) -> Vec<Utf8PathBuf> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for file in files {
        let beside = file.with_file_name("stats.json");
        let is_spec = file.file_name() == Some("run_spec.json") && beside.is_file();
        let file = if is_spec { beside } else { file.clone() };
        if seen.insert(file.clone()) {
            all.push(file);
        }
    }
    all
}

fn draft(
    file: &Utf8Path,
    asked: Option<Kind>,
    args: &ImportArgs,
    source: &Source,
    home: &Home,
) -> Result<Draft> {
    let origin = Origin::read(file, asked, source)?;
    let kind = fill::choose(&origin, asked)?;
    let mut filled = fill::fill(kind, &origin, args)?;
    let system = home.system(&origin, args.system.as_deref())?;
    if let Some(system) = &system.declared {
        filled
            .known
            .insert("system".to_owned(), system.as_str().into());
    } else {
        // By its place it belongs to the folder it lies in.
        filled.known.insert("system".to_owned(), Value::Null);
    }
    let id = match (&args.output, args.files.len()) {
        (Some(output), 1) if !is_folder(output) => {
            super::metrics::id(output.file_stem().unwrap_or_default())
        }
        _ => origin.id(),
    };
    let schema = new::schema(kind)?;
    let (usual, _) = scaffold::filled(kind, &id, &Value::Null, &schema);
    let path = place(args, &usual, &source.root().join(&system.root))?;
    let before = file::before(&path, kind, args.force)?;
    if let Some(before) = &before {
        file::keep(&mut filled.known, &before.fields);
    }
    let known = Value::Object(filled.known);
    let (_, mut text) = scaffold::filled(kind, &id, &known, &schema);
    if let Some(body) = before.and_then(|before| before.body) {
        text = file::with_body(&text, &body);
    }
    Ok(Draft {
        path,
        text,
        kind,
        named: origin.named,
        copied: filled.copied,
        notes: filled.notes,
    })
}

fn is_folder(output: &Utf8Path) -> bool {
    output.is_dir() || output.as_str().ends_with('/')
}

/// Returns where to write.
fn place(args: &ImportArgs, usual: &Utf8Path, root: &Utf8Path) -> Result<Utf8PathBuf> {
    let Some(output) = &args.output else {
        let whole = root.join(usual);
        let here = super::here()?;
        let near = whole.strip_prefix(&here).map(Utf8Path::to_owned);
        return Ok(near.unwrap_or(whole));
    };
    match (is_folder(output), args.files.len()) {
        (true, _) => Ok(output.join(usual.file_name().unwrap_or_default())),
        (false, 1) => Ok(output.clone()),
        (false, count) => bail!("`--output {output}` is one file, and {count} are imported"),
    }
}

/// Says which drafts would be written over each other.
fn collisions(drafts: &[Draft]) -> Vec<String> {
    let mut places: BTreeMap<&Utf8Path, Vec<&str>> = BTreeMap::new();
    for draft in drafts {
        let list = places.entry(&draft.path).or_default();
        list.push(draft.named.as_str());
    }
    let several = places.into_iter().filter(|(_, names)| names.len() > 1);
    let told = several.map(|(path, names)| {
        format!(
            "`{path}` would be written from {}\n  help: import them one by one with `--output`",
            names.join(" and ")
        )
    });
    told.collect()
}

/// Says what was written, what of it was copied, and what is left to do.
fn told(drafts: &[Draft]) -> String {
    let mut told = String::new();
    for draft in drafts {
        let gaps = draft.text.lines().filter(|line| is_gap(line)).count();
        // Writing to a string cannot fail.
        let _ = writeln!(
            told,
            "wrote `{}`: {} with {} copied from `{}`",
            draft.path,
            article(draft.kind),
            counted(draft.copied, "value"),
            draft.named
        );
        if gaps > 0 {
            let _ = writeln!(
                told,
                "  {} left for a person to fill in or remove: each reads TODO, which the gate \
                 rejects",
                counted(gaps, "field")
            );
        }
        for note in &draft.notes {
            let _ = writeln!(told, "  note: {note}");
        }
    }
    told.push_str("next: `raigate check`\n");
    told
}

fn article(kind: Kind) -> String {
    let an = kind.name().starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {kind}", if an { "an" } else { "a" })
}

/// Returns whether a line asks a person for something.
fn is_gap(line: &str) -> bool {
    !line.trim_start().starts_with("# ") && line.contains("TODO")
}

/// Where a system lives, and whether the configuration declares it.
struct Place {
    root: Utf8PathBuf,
    declared: Option<String>,
}

/// The systems of the repository.
struct Home {
    systems: Vec<System>,
    /// The artifacts that are more than the output of a tool.
    tells: BTreeSet<usize>,
    declared: Vec<(String, Utf8PathBuf)>,
}

impl Home {
    fn new(source: &Source, config: &Config) -> Self {
        // What cannot be read now is the gate's business: here it only tells fewer systems.
        let evidence =
            run::reading::read(source, config).map_or_else(|_| Evidence::default(), |it| it.0);
        let declared = config.systems.iter();
        let outputs = [Kind::EvalResult, Kind::FairnessReport, Kind::SafetyTestLog];
        let tells = evidence.artifacts.iter().enumerate();
        let tells = tells.filter(|(_, artifact)| !outputs.contains(&artifact.kind));
        Self {
            tells: tells.map(|(index, _)| index).collect(),
            systems: evidence.systems,
            declared: declared
                .map(|system| (system.id.clone(), system.root.clone()))
                .collect(),
        }
    }

    /// Returns the system that is named, else the one that the source lies in, else the only one.
    fn system(&self, origin: &Origin, named: Option<&str>) -> Result<Place> {
        let is_declared = |system: &System| {
            system.declared.is_some() || self.declared.iter().any(|(id, _)| *id == system.id)
        };
        let place = |system: &System| Place {
            root: system.root.clone(),
            declared: is_declared(system).then(|| system.id.clone()),
        };
        if let Some(named) = named {
            if let Some(system) = self.systems.iter().find(|system| system.id == named) {
                return Ok(place(system));
            }
            let found = self.declared.iter().find(|(id, _)| id == named);
            if let Some((id, root)) = found {
                return Ok(Place {
                    root: root.clone(),
                    declared: Some(id.clone()),
                });
            }
            let ids = self.systems.iter().map(|system| system.id.as_str());
            let ids: Vec<&str> = ids.collect();
            bail!("there is no system `{named}`; there are {}", ids.join(", "));
        }
        let homes = || {
            self.systems
                .iter()
                .filter(|system| system.declared.is_some() || self.is_home(system))
        };
        let nearest = origin.path.as_ref().and_then(|path| {
            homes()
                .filter(|system| path.starts_with(&system.root))
                .max_by_key(|system| system.root.as_str().len())
        });
        let mut all = homes();
        let only = all.next().filter(|_| all.next().is_none());
        Ok(nearest.or(only).map_or_else(
            || Place {
                root: Utf8PathBuf::new(),
                declared: None,
            },
            place,
        ))
    }

    /// Whether a folder holds a model or says something of one, and not only what a tool wrote.
    fn is_home(&self, system: &System) -> bool {
        let tells = |index: &usize| self.tells.contains(index);
        !system.model_files.is_empty() || system.artifacts.iter().any(tells)
    }
}
