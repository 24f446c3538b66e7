//! Posts a verdict to the forge: what is to be posted is planned first, then carried out.
//!
//! The exit code is the gate. All that is posted is for reading, and none of it
//! turns a fail into a pass.

pub mod access;
mod address;
mod annotations;
mod answer;
pub mod bitbucket;
mod check_run;
mod client;
mod comment;
pub mod event;
pub mod find;
mod leg;
mod link;
pub mod outcome;
pub mod pace;
mod page;
pub mod plan;
mod proxy;
pub mod read;
mod retry;
pub mod secret;
mod sections;
pub mod send;
mod trouble;
mod waiving;
mod withhold;
