//! Says in what a gate asks for less than the one before it.
//!
//! Only what is asked is compared, never how it is written: comments, order and formatting
//! change nothing, and what became stricter is left out. Where the direction of a change
//! cannot be told, as of a rewritten policy, it counts as one.

mod policies;
mod rules;

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::{Catalogue, Gathered};
use crate::config::{Config, FILE_NAME};
use crate::glossary::{Kind, Severity};
use crate::people::Person;
use crate::rule::Profile;
use crate::span::Pointer;

/// How a gate asks for less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A value is less strict.
    Looser,
    /// A list lacks something that made the gate stricter.
    Lost,
    /// A list holds something more that makes the gate less strict.
    Gained,
    /// A thing is gone.
    Gone,
    /// A text reads differently, and nobody can tell in which direction.
    Rewritten,
}

impl How {
    /// Returns the name that policies see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Looser => "looser",
            Self::Lost => "lost",
            Self::Gained => "gained",
            Self::Gone => "gone",
            Self::Rewritten => "rewritten",
        }
    }
}

/// One thing that is asked less of evidence than before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weakening {
    /// The file to look at.
    pub path: Utf8PathBuf,
    /// Where in it: the key that has changed, or the nearest one that is left.
    pub at: Pointer,
    /// How.
    pub how: How,
    /// What: a key of the configuration, a rule or a file.
    pub what: String,
    /// What was there; empty where nothing was.
    pub before: String,
    /// What is there; empty where nothing is.
    pub after: String,
}

/// A gate: its configuration, and its rules with that applied to them.
#[derive(Clone, Copy)]
pub struct Gate<'g> {
    /// The configuration.
    pub config: &'g Config,
    /// What the repository adds to raigate's own rules.
    pub gathered: &'g Gathered,
    /// The rules.
    pub catalogue: &'g Catalogue,
}

/// Returns in what `after` asks for less than `before`, sorted by place.
#[must_use]
pub fn between(before: Gate<'_>, after: Gate<'_>) -> Vec<Weakening> {
    let file = after.config.path.clone();
    let mut found = Found {
        file: file.unwrap_or_else(|| FILE_NAME.into()),
        weaker: Vec::new(),
    };
    if after.config.path.is_none() && before.config.path.is_some() {
        let file = before.config.path.clone().unwrap_or_default();
        found.file.clone_from(&file);
        found.add(&[], How::Gone, &format!("`{file}`"), "", "");
    }
    gate(before.config, after.config, &mut found);
    lists(before.config, after.config, &mut found);
    people(before.config, after.config, &mut found);
    profiles(before.config, after.config, &mut found);
    for rule in &before.catalogue.rules {
        match after.catalogue.rule(&rule.meta.id) {
            Some(same) => {
                rules::one(rule, same, &mut found);
                rules::in_folders(rule, same, &mut found);
            }
            None => found.at_file(
                &rule.meta.file,
                How::Gone,
                &format!("rule `{}`", rule.meta.id),
            ),
        }
    }
    policies::texts(before.gathered, after.gathered, &mut found);
    found.weaker.sort();
    found.weaker.dedup();
    found.weaker
}

/// Adds the folders in which a smaller profile is asked than before.
fn profiles(before: &Config, after: &Config, found: &mut Found) {
    let asked = |config: &Config, folder: &Utf8Path| {
        let around = config.nested.iter();
        let around = around.filter(|nested| folder.starts_with(&nested.folder));
        let profiles = around.filter_map(|nested| nested.profile);
        profiles.fold(config.profile, Profile::max)
    };
    for nested in before.nested.iter().filter(|it| it.profile.is_some()) {
        let folder = &nested.folder;
        let (was, is) = (asked(before, folder), asked(after, folder));
        if is < was {
            found.weaker.push(Weakening {
                path: nested.file.clone(),
                at: Pointer::root(),
                how: How::Looser,
                what: format!("profile in `{folder}`"),
                before: was.name().to_owned(),
                after: is.name().to_owned(),
            });
        }
    }
}

/// What was found so far, and the file that most of it stands in.
struct Found {
    file: Utf8PathBuf,
    weaker: Vec<Weakening>,
}

impl Found {
    fn add(&mut self, at: &[&str], how: How, what: &str, before: &str, after: &str) {
        let at = at
            .iter()
            .fold(Pointer::root(), |pointer, step| pointer.join(step));
        self.weaker.push(Weakening {
            path: self.file.clone(),
            at,
            how,
            what: what.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        });
    }

    fn at_file(&mut self, path: &str, how: How, what: &str) {
        self.weaker.push(Weakening {
            path: path.into(),
            at: Pointer::root(),
            how,
            what: what.to_owned(),
            before: String::new(),
            after: String::new(),
        });
    }

    /// Adds what `after` lacks of `before`.
    fn lost(&mut self, table: &str, key: &str, before: &[String], after: &[String]) {
        for item in before.iter().filter(|item| !after.contains(item)) {
            self.add(
                &[table, key],
                How::Lost,
                &format!("{table}.{key}"),
                item,
                "",
            );
        }
    }

    /// Adds what `after` has beyond `before`.
    fn gained(&mut self, table: &str, key: &str, before: &[String], after: &[String]) {
        for item in after.iter().filter(|item| !before.contains(item)) {
            self.add(
                &[table, key],
                How::Gained,
                &format!("{table}.{key}"),
                "",
                item,
            );
        }
    }
}

fn gate(before: &Config, after: &Config, found: &mut Found) {
    let fail_on = |config: &Config| match config.gate.fail_on {
        None => (0, "never"),
        Some(Severity::Error) => (1, "error"),
        Some(_) => (2, "warning"),
    };
    let word = |is_strict: bool, [loose, strict]: [&'static str; 2]| {
        (u8::from(is_strict), if is_strict { strict } else { loose })
    };
    let unjudged = |config: &Config| word(config.gate.not_evaluated_fails, ["warn", "fail"]);
    let known = |config: &Config| {
        let words = ["allow", "allow-until-launch"];
        word(config.gate.known_until_launch, words)
    };
    let empty = |config: &Config| word(!config.gate.allow_empty, ["true", "false"]);
    let keys = [
        ("fail-on", fail_on(before), fail_on(after)),
        ("not-evaluated", unjudged(before), unjudged(after)),
        ("known", known(before), known(after)),
        ("allow-empty", empty(before), empty(after)),
    ];
    for (key, (was, before), (is, after)) in keys {
        if is < was {
            let what = format!("gate.{key}");
            found.add(&["gate", key], How::Looser, &what, before, after);
        }
    }
    let (was, is) = (before.profile, after.profile);
    if is < was {
        let at = ["rules", "profile"];
        found.add(&at, How::Looser, "rules.profile", was.name(), is.name());
    }
}

fn lists(before: &Config, after: &Config, found: &mut Found) {
    let (was, is) = (&before.discovery, &after.discovery);
    found.lost("discovery", "include", &was.include, &is.include);
    found.gained("discovery", "exclude", &was.exclude, &is.exclude);
    found.lost("discovery", "models", &was.models, &is.models);
    let stages = |config: &Config| -> Vec<String> {
        let entries = config.gate.stage_from.iter();
        entries
            .map(|entry| {
                let name = entry.branch.as_ref().or(entry.tag.as_ref());
                let name = name.map_or("", String::as_str);
                format!("{name} at {}", entry.stage.name())
            })
            .collect()
    };
    found.lost("gate", "stage-from", &stages(before), &stages(after));
    let paths =
        |paths: &[Utf8PathBuf]| -> Vec<String> { paths.iter().map(ToString::to_string).collect() };
    let (was, is) = (&before.policy, &after.policy);
    found.lost("policy", "paths", &paths(&was.paths), &paths(&is.paths));
    found.lost("policy", "data", &paths(&was.data), &paths(&is.data));
    let kinds = |config: &Config| -> Vec<String> {
        let kinds = config.provenance.require_signature.iter();
        kinds.map(|kind| kind.name().to_owned()).collect()
    };
    found.lost(
        "provenance",
        "require-signature",
        &kinds(before),
        &kinds(after),
    );
    let signers = |config: &Config| {
        let file = config.provenance.allowed_signers.as_ref();
        file.map(ToString::to_string)
    };
    if let Some(was) = signers(before).filter(|was| signers(after).as_ref() != Some(was)) {
        let is = signers(after).unwrap_or_else(|| "none".to_owned());
        let at = ["provenance", "allowed-signers"];
        found.add(&at, How::Looser, "provenance.allowed-signers", &was, &is);
    }
    declared_kinds(before, after, found);
}

/// Entries of `[[artifact]]` that are gone, or that are there only to take files from others.
fn declared_kinds(before: &Config, after: &Config, found: &mut Found) {
    let entries = |config: &Config| -> BTreeSet<(Kind, String)> {
        let entries = config.artifacts.iter();
        entries
            .flat_map(|entry| entry.paths.iter().map(|path| (entry.kind, path.clone())))
            .collect()
    };
    let is = entries(after);
    for (kind, path) in entries(before).difference(&is) {
        let item = format!("{path} as {}", kind.name());
        found.add(&["artifact"], How::Lost, "artifact", &item, "");
    }
}

/// Who may approve: a role that is gone, and whoever came to hold one or to stand for another.
fn people(before: &Config, after: &Config, found: &mut Found) {
    for (role, holders) in &before.roles {
        match after.roles.get(role) {
            Some(held) => found.gained("roles", role, holders, held),
            None => found.add(
                &["roles", role],
                How::Gone,
                &format!("role `{role}`"),
                "",
                "",
            ),
        }
    }
    for (role, holders) in &after.roles {
        if !before.roles.contains_key(role) {
            found.gained("roles", role, &[], holders);
        }
    }
    let none = Vec::new();
    for (name, person) in &after.people {
        let known = before.people.get(name);
        let lists = [
            (&person.handles, known.map(|known| &known.handles)),
            (&person.emails, known.map(|known| &known.emails)),
            (&person.keys, known.map(|known| &known.keys)),
        ];
        for (is, was) in lists {
            found.gained("people", name, was.unwrap_or(&none), is);
        }
    }
    // Two identities that are no longer one person can approve as two.
    for (name, person) in &before.people {
        let kept = after.people.get(name);
        let is = |list: fn(&Person) -> &Vec<String>| kept.map_or(&none, list);
        found.lost(
            "people",
            name,
            &person.handles,
            is(|person| &person.handles),
        );
        found.lost("people", name, &person.emails, is(|person| &person.emails));
        found.lost("people", name, &person.keys, is(|person| &person.keys));
    }
}
