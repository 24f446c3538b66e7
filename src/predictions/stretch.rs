//! Adds rows up that are given column by column, each value as a number for it.

use super::case::Case;
use super::groups::UNKNOWN;
use super::labels::Task;
use super::parquet::Raw;
use super::tally::{Complaint, Resolved, Tally};
use super::{Fault, MAX_CELLS, Prediction};

/// Stands for a value that is missing.
const MISSING: u64 = u64::MAX;

impl Tally<'_> {
    /// Returns the number for a value of the column at `at`, met in the row that is `ahead`
    /// of those that were added.
    pub(super) fn resolve(
        &mut self,
        at: usize,
        ahead: usize,
        value: Raw<'_>,
    ) -> Result<Resolved, Fault> {
        let row = self.rows() + ahead as u64 + 1;
        let is_for_all = self.places.id != Some(at);
        let code = self.code(at, row, value);
        let code = code.map_err(|message| self.fault(row, (at, message)))?;
        Ok(Resolved { code, is_for_all })
    }

    fn code(&mut self, at: usize, row: u64, value: Raw<'_>) -> Result<u64, String> {
        let meaning = self.meaning;
        if at >= self.places.groups {
            let groups = self.groups.get_mut(at - self.places.groups);
            return match groups {
                Some(groups) => value.cell(|cell| groups.code(cell, meaning)).map(u64::from),
                None => Ok(UNKNOWN.into()),
            };
        }
        if self.places.id == Some(at) {
            return value.cell(|cell| self.know(cell, row)).map(|()| 0);
        }
        if self.places.weight == Some(at) {
            return value.cell(|cell| meaning.weight(cell)).map(u64::from);
        }
        if self.places.score == Some(at) {
            // Most scores are no text, and there may be as many as there are rows.
            let score = match value {
                Raw::Number(score)
                    if (0.0..=1.0).contains(&score) && meaning.missing.is_empty() =>
                {
                    Some(score)
                }
                value => value.cell(|cell| meaning.probability(cell))?,
            };
            return Ok(score.map_or(MISSING, f64::to_bits));
        }
        if meaning.task != Task::Binary {
            let outcome = value.cell(|cell| self.outcome(cell))?;
            return Ok(outcome.unwrap_or(MISSING));
        }
        let label = value.cell(|cell| meaning.label(cell))?;
        Ok(label.map_or(MISSING, u64::from))
    }

    /// Adds `rows` rows; each column has a number for each of them.
    pub(super) fn add_stretch(&mut self, columns: &[Vec<u64>], rows: usize) -> Result<(), Fault> {
        // Scores and numbers differ from row to row.
        let are_few = self.places.score.is_none() && self.meaning.task != Task::Regression;
        let alike = are_few.then(|| Alike::new(columns, rows)).flatten();
        let alike = alike.filter(|alike| self.cells() + alike.different <= MAX_CELLS);
        let Some(mut alike) = alike else {
            return (0..rows).try_for_each(|row| self.add_row(columns, row, 1));
        };
        for row in 0..rows {
            let times = alike.take(row);
            if times > 0 {
                self.add_row(columns, row, times)?;
            }
        }
        Ok(())
    }

    /// Adds a row, as often as there are rows that say the same.
    fn add_row(&mut self, columns: &[Vec<u64>], row: usize, times: u64) -> Result<(), Fault> {
        let added = self.enter_row(columns, row, times);
        self.count_rows(times);
        added.map_err(|complaint| self.fault(self.rows(), complaint))
    }

    fn enter_row(&mut self, columns: &[Vec<u64>], row: usize, times: u64) -> Result<(), Complaint> {
        let cell = |at: usize| columns.get(at).and_then(|cells| cells.get(row)).copied();
        let cell = |at: usize| cell(at).unwrap_or(MISSING);
        let weight = self.places.weight.map_or(1, |at| {
            // It was a weight when it was resolved.
            u32::try_from(cell(at)).unwrap_or(u32::MAX)
        });
        let score = match self.places.score.map(|at| (at, cell(at))) {
            Some((at, MISSING)) => Err(at),
            Some((_, bits)) => Ok(Some(f64::from_bits(bits))),
            None => Ok(None),
        };
        let code = |at: usize| match cell(at) {
            MISSING => Err(at),
            code => Ok(code),
        };
        let known = |at: usize| code(at).map(|code| code == 1);
        let of_codes = || {
            let at = self.places.prediction.unwrap_or(0);
            Ok(Case::of_codes(self.meaning.task, code(0)?, code(at)?))
        };
        let of_labels = || {
            score.and_then(|score| {
                let predicted = match (self.places.prediction, &self.columns.prediction) {
                    (Some(at), _) => known(at)?,
                    (None, Prediction::AtLeast(least)) => score.is_some_and(|it| it >= *least),
                    (None, Prediction::Column(_)) => false,
                };
                let truth = known(0)?;
                Ok(Case::Label {
                    truth,
                    predicted,
                    score,
                })
            })
        };
        let case = match self.meaning.task {
            Task::Binary => of_labels(),
            _ => of_codes(),
        };
        let first = self.places.groups;
        for (at, code) in self.codes.iter_mut().enumerate() {
            *code = u16::try_from(cell(first + at)).unwrap_or(UNKNOWN);
        }
        match case {
            Ok(case) => self.put(Some(case), weight, times).map(drop),
            Err(at) => {
                self.left_out(at)?;
                self.put(None, weight, times).map(drop)
            }
        }
    }
}

/// The rows of a stretch by what they say.
struct Alike {
    /// A number for what each row says.
    rows: Vec<u64>,
    /// How many rows say it, by number.
    times: Vec<u64>,
    /// How many different things are said.
    different: usize,
}

/// The most bits of the numbers that rows are told apart by.
const MOST_BITS: u32 = 14;

impl Alike {
    /// Numbers what rows say by the bits of each column, one behind the other; none where they
    /// are more than a few.
    fn new(columns: &[Vec<u64>], rows: usize) -> Option<Self> {
        let mut numbers = vec![0_u64; rows];
        let mut left = MOST_BITS;
        for cells in columns {
            let all = cells.iter().fold(0, |all, cell| all | cell);
            let bits = u64::BITS - all.leading_zeros();
            left = left.checked_sub(bits)?;
            for (number, cell) in numbers.iter_mut().zip(cells) {
                *number = *number << bits | cell;
            }
        }
        let mut times = vec![0; 1 << (MOST_BITS - left)];
        for number in &numbers {
            *times.get_mut(usize::try_from(*number).ok()?)? += 1;
        }
        let different = times.iter().filter(|times| **times > 0).count();
        Some(Self {
            rows: numbers,
            times,
            different,
        })
    }

    /// Returns how many rows say what this one does, where it is the first of them; else none.
    fn take(&mut self, row: usize) -> u64 {
        let number = self.rows.get(row).and_then(|it| usize::try_from(*it).ok());
        let times = number.and_then(|number| self.times.get_mut(number));
        times.map(std::mem::take).unwrap_or_default()
    }
}
