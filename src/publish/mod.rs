//! Posts a verdict to the forge: what is to be posted is planned first, then carried out.
//!
//! The exit code is the gate. All that is posted is for reading, and none of it
//! turns a fail into a pass.

pub mod access;
mod annotations;
mod check_run;
mod comment;
pub mod event;
mod link;
pub mod outcome;
mod page;
pub mod plan;
pub mod secret;
mod sections;
mod waiving;
mod withhold;
