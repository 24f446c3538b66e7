//! The parsed text of a policy, as the lints read it: one plain kind of node.

use std::collections::BTreeSet;

/// One policy file.
#[derive(Debug)]
pub(super) struct File {
    /// Its path.
    pub(super) path: String,
    /// Its package, without `data`.
    pub(super) package: Vec<String>,
    /// What it imports.
    pub(super) imports: Vec<Import>,
    /// Its rules; a rule of several bodies is there once for each.
    pub(super) rules: Vec<Rule>,
}

/// `import PATH as NAME`
#[derive(Debug)]
pub(super) struct Import {
    /// The path, beginning with `data` or `input`.
    pub(super) path: Vec<String>,
    /// The name it has in the file.
    pub(super) name: String,
    /// Where it stands.
    pub(super) place: Place,
}

/// One definition of a rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// The first word of its head.
    pub(super) name: String,
    /// Whether that word is all there is to the name.
    pub(super) is_plain: bool,
    /// What its head builds.
    pub(super) shape: Shape,
    /// How many arguments it takes.
    pub(super) arity: usize,
    /// Where it stands.
    pub(super) place: Place,
    /// The names that it binds itself, anywhere in it.
    pub(super) binds: BTreeSet<String>,
    /// Head, without arguments, and bodies.
    pub(super) parts: Vec<Node>,
}

/// What a rule builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One value, or an object by keys.
    Value,
    /// A set, with `contains`.
    Set,
    /// A function.
    Function,
}

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The line.
    pub(super) line: usize,
    /// The column.
    pub(super) column: usize,
}

/// One expression or statement, with what it is made of.
#[derive(Debug)]
pub(super) struct Node {
    /// What it is.
    pub(super) what: What,
    /// Where it begins.
    pub(super) place: Place,
    /// What it is made of.
    pub(super) parts: Vec<Node>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A constant that is neither a number nor a text.
    Constant,
    /// A text.
    Text(String),
    /// A number; whether it is whole.
    Number(bool),
    /// A variable or a reference: its steps, `None` where a step is computed.
    Reference(Vec<Option<String>>),
    /// A call of the function of that name.
    Call(String),
    /// A comparison.
    Compare,
    /// Arithmetic: `+ - * / %`. On sets, `-` is difference.
    Arithmetic(char),
    /// A minus before one number.
    Negation,
    /// `:=` or `=`; the parts are both sides.
    Assign,
    /// Variables that `some` and `every` bring; the part is their pattern.
    Bind,
    /// A body, of a rule or of what is built from one.
    Query,
    /// A set: literal, comprehension, union or intersection.
    Set,
    /// A statement that holds where what it denies does not.
    Not,
    /// `with TARGET as VALUE`; the parts are both.
    With,
    /// Anything else: lists, objects, comprehensions, statements.
    Other,
}

impl Node {
    /// Returns the name that a reference begins with.
    pub(super) fn first_name(&self) -> Option<&str> {
        match &self.what {
            What::Reference(path) => path.first()?.as_deref(),
            _ => None,
        }
    }

    /// Calls `visit` with this node and every node in it, outer ones first.
    pub(super) fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        for part in &self.parts {
            part.walk(visit);
        }
    }
}
