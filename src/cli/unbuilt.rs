//! What the interface names and this version does not do: it is said, never passed over.

use anyhow::{Result, bail};
use camino::Utf8PathBuf;

/// Commands that are no files and folders to be judged, though they look like it.
const COMMANDS: [&str; 5] = ["lint", "eval", "policy", "rehearse", "conftest"];

/// Options of `check` that are refused where they are given.
#[derive(Debug, clap::Args, Default)]
pub struct Unbuilt {
    /// An organisation's policy
    #[arg(long, value_name = "DIR", env = "RAIGATE_ORG", hide = true)]
    org: Option<Utf8PathBuf>,
}

impl Unbuilt {
    /// Refuses each of these options that was given.
    pub(super) fn refuse(&self) -> Result<()> {
        let given = [(
            self.org.is_some(),
            "--org",
            "`extends` in raigate.toml takes an organisation's file",
        )];
        match given.iter().find(|(is_given, ..)| *is_given) {
            Some((_, name, instead)) => bail!("`{name}` is not built yet\n  help: {instead}"),
            None => Ok(()),
        }
    }
}

/// Refuses a command that is not built.
pub(super) fn refuse_command(word: Option<&str>) -> Result<()> {
    match word.filter(|word| COMMANDS.contains(word)) {
        Some(word) => bail!(
            "`raigate {word}` is not built yet\n  \
             help: `raigate --help` lists what is; a folder of that name is judged by \
             `raigate check {word}`"
        ),
        None => Ok(()),
    }
}
