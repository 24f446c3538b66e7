//! Judgements: every rule, on everything it is about.

mod after;
pub mod answer;
pub mod consequence;
pub mod input;
mod patience;
pub mod run;
pub mod severity;
