//! How sentences about a Croissant document name its values.

use serde_json::Value;

use super::graph::{Node, Says, Term};
use super::terms::{self, Class, Holds, Version};
use crate::span::Pointer;

/// Returns `text` in backquotes where it is a word such as an id; free text stays unsaid.
pub(super) fn shown(text: &str) -> String {
    /// What is longer could be a secret.
    const LONGEST: usize = 60;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/:+#*%".contains(c);
    if text.is_empty() {
        return "empty text".to_owned();
    }
    if text.len() <= LONGEST && text.chars().all(is_plain) {
        return format!("`{text}`");
    }
    "other text".to_owned()
}

/// Returns "`a`, `b` or `c`".
pub(super) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// Returns what a property asks for, as the end of "expected …".
pub(super) fn wanted(version: Version, holds: Holds) -> String {
    let kind = |class: Class| {
        let kind = version.kind(class).map(|kind| terms::short(&kind));
        kind.map_or_else(
            || "a mapping without `@type`".to_owned(),
            |kind| format!("`@type` `{kind}`"),
        )
    };
    match holds {
        Holds::Text | Holds::Name | Holds::Label | Holds::Prose => "text".to_owned(),
        Holds::Day => "a day such as `2024-02-29`".to_owned(),
        Holds::Whole => "a whole number".to_owned(),
        Holds::Flag => "true or false".to_owned(),
        Holds::Edition => "text or a number".to_owned(),
        Holds::Party => "`@type` `sc:Person` or `sc:Organization`".to_owned(),
        Holds::Licence => "text or `@type` `sc:CreativeWork`".to_owned(),
        Holds::Keyword => "text or `@type` `sc:DefinedTerm`".to_owned(),
        Holds::One(class) => kind(class),
        Holds::File => {
            let set = version.kind(Class::FileSet).unwrap_or_default();
            format!("{} or `{}`", kind(Class::FileObject), terms::short(&set))
        }
    }
}

/// Returns what stands where something else is expected, and its narrowest place.
pub(super) fn found(
    node: Option<&Node<'_>>,
    term: &Term<'_>,
    local: &str,
    holds: Holds,
) -> (Pointer, String) {
    let by_type = matches!(
        holds,
        Holds::One(_) | Holds::File | Holds::Party | Holds::Licence
    );
    let Some(node) = node.filter(|_| by_type) else {
        return (term.at.clone(), format!("`{local}` is {}", described(term)));
    };
    if let Some(kind) = node.types.first() {
        let said = format!("`@type` is {}", shown(&terms::short(kind)));
        return (node.at.join("@type"), said);
    }
    let said = match &node.id {
        Some((id, _)) if node.members.is_empty() => {
            format!("`{local}` names {}, which is not described here", shown(id))
        }
        _ => format!("`{local}` has no `@type`"),
    };
    (term.at.clone(), said)
}

fn described(term: &Term<'_>) -> String {
    match &term.says {
        Says::Literal(Value::Number(number), _) => format!("the number {number}"),
        Says::Literal(Value::Bool(flag), _) => format!("`{flag}`"),
        Says::Literal(Value::String(text), _) => shown(text),
        Says::Name(name) => shown(&terms::short(name)),
        Says::Data(_) | Says::Node(_) | Says::Literal(..) => "a mapping".to_owned(),
    }
}
