//! How the action comes by a binary: found, downloaded and compared, or built.

use std::process::Command;

use super::repository::{GOOD, Repository};
use super::runner::{program, temp};
use super::support;
use super::workshop::Workshop;

const LINUX: &str = "raigate-0.1.0-x86_64-unknown-linux-musl.tar.gz";
const PIN: &str = "no release binary for this version and platform is pinned";

/// The folder of the release on the server, as GitHub has it.
const RELEASE: &str = "octo/gate/releases/download/v0.1.0";

#[test]
fn a_release_archive_with_the_pinned_sum_is_taken_and_kept() {
    let Some(shop) = Workshop::open() else { return };
    let sum = shop.release(RELEASE, LINUX, "0.1.0");
    shop.pin(&[(&sum, LINUX)]);
    let step = shop.expect(&[], (0, &["its checksum is the pinned one"]));
    assert_eq!(shop.server.asked(), [format!("GET /{RELEASE}/{LINUX}")]);
    assert!(!step.log.contains("::warning"), "{}", step.log);
    let said = Command::new(&step.outputs["raigate"]).output().unwrap();
    assert_eq!(said.stdout, b"raigate 0.1.0\n");

    shop.expect(&[], (0, &["found", "in the tool cache"]));
    shop.expect(&[("version", "v0.1.0")], (0, &["in the tool cache"]));
    assert_eq!(shop.server.asked(), Vec::<String>::new());
    // What lies in the cache is compared again, and is no way around the sum.
    let kept = temp(&shop.repository)
        .join("tools/raigate/0.1.0")
        .join(LINUX);
    std::fs::write(&kept, "not an archive").unwrap();
    shop.expect(&[], (0, &["::warning", "downloading it again", &sum]));
    assert_eq!(shop.server.asked().len(), 1);
    shop.expect(&[], (0, &["in the tool cache"]));
}

#[test]
fn an_archive_with_another_sum_stops_the_step() {
    let Some(shop) = Workshop::open() else { return };
    shop.cargo();
    let sum = shop.release(RELEASE, LINUX, "0.1.0");
    let pinned = "0".repeat(64);
    shop.pin(&[(&pinned, LINUX)]);
    let step = shop.expect(
        &[],
        (
            2,
            &["::error", &sum, &pinned, "is not what this action pins"],
        ),
    );
    assert!(!step.log.contains("cargo"), "{}", step.log);
    assert!(!temp(&shop.repository).join("tools/raigate").exists());

    for (rows, says) in [
        (vec![("0123", LINUX)], "has no SHA-256"),
        (
            vec![(sum.as_str(), LINUX), (&pinned, LINUX)],
            "more than one row",
        ),
    ] {
        shop.pin(&rows);
        shop.expect(&[], (2, &["::error", says]));
    }
    let other = shop.release(RELEASE, LINUX, "0.1.1");
    shop.pin(&[(&other, LINUX)]);
    shop.expect(&[], (2, &["is raigate 0.1.1, wanted is 0.1.0"]));
}

#[test]
fn without_an_archive_it_builds_and_says_so() {
    let Some(shop) = Workshop::open() else { return };
    shop.cargo();
    let step = shop.expect(
        &[],
        (
            0,
            &[
                "::warning title=raigate::",
                PIN,
                "built raigate 0.1.0 from source",
            ],
        ),
    );
    assert!(
        step.log.contains("cargo build --release --locked"),
        "{}",
        step.log
    );
    assert!(step.outputs["raigate"].contains("/tools/raigate/built/"));
    assert_eq!(shop.server.asked(), Vec::<String>::new());

    std::fs::remove_file(shop.tools.join("cargo")).unwrap();
    let again = shop.expect(
        &[],
        (0, &[PIN, "in the tool cache, built from this source"]),
    );
    assert_eq!(again.outputs["raigate"], step.outputs["raigate"]);

    // Pinned, and not there any more.
    shop.pin(&[(&"0".repeat(64), LINUX)]);
    let step = shop.expect(
        &[],
        (
            0,
            &[
                "the answer is HTTP 404",
                "building raigate 0.1.0 from source",
            ],
        ),
    );
    assert_eq!(step.log.matches("::warning title=raigate::").count(), 2);
    assert_eq!(shop.server.asked().len(), 1);
    // Another source is built anew, and without cargo that cannot be.
    let manifest = shop.action.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text + "# More\n").unwrap();
    shop.expect(&[], (2, &["no cargo to build one"]));
}

#[test]
fn each_platform_has_an_archive_of_its_own() {
    let Some(shop) = Workshop::open() else { return };
    let names = [
        ("Linux", "ARM64", "aarch64-unknown-linux-musl"),
        ("macOS", "X64", "x86_64-apple-darwin"),
        ("macOS", "ARM64", "aarch64-apple-darwin"),
        ("Windows", "X64", "x86_64-pc-windows-msvc"),
        ("Windows", "ARM64", "aarch64-pc-windows-msvc"),
    ];
    let rows: Vec<(String, String)> = names
        .iter()
        .map(|(_, _, triple)| {
            let archive = format!("raigate-0.1.0-{triple}.tar.gz");
            (shop.release("mirror", &archive, "0.1.0"), archive)
        })
        .collect();
    let borrowed: Vec<(&str, &str)> = rows
        .iter()
        .map(|(sum, name)| (sum.as_str(), name.as_str()))
        .collect();
    shop.pin(&borrowed);
    // A folder as Windows has it, with what tar takes for a host.
    let windows = shop.repository.folder.join("../D:\\a b");
    std::fs::create_dir_all(&windows).unwrap();
    let mirror = format!("file://{}/mirror", shop.pages);
    for (os, arch, triple) in names {
        let given = [
            ("RUNNER_OS", os),
            ("RUNNER_ARCH", arch),
            ("RUNNER_TEMP", windows.as_str()),
            ("download-url", &mirror),
        ];
        let step = shop.expect(&given, (0, &["its checksum is the pinned one"]));
        let ending = if os == "Windows" {
            "raigate.exe"
        } else {
            "raigate"
        };
        assert!(step.outputs["raigate"].ends_with(&format!("raigate-0.1.0-{triple}/{ending}")));
    }
    // Whose action it is, is told by where it was unpacked, with slashes of either kind.
    let unpacked = shop
        .repository
        .folder
        .join("../D:\\a\\_actions\\octo\\gate\\v2");
    support::copy(&shop.action, &unpacked);
    let shop = Workshop {
        action: unpacked,
        ..shop
    };
    let given = [
        ("RUNNER_OS", "Windows"),
        ("RUNNER_TOOL_CACHE", windows.as_str()),
    ];
    shop.expect(&given, (2, &["no cargo to build one"]));
    assert_eq!(
        shop.server.asked(),
        [format!("GET /{RELEASE}/{}", rows[3].1)]
    );
    shop.cargo();
    let odd = [("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "ARM")];
    shop.expect(&odd, (0, &[PIN, "Linux ARM"]));
}

#[test]
fn a_binary_that_is_there_has_to_be_the_wanted_one() {
    let Some(shop) = Workshop::open() else { return };
    shop.cargo();
    program(&shop.tools, "raigate", "echo raigate 0.1.0");
    let path = shop.tools.join("raigate");
    let step = shop.expect(&[], (0, &["found raigate 0.1.0 on the path"]));
    assert_eq!(step.outputs["raigate"], path.as_str());
    let other = [("version", "0.2.0")];
    shop.expect(
        &other,
        (2, &["on the path is 0.1.0, wanted is 0.2.0", PIN, "0.2.0"]),
    );

    program(
        &shop.tools,
        "raigate",
        "echo raigate 9.9.9; echo ::error::harm",
    );
    let step = shop.expect(
        &[],
        (0, &["on the path is 9.9.9, wanted is 0.1.0", "built"]),
    );
    assert!(!step.log.contains("harm"));
    program(&shop.tools, "raigate", "exit 1");
    shop.expect(&[], (0, &["is no raigate that runs, wanted is 0.1.0"]));

    let named = [("RAIGATE_BIN", path.as_str())];
    shop.expect(&named, (2, &["names no raigate that runs"]));
    program(&shop.tools, "raigate", "echo raigate 9.9.9");
    shop.expect(
        &named,
        (2, &["RAIGATE_BIN is raigate 9.9.9, wanted is 0.1.0"]),
    );
    let both = [named[0], ("version", "9.9.9")];
    shop.expect(&both, (0, &["which RAIGATE_BIN names"]));
    shop.expect(&[named[0], ("version", "main")], (2, &["wanted is main"]));
}

#[test]
fn an_attestation_that_is_asked_for_is_required() {
    let Some(shop) = Workshop::open() else { return };
    shop.cargo();
    program(&shop.tools, "raigate", "echo raigate 0.1.0");
    let sum = shop.release(RELEASE, LINUX, "0.1.0");
    let given = [("verify", "attestation"), ("token", "t0ken")];
    shop.expect(&given, (2, &[PIN, "asks for an attested archive"]));
    shop.pin(&[(&sum, LINUX)]);
    shop.expect(&given, (2, &["no gh to verify it with"]));
    program(
        &shop.tools,
        "gh",
        "echo \"gh $*\"; test \"$GH_TOKEN\" = t0ken",
    );
    let step = shop.expect(
        &given,
        (
            0,
            &[
                "gh attestation verify",
                " --repo octo/gate --signer-workflow ",
            ],
        ),
    );
    assert!(
        step.log
            .contains("/octo/gate/.github/workflows/release.yml")
    );
    shop.expect(&given, (0, &["gh attestation verify", "in the tool cache"]));
    program(&shop.tools, "gh", "echo no such attestation; exit 1");
    shop.expect(&given, (2, &["does not verify"]));
    let path = shop.tools.join("raigate");
    let named = [given[0], ("RAIGATE_BIN", path.as_str())];
    shop.expect(&named, (2, &["asks for an attested archive"]));
    shop.expect(
        &[("verify", "checksum")],
        (2, &["takes attestation or nothing"]),
    );
    // Whoever does not ask has no gh run, and what is built never has the token.
    std::fs::remove_file(shop.tools.join("raigate")).unwrap();
    let step = shop.expect(&[given[1]], (0, &["in the tool cache"]));
    assert!(!step.log.contains("attestation"));
    shop.pin(&[]);
    let step = shop.expect(&[given[1]], (0, &["cargo build", " token=\n"]));
    assert!(!step.log.contains("t0ken"));
}

#[test]
fn another_revision_is_built_from_its_source() {
    let Some(shop) = Workshop::open() else { return };
    shop.cargo();
    let origin = Repository::committed(GOOD).unwrap();
    let server = format!("file://{}", shop.pages);
    let at = ("GITHUB_SERVER_URL", server.as_str());
    support::copy(&origin.folder, &shop.pages.join("octo/gate"));
    shop.expect(
        &[at, ("version", "main")],
        (2, &["there is no source of raigate to build"]),
    );
    origin.write("Cargo.toml", "[package]\nversion = \"0.3.0\"\n");
    origin.commit("Be a program");
    origin.git("tag v0.3.0");
    std::fs::remove_dir_all(shop.pages.join("octo")).unwrap();
    support::copy(&origin.folder, &shop.pages.join("octo/gate"));
    let source = temp(&shop.repository).join("raigate-source");
    for version in ["main", "v0.3.0", "0.3.0", &origin.git("rev-parse HEAD")] {
        std::fs::remove_dir_all(temp(&shop.repository).join("tools")).ok();
        let says = format!("in {source}");
        shop.expect(
            &[at, ("version", version)],
            (0, &["::warning", "cargo build", &says]),
        );
    }
    shop.expect(&[at, ("version", "v9")], (2, &["there is no version v9"]));
}

#[test]
fn hostile_inputs_do_no_harm() {
    let Some(shop) = Workshop::open() else { return };
    shop.cargo();
    let words = [
        "--upload-pack=touch harm",
        "$(touch harm)",
        "`touch harm`",
        "a;touch harm",
        "'\"; touch harm #",
        "x\ntouch harm\nraigate=/bin/true",
        "../../harm",
        "::error::harm",
        "##[error]harm",
    ];
    for word in words {
        for input in ["version", "download-url", "verify"] {
            let step = shop.expect(&[(input, word)], (2, &["the input ", input]));
            assert!(!step.log.contains("harm"), "{input}: {}", step.log);
            assert!(
                !shop.repository.folder.join("harm").exists(),
                "{input}: {word}"
            );
        }
    }
    let given = [("download-url", "https://example.org/a%0A::error::harm%")];
    shop.pin(&[(&"0".repeat(64), LINUX)]);
    program(&shop.tools, "curl", "printf 404; exit 22");
    shop.expect(&given, (0, &["a%250A::error::harm%25"]));
}
