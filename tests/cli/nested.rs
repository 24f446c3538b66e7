//! Configuration in folders: each makes its own systems stricter, and nobody's looser.

use super::repository::{Repository, check};

const CHAT: &str = "version = 1\n\n[[system]]\nid = \"chat-router\"\ntier = \"minimal\"\n\
                    root = \"chat\"\n";
const MAIL: &str = "version = 1\n\n[[system]]\nid = \"mail-router\"\ntier = \"minimal\"\n\n\
                    [rules.\"card/missing\"]\nseverity = \"error\"\n";

/// Two systems without a card, of which one has a configuration of its own.
fn two() -> Repository {
    let repository = Repository::empty();
    repository.write("raigate.toml", CHAT);
    repository.write("mail/raigate.toml", MAIL);
    for name in ["mail", "chat"] {
        let manifest = format!("schema: raigate/model-manifest/v1\nid: {name}\nname: {name}\n");
        repository.write(&format!("{name}/rai/models/{name}.yaml"), &manifest);
    }
    repository
}

/// Returns the severity of `card/missing` in each system.
fn severities(repository: &Repository) -> Vec<String> {
    let ran = repository.run("check --format json");
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap().iter();
    let missing = findings.filter(|one| one["rule"] == "card/missing");
    missing
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap();
            format!("{} {}", text("system"), text("severity"))
        })
        .collect()
}

#[test]
fn a_folder_makes_a_rule_stricter_for_its_own_systems() {
    let repository = two();
    assert_eq!(
        severities(&repository),
        ["mail-router error", "chat-router warning"]
    );
    let off = "severity = \"error\"".replace("error", "off");
    repository.write(
        "mail/raigate.toml",
        &MAIL.replace("severity = \"error\"", &off),
    );
    let said = [
        "no verdict",
        "`severity` of `card/missing` may only be tightened in a folder",
        "mail/raigate.toml:8",
    ];
    check(&repository, "check", (2, &said));
    repository.write(
        "mail/raigate.toml",
        &MAIL.replace("card/missing", "card/mising"),
    );
    check(
        &repository,
        "check",
        (
            2,
            &["unknown rule `card/mising`", "did you mean `card/missing`?"],
        ),
    );
}

#[test]
fn a_folder_asks_for_more_rules_than_the_root() {
    let repository = two();
    let asked = |repository: &Repository| {
        let ran = repository.run("check --format json");
        let report = ran.json();
        let systems = report["systems"].as_array().unwrap().iter();
        let required = systems.map(|one| one["completeness"]["required"].as_u64().unwrap());
        required.collect::<Vec<u64>>()
    };
    let before = asked(&repository);
    let more = format!("{MAIL}\n[rules]\nprofile = \"complete\"\n");
    let more = more.replace("[rules.\"card/missing\"]\nseverity = \"error\"\n", "");
    repository.write("mail/raigate.toml", &more);
    let after = asked(&repository);
    assert_eq!(before[0], after[0]);
    assert!(after[1] >= before[1], "{before:?} {after:?}");
}

#[test]
fn what_a_folder_asks_less_than_before_is_a_change_of_the_gate() {
    if !super::repository::has("git") {
        return;
    }
    let repository = two();
    repository.git("init -q -b main");
    repository.commit("Begin");
    repository.git("branch base");
    let less = MAIL.replace("[rules.\"card/missing\"]\nseverity = \"error\"\n", "");
    repository.write("mail/raigate.toml", &less);
    repository.commit("Ask for less");
    let said = [
        "severity of card/missing in `mail` is warning/error/error, it was error",
        "mail-router",
    ];
    // What the base asks counts all the same.
    check(&repository, "check --policy-from base", (1, &said));
    let ran = repository.run("check --policy-from base --format json");
    let findings = ran.json()["findings"].clone();
    let mut findings = findings.as_array().unwrap().iter();
    let of_mail =
        |one: &&serde_json::Value| one["rule"] == "card/missing" && one["system"] == "mail-router";
    assert_eq!(findings.find(of_mail).unwrap()["severity"], "error");
}
