//! Applies what the files of folders below the root make stricter for the systems there.

use camino::{Utf8Path, Utf8PathBuf};

use super::Rule;
use super::fields::did_you_mean;
use super::overrides::near;
use crate::config::{Config, Nested, RuleOverride};
use crate::engine::EngineError;
use crate::glossary::{Severity, Stage, Tier};
use crate::rule::{Profile, RuleId, Severities};

/// What the file of one folder says of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearer {
    /// The file.
    pub file: Utf8PathBuf,
    /// Its folder.
    pub folder: Utf8PathBuf,
    /// The severity there.
    pub severity: Option<Severities>,
    /// The first stage at which it can block there.
    pub from_stage: Option<Stage>,
    /// The profile that it is moved to there.
    pub profile: Option<Profile>,
    /// The profile that is asked there.
    pub reach: Option<Profile>,
}

/// What a rule asks in one folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Here {
    /// The severity.
    pub severity: Severities,
    /// Whether a configuration states it.
    pub severity_is_stated: bool,
    /// The first stage at which it can block.
    pub from_stage: Option<Stage>,
    /// The profile that it belongs to.
    pub profile: Profile,
    /// The profile that is asked there, where it is more than that of the root.
    pub reach: Option<Profile>,
}

impl Rule {
    /// Returns what the rule asks of a system whose root is `folder`.
    #[must_use]
    pub fn at(&self, folder: &Utf8Path) -> Here {
        let mut here = Here {
            severity: self.meta.severity,
            severity_is_stated: self.severity_is_stated,
            from_stage: self.meta.from_stage,
            profile: self.meta.profile,
            reach: None,
        };
        let around = self.nearer.iter();
        for nearer in around.filter(|nearer| folder.starts_with(&nearer.folder)) {
            here.severity_is_stated |= nearer.severity.is_some();
            here.severity = nearer.severity.unwrap_or(here.severity);
            here.from_stage = nearer.from_stage.or(here.from_stage);
            here.profile = nearer.profile.unwrap_or(here.profile);
            here.reach = here.reach.max(nearer.reach);
        }
        here
    }
}

/// Adds to `rules` what folders make stricter, and returns what they say wrongly.
pub(super) fn apply(rules: &mut [Rule], config: &Config) -> Vec<EngineError> {
    let mut errors = Vec::new();
    for nested in &config.nested {
        for (id, change) in &nested.overrides {
            let mut all = rules.iter_mut();
            let named = all.find(|rule| rule.meta.id == *id || rule.meta.aliases.contains(id));
            if let Some(rule) = named {
                tighten(rule, nested, (id, change), &mut errors);
            } else {
                let known: Vec<&str> = rules.iter().map(|rule| rule.meta.id.as_str()).collect();
                let hint = did_you_mean(id.as_str(), &known);
                errors.push(near(change, "", format!("unknown rule `{id}`{hint}")));
            }
        }
        if nested.profile.is_some() {
            for rule in &mut *rules {
                rule.nearer.push(Nearer::of(nested));
            }
        }
    }
    errors
}

fn tighten(
    rule: &mut Rule,
    nested: &Nested,
    (id, change): (&RuleId, &RuleOverride),
    errors: &mut Vec<EngineError>,
) {
    let here = rule.at(&nested.folder);
    let mut object = |key: &str, around: String| {
        let message = format!(
            "`{}` of `{id}` may only be tightened in a folder: around it is {around}",
            key.replace('_', "-")
        );
        errors.push(near(change, key, message));
    };
    let is_less = |severity: Severities| {
        let of = |it: Severities| [it.minimal, it.limited, it.high];
        of(severity)
            .into_iter()
            .zip(of(here.severity))
            .any(|(own, around)| own < around)
    };
    if change.severity.is_some_and(is_less) {
        object("severity", shown(here.severity));
    }
    if change
        .from_stage
        .is_some_and(|stage| Some(stage) > here.from_stage)
    {
        object(
            "from_stage",
            here.from_stage.map_or("any", Stage::name).to_owned(),
        );
    }
    if change.profile.is_some_and(|profile| profile > here.profile) {
        object("profile", here.profile.name().to_owned());
    }
    rule.nearer.push(Nearer {
        severity: change.severity,
        from_stage: change.from_stage,
        profile: change.profile,
        ..Nearer::of(nested)
    });
}

impl Nearer {
    fn of(nested: &Nested) -> Self {
        Self {
            file: nested.file.clone(),
            folder: nested.folder.clone(),
            severity: None,
            from_stage: None,
            profile: None,
            reach: nested.profile,
        }
    }
}

/// Returns severities as a reader compares them: one word where they are alike at every tier.
pub(super) fn shown(severities: Severities) -> String {
    let name = |tier| severities.at(tier).map_or("off", Severity::name);
    let [minimal, limited, high] = [Tier::Minimal, Tier::Limited, Tier::High].map(name);
    if minimal == limited && limited == high {
        return minimal.to_owned();
    }
    format!("{minimal}/{limited}/{high}")
}
