//! Averages over more than two classes.
//!
//! Definitions: M. Sokolova and G. Lapalme, "A systematic analysis of performance measures
//! for classification tasks", Information Processing & Management 45 (2009), 427–437,
//! table 3. scikit-learn calls them `average="macro"` and `average="micro"`, and
//! `average="weighted"` the mean that weighs each class by its cases.

use super::{Counts, Metric, Rate, Undefined, real};

/// How the classes are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Average {
    /// The mean over classes: each class weighs the same.
    Macro,
    /// The rate of all one-against-the-rest counts together: each case weighs the same.
    Micro,
    /// The mean over classes, each weighing as much as it has cases.
    Weighted,
}

/// How many cases of each true class were predicted to be of each class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classes {
    cells: Vec<Vec<u64>>,
}

impl Classes {
    /// Takes the confusion matrix: a row for each true class, a column for each predicted one.
    ///
    /// Returns none where the matrix is not square.
    #[must_use]
    pub fn new(cells: Vec<Vec<u64>>) -> Option<Self> {
        let is_square = cells.iter().all(|row| row.len() == cells.len());
        is_square.then_some(Self { cells })
    }

    /// Returns the counts of each class against the rest.
    #[must_use]
    pub fn one_against_rest(&self) -> Vec<Counts> {
        let total = self.total();
        let of_class = |class: usize| {
            let row = self.cells.get(class).into_iter().flatten().sum::<u64>();
            let column = self.column(class).sum::<u64>();
            let tp = self.cell(class, class);
            Counts {
                tp,
                fp: column - tp,
                fn_: row - tp,
                tn: total + tp - row - column,
            }
        };
        (0..self.cells.len()).map(of_class).collect()
    }

    /// Computes the share of cases whose class was predicted.
    #[must_use]
    pub fn accuracy(&self) -> Metric {
        let right: u64 = (0..self.cells.len()).map(|at| self.cell(at, at)).sum();
        match self.total() {
            0 => Metric::undefined(Undefined::NoCases, None),
            total => Metric::known(real(right) / real(total)),
        }
    }

    /// Averages a rate over the classes.
    ///
    /// One class without a value leaves the macro average without one, and the weighted one
    /// where the class has cases; scikit-learn counts that class as zero, which is the
    /// printed value.
    #[must_use]
    pub fn average(&self, rate: Rate, average: Average) -> Metric {
        let counts = self.one_against_rest();
        if self.total() == 0 {
            return Metric::undefined(Undefined::NoCases, None);
        }
        if average == Average::Micro {
            return counts.into_iter().sum::<Counts>().rate(rate);
        }
        let rates: Vec<Metric> = counts.iter().map(|counts| counts.rate(rate)).collect();
        let weight = |counts: &Counts| match average {
            Average::Weighted => counts.positives(),
            _ => 1,
        };
        let weighed = || rates.iter().zip(counts.iter().map(weight));
        let all: u64 = counts.iter().map(weight).sum();
        let printed = weighed().map(|(rate, weight)| rate.printed.unwrap_or(0.0) * real(weight));
        let printed = printed.sum::<f64>() / real(all);
        if weighed().any(|(rate, weight)| weight > 0 && rate.value.is_err()) {
            return Metric::undefined(Undefined::EmptyClass, Some(printed));
        }
        Metric::known(printed)
    }

    fn cell(&self, truth: usize, predicted: usize) -> u64 {
        let row = self.cells.get(truth);
        row.and_then(|row| row.get(predicted)).copied().unwrap_or(0)
    }

    fn column(&self, class: usize) -> impl Iterator<Item = u64> {
        (0..self.cells.len()).map(move |truth| self.cell(truth, class))
    }

    /// Returns the number of cases.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.cells.iter().flatten().sum()
    }
}
