//! Rule by rule, on everything each is about.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};

use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde_json::Value;

use super::after::{self, Before};
use super::answer::{self, Subject};
use super::asked::{Asked, Outcomes, Ready, look};
use super::patience::Patience;
use super::sessions::Sessions;
use super::{consequence, input, severity};
use crate::artifact::{Artifact, Evidence, System};
use crate::assess::places::Places;
use crate::assess::{Answer, Answers, AssessError, Assessment, Terms, fingerprint};
use crate::catalogue::{Catalogue, Rule};
use crate::engine::{EngineError, Input, Program, Seen, Session};
use crate::finding::{self, Finding};
use crate::glossary::Kind;
use crate::rule::{Outcome, Phase, RuleId, Scope};

/// Which rules are asked.
#[derive(Clone, Copy)]
pub enum Turn<'t> {
    /// Those about evidence, and about systems; those about systems that are asked after all
    /// others too, unless they wait.
    Evidence {
        /// Whether these wait until it is known what is waived.
        waits: bool,
    },
    /// Those about systems that have waited.
    Systems(Before<'t>),
    /// Those about single artifacts and the repository that are asked after all others.
    Last,
}

/// Asks every rule of `catalogue` that applies and whose turn it is.
///
/// # Errors
/// Every rule that fails, panics, takes too long or answers in another shape.
pub fn rules(
    evidence: &Evidence,
    catalogue: &Catalogue,
    places: &Places,
    terms: Terms,
    turn: Turn<'_>,
) -> Result<Assessment, Vec<AssessError>> {
    let run = Run {
        evidence,
        catalogue,
        places,
        terms,
        turn,
        broken: stoppers(catalogue),
        patience: Patience::default(),
    };
    let systems: Vec<&System> = evidence.judged().collect();
    let (mut parts, sessions): (Vec<Part>, Sessions);
    let mut together = run.together();
    if systems.len() > FEW {
        sessions = Sessions::of(catalogue.program.clone());
        let judge = |system: &&System| run.system(&sessions, run.ready(system));
        let systems = systems.par_iter().with_max_len(MOST_AT_ONCE);
        parts = systems.map(judge).collect();
    } else {
        let ready = systems.par_iter().map(|system| run.ready(system));
        let mut ready: Vec<Ready> = ready.collect();
        sessions = Sessions::of(run.gather(&mut ready, &mut together));
        let judge = |ready| run.system(&sessions, ready);
        parts = ready.into_par_iter().map(judge).collect();
    }
    parts.push(sessions.with(|session| run.repository(session, together)));
    parts.push(Part {
        errors: run.patience.end().into_iter().collect(),
        ..Part::default()
    });
    collect(parts, catalogue)
}

/// What one system, or the repository, gave.
#[derive(Default)]
struct Part {
    findings: Vec<Finding>,
    answers: Option<Answers>,
    errors: Vec<(RuleId, EngineError)>,
}

struct Run<'r> {
    evidence: &'r Evidence,
    catalogue: &'r Catalogue,
    places: &'r Places,
    terms: Terms,
    turn: Turn<'r>,
    /// Rules that have failed, and are not asked again.
    broken: HashMap<RuleId, AtomicBool, FixedState>,
    /// What is left of the time for slow ones.
    patience: Patience,
}

/// As many systems are judged before an engine for each rule has paid for being loaded.
const FEW: usize = 24;

/// As many systems are judged before another thread may take some.
const MOST_AT_ONCE: usize = 8;

impl Run<'_> {
    /// Makes ready what the rules about one system see.
    fn ready<'s>(&'s self, system: &'s System) -> Ready<'s> {
        let asked = self.of_scope(&[Scope::Artifact, Scope::System]);
        let asked = asked.map(|rule| Asked {
            rule,
            severity: severity::for_system(rule, system, self.terms),
        });
        Ready::of(self.evidence, system, asked.collect())
    }

    /// Returns what the rules about all systems together see, where any of them is asked.
    fn together(&self) -> Option<(Input, Seen)> {
        let mut rules = self.of_scope(&[Scope::Repository]);
        rules.find(|rule| severity::for_repository(rule, self.terms).is_some())?;
        let input = input::repository(self.evidence, &self.kinds_together());
        Some((Input::new(&input), Seen::default()))
    }

    /// Foresees what can be, and loads the rules that are left to ask into one engine for each
    /// thread.
    fn gather(&self, systems: &mut [Ready], together: &mut Option<(Input, Seen)>) -> Program {
        let program = &self.catalogue.program;
        let looks = systems.par_iter_mut().map(|ready| ready.look(program));
        let mut packages = looks.reduce(BTreeSet::new, |mut all, other| {
            all.extend(other);
            all
        });
        if let Some((input, seen)) = together {
            let rules = self.of_scope(&[Scope::Repository]);
            let rules = rules.filter(|rule| severity::for_repository(rule, self.terms).is_some());
            let asked = rules.map(|rule| rule.package.as_str());
            *seen = look(program, asked, input, &mut packages);
        }
        let program = program.gathered(&packages, rayon::current_num_threads());
        packages.par_iter().for_each(|package| {
            // Whoever asks the rule is told what is wrong with it.
            let _ = program.ready(package);
        });
        program
    }

    /// Asks the rules about one system: of each artifact, then of the whole.
    fn system(&self, sessions: &Sessions, mut ready: Ready) -> Part {
        let foreseen = ready.take_foreseen();
        sessions.with(|session| self.ask_of(session, &ready, foreseen))
    }

    fn ask_of(
        &self,
        session: &mut Session,
        ready: &Ready,
        mut foreseen: impl Iterator<Item = Seen>,
    ) -> Part {
        let mut part = Part::default();
        let mut outcomes = Outcomes::default();
        let (system, artifacts) = (ready.system, ready.artifacts.as_slice());
        for (artifact, input) in ready.of_each() {
            session.set_seen(&input, foreseen.next().unwrap_or_default());
            let about = ready.asked.iter().filter(|asked| asked.concerns(artifact));
            let artifact = std::slice::from_ref(&artifact);
            self.ask_all(session, about, system, artifact, &mut part, &mut outcomes);
        }
        for phase in [Phase::Evidence, Phase::Outcomes] {
            let is_due = |one: &&Asked| one.is_of_system() && one.rule.meta.phase == phase;
            let about = ready.asked.iter().filter(is_due);
            if about.clone().next().is_none() {
                continue;
            }
            let ended = (phase == Phase::Outcomes).then(|| {
                let ended = self.ended(ready, &outcomes, &part.findings);
                ("outcomes", Input::new(&ended))
            });
            // How others ended was not known before.
            let seen = if ended.is_none() {
                foreseen.next()
            } else {
                None
            };
            session.set_seen(&ready.of_all(ended), seen.unwrap_or_default());
            self.ask_all(session, about, system, artifacts, &mut part, &mut outcomes);
        }
        let rules = ready.asked.iter().map(|one| one.answer(&outcomes));
        part.answers = Some(Answers {
            system: Some(system.id.clone()),
            rules: rules.collect(),
        });
        part
    }

    /// Returns how the rules have ended for a system: so far, or as waivers leave it.
    fn ended(&self, ready: &Ready, outcomes: &Outcomes<'_>, findings: &[Finding]) -> Value {
        if let Turn::Systems(before) = self.turn {
            return before.ended(&ready.system.id, &ready.artifacts);
        }
        let ended = ready.asked.iter().filter_map(|one| one.ended(outcomes));
        let findings: Vec<&Finding> = findings.iter().collect();
        after::ended(ended, &findings, &ready.artifacts)
    }

    /// Asks some rules about the current input, and keeps the worst outcome of each.
    fn ask_all<'s>(
        &self,
        session: &mut Session,
        about: impl Iterator<Item = &'s Asked<'s>>,
        system: &System,
        artifacts: &[&Artifact],
        part: &mut Part,
        outcomes: &mut Outcomes<'s>,
    ) {
        for asked in about {
            if let Some(severity) = asked.severity {
                let subject = Subject {
                    system: Some(system),
                    artifacts,
                    severity,
                };
                let outcome = self.ask(session, asked.rule, subject, part);
                let worst = outcomes.entry(&asked.rule.meta.id).or_insert(outcome);
                *worst = outcome.max(*worst);
            }
        }
    }

    /// Asks the rules that are about all systems together.
    fn repository(&self, session: &mut Session, together: Option<(Input, Seen)>) -> Part {
        let mut part = Part::default();
        let artifacts: Vec<&Artifact> = self.evidence.artifacts.iter().collect();
        if let Some((input, seen)) = together {
            session.set_seen(&input, seen);
        }
        let mut rules = Vec::new();
        for rule in self.of_scope(&[Scope::Repository]) {
            let severity = severity::for_repository(rule, self.terms);
            let outcome = severity.map_or(Outcome::NotApplicable, |severity| {
                let subject = Subject {
                    system: None,
                    artifacts: &artifacts,
                    severity,
                };
                self.ask(session, rule, subject, &mut part)
            });
            rules.push(Answer {
                rule: rule.meta.id.clone(),
                severity,
                outcome,
            });
        }
        part.answers = Some(Answers {
            system: None,
            rules,
        });
        part
    }

    /// Returns the kinds that rules about all systems look at; empty where one looks at all.
    fn kinds_together(&self) -> BTreeSet<Kind> {
        let rules: Vec<&Rule> = self.of_scope(&[Scope::Repository]).collect();
        if rules.iter().any(|rule| rule.meta.kinds.is_empty()) {
            return BTreeSet::new();
        }
        rules
            .iter()
            .flat_map(|rule| rule.meta.kinds.iter().copied())
            .collect()
    }

    fn of_scope<'s>(&'s self, scopes: &'s [Scope]) -> impl Iterator<Item = &'s Rule> {
        let rules = self.catalogue.rules.iter();
        rules.filter(move |rule| {
            // How all others ended is told to a rule about a system beside them; a rule about
            // single artifacts that comes after all others comes after all systems.
            let meta = &rule.meta;
            let is_late = meta.phase == Phase::Outcomes;
            let is_of_system = meta.scope == Scope::System;
            let is_due = match self.turn {
                Turn::Evidence { waits } => !is_late || (is_of_system && !waits),
                Turn::Systems(_) => is_late && is_of_system,
                Turn::Last => is_late && !is_of_system,
            };
            is_due && scopes.contains(&meta.scope)
        })
    }

    /// Asks one rule about the current input; what it says goes into `part`.
    fn ask(
        &self,
        session: &mut Session,
        rule: &Rule,
        subject: Subject,
        part: &mut Part,
    ) -> Outcome {
        let broken = self.broken.get(&rule.meta.id);
        if broken.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Outcome::NotEvaluated;
        }
        if self.patience.is_over() {
            return Outcome::NotEvaluated;
        }
        self.judge(session, rule, subject, part)
            .unwrap_or_else(|error| {
                if let Some(flag) = broken {
                    flag.store(true, Ordering::Relaxed);
                }
                part.errors.push((rule.meta.id.clone(), error));
                Outcome::NotEvaluated
            })
    }

    fn judge(
        &self,
        session: &mut Session,
        rule: &Rule,
        subject: Subject,
        part: &mut Part,
    ) -> Result<Outcome, EngineError> {
        let Some(answer) = self.patience.ask(session, rule)? else {
            return Ok(Outcome::NotApplicable);
        };
        let mut outcome = Outcome::Pass;
        if !answer::objects(rule, answer.deferred)?.is_empty() {
            outcome = Outcome::Deferred;
        }
        for object in answer::objects(rule, answer.not_evaluated)? {
            part.findings
                .push(answer::finding(self.places, rule, subject, &object, true)?);
            outcome = Outcome::NotEvaluated;
        }
        for object in answer::objects(rule, answer.findings)? {
            part.findings
                .push(answer::finding(self.places, rule, subject, &object, false)?);
            outcome = Outcome::Fail;
        }
        Ok(outcome)
    }
}

fn stoppers(catalogue: &Catalogue) -> HashMap<RuleId, AtomicBool, FixedState> {
    catalogue
        .rules
        .iter()
        .map(|rule| (rule.meta.id.clone(), AtomicBool::new(false)))
        .collect()
}

/// Puts all parts in order; a single error is no verdict.
fn collect(parts: Vec<Part>, catalogue: &Catalogue) -> Result<Assessment, Vec<AssessError>> {
    let mut errors: BTreeMap<RuleId, EngineError> = BTreeMap::new();
    let mut whole = Assessment::default();
    let implied = consequence::implied(catalogue);
    for part in parts {
        errors.extend(part.errors);
        whole.answers.extend(part.answers);
        whole
            .findings
            .extend(consequence::fold(part.findings, &implied));
    }
    if !errors.is_empty() {
        return Err(errors
            .into_iter()
            .map(|(id, error)| {
                let rule = catalogue.rule(&id);
                could_not_judge(&id, error, rule.map(|rule| rule.meta.file.as_str()))
            })
            .collect());
    }
    finding::sort(&mut whole.findings);
    fingerprint::number_repeats(&mut whole.findings);
    Ok(whole)
}

fn could_not_judge(rule: &RuleId, error: EngineError, file: Option<&str>) -> AssessError {
    let of_file = || file.map(|file| (file.to_owned(), 1, 1));
    let place = error.place.or_else(of_file);
    let at = place
        .as_ref()
        .map(|(path, line, column)| format!(" ({path}:{line}:{column})"));
    let folder = place
        .as_ref()
        .and_then(|(path, ..)| path.rsplit_once('/'))
        .map(|(folder, _)| folder);
    AssessError {
        message: format!("rule `{rule}` could not be evaluated"),
        cause: format!("{}{}", error.message, at.unwrap_or_default()),
        help: folder.map(|folder| format!("run `raigate test {folder}` to reproduce")),
    }
}
