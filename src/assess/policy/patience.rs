//! How long rules may think before there is no verdict.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::catalogue::Rule;
use crate::engine::{Answer, EngineError, Session};
use crate::rule::RuleId;

/// How long one rule may think about one input. Rules answer in microseconds;
/// this only ends one that never would.
const ONE: Duration = Duration::from_secs(5);
/// An answer that takes as long counts as slow.
const SLOW: Duration = Duration::from_millis(200);
/// How long all slow answers of a run may take together: a rule that is always
/// just in time would otherwise take hours over many artifacts.
const ALL_SLOW: Duration = Duration::from_secs(20);

/// What the slow answers of one run have taken, by rule.
#[derive(Default)]
pub(super) struct Patience {
    slow: Mutex<BTreeMap<RuleId, Duration>>,
    is_over: AtomicBool,
}

impl Patience {
    /// Asks `rule`; `None` is a rule that is not applicable.
    ///
    /// # Errors
    /// The engine's, or more time than a rule may take.
    pub(super) fn ask(
        &self,
        session: &mut Session,
        rule: &Rule,
    ) -> Result<Option<Answer>, EngineError> {
        let start = Instant::now();
        let answer = session.ask(&rule.package, ONE);
        let took = start.elapsed();
        if took >= SLOW {
            let mut slow = self.slow();
            *slow.entry(rule.meta.id.clone()).or_default() += took;
            let all: Duration = slow.values().sum();
            self.is_over.fetch_or(all > ALL_SLOW, Ordering::Relaxed);
        }
        answer
    }

    /// Returns whether no rule is to be asked any more.
    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Returns the slowest rule and its error, where rules were not asked any more.
    pub(super) fn end(&self) -> Option<(RuleId, EngineError)> {
        let slow = self.slow();
        let slowest = slow.iter().max_by_key(|(_, took)| **took);
        let (rule, _) = slowest.filter(|_| self.is_over())?;
        let message = format!(
            "slow answers have taken more than {} s in all, most of them this rule's",
            ALL_SLOW.as_secs()
        );
        let error = EngineError {
            message,
            place: None,
        };
        Some((rule.clone(), error))
    }

    fn slow(&self) -> MutexGuard<'_, BTreeMap<RuleId, Duration>> {
        // A panic elsewhere leaves what was counted as it was.
        self.slow.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
