//! The names of metrics, and what each can possibly be.
//!
//! Two names are one metric only where they mean the same number; `f1` and
//! `f1_macro` do not.

mod known;

use self::known::{KNOWN, SPLITS};
use super::names;
pub(super) use crate::glossary::Unit;

/// How the values of a metric are scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// A share: 0 to 1, or 0 to 100 per cent.
    Share,
    /// A share of errors that can exceed the whole, such as a word error rate.
    OpenShare,
    /// -1 to 1, or that in per cent.
    Correlation,
    /// A score from 0 to 100, sometimes written from 0 to 1.
    Score,
    /// Zero or more.
    NonNegative,
    /// At most 1.
    AtMostOne,
}

impl Unit {
    /// Returns how many places the decimal point is right of a fraction's.
    pub(super) const fn places(self) -> i32 {
        match self {
            Self::Fraction => 0,
            Self::Percent | Self::Points => 2,
        }
    }
}

/// A metric as some text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The one name of the metric; for one that is not known, its name in lower case.
    pub metric: String,
    /// How its values are scaled; `None` where the metric is not known.
    pub scale: Option<Scale>,
    /// Whether more is better; `None` where that is not known.
    pub higher_is_better: Option<bool>,
    /// The split that the name gives away, as `test accuracy` does.
    pub split: Option<&'static str>,
    /// Whether the name says that values are per cent, as `accuracy (%)` does.
    pub percent: bool,
}

impl Named {
    /// Returns the unit of a value that is written without a percent sign.
    ///
    /// Magnitude decides only where one reading is left: an accuracy of 91.4
    /// is per cent, one of 1.7 is a fraction that cannot be.
    pub(super) fn unit(&self, value: f64) -> Option<Unit> {
        if self.percent {
            return Some(Unit::Percent);
        }
        match self.scale? {
            Scale::Share | Scale::Correlation => {
                let slip = self.higher_is_better == Some(true) && value.abs() < 2.0;
                let fraction = value.abs() <= 1.0 || slip;
                Some(if fraction {
                    Unit::Fraction
                } else {
                    Unit::Percent
                })
            }
            // 1.2 can be 120 or 1.2 per cent; below 1 and above 5 only one is plausible.
            Scale::OpenShare if value.abs() <= 1.0 => Some(Unit::Fraction),
            Scale::OpenShare if value.abs() >= 5.0 => Some(Unit::Percent),
            Scale::Score if value.abs() > 1.0 => Some(Unit::Points),
            _ => None,
        }
    }

    /// Returns the least and the greatest value that can be, in `unit`.
    pub(super) fn bounds(&self, unit: Option<Unit>) -> [Option<f64>; 2] {
        let whole = match unit {
            Some(Unit::Fraction) => 1.0,
            Some(Unit::Percent | Unit::Points) | None => 100.0,
        };
        match self.scale {
            None => [None, None],
            Some(Scale::Share | Scale::Score) => [Some(0.0), Some(whole)],
            Some(Scale::Correlation) => [Some(-whole), Some(whole)],
            Some(Scale::OpenShare | Scale::NonNegative) => [Some(0.0), None],
            Some(Scale::AtMostOne) => [None, Some(whole)],
        }
    }
}

/// Finds the metric that `text` names, or makes a name of it.
pub(super) fn name(text: &str) -> Named {
    let percent = text.contains('%');
    let words = words(text);
    if let Some(found) = known(&words) {
        return Named { percent, ..found };
    }
    for (prefix, split) in SPLITS {
        let rest = words
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix('_'));
        let behind = split.and(words.strip_suffix(prefix));
        let rest = rest.or_else(|| behind.and_then(|rest| rest.strip_suffix('_')));
        if let Some(found) = rest.and_then(known) {
            return Named {
                percent,
                split: *split,
                ..found
            };
        }
    }
    Named {
        metric: words,
        scale: None,
        higher_is_better: None,
        split: None,
        percent,
    }
}

/// Returns the split that `text` names as a whole, such as `Test set`.
pub(super) fn split(text: &str) -> Option<&'static str> {
    let words = words(text);
    let bare = ["_set", "_split", "_data"]
        .iter()
        .find_map(|end| words.strip_suffix(end));
    let bare = bare.unwrap_or(&words);
    SPLITS.iter().find(|(name, _)| *name == bare)?.1
}

/// Returns whether `text` names a part of some data rather than the data: `Training Set`.
pub(super) fn is_part(text: &str) -> bool {
    let words = words(text);
    let bare = ["_set", "_split", "_data", "_dataset"]
        .iter()
        .find_map(|end| words.strip_suffix(end));
    let bare = bare.unwrap_or(&words);
    split(bare).is_some() || ["eval", "evaluation", "holdout"].contains(&bare)
}

/// The lower-case words of a name, joined by `_`.
fn words(text: &str) -> String {
    names::as_seen(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join("_")
}

fn known(words: &str) -> Option<Named> {
    let (metric, scale, higher_is_better) = plain(words).or_else(|| averaged(words))?;
    Some(Named {
        metric,
        scale: Some(scale),
        higher_is_better: Some(higher_is_better),
        split: None,
        percent: false,
    })
}

fn plain(words: &str) -> Option<(String, Scale, bool)> {
    KNOWN
        .iter()
        .find(|(_, _, _, names)| names.split(' ').any(|name| name == words))
        .map(|(metric, scale, better, _)| ((*metric).to_owned(), *scale, *better))
}

/// `macro_f1`, `precision_weighted`, …: an average over classes beside a metric.
fn averaged(words: &str) -> Option<(String, Scale, bool)> {
    let average = words
        .split('_')
        .find(|word| ["macro", "micro", "weighted"].contains(word))?;
    let of_average = [average, "avg", "average", "averaged"];
    let rest = words
        .split('_')
        .filter(|word| !of_average.contains(word))
        .collect::<Vec<_>>();
    let (metric, scale, better) = plain(&rest.join("_"))?;
    ["f1", "precision", "recall", "roc_auc"]
        .contains(&metric.as_str())
        .then(|| (format!("{metric}_{average}"), scale, better))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, metric: &str, split: Option<&str>) {
        let found = name(text);
        assert_eq!(
            (found.metric.as_str(), found.split),
            (metric, split),
            "{text}"
        );
    }

    #[test]
    fn names_of_one_metric_are_one() {
        for text in [
            "accuracy",
            "Acc",
            "Top-1 accuracy",
            "Top 1",
            "Acc@1",
            "accuracy@top1",
        ] {
            check(text, "accuracy", None);
        }
        check("Macro F1", "f1_macro", None);
        check("F1 (macro)", "f1_macro", None);
        check("f1-score weighted avg", "f1_weighted", None);
        check("AUROC", "roc_auc", None);
        check("Test accuracy (%)", "accuracy", Some("test"));
        check("eval_accuracy", "accuracy", None);
        check("accuracy_test", "accuracy", Some("test"));
        check("Model accuracy", "accuracy", None);
        check("准确率", "accuracy", None);
        check("\u{410}ccu\u{200b}racy", "accuracy", None);
    }

    #[test]
    fn names_that_mean_different_numbers_stay_apart() {
        check("f1", "f1", None);
        check("Top 5", "top_5_accuracy", None);
        check("acc_norm", "acc_norm", None);
        check("GFLOPs", "gflops", None);
        check("macro accuracy", "macro_accuracy", None);
    }

    #[test]
    fn magnitude_decides_a_unit_only_where_one_reading_is_left() {
        let unit = |metric: &str, value| name(metric).unit(value).map(Unit::name);
        assert_eq!(unit("accuracy", 0.914), Some("fraction"));
        assert_eq!(unit("accuracy", 91.4), Some("percent"));
        assert_eq!(unit("accuracy", 1.7), Some("fraction"));
        assert_eq!(unit("accuracy (%)", 0.95), Some("percent"));
        assert_eq!(unit("wer", 2.4), None);
        assert_eq!(unit("bleu", 0.8), None);
        assert_eq!(unit("bleu", 27.3), Some("points"));
        assert_eq!(unit("perplexity", 12.0), None);
        assert_eq!(unit("made up", 0.5), None);
    }
}
