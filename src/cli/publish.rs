//! `raigate publish`: posts a saved report.

use anyhow::{Context, Result};
use camino::{Utf8Path, Utf8PathBuf};
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};

use super::args::Place;
use super::posting::{self, Requirement};
use super::{policy, read_file, surroundings, terminal};
use crate::config::{Checking, Commenting, Config};
use crate::publish::plan::Settings;
use crate::report::escape;
use crate::rule::RuleMeta;
use crate::verdict::Report;
use crate::verdict::publishing::Publishing;

/// `raigate publish`
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// The saved report, as `check --format json` wrote it
    #[arg(long, value_name = "FILE")]
    pub report: Utf8PathBuf,
    /// Print what would be posted, as JSON, and post nothing; needs no token
    #[arg(long)]
    pub dry_run: bool,
    /// Exit with 3 where something could not be posted
    #[arg(long, env = "RAIGATE_REQUIRE_PUBLISH", value_parser = BoolishValueParser::new())]
    pub require_publish: bool,
    /// What is posted.
    #[command(flatten)]
    pub posting: Posting,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// Whether a verdict is posted as soon as it is reached.
#[derive(Debug, Args, Clone, Default)]
pub struct Publication {
    /// Post the verdict to the pull request, or the commit, that the run is about
    #[arg(long, env = "RAIGATE_PUBLISH", value_parser = BoolishValueParser::new())]
    pub publish: bool,
    /// Post it, and exit with 3 where something could not be posted
    #[arg(long, env = "RAIGATE_REQUIRE_PUBLISH", value_parser = BoolishValueParser::new())]
    pub require_publish: bool,
    /// What is posted.
    #[command(flatten)]
    pub posting: Posting,
}

/// What is posted, where it differs from `[publish]` of the configuration.
#[derive(Debug, Args, Clone, Default)]
pub struct Posting {
    /// What this run is called, where several judge one commit, as in a matrix: each name has a
    /// check run, a comment and results of its own
    #[arg(long, value_name = "NAME", env = "RAIGATE_LEG")]
    pub leg: Option<String>,
    /// Also give the results to code scanning
    #[arg(long, env = "RAIGATE_UPLOAD_SARIF", value_parser = BoolishValueParser::new())]
    pub upload_sarif: bool,
    /// When a pull request gets a comment; else as `[publish]` says
    #[arg(long, value_name = "WHEN", env = "RAIGATE_COMMENT")]
    pub comment: Option<Comment>,
    /// Whether there is a check run; else as `[publish]` says
    #[arg(long, value_name = "WHETHER", env = "RAIGATE_CHECK")]
    pub check: Option<Check>,
}

/// When a pull request gets a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Comment {
    /// Where there is something to say; one that is there is kept up to date.
    OnFindings,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether there is a check run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Check {
    /// Where the token allows it.
    Auto,
    /// Never.
    Never,
}

impl Posting {
    /// Returns what is posted, and what is known beside `report`.
    pub(super) fn settings(&self, publishing: &Publishing, below: &Utf8Path) -> Settings {
        let mut publish = publishing.settings;
        if let Some(comment) = self.comment {
            publish.comment = match comment {
                Comment::OnFindings => Commenting::OnFindings,
                Comment::Always => Commenting::Always,
                Comment::Never => Commenting::Never,
            };
        }
        if let Some(check) = self.check {
            publish.check = match check {
                Check::Auto => Checking::Auto,
                Check::Never => Checking::Never,
            };
        }
        Settings {
            publish,
            upload_sarif: self.upload_sarif,
            roles: publishing.roles.clone(),
            secrets: surroundings::secrets(),
            below: below.to_owned(),
            leg: self.leg.clone(),
            ..Settings::default()
        }
    }
}

/// Posts a saved report, and returns the exit code of the run it tells of.
pub(super) fn run(args: &PublishArgs) -> Result<u8> {
    let (source, config, catalogue) = policy(&args.place)?;
    let rules: Vec<RuleMeta> = catalogue.rules.into_iter().map(|rule| rule.meta).collect();
    let mut saved = saved(&args.report, &config, &rules)?;
    let run = surroundings::run().context("there is nothing to post to")?;
    let named = args.place.config.as_ref();
    let settings = Settings {
        config: named.and_then(|named| super::unusual(&source, named)),
        ..args.posting.settings(&saved.publishing, source.folder())
    };
    if args.dry_run {
        let text = posting::planned(&saved, &run, &settings)?;
        terminal::write(format!("{text}\n").as_bytes())?;
        return Ok(posting::code(&saved, Requirement::Nothing));
    }
    let outcome = posting::post(&saved, run, &settings);
    for posted in &outcome.posted {
        let url = posted.url.as_deref().unwrap_or_default();
        terminal::say(&format!(
            "posted: {} {}\n",
            posted.what,
            escape::terminal(url)
        ));
    }
    for line in posting::told(&outcome) {
        terminal::say(&format!("note: {}\n", escape::terminal(&line)));
    }
    saved.publishing.outcome = Some(outcome);
    Ok(posting::code(&saved, Requirement::of(args.require_publish)))
}

/// Reads a report, which may come from whoever opened the pull request: what raigate and the
/// policy here say of a rule is taken from them and not from there.
fn saved(file: &Utf8Path, config: &Config, rules: &[RuleMeta]) -> Result<Report> {
    let text = read_file(file)?;
    let mut saved = crate::report::json::read(&text)
        .map_err(|cause| anyhow::anyhow!(cause))
        .with_context(|| format!("`{file}` is no report of raigate"))?;
    crate::report::json::describe(&mut saved, rules);
    for finding in &mut saved.findings {
        let rule = rules.iter().find(|rule| rule.id == finding.rule);
        finding.remedy = rule.map_or_else(String::new, |rule| rule.remedy.clone());
    }
    saved.publishing = Publishing {
        settings: config.publish,
        roles: config.roles.clone(),
        outcome: None,
    };
    Ok(saved)
}
