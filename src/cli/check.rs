//! `raigate check`: the gate.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::args::{CheckArgs, FailOn};
use super::posting::{self, Requirement};
use super::report::{Seen, Target, targets};
use super::{
    config_file, here, pull_request, read_file, reviews, surroundings, terminal, today, variable,
};
use crate::config::FILE_NAME;
use crate::git::{Snapshot, Source};
use crate::glossary::{Severity, Stage, nearest};
use crate::publish::plan::Settings;
use crate::report::Style;
use crate::run::{self, Request};
use crate::verdict::Report;
use crate::verdict::publishing::Outcome;

/// What is said of a check run that was posted.
const CHECK_RUN: &str = "check run";

/// Judges, writes the reports, and returns the exit code.
pub(crate) fn run(args: &CheckArgs) -> Result<u8> {
    args.unbuilt.refuse()?;
    let mut targets = targets(&args.format)?;
    let mut request = request(args)?;
    let notice = match args.policy_from {
        Some(_) => None,
        None => pull_request::defer_to_base(&mut request)?,
    };
    pull_request::refuse_other(&request)?;
    let said = reviews::ask(&mut request)?;
    let progress = Progress::start(args.quiet);
    use_this_thread();
    let mut report = run::check(&request);
    progress.stop();
    report.notices.extend(notice.into_iter().chain(said));
    let asked = &args.publication;
    let is_published = asked.publish || asked.require_publish;
    let asks = |what: fn(&Target) -> bool| is_published || targets.iter().any(what);
    let source = asks(Target::is_beside_lines)
        .then(|| open(&request))
        .flatten();
    let orders = asks(Target::is_ordered_by_change);
    let seen = seen(source.as_ref(), &report, orders);
    if is_published {
        let outcome = publish(args, &request, &report, source.as_ref(), &seen);
        report.notices.extend(posting::told(&outcome));
        // What stands beside the lines already is not printed once more.
        if outcome.posted.iter().any(|posted| posted.what == CHECK_RUN) {
            targets.retain(|target| !target.is_usual_annotation());
        }
        report.publishing.outcome = Some(outcome);
    }
    let style = Style {
        color: terminal::is_colored(args.color),
        verbosity: if args.quiet {
            -1
        } else {
            i8::try_from(args.verbose).unwrap_or(i8::MAX)
        },
        width: terminal::width(),
    };
    for target in &targets {
        Target::write(target, &report, &seen, style)?;
    }
    Ok(posting::code(
        &report,
        Requirement::of(asked.require_publish),
    ))
}

/// Opens what was judged; what cannot be opened is told by the run.
fn open(request: &Request) -> Option<Source> {
    let index_file = request.index_file.as_deref();
    run::open(&request.folder, &request.snapshot, index_file).ok()
}

/// Returns how the files of a report are seen from the root of the repository, and which of them
/// the change touches where that `orders` anything.
fn seen(source: Option<&Source>, report: &Report, orders: bool) -> Seen {
    let Some(source) = source else {
        return Seen::default();
    };
    let below = source.folder();
    let event = orders
        .then(|| surroundings::base().ok().flatten())
        .flatten();
    let base = event.as_ref().map(|(base, _)| base.as_str());
    let base = base.or(report.base.as_deref()).filter(|_| orders);
    let changed = base.and_then(|base| source.changed_since(base).ok());
    let changed = changed.into_iter().flatten();
    Seen {
        changed: changed.map(|path| below.join(path)).collect(),
        below: below.to_owned(),
    }
}

/// Posts the verdict on what `request` asked for.
fn publish(
    args: &CheckArgs,
    request: &Request,
    report: &Report,
    source: Option<&Source>,
    seen: &Seen,
) -> Outcome {
    let about = match surroundings::run() {
        Ok(about) => about,
        Err(error) => return posting::nothing(format!("{error:#}")),
    };
    if about.was_judged_before() {
        let why = "a workflow that follows another posts what that one judged: `raigate publish`";
        return posting::nothing(why.to_owned());
    }
    let head = about.head().as_str();
    let holds_head =
        |commit: &str| source.is_some_and(|source| source.contains(commit, head).unwrap_or(false));
    if !posting::is_judged(report, holds_head) {
        return posting::nothing(format!(
            "what was judged is not {head}, which `{}` is about; check that out, or name it with \
             `--commit`",
            about.name()
        ));
    }
    let posting = &args.publication.posting;
    let settings = Settings {
        changed: seen.changed.clone(),
        config: request.config.clone().filter(|path| path != FILE_NAME),
        system: args.system.clone(),
        ..posting.settings(&report.publishing, &seen.below)
    };
    posting::post(report, about, &settings)
}

/// Turns what was typed into what is meant.
pub(super) fn request(args: &CheckArgs) -> Result<Request> {
    let snapshot = match &args.commit {
        Some(revision) => Snapshot::Commit(revision.clone()),
        None if args.staged => Snapshot::Index,
        None => Snapshot::WorkTree,
    };
    let baseline = args
        .baseline
        .as_ref()
        .map(|path| anyhow::Ok((path.clone(), read_file(path)?)));
    let folder = folder(args)?;
    let index_file = variable("GIT_INDEX_FILE").map(Utf8PathBuf::from);
    // What cannot be opened is told by the run, in every format.
    let config = match (&args.place.config, run::open(&folder, &snapshot, None)) {
        (Some(named), Ok(source)) => Some(config_file(&source, named)?),
        (named, _) => named.clone(),
    };
    Ok(Request {
        folder,
        snapshot,
        config,
        policy_from: args
            .policy_from
            .clone()
            .filter(|revision| revision != "worktree"),
        pull_request: None,
        since: args.since.clone(),
        baseline: baseline.transpose()?,
        stage: args.stage.as_deref().map(stage).transpose()?,
        names: pull_request::names(),
        fail_on: args.fail_on.map(|least| match least {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Never => None,
        }),
        system: args.system.clone(),
        paths: args.paths.clone(),
        reviews: args
            .reviews
            .as_ref()
            .map(|path| anyhow::Ok((path.clone(), read_file(path)?)))
            .transpose()?,
        index_file,
        evidence_dir: args.evidence_dir.as_deref().map(evidence_dir).transpose()?,
        today: today(&args.place)?,
    })
}

/// Returns the folder of evidence; one that is not there would be looked into in vain.
fn evidence_dir(folder: &Utf8Path) -> Result<Utf8PathBuf> {
    if !folder.is_dir() {
        bail!("`--evidence-dir {folder}` is no folder");
    }
    Ok(here()?.join(folder))
}

fn stage(name: &str) -> Result<Stage> {
    Stage::from_name(name).with_context(|| {
        let names: Vec<_> = Stage::ALL.iter().map(|stage| stage.name()).collect();
        format!(
            "`--stage {name}` is no stage; there are {}",
            names.join(", ")
        )
    })
}

/// Returns the folder to judge: the current one, unless a single folder is named that
/// lies outside its repository, or is a root of its own by having a `raigate.toml`.
fn folder(args: &CheckArgs) -> Result<Utf8PathBuf> {
    let here = here()?;
    let is_past = args.staged || args.commit.is_some();
    for path in &args.paths {
        // What was deleted is still in the index or in a commit.
        if !is_past && !path.exists() && !path.is_symlink() {
            bail!("there is no `{path}`{}", did_you_mean(path));
        }
    }
    let [path] = args.paths.as_slice() else {
        return Ok(here);
    };
    let is_root = path.join("raigate.toml").exists()
        || Source::open(&here, &Snapshot::WorkTree)?
            .path_of(path)
            .is_none();
    Ok(if path.is_dir() && is_root {
        path.clone()
    } else {
        here
    })
}

/// Makes one thread for each core, of which this one is one: each that allocates holds memory.
fn use_this_thread() {
    // On Windows the first thread of a program has a smaller stack than others.
    if cfg!(unix) {
        // Where there are threads already, they do.
        let _ = rayon::ThreadPoolBuilder::new()
            .use_current_thread()
            .build_global();
    }
}

/// Suggests a command where a path that is not there looks like one.
fn did_you_mean(path: &Utf8Path) -> String {
    use clap::CommandFactory;
    let command = super::args::Cli::command();
    nearest(
        path.as_str(),
        command.get_subcommands().map(clap::Command::get_name),
    )
    .map(|name| format!("; did you mean `raigate {name}`?"))
    .unwrap_or_default()
}

/// Tells a person who is watching that a long run is still going.
struct Progress {
    done: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    fn start(quiet: bool) -> Self {
        let (done, wait) = channel();
        let watch = move || {
            let mut seconds = 0;
            while wait.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                seconds += 1;
                terminal::say(&format!("\rjudging … {seconds} s"));
            }
            if seconds > 0 {
                terminal::say("\r\u{1b}[K");
            }
        };
        let is_wanted = !quiet && terminal::is_watched();
        Self {
            done,
            thread: is_wanted.then(|| std::thread::spawn(watch)),
        }
    }

    fn stop(self) {
        drop(self.done);
        if let Some(thread) = self.thread {
            // A thread that only prints has nothing to report.
            let _ = thread.join();
        }
    }
}
