//! Who wants a change merged cannot loosen what it is judged by.

use super::repository::{Repository, check};

const GOOD: &str = "loan-scoring";

/// A repository whose branch `base` holds the example, with a change on top that is not
/// committed yet.
fn changed(change: impl Fn(&Repository)) -> Option<Repository> {
    let repository = Repository::committed(GOOD)?;
    repository.git("branch base");
    change(&repository);
    repository.commit("Change");
    Some(repository)
}

/// Judges the change by its base, and holds what `git/gate-changed` says to `expected`.
#[track_caller]
fn weakened(repository: &Repository, expected: &[&str]) {
    let ran = repository.run("check --policy-from base --format json");
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap().iter();
    let mut said: Vec<&str> = findings
        .filter(|finding| finding["rule"] == "git/gate-changed")
        .map(|finding| finding["message"].as_str().unwrap())
        .collect();
    said.sort_unstable();
    assert_eq!(said, expected, "{}", ran.err);
    let blocks = ran.code == 1;
    assert!(blocks || expected.is_empty(), "{}", ran.out);
}

#[test]
fn each_way_to_weaken_the_gate_is_told_at_its_line() {
    let Some(repository) = changed(|it| {
        let config = it.read("raigate.toml");
        let config = config.replace("fail-on = \"error\"", "fail-on = \"never\"");
        let config = config.replace("\"recommended\"", "\"essential\"");
        let more = "\n[discovery]\nexclude = [\"models/**\"]\n\n\
                    [rules.\"card/stale\"]\nseverity = \"off\"\ngrace_days = 900\n";
        it.write("raigate.toml", &format!("{config}{more}"));
    }) else {
        return;
    };
    weakened(
        &repository,
        &[
            "discovery.exclude has gained models/**",
            "gate.fail-on is never, it was error",
            "grace_days of card/stale is 900, it was 30",
            "rules.profile is essential, it was recommended",
            "severity of card/stale is off, it was warning/error/error",
        ],
    );
    let said = [
        "-->",
        "raigate.toml:",
        "fail-on = \"never\"",
        "gate.fail-on is never",
    ];
    check(&repository, "check --policy-from base", (1, &said));
}

#[test]
fn a_stricter_gate_and_one_that_is_only_written_otherwise_are_no_matter() {
    let Some(repository) = changed(|it| {
        let config = it.read("raigate.toml");
        let more = "\n# A comment.\n[rules.\"card/stale\"]\nseverity = \"error\"\ngrace_days = 7\n";
        it.write("raigate.toml", &format!("# First of all.\n{config}{more}"));
    }) else {
        return;
    };
    weakened(&repository, &[]);
}

#[test]
fn a_base_that_became_stricter_is_no_doing_of_the_change() {
    let Some(repository) = changed(|it| it.write("notes.txt", "nothing\n")) else {
        return;
    };
    repository.git("checkout -q base");
    let config = repository.read("raigate.toml");
    let more = "\n[rules.\"card/stale\"]\ngrace_days = 7\n";
    repository.write("raigate.toml", &format!("{config}{more}"));
    repository.commit("Ask for more");
    repository.git("checkout -q main");
    weakened(&repository, &[]);
}

#[test]
fn a_system_that_states_less_is_judged_at_what_it_stated_before() {
    let Some(repository) = changed(|it| {
        let config = it.read("raigate.toml");
        assert!(config.contains("tier = \"high\""), "{config}");
        let config = config.replace("tier = \"high\"", "tier = \"minimal\"");
        it.write("raigate.toml", &config);
    }) else {
        return;
    };
    let ran = check(
        &repository,
        "check --policy-from base --format json",
        (1, &[]),
    );
    let report = ran.json();
    assert_eq!(report["systems"][0]["tier"], "high");
    let rules: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["rule"])
        .collect();
    assert_eq!(rules, ["intake/unapproved-tier-downgrade"]);
    weakened(&repository, &[]);
}

#[test]
fn a_system_that_is_dropped_is_still_judged() {
    let Some(repository) = changed(|it| {
        let config = it.read("raigate.toml");
        let (before, _) = config.split_once("[[system]]").unwrap();
        it.write("raigate.toml", before);
    }) else {
        return;
    };
    let ran = repository.run("check --policy-from base --format json");
    let report = ran.json();
    let system = report["systems"].as_array().unwrap().iter();
    let system = system.clone().find(|it| it["id"] == "loan-scorer");
    assert_eq!(system.unwrap()["tier"], "high", "{report:#}");
    weakened(&repository, &["system `loan-scorer` is gone"]);
}

#[test]
fn a_system_inside_another_one_takes_no_evidence_to_a_lower_tier() {
    let Some(repository) = changed(|it| {
        let config = it.read("raigate.toml");
        let more =
            "\n[[system]]\nid = \"aside\"\ntier = \"minimal\"\nroot = \"models/loan-scorer/rai\"\n";
        it.write("raigate.toml", &format!("{config}{more}"));
    }) else {
        return;
    };
    let report = repository
        .run("check --policy-from base --format json")
        .json();
    let systems = report["systems"].as_array().unwrap().iter();
    let tiers: Vec<_> = systems
        .map(|it| (it["id"].clone(), it["tier"].clone()))
        .collect();
    assert!(tiers.iter().all(|(_, tier)| tier == "high"), "{tiers:?}");
}

#[test]
fn a_rule_of_the_team_that_is_emptied_or_removed_is_told() {
    let rule = "governance/team/stale_review.rego";
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    let config = repository.read("raigate.toml");
    repository.write(
        "raigate.toml",
        &format!("{config}\n[policy]\npaths = [\"governance\"]\n"),
    );
    check(&repository, "new team/stale-review", (0, &[]));
    repository.git("add -A");
    let there = repository.git("ls-files");
    let rule = there
        .lines()
        .find(|it| it.ends_with("stale_review.rego"))
        .unwrap_or(rule);
    repository.commit("Have a rule");
    repository.git("branch base");
    let text = repository.read(rule);
    repository.write(rule, &format!("{text}\n# Only a comment.\n"));
    repository.commit("Comment");
    weakened(&repository, &[]);
    let emptied = text.replace(" if {", " if {\n\tfalse");
    repository.write(rule, &emptied);
    repository.commit("Empty it");
    weakened(&repository, &["policy reads differently"]);
}

#[test]
fn a_gate_that_would_not_load_once_merged_gets_no_verdict() {
    let Some(repository) = changed(|it| it.write("raigate.toml", "version = 1\n[gaet]\n")) else {
        return;
    };
    let said = ["no verdict", "raigate.toml"];
    check(&repository, "check --policy-from base", (2, &said));
}

#[test]
fn a_workflow_that_no_longer_calls_raigate_is_told() {
    let workflow = ".github/workflows/gate.yml";
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    repository.write(
        workflow,
        "jobs:\n  gate:\n    steps:\n      - uses: raigate/raigate@v1\n",
    );
    repository.commit("Run the gate");
    repository.git("branch base");
    repository.write(workflow, "jobs:\n  gate:\n    steps: []\n");
    repository.commit("Do not");
    weakened(
        &repository,
        &["`.github/workflows/gate.yml` has lost its call of raigate"],
    );
}

#[test]
fn a_branch_or_a_tag_implies_a_stage() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    let config = repository.read("raigate.toml");
    let stages = "stage-from = [{ ref = \"release/*\", stage = \"operate\" }, \
                  { tag = \"v*\", stage = \"operate\" }]\nfail-on";
    repository.write("raigate.toml", &config.replacen("fail-on", stages, 1));
    repository.commit("Releases are launches");
    let stage = |it: &Repository| {
        let report = it.run("check --format json").json();
        report["systems"][0]["stage"].as_str().unwrap().to_owned()
    };
    assert_ne!(stage(&repository), "operate");
    repository.git("checkout -q -b release/2");
    assert_eq!(stage(&repository), "operate");
    repository.git("checkout -q main");
    repository.git("tag v2");
    assert_eq!(stage(&repository), "operate");
    repository.git("tag -d v2");
    // What each CI says of it, of a checkout without a branch.
    repository.git("checkout -q --detach");
    let mut repository = repository;
    for (ci, said) in [
        ("GITHUB_ACTIONS=true", "GITHUB_BASE_REF=release/3"),
        (
            "GITLAB_CI=true",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=release/3",
        ),
        ("GITLAB_CI=true", "CI_COMMIT_TAG=v3"),
        (
            "TF_BUILD=True",
            "SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/release/3",
        ),
        ("TF_BUILD=True", "SYSTEM_PULLREQUEST_TARGETBRANCH=release/3"),
        ("TF_BUILD=True", "BUILD_SOURCEBRANCH=refs/heads/release/3"),
        ("TF_BUILD=True", "BUILD_SOURCEBRANCH=refs/tags/v3"),
        ("JENKINS_URL=http://127.0.0.1", "CHANGE_TARGET=release/3"),
        ("JENKINS_URL=http://127.0.0.1", "BRANCH_NAME=release/3"),
        (
            "JENKINS_URL=http://127.0.0.1",
            "GIT_BRANCH=origin/release/3",
        ),
        ("JENKINS_URL=http://127.0.0.1", "TAG_NAME=v3"),
        (
            "BITBUCKET_BUILD_NUMBER=7",
            "BITBUCKET_PR_DESTINATION_BRANCH=release/3",
        ),
        ("BITBUCKET_BUILD_NUMBER=7", "BITBUCKET_BRANCH=release/3"),
        ("BITBUCKET_BUILD_NUMBER=7", "BITBUCKET_TAG=v3"),
    ] {
        let pair = |text: &str| {
            let (name, value) = text.split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        };
        repository.variables = vec![pair(ci)];
        assert_ne!(stage(&repository), "operate", "{ci}");
        repository.variables.push(pair(said));
        assert_eq!(stage(&repository), "operate", "{said}");
    }
}

#[test]
fn a_baseline_counts_as_the_base_has_it() {
    let Some(repository) = changed(|it| {
        it.replace("models/loan-scorer/README.md", "0.893", "0.95");
        check(it, "baseline raigate-baseline.json", (0, &[]));
    }) else {
        return;
    };
    let words = "check --baseline raigate-baseline.json";
    check(&repository, words, (0, &[]));
    let said = ["is not in the base", "card claims accuracy 0.95"];
    check(
        &repository,
        &format!("{words} --policy-from base"),
        (1, &said),
    );
}

/// Writes what the forge says: one approval, of the commit that is checked out.
fn reviews(repository: &Repository, user: &str) {
    let commit = |name: &str| repository.git(&format!("rev-parse {name}"));
    let text = format!(
        r#"{{"schema": "raigate/reviews/v1",
             "pull_request": {{"number": 7, "author": "mallory", "base": "{base}", "head": "{head}"}},
             "reviews": [{{"user": "{user}", "type": "User", "state": "approved",
                           "commit": "{head}", "submitted_at": "2026-11-20T09:00:00Z"}}]}}"#,
        base = commit("base"),
        head = commit("HEAD"),
    );
    std::fs::write(repository.folder.join("../reviews.json"), text).unwrap();
}

#[test]
fn who_answers_for_the_gate_can_let_a_weaker_one_pass_and_nobody_else() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    let config = repository.read("raigate.toml");
    let roles = "\n[roles]\nrai-team = [\"@grace\"]\nlegal = [\"@linus\"]\n\
                 [people.grace]\nhandles = [\"@grace\"]\nemails = [\"grace@example.org\"]\n";
    repository.write("raigate.toml", &format!("{config}{roles}"));
    repository.commit("Say who answers for the gate");
    repository.git("branch base");
    repository.replace("raigate.toml", "fail-on = \"error\"", "fail-on = \"never\"");
    repository.replace("raigate.toml", "tier = \"high\"", "tier = \"limited\"");
    repository.commit("Ask for less");
    let words = "check --policy-from base --reviews ../reviews.json";
    let said = [
        "gate.fail-on is never",
        "tier is lowered to limited, it was high",
    ];
    reviews(&repository, "linus");
    check(&repository, words, (1, &said));
    reviews(&repository, "mallory");
    check(&repository, words, (1, &said));
    reviews(&repository, "grace");
    check(&repository, words, (0, &[]));
    repository.replace("raigate.toml", "tier = \"limited\"", "tier = \"minimal\"");
    repository.commit("Ask for even less");
    check(
        &repository,
        words,
        (1, &["tier is lowered to minimal, it was high"]),
    );
}
