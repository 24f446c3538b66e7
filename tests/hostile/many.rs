//! Many files, deep folders and circles among what is evidence.

use camino::Utf8PathBuf;
use raigate::verdict::Verdict;

use crate::support::{folder, write};
use crate::{check, left_out};

#[test]
fn five_thousand_small_files_are_judged() {
    let (_guard, root) = folder();
    for number in 0..5_000 {
        let text = format!("schema: raigate/incident/v1\nid: incident-{number}\n");
        write(&root, &format!("rai/incidents/{number}.yaml"), text);
    }
    write(&root, "rai/incidents/last.yaml", "id: [\n");
    let report = check(
        &root,
        Verdict::Fail,
        &["artifact/unparsable rai/incidents/last.yaml:1:5 `[` is never closed"],
    );
    assert_eq!(report.artifacts, 5_001);
}

#[cfg(target_os = "linux")]
#[test]
fn folders_deeper_than_any_path_may_be_are_told() {
    let (_guard, root) = folder();
    write(&root, "MODEL_CARD.md", "# A\n");
    // No path may be so long, so one half is made elsewhere and moved in.
    let half = "deep/".repeat(600);
    write(&root, &format!("one/{half}end.txt"), "x");
    write(&root, &format!("two/{half}MODEL_CARD.md"), "# B\n");
    std::fs::rename(root.join("two"), root.join(format!("one/{half}two"))).unwrap();
    let report = check(&root, Verdict::Pass, &[]);
    let left_out = left_out(&report);
    assert_eq!(left_out.len(), 1, "{left_out:?}");
    assert!(left_out[0].ends_with("deep: a folder that cannot be listed"));
}

#[test]
fn a_deep_folder_is_judged_as_any_other() {
    let (_guard, root) = folder();
    let path: Utf8PathBuf = std::iter::repeat_n("d", 500).collect();
    write(&root, path.join("MODEL_CARD.md").as_str(), "");
    let expected = format!("artifact/unparsable {path}/MODEL_CARD.md:1:1 file is empty");
    check(&root, Verdict::Fail, &[&expected]);
}

#[test]
fn what_replaces_itself_in_a_circle_is_a_finding() {
    let (_guard, root) = folder();
    write(
        &root,
        "rai/risk/a.yaml",
        "schema: raigate/risk-assessment/v1\nid: a\nsupersedes: b\n",
    );
    write(
        &root,
        "rai/risk/b.yaml",
        "schema: raigate/risk-assessment/v1\nid: b\nsupersedes: c\n",
    );
    write(
        &root,
        "rai/risk/c.yaml",
        "schema: raigate/risk-assessment/v1\nid: c\nsupersedes: a\n",
    );
    write(
        &root,
        "rai/risk/d.yaml",
        "schema: raigate/risk-assessment/v1\nid: d\nsupersedes: d\n",
    );
    write(&root, "raigate.toml", "version = 1\n");
    check(
        &root,
        Verdict::Fail,
        &[
            "trace/dangling-reference rai/risk/a.yaml:3:13 reference `b` leads nowhere: supersedes leads back to this artifact",
            "trace/dangling-reference rai/risk/b.yaml:3:13 reference `c` leads nowhere: supersedes leads back to this artifact",
            "trace/dangling-reference rai/risk/c.yaml:3:13 reference `a` leads nowhere: supersedes leads back to this artifact",
            "trace/dangling-reference rai/risk/d.yaml:3:13 reference `d` leads nowhere: supersedes leads back to this artifact",
        ],
    );
}

#[test]
fn two_systems_with_one_id_are_a_finding() {
    let (_guard, root) = folder();
    let system = "schema: raigate/system/v1\nid: scorer\ntier: high\nstage: review\n";
    write(&root, "a/rai/system.yaml", system);
    write(&root, "b/rai/system.yaml", system);
    write(&root, "raigate.toml", "version = 1\n");
    check(
        &root,
        Verdict::Fail,
        &[
            "trace/duplicate-id b/rai/system.yaml:2:5 id `scorer` already stands in a/rai/system.yaml",
        ],
    );
    write(
        &root,
        "raigate.toml",
        "version = 1\n[[system]]\nid = \"scorer\"\ntier = \"high\"\nroot = \"c\"\n",
    );
    check(
        &root,
        Verdict::Fail,
        &[
            "trace/duplicate-id a/rai/system.yaml:2:5 id `scorer` already stands in raigate.toml",
            "trace/duplicate-id b/rai/system.yaml:2:5 id `scorer` already stands in raigate.toml",
        ],
    );
    let twice = "version = 1\n[[system]]\nid = \"s\"\ntier = \"high\"\nroot = \"a\"\n[[system]]\nid = \"s\"\ntier = \"high\"\nroot = \"b\"\n";
    write(&root, "raigate.toml", twice);
    check(
        &root,
        Verdict::None,
        &["no verdict: two systems have the id `s`"],
    );
}

#[test]
fn a_system_that_cannot_be_read_does_not_become_a_harmless_one() {
    let at = "rai/system.yaml:";
    for (text, expected) in [
        ("", format!("artifact/unparsable {at}1:1 file is empty")),
        (
            "id: [",
            format!("artifact/unparsable {at}1:5 `[` is never closed"),
        ),
        (
            "id: s\ntier: hihg\n",
            format!("artifact/schema-mismatch {at}2:7 `tier` is `hihg`"),
        ),
        (
            "- a\n",
            format!("artifact/schema-mismatch {at}1:1 the file is a list"),
        ),
        (
            "id: s\ntier: high\ntier: minimal\n",
            format!("artifact/unparsable {at}3:1 key `tier`"),
        ),
    ] {
        let (_guard, root) = folder();
        write(&root, "raigate.toml", "version = 1\n");
        write(&root, "rai/system.yaml", text);
        write(&root, "MODEL_CARD.md", "# A\n");
        check(&root, Verdict::Fail, &[expected.as_str()]);
    }
}
