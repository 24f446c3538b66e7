//! What one system is asked, and what the rules see of it.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use super::input;
use crate::artifact::{Artifact, Evidence, System};
use crate::assess::Answer;
use crate::catalogue::Rule;
use crate::engine::{Foreseen, Input, Program, Seen};
use crate::glossary::Severity;
use crate::rule::{Outcome, RuleId, Scope};

/// How each rule has ended so far.
pub(super) type Outcomes<'r> = HashMap<&'r RuleId, Outcome, FixedState>;

/// A rule, and the severity it has for the system it is asked about; `None` is not asked.
pub(super) struct Asked<'r> {
    pub(super) rule: &'r Rule,
    pub(super) severity: Option<Severity>,
}

/// A system, the rules that may be asked about it, and what they see.
pub(super) struct Ready<'r> {
    pub(super) system: &'r System,
    pub(super) artifacts: Vec<&'r Artifact>,
    pub(super) asked: Vec<Asked<'r>>,
    /// What is seen of each artifact; `None` where no rule looks at it.
    inputs: Vec<Option<Input>>,
    /// What is seen of the system.
    seen: Input,
    /// What was foreseen of each artifact that is looked at, and of the whole.
    foreseen: Vec<Seen>,
}

impl<'r> Ready<'r> {
    /// Makes ready what `asked` see of `system`: all artifacts, where one is about the whole.
    pub(super) fn of(evidence: &'r Evidence, system: &'r System, asked: Vec<Asked<'r>>) -> Self {
        let artifacts = system.artifacts.iter();
        let artifacts: Vec<&Artifact> = artifacts
            .filter_map(|at| evidence.artifacts.get(*at))
            .collect();
        let is_whole = asked.iter().any(Asked::is_of_system);
        let one = |artifact: &&Artifact| {
            let is_seen = is_whole || asked.iter().any(|asked| asked.concerns(artifact));
            is_seen.then(|| input::ready(artifact))
        };
        Self {
            inputs: artifacts.iter().map(one).collect(),
            seen: Input::new(&input::system(system, evidence.change.as_ref())),
            foreseen: Vec::new(),
            system,
            artifacts,
            asked,
        }
    }

    /// Returns each artifact that is looked at, with what rules about it see.
    pub(super) fn of_each(&self) -> impl Iterator<Item = (&'r Artifact, Input)> {
        let each = self.artifacts.iter().zip(&self.inputs);
        each.filter_map(|(artifact, seen)| {
            let seen = seen.clone()?;
            let input = Input::object([("artifact", seen), ("system", self.seen.clone())]);
            Some((*artifact, input))
        })
    }

    /// Returns what rules about the system as a whole see, with what is `further` known.
    pub(super) fn of_all(&self, further: Option<(&str, Input)>) -> Input {
        let evidence = Input::list(self.inputs.iter().flatten().cloned());
        let whole = [("system", self.seen.clone()), ("evidence", evidence)];
        Input::object(whole.into_iter().chain(further))
    }

    /// Foresees what rules say, and returns the packages of those that `program` has to ask.
    pub(super) fn look(&mut self, program: &Program) -> BTreeSet<&'r str> {
        let mut open = BTreeSet::new();
        let mut foreseen = Vec::new();
        for (artifact, input) in self.of_each() {
            let about = self.asked.iter().filter(|asked| asked.concerns(artifact));
            foreseen.push(look(
                program,
                about.filter_map(Asked::package),
                &input,
                &mut open,
            ));
        }
        let about = self.asked.iter().filter(|asked| asked.is_of_system());
        let about = about.filter_map(Asked::package);
        foreseen.push(look(program, about, &self.of_all(None), &mut open));
        self.foreseen = foreseen;
        open
    }

    /// Takes what was foreseen of each artifact that is looked at, and of the whole.
    pub(super) fn take_foreseen(&mut self) -> std::vec::IntoIter<Seen> {
        std::mem::take(&mut self.foreseen).into_iter()
    }
}

/// Foresees what the rules of `packages` say of one input; notes those that have to be asked.
pub(super) fn look<'r>(
    program: &Program,
    packages: impl Iterator<Item = &'r str>,
    input: &Input,
    open: &mut BTreeSet<&'r str>,
) -> Seen {
    let mut seen = Seen::default();
    for package in packages {
        let foreseen = program.foreseen(package, input, &mut seen);
        if foreseen == Foreseen::Open {
            open.insert(package);
        }
        seen.remember(package, foreseen);
    }
    seen
}

impl<'r> Asked<'r> {
    /// Returns the package of the rule, where it is asked.
    fn package(&self) -> Option<&'r str> {
        self.severity.map(|_| self.rule.package.as_str())
    }

    /// Returns how the rule has ended so far, where it applies.
    pub(super) fn ended(
        &self,
        outcomes: &Outcomes<'_>,
    ) -> Option<(&RuleId, Option<Severity>, Outcome)> {
        let id = &self.rule.meta.id;
        let outcome = outcomes.get(id).copied()?;
        (outcome != Outcome::NotApplicable).then_some((id, self.severity, outcome))
    }

    /// Returns how the rule ended.
    pub(super) fn answer(&self, outcomes: &Outcomes<'_>) -> Answer {
        let id = &self.rule.meta.id;
        Answer {
            rule: id.clone(),
            severity: self.severity,
            outcome: outcomes.get(id).copied().unwrap_or(Outcome::NotApplicable),
        }
    }

    /// Returns whether the rule looks at a system as a whole.
    pub(super) fn is_of_system(&self) -> bool {
        self.rule.meta.scope == Scope::System
    }

    /// Returns whether the rule looks at single artifacts of that kind.
    pub(super) fn concerns(&self, artifact: &Artifact) -> bool {
        let meta = &self.rule.meta;
        meta.scope == Scope::Artifact
            && (meta.kinds.is_empty() || meta.kinds.contains(&artifact.kind))
    }
}
