//! Judgements: every rule, on everything it is about.

pub mod after;
pub mod answer;
mod asked;
pub mod consequence;
pub mod input;
mod patience;
pub mod run;
mod sessions;
pub mod severity;
