//! The command line: reads arguments, clock and environment, and writes to the terminal.
//!
//! One file per command. Nothing here judges.

pub mod args;
mod baseline;
mod check;
mod describe;
mod hook;
pub mod import;
mod init;
mod inspect;
pub mod metrics;
mod new;
mod posting;
pub mod publish;
mod pull_request;
pub mod report;
mod reviews;
pub mod scaffold;
pub mod stamp;
mod surroundings;
mod terminal;
mod test;
pub mod trace;
pub mod unbuilt;
pub mod waivers;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use anyhow::{Context, Result};
use camino::{Utf8Path, Utf8PathBuf};
use clap::{CommandFactory, FromArgMatches};
use jiff::civil::Date;
use serde_json::Map;

use self::args::{Cli, Command, Place};
use crate::catalogue::{self, Catalogue};
use crate::config::{self, Config};
use crate::git::{Snapshot, Source};
use crate::report::lines;
use crate::run::{self, trouble};
use crate::verdict::Trouble;

/// Judged, and nothing blocks.
const PASS: u8 = 0;
/// Judged, and something blocks.
const FAIL: u8 = 1;
/// No verdict.
const NO_VERDICT: u8 = 2;
/// A verdict that could not be posted, where that was required.
const NOT_PUBLISHED: u8 = 3;

/// Does what `args` ask for, and returns the exit code of `docs/cli.md`.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Err(error) = unbuilt::refuse_command(args.get(1).and_then(|word| word.to_str())) {
        return no_verdict(&error);
    }
    let typed = args::command().try_get_matches_from(args::with_default(args));
    let cli = match typed.and_then(|typed| Cli::from_arg_matches(&typed)) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not mistakes; a closed pipe is none either.
            let _ = error.print();
            let code = if error.use_stderr() { NO_VERDICT } else { PASS };
            return ExitCode::from(code);
        }
    };
    match catch_unwind(AssertUnwindSafe(|| dispatch(cli.command))) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) => no_verdict(&error),
        // The panic has said on stderr where it happened.
        Err(_) => no_verdict(&anyhow::anyhow!(
            "raigate met what it should have foreseen; report what is said above, and on which file"
        )),
    }
}

/// Says why there is no verdict.
fn no_verdict(error: &anyhow::Error) -> ExitCode {
    // A path or a key of a configuration may be meant for the log of a CI.
    terminal::say(&lines(&format!("no verdict: {error}\n")));
    for cause in error.chain().skip(1) {
        terminal::say(&lines(&format!("  caused by: {cause}\n")));
    }
    ExitCode::from(NO_VERDICT)
}

/// Returns the reference of all commands, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut text = String::from("# The command line\n");
    let mut all = Cli::command().term_width(100);
    all.build();
    let top = all.clone();
    let shown = std::iter::once(top).chain(all.get_subcommands().cloned());
    for mut command in shown.filter(|command| command.get_name() != "help") {
        let name = command.get_bin_name().unwrap_or("raigate").to_owned();
        let help = command.render_long_help().to_string();
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## `{name}`\n\n```text\n{}\n```\n", help.join("\n"));
    }
    text
}

fn dispatch(command: Command) -> Result<u8> {
    match command {
        Command::Check(args) => check::run(&args),
        Command::Explain(args) => describe::explain(&args),
        Command::Rules(args) => describe::rules(&args),
        Command::Schema(args) => describe::schema(&args),
        Command::Parse(args) => inspect::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Publish(args) => publish::run(&args),
        Command::Baseline(args) => baseline::run(&args),
        Command::Waivers(args) => waivers::run(&args),
        Command::Metrics(args) => metrics::run(&args),
        Command::Stamp(args) => stamp::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "raigate", &mut script);
            terminal::write(&script)?;
            Ok(PASS)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            terminal::write(&page)?;
            Ok(PASS)
        }
        Command::Init(args) => init::run(&args),
        Command::New(args) => new::run(&args),
        Command::Import(args) => import::run(&args),
    }
}

/// Returns the day of the run: as asked for, else `SOURCE_DATE_EPOCH`, else today in UTC.
fn today(place: &Place) -> Result<Date> {
    if let Some(text) = &place.now {
        return text
            .parse()
            .with_context(|| format!("`--now {text}` is no date (YYYY-MM-DD)"));
    }
    if let Some(text) = variable("SOURCE_DATE_EPOCH") {
        let seconds = text.trim().parse().with_context(|| {
            format!("SOURCE_DATE_EPOCH is `{text}`, expected seconds since 1970")
        })?;
        let moment = jiff::Timestamp::from_second(seconds)
            .with_context(|| format!("SOURCE_DATE_EPOCH is `{text}`, which is no time"))?;
        return Ok(jiff::tz::Offset::UTC.to_datetime(moment).date());
    }
    Ok(jiff::tz::Offset::UTC
        .to_datetime(jiff::Timestamp::now())
        .date())
}

/// Returns an environment variable that is set, not empty and UTF-8.
fn variable(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

/// Returns `1 finding` and `2 findings`.
fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Reads a file that was named on the command line.
fn read_file(path: &Utf8Path) -> Result<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "it is no evidence: somebody named it"
    )]
    std::fs::read_to_string(path).with_context(|| format!("`{path}` could not be read"))
}

/// Returns the current folder.
fn here() -> Result<Utf8PathBuf> {
    let folder = std::env::current_dir().context("the current folder could not be found")?;
    Utf8PathBuf::from_path_buf(folder)
        .map_err(|folder| anyhow::anyhow!("`{}` is not UTF-8", folder.display()))
}

/// Returns where the named configuration stands, seen from the root that is judged.
fn config_file(source: &Source, named: &Utf8Path) -> Result<Utf8PathBuf> {
    let whole = here()?.join(named);
    // What was deleted since is still in a commit, and can be named from the root only.
    if named.is_relative() && !whole.parent().is_some_and(Utf8Path::is_dir) {
        return Ok(named.to_owned());
    }
    source.path_of(&whole).with_context(|| {
        format!(
            "the configuration `{named}` lies outside `{}`, which is judged\n  \
             help: keep one in the repository that extends it: `extends = [\"../org.toml\"]`",
            source.root()
        )
    })
}

/// Returns the configuration that was named, seen from the root that is judged, where it is not
/// the usual one.
fn unusual(source: &Source, named: &Utf8Path) -> Option<Utf8PathBuf> {
    let path = config_file(source, named).ok()?;
    (path != config::FILE_NAME).then_some(path)
}

/// Loads the configuration and the rules that hold here.
fn policy(place: &Place) -> Result<(Source, Config, Catalogue)> {
    let source = run::open(&here()?, &Snapshot::WorkTree, None).map_err(first)?;
    let named = place.config.as_ref();
    let named = named.map(|named| config_file(&source, named)).transpose()?;
    let config = config::load(&source, named.as_deref())
        .map_err(|errors| first(errors.into_iter().map(trouble::from_config).collect()))?;
    let catalogue = catalogue::load(&source, &config, today(place)?)
        .map_err(|errors| first(trouble::from_engine(errors)))?;
    Ok((source, config, catalogue))
}

/// Loads the rules that hold here; where the configuration is broken, raigate's own.
fn rules(place: &Place) -> Result<Catalogue> {
    match policy(place) {
        Ok((_, _, catalogue)) => Ok(catalogue),
        Err(error) => {
            let note = format!("note: these are raigate's own rules; {error}\n");
            terminal::say(&lines(&note));
            catalogue::build(Vec::new(), Map::new(), &Config::default(), today(place)?)
                .map_err(|errors| first(trouble::from_engine(errors)))
        }
    }
}

/// Turns what kept a command from its work into one error; every mistake is named.
fn first(troubles: Vec<Trouble>) -> anyhow::Error {
    let lines = troubles.into_iter().map(|trouble| {
        let place = trouble
            .location
            .map(|at| format!("{}:{}:{}: ", at.path, at.start.line, at.start.column));
        let causes = trouble
            .causes
            .iter()
            .map(|cause| format!("\n  caused by: {cause}"));
        let help = trouble.help.iter().map(|help| format!("\n  help: {help}"));
        let more: String = causes.chain(help).collect();
        format!("{}{}{more}", place.unwrap_or_default(), trouble.message)
    });
    anyhow::anyhow!(lines.collect::<Vec<_>>().join("\n"))
}
