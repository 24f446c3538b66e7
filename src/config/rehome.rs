//! Shows a configuration in the files of a change that it judges.
//!
//! On a pull request the base decides, and the reader looks at the files of the change. What
//! both state alike is shown where the change has it; a place that the change has not is no
//! place to show.

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::config::{Config, RuleOverride};
use crate::finding::Location;
use crate::span::{Pointer, Position, Span};

/// Gives `config` the places and the declared systems of `change`; what it asks stays.
pub(super) fn rehome(config: &mut Config, change: &Config) {
    if config.files == change.files {
        return;
    }
    for (id, stated) in &mut config.overrides {
        let theirs = change.overrides.get(id);
        stated.places = theirs.map_or_else(BTreeMap::new, |theirs| shared(stated, theirs));
    }
    for artifact in &mut config.artifacts {
        let mut theirs = change.artifacts.iter();
        let same = theirs.find(|one| one.kind == artifact.kind && one.paths == artifact.paths);
        artifact.location = same.map_or_else(
            || beginning(&artifact.location.path),
            |same| same.location.clone(),
        );
    }
    config.systems.clone_from(&change.systems);
    for (path, text) in &change.files {
        config.files.insert(path.clone(), text.clone());
    }
    if change.path.is_some() {
        config.text.clone_from(&change.text);
    }
}

/// Returns the places of what both state alike.
fn shared(one: &RuleOverride, other: &RuleOverride) -> BTreeMap<String, Location> {
    let is_same = |key: &str| match key {
        "severity" => one.severity == other.severity,
        "profile" => one.profile == other.profile,
        "confidence" => one.confidence == other.confidence,
        "from_stage" => one.from_stage == other.from_stage,
        "facets" => one.facets == other.facets,
        "implied_by" => one.implied_by == other.implied_by,
        "" => true,
        setting => one.settings.get(setting) == other.settings.get(setting),
    };
    let kept = one.places.keys().filter(|key| is_same(key));
    kept.filter_map(|key| Some((key.clone(), other.places.get(key)?.clone())))
        .collect()
}

fn beginning(path: &Utf8Path) -> Location {
    Location {
        path: path.to_owned(),
        start: Position::default(),
        end: Position::default(),
        span: Span::default(),
        pointer: Pointer::root(),
    }
}
