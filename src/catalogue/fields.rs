//! Takes typed fields out of a METADATA block, and collects what is wrong with them.

use serde_json::{Map, Value};

use crate::engine::EngineError;
use crate::glossary::nearest;
use crate::rule::RuleId;

use super::yaml::{Content, Key, Node};

/// One file that is read, and the mistakes found in it.
pub(super) struct Reader {
    /// The file.
    pub(super) file: String,
    /// The line above the block.
    pub(super) offset: usize,
    /// The mistakes.
    pub(super) errors: Vec<EngineError>,
}

/// `# ` stands before every line of the block.
const COMMENT_MARK: usize = 2;

impl Reader {
    /// Begins with no mistakes.
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            offset: 0,
            errors: Vec::new(),
        }
    }

    /// Notes a mistake at a place of the file.
    pub(super) fn fault(&mut self, line: usize, column: usize, message: impl Into<String>) {
        self.errors.push(EngineError {
            message: message.into(),
            place: Some((self.file.clone(), line, column)),
        });
    }

    /// Notes a mistake at a place of the block.
    pub(super) fn fault_in_block(
        &mut self,
        line: usize,
        column: usize,
        message: impl Into<String>,
    ) {
        self.fault(self.offset + line, column + COMMENT_MARK, message);
    }

    /// Notes a mistake at a value.
    pub(super) fn fault_at(&mut self, node: &Node, message: impl Into<String>) {
        self.fault_in_block(node.line, node.column, message);
    }

    /// Notes a mistake at a key.
    pub(super) fn fault_key(&mut self, key: &Key, message: impl Into<String>) {
        self.fault_in_block(key.line, key.column, message);
    }

    /// Notes that nothing of this name is known.
    pub(super) fn unknown(&mut self, key: &Key, what: &str, known: &[&str]) {
        let hint = did_you_mean(&key.name, known);
        self.fault_key(key, format!("unknown {what} `{}`{hint}", key.name));
    }

    /// Returns the text of `node`, which has to be one.
    pub(super) fn text_of(&mut self, node: &Node, what: &str) -> Option<String> {
        match &node.content {
            Content::Scalar(Value::String(text)) if !text.trim().is_empty() => {
                Some(text.trim().to_owned())
            }
            _ => {
                self.fault_at(node, format!("`{what}` is a text"));
                None
            }
        }
    }

    /// Returns the word at `node`, which has to be one of `names`.
    pub(super) fn one_of(&mut self, node: &Node, what: &str, names: &[&str]) -> Option<String> {
        let name = self.text_of(node, what)?;
        if names.contains(&name.as_str()) {
            return Some(name);
        }
        let key = Key {
            name,
            line: node.line,
            column: node.column,
        };
        self.unknown(&key, what, names);
        None
    }
}

/// The members of one mapping.
pub(super) struct Fields<'n> {
    node: &'n Node,
    members: &'n [(Key, Node)],
}

impl<'n> Fields<'n> {
    /// Takes `node` as a mapping that has no keys but `known` ones.
    pub(super) fn of(
        reader: &mut Reader,
        node: &'n Node,
        what: &str,
        known: &[&str],
    ) -> Option<Self> {
        let Content::Mapping(members) = &node.content else {
            reader.fault_at(node, format!("`{what}` is a mapping"));
            return None;
        };
        for (key, _) in members {
            if !known.contains(&key.name.as_str()) {
                reader.unknown(key, &format!("key in {what}"), known);
            }
        }
        Some(Self { node, members })
    }

    /// Returns the member of that name.
    pub(super) fn get(&self, name: &str) -> Option<&'n (Key, Node)> {
        self.members.iter().find(|(key, _)| key.name == name)
    }

    /// Returns the member of that name, which has to be there.
    pub(super) fn required(&self, reader: &mut Reader, name: &str) -> Option<&'n (Key, Node)> {
        let member = self.get(name);
        if member.is_none() {
            reader.fault_at(self.node, format!("`{name}` is missing"));
        }
        member
    }

    /// Returns a text that has to be there.
    pub(super) fn text(&self, reader: &mut Reader, name: &str) -> Option<String> {
        let (_, node) = self.required(reader, name)?;
        reader.text_of(node, name)
    }

    /// Returns a flag.
    pub(super) fn flag(&self, reader: &mut Reader, name: &str) -> Option<bool> {
        let (_, node) = self.get(name)?;
        let flag = node.to_json().as_bool();
        if flag.is_none() {
            reader.fault_at(node, format!("`{name}` is true or false"));
        }
        flag
    }

    /// Returns one value of a closed list.
    pub(super) fn word<T: Copy>(
        &self,
        reader: &mut Reader,
        name: &str,
        all: &[T],
        name_of: fn(T) -> &'static str,
    ) -> Option<T> {
        let (_, node) = self.get(name)?;
        pick(reader, node, name, all, name_of)
    }

    /// Returns several values of a closed list.
    pub(super) fn words<T: Copy>(
        &self,
        reader: &mut Reader,
        name: &str,
        all: &[T],
        name_of: fn(T) -> &'static str,
    ) -> Vec<T> {
        let singular = name.strip_suffix('s').unwrap_or(name);
        self.list(reader, name)
            .iter()
            .filter_map(|node| pick(reader, node, singular, all, name_of))
            .collect()
    }

    /// Returns the items of a list; a missing one is empty.
    pub(super) fn list(&self, reader: &mut Reader, name: &str) -> &'n [Node] {
        match self.get(name) {
            None => &[],
            Some((_, node)) => {
                if let Content::List(items) = &node.content {
                    items
                } else {
                    reader.fault_at(node, format!("`{name}` is a list"));
                    &[]
                }
            }
        }
    }

    /// Returns a list of rule ids.
    pub(super) fn rule_ids(&self, reader: &mut Reader, name: &str) -> Vec<RuleId> {
        let mut ids = Vec::new();
        for node in self.list(reader, name) {
            let Some(text) = reader.text_of(node, name) else {
                continue;
            };
            match RuleId::parse(&text) {
                Some(id) => ids.push(id),
                None => reader.fault_at(
                    node,
                    format!("`{text}` is no rule id such as `card/missing-section`"),
                ),
            }
        }
        ids
    }

    /// Returns a mapping of anything; its keys are names of settings.
    pub(super) fn mapping(&self, reader: &mut Reader, name: &str) -> Map<String, Value> {
        let Some((_, node)) = self.get(name) else {
            return Map::new();
        };
        let Content::Mapping(members) = &node.content else {
            reader.fault_at(node, format!("`{name}` is a mapping"));
            return Map::new();
        };
        let is_snake = |key: &str| {
            key.starts_with(|c: char| c.is_ascii_lowercase())
                && key
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        for (key, value) in members {
            if !is_snake(&key.name) {
                reader.fault_key(
                    key,
                    format!("setting `{}` is written in snake_case", key.name),
                );
            }
            if value.to_json().is_null() {
                reader.fault_at(value, format!("setting `{}` has no default", key.name));
            }
        }
        members
            .iter()
            .map(|(key, node)| (key.name.clone(), node.to_json()))
            .collect()
    }
}

/// Returns "; did you mean `…`?" where one of `known` is near.
pub(super) fn did_you_mean(word: &str, known: &[&str]) -> String {
    nearest(word, known.iter().copied())
        .map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

fn pick<T: Copy>(
    reader: &mut Reader,
    node: &Node,
    what: &str,
    all: &[T],
    name_of: fn(T) -> &'static str,
) -> Option<T> {
    let names: Vec<&str> = all.iter().map(|one| name_of(*one)).collect();
    let name = reader.one_of(node, what, &names)?;
    all.iter().copied().find(|one| name_of(*one) == name)
}
