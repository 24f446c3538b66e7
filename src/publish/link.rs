//! Leads from a finding to its lines, and nowhere else.

use camino::Utf8Path;

use super::event::Event;
use crate::finding::Location;
use crate::report::escape;

/// Longer paths are cut where they are shown.
const LONGEST: usize = 200;

/// Where the files of the judged commit can be read.
pub(super) struct Links {
    blob: String,
}

impl Links {
    /// Leads to the files at the head of `event`.
    pub(super) fn new(event: &Event) -> Self {
        let (server, repository, head) = (&event.server, &event.repository, &event.head);
        Self {
            blob: format!("{server}/{repository}/blob/{head}"),
        }
    }

    /// Returns the place in Markdown, which leads to its lines.
    pub(super) fn place(&self, location: &Location) -> String {
        let (first, last) = lines(location);
        let shown = escape::shortened(location.path.as_str(), LONGEST);
        let shown = escape::code(&format!("{shown}:{first}"));
        if !is_plain(&location.path) {
            return shown;
        }
        // Where a file is shown as a page, it has no lines to lead to.
        let is_page = location
            .path
            .extension()
            .is_some_and(|it| it.eq_ignore_ascii_case("md") || it.eq_ignore_ascii_case("markdown"));
        let plain = if is_page { "?plain=1" } else { "" };
        let end = if last > first {
            format!("-L{last}")
        } else {
            String::new()
        };
        let (blob, path) = (&self.blob, escape::uri(location.path.as_str()));
        format!("[{shown}]({blob}/{path}{plain}#L{first}{end})")
    }
}

/// Returns the first and the last line of a place, counted from 1.
pub(super) fn lines(location: &Location) -> (usize, usize) {
    let (start, end) = (location.start, location.end);
    let first = start.line.max(1);
    // The end is the position behind the last character, which may be on the next line.
    let last = if end.column <= 1 && end.line > first {
        end.line - 1
    } else {
        end.line
    };
    (first, last.max(first))
}

/// Whether `path` leads to a file below the root: a step back would lead out of the repository.
pub(super) fn is_plain(path: &Utf8Path) -> bool {
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    path.as_str().split('/').all(is_name) && !path.as_str().contains('\\')
}
