//! Asks every rule about the evidence.

pub mod policy;
pub mod schema;
