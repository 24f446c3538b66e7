//! Which rules are the same whatever is judged, so that they are found once.

use std::collections::BTreeSet;

use super::Foresight;
use super::code::{Definition, Expr, Makes, Statement};

impl Foresight {
    /// Returns whether a rule leans on nothing but data, settings and rules of that sort.
    pub(super) fn is_constant(&self, number: usize) -> bool {
        let mut met = BTreeSet::new();
        self.is_fixed(number, &mut met)
    }

    /// Those that are `met` are looked at already.
    fn is_fixed(&self, number: usize, met: &mut BTreeSet<usize>) -> bool {
        if !met.insert(number) {
            return true;
        }
        let Some(makes) = self.rule(number).and_then(|rule| rule.makes.as_ref()) else {
            return false;
        };
        let (definitions, otherwise) = match makes {
            Makes::Value(definitions, otherwise) => (definitions, otherwise.as_ref()),
            Makes::Set(definitions) | Makes::Object(definitions) | Makes::Function(definitions) => {
                (definitions, None)
            }
        };
        let mut all = definitions.iter();
        all.all(|one| self.is_fixed_definition(one, met))
            && otherwise.is_none_or(|expr| self.is_fixed_expr(expr, met))
    }

    fn is_fixed_definition(&self, definition: &Definition, met: &mut BTreeSet<usize>) -> bool {
        definition.bodies.iter().all(|body| {
            let said = [&body.key, &body.output];
            self.are_fixed(&body.statements, met)
                && said
                    .into_iter()
                    .flatten()
                    .all(|expr| self.is_fixed_expr(expr, met))
        })
    }

    fn are_fixed(&self, statements: &[Statement], met: &mut BTreeSet<usize>) -> bool {
        statements.iter().all(|statement| match statement {
            Statement::Holds(expr)
            | Statement::Denies(expr)
            | Statement::Assign(_, expr)
            | Statement::Each(_, _, expr) => self.is_fixed_expr(expr, met),
            Statement::Every(_, _, domain, body) => {
                self.is_fixed_expr(domain, met) && self.are_fixed(body, met)
            }
        })
    }

    fn is_fixed_expr(&self, expr: &Expr, met: &mut BTreeSet<usize>) -> bool {
        match expr {
            Expr::Input => false,
            Expr::Constant(_) | Expr::Local(_) | Expr::Data => true,
            Expr::Rule(number) => self.is_fixed(*number, met),
            Expr::Call(number, exprs) => {
                self.is_fixed(*number, met) && exprs.iter().all(|one| self.is_fixed_expr(one, met))
            }
            Expr::Path(base, exprs) => {
                self.is_fixed_expr(base, met)
                    && exprs.iter().all(|one| self.is_fixed_expr(one, met))
            }
            Expr::Array(exprs) | Expr::Set(exprs) | Expr::Native(_, exprs) => {
                exprs.iter().all(|one| self.is_fixed_expr(one, met))
            }
            Expr::Object(fields) => fields
                .iter()
                .all(|(key, value)| self.is_fixed_expr(key, met) && self.is_fixed_expr(value, met)),
            Expr::EachOfArray(term, body) | Expr::EachOfSet(term, body) => {
                self.is_fixed_expr(term, met) && self.are_fixed(body, met)
            }
            Expr::EachOfObject(key, value, body) => {
                self.is_fixed_expr(key, met)
                    && self.is_fixed_expr(value, met)
                    && self.are_fixed(body, met)
            }
            Expr::Compare(_, one, other)
            | Expr::Compute(_, one, other)
            | Expr::Union(one, other)
            | Expr::Intersection(one, other)
            | Expr::IsIn(one, other) => {
                self.is_fixed_expr(one, met) && self.is_fixed_expr(other, met)
            }
        }
    }
}
