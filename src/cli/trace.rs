//! `raigate trace`: the chain from a model version to its release.

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::args::Place;
use super::{PASS, config_file, first, here, terminal, today};
use crate::git::Snapshot;
use crate::report::trace::{Drawing, render};
use crate::run::{self, Request};

/// `raigate trace`
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// The system
    #[arg(value_name = "SYSTEM")]
    pub system: String,
    /// How to draw it
    #[arg(long, value_name = "FMT", default_value = "text")]
    pub format: TraceFormat,
    /// Follow it at this commit, such as a release's tag, instead of the work tree
    #[arg(long, value_name = "REV", env = "RAIGATE_COMMIT")]
    pub commit: Option<String>,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// How a chain is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TraceFormat {
    /// For a person.
    Text,
    /// For a script.
    Json,
    /// For a page that draws Mermaid.
    Mermaid,
}

/// Draws the chains of a system.
pub(crate) fn run(args: &TraceArgs) -> Result<u8> {
    let snapshot = args
        .commit
        .clone()
        .map_or(Snapshot::WorkTree, Snapshot::Commit);
    let mut request = Request::new(here()?, today(&args.place)?);
    if let Some(named) = &args.place.config {
        let source = run::open(&request.folder, &snapshot, None).map_err(first)?;
        request.config = Some(config_file(&source, named)?);
    }
    request.snapshot = snapshot;
    let trace = run::trace::follow(&request, &args.system).map_err(first)?;
    let drawing = match args.format {
        TraceFormat::Text => Drawing::Text,
        TraceFormat::Json => Drawing::Json,
        TraceFormat::Mermaid => Drawing::Mermaid,
    };
    terminal::write(render(&trace, drawing).as_bytes())?;
    Ok(PASS)
}
