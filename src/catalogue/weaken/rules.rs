//! Says in what one rule asks for less than before.

use camino::Utf8PathBuf;
use jiff::civil::Date;
use serde_json::Value;

use super::{Found, How, Weakening};
use crate::catalogue::Rule;
use crate::catalogue::nearer::shown;
use crate::glossary::Stage;
use crate::rule::{RuleId, RuleMeta, Severities};
use crate::span::Pointer;

/// A key of a rule, what it was, and what it is.
type Less = (String, String, String);

/// Adds what `after` asks less than `before`, as raigate, the team and the configuration say
/// together.
pub(super) fn one(before: &Rule, after: &Rule, found: &mut Found) {
    let (was, is) = (&before.meta, &after.meta);
    for (key, was, is) in when_it_counts(was, is)
        .into_iter()
        .chain(what_it_asks(was, is))
    {
        let (path, at) = place(before, after, &key, &found.file);
        found.weaker.push(Weakening {
            path,
            at,
            how: How::Looser,
            what: format!("{key} of {}", before.meta.id),
            before: was,
            after: is,
        });
    }
}

/// Adds what `after` asks less than `before` in folders that have a configuration of their own.
pub(super) fn in_folders(before: &Rule, after: &Rule, found: &mut Found) {
    for nearer in &before.nearer {
        let (was, is) = (before.at(&nearer.folder), after.at(&nearer.folder));
        let stage = |stage: Option<Stage>| stage.map_or("any", Stage::name).to_owned();
        let less = [
            (
                nearer.severity.is_some() && is_less_severe(was.severity, is.severity),
                "severity",
                shown(was.severity),
                shown(is.severity),
            ),
            (
                nearer.from_stage.is_some() && is.from_stage > was.from_stage,
                "from_stage",
                stage(was.from_stage),
                stage(is.from_stage),
            ),
            (
                nearer.profile.is_some() && is.profile > was.profile,
                "profile",
                was.profile.name().to_owned(),
                is.profile.name().to_owned(),
            ),
        ];
        let less = less.into_iter().filter(|(is_less, ..)| *is_less);
        found.weaker.extend(less.map(|(_, key, was, is)| Weakening {
            path: nearer.file.clone(),
            at: Pointer::root(),
            how: How::Looser,
            what: format!("{key} of {} in `{}`", before.meta.id, nearer.folder),
            before: was,
            after: is,
        }));
    }
}

/// Returns where a key of a rule is stated, else where it is missed.
fn place(before: &Rule, after: &Rule, key: &str, file: &Utf8PathBuf) -> (Utf8PathBuf, Pointer) {
    if let Some(place) = after.places.get(key).or_else(|| after.places.get("")) {
        return (place.path.clone(), place.pointer.clone());
    }
    // What a team's rule says of itself stands in its file; an override that is gone is missed
    // among the rules.
    if after.is_local && !before.places.contains_key(key) {
        return (after.meta.file.clone().into(), Pointer::root());
    }
    (file.clone(), Pointer::root().join("rules"))
}

fn when_it_counts(was: &RuleMeta, is: &RuleMeta) -> Vec<Less> {
    let mut less = Vec::new();
    let mut add = |key: &str, was: String, is: String| less.push((key.to_owned(), was, is));
    if is_less_severe(was.severity, is.severity) {
        add("severity", shown(was.severity), shown(is.severity));
    }
    if is.profile > was.profile {
        add(
            "profile",
            was.profile.name().into(),
            is.profile.name().into(),
        );
    }
    if is.confidence < was.confidence {
        let (was, is) = (was.confidence.name(), is.confidence.name());
        add("confidence", was.into(), is.into());
    }
    if is.from_stage > was.from_stage {
        let stage = |stage: Option<Stage>| stage.map_or("any", Stage::name).to_owned();
        add("from_stage", stage(was.from_stage), stage(is.from_stage));
    }
    if is.effective_on > was.effective_on {
        let day = |day: Option<Date>| day.map_or_else(|| "any day".to_owned(), |it| it.to_string());
        add("effective_on", day(was.effective_on), day(is.effective_on));
    }
    if is.deprecated && !was.deprecated {
        add("deprecated", "false".into(), "true".into());
    }
    less
}

fn what_it_asks(was: &RuleMeta, is: &RuleMeta) -> Vec<Less> {
    let mut less = Vec::new();
    let mut add = |key: &str, was: String, is: String| less.push((key.to_owned(), was, is));
    // Without facets a rule applies everywhere.
    let is_missing = was.facets.iter().any(|one| !is.facets.contains(one));
    if !is.facets.is_empty() && (was.facets.is_empty() || is_missing) {
        add("facets", listed(&was.facets), listed(&is.facets));
    }
    if is
        .implied_by
        .iter()
        .any(|cause| !was.implied_by.contains(cause))
    {
        let ids = |ids: &[RuleId]| listed(&ids.iter().map(RuleId::to_string).collect::<Vec<_>>());
        add("implied_by", ids(&was.implied_by), ids(&is.implied_by));
    }
    if is.waivable && !was.waivable {
        add("waivable", "false".into(), "true".into());
    }
    for (key, value) in &was.settings {
        let held = is.settings.get(key).unwrap_or(&Value::Null);
        if is_looser(key, value, held) {
            add(key, value.to_string(), held.to_string());
        }
    }
    less
}

fn is_less_severe(was: Severities, is: Severities) -> bool {
    is.minimal < was.minimal || is.limited < was.limited || is.high < was.high
}

fn listed(items: &[String]) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    items.join(", ")
}

/// Returns whether a setting asks for less: by its name where that has a direction, else
/// whenever it differs.
fn is_looser(name: &str, was: &Value, is: &Value) -> bool {
    let (Some(before), Some(after)) = (was.as_f64(), is.as_f64()) else {
        return was != is;
    };
    let is_lower_bound = name.starts_with("min_");
    let is_upper_bound = name.starts_with("max_") || name.ends_with("_days");
    match (is_lower_bound, is_upper_bound) {
        (true, _) => after < before,
        (_, true) => after > before,
        _ => was != is,
    }
}
