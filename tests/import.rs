//! `raigate import`: what it writes, what it refuses, and what the gate makes of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests stand outside the stages"
)]

mod support;

#[path = "import/corpus.rs"]
mod corpus;
#[path = "import/choice.rs"]
mod choice;
#[path = "import/digests.rs"]
mod digests;
#[path = "import/sources.rs"]
mod sources;

use std::fs;
use std::process::Command;

use camino::Utf8Path;

const HARNESS: &str = r#"{
  "results": {
    "arc_easy": {"alias": "arc_easy", "acc,none": 0.7514, "acc_stderr,none": 0.0088},
    "gsm8k": {"exact_match,strict-match": 0.32, "exact_match,flexible-extract": 0.41}
  },
  "configs": {"arc_easy": {"dataset_path": "allenai/ai2_arc", "dataset_name": "ARC-Easy", "test_split": "test"}},
  "versions": {"arc_easy": 1.0, "gsm8k": 3.0},
  "n-shot": {"arc_easy": 0, "gsm8k": 5},
  "n-samples": {"arc_easy": {"original": 2376, "effective": 2376}, "gsm8k": {"original": 1319, "effective": 100}},
  "config": {"model_args": "pretrained=acme/scorer", "random_seed": 7},
  "lm_eval_version": "0.4.9"
}
"#;

/// Runs `raigate` in `folder`; returns its exit code and all it said.
fn raigate(folder: &Utf8Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_raigate"));
    for (name, _) in std::env::vars() {
        if ["GITHUB_", "CI", "GIT_", "RAIGATE_"]
            .iter()
            .any(|it| name.starts_with(it))
        {
            command.env_remove(name);
        }
    }
    let output = command.args(args).current_dir(folder).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

/// Imports, which has to succeed, and returns the file that was written.
fn imported(folder: &Utf8Path, args: &[&str], written: &str) -> String {
    let (code, said) = raigate(folder, &[&["import"], args].concat());
    assert_eq!(code, 0, "{said}");
    fs::read_to_string(folder.join(written)).unwrap_or_else(|_| panic!("no {written}: {said}"))
}

#[test]
fn the_output_of_a_harness_keeps_what_tells_its_numbers_apart() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "out/run.json", HARNESS);
    let text = imported(&folder, &["out/run.json"], "rai/eval/results/run.yaml");
    for part in [
        "  name: acme/scorer\n",
        "seed: 7\n",
        "- type: \"accuracy\"\n    value: 0.7514\n",
        "      config: \"ARC-Easy\"\n",
        "variant: strict-match",
        "variant: flexible-extract",
        "    n: 100\n    of: 1319\n",
        "pointer: \"/results/arc_easy/acc,none\"",
        "\"/n\": \"/n-samples/arc_easy/effective\"",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(
        !text.contains("\ndataset:"),
        "nobody is asked for what each says\n{text}"
    );
}

#[test]
fn an_imported_result_bears_the_same_claims_as_its_source() {
    let card = |value: &str, dataset: &str| {
        format!(
            "---\nlicense: mit\nmodel-index:\n- name: acme/scorer\n  results:\n  - task: {{type: text-generation}}\n    dataset: {{type: {dataset}, name: {dataset}, config: ARC-Easy, split: test}}\n    metrics: [{{type: accuracy, value: {value}}}]\n---\n# Scorer\n"
        )
    };
    let (_guard, folder) = support::folder();
    support::write(&folder, "run.json", HARNESS);
    support::write(&folder, "README.md", card("0.75", "allenai/ai2_arc"));
    imported(&folder, &["run.json"], "rai/eval/results/run.yaml");
    fs::remove_file(folder.join("run.json")).unwrap();
    for (value, dataset, expected) in [
        ("0.75", "allenai/ai2_arc", "no finding"),
        ("0.75", "arc_easy", "no finding"),
        (
            "0.79",
            "allenai/ai2_arc",
            "card claims accuracy 0.79, the result is 0.7514",
        ),
        (
            "0.79",
            "arc_easy",
            "card claims accuracy 0.79, the result is 0.7514",
        ),
    ] {
        support::write(&folder, "README.md", card(value, dataset));
        let lines = support::lines(&support::check(&folder)).join("\n");
        let found = lines
            .lines()
            .find(|line| line.contains("claim-contradicts"));
        assert!(
            found.unwrap_or("no finding").contains(expected),
            "{value}: {lines}"
        );
        assert!(!lines.contains("ambiguous"), "{lines}");
    }
}

#[test]
fn a_benchmark_is_no_answer_to_a_claim_without_its_name() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "run.json", HARNESS);
    support::write(
        &folder,
        "README.md",
        "---\nlicense: mit\npipeline_tag: text-generation\n---\n# Scorer\n\n| Metric | Value |\n|---|---|\n| Accuracy | 0.91 |\n",
    );
    imported(&folder, &["run.json"], "rai/eval/results/run.yaml");
    fs::remove_file(folder.join("run.json")).unwrap();
    let lines = support::lines(&support::check(&folder)).join("\n");
    assert!(!lines.contains("claim-contradicts"), "{lines}");
}

#[test]
fn a_partial_run_stays_one() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "run.json", HARNESS);
    imported(&folder, &["run.json"], "rai/eval/results/run.yaml");
    let lines = support::lines(&support::check(&folder)).join("\n");
    assert!(
        lines.contains("partial-run rai/eval/results/run.yaml"),
        "{lines}"
    );
}

#[test]
fn every_gap_is_rejected_at_its_line() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "raigate.toml",
        "version = 1\n[[system]]\nid = \"scorer\"\ntier = \"high\"\n",
    );
    support::write(&folder, "out/run.json", HARNESS);
    support::write(
        &folder,
        "out/a.report.jsonl",
        "{\"entry_type\":\"start_run setup\",\"garak_version\":\"0.12\",\"plugins.model_name\":\"acme\"}\n{\"entry_type\":\"eval\",\"probe\":\"dan.Dan\",\"detector\":\"dan.DAN\",\"passed\":3,\"total\":5}\n",
    );
    support::write(
        &folder,
        "out/frame.json",
        "{\"overall\":{\"selection_rate\":0.4},\"by_group\":{\"selection_rate\":{\"f\":0.3,\"m\":0.5},\"count\":{\"f\":10,\"m\":10}},\"sensitive_features\":[\"sex\"]}",
    );
    support::write(
        &folder,
        "out/MLmodel",
        "artifact_path: model\nrun_id: 5f1c\nmetadata:\n  model_name: acme/scorer\n",
    );
    let sources = ["out/run.json", "out/a.report.jsonl", "out/MLmodel"];
    let written = [
        "rai/eval/results/run.yaml",
        "rai/safety/a.report.yaml",
        "rai/models/out.yaml",
    ];
    let mut texts = vec![];
    for (source, written) in sources.iter().zip(written) {
        texts.push((written, imported(&folder, &[source], written)));
    }
    texts.push((
        "rai/fairness/frame.yaml",
        imported(
            &folder,
            &["out/frame.json", "--as", "fairness-report"],
            "rai/fairness/frame.yaml",
        ),
    ));
    let report = support::check(&folder);
    for (path, text) in texts {
        assert!(text.contains("system: \"scorer\""), "{text}");
        for (number, line) in text.lines().enumerate() {
            if line.trim_start().starts_with('#') || !line.contains("TODO") {
                continue;
            }
            let is_named = report.findings.iter().any(|finding| {
                finding.location.path == path && finding.location.start.line == number + 1
            });
            assert!(
                is_named,
                "{path}:{}: {line}\n{}",
                number + 1,
                support::lines(&report).join("\n")
            );
        }
    }
}

#[test]
fn all_mistakes_are_named_and_nothing_is_half_written() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "out/run.json", HARNESS);
    support::write(&folder, "out/other.json", "{\"a\": 1}");
    support::write(&folder, "out/broken.json", "{\"results\": {\"a\": ");
    let args = [
        "import",
        "out/run.json",
        "out/other.json",
        "out/none.json",
        "out/broken.json",
        "out",
    ];
    let (code, said) = raigate(&folder, &args);
    assert_eq!(code, 2, "{said}");
    for part in [
        "`out/other.json` is in no format",
        "`out/none.json` could not be opened",
        "`out/broken.json`",
        "`out` is no file",
        "nothing of the 5 files was written",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(!folder.join("rai").exists());
}

#[test]
fn files_that_would_be_one_are_told_apart_first() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "a/run.json", HARNESS);
    support::write(&folder, "b/run.json", HARNESS);
    let (code, said) = raigate(&folder, &["import", "a/run.json", "b/run.json"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("would be written from a/run.json and b/run.json"),
        "{said}"
    );
    assert!(!folder.join("rai").exists());
}

#[test]
fn a_kind_that_the_source_cannot_fill_is_an_error_that_names_those_it_can() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "run.json", HARNESS);
    support::write(
        &folder,
        "frame.json",
        "{\"overall\":{\"accuracy\":0.4},\"by_group\":{\"accuracy\":{\"f\":0.3}}}",
    );
    let cases: [(&[&str], &str); 4] = [
        (
            &["run.json", "--as", "datasheet"],
            "holds nothing that fills a datasheet\n  help: it can be imported as eval-result",
        ),
        (
            &["run.json", "--as", "eval-results"],
            "there is no kind `eval-results`; did you mean `eval-result`?",
        ),
        (&["frame.json"], "says which: eval-result, fairness-report"),
        (
            &["run.json", "--system", "other"],
            "there is no system `other`",
        ),
    ];
    for (args, expected) in cases {
        let (code, said) = raigate(&folder, &[&["import"], args].concat());
        assert_eq!((code, said.contains(expected)), (2, true), "{said}");
    }
}

#[test]
fn a_file_that_is_there_is_written_over_with_consent_and_keeps_what_people_wrote() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "run.json", HARNESS);
    let path = "rai/eval/results/run.yaml";
    let text = imported(&folder, &["run.json"], path);
    let filled = text
        .replace("responsible: TODO", "responsible: \"@grace\"")
        .replace("version: TODO", "version: \"2.1\"")
        .replace("0.7514", "0.99");
    support::write(&folder, path, &filled);
    let (code, said) = raigate(&folder, &["import", "run.json"]);
    assert_eq!((code, said.contains("`--force`")), (2, true), "{said}");
    let text = imported(&folder, &["run.json", "--force"], path);
    assert!(
        text.contains("responsible: \"@grace\"") && text.contains("version: \"2.1\""),
        "{text}"
    );
    assert!(
        text.contains("value: 0.7514") && text.contains("command: TODO"),
        "{text}"
    );
    support::write(&folder, path, "what people wrote: themselves\n");
    let (code, said) = raigate(&folder, &["import", "run.json", "--force"]);
    assert_eq!(
        (code, said.contains("is not written over")),
        (2, true),
        "{said}"
    );
}
