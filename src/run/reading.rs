//! The first half of a run: files are read and understood, and nothing is judged yet.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use serde_json::Value;

use super::{named, recount, tables, trouble};
use crate::artifact::{Evidence, Fault};
use crate::assess;
use crate::assess::schema::Schemas;
use crate::catalogue;
use crate::config::Config;
use crate::discover::{self, EvidenceFile};
use crate::git::Source;
use crate::glossary::{Format, Kind};
use crate::interpret::named::Answers;
use crate::interpret::{self, Alone};
use crate::parse::{self, Document};
use crate::span::Span;
use crate::verdict::Trouble;

/// In a snapshot of so many files, evidence is kept as it was parsed, which takes memory and not
/// time.
const MANY: usize = 2_000;

/// What [`read`] gives.
pub type Read = Result<(Evidence, Left), Vec<Trouble>>;

/// Reads and understands a snapshot, without judging it.
///
/// # Errors
/// As for [`read_near`].
pub fn read(source: &Source, config: &Config) -> Read {
    read_near(source, config, &|_| true)
}

/// Reads and understands a snapshot, without judging it: what `is_near` whole, and of all else
/// what that is held against.
///
/// Each file is read, understood and compared with its schema by itself, and
/// packed before the next: what is held against the others is kept beside it.
///
/// # Errors
/// The snapshot cannot be listed, or a schema is broken.
pub(super) fn read_near(
    source: &Source,
    config: &Config,
    is_near: &(dyn Fn(&Utf8Path) -> bool + Sync),
) -> Read {
    let schemas = Schemas::new(&catalogue::schemas());
    let from_source = |error| vec![trouble::from_source(&error)];
    let is_large = source.entries().map_err(from_source)?.len() > MANY;
    let one = |file: EvidenceFile| {
        let bytes = file.bytes.as_deref().unwrap_or_default();
        let document = match Format::of_path(&file.path) {
            Some(format) => parse::document(format, bytes),
            None => of_no_format(&file.path, bytes),
        };
        let unread = document.unread.clone().map(|why| (file.path.clone(), why));
        if !is_near(&file.path) {
            let mut part = interpret::glimpse(&file, document);
            recount::name(&mut part);
            if is_large {
                part.pack();
            }
            return Ok((part, unread));
        }
        let mut alone = interpret::alone(&file, document);
        for artifact in alone.artifacts_mut() {
            assess::shape(artifact, &schemas)?;
        }
        recount::recount(&mut alone, source);
        alone.pack();
        Ok((alone, unread))
    };
    let found = discover::evidence_as(source, config, one).map_err(from_source)?;
    let files: Result<Vec<_>, _> = found.files.into_iter().collect();
    let files = files.map_err(|error| trouble::from_assess(vec![error]))?;
    let (files, unread): (Vec<Alone>, Vec<_>) = files.into_iter().unzip();
    let answers = named::answers(source, &files);
    let mut out = found.left_out;
    out.extend(unread.into_iter().flatten());
    out.sort_unstable();
    let near = files.iter().filter_map(Alone::path);
    let near = near.filter(|path| is_near(path)).map(ToOwned::to_owned);
    let near: Vec<Utf8PathBuf> = near.collect();
    // What git says of files takes a while, on one core.
    let (mut evidence, ()) = rayon::join(
        || interpret::together(files, &found.model_files, &answers, config),
        || source.look_at_states(near),
    );
    // Whose rows these are is told by what was counted from them, wherever they lie.
    let unread = tables::add(source, &found.tables, &mut evidence)?;
    let unmet = found.unmet;
    Ok((evidence, Left { out, unmet, unread }))
}

/// Reads what a snapshot declares and decides: systems, plans and records, and nothing else.
///
/// # Errors
/// The snapshot cannot be listed.
pub fn of_kinds(
    source: &Source,
    config: &Config,
    kinds: &[Kind],
) -> Result<Evidence, Vec<Trouble>> {
    Ok(of_files(&files(source, config, kinds)?, config, kinds))
}

/// Finds the evidence of some kinds in a snapshot, without understanding it yet.
///
/// # Errors
/// The snapshot cannot be listed.
pub fn files(
    source: &Source,
    config: &Config,
    kinds: &[Kind],
) -> Result<Vec<EvidenceFile>, Vec<Trouble>> {
    let found =
        discover::evidence(source, config).map_err(|error| vec![trouble::from_source(&error)])?;
    let asked = found.files.into_iter();
    Ok(asked.filter(|it| kinds.contains(&it.kind)).collect())
}

/// Understands those of `files` that are of some kinds, and looks at nothing beside them.
#[must_use]
pub fn of_files(files: &[EvidenceFile], config: &Config, kinds: &[Kind]) -> Evidence {
    let asked = files.par_iter().filter(|file| kinds.contains(&file.kind));
    let alone = asked.filter_map(|file| {
        let bytes = file.bytes.as_deref().unwrap_or_default();
        let document = parse::document(Format::of_path(&file.path)?, bytes);
        Some(interpret::alone(file, document))
    });
    interpret::together(alone.collect(), &[], &Answers::default(), config)
}

/// Stands for a file that the configuration calls evidence, in a format that nothing here reads.
fn of_no_format(path: &Utf8Path, bytes: &[u8]) -> Document {
    let text = String::from_utf8_lossy(bytes);
    let ending = path.extension().map_or_else(
        || "a file without an ending".to_owned(),
        |ending| format!("`.{ending}`"),
    );
    let fault = Fault {
        rule: "artifact/unparsable",
        span: Span::new(0, text.lines().next().map_or(0, str::len)),
        message: format!("{ending} is read as no format (json, jsonl, yaml, toml, md, csv, eval)"),
    };
    Document {
        text: Arc::from(text),
        value: Value::Null,
        is_stream: false,
        faults: vec![fault],
        unread: None,
    }
}

/// What of a snapshot, and of the configuration, came to nothing.
#[derive(Debug, Clone, Default)]
pub struct Left {
    /// Paths that were left out, each with the reason.
    pub out: Vec<(Utf8PathBuf, String)>,
    /// Entries of the configuration that no file fits.
    pub unmet: Vec<String>,
    /// Files of rows that could not be looked into, each as a sentence.
    pub unread: Vec<String>,
}
