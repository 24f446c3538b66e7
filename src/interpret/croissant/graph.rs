//! The nodes of a JSON-LD document, with every name written out and every value in its place.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::context::{Context, Values};
use crate::span::Pointer;

/// All nodes of a document, in the order in which they stand there.
#[derive(Debug, Default)]
pub(super) struct Graph<'v> {
    nodes: Vec<Node<'v>>,
    /// The node that says something of an id, the first where there are several.
    by_id: HashMap<String, usize>,
    /// Where an id stands that is no text.
    pub odd_ids: Vec<Pointer>,
}

/// One thing that the document speaks of.
#[derive(Debug, Default)]
pub(super) struct Node<'v> {
    /// Where it stands.
    pub at: Pointer,
    /// Its id and where that stands; `None` for a thing without a name.
    pub id: Option<(String, Pointer)>,
    /// What it is, written out.
    pub types: Vec<String>,
    /// What is said of it: the property written out, its key as written, its values.
    pub members: Vec<(String, &'v str, Vec<Term<'v>>)>,
}

/// One value of a property.
#[derive(Debug, Clone)]
pub(super) struct Term<'v> {
    /// Where it stands.
    pub at: Pointer,
    /// What it is.
    pub says: Says<'v>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Says<'v> {
    /// Text, a number or a truth value; text may state a language other than the document's.
    Literal(&'v Value, Option<String>),
    /// Data that means nothing by itself.
    Data(&'v Value),
    /// The name of something in a vocabulary.
    Name(String),
    /// A node, by its index.
    Node(usize),
}

impl<'v> Graph<'v> {
    /// Reads `document`.
    pub(super) fn read(document: &'v Value) -> Self {
        let mut graph = Self::default();
        graph.node(&Context::default(), &Pointer::root(), document);
        for (index, node) in graph.nodes.iter().enumerate() {
            if let Some((id, _)) = &node.id
                && (!node.members.is_empty() || !node.types.is_empty())
            {
                graph.by_id.entry(id.clone()).or_insert(index);
            }
        }
        graph
    }

    /// Returns all nodes in document order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node<'v>> {
        self.nodes.iter()
    }

    /// Returns the node that says something where the node at `index` only names an id.
    pub(super) fn resolve(&self, index: usize) -> Option<&Node<'v>> {
        let node = self.nodes.get(index)?;
        let Some((id, _)) = &node.id else {
            return Some(node);
        };
        let is_bare = node.members.is_empty() && node.types.is_empty();
        let other = self.by_id.get(id).filter(|_| is_bare);
        other
            .and_then(|other| self.nodes.get(*other))
            .or(Some(node))
    }

    /// Returns the node of `term`, as [`Graph::resolve`] does.
    pub(super) fn of(&self, term: &Term<'v>) -> Option<&Node<'v>> {
        match term.says {
            Says::Node(index) => self.resolve(index),
            _ => None,
        }
    }

    /// Returns the node of `term` as it stands there, which may only name an id.
    pub(super) fn named(&self, term: &Term<'v>) -> Option<&Node<'v>> {
        match term.says {
            Says::Node(index) => self.nodes.get(index),
            _ => None,
        }
    }

    fn node(&mut self, outer: &Context<'_>, at: &Pointer, value: &'v Value) -> usize {
        let extended = value.get("@context").map(|own| Context::within(outer, own));
        let context = extended.as_ref().unwrap_or(outer);
        let index = self.nodes.len();
        self.nodes.push(Node {
            at: at.clone(),
            ..Node::default()
        });
        let mut node = Node {
            at: at.clone(),
            ..Node::default()
        };
        for (key, value) in value.as_object().into_iter().flatten() {
            if key == "@context" {
                continue;
            }
            let at = at.join(key);
            let Some(name) = context.name(key) else {
                continue;
            };
            match name.as_str() {
                "@id" => match value.as_str() {
                    Some(id) => node.id = Some((context.id(id), at)),
                    None => self.odd_ids.push(at),
                },
                "@type" => node.types = types(context, value),
                "@graph" => {
                    self.terms(context, Values::Plain, at, value);
                }
                _ if name.starts_with('@') => {}
                _ => {
                    let terms = self.terms(context, context.values(key), at, value);
                    if !terms.is_empty() {
                        node.members.push((name, key, terms));
                    }
                }
            }
        }
        if let Some(place) = self.nodes.get_mut(index) {
            *place = node;
        }
        index
    }

    /// Reads the values of one property; a list is several values, null is none.
    fn terms(
        &mut self,
        context: &Context<'_>,
        values: Values,
        at: Pointer,
        value: &'v Value,
    ) -> Vec<Term<'v>> {
        let one = |says| {
            vec![Term {
                at: at.clone(),
                says,
            }]
        };
        match value {
            Value::Null => Vec::new(),
            value if values == Values::Data => one(Says::Data(value)),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .flat_map(|(index, item)| self.terms(context, values, at.join(index), item))
                .collect(),
            Value::Object(members) => {
                if let Some(list) = members.get("@list").or_else(|| members.get("@set")) {
                    return self.terms(context, values, at, list);
                }
                if let Some(text) = members.get("@value") {
                    let language = members.get("@language").and_then(Value::as_str);
                    return one(literal(context, text, language));
                }
                if values == Values::Languages {
                    return translations(context, &at, members);
                }
                let index = self.node(context, &at, value);
                one(Says::Node(index))
            }
            Value::String(text) if values == Values::Names => one(Says::Name(
                context.name(text).unwrap_or_else(|| text.clone()),
            )),
            Value::String(text) if values == Values::Ids => {
                let index = self.nodes.len();
                self.nodes.push(Node {
                    at: at.clone(),
                    id: Some((context.id(text), at.clone())),
                    ..Node::default()
                });
                one(Says::Node(index))
            }
            value => one(literal(context, value, None)),
        }
    }
}

impl<'v> Node<'v> {
    /// Returns the values of `property`, in document order.
    pub(super) fn all(&self, property: &str) -> Vec<&Term<'v>> {
        let of_it = self.members.iter().filter(|(name, _, _)| name == property);
        of_it.flat_map(|(_, _, terms)| terms).collect()
    }

    /// Returns the first value of `property`.
    pub(super) fn first(&self, property: &str) -> Option<&Term<'v>> {
        self.all(property).first().copied()
    }

    /// Returns whether it has no value of `property`, or only empty text.
    pub(super) fn says_nothing(&self, property: &str) -> bool {
        let terms = self.all(property);
        terms.iter().all(|term| match &term.says {
            Says::Literal(Value::String(text), _) => text.is_empty(),
            _ => false,
        })
    }

    /// Returns whether it is one of `property`'s kind, written out.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.types.iter().any(|one| one == kind)
    }

    /// Returns the key that looks like `local` but stands for something else, and for what.
    pub(super) fn lookalike(&self, local: &str) -> Option<(&str, &str)> {
        let found = self.members.iter().find(|(_, key, _)| *key == local)?;
        Some((found.1, found.0.as_str()))
    }
}

impl Term<'_> {
    /// Returns the text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.says {
            Says::Literal(value, _) => value.as_str(),
            Says::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// Reads texts by their language: each is one text, or a list of them.
fn translations<'v>(
    context: &Context<'_>,
    at: &Pointer,
    members: &'v Map<String, Value>,
) -> Vec<Term<'v>> {
    let mut terms = Vec::new();
    for (language, text) in members {
        let at = at.join(language);
        let says = |text| literal(context, text, Some(language));
        match text {
            Value::Array(texts) => {
                let texts = texts.iter().enumerate().map(|(index, text)| Term {
                    at: at.join(index),
                    says: says(text),
                });
                terms.extend(texts);
            }
            text => terms.push(Term {
                at,
                says: says(text),
            }),
        }
    }
    terms
}

fn types(context: &Context<'_>, value: &Value) -> Vec<String> {
    let written = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        value => value.as_str().into_iter().collect::<Vec<_>>(),
    };
    let name = |text: &str| context.name(text).unwrap_or_else(|| text.to_owned());
    written.into_iter().map(name).collect()
}

fn literal<'v>(context: &Context<'_>, value: &'v Value, language: Option<&str>) -> Says<'v> {
    let language = language.map(str::to_lowercase);
    let other = language.filter(|language| context.language() != Some(language.as_str()));
    Says::Literal(value, other)
}
