//! Where reports go, and `raigate report`: a saved one in another format.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write as _;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use super::args::{Color, Place};
use super::{FAIL, NO_VERDICT, PASS, read_file, surroundings, terminal, variable};
use crate::engine::hash;
use crate::finding::Finding;
use crate::git::{Snapshot, Source};
use crate::report::root::from_root;
use crate::report::{self, Format, Style};
use crate::run;
use crate::verdict::{Report, Verdict};

/// The formats, by the name that is typed.
const NAMES: [(&str, Format); 10] = [
    ("human", Format::Human),
    ("json", Format::Json),
    ("sarif", Format::Sarif),
    ("junit", Format::Junit),
    ("github", Format::Github),
    ("gitlab", Format::Gitlab),
    ("azure", Format::Azure),
    ("rdjson", Format::Rdjson),
    ("markdown", Format::Markdown),
    ("html", Format::Html),
];

/// A summary with less room would not hold the verdict and what blocks.
const LEAST_SUMMARY: usize = 10_000;

/// `raigate report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The saved report
    #[arg(long, value_name = "FILE")]
    pub from: Utf8PathBuf,
    /// Write it as FMT, to FILE or stdout
    #[arg(long, value_name = "FMT[=FILE]", default_value = "human")]
    pub format: Vec<String>,
    /// Colour the output
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// How the files of a report are seen from the root of the repository.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// The folder that was judged; "" is all of it.
    pub(crate) below: Utf8PathBuf,
    /// The files that the change touches.
    pub(crate) changed: BTreeSet<Utf8PathBuf>,
}

/// One report to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    format: Format,
    /// The file; `None` is stdout.
    file: Option<Utf8PathBuf>,
    /// Whether others write to that file too: the job summary belongs to every step.
    is_shared: bool,
    /// Whether nobody asked for it by name.
    is_usual: bool,
}

impl Target {
    /// Whether it annotates lines, and nobody asked for it by name.
    pub(crate) fn is_usual_annotation(&self) -> bool {
        self.is_usual && self.format == Format::Github
    }

    /// Whether files are shown as the repository has them.
    pub(crate) const fn is_beside_lines(&self) -> bool {
        self.format.is_beside_lines()
    }

    /// Whether findings in files of the change come first.
    pub(crate) fn is_ordered_by_change(&self) -> bool {
        self.format == Format::Github
    }

    /// Renders `report` and writes it; what shows it beside lines is given it as it is `seen`.
    pub(crate) fn write(&self, report: &Report, seen: &Seen, style: Style) -> Result<()> {
        let mut whole = Cow::Borrowed(report);
        if self.is_beside_lines() {
            whole = from_root(report, &seen.below);
        }
        // Of ten annotations a person sees those first that the change is about.
        if self.is_ordered_by_change() && !seen.changed.is_empty() {
            let is_elsewhere = |found: &Finding| !seen.changed.contains(&found.location.path);
            whole.to_mut().findings.sort_by_key(is_elsewhere);
        }
        let report = &*whole;
        let Some(file) = &self.file else {
            let text = report::render(report, self.format, style);
            if self.format == Format::Human && surroundings::is_in_actions() {
                return terminal::write(without_commands(&text).as_bytes());
            }
            return terminal::write(text.as_bytes());
        };
        if self.is_shared {
            // A summary that cannot be shown changes no verdict.
            if let Err(error) = append(file, report) {
                terminal::say(&format!("note: no summary: `{file}`: {error}\n"));
            }
            return Ok(());
        }
        let plain = Style {
            color: false,
            ..style
        };
        let text = report::render(report, self.format, plain);
        std::fs::write(file, text).with_context(|| format!("`{file}` could not be written"))
    }
}

/// Reads `FMT` and `FMT=FILE`; none is `human`, and in GitHub Actions also the
/// workflow commands and the job summary.
pub(crate) fn targets(words: &[String]) -> Result<Vec<Target>> {
    if words.is_empty() {
        return Ok(defaults());
    }
    let mut targets = Vec::new();
    for word in words {
        let (name, file) = match word.split_once('=') {
            Some((name, file)) => (name, Some(Utf8PathBuf::from(file))),
            None => (word.as_str(), None),
        };
        if file.as_ref().is_some_and(|file| file.as_str().is_empty()) {
            bail!("`--format {word}` names no file behind `=`");
        }
        targets.push(Target {
            format: format(word, name)?,
            file,
            is_shared: false,
            is_usual: false,
        });
    }
    for (at, target) in targets.iter().enumerate() {
        let is_same = |other: &Target| other.file == target.file;
        match &target.file {
            _ if !targets.iter().skip(at + 1).any(is_same) => {}
            Some(file) => bail!("two formats for `{file}`: give each a file of its own"),
            None => bail!(
                "two formats for stdout: give all but one a file, as in \
                 `--format json=raigate.json`"
            ),
        }
    }
    Ok(targets)
}

fn format(word: &str, name: &str) -> Result<Format> {
    let format = NAMES.iter().find(|(other, _)| *other == name);
    if let Some((_, format)) = format {
        return Ok(*format);
    }
    let names: Vec<_> = NAMES.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    bail!("`--format {word}`: there is no format `{name}`; there are {names}")
}

fn defaults() -> Vec<Target> {
    let mut targets = vec![Target {
        format: Format::Human,
        file: None,
        is_shared: false,
        is_usual: true,
    }];
    if surroundings::is_in_actions() {
        targets.push(Target {
            format: Format::Github,
            file: None,
            is_shared: false,
            is_usual: true,
        });
        if let Some(file) = variable("GITHUB_STEP_SUMMARY") {
            targets.push(Target {
                format: Format::Markdown,
                file: Some(file.into()),
                is_shared: true,
                is_usual: true,
            });
        }
    }
    targets
}

/// Adds the report to the summary of the job, in the room that the step has left there: of a
/// summary that is too long, GitHub shows nothing.
fn append(file: &Utf8Path, report: &Report) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let mut summary = options.append(true).create(true).open(file)?;
    let written = usize::try_from(summary.metadata()?.len()).unwrap_or(usize::MAX);
    let room = report::SUMMARY_BYTES.saturating_sub(written);
    if room < LEAST_SUMMARY {
        let why = "the step has written as much as GitHub takes";
        return Err(std::io::Error::other(why));
    }
    summary.write_all(report::markdown_within(report, room).as_bytes())
}

/// Puts a text between the commands by which the runner looks for none in it.
///
/// What ends it cannot stand in the text, since it is made of all of it; and the same run prints
/// the same.
fn without_commands(text: &str) -> String {
    let token: String = hash::sha256(text.as_bytes()).chars().take(32).collect();
    format!("::stop-commands::{token}\n{text}::{token}::\n")
}

/// Renders a saved report, and returns the exit code of the run it tells of.
pub(crate) fn run(args: &ReportArgs) -> Result<u8> {
    let text = read_file(&args.from)?;
    let mut saved = report::json::read(&text)
        .map_err(|cause| anyhow::anyhow!(cause))
        .with_context(|| format!("`{}` is no report of raigate", args.from))?;
    let rules: Vec<_> = super::rules(&Place::default())?
        .rules
        .into_iter()
        .map(|rule| rule.meta)
        .collect();
    report::json::describe(&mut saved, &rules);
    let style = Style {
        color: terminal::is_colored(args.color),
        verbosity: 0,
        width: terminal::width(),
    };
    // A report does not say which folder it is of: it is rendered where it was made.
    let source = run::open(&super::here()?, &Snapshot::WorkTree, None).ok();
    let below = source.as_ref().map_or(Utf8Path::new(""), Source::folder);
    let seen = Seen {
        below: below.to_owned(),
        ..Seen::default()
    };
    for target in targets(&args.format)? {
        target.write(&saved, &seen, style)?;
    }
    Ok(exit_code(saved.verdict))
}

/// Returns the exit code that goes with `verdict`.
pub(super) const fn exit_code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => PASS,
        Verdict::Fail => FAIL,
        Verdict::None => NO_VERDICT,
    }
}
