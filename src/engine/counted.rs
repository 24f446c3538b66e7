//! How far a disparity of counted groups can be trusted.

use super::disparity::Asked;
use super::rates::{Counting, Group};
use crate::statistics::{
    Aggregate, Confidence, Counts, Interval, Metric, Standing, bootstrap, disparity_interval,
    disparity_of_rates,
};

/// Groups beyond which no number of cases is looked for, and nothing is drawn again.
const FEW_GROUPS: usize = 100;

/// Draws of the bootstrap.
const DRAWS: usize = 2000;

/// Groups that all have counts, for rates that counts give.
pub(super) struct Counted<'a> {
    asked: &'a Asked,
    rates: Vec<Counting>,
    groups: Vec<Counts>,
    overall: Counts,
}

impl<'a> Counted<'a> {
    /// Takes the groups, where all of them have counts.
    pub(super) fn new(asked: &'a Asked, groups: &[Group], overall: Option<&Group>) -> Option<Self> {
        let rates: Option<Vec<Counting>> = asked.rates.iter().map(|(_, rate)| *rate).collect();
        let groups: Option<Vec<Counts>> = groups.iter().map(|group| group.counts).collect();
        let groups = groups?;
        let overall = match overall {
            Some(overall) => overall.counts?,
            None => groups.iter().copied().sum(),
        };
        Some(Self {
            asked,
            rates: rates?,
            groups,
            overall,
        })
    }

    /// Returns an interval by formula; by drawing again only for rates that are no share, since
    /// a group whose cases are all alike is drawn alike every time, and looks certain.
    pub(super) fn interval(&self, confidence: Confidence) -> Option<Interval> {
        let is_share = |one: &Counting| Counts::default().share(one.rate).is_some();
        if self.rates.iter().all(is_share) {
            return self.by_formula(&self.groups, &self.overall, confidence);
        }
        let is_few = self.groups.len() <= FEW_GROUPS;
        is_few.then(|| self.drawn(confidence)).flatten()
    }

    fn by_formula(
        &self,
        groups: &[Counts],
        overall: &Counts,
        confidence: Confidence,
    ) -> Option<Interval> {
        let asked = self.asked;
        let each = confidence.for_all_of(self.rates.len());
        let of_rate = |rate: &Counting| {
            let groups: Vec<Counts> = groups.iter().copied().map(rate.exchange).collect();
            let all = (rate.exchange)(*overall);
            disparity_interval(&[rate.rate], asked.form, asked.method, &groups, &all, each)
        };
        let all: Option<Vec<Interval>> = self.rates.iter().map(of_rate).collect();
        // Each holds beside the other, and so does what lies between both.
        let together = |one: Interval, other: Interval| match asked.aggregate {
            Aggregate::WorstCase => asked.form.worse(one, other),
            Aggregate::Mean => Interval {
                low: f64::midpoint(one.low, other.low),
                high: f64::midpoint(one.high, other.high),
            },
        };
        all?.into_iter().reduce(together)
    }

    fn drawn(&self, confidence: Confidence) -> Option<Interval> {
        let asked = self.asked;
        // The cases of no group are drawn with the groups.
        let known: Counts = self.groups.iter().copied().sum();
        let rest = less(self.overall, known)?;
        let all = [self.groups.as_slice(), &[rest]].concat();
        bootstrap(&all, confidence, DRAWS, |drawn| {
            let overall: Counts = drawn.iter().copied().sum();
            let groups = drawn.get(..self.groups.len())?;
            let rates: Vec<(Vec<Metric>, Metric)> = self
                .rates
                .iter()
                .map(|one| {
                    let of = |own: &Counts| (one.exchange)(*own).rate(one.rate);
                    (groups.iter().map(of).collect(), of(&overall))
                })
                .collect();
            let found = disparity_of_rates(asked.form, asked.method, asked.aggregate, &rates)?;
            found.metric.known_value()
        })
    }

    /// Returns how many cases of all groups, with all rates and proportions as they are,
    /// would put the limit outside the interval.
    pub(super) fn settling(&self, limit: f64, confidence: Confidence) -> Option<u64> {
        if self.groups.len() > FEW_GROUPS {
            return None;
        }
        let is_settled = |times: f64| {
            let more = |own: &Counts| scaled(*own, times);
            let groups: Option<Vec<Counts>> = self.groups.iter().map(more).collect();
            let interval = self.by_formula(&groups?, &more(&self.overall)?, confidence)?;
            Some(Standing::of(interval, self.asked.bound(), limit) != Standing::Uncertain)
        };
        let (mut low, mut high) = (1.0, 2.0);
        while !is_settled(high)? {
            (low, high) = (high, high * 2.0);
            if high > 1e6 {
                return None;
            }
        }
        for _ in 0..20 {
            let middle = f64::midpoint(low, high);
            if is_settled(middle)? {
                high = middle;
            } else {
                low = middle;
            }
        }
        let known: Counts = self.groups.iter().copied().sum();
        whole(as_real(known.n()) * high)
    }
}

fn less(all: Counts, some: Counts) -> Option<Counts> {
    Some(Counts {
        tp: all.tp.checked_sub(some.tp)?,
        fp: all.fp.checked_sub(some.fp)?,
        fn_: all.fn_.checked_sub(some.fn_)?,
        tn: all.tn.checked_sub(some.tn)?,
    })
}

fn scaled(own: Counts, times: f64) -> Option<Counts> {
    let more = |cell: u64| whole(as_real(cell) * times);
    Some(Counts {
        tp: more(own.tp)?,
        fp: more(own.fp)?,
        fn_: more(own.fn_)?,
        tn: more(own.tn)?,
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
const fn as_real(cases: u64) -> f64 {
    cases as f64
}

/// Returns the nearest number of cases; none where it is beyond counting.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held between 0 and 10^15"
)]
fn whole(number: f64) -> Option<u64> {
    (0.0..1e15).contains(&number).then(|| number.round() as u64)
}
