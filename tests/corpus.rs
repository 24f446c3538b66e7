//! The whole gate on real artifacts: what it recognises, says and finds there.
//!
//! `RAIGATE_CORPUS=<dir> cargo test --test corpus`; with `RAIGATE_CORPUS_FINDINGS=<file>`
//! every finding of the strict run is listed there, to be read by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::config::Config;
use raigate::git::{Snapshot, Source};
use raigate::glossary::Format as FileFormat;
use raigate::report::{Format, Style, render};
use raigate::verdict::{Report, Verdict};
use raigate::{catalogue, config, parse, run};
use rayon::prelude::*;
use serde_json::Value;

/// Families in which nothing is evidence by convention.
const UNRECOGNISED: [&str; 4] = [
    "azureml-eval-data",
    "azureml-evaluators",
    "fairness-tabular",
    "governance",
];

/// What the owners of these families would state, as nothing in the files says so.
const STATED: [(&str, &str); 2] = [("hf-model-cards", "*.md"), ("omz-models", "**/README.md")];

/// Families in which each folder is a model of its own.
const OF_MODELS: [&str; 2] = ["azureml-models", "omz-models"];

/// One folder of the corpus, copied to where it is a repository of its own.
struct Family {
    name: String,
    folder: Utf8PathBuf,
    _guard: tempfile::TempDir,
}

fn families() -> Vec<Family> {
    let Some(corpus) = support::corpus() else {
        return Vec::new();
    };
    let mut folders: Vec<Utf8PathBuf> = corpus
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let copied = folders.into_iter().map(|from| {
        let (guard, at) = support::folder();
        let folder = at.join("repository");
        support::copy(&from, &folder);
        Family {
            name: from.file_name().unwrap().to_owned(),
            folder,
            _guard: guard,
        }
    });
    copied.collect()
}

#[test]
fn every_file_is_read_with_its_places() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let mut files = Vec::new();
    files_below(&corpus, &mut files);
    let values: usize = files.par_iter().map(|file| read_in_every_way(file)).sum();
    assert!(values > 0, "no file of {corpus} was read");
}

/// Reads a file as what it is, and one of no known format as everything it is not.
fn read_in_every_way(file: &Utf8Path) -> usize {
    let formats = match FileFormat::of_path(file) {
        Some(format) => vec![format],
        None => vec![
            FileFormat::Json,
            FileFormat::JsonLines,
            FileFormat::Yaml,
            FileFormat::Toml,
            FileFormat::Markdown,
            FileFormat::Csv,
        ],
    };
    let bytes = fs::read(file).unwrap();
    let mut read = 0;
    for format in formats {
        let document = parse::document(format, &bytes);
        let spans = parse::spans(format, &document.text);
        if !document.value.is_null() {
            let root = spans.get(&raigate::span::Pointer::root());
            assert!(root.is_some(), "{file} as {format:?} has no place");
            read += 1;
        }
    }
    read
}

fn files_below(folder: &Utf8Path, found: &mut Vec<Utf8PathBuf>) {
    for entry in folder.read_dir_utf8().unwrap() {
        let path = entry.unwrap().into_path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn a_first_run_is_quiet_and_says_what_it_recognised() {
    for family in families() {
        let report = support::check(&family.folder);
        let style = Style {
            color: false,
            verbosity: 0,
            width: 100,
        };
        let text = render(&report, Format::Human, style);
        let name = &family.name;
        assert!(text.lines().count() < 40, "{name}:\n{text}");
        let blocking = report.verdict == Verdict::Fail;
        assert!(!blocking, "{name} blocks without configuration:\n{text}");
        if UNRECOGNISED.contains(&name.as_str()) {
            assert_eq!(report.verdict, Verdict::None, "{name}:\n{text}");
            assert!(text.contains("help: "), "{name} has no way out:\n{text}");
        } else {
            assert!(report.artifacts > 0, "{name}:\n{text}");
            assert!(text.contains("judged: "), "{name}:\n{text}");
        }
    }
}

#[test]
fn a_strict_run_finds_what_the_oracles_know_and_as_often_as_is_written_down() {
    let families = families();
    if families.is_empty() {
        return;
    }
    let reports: Vec<(String, Report)> = families
        .par_iter()
        .filter(|family| is_recognised(&family.name))
        .map(|family| (family.name.clone(), strict(family)))
        .collect();
    for (family, report) in &reports {
        assert!(report.errors.is_empty(), "{family}: {:?}", report.errors);
    }
    list(&families, &reports);
    for (family, report) in &reports {
        match family.as_str() {
            "hf-dataset-cards" => {
                sizes_agree(report);
                placeholders_agree(report);
                hub_agrees(family, report);
            }
            "hf-model-cards" => hub_agrees(family, report),
            _ => {}
        }
    }
    as_often_as_written_down(&reports);
}

/// Judges a family as a strict owner would: a declared system of tier high at stage review,
/// or one for each model where each has a folder, and every rule on and trusted.
fn strict(family: &Family) -> Report {
    let mut toml = "version = 1\n[rules]\nprofile = \"complete\"\n".to_owned();
    for id in rule_ids(&family.folder) {
        let _ = writeln!(toml, "[rules.\"{id}\"]\nconfidence = \"high\"");
    }
    for (_, glob) in STATED.iter().filter(|(name, _)| *name == family.name) {
        let _ = writeln!(
            toml,
            "[[artifact]]\nkind = \"model-card\"\npaths = [\"{glob}\"]"
        );
    }
    support::write(&family.folder, "raigate.toml", &toml);
    let roots = if OF_MODELS.contains(&family.name.as_str()) {
        roots(&family.folder)
    } else {
        BTreeSet::from([Utf8PathBuf::new()])
    };
    for (index, root) in roots.iter().enumerate() {
        let _ = writeln!(
            toml,
            "[[system]]\nid = \"system-{index}\"\ntier = \"high\"\nstage = \"review\"\nroot = \"{}\"",
            if root.as_str().is_empty() {
                "."
            } else {
                root.as_str()
            }
        );
    }
    support::write(&family.folder, "raigate.toml", &toml);
    support::check(&family.folder)
}

/// Returns whether something in a family is evidence, by convention or as its owner states.
fn is_recognised(family: &str) -> bool {
    !UNRECOGNISED.contains(&family) || STATED.iter().any(|(name, _)| *name == family)
}

fn rule_ids(folder: &Utf8Path) -> Vec<String> {
    let source = Source::open(folder, &Snapshot::WorkTree).unwrap();
    let today = "2026-11-23".parse().unwrap();
    let catalogue = catalogue::load(&source, &Config::default(), today).unwrap();
    let ids = catalogue.rules.into_iter();
    ids.map(|rule| rule.meta.id.as_str().to_owned()).collect()
}

/// Returns the folders of the systems that the evidence implies.
fn roots(folder: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
    let source = Source::open(folder, &Snapshot::WorkTree).unwrap();
    let config = config::load(&source, None).unwrap();
    let (evidence, _) = run::reading::read(&source, &config).unwrap();
    let systems = evidence.systems.into_iter();
    systems.map(|system| system.root).collect()
}

/// Writes what was recognised and every finding to the file that `RAIGATE_CORPUS_FINDINGS` names.
fn list(families: &[Family], reports: &[(String, Report)]) {
    let Ok(file) = std::env::var("RAIGATE_CORPUS_FINDINGS") else {
        return;
    };
    let mut text = String::new();
    for family in families {
        let source = Source::open(&family.folder, &Snapshot::WorkTree).unwrap();
        let config = config::load(&source, None).unwrap();
        let (evidence, left) = run::reading::read(&source, &config).unwrap();
        let name = &family.name;
        for one in evidence.artifacts {
            let (kind, standard) = (one.kind.name(), one.standard.name());
            let _ = writeln!(text, "artifact\t{kind}\t{standard}\t{name}/{}", one.path);
        }
        for (path, reason) in left.out {
            let _ = writeln!(text, "left out\t{name}/{path}\t{reason}");
        }
    }
    for (family, report) in reports {
        for finding in &report.findings {
            let at = &finding.location;
            let _ = writeln!(
                text,
                "{}\t{}\t{family}/{}:{}:{}\t{}",
                finding.rule,
                finding.severity.name(),
                at.path,
                at.start.line,
                at.start.column,
                finding.message,
            );
        }
    }
    fs::write(file, text).unwrap();
}

/// The cards of timm beside its results: what is claimed in the wrong unit is found, and no
/// card that names an architecture is held against one of the weights it may have meant.
#[test]
fn cards_and_results_of_one_source_are_joined_without_a_guess() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let (_guard, folder) = support::folder();
    let repository = folder.join("repository");
    support::copy(&corpus.join("timm-model-index"), &repository);
    support::copy(&corpus.join("timm-results-csv"), &repository);
    let toml = "version = 1\n[[system]]\nid = \"timm\"\ntier = \"high\"\nstage = \"review\"\nroot = \".\"\n";
    support::write(&repository, "raigate.toml", toml);
    let report = support::check(&repository);
    let of = |id: &'static str| {
        let found = report.findings.iter();
        found.filter(move |finding| finding.rule.as_str() == id)
    };
    assert_eq!(of("card/claim-contradicts-result").count(), 0);
    assert_eq!(of("card/ambiguous-claim").count(), 0);
    let mut units = BTreeSet::new();
    let mut unmeasured = BTreeSet::new();
    for finding in of("card/claim-without-result") {
        let path = finding.location.path.to_string();
        if finding.message.ends_with("a fraction written as per cent") {
            units.insert(path);
        } else if finding.message.contains("no result in the system") {
            unmeasured.insert(path);
        }
    }
    let pages = oracle("timm-model-index/expected.json");
    let with = |wanted: fn(&Value) -> bool| {
        let pages = pages.iter().filter(|(_, page)| {
            let models = page["models"].as_array();
            models.into_iter().flatten().any(wanted)
        });
        pages.map(|(path, _)| path.clone()).collect::<BTreeSet<_>>()
    };
    let wrong = with(|model| {
        model["abs_diff_nearest"]
            .as_f64()
            .is_some_and(|it| it > 2.0)
    });
    assert_eq!(units, wrong);
    assert_eq!(unmeasured, with(|model| model["match"] == "none"));
}

/// The `size_categories` that are called wrong are exactly those the oracle calls wrong.
fn sizes_agree(report: &Report) {
    let expected = oracle("hf-dataset-cards/expected-consistency.json");
    let wrong = expected.iter().filter_map(|(card, oracle)| {
        let is_wrong = oracle["size_category_consistent"] == Value::Bool(false);
        is_wrong.then(|| format!("{card}/README.md"))
    });
    let found = of_rules(report, &["data/size-contradicts-files"]);
    assert_eq!(found, wrong.collect());
}

/// Each card has as many of the template's two prompts as the oracle counts.
fn placeholders_agree(report: &Report) {
    let mut found = BTreeMap::<String, u64>::new();
    for finding in &report.findings {
        let is_prompt = finding.message.contains("`[More Information Needed]`")
            || finding.message.contains("`[Needs More Information]`");
        if finding.rule.as_str() == "card/placeholder-text" && is_prompt {
            *found.entry(finding.location.path.to_string()).or_default() += 1;
        }
    }
    for (card, oracle) in oracle("hf-dataset-cards/expected.json") {
        let counted = found.get(&card).copied().unwrap_or_default();
        assert_eq!(Some(counted), oracle["more_info_needed"].as_u64(), "{card}");
    }
}

/// A card that the hub's own loader refuses has a finding about what can be read of it.
fn hub_agrees(family: &str, report: &Report) {
    let refused = oracle(&format!("{family}/expected.json"))
        .into_iter()
        .filter_map(|(card, oracle)| (oracle["hub_card"] == "error").then_some(card));
    let found = of_rules(
        report,
        &[
            "artifact/unparsable",
            "artifact/schema-mismatch",
            "card/invalid-metadata",
        ],
    );
    assert_eq!(found, refused.collect(), "{family}");
}

fn oracle(path: &str) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(support::corpus().unwrap().join(path)).unwrap();
    let mut expected: Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(expected["files"].take()).unwrap()
}

/// Returns the files with a finding of one of these rules.
fn of_rules(report: &Report, rules: &[&str]) -> BTreeSet<String> {
    let findings = report.findings.iter();
    findings
        .filter(|finding| rules.contains(&finding.rule.as_str()))
        .map(|finding| finding.location.path.to_string())
        .collect()
}

/// Each rule fires as often as `docs/calibration.toml` says.
fn as_often_as_written_down(reports: &[(String, Report)]) {
    let text = fs::read_to_string(support::root().join("docs/calibration.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let mut fires: BTreeMap<String, i64> = table.keys().map(|id| (id.clone(), 0)).collect();
    for finding in reports.iter().flat_map(|(_, report)| &report.findings) {
        *fires.entry(finding.rule.as_str().to_owned()).or_default() += 1;
    }
    let written = |id: &str| table.get(id).and_then(|entry| entry["fires"].as_integer());
    let differing: Vec<String> = fires
        .iter()
        .filter(|(id, found)| written(id) != Some(**found))
        .map(|(id, found)| format!("[\"{id}\"] fires = {found}, written {:?}", written(id)))
        .collect();
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
}
