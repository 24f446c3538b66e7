//! The static binary and the wheel, built with light settings of a release, and run.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use super::repository::{BAD, GOOD, Repository, has};
use super::support;

const TARGET: &str = "x86_64-unknown-linux-musl";

/// Returns the tools that build, or skips loudly; fails where tools are required.
fn maturin() -> Option<Utf8PathBuf> {
    let is_required = std::env::var("RAIGATE_REQUIRE_TOOLS").is_ok_and(|word| word == "1");
    let named = std::env::var("RAIGATE_PYTHON_TOOLS")
        .ok()
        .map(Utf8PathBuf::from);
    let program = named
        .map(|folder| folder.join("bin/maturin"))
        .filter(|file| file.exists());
    let rustc = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    let library = String::from_utf8(rustc.unwrap().stdout).unwrap();
    let is_there = program.is_some() && Utf8Path::new(library.trim()).exists() && has("musl-gcc");
    if !is_there {
        let what = format!("maturin in RAIGATE_PYTHON_TOOLS, and the target {TARGET} of Rust");
        assert!(!is_required, "missing: {what}");
        eprintln!("SKIPPED: missing: {what}");
    }
    program.filter(|_| is_there)
}

/// Builds the binary and the wheel that holds it, and returns where both are.
fn build(maturin: &Utf8Path, into: &Utf8Path) -> (Utf8PathBuf, Utf8PathBuf) {
    let target = Utf8Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let output = Command::new(maturin)
        .current_dir(support::root())
        .args([
            "build",
            "--locked",
            "--profile",
            "release-check",
            "--target",
            TARGET,
        ])
        // It is static, so it runs wherever pip does.
        .args(["--compatibility", "manylinux2014", "musllinux_1_1"])
        .args(["--target-dir", target.as_str(), "--out", into.as_str()])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let files = into
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().into_path());
    let wheels: Vec<Utf8PathBuf> = files.collect();
    assert_eq!(wheels.len(), 1, "{wheels:?}");
    let binary = target.join(TARGET).join("release-check/raigate");
    (binary, wheels[0].clone())
}

/// Holds a binary to its verdict on two examples.
#[track_caller]
fn judges(binary: &Utf8Path) {
    for (example, code) in [(GOOD, 0), (BAD, 1)] {
        let repository = Repository::example(example);
        let output = repository
            .command(binary.as_str())
            .arg("check")
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{binary}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn a_static_binary_and_its_wheel_judge() {
    let Some(maturin) = maturin() else { return };
    let (_guard, folder) = support::folder();
    let (binary, wheel) = build(&maturin, &folder.join("wheels"));
    is_static(&binary);
    judges(&binary);
    let name = wheel.file_name().unwrap();
    let start = format!("raigate-{}-py3-none-", env!("CARGO_PKG_VERSION"));
    assert!(name.starts_with(&start), "{name}");
    for tag in ["manylinux", "musllinux"] {
        assert!(name.contains(tag), "no pip on {tag} takes {name}");
    }
    judges(&installed(&wheel, &folder));
    in_an_image(&binary, &folder.join("image"));
}

/// Holds that a program asks for no other file to run.
fn is_static(binary: &Utf8Path) {
    let output = Command::new("ldd").arg(binary).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(
        said.contains("statically linked") || said.contains("not a dynamic executable"),
        "{said}"
    );
    let bytes = std::fs::read(binary).unwrap();
    assert!(bytes.starts_with(b"\x7fELF"));
    let loader: &[u8] = b"/lib/ld-";
    assert!(
        !bytes.windows(loader.len()).any(|window| window == loader),
        "it names a loader"
    );
}

/// Installs a wheel where nothing is yet and without any index, and returns its program.
fn installed(wheel: &Utf8Path, folder: &Utf8Path) -> Utf8PathBuf {
    let environment = folder.join("environment");
    let made = Command::new("python3")
        .args(["-m", "venv", environment.as_str()])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let pip = Command::new(environment.join("bin/pip"))
        .args([
            "install",
            "--quiet",
            "--no-index",
            "--disable-pip-version-check",
            wheel.as_str(),
        ])
        .output()
        .unwrap();
    assert!(
        pip.status.success(),
        "{}",
        String::from_utf8_lossy(&pip.stderr)
    );
    environment.join("bin/raigate")
}

/// Runs the binary where the image has put it: alone, for a user who owns nothing of what is
/// mounted. Only root may change the root of a process; anybody else skips.
fn in_an_image(binary: &Utf8Path, image: &Utf8Path) {
    let id = Command::new("id").arg("-u").output().unwrap();
    if id.stdout != b"0\n" || !has("unshare") {
        eprintln!("SKIPPED: only root can enter an image");
        return;
    }
    let recipe = Recipe::read();
    support::copy(
        &Repository::committed(GOOD).unwrap().folder,
        &image.join("repository"),
    );
    for (from, to) in &recipe.copies {
        let to = image.join(to.trim_start_matches('/'));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        let from = if from.starts_with("dist/") {
            binary.to_owned()
        } else {
            support::root().join(from)
        };
        std::fs::copy(from, to).unwrap();
    }
    let run = |folder: &str, user: &str| {
        let output = Command::new("unshare")
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap())
            .arg(format!("--root={image}"))
            .arg(format!("--wd={folder}"))
            .args([format!("--setuid={user}"), format!("--setgid={user}")])
            .args([&recipe.entry, "check", "--now", "2026-11-23"])
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), said)
    };
    let (code, said) = run(&recipe.folder, &recipe.user);
    assert_eq!(code, Some(0), "{said}");
    // Without the setting in the image, whoever does not own the repository is refused.
    std::fs::remove_file(image.join("etc/gitconfig")).unwrap();
    let (code, said) = run(&recipe.folder, &recipe.user);
    assert!(code == Some(2) && said.contains("safe.directory"), "{said}");
}

/// What the Dockerfile says.
#[derive(Default)]
struct Recipe {
    /// From where to where.
    copies: Vec<(String, String)>,
    user: String,
    folder: String,
    entry: String,
}

impl Recipe {
    fn read() -> Self {
        let text = std::fs::read_to_string(support::root().join("Dockerfile")).unwrap();
        let mut recipe = Self::default();
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["FROM", "scratch"] | ["ARG", "TARGETARCH=amd64"] | ["CMD", "[\"check\"]"] => {}
                ["COPY", from, to] => recipe.copies.push((from.to_owned(), to.to_owned())),
                ["USER", user] => user.split(':').next().unwrap().clone_into(&mut recipe.user),
                ["WORKDIR", folder] => folder.clone_into(&mut recipe.folder),
                ["ENTRYPOINT", entry] => entry
                    .trim_matches(['[', ']', '"'])
                    .clone_into(&mut recipe.entry),
                _ => panic!("the Dockerfile says more than this test knows: {line}"),
            }
        }
        let is_number = |text: &str| text.parse::<u32>().is_ok_and(|id| id > 0);
        assert!(
            is_number(&recipe.user),
            "an image on scratch knows no names of users"
        );
        recipe
    }
}

#[test]
fn the_image_is_given_what_its_recipe_copies() {
    let allowed = std::fs::read_to_string(support::root().join(".dockerignore")).unwrap();
    let mut lines = allowed.lines();
    assert_eq!(lines.next(), Some("*"));
    let mut allowed: Vec<String> = lines
        .map(|line| line.trim_start_matches('!').to_owned())
        .collect();
    let copied = Recipe::read().copies;
    let mut copied: Vec<String> = copied
        .iter()
        .map(|(from, _)| from.replace("${TARGETARCH}", "*"))
        .collect();
    allowed.sort();
    copied.sort();
    assert_eq!(allowed, copied);
}
