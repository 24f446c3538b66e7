//! Some rules and what they lean on, in an engine of their own.
//!
//! Each time that a name of `data` is looked up, the engine goes over all policies it holds,
//! and before its first answer it analyses them all. A rule leans on few of them, and most
//! rules are never asked in a small repository: each is loaded when it is.

use std::sync::OnceLock;

use regorus::{Engine, Value};

use super::{EngineError, Module, empty_engine, message, prepare};

/// Policies that are loaded when the first of their rules is asked.
pub(super) struct Part {
    /// The places of the policies among all.
    modules: Vec<usize>,
    engine: OnceLock<Result<Engine, EngineError>>,
}

impl Part {
    /// Returns a part of `modules`, given by their places among all.
    pub(super) fn of(modules: impl IntoIterator<Item = usize>) -> Self {
        Self {
            modules: modules.into_iter().collect(),
            engine: OnceLock::new(),
        }
    }

    /// Returns an engine that is ready to be asked; `text` gives the text to load for a module.
    ///
    /// # Errors
    /// One of the policies cannot be loaded.
    pub(super) fn engine(
        &self,
        all: &[Module],
        data: &Value,
        text: impl Fn(usize, &Module) -> String,
    ) -> Result<&Engine, EngineError> {
        let load = || {
            let mut engine = empty_engine();
            engine
                .add_data(data.clone())
                .map_err(|error| message::read(&error))?;
            for at in &self.modules {
                let Some(module) = all.get(*at) else { continue };
                engine
                    .add_policy(module.path.clone(), text(*at, module))
                    .map_err(|error| message::read(&error).within(&module.path))?;
            }
            prepare(&mut engine)?;
            Ok(engine)
        };
        self.engine.get_or_init(load).as_ref().map_err(Clone::clone)
    }
}
