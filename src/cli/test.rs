//! `raigate test`: the `test_*` rules of policy folders.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use clap::Args;
use serde_json::Map;

use super::args::Place;
use super::{FAIL, PASS, first, read_file, terminal, today};
use crate::catalogue;
use crate::config::Config;
use crate::engine::Module;
use crate::engine::test::{Ending, Report, run as run_tests};
use crate::run::trouble;

/// `raigate test`
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Folders or files of policies
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<Utf8PathBuf>,
    /// Where and with which configuration.
    #[command(flatten)]
    pub place: Place,
}

/// Runs them beside raigate's own policies, and returns 1 when one does not pass.
pub(crate) fn run(args: &TestArgs) -> Result<u8> {
    let named = modules(&args.paths)?;
    let own = catalogue::own_modules();
    let is_among =
        |one: &Module, list: &[Module]| list.iter().any(|other| package(other) == package(one));
    let rules: Vec<Module> = named
        .iter()
        .filter(|one| !is_test(one) && !is_among(one, &own))
        .cloned()
        .collect();
    let loaded = catalogue::build(rules, Map::new(), &Config::default(), today(&args.place)?);
    let data = loaded
        .map_err(|errors| first(trouble::from_engine(errors)))?
        .data;
    let mut all: Vec<Module> = own
        .into_iter()
        .filter(|one| !is_among(one, &named))
        .collect();
    all.extend(named);
    let report = run_tests(&all, &data).map_err(|errors| first(trouble::from_engine(errors)))?;
    if report.tests.is_empty() {
        bail!("no `test_*` rule in the named folders");
    }
    terminal::write(describe(&report).as_bytes())?;
    let is_good = |ending: &Ending| matches!(ending, Ending::Passed | Ending::Skipped);
    Ok(if report.tests.iter().all(|test| is_good(&test.ending)) {
        PASS
    } else {
        FAIL
    })
}

/// Returns what did not pass, what was printed, and the counts.
fn describe(report: &Report) -> String {
    let mut text = String::new();
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for test in &report.tests {
        let (file, line) = &test.place;
        for print in &test.prints {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{print}");
        }
        match &test.ending {
            Ending::Passed => passed += 1,
            Ending::Skipped => skipped += 1,
            Ending::Failed => {
                failed += 1;
                let _ = writeln!(text, "{file}:{line}: {} is not true", test.name);
            }
            Ending::Broken(error) => {
                failed += 1;
                let _ = writeln!(
                    text,
                    "{file}:{line}: {} could not be evaluated: {error}",
                    test.name
                );
            }
        }
    }
    let _ = writeln!(text, "{passed} passed, {failed} failed, {skipped} skipped");
    text
}

fn is_test(module: &Module) -> bool {
    module.path.ends_with("_test.rego")
}

/// Returns the package a policy file states.
fn package(module: &Module) -> &str {
    let line = module
        .text
        .lines()
        .find_map(|line| line.strip_prefix("package "));
    line.unwrap_or_default().trim()
}

/// Reads every policy file that `paths` name or hold, sorted.
fn modules(paths: &[Utf8PathBuf]) -> Result<Vec<Module>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(below(path)?);
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    files.dedup();
    files
        .into_iter()
        .map(|file| {
            let text = read_file(&file)?.into();
            Ok(Module {
                path: file.into_string(),
                text,
            })
        })
        .collect()
}

fn below(folder: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let mut found = Vec::new();
    let entries = folder
        .read_dir_utf8()
        .with_context(|| format!("`{folder}` could not be listed"))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("`{folder}` could not be listed"))?;
        let path = entry.path().to_owned();
        // A link to a folder could lead in a circle.
        if entry.file_type()?.is_dir() {
            found.extend(below(&path)?);
        } else if path.extension() == Some("rego") {
            found.push(path);
        }
    }
    Ok(found)
}
