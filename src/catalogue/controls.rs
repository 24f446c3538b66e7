//! The clauses of other people's frameworks that a rule may answer to.
//!
//! A rule that names any other id is refused, because public tables of these ids
//! are often wrong. ISO/IEC 23894 is not here: nobody could read its clauses.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// The frameworks, by the key that METADATA uses.
pub const FRAMEWORKS: &[&str] = &["eu-ai-act", "iso-42001", "nist-ai-rmf", "soc2"];

/// Returns every id of `framework`, in the order of its text; `None` for an unknown framework.
#[must_use]
pub fn ids(framework: &str) -> Option<Vec<String>> {
    match framework {
        "nist-ai-rmf" => Some(numbered(NIST_AI_RMF)),
        "iso-42001" => Some(numbered(ISO_42001)),
        "soc2" => Some(numbered(SOC2)),
        "eu-ai-act" => Some(eu_ai_act()),
        _ => None,
    }
}

/// Returns the same as [`ids`], made once; nothing for an unknown framework.
pub(super) fn known(framework: &str) -> &'static [String] {
    static KNOWN: OnceLock<BTreeMap<&'static str, Vec<String>>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let each = FRAMEWORKS.iter();
        each.filter_map(|name| Some((*name, ids(name)?))).collect()
    });
    known.get(framework).map(Vec::as_slice).unwrap_or_default()
}

/// Returns the name that readers know a framework by.
#[must_use]
pub fn name(framework: &str) -> &str {
    match framework {
        "nist-ai-rmf" => "NIST AI RMF 1.0",
        "eu-ai-act" => "EU AI Act",
        "iso-42001" => "ISO/IEC 42001:2023",
        "soc2" => "SOC 2 (Trust Services Criteria)",
        other => other,
    }
}

/// A prefix, and the numbers that may follow it.
type Series = (&'static str, RangeInclusive<u8>);

/// The 72 subcategories of the NIST AI Risk Management Framework 1.0.
const NIST_AI_RMF: &[Series] = &[
    ("GOVERN 1.", 1..=7),
    ("GOVERN 2.", 1..=3),
    ("GOVERN 3.", 1..=2),
    ("GOVERN 4.", 1..=3),
    ("GOVERN 5.", 1..=2),
    ("GOVERN 6.", 1..=2),
    ("MAP 1.", 1..=6),
    ("MAP 2.", 1..=3),
    ("MAP 3.", 1..=5),
    ("MAP 4.", 1..=2),
    ("MAP 5.", 1..=2),
    ("MEASURE 1.", 1..=3),
    ("MEASURE 2.", 1..=13),
    ("MEASURE 3.", 1..=3),
    ("MEASURE 4.", 1..=3),
    ("MANAGE 1.", 1..=4),
    ("MANAGE 2.", 1..=4),
    ("MANAGE 3.", 1..=2),
    ("MANAGE 4.", 1..=3),
];

/// The 38 controls of Annex A of ISO/IEC 42001:2023.
const ISO_42001: &[Series] = &[
    ("A.2.", 2..=4),
    ("A.3.", 2..=3),
    ("A.4.", 2..=6),
    ("A.5.", 2..=5),
    ("A.6.1.", 2..=3),
    ("A.6.2.", 2..=8),
    ("A.7.", 2..=6),
    ("A.8.", 2..=5),
    ("A.9.", 2..=4),
    ("A.10.", 2..=4),
];

/// The Trust Services Criteria of SOC 2: common, processing integrity, confidentiality
/// and the first six of privacy.
const SOC2: &[Series] = &[
    ("CC1.", 1..=5),
    ("CC2.", 1..=3),
    ("CC3.", 1..=4),
    ("CC4.", 1..=2),
    ("CC5.", 1..=3),
    ("CC6.", 1..=8),
    ("CC7.", 1..=5),
    ("CC8.", 1..=1),
    ("CC9.", 1..=2),
    ("PI1.", 1..=5),
    ("C1.", 1..=2),
    ("P1.", 1..=1),
    ("P2.", 1..=1),
    ("P3.", 1..=2),
    ("P4.", 1..=3),
    ("P5.", 1..=2),
    ("P6.", 1..=7),
];

/// Articles whose numbers are confirmed; paragraphs are left out where nobody could read them.
const EU_AI_ACT_ARTICLES: &[u8] = &[
    4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 43,
    47, 50, 72, 73, 86,
];

fn numbered(series: &[Series]) -> Vec<String> {
    series
        .iter()
        .flat_map(|(prefix, range)| range.clone().map(move |number| format!("{prefix}{number}")))
        .collect()
}

fn eu_ai_act() -> Vec<String> {
    let articles = EU_AI_ACT_ARTICLES
        .iter()
        .map(|number| format!("Article {number}"));
    let annexes = ["Annex III", "Annex IV", "Annex V", "Annex VI"];
    let points = (1..=9).map(|point| format!("Annex IV({point})"));
    let letters = (1..=2)
        .flat_map(|point| ('a'..='h').map(move |letter| format!("Annex IV({point})({letter})")));
    articles
        .chain(annexes.map(str::to_owned))
        .chain(points)
        .chain(letters)
        .collect()
}
