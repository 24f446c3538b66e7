//! What the cells of a row say: positive or negative, how sure, how many.

use super::{Meaning, shown};

/// The labels of a file that does not write 1 and 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The labels of positive cases.
    pub positive: Vec<String>,
    /// The labels of negative cases.
    pub negative: Vec<String>,
}

/// What truth and prediction are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Task {
    /// Positive or negative.
    #[default]
    Binary,
    /// One of several classes.
    Multiclass,
    /// Numbers.
    Regression,
}

impl Task {
    /// Returns the word by which it is chosen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Multiclass => "multiclass",
            Self::Regression => "regression",
        }
    }

    /// Returns the task of that word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = [Self::Binary, Self::Multiclass, Self::Regression].into_iter();
        all.find(|task| task.name() == name)
    }
}

/// Where the prediction comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Prediction {
    /// From a column of labels.
    Column(String),
    /// From the score: positive from this one on.
    AtLeast(f64),
}

impl Meaning {
    /// Returns whether a cell holds no value.
    pub(super) fn is_missing(&self, cell: &[u8]) -> bool {
        cell.is_empty() || self.missing.iter().any(|text| text.as_bytes() == cell)
    }

    /// Reads a label; none where the cell holds no value.
    #[inline]
    pub(super) fn label(&self, cell: &[u8]) -> Result<Option<bool>, String> {
        // Nearly every cell of a long file is one of these two.
        match cell {
            [digit @ (b'0' | b'1')] if self.is_plain() => Ok(Some(*digit == b'1')),
            _ => self.unusual_label(cell),
        }
    }

    /// Returns whether 1 and 0 are nothing but labels.
    fn is_plain(&self) -> bool {
        self.labels.is_none() && self.missing.is_empty()
    }

    #[cold]
    fn unusual_label(&self, cell: &[u8]) -> Result<Option<bool>, String> {
        let cell = cell.trim_ascii();
        if self.is_missing(cell) {
            return Ok(None);
        }
        let Some(labels) = &self.labels else {
            return binary(cell).map(Some).ok_or_else(|| {
                format!(
                    "`{}` is neither 0 nor 1; `--positive` and `--negative` name other labels, \
                     `--task multiclass` or `regression` says that they are classes or numbers",
                    shown(cell)
                )
            });
        };
        let is = |label: &String| label.as_bytes() == cell;
        match (
            labels.positive.iter().any(is),
            labels.negative.iter().any(is),
        ) {
            (true, _) => Ok(Some(true)),
            (_, true) => Ok(Some(false)),
            _ => Err(format!(
                "`{}` is neither positive ({}) nor negative ({})",
                shown(cell),
                list(&labels.positive),
                list(&labels.negative)
            )),
        }
    }

    /// Reads a probability; none where the cell holds no value.
    pub(super) fn probability(&self, cell: &[u8]) -> Result<Option<f64>, String> {
        let cell = cell.trim_ascii();
        if self.is_missing(cell) {
            return Ok(None);
        }
        match number(cell) {
            Some(score) if (0.0..=1.0).contains(&score) => Ok(Some(score)),
            Some(_) => Err(format!(
                "`{}` is no probability: it lies outside 0 to 1",
                shown(cell)
            )),
            None => Err(format!("`{}` is no number", shown(cell))),
        }
    }

    /// Reads a true or predicted number; none where the cell holds no value.
    pub(super) fn number(&self, cell: &[u8]) -> Result<Option<f64>, String> {
        let cell = cell.trim_ascii();
        if self.is_missing(cell) {
            return Ok(None);
        }
        match number(cell) {
            Some(number) if number.abs() <= LARGEST => Ok(Some(number)),
            Some(_) => Err(format!("`{}` is too large to be squared", shown(cell))),
            None => Err(format!("`{}` is no number", shown(cell))),
        }
    }

    /// Reads how many cases a row stands for.
    pub(super) fn weight(&self, cell: &[u8]) -> Result<u32, String> {
        let cell = cell.trim_ascii();
        if self.is_missing(cell) {
            return Err("the weight is missing; 0 leaves a row out".to_owned());
        }
        let whole = number(cell)
            .filter(|weight| weight.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(weight));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, and held between 0 and the largest"
        )]
        whole.map(|weight| weight as u32).ok_or_else(|| {
            format!(
                "`{}` is no whole number from 0 on; a weight says how many cases a row stands for",
                shown(cell)
            )
        })
    }
}

fn list(labels: &[String]) -> String {
    let quoted = labels
        .iter()
        .map(|label| format!("`{}`", shown(label.as_bytes())));
    quoted.collect::<Vec<_>>().join(", ")
}

/// Whether a label could be a number, or yes and no.
pub(super) fn is_number_or_flag(label: &str) -> bool {
    number(label.as_bytes()).is_some() || binary(label.as_bytes()).is_some()
}

/// Returns the one spelling of a class: `2.0`, as a column with gaps is written, is `2`.
pub(super) fn class(cell: &[u8]) -> &[u8] {
    let cell = cell.trim_ascii();
    let whole = cell.strip_suffix(b".0").unwrap_or(cell);
    let digits = whole.strip_prefix(b"-").unwrap_or(whole);
    if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) {
        whole
    } else {
        cell
    }
}

/// The largest number whose square can still be added up.
const LARGEST: f64 = 1e100;

/// Reads what programs write for yes and no: 1, 1.0, true, True.
fn binary(cell: &[u8]) -> Option<bool> {
    match cell {
        b"true" | b"True" | b"TRUE" => Some(true),
        b"false" | b"False" | b"FALSE" => Some(false),
        _ => match number(cell)? {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        },
    }
}

fn number(cell: &[u8]) -> Option<f64> {
    let number: f64 = std::str::from_utf8(cell).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}
