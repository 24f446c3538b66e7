//! Embeds every policy and schema of the repository, so that adding a file is enough.

#![allow(
    clippy::disallowed_methods,
    reason = "a build script reads the repository itself, before there is a `git::Source`"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let is = |path: &str, ending: &str| Path::new(path).extension().is_some_and(|e| e == ending);
    let policy = |path: &str| is(path, "rego") && !path.ends_with("_test.rego");
    let schema = |path: &str| path.ends_with(".schema.json");
    let top_schema = |path: &str| schema(path) && path.matches('/').count() == 1;
    let any_json = |path: &str| is(path, "json") || is(path, "jsonld");
    let page = |path: &str| is(path, "md") && path.matches('/').count() == 3;
    let mut text = String::new();
    let mut embed = |name: &str, about: &str, folder: &str, wanted: &dyn Fn(&str) -> bool| {
        let mut files = Vec::new();
        collect(&root, Path::new(folder), wanted, &mut files)?;
        files.sort();
        list(&mut text, name, about, &root, &files)
    };
    embed(
        "POLICIES",
        "Every policy: path and text.",
        "policies",
        &policy,
    )?;
    embed(
        "ARTIFACT_SCHEMAS",
        "The schema of each kind.",
        "schemas/artifacts",
        &schema,
    )?;
    embed(
        "STANDARD_SCHEMAS",
        "Schemas of other people.",
        "schemas/standards",
        &any_json,
    )?;
    embed(
        "OWN_SCHEMAS",
        "The schemas of the configuration and the report.",
        "schemas",
        &top_schema,
    )?;
    embed("RULE_PAGES", "The page of each rule.", "docs/rules", &page)?;
    index(&mut text, &root, &policy)?;
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("builtin.rs"), text)
}

/// What was read of the policies, written by `SNAPSHOTS=overwrite cargo test --test generated`:
/// the name of the constant that holds it, the file, and what it is.
const READ: [(&str, &str, &str); 3] = [
    ("INDEX", "policies/index.json", "The index of the policies"),
    (
        "FORESIGHT",
        "policies/foresight.json",
        "What the policies say",
    ),
    (
        "METADATA",
        "policies/metadata.json",
        "What rules say of themselves",
    ),
];

/// Embeds what was read of the policies, where it was read of the policies as they are.
fn index(text: &mut String, root: &Path, policy: &dyn Fn(&str) -> bool) -> io::Result<()> {
    let mut files = Vec::new();
    collect(root, Path::new("policies"), policy, &mut files)?;
    files.sort();
    // Fowler, Noll and Vo's FNV-1a of 64 bits: it tells versions apart, and guards nothing.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        let bytes = fs::read(root.join(&file))?;
        for byte in file.bytes().chain([0]).chain(bytes).chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    let version = format!("{hash:016x}");
    for (name, file, about) in READ {
        let path = root.join(file);
        println!("cargo:rerun-if-changed={}", path.display());
        let read = fs::read_to_string(&path).unwrap_or_default();
        let read = if read.contains(&format!("\"policies\": \"{version}\"")) {
            read
        } else {
            println!("cargo:warning={file} is of other policies: each run reads them all");
            String::new()
        };
        writeln!(
            text,
            "/// {about}; empty where it is of others.\npub const {name}: &str = {read:?};"
        )
        .map_err(io::Error::other)?;
    }
    writeln!(
        text,
        "/// Which policies these are.\npub const VERSION: &str = {version:?};"
    )
    .map_err(io::Error::other)
}

/// Notes the files under `folder` that are `wanted`; watches each folder for new ones.
fn collect(
    root: &Path,
    folder: &Path,
    wanted: &dyn Fn(&str) -> bool,
    files: &mut Vec<String>,
) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return Ok(());
    };
    // Only what is there can be watched: cargo builds anew each time for a path that is not.
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = folder.join(&name);
        if entry.file_type()?.is_dir() {
            collect(root, &path, wanted, files)?;
            continue;
        }
        let path = path.to_string_lossy().replace('\\', "/");
        if wanted(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn list(
    text: &mut String,
    name: &str,
    about: &str,
    root: &Path,
    files: &[String],
) -> io::Result<()> {
    let mut lines = String::new();
    for file in files {
        let path = root.join(file);
        println!("cargo:rerun-if-changed={}", path.display());
        let path = path.to_string_lossy();
        writeln!(lines, "    ({file:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    writeln!(
        text,
        "/// {about}\npub const {name}: &[(&str, &str)] = &[\n{lines}];"
    )
    .map_err(io::Error::other)
}
