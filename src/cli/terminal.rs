//! Writes to the terminal: the report to stdout, everything else to stderr.

use std::io::{ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result};

use super::args::Color;

/// Writes to stdout; whoever closed the pipe has read enough.
///
/// # Errors
/// The output could not be written for another reason.
pub(crate) fn write(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("stdout could not be written")
        }
        _ => Ok(()),
    }
}

/// Says something to the person; nobody listening is no error.
pub(crate) fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Returns whether stdout is to be coloured.
pub(crate) fn is_colored(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stdout().is_terminal() && super::variable("NO_COLOR").is_none(),
    }
}

/// Returns whether a person is watching stderr.
pub(crate) fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

/// Returns the columns of the terminal; 100 where there is none.
pub(crate) fn width() -> usize {
    super::variable("COLUMNS")
        .and_then(|text| text.parse().ok())
        .unwrap_or(100)
}
