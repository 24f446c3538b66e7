//! Digests, and the approvals that they bind, in repositories built by git.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests stand outside the stages")]

mod change;
mod elsewhere;
mod gate;
mod limits;
mod mailmap;
#[cfg(feature = "openpgp")]
mod openpgp;
mod repository;
mod reviewed;
mod schema;
mod stamp;
#[path = "../support/mod.rs"]
mod support;
