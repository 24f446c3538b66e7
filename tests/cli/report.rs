//! Reports: their formats, where they go, and the shape that other programs rely on.

use serde_json::{Value, json};

use super::repository::{BAD, GOOD, Repository, check};

const FORMATS: [&str; 10] = [
    "human", "json", "sarif", "junit", "github", "gitlab", "azure", "rdjson", "markdown", "html",
];

#[test]
fn the_exit_code_is_the_same_in_every_format() {
    let (good, bad) = (Repository::example(GOOD), Repository::example(BAD));
    let empty = Repository::empty();
    for format in FORMATS {
        let words = format!("check --format {format}");
        check(&good, &words, (0, &[]));
        check(&bad, &words, (1, &[]));
        check(&empty, &words, (2, &[]));
        let to_file = format!("check --format {format}=out");
        let ran = check(&bad, &to_file, (1, &[]));
        assert!(ran.out.is_empty(), "{}", ran.out);
        assert!(!bad.read("out").is_empty());
    }
}

#[test]
fn several_formats_each_go_to_their_place() {
    let repository = Repository::example(BAD);
    let words = "check --format human --format json=a.json --format sarif=a.sarif";
    check(&repository, words, (1, &["fail: 3 errors"]));
    let report: Value = serde_json::from_str(&repository.read("a.json")).unwrap();
    assert_eq!(report["verdict"], "fail");
    let sarif: Value = serde_json::from_str(&repository.read("a.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");

    let one_place = [
        (
            "check --format json --format sarif",
            "two formats for stdout",
        ),
        (
            "check --format json=a --format sarif=a",
            "two formats for `a`",
        ),
        ("check --format json=", "names no file"),
        (
            "check --format json=no/such/folder",
            "`no/such/folder` could not be written",
        ),
        ("check --format yaml", "there is no format `yaml`"),
    ];
    for (words, says) in one_place {
        check(&repository, words, (2, &["no verdict", says]));
    }
}

#[test]
fn what_is_not_built_is_refused_and_never_passed_over() {
    let repository = Repository::example(GOOD);
    for words in ["check --org x", "--org x"] {
        check(&repository, words, (2, &["is not built yet"]));
    }
    let commands = "lint eval policy rehearse conftest";
    for command in commands.split(' ') {
        check(
            &repository,
            command,
            (2, &["no verdict", "is not built yet"]),
        );
        check(
            &repository,
            &format!("{command} x"),
            (2, &["is not built yet"]),
        );
    }
}

/// Holds `value` to exactly these members, in this order.
#[track_caller]
fn has_members(value: &Value, names: &str) {
    let members = value.as_object().unwrap().keys();
    let members: Vec<_> = members.map(String::as_str).collect();
    assert_eq!(members.join(" "), names);
}

#[test]
fn the_json_report_has_the_members_it_promises() {
    let repository = Repository::example(BAD);
    let report = check(&repository, "check --format json", (1, &[])).json();
    has_members(
        &report,
        "schema tool verdict subject policy summary systems rules findings errors",
    );
    has_members(&report["tool"], "name version");
    has_members(&report["subject"], "snapshot commit base");
    assert_eq!(report["subject"]["commit"], Value::Null);
    assert_eq!(report["subject"]["base"], Value::Null);
    has_members(&report["policy"], "digest source profile rules");
    has_members(
        &report["summary"],
        "systems artifacts error warning note waived known deferred not_evaluated",
    );
    let system = "id tier stage verdict completeness breakdowns";
    has_members(&report["systems"][0], system);
    has_members(&report["systems"][0]["completeness"], "met required");
    has_members(&report["rules"][0], "id severity outcome findings");
    let finding = &report["findings"][0];
    has_members(
        finding,
        "rule severity status message system artifact location related remedy controls waiver \
         fingerprint",
    );
    has_members(&finding["artifact"], "path kind");
    has_members(&finding["location"], "path pointer start end");
    has_members(&finding["location"]["start"], "line column");
    has_members(&finding["related"][0], "message location");
    assert_eq!(finding["waiver"], Value::Null);
    assert_eq!(report["errors"], Value::Array(Vec::new()));
}

#[test]
fn every_json_report_fits_its_schema() {
    let repository = Repository::example(BAD);
    let schema = check(&repository, "schema report", (0, &[])).json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let broken = Repository::example(BAD);
    broken.replace("raigate.toml", "profile", "profil");
    let runs = [
        Repository::example(GOOD).run("check --format json"),
        repository.run("check --format json"),
        repository.run("check --format json --system router-english"),
        repository.run("check --format json --commit nothing"),
        broken.run("check --format json"),
        Repository::empty().run("check --format json"),
    ];
    for ran in runs {
        let report = ran.json();
        let errors: Vec<_> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{}", ran.out);
        let is_none = report["verdict"] == "none";
        assert_eq!(is_none, !report["errors"].as_array().unwrap().is_empty());
        assert_eq!(is_none, ran.code == 2);
    }
}

#[test]
fn a_saved_report_renders_as_the_run_itself_did() {
    let repository = Repository::example(BAD);
    let all = "check --format json=a.json --format sarif=a.sarif --format github=a.txt";
    check(&repository, all, (1, &[]));
    let saved = "report --from a.json --format";
    let again = check(&repository, &format!("{saved} json"), (1, &[])).out;
    assert_eq!(again, repository.read("a.json"));
    check(&repository, &format!("{saved} sarif=b.sarif"), (1, &[]));
    check(&repository, &format!("{saved} github=b.txt"), (1, &[]));
    assert_eq!(repository.read("b.txt"), repository.read("a.txt"));
    check(
        &repository,
        &format!("{saved} markdown"),
        (1, &["card/claim-contradicts-result"]),
    );
    check(
        &repository,
        &format!("{saved} human"),
        (1, &["fail: 3 errors"]),
    );
    check(
        &repository,
        &format!("{saved} html"),
        (1, &["<title>fail: 3 errors"]),
    );
    for format in ["junit", "gitlab", "azure"] {
        let run = check(&repository, &format!("check --format {format}"), (1, &[]));
        let again = check(&repository, &format!("{saved} {format}"), (1, &[]));
        assert_eq!(again.out, run.out);
    }
    // Without the file, columns in bytes are not known.
    check(&repository, &format!("{saved} rdjson"), (1, &["\"ERROR\""]));
    repository.write("a.json", "{\"schema\": \"raigate/report/v9\"}");
    check(
        &repository,
        &format!("{saved} human"),
        (2, &["`a.json` is no report of raigate"]),
    );
    check(
        &repository,
        "report --from nothing.json",
        (2, &["`nothing.json`"]),
    );
}

/// Counts of two groups, the first of which is called `name`.
fn counts(name: &str) -> String {
    let counts = |tp: u32| json!({"tp": tp, "fp": 10, "fn": 20, "tn": 70 - tp});
    let group = |name: &str, tp| json!({"group": {"sex": name}, "n": 100, "counts": counts(tp)});
    let report = json!({
        "schema": "raigate/fairness-report/v1", "id": "holdout", "system": "router-german",
        "groups": [group(name, 30), group("male", 40)],
    });
    report.to_string()
}

#[test]
fn groups_are_drawn_from_a_saved_report_as_from_the_run() {
    let repository = Repository::example(BAD);
    repository.write("rai/fairness/holdout.json", &counts("female"));
    let words = "check --format json=a.json --format html=a.html --format markdown=a.md";
    check(&repository, words, (1, &[]));
    let report: Value = serde_json::from_str(&repository.read("a.json")).unwrap();
    let breakdowns = report["systems"][1]["breakdowns"].as_array().unwrap();
    let recall = breakdowns.iter().find(|one| one["metric"] == "recall");
    let female = &recall.unwrap()["groups"][0];
    assert_eq!(female["labels"][0], "female");
    assert_eq!(female["value"], 0.6);
    let page = repository.read("a.html");
    assert!(page.contains(">recall by sex</title>"), "{page}");
    assert!(
        repository
            .read("a.md")
            .contains("| `female` | 100 | 0.600 |")
    );
    check(
        &repository,
        "report --from a.json --format html",
        (1, &[">recall by sex</title>"]),
    );
}

#[test]
fn a_group_that_is_called_by_personal_data_loses_its_name() {
    let repository = Repository::example(BAD);
    // Its check digits are right, and it is nobody's.
    let account = ["DE34", "370400440987654321"].concat();
    repository.write("rai/fairness/holdout.json", &counts(&account));
    check(
        &repository,
        "check --format json=a.json --format html=a.html --format markdown=a.md",
        (1, &[]),
    );
    let report: Value = serde_json::from_str(&repository.read("a.json")).unwrap();
    let found = report["findings"].as_array().unwrap();
    let is_private = |one: &&Value| one["rule"] == "privacy/personal-data-in-artifact";
    assert!(found.iter().any(|one| is_private(&one)), "{report:#}");
    for file in ["a.json", "a.html", "a.md"] {
        let text = repository.read(file);
        assert!(!text.contains(&account), "{file}");
        assert!(text.contains("group 1, name hidden"), "{file}");
    }
}

#[test]
fn a_path_or_a_system_narrows_what_is_reported_and_not_how_it_is_judged() {
    let repository = Repository::example(BAD);
    check(
        &repository,
        "models/router-english",
        (0, &["router-english"]),
    );
    check(
        &repository,
        "models/router-german/rai/eval/test.json",
        (1, &["fail: 3 errors"]),
    );
    check(
        &repository,
        "check --system router-english",
        (0, &["7 artifacts of 1 system"]),
    );
    check(
        &repository,
        "check --system router-german",
        (1, &["of 1 system"]),
    );
    check(
        &repository,
        "check --system router-germann",
        (2, &["did you mean `router-german`?"]),
    );
    // Every system is declared there.
    check(&repository, "check raigate.toml", (1, &["of 2 systems"]));
    check(
        &repository,
        "check nothing",
        (2, &["there is no `nothing`"]),
    );
    check(
        &repository,
        "chekc",
        (2, &["did you mean `raigate check`?"]),
    );
}

#[test]
fn what_blocks_can_be_moved() {
    let repository = Repository::example(BAD);
    let warn = "[rules.\"card/claim-contradicts-result\"]\nseverity = \"warning\"\n";
    let off = "[rules.\"card/duplicates-another\"]\nseverity = \"off\"\n";
    // Whoever has a stage at which people decide says who they are.
    let held = [
        "rai-team",
        "product-owner",
        "rai-lead",
        "executive",
        "legal",
    ];
    let roles: String = held
        .map(|role| format!("{role} = [\"@{role}\"]\n"))
        .concat();
    let config = repository.read("raigate.toml");
    let (before, after) = config
        .split_once("[rules.\"card/duplicates-another\"]")
        .unwrap();
    let after = after.split_once("[[system]]").unwrap().1;
    repository.write(
        "raigate.toml",
        &format!("{before}{warn}{off}\n[roles]\n{roles}\n[[system]]{after}"),
    );
    check(
        &repository,
        "check",
        (0, &["warning[card/claim-contradicts-result]", "2 warnings"]),
    );
    check(&repository, "check --fail-on warning", (1, &[]));
    check(&repository, "check --fail-on never", (0, &[]));
    // What is due once a system runs blocks there.
    let due = ["operate", "error[monitoring/missing-plan]"];
    check(&repository, "check --stage operate", (1, &due));
}

#[test]
fn what_is_shown_beside_lines_names_files_from_the_root_of_the_repository() {
    let Some(repository) = Repository::committed(BAD) else {
        return;
    };
    repository.git("init -q ..");
    std::fs::remove_dir_all(repository.folder.join(".git")).unwrap();
    let card = check(&repository, "check --format json", (1, &[])).json();
    let card = card["findings"][0]["location"]["path"].as_str().unwrap();
    // The folder that is judged is `repository`, and the one above is that of git.
    let whole = format!("repository/{card}");
    check(&repository, "check --format json=report.json", (1, &[]));
    for (format, says) in [
        ("github", format!(" file={whole},line=")),
        ("azure", format!(";sourcepath={whole};")),
        ("gitlab", format!("\"path\": \"{whole}\"")),
        ("rdjson", format!("\"path\": \"{whole}\"")),
        ("sarif", format!("\"uri\": \"{whole}\"")),
    ] {
        check(
            &repository,
            &format!("check --format {format}"),
            (1, &[&says]),
        );
        let saved = format!("report --from report.json --format {format}");
        check(&repository, &saved, (1, &[&says]));
    }
    let ran = check(&repository, "check --format human", (1, &[card]));
    assert!(!ran.out.contains(&whole), "{}", ran.out);
}

#[test]
fn what_the_change_is_about_is_annotated_first() {
    let Some(repository) = Repository::committed(BAD) else {
        return;
    };
    let first = |repository: &Repository| {
        let ran = check(repository, "check --format github", (1, &[]));
        ran.out.lines().next().unwrap().to_owned()
    };
    // A copy of the card that is wrong is wrong in the same places, and stands behind it.
    let copy = "models/zebra/README.md";
    let card = repository.read("models/router-german/README.md");
    repository.write(copy, &card);
    assert!(!first(&repository).contains(copy));
    repository.commit("Copy a card");
    let base = repository.git("rev-parse HEAD~1");
    let event = format!("{{\"pull_request\": {{\"base\": {{\"sha\": \"{base}\"}}}}}}");
    std::fs::write(repository.folder.join("../event.json"), event).unwrap();
    let repository = repository
        .with("GITHUB_ACTIONS", "true")
        .with("GITHUB_EVENT_NAME", "pull_request")
        .with("GITHUB_EVENT_PATH", "../event.json");
    let said = first(&repository);
    assert!(said.starts_with(&format!("::error file={copy},")), "{said}");
}
