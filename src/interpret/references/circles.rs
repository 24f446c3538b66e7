//! Chains of `supersedes` that lead back to where they began.

use std::collections::{BTreeSet, HashMap};

use super::{Miss, Of, Reference};

/// Marks every `supersedes` that leads back to where it began.
pub(super) fn mark(found: &mut [Vec<Reference>]) {
    let edges = |list: &[Reference]| -> Vec<usize> {
        let targets = list.iter().filter(|reference| reference.supersedes);
        targets
            .filter_map(|reference| reference.outcome.as_ref().ok().copied()?)
            .collect()
    };
    let mut next: HashMap<usize, Vec<usize>> = HashMap::new();
    for (from, list) in found.iter().enumerate() {
        let targets = edges(list);
        if !targets.is_empty() {
            next.insert(from, targets);
        }
    }
    let mut open: Vec<usize> = next.keys().copied().collect();
    open.sort_unstable();
    let circle = in_circle(&next, &open);
    for from in circle.iter().copied() {
        for reference in found.get_mut(from).into_iter().flatten() {
            let target = reference.outcome.as_ref().ok().copied().flatten();
            if reference.supersedes && target.is_some_and(|target| circle.contains(&target)) {
                let why = "supersedes leads back to this artifact".to_owned();
                reference.outcome = Err(Miss {
                    why,
                    of: Of::Nothing,
                });
            }
        }
    }
}

/// Peels off everything that nothing leads to, or that leads nowhere.
fn in_circle(next: &HashMap<usize, Vec<usize>>, open: &[usize]) -> BTreeSet<usize> {
    let mut left: BTreeSet<usize> = open.iter().copied().collect();
    let mut before: HashMap<usize, Vec<usize>> = HashMap::new();
    for from in open {
        for to in next.get(from).into_iter().flatten() {
            before.entry(*to).or_default().push(*from);
        }
    }
    let mut queue: Vec<usize> = open.to_vec();
    while let Some(node) = queue.pop() {
        let live = |nodes: Option<&Vec<usize>>| {
            nodes
                .into_iter()
                .flatten()
                .any(|other| left.contains(other))
        };
        if left.contains(&node) && !(live(next.get(&node)) && live(before.get(&node))) {
            left.remove(&node);
            queue.extend(next.get(&node).into_iter().flatten());
            queue.extend(before.get(&node).into_iter().flatten());
        }
    }
    left
}
