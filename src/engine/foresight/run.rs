//! Follows rules for one input, as far as that can be done without any doubt.
//!
//! Each place where the engine would complain, or might, ends in [`Unsure`]: then the engine is
//! asked, and says it. Everything is followed that the engine evaluates, so that none of its
//! errors is missed.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;
use regorus::Value;

use super::Foresight;
use super::code::{Definition, Expr, Makes, Pattern, Statement};
use super::native;
use super::there::is_name;
use super::values::{assign, compare, each, fits, fits_key, is_in, is_undefined, put, set_of};
use crate::engine::value::inside;

/// The engine has to be asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unsure;

/// What is known without asking.
pub(super) type Sure<T> = Result<T, Unsure>;

/// What rules are for one input, as far as they were looked at; `None` is being found.
pub(super) type Found = HashMap<usize, Option<Value>, FixedState>;

/// More steps than a rule takes over a large system; who takes more is asked with a clock.
const MOST_STEPS: usize = 2_000_000;

/// Deeper than rules lean on each other.
const MOST_DEPTH: usize = 32;

/// The local names of one definition.
pub(super) type Locals = Vec<Value>;

/// One look at a rule.
pub(super) struct Run<'r> {
    pub(super) foresight: &'r Foresight,
    pub(super) data: &'r Value,
    pub(super) input: &'r Value,
    pub(super) found: &'r mut Found,
    steps: usize,
    pub(super) depth: usize,
}

impl<'r> Run<'r> {
    /// Begins a look at `input`; what was `found` for it before is used.
    pub(super) const fn of(
        foresight: &'r Foresight,
        data: &'r Value,
        input: &'r Value,
        found: &'r mut Found,
    ) -> Self {
        Self {
            foresight,
            data,
            input,
            found,
            steps: 0,
            depth: 0,
        }
    }

    pub(super) fn makes(&self, number: usize) -> Sure<Option<&'r Makes>> {
        Ok(self.foresight.rule(number).ok_or(Unsure)?.makes.as_ref())
    }

    pub(super) fn deeper(&mut self) -> Sure<()> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            Err(Unsure)
        } else {
            Ok(())
        }
    }

    fn step(&mut self) -> Sure<()> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            Err(Unsure)
        } else {
            Ok(())
        }
    }

    /// Evaluates statements, and what comes `then` for each way in which all of them hold;
    /// returns whether there was one for which that held, too.
    pub(super) fn all(
        &mut self,
        locals: &mut Locals,
        statements: &'r [Statement],
        then: &mut dyn FnMut(&mut Self, &mut Locals) -> Sure<bool>,
    ) -> Sure<bool> {
        for (at, statement) in statements.iter().enumerate() {
            self.step()?;
            let holds = match statement {
                Statement::Holds(expr) => self.holds(locals, expr)?,
                Statement::Denies(expr) => !self.holds(locals, expr)?,
                Statement::Assign(pattern, expr) => {
                    let value = self.expr(locals, expr)?;
                    assign(locals, pattern, value)
                }
                Statement::Every(key, value, domain, body) => {
                    let domain = self.expr(locals, domain)?;
                    self.every(locals, [key, value], &domain, body)?
                }
                Statement::Each(key, value, over) => {
                    let over = self.expr(locals, over)?;
                    let rest = statements.get(at + 1..).unwrap_or_default();
                    let mut holds = false;
                    each(&over, |own_key, own| {
                        if fits_key(locals, key, own_key) && fits(locals, value, own) {
                            holds |= self.all(locals, rest, then)?;
                        }
                        Ok(true)
                    })?;
                    return Ok(holds);
                }
            };
            if !holds {
                return Ok(false);
            }
        }
        then(self, locals)
    }

    fn every(
        &mut self,
        locals: &mut Locals,
        [key, value]: [&'r Pattern; 2],
        domain: &Value,
        body: &'r [Statement],
    ) -> Sure<bool> {
        if !matches!(domain, Value::Array(_) | Value::Set(_) | Value::Object(_)) {
            return Ok(false);
        }
        let mut holds = true;
        each(domain, |own_key, own| {
            fits_key(locals, key, own_key);
            fits(locals, value, own);
            holds = self.all(locals, body, &mut |_, _| Ok(true))?;
            Ok(holds)
        })?;
        Ok(holds)
    }

    pub(super) fn expr(&mut self, locals: &mut Locals, expr: &'r Expr) -> Sure<Value> {
        self.step()?;
        if let Some(value) = self.there(locals, expr) {
            return Ok(value.clone());
        }
        Ok(match expr {
            // These would have been there.
            Expr::Constant(_) | Expr::Local(_) | Expr::Input | Expr::Data => return Err(Unsure),
            Expr::Rule(number) => self.rule(*number)?,
            Expr::Path(base, steps) => self.path(locals, base, steps)?,
            Expr::Array(items) => match self.exprs(locals, items)? {
                Some(items) => Value::from(items),
                None => Value::Undefined,
            },
            Expr::Set(items) => match self.exprs(locals, items)? {
                Some(items) => set_of(items)?,
                None => Value::Undefined,
            },
            Expr::Object(fields) => self.fields(locals, fields)?,
            Expr::EachOfArray(..) | Expr::EachOfSet(..) | Expr::EachOfObject(..) => {
                self.comprehension(locals, expr)?
            }
            Expr::IsIn(value, collection) => {
                Value::Bool(self.both(locals, [value, collection], is_in)?)
            }
            Expr::Compare(how, one, other) => self.both(locals, [one, other], |one, other| {
                if is_undefined(one) || is_undefined(other) {
                    return Value::Undefined;
                }
                Value::Bool(compare(*how, one, other))
            })?,
            Expr::Call(number, arguments) => self.call(locals, *number, arguments)?,
            Expr::Native(native, arguments) => match self.arguments(locals, arguments, 0)? {
                Some(arguments) => native.call(&arguments)?,
                None => Value::Undefined,
            },
            Expr::Compute(_, one, other)
            | Expr::Union(one, other)
            | Expr::Intersection(one, other) => {
                let one = self.expr(locals, one)?;
                let other = self.expr(locals, other)?;
                if is_undefined(&one) || is_undefined(&other) {
                    return Ok(Value::Undefined);
                }
                match expr {
                    Expr::Compute(how, ..) => native::compute(*how, one, other)?,
                    _ => native::together(matches!(expr, Expr::Union(..)), one, other)?,
                }
            }
        })
    }

    fn path(&mut self, locals: &mut Locals, base: &'r Expr, steps: &'r [Expr]) -> Sure<Value> {
        let is_name = is_name(base);
        let fixed = steps
            .iter()
            .take_while(|step| matches!(step, Expr::Constant(_)));
        let (fixed, computed) = steps.split_at(fixed.count());
        let walked = |value: &Value| {
            let mut value = value;
            for step in fixed {
                let Expr::Constant(key) = step else { break };
                value = inside(value, key);
                // The engine looks again there, in its own way.
                if !is_name && is_undefined(value) && matches!(key, Value::Number(_)) {
                    return Err(Unsure);
                }
            }
            Ok(value.clone())
        };
        let mut value = match base {
            Expr::Input => walked(self.input)?,
            Expr::Data => walked(self.data)?,
            Expr::Local(at) => walked(locals.get(*at).ok_or(Unsure)?)?,
            base => walked(&self.expr(locals, base)?)?,
        };
        for step in computed {
            let key = self.expr(locals, step)?;
            value = inside(&value, &key).clone();
            if !is_name && is_undefined(&value) && matches!(key, Value::Number(_)) {
                return Err(Unsure);
            }
        }
        Ok(value)
    }

    /// Returns the values, unless one is undefined; those behind it are not looked at.
    fn exprs(&mut self, locals: &mut Locals, exprs: &'r [Expr]) -> Sure<Option<Vec<Value>>> {
        let mut values = Vec::with_capacity(exprs.len());
        for expr in exprs {
            let value = self.expr(locals, expr)?;
            if is_undefined(&value) {
                return Ok(None);
            }
            values.push(value);
        }
        Ok(Some(values))
    }

    /// Returns the values, with room for as many, unless one is undefined; all are looked at.
    fn arguments(
        &mut self,
        locals: &mut Locals,
        exprs: &'r [Expr],
        room: usize,
    ) -> Sure<Option<Vec<Value>>> {
        let mut values = Vec::with_capacity(exprs.len().max(room));
        for expr in exprs {
            values.push(self.expr(locals, expr)?);
        }
        Ok((!values.iter().any(is_undefined)).then_some(values))
    }

    fn fields(&mut self, locals: &mut Locals, fields: &'r [(Expr, Expr)]) -> Sure<Value> {
        let mut object = Value::new_object();
        for (key, value) in fields {
            let key = self.expr(locals, key)?;
            if is_undefined(&key) {
                return Ok(Value::Undefined);
            }
            let value = self.expr(locals, value)?;
            if is_undefined(&value) {
                return Ok(Value::Undefined);
            }
            object
                .as_object_mut()
                .map_err(|_| Unsure)?
                .insert(key, value);
        }
        Ok(object)
    }

    fn comprehension(&mut self, locals: &mut Locals, expr: &'r Expr) -> Sure<Value> {
        match expr {
            Expr::EachOfArray(term, body) | Expr::EachOfSet(term, body) => {
                let mut values = Vec::new();
                self.all(locals, body, &mut |run, locals| {
                    let value = run.expr(locals, term)?;
                    if !is_undefined(&value) {
                        values.push(value);
                    }
                    Ok(true)
                })?;
                match expr {
                    Expr::EachOfArray(..) => Ok(Value::from(values)),
                    _ => set_of(values),
                }
            }
            Expr::EachOfObject(key, value, body) => {
                let mut object = Value::new_object();
                self.all(locals, body, &mut |run, locals| {
                    let key = run.expr(locals, key)?;
                    let value = run.expr(locals, value)?;
                    if !is_undefined(&key) && !is_undefined(&value) {
                        put(&mut object, key, value)?;
                    }
                    Ok(true)
                })?;
                Ok(object)
            }
            _ => Err(Unsure),
        }
    }

    fn call(&mut self, locals: &mut Locals, number: usize, arguments: &'r [Expr]) -> Sure<Value> {
        let Some(Makes::Function(definitions)) = self.makes(number)? else {
            return Err(Unsure);
        };
        let room = definitions.first().map_or(0, |first| first.locals);
        let Some(arguments) = self.arguments(locals, arguments, room)? else {
            return Ok(Value::Undefined);
        };
        self.deeper()?;
        let answer = match definitions.as_slice() {
            [only] => self.returned(only, Cow::Owned(arguments))?,
            several => self.agreed(several, &arguments)?,
        };
        self.depth -= 1;
        Ok(answer)
    }

    /// Returns what several definitions of a function make of its arguments, all the same.
    fn agreed(&mut self, definitions: &'r [Definition], arguments: &[Value]) -> Sure<Value> {
        let mut answer = Value::Undefined;
        for definition in definitions {
            let own = self.returned(definition, Cow::Borrowed(arguments))?;
            if !is_undefined(&own) && !is_undefined(&answer) && own != answer {
                return Err(Unsure);
            }
            if !is_undefined(&own) {
                answer = own;
            }
        }
        Ok(answer)
    }

    /// Returns what one definition of a function makes of its arguments.
    fn returned(&mut self, definition: &'r Definition, arguments: Cow<'_, [Value]>) -> Sure<Value> {
        let mut patterns = definition.arguments.iter().enumerate();
        let mut locals =
            if patterns.all(|(at, pattern)| matches!(pattern, Pattern::Local(own) if *own == at)) {
                // As most do: the arguments are the first of the locals.
                let mut locals = arguments.into_owned();
                locals.resize(definition.locals, Value::Undefined);
                locals
            } else {
                let mut locals = vec![Value::Undefined; definition.locals];
                let mut both = definition.arguments.iter().zip(&*arguments);
                if !both.all(|(pattern, value)| fits(&mut locals, pattern, value)) {
                    return Ok(Value::Undefined);
                }
                locals
            };
        for body in &definition.bodies {
            let mut own = Value::Undefined;
            let holds = self.all(&mut locals, &body.statements, &mut |run, locals| {
                let output = run.output(locals, body)?;
                if !is_undefined(&own) && !is_undefined(&output) && own != output {
                    return Err(Unsure);
                }
                if !is_undefined(&output) {
                    own = output;
                }
                Ok(true)
            })?;
            if holds {
                return Ok(own);
            }
        }
        Ok(Value::Undefined)
    }
}
