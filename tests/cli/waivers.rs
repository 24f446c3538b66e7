//! Waivers from outside: what they excuse, for how long, and from where they count.

use serde_json::Value;

use super::environment::pull_request;
use super::repository::{Repository, check, has};
use super::support;

pub(crate) const WAIVER: &str = "mail/rai/waivers/groups.yaml";
const INTAKE: &str = "mail/rai/intake/mail-router.yaml";
const OTHER: &str = "chat/rai/intake/chat-router.yaml";

/// Two systems, of which one states not all that its intake asks for, under a waiver.
pub(crate) fn excused() -> Repository {
    let repository = Repository::empty();
    let intake = support::root().join("tests/rules/intake/incomplete/fail/rai/intake");
    let intake = std::fs::read_to_string(intake.join("ticket-router.yaml")).unwrap();
    let mut config = "version = 1\n\n[roles]\nrai-team = [\"@ada\"]\n\n\
        [rules.\"card/missing\"]\nseverity = \"off\"\n"
        .to_owned();
    for name in ["mail", "chat"] {
        let id = format!("{name}-router");
        let system = [
            "\n[[system]]\nid = \"",
            &id,
            "\"\ntier = \"minimal\"\nroot = \"",
            name,
            "\"\n",
        ];
        config.push_str(&system.concat());
        let mut text = intake.replace("ticket-router", &id);
        if name == "chat" {
            text.push_str("affected_groups: [customers who write]\n");
        }
        repository.write(&format!("{name}/rai/intake/{id}.yaml"), &text);
    }
    repository.write("raigate.toml", &config);
    repository.write(
        WAIVER,
        "schema: raigate/waiver/v1
id: groups-2026
rule: intake/incomplete
scope:
  system: mail-router
reason: >
  The support team is still asking customers in two countries who is affected, and names the
  groups as soon as the interviews are over in December.
compensating_control: A clerk reads every mail before it is answered.
requested_by: \"@grace\"
approved_by: [\"@ada\"]
created: 2026-11-02
expires: 2026-12-31
",
    );
    repository
}

/// The same as a repository with one commit.
fn committed() -> Option<Repository> {
    let repository = excused();
    if !has("git") {
        return None;
    }
    repository.git("init -q -b main");
    repository.commit("Begin");
    Some(repository)
}

/// Returns the findings of a JSON report, as rule, status and severity.
fn findings(report: &Value) -> Vec<String> {
    let all = report["findings"].as_array().unwrap().iter();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    all.map(|one| {
        ["rule", "status", "severity"]
            .map(|key| text(one, key))
            .join(" ")
    })
    .collect()
}

#[test]
fn a_waived_finding_is_shown_in_every_format_with_who_why_and_the_days_left() {
    let repository = excused();
    let shown: &[&str] = &["groups-2026", "38 days left", "@ada", "two countries"];
    for format in ["human", "sarif", "github", "html"] {
        check(&repository, &format!("check --format {format}"), (0, shown));
    }
    // Names are no mentions there.
    let shown: &[&str] = &["groups-2026", "38 days left", "ada", "two countries"];
    check(&repository, "check --format markdown", (0, shown));
    let report = check(&repository, "check --format json", (0, &[])).json();
    assert_eq!(findings(&report), ["intake/incomplete waived error"]);
    assert_eq!(report["summary"]["waived"], 1);
    assert_eq!(report["summary"]["error"], 0);
    let waiver = &report["findings"][0]["waiver"];
    assert_eq!(waiver["requested_by"], "@grace");
    assert_eq!(waiver["expires"], "2026-12-31");
    assert_eq!(waiver["days_left"], 38);
    let rules = report["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "intake/incomplete");
    assert_eq!(rule.unwrap()["outcome"], "waived");
    repository.write(
        "report.json",
        &check(&repository, "check --format json", (0, &[])).out,
    );
    check(&repository, "report --from report.json", (0, shown));
}

#[test]
fn a_waiver_holds_on_its_last_day_and_no_day_longer() {
    let repository = excused();
    let last = check(
        &repository,
        "check --now 2026-12-31 --format json",
        (0, &[]),
    )
    .json();
    let waived = [
        "intake/incomplete waived error",
        "waiver/expired open warning",
    ];
    assert_eq!(findings(&last), waived);
    assert_eq!(last["findings"][0]["waiver"]["days_left"], 0);
    let says: &[&str] = &[
        "waiver ended on 2026-12-31, 1 day ago, and what it excused is open",
        "excused until 2026-12-31 by waiver `groups-2026`",
        "fail: 2 errors",
    ];
    check(&repository, "check --now 2027-01-01", (1, says));
    // What was put right needs no waiver any more, and the record of it stays.
    let intake = repository.read(INTAKE);
    repository.write(INTAKE, &format!("{intake}affected_groups: [customers]\n"));
    check(&repository, "check --now 2027-01-01", (0, &["1 note"]));
}

#[test]
fn a_waiver_excuses_only_what_every_key_of_its_scope_fits() {
    let scopes = [
        ("  system: mail-router\n  paths: [mail/rai/**]\n", 0),
        ("  system: mail-router\n  paths: [chat/**]\n", 1),
        ("  system: mail-router\n  version: \"2\"\n", 1),
        ("  system: chat-router\n", 1),
        ("  system: mail-router\n  paths: [\"**\"]\n", 1),
        ("  paths: [mail/**]\n", 1),
    ];
    for (scope, code) in scopes {
        let repository = excused();
        repository.replace(WAIVER, "  system: mail-router\n", scope);
        check(&repository, "check", (code, &[]));
    }
}

#[test]
fn no_waiver_excuses_what_could_not_be_read_or_what_knows_no_waiver() {
    let repository = excused();
    repository.write(INTAKE, "schema: raigate/intake/v1\nid: [\n");
    repository.replace(WAIVER, "intake/incomplete", "artifact/unparsable");
    let says: &[&str] = &[
        "artifact/unparsable",
        "`artifact/unparsable` knows no waiver",
    ];
    check(&repository, "check", (1, says));
    repository.replace(WAIVER, "artifact/unparsable", "waiver/expired");
    check(
        &repository,
        "check",
        (1, &["`waiver/expired` knows no waiver"]),
    );
    repository.replace(WAIVER, "waiver/expired", "intake/incompleet");
    let says: &[&str] = &["no rule `intake/incompleet`, did you mean `intake/incomplete`?"];
    check(&repository, "check", (1, says));
}

#[test]
fn a_waiver_that_its_requester_approved_excuses_nothing() {
    for (from, to) in [
        ("approved_by: [\"@ada\"]", "approved_by: [\"@grace\"]"),
        ("approved_by: [\"@ada\"]", "approved_by: [\"@bo\"]"),
        ("requested_by: \"@grace\"", "requested_by: \"@Ada\""),
    ] {
        let repository = excused();
        repository.replace(WAIVER, from, to);
        let says: &[&str] = &["error[waiver/wrong-approver]", "error[intake/incomplete]"];
        check(&repository, "check", (1, says));
    }
}

#[test]
fn what_a_waived_finding_explained_stands_for_itself() {
    let repository = excused();
    repository.replace(INTAKE, "use_case: Suggests", "use_case: TODO # Suggests");
    repository.replace(INTAKE, "owner:", "affected_groups: [customers]\nowner:");
    let report = check(&repository, "check --format json", (0, &[])).json();
    let both = [
        "intake/incomplete waived error",
        "card/placeholder-text open warning",
    ];
    let found = findings(&report);
    assert!(
        both.iter().all(|one| found.contains(&(*one).to_owned())),
        "{found:?}"
    );
}

#[test]
fn a_waiver_counts_once_the_base_holds_it_as_it_is() {
    let Some(repository) = committed() else {
        return;
    };
    let with = repository.git("rev-parse HEAD");
    repository.git(&format!("rm -q {WAIVER}"));
    repository.commit("Have no waiver");
    let without = repository.git("rev-parse HEAD");
    repository.git(&format!("checkout -q {with} -- {WAIVER}"));
    repository.commit("Ask for a waiver");
    let there = pull_request(repository, &without);
    let says: &[&str] = &[
        "waiver `groups-2026` counts once it is in the base, or was reviewed here",
        "waiver `groups-2026` covers 1 open finding",
    ];
    check(&there, "check", (1, says));
    let there = pull_request(there, &with);
    check(&there, "check", (0, &["1 waived"]));
    there.replace(WAIVER, "2026-12-31", "2027-01-31");
    there.commit("Prolong it");
    check(&there, "check", (1, &["counts once it is in the base"]));
}

#[test]
fn what_only_the_date_brought_up_blocks_no_change_of_another_system() {
    let Some(repository) = committed() else {
        return;
    };
    let base = repository.git("rev-parse HEAD");
    repository.replace(OTHER, "support clerks", "clerks");
    repository.commit("Change the other system");
    let late = "check --now 2027-01-01";
    check(&repository, late, (1, &["fail: 2 errors"]));
    let there = pull_request(repository, &base);
    check(&there, late, (0, &["2 notes"]));
    there.replace(INTAKE, "support clerks", "clerks");
    there.commit("Change this system");
    check(&there, late, (1, &["fail: 2 errors"]));
}

#[test]
fn a_waiver_is_begun_for_a_finding_and_excuses_nothing_until_somebody_fills_it_in() {
    let repository = excused();
    let report = check(&repository, "check --format json", (0, &[])).json();
    let print = report["findings"][0]["fingerprint"].as_str().unwrap();
    std::fs::remove_file(repository.folder.join(WAIVER)).unwrap();
    let new = format!("new waiver --for {}", &print[..12]);
    check(&repository, &new, (0, &["wrote"]));
    let file = format!("rai/waivers/intake-incomplete-{}.yaml", &print[..8]);
    let text = repository.read(&file);
    assert!(text.contains("system: mail-router"), "{text}");
    assert!(text.contains("created: \"2026-11-23\""), "{text}");
    let says: &[&str] = &["waiver/incomplete", "error[intake/incomplete]"];
    check(&repository, "check", (1, says));
    let text = text
        .replace("compensating_control: TODO", "compensating_control: A clerk reads all mails.")
        .replace("reason: TODO", "reason: The team still asks customers in two countries who is affected, and names all groups as soon as the interviews are over.")
        .replace("requested_by: TODO", "requested_by: \"@grace\"")
        .replace("- TODO", "- \"@ada\"")
        .replace("expires: TODO", "expires: 2026-12-31");
    repository.write(&file, &text);
    check(&repository, "check", (0, &["1 waived", "38 days left"]));
    // Another one for the same finding leaves the record of the first.
    check(&repository, &new, (0, &["wrote"]));
    let next = format!(
        "rai/waivers/intake-incomplete-{}-2026-11-23.yaml",
        &print[..8]
    );
    let supersedes = format!("waiver:intake-incomplete-{}", &print[..8]);
    assert!(repository.read(&next).contains(&supersedes));
    check(&repository, "new waiver --for 0000", (2, &["no finding"]));
}

#[test]
fn waivers_are_listed_with_what_each_excuses() {
    let repository = excused();
    let says: &[&str] = &[
        "groups-2026: in force, 38 days left, until 2026-12-31",
        "waives intake/incomplete in system mail-router",
        "asked for by @grace, approved by @ada",
        "excuses intake/incomplete at mail/rai/intake/mail-router.yaml:1",
    ];
    check(&repository, "waivers", (0, says));
    let list = check(&repository, "waivers --format json", (0, &[])).json();
    assert_eq!(list[0]["state"], "in force");
    assert_eq!(list[0]["days_left"], 38);
    assert_eq!(list[0]["excuses"][0]["rule"], "intake/incomplete");
    check(&repository, "waivers --soon 30", (0, &["no waivers"]));
    check(&repository, "waivers --soon 38", (0, &["groups-2026"]));
    let says: &[&str] = &["groups-2026: expired, ended 1 day ago"];
    check(&repository, "waivers --soon 30 --now 2027-01-01", (0, says));
}
