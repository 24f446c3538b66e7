//! Outside programs and schemas that hold a format to its standard.

use std::io::Write as _;
use std::path::PathBuf;

/// Returns the file that the variable `name` names, else skips loudly, or fails where tools are required.
pub(crate) fn tool(name: &str, what: &str) -> Option<PathBuf> {
    found(std::env::var_os(name).map(Into::into), name, what)
}

/// The same for a file in the folder that the variable `name` names.
pub(crate) fn tool_in(name: &str, file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(name).map(PathBuf::from);
    found(folder.map(|folder| folder.join(file)), name, file)
}

fn found(file: Option<PathBuf>, name: &str, what: &str) -> Option<PathBuf> {
    let found = file.filter(|file| file.is_file());
    if found.is_none() {
        let required = std::env::var_os("RAIGATE_REQUIRE_TOOLS").is_some_and(|value| value == "1");
        assert!(
            !required,
            "{name} does not name {what}, and tools are required"
        );
        // Past the test harness, which would keep it to itself.
        let line = format!("SKIPPED: {name} does not name {what}\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    found
}
