//! What a row says, and what it adds to the cases of its groups.

use super::groups::UNKNOWN;
use super::labels::Task;
use super::table::{Cell, merge};
use crate::statistics::Scored;

/// What a row says, but for its groups.
#[derive(Clone, Copy)]
pub(super) enum Case {
    /// Positive or negative.
    Label {
        truth: bool,
        predicted: bool,
        score: Option<f64>,
    },
    /// The numbers of two classes.
    Class { truth: u16, predicted: u16 },
    /// Two numbers.
    Number { truth: f64, predicted: f64 },
}

impl Case {
    /// Takes what [`super::tally::Tally::outcome`] returned of truth and prediction.
    pub(super) fn of_codes(task: Task, truth: u64, predicted: u64) -> Self {
        if task == Task::Regression {
            let [truth, predicted] = [truth, predicted].map(f64::from_bits);
            return Self::Number { truth, predicted };
        }
        let class = |code| u16::try_from(code).unwrap_or(UNKNOWN);
        let [truth, predicted] = [truth, predicted].map(class);
        Self::Class { truth, predicted }
    }
}

/// What a row adds; none where it is left out.
pub(super) type Added = Option<(Target, Case)>;

/// The cell that a case is of, and how many cases the row stands for.
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub(super) cell: u32,
    pub(super) weight: u32,
}

/// From so many on, scores that are alike are put together before more room is made.
const MANY_SCORES: usize = 1 << 12;

impl Cell {
    /// Adds a case that `times` rows say, each of which stands for `weight` cases.
    pub(super) fn add(&mut self, case: Case, weight: u32, times: u64) {
        self.rows += times;
        let (truth, predicted, score) = match case {
            Case::Label {
                truth,
                predicted,
                score,
            } => (truth, predicted, score),
            Case::Class { truth, predicted } => {
                *self.classes.entry((truth, predicted)).or_default() += u64::from(weight) * times;
                return;
            }
            Case::Number { truth, predicted } => {
                for _ in 0..times {
                    self.errors.add(truth, predicted, weight);
                }
                return;
            }
        };
        // Without a branch, of which the processor would guess every other one wrongly.
        let add = |is_here: bool| u64::from(weight) * times * u64::from(is_here);
        self.counts.tp += add(truth && predicted);
        self.counts.fp += add(!truth && predicted);
        self.counts.fn_ += add(truth && !predicted);
        self.counts.tn += add(!truth && !predicted);
        if let Some(score) = score {
            for _ in 0..times {
                self.push(Scored {
                    score,
                    weight,
                    is_positive: truth,
                });
            }
        }
    }

    fn push(&mut self, scored: Scored) {
        self.scored.push(scored);
        let count = self.scored.len();
        if count >= MANY_SCORES && count == self.scored.capacity() {
            merge(&mut self.scored);
            // Where that made little room, the next time has to be far away.
            if self.scored.len() > count / 2 {
                self.scored.reserve(count);
            }
        }
    }
}
