//! What can be typed behind `raigate import`.

use camino::Utf8PathBuf;
use clap::Args;

use crate::cli::args::Place;

/// `raigate import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What tools have written: each becomes one artifact; a run folder of HELM is one
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<Utf8PathBuf>,
    /// The kind to make; may be left out where the source fills only one
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<String>,
    /// The system it belongs to; else the one that the source lies in
    #[arg(long, value_name = "ID")]
    pub system: Option<String>,
    /// The model it is of: one of those that the source names, or its name where it names none
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
    /// The dataset it is of: one of those that the source names, or its name where it names none
    #[arg(long, value_name = "NAME")]
    pub dataset: Option<String>,
    /// Where to write: a file, or a folder where several are imported
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<Utf8PathBuf>,
    /// Write over a file that is there; what people filled in stays, their comments do not
    #[arg(long)]
    pub force: bool,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}
