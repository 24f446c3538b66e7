//! Approvals that are kept elsewhere: what they are worth, and what keeps them from more.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::gate::{ADA, BO, TOML, approve, check, launch, said, unapproved};
use crate::repository::Repository;

const RECORD: &str = "rai/external/ticket-7.yaml";
const COPY: &str = "rai/external/exports/ticket-7.pdf";
const PAGE: &str = "%PDF-1.4 Lou has approved the launch.\n";

fn digest(text: &str) -> String {
    let bytes = Sha256::digest(text.as_bytes());
    let digits = bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    });
    format!("sha256:{digits}")
}

fn record(role: &str, digest: &str) -> String {
    format!(
        "schema: raigate/external-record/v1\nid: ticket-7\nsystem: router\nrecord_kind: approval\n\
         url: https://tickets.example.org/7\napprover: lou@example.org\ndate: 2026-11-20\n\
         decision_type: launch\ndecision: approve\nrole: {role}\n\
         export:\n  path: {COPY}\n  digest: {digest}\n"
    )
}

/// A repository in which Ada and Bo have approved, and Lou, who decides in a tool of hers, has
/// not yet; `more` is appended to the configuration.
fn waiting(more: &str) -> Repository {
    let repository = unapproved();
    let roles = "legal = [\"lou@example.org\"]\nrai-lead = [\"lou@example.org\"]\n";
    let matrix = "\n[rules.\"approval/missing-role\".required.launch]\n\
                  limited = [\"rai-team\", \"product-owner\", \"legal\"]\n";
    let toml = [TOML, roles, matrix, more].concat();
    repository.commit("eve", &[("raigate.toml", &toml)]);
    approve(&repository, "ada", ADA, &launch("ada", "rai-team"));
    approve(&repository, "bo", BO, &launch("bo", "product-owner"));
    repository
}

fn missing() -> String {
    "approval/missing-role launch at tier limited is approved in 2 of 3 roles, not by `legal`"
        .to_owned()
}

/// What is said of a record that Eve, who made the system, has copied from a ticket.
fn claimed(repository: &Repository) -> String {
    let commit = repository.git("eve", &["log", "-1", "--format=%H", "--", RECORD]);
    format!(
        "approval/not-authentic approval of `lou@example.org` was committed by `eve@example.org` in {}",
        &commit[..12]
    )
}

/// All that the gate says about approvals and digests.
fn all(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let (_, text) = repository.raigate(&[&["check", "--format", "json"], arguments].concat());
    let start = text.find('{').unwrap_or_else(|| panic!("{text}"));
    let mut report = serde_json::Deserializer::from_str(&text[start..]).into_iter();
    let report: serde_json::Value = report.next().unwrap().unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap();
            let line = &one["location"]["start"]["line"];
            format!("{}:{line} {}", text("rule"), text("message"))
        })
        .filter(|one| one.starts_with("approval/") || one.starts_with("data/digest"))
        .collect()
}

#[test]
fn a_record_kept_elsewhere_counts_where_its_role_decides_elsewhere_and_says_that_it_is_claimed() {
    let repository = waiting("");
    repository.commit("eve", &[(COPY, PAGE)]);
    approve(&repository, "eve", RECORD, &record("legal", &digest(PAGE)));
    // Tier limited: a warning, as for any approval that somebody else wrote.
    check(&repository, &[], &[&claimed(&repository)]);
    // What it covers changes: it is as stale as any other.
    repository.commit("eve", &[("route.py", "print(2)\n")]);
    let changed = "approval/changed-after 1 file changed after the approval: `route.py`";
    let found = said(&repository, &[]);
    assert_eq!(
        found.iter().filter(|one| *one == changed).count(),
        3,
        "{found:?}"
    );
}

#[test]
fn another_role_or_a_team_that_wants_none_needs_the_signature_of_the_approver() {
    let none = "\n[rules.\"approval/missing-role\".kept_elsewhere]\nlaunch = []\n";
    for (more, role) in [("", "rai-lead"), (none, "legal")] {
        let repository = waiting(more);
        let toml = repository.read("raigate.toml");
        let toml = toml.replace("\"legal\"]\n", &format!("\"{role}\"]\n"));
        let Some(line) = repository.key("lou") else {
            return;
        };
        let signers = "\n[provenance]\nallowed-signers = \"signers\"\n";
        repository.commit(
            "eve",
            &[
                (COPY, PAGE),
                ("raigate.toml", &(toml + signers)),
                ("signers", &line),
            ],
        );
        approve(&repository, "eve", RECORD, &record(role, &digest(PAGE)));
        let open = missing().replace("legal", role);
        let found = said(&repository, &["--reviews", &reviews(&repository)]);
        assert_eq!(found, [claimed(&repository), open], "{more}");
        let (_, text) = repository.raigate(&["check", "--reviews", &reviews(&repository)]);
        let why = format!(
            "{role} is not in `kept_elsewhere`, so this counts once `lou@example.org` has signed it"
        );
        assert!(text.contains(&why), "{text}");
        repository.sign("lou", RECORD);
        repository.commit("eve", &[]);
        check(&repository, &["--reviews", &reviews(&repository)], &[]);
    }
}

/// What a forge says where nobody has reviewed.
fn reviews(repository: &Repository) -> String {
    let head = repository.head();
    let text = format!(
        r#"{{"schema": "raigate/reviews/v1", "reviews": [],
            "pull_request": {{"number": 7, "author": "someone", "base": "{head}", "head": "{head}"}}}}"#
    );
    let file = repository.folder.join("../reviews.json");
    std::fs::write(&file, text).unwrap();
    file.into_string()
}

#[test]
fn a_copy_that_is_missing_or_another_is_found_at_its_line_and_counts_for_nothing() {
    let repository = waiting("");
    let text = record("legal", &digest("another page"));
    approve(&repository, "eve", RECORD, &text);
    let at = |key: &str| {
        let text = repository.read(RECORD);
        let line = text
            .lines()
            .position(|line| line.trim_start().starts_with(key));
        line.unwrap() + 1
    };
    let empty = reviews(&repository);
    let found = all(&repository, &["--reviews", &empty]);
    let gone = format!(
        "data/digest-mismatch:{} copy `{COPY}` of the record is not here",
        at("path:")
    );
    assert!(found.contains(&gone), "{found:?}");
    assert!(
        found.iter().any(|one| one.ends_with("not by `legal`")),
        "{found:?}"
    );

    repository.commit("eve", &[(COPY, PAGE)]);
    let found = all(&repository, &["--reviews", &empty]);
    let start = format!("data/digest-mismatch:{} digest of `{COPY}`", at("digest:"));
    assert!(found.iter().any(|one| one.starts_with(&start)), "{found:?}");
    assert!(
        found.iter().any(|one| one.ends_with("not by `legal`")),
        "{found:?}"
    );

    // Without a digest, or without a copy, there is nothing to hold on to.
    let bare = text.replace(&format!("  digest: {}\n", digest("another page")), "");
    approve(&repository, "eve", RECORD, &bare);
    let found = said(&repository, &["--reviews", &empty]);
    let told = "approval/unbound approval is kept elsewhere, and its copy has no `digest`";
    assert!(found.contains(&told.to_owned()), "{found:?}");
    assert!(found.contains(&missing()), "{found:?}");
    let (none, _) = bare.split_once("export:").unwrap();
    approve(&repository, "eve", RECORD, none);
    let found = said(&repository, &["--reviews", &empty]);
    let told = "approval/unbound approval is kept elsewhere, and no copy of it is here";
    assert!(found.contains(&told.to_owned()), "{found:?}");
    // A copy outside of the repository is none, whatever leads there.
    let out = text.replace(COPY, "../../../ticket-7.pdf");
    std::fs::write(repository.folder.join("../ticket-7.pdf"), "another page").unwrap();
    approve(&repository, "eve", RECORD, &out);
    let found = all(&repository, &["--reviews", &empty]);
    let told =
        "copy `../../../ticket-7.pdf` of the record is not here: leads out of the repository";
    assert!(found.iter().any(|one| one.ends_with(told)), "{found:?}");
}

#[test]
fn a_copy_may_lie_in_the_folder_of_evidence() {
    let repository = waiting("");
    approve(&repository, "eve", RECORD, &record("legal", &digest(PAGE)));
    let folder = repository.folder.join("../evidence");
    crate::support::write(&folder, COPY, PAGE);
    let arguments = ["--evidence-dir", folder.as_str()];
    check(&repository, &arguments, &[&claimed(&repository)]);
    crate::support::write(&folder, COPY, "another page");
    let found = all(&repository, &arguments);
    assert!(
        found
            .iter()
            .any(|one| one.starts_with("data/digest-mismatch")),
        "{found:?}"
    );
}

#[test]
fn the_copy_of_an_earlier_approval_approves_nothing_else() {
    let repository = waiting("");
    repository.commit("eve", &[(COPY, PAGE)]);
    approve(&repository, "eve", RECORD, &record("legal", &digest(PAGE)));
    repository.commit("eve", &[("route.py", "print(2)\n")]);
    let again = record("legal", &digest(PAGE)).replace("ticket-7\n", "ticket-8\n");
    approve(
        &repository,
        "eve",
        "rai/external/ticket-8.yaml",
        &again.replace("11-20", "11-21"),
    );
    let found = said(&repository, &[]);
    let told = format!(
        "approval/unbound copy of the approval is that of `{RECORD}`, which covers other content"
    );
    assert!(found.contains(&told), "{found:?}");
}

#[test]
fn where_signatures_are_asked_for_a_record_kept_elsewhere_is_no_way_around_them() {
    let repository = waiting("");
    let Some(line) = repository.key("lou") else {
        return;
    };
    let toml = repository.read("raigate.toml");
    let signers =
        "\n[provenance]\nallowed-signers = \"signers\"\nrequire-signature = [\"approval\"]\n";
    repository.commit(
        "eve",
        &[
            (COPY, PAGE),
            ("raigate.toml", &(toml + signers)),
            ("signers", &line),
        ],
    );
    approve(&repository, "eve", RECORD, &record("legal", &digest(PAGE)));
    let (_, text) = repository.raigate(&["check"]);
    assert!(
        text.contains("external-record was committed without a signature"),
        "{text}"
    );
    repository.sign("lou", RECORD);
    repository.commit("eve", &[]);
    let (_, text) = repository.raigate(&["check"]);
    assert!(!text.contains("external-record was committed"), "{text}");
    assert!(
        text.contains("approval was committed without a signature"),
        "{text}"
    );
}

#[test]
fn who_copies_their_own_decision_has_no_part_in_the_work_and_code_is_no_copy() {
    let repository = waiting("");
    let base = repository.head();
    repository.commit(
        "eve",
        &[("route.py", "print(2)\n"), ("notes.txt", "by eve\n")],
    );
    let text = record("legal", &digest(PAGE));
    crate::support::write(&repository.folder, COPY, PAGE);
    approve(&repository, "lou", RECORD, &text);
    let found = said(&repository, &["--policy-from", &base]);
    assert!(
        !found.iter().any(|one| one.contains("self-approved")),
        "{found:?}"
    );
    // A file that is called a copy, and is none, is work.
    let fake = text
        .replace(COPY, "notes.txt")
        .replace(&digest(PAGE), &digest("by lou\n"));
    crate::support::write(&repository.folder, "notes.txt", "by lou\n");
    approve(&repository, "lou", RECORD, &fake);
    let found = said(&repository, &["--policy-from", &base]);
    assert!(
        found
            .iter()
            .any(|one| one.contains("self-approved approver `lou@example.org`")),
        "{found:?}"
    );
}

#[test]
fn a_new_record_is_refused_until_it_is_filled_in() {
    let repository = waiting("");
    let (code, said) = repository.raigate(&["new", "external-record", "--system", "router"]);
    assert_eq!(code, 0, "{said}");
    let text = repository.read("rai/external/router.yaml");
    for key in [
        "decision_type: TODO",
        "subject_digest: TODO",
        "  digest: TODO",
    ] {
        assert!(text.contains(key), "{text}");
    }
    let (code, said) = repository.raigate(&["check"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("rai/external/router.yaml"), "{said}");
}
