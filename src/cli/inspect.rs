//! `raigate parse`: exactly what policies see of a file, and where each value stands.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::args::ParseArgs;
use super::{PASS, here, policy, terminal};
use crate::artifact::{Artifact, Evidence};
use crate::assess::policy::input;
use crate::glossary::Format;
use crate::parse;
use crate::run;
use crate::span::{LineIndex, Position};

/// The largest file whose places are shown: 16 MiB, as the gate itself reads.
const MAX_BYTES: u64 = 16 << 20;

/// Prints the input, or the places of all values.
pub(crate) fn run(args: &ParseArgs) -> Result<u8> {
    let (source, mut config, _) = policy(&args.place)?;
    let path = here()?.join(&args.file);
    let path = path
        .canonicalize_utf8()
        .with_context(|| format!("there is no `{}`", args.file))?
        .strip_prefix(source.root())
        .map(camino::Utf8Path::to_owned)
        .with_context(|| format!("`{}` lies outside the repository", args.file))?;
    if args.spans {
        let bytes = source.read(&path, MAX_BYTES)?;
        return print(&spans(&path, &bytes)?);
    }
    config
        .discovery
        .include
        .push(globset::escape(path.as_str()));
    let (evidence, _) = run::reading::read(&source, &config).map_err(super::first)?;
    let seen: Vec<Value> = evidence
        .artifacts
        .iter()
        .enumerate()
        .filter(|(_, artifact)| artifact.path == path)
        .map(|(at, artifact)| seen(&evidence, at, artifact))
        .collect();
    match seen.as_slice() {
        [] => bail!(
            "`{}` is not recognised as evidence; state its kind in an `[[artifact]]` entry of \
             `raigate.toml`, or see its values with `--spans`",
            args.file
        ),
        [one] => print(one),
        several => print(&json!(several)),
    }
}

/// Returns the input of a rule about one artifact.
fn seen(evidence: &Evidence, at: usize, artifact: &Artifact) -> Value {
    let system = evidence
        .systems
        .iter()
        .find(|system| system.artifacts.contains(&at));
    json!({"artifact": input::artifact(artifact), "system": system.map(|it| input::system(it, None))})
}

/// Returns pointer → place, for every value of a file.
fn spans(path: &camino::Utf8Path, bytes: &[u8]) -> Result<Value> {
    let format = Format::of_path(path)
        .with_context(|| format!("`{path}` is in no format that raigate reads"))?;
    let document = parse::document(format, bytes);
    let map = parse::spans(format, &document.text);
    let lines = LineIndex::new(&document.text);
    let position = |offset| {
        let Position { line, column } = lines.position(&document.text, offset);
        json!({"line": line, "column": column})
    };
    let places = map.sorted().into_iter().map(|(pointer, place)| {
        let span = place.value;
        let mut entry = json!({"start": position(span.start), "end": position(span.end)});
        if let (Some(key), Some(members)) = (place.key, entry.as_object_mut()) {
            members.insert("key".to_owned(), position(key.start));
        }
        (pointer.to_string(), entry)
    });
    Ok(Value::Object(places.collect()))
}

fn print(value: &Value) -> Result<u8> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    terminal::write(text.as_bytes())?;
    Ok(PASS)
}
