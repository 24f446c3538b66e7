//! What the records of a Croissant document are made of: lines written into it, joined sources.

use std::collections::BTreeSet;

use serde_json::Value;

use super::check::Check;
use super::graph::Says;
use super::references::Links;
use super::terms::{Class, Version};
use super::words;
use crate::span::Pointer;

/// Records written into the document have the columns that its fields announce.
pub(super) fn lines(check: &mut Check<'_, '_>, links: &Links) {
    let mut found = Vec::new();
    for (index, item) in check.items.iter().enumerate() {
        if item.class != Class::RecordSet {
            continue;
        }
        let Some(term) = item.node.first(&check.version.croissant("data")) else {
            continue;
        };
        let Says::Data(data) = &term.says else {
            continue;
        };
        let (written, is_list) = match *data {
            Value::Array(written) => (written.iter().collect::<Vec<_>>(), true),
            one => (vec![one], false),
        };
        if written.is_empty() {
            found.push((
                term.at.clone(),
                "`data` has no records, expected one or more".to_owned(),
            ));
        }
        let wanted = columns(check, links, index);
        for (number, line) in written.into_iter().enumerate() {
            let at = if is_list {
                term.at.join(number)
            } else {
                term.at.clone()
            };
            let Some(line) = line.as_object() else {
                found.push((at, "record is no mapping of fields to values".to_owned()));
                break;
            };
            let missing = wanted.iter().find(|id| !line.contains_key(*id));
            let unknown = line.keys().find(|key| !wanted.contains(*key));
            if let Some(id) = missing {
                found.push((
                    at,
                    format!("record has no {}, a field of its set", words::shown(id)),
                ));
            } else if let Some(key) = unknown {
                let said = words::shown(key);
                found.push((
                    at.join(key),
                    format!("record has {said}, which is no field of its set"),
                ));
            }
        }
    }
    for (at, message) in found {
        check.object(&at, message);
    }
}

/// Returns by what the records of a set name its fields.
fn columns(check: &Check<'_, '_>, links: &Links, records: usize) -> BTreeSet<String> {
    let fields = links.fields.get(records).into_iter().flatten();
    let ids = fields.filter_map(|field| check.items.get(*field)?.id.as_deref());
    let name = |id: &str| match check.version {
        Version::V0_8 => id.rsplit('/').next().unwrap_or_default().to_owned(),
        _ => id.to_owned(),
    };
    ids.map(name).collect()
}

/// Several sources make one table only where a reference joins them.
pub(super) fn joins(check: &mut Check<'_, '_>, links: &Links) {
    let mut found = Vec::new();
    for (records, item) in check.items.iter().enumerate() {
        if item.class == Class::RecordSet {
            found.extend(apart(check, links, records));
        }
    }
    for (at, one, other) in found {
        let [one, other] = [one, other].map(|index| {
            let id = check.items.get(index).and_then(|item| item.id.as_deref());
            words::shown(id.unwrap_or_default())
        });
        let message =
            format!("{one} and {other} are read into one table, but no `references` joins them");
        check.object(&at, message);
    }
}

/// Returns each source of a set of records that nothing joins with an earlier one.
fn apart(check: &Check<'_, '_>, links: &Links, records: usize) -> Vec<(Pointer, usize, usize)> {
    let owner = |index: usize| {
        let item = check.items.get(index)?;
        if item.class == Class::Field {
            item.parent
        } else {
            Some(index)
        }
    };
    let mut sources: Vec<(usize, Pointer)> = Vec::new();
    let mut known = BTreeSet::new();
    let mut joined = BTreeSet::new();
    for field in links.fields.get(records).into_iter().flatten() {
        let read = links.reads.get(*field).and_then(|reads| reads.first());
        let Some((source, at)) = read.and_then(|(read, at)| Some((owner(*read)?, at))) else {
            continue;
        };
        if known.insert(source) {
            sources.push((source, at.clone()));
        }
        let other = links.refers.get(*field).copied().flatten().and_then(owner);
        joined.extend(
            other
                .into_iter()
                .flat_map(|other| [(source, other), (other, source)]),
        );
    }
    let pair = |(number, (second, at)): (usize, &(usize, Pointer))| {
        let mut earlier = sources.iter().take(number);
        let (first, _) = earlier.find(|(first, _)| !joined.contains(&(*first, *second)))?;
        Some((at.clone(), *first, *second))
    };
    sources.iter().enumerate().filter_map(pair).collect()
}

/// What is read from itself, through whatever detours, can never be read.
pub(super) fn circles(check: &mut Check<'_, '_>, links: &Links) {
    let count = check.items.len();
    let mut edges: Vec<(usize, usize)> = Vec::new();
    for (index, sources) in links.reads.iter().enumerate() {
        let records = links.records.get(index).copied().flatten();
        // The records of a field wait for its source, as the field waits for its records.
        let reader = records.unwrap_or(index);
        edges.extend(sources.iter().map(|(source, _)| (*source, reader)));
        edges.extend(records.map(|records| (records, index)));
    }
    // What nothing waits for, and what waits for nothing, is in no circle.
    let mut open = vec![true; count];
    for _ in 0..2 {
        peel(&edges, &mut open);
        for edge in &mut edges {
            *edge = (edge.1, edge.0);
        }
    }
    let items = check.items.iter().zip(open);
    let mut bound = items.filter(|(item, is_open)| *is_open && item.class != Class::Field);
    let Some((at, name)) = bound
        .next()
        .map(|(item, _)| (item.node.at.clone(), item.class.name()))
    else {
        return;
    };
    check.object(&at, format!("{name} is read from itself, in a circle"));
}

/// Closes everything that is not behind a circle.
fn peel(edges: &[(usize, usize)], open: &mut [bool]) {
    let mut waits = vec![0usize; open.len()];
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); open.len()];
    for (from, to) in edges {
        let both = open.get(*from) == Some(&true) && open.get(*to) == Some(&true);
        if let (true, Some(waits), Some(behind)) = (both, waits.get_mut(*to), behind.get_mut(*from))
        {
            *waits += 1;
            behind.push(*to);
        }
    }
    let mut free: Vec<usize> = (0..open.len())
        .filter(|index| waits.get(*index) == Some(&0))
        .collect();
    while let Some(index) = free.pop() {
        if let Some(open) = open.get_mut(index) {
            *open = false;
        }
        for next in behind.get(index).into_iter().flatten() {
            if let Some(waits) = waits.get_mut(*next) {
                *waits -= 1;
                if *waits == 0 {
                    free.push(*next);
                }
            }
        }
    }
}
