//! Tells what a change does to the gate, and to what it declares, since it began.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::roots::{calls, is_caller};
use super::{Request, disparities, dropped, reading, records, trouble};
use crate::artifact::{Change, Evidence, Stated, System};
use crate::catalogue::weaken::{self, Gate, How, Weakening};
use crate::catalogue::{self, Gathered};
use crate::config::{self, Config};
use crate::discover::EvidenceFile;
use crate::git::{Mailmap, Snapshot, Source, SourceError};
use crate::glossary::Kind;
use crate::span::Pointer;
use crate::verdict::Trouble;

/// What of the evidence is looked at where the change began.
const KINDS: [Kind; 6] = [
    Kind::System,
    Kind::EvalPlan,
    Kind::Approval,
    Kind::Waiver,
    Kind::Incident,
    Kind::ExternalRecord,
];

/// Longer than a list of signers, or a workflow, that anybody wrote.
const LIMIT_BYTES: u64 = 4 << 20;

/// Where a change began, and the gate that stood there.
pub(super) struct Beginning {
    commit: String,
    source: Source,
    config: Config,
    gathered: Gathered,
    evidence: Evidence,
    /// What groups were measured by, and what is needed to understand it.
    measured: Vec<EvidenceFile>,
    /// The gate of the change itself, where the one of its base decides.
    own: Option<(Config, Gathered)>,
}

impl Beginning {
    /// Notes that the base decides, and what the gate of the change would be.
    pub(super) fn judged_by_base(mut self, source: &Source, own: Config) -> Self {
        let gathered = catalogue::gather(source, &own);
        self.own = Some((own, gathered));
        self
    }

    /// Returns the commit, 40 hexadecimal digits.
    pub(super) fn commit(&self) -> &str {
        &self.commit
    }

    /// Returns who was the same person there.
    pub(super) fn mailmap(&self) -> Mailmap {
        self.source.mailmap()
    }

    /// Returns the systems that stood there.
    pub(super) fn systems(&self) -> &[System] {
        &self.evidence.systems
    }

    /// Adds to `evidence` what the change does to the gate, and what its systems stated before.
    ///
    /// # Errors
    /// The policies of the change do not load, so that nobody could judge by them.
    pub(super) fn compare(
        &self,
        (source, config, gathered): (&Source, &Config, &Gathered),
        today: Date,
        evidence: &mut Evidence,
    ) -> Result<(), Vec<Trouble>> {
        let (config, gathered) = match &self.own {
            Some((config, gathered)) => (config, gathered),
            None => (config, gathered),
        };
        let mut weakened = self.weakened(config, gathered, today)?;
        weakened.extend(signers(self, source, config));
        weakened.extend(callers(self, source));
        weakened.extend(gone(self, evidence));
        add_before(self, evidence);
        for weakening in &weakened {
            let path = &weakening.path;
            let text = text(source, path).unwrap_or_default();
            evidence.texts.entry(path.clone()).or_insert(text);
        }
        let measured = disparities::before(&self.measured, &self.config, evidence);
        if let Some(measured) = &measured {
            dropped::note(measured, source, evidence);
        }
        evidence.change = Some(Change {
            base: self.commit.clone(),
            weakened: weakened.iter().map(fact).collect(),
            approvals: Vec::new(),
            plans: records::plans(&self.evidence),
            disparities: measured
                .as_ref()
                .map(disparities::facts)
                .unwrap_or_default(),
            gone: records::gone(&self.evidence, evidence),
            reviews: Vec::new(),
        });
        records::note_rewritten(&self.evidence, evidence);
        records::note_before(&self.evidence, evidence);
        Ok(())
    }

    /// Returns in what the gate of the change asks for less.
    fn weakened(
        &self,
        config: &Config,
        gathered: &Gathered,
        today: Date,
    ) -> Result<Vec<Weakening>, Vec<Trouble>> {
        let is_same = self.config.files == config.files && self.gathered == *gathered;
        if self.config.path.is_none() || is_same {
            return Ok(Vec::new());
        }
        let after = gathered.build(config, today);
        let after = after.map_err(trouble::from_engine)?;
        // Policies that did not load asked for nothing.
        let Ok(before) = self.gathered.build(&self.config, today) else {
            return Ok(Vec::new());
        };
        let gate = |config, gathered, catalogue| Gate {
            config,
            gathered,
            catalogue,
        };
        let before = gate(&self.config, &self.gathered, &before);
        Ok(weaken::between(before, gate(config, gathered, &after)))
    }
}

/// Returns where the change that is judged began: the merge base with `--policy-from`, else
/// with `--since`.
///
/// A base branch that became stricter since is no doing of the change, so the base itself
/// would be the wrong thing to compare with. `home` is the gate that decides.
///
/// # Errors
/// History is cut short, or what stood there cannot be read.
pub(super) fn beginning(
    request: &Request,
    source: &Source,
    home: (&Source, &Config, &Gathered),
) -> Result<Option<Beginning>, Vec<Trouble>> {
    let Some(revision) = request.policy_from.as_ref().or(request.since.as_ref()) else {
        return Ok(None);
    };
    let (decides, config, gathered) = home;
    let commit = match source.merge_base(revision) {
        Ok(commit) => commit,
        // Histories that share nothing: the base is all there is to compare with.
        Err(SourceError::NoMergeBase { shallow: false, .. }) if request.policy_from.is_some() => {
            decides.commit().unwrap_or_default()
        }
        Err(error) => return Err(vec![trouble::from_source(&error)]),
    };
    let before = source
        .at(&Snapshot::Commit(commit.clone()))
        .map_err(|error| vec![trouble::from_source(&error)])?;
    let is_home = request.policy_from.is_some() && decides.commit().as_ref() == Some(&commit);
    let loaded = (!is_home).then(|| config::load(&before, request.config.as_deref()));
    let stood = match loaded {
        Some(Ok(stood)) => {
            let gathered = catalogue::gather(&before, &stood);
            (stood, gathered)
        }
        // What did not load asked for nothing; what decides is the next best.
        Some(Err(_)) | None => (config.clone(), gathered.clone()),
    };
    let asked = [&KINDS[..], &disparities::KINDS].concat();
    let measured = reading::files(&before, &stood.0, &asked)?;
    let evidence = reading::of_files(&measured, &stood.0, &KINDS);
    Ok(Some(Beginning {
        commit,
        source: before,
        config: stood.0,
        gathered: stood.1,
        evidence,
        measured,
        own: None,
    }))
}

fn fact(weakening: &Weakening) -> Value {
    json!({
        "path": weakening.path,
        "at": weakening.at.as_str(),
        "how": weakening.how.name(),
        "what": weakening.what,
        "before": weakening.before,
        "after": weakening.after,
    })
}

fn text(source: &Source, path: &Utf8Path) -> Option<Arc<str>> {
    let bytes = source.read(path, LIMIT_BYTES).ok()?;
    Some(Arc::from(String::from_utf8_lossy(&bytes)))
}

/// Signers that the list of those allowed holds, and held not.
fn signers(beginning: &Beginning, source: &Source, config: &Config) -> Vec<Weakening> {
    let (Some(was), Some(is)) = (
        &beginning.config.provenance.allowed_signers,
        &config.provenance.allowed_signers,
    ) else {
        return Vec::new();
    };
    let known = text(&beginning.source, was).unwrap_or_default();
    let held = text(source, is).unwrap_or_default();
    let known: Vec<&str> = known.lines().map(str::trim).collect();
    let added = held.lines().map(str::trim).filter(|line| {
        let is_entry = !line.is_empty() && !line.starts_with('#');
        is_entry && !known.contains(line)
    });
    let gained = |line: &str| Weakening {
        path: is.clone(),
        at: Pointer::root(),
        how: How::Gained,
        what: format!("`{is}`"),
        before: String::new(),
        after: line
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned(),
    };
    added.map(gained).collect()
}

/// Workflows and hooks that ran raigate, and run it no more.
fn callers(beginning: &Beginning, source: &Source) -> Vec<Weakening> {
    let entries = beginning.source.entries().unwrap_or_default();
    let called = entries.into_iter().map(|entry| entry.path).filter(|path| {
        is_caller(path) && text(&beginning.source, path).is_some_and(|text| calls(&text))
    });
    let lost = called.filter_map(|path| {
        let now = text(source, &path);
        let how = match &now {
            Some(text) if calls(text) => return None,
            Some(_) => How::Lost,
            None => How::Gone,
        };
        Some(Weakening {
            at: Pointer::root(),
            how,
            what: format!("`{path}`"),
            before: "its call of raigate".to_owned(),
            after: String::new(),
            path,
        })
    });
    lost.collect()
}

/// Systems that were declared and are not.
fn gone(beginning: &Beginning, evidence: &Evidence) -> Vec<Weakening> {
    let is_stated = |id: &str| {
        let named = evidence.systems.iter().find(|system| system.id == id);
        let declared = named.and_then(|system| system.declared.as_ref());
        declared.is_some_and(|declared| declared.stated.is_some())
    };
    let declared = beginning.evidence.systems.iter();
    let declared = declared.filter(|system| system.declared.is_some());
    let dropped = declared.filter(|it| !is_stated(&it.id));
    let one = |system: &System| Weakening {
        path: system
            .declared
            .as_ref()
            .map_or_else(Utf8PathBuf::new, |declared| declared.path.clone()),
        at: Pointer::root(),
        how: How::Gone,
        what: format!("system `{}`", system.id),
        before: String::new(),
        after: String::new(),
    };
    dropped.map(one).collect()
}

/// Tells each system what it stated where the change began.
fn add_before(beginning: &Beginning, evidence: &mut Evidence) {
    let stated = |system: &System| -> Option<(String, Stated)> {
        let stated = system.declared.as_ref()?.stated.clone()?;
        Some((system.id.clone(), stated))
    };
    let mut before: BTreeMap<String, Stated> = beginning
        .evidence
        .systems
        .iter()
        .filter_map(stated)
        .collect();
    for system in &mut evidence.systems {
        system.before = before.remove(&system.id);
    }
}
