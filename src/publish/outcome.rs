//! What became of a plan; the report carries it on.

pub use crate::verdict::publishing::{Notice, Outcome, Posted};
