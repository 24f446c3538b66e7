//! Runs the steps of `action.yml` as a runner of GitHub Actions would.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Path, Utf8PathBuf};
use raigate::glossary::Format;
use serde_json::Value;

use super::repository::Repository;
use super::support;

/// What a step left behind.
pub(crate) struct Step {
    pub(crate) code: i32,
    /// What was printed, on either stream.
    pub(crate) log: String,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) summary: String,
}

/// Returns `action.yml` as a value.
pub(crate) fn action(folder: &Utf8Path) -> Value {
    let bytes = std::fs::read(folder.join("action.yml")).unwrap();
    raigate::parse::document(Format::Yaml, &bytes).value
}

/// Where the runner of `repository` keeps its files.
pub(crate) fn temp(repository: &Repository) -> Utf8PathBuf {
    repository.folder.parent().unwrap().join("runner temp")
}

/// Runs the step `id` of the action in this repository.
///
/// `given` are inputs by their names (`fail-on`), contexts (`github.token`) and variables of the
/// job (`RUNNER_OS`).
pub(crate) fn run(repository: &Repository, id: &str, given: &[(&str, &str)]) -> Step {
    run_at(&support::root(), repository, id, given)
}

/// Runs the step `id` of the action that was unpacked at `folder`.
pub(crate) fn run_at(
    folder: &Utf8Path,
    repository: &Repository,
    id: &str,
    given: &[(&str, &str)],
) -> Step {
    let action = action(folder);
    let steps = action["runs"]["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["id"] == id).unwrap();
    let temp = temp(repository);
    std::fs::create_dir_all(&temp).unwrap();
    let (script, outputs, summary) = (
        temp.join("step.sh"),
        temp.join("outputs"),
        temp.join("summary"),
    );
    std::fs::write(&script, step["run"].as_str().unwrap()).unwrap();
    std::fs::write(&outputs, "").unwrap();
    std::fs::write(&summary, "# Of another step\n").unwrap();

    let shell = step["shell"].as_str().unwrap().replace("{0}", "SCRIPT");
    let mut words = shell.split(' ');
    let mut command = repository.command(words.next().unwrap());
    command.args(words.map(|word| {
        if word == "SCRIPT" {
            script.as_str()
        } else {
            word
        }
    }));
    let value = |text: &str| evaluate(&action, folder, given, text);
    if let Some(place) = step["working-directory"].as_str() {
        command.current_dir(repository.folder.join(value(place)));
    }
    command
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_OUTPUT", &outputs)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("RUNNER_OS", "Linux")
        .env("RUNNER_ARCH", "X64")
        .env("RUNNER_TEMP", &temp)
        .env("RUNNER_TOOL_CACHE", temp.join("tools"));
    let is_variable = |name: &str| name.starts_with(|letter: char| letter.is_ascii_uppercase());
    command.envs(given.iter().copied().filter(|(name, _)| is_variable(name)));
    for (name, text) in step["env"].as_object().unwrap() {
        command.env(name, value(text.as_str().unwrap()));
    }
    let output = command.output().unwrap();
    let text = std::fs::read_to_string(outputs).unwrap();
    let pair = |line: &str| {
        let (name, value) = line.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    Step {
        code: output.status.code().unwrap(),
        log: String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
        outputs: text.lines().map(pair).collect(),
        summary: std::fs::read_to_string(summary).unwrap(),
    }
}

/// Returns what `${{ A || B }}` comes to: of several terms the first that is not empty.
fn evaluate(action: &Value, folder: &Utf8Path, given: &[(&str, &str)], text: &str) -> String {
    let Some(expression) = text
        .strip_prefix("${{ ")
        .and_then(|rest| rest.strip_suffix(" }}"))
    else {
        return text.to_owned();
    };
    let of = |term: &str| -> String {
        let name = term.strip_prefix("inputs.").unwrap_or(term);
        let found = given.iter().find(|(given, _)| *given == name);
        match (found, term) {
            (Some((_, value)), _) => (*value).to_owned(),
            (None, "github.action_path") => folder.to_string(),
            (None, "steps.install.outputs.raigate") => env!("CARGO_BIN_EXE_raigate").to_owned(),
            (None, _) if term.starts_with("inputs.") => {
                let input = &action["inputs"][name];
                assert!(input.is_object(), "there is no input {name}");
                input["default"].as_str().unwrap_or_default().to_owned()
            }
            (None, _) => {
                assert!(term.starts_with("github."), "a term to teach: {term}");
                String::new()
            }
        }
    };
    let mut terms = expression.split(" || ").map(of);
    terms.find(|value| !value.is_empty()).unwrap_or_default()
}

/// Writes an executable that does `does`, as a shell would.
pub(crate) fn program(folder: &Utf8Path, name: &str, does: &str) {
    let file = folder.join(name);
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&file, format!("#!/bin/sh\n{does}\n")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
}
