//! Reads what the words of an artifact give away: empty promises, leftovers, secrets.

pub mod layers;

mod inline;
mod scan;
