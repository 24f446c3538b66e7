//! Writes a rule's page from what the rule says of itself.
//!
//! The pages in `docs/rules/` are this text with an example that was really
//! run; a team's own rule is explained by this text alone.

use std::fmt::Write as _;

use super::controls;
use crate::glossary::Severity;
use crate::rule::{RuleMeta, Scope, Severities};

/// What a page shows beside METADATA.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// The finding as a person sees it.
    pub finding: String,
    /// The difference between a tree that trips the rule and one that does not.
    pub fix: String,
    /// How often the rule was right on real artifacts, as a sentence.
    pub calibration: String,
}

/// Returns the page of a rule, in Markdown.
#[must_use]
pub fn page(meta: &RuleMeta, example: Option<&Example>) -> String {
    let mut text = format!(
        "# {}\n\n**{}.** {}\n\n",
        meta.id,
        meta.title,
        paragraphs(&meta.description)
    );
    text.push_str(&table(meta));
    if let Some(example) = example {
        let _ = write!(
            text,
            "\n## What it looks like\n\n```text\n{}\n```\n",
            example.finding.trim_end()
        );
    }
    let _ = write!(text, "\n## How to fix it\n\n{}\n", paragraphs(&meta.remedy));
    if let Some(example) = example {
        let _ = write!(text, "\n```diff\n{}\n```\n", example.fix.trim_end());
    }
    text.push_str(&settings(meta));
    text.push_str(&controls(meta));
    if let Some(example) = example.filter(|example| !example.calibration.is_empty()) {
        let _ = write!(text, "\n## On real artifacts\n\n{}\n", example.calibration);
    }
    text
}

/// Joins the lines of a folded text; a blank line still parts paragraphs.
fn paragraphs(text: &str) -> String {
    let joined = text
        .trim()
        .split("\n\n")
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    joined.collect::<Vec<_>>().join("\n\n")
}

fn table(meta: &RuleMeta) -> String {
    let mut rows = vec![
        ("severity", severities(meta.severity)),
        ("profile", meta.profile.name().to_owned()),
        ("confidence", meta.confidence.name().to_owned()),
        ("looks at", looks_at(meta)),
        ("since", meta.since.clone()),
    ];
    if let Some(stage) = meta.from_stage {
        rows.push(("blocks from stage", stage.name().to_owned()));
    }
    if !meta.facets.is_empty() {
        rows.push(("only with facet", meta.facets.join(", ")));
    }
    if let Some(day) = meta.effective_on {
        rows.push(("a note until", day.to_string()));
    }
    if !meta.implied_by.is_empty() {
        let causes: Vec<_> = meta.implied_by.iter().map(|id| format!("`{id}`")).collect();
        rows.push(("part of", causes.join(", ")));
    }
    if !meta.waivable {
        rows.push(("waiver", "none is possible".to_owned()));
    }
    let mut text = "| | |\n|---|---|\n".to_owned();
    for (name, value) in rows {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text
}

fn severities(severities: Severities) -> String {
    let name = |severity: Option<Severity>| severity.map_or("off", Severity::name);
    let Severities {
        minimal,
        limited,
        high,
    } = severities;
    if minimal == limited && limited == high {
        return name(high).to_owned();
    }
    format!(
        "minimal: {}, limited: {}, high: {}",
        name(minimal),
        name(limited),
        name(high)
    )
}

fn looks_at(meta: &RuleMeta) -> String {
    let kinds: Vec<_> = meta.kinds.iter().map(|kind| kind.name()).collect();
    let kinds = if kinds.is_empty() {
        "every artifact".to_owned()
    } else {
        kinds.join(", ")
    };
    match meta.scope {
        Scope::Artifact => kinds,
        Scope::System => format!("a system with all its artifacts ({kinds})"),
        Scope::Repository => "the whole repository".to_owned(),
    }
}

fn settings(meta: &RuleMeta) -> String {
    if meta.settings.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## Settings\n\n```toml\n[rules.\"{}\"]\n", meta.id);
    for (name, default) in &meta.settings {
        let value =
            toml::Value::try_from(default).map_or_else(|_| default.to_string(), |v| v.to_string());
        let _ = writeln!(text, "{name} = {value}");
    }
    text.push_str("```\n\nThese are the defaults.\n");
    text
}

fn controls(meta: &RuleMeta) -> String {
    if meta.controls.is_empty() {
        return String::new();
    }
    let mut text = "\n## Controls\n\n".to_owned();
    for (framework, clauses) in &meta.controls {
        let _ = writeln!(
            text,
            "- {}: {}",
            controls::name(framework),
            clauses.join(", ")
        );
    }
    text
}
