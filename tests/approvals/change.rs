//! Changes to the gate and to tiers, approved by a record that is signed, without any forge.

use crate::gate::TOML;
use crate::repository::Repository;

const RECORD: &str = "rai/approvals/gate.yaml";

const MORE: &str = "\n[provenance]\nallowed-signers = \"signers\"\n";

fn record(name: &str, decision_type: &str) -> String {
    format!(
        "schema: raigate/approval/v1\nid: gate-{name}\nsystem: router\ndecision_type: {decision_type}\n\
         decision: approve\nrole: rai-team\napprover: \"@{name}\"\ndate: 2026-11-20\nreason: fit\n"
    )
}

/// A repository whose branch `base` knows Ada's and Eve's keys, and a change of Eve's on top that
/// lets nothing block any more; `None` without `ssh-keygen`.
fn weakened() -> Option<Repository> {
    let repository = Repository::new(&[("route.py", "print(1)\n")]);
    let lines = [repository.key("ada")?, repository.key("eve")?];
    repository.key("mallory")?;
    let card = "schema: raigate/system-card/v1\nid: router\n";
    let toml = format!("{TOML}{MORE}").replace("\"launch\"", "\"development\"");
    repository.commit(
        "eve",
        &[
            ("raigate.toml", &toml),
            ("signers", &lines.concat()),
            ("rai/system-card.yaml", card),
        ],
    );
    repository.git("eve", &["branch", "base"]);
    weaken(&repository, "never");
    Some(repository)
}

fn weaken(repository: &Repository, fail_on: &str) {
    let toml = repository.git("eve", &["show", "base:raigate.toml"]);
    let gate = format!("version = 1\n\n[gate]\nfail-on = \"{fail_on}\"\n");
    let toml = toml.replacen("version = 1\n", &gate, 1) + "\n";
    repository.commit("eve", &[("raigate.toml", &toml)]);
}

/// Writes a record, and stamps it.
fn stamped(repository: &Repository, path: &str, text: &str) {
    crate::support::write(&repository.folder, path, text);
    let (code, said) = repository.raigate(&["stamp", path]);
    assert_eq!(code, 0, "{said}");
}

/// Has Ada approve what the gate is now, and sign it; Eve commits what she was sent.
fn approve(repository: &Repository) {
    stamped(repository, RECORD, &record("ada", "gate-change"));
    repository.sign("ada", RECORD);
    repository.commit("eve", &[]);
}

/// Returns what is said of the change, each with the labels behind it.
fn said(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let base = ["check", "--format", "json", "--policy-from", "base"];
    let (_, text) = repository.raigate(&[&base[..], arguments].concat());
    let start = text.find('{').unwrap_or_else(|| panic!("{text}"));
    let mut report = serde_json::Deserializer::from_str(&text[start..]).into_iter();
    let report: serde_json::Value = report.next().unwrap().unwrap();
    assert_eq!(report["errors"].as_array().unwrap().len(), 0, "{text}");
    let findings = report["findings"].as_array().unwrap().iter();
    let is_ours = |one: &&serde_json::Value| {
        let rule = one["rule"].as_str().unwrap();
        let families = [
            "git/gate",
            "intake/unapproved",
            "approval/",
            "eval/threshold",
            "git/rewritten",
        ];
        families.iter().any(|family| rule.starts_with(family))
    };
    findings
        .filter(is_ours)
        .map(|one| {
            let related = one["related"].as_array().unwrap().iter();
            let related: Vec<&str> = related.filter_map(|it| it["message"].as_str()).collect();
            format!(
                "{} [{}]",
                one["message"].as_str().unwrap(),
                related.join("; ")
            )
        })
        .collect()
}

#[track_caller]
fn stands(repository: &Repository, why: &str) {
    let found = said(repository, &[]);
    let is_told = |one: &String| one.starts_with("gate.fail-on is never") && one.contains(why);
    assert!(found.iter().any(is_told), "{found:#?}");
}

#[test]
fn a_signed_approval_lets_a_change_of_the_gate_pass_offline() {
    let Some(repository) = weakened() else { return };
    stands(&repository, "");
    approve(&repository);
    assert_eq!(said(&repository, &[]), [""; 0]);
    // A signed commit of hers says the same as a file beside the record.
    let Some(repository) = weakened() else { return };
    stamped(&repository, RECORD, &record("ada", "gate-change"));
    repository.commit_signed("ada", "ada");
    assert_eq!(said(&repository, &[]), [""; 0]);
    // Work elsewhere, and a rebase, leave it alone.
    repository.commit("eve", &[("notes.txt", "more\n")]);
    assert_eq!(said(&repository, &[]), [""; 0]);
    // Merged, it is history: a later change needs another one, and nobody has to renew it.
    repository.git("eve", &["branch", "-f", "base", "HEAD"]);
    let toml = repository.read("raigate.toml").replace("never", "error");
    repository.commit("eve", &[("raigate.toml", &toml)]);
    assert_eq!(said(&repository, &[]), [""; 0]);
}

#[test]
fn an_approval_that_nobody_signed_or_somebody_else_is_not_enough() {
    let Some(repository) = weakened() else { return };
    stamped(&repository, RECORD, &record("ada", "gate-change"));
    // Eve writes Ada's name, into the file and the commit.
    repository.commit("ada", &[]);
    stands(
        &repository,
        "does not let it pass: its approver has not signed it",
    );
    // She signs with her own key, which may sign for her.
    repository.sign("eve", RECORD);
    repository.commit("eve", &[]);
    stands(&repository, "it is signed by `eve@example.org`");
    // With a key that the base does not know, though the change lets it sign for Ada.
    repository.sign("mallory", RECORD);
    let half = std::fs::read_to_string(repository.folder.join("../mallory.pub")).unwrap();
    let signers = repository.read("signers") + &format!("ada@example.org {half}");
    repository.commit("eve", &[("signers", &signers)]);
    stamped(&repository, RECORD, &record("ada", "gate-change"));
    repository.sign("mallory", RECORD);
    repository.commit("eve", &[]);
    stands(&repository, "its signature is not good");
    let found = said(&repository, &[]);
    assert!(
        found.iter().any(|one| one.contains("`signers` has gained")),
        "{found:#?}"
    );
    // Made for something else, such as a commit.
    repository.sign_for("ada", RECORD, "git");
    repository.commit("eve", &[]);
    stands(&repository, "its signature is not good");
}

#[test]
fn the_author_of_a_change_does_not_approve_it() {
    let Some(repository) = weakened() else { return };
    stamped(&repository, RECORD, &record("eve", "gate-change"));
    repository.sign("eve", RECORD);
    repository.commit("eve", &[]);
    stands(
        &repository,
        "does not let it pass: `eve` made part of the change",
    );
    // Nor does somebody without the role, or who gives it to themselves in the change.
    let Some(repository) = weakened() else { return };
    let toml = repository.read("raigate.toml");
    let toml = toml.replace("rai-team = [", "rai-team = [\"@bo\", ");
    repository.commit("eve", &[("raigate.toml", &toml)]);
    stamped(&repository, RECORD, &record("bo", "gate-change"));
    repository.commit("bo", &[]);
    stands(&repository, "its approver does not hold `rai-team`");
}

#[test]
fn a_signature_of_another_record_or_of_an_earlier_state_is_worth_nothing() {
    let Some(repository) = weakened() else { return };
    approve(&repository);
    // The gate is weakened further once it is approved.
    weaken(&repository, "never");
    let toml = repository.read("raigate.toml") + "\n[rules]\nprofile = \"essential\"\n";
    repository.commit("eve", &[("raigate.toml", &toml)]);
    stands(&repository, "what it approves is not what the gate is now");
    // A workflow is part of the gate, too.
    let Some(repository) = weakened() else { return };
    approve(&repository);
    let workflow = ".github/workflows/gate.yml";
    repository.git("eve", &["checkout", "--quiet", "base"]);
    repository.commit("eve", &[(workflow, "steps:\n  - run: raigate check\n")]);
    repository.git("eve", &["checkout", "--quiet", "main"]);
    repository.git("eve", &["rebase", "--quiet", "base"]);
    stands(&repository, "what it approves is not what the gate is now");
    // Eve stamps Ada's record anew: the bytes are not those that Ada signed.
    let (code, told) = repository.raigate(&["stamp", RECORD]);
    assert_eq!(code, 0, "{told}");
    repository.commit("eve", &[]);
    stands(&repository, "its signature is not good");
    // The signature of another record of Ada's.
    stamped(
        &repository,
        "rai/approvals/other.yaml",
        &record("ada", "gate-change").replace("gate-ada", "other"),
    );
    repository.sign("ada", "rai/approvals/other.yaml");
    let signature = repository.read("rai/approvals/other.yaml.sig");
    std::fs::remove_file(repository.folder.join("rai/approvals/other.yaml")).unwrap();
    std::fs::remove_file(repository.folder.join("rai/approvals/other.yaml.sig")).unwrap();
    repository.commit("eve", &[(&format!("{RECORD}.sig"), &signature)]);
    stands(&repository, "its signature is not good");
}

#[test]
fn an_approval_of_an_earlier_change_lets_nobody_return_to_it() {
    let Some(repository) = weakened() else { return };
    approve(&repository);
    // It is merged, and the gate is made strict again.
    let toml = repository.git("eve", &["show", "base:raigate.toml"]) + "\n";
    let weak = repository.read("raigate.toml");
    repository.commit("eve", &[("raigate.toml", &toml)]);
    repository.git("eve", &["branch", "-f", "base", "HEAD"]);
    repository.commit("eve", &[("raigate.toml", &weak)]);
    stands(&repository, "it was there before this change");
    // Under another name it is the same record.
    let copy = "rai/approvals/again.yaml";
    for ending in ["", ".sig"] {
        let (from, to) = (format!("{RECORD}{ending}"), format!("{copy}{ending}"));
        repository.git("eve", &["mv", &from, &to]);
    }
    repository.commit("eve", &[]);
    stands(&repository, "it was there before this change");
}

#[test]
fn a_lower_tier_is_approved_by_a_signed_record_of_its_declaration() {
    let Some(repository) = weakened() else { return };
    let toml = repository.git("eve", &["show", "base:raigate.toml"]);
    let toml = toml.replace("\"limited\"", "\"minimal\"") + "\n";
    repository.commit("eve", &[("raigate.toml", &toml)]);
    let tier = "rai/approvals/tier.yaml";
    let text = record("ada", "tier-change") + "subject: [raigate.toml]\n";
    stamped(&repository, tier, &text);
    repository.commit("ada", &[]);
    let lowered = "tier is lowered to minimal, it was limited";
    let unsigned = format!("{lowered} [does not let it pass: its approver has not signed it]");
    assert_eq!(said(&repository, &[]), [unsigned]);
    repository.sign("ada", tier);
    repository.commit("eve", &[]);
    assert_eq!(said(&repository, &[]), [""; 0]);
    // Its author cannot, whatever they sign.
    std::fs::remove_file(repository.folder.join(format!("{tier}.sig"))).unwrap();
    stamped(
        &repository,
        tier,
        &(record("eve", "tier-change") + "subject: [raigate.toml]\n"),
    );
    repository.sign("eve", tier);
    repository.commit("eve", &[]);
    let found = said(&repository, &[]);
    assert!(
        found.iter().any(|one| one.starts_with(lowered)),
        "{found:#?}"
    );
    // Bound to the declaration as it was a moment ago.
    stamped(&repository, tier, &text);
    repository.sign("ada", tier);
    let toml = toml.replace(
        "watch = [\"route.py\"]",
        "watch = [\"route.py\", \"more.py\"]",
    );
    repository.commit("eve", &[("raigate.toml", &toml)]);
    let found = said(&repository, &[]);
    assert!(
        found.iter().any(|one| one.starts_with(lowered)),
        "{found:#?}"
    );
}

/// A plan of one metric.
fn plan(threshold: &str) -> String {
    format!(
        "schema: raigate/eval-plan/v1\nid: router-plan\nsystem: router\nmetrics:\n  \
         - metric: accuracy\n    direction: higher\n    threshold: {threshold}\n"
    )
}

const PLAN: &str = "rai/eval/plan.yaml";

/// A repository whose branch `base` asks for an accuracy of 0.85, and a change of Eve's on top
/// that asks for 0.80; `None` without `ssh-keygen`.
fn loosened() -> Option<Repository> {
    let repository = weakened()?;
    let toml = repository.git("eve", &["show", "base:raigate.toml"]) + "\n";
    repository.commit("eve", &[("raigate.toml", &toml), (PLAN, &plan("0.85"))]);
    repository.git("eve", &["branch", "-f", "base", "HEAD"]);
    repository.commit("eve", &[(PLAN, &plan("0.80"))]);
    Some(repository)
}

const LESS: &str = "threshold of accuracy is 0.80, it was 0.85";

#[test]
fn a_lower_threshold_is_approved_by_a_signed_record_of_its_plan() {
    let Some(repository) = loosened() else { return };
    assert_eq!(said(&repository, &[]), [format!("{LESS} []")]);
    // Eve writes Ada's name, into the file and the commit.
    let text = record("ada", "metric") + &format!("subject: [{PLAN}]\n");
    stamped(&repository, RECORD, &text);
    repository.commit("ada", &[]);
    let unsigned = format!("{LESS} [does not let it pass: its approver has not signed it]");
    assert_eq!(said(&repository, &[]), [unsigned]);
    repository.sign("ada", RECORD);
    repository.commit("eve", &[]);
    assert_eq!(said(&repository, &[]), [""; 0]);
    // A threshold that is lower still is another plan than the one she saw.
    repository.commit("eve", &[(PLAN, &plan("0.70"))]);
    let found = said(&repository, &[]);
    let lower = "threshold of accuracy is 0.70, it was 0.85";
    assert!(found.iter().any(|one| one.starts_with(lower)), "{found:#?}");
}

#[test]
fn an_old_approval_of_a_lower_threshold_does_not_bring_it_back() {
    let Some(repository) = loosened() else { return };
    let text = record("ada", "metric") + &format!("subject: [{PLAN}]\n");
    stamped(&repository, RECORD, &text);
    repository.sign("ada", RECORD);
    repository.commit("eve", &[]);
    // It is merged, and later the plan asks for more again.
    repository.commit("eve", &[(PLAN, &plan("0.85"))]);
    repository.git("eve", &["branch", "-f", "base", "HEAD"]);
    repository.commit("eve", &[(PLAN, &plan("0.80"))]);
    let stood = format!("{LESS} [does not let it pass: it was there before this change]");
    assert_eq!(said(&repository, &[]), [stood]);
}

#[test]
fn what_decides_beside_the_judged_folder_is_covered_by_no_record() {
    let outer = Repository::new(&[("org/org.toml", "version = 1\n")]);
    let (Some(ada), Some(eve)) = (outer.key("ada"), outer.key("eve")) else {
        return;
    };
    let own = outer.folder.join("app");
    std::fs::create_dir(&own).unwrap();
    let app = Repository::around(own);
    let extends = "version = 1\nextends = [\"../org/org.toml\"]\n";
    let toml = format!("{TOML}{MORE}").replace("\"launch\"", "\"development\"");
    let toml = toml.replacen("version = 1\n", extends, 1);
    let card = "schema: raigate/system-card/v1\nid: router\n";
    app.commit(
        "eve",
        &[
            ("raigate.toml", &toml),
            ("signers", &(ada + &eve)),
            ("rai/system-card.yaml", card),
        ],
    );
    app.git("eve", &["branch", "base"]);
    let loose = format!("{extends}\n[gate]\nfail-on = \"never\"\n");
    let loose = toml.replacen(extends, &loose, 1);
    app.commit("eve", &[("raigate.toml", &loose)]);
    stands(&app, "");
    // No digest is written that would not hold what decides, nor is one that is made up believed.
    crate::support::write(&app.folder, RECORD, record("ada", "gate-change"));
    let (code, told) = app.raigate(&["stamp", RECORD]);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("`../org/org.toml` decides, too"), "{told}");
    let digest = format!("subject_digest: sha256:{}\n", "ab".repeat(32));
    crate::support::write(&app.folder, RECORD, record("ada", "gate-change") + &digest);
    outer.sign("ada", &format!("app/{RECORD}"));
    app.commit("eve", &[]);
    stands(
        &app,
        "`../org/org.toml` decides, too, and no digest covers it here",
    );
}
