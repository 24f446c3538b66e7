//! A source that is imported: what it is, where it lies, and what was read out of it.

use std::fs::File;
use std::io::Read;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use crate::artifact::Artifact;
use crate::config::Config;
use crate::discover::{self, EvidenceFile};
use crate::engine::hash;
use crate::git::Source;
use crate::glossary::{Format, Kind, Standard};
use crate::span::Pointer;
use crate::{interpret, parse};

/// Larger sources are not held in memory, here or when they are compared again.
const LIMIT_BYTES: u64 = 64 << 20;

/// A source, read.
pub(super) struct Origin {
    /// As it was named.
    pub named: Utf8PathBuf,
    /// From the root of the repository, where it lies in it.
    pub path: Option<Utf8PathBuf>,
    /// Its digest.
    pub digest: String,
    /// What it was recognised as.
    pub standard: Standard,
    /// The kind it would count as.
    pub kind: Kind,
    /// What was read out of it; files that a tool writes beside it are read with it.
    pub artifacts: Vec<Artifact>,
}

impl Origin {
    /// Reads `named`; `expected` is the kind that it is wanted as.
    pub(super) fn read(named: &Utf8Path, expected: Option<Kind>, source: &Source) -> Result<Self> {
        let bytes = bytes(named)?;
        let path = source.path_of(named);
        let whole = path.clone().unwrap_or_else(|| named.to_owned());
        let Some((kind, standard)) = discover::recognise(&whole, &bytes, expected) else {
            bail!("{}", unknown(named, expected));
        };
        if standard == Standard::Native {
            bail!("`{named}` is in raigate's own form already; `raigate check` reads it as it is");
        }
        let digest = format!("sha256:{}", hash::sha256(&bytes));
        let mut files = vec![(whole.clone(), bytes, kind)];
        if standard == Standard::Helm
            && let Some(beside) = named.parent().map(|folder| folder.join("run_spec.json"))
            && beside.is_file()
            && named.file_name() != Some("run_spec.json")
        {
            let place = whole.with_file_name("run_spec.json");
            files.push((place, self::bytes(&beside)?, kind));
        }
        let documents = files.into_iter().map(|(path, bytes, kind)| {
            let format = Format::of_path(&path).unwrap_or(Format::Json);
            let document = parse::document(format, &bytes);
            let file = EvidenceFile::recognised(path, bytes, kind, standard);
            (file, document)
        });
        let read = interpret::evidence(documents.collect(), &[], &Config::default());
        let mut artifacts = read.artifacts;
        artifacts.retain(|artifact| artifact.path == whole);
        if let Some(fault) = artifacts.iter().flat_map(|one| &one.faults).next() {
            bail!("`{named}` cannot be read: {}", fault.message);
        }
        Ok(Self {
            named: named.to_owned(),
            path,
            digest,
            standard,
            kind,
            artifacts,
        })
    }

    /// Returns a list of facts over all artifacts of the file, each with the artifact it is of.
    pub(super) fn facts(&self, name: &str) -> Vec<(&Artifact, &Value)> {
        let mut found = Vec::new();
        for artifact in &self.artifacts {
            let list = artifact.facts.get(name).and_then(Value::as_array);
            found.extend(list.into_iter().flatten().map(|fact| (artifact, fact)));
        }
        found
    }

    /// Returns a part of the identity with the place it stands at.
    pub(super) fn identity(&self, part: &str) -> Option<(&Value, Pointer)> {
        self.artifacts.iter().find_map(|artifact| {
            let fact = artifact.facts.get("identity")?.get(part)?;
            let at = Pointer::parse(fact.get("at")?.as_str()?)?;
            Some((fact.get("value")?, artifact.root.concat(&at)))
        })
    }

    /// Returns the value at `pointer`, which counts from the root of the file.
    pub(super) fn value(&self, pointer: &Pointer) -> Option<&Value> {
        self.artifacts.iter().find_map(|artifact| {
            let inside = pointer.as_str().strip_prefix(artifact.root.as_str())?;
            Pointer::parse(inside)?.resolve(&artifact.value)
        })
    }

    /// Returns where something was copied from: `path` where it has one, and `digest`.
    pub(super) fn derived_from(&self) -> Value {
        match &self.path {
            Some(path) => json!({"path": path.as_str(), "digest": self.digest}),
            None => json!({"digest": self.digest}),
        }
    }

    /// Returns the name of the source as an id.
    pub(super) fn id(&self) -> String {
        let folder = self.named.parent().and_then(Utf8Path::file_name);
        let of_folder = match self.standard {
            Standard::Helm | Standard::MlModel => folder,
            _ => None,
        };
        crate::cli::metrics::id(of_folder.or(self.named.file_stem()).unwrap_or_default())
    }
}

fn bytes(named: &Utf8Path) -> Result<Vec<u8>> {
    let file = File::open(named).with_context(|| format!("`{named}` could not be opened"))?;
    let about = file
        .metadata()
        .with_context(|| format!("`{named}` could not be read"))?;
    if !about.is_file() {
        bail!("`{named}` is no file; name the files in it");
    }
    let mut bytes = Vec::new();
    file.take(LIMIT_BYTES + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("`{named}` could not be read"))?;
    if bytes.len() as u64 > LIMIT_BYTES {
        bail!(
            "`{named}` has {} bytes, limit is {LIMIT_BYTES}",
            about.len()
        );
    }
    Ok(bytes)
}

fn unknown(named: &Utf8Path, expected: Option<Kind>) -> String {
    let hint = match expected {
        None => "\n  help: `--as KIND` says what it is, where its content leaves that open",
        Some(_) => {
            "\n  help: `raigate metrics` counts predictions; the formats that are read are listed \
             in docs/evidence"
        }
    };
    format!("`{named}` is in no format that is read{hint}")
}
