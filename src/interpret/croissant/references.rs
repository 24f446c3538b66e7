//! What the parts of a Croissant document say of each other: ids, sources, types, joins.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::check::Check;
use super::graph::{Node, Says, Term};
use super::terms::{self, Class, Version};
use super::{records, words};
use crate::glossary::nearest;
use crate::span::Pointer;

/// What each item says of others, found once.
pub(super) struct Links {
    /// The item that goes by an id; the last one where there are several.
    by_id: HashMap<String, usize>,
    /// For each item, what it is read from: the other item and where it is named.
    pub reads: Vec<Vec<(usize, Pointer)>>,
    /// For each item, the other item that it refers to as a key.
    pub refers: Vec<Option<usize>>,
    /// For each item, the fields that are its own.
    pub fields: Vec<Vec<usize>>,
    /// For each field, the records it belongs to, directly or as a part of a field.
    pub records: Vec<Option<usize>>,
    /// The records of which some field has a source, or that have data of their own.
    filled: BTreeSet<usize>,
    /// How many names lead nowhere.
    broken: usize,
}

/// Notes what does not hold together.
pub(super) fn check(check: &mut Check<'_, '_>) {
    ids(check);
    duplicates(check);
    let links = links(check);
    fields(check, &links);
    records::lines(check, &links);
    // A name that leads nowhere would make the rest guesswork.
    if links.broken == 0 {
        records::joins(check, &links);
        records::circles(check, &links);
    }
}

fn ids(check: &mut Check<'_, '_>) {
    let mut told = BTreeSet::new();
    let graph = check.graph;
    for at in &graph.odd_ids {
        check.object(at, "`@id` is no text, expected one".to_owned());
    }
    for (id, at) in graph.nodes().filter_map(|node| node.id.as_ref()) {
        if id.chars().any(char::is_whitespace) && told.insert(id) {
            check.object(at, "`@id` has white space, expected none".to_owned());
        }
    }
}

/// Two things of one id are one to a reader, who takes one of their values and drops the other.
fn duplicates(check: &mut Check<'_, '_>) {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for (index, item) in check
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| is_item(item.class))
    {
        let Some(id) = item.id.clone() else { continue };
        let Some(other) = first.get(&id).and_then(|other| check.items.get(*other)) else {
            first.insert(id, index);
            continue;
        };
        // The same said twice is said once, but in 0.8 each is a thing of its own.
        if check.version == Version::V0_8 || !same(other.node, item.node) {
            let (at, key) = match check.version {
                Version::V0_8 => (item.node.at.join("name"), "name"),
                _ => (item.node.at.join("@id"), "@id"),
            };
            let shown = words::shown(&id);
            found.push((
                at,
                format!("`{key}` {shown} is that of another part, expected one each"),
            ));
        }
    }
    for (at, message) in found {
        check.object(&at, message);
    }
}

fn same(one: &Node<'_>, other: &Node<'_>) -> bool {
    let size = |node: &Node<'_>| {
        node.members
            .iter()
            .map(|(_, _, terms)| terms.len())
            .sum::<usize>()
    };
    if size(one) != size(other) {
        return false;
    }
    let plain = |node: &Node<'_>| {
        let members = node.members.iter().flat_map(|(name, _, terms)| {
            terms.iter().filter_map(move |term| match &term.says {
                Says::Literal(value, _) | Says::Data(value) => {
                    Some((name.clone(), value.to_string()))
                }
                Says::Name(text) => Some((name.clone(), text.clone())),
                Says::Node(_) => None,
            })
        });
        members.collect::<BTreeSet<_>>()
    };
    one.types == other.types && plain(one) == plain(other)
}

const fn is_item(class: Class) -> bool {
    matches!(
        class,
        Class::Dataset | Class::FileObject | Class::FileSet | Class::RecordSet | Class::Field
    )
}

fn links(check: &mut Check<'_, '_>) -> Links {
    let items = check.items.iter().enumerate();
    let by_id = items
        .filter(|(_, item)| is_item(item.class))
        .filter_map(|(index, item)| Some((item.id.clone()?, index)))
        .collect();
    let mut links = Links {
        by_id,
        reads: vec![Vec::new(); check.items.len()],
        refers: vec![None; check.items.len()],
        fields: vec![Vec::new(); check.items.len()],
        records: Vec::new(),
        filled: BTreeSet::new(),
        broken: 0,
    };
    for index in 0..check.items.len() {
        let Some(item) = check.items.get(index) else {
            continue;
        };
        let (class, node, parent) = (item.class, item.node, item.parent);
        links
            .records
            .push(records_of(check, &links.records, parent));
        let named = match class {
            Class::FileObject | Class::FileSet => containers(check, node),
            Class::Field => target_of(check, node, "source").into_iter().collect(),
            _ => continue,
        };
        for (id, at) in named {
            if let Some(other) = resolve(check, &mut links, &id, &at)
                && let Some(reads) = links.reads.get_mut(index)
            {
                reads.push((other, at));
            }
        }
        if class == Class::Field
            && let Some((id, at)) = target_of(check, node, "references")
        {
            let other = resolve(check, &mut links, &id, &at);
            if let Some(refers) = links.refers.get_mut(index) {
                *refers = other;
            }
        }
    }
    fill(check, &mut links);
    links
}

/// Finds the records that have a source, and the fields of each.
fn fill(check: &Check<'_, '_>, links: &mut Links) {
    for (index, item) in check.items.iter().enumerate() {
        let records = links.records.get(index).copied().flatten();
        let is_file = |other: &usize| {
            let other = check.items.get(*other);
            other.is_some_and(|other| other.class != Class::Field)
        };
        let refers = links.refers.get(index).and_then(Option::as_ref);
        let reads = links.reads.get(index).into_iter().flatten();
        let is_read = reads.count() > 0 || refers.is_some_and(is_file);
        links.filled.extend(records.filter(|_| is_read));
        let owner = item.parent.filter(|_| item.class == Class::Field);
        if let Some(fields) = owner.and_then(|owner| links.fields.get_mut(owner)) {
            fields.push(index);
        }
        if item.class == Class::RecordSet && has_data(check, item.node) {
            links.filled.insert(index);
        }
    }
}

/// Returns the records that a part of `parent` belongs to; owners stand before their parts.
fn records_of(
    check: &Check<'_, '_>,
    known: &[Option<usize>],
    parent: Option<usize>,
) -> Option<usize> {
    let parent = parent?;
    match check.items.get(parent)?.class {
        Class::RecordSet => Some(parent),
        _ => known.get(parent).copied().flatten(),
    }
}

fn resolve(check: &mut Check<'_, '_>, links: &mut Links, id: &str, at: &Pointer) -> Option<usize> {
    /// Looking for the name that was meant takes its time.
    const MOST_HINTS: usize = 20;
    const LONGEST_HINT: usize = 60;
    let found = links.by_id.get(id).copied();
    if found.is_none() {
        links.broken += 1;
        let message = if id.starts_with("_:") {
            "reference names nothing, expected a part of this dataset".to_owned()
        } else {
            let is_short = |id: &&str| id.len() <= LONGEST_HINT;
            let ids = check.items.iter().filter_map(|item| item.id.as_deref());
            let is_sought = links.broken <= MOST_HINTS && is_short(&id);
            let meant = nearest(id, ids.filter(is_short).filter(|_| is_sought));
            let hint = meant.map(|meant| format!(", did you mean {}?", words::shown(meant)));
            let said = words::shown(id);
            format!(
                "reference names {said}, which is no part of this dataset{}",
                hint.unwrap_or_default()
            )
        };
        check.object(at, message);
    }
    found
}

/// Returns what a file lies in: an id, or a source that says how to take it out.
fn containers(check: &Check<'_, '_>, node: &Node<'_>) -> Vec<(String, Pointer)> {
    let named = |term: &Term<'_>| {
        let source = check.graph.of(term);
        let target = source.and_then(|source| check.target(source));
        target.unwrap_or_else(|| check.named(term))
    };
    let terms = node.all(&check.version.contained_in());
    terms.into_iter().map(named).collect()
}

/// Returns what the `key` of a field names.
fn target_of(check: &Check<'_, '_>, node: &Node<'_>, key: &str) -> Option<(String, Pointer)> {
    let terms = node.all(&check.version.croissant(key));
    let source = terms.iter().find_map(|term| check.graph.of(term))?;
    check.target(source)
}

/// Every field needs a type of values, and values.
fn fields(check: &mut Check<'_, '_>, links: &Links) {
    for index in 0..check.items.len() {
        let Some(item) = check
            .items
            .get(index)
            .filter(|item| item.class == Class::Field)
        else {
            continue;
        };
        // Annotations are not looked at as closely: their readers fill them in.
        if item.is_note {
            continue;
        }
        let (node, parent) = (item.node, item.parent);
        if !is_typed(check, links, index) {
            untyped(check, links, index, node);
        }
        let property = |local: &str| node.all(&check.version.croissant(local));
        let is_filled = !property("source").is_empty()
            || !property("subField").is_empty()
            || !node.all(&terms::schema("value")).is_empty();
        // A tool looks at the fields of records only, not at the parts of a field.
        let records = links.records.get(index).copied().flatten();
        let is_column = records.is_some() && records == parent;
        if is_filled || !is_column || records.is_some_and(|it| links.filled.contains(&it)) {
            continue;
        }
        match node.lookalike("source") {
            Some((key, meaning)) => {
                check.misnamed(&node.at, key, meaning, &check.version.croissant("source"));
            }
            None => check.object(
                &node.at,
                "Field has neither `source` nor `value`, expected one of them".to_owned(),
            ),
        }
    }
}

/// Returns whether records have data of their own.
fn has_data(check: &Check<'_, '_>, records: &Node<'_>) -> bool {
    let data = records.first(&check.version.croissant("data"));
    data.is_some_and(|data| match &data.says {
        Says::Data(Value::Array(lines)) => !lines.is_empty(),
        _ => true,
    })
}

/// Returns whether a field states its type of values, or is read from one that does.
fn is_typed(check: &Check<'_, '_>, links: &Links, index: usize) -> bool {
    let Some(item) = check
        .items
        .get(index)
        .filter(|item| item.class == Class::Field)
    else {
        return false;
    };
    let own = |local: &str| item.node.all(&check.version.croissant(local));
    if !own("subField").is_empty() {
        return true;
    }
    let stated = own("dataType");
    if stated
        .iter()
        .any(|term| terms::is_data_type(&check.named(term).0))
    {
        return true;
    }
    let source = links.reads.get(index).and_then(|reads| reads.first());
    // The field that is read has a finding of its own where it states none.
    source.is_some_and(|(source, _)| {
        *source != index
            && check
                .items
                .get(*source)
                .is_some_and(|item| item.class == Class::Field)
    })
}

fn untyped(check: &mut Check<'_, '_>, links: &Links, index: usize, node: &Node<'_>) {
    let wanted = "a type of values such as `sc:Text`, here or at the field it is read from";
    let stated = node.first(&check.version.croissant("dataType")).cloned();
    if let Some(term) = stated {
        let said = words::shown(&terms::short(&check.named(&term).0));
        check.object(&term.at, format!("`dataType` is {said}, expected {wanted}"));
    } else if let Some((key, meaning)) = node.lookalike("dataType") {
        check.misnamed(&node.at, key, meaning, &check.version.croissant("dataType"));
    } else if !(links.broken > 0 && links.reads.get(index).is_some_and(Vec::is_empty)) {
        check.object(
            &node.at,
            format!("Field has no `dataType`, expected {wanted}"),
        );
    }
}
