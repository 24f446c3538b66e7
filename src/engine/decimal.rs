//! Decimal arithmetic, as people do it with the numbers they wrote.
//!
//! The engine computes with doubles, for which 0.9 - 0.7 is less than 0.2; a
//! model exactly at its limit would fail. Here a number is the shortest decimal
//! that reads back as it, which is what stands in the file.

use std::cmp::Ordering;

/// `digits * 10^exponent`, with no trailing zero in `digits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: i128,
    exponent: i32,
}

impl Decimal {
    /// Reads a JSON number; `None` where it has more digits than any double or 64-bit integer.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_end_matches('0');
        let zeros = i32::try_from(all.len() - significant.len()).ok()?;
        let places = i32::try_from(fraction.len()).ok()?;
        if significant.is_empty() || significant == "-" {
            return Some(Self {
                digits: 0,
                exponent: 0,
            });
        }
        Some(Self {
            digits: significant.parse().ok()?,
            exponent: exponent.checked_sub(places)?.checked_add(zeros)?,
        })
    }

    /// Compares exactly.
    pub(super) fn compare(self, other: Self) -> Ordering {
        if self.digits.signum() != other.digits.signum() {
            return self.digits.cmp(&other.digits);
        }
        if self.digits == 0 {
            return Ordering::Equal;
        }
        let size = self.magnitude().cmp(&other.magnitude());
        let size = match self.aligned(other) {
            // Numbers of one magnitude differ by few digits, so that aligning them always fits.
            Some((one, another, _)) if size == Ordering::Equal => return one.cmp(&another),
            _ => size,
        };
        if self.digits < 0 {
            size.reverse()
        } else {
            size
        }
    }

    /// Adds; `None` where the numbers are too far apart to share a decimal of this size.
    pub(super) fn add(self, other: Self) -> Option<Self> {
        let (one, another, exponent) = self.aligned(other)?;
        Some(Self {
            digits: one.checked_add(another)?,
            exponent,
        })
    }

    /// Multiplies; `None` where the product has too many digits.
    pub(super) fn mul(self, other: Self) -> Option<Self> {
        Some(Self {
            digits: self.digits.checked_mul(other.digits)?,
            exponent: self.exponent.checked_add(other.exponent)?,
        })
    }

    /// Negates.
    pub(super) fn neg(self) -> Self {
        Self {
            digits: -self.digits,
            ..self
        }
    }

    /// Returns this as a whole number, where it is one of 64 bits.
    pub(super) fn to_whole(self) -> Option<i64> {
        if self.digits == 0 {
            return Some(0);
        }
        let mut digits = self.digits;
        let mut exponent = self.exponent;
        while exponent < 0 && digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        let power = 10_i128.checked_pow(u32::try_from(exponent).ok()?)?;
        i64::try_from(digits.checked_mul(power)?).ok()
    }

    /// Returns the double nearest to this.
    pub(super) fn to_double(self) -> Option<f64> {
        format!("{}e{}", self.digits, self.exponent).parse().ok()
    }

    /// The power of ten of the first digit.
    fn magnitude(self) -> i64 {
        let count = self.digits.unsigned_abs().checked_ilog10().unwrap_or(0);
        i64::from(count) + i64::from(self.exponent)
    }

    /// Both in units of the smaller exponent.
    fn aligned(self, other: Self) -> Option<(i128, i128, i32)> {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |number: Self| {
            if number.digits == 0 {
                return Some(0);
            }
            let shift = u32::try_from(number.exponent.checked_sub(exponent)?).ok()?;
            number.digits.checked_mul(10_i128.checked_pow(shift)?)
        };
        Some((scaled(self)?, scaled(other)?, exponent))
    }
}
