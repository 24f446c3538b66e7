//! Keeps back what an artifact says in words: what is posted travels further than the file.
//!
//! A message is a sentence of raigate's, or of a policy, with parts of the evidence in it.
//! Numbers, dates and names stand in it as they are, and text is quoted, so what is quoted
//! decides: an id, a number, a path or a digest is one word, and more than that is text.

use camino::Utf8PathBuf;

use super::plan::Settings;
use super::secret::Secrets;
use crate::artifact::Breakdown;
use crate::config::Values;
use crate::finding::{Finding, Label, Location};
use crate::report::root::from_root;
use crate::verdict::{Report, Trouble};

/// What stands in the place of text.
const KEPT_BACK: &str = "…";
/// Quotes that are longer are cut where they are shown, and a word that is longer is none.
const LONGEST: usize = 80;
/// As many letters that are not of ASCII are a word.
const FOREIGN: usize = 12;
/// What raigate itself quotes: what to type, and no part of any artifact.
const OWN: [&str; 4] = ["raigate ", "git ", "fetch-depth: ", "permissions: "];

/// Returns what may be posted of `report`, with paths from the root of the repository: all
/// that renders it is given this and no more.
pub(super) fn withheld(report: &Report, settings: &Settings) -> Report {
    let shown = Shown {
        values: settings.publish.values,
        secrets: &settings.secrets,
    };
    let mut kept = from_root(report, &settings.below).into_owned();
    // Nothing of a file is quoted line by line, and no group by its name.
    kept.sources.clear();
    for finding in &mut kept.findings {
        let rule = report.rules.iter().find(|rule| rule.id == finding.rule);
        let title = rule.map_or("", |rule| &rule.meta.title);
        shown.finding(finding, title);
    }
    for system in &mut kept.systems {
        system.id = shown.word(&system.id);
        system.breakdowns = Vec::<Breakdown>::new();
    }
    for trouble in &mut kept.errors {
        shown.trouble(trouble);
    }
    for notice in &mut kept.notices {
        *notice = shown.text(notice);
    }
    for (path, why) in &mut kept.left_out {
        *path = shown.path(path);
        *why = shown.text(why);
    }
    // A saved report may hold anything where these stand.
    if !is_digest(&kept.policy_digest) {
        kept.policy_digest.clear();
    }
    kept.commit = kept.commit.filter(|commit| is_commit(commit));
    kept.base = kept.base.filter(|commit| is_commit(commit));
    if !is_commit(&kept.policy_source) {
        "worktree".clone_into(&mut kept.policy_source);
    }
    kept.waivers.clear();
    kept
}

/// What is shown.
#[derive(Clone, Copy)]
struct Shown<'s> {
    values: Values,
    secrets: &'s Secrets,
}

impl Shown<'_> {
    fn finding(self, finding: &mut Finding, title: &str) {
        finding.message = match self.values {
            Values::None if title.is_empty() => finding.rule.to_string(),
            Values::None => title.to_owned(),
            _ => self.text(&finding.message),
        };
        finding.remedy = self.secrets.covered(&finding.remedy);
        finding.system = finding.system.as_deref().map(|system| self.word(system));
        finding.location = self.location(&finding.location);
        if let Some((path, _)) = &mut finding.artifact {
            *path = self.path(path);
        }
        for label in &mut finding.related {
            self.label(label);
        }
        for consequence in &mut finding.consequences {
            self.finding(consequence, "");
        }
        if let Some(waiver) = &mut finding.waiver {
            waiver.id = self.word(&waiver.id);
            waiver.path = self.path(&waiver.path);
            waiver.reason = format!("the reason stands in {}", waiver.path);
            let named = waiver
                .approved_by
                .iter_mut()
                .chain(&mut waiver.requested_by);
            for person in named {
                *person = self.word(person);
            }
        }
    }

    fn label(self, label: &mut Label) {
        label.message = match self.values {
            Values::None => "see also".to_owned(),
            _ => self.text(&label.message),
        };
        label.location = self.location(&label.location);
    }

    fn trouble(self, trouble: &mut Trouble) {
        trouble.message = self.text(&trouble.message);
        for cause in &mut trouble.causes {
            *cause = self.text(cause);
        }
        if self.values == Values::None {
            trouble.causes.clear();
        }
        // Advice is raigate's own, and quotes what to type.
        let help = trouble.help.as_deref();
        trouble.help = help.map(|help| without_addresses(&self.secrets.covered(help)));
        trouble.location = trouble.location.as_ref().map(|at| self.location(at));
    }

    fn location(self, location: &Location) -> Location {
        let mut location = location.clone();
        location.path = self.path(&location.path);
        location
    }

    fn path(self, path: &Utf8PathBuf) -> Utf8PathBuf {
        let covered = self.secrets.covered(path.as_str());
        if covered == path.as_str() {
            path.clone()
        } else {
            covered.into()
        }
    }

    /// Returns an id, or nothing of it where it is text.
    fn word(self, text: &str) -> String {
        let covered = without_addresses(&self.secrets.covered(text));
        if is_word(&covered) {
            covered
        } else {
            KEPT_BACK.to_owned()
        }
    }

    /// Returns a sentence with what it quotes, as far as that is shown.
    fn text(self, text: &str) -> String {
        let covered = self.secrets.covered(text);
        let mut out = String::with_capacity(covered.len());
        let mut rest = covered.as_str();
        while let Some((before, mark, behind)) = next_quote(rest) {
            out.push_str(before);
            let end = closing(mark);
            // A quotation that nothing ends goes on to the end.
            let (quoted, behind) = behind.split_once(end).unwrap_or((behind, ""));
            out.push(mark);
            out.push_str(&self.quoted(quoted));
            out.push(end);
            rest = behind;
        }
        out.push_str(rest);
        without_addresses(&out)
    }

    fn quoted(self, text: &str) -> String {
        let is_own = OWN.iter().any(|start| text.starts_with(start));
        match self.values {
            _ if is_own => text.to_owned(),
            Values::None => KEPT_BACK.to_owned(),
            _ if is_word(text) => text.to_owned(),
            Values::Numbers => KEPT_BACK.to_owned(),
            Values::Short => short(text),
        }
    }
}

/// Splits `text` at the first mark that opens a quotation.
fn next_quote(text: &str) -> Option<(&str, char, &str)> {
    let (at, mark) = text
        .char_indices()
        .find(|(_, c)| matches!(c, '`' | '"' | '“'))?;
    let (before, rest) = text.split_at(at);
    Some((before, mark, rest.get(mark.len_utf8()..)?))
}

const fn closing(mark: char) -> char {
    match mark {
        '“' => '”',
        mark => mark,
    }
}

/// Whether `text` is one word: an id, a number, a date, a digest or a path.
///
/// Some scripts set no space between words, so of those only a few letters are one.
fn is_word(text: &str) -> bool {
    let foreign = text.chars().filter(|c| !c.is_ascii()).count();
    text.chars().count() <= LONGEST
        && foreign <= FOREIGN
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST - 1).collect();
    kept + "…"
}

/// Covers who an e-mail address is of: it says where somebody can be written to.
fn without_addresses(text: &str) -> String {
    let is_end = |c: char| c.is_whitespace() || "`\"'“”,;()<>".contains(c);
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(is_end) {
        match word.split_once('@') {
            Some((person, host)) if !person.is_empty() && host.contains('.') => {
                out.push_str("…@");
                out.push_str(host);
            }
            _ => out.push_str(word),
        }
    }
    out
}

fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:")
        .is_some_and(|digits| digits.len() == 64 && is_commit(digits))
}
