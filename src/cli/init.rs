//! `raigate init`: a first configuration, and what it would mean today.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use camino::Utf8PathBuf;

use super::args::InitArgs;
use super::{PASS, hook, terminal};
use crate::artifact::{Evidence, System};
use crate::config::Config;
use crate::git::{Snapshot, Source};
use crate::report::{self, Format, Style};
use crate::run;

/// Looks at the repository, writes `raigate.toml`, and says what would block.
pub(crate) fn run(args: &InitArgs) -> Result<u8> {
    let source = run::open(&args.folder, &Snapshot::WorkTree, None).map_err(super::first)?;
    let file = source.root().join("raigate.toml");
    if file.exists() && !args.hook {
        bail!("`raigate.toml` is already there; edit it, or see `raigate schema config`");
    }
    if !file.exists() {
        let (evidence, _) =
            run::reading::read(&source, &Config::default()).map_err(super::first)?;
        write_new(&file, &configuration(&evidence))?;
        terminal::say(&format!("wrote `raigate.toml`: {}\n", found(&evidence)));
        show(&source)?;
    }
    if args.hook {
        hook::install(&source)?;
    }
    Ok(PASS)
}

/// Prints what the gate says with the configuration that was written.
fn show(source: &Source) -> Result<()> {
    let check = super::args::CheckArgs::default();
    let mut request = super::check::request(&check)?;
    request.folder = source.root();
    let report = run::check(&request);
    let style = Style {
        width: terminal::width(),
        ..Style::default()
    };
    terminal::write(report::render(&report, Format::Human, style).as_bytes())
}

/// Says what was recognised, by kind.
fn found(evidence: &Evidence) -> String {
    let mut counts = BTreeMap::new();
    for artifact in &evidence.artifacts {
        *counts.entry(artifact.kind.name()).or_insert(0_usize) += 1;
    }
    if counts.is_empty() {
        return "no evidence was recognised yet; `raigate new intake` starts some".to_owned();
    }
    let kinds: Vec<_> = counts
        .iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    format!(
        "found {} in {}",
        kinds.join(", "),
        super::counted(evidence.systems.len(), "system")
    )
}

/// Returns the text of a first `raigate.toml`.
///
/// How much harm a system could do is a judgement: entries for systems are comments
/// until a person states the tier.
fn configuration(evidence: &Evidence) -> String {
    let mut text = "\
# What the gate asks of this repository. Every key: `raigate schema config`.
version = 1

[gate]
fail-on = \"error\"                # or \"warning\", or \"never\" to look around first
known = \"allow-until-launch\"     # findings of --since and --baseline block again at launch

[discovery]
include = []                     # globs of evidence that the conventions do not find
exclude = []                     # globs of files that are no evidence

[rules]
profile = \"recommended\"          # essential, recommended or complete
"
    .to_owned();
    let implied: Vec<&System> = evidence
        .systems
        .iter()
        .filter(|system| system.declared.is_none())
        .collect();
    if implied.is_empty() {
        return text;
    }
    text.push_str(
        "\n# Systems found here. Until a system is declared it is taken for tier minimal, and no\n\
         # rule asks for evidence that is absent. State each tier (minimal, limited or high).\n",
    );
    for system in implied.iter().take(20) {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n# [[system]]\n# id = {}\n# tier = \"\"\n# root = {}\n",
            toml::Value::from(system.id.as_str()),
            toml::Value::from(system.root.as_str()),
        );
    }
    if implied.len() > 20 {
        let _ = writeln!(text, "\n# … and {} more", implied.len() - 20);
    }
    text
}

/// Writes a file that is not there yet; never overwrites one.
pub(super) fn write_new(file: &Utf8PathBuf, text: &str) -> Result<()> {
    use std::io::Write as _;
    if let Some(folder) = file.parent().filter(|folder| !folder.as_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("`{folder}` could not be made"))?;
    }
    let mut options = std::fs::OpenOptions::new();
    let mut new = options
        .write(true)
        .create_new(true)
        .open(file)
        .with_context(|| format!("`{file}` could not be created"))?;
    new.write_all(text.as_bytes())
        .with_context(|| format!("`{file}` could not be written"))
}
