//! What the classes or numbers of a slice come to.

use super::table::Slice;
use crate::statistics::{Average, Counts, Metric, Rate, Share};

/// The rates of a class, and of all classes together.
const RATES: [Rate; 3] = [Rate::Precision, Rate::TruePositive, Rate::F1];

/// One value of a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The name that results are joined by.
    pub name: String,
    /// The class that it is of, where it is of one.
    pub class: Option<String>,
    /// The value.
    pub metric: Metric,
    /// The cases that it is a share of, where it is a share of cases.
    pub share: Option<Share>,
    /// The counts of the class against the rest, where it is of one.
    pub counts: Option<Counts>,
}

impl Measured {
    fn of_all(name: &str, metric: Metric) -> Self {
        Self {
            name: name.to_owned(),
            class: None,
            metric,
            share: None,
            counts: None,
        }
    }

    /// Returns what tells it apart from values of the same name.
    #[must_use]
    pub fn variant(&self) -> Option<String> {
        Some(format!("class {}", self.class.as_ref()?))
    }
}

impl Slice {
    /// Returns what its classes or numbers come to: of all, and then of each class.
    #[must_use]
    pub fn measured(&self) -> Vec<Measured> {
        let mut found = Vec::new();
        if self.errors.n() > 0 {
            found.extend([
                Measured::of_all("mae", self.errors.mean_absolute_error()),
                Measured::of_all("mse", self.errors.mean_squared_error()),
                Measured::of_all("r2", self.errors.r_squared()),
            ]);
        }
        let Some(classes) = &self.classes else {
            return found;
        };
        let matrix = &classes.matrix;
        let each = matrix.one_against_rest();
        let right = each.iter().map(|counts| counts.tp).sum();
        let mut accuracy = Measured::of_all("accuracy", matrix.accuracy());
        accuracy.share = Some(Share {
            of: right,
            among: matrix.total(),
        });
        found.push(accuracy);
        for (average, word) in [
            (Average::Macro, "macro"),
            (Average::Micro, "micro"),
            (Average::Weighted, "weighted"),
        ] {
            for rate in RATES {
                let name = format!("{}_{word}", rate.name());
                found.push(Measured::of_all(&name, matrix.average(rate, average)));
            }
        }
        for (class, counts) in classes.names.iter().zip(each) {
            found.extend(RATES.map(|rate| Measured {
                name: rate.name().to_owned(),
                class: Some(class.clone()),
                metric: counts.rate(rate),
                share: counts.share(rate),
                counts: Some(counts),
            }));
        }
        found
    }
}
