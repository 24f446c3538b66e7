//! What no repository of good will holds: thousands of approvals, circles, and clocks that are off.

use crate::gate::{ADA, TOML, approve, approved, check, launch, said, unapproved};

/// Ten thousand, and fewer where nothing is optimised: a rule has a few seconds to answer.
const MANY: usize = if cfg!(debug_assertions) {
    2_000
} else {
    10_000
};

#[test]
fn thousands_of_approvals_take_linear_time() {
    let repository = approved();
    let digest = crate::stamp::field(&repository.read(ADA), "subject_digest");
    let files: Vec<(String, String)> = (0..MANY)
        .map(|at| {
            let text =
                launch("ada", "rai-team").replace("id: launch-ada", &format!("id: more-{at}"));
            let digest = if at % 2 == 0 {
                digest.clone()
            } else {
                format!("sha256:{at:064}")
            };
            (
                format!("rai/approvals/more/{at}.yaml"),
                format!("{text}subject_digest: {digest}\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    repository.commit("ada", &files);
    check(&repository, &[], &[]);
    // None of them stands in for the other role.
    std::fs::remove_file(repository.folder.join("rai/approvals/bo.yaml")).unwrap();
    repository.commit("bo", &[]);
    check(&repository, &[], &["approval/missing-role deferred"]);
}

#[test]
fn a_role_that_nobody_holds_is_a_mistake_and_never_a_pass() {
    let repository = approved();
    let toml = TOML.replace("product-owner = [\"@bo\", \"@ada\"]", "product-owner = []");
    repository.commit("eve", &[("raigate.toml", &toml)]);
    let (code, text) = repository.raigate(&["check"]);
    assert_eq!(code, 2, "{text}");
    assert!(
        text.contains("nobody holds the role `product-owner`"),
        "{text}"
    );
    let toml = TOML.replace(
        "product-owner = [\"@bo\", \"@ada\"]",
        "product-owner = [\" \"]",
    );
    repository.commit("eve", &[("raigate.toml", &toml)]);
    let (code, text) = repository.raigate(&["check"]);
    assert_eq!(code, 2, "{text}");
}

#[test]
fn approvals_that_approve_each_other_approve_nothing() {
    let repository = unapproved();
    let metric = |name: &str, other: &str| {
        launch(name, "rai-team").replace("launch\ndecision:", "metric\ndecision:")
            + &format!(
                "subject: [\"approval:launch-{other}\"]\nsupersedes: approval:launch-{other}\n"
            )
    };
    let [ada, eve] = ["rai/approvals/ada.yaml", "rai/approvals/eve.yaml"];
    crate::support::write(&repository.folder, ada, metric("ada", "eve"));
    crate::support::write(&repository.folder, eve, metric("eve", "ada"));
    // Each stamp makes the other one wrong, however often they are written.
    for path in [ada, eve, ada, eve] {
        let (code, text) = repository.raigate(&["stamp", path]);
        assert_eq!(code, 0, "{text}");
    }
    repository.commit("ada", &[]);
    let found = said(&repository, &[]);
    let is_unbound =
        |one: &&String| one.starts_with("approval/unbound approval states another digest");
    assert_eq!(found.iter().filter(is_unbound).count(), 1, "{found:#?}");
    let (_, text) = repository.raigate(&["check"]);
    assert!(
        text.contains("supersedes leads back to this artifact"),
        "{text}"
    );
    // One that is about itself can state no digest that holds.
    let own = metric("ada", "ada").replace("supersedes: approval:launch-ada\n", "");
    std::fs::remove_file(repository.folder.join(eve)).unwrap();
    approve(&repository, "ada", ada, &own);
    let found = said(&repository, &[]);
    assert!(
        found.iter().any(|one| one.starts_with("approval/unbound")),
        "{found:#?}"
    );
    // A record kept elsewhere whose copy is itself.
    let record = "rai/external/round.yaml";
    let text = format!(
        "schema: raigate/external-record/v1\nid: round\nsystem: router\nrecord_kind: approval\n\
         decision_type: launch\ndecision: approve\nrole: rai-team\napprover: \"@ada\"\n\
         date: 2026-11-20\nexport: {{path: {record}, digest: \"sha256:{:064}\"}}\n",
        0
    );
    approve(&repository, "ada", record, &text);
    let (code, text) = repository.raigate(&["check"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("data/digest-mismatch"), "{text}");
}

#[test]
fn a_day_that_is_still_to_come_has_decided_nothing() {
    let repository = approved();
    let later = launch("bo", "product-owner").replace("2026-11-20", "2031-01-01");
    approve(&repository, "bo", "rai/approvals/bo.yaml", &later);
    check(&repository, &[], &["approval/missing-role deferred"]);
    let head = repository.head();
    let reviews = format!(
        r#"{{"schema": "raigate/reviews/v1", "reviews": [],
            "pull_request": {{"number": 7, "author": "someone", "base": "{head}", "head": "{head}"}}}}"#
    );
    std::fs::write(repository.folder.join("../reviews.json"), reviews).unwrap();
    let (_, text) = repository.raigate(&["check", "--reviews", "../reviews.json"]);
    assert!(
        text.contains("dated 2031-01-01, and today is 2026-11-23"),
        "{text}"
    );
    // A clock that is ahead by the time zone is none, and one in a commit decides nothing.
    let tomorrow = launch("bo", "product-owner").replace("2026-11-20", "2026-11-24");
    approve(&repository, "bo", "rai/approvals/bo.yaml", &tomorrow);
    let date = "--date=2031-01-01T12:00:00Z";
    repository.git("bo", &["commit", "--quiet", "--amend", "--no-edit", date]);
    check(&repository, &[], &[]);
}

#[test]
fn nobody_takes_the_rejection_of_somebody_else_back() {
    let repository = approved();
    let no = launch("ada", "rai-team")
        .replace("approve\n", "reject\n")
        .replace("launch-ada", "ada-no");
    approve(
        &repository,
        "ada",
        "rai/approvals/no.yaml",
        &no.replace("11-20", "11-21"),
    );
    let told = "approval/missing-role launch was rejected by `ada` as `rai-team`";
    assert!(said(&repository, &[]).contains(&told.to_owned()));
    let yes = launch("ada", "rai-team")
        .replace("launch-ada", "ada-yes")
        .replace("11-20", "11-22");
    approve(&repository, "eve", "rai/approvals/yes.yaml", &yes);
    assert!(said(&repository, &[]).contains(&told.to_owned()));
    approve(
        &repository,
        "ada",
        "rai/approvals/yes.yaml",
        &(yes + "expires: 2027-01-01\n"),
    );
    assert!(!said(&repository, &[]).contains(&told.to_owned()));
}
