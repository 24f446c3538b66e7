//! What the history says of records and results, in real repositories.

use camino::Utf8PathBuf;

use super::repository::{GOOD, Repository, check, has};

/// A rule of a team that says what it sees of each approval.
const SEEN: &str = r#"# METADATA
# title: What is seen of an approval
# description: It is said, so that a test can read it.
# custom:
#   severity: warning
#   kinds: [approval]
#   since: 0.1.0
#   remedy: None is needed.
package raigate.rules.team.seen

import data.raigate.lib.finding

findings contains finding.at(input.artifact, "", message) if {
	history := input.artifact.facts.history
	message := sprintf("signature %s of %s, mode %s, %d trailers", [
		history.signature.status,
		concat(" and ", history.signature.principals),
		history.mode,
		count(object.get(history, "trailers", [])),
	])
}

findings contains finding.at(input.artifact, "", "history is cut short") if {
	input.artifact.facts.history.cut_short
}
"#;

const APPROVAL: &str = "rai/approvals/launch.yaml";

/// A repository with an approval, and a key of Ada's who may sign.
struct Signed {
    repository: Repository,
    key: Utf8PathBuf,
}

impl Signed {
    fn new() -> Option<Self> {
        let repository = Repository::committed(GOOD)?;
        // It knows no `--version`, and is there if it complains.
        if !has("git") || std::process::Command::new("ssh-keygen").output().is_err() {
            return None;
        }
        let keys = repository.folder.join("../keys");
        std::fs::create_dir(&keys).unwrap();
        let signed = Self {
            repository,
            key: keys.join("ada"),
        };
        signed.keygen("ada");
        let there = &signed.repository;
        there.write("governance/policies/team/seen.rego", SEEN);
        let config = there.read("raigate.toml");
        let more = "\n[policy]\npaths = [\"governance/policies\"]\n\n\
                    [provenance]\nallowed-signers = \".github/allowed_signers\"\n";
        there.write("raigate.toml", &format!("{config}{more}"));
        there.write(".github/allowed_signers", &signed.line("ada"));
        there.commit("Say who may sign");
        Some(signed)
    }

    fn keygen(&self, name: &str) {
        let file = self.key.with_file_name(name);
        let mut keygen = self.repository.command("ssh-keygen");
        keygen.args(["-q", "-t", "ed25519", "-N", "", "-f", file.as_str()]);
        assert!(keygen.status().unwrap().success());
    }

    /// Returns the line that lets a key sign for Ada.
    fn line(&self, name: &str) -> String {
        let half = self.key.with_file_name(format!("{name}.pub"));
        let text = std::fs::read_to_string(half).unwrap();
        format!("ada@example.org {text}")
    }

    /// Commits everything, signed with a key.
    fn commit(&self, key: &str) {
        let key = self.key.with_file_name(key);
        let there = &self.repository;
        there.git("add -A");
        there.git(&format!(
            "-c gpg.format=ssh -c user.signingkey={key} commit -q -S -m Approve --trailer Reviewed-by:Grace"
        ));
    }
}

fn approval() -> String {
    let text = "schema: raigate/approval/v1\nid: launch-1\nsystem: loan-scoring\n";
    format!("{text}decision_type: launch\ndecision: approved\nrole: rai-lead\napprover: \"@ada\"\n")
}

#[test]
fn who_committed_an_approval_is_seen_with_the_signature() {
    let Some(signed) = Signed::new() else { return };
    let there = &signed.repository;
    there.write(APPROVAL, &approval());
    let before = there.run("check");
    assert!(!before.out.contains("signature"), "{}", before.out);
    assert!(
        before.out.contains("evidence is not tracked by git"),
        "{}",
        before.out
    );
    signed.commit("ada");
    let good = "signature good of ada@example.org, mode 100644, 1 trailers";
    let ran = there.run("check");
    assert!(ran.out.contains(good), "{}", ran.out);
    assert!(there.run("check --commit HEAD").out.contains(good));

    there.replace(APPROVAL, "launch-1", "launch-2");
    there.commit("Approve again, without a signature");
    let ran = there.run("check");
    assert!(ran.out.contains("signature unsigned of "), "{}", ran.out);
}

#[test]
fn a_record_without_a_good_signature_counts_for_nothing_where_one_is_asked_for() {
    let Some(signed) = Signed::new() else { return };
    let there = &signed.repository;
    let asks = "[provenance]\nrequire-signature = [\"approval\"]\n";
    there.replace("raigate.toml", "[provenance]\n", asks);
    there.commit("Ask for signatures");
    there.write(APPROVAL, &approval());
    let rule = "git/unsigned-record";
    let not_yet = there.run("check --format json").json();
    let ended = not_yet["rules"].as_array().unwrap().iter();
    let ended: Vec<_> = ended
        .filter(|it| it["id"] == rule)
        .map(|it| &it["outcome"])
        .collect();
    assert_eq!(ended, ["deferred"]);
    signed.commit("ada");
    assert!(!there.run("check").out.contains(rule));
    there.replace(APPROVAL, "launch-1", "launch-2");
    there.commit("Approve again, without a signature");
    let said = [
        "git/unsigned-record",
        "approval was committed without a signature",
    ];
    check(there, "check", (1, &said));
    signed.keygen("eve");
    there.replace(APPROVAL, "launch-2", "launch-3");
    signed.commit("eve");
    check(
        there,
        "check",
        (1, &["with a signature that is not good (unknown key)"]),
    );
}

#[test]
fn who_may_sign_is_not_for_the_change_to_say() {
    let Some(signed) = Signed::new() else { return };
    let there = &signed.repository;
    let base = there.git("rev-parse HEAD");
    signed.keygen("eve");
    let lines = format!("{}{}", signed.line("ada"), signed.line("eve"));
    there.write(".github/allowed_signers", &lines);
    there.write(APPROVAL, &approval());
    signed.commit("eve");
    let own = there.run("check");
    assert!(own.out.contains("signature good"), "{}", own.out);
    let ran = there.run(&format!("check --policy-from {base}"));
    assert!(ran.out.contains("signature unknown_key"), "{}", ran.out);
}

#[test]
fn signers_that_cannot_be_read_are_no_verdict() {
    let Some(signed) = Signed::new() else { return };
    let there = &signed.repository;
    there.write(".github/allowed_signers", "# Us\nada@example.org\n");
    let at = ".github/allowed_signers:2: `` begins no public key that is read here";
    check(there, "check", (2, &["no verdict: who may sign", at]));
    std::fs::remove_file(there.folder.join(".github/allowed_signers")).unwrap();
    let says = ["`provenance.allowed-signers` names a file that could not be read"];
    check(there, "check", (2, &says));
}

#[test]
fn a_shallow_clone_says_so_where_a_signature_is_required() {
    let Some(signed) = Signed::new() else { return };
    let there = &signed.repository;
    there.write(APPROVAL, &approval());
    signed.commit("ada");
    there.write("notes.txt", "more\n");
    there.commit("Go on");
    let clone = Repository::empty();
    clone.git(&format!("clone -q --depth 1 file://{} .", there.folder));
    let ran = clone.run("check");
    assert!(ran.out.contains("history is cut short"), "{}", ran.out);
    let config = clone.read("raigate.toml");
    clone.write(
        "raigate.toml",
        &format!("{config}require-signature = [\"approval\"]\n"),
    );
    let says = [
        "no verdict",
        "does not hold the last change of",
        "fetch-depth: 0",
    ];
    check(&clone, "check", (2, &says));
}

/// Where the results of the example are.
fn result(repository: &Repository) -> String {
    let listed = repository.git("ls-files");
    listed
        .lines()
        .find(|path| repository.read(path).contains("\"code_commit\""))
        .unwrap()
        .to_owned()
}

#[test]
fn the_code_of_a_result_is_looked_for_in_the_change_that_brings_it() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    let path = result(&repository);
    let text = repository.read(&path);
    let (_, rest) = text.split_once("\"code_commit\": \"").unwrap();
    let (named, _) = rest.split_once('"').unwrap();
    // It was there before the change, and may have been left behind by a merge.
    let short = &named[..12];
    let astray = format!("code commit {short} is not in this repository");
    let ran = repository.run("check --since HEAD");
    assert!(!ran.out.contains(&astray), "{}", ran.out);

    repository.git("checkout -q -b aside");
    repository.write("notes.txt", "aside\n");
    repository.commit("Go aside");
    let aside = repository.git("rev-parse HEAD");
    repository.git("checkout -q main");
    repository.git("checkout -q -b change");
    let base = repository.git("rev-parse HEAD");
    let mut last = named.to_owned();
    for (next, says) in [
        (
            "0".repeat(40),
            Some("code commit 000000000000 is not in this repository"),
        ),
        (aside, Some("does not come before this one")),
        (
            repository.git("rev-parse HEAD^{tree}"),
            Some("is another object of this repository"),
        ),
        (base, None),
    ] {
        repository.replace(&path, &last, &next);
        repository.commit("Measure again");
        let ran = repository.run("check --since main");
        let found = ran.out.contains("error[eval/not-reproducible]")
            || ran.out.contains("warning[eval/not-reproducible]")
            || ran.out.contains("note[eval/not-reproducible]");
        assert_eq!(found, says.is_some(), "{next}\n{}", ran.out);
        assert!(
            ran.out.contains(says.unwrap_or_default()),
            "{next}\n{}",
            ran.out
        );
        last = next;
    }
}

#[test]
fn a_replaced_commit_is_said_and_a_grafted_history_gives_no_verdict() {
    let Some(signed) = Signed::new() else { return };
    let there = &signed.repository;
    there.write(APPROVAL, &approval());
    signed.commit("ada");
    let forged = there.git("commit-tree HEAD~1^{tree} -m Forged");
    there.git(&format!("replace HEAD {forged}"));
    let ran = there.run("check --commit HEAD");
    assert!(ran.out.contains("1 object is replaced here"), "{}", ran.out);
    assert!(ran.out.contains("signature good"), "{}", ran.out);
    there.git("replace -d HEAD");
    let head = there.git("rev-parse HEAD");
    std::fs::create_dir_all(there.folder.join(".git/info")).unwrap();
    there.write(".git/info/grafts", &format!("{head}\n"));
    check(there, "check", (2, &["no verdict", "`info/grafts`"]));
}

#[test]
fn history_is_told_in_a_bare_repository_a_linked_work_tree_and_before_the_first_commit() {
    let Some(signed) = Signed::new() else { return };
    let there = &signed.repository;
    there.write(APPROVAL, &approval());
    signed.commit("ada");
    let good = "signature good of ada@example.org";
    there.git("worktree add -q ../linked");
    there.git("clone -q --bare . ../bare.git");
    let mut elsewhere = Repository::empty();
    elsewhere.folder = there.folder.join("../linked");
    let ran = elsewhere.run("check");
    assert!(ran.out.contains(good), "{}{}", ran.out, ran.err);
    elsewhere.folder = there.folder.join("../bare.git");
    let ran = elsewhere.run("check --commit HEAD");
    assert!(ran.out.contains(good), "{}{}", ran.out, ran.err);
    check(&elsewhere, "check", (2, &["bare repository"]));

    std::fs::remove_dir_all(there.folder.join(".git")).unwrap();
    there.git("init -q -b main");
    let ran = there.run("check");
    assert!(
        ran.out.contains("evidence is not tracked by git"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("signature"), "{}", ran.out);
}

#[test]
fn a_stamp_outlives_the_merge_that_squashes_the_commit_it_names() {
    let Some(repository) = Repository::committed(GOOD) else {
        return;
    };
    repository.write("train.py", "print(1)\n");
    repository.replace("raigate.toml", "facets =", "watch = [\"*.py\"]\nfacets =");
    repository.commit("Watch the code");
    repository.git("checkout -q -b change");
    repository.write("train.py", "print(2)\n");
    repository.commit("Train otherwise");
    let path = result(&repository);
    let text = repository.read(&path);
    let unnamed = text.lines().filter(|line| !line.contains("code_commit"));
    repository.write(&path, &unnamed.collect::<Vec<_>>().join("\n"));
    check(&repository, &format!("stamp {path}"), (0, &["stamped"]));
    let text = repository.read(&path);
    let (_, rest) = text.split_once("\"code_commit\": \"").unwrap();
    assert!(
        rest.starts_with(&repository.git("rev-parse HEAD")),
        "{text}"
    );
    // The branch is squashed, and its commits are gone.
    repository.git("checkout -q main");
    repository.git("branch -q -D change");
    repository.write("train.py", "print(2)\n");
    repository.write(&path, &text);
    repository.commit("Train otherwise, squashed");
    repository.git("reflog expire --expire=now --all");
    repository.git("gc -q --prune=now");
    let found = |repository: &Repository| {
        let ran = repository.run("check --since HEAD~1");
        ran.out.contains("is not in this repository")
    };
    assert!(!found(&repository));
    repository.write("train.py", "print(3)\n");
    repository.git("commit -q -a --amend --no-edit");
    assert!(found(&repository));
}
