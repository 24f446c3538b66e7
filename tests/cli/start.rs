//! The first steps, and what there is to look up.

use serde_json::Value;

use super::repository::{BAD, CARD, GOOD, Repository, check, has};

#[test]
fn nothing_to_judge_is_no_verdict_unless_that_was_said_to_be_fine() {
    let repository = Repository::empty();
    check(
        &repository,
        "",
        (
            2,
            &["nothing here is recognised as evidence", "raigate init"],
        ),
    );
    repository.write(
        "raigate.toml",
        "version = 1\n\n[gate]\nallow-empty = true\n",
    );
    check(&repository, "", (0, &["pass"]));
}

#[test]
fn init_writes_what_can_be_read_and_never_overwrites() {
    let repository = Repository::example(BAD);
    std::fs::remove_file(repository.folder.join("raigate.toml")).unwrap();
    check(
        &repository,
        "check",
        (1, &["no raigate.toml", "raigate init"]),
    );
    check(
        &repository,
        "init",
        (0, &["wrote `raigate.toml`", "2 model-card"]),
    );
    let config = repository.read("raigate.toml");
    assert!(
        config.contains("# id = \"router-german\"") || config.contains("# [[system]]"),
        "{config}"
    );
    assert!(!config.contains("\ntier = "), "init judges: {config}");
    check(&repository, "check", (1, &["profile recommended"]));
    check(&repository, "init", (2, &["already there"]));
    assert_eq!(repository.read("raigate.toml"), config);
    check(
        &Repository::empty(),
        "init --hook",
        (2, &["a hook needs a git repository"]),
    );
}

#[test]
fn what_new_writes_fails_the_gate_until_a_person_fills_it_in() {
    let repository = Repository::example(GOOD);
    check(&repository, "check", (0, &[]));
    let new = "new eval-plan --system loan-scorer --output models/loan-scorer/rai/eval/next.yaml";
    check(
        &repository,
        new,
        (0, &["wrote `models/loan-scorer/rai/eval/next.yaml`"]),
    );
    check(&repository, "check", (1, &["next.yaml"]));
    check(&repository, new, (2, &["could not be created"]));
    check(
        &repository,
        "new modelcard",
        (2, &["did you mean `model-card`?"]),
    );
    check(&repository, "new Team/Rule", (2, &["is no rule id"]));
    check(
        &repository,
        "new intake --for abc",
        (2, &["`--for` is for waivers"]),
    );
    check(&repository, "new waiver", (2, &["`--for FINGERPRINT`"]));
}

#[test]
fn a_new_waiver_names_its_finding_and_excuses_nothing() {
    let repository = Repository::example(BAD);
    let report = check(&repository, "check --format json", (1, &[])).json();
    let fingerprint = report["findings"][0]["fingerprint"].as_str().unwrap();
    let short = fingerprint.get(..12).unwrap();
    let ran = check(
        &repository,
        &format!("new waiver --for {short}"),
        (0, &["wrote `"]),
    );
    let file = ran.err.split('`').nth(1).unwrap();
    assert!(repository.read(file).contains(fingerprint));
    check(
        &repository,
        "check",
        (1, &["card/claim-contradicts-result"]),
    );
    check(
        &repository,
        "new waiver --for ffffffffffffffff",
        (2, &["no finding"]),
    );
}

#[test]
fn a_rule_of_ones_own_is_made_tested_loaded_and_explained() {
    let repository = Repository::example(GOOD);
    check(
        &repository,
        "new team/stale-review --output governance/policies",
        (0, &["wrote"]),
    );
    check(
        &repository,
        "new team/stale-review --output governance/policies",
        (2, &[]),
    );
    let ran = repository.run("test governance/policies");
    let all = format!("{}{}", ran.out, ran.err);
    assert!(ran.code <= 1 && all.contains("passed"), "{all}");
    let config = repository.read("raigate.toml");
    let policy = "[policy]\npaths = [\"governance/policies\"]\n";
    repository.write("raigate.toml", &format!("{config}\n{policy}"));
    check(&repository, "check", (0, &[]));
    check(&repository, "rules", (0, &["team/stale-review"]));
    check(
        &repository,
        "explain team/stale-review",
        (0, &["# team/stale-review"]),
    );
    check(&repository, "test models", (2, &["no `test_*` rule"]));
    check(&repository, "test nothing", (2, &["`nothing`"]));
}

#[test]
fn rules_are_listed_for_people_and_for_scripts() {
    let repository = Repository::example(GOOD);
    check(
        &repository,
        "rules",
        (0, &["card/claim-contradicts-result"]),
    );
    let list = check(&repository, "rules --format json", (0, &[])).json();
    let list = list.as_array().unwrap();
    assert!(list.len() >= 28);
    for rule in list {
        for member in ["id", "severity", "profile", "kinds", "controls"] {
            assert!(!rule[member].is_null(), "{rule} has no {member}");
        }
    }
    repository.write("raigate.toml", "version = 1\nprofil = 1\n");
    check(
        &repository,
        "rules",
        (0, &["raigate's own rules", "card/claim-contradicts-result"]),
    );
}

#[test]
fn explain_shows_the_page_and_what_the_rule_sees_in_a_file() {
    let repository = Repository::example(GOOD);
    let claim = "explain card/claim-contradicts-result";
    check(
        &repository,
        claim,
        (0, &["# card/claim-contradicts-result", "How to fix"]),
    );
    let on = format!("{claim} --on {CARD}");
    check(&repository, &on, (0, &["Nothing is found there."]));
    repository.replace(CARD, "0.893", "0.95");
    check(
        &repository,
        &on,
        (0, &["card claims accuracy 0.95, the result is 0.893"]),
    );
    check(
        &repository,
        "explain card/mising",
        (2, &["did you mean `card/missing`?"]),
    );
}

#[test]
fn parse_shows_what_policies_see_and_where_each_value_stands() {
    let repository = Repository::example(GOOD);
    let seen = check(&repository, &format!("parse {CARD}"), (0, &[])).json();
    assert_eq!(seen["artifact"]["kind"], "model-card");
    assert_eq!(seen["system"]["id"], "loan-scorer");
    repository.write("x.json", "{\"a\": [1, {\"b\": \"é\"}]}\n");
    repository.write("x.jsonl", "{\"a\": 1}\n{\"a\": 2}\n");
    repository.write("x.yaml", "a:\n  - 1\n  - b: é\n");
    repository.write("x.toml", "[a]\nb = 1\n");
    repository.write("x.md", "---\na: 1\n---\n# One\n\ntext\n");
    repository.write("x.csv", "a,b\n1,2\n");
    let places = [
        ("x.json", "/a/1/b", (1, 17)),
        ("x.jsonl", "/1/a", (2, 7)),
        ("x.yaml", "/a/1/b", (3, 8)),
        ("x.toml", "/a/b", (2, 5)),
        ("x.md", "/a", (2, 4)),
        ("x.csv", "/rows/0/1", (2, 3)),
    ];
    for (file, pointer, (line, column)) in places {
        let spans = check(&repository, &format!("parse {file} --spans"), (0, &[])).json();
        let start = &spans[pointer]["start"];
        assert_eq!(
            (&start["line"], &start["column"]),
            (&line.into(), &column.into()),
            "{file}"
        );
    }
    repository.write("notes.txt", "nothing\n");
    check(
        &repository,
        "parse notes.txt --spans",
        (2, &["in no format"]),
    );
    check(
        &repository,
        "parse nothing.json",
        (2, &["there is no `nothing.json`"]),
    );
    check(&repository, "parse ../event.json", (2, &[]));
}

#[test]
fn the_configuration_that_is_documented_loads() {
    let document = crate::support::root().join("docs/configuration.md");
    let document = std::fs::read_to_string(document).unwrap();
    let block = document.split("```toml\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let repository = Repository::example(GOOD);
    repository.write("raigate.toml", block);
    repository.write("governance/org.toml", "version = 1\n");
    repository.write("governance/data/limits.yaml", "score: 3\n");
    check(&repository, "new team/stale-review", (0, &[]));
    check(
        &repository,
        "check --system credit-scorer",
        (1, &["no model card", "credit-scorer  high, review"]),
    );
}

#[test]
fn schemas_are_listed_and_printed() {
    let repository = Repository::empty();
    let names = check(
        &repository,
        "schema",
        (0, &["config", "report", "model-card"]),
    )
    .out;
    for name in names.lines() {
        let schema = check(&repository, &format!("schema {name}"), (0, &[])).json();
        assert!(matches!(schema, Value::Object(_)), "{name}");
        jsonschema::validator_for(&schema).unwrap();
    }
    check(
        &repository,
        "schema modelcard",
        (2, &["there is no schema `modelcard`"]),
    );
}

#[test]
fn shells_and_manuals_are_served() {
    let repository = Repository::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        check(
            &repository,
            &format!("completions {shell}"),
            (0, &["raigate", "baseline"]),
        );
    }
    check(&repository, "man", (0, &[".TH", "raigate"]));
    check(
        &repository,
        "--version",
        (0, &[concat!("raigate ", env!("CARGO_PKG_VERSION"))]),
    );
    check(&repository, "--help", (0, &["Exit codes"]));
    check(
        &repository,
        "check --help",
        (0, &["Examples:", "RAIGATE_SINCE"]),
    );
    check(&repository, "check --nonsense", (2, &["--nonsense"]));
    if has("bash") {
        let script = repository.run("completions bash").out;
        repository.write("completions.bash", &script);
        let output = repository
            .command("bash")
            .args(["-n", "completions.bash"])
            .output();
        assert!(output.unwrap().status.success());
    }
}
