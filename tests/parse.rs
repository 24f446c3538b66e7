//! Reads every format, and finds every value again.

#[path = "parse/outline.rs"]
mod outline;
