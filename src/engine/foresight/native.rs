//! Functions that no rule defines: raigate's own and those of the engine, called as it calls them.

use std::sync::LazyLock;

use regorus::Value;
use regorus::unstable::{ArithOp, BUILTINS, BuiltinFcn, Expr, Ref, Source, Span, numbers, sets};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code::Arithmetic;
use super::run::{Sure, Unsure};
use crate::engine::{extensions, functions};

/// A function that no rule defines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Native {
    name: &'static str,
    arity: usize,
    /// That of the engine; `None` is one of ours.
    builtin: Option<BuiltinFcn>,
}

/// Functions of the engine that do more than to return a value, or another one each time.
const LEFT_OUT: [&str; 3] = ["print", "trace", "walk"];

impl Native {
    /// Returns the function of that name that takes as many arguments.
    pub(super) fn find(name: &str, arity: usize) -> Option<Self> {
        if LEFT_OUT.contains(&name) || functions::refusal(name).is_some() {
            return None;
        }
        // Ours come before those of the engine, as they do there.
        let mut own = functions::OWN.iter().copied();
        if let Some((name, own)) = own.find(|(own, _)| *own == name) {
            let builtin = None;
            let native = Self {
                name,
                arity,
                builtin,
            };
            return (own == arity).then_some(native);
        }
        let (name, builtin) = BUILTINS.get_key_value(name)?;
        let native = Self {
            name,
            arity,
            builtin: Some(*builtin),
        };
        (usize::from(builtin.1) == arity).then_some(native)
    }

    /// Calls the function.
    ///
    /// # Errors
    /// It fails: the engine is to say how.
    pub(super) fn call(self, arguments: &[Value]) -> Sure<Value> {
        let answer = match self.builtin {
            None => extensions::call(self.name, arguments),
            Some((builtin, _)) => {
                let nowhere = nowhere();
                let shown = nowhere.shown.get(..arguments.len()).ok_or(Unsure)?;
                builtin(&nowhere.span, shown, arguments, true)
            }
        };
        answer.map_err(|_| Unsure)
    }
}

impl Serialize for Native {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.name, self.arity).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Native {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, arity) = <(&str, usize)>::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom("no such function");
        Self::find(name, arity).ok_or_else(unknown)
    }
}

/// Computes as the engine does.
///
/// # Errors
/// It fails: the engine is to say how.
pub(super) fn compute(how: Arithmetic, one: Value, other: Value) -> Sure<Value> {
    let at = nowhere();
    let [left, right, ..] = at.shown.as_slice() else {
        return Err(Unsure);
    };
    let is_of_sets = matches!((&one, &other), (Value::Set(_), _) | (_, Value::Set(_)));
    let answer = if how == Arithmetic::Subtract && is_of_sets {
        sets::difference(left, right, one, other)
    } else {
        let how = match how {
            Arithmetic::Add => ArithOp::Add,
            Arithmetic::Subtract => ArithOp::Sub,
            Arithmetic::Multiply => ArithOp::Mul,
            Arithmetic::Divide => ArithOp::Div,
            Arithmetic::Rest => ArithOp::Mod,
        };
        numbers::arithmetic_operation(&at.span, &how, left, right, one, other, true)
    };
    answer.map_err(|_| Unsure)
}

/// Returns what either set holds, or both.
///
/// # Errors
/// One of them is no set.
pub(super) fn together(is_union: bool, one: Value, other: Value) -> Sure<Value> {
    let [left, right, ..] = nowhere().shown.as_slice() else {
        return Err(Unsure);
    };
    let answer = if is_union {
        sets::union(left, right, one, other)
    } else {
        sets::intersection(left, right, one, other)
    };
    answer.map_err(|_| Unsure)
}

/// The place that functions of the engine are told they are called at: none, since nobody is
/// shown their errors.
struct Nowhere {
    span: Span,
    shown: Vec<Ref<Expr>>,
}

/// As many arguments as any function takes.
const MOST_ARGUMENTS: usize = 8;

fn nowhere() -> &'static Nowhere {
    static NOWHERE: LazyLock<Nowhere> = LazyLock::new(|| {
        let source = Source::from_contents(String::new(), String::new());
        let source = source.expect("an empty text is no long one");
        let span = Span {
            source,
            line: 1,
            col: 1,
            start: 0,
            end: 0,
        };
        let argument = || {
            let span = span.clone();
            Ref::new(Expr::Null {
                span,
                value: Value::Null,
                eidx: 0,
            })
        };
        let shown = (0..MOST_ARGUMENTS).map(|_| argument()).collect();
        Nowhere { span, shown }
    });
    &NOWHERE
}
