//! Ticks of a launch checklist, held against the evidence and against what rules find in it.

use serde_json::Value;

use super::repository::{Repository, has};

const SYSTEM: &str = r#"version = 1

[[system]]
id = "ticket-router"
tier = "limited"
stage = "launch"
watch = ["tests/**"]
"#;

/// A result whose recall is not what its counts give.
const WRONG: &str = r#"{
  "schema": "raigate/eval-result/v1",
  "id": "spring-2026",
  "metrics": [{"type": "recall", "value": 0.9, "n": 100,
               "counts": {"tp": 30, "fp": 10, "fn": 10, "tn": 50}}]
}
"#;

const LIST: &str = "# Launch of 2.0

- [x] Measured: [result](../eval/results/spring.json)
- [x] Tested: [suite](../../tests/bands.py), asked for in OPS-41
- [x] Agreed
- [ ] Announced
";

/// Returns what `launch/ticked-without-evidence` finds, as `line message`.
fn found(repository: &Repository, words: &str) -> Vec<String> {
    let report = repository.run(words).json();
    let findings = report["findings"].as_array().unwrap().iter();
    let own = findings.filter(|one| one["rule"] == "launch/ticked-without-evidence");
    let line = |one: &Value| one["location"]["start"]["line"].clone();
    own.map(|one| format!("{} {}", line(one), one["message"].as_str().unwrap()))
        .collect()
}

fn repository() -> Repository {
    let repository = Repository::empty();
    repository.write("raigate.toml", SYSTEM);
    repository.write("rai/eval/results/spring.json", WRONG);
    repository.write("rai/launch/july.md", LIST);
    repository.write("tests/bands.py", "def test_bands():\n    pass\n");
    repository
}

#[test]
fn ticks_of_a_task_list_are_held_against_what_they_link() {
    let repository = repository();
    let fails = "3 item 1 is ticked, its evidence fails `eval/reported-differs-from-recomputed`";
    let unproven = "5 item 3 is ticked, no evidence is named";
    assert_eq!(found(&repository, "check --format json"), [fails, unproven]);
    // Both sides are shown.
    let report = repository.run("check --format json").json();
    let findings = report["findings"].as_array().unwrap();
    let tick = findings
        .iter()
        .find(|one| one["message"].as_str() == Some(&fails[2..]))
        .unwrap();
    assert_eq!(
        tick["related"][0]["location"]["path"],
        "rai/eval/results/spring.json"
    );
    assert_eq!(
        tick["related"][0]["message"],
        "recall is 0.9, its counts give 0.75"
    );
    // What is corrected contradicts no tick.
    repository.replace("rai/eval/results/spring.json", "0.9", "0.75");
    assert_eq!(found(&repository, "check --format json"), [unproven]);
}

#[test]
fn a_file_that_is_gone_is_no_evidence_at_the_judged_snapshot() {
    let repository = repository();
    if !has("git") {
        return;
    }
    repository.git("init -q -b main");
    repository.commit("Begin");
    let lost = "4 item 2 is ticked, its evidence `../../tests/bands.py` leads nowhere";
    let is_lost = |words: &str| found(&repository, words).contains(&lost.to_owned());
    assert!(!is_lost("check --format json"));
    repository.git("rm -q tests/bands.py");
    assert!(is_lost("check --format json"));
    assert!(is_lost("check --staged --format json"));
    assert!(!is_lost("check --commit HEAD --format json"));
    repository.commit("Drop the suite");
    assert!(is_lost("check --commit HEAD --format json"));
}

#[test]
fn what_is_due_at_launch_can_be_seen_before() {
    let repository = repository();
    repository.replace("raigate.toml", "stage = \"launch\"", "stage = \"review\"");
    let due = |words: &str| {
        let report = repository.run(words).json();
        let findings = report["findings"].as_array().unwrap();
        findings
            .iter()
            .any(|one| one["rule"] == "monitoring/missing-plan")
    };
    assert!(!due("check --format json"));
    assert!(due("check --stage launch --format json"));
    repository.replace("raigate.toml", "stage = \"review\"", "stage = \"retired\"");
    assert!(!due("check --format json"));
}

const WAIVER: &str = "schema: raigate/waiver/v1
id: recall
rule: eval/reported-differs-from-recomputed
scope: {system: ticket-router, paths: [rai/eval/results/spring.json]}
reason: The counts are of a run that was repeated since with another seed, and they are replaced in December by those of the run that is shipped.
compensating_control: Clerks read every ticket that is routed by the model.
requested_by: eve@example.org
approved_by: [ada@example.org]
created: 2026-11-01
expires: 2026-12-01
";

const NAMED: &str = "schema: raigate/launch-checklist/v1
id: july
items:
- {id: measured, done: true, control: [eval/reported-differs-from-recomputed], evidence: [rai/eval/results/spring.json]}
- {id: agreed, done: true, evidence: [OPS-41]}
";

#[test]
fn a_tick_over_what_is_waived_is_told_and_does_not_block() {
    let repository = repository();
    std::fs::remove_file(repository.folder.join("rai/launch/july.md")).unwrap();
    repository.write("rai/launch/july.yaml", NAMED);
    let roles = "[roles]\nrai-team = [\"ada@example.org\"]\n";
    repository.write("raigate.toml", &format!("{SYSTEM}{roles}"));
    let fails = "4 item `measured` is ticked, `eval/reported-differs-from-recomputed` fails";
    assert_eq!(found(&repository, "check --format json"), [fails]);
    repository.write("rai/waivers/recall.yaml", WAIVER);
    let waived = "4 item `measured` is ticked, `eval/reported-differs-from-recomputed` is waived";
    assert_eq!(found(&repository, "check --format json"), [waived]);
    let report = repository.run("check --format json").json();
    let findings = report["findings"].as_array().unwrap();
    let of = |rule: &str| findings.iter().find(|one| one["rule"] == rule).unwrap();
    assert_eq!(
        of("eval/reported-differs-from-recomputed")["status"],
        "waived"
    );
    assert_eq!(of("launch/ticked-without-evidence")["severity"], "note");
    let ended = report["rules"].as_array().unwrap();
    let asked = ended
        .iter()
        .filter(|one| one["id"] == "launch/ticked-without-evidence");
    assert_eq!(asked.count(), 1);
    // As evidence alone, it contradicts no tick any more.
    repository.replace(
        "rai/launch/july.yaml",
        "control: [eval/reported-differs-from-recomputed], ",
        "",
    );
    assert_eq!(found(&repository, "check --format json"), [""; 0]);
    // A waiver that has ended, or that a rule voids, excuses nothing.
    repository.replace(
        "rai/waivers/recall.yaml",
        "expires: 2026-12-01",
        "expires: 2026-11-02",
    );
    let fails =
        "4 item `measured` is ticked, its evidence fails `eval/reported-differs-from-recomputed`";
    assert_eq!(found(&repository, "check --format json"), [fails]);
    repository.replace(
        "rai/waivers/recall.yaml",
        "expires: 2026-11-02",
        "expires: 2026-12-01",
    );
    repository.replace(
        "rai/waivers/recall.yaml",
        "[ada@example.org]",
        "[eve@example.org]",
    );
    assert_eq!(found(&repository, "check --format json"), [fails]);
}

#[test]
fn a_waiver_for_a_rule_that_comes_after_all_others_is_in_use() {
    let repository = repository();
    let roles = "[roles]\nrai-team = [\"ada@example.org\"]\n";
    repository.write("raigate.toml", &format!("{SYSTEM}{roles}"));
    let waiver = WAIVER.replace(
        "eval/reported-differs-from-recomputed",
        "launch/ticked-without-evidence",
    );
    let waiver = waiver.replace(", paths: [rai/eval/results/spring.json]", "");
    repository.write("rai/waivers/recall.yaml", &waiver);
    let report = repository.run("check --format json").json();
    let findings = report["findings"].as_array().unwrap();
    assert!(
        !findings.iter().any(|one| one["rule"] == "waiver/unused"),
        "{findings:#?}"
    );
    let own = findings
        .iter()
        .filter(|one| one["rule"] == "launch/ticked-without-evidence");
    let own: Vec<_> = own.map(|one| &one["status"]).collect();
    assert_eq!(own, ["waived", "waived"]);
}
