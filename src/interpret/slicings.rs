//! How slices share out the whole.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::cases::{count, number};
use super::measure::Measure;
use super::names;

/// Returns, for each whole and each feature that alone slices the same
/// measurement, how many cases the slices hold: `feature`, `sizes`, and `n` of the whole, at `at`.
///
/// A feature one of whose slices stands there with two sizes is left out, and a slice of
/// everybody is none. Of several wholes the smallest holds the others' slices as well.
pub(super) fn read(results: &[Measure]) -> Vec<Value> {
    if results.iter().all(|result| result.slice.is_empty()) {
        return Vec::new();
    }
    let mut groups: BTreeMap<_, Group<'_>> = BTreeMap::new();
    for result in results {
        let Some(cases) = result.support.get("n").and_then(count) else {
            continue;
        };
        let group = groups.entry(measured(result)).or_default();
        let mut features = result.slice.iter();
        match (features.next(), features.next()) {
            (None, _) if group.whole.is_none_or(|(least, _)| cases < least) => {
                group.whole = Some((cases, result.support.get("n_at")));
            }
            (Some((_, label)), None) if names::is_everybody(&names::normal(label)) => {}
            (Some((feature, label)), None) => {
                let slices = group.features.entry(feature).or_default();
                let known = *slices.sizes.entry(label).or_insert(cases);
                slices.differ |= known != cases;
            }
            _ => {}
        }
    }
    groups.values().flat_map(Group::facts).collect()
}

/// Results that measure the same of other cases.
#[derive(Default)]
struct Group<'r> {
    /// The least cases of a result without a slice, and where they stand.
    whole: Option<(u128, Option<&'r Value>)>,
    features: BTreeMap<&'r str, Slices<'r>>,
}

#[derive(Default)]
struct Slices<'r> {
    sizes: BTreeMap<&'r str, u128>,
    /// Whether one slice stands there with two sizes.
    differ: bool,
}

impl Group<'_> {
    fn facts(&self) -> impl Iterator<Item = Value> {
        let slices = self.features.iter().filter(|(_, slices)| !slices.differ);
        slices.filter_map(|(feature, slices)| {
            let sizes: Vec<Value> = slices.sizes.values().map(|size| number(*size)).collect();
            self.whole.map(
                |(n, at)| json!({"feature": feature, "sizes": sizes, "n": number(n), "at": at}),
            )
        })
    }
}

/// Returns what a result measures: metric, model, task and data.
fn measured(result: &Measure) -> (&str, [Option<&str>; 2], [Option<&str>; 4]) {
    let about = [result.model.as_deref(), result.task.as_deref()];
    (&result.named.metric, about, result.dataset.parts())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sliced(slice: &[(&str, &str)], n: &Value) -> Measure {
        let mut result = Measure::example("accuracy", "0.9", &json!({"n": n, "n_at": "/n"}));
        let labels = slice.iter();
        result.slice = labels
            .map(|(feature, label)| ((*feature).to_owned(), (*label).to_owned()))
            .collect();
        result
    }

    #[test]
    fn slices_of_one_feature_are_held_beside_the_whole() {
        let mut results = vec![
            sliced(&[], &json!(100)),
            sliced(&[("sex", "male")], &json!(40)),
            sliced(&[("sex", "female")], &json!(70)),
            sliced(&[("sex", "female")], &json!(70)),
            sliced(&[("sex", "female"), ("age", "old")], &json!(9)),
            sliced(&[("sex", "unknown")], &json!(-1)),
            sliced(&[("sex", "All")], &json!(100)),
            sliced(&[], &json!(120)),
        ];
        let fact = json!({"feature": "sex", "sizes": [70, 40], "n": 100, "at": "/n"});
        assert_eq!(read(&results), [fact]);
        // The same slice with two sizes says nothing about the sum.
        results.push(sliced(&[("sex", "male")], &json!(41)));
        assert!(read(&results).is_empty());
    }

    #[test]
    fn slices_of_another_model_or_split_belong_to_another_whole() {
        let whole = sliced(&[], &json!(100));
        let mut of_model = sliced(&[("sex", "male")], &json!(40));
        of_model.model = Some("other".to_owned());
        let mut of_split = sliced(&[("sex", "male")], &json!(40));
        of_split.dataset.split = Some("test".to_owned());
        assert!(read(&[whole, of_model, of_split]).is_empty());
    }
}
