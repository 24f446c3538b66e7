//! A report as seen from the root of the repository, where a folder of it was judged.

use std::borrow::Cow;

use camino::{Utf8Path, Utf8PathBuf};

use crate::finding::Finding;
use crate::verdict::Report;

/// Returns `report` with paths from the root of the repository; `below` is the folder that was
/// judged, from there. What shows a file beside its lines, such as a forge, knows no other root.
#[must_use]
pub(crate) fn from_root<'r>(report: &'r Report, below: &Utf8Path) -> Cow<'r, Report> {
    if below.as_str().is_empty() {
        return Cow::Borrowed(report);
    }
    let whole = |path: &Utf8PathBuf| -> Utf8PathBuf {
        match path.as_str() {
            // No file at all stays none.
            "" => path.clone(),
            path => format!("{below}/{path}").into(),
        }
    };
    let mut seen = report.clone();
    for finding in &mut seen.findings {
        move_finding(finding, &whole);
    }
    for trouble in &mut seen.errors {
        if let Some(location) = &mut trouble.location {
            location.path = whole(&location.path);
        }
    }
    for (path, _) in &mut seen.left_out {
        *path = whole(path);
    }
    let sources = seen.sources.into_iter();
    seen.sources = sources.map(|(path, text)| (whole(&path), text)).collect();
    Cow::Owned(seen)
}

fn move_finding(finding: &mut Finding, whole: &impl Fn(&Utf8PathBuf) -> Utf8PathBuf) {
    finding.location.path = whole(&finding.location.path);
    if let Some((path, _)) = &mut finding.artifact {
        *path = whole(path);
    }
    for label in &mut finding.related {
        label.location.path = whole(&label.location.path);
    }
    if let Some(waiver) = &mut finding.waiver {
        waiver.path = whole(&waiver.path);
    }
    for consequence in &mut finding.consequences {
        move_finding(consequence, whole);
    }
}
