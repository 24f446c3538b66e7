//! The order in which the engine evaluates the statements of a body.
//!
//! It is told by what each statement binds and what it uses, and mostly that of the text. Where
//! a statement fails, those behind it are not evaluated, so that the order decides whether one
//! of them is an error. A test holds this against the engine's own order.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable as rego;

use super::compile::Unclear;

/// What a statement binds by means of what; the empty name binds nothing.
struct Binding<'s> {
    name: &'s str,
    uses: BTreeSet<&'s str>,
}

/// Returns the places of the statements of `query` in the order in which they are evaluated.
///
/// # Errors
/// The order is not told by what is read here.
pub(super) fn of(query: &rego::Query) -> Result<Vec<usize>, Unclear> {
    let locals = locals(query)?;
    let statements = query.stmts.iter();
    let bindings: Result<Vec<_>, Unclear> = statements.map(|one| bindings(one, &locals)).collect();
    let bindings = bindings?;
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, bindings) in bindings.iter().enumerate() {
        for binding in bindings {
            by_name.entry(binding.name).or_default().push(at);
        }
    }
    let mut schedule = Schedule {
        bindings,
        by_name,
        order: Vec::new(),
        bound: BTreeSet::new(),
    };
    schedule.run();
    if schedule.order.len() == query.stmts.len() {
        Ok(schedule.order)
    } else {
        Err(Unclear)
    }
}

struct Schedule<'s> {
    bindings: Vec<Vec<Binding<'s>>>,
    by_name: BTreeMap<&'s str, Vec<usize>>,
    order: Vec<usize>,
    bound: BTreeSet<&'s str>,
}

impl<'s> Schedule<'s> {
    /// Takes what binds nothing, then name by name; each time that a name was bound, again what
    /// binds nothing.
    fn run(&mut self) {
        self.take("");
        let mut open: Vec<&str> = self.by_name.keys().copied().collect();
        let mut has_moved = true;
        while has_moved {
            has_moved = false;
            let mut left = Vec::new();
            for name in open {
                let (was_taken, is_left) = self.take(name);
                if was_taken {
                    has_moved = true;
                    self.take("");
                }
                if is_left {
                    left.push(name);
                }
            }
            open = left;
        }
    }

    /// Takes the statements that bind `name` and can be evaluated; returns whether there were
    /// any, and whether some are left.
    fn take(&mut self, name: &'s str) -> (bool, bool) {
        let (mut was_taken, mut is_left) = (false, false);
        for at in self.by_name.get(name).cloned().unwrap_or_default() {
            if self.order.contains(&at) {
                continue;
            }
            let Some(bindings) = self.bindings.get(at) else {
                continue;
            };
            if self.can_be_evaluated(bindings) {
                self.order.push(at);
                self.bound
                    .extend(bindings.iter().map(|binding| binding.name));
                was_taken = true;
            } else {
                is_left = true;
            }
        }
        (was_taken, is_left)
    }

    fn can_be_evaluated(&self, bindings: &[Binding<'s>]) -> bool {
        let mut here: BTreeSet<&str> = BTreeSet::new();
        let mut open: Vec<&Binding<'s>> = bindings.iter().collect();
        // What one statement binds may use what it binds itself, unless it is alone.
        let alone = bindings.len() == 1;
        loop {
            let before = open.len();
            let mut left = Vec::new();
            for binding in open {
                let is_bound =
                    |name: &&str| self.bound.contains(name) || (!alone && here.contains(name));
                if binding.uses.iter().all(is_bound) {
                    here.insert(binding.name);
                } else {
                    left.push(binding);
                }
            }
            if left.is_empty() {
                return true;
            }
            if left.len() == before {
                return false;
            }
            open = left;
        }
    }
}

/// Returns the names that the statements of `query` bring.
pub(super) fn locals(query: &rego::Query) -> Result<BTreeSet<&str>, Unclear> {
    let mut names = BTreeSet::new();
    for statement in &query.stmts {
        match &statement.literal {
            rego::Literal::SomeVars { .. } => return Err(Unclear),
            rego::Literal::SomeIn { key, value, .. } => {
                key.iter()
                    .chain([value])
                    .for_each(|one| bound(one, &mut names));
            }
            rego::Literal::Expr { expr, .. } => {
                if let rego::Expr::AssignExpr { op, lhs, .. } = expr.as_ref() {
                    if *op != rego::AssignOp::ColEq {
                        return Err(Unclear);
                    }
                    bound(lhs, &mut names);
                }
            }
            rego::Literal::NotExpr { .. } | rego::Literal::Every { .. } => {}
        }
    }
    Ok(names)
}

/// Notes the names of a pattern.
fn bound<'s>(pattern: &'s rego::Expr, names: &mut BTreeSet<&'s str>) {
    match pattern {
        rego::Expr::Var { span, .. } if !is_no_name(span.text()) => {
            names.insert(span.text());
        }
        rego::Expr::Array { items, .. } => items.iter().for_each(|item| bound(item, names)),
        rego::Expr::Object { fields, .. } => {
            for (_, key, value) in fields {
                bound(key, names);
                bound(value, names);
            }
        }
        _ => {}
    }
}

fn is_no_name(text: &str) -> bool {
    matches!(text, "_" | "input" | "data")
}

fn bindings<'s>(
    statement: &'s rego::LiteralStmt,
    locals: &BTreeSet<&'s str>,
) -> Result<Vec<Binding<'s>>, Unclear> {
    if !statement.with_mods.is_empty() {
        return Err(Unclear);
    }
    let mut found = Vec::new();
    match &statement.literal {
        rego::Literal::SomeVars { .. } => return Err(Unclear),
        rego::Literal::SomeIn {
            key,
            value,
            collection,
            ..
        } => {
            let uses = used(collection, locals, &mut found)?;
            let mut names = BTreeSet::new();
            key.iter()
                .chain([value])
                .for_each(|one| bound(one, &mut names));
            let each = names.into_iter();
            found.extend(each.map(|name| Binding {
                name,
                uses: uses.clone(),
            }));
            found.push(Binding {
                name: "",
                uses: BTreeSet::new(),
            });
        }
        rego::Literal::Expr { expr, .. } => {
            if let rego::Expr::AssignExpr { lhs, rhs, .. } = expr.as_ref() {
                assigned(lhs, rhs, locals, &mut found)?;
            } else {
                let uses = used(expr, locals, &mut found)?;
                found.push(Binding { name: "", uses });
            }
        }
        rego::Literal::NotExpr { expr, .. } => {
            let uses = used(expr, locals, &mut found)?;
            found.push(Binding { name: "", uses });
        }
        rego::Literal::Every { domain, .. } => {
            // What its body uses does not count.
            let uses = used(domain, locals, &mut found)?;
            found.push(Binding { name: "", uses });
        }
    }
    Ok(found)
}

/// Notes what `lhs := rhs` binds: either side by means of the other.
fn assigned<'s>(
    lhs: &'s rego::Expr,
    rhs: &'s rego::Expr,
    locals: &BTreeSet<&'s str>,
    found: &mut Vec<Binding<'s>>,
) -> Result<(), Unclear> {
    if matches!(
        (lhs, rhs),
        (rego::Expr::Array { .. }, rego::Expr::Array { .. })
    ) {
        return Err(Unclear);
    }
    for (one, other) in [(lhs, rhs), (rhs, lhs)] {
        let uses = used(other, locals, found)?;
        let mut names = BTreeSet::new();
        bound(one, &mut names);
        names.retain(|name| locals.contains(name));
        for name in &names {
            let mut uses = uses.clone();
            uses.remove(name);
            found.push(Binding { name, uses });
        }
        if names.is_empty() {
            found.push(Binding { name: "", uses });
        }
    }
    Ok(())
}

/// Returns which of `locals` an expression uses; what indexes something is bound by it, too.
fn used<'s>(
    expr: &'s rego::Expr,
    locals: &BTreeSet<&'s str>,
    found: &mut Vec<Binding<'s>>,
) -> Result<BTreeSet<&'s str>, Unclear> {
    let mut names = BTreeSet::new();
    let mut indexed = Vec::new();
    walk(expr, &mut |expr| {
        match expr {
            rego::Expr::Var { span, .. } => {
                names.insert(span.text());
            }
            rego::Expr::RefBrack { refr, index, .. } => indexed.push((refr, index)),
            _ => names.extend(free(expr)?),
        }
        Ok(())
    })?;
    names.retain(|name| locals.contains(name));
    for (refr, index) in indexed {
        let mut indices = BTreeSet::new();
        bound(index, &mut indices);
        indices.retain(|name| locals.contains(name));
        for name in indices {
            let uses = used(refr, locals, &mut Vec::new())?;
            found.push(Binding { name, uses });
        }
    }
    Ok(names)
}

/// Returns the names that a comprehension takes from around it; of anything else, none.
fn free(expr: &rego::Expr) -> Result<BTreeSet<&str>, Unclear> {
    use rego::Expr as E;
    let (outputs, query) = match expr {
        E::ArrayCompr { term, query, .. } | E::SetCompr { term, query, .. } => (vec![term], query),
        E::ObjectCompr {
            key, value, query, ..
        } => (vec![key, value], query),
        _ => return Ok(BTreeSet::new()),
    };
    let mut names = BTreeSet::new();
    let looked_at = query
        .stmts
        .iter()
        .map(|statement| match &statement.literal {
            rego::Literal::SomeVars { .. } => Err(Unclear),
            rego::Literal::SomeIn {
                collection: expr, ..
            }
            | rego::Literal::Expr { expr, .. }
            | rego::Literal::NotExpr { expr, .. }
            | rego::Literal::Every { domain: expr, .. } => Ok(expr),
        });
    let looked_at: Result<Vec<_>, Unclear> = looked_at.collect();
    for expr in looked_at?.into_iter().chain(outputs) {
        walk(expr, &mut |expr| {
            if let E::Var { span, .. } = expr {
                names.insert(span.text());
            }
            names.extend(free(expr)?);
            Ok(())
        })?;
    }
    for own in locals(query)? {
        names.remove(own);
    }
    Ok(names)
}

/// Calls `visit` with `expr` and all in it, but not with what stands inside a comprehension.
pub(super) fn walk<'s>(
    expr: &'s rego::Expr,
    visit: &mut impl FnMut(&'s rego::Expr) -> Result<(), Unclear>,
) -> Result<(), Unclear> {
    use rego::Expr as E;
    visit(expr)?;
    let parts: Vec<&rego::Ref<rego::Expr>> = match expr {
        E::Array { items: parts, .. }
        | E::Set { items: parts, .. }
        | E::Call { params: parts, .. } => parts.iter().collect(),
        E::Object { fields, .. } => fields
            .iter()
            .flat_map(|(_, key, value)| [key, value])
            .collect(),
        E::UnaryExpr { expr: part, .. } | E::RefDot { refr: part, .. } => vec![part],
        E::RefBrack {
            refr: one,
            index: other,
            ..
        }
        | E::BinExpr {
            lhs: one,
            rhs: other,
            ..
        }
        | E::BoolExpr {
            lhs: one,
            rhs: other,
            ..
        }
        | E::ArithExpr {
            lhs: one,
            rhs: other,
            ..
        }
        | E::AssignExpr {
            lhs: one,
            rhs: other,
            ..
        } => vec![one, other],
        E::Membership {
            key,
            value,
            collection,
            ..
        } => key.iter().chain([value, collection]).collect(),
        _ => Vec::new(),
    };
    parts.into_iter().try_for_each(|part| walk(part, visit))
}
