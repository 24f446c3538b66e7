//! Finds the configuration file, reads it and all it extends, and collects every mistake.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;
use toml::de::DeTable;

use crate::config::draft::{self, Draft};
use crate::config::extend::Reading;
use crate::config::table::{Fields, Page, span_of};
use crate::config::{Config, ConfigError, FILE_NAME, Placed};
use crate::config::{nested, publish, roles};
use crate::git::{ReadError, Source};
use crate::span::{Pointer, Span};

/// Larger than any configuration that a person wrote.
pub(super) const LIMIT_BYTES: u64 = 4 << 20;

/// Reads the configuration of `source`, from `path` where one is given.
pub(super) fn load(source: &Source, path: Option<&Utf8Path>) -> Result<Config, Vec<ConfigError>> {
    let file = path.unwrap_or(Utf8Path::new(FILE_NAME));
    let bytes = match source.read(file, LIMIT_BYTES) {
        Ok(bytes) => bytes,
        Err(ReadError::Missing) if path.is_none() => {
            refuse_rootless(source)?;
            return Ok(Config::default());
        }
        Err(error) => return Err(vec![unread(file, &error)]),
    };
    let text = text_of(file, bytes)?;
    let mut reading = Reading::new(source);
    let draft = reading.file(file, &text);
    match draft {
        Some(draft) if reading.mistakes.is_empty() => {
            let text = reading.files.get(file).map(Arc::clone).unwrap_or_default();
            let mut config = Config {
                files: reading.files,
                ..finish(draft, file, text)
            };
            nested::add(&mut config, source, file)?;
            Ok(config)
        }
        _ => Err(reading.mistakes),
    }
}

/// Reads one file; `None` where it is not this version's to read.
pub(super) fn read(page: &Page) -> Option<Draft> {
    let text = Arc::clone(&page.text);
    let (table, faults) = DeTable::parse_recoverable(&text);
    let root = page.fields(
        table.get_ref(),
        "this file",
        Pointer::root(),
        Span::default(),
    );
    if needs_newer(page, &table) {
        return None;
    }
    // Behind the first mistakes, most are only their echo.
    for fault in faults.iter().take(8) {
        let range = fault.span().unwrap_or_default();
        let span = Span::new(range.start, range.end);
        page.object(
            span,
            &Pointer::root(),
            format!("no TOML: {}", fault.message()),
            "correct it here; https://toml.io describes the syntax",
        );
    }
    if !faults.is_empty() {
        return None;
    }
    check_version(page, &table, &root);
    Some(draft::read(root))
}

/// Says that a newer raigate is needed, before that one's keys are called unknown.
fn needs_newer(page: &Page, table: &Spanned<DeTable<'_>>) -> bool {
    let Some(stated) = table.get_ref().get("min-raigate") else {
        return false;
    };
    let pointer = Pointer::root().join("min-raigate");
    let parsed = stated.get_ref().as_str().and_then(numbers);
    let Some(needed) = parsed else {
        let message = "`min-raigate` takes a version, such as \"0.1\"".to_owned();
        page.object(span_of(stated), &pointer, message, "");
        return false;
    };
    let ours = env!("CARGO_PKG_VERSION");
    let newer = numbers(ours).is_some_and(|ours| needed > ours);
    if newer {
        let asked = stated.get_ref().as_str().unwrap_or_default();
        let message = format!("needs raigate {asked}, this is {ours}");
        page.object(span_of(stated), &pointer, message, "upgrade raigate");
    }
    newer
}

fn check_version(page: &Page, table: &Spanned<DeTable<'_>>, root: &Fields<'_>) {
    let Some(version) = table.get_ref().get("version") else {
        root.lacks("version", "begin it with `version = 1`");
        return;
    };
    let is_one = version
        .get_ref()
        .as_integer()
        .is_some_and(|number| number.as_str() == "1");
    if !is_one {
        let pointer = Pointer::root().join("version");
        let message = "this raigate reads `version = 1`".to_owned();
        page.object(
            span_of(version),
            &pointer,
            message,
            "upgrade raigate, or correct the version",
        );
    }
}

/// Objects to what is only wrong when the tables are seen together.
pub(super) fn objections(page: &Page, draft: &Draft) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for system in &draft.systems {
        if let Some(line) = seen.insert(&system.id, system.location.start.line) {
            let message = format!("two systems have the id `{}`", system.id);
            let help = format!("the first one is declared in line {line}");
            page.object_at(system.location.clone(), message, &help);
        }
    }
    for contested in roles::contested(&draft.claims) {
        page.object_at(contested.here, contested.message, &contested.help);
    }
}

fn unread(file: &Utf8Path, error: &ReadError) -> ConfigError {
    let mut unread = bare(format!("`{file}`: {error}"));
    unread.help = Some(format!(
        "put a file of this repository at `{file}`, or name another by `--config`"
    ));
    unread
}

/// Refuses files of folders that have no root to inherit from, and would be skipped in silence.
fn refuse_rootless(source: &Source) -> Result<(), Vec<ConfigError>> {
    let files = nested::files(source, None, &[])?;
    let refusal = |file: Utf8PathBuf| {
        let folder = file.parent().unwrap_or(&file);
        let mut error = bare(format!("`{file}` has no `{FILE_NAME}` above it"));
        error.help = Some(format!(
            "write one at the root of the repository, if only `version = 1`, or judge that \
             folder alone with `raigate check {folder}`"
        ));
        error
    };
    let mistakes: Vec<ConfigError> = files.into_iter().map(refusal).collect();
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(mistakes)
    }
}

fn finish(draft: Draft, path: &Utf8Path, text: Arc<str>) -> Config {
    let mut config = Config {
        path: Some(path.to_owned()),
        text,
        ..Config::default()
    };
    let gate = draft.gate;
    set(&mut config.gate.fail_on, gate.fail_on);
    set(
        &mut config.gate.not_evaluated_fails,
        gate.not_evaluated_fails,
    );
    set(&mut config.gate.known_until_launch, gate.known_until_launch);
    set(&mut config.gate.allow_empty, gate.allow_empty);
    config.gate.stage_from = gate.stage_from;
    set_all(&mut config.discovery.include, draft.discovery.include);
    set_all(&mut config.discovery.exclude, draft.discovery.exclude);
    set_all(&mut config.discovery.models, draft.discovery.models);
    config.profile = draft
        .profile
        .map_or(crate::rule::Profile::Recommended, |it| it.value);
    config.systems = draft.systems;
    config.artifacts = draft.artifacts;
    config.overrides = draft.overrides;
    config.policy.paths = values(draft.policy.paths);
    config.policy.data = values(draft.policy.data);
    config.roles = draft
        .roles
        .into_iter()
        .map(|(name, held)| (name, held.value))
        .collect();
    config.routes = draft
        .routes
        .into_iter()
        .map(|(name, route)| (name, route.value))
        .collect();
    config.people = draft
        .people
        .into_iter()
        .map(|(name, it)| (name, it.value))
        .collect();
    config.provenance.allowed_signers = draft.allowed_signers.map(|it| it.value);
    config.provenance.revoked_signers = draft.revoked_signers.map(|it| it.value);
    config.provenance.openpgp_keys = draft.openpgp_keys.map(|it| it.value);
    config.publish = publish::finish(draft.publish);
    config.provenance.require_signature = values(draft.require_signature.unwrap_or_default());
    config
}

fn set<T>(held: &mut T, stated: Option<Placed<T>>) {
    if let Some(stated) = stated {
        *held = stated.value;
    }
}

fn set_all<T>(held: &mut Vec<T>, stated: Option<Vec<Placed<T>>>) {
    if let Some(stated) = stated {
        *held = values(stated);
    }
}

fn values<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|it| it.value).collect()
}

pub(super) fn text_of(file: &Utf8Path, bytes: Vec<u8>) -> Result<String, Vec<ConfigError>> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let mut error = bare(format!("`{file}`: not UTF-8 from byte {at} on"));
        error.help = Some("save it as UTF-8".to_owned());
        vec![error]
    })
}

pub(super) fn bare(message: String) -> ConfigError {
    ConfigError {
        message,
        help: None,
        location: None,
        text: "".into(),
    }
}

/// Returns the numbers of a version, absent ones as 0.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let release = version.split(['-', '+']).next()?;
    let mut numbers = [0; 3];
    let mut parts = release.split('.');
    for number in &mut numbers {
        match parts.next() {
            Some(part) => *number = part.parse().ok()?,
            None => break,
        }
    }
    (!release.is_empty() && parts.next().is_none()).then_some(numbers)
}
