//! What configuration, size, links and pointers change, and what is passed over.

use crate::{DATASET, Folder, check};

#[test]
fn what_is_vendored_or_cannot_be_read_is_named() {
    let found = Folder::of(&[
        ("node_modules/a/MODEL_CARD.md", "# A\n"),
        ("node_modules/b/x.json", "{}"),
        ("tests/fixtures/MODEL_CARD.md", "# A\n"),
        ("logs/a.eval", "PK"),
        ("sbom.cdx.xml", "<bom/>"),
        (
            "lfs.json",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        ),
    ])
    .found();
    check(
        &found,
        &[
            "- lfs.json: a Git LFS pointer: without its content nothing says whether it is evidence",
            "- logs/a.eval: named as a log of inspect_ai is, but it is no ZIP container",
            "- node_modules: vendored, built or fixture folder: 2 files not looked at",
            "- sbom.cdx.xml: CycloneDX in XML cannot be read; export it as JSON",
            "- tests/fixtures: vendored, built or fixture folder: 1 file not looked at",
        ],
    );
}

#[test]
fn evidence_is_not_hidden_by_the_name_of_a_folder_below_its_place() {
    let result = r#"{"schema": "raigate/eval-result/v1"}"#;
    let found = Folder::of(&[
        ("a/rai/eval/results/build/may.json", result),
        ("vendor/a/rai/eval/results/may.json", result),
        ("rai/tests/fixtures/may.json", result),
    ])
    .found();
    check(
        &found,
        &[
            "a/rai/eval/results/build/may.json: native eval-result",
            "- rai/tests/fixtures: vendored, built or fixture folder: 1 file not looked at",
            "- vendor: vendored, built or fixture folder: 1 file not looked at",
        ],
    );
}

#[test]
fn pointers_stand_for_the_evidence_they_replace() {
    let lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    let found = Folder::of(&[
        ("MODEL_CARD.md", lfs),
        ("rai/eval/results/may.json.dvc", "outs:\n- md5: 0\n"),
        ("model.onnx.dvc", "outs:\n- md5: 0\n"),
    ])
    .found();
    check(
        &found,
        &[
            "MODEL_CARD.md: plain-card model-card",
            "rai/eval/results/may.json.dvc: native eval-result",
        ],
    );
    assert_eq!(found.model_files, ["model.onnx.dvc"]);
}

#[test]
fn configuration_outranks_conventions() {
    let found = Folder::of(&[
        (
            "raigate.toml",
            r#"version = 1
[discovery]
include = ["vendor/ours/**"]
exclude = ["drafts/**"]
models = ["**/*.bin"]
[[system]]
id = "nested"
tier = "minimal"
root = "build/nested"
[[artifact]]
kind = "model-card"
paths = ["docs/cards/*.md"]
system = "nested"
[[artifact]]
kind = "privacy-review"
paths = ["dist/privacy.yaml", "none/*.yaml"]
[[artifact]]
kind = "incident"
paths = ["incidents/*.yaml"]
"#,
        ),
        ("docs/cards/a.md", "# A\n"),
        ("docs/cards/b.md", DATASET),
        ("docs/cards/sub/c.md", "# C\n"),
        ("dist/privacy.yaml", "schema: raigate/intake/v1\n"),
        ("vendor/ours/MODEL_CARD.md", "# V\n"),
        ("vendor/ours/notes.md", "# N\n"),
        ("vendor/theirs/MODEL_CARD.md", "# V\n"),
        ("drafts/MODEL_CARD.md", "# D\n"),
        ("build/nested/README.md", "# N\n"),
        ("build/nested/w.bin", ""),
        ("build/nested/node_modules/MODEL_CARD.md", "# V\n"),
        ("build/other/MODEL_CARD.md", "# V\n"),
    ])
    .found();
    let vendored = "vendored, built or fixture folder: 1 file not looked at";
    check(
        &found,
        &[
            "build/nested/README.md: plain-card model-card",
            "dist/privacy.yaml: native privacy-review (configured)",
            "docs/cards/a.md: plain-card model-card (configured)",
            "docs/cards/b.md: plain-card model-card (configured)",
            "vendor/ours/MODEL_CARD.md: plain-card model-card",
            &format!("- build: {vendored}"),
            &format!("- build/nested/node_modules: {vendored}"),
            "- drafts/MODEL_CARD.md: excluded by the configuration",
            &format!("- vendor: {vendored}"),
            "- vendor/ours/notes.md: included, but nothing says which kind it is: name it in [[artifact]]",
            "- no file fits `incidents/*.yaml`, the [[artifact]] of raigate.toml:17",
        ],
    );
    assert_eq!(found.files[2].system.as_deref(), Some("nested"));
    assert_eq!(found.model_files, ["build/nested/w.bin"]);
}

#[test]
fn large_files_are_refused_where_they_count_and_named_elsewhere() {
    let huge = " ".repeat((16 << 20) + 1);
    let padded = format!(
        "{{\"eval\": 1, \"pad\": \"{}\", \"schema\": \"raigate/intake/v1\"}}",
        "x".repeat(2 << 20)
    );
    let found = Folder::of(&[
        ("data.json", &huge),
        ("rai/eval/plan.json", &huge),
        ("late.json", &padded),
    ])
    .found();
    check(
        &found,
        &[
            "late.json: native intake",
            "rai/eval/plan.json: native eval-plan ! file has 16777217 bytes, limit is 16777216",
            "- data.json: file has 16777217 bytes, limit is 16777216",
        ],
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_are_evidence_where_they_look_like_it() {
    let folder = Folder::of(&[("real/MODEL_CARD.md", "# R\n"), ("real/text.md", "# T\n")]);
    let link = |path: &str, target: &str| {
        std::os::unix::fs::symlink(target, folder.root.join(path)).unwrap();
    };
    link("MODEL_CARD.md", "/etc/hostname");
    link("datasheet.md", "gone.md");
    link("model-card.md", "real/MODEL_CARD.md");
    link("system_card.md", "real/text.md");
    link("notes.md", "gone.md");
    link("latest.json", "real");
    link("dist", "real");
    check(
        &folder.found(),
        &[
            "MODEL_CARD.md: plain-card model-card ! symbolic link leads out of the repository, to `/etc/hostname`",
            "datasheet.md: plain-card datasheet ! symbolic link leads nowhere, to `gone.md`",
            "real/MODEL_CARD.md: plain-card model-card",
            "system_card.md: plain-card system-card",
            "- latest.json: is a folder, not a file",
            "- model-card.md: a link to `real/MODEL_CARD.md`, which is judged",
            "- notes.md: symbolic link leads nowhere, to `gone.md`",
        ],
    );
}

#[test]
fn a_file_cut_off_anywhere_is_looked_at_without_a_fault() {
    let whole = [
        (
            "a.json",
            r#"{"@context": {"cr": "http://mlcommons.org/croissant/"}, "a": ["\\\"", {"b": [1]}]}"#,
        ),
        (
            "b.json",
            r#"[{"name": {"name": "x"}, "count": 1, "sum": 1.0}]"#,
        ),
        (
            "c.md",
            "\u{feff}---\r\nraigate: {schema: raigate/intake/v1}\r\n---\r\n# é\n",
        ),
        (
            "d.yaml",
            "\"schema\": 'raigate/approval/v1'\n\"é\": \"\n'k: v\n",
        ),
        ("e.toml", "+++\nschema = \"raigate/waiver/v1\"\n"),
    ];
    let mut files = Vec::new();
    for (path, text) in whole {
        for cut in 0..=text.len() {
            let name = format!("{cut}/{path}");
            files.push((name, text.as_bytes().get(..cut).unwrap().to_vec()));
        }
    }
    let folder = Folder::of(&[]);
    for (path, bytes) in &files {
        let file = folder.root.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    let found = folder.found();
    assert!(found.left_out.is_empty());
    for (path, text) in whole {
        let name = format!("{}/{path}", text.len());
        let is_found = found.files.iter().any(|file| file.path == name);
        assert!(is_found, "{name}");
    }
}
