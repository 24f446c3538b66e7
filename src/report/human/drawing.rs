//! Draws one finding, or one error, with the lines it speaks of.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::super::snippet::{self, Excerpt, Mark};
use super::super::{Style, escape};
use crate::finding::{Finding, Location};
use crate::glossary::Severity;
use crate::verdict::{Report, Trouble};

/// Labels beyond this many are counted.
const LABELS: usize = 8;
/// Headlines and labels are cut at as many characters.
const LONGEST: usize = 400;

/// Returns `finding` with its places, why it matters and what to do.
pub(super) fn finding(report: &Report, finding: &Finding, style: Style) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .primary_title(escape::shortened(
            &escape::terminal(&finding.message),
            LONGEST,
        ))
        .id(finding.rule.as_str().to_owned());
    let mut marks = vec![Mark {
        location: &finding.location,
        message: "",
        is_primary: true,
    }];
    let shown = if style.verbosity > 0 {
        usize::MAX
    } else {
        LABELS
    };
    marks.extend(finding.related.iter().take(shown).map(|label| Mark {
        location: &label.location,
        message: &label.message,
        is_primary: false,
    }));
    let (excerpts, unseen): (Vec<_>, Vec<_>) = excerpts(report, &marks, style)
        .into_iter()
        .partition(|excerpt: &Excerpt<'_>| !excerpt.text.is_empty() || is_primary(excerpt));
    let mut footer = Footer {
        gutter: gutter(&excerpts),
        style,
        lines: Vec::new(),
    };
    footer.push_unseen(&unseen);
    footer.push_finding(report, finding, shown);
    draw(title, &excerpts, footer.lines, style)
}

/// Returns why there is no verdict, and what to do about it.
pub(super) fn trouble(report: &Report, trouble: &Trouble, style: Style) -> String {
    let message = escape::terminal(&trouble.message);
    let Some(location) = &trouble.location else {
        let mut out = format!(
            "{}: {message}\n",
            style.paint(super::Paint::Red, "no verdict")
        );
        let causes = trouble.causes.iter().map(|cause| ("caused by", cause));
        for (name, text) in causes.chain(trouble.help.iter().map(|help| ("help", help))) {
            let indent = name.len() + 4;
            let text = style.wrap(&escape::terminal(text), indent);
            let text = text.join(&format!("\n{}", " ".repeat(indent)));
            let _ = writeln!(out, "  {}: {text}", style.paint(super::Paint::Bold, name));
        }
        return out;
    };
    let marks = [Mark {
        location,
        message: "",
        is_primary: true,
    }];
    let excerpts = excerpts(report, &marks, style);
    let mut footer = Footer {
        gutter: gutter(&excerpts),
        style,
        lines: Vec::new(),
    };
    for cause in &trouble.causes {
        footer.push("caused by", cause);
    }
    if let Some(help) = &trouble.help {
        footer.push("help", help);
    }
    let title = Level::ERROR.with_name("no verdict").primary_title(message);
    draw(title, &excerpts, footer.lines, style)
}

fn excerpts<'r>(report: &'r Report, marks: &[Mark<'r>], style: Style) -> Vec<Excerpt<'r>> {
    // The gutter with the line number, and a little air.
    let columns = style.page().saturating_sub(10);
    snippet::excerpts(marks, columns, |path| {
        report.sources.get(path).map(AsRef::as_ref)
    })
}

fn is_primary(excerpt: &Excerpt<'_>) -> bool {
    excerpt.marks.iter().any(|(_, mark)| mark.is_primary)
}

/// Returns how many columns the line numbers take.
fn gutter(excerpts: &[Excerpt<'_>]) -> usize {
    let last = |excerpt: &Excerpt<'_>| excerpt.first_line + excerpt.text.matches('\n').count();
    let drawn = excerpts.iter().filter(|excerpt| !excerpt.text.is_empty());
    drawn.map(last).max().unwrap_or(0).to_string().len()
}

fn draw(
    title: annotate_snippets::Title<'_>,
    excerpts: &[Excerpt<'_>],
    footer: Vec<Element<'static>>,
    style: Style,
) -> String {
    let mut elements: Vec<Element<'_>> = Vec::new();
    for excerpt in excerpts {
        elements.push(origin(excerpt.origin).into());
        if excerpt.text.is_empty() {
            continue;
        }
        let mut snippet = Snippet::source(excerpt.text.as_str()).line_start(excerpt.first_line);
        for (range, mark) in &excerpt.marks {
            let kind = if mark.is_primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let label = escape::shortened(&escape::terminal(mark.message), LONGEST);
            let label = Some(label).filter(|label| !label.is_empty());
            snippet = snippet.annotation(kind.span(range.clone()).label(label));
        }
        elements.push(snippet.into());
    }
    elements.extend(footer);
    let group = Group::with_title(title).elements(elements);
    let renderer = if style.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    // The lines are cut already, at a place that keeps what matters.
    let drawn = renderer.term_width(usize::from(u16::MAX)).render(&[group]);
    without_empty_origins(&drawn)
}

/// Drops the second sign of a file that the renderer draws above a snippet without a path.
///
/// The path is given apart, because only then the column is that of the file
/// and not that of the line as it is shown.
fn without_empty_origins(drawn: &str) -> String {
    let mut out = String::with_capacity(drawn.len() + 1);
    for line in drawn.lines() {
        let mut bare = String::new();
        for (at, piece) in line.split('\u{1b}').enumerate() {
            let code = if at == 0 {
                0
            } else {
                piece.find('m').map_or(0, |end| end + 1)
            };
            bare.push_str(piece.get(code..).unwrap_or_default());
        }
        if bare.trim() != ":::" {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

fn origin(location: &Location) -> Origin<'static> {
    Origin::path(escape::terminal(location.path.as_str()))
        .line(location.start.line)
        .char_column(location.start.column)
}

/// The lines below a drawing: `= why: …`.
struct Footer {
    gutter: usize,
    style: Style,
    lines: Vec<Element<'static>>,
}

impl Footer {
    /// Names the further places whose lines cannot be shown.
    fn push_unseen(&mut self, excerpts: &[Excerpt<'_>]) {
        for (_, mark) in excerpts.iter().flat_map(|excerpt| &excerpt.marks) {
            let (path, start) = (&mark.location.path, mark.location.start);
            let place = format!("{path}:{}:{}", start.line, start.column);
            let message = escape::shortened(mark.message, LONGEST);
            self.push("note", &format!("{message}: {place}"));
        }
    }

    fn push_finding(&mut self, report: &Report, finding: &Finding, shown: usize) {
        if finding.related.len() > shown {
            let more = finding.related.len() - shown;
            self.push("note", &format!("{more} more places; `-v` shows them"));
        }
        if finding.not_evaluated {
            self.push("note", "not evaluated: facts that belong here are absent");
        }
        if !finding.why.is_empty() {
            self.push("why", &lowered(&finding.why));
        }
        if !finding.remedy.is_empty() {
            self.push("help", &lowered(&finding.remedy));
        }
        // A first run has one screen, and these two are what it can do without.
        if self.style.verbosity > 0 || !report.is_first_run {
            if !finding.controls.is_empty() {
                self.push("controls", &super::super::controls(finding));
            }
            self.push("more", &format!("raigate explain {}", finding.rule));
        }
        if self.style.verbosity > 0 {
            self.push("fingerprint", &finding.fingerprint);
        }
    }

    fn push(&mut self, name: &'static str, text: &str) {
        let indent = self.gutter + 3 + name.len() + 2;
        let lines = self.style.wrap(&escape::terminal(text), indent);
        self.lines
            .push(Level::NOTE.with_name(name).message(lines.join("\n")).into());
    }
}

/// Returns a sentence as it reads behind a colon: lower case, without its full stop.
fn lowered(sentence: &str) -> String {
    let sentence = sentence.trim_end().trim_end_matches('.');
    let word = sentence.split(' ').next().unwrap_or_default();
    let mut chars = sentence.chars();
    match chars.next() {
        // `PyTorch`, `F1` and `AI` keep their capitals.
        Some(first)
            if word
                .chars()
                .skip(1)
                .all(|c| c.is_lowercase() || "'’,-".contains(c)) =>
        {
            first.to_lowercase().chain(chars).collect()
        }
        _ => sentence.to_owned(),
    }
}
