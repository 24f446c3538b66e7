//! Refuses policies that would take the parser longer than anyone waits.
//!
//! The engine reads each bracket as every construct that could begin with it, one
//! after the other, and all that it holds each time again: the work doubles with
//! every level, and nothing can interrupt it.

use super::{EngineError, Module};

/// Levels that cost nothing to speak of; rules that people write have fewer.
const FREE_LEVELS: u32 = 8;
/// As much as takes the parser a second, in readings of one bracket.
const LIMIT: u64 = 1 << 14;

/// Returns the mistake of a policy whose brackets are nested too deeply, at the first too many.
pub(super) fn fault(module: &Module) -> Option<EngineError> {
    let mut depth: u32 = 0;
    let mut work: u64 = 0;
    let mut line = 1;
    let mut column = 0;
    let mut inside = Inside::Code;
    for character in module.text.chars() {
        column += 1;
        if character == '\n' {
            line += 1;
            column = 0;
        }
        inside = inside.after(character);
        if !matches!(inside, Inside::Code) {
            continue;
        }
        match character {
            '[' | '{' => {
                depth += 1;
                if depth > FREE_LEVELS {
                    work = work.saturating_add(1_u64.checked_shl(depth).unwrap_or(u64::MAX));
                }
            }
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if work > LIMIT {
            let message = format!(
                "brackets are nested {depth} levels deep here, which takes too long to read: \
                 give what they hold names of their own"
            );
            return Some(EngineError {
                message,
                place: Some((module.path.clone(), line, column)),
            });
        }
    }
    None
}

/// What a character of a policy stands in.
#[derive(Clone, Copy)]
enum Inside {
    Code,
    Comment,
    Text,
    Escape,
    RawText,
}

impl Inside {
    fn after(self, character: char) -> Self {
        match (self, character) {
            // Neither texts nor comments go on in the next line; the parser will say so.
            (Self::Comment | Self::Text | Self::Escape, '\n')
            | (Self::Text, '"')
            | (Self::RawText, '`') => Self::Code,
            (Self::Code, '#') => Self::Comment,
            (Self::Code, '"') | (Self::Escape, _) => Self::Text,
            (Self::Code, '`') => Self::RawText,
            (Self::Text, '\\') => Self::Escape,
            (state, _) => state,
        }
    }
}
