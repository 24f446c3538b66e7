//! Finds the exact place of what a rule speaks of.
//!
//! Rules name a place by a mark: a JSON pointer, or a byte range as `@START-END`.
//! Positions are built only for the files that a finding points into.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::artifact::{Artifact, Evidence};
use crate::finding::Location;
use crate::glossary::Format;
use crate::interpret::named::dvc;
use crate::packed::Text;
use crate::parse;
use crate::span::{LineIndex, Place, Pointer, Span, SpanMap};

/// The places of all files of a run, built when they are first asked for.
pub struct Places {
    files: HashMap<Utf8PathBuf, File>,
}

/// One file, and its positions once somebody has asked.
struct File {
    format: Option<Format>,
    text: Text,
    built: OnceLock<(SpanMap, LineIndex)>,
}

impl File {
    fn new(format: Option<Format>, text: Text) -> Self {
        Self {
            format,
            text,
            built: OnceLock::new(),
        }
    }

    fn positions(&self) -> &(SpanMap, LineIndex) {
        self.built.get_or_init(|| {
            let spans = self.format.map(|format| parse::spans(format, &self.text));
            (spans.unwrap_or_default(), LineIndex::new(self.shown()))
        })
    }

    /// Returns the text that has lines: an editor shows none of a container.
    fn shown(&self) -> &str {
        let is_container = self.format == Some(Format::Eval);
        if is_container { "" } else { &self.text }
    }
}

/// Returns what a file is written in.
fn format_of(path: &Utf8Path) -> Option<Format> {
    Format::of_path(path).or_else(|| dvc::keeps(path).then_some(Format::Yaml))
}

impl Places {
    /// Remembers the texts of all artifacts, and of the other files in `texts`.
    #[must_use]
    pub fn new(evidence: &Evidence, texts: &BTreeMap<Utf8PathBuf, Arc<str>>) -> Self {
        let mut files = HashMap::with_capacity(evidence.artifacts.len());
        for artifact in &evidence.artifacts {
            files
                .entry(artifact.path.clone())
                .or_insert_with(|| File::new(Some(artifact.format), artifact.text.clone()));
        }
        for (path, text) in texts {
            files
                .entry(path.clone())
                .or_insert_with(|| File::new(format_of(path), Arc::clone(text).into()));
        }
        Self { files }
    }

    /// Returns the text of the file at `path`, where it is known.
    #[must_use]
    pub fn text(&self, path: &Utf8Path) -> Option<Arc<str>> {
        self.files
            .get(path)
            .map(|file| Arc::clone(file.text.whole()))
    }

    /// Returns the entry of a container that `location` lies in, and where it stands in that
    /// entry, as words.
    ///
    /// The file itself has no lines to open: there, every location is at its beginning.
    #[must_use]
    pub fn inside(&self, location: &Location) -> Option<String> {
        let file = self.files.get(&location.path)?;
        let start = location.span.start;
        let (name, entry) = parse::entry_at(file.format?, &file.text, start)?;
        let text = entry.slice(&file.text);
        let position = LineIndex::new(text).position(text, start.saturating_sub(entry.start));
        Some(match location.pointer.as_str() {
            "" if start == 0 => format!("`{name}`"),
            "" => format!(
                "`{name}`, line {}, column {}",
                position.line, position.column
            ),
            pointer => format!("`{name}` at `{pointer}`"),
        })
    }

    /// Returns the location of `mark` in the artifact whose value stands at `root` of `path`.
    ///
    /// `wants_key` asks for the key of a member rather than its value. A mark that
    /// names nothing falls back to the nearest value around it, then to the file.
    #[must_use]
    pub fn locate(&self, path: &Utf8Path, root: &Pointer, mark: &str, wants_key: bool) -> Location {
        let Some(file) = self.files.get(path) else {
            return location(path, Span::default(), root.clone(), "", &LineIndex::new(""));
        };
        let (spans, lines) = file.positions();
        if let Some(span) = read_range(mark) {
            let found = spans.enclosing(span);
            let pointer = found.map_or_else(|| root.clone(), |(pointer, _)| pointer);
            return location(path, span, pointer, file.shown(), lines);
        }
        let pointer = Pointer::parse(mark).map_or_else(|| root.clone(), |rest| root.concat(&rest));
        let span = spans.nearest(&pointer).map_or_else(
            || first_line(&file.text, Span::new(0, file.text.len())),
            |(found, place)| narrow(&file.text, place, wants_key || found != pointer),
        );
        location(path, span, pointer, file.shown(), lines)
    }

    /// Returns the location of a span that something else has found.
    #[must_use]
    pub fn locate_span(&self, path: &Utf8Path, pointer: &Pointer, span: Span) -> Location {
        match self.files.get(path) {
            Some(file) => location(
                path,
                span,
                pointer.clone(),
                file.shown(),
                &file.positions().1,
            ),
            None => location(path, span, pointer.clone(), "", &LineIndex::new("")),
        }
    }
}

/// Returns the value at `pointer` of the file that `artifact` stands in.
///
/// `pointer` counts from the file's root, as a [`Location`] does.
#[must_use]
pub fn value_at<'a>(artifact: &'a Artifact, pointer: &Pointer) -> Option<&'a Value> {
    let rest = pointer.as_str().strip_prefix(artifact.root.as_str())?;
    artifact.value.pointer(rest)
}

/// Reads `@START-END`.
fn read_range(mark: &str) -> Option<Span> {
    let (start, end) = mark.strip_prefix('@')?.split_once('-')?;
    Some(Span::new(start.parse().ok()?, end.parse().ok()?))
}

/// Returns what to underline: a value of one line itself, of anything longer the key.
fn narrow(text: &str, place: Place, wants_key: bool) -> Span {
    match place.key {
        Some(key) if wants_key || place.value.slice(text).contains('\n') => key,
        _ => first_line(text, place.value),
    }
}

/// Cuts `span` down to its first line that holds anything.
fn first_line(text: &str, span: Span) -> Span {
    let inside = span.slice(text);
    let blank = inside.len()
        - inside
            .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
            .len();
    let rest = inside.get(blank..).unwrap_or_default();
    let length = rest.lines().next().unwrap_or_default().trim_end().len();
    Span::new(span.start + blank, span.start + blank + length)
}

fn location(
    path: &Utf8Path,
    span: Span,
    pointer: Pointer,
    text: &str,
    lines: &LineIndex,
) -> Location {
    Location {
        path: path.to_owned(),
        start: lines.position(text, span.start),
        end: lines.position(text, span.end.max(span.start)),
        span,
        pointer,
    }
}
