//! Copies held against their sources: what is said, and what blocks.

use std::fs;
use std::process::Command;

use camino::Utf8Path;
use raigate::git::Snapshot;

use crate::digests::sha256;
use crate::support;

const RUN: &str = "{\"accuracy\": 0.914, \"f1\": 0.887, \"per\": {\"sex\": {\"f\": 0.8}}}\n";

/// Returns a result that says it was copied.
fn copied(metric: &str, value: &str, path: &str, digest: &str, pointer: &str) -> String {
    format!(
        "schema: raigate/eval-result/v1\nid: run\nmetrics:\n  - type: {metric}\n    value: {value}\n    derived_from:\n      path: {path:?}\n      digest: {digest:?}\n      pointer: {pointer:?}\n"
    )
}

fn judged(folder: &Utf8Path) -> Vec<String> {
    support::lines(&support::check(folder))
}

/// Judges a copy of `value` from the usual run, under `path`, `digest` and `pointer`.
fn told(metric: &str, value: &str, path: &str, digest: &str, pointer: &str) -> String {
    let (_guard, folder) = support::folder();
    support::write(&folder, "out/metrics.json", RUN);
    support::write(&folder, "out/big.json", "x".repeat(100));
    let text = copied(metric, value, path, digest, pointer);
    support::write(&folder, "rai/eval/results/run.yaml", text);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/hostname", folder.join("out/away.json")).unwrap();
        std::os::unix::fs::symlink("metrics.json", folder.join("out/near.json")).unwrap();
        let own = "../rai/eval/results/run.yaml";
        std::os::unix::fs::symlink(own, folder.join("out/own.yaml")).unwrap();
    }
    judged(&folder).join("\n")
}

#[test]
fn a_copy_that_is_one_needs_no_word() {
    let hex = sha256(RUN);
    for digest in [
        format!("sha256:{hex}"),
        hex.clone(),
        format!("sha256:{}", hex.to_uppercase()),
    ] {
        for path in [
            "out/metrics.json",
            "./out/metrics.json",
            "out/../out/metrics.json",
        ] {
            assert_eq!(
                told("accuracy", "0.914", path, &digest, "/accuracy"),
                "",
                "{digest} {path}"
            );
        }
    }
    #[cfg(unix)]
    assert_eq!(
        told("accuracy", "0.914", "out/near.json", &hex, "/accuracy"),
        ""
    );
    assert_eq!(
        told("accuracy", "0.91", "out/metrics.json", &hex, "/accuracy"),
        "",
        "rounded"
    );
    let in_percent = "91.4\n    unit: percent";
    assert_eq!(
        told(
            "accuracy",
            in_percent,
            "out/metrics.json",
            &hex,
            "/accuracy"
        ),
        ""
    );
}

#[test]
fn a_copy_that_is_none_blocks_whatever_its_digest_says() {
    let hex = sha256(RUN);
    for digest in [&hex, &sha256("another file"), "sha256:00", ""] {
        let said = told("accuracy", "0.93", "out/metrics.json", digest, "/accuracy");
        assert!(said.contains("trace/differs-from-source rai/eval/results/run.yaml:5:12 accuracy is 0.93, its source says 0.914"), "{said}");
    }
    let gone = told("accuracy", "0.914", "out/metrics.json", &hex, "/nothing");
    assert!(
        gone.contains(
            "accuracy is said to be copied from `/nothing`, where `out/metrics.json` has nothing"
        ),
        "{gone}"
    );
    let other = told("accuracy", "0.887", "out/metrics.json", &hex, "/f1");
    assert!(
        other.contains("accuracy is `accuracy`, its source says `f1`"),
        "{other}"
    );
    let itself = told(
        "accuracy",
        "0.93",
        "rai/eval/results/run.yaml",
        "",
        "/metrics/0/value",
    );
    assert!(itself.contains("names itself as the source"), "{itself}");
    #[cfg(unix)]
    {
        let itself = told("accuracy", "0.93", "out/own.yaml", "", "/metrics/0/value");
        assert!(itself.contains("names itself as the source"), "{itself}");
    }
}

#[test]
fn a_source_that_cannot_be_looked_at_is_said_and_does_not_block() {
    let hex = sha256(RUN);
    for (path, expected) in [
        ("out/gone.json", "source `out/gone.json` is not there"),
        (
            "../metrics.json",
            "source `../metrics.json` lies outside the repository",
        ),
        (
            "/etc/hostname",
            "source `/etc/hostname` lies outside the repository",
        ),
        ("https://example.org/a.json", "lies outside the repository"),
        (
            "out",
            "source `out` could not be looked at: is a folder, not a file",
        ),
        #[cfg(unix)]
        (
            "out/away.json",
            "source `out/away.json` lies outside the repository",
        ),
        (
            "out/big.json",
            "source `out/big.json` could not be looked at: ",
        ),
        (".git/config", "is not there"),
    ] {
        let said = told("accuracy", "0.914", path, &hex, "/accuracy");
        assert!(said.contains(expected), "{path}: {said}");
        assert!(said.contains("trace/unconfirmed-source"), "{said}");
        assert!(!said.contains("differs-from-source"), "{said}");
    }
}

#[test]
fn a_source_whose_content_is_elsewhere_is_said_and_does_not_block() {
    let (_guard, folder) = support::folder();
    let oid = sha256(RUN);
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize 67\n");
    support::write(&folder, "out/metrics.json", pointer);
    for digest in ["", "sha256:00", &oid] {
        let text = copied("accuracy", "0.93", "out/metrics.json", digest, "/accuracy");
        support::write(&folder, "rai/eval/results/run.yaml", text);
        let said = judged(&folder).join("\n");
        assert!(said.contains("a Git LFS pointer"), "{digest}: {said}");
        assert!(!said.contains("differs-from-source"), "{said}");
    }
    let large = format!("{}{RUN}", " ".repeat(65 << 20));
    support::write(&folder, "out/metrics.json", large);
    let said = judged(&folder).join("\n");
    assert!(said.contains("limit is 67108864"), "{said}");
}

#[test]
fn a_source_that_changed_and_still_has_the_value_is_said() {
    let said = told(
        "accuracy",
        "0.914",
        "out/metrics.json",
        &sha256("before"),
        "/accuracy",
    );
    assert!(
        said.contains("its values are the same") && said.lines().count() == 1,
        "{said}"
    );
}

#[test]
fn a_source_of_rows_is_looked_into_as_the_gate_reads_it() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "out/results.csv",
        "model,top1\nacme/a,80.25\nacme/b,79.5\n",
    );
    support::write(
        &folder,
        "out/log.jsonl",
        "{\"step\": 1, \"accuracy\": 0.5}\n{\"step\": 2, \"accuracy\": 0.75}\n",
    );
    let good = copied("accuracy", "0.75", "out/log.jsonl", "", "/1/accuracy");
    support::write(
        &folder,
        "rai/eval/results/a.yaml",
        good.replace("id: run", "id: a"),
    );
    let bad = copied("accuracy", "0.5", "out/log.jsonl", "", "/1/accuracy");
    support::write(
        &folder,
        "rai/eval/results/b.yaml",
        bad.replace("id: run", "id: b"),
    );
    let bad = copied("top1", "80.3", "out/results.csv", "", "/rows/0/1");
    support::write(
        &folder,
        "rai/eval/results/c.yaml",
        bad.replace("id: run", "id: c"),
    );
    let bad = copied("top1", "80.2", "out/results.csv", "", "/rows/1/1");
    support::write(
        &folder,
        "rai/eval/results/d.yaml",
        bad.replace("id: run", "id: d"),
    );
    let said = judged(&folder).join("\n");
    assert!(
        said.contains("b.yaml:5:12 accuracy is 0.5, its source says 0.75"),
        "{said}"
    );
    assert!(
        said.contains("d.yaml:5:12 top1 is 80.2, its source says 79.5"),
        "{said}"
    );
    assert!(
        !said.contains("a.yaml:5") && !said.contains("c.yaml:5"),
        "{said}"
    );
}

#[test]
fn a_file_made_of_counts_is_held_against_the_whole_file_it_counts() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "p.csv", "y_true,y_pred\n1,1\n");
    let text = |digest: &str| {
        format!(
            "{{\"schema\": \"raigate/eval-result/v1\", \"id\": \"p\", \"derived_from\": {{\"path\": \"p.csv\", \"digest\": \"sha256:{digest}\"}}}}"
        )
    };
    support::write(
        &folder,
        "rai/eval/results/p.json",
        text(&sha256("y_true,y_pred\n1,1\n")),
    );
    assert_eq!(judged(&folder), [] as [String; 0]);
    support::write(&folder, "rai/eval/results/p.json", text(&sha256("other")));
    let said = judged(&folder).join("\n");
    assert!(
        said.contains("trace/differs-from-source") && said.contains("`p.csv` is now sha256:"),
        "{said}"
    );
}

#[test]
fn index_and_commit_are_judged_as_the_work_tree_is() {
    let (_guard, folder) = support::folder();
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command
            .env("HOME", folder.as_str())
            .env("GIT_CONFIG_NOSYSTEM", "1");
        let named = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let output = command
            .args(named)
            .args(args)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "-q"]);
    support::write(&folder, "out/metrics.json", RUN);
    let text = copied(
        "accuracy",
        "0.93",
        "out/metrics.json",
        &sha256(RUN),
        "/accuracy",
    );
    support::write(&folder, "rai/eval/results/run.yaml", text);
    git(&["add", "."]);
    // What lies in the folder by now is another matter.
    fs::write(folder.join("out/metrics.json"), "{\"accuracy\": 0.93}").unwrap();
    let of = |snapshot: Snapshot| {
        let mut request = support::request(&folder);
        request.snapshot = snapshot;
        support::lines(&raigate::run::check(&request)).join("\n")
    };
    let is_found = |said: &str| {
        assert!(
            said.contains("accuracy is 0.93, its source says 0.914"),
            "{said}"
        );
        assert!(!said.contains("unconfirmed"), "{said}");
    };
    is_found(&of(Snapshot::Index));
    git(&["commit", "-qm", "a"]);
    is_found(&of(Snapshot::Commit("HEAD".to_owned())));
    let said = of(Snapshot::WorkTree);
    assert!(
        said.contains("its values are the same") && !said.contains("differs"),
        "{said}"
    );
}
