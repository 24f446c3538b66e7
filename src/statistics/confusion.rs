//! Rates of a binary classifier, from its confusion counts.
//!
//! Definitions: T. Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters
//! 27 (2006), 861–874, section 2; names as in scikit-learn and Fairlearn.

use std::iter::Sum;
use std::ops::Add;

use super::{Metric, Undefined, real};

/// How many cases fell into each cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Counts {
    /// Positive, and predicted positive.
    pub tp: u64,
    /// Negative, but predicted positive.
    pub fp: u64,
    /// Positive, but predicted negative.
    pub fn_: u64,
    /// Negative, and predicted negative.
    pub tn: u64,
}

/// A rate of a binary classifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rate {
    /// (tp + tn) / n
    Accuracy,
    /// tp / (tp + fp)
    Precision,
    /// tp / (tp + fn), also called recall and sensitivity
    TruePositive,
    /// tn / (tn + fp), also called specificity
    TrueNegative,
    /// fp / (fp + tn)
    FalsePositive,
    /// fn / (fn + tp)
    FalseNegative,
    /// (tp + fp) / n
    Selection,
    /// 2 tp / (2 tp + fp + fn), the harmonic mean of precision and recall
    F1,
    /// The mean of true positive and true negative rate
    BalancedAccuracy,
    /// (fp + fn) / n
    Error,
    /// tn / (tn + fn)
    NegativePredictive,
    /// fp / (fp + tp)
    FalseDiscovery,
    /// fn / (fn + tn)
    FalseOmission,
    /// (tp + fn) / n
    Prevalence,
}

/// So many of so many cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many of them.
    pub of: u64,
    /// How many there are.
    pub among: u64,
}

/// A rate as a fraction of whole numbers, so that nothing is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Its numerator.
    pub of: u128,
    /// Its denominator, which is not zero.
    pub among: u128,
}

impl Rate {
    /// All rates; those that are shown come first, in the order in which they are.
    pub const ALL: [Self; 14] = [
        Self::Selection,
        Self::TruePositive,
        Self::FalsePositive,
        Self::TrueNegative,
        Self::FalseNegative,
        Self::Precision,
        Self::F1,
        Self::Accuracy,
        Self::BalancedAccuracy,
        Self::Error,
        Self::NegativePredictive,
        Self::FalseDiscovery,
        Self::FalseOmission,
        Self::Prevalence,
    ];

    /// Returns the rates that are shown; the others say the same the other way round.
    pub fn shown() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().take(9)
    }

    /// Returns the rate of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rate| rate.name() == name)
    }

    /// Returns the name that results are joined by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Precision => "precision",
            Self::TruePositive => "recall",
            Self::TrueNegative => "specificity",
            Self::FalsePositive => "false_positive_rate",
            Self::FalseNegative => "false_negative_rate",
            Self::Selection => "selection_rate",
            Self::F1 => "f1",
            Self::BalancedAccuracy => "balanced_accuracy",
            Self::Error => "error_rate",
            Self::NegativePredictive => "npv",
            Self::FalseDiscovery => "false_discovery_rate",
            Self::FalseOmission => "false_omission_rate",
            Self::Prevalence => "prevalence",
        }
    }
}

impl Counts {
    /// Counts one group: true and false positives, false and true negatives.
    #[must_use]
    pub fn new(tp: u64, fp: u64, fn_: u64, tn: u64) -> Self {
        Self { tp, fp, fn_, tn }
    }

    /// Returns the number of cases.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.positives() + self.negatives()
    }

    /// Returns the number of positive cases.
    #[must_use]
    pub fn positives(&self) -> u64 {
        self.tp + self.fn_
    }

    /// Returns the number of negative cases.
    #[must_use]
    pub fn negatives(&self) -> u64 {
        self.fp + self.tn
    }

    /// Returns the number of cases that are predicted positive.
    #[must_use]
    pub fn selected(&self) -> u64 {
        self.tp + self.fp
    }

    /// Returns what the rate is a share of what; none for F1 and balanced accuracy, which
    /// are no share of cases and so have no interval of a proportion.
    #[must_use]
    pub fn share(&self, rate: Rate) -> Option<Share> {
        let (of, among) = match rate {
            Rate::Accuracy => (self.tp + self.tn, self.n()),
            Rate::Precision => (self.tp, self.selected()),
            Rate::TruePositive => (self.tp, self.positives()),
            Rate::TrueNegative => (self.tn, self.negatives()),
            Rate::FalsePositive => (self.fp, self.negatives()),
            Rate::FalseNegative => (self.fn_, self.positives()),
            Rate::Selection => (self.selected(), self.n()),
            Rate::Error => (self.fp + self.fn_, self.n()),
            Rate::NegativePredictive => (self.tn, self.tn + self.fn_),
            Rate::FalseDiscovery => (self.fp, self.selected()),
            Rate::FalseOmission => (self.fn_, self.tn + self.fn_),
            Rate::Prevalence => (self.positives(), self.n()),
            Rate::F1 | Rate::BalancedAccuracy => return None,
        };
        Some(Share { of, among })
    }

    /// Returns a rate as a fraction of whole numbers; none where it is undefined, or there
    /// are more cases than can be multiplied.
    #[must_use]
    pub fn fraction(&self, rate: Rate) -> Option<Fraction> {
        let [tp, fp, fn_, tn] = [self.tp, self.fp, self.fn_, self.tn].map(u128::from);
        let (positives, negatives) = (tp + fn_, fp + tn);
        let (of, among) = match rate {
            Rate::F1 => (2 * tp, 2 * tp + fp + fn_),
            Rate::BalancedAccuracy => (
                tp.checked_mul(negatives)?
                    .checked_add(tn.checked_mul(positives)?)?,
                positives.checked_mul(negatives)?.checked_mul(2)?,
            ),
            _ => {
                let share = self.share(rate)?;
                (share.of.into(), share.among.into())
            }
        };
        (among > 0).then_some(Fraction { of, among })
    }

    /// Computes the Matthews correlation coefficient, (tp·tn − fp·fn) / √(P·N·P̂·N̂).
    ///
    /// B. Matthews, "Comparison of the predicted and observed secondary structure of T4 phage
    /// lysozyme", Biochimica et Biophysica Acta 405 (1975), 442–451. scikit-learn prints 0
    /// where truth or prediction are all alike.
    #[must_use]
    pub fn matthews(&self) -> Metric {
        let [tp, fp, fn_, tn] = [self.tp, self.fp, self.fn_, self.tn].map(real);
        let margins = (tp + fp) * (tp + fn_) * (tn + fp) * (tn + fn_);
        match self.n() {
            0 => Metric::undefined(Undefined::NoCases, None),
            _ if margins > 0.0 => Metric::known((tp * tn - fp * fn_) / margins.sqrt()),
            _ => Metric::undefined(Undefined::NoSpread, Some(0.0)),
        }
    }

    /// Computes Cohen's kappa: how far truth and prediction agree beyond chance.
    ///
    /// J. Cohen, "A coefficient of agreement for nominal scales", Educational and
    /// Psychological Measurement 20 (1960), 37–46.
    #[must_use]
    pub fn kappa(&self) -> Metric {
        let [tp, fp, fn_, tn] = [self.tp, self.fp, self.fn_, self.tn].map(real);
        let chance = (tp + fp) * (fp + tn) + (tp + fn_) * (fn_ + tn);
        match self.n() {
            0 => Metric::undefined(Undefined::NoCases, None),
            _ if chance > 0.0 => Metric::known(2.0 * (tp * tn - fn_ * fp) / chance),
            _ => Metric::undefined(Undefined::NoSpread, None),
        }
    }

    /// Computes a rate.
    ///
    /// # Example
    /// ```
    /// use raigate::statistics::{Counts, Rate, Undefined};
    ///
    /// let counts = Counts::new(0, 3, 0, 7);
    /// assert_eq!(counts.rate(Rate::Selection).value, Ok(0.3));
    /// let recall = counts.rate(Rate::TruePositive);
    /// assert_eq!(recall.value, Err(Undefined::NoPositives));
    /// assert_eq!(recall.printed, Some(0.0));
    /// ```
    #[must_use]
    pub fn rate(&self, rate: Rate) -> Metric {
        match (rate, self.share(rate)) {
            (Rate::F1, _) => self.f1(),
            (Rate::BalancedAccuracy, _) => self.balanced_accuracy(),
            (_, Some(share)) if share.among > 0 => {
                Metric::known(real(share.of) / real(share.among))
            }
            // Without any case the libraries raise an error; else they print zero.
            _ => Metric::undefined(self.missing(rate), (self.n() > 0).then_some(0.0)),
        }
    }

    /// Returns why a rate of these counts has no denominator.
    fn missing(&self, rate: Rate) -> Undefined {
        match rate {
            _ if self.n() == 0 => Undefined::NoCases,
            Rate::TruePositive | Rate::FalseNegative => Undefined::NoPositives,
            Rate::TrueNegative | Rate::FalsePositive => Undefined::NoNegatives,
            Rate::NegativePredictive | Rate::FalseOmission => Undefined::NoPredictedNegatives,
            _ => Undefined::NoPredictedPositives,
        }
    }

    fn f1(&self) -> Metric {
        let among = 2 * self.tp + self.fp + self.fn_;
        match among {
            0 if self.n() == 0 => Metric::undefined(Undefined::NoCases, None),
            0 => Metric::undefined(Undefined::NothingPositive, Some(0.0)),
            _ => Metric::known(2.0 * real(self.tp) / real(among)),
        }
    }

    /// K. Brodersen et al., "The balanced accuracy and its posterior distribution", ICPR
    /// 2010. Where a class is absent scikit-learn takes the recall of the other one.
    fn balanced_accuracy(&self) -> Metric {
        let [recall, specificity] =
            [Rate::TruePositive, Rate::TrueNegative].map(|rate| self.rate(rate));
        match (recall.value, specificity.value) {
            (Ok(recall), Ok(specificity)) => Metric::known(f64::midpoint(recall, specificity)),
            (Err(reason), other) | (other, Err(reason)) => Metric::undefined(reason, other.ok()),
        }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            tp: self.tp + other.tp,
            fp: self.fp + other.fp,
            fn_: self.fn_ + other.fn_,
            tn: self.tn + other.tn,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}
