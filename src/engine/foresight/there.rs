//! What is there already when it is asked for, so that nothing is followed or copied.

use std::sync::OnceLock;

use regorus::Value;

use super::code::Expr;
use super::run::{Locals, Run, Sure, Unsure};
use super::values::{is_true, is_undefined};
use crate::engine::value::inside;

impl<'r> Run<'r> {
    /// Returns where it is kept what a rule is whatever the input.
    pub(super) fn constant(&self, number: usize) -> Option<&'r OnceLock<Option<Value>>> {
        self.foresight.constants.get(number)
    }

    pub(super) fn is_constant(&self, number: usize) -> bool {
        self.foresight.is_constant(number)
    }

    pub(super) fn holds(&mut self, locals: &mut Locals, expr: &'r Expr) -> Sure<bool> {
        Ok(match self.there(locals, expr) {
            Some(value) => is_true(value),
            None => is_true(&self.expr(locals, expr)?),
        })
    }

    /// Returns what an expression stands for where it is there already, so that nothing has to
    /// be followed, and nothing copied to look at it.
    pub(super) fn there<'v>(&'v self, locals: &'v Locals, expr: &'v Expr) -> Option<&'v Value> {
        match expr {
            Expr::Constant(value) => Some(value),
            Expr::Local(at) => locals.get(*at),
            Expr::Input => Some(self.input),
            Expr::Data => Some(self.data),
            Expr::Rule(number) => {
                let constant = self.constant(*number).and_then(OnceLock::get);
                match constant.and_then(Option::as_ref) {
                    Some(value) => Some(value),
                    None => self.found.get(number)?.as_ref(),
                }
            }
            Expr::Path(base, steps) => {
                let is_name = is_name(base);
                let mut value = self.there(locals, base)?;
                for step in steps {
                    let key = match step {
                        Expr::Constant(key) => key,
                        Expr::Local(at) => locals.get(*at)?,
                        _ => return None,
                    };
                    value = inside(value, key);
                    if !is_name && is_undefined(value) {
                        return None;
                    }
                }
                Some(value)
            }
            _ => None,
        }
    }

    /// Looks at what two expressions stand for, each of which may be undefined.
    pub(super) fn both<T>(
        &mut self,
        locals: &mut Locals,
        [one, other]: [&'r Expr; 2],
        look: impl FnOnce(&Value, &Value) -> T,
    ) -> Sure<T> {
        let is_there = |run: &Self, locals: &Locals, expr| run.there(locals, expr).is_some();
        let mut own_one = None;
        if !is_there(self, locals, one) {
            own_one = Some(self.expr(locals, one)?);
        }
        let mut own_other = None;
        if !is_there(self, locals, other) {
            own_other = Some(self.expr(locals, other)?);
        }
        let one = own_one.as_ref().or_else(|| self.there(locals, one));
        let other = own_other.as_ref().or_else(|| self.there(locals, other));
        Ok(look(one.ok_or(Unsure)?, other.ok_or(Unsure)?))
    }
}

/// Whether the engine takes a path from here step by step, as it is written.
pub(super) const fn is_name(base: &Expr) -> bool {
    matches!(base, Expr::Local(_) | Expr::Input | Expr::Rule(_))
}
