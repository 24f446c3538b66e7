//! Rates, errors, disparities and how far each can be trusted.
//!
//! Pure arithmetic on counts and scores. What a formula leaves undefined stays undefined
//! here, with its reason and, beside it, the number that other tools print in its place.
//! No limit is set here: rules bring theirs.

mod against_all;
mod around;
mod bootstrap;
mod classes;
mod confusion;
mod directional;
mod disparity;
mod draw;
mod exact;
mod interval;
mod limit;
mod normal;
mod pairs;
mod regression;
mod scores;

pub use self::against_all::{farthest_difference, farthest_ratio};
pub use self::around::disparity_interval;
pub use self::bootstrap::bootstrap;
pub use self::classes::{Average, Classes};
pub use self::confusion::{Counts, Fraction, Rate, Share};
pub use self::directional::{
    average_odds_difference, disparate_impact, equal_opportunity_difference,
    statistical_parity_difference,
};
pub use self::disparity::{
    Aggregate, Criterion, Disparity, Form, Method, disparity, disparity_of_rates,
};
pub use self::draw::Draws;
pub use self::interval::{Interval, katz_log, newcombe, wilson};
pub use self::limit::{Bound, Standing, cases_for_half_width, settling_cases, settling_pair};
pub use self::normal::{Confidence, upper_tail};
pub use self::pairs::{holm, two_sided, widest_difference, widest_ratio};
pub use self::regression::Errors;
pub use self::scores::{Scored, log_loss, roc_auc};

/// Why a value does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Undefined {
    /// There is no case at all.
    NoCases,
    /// No case is positive.
    NoPositives,
    /// No case is negative.
    NoNegatives,
    /// No case is predicted positive.
    NoPredictedPositives,
    /// No case is predicted negative.
    NoPredictedNegatives,
    /// No case is positive or predicted positive.
    NothingPositive,
    /// The denominator of a ratio is zero.
    ZeroReference,
    /// Fewer than two groups have a value.
    FewerThanTwoGroups,
    /// All true values are the same.
    ConstantTruth,
    /// A case that happened was given the probability zero.
    Impossible,
    /// All cases are alike, so that nothing shows how much they vary.
    NoSpread,
    /// A class has no value of its own to average.
    EmptyClass,
    /// It is of labels that are positive or negative, and these are classes or numbers.
    NoLabels,
}

impl Undefined {
    /// Returns the reason, as the end of "undefined: …".
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoCases => "no case",
            Self::NoPositives => "no case is positive",
            Self::NoNegatives => "no case is negative",
            Self::NoPredictedPositives => "no case is predicted positive",
            Self::NoPredictedNegatives => "no case is predicted negative",
            Self::NothingPositive => "no case is positive or predicted positive",
            Self::ZeroReference => "it would be divided by zero",
            Self::FewerThanTwoGroups => "fewer than two groups have a value",
            Self::ConstantTruth => "all true values are the same",
            Self::Impossible => "a case that happened has probability 0",
            Self::NoSpread => "all cases are alike",
            Self::EmptyClass => "a class has no value",
            Self::NoLabels => "truth and prediction are not positive or negative",
        }
    }
}

/// A value, and what other tools print where it is undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// The value, or why there is none.
    pub value: Result<f64, Undefined>,
    /// What Fairlearn 0.15 and scikit-learn 1.9 print; none where that is NaN or an error.
    pub printed: Option<f64>,
}

impl Metric {
    /// Returns a value on which all agree.
    pub(crate) fn known(value: f64) -> Self {
        Self {
            value: Ok(value),
            printed: Some(value),
        }
    }

    /// Returns no value, beside the number that is printed all the same.
    pub(crate) fn undefined(reason: Undefined, printed: Option<f64>) -> Self {
        Self {
            value: Err(reason),
            printed,
        }
    }

    /// Returns the value, where there is one.
    #[must_use]
    pub fn known_value(&self) -> Option<f64> {
        self.value.ok()
    }
}

/// Returns a number of cases as a float: exact below 2^53, which no file of cases reaches.
#[expect(
    clippy::cast_precision_loss,
    reason = "no file holds 2^53 cases, and a share would be right to 16 digits all the same"
)]
pub(crate) fn real(cases: u64) -> f64 {
    cases as f64
}
