//! Metrics by group in the published shape, both ways.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::read::word;
use super::{Artifact, names};
use crate::artifact;
use crate::glossary::{Kind, Unit};
use crate::span::Pointer;

/// One metric by group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Breakdown {
    /// The artifact that states it, or the counts it comes from.
    pub artifact: Artifact,
    /// The metric.
    pub metric: String,
    /// The features whose groups are compared.
    pub features: Vec<String>,
    /// What tells it apart from another of that metric: model, task, data.
    pub about: Vec<String>,
    /// What the values count; null where that is not known.
    #[schemars(extend("enum" = units_or_null()))]
    pub unit: Option<String>,
    /// All cases together; null where the artifact does not say.
    pub overall: Option<Group>,
    /// The groups, in the order of the file.
    pub groups: Vec<Group>,
    /// How many more groups there are: of many, the lowest and the highest are kept.
    pub left_out: usize,
}

/// The value of one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its value of each feature; empty for all cases.
    pub labels: Vec<String>,
    /// Where it stands in the artifact's file, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The value; null where it is undefined.
    pub value: Option<Number>,
    /// Why there is no value.
    pub undefined: Option<String>,
    /// How many cases it rests on; null where that is not known.
    pub cases: Option<u64>,
    /// How far it can be trusted; null where that is not known.
    pub interval: Option<Interval>,
}

/// An interval around a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Its lower end.
    pub low: Number,
    /// Its upper end.
    pub high: Number,
    /// Whether the artifact states it; else it is Wilson's, of 95 %, from the counts.
    pub stated: bool,
}

impl From<&artifact::Breakdown> for Breakdown {
    fn from(breakdown: &artifact::Breakdown) -> Self {
        Self {
            artifact: Artifact {
                path: breakdown.path.to_string(),
                kind: breakdown.kind.name().to_owned(),
            },
            metric: breakdown.metric.clone(),
            features: breakdown.features.clone(),
            about: breakdown.about.clone(),
            unit: breakdown.unit.map(|unit| unit.name().to_owned()),
            overall: breakdown.overall.as_ref().map(Group::from),
            groups: breakdown.groups.iter().map(Group::from).collect(),
            left_out: breakdown.left_out,
        }
    }
}

impl From<&artifact::Group> for Group {
    fn from(group: &artifact::Group) -> Self {
        let ends = group.interval.map(|ends| ends.map(Number::from_f64));
        let interval = match ends {
            Some([Some(low), Some(high)]) => Some(Interval {
                low,
                high,
                stated: group.is_stated,
            }),
            _ => None,
        };
        Self {
            labels: group.labels.clone(),
            pointer: group.pointer.as_str().to_owned(),
            value: group
                .value
                .as_ref()
                .ok()
                .copied()
                .and_then(Number::from_f64),
            undefined: group.value.as_ref().err().cloned(),
            cases: group.cases,
            interval,
        }
    }
}

/// Returns what a saved report says of a metric by group.
pub(super) fn restored(saved: Breakdown) -> Result<artifact::Breakdown, String> {
    let unit = match &saved.unit {
        Some(name) => Some(word("unit", name, Unit::from_name)?),
        None => None,
    };
    Ok(artifact::Breakdown {
        kind: word("kind", &saved.artifact.kind, Kind::from_name)?,
        path: saved.artifact.path.into(),
        metric: saved.metric,
        features: saved.features,
        about: saved.about,
        unit,
        overall: saved.overall.map(group).transpose()?,
        groups: saved
            .groups
            .into_iter()
            .map(group)
            .collect::<Result<_, _>>()?,
        left_out: saved.left_out,
    })
}

fn group(saved: Group) -> Result<artifact::Group, String> {
    let value = saved.value.and_then(|value| value.as_f64());
    let ends = saved.interval.as_ref().and_then(|interval| {
        let (low, high) = (interval.low.as_f64()?, interval.high.as_f64()?);
        Some([low, high])
    });
    Ok(artifact::Group {
        labels: saved.labels,
        pointer: word("pointer", &saved.pointer, Pointer::parse)?,
        value: value.ok_or_else(|| saved.undefined.unwrap_or_default()),
        cases: saved.cases,
        interval: ends,
        is_stated: saved.interval.is_some_and(|interval| interval.stated),
    })
}

fn units_or_null() -> Vec<Option<&'static str>> {
    let units = names(Unit::ALL, Unit::name).into_iter().map(Some);
    units.chain([None]).collect()
}
