//! Writes the fields of a schema as commented YAML, every value still to come.

use serde_json::Value;

use super::yaml;

/// The longest line of a comment.
const WIDTH: usize = 88;

/// What stands where a person has to write.
const GAP: &str = "TODO";

/// Returns the fields of `schema`, indented `depth` times, with the values that are `known`.
pub(super) fn lines(schema: &Value, known: &Value, depth: usize) -> String {
    let mut page = Page {
        schema,
        text: String::new(),
    };
    // A kind with several forms is written in the last one, as a mapping.
    let node = page.follow(schema.get("else").unwrap_or(schema));
    page.members(node, known, depth);
    page.text
}

struct Page<'s> {
    schema: &'s Value,
    text: String,
}

impl<'s> Page<'s> {
    fn members(&mut self, node: &'s Value, known: &Value, depth: usize) {
        for key in keys(node, known) {
            let member = &node["properties"][key.as_str()];
            let given = known.get(&key);
            // What is known not to be there asks for nothing.
            if given == Some(&Value::Null) {
                continue;
            }
            let known = given.unwrap_or(&Value::Null);
            // What is filled in already asks nothing of the reader.
            if known.is_null() || (known.is_object() && is_asked(self.follow(member))) {
                self.comment(member, depth);
            }
            self.member(&key, member, known, depth);
        }
    }

    fn member(&mut self, key: &str, member: &'s Value, known: &Value, depth: usize) {
        let node = self.follow(member);
        if node["properties"].is_object()
            && is_asked(node)
            && (known.is_null() || known.is_object())
        {
            self.line(depth, &format!("{}:", yaml::key(key)));
            self.members(node, known, depth + 1);
        } else if !known.is_null() {
            self.text.push_str(&yaml::member(key, known, depth));
        } else if node["type"] == "array" {
            self.line(depth, &format!("{key}:"));
            self.entry(&node["items"], depth + 1);
        } else if node["type"] == "object" {
            self.line(depth, &format!("{key}: {{{GAP}: {GAP}}}"));
        } else {
            self.line(depth, &format!("{key}: {GAP}"));
        }
    }

    /// Writes the one entry of a list.
    fn entry(&mut self, items: &'s Value, depth: usize) {
        let node = self.follow(items);
        if !node["properties"].is_object() || node["type"].is_array() {
            // What may be a word or a mapping is shorter, and begun sooner, as a word.
            self.line(depth, &format!("- {GAP}"));
            return;
        }
        let begin = self.text.len();
        self.members(node, &Value::Null, depth + 1);
        let members = self.text.split_off(begin);
        self.dashed(&members, depth);
    }

    /// Writes members as the entry of a list: a dash before the first key, comments above it.
    fn dashed(&mut self, members: &str, depth: usize) {
        let mut is_first = true;
        for line in members.lines() {
            if is_first && !line.trim_start().starts_with('#') {
                is_first = false;
                self.line(depth, &format!("- {}", line.trim_start()));
            } else {
                self.line(0, line);
            }
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Writes what the field means, and which words it takes.
    fn comment(&mut self, member: &Value, depth: usize) {
        let node = self.follow(member);
        let said = member["description"]
            .as_str()
            .or_else(|| node["description"].as_str())
            .unwrap_or_default();
        let mut comment = said.to_owned();
        let words = words(self.follow(node.get("items").unwrap_or(node)));
        if !words.iter().all(|word| said.contains(word)) {
            comment.push_str(" One of: ");
            comment.push_str(&words.join(", "));
            comment.push('.');
        }
        let mut line = String::from("#");
        for word in comment.split_whitespace() {
            if line.len() > 1 && 2 * depth + line.len() + word.len() + 1 > WIDTH {
                self.line(depth, &line);
                line.truncate(1);
            }
            line.push(' ');
            line.push_str(word);
        }
        if line.len() > 1 {
            self.line(depth, &line);
        }
    }

    fn follow(&self, node: &'s Value) -> &'s Value {
        node["$ref"]
            .as_str()
            .and_then(|link| self.schema.pointer(link.strip_prefix('#')?))
            .unwrap_or(node)
    }
}

/// Returns whether a person is asked for the members of a mapping that are not known.
fn is_asked(node: &Value) -> bool {
    let names = node["properties"].as_object();
    // Where values were copied from is known or not there.
    !names.is_some_and(|names| names.contains_key("pointer"))
}

/// Returns the keys that a new artifact starts with, and behind them all others that are known.
fn keys(node: &Value, known: &Value) -> Vec<String> {
    let mut keys: Vec<String> = match node["x-scaffold"].as_array() {
        Some(keys) => keys
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        None => node["properties"]
            .as_object()
            .map(|members| members.keys().cloned().collect())
            .unwrap_or_default(),
    };
    let known = known.as_object().into_iter().flatten();
    for (key, _) in known {
        let is_field = node["properties"].get(key).is_some() || key.starts_with("x-");
        if is_field && !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    keys
}

/// Returns the words that a field takes, where they are listed.
fn words(node: &Value) -> Vec<&str> {
    let listed = [&node["enum"], &node["anyOf"][0]["enum"]];
    let listed = listed.into_iter().find_map(Value::as_array);
    let words = listed.into_iter().flatten();
    words.filter_map(Value::as_str).collect()
}
