//! `raigate stamp`, and what the digests it writes outlive.

use crate::repository::Repository;

const TOML: &str = r#"version = 1
[[system]]
id = "scorer"
tier = "limited"
stage = "development"
root = "."
watch = ["*.py"]
"#;

const RESULT: &str = "schema: raigate/eval-result/v1\nid: scorer\nmetrics: []\n";
const LAUNCH: &str = "schema: raigate/approval/v1\nid: launch\ndecision_type: launch # ours\n";

fn repository() -> Repository {
    Repository::new(&[
        ("raigate.toml", TOML),
        ("score.py", "print(1)\n"),
        ("rai/eval/results/scorer.yaml", RESULT),
        ("rai/approvals/launch.yaml", LAUNCH),
    ])
}

pub(crate) fn field(text: &str, name: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_once(": ")
        .unwrap()
        .1
        .trim_matches('"')
        .to_owned()
}

#[test]
fn a_stamp_adds_its_fields_and_touches_nothing_else() {
    let repository = repository();
    let (code, said) = repository.raigate(&["stamp", "rai/approvals/launch.yaml"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("stamped; 2 files: the evidence of system `scorer`"),
        "{said}"
    );
    let text = repository.read("rai/approvals/launch.yaml");
    let digest = field(&text, "subject_digest");
    assert_eq!(text, format!("{LAUNCH}subject_digest: {digest}\n"));
    let (code, said) = repository.raigate(&["stamp", "--check", "rai/approvals/launch.yaml"]);
    assert_eq!(code, 0, "{said}");
    repository.commit("eve", &[("score.py", "print(2)\n")]);
    let (code, said) = repository.raigate(&["stamp", "--check", "rai/approvals/launch.yaml"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("out of date"), "{said}");
}

/// The digest as the documentation defines it, by the tools of git and of the system.
fn by_hand(repository: &Repository, paths: &[&str]) -> String {
    let script = paths.iter().map(|path| {
        format!(
            "printf '%s %s %s\\n' \"$(git ls-files -s {path} | cut -d' ' -f1)\" \
             \"$(git show :{path} | sha256sum | cut -d' ' -f1)\" {path};"
        )
    });
    let script: String = script.collect();
    let output = std::process::Command::new("sh")
        .current_dir(&repository.folder)
        .args(["-c", &format!("({script}) | sha256sum | cut -d' ' -f1")])
        .output()
        .unwrap();
    format!(
        "sha256:{}",
        String::from_utf8(output.stdout).unwrap().trim()
    )
}

#[test]
fn a_digest_is_the_one_that_the_documentation_defines() {
    let repository = repository();
    repository.raigate(&["stamp", "rai/approvals/launch.yaml"]);
    let digest = field(
        &repository.read("rai/approvals/launch.yaml"),
        "subject_digest",
    );
    let paths = ["rai/eval/results/scorer.yaml", "score.py"];
    assert_eq!(digest, by_hand(&repository, &paths));
}

#[test]
fn a_result_is_bound_to_the_commit_it_was_measured_at() {
    let repository = repository();
    let file = "rai/eval/results/scorer.yaml";
    let first = repository.head();
    let (code, said) = repository.raigate(&["stamp", file]);
    assert_eq!(code, 0, "{said}");
    let text = repository.read(file);
    assert_eq!(field(&text, "code_commit"), first);
    assert_eq!(
        field(&text, "watched_digest"),
        by_hand(&repository, &["score.py"])
    );
    repository.commit("eve", &[("score.py", "print(2)\n")]);
    let (code, said) = repository.raigate(&["stamp", "--check", file]);
    assert_eq!(code, 0, "it says what was measured then: {said}");
}

#[test]
fn a_result_of_code_that_no_commit_holds_is_not_stamped() {
    let repository = repository();
    crate::support::write(&repository.folder, "score.py", "print(3)\n");
    let file = "rai/eval/results/scorer.yaml";
    let (code, said) = repository.raigate(&["stamp", file]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("`score.py` is not committed"), "{said}");
    assert_eq!(repository.read(file), RESULT);
    let gone = format!("{RESULT}code_commit: ab23456789012345678901234567890123456789\n");
    crate::support::write(&repository.folder, file, gone);
    let (code, said) = repository.raigate(&["stamp", file]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("its `code_commit` is"), "{said}");
}

#[test]
fn digests_outlive_squash_and_rebase() {
    let repository = repository();
    repository.git("eve", &["checkout", "--quiet", "-b", "work"]);
    repository.commit("eve", &[("score.py", "print(2)\n")]);
    repository.commit("eve", &[("score.py", "print(3)\n")]);
    repository.raigate(&["stamp", "rai/approvals/launch.yaml"]);
    repository.commit("ada", &[]);
    let stamped = repository.read("rai/approvals/launch.yaml");
    repository.git("eve", &["checkout", "--quiet", "main"]);
    repository.commit("eve", &[("README.txt", "unrelated\n")]);
    repository.git("eve", &["checkout", "--quiet", "-b", "squashed"]);
    repository.git("eve", &["merge", "--squash", "--quiet", "work"]);
    repository.commit("eve", &[]);
    let check = ["stamp", "--check", "rai/approvals/launch.yaml"];
    assert_eq!(repository.read("rai/approvals/launch.yaml"), stamped);
    assert_eq!(repository.raigate(&check).0, 0, "squashed");
    repository.git("eve", &["checkout", "--quiet", "work"]);
    repository.git("eve", &["rebase", "--quiet", "main"]);
    assert_eq!(repository.raigate(&check).0, 0, "rebased");
}

#[cfg(unix)]
#[test]
fn line_endings_and_large_files_count_as_git_stores_them() {
    let repository = repository();
    let attributes = "*.py text eol=crlf\nweights.py filter=lfs -text\n";
    repository.commit("eve", &[(".gitattributes", attributes)]);
    std::fs::remove_file(repository.folder.join("score.py")).unwrap();
    repository.git("eve", &["checkout", "--", "score.py"]);
    assert!(repository.read("score.py").contains("\r\n"));
    let file = "rai/approvals/launch.yaml";
    repository.raigate(&["stamp", file]);
    let stamped = repository.read(file);
    let paths = ["rai/eval/results/scorer.yaml", "score.py"];
    assert_eq!(
        field(&stamped, "subject_digest"),
        by_hand(&repository, &paths)
    );
    // Changed and not committed, it is as git would store it.
    crate::support::write(&repository.folder, "score.py", "print(4)\r\n");
    crate::support::write(&repository.folder, "weights.py", "1010101\n");
    repository.raigate(&["stamp", file]);
    let changed = repository.read(file);
    let pointer = "version https://git-lfs.github.com/spec/v1\n\
        oid sha256:a3ae6a3ea2d7f4fd5a9ceb4bb4ee3ed4b5f2b5ea5c7ed43d7f8e19efcbb4f3a4\nsize 8\n";
    let sum = std::process::Command::new("sh")
        .args(["-c", "printf '1010101\\n' | sha256sum | cut -d' ' -f1"])
        .output()
        .unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    let old = "a3ae6a3ea2d7f4fd5a9ceb4bb4ee3ed4b5f2b5ea5c7ed43d7f8e19efcbb4f3a4";
    let pointer = pointer.replace(old, sum.trim());
    std::fs::write(repository.folder.join("weights.py"), pointer).unwrap();
    repository.git("eve", &["add", "score.py"]);
    repository.git("eve", &["add", "weights.py"]);
    let paths = ["rai/eval/results/scorer.yaml", "score.py", "weights.py"];
    assert_eq!(
        field(&changed, "subject_digest"),
        by_hand(&repository, &paths)
    );
}
