//! `raigate stamp`: binds evidence to the content that it is about.
//!
//! A digest survives a rebase and a squash, which a commit does not.

mod edit;

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use super::args::Place;
use super::{FAIL, PASS, here, policy, terminal};
use crate::artifact::{Artifact, Evidence, System};
use crate::config::Config;
use crate::git::{Marks, Snapshot, Source};
use crate::glossary::Kind;
use crate::run;
use crate::run::binding::{Covers, Scope, is_decision};
use crate::run::roots;

/// The largest file that is stamped: 16 MiB, as the gate itself reads.
const MAX_BYTES: u64 = 16 << 20;

/// `raigate stamp`
#[derive(Debug, clap::Args)]
pub struct StampArgs {
    /// Evaluation results and approvals
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<Utf8PathBuf>,
    /// Write nothing; exit with 1 where a stamp is absent or out of date
    #[arg(long)]
    pub check: bool,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// Stamps every file, or none.
pub(crate) fn run(args: &StampArgs) -> Result<u8> {
    let (source, config, _) = policy(&args.place)?;
    let (evidence, _) = run::reading::read(&source, &config).map_err(super::first)?;
    let desk = Desk {
        covers: Covers::new(&source, &evidence)?,
        source,
        config,
        evidence,
    };
    let stamped: Result<Vec<Stamped>> = args.files.iter().map(|file| desk.stamp(file)).collect();
    let stamped = stamped?;
    let mut told = String::new();
    for one in &stamped {
        let changes = one.text != one.before;
        if changes && !args.check {
            std::fs::write(&one.file, &one.text)
                .with_context(|| format!("`{}` could not be written", one.file))?;
        }
        let state = match (changes, args.check) {
            (false, _) => "up to date",
            (true, true) => "out of date",
            (true, false) => "stamped",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(told, "{}: {state}; {}", one.file, one.about);
    }
    terminal::write(told.as_bytes())?;
    let is_stale = args.check && stamped.iter().any(|one| one.text != one.before);
    Ok(if is_stale { FAIL } else { PASS })
}

/// A file, as it is and as it is to be.
struct Stamped {
    file: Utf8PathBuf,
    before: String,
    text: String,
    /// What the digest covers.
    about: String,
}

/// What stamping one file needs to know of all others.
struct Desk {
    source: Source,
    config: Config,
    evidence: Evidence,
    covers: Covers,
}

impl Desk {
    fn stamp(&self, file: &Utf8Path) -> Result<Stamped> {
        let whole = here()?.join(file).canonicalize_utf8();
        let whole = whole.with_context(|| format!("there is no `{file}`"))?;
        let Some(path) = self.source.path_of(&whole) else {
            bail!("`{file}` lies outside `{}`", self.source.root());
        };
        let (index, artifact) = self.artifact(&path)?;
        let (fields, about) = match artifact.kind {
            Kind::EvalResult => self.result(index, artifact)?,
            _ if is_decision(artifact) => self.approval(index, artifact)?,
            kind => bail!(
                "`{file}` is {kind}; what is stamped are evaluation results and approvals",
                kind = a(kind)
            ),
        };
        let bytes = self.source.read(&path, MAX_BYTES)?;
        let before = String::from_utf8(bytes).with_context(|| format!("`{file}` is not UTF-8"))?;
        let text = edit::edit(artifact.format, &before, &fields)
            .with_context(|| format!("`{file}` was left as it is"))?;
        Ok(Stamped {
            file: file.to_owned(),
            before,
            text,
            about,
        })
    }

    fn artifact(&self, path: &Utf8Path) -> Result<(usize, &Artifact)> {
        let all = self.evidence.artifacts.iter().enumerate();
        let mut own = all.filter(|(_, artifact)| artifact.path == path);
        match (own.next(), own.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => bail!("`{path}` is not recognised as evidence"),
            _ => bail!("`{path}` holds several artifacts; keep each in a file of its own"),
        }
    }

    /// Returns the position of the one system that an artifact belongs to.
    fn system(&self, index: usize) -> Result<(usize, &System)> {
        let all = self.evidence.systems.iter().enumerate();
        let mut own = all.filter(|(_, system)| system.artifacts.contains(&index));
        match (own.next(), own.next()) {
            (Some(one), None) => Ok(one),
            (Some((_, one)), Some((_, other))) => bail!(
                "it belongs to two systems, `{}` and `{}`; a digest covers one",
                one.id,
                other.id
            ),
            _ => bail!("it belongs to no system"),
        }
    }

    /// Binds a result to the code that it was measured with: the commit it names, else the one
    /// that is checked out.
    fn result(&self, index: usize, artifact: &Artifact) -> Result<(Fields, String)> {
        let (at, system) = self.system(index)?;
        let stated = artifact.value.get("code_commit");
        if stated.is_some_and(Value::is_number) {
            bail!("its `code_commit` is a number; put it between quotes");
        }
        let stated = stated.and_then(Value::as_str);
        let stated = stated.filter(|commit| commit.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(commit) = stated.filter(|commit| !commit.is_empty()) else {
            return self.result_of_head(at, system);
        };
        let resolved = self.source.resolve(commit).with_context(|| {
            format!("its `code_commit` is `{commit}`; remove it to stamp the commit checked out")
        })?;
        let fields = vec![("code_commit", resolved.clone())];
        if system.watch.is_empty() {
            return Ok((fields, watches_nothing(system)));
        }
        let there = self.source.at(&Snapshot::Commit(resolved.clone()))?;
        let (evidence, _) = run::reading::read(&there, &self.config).map_err(super::first)?;
        let covers = Covers::new(&there, &evidence)?;
        let same = evidence.systems.iter().position(|it| it.id == system.id);
        let Some(same) = same else {
            bail!("there is no system `{}` at commit `{commit}`", system.id);
        };
        let marks = there.marks(covers.watched(same))?;
        with_watched(fields, system, &marks, &resolved)
    }

    fn result_of_head(&self, at: usize, system: &System) -> Result<(Fields, String)> {
        let commit = self.source.commit();
        let commit = commit.context("there is no commit yet that the result could name")?;
        let uncommitted = self.source.uncommitted_paths()?;
        let watched = self.covers.watched(at);
        if let Some(path) = watched.iter().find(|path| uncommitted.contains(*path)) {
            bail!(
                "`{path}` is not committed, so no commit holds what was measured\n  help: commit it first"
            );
        }
        let fields = vec![("code_commit", commit.clone())];
        if system.watch.is_empty() {
            return Ok((fields, watches_nothing(system)));
        }
        let marks = self.source.marks(watched)?;
        with_watched(fields, system, &marks, &commit)
    }

    fn approval(&self, index: usize, artifact: &Artifact) -> Result<(Fields, String)> {
        let decision = artifact.value.get("decision_type").and_then(Value::as_str);
        let scope = decision.and_then(Scope::of);
        let (paths, about) = match (scope, decision) {
            (Some(Scope::Evidence), _) => {
                let (at, system) = self.system(index)?;
                let about = format!("the evidence of system `{}`", system.id);
                (self.covers.evidence(at), about)
            }
            (Some(Scope::Subject), _) => {
                let subject = self.covers.subject(artifact);
                if let Some(missing) = subject.missing.first() {
                    bail!("its subject `{missing}` leads to no file");
                }
                (subject.files, "its subject".to_owned())
            }
            (Some(Scope::TrustRoots), _) => {
                let roots = roots::of(&self.source, &self.config).map_err(super::first)?;
                if let Some(outside) = roots.outside {
                    bail!("`{outside}` decides, too, and no digest covers it from here");
                }
                (
                    roots.files,
                    "what decides how the repository is judged".to_owned(),
                )
            }
            (None, Some(other)) => bail!("`{other}` is no `decision_type` that is known"),
            (None, None) => bail!("it states no `decision_type`, which says what it covers"),
        };
        let marks = self.source.marks(&paths)?;
        if marks.is_empty() {
            bail!("{about} is no file at all; `subject` names what is approved");
        }
        let digest = digest(&marks)?;
        let about = format!("{}: {about}", super::counted(marks.len(), "file"));
        Ok((vec![("subject_digest", digest)], about))
    }
}

/// Fields to be set, with their values.
type Fields = Vec<(&'static str, String)>;

fn with_watched(
    mut fields: Fields,
    system: &System,
    marks: &Marks,
    commit: &str,
) -> Result<(Fields, String)> {
    if marks.is_empty() {
        bail!("no file fits what system `{}` watches", system.id);
    }
    fields.push(("watched_digest", digest(marks)?));
    let files = super::counted(marks.len(), "file");
    let short = commit.get(..12).unwrap_or(commit);
    let about = format!("{files} that system `{}` watches, at {short}", system.id);
    Ok((fields, about))
}

fn watches_nothing(system: &System) -> String {
    format!(
        "system `{}` watches no files, so a digest would cover nothing; `watch` names them",
        system.id
    )
}

fn digest(marks: &Marks) -> Result<String> {
    marks
        .digest()
        .map_err(|(path, error)| anyhow::anyhow!("`{path}` {error}"))
}

fn a(kind: Kind) -> String {
    let name = kind.name();
    let article = if name.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}
