//! Says why there is no verdict: what every stage can fail with, in one shape.

use camino::{Utf8Path, Utf8PathBuf};

use crate::artifact::Evidence;
use crate::assess::AssessError;
use crate::config::ConfigError;
use crate::engine::EngineError;
use crate::git::SourceError;
use crate::glossary::nearest;
use crate::verdict::Trouble;

/// From the repository.
#[must_use]
pub fn from_source(error: &SourceError) -> Trouble {
    Trouble {
        message: "the repository could not be read".to_owned(),
        causes: vec![error.to_string()],
        help: error.help(),
        location: None,
    }
}

/// From a shallow clone that does not reach back to the last change of `path`.
#[must_use]
pub fn history_cut_short(path: &Utf8Path) -> Trouble {
    Trouble {
        message: "history is cut short here, and needed".to_owned(),
        causes: vec![format!(
            "this shallow clone does not hold the last change of `{path}`"
        )],
        help: Some(
            "fetch all of it: `fetch-depth: 0` for actions/checkout, or `git fetch --unshallow`"
                .to_owned(),
        ),
        location: None,
    }
}

/// From a configuration file.
#[must_use]
pub fn from_config(error: ConfigError) -> Trouble {
    Trouble {
        message: error.message,
        causes: Vec::new(),
        help: error.help,
        location: error.location,
    }
}

/// From policy files: one trouble, with every mistake and its place.
#[must_use]
pub fn from_engine(errors: Vec<EngineError>) -> Vec<Trouble> {
    let line = |error: EngineError| match error.place {
        Some((path, line, column)) => format!("{path}:{line}:{column}: {}", error.message),
        None => error.message,
    };
    vec![Trouble {
        message: "the policies could not be loaded".to_owned(),
        causes: errors.into_iter().map(line).collect(),
        help: Some(
            "correct what is named, or take it out of `[policy]` in `raigate.toml`; \
             `raigate explain` and `docs/writing-rules.md` show a rule that works"
                .to_owned(),
        ),
        location: None,
    }]
}

/// From the rules and schemas.
#[must_use]
pub fn from_assess(errors: Vec<AssessError>) -> Vec<Trouble> {
    errors
        .into_iter()
        .map(|error| Trouble {
            message: error.message,
            causes: vec![error.cause],
            help: error.help,
            location: None,
        })
        .collect()
}

/// From a baseline file.
#[must_use]
pub fn from_baseline(path: &Utf8Path, cause: String) -> Trouble {
    Trouble {
        message: format!("the baseline `{path}` could not be read"),
        causes: vec![cause],
        help: Some(format!("write it again with `raigate baseline {path}`")),
        location: None,
    }
}

/// From a file of reviews.
#[must_use]
pub fn from_reviews(path: &Utf8Path, cause: String) -> Trouble {
    Trouble {
        message: format!("the reviews in `{path}` could not be read"),
        causes: vec![cause],
        help: Some("`raigate schema reviews` describes the file".to_owned()),
        location: None,
    }
}

/// From a repository without evidence.
#[must_use]
pub fn nothing_recognised(left_out: &[(Utf8PathBuf, String)]) -> Trouble {
    let seen = match left_out.len() {
        0 => "no file here is a card, a result or another artifact".to_owned(),
        1 => "1 file was left out; `-v` lists it with the reason".to_owned(),
        count => format!("{count} files were left out; `-v` lists them with the reasons"),
    };
    Trouble {
        message: "nothing here is recognised as evidence".to_owned(),
        causes: vec![seen],
        help: Some(
            "name the files in `[discovery] include` or `[[artifact]]` of `raigate.toml`, start \
             with `raigate init`, or set `gate.allow-empty = true`"
                .to_owned(),
        ),
        location: None,
    }
}

/// From `--system` with an id that is not there.
#[must_use]
pub fn no_such_system(id: &str, evidence: &Evidence) -> Trouble {
    let names = evidence.systems.iter().map(|system| system.id.as_str());
    let near = nearest(id, names);
    Trouble {
        message: format!("there is no system `{id}`"),
        causes: Vec::new(),
        help: near.map(|name| format!("did you mean `{name}`?")),
        location: None,
    }
}

/// From a named path that is not in the repository.
#[must_use]
pub fn outside(path: &Utf8Path, root: &Utf8Path) -> Trouble {
    Trouble {
        message: format!("`{path}` lies outside `{root}`, which is judged"),
        causes: Vec::new(),
        help: Some("name files and folders of one repository".to_owned()),
        location: None,
    }
}
