//! Reads the statements and expressions of one definition.

use std::collections::BTreeSet;

use regorus::unstable as rego;

use super::code::{Arithmetic, Body, Comparison, Definition, Expr, Pattern, Statement};
use super::compile::Unclear;
use super::names::{Scope, fixed};
use super::native::Native;
use super::order;

/// Reads one definition, and numbers its local names.
pub(super) struct Reader<'r> {
    scope: &'r Scope<'r>,
    /// The names that are bound, inner ones last.
    bound: Vec<(String, usize)>,
    /// The names that each open query brings, bound yet or not.
    brought: Vec<BTreeSet<String>>,
    locals: usize,
}

impl<'r> Reader<'r> {
    /// Returns a reader that knows the names of a module.
    pub(super) const fn of(scope: &'r Scope<'r>) -> Self {
        Self {
            scope,
            bound: Vec::new(),
            brought: Vec::new(),
            locals: 0,
        }
    }

    /// Returns the definition that was read.
    pub(super) const fn definition(
        &self,
        arguments: Vec<Pattern>,
        bodies: Vec<Body>,
    ) -> Definition {
        Definition {
            arguments,
            locals: self.locals,
            bodies,
        }
    }

    /// Reads what arguments have to look like.
    pub(super) fn arguments(
        &mut self,
        arguments: &[rego::Ref<rego::Expr>],
    ) -> Result<Vec<Pattern>, Unclear> {
        arguments
            .iter()
            .map(|argument| self.pattern(argument))
            .collect()
    }

    /// Reads one body with what it gives.
    pub(super) fn body(
        &mut self,
        query: &rego::Query,
        key: Option<&rego::Ref<rego::Expr>>,
        output: Option<&rego::Ref<rego::Expr>>,
    ) -> Result<Body, Unclear> {
        self.within(query, |reader, statements| {
            Ok(Body {
                statements,
                key: key.map(|key| reader.expr(key)).transpose()?,
                output: output.map(|output| reader.expr(output)).transpose()?,
            })
        })
    }

    /// Reads a query, and with its names bound what `then` reads.
    fn within<T>(
        &mut self,
        query: &rego::Query,
        then: impl FnOnce(&mut Self, Vec<Statement>) -> Result<T, Unclear>,
    ) -> Result<T, Unclear> {
        let before = self.bound.len();
        let own = order::locals(query)?.into_iter().map(str::to_owned);
        self.brought.push(own.collect());
        let mut statements = Vec::new();
        for at in order::of(query)? {
            let statement = query.stmts.get(at).ok_or(Unclear)?;
            statements.push(self.statement(statement)?);
        }
        let read = then(self, statements)?;
        self.brought.pop();
        self.bound.truncate(before);
        Ok(read)
    }

    fn statement(&mut self, statement: &rego::LiteralStmt) -> Result<Statement, Unclear> {
        Ok(match &statement.literal {
            rego::Literal::SomeVars { .. } => return Err(Unclear),
            rego::Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => {
                let over = self.expr(collection)?;
                let key = key.as_ref().map(|key| self.pattern(key)).transpose()?;
                let value = self.pattern(value)?;
                Statement::Each(key.unwrap_or(Pattern::Any), value, over)
            }
            rego::Literal::Expr { expr, .. } => match expr.as_ref() {
                rego::Expr::AssignExpr { lhs, rhs, .. } => {
                    let value = self.expr(rhs)?;
                    Statement::Assign(self.pattern(lhs)?, value)
                }
                _ => Statement::Holds(self.expr(expr)?),
            },
            rego::Literal::NotExpr { expr, .. } => Statement::Denies(self.expr(expr)?),
            rego::Literal::Every {
                key,
                value,
                domain,
                query,
                ..
            } => {
                let domain = self.expr(domain)?;
                let before = self.bound.len();
                let key = key.as_ref().map(|key| self.bind(key.text())).transpose()?;
                let value = self.bind(value.text())?;
                let body = self.within(query, |_, statements| Ok(statements))?;
                self.bound.truncate(before);
                Statement::Every(key.unwrap_or(Pattern::Any), value, domain, body)
            }
        })
    }

    fn pattern(&mut self, pattern: &rego::Expr) -> Result<Pattern, Unclear> {
        use rego::Expr as E;
        match pattern {
            E::Var { span, .. } => self.bind(span.text()),
            E::Array { items, .. } => {
                let items = items.iter().map(|item| self.pattern(item));
                Ok(Pattern::Array(items.collect::<Result<_, _>>()?))
            }
            _ => constant(pattern).map(Pattern::Constant).ok_or(Unclear),
        }
    }

    /// Gives a name to what comes; one that is bound already means what it meant, or another
    /// thing: who knows.
    fn bind(&mut self, name: &str) -> Result<Pattern, Unclear> {
        if name == "_" {
            return Ok(Pattern::Any);
        }
        let is_bound = self.bound.iter().any(|(bound, _)| bound == name);
        if is_bound || matches!(name, "input" | "data") {
            return Err(Unclear);
        }
        let number = self.locals;
        self.locals += 1;
        self.bound.push((name.to_owned(), number));
        Ok(Pattern::Local(number))
    }

    fn local(&self, name: &str) -> Option<usize> {
        let mut bound = self.bound.iter().rev();
        bound
            .find(|(bound, _)| bound == name)
            .map(|(_, number)| *number)
    }

    /// Reads one expression.
    ///
    /// # Errors
    /// It is not understood.
    pub(super) fn expr(&mut self, expr: &rego::Expr) -> Result<Expr, Unclear> {
        use rego::Expr as E;
        if let Some(constant) = constant(expr) {
            return Ok(Expr::Constant(constant));
        }
        Ok(match expr {
            E::Var { .. } | E::RefDot { .. } | E::RefBrack { .. } => self.path(expr)?,
            E::Array { items, .. } => Expr::Array(self.exprs(items)?),
            E::Set { items, .. } => Expr::Set(self.exprs(items)?),
            E::Object { fields, .. } => {
                let fields = fields.iter();
                let fields = fields.map(|(_, key, value)| Ok((self.expr(key)?, self.expr(value)?)));
                Expr::Object(fields.collect::<Result<_, Unclear>>()?)
            }
            E::ArrayCompr { .. } | E::SetCompr { .. } | E::ObjectCompr { .. } => {
                self.comprehension(expr)?
            }
            E::Call { fcn, params, .. } => self.call(fcn, params)?,
            E::UnaryExpr { expr, .. } if matches!(expr.as_ref(), E::Number { .. }) => {
                let zero = Expr::Constant(0_u64.into());
                Expr::Compute(Arithmetic::Subtract, Box::new(zero), self.boxed(expr)?)
            }
            E::BinExpr { op, lhs, rhs, .. } => {
                let (one, other) = (self.boxed(lhs)?, self.boxed(rhs)?);
                match op {
                    rego::BinOp::Union => Expr::Union(one, other),
                    rego::BinOp::Intersection => Expr::Intersection(one, other),
                }
            }
            E::BoolExpr { op, lhs, rhs, .. } => {
                Expr::Compare(comparison(op), self.boxed(lhs)?, self.boxed(rhs)?)
            }
            E::ArithExpr { op, lhs, rhs, .. } => {
                Expr::Compute(arithmetic(op), self.boxed(lhs)?, self.boxed(rhs)?)
            }
            E::Membership {
                key: None,
                value,
                collection,
                ..
            } => Expr::IsIn(self.boxed(value)?, self.boxed(collection)?),
            _ => return Err(Unclear),
        })
    }

    fn boxed(&mut self, expr: &rego::Expr) -> Result<Box<Expr>, Unclear> {
        self.expr(expr).map(Box::new)
    }

    fn exprs(&mut self, exprs: &[rego::Ref<rego::Expr>]) -> Result<Vec<Expr>, Unclear> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn comprehension(&mut self, expr: &rego::Expr) -> Result<Expr, Unclear> {
        use rego::Expr as E;
        match expr {
            E::ArrayCompr { term, query, .. } => self.within(query, |reader, statements| {
                Ok(Expr::EachOfArray(reader.boxed(term)?, statements))
            }),
            E::SetCompr { term, query, .. } => self.within(query, |reader, statements| {
                Ok(Expr::EachOfSet(reader.boxed(term)?, statements))
            }),
            E::ObjectCompr {
                key, value, query, ..
            } => self.within(query, |reader, statements| {
                Ok(Expr::EachOfObject(
                    reader.boxed(key)?,
                    reader.boxed(value)?,
                    statements,
                ))
            }),
            _ => Err(Unclear),
        }
    }

    fn call(
        &mut self,
        function: &rego::Expr,
        arguments: &[rego::Ref<rego::Expr>],
    ) -> Result<Expr, Unclear> {
        let path = fixed(function).ok_or(Unclear)?;
        let arguments = self.exprs(arguments)?;
        if let Some(number) = self.scope.function(&path, arguments.len())? {
            return Ok(Expr::Call(number, arguments));
        }
        let native = Native::find(&path.join("."), arguments.len()).ok_or(Unclear)?;
        Ok(Expr::Native(native, arguments))
    }

    /// Reads a path: a name, and steps into what it stands for.
    fn path(&mut self, expr: &rego::Expr) -> Result<Expr, Unclear> {
        let mut steps = Vec::new();
        let mut base = expr;
        loop {
            match base {
                rego::Expr::RefDot { refr, field, .. } => {
                    steps.push(Expr::Constant(field.0.text().into()));
                    base = refr;
                }
                rego::Expr::RefBrack { refr, index, .. } => {
                    steps.push(self.expr(index)?);
                    base = refr;
                }
                _ => break,
            }
        }
        steps.reverse();
        let rego::Expr::Var { span, .. } = base else {
            return Ok(path(self.expr(base)?, steps));
        };
        let name = span.text();
        if let Some(local) = self.local(name) {
            return Ok(path(Expr::Local(local), steps));
        }
        // A name that its query binds later, or that nobody binds: the engine would go over all.
        if name == "_" || self.brought.iter().any(|names| names.contains(name)) {
            return Err(Unclear);
        }
        let words = steps.iter().map_while(|step| match step {
            Expr::Constant(word) => word.as_string().ok().map(ToString::to_string),
            _ => None,
        });
        let words: Vec<String> = std::iter::once(name.to_owned()).chain(words).collect();
        let (base, taken) = self.scope.value(&words)?;
        let steps: Vec<Expr> = steps.into_iter().skip(taken - 1).collect();
        if matches!(base, Expr::Data) && !matches!(steps.first(), Some(Expr::Constant(_))) {
            return Err(Unclear);
        }
        Ok(path(base, steps))
    }
}

/// Puts steps behind a base.
fn path(base: Expr, steps: Vec<Expr>) -> Expr {
    match base {
        base if steps.is_empty() => base,
        Expr::Path(base, before) => Expr::Path(base, before.into_iter().chain(steps).collect()),
        base => Expr::Path(Box::new(base), steps),
    }
}

/// Returns the value of a constant that is no collection.
fn constant(expr: &rego::Expr) -> Option<regorus::Value> {
    match expr {
        rego::Expr::String { value, .. }
        | rego::Expr::RawString { value, .. }
        | rego::Expr::Number { value, .. }
        | rego::Expr::Bool { value, .. }
        | rego::Expr::Null { value, .. } => Some(value.clone()),
        _ => None,
    }
}

const fn comparison(op: &rego::BoolOp) -> Comparison {
    match op {
        rego::BoolOp::Eq => Comparison::Equal,
        rego::BoolOp::Ne => Comparison::Unequal,
        rego::BoolOp::Lt => Comparison::Less,
        rego::BoolOp::Le => Comparison::AtMost,
        rego::BoolOp::Gt => Comparison::More,
        rego::BoolOp::Ge => Comparison::AtLeast,
    }
}

const fn arithmetic(op: &rego::ArithOp) -> Arithmetic {
    match op {
        rego::ArithOp::Add => Arithmetic::Add,
        rego::ArithOp::Sub => Arithmetic::Subtract,
        rego::ArithOp::Mul => Arithmetic::Multiply,
        rego::ArithOp::Div => Arithmetic::Divide,
        rego::ArithOp::Mod => Arithmetic::Rest,
    }
}
