//! `raigate new`: starts an artifact, a rule or a waiver.
//!
//! What it writes fails the gate until a person has filled it in.

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::args::{CheckArgs, NewArgs, Place};
use super::init::write_new;
use super::{PASS, scaffold, terminal};
use crate::catalogue;
use crate::finding::Finding;
use crate::glossary::{Kind, nearest};
use crate::rule::RuleId;
use crate::run;
use crate::verdict::Verdict;
use crate::verdict::waivers::State;

/// Writes the files, none of which may be there yet.
pub(crate) fn run(args: &NewArgs) -> Result<u8> {
    let files = match (args.what.as_str(), &args.fingerprint) {
        ("waiver", Some(fingerprint)) => vec![waiver(fingerprint, &args.place)?],
        ("waiver", None) => {
            bail!("`--for FINGERPRINT` names the finding; `raigate check -v` shows it")
        }
        (what, Some(_)) => bail!("`--for` is for waivers, not for `{what}`"),
        (what, None) if what.contains('/') => return rule(&rule_id(what)?, args),
        (what, None) => vec![artifact(what, args)?],
    };
    for (path, text) in files {
        write(args.output.as_ref().unwrap_or(&path), &text)?;
    }
    Ok(PASS)
}

fn write(file: &Utf8PathBuf, text: &str) -> Result<()> {
    write_new(file, text)?;
    terminal::say(&format!("wrote `{file}`\n"));
    Ok(())
}

/// Writes a rule: beside raigate's own in its house, elsewhere into a folder of policies.
fn rule(id: &RuleId, args: &NewArgs) -> Result<u8> {
    let is_own_house = Utf8Path::new("policies/lib/finding.rego").exists();
    let folder = args
        .output
        .clone()
        .unwrap_or_else(|| Utf8PathBuf::from("governance/policies"));
    for (path, text) in scaffold::rule(id) {
        let file = match (
            path.strip_prefix("policies"),
            path.strip_prefix("tests/rules"),
        ) {
            _ if is_own_house && args.output.is_none() => path,
            (Ok(policy), _) => folder.join(policy),
            // A folder of that name is no evidence of the repository it lies in.
            (_, Ok(tree)) => folder.join("testdata").join(tree),
            _ => folder.join(path),
        };
        write(&file, &text)?;
    }
    if !is_own_house {
        terminal::say(&format!(
            "next: add `paths = [\"{folder}\"]` to `[policy]` of raigate.toml, fill in the rule, \
             and run `raigate test {folder}`\n"
        ));
    }
    Ok(PASS)
}

fn rule_id(text: &str) -> Result<RuleId> {
    RuleId::parse(text).with_context(|| {
        format!("`{text}` is no rule id; write two words around a `/`, as in `team/stale-review`")
    })
}

fn artifact(name: &str, args: &NewArgs) -> Result<(Utf8PathBuf, String)> {
    let kind = kind(name)?;
    match kind {
        Kind::DataStatistics => {
            bail!("`{kind}` is written by the loader of a dataset, not by hand");
        }
        Kind::ModelSignature => bail!("`{kind}` is written by `model_signing sign`, not by hand"),
        _ => {}
    }
    let (source, ..) = super::policy(&args.place)?;
    let system = args
        .system
        .clone()
        .or_else(|| source.root().file_name().map(str::to_owned));
    let system = system.context("`--system ID` names the system it belongs to")?;
    Ok(scaffold::artifact(kind, &system, &schema(kind)?))
}

/// Returns the kind of that name.
pub(super) fn kind(name: &str) -> Result<Kind> {
    Kind::from_name(name).with_context(|| {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        match nearest(name, names.iter().copied()) {
            Some(near) => format!("there is no kind `{name}`; did you mean `{near}`?"),
            None => format!("there is no kind `{name}`; there are {}", names.join(", ")),
        }
    })
}

/// Starts a waiver for the finding with that fingerprint, or its beginning.
///
/// What was granted before for the same finding is named as superseded, so that the record of
/// it stays.
fn waiver(fingerprint: &str, place: &Place) -> Result<(Utf8PathBuf, String)> {
    let check = CheckArgs {
        place: place.clone(),
        ..CheckArgs::default()
    };
    let request = super::check::request(&check)?;
    let report = run::check(&request);
    if report.verdict == Verdict::None {
        let why = report.errors.first().map(|error| error.message.clone());
        bail!(
            "what is found here is not known: {}",
            why.unwrap_or_default()
        );
    }
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
    let (_, _, catalogue) = super::policy(place)?;
    let rule = catalogue
        .rule(&finding.rule)
        .context("the rule of that finding is gone")?;
    if !rule.meta.waivable {
        bail!("`{}` cannot be waived", finding.rule);
    }
    let before = report.waivers.iter().filter(|listed| {
        let scope = &listed.waiver.scope;
        listed.state != State::Past
            && listed.waiver.rule.as_ref() == Some(&finding.rule)
            && scope.names(finding)
    });
    let before: Vec<&str> = before.map(|listed| listed.waiver.id.as_str()).collect();
    let known = scaffold::Excused {
        fingerprint: &finding.fingerprint,
        rule: finding.rule.as_str(),
        system: finding.system.as_deref(),
        today: &request.today.to_string(),
        before: &before,
    };
    Ok(scaffold::waiver(known, &schema(Kind::Waiver)?))
}

/// Returns the schema of a kind.
pub(super) fn schema(kind: Kind) -> Result<serde_json::Value> {
    let schemas = catalogue::schemas();
    let text = schemas.get(&kind);
    let text = text.with_context(|| format!("there is no schema of {kind}"))?;
    Ok(serde_json::from_str(text)?)
}
