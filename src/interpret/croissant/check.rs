//! What each node of a Croissant document has to hold, and of which type.

use std::collections::BTreeSet;

use serde_json::Value;

use super::graph::{Graph, Node, Says, Term};
use super::terms::{self, Class, Holds, Space, Version};
use super::{moments, words};
use crate::span::Pointer;

/// Something that a reader of the format would refuse.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Objection {
    /// The value or, for something missing, where it should stand.
    pub at: Pointer,
    /// Whether the key is meant rather than the value.
    pub at_key: bool,
    /// One sentence.
    pub message: String,
}

/// A node that others can name.
#[derive(Debug)]
pub(super) struct Item<'g, 'v> {
    /// What it is.
    pub class: Class,
    /// By what others name it; `None` where it has no name.
    pub id: Option<String>,
    /// The node.
    pub node: &'g Node<'v>,
    /// The item it is a part of, by its index.
    pub parent: Option<usize>,
    /// Whether it is an annotation, or a part of one.
    pub is_note: bool,
}

/// One pass over a document.
pub(super) struct Check<'g, 'v> {
    /// The nodes.
    pub graph: &'g Graph<'v>,
    /// The version of the format.
    pub version: Version,
    /// Everything that can be named, in document order.
    pub items: Vec<Item<'g, 'v>>,
    /// What a reader would refuse.
    pub objections: Vec<Objection>,
    /// Whether its files change, so that none has a digest.
    pub is_live: bool,
    seen: BTreeSet<Pointer>,
    depth: usize,
}

impl<'g, 'v> Check<'g, 'v> {
    /// Looks at `dataset` and everything below it.
    pub(super) fn new(graph: &'g Graph<'v>, version: Version, dataset: &'g Node<'v>) -> Self {
        let live = dataset.first(&version.croissant("isLiveDataset"));
        let mut check = Self {
            graph,
            version,
            items: Vec::new(),
            objections: Vec::new(),
            is_live: live.is_some_and(is_true),
            seen: BTreeSet::new(),
            depth: 0,
        };
        check.visit(Class::Dataset, dataset, None, false);
        check
    }

    /// Notes an objection to a value.
    pub(super) fn object(&mut self, at: &Pointer, message: String) {
        self.objections.push(Objection {
            at: at.clone(),
            at_key: false,
            message,
        });
    }

    pub(super) fn visit(
        &mut self,
        class: Class,
        node: &'g Node<'v>,
        parent: Option<usize>,
        is_note: bool,
    ) {
        /// Deeper than any real dataset; a part can name the next one for ever.
        const DEEPEST: usize = 64;
        if !self.seen.insert(node.at.clone()) {
            return;
        }
        if self.depth == DEEPEST {
            let message = format!("parts lie in each other more than {DEEPEST} deep");
            return self.object(&node.at, message);
        }
        self.depth += 1;
        self.look_at(class, node, parent, is_note);
        self.depth -= 1;
    }

    fn look_at(&mut self, class: Class, node: &'g Node<'v>, parent: Option<usize>, is_note: bool) {
        let index = self.items.len();
        let id = self.id_of(class, node, parent);
        self.items.push(Item {
            class,
            id,
            node,
            parent,
            is_note,
        });
        let citation = match self.version {
            Version::V0_8 => (Space::Schema, "citation", Holds::Text),
            _ => (Space::Croissant, "citeAs", Holds::Text),
        };
        let citation = (class == Class::Dataset).then_some(citation);
        for (space, local, holds) in class.properties().iter().copied().chain(citation) {
            let terms = node.all(&self.version.property(space, local));
            if matches!(holds, Holds::Name | Holds::Label) {
                self.names(holds, &terms);
            }
            for term in terms {
                self.value(local, holds, term, index);
            }
        }
        self.look_closer(class, node);
    }

    /// Returns by what others name `node`: its path of names in 0.8, its `@id` since.
    fn id_of(&self, class: Class, node: &Node<'v>, parent: Option<usize>) -> Option<String> {
        if self.version != Version::V0_8 {
            return node.id.as_ref().map(|(id, _)| id.clone());
        }
        let name = node.first(&terms::schema("name"))?.text()?;
        let owner = parent.and_then(|parent| self.items.get(parent));
        match owner.filter(|_| class == Class::Field) {
            Some(owner) => Some(format!("{}/{name}", owner.id.as_deref()?)),
            None => Some(name.to_owned()),
        }
    }

    /// Looks at one value, and at the node it stands for.
    fn value(&mut self, local: &str, holds: Holds, term: &'g Term<'v>, owner: usize) {
        let node = self.graph.of(term);
        let version = self.version;
        let of_kind = |class: Class| {
            let kind = version.kind(class);
            node.filter(|node| kind.as_ref().is_some_and(|kind| node.is(kind)))
        };
        let in_schema = |locals: &[&str]| {
            node.filter(|node| locals.iter().any(|local| node.is(&terms::schema(local))))
        };
        let inner = match holds {
            Holds::One(class) if version.kind(class).is_none() => node
                .filter(|node| node.types.is_empty())
                .map(|node| (class, node)),
            Holds::One(class) => of_kind(class).map(|node| (class, node)),
            Holds::File => [Class::FileObject, Class::FileSet]
                .into_iter()
                .find_map(|class| Some((class, of_kind(class)?))),
            Holds::Party => in_schema(&["Person", "Organization"]).map(|node| (Class::Other, node)),
            Holds::Licence => in_schema(&["CreativeWork"]).map(|node| (Class::Other, node)),
            Holds::Keyword => in_schema(&["DefinedTerm"]).map(|node| (Class::Other, node)),
            _ => None,
        };
        match inner {
            Some((class, node)) => {
                let is_part = matches!(class, Class::Field | Class::Source | Class::Extract)
                    || matches!(class, Class::Transform | Class::ParentField);
                let owner_is_note = self.items.get(owner).is_some_and(|owner| owner.is_note);
                let is_note = local == "annotation" || owner_is_note;
                self.visit(class, node, is_part.then_some(owner), is_note);
            }
            None if is_plain(holds, term) => {}
            None => {
                let mut wanted = words::wanted(self.version, holds);
                let (at, said) = words::found(node, term, local, holds);
                if said.starts_with("`@type` is") {
                    wanted = wanted.replace("`@type` ", "");
                }
                self.object(&at, format!("{said}, expected {wanted}"));
            }
        }
    }

    /// Looks at names, of which there is one in the language of the document.
    fn names(&mut self, holds: Holds, terms: &[&'g Term<'v>]) {
        if holds == Holds::Name && self.version >= Version::V1_1 {
            return;
        }
        let mut texts = BTreeSet::new();
        for term in terms {
            let Says::Literal(Value::String(text), language) = &term.says else {
                continue;
            };
            if language.is_some() {
                let message = "`name` is in another language than the document".to_owned();
                self.object(&term.at, message);
            } else if texts.insert(text) && texts.len() == 2 {
                self.object(&term.at, "`name` is there twice, expected one".to_owned());
            }
        }
    }

    /// Objects where `node` lacks a property that it cannot do without.
    pub(super) fn needs(
        &mut self,
        class: Class,
        node: &Node<'v>,
        space: Space,
        local: &str,
        wanted: &str,
    ) {
        let property = self.version.property(space, local);
        if !node.says_nothing(&property) {
            return;
        }
        if let Some(term) = node.first(&property) {
            self.object(&term.at, format!("`{local}` is empty, expected {wanted}"));
        } else if let Some((key, meaning)) = node.lookalike(local) {
            self.misnamed(&node.at, key, meaning, &property);
        } else {
            let name = class.name();
            self.object(
                &node.at,
                format!("{name} has no `{local}`, expected {wanted}"),
            );
        }
    }

    /// Objects to a key that `@context` gives another meaning than the one it is written for.
    pub(super) fn misnamed(&mut self, owner: &Pointer, key: &str, meaning: &str, meant: &str) {
        let [meaning, meant] = [meaning, meant].map(|name| words::shown(&terms::short(name)));
        self.objections.push(Objection {
            at: owner.join(key),
            at_key: true,
            message: format!(
                "`{key}` stands for {meaning} here and is not read, expected {meant}; \
                 `@context` says what it stands for"
            ),
        });
    }

    /// Returns what `source` reads from: the id and where it stands.
    pub(super) fn target(&self, source: &Node<'v>) -> Option<(String, Pointer)> {
        let ways = match self.version {
            Version::V0_8 => [
                self.version.croissant("field"),
                terms::schema("distribution"),
            ]
            .to_vec(),
            _ => ["field", "fileObject", "fileSet"]
                .map(|way| self.version.croissant(way))
                .to_vec(),
        };
        let term = ways.iter().find_map(|way| source.first(way))?;
        Some(self.named(term))
    }

    /// Returns the id that `term` names, and where it stands; of a node without one, its place.
    pub(super) fn named(&self, term: &Term<'v>) -> (String, Pointer) {
        if let Some(text) = term.text() {
            return (text.to_owned(), term.at.clone());
        }
        let id = self.graph.named(term).and_then(|node| node.id.clone());
        id.unwrap_or_else(|| (format!("_:{}", term.at), term.at.clone()))
    }
}

/// Returns whether `term` is a plain value of that type.
fn is_plain(holds: Holds, term: &Term<'_>) -> bool {
    let value = match &term.says {
        Says::Literal(value, _) => value,
        Says::Name(_) => return matches!(holds, Holds::Text | Holds::Licence),
        Says::Data(_) | Says::Node(_) => return false,
    };
    match holds {
        Holds::Text
        | Holds::Name
        | Holds::Label
        | Holds::Prose
        | Holds::Licence
        | Holds::Keyword => value.is_string(),
        Holds::Day => value.as_str().is_some_and(moments::is_moment),
        Holds::Whole => value.is_i64() || value.is_u64(),
        Holds::Flag => value.is_boolean(),
        Holds::Edition => value.is_string() || value.is_number(),
        Holds::Party | Holds::One(_) | Holds::File => false,
    }
}

pub(super) fn is_true(term: &Term<'_>) -> bool {
    match &term.says {
        Says::Literal(Value::Bool(flag), _) => *flag,
        Says::Literal(Value::String(text), _) => !text.is_empty(),
        Says::Literal(Value::Number(number), _) => number.as_f64() != Some(0.0),
        _ => true,
    }
}
