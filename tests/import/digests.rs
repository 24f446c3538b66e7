//! Stated digests held against files, pointers of Git LFS and DVC, and each other.

use std::fmt::Write as _;
use std::fs;

use camino::Utf8Path;
use md5::Md5;
use sha2::{Digest, Sha256};

use crate::support;

const ROWS: &str = "age,repaid\n41,1\n29,0\n";

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

pub(crate) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn md5(text: &str) -> String {
    hex(&Md5::digest(text))
}

fn sheet(path: &str, digest: &str) -> String {
    let digest = if digest.is_empty() {
        String::new()
    } else {
        format!("digest: {digest:?}\n")
    };
    format!("schema: raigate/datasheet/v1\nid: loans\nname: acme/loans\npath: {path:?}\n{digest}")
}

/// Returns what `data/digest-mismatch` says of a folder.
fn told(folder: &Utf8Path) -> Vec<String> {
    let lines = support::lines(&support::check(folder));
    lines
        .into_iter()
        .filter_map(|line| Some(line.strip_prefix("data/digest-mismatch ")?.to_owned()))
        .collect()
}

#[test]
fn the_digest_of_a_file_is_held_against_the_file() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "data/loans.csv", ROWS);
    for digest in [
        format!("sha256:{}", sha256(ROWS)),
        sha256(ROWS).to_uppercase(),
    ] {
        support::write(
            &folder,
            "rai/datasheets/loans.yaml",
            sheet("data/loans.csv", &digest),
        );
        assert_eq!(told(&folder), [] as [String; 0]);
    }
    support::write(
        &folder,
        "rai/datasheets/loans.yaml",
        sheet("data/loans.csv", &sha256("other")),
    );
    let said = told(&folder).join("\n");
    assert!(
        said.contains("loans.yaml:5:9 digest of `data/loans.csv` is stated as sha256:"),
        "{said}"
    );
    // A file that is not in the checkout is no other file.
    fs::remove_file(folder.join("data/loans.csv")).unwrap();
    assert_eq!(told(&folder), [] as [String; 0]);
}

#[test]
fn a_file_larger_than_the_reader_takes_has_a_digest_all_the_same() {
    let (_guard, folder) = support::folder();
    let large = "0123456789abcdef".repeat(6 << 20 >> 2);
    support::write(&folder, "data/large.bin", &large);
    support::write(
        &folder,
        "rai/datasheets/loans.yaml",
        sheet("data/large.bin", &sha256(&large)),
    );
    assert_eq!(told(&folder), [] as [String; 0]);
    support::write(
        &folder,
        "rai/datasheets/loans.yaml",
        sheet("data/large.bin", &sha256(ROWS)),
    );
    assert_eq!(told(&folder).len(), 1);
}

#[test]
fn a_pointer_of_git_lfs_has_the_digest_of_what_it_stands_for() {
    let (_guard, folder) = support::folder();
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n",
        sha256(ROWS)
    );
    support::write(&folder, "data/loans.csv", pointer);
    support::write(
        &folder,
        "rai/datasheets/loans.yaml",
        sheet("data/loans.csv", &sha256(ROWS)),
    );
    assert_eq!(told(&folder), [] as [String; 0]);
    support::write(
        &folder,
        "rai/datasheets/loans.yaml",
        sheet("data/loans.csv", &sha256("other")),
    );
    assert!(told(&folder).join("").contains("its Git LFS pointer names"));
}

#[test]
fn data_that_dvc_keeps_is_held_against_its_pointer() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "data/loans.csv", ROWS);
    support::write(
        &folder,
        "rai/datasheets/loans.yaml",
        sheet("data/loans.csv", ""),
    );
    let pointer = |md5: &str, hash: &str| format!("outs:\n- md5: {md5}\n  path: loans.csv\n{hash}");
    support::write(
        &folder,
        "data/loans.csv.dvc",
        pointer(&md5(ROWS), "  hash: md5\n"),
    );
    assert_eq!(told(&folder), [] as [String; 0]);
    support::write(
        &folder,
        "data/loans.csv.dvc",
        pointer(&md5("other"), "  hash: md5\n"),
    );
    assert!(
        told(&folder).join("").contains("`data/loans.csv` has md5:"),
        "{:?}",
        told(&folder)
    );
    // Before version 3, the ends of lines did not count.
    support::write(&folder, "data/loans.csv", ROWS.replace('\n', "\r\n"));
    support::write(&folder, "data/loans.csv.dvc", pointer(&md5(ROWS), ""));
    assert_eq!(told(&folder), [] as [String; 0]);
    fs::remove_file(folder.join("data/loans.csv.dvc")).unwrap();
    let lock = format!(
        "schema: '2.0'\nstages:\n  prepare:\n    cmd: a\n    outs:\n    - path: data/loans.csv\n      hash: md5\n      md5: {}\n",
        md5(ROWS)
    );
    support::write(&folder, "dvc.lock", lock);
    assert!(
        told(&folder).join("").contains("DVC keeps"),
        "{:?}",
        told(&folder)
    );
    // The other digest is shown on its own line, though no artifact is called so.
    let report = support::check(&folder);
    let mut found = report.findings.iter();
    let found = found.find(|it| it.rule.as_str() == "data/digest-mismatch");
    let label = &found.unwrap().related[0].location;
    assert_eq!((label.path.as_str(), label.start.line), ("dvc.lock", 8));
}

#[test]
fn a_folder_that_dvc_keeps_has_the_digest_of_its_list() {
    let (_guard, folder) = support::folder();
    support::write(&folder, "data/images/b.txt", "two");
    support::write(&folder, "data/images/a/ü.txt", "one");
    let list = format!(
        "[{{\"md5\": \"{}\", \"relpath\": \"a/\\u00fc.txt\"}}, {{\"md5\": \"{}\", \"relpath\": \"b.txt\"}}]",
        md5("one"),
        md5("two")
    );
    let pointer = format!(
        "outs:\n- md5: {}.dir\n  path: images\n  hash: md5\n",
        md5(&list)
    );
    support::write(&folder, "data/images.dvc", pointer);
    support::write(
        &folder,
        "rai/datasheets/images.yaml",
        sheet("data/images", ""),
    );
    assert_eq!(told(&folder), [] as [String; 0]);
    support::write(&folder, "data/images/b.txt", "three");
    assert!(
        told(&folder).join("").contains(".dir"),
        "{:?}",
        told(&folder)
    );
}

#[test]
fn two_artifacts_that_state_different_digests_of_what_is_not_here_contradict_each_other() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "rai/datasheets/a.yaml",
        sheet("data/gone.csv", &sha256("a")),
    );
    let manifest = |digest: &str| {
        format!(
            "schema: raigate/model-manifest/v1\nid: m\nname: acme/m\ndatasets:\n  - name: acme/loans\n    digest: {digest}\n"
        )
    };
    support::write(&folder, "rai/models/m.yaml", manifest(&sha256("a")));
    assert_eq!(told(&folder), [] as [String; 0]);
    support::write(&folder, "rai/models/m.yaml", manifest(&sha256("b")));
    let said = told(&folder).join("\n");
    assert!(
        said.contains("rai/models/m.yaml:6:13 digest of `acme/loans` is stated as sha256:"),
        "{said}"
    );
}

#[test]
fn a_croissant_file_is_held_against_the_files_beside_it() {
    let (_guard, folder) = support::folder();
    let document = |sha: &str| {
        format!(
            "{{\"@context\": {{\"@vocab\": \"https://schema.org/\", \"sc\": \"https://schema.org/\", \"cr\": \"http://mlcommons.org/croissant/\"}}, \"@type\": \"sc:Dataset\", \"conformsTo\": \"http://mlcommons.org/croissant/1.0\", \"name\": \"loans\", \"distribution\": [{{\"@type\": \"cr:FileObject\", \"@id\": \"loans.csv\", \"name\": \"loans.csv\", \"contentUrl\": \"loans.csv\", \"encodingFormat\": \"text/csv\", \"sha256\": \"{sha}\"}}]}}"
        )
    };
    support::write(&folder, "data/loans.csv", ROWS);
    support::write(&folder, "data/croissant.json", document(&sha256(ROWS)));
    assert_eq!(told(&folder), [] as [String; 0]);
    support::write(&folder, "data/croissant.json", document(&sha256("other")));
    assert!(
        told(&folder)
            .join("")
            .contains("digest of `data/loans.csv`"),
        "{:?}",
        told(&folder)
    );
}
