//! What a signature is worth, with keys made on the spot, and held against what git says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "a test that cannot run says so aloud")]
#![allow(clippy::disallowed_methods, reason = "tests stand outside the stages")]

mod files;
#[cfg(all(unix, feature = "openpgp"))]
mod openpgp;
mod ssh;
mod workshop;
