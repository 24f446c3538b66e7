//! raigate judges what a repository says about its models.
//!
//! The code reads as one pass, left to right: files are discovered, parsed and
//! interpreted into facts; rules judge the facts; the verdict weighs the
//! findings; a report says so. A module uses only modules listed above it.

// Nouns: what every stage speaks of.
pub mod glossary;
pub mod span;
pub mod statistics;
pub mod packed;
pub mod rule;
pub mod artifact;
pub mod finding;
pub mod people;
pub mod forge;
pub mod engine;
pub mod git;
// Stages: one verb each.
pub mod config;
pub mod catalogue;
pub mod discover;
pub mod parse;
pub mod predictions;
pub mod interpret;
pub mod assess;
pub mod verdict;
pub mod report;
pub mod publish;
// All stages in a row, and the outermost layer.
pub mod run;
pub mod cli;
