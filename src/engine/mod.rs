//! Evaluates Rego: loads, lints and asks one rule at a time.
//!
//! The sole home of regorus. Its interpreter is used, strict: a builtin that
//! fails is an error. Nothing here can turn "could not judge" into "no finding".

mod ahead;
mod asked;
mod counted;
mod decimal;
mod directional;
mod disparity;
mod extensions;
mod fields;
mod foresight;
mod functions;
pub mod hash;
mod index;
mod leans;
mod lint;
mod message;
mod names;
mod needs;
mod nesting;
mod numbers;
mod part;
mod patterns;
mod planned;
mod program;
mod rates;
mod reach;
mod said;
mod session;
mod shares;
mod slots;
mod sprintf;
mod syntax;
pub mod test;
mod tree;
mod value;
mod verbs;

use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use regorus::Engine;
use regorus::utils::limits::PolicyLengthConfig;

pub use self::asked::Answer;
pub use self::foresight::{Foreseen, Seen};
pub use self::index::Index;
pub use self::program::Program;
pub use self::session::Session;
pub use self::value::Input;

/// One policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Makes the engine analyse what it holds, which it would do at the first evaluation.
fn prepare(engine: &mut Engine) -> Result<(), EngineError> {
    match catch_unwind(AssertUnwindSafe(|| {
        engine.eval_query("true".to_owned(), false)
    })) {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(message::read(&error)),
        Err(panic) => Err(message::panicked("true", &*panic)),
    }
}
