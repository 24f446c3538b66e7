//! Which files are taken for evidence, of which kind, and what is said of the others.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "a test that cannot run says so aloud")]

mod chosen;
mod corpus;

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::config;
use raigate::discover::{self, Discovery};
use raigate::git::{Snapshot, Source};

const DATASET: &str = "---\npretty_name: Digits\nsize_categories:\n- 1K<n<10K\n---\n";
const MODEL: &str = "---\nlicense: mit\nlibrary_name: timm\npipeline_tag: text-generation\n---\n";

struct Folder {
    root: Utf8PathBuf,
    _guard: tempfile::TempDir,
}

impl Folder {
    fn of(files: &[(&str, &str)]) -> Self {
        let guard = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(guard.path())
            .unwrap()
            .canonicalize_utf8()
            .unwrap();
        for (path, text) in files {
            let file = root.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Self {
            root,
            _guard: guard,
        }
    }

    fn found(&self) -> Discovery {
        let source = Source::open(&self.root, &Snapshot::WorkTree).unwrap();
        let config = config::load(&source, None).unwrap();
        discover::evidence(&source, &config).unwrap()
    }
}

/// Compares what is found, each as `path: standard kind`, with a `!` and the reason where the
/// bytes are not to be had; what is left out follows, each as `- path: reason`.
#[track_caller]
fn check(found: &Discovery, expected: &[&str]) {
    let files = found.files.iter().map(|file| {
        let fault = file
            .bytes
            .as_ref()
            .err()
            .map_or(String::new(), |error| format!(" ! {error}"));
        let how = if file.kind_is_configured {
            " (configured)"
        } else {
            ""
        };
        format!("{}: {} {}{how}{fault}", file.path, file.standard, file.kind)
    });
    let left_out = found
        .left_out
        .iter()
        .map(|(path, reason)| format!("- {path}: {reason}"));
    let unmet = found.unmet.iter().map(|entry| format!("- {entry}"));
    let all = files.chain(left_out).chain(unmet);
    assert_eq!(all.collect::<Vec<_>>(), expected);
}

#[test]
fn an_envelope_says_which_kind_a_file_is() {
    let found = Folder::of(&[
        (
            "a.yaml",
            "# a comment\nid: x\nschema: raigate/approval/v1\n",
        ),
        (
            "b.json",
            "{\"id\": \"x\", \"model\": {\"schema\": 1}, \"schema\": \"raigate/eval-result/v1\"}",
        ),
        (
            "c.md",
            "---\ntitle: X\nraigate:\n  schema: raigate/datasheet/v1\n---\n# X\n",
        ),
        ("d.toml", "schema = \"raigate/waiver/v1\"\n"),
        (
            "e.jsonl",
            "{\"schema\": \"raigate/safety-test-log/v1\"}\n{\"id\": 1}\n",
        ),
        ("f.yml", "\u{feff}\"schema\": 'raigate/intake/v1'\r\n"),
        ("g.yaml", "schema: raigate/modelcard/v1\n"),
        ("h.yaml", "id: one\n---\nschema: raigate/incident/v1\n"),
        (
            "i.md",
            "---\nraigate: {schema: raigate/model-card/v1}\n---\n",
        ),
        ("rai/eval/plan.yaml", "schema: raigate/risk-assessment/v1\n"),
    ])
    .found();
    check(
        &found,
        &[
            "a.yaml: native approval",
            "b.json: native eval-result",
            "c.md: native datasheet",
            "d.toml: native waiver",
            "e.jsonl: native safety-test-log",
            "f.yml: native intake",
            "g.yaml: native model-card",
            "h.yaml: native incident",
            "i.md: native model-card",
            "rai/eval/plan.yaml: native risk-assessment",
        ],
    );
}

#[test]
fn what_only_mentions_an_envelope_is_none() {
    let found = Folder::of(&[
        (
            "docs/howto.md",
            "# How\n```yaml\nschema: raigate/intake/v1\n```\n",
        ),
        (
            "schema.json",
            "{\"properties\": {\"schema\": {\"const\": \"raigate/intake/v1\"}}}",
        ),
        ("ci.yaml", "steps:\n  schema: raigate/intake/v1\n"),
        ("report.json", "{\"schema\": \"raigate/report/v1\"}"),
    ])
    .found();
    check(&found, &["- report.json: written by raigate itself"]);
}

#[test]
fn a_place_in_a_rai_folder_says_which_kind_a_file_is() {
    let found = Folder::of(&[
        ("models/x/rai/approvals/launch.yaml", "approver: ada\n"),
        ("rai/README.md", "# Evidence\n"),
        ("rai/eval/plan.yaml", ""),
        ("rai/eval/results/may.json", "{}"),
        ("rai/eval/results/rows.csv", "a,b\n"),
        ("rai/fairness/report.md", "# Fairness\n"),
        ("rai/intakes/x.yaml", "use_case: x\n"),
        ("rai/monitoring.yaml", ""),
        ("rai/safety/attacks.jsonl", "{}\n"),
        ("rai/system-card.md", "# Card\n"),
        ("rai/system.yaml", ""),
        ("src/rail/system.yaml", ""),
    ])
    .found();
    let nowhere = "in a `rai` folder, but neither its place nor its content says which kind it is";
    check(
        &found,
        &[
            "models/x/rai/approvals/launch.yaml: native approval",
            "rai/eval/plan.yaml: native eval-plan",
            "rai/eval/results/may.json: native eval-result",
            "rai/fairness/report.md: native fairness-report",
            "rai/monitoring.yaml: native monitoring-plan",
            "rai/safety/attacks.jsonl: native safety-test-log",
            "rai/system-card.md: plain-card system-card",
            "rai/system.yaml: native system",
            &format!("- rai/README.md: {nowhere}"),
            &format!("- rai/intakes/x.yaml: {nowhere}"),
        ],
    );
}

#[test]
fn cards_are_known_by_their_names() {
    let found = Folder::of(&[
        ("a/MODEL_CARD.md", "# A\n"),
        ("a/model-card.md", "# A\n"),
        ("a/ModelCard_v2.md", "# A\n"),
        ("a/SYSTEM_CARD.md", "# A\n"),
        ("b/datasheet.md", "# B\n"),
        ("b/DATASET_CARD.md", DATASET),
        ("c/model_card.markdown", MODEL),
        ("docs/model-cards.md", "# How to write model cards\n"),
        ("docs/modelcard_template.md", "# {{ name }}\n"),
        ("c/model_card.py", "print()\n"),
    ])
    .found();
    check(
        &found,
        &[
            "a/MODEL_CARD.md: plain-card model-card",
            "a/ModelCard_v2.md: plain-card model-card",
            "a/SYSTEM_CARD.md: plain-card system-card",
            "a/model-card.md: plain-card model-card",
            "b/DATASET_CARD.md: hugging-face-dataset-card datasheet",
            "b/datasheet.md: plain-card datasheet",
            "c/model_card.markdown: hugging-face-model-card model-card",
        ],
    );
}

#[test]
fn front_matter_tells_model_cards_from_dataset_cards() {
    let bare = "---\nlicense: mit\ntags:\n- vision\n---\n";
    let found = Folder::of(&[
        ("README.md", MODEL),
        ("d/README.md", DATASET),
        (
            "both/README.md",
            "---\ndatasets: [a]\nlibrary_name: x\ntask_categories: [y]\n---\n",
        ),
        ("datasets/x/README.md", bare),
        ("w/README.md", "---\nlicense: mit\n---\n"),
        ("w/model.safetensors", ""),
        ("models/x/README.md", bare),
        ("p/README.md", "---\nlicense: mit\n---\n"),
        ("p/train.parquet", ""),
        ("open/README.md", "---\nlibrary_name: timm\n"),
        (
            "crlf/README.md",
            "\u{feff}---\r\nlibrary_name: timm\r\n---\r\n",
        ),
        (
            "cards/resnet.md",
            "---\nmodel-index:\n- name: resnet\n---\n",
        ),
    ])
    .found();
    check(
        &found,
        &[
            "README.md: hugging-face-model-card model-card",
            "both/README.md: hugging-face-model-card model-card",
            "cards/resnet.md: hugging-face-model-card model-card",
            "crlf/README.md: hugging-face-model-card model-card",
            "d/README.md: hugging-face-dataset-card datasheet",
            "datasets/x/README.md: hugging-face-dataset-card datasheet",
            "models/x/README.md: hugging-face-model-card model-card",
            "open/README.md: hugging-face-model-card model-card",
            "p/README.md: hugging-face-dataset-card datasheet",
            "w/README.md: hugging-face-model-card model-card",
        ],
    );
    assert_eq!(found.model_files, ["w/model.safetensors"]);
}

#[test]
fn ordinary_files_are_left_alone() {
    let found = Folder::of(&[
        ("README.md", "# A library\n"),
        (
            "a/README.md",
            "---\ntitle: A page\nlicense: mit\ntags: [x]\n---\n",
        ),
        (
            "b/README.md",
            "---\nlayout: post\nlicense: mit\nlanguage: en\n---\n",
        ),
        ("c/README.md", "---\nlicense: mit\n---\n"),
        (
            "space/README.md",
            "---\ntitle: Demo\nsdk: gradio\napp_file: app.py\nlicense: mit\ntags: [x]\n---\n",
        ),
        ("blog/post.md", "---\ntags: [x]\ndatasets: y\n---\n"),
        (
            "package.json",
            "{\"name\": \"x\", \"version\": \"1\", \"results\": {}, \"config\": {}}",
        ),
        (".github/workflows/ci.yml", "on: push\n"),
        ("data.json", "[1, 2, 3]"),
        ("rows.jsonl", "{\"a\": 1}\n"),
        ("empty.json", ""),
        ("broken.json", "{\"a\": [1, 2"),
        (
            "bom.json",
            "{\"bomFormat\": \"CycloneDX\", \"components\": [{\"type\": \"library\"}]}",
        ),
        (
            "ld.json",
            "{\"@context\": \"https://schema.org\", \"@type\": \"Dataset\"}",
        ),
        (
            "stats.json",
            "[{\"name\": \"x\", \"count\": 1, \"sum\": 2}]",
        ),
    ])
    .found();
    check(&found, &[]);
}

#[test]
fn outputs_of_evaluation_tools_are_known_by_content_and_place() {
    let references =
        "models:\n- name: x\n  datasets:\n  - metrics:\n    - type: map\n      reference: 0.5\n";
    let found = Folder::of(&[
        (".eval_results/hle.yaml", "- dataset: {id: cais/hle}\n  value: 20.9\n"),
        ("a/accuracy-check.yml", references),
        ("b/accuracy-check.yml", "evaluations:\n- name: x\n"),
        ("b/other.yml", references),
        ("frame.json", r#"{"overall": {"accuracy": 0.8}, "by_group": {"female": {"accuracy": 0.8}}}"#),
        ("groups.csv", "attribute_name,attribute_value,tpr\nrace,A,0.5\n"),
        ("m/metrics.json", r#"{"avg_prec": 0.94, "roc_auc": 0.96}"#),
        ("n/metrics.json", r#"{"requests": 12}"#),
        ("n/numbers.json", r#"{"accuracy": 0.9}"#),
        ("people.csv", "model,top1\nnet,80.1\n"),
        ("plain-results.csv", "name,age\nada,36\n"),
        ("promptfoo.json", r#"{"evalId": "x", "results": {"results": [], "stats": {}}, "config": {}}"#),
        ("redteam.json", r#"{"evalId": "x", "results": {"results": [], "stats": {}}, "config": {"redteam": {}}}"#),
        ("results-imagenet.csv", "\u{feff}model,img_size,top1\nnet,224,80.1\n"),
        ("run.json", r#"{"mlflow": {"info": {"run_id": "x"}, "metrics": {}}}"#),
        ("run2.json", r#"{"run": {"info": {"run_id": "x"}, "data": {}}}"#),
        ("run3.json", r#"{"info": {"run_id": "x"}, "data": {"metrics": {}}}"#),
        ("run4.json", r#"{"run": "fast"}"#),
    ])
    .found();
    check(
        &found,
        &[
            ".eval_results/hle.yaml: hugging-face-eval-results eval-result",
            "a/accuracy-check.yml: accuracy-check eval-result",
            "frame.json: metric-frame fairness-report",
            "groups.csv: results-table fairness-report",
            "m/metrics.json: metrics-file eval-result",
            "promptfoo.json: promptfoo eval-result",
            "redteam.json: promptfoo safety-test-log",
            "results-imagenet.csv: results-table eval-result",
            "run.json: mlflow-run eval-result",
            "run2.json: mlflow-run eval-result",
            "run3.json: mlflow-run eval-result",
        ],
    );
}

#[test]
fn foreign_formats_are_known_by_their_content() {
    let found = Folder::of(&[
        ("bom.json", r#"{"bomFormat": "CycloneDX", "components": [{"type": "machine-learning-model", "modelCard": {}}]}"#),
        ("bom2.json", r#"{"bomFormat": "CycloneDX", "components": [{"type": "machine-learning-model"}]}"#),
        ("spdx.json", r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{"type": "ai_AIPackage"}]}"#),
        ("c.json", r#"{"@context": {"cr": "http://mlcommons.org/croissant/"}, "@type": "sc:Dataset"}"#),
        ("results.json", r#"{"results": {"arc": {}}, "n-shot": {}, "config": {}}"#),
        ("log.json", r#"{"version": 2, "status": "success", "eval": {"task": "x"}}"#),
        ("eee.json", r#"{"schema_version": "0.3", "evaluation_id": "x", "evaluation_results": []}"#),
        ("run_spec.json", r#"{"name": "x", "scenario_spec": {}, "adapter_spec": {}}"#),
        ("stats.json", r#"[{"name": {"name": "exact_match"}, "count": 1, "sum": 1.0}]"#),
        ("g.report.jsonl", "{\"entry_type\": \"init\", \"garak_version\": \"0.14\"}\n"),
        ("mct.json", r#"{"schema_version": "0.0.2", "model_details": {}, "considerations": {}}"#),
        ("av.json", r#"{"gid": "aiverify.stock.x", "cid": "x", "testArguments": {}, "output": {}}"#),
        ("m/MLmodel", "flavors: {}\n"),
        ("m/dataset_infos.json", "{}"),
        ("page.mdx", "# X\n<!--\nType: model-index\nModels: []\n-->\n"),
    ])
    .found();
    check(
        &found,
        &[
            "av.json: ai-verify eval-result",
            "bom.json: cyclonedx model-card",
            "bom2.json: cyclonedx model-manifest",
            "c.json: croissant datasheet",
            "eee.json: every-eval-ever eval-result",
            "g.report.jsonl: garak safety-test-log",
            "log.json: inspect eval-result",
            "m/MLmodel: mlmodel model-manifest",
            "m/dataset_infos.json: dataset-infos data-statistics",
            "mct.json: model-card-toolkit model-card",
            "page.mdx: model-index-comment model-card",
            "results.json: lm-eval eval-result",
            "run_spec.json: helm eval-result",
            "spdx.json: spdx model-manifest",
            "stats.json: helm eval-result",
        ],
    );
    assert_eq!(found.model_files, ["m/MLmodel"]);
}
