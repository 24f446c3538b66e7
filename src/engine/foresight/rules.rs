//! What a rule is for one input, from its definitions.

use std::sync::OnceLock;

use regorus::Value;

use super::code::{Body, Definition, Expr, Makes};
use super::run::{Locals, Run, Sure, Unsure};
use super::values::{Given, put};

impl<'r> Run<'r> {
    /// Returns whether no member of a set is there.
    ///
    /// # Errors
    /// There may be one, or an error.
    pub(super) fn is_empty(&mut self, number: usize) -> Sure<()> {
        let Some(Makes::Set(definitions)) = self.makes(number)? else {
            return Err(Unsure);
        };
        for definition in definitions {
            let mut locals = vec![Value::Undefined; definition.locals];
            for body in &definition.bodies {
                self.all(&mut locals, &body.statements, &mut |_, _| Err(Unsure))?;
            }
        }
        Ok(())
    }

    /// Returns the value of a rule that is no function.
    pub(super) fn rule(&mut self, number: usize) -> Sure<Value> {
        match self.found.get(&number) {
            Some(Some(value)) => return Ok(value.clone()),
            Some(None) => return Err(Unsure),
            None => {}
        }
        let constant = self.constant(number);
        if let Some(Some(value)) = constant.and_then(OnceLock::get) {
            return Ok(value.clone());
        }
        self.found.insert(number, None);
        self.deeper()?;
        let value = match self.makes(number)?.ok_or(Unsure)? {
            Makes::Value(definitions, otherwise) => self.value(definitions, otherwise.as_ref())?,
            Makes::Set(definitions) => self.set(definitions)?,
            Makes::Object(definitions) => self.object(definitions)?,
            Makes::Function(_) => return Err(Unsure),
        };
        self.depth -= 1;
        if let Some(constant) = constant {
            constant.get_or_init(|| self.is_constant(number).then(|| value.clone()));
        }
        self.found.insert(number, Some(value.clone()));
        Ok(value)
    }

    fn value(&mut self, definitions: &'r [Definition], otherwise: Option<&'r Expr>) -> Sure<Value> {
        let mut value = Value::Undefined;
        for definition in definitions {
            let mut locals = vec![Value::Undefined; definition.locals];
            for body in &definition.bodies {
                let mut given = Given::default();
                let holds = self.all(&mut locals, &body.statements, &mut |run, locals| {
                    let output = run.output(locals, body)?;
                    given.note(
                        output,
                        |one, other| if one == other { Ok(()) } else { Err(Unsure) },
                    )
                })?;
                given.is_clear()?;
                if holds {
                    let own = given.value.ok_or(Unsure)?;
                    if value != Value::Undefined && value != own {
                        return Err(Unsure);
                    }
                    value = own;
                    break;
                }
            }
        }
        match otherwise {
            Some(otherwise) if value == Value::Undefined => self.expr(&mut Vec::new(), otherwise),
            _ => Ok(value),
        }
    }

    fn set(&mut self, definitions: &'r [Definition]) -> Sure<Value> {
        let mut set = Value::new_set();
        for definition in definitions {
            let mut locals = vec![Value::Undefined; definition.locals];
            for body in &definition.bodies {
                let mut given = Given::default();
                self.all(&mut locals, &body.statements, &mut |run, locals| {
                    let output = run.output(locals, body)?;
                    if output != Value::Undefined {
                        set.as_set_mut().map_err(|_| Unsure)?.insert(output.clone());
                    }
                    given.note(output, |_, _| Ok(()))
                })?;
                given.is_clear()?;
            }
        }
        Ok(set)
    }

    fn object(&mut self, definitions: &'r [Definition]) -> Sure<Value> {
        let mut object = Value::new_object();
        for definition in definitions {
            let mut locals = vec![Value::Undefined; definition.locals];
            for body in &definition.bodies {
                let mut given = Given::default();
                self.all(&mut locals, &body.statements, &mut |run, locals| {
                    let key = run.expr(locals, body.key.as_ref().ok_or(Unsure)?)?;
                    let output = run.output(locals, body)?;
                    if key == Value::Undefined || output == Value::Undefined {
                        return given.note(Value::Undefined, |_, _| Ok(()));
                    }
                    put(&mut object, key, output.clone())?;
                    given.note(output, |_, _| Ok(()))
                })?;
                given.is_clear()?;
            }
        }
        Ok(object)
    }

    /// Returns what a body gives where it holds.
    pub(super) fn output(&mut self, locals: &mut Locals, body: &'r Body) -> Sure<Value> {
        match &body.output {
            Some(output) => self.expr(locals, output),
            None => Ok(Value::Bool(true)),
        }
    }
}
