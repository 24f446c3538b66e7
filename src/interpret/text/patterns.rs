//! Compiles the patterns of the detectors, in the form that is fast on any text.

use regex::{Regex, RegexBuilder};

/// Compiles a pattern in any case, with `\b`, `\d`, `\s` and `\w` of ASCII alone.
///
/// Word boundaries of Unicode would make the engine fall back to its slowest
/// form on every text that is not plain ASCII.
pub(super) fn any_case(source: &str) -> Regex {
    compile(source, true)
}

/// Compiles a pattern in the case it is written in, otherwise as [`any_case`].
pub(super) fn same_case(source: &str) -> Regex {
    compile(source, false)
}

fn compile(source: &str, ignore_case: bool) -> Regex {
    let ascii = source
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"[^\s", r"[^ \t\r\n")
        .replace(r"\s", r"[ \t\r\n]")
        .replace(r"\w", r"[0-9A-Za-z_]")
        .replace(r"\d", r"[0-9]");
    RegexBuilder::new(&ascii)
        .case_insensitive(ignore_case)
        .build()
        .expect("the pattern is a literal that a test compiles")
}
