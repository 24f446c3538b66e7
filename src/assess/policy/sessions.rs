//! The sessions of a run: no more of them than threads, each used again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::{Program, Session};

/// Sessions that nobody is asking.
pub(super) struct Sessions {
    program: Program,
    free: Mutex<Vec<Session>>,
}

impl Sessions {
    /// Returns a place to take sessions of `program` from.
    pub(super) fn of(program: Program) -> Self {
        Self {
            program,
            free: Mutex::default(),
        }
    }

    /// Runs `ask` with a session, which nobody else has meanwhile.
    pub(super) fn with<T>(&self, ask: impl FnOnce(&mut Session) -> T) -> T {
        let free = self.free().pop();
        let mut session = free.unwrap_or_else(|| self.program.session());
        let answer = ask(&mut session);
        self.free().push(session);
        answer
    }

    fn free(&self) -> MutexGuard<'_, Vec<Session>> {
        // A list is never left half changed.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
