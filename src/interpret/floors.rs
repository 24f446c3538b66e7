//! Holds what a change declares of systems against what its base declares: the stricter counts.
//!
//! Evidence is written by the person who wants it merged. Whoever lowers a tier, drops a facet
//! or takes a system out of the configuration is judged as if nothing of it had happened.

use camino::{Utf8Path, Utf8PathBuf};

use crate::artifact::{Declaration, Floors, System};

/// Raises `systems` to what `floors` state, and adds those that only the floors declare.
///
/// Returns the roots that systems had before, each with the system that still answers for it.
pub(super) fn raise(systems: &mut Vec<System>, floors: &Floors) -> Vec<(Utf8PathBuf, usize)> {
    let mut former = Vec::new();
    let known: Vec<String> = systems.iter().map(|system| system.id.clone()).collect();
    for floor in &floors.systems {
        let position = known.iter().position(|id| *id == floor.id);
        match position.and_then(|position| systems.get_mut(position)) {
            Some(system) => {
                raise_one(system, floor);
                add_missing(&mut system.watch, &floor.watch);
                former.extend(position.map(|position| (floor.root.clone(), position)));
            }
            None => systems.push(of_base(floor)),
        }
    }
    for system in systems.iter_mut() {
        let is_new = !floors.systems.iter().any(|floor| floor.id == system.id);
        let takes_over = |root: &Utf8Path| floors.paths.iter().any(|path| path.starts_with(root));
        if is_new
            && takes_over(&system.root)
            && let Some(around) = enclosing(&system.root, &floors.systems)
        {
            // What it takes over was under the stricter system around it.
            raise_one(system, around);
        }
    }
    former
}

/// Returns whether anything is left of a system: one that only the base declares may be gone
/// with all it had.
pub(super) fn is_still_there(system: &System) -> bool {
    let declared = system.declared.as_ref();
    let is_of_base = declared.is_some_and(|declared| declared.stated.is_none());
    !is_of_base || !system.artifacts.is_empty() || !system.model_files.is_empty()
}

fn raise_one(system: &mut System, floor: &System) {
    system.tier = system.tier.max(floor.tier);
    system.stage = system.stage.max(floor.stage);
    add_missing(&mut system.facets, &floor.facets);
}

fn add_missing(held: &mut Vec<String>, wanted: &[String]) {
    for one in wanted {
        if !held.contains(one) {
            held.push(one.clone());
        }
    }
}

/// Returns a system as the base declares it.
fn of_base(floor: &System) -> System {
    let declared = floor.declared.as_ref().map(|declared| Declaration {
        stated: None,
        ..declared.clone()
    });
    System {
        declared,
        ..floor.clone()
    }
}

/// Returns the system whose folder is the nearest around `root`.
fn enclosing<'s>(root: &Utf8Path, systems: &'s [System]) -> Option<&'s System> {
    let around = systems
        .iter()
        .filter(|system| root.starts_with(&system.root));
    around.max_by_key(|system| system.root.components().count())
}
