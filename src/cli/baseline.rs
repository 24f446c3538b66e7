//! `raigate baseline`: the list of findings that are known.

use anyhow::{Context, Result};

use super::args::{BaselineArgs, CheckArgs};
use super::{NO_VERDICT, PASS, counted, read_file, terminal};
use crate::finding::Finding;
use crate::glossary::Severity;
use crate::run;
use crate::verdict::Verdict;
use crate::verdict::baseline::Baseline;

/// Writes the file where there is none; else drops what is fixed, and adds only on demand.
pub(crate) fn run(args: &BaselineArgs) -> Result<u8> {
    let check = CheckArgs {
        place: args.place.clone(),
        ..CheckArgs::default()
    };
    let report = run::check(&super::check::request(&check)?);
    if report.verdict == Verdict::None {
        let style = crate::report::Style::default();
        let text = crate::report::render(&report, crate::report::Format::Human, style);
        terminal::say(&text);
        return Ok(NO_VERDICT);
    }
    // A note never blocks: there is nothing to be excused from.
    let findings: Vec<Finding> = report
        .findings
        .into_iter()
        .filter(|one| one.severity > Severity::Note)
        .collect();
    if !args.file.exists() {
        let baseline = Baseline::of(&findings);
        write(args, &baseline)?;
        terminal::say(&format!(
            "known from now on: {}\n",
            counted(baseline.findings.len(), "finding")
        ));
        return Ok(PASS);
    }
    update(args, &findings)
}

/// Drops from the file what is fixed, and adds what is not in it on demand.
fn update(args: &BaselineArgs, findings: &[Finding]) -> Result<u8> {
    let before = Baseline::read(&read_file(&args.file)?)
        .map_err(|cause| anyhow::anyhow!(cause))
        .with_context(|| format!("the baseline `{}` could not be read", args.file))?;
    let (shrunk, fresh) = before.shrink(findings);
    let gone = before.findings.len() - shrunk.findings.len();
    if args.add {
        write(args, &Baseline::of(findings))?;
        terminal::say(&format!(
            "gone: {}; added: {}\n",
            counted(gone, "finding"),
            fresh.len()
        ));
    } else {
        write(args, &shrunk)?;
        terminal::say(&format!(
            "gone: {}; still known: {}\n",
            counted(gone, "finding"),
            shrunk.findings.len()
        ));
        if !fresh.is_empty() {
            terminal::say(&format!(
                "new, and not added: {}; `--add` adds them\n",
                fresh.len()
            ));
        }
    }
    Ok(PASS)
}

fn write(args: &BaselineArgs, baseline: &Baseline) -> Result<()> {
    std::fs::write(&args.file, baseline.write())
        .with_context(|| format!("`{}` could not be written", args.file))
}
