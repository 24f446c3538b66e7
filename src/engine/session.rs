//! Asks rules about one input after the other, on one thread.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use regorus::Engine;
use regorus::utils::limits::ExecutionTimerConfig;
use serde_json::Value;

use super::asked::{self, Answer};
use super::foresight::{Foreseen, Seen};
use super::program::Program;
use super::value::{self, Input};
use super::{EngineError, message};

/// Steps of the interpreter between two looks at the clock.
const CHECK_INTERVAL: NonZeroU32 = NonZeroU32::new(64).expect("64 is not zero");

/// One thread's engines.
pub struct Session {
    program: Program,
    /// The engine that holds everything, once something is asked of it by its path.
    whole: Option<Engine>,
    /// The engines of rules, once they are asked.
    parts: BTreeMap<usize, Engine>,
    input: Input,
    /// What is known of the input without asking.
    seen: Seen,
}

impl Session {
    pub(super) fn of(program: Program) -> Self {
        Self {
            program,
            whole: None,
            parts: BTreeMap::new(),
            input: Input(regorus::Value::Undefined),
            seen: Seen::default(),
        }
    }

    /// Sets what the next rules are asked about.
    pub fn set_input(&mut self, input: &Value) {
        self.set_ready(&Input::new(input));
    }

    /// Sets what the next rules are asked about, from values made ready before.
    pub fn set_ready(&mut self, input: &Input) {
        self.set_seen(input, Seen::default());
    }

    /// Sets what the next rules are asked about, and what was foreseen of it before.
    pub fn set_seen(&mut self, input: &Input, seen: Seen) {
        self.input = input.clone();
        self.seen = seen;
    }

    /// Evaluates the rule at `path`, such as `data.raigate.rules.card.missing.findings`.
    ///
    /// `None` is undefined. Strict: a builtin that fails is an error, never undefined.
    ///
    /// # Errors
    /// A failing builtin, a conflict, a panic of the engine, or more time than `limit`.
    pub fn evaluate(&mut self, path: &str, limit: Duration) -> Result<Option<Value>, EngineError> {
        if self.program.is_idle(path, &self.input.0) {
            return Ok(Some(Value::Array(Vec::new())));
        }
        let input = self.input.clone();
        let answer = evaluate(self.whole()?, &input, path, limit);
        if matches!(answer, Err(Failure::Panic(_))) {
            // The engine may be half changed: the next question gets one that is whole.
            self.whole = None;
        }
        answer.map_err(Failure::into_error)
    }

    /// Asks the rule of `package`, given without `data.`, for all that it says of the input.
    ///
    /// `None` is a rule that is not applicable. Strict, as [`Session::evaluate`].
    ///
    /// # Errors
    /// As for [`Session::evaluate`]; or there is no such rule.
    pub fn ask(&mut self, package: &str, limit: Duration) -> Result<Option<Answer>, EngineError> {
        match self.program.foreseen(package, &self.input, &mut self.seen) {
            Foreseen::NotApplicable => return Ok(None),
            Foreseen::Silent => return Ok(Some(Answer::default())),
            Foreseen::Open => {}
        }
        let path = self.program.question(package);
        let Some((at, ready)) = self.program.part(package) else {
            return Err(EngineError {
                message: format!("there is no rule `data.{package}`"),
                place: None,
            });
        };
        let engine = match self.parts.entry(at) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Engine::clone(ready?)),
        };
        let answer = evaluate(engine, &self.input, &path, limit);
        if matches!(answer, Err(Failure::Panic(_))) {
            self.parts.remove(&at);
        }
        asked::answer(&path, answer.map_err(Failure::into_error)?)
    }

    /// Returns the engine that holds everything.
    pub(super) fn whole(&mut self) -> Result<&mut Engine, EngineError> {
        match &mut self.whole {
            Some(engine) => Ok(engine),
            empty => Ok(empty.insert(Engine::clone(self.program.whole()?))),
        }
    }
}

/// Why there is no answer.
enum Failure {
    Error(EngineError),
    /// The engine panicked, and may be half changed.
    Panic(EngineError),
}

impl Failure {
    fn into_error(self) -> EngineError {
        match self {
            Self::Error(error) | Self::Panic(error) => error,
        }
    }
}

fn evaluate(
    engine: &mut Engine,
    input: &Input,
    path: &str,
    limit: Duration,
) -> Result<Option<Value>, Failure> {
    engine.set_input(input.0.clone());
    engine.set_execution_timer_config(ExecutionTimerConfig {
        limit,
        check_interval: CHECK_INTERVAL,
    });
    match catch_unwind(AssertUnwindSafe(|| engine.eval_rule(path.to_owned()))) {
        Ok(Ok(answer)) => Ok(value::from_rego(&answer)),
        Ok(Err(error)) => Err(Failure::Error(message::read(&error))),
        Err(panic) => Err(Failure::Panic(message::panicked(path, &*panic))),
    }
}
