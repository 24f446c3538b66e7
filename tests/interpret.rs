//! What raigate understands of a repository, case by case.
//!
//! Each case is a file in `tests/interpret/`: sections `-- PATH (KIND STANDARD) --`
//! hold the files of a repository, `-- raigate.toml --` its configuration, and
//! `-- expected --` what is understood, as JSON in which a member that is not
//! named may be anything and `null` stands for an absent one.

#[path = "interpret/corpus.rs"]
mod corpus;
#[path = "interpret/properties.rs"]
mod properties;

use std::fs;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::artifact::Evidence;
use raigate::config::{self, Config};
use raigate::discover::EvidenceFile;
use raigate::git::{ReadError, Snapshot, Source};
use raigate::glossary::{Format, Kind, Standard};
use raigate::report::json::Breakdown;
use raigate::{interpret, parse};
use serde_json::{Value, json};

/// Compares what is understood of `tests/interpret/CASE.txt` with what the case expects.
fn check(case: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/interpret/{case}.txt"));
    let text = format!("\n{}", read(&path));
    let mut files = Vec::new();
    let mut models = Vec::new();
    let mut toml = "version = 1\n".to_owned();
    let mut expected = Value::Null;
    for section in text.split("\n-- ").skip(1) {
        let (header, body) = section.split_once(" --\n").expect("a header ends its line");
        match header {
            "expected" => expected = serde_json::from_str(body).expect("expected is JSON"),
            "raigate.toml" => toml.push_str(body),
            header if header.starts_with("model file ") => models.push(header[11..].into()),
            header => files.push(evidence_file(header, body)),
        }
    }
    let files = files.into_iter().map(|file| {
        let bytes = file.bytes.as_deref().unwrap_or_default();
        let format = Format::of_path(&file.path).expect("the path has a known format");
        let document = parse::document(format, bytes);
        (file, document)
    });
    let files: Vec<_> = files.collect();
    let config = configuration(&toml);
    let backwards = files.iter().rev().cloned().collect();
    let seen = shown(&interpret::evidence(files, &models, &config));
    let again = shown(&interpret::evidence(backwards, &models, &config));
    assert_eq!(
        seen, again,
        "{case}: the order of files changes what is understood"
    );
    let mut differences = Vec::new();
    compare("", &expected, &seen, &mut differences);
    assert!(
        differences.is_empty(),
        "{case}:\n{}\nunderstood:\n{seen:#}",
        differences.join("\n")
    );
}

/// Returns what a case can expect something of.
fn shown(found: &Evidence) -> Value {
    let systems = found.systems.iter().map(|system| {
        let artifacts = system.artifacts.iter().map(|at| {
            let artifact = &found.artifacts[*at];
            format!("{}{}", artifact.path, artifact.root)
        });
        json!({
            "id": system.id, "tier": system.tier.name(), "stage": system.stage.name(),
            "root": system.root, "declared": system.declared.is_some(),
            "artifacts": artifacts.collect::<Vec<_>>(), "model_files": system.model_files,
        })
    });
    let mut seen = json!({ "systems": systems.collect::<Vec<_>>() });
    for artifact in &found.artifacts {
        let faults = artifact
            .faults
            .iter()
            .map(|fault| format!("{}: {}", fault.rule, fault.message));
        seen[format!("{}{}", artifact.path, artifact.root)] = json!({
            "kind": artifact.kind.name(), "standard": artifact.standard.name(), "id": artifact.id,
            "facts": artifact.facts.to_map(), "faults": faults.collect::<Vec<_>>(),
            "breakdowns": artifact.breakdowns.iter().map(Breakdown::from).collect::<Vec<_>>(),
        });
    }
    seen
}

/// Reads `PATH (KIND STANDARD)`, with `SYSTEM` behind it where configuration names one.
fn evidence_file(header: &str, body: &str) -> EvidenceFile {
    let (path, words) = header
        .split_once(" (")
        .expect("the kind stands behind the path");
    let words: Vec<&str> = words.trim_end_matches(')').split(' ').collect();
    EvidenceFile {
        path: Utf8PathBuf::from(path),
        bytes: match body.trim_end() {
            "<escapes>" => Err(ReadError::Escapes("/etc/passwd".to_owned())),
            "<too large>" => Err(ReadError::TooLarge { size: 9, limit: 8 }),
            _ => Ok(body.as_bytes().to_vec()),
        },
        kind: Kind::from_name(words[0]).expect("a known kind"),
        standard: Standard::from_name(words[1]).expect("a known standard"),
        kind_is_configured: words.len() > 2,
        system: words
            .get(2)
            .filter(|name| **name != "configured")
            .map(ToString::to_string),
        model: None,
        dataset: None,
    }
}

fn configuration(toml: &str) -> Config {
    let folder = tempfile::tempdir().expect("a folder for the configuration");
    fs::write(folder.path().join("raigate.toml"), toml).expect("it can be written");
    let root = Utf8Path::from_path(folder.path()).expect("a path in UTF-8");
    let source = Source::open(root, &Snapshot::WorkTree).expect("it can be opened");
    config::load(&source, None).expect("the configuration of a case is right")
}

/// Notes where `seen` is not what `expected` names.
fn compare(at: &str, expected: &Value, seen: &Value, differences: &mut Vec<String>) {
    match (expected, seen) {
        (Value::Object(expected), Value::Object(seen)) => {
            for (key, value) in expected {
                let other = seen.get(key).unwrap_or(&Value::Null);
                compare(&format!("{at}/{key}"), value, other, differences);
            }
        }
        (Value::Array(expected), Value::Array(seen)) if expected.len() == seen.len() => {
            for (index, (value, other)) in expected.iter().zip(seen).enumerate() {
                compare(&format!("{at}/{index}"), value, other, differences);
            }
        }
        _ if expected == seen => {}
        _ => differences.push(format!("{at}: expected {expected}, understood {seen}")),
    }
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own cases")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the case is there")
}

#[test]
fn metrics_by_group_are_kept_for_pictures() {
    check("breakdowns");
}

#[test]
fn a_claim_finds_the_result_of_its_model_and_data() {
    check("claim-and-result");
}

#[test]
fn a_bare_architecture_is_not_matched_with_tagged_weights() {
    check("tagged-weights");
}

#[test]
fn several_results_that_differ_stay_several() {
    check("several-results");
}

#[test]
fn a_claim_without_a_match_knows_the_result_that_comes_closest() {
    check("nearest");
}

#[test]
fn an_output_of_any_tool_becomes_the_same_facts() {
    check("outputs");
}

#[test]
fn an_output_with_odd_counts_or_status_is_read_with_care() {
    check("broken-outputs");
}

#[test]
fn metrics_of_training_data_support_no_claim_about_others() {
    check("trained-on");
}

#[test]
fn no_result_hides_behind_copies_of_another() {
    check("many-copies");
}

#[test]
fn a_table_is_a_claim_only_about_the_model_of_its_card() {
    check("tables");
}

#[test]
fn a_claim_in_disguise_is_still_a_claim() {
    check("disguised-claims");
}

#[test]
fn a_plan_knows_the_results_that_measure_what_it_asks_for() {
    check("plan");
}

#[test]
fn attacks_are_counted_by_kind_and_nothing_left_out_is_lost() {
    check("attacks");
}

#[test]
fn a_native_result_carries_what_makes_it_checkable() {
    check("native-result");
}

#[test]
fn an_envelope_outranks_content_and_path_but_not_configuration() {
    check("kinds");
}

#[test]
fn a_log_has_its_envelope_in_its_first_line() {
    check("log");
}

#[test]
fn noise_of_binary_arithmetic_is_no_precision() {
    check("precision");
}

#[test]
fn a_file_without_content_is_an_artifact_with_a_fault() {
    check("absent-content");
}

#[test]
fn an_artifact_belongs_to_the_system_it_names_else_to_the_nearest_root() {
    check("membership");
}

#[test]
fn a_folder_that_no_system_claims_is_an_implied_system() {
    check("implied-systems");
}

#[test]
fn two_records_of_one_id_know_of_each_other() {
    check("duplicate-ids");
}

#[test]
fn a_reference_resolves_or_says_why_not() {
    check("references");
}

#[test]
fn a_list_of_names_is_no_name_of_one_model() {
    check("names-in-lists");
}

#[test]
fn what_is_named_as_evidence_is_told_by_its_form() {
    check("proofs");
}

#[test]
fn a_model_version_is_followed_to_its_release() {
    check("chain");
}

#[test]
fn a_chain_of_supersedes_that_leads_back_is_told_from_one_that_ends() {
    check("circle");
}

#[test]
fn a_dataset_card_is_as_large_as_its_largest_configuration_or_all_together() {
    check("dataset-size");
}

#[test]
fn a_dataset_in_use_finds_its_datasheet_under_any_spelling() {
    check("datasheets");
}

#[test]
fn a_croissant_dataset_is_read_under_any_context() {
    check("croissant");
}

#[test]
fn a_document_of_spdx_is_a_graph_in_no_order() {
    check("spdx");
}

#[test]
fn a_signature_of_a_model_names_the_digests_of_its_files() {
    check("model-signing");
}

#[test]
fn an_asset_of_azure_names_its_training_data() {
    check("azure-ml");
}

#[test]
fn a_manifest_of_the_model_zoo_names_the_digests_of_its_files() {
    check("open-model-zoo");
}

#[test]
fn a_column_may_be_named_by_several_words() {
    check("columns");
}

#[test]
fn rows_that_two_splits_share_are_counted() {
    check("shared-rows");
}

#[test]
fn a_value_that_is_no_number_is_said() {
    check("no-number");
}

#[test]
fn a_bill_of_materials_tells_of_its_model() {
    check("cyclonedx");
}

#[test]
fn a_card_of_the_toolkit_is_read_in_both_versions() {
    check("model-card-toolkit");
}

#[test]
fn a_record_of_every_eval_ever_keeps_what_makes_it_checkable() {
    check("every-eval-ever");
}
