//! What rules say, in a form that can be followed quickly.
//!
//! Written into `policies/foresight.json` as the policies are, one package a line, and read
//! back when a rule of that package is first looked at. Local names are numbered, rules too.

use regorus::Value;
use serde::{Deserialize, Serialize};

use super::native::Native;

/// A rule: what each of its definitions says; `None` where one of them is not understood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Rule {
    /// Its name in its package.
    #[serde(rename = "n")]
    pub(super) name: String,
    /// What it builds.
    #[serde(rename = "k")]
    pub(super) makes: Option<Makes>,
}

/// What a rule builds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Makes {
    /// One value, and what it is where no definition gives one.
    #[serde(rename = "v")]
    Value(Vec<Definition>, Option<Expr>),
    /// A set.
    #[serde(rename = "s")]
    Set(Vec<Definition>),
    /// An object, key by key.
    #[serde(rename = "o")]
    Object(Vec<Definition>),
    /// What a function returns.
    #[serde(rename = "f")]
    Function(Vec<Definition>),
}

/// One definition: its bodies are tried in turn until one holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Definition {
    /// What arguments have to look like.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) arguments: Vec<Pattern>,
    /// How many local names there are.
    #[serde(rename = "l")]
    pub(super) locals: usize,
    /// Its bodies: the first, and each `else`.
    #[serde(rename = "b")]
    pub(super) bodies: Vec<Body>,
}

/// One body, and what it gives where it holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Body {
    /// Its statements, in the order in which the engine evaluates them.
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) statements: Vec<Statement>,
    /// The key of an object.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<Expr>,
    /// What it gives; nothing is true.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub(super) output: Option<Expr>,
}

/// One statement of a body.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Statement {
    /// Neither undefined nor false.
    #[serde(rename = "h")]
    Holds(Expr),
    /// Undefined or false.
    #[serde(rename = "n")]
    Denies(Expr),
    /// `:=`
    #[serde(rename = "a")]
    Assign(Pattern, Expr),
    /// `some KEY, VALUE in`; what follows is evaluated for each.
    #[serde(rename = "e")]
    Each(Pattern, Pattern, Expr),
    /// `every KEY, VALUE in`, with its body.
    #[serde(rename = "y")]
    Every(Pattern, Pattern, Expr, Vec<Self>),
}

/// What a value has to look like, and what is remembered of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Pattern {
    /// Anything.
    #[serde(rename = "_")]
    Any,
    /// Anything, remembered as that local name.
    #[serde(rename = "l")]
    Local(usize),
    /// Just that.
    #[serde(rename = "c")]
    Constant(Value),
    /// A list of as many.
    #[serde(rename = "a")]
    Array(Vec<Self>),
}

/// One expression.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Expr {
    /// A constant.
    #[serde(rename = "c")]
    Constant(Value),
    /// A local name.
    #[serde(rename = "l")]
    Local(usize),
    /// The input.
    #[serde(rename = "i")]
    Input,
    /// Data that are no rules.
    #[serde(rename = "d")]
    Data,
    /// A rule that is no function.
    #[serde(rename = "r")]
    Rule(usize),
    /// Something inside a value, step by step.
    #[serde(rename = "p")]
    Path(Box<Self>, Vec<Self>),
    /// A list.
    #[serde(rename = "a")]
    Array(Vec<Self>),
    /// A set.
    #[serde(rename = "s")]
    Set(Vec<Self>),
    /// An object.
    #[serde(rename = "o")]
    Object(Vec<(Self, Self)>),
    /// `[VALUE | …]`
    #[serde(rename = "A")]
    EachOfArray(Box<Self>, Vec<Statement>),
    /// `{VALUE | …}`
    #[serde(rename = "S")]
    EachOfSet(Box<Self>, Vec<Statement>),
    /// `{KEY: VALUE | …}`
    #[serde(rename = "O")]
    EachOfObject(Box<Self>, Box<Self>, Vec<Statement>),
    /// A comparison.
    #[serde(rename = "b")]
    Compare(Comparison, Box<Self>, Box<Self>),
    /// Arithmetic, and the difference of sets.
    #[serde(rename = "m")]
    Compute(Arithmetic, Box<Self>, Box<Self>),
    /// What either set holds.
    #[serde(rename = "u")]
    Union(Box<Self>, Box<Self>),
    /// What both sets hold.
    #[serde(rename = "n")]
    Intersection(Box<Self>, Box<Self>),
    /// Whether a value is in a collection.
    #[serde(rename = "e")]
    IsIn(Box<Self>, Box<Self>),
    /// A call of a function that rules define.
    #[serde(rename = "f")]
    Call(usize, Vec<Self>),
    /// A call of any other function.
    #[serde(rename = "x")]
    Native(Native, Vec<Self>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Comparison {
    /// `==`
    #[serde(rename = "eq")]
    Equal,
    /// `!=`
    #[serde(rename = "ne")]
    Unequal,
    /// `<`
    #[serde(rename = "lt")]
    Less,
    /// `<=`
    #[serde(rename = "le")]
    AtMost,
    /// `>`
    #[serde(rename = "gt")]
    More,
    /// `>=`
    #[serde(rename = "ge")]
    AtLeast,
}

/// What is made of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Arithmetic {
    /// `+`
    #[serde(rename = "+")]
    Add,
    /// `-`, of numbers or of sets
    #[serde(rename = "-")]
    Subtract,
    /// `*`
    #[serde(rename = "*")]
    Multiply,
    /// `/`
    #[serde(rename = "/")]
    Divide,
    /// `%`
    #[serde(rename = "%")]
    Rest,
}
