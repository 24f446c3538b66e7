//! Evaluates Rego: loads, lints and asks one rule at a time.
//!
//! The sole home of regorus. Its interpreter is used, strict: a builtin that
//! fails is an error. Nothing here can turn "could not judge" into "no finding".

mod counted;
mod decimal;
mod directional;
mod disparity;
mod extensions;
mod functions;
pub mod hash;
mod lint;
mod message;
mod names;
mod needs;
mod nesting;
mod numbers;
mod rates;
mod said;
mod shares;
mod slots;
mod sprintf;
mod syntax;
pub mod test;
mod tree;
mod value;
mod verbs;

use std::collections::BTreeMap;
use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use regorus::Engine;
use regorus::utils::limits::{ExecutionTimerConfig, PolicyLengthConfig};
use serde_json::Value;

pub use self::value::Input;

/// One policy file.
#[derive(Debug, Clone)]
pub struct Module {
    /// The path shown in messages.
    pub path: String,
    /// The Rego text.
    pub text: Arc<str>,
}

/// Why a policy could not be loaded or a rule not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EngineError {
    /// What is wrong, without the place.
    pub message: String,
    /// The policy file and the line and column in it, where known.
    pub place: Option<(String, usize, usize)>,
}

/// Policies and data, loaded and linted; shared by all threads.
#[derive(Clone)]
pub struct Program {
    engine: Arc<Engine>,
    /// What each file declares.
    files: Arc<Vec<tree::File>>,
    /// What each set needs in order to hold anything, by its path.
    needs: Arc<BTreeMap<String, needs::Bodies>>,
}

impl Program {
    /// Loads and lints `modules` with `data`; reports every mistake at once.
    ///
    /// # Errors
    /// All mistakes found: syntax, unknown functions, the lints of `docs/writing-rules.md`.
    ///
    /// ```
    /// use raigate::engine::{Module, Program};
    /// use serde_json::json;
    /// use std::time::Duration;
    ///
    /// let text = "package p\nlarge if input.n > data.limit";
    /// let module = Module { path: "p.rego".into(), text: text.into() };
    /// let program = Program::load(&[module], &json!({"limit": 2})).unwrap();
    /// let mut session = program.session();
    /// session.set_input(&json!({"n": 3}));
    /// let answer = session.evaluate("data.p.large", Duration::from_secs(1)).unwrap();
    /// assert_eq!(answer, Some(json!(true)));
    /// ```
    pub fn load(modules: &[Module], data: &Value) -> Result<Self, Vec<EngineError>> {
        let mut engine = empty_engine();
        engine
            .add_data(value::to_rego(data))
            .map_err(|error| vec![message::read(&error)])?;
        let mut errors = Vec::new();
        for module in modules {
            if let Some(error) = nesting::fault(module) {
                errors.push(error);
            } else if let Err(error) =
                engine.add_policy(module.path.clone(), module.text.to_string())
            {
                errors.push(message::read(&error).within(&module.path));
            }
        }
        let files = syntax::files(&mut engine);
        if errors.is_empty() {
            errors = lint::files(&files, data);
            errors.extend(analyse(&mut engine, modules));
        }
        if errors.is_empty() {
            Ok(Self {
                engine: Arc::new(engine),
                needs: Arc::new(needs::of_sets(&files)),
                files: Arc::new(files),
            })
        } else {
            Err(errors)
        }
    }

    /// Returns each file with its package, without `data.`.
    pub fn packages(&self) -> impl Iterator<Item = (&str, String)> {
        let files = self.files.iter();
        files.map(|file| (file.path.as_str(), file.package.join(".")))
    }

    /// Returns whether the package, given without `data.`, declares a rule of that name.
    #[must_use]
    pub fn declares(&self, package: &str, rule: &str) -> bool {
        let is_of = |file: &&tree::File| file.package.join(".") == package;
        let mut files = self.files.iter().filter(is_of);
        files.any(|file| file.rules.iter().any(|one| one.name == rule))
    }

    /// Returns an engine of its own for one thread.
    #[must_use]
    pub fn session(&self) -> Session {
        Session {
            program: self.clone(),
            engine: Engine::clone(&self.engine),
            input: None,
        }
    }
}

/// One thread's engine.
pub struct Session {
    program: Program,
    engine: Engine,
    input: Option<regorus::Value>,
}

impl Session {
    /// Sets what the next rules are asked about.
    pub fn set_input(&mut self, input: &Value) {
        self.set_ready(&Input::new(input));
    }

    /// Sets what the next rules are asked about, from values made ready before.
    pub fn set_ready(&mut self, input: &Input) {
        self.engine.set_input(input.0.clone());
        self.input = Some(input.0.clone());
    }

    /// Evaluates the rule at `path`, such as `data.raigate.rules.card.missing.findings`.
    ///
    /// `None` is undefined. Strict: a builtin that fails is an error, never undefined.
    ///
    /// # Errors
    /// A failing builtin, a conflict, a panic of the engine, or more time than `limit`.
    pub fn evaluate(&mut self, path: &str, limit: Duration) -> Result<Option<Value>, EngineError> {
        if self.is_idle(path) {
            return Ok(Some(Value::Array(Vec::new())));
        }
        let engine = &mut self.engine;
        engine.set_execution_timer_config(ExecutionTimerConfig {
            limit,
            check_interval: CHECK_INTERVAL,
        });
        match catch_unwind(AssertUnwindSafe(|| engine.eval_rule(path.to_owned()))) {
            Ok(Ok(answer)) => Ok(value::from_rego(&answer)),
            Ok(Err(error)) => Err(message::read(&error)),
            Err(panic) => {
                // The engine may be half changed: the next rule gets one that is whole.
                self.engine = Engine::clone(&self.program.engine);
                if let Some(input) = &self.input {
                    self.engine.set_input(input.clone());
                }
                Err(message::panicked(path, &*panic))
            }
        }
    }

    /// Returns whether `path` is a set that is sure to be empty for this input.
    fn is_idle(&self, path: &str) -> bool {
        let needs = self.program.needs.get(path).zip(self.input.as_ref());
        needs.is_some_and(|(needs, input)| needs.are_idle(input))
    }
}

/// Steps of the interpreter between two looks at the clock.
const CHECK_INTERVAL: NonZeroU32 = NonZeroU32::new(64).expect("64 is not zero");

/// Limits the memory of the whole process, in bytes: a rule that is evaluated when it
/// holds more is an error. Without a call the limit is 4 GiB.
pub fn limit_memory(bytes: u64) {
    regorus::set_global_memory_limit(Some(bytes));
}

/// Longer than any line a person writes, short enough to refuse generated files.
const LENGTHS: PolicyLengthConfig = PolicyLengthConfig {
    max_col: NonZeroU32::new(16_384).expect("not zero"),
    max_file_bytes: NonZeroUsize::new(4 << 20).expect("not zero"),
    max_lines: NonZeroUsize::new(50_000).expect("not zero"),
};

/// As much memory as a run may hold, in bytes, when a rule is evaluated; evidence counts.
///
/// Far more than a large repository takes, and less than a runner has.
const MEMORY: u64 = 4 << 30;

fn empty_engine() -> Engine {
    if regorus::global_memory_limit().is_none() {
        limit_memory(MEMORY);
    }
    let mut engine = Engine::new();
    engine.set_policy_length_config(LENGTHS);
    engine.set_strict_builtin_errors(true);
    engine.set_gather_prints(true);
    extensions::add(&mut engine);
    engine
}

/// Finds what regorus itself finds only at the first evaluation, such as unsafe variables.
///
/// It stops at the first mistake, so a file with one is taken out and the rest asked again.
fn analyse(engine: &mut Engine, modules: &[Module]) -> Vec<EngineError> {
    let mut errors = Vec::new();
    let mut left: Vec<&Module> = modules.iter().collect();
    let mut result = prepare(engine);
    while let Err(error) = result {
        let culprit = error.place.as_ref().map(|(file, ..)| file.clone());
        errors.push(error);
        let before = left.len();
        left.retain(|module| Some(&module.path) != culprit.as_ref());
        if left.len() == before {
            break;
        }
        result = prepare_anew(&left);
    }
    errors
}

fn prepare_anew(modules: &[&Module]) -> Result<(), EngineError> {
    let mut engine = empty_engine();
    for module in modules {
        engine
            .add_policy(module.path.clone(), module.text.to_string())
            .map_err(|error| message::read(&error))?;
    }
    prepare(&mut engine)
}

fn prepare(engine: &mut Engine) -> Result<(), EngineError> {
    match catch_unwind(AssertUnwindSafe(|| {
        engine.eval_query("true".to_owned(), false)
    })) {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(message::read(&error)),
        Err(panic) => Err(message::panicked("true", &*panic)),
    }
}
