//! What can be asked of evidence: a rule, how severe it is and when it applies.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use crate::glossary::{Kind, Severity, Stage, Tier, named};

/// The id of a rule, `family/name` in kebab-case; it names the defect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(String);

impl RuleId {
    /// Reads an id; `None` unless it is two kebab-case words around one "/".
    ///
    /// ```
    /// use raigate::rule::RuleId;
    /// assert!(RuleId::parse("card/missing-section").is_some());
    /// assert!(RuleId::parse("card/Missing").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (family, name) = text.split_once('/')?;
        (is_kebab(family) && is_kebab(name)).then(|| Self(text.to_owned()))
    }

    /// Returns the id as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the part before the "/".
    #[must_use]
    pub fn family(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// Returns whether what the rule finds is not to be repeated: the family `privacy`, unless
    /// what it finds is that something is missing.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.family() == "privacy" && !self.name().starts_with("missing-")
    }

    /// Returns the part behind the "/".
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split('/').nth(1).unwrap_or_default()
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_kebab(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_lowercase())
        && !word.ends_with('-')
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// A named choice of rules; each contains the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Wrong beyond doubt, whatever a team's process.
    Essential,
    /// What a team that adopts the gate wants.
    Recommended,
    /// Everything.
    Complete,
}
named!(Profile { Essential = "essential", Recommended = "recommended", Complete = "complete" });

/// What share of a rule's findings was right when people read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A hint.
    Low,
    /// Usually right.
    Medium,
    /// Right beyond doubt, or nearly so.
    High,
}
named!(Confidence { Low = "low", Medium = "medium", High = "high" });

/// What a rule is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One artifact.
    Artifact,
    /// One system with all its artifacts.
    System,
    /// All systems.
    Repository,
}
named!(Scope { Artifact = "artifact", System = "system", Repository = "repository" });

/// When a rule is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// With all others.
    Evidence,
    /// After all others, knowing how they ended.
    Outcomes,
}
named!(Phase { Evidence = "evidence", Outcomes = "outcomes" });

/// How a rule ends, over the whole run; the worst of its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Its subject is absent by right.
    NotApplicable,
    /// Nothing objected to.
    Pass,
    /// Every finding is waived.
    Waived,
    /// It needs facts that only exist elsewhere.
    Deferred,
    /// Its facts should be there and are not.
    NotEvaluated,
    /// Something objected to.
    Fail,
}
named!(Outcome {
    NotApplicable = "not_applicable",
    Deferred = "deferred",
    Pass = "pass",
    Waived = "waived",
    NotEvaluated = "not_evaluated",
    Fail = "fail",
});

/// The severity of a rule at each tier; `None` is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Severities {
    /// At tier minimal.
    pub minimal: Option<Severity>,
    /// At tier limited.
    pub limited: Option<Severity>,
    /// At tier high, and, raised from warning to error, at tier prohibited.
    pub high: Option<Severity>,
}

impl Severities {
    /// Returns the severity at `tier`; at `prohibited` every warning is an error.
    #[must_use]
    pub fn at(&self, tier: Tier) -> Option<Severity> {
        match tier {
            Tier::Minimal => self.minimal,
            Tier::Limited => self.limited,
            Tier::High => self.high,
            Tier::Prohibited => self.high.map(|severity| match severity {
                Severity::Warning => Severity::Error,
                other => other,
            }),
        }
    }
}

/// Everything a rule says of itself, from the METADATA block of its file.
#[derive(Debug, Clone)]
pub struct RuleMeta {
    /// The id.
    pub id: RuleId,
    /// The defect in a few words.
    pub title: String,
    /// Why it matters, and to whom; the first sentence is every finding's `why`.
    pub description: String,
    /// The smallest honest change that answers it.
    pub remedy: String,
    /// How severe it is.
    pub severity: Severities,
    /// The smallest profile it belongs to.
    pub profile: Profile,
    /// How often it is right.
    pub confidence: Confidence,
    /// The kinds it looks at; empty is all.
    pub kinds: Vec<Kind>,
    /// What it is asked about.
    pub scope: Scope,
    /// When it is asked.
    pub phase: Phase,
    /// The first stage at which it can block; before it, it is a note.
    pub from_stage: Option<Stage>,
    /// The facets of which a system needs at least one for the rule to apply; empty is none.
    pub facets: Vec<String>,
    /// The settings with their defaults.
    pub settings: Map<String, Value>,
    /// The clauses it answers to, by framework.
    pub controls: BTreeMap<String, Vec<String>>,
    /// Whether a waiver can excuse it.
    pub waivable: bool,
    /// The rules whose finding at the same place makes this one's a consequence.
    pub implied_by: Vec<RuleId>,
    /// The version it came with.
    pub since: String,
    /// Former ids.
    pub aliases: Vec<RuleId>,
    /// The day from which it can block; before it, it is a note.
    pub effective_on: Option<jiff::civil::Date>,
    /// Whether it is retired; a retired rule keeps its id and is never asked.
    pub deprecated: bool,
    /// The file it stands in, as given to the engine.
    pub file: String,
}

impl RuleMeta {
    /// Returns why it matters: the first sentence of the description, without its full stop.
    #[must_use]
    pub fn why(&self) -> String {
        let text = self
            .description
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let first = text
            .split_once(". ")
            .map_or(text.as_str(), |(first, _)| first);
        first.trim_end_matches('.').to_owned()
    }
}
