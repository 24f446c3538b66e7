//! What `[rules]` changes about single rules.

use std::collections::BTreeMap;

use crate::config::RuleOverride;
use crate::config::draft::{known_facets, words};
use crate::config::table::{Field, Fields, span_of, suggestion, to_json};
use crate::glossary::{Severity, Stage};
use crate::rule::{Confidence, Profile, RuleId, Severities};

/// What every rule has; any other key is a setting of that rule.
const KEYS: [&str; 6] = [
    "severity",
    "profile",
    "confidence",
    "from-stage",
    "facets",
    "implied-by",
];

/// Reads every table of `[rules]`.
pub(super) fn read(fields: &Fields<'_>) -> BTreeMap<RuleId, RuleOverride> {
    let mut overrides = BTreeMap::new();
    for field in fields.all() {
        if field.key == "profile" {
            continue;
        }
        let Some(id) = RuleId::parse(field.key) else {
            let message = format!("`{}` is neither a rule nor a key of [rules]", field.key);
            let help = match suggestion(field.key, &["profile"]) {
                near if near.starts_with("did") => near,
                _ => "rules are named like `[rules.\"card/missing-section\"]`".to_owned(),
            };
            fields
                .page()
                .object(field.key_span, &field.pointer, message, &help);
            continue;
        };
        let name = format!("[rules.\"{id}\"]");
        if let Some(entry) = fields.table_of(&field, &name) {
            overrides.insert(id, read_one(entry, &field));
        }
    }
    overrides
}

fn read_one(mut entry: Fields<'_>, table: &Field<'_>) -> RuleOverride {
    let page = entry.page();
    let mut read = RuleOverride::default();
    read.places
        .insert(String::new(), page.location(table.key_span, &table.pointer));
    for field in entry.all() {
        let key = field.key.replace('_', "-");
        let known = KEYS.contains(&key.as_str());
        let name = if known {
            key.replace('-', "_")
        } else {
            field.key.to_owned()
        };
        let whole = field.key_span.start..span_of(field.value).end.max(field.key_span.end);
        let span = crate::span::Span::new(whole.start, whole.end);
        read.places
            .insert(name, page.location(span, &field.pointer));
        match key.as_str() {
            "severity" => read.severity = severity(&mut entry, &field),
            "profile" => {
                read.profile = entry.word_of(&field, &words(Profile::ALL, Profile::name));
            }
            "confidence" => {
                read.confidence = entry.word_of(&field, &words(Confidence::ALL, Confidence::name));
            }
            "from-stage" => {
                read.from_stage = entry.word_of(&field, &words(Stage::ALL, Stage::name));
            }
            "facets" => {
                read.facets = entry
                    .texts_of(&field)
                    .map(|facets| known_facets(page, facets));
            }
            "implied-by" => read.implied_by = implied_by(&entry, &field),
            _ => {
                if let Some(value) = to_json(field.value.get_ref()) {
                    read.settings.insert(field.key.to_owned(), value);
                } else {
                    let message = format!("`{}` is no number that can be compared", field.key);
                    page.object(span_of(field.value), &field.pointer, message, "");
                }
            }
        }
    }
    read
}

fn severity(entry: &mut Fields<'_>, field: &Field<'_>) -> Option<Severities> {
    let mut severities = words(Severity::ALL, Severity::name)
        .into_iter()
        .map(|(name, severity)| (name, Some(severity)))
        .collect::<Vec<_>>();
    severities.push(("off", None));
    if field.value.get_ref().as_table().is_none() {
        let every = entry.word_of(field, &severities)?;
        return Some(Severities {
            minimal: every,
            limited: every,
            high: every,
        });
    }
    let mut tiers = entry.table_of(field, "severity")?;
    let stated: Vec<_> = ["minimal", "limited", "high"]
        .into_iter()
        .map(|tier| tiers.word(tier, &severities))
        .collect();
    let lacking = tiers.all().len() < 3;
    let page = tiers.page();
    tiers.close();
    let [minimal, limited, high] = stated.try_into().ok()?;
    if lacking {
        let message = "`severity` by tier states `minimal`, `limited` and `high`".to_owned();
        page.object(
            field.key_span,
            &field.pointer,
            message,
            "use \"off\" where it is not to judge",
        );
    }
    Some(Severities {
        minimal: minimal?.value,
        limited: limited?.value,
        high: high?.value,
    })
}

fn implied_by(entry: &Fields<'_>, field: &Field<'_>) -> Option<Vec<RuleId>> {
    let mut ids = Vec::new();
    for text in entry.texts_of(field)? {
        if let Some(id) = RuleId::parse(&text.value) {
            ids.push(id);
        } else {
            let message = format!("`{}` is no rule", text.value);
            let help = "rules are named like `card/missing-section`";
            entry.page().object_at(text.location, message, help);
        }
    }
    Some(ids)
}
