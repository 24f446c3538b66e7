//! Sums without rounding: the same numbers in any order are the same sum.
//!
//! J. R. Shewchuk, "Adaptive precision floating-point arithmetic and fast robust geometric
//! predicates", Discrete & Computational Geometry 18 (1997), 305–363, section 2.4.

/// A sum, as numbers that do not overlap, the least first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sum {
    parts: Vec<f64>,
}

impl Sum {
    /// Adds a number.
    pub(super) fn add(&mut self, number: f64) {
        let mut rest = number;
        let mut kept = 0;
        for at in 0..self.parts.len() {
            let part = self.parts.get(at).copied().unwrap_or(0.0);
            let (high, low) = two_sum(rest, part);
            if low.abs() > 0.0 {
                if let Some(slot) = self.parts.get_mut(kept) {
                    *slot = low;
                }
                kept += 1;
            }
            rest = high;
        }
        self.parts.truncate(kept);
        self.parts.push(rest);
    }

    /// Adds a product, as far as its last bit is no subnormal number.
    pub(super) fn add_product(&mut self, one: f64, other: f64) {
        let (high, low) = two_product(one, other);
        self.add(high);
        self.add(low);
    }

    /// Adds another sum.
    pub(super) fn merge(&mut self, other: &Self) {
        for part in &other.parts {
            self.add(*part);
        }
    }

    /// Returns the nearest number.
    pub(super) fn total(&self) -> f64 {
        let mut parts = self.parts.iter().rev().copied();
        let mut high = parts.next().unwrap_or(0.0);
        while let Some(part) = parts.next() {
            let (sum, low) = two_sum(high, part);
            high = sum;
            if low.abs() > 0.0 {
                // Half way between two numbers, what is left decides.
                let twice = low * 2.0;
                let leans = parts.next().is_some_and(|next| next * low > 0.0);
                let next = high + twice;
                let is_half = (next - high - twice).abs() <= 0.0;
                return if leans && is_half { next } else { high };
            }
        }
        high
    }

    /// Adds a multiple of another sum.
    pub(super) fn add_multiple(&mut self, other: &Self, factor: f64) {
        for part in &other.parts {
            self.add_product(*part, factor);
        }
    }

    /// Returns numbers that add up to it.
    pub(super) fn parts(&self) -> &[f64] {
        &self.parts
    }
}

fn two_sum(one: f64, other: f64) -> (f64, f64) {
    let sum = one + other;
    let shadow = sum - one;
    (sum, (one - (sum - shadow)) + (other - shadow))
}

/// Returns a product, and what rounding took from it.
pub(super) fn two_product(one: f64, other: f64) -> (f64, f64) {
    let product = one * other;
    (product, one.mul_add(other, -product))
}
