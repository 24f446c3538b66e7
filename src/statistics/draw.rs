//! Random draws that are the same for the same counts, on every machine.

use super::{Counts, real};

/// A stream of random numbers.
///
/// `SplitMix64`: G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014. Not for secrets; for a few million draws that can be repeated.
#[derive(Debug, Clone)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// Starts a stream that depends on the counts alone, whatever order they come in.
    #[must_use]
    pub fn from_counts(groups: &[Counts]) -> Self {
        let mut sorted = groups.to_vec();
        sorted.sort_unstable();
        let mut draws = Self { state: 0 };
        for group in sorted {
            for cell in [group.tp, group.fp, group.fn_, group.tn] {
                // Each cell is stirred into all bits of the state before the next one.
                draws.state = draws.next_bits() ^ cell;
            }
        }
        draws
    }

    /// Returns 64 random bits.
    fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Returns a number from 0 up to, and without, 1.
    fn next_share(&mut self) -> f64 {
        real(self.next_bits() >> 11) / real(1 << 53)
    }

    /// Draws counts of as many cases, each falling into a cell as likely as in `counts`.
    ///
    /// A multinomial draw as three binomial ones, each of what the cells before left over.
    pub fn resample(&mut self, counts: &Counts) -> Counts {
        let n = counts.n();
        let tp = self.binomial(n, counts.tp, n);
        let fp = self.binomial(n - tp, counts.fp, n - counts.tp);
        let fn_ = self.binomial(n - tp - fp, counts.fn_, n - counts.tp - counts.fp);
        Counts {
            tp,
            fp,
            fn_,
            tn: n - tp - fp - fn_,
        }
    }

    /// Draws how many of `n` cases succeed, each with the chance `of` in `among`.
    fn binomial(&mut self, n: u64, of: u64, among: u64) -> u64 {
        if n == 0 || of == 0 {
            return 0;
        }
        if of >= among {
            return n;
        }
        if of > among - of {
            return n - self.binomial(n, among - of, among);
        }
        let share = real(of) / real(among);
        if real(n) * share < 10.0 {
            self.by_inversion(n, share)
        } else {
            self.by_rejection(n, share)
        }
    }

    /// Few successes: walks up the distribution until it passes a random share.
    ///
    /// L. Devroye, "Non-Uniform Random Variate Generation" (1986), chapter X.4, by the
    /// waiting times between successes.
    fn by_inversion(&mut self, n: u64, share: f64) -> u64 {
        let failure = (-share).ln_1p();
        let mut successes = 0;
        let mut passed = 0.0;
        loop {
            // 1 − u lies above zero, so that its logarithm exists.
            passed += ((1.0 - self.next_share()).ln() / failure).floor() + 1.0;
            if passed > real(n) {
                return successes;
            }
            successes += 1;
        }
    }

    /// Many successes: W. Hörmann, "The generation of binomial random variates", Journal of
    /// Statistical Computation and Simulation 46 (1993), 101–110, algorithm BTRS.
    fn by_rejection(&mut self, n: u64, share: f64) -> u64 {
        let n = real(n);
        let deviation = (n * share * (1.0 - share)).sqrt();
        let width = 1.15 + 2.53 * deviation;
        let slope = -0.0873 + 0.0248 * width + 0.01 * share;
        let center = n * share + 0.5;
        let inner = 0.92 - 4.2 / width;
        let scale = (2.83 + 5.1 / width) * deviation;
        let odds = (share / (1.0 - share)).ln();
        let mode = ((n + 1.0) * share).floor();
        let top = ln_factorial(mode) + ln_factorial(n - mode);
        loop {
            let across = self.next_share() - 0.5;
            let up = self.next_share();
            let edge = 0.5 - across.abs();
            let successes = ((2.0 * slope / edge + width) * across + center).floor();
            if successes < 0.0 || successes > n {
                continue;
            }
            if edge >= 0.07 && up <= inner {
                return whole(successes);
            }
            let height = (up * scale / (slope / (edge * edge) + width)).ln();
            let ways = ln_factorial(successes) + ln_factorial(n - successes);
            if height <= top - ways + (successes - mode) * odds {
                return whole(successes);
            }
        }
    }
}

/// Returns the natural logarithm of k!, for a whole k.
///
/// Abramowitz and Stegun 6.1.41 from 16 on, where four terms are right to twelve digits.
fn ln_factorial(k: f64) -> f64 {
    if k < 16.0 {
        return (2..=whole(k)).map(|factor| real(factor).ln()).sum();
    }
    let x = k + 1.0;
    let inverse = 1.0 / (x * x);
    let series = 1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series / x
}

/// Returns a whole, non-negative float as a number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the callers hold a whole number between 0 and n"
)]
fn whole(k: f64) -> u64 {
    k as u64
}
