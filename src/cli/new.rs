//! `raigate new`: starts an artifact, a rule or a waiver.
//!
//! What it writes fails the gate until a person has filled it in.

use anyhow::{Context, Result, bail};
use camino::Utf8PathBuf;

use super::args::{CheckArgs, NewArgs};
use super::init::write_new;
use super::{PASS, scaffold, terminal};
use crate::catalogue::Catalogue;
use crate::finding::Finding;
use crate::glossary::Kind;
use crate::rule::RuleId;
use crate::run;

/// Writes the files, none of which may be there yet.
pub(crate) fn run(args: &NewArgs) -> Result<u8> {
    let files = match (args.what.as_str(), &args.fingerprint) {
        ("waiver", Some(fingerprint)) => vec![waiver(fingerprint)?],
        ("waiver", None) => {
            bail!("`--for FINGERPRINT` names the finding; `raigate check -v` shows it")
        }
        (what, Some(_)) => bail!("`--for` is for waivers, not for `{what}`"),
        (what, None) if what.contains('/') => scaffold::rule(&rule_id(what)?),
        (what, None) => vec![artifact(what, args)?],
    };
    let is_single = files.len() == 1;
    for (path, text) in files {
        let file = match &args.output {
            Some(output) if is_single => output.clone(),
            Some(output) => output.join(&path),
            None => path,
        };
        write_new(&file, &text)?;
        terminal::say(&format!("wrote `{file}`\n"));
    }
    Ok(PASS)
}

fn rule_id(text: &str) -> Result<RuleId> {
    RuleId::parse(text).with_context(|| {
        format!("`{text}` is no rule id; write two words around a `/`, as in `team/stale-review`")
    })
}

fn artifact(name: &str, args: &NewArgs) -> Result<(Utf8PathBuf, String)> {
    let kind = Kind::from_name(name).with_context(|| {
        let near = Kind::ALL
            .iter()
            .map(|kind| (strsim::damerau_levenshtein(kind.name(), name), kind.name()))
            .min()
            .filter(|(distance, _)| *distance <= 3);
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        match near {
            Some((_, near)) => format!("there is no kind `{name}`; did you mean `{near}`?"),
            None => format!("there is no kind `{name}`; there are {}", names.join(", ")),
        }
    })?;
    if kind == Kind::DataStatistics {
        bail!("`{kind}` is written by the loader of a dataset, not by hand");
    }
    let (source, _, catalogue) = super::policy(&args.place)?;
    let system = args
        .system
        .clone()
        .or_else(|| source.root().file_name().map(str::to_owned));
    let system = system.context("`--system ID` names the system it belongs to")?;
    Ok(scaffold::artifact(kind, &system, schema(&catalogue, kind)?))
}

/// Starts a waiver for the finding with that fingerprint, or its beginning.
fn waiver(fingerprint: &str) -> Result<(Utf8PathBuf, String)> {
    let report = run::check(&super::check::request(&CheckArgs::default())?);
    let matching: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|one| one.fingerprint.starts_with(fingerprint))
        .collect();
    let finding = match matching.as_slice() {
        [one] => one,
        [] => bail!("no finding has a fingerprint that begins with `{fingerprint}`"),
        several => bail!(
            "{} fingerprints begin with `{fingerprint}`; name more of it",
            several.len()
        ),
    };
    let (_, _, catalogue) = super::policy(&super::args::Place::default())?;
    let rule = catalogue
        .rule(&finding.rule)
        .context("the rule of that finding is gone")?;
    if !rule.meta.waivable {
        bail!("`{}` cannot be waived", finding.rule);
    }
    let system = finding.system.as_deref().unwrap_or_default();
    let schema = schema(&catalogue, Kind::Waiver)?;
    Ok(scaffold::waiver(
        &finding.fingerprint,
        finding.rule.as_str(),
        system,
        schema,
    ))
}

fn schema(catalogue: &Catalogue, kind: Kind) -> Result<&serde_json::Value> {
    catalogue
        .schemas
        .get(&kind)
        .with_context(|| format!("there is no schema of {kind}"))
}
