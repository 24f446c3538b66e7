//! Reads regorus's errors, which are one formatted text, back into parts.

use std::any::Any;

use regorus::LimitError;

use super::EngineError;

/// Reads one error of regorus: message and, where it carries one, place.
pub(super) fn read(error: &anyhow::Error) -> EngineError {
    let limit = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<LimitError>());
    let bare = |message: String| EngineError {
        message,
        place: None,
    };
    match limit {
        Some(LimitError::TimeLimitExceeded { limit, .. }) => {
            return bare(too_long(limit.as_millis()));
        }
        Some(LimitError::MemoryLimitExceeded { limit, .. }) => {
            return bare(too_large((*limit).into()));
        }
        _ => {}
    }
    let text = error.to_string();
    let time = limit_in(&text, "time", "ns").map(|limit| too_long(limit / 1_000_000));
    let memory = || limit_in(&text, "memory", " bytes").map(too_large);
    if let Some(message) = time.or_else(memory) {
        return EngineError {
            message,
            place: place(&text),
        };
    }
    EngineError {
        message: explained(headline(&text)),
        place: place(&text),
    }
}

/// Says that evaluating `path` panicked.
pub(super) fn panicked(path: &str, panic: &(dyn Any + Send)) -> EngineError {
    let why = panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned());
    EngineError {
        message: format!("the engine panicked in `{path}`: {why}"),
        place: None,
    }
}

impl EngineError {
    /// Says at least the file, where regorus said nothing.
    pub(super) fn within(mut self, path: &str) -> Self {
        self.place.get_or_insert_with(|| (path.to_owned(), 1, 1));
        self
    }
}

fn too_long(limit_millis: u128) -> String {
    format!("took longer than {limit_millis} ms")
}

fn too_large(limit: u128) -> String {
    format!("took the run over {} MiB of memory", limit >> 20)
}

/// The limit, where the text of an error says that it has passed.
///
/// Deep in an evaluation, the engine turns that error into text; what has been
/// used would make each run say something else.
fn limit_in(text: &str, of: &str, unit: &str) -> Option<u128> {
    let (_, after) = text.split_once(&format!("execution exceeded {of} limit ("))?;
    let (_, limit) = after.split_once("limit=")?;
    limit.split_once(unit)?.0.parse().ok()
}

/// The text behind the last `error: `, without the excerpt of the policy.
fn headline(text: &str) -> String {
    let said = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("error: "))
        .unwrap_or(text);
    said.trim().trim_end_matches('.').to_owned()
}

/// Adds what to write instead, where the engine's own words leave a reader alone.
fn explained(message: String) -> String {
    if message.contains("used before definition") {
        return format!("{message}: it hides a name outside; give the inner one another name");
    }
    message
}

/// The place in `--> file:line:column`; a file name may itself contain colons.
fn place(text: &str) -> Option<(String, usize, usize)> {
    let mut lines = text.lines();
    let at = lines.find_map(|line| line.strip_prefix("--> "))?;
    let mut parts = at.rsplitn(3, ':');
    let column = parts.next()?.trim().parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    let file = parts.next()?.to_owned();
    let excerpt = lines.nth(1).and_then(|shown| shown.split_once("| "));
    let column = excerpt.map_or(column, |(_, shown)| in_characters(shown, column));
    Some((file, line, column))
}

/// Turns a column of the engine, to which a tab is four columns wide, into one of characters.
fn in_characters(line: &str, column: usize) -> usize {
    let mut width = 1;
    for (before, character) in line.chars().enumerate() {
        if width >= column {
            return before + 1;
        }
        width += if character == '\t' { 4 } else { 1 };
    }
    column.min(line.chars().count() + 1)
}
