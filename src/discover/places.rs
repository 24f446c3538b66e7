//! What a path alone says about a file.

use camino::Utf8Path;

use crate::discover::Recognised;
use crate::glossary::{Format, Kind, Standard};

/// The folders and files of a `rai` folder, each with its kind: a folder ends in `/`.
const NATIVE: [(&str, Kind); 34] = [
    ("system", Kind::System),
    ("intake", Kind::Intake),
    ("intake/", Kind::Intake),
    ("models/", Kind::ModelManifest),
    ("model", Kind::ModelManifest),
    ("model-card", Kind::ModelCard),
    ("system-card", Kind::SystemCard),
    ("datasheet", Kind::Datasheet),
    ("datasheets/", Kind::Datasheet),
    ("eval/plan", Kind::EvalPlan),
    ("eval/plans/", Kind::EvalPlan),
    ("eval/results/", Kind::EvalResult),
    ("fairness", Kind::FairnessReport),
    ("fairness/", Kind::FairnessReport),
    ("safety", Kind::SafetyTestLog),
    ("safety/", Kind::SafetyTestLog),
    ("risk", Kind::RiskAssessment),
    ("risk/", Kind::RiskAssessment),
    ("mitigations/", Kind::Mitigation),
    ("monitoring", Kind::MonitoringPlan),
    ("monitoring/", Kind::MonitoringPlan),
    ("launch", Kind::LaunchChecklist),
    ("launch/", Kind::LaunchChecklist),
    ("approvals/", Kind::Approval),
    ("waivers/", Kind::Waiver),
    ("privacy", Kind::PrivacyReview),
    ("privacy/", Kind::PrivacyReview),
    ("disclosure", Kind::DisclosureReview),
    ("disclosure/", Kind::DisclosureReview),
    ("incidents/", Kind::Incident),
    ("external/", Kind::ExternalRecord),
    ("model-cards/", Kind::ModelCard),
    ("system-cards/", Kind::SystemCard),
    ("statistics/", Kind::DataStatistics),
];

/// Where copies of records lie that are kept elsewhere; no copy is a record itself.
const COPIES: &str = "external/exports/";

/// Returns what the path of a file says it is.
pub(super) fn recognise(path: &Utf8Path) -> Option<Recognised> {
    let format = Format::of_path(path)?;
    let name = path.file_name()?;
    if name == "dataset_infos.json" {
        return Some(Recognised::new(
            Kind::DataStatistics,
            Standard::DatasetInfos,
        ));
    }
    if name == "MLmodel" {
        return Some(Recognised::new(Kind::ModelManifest, Standard::MlModel));
    }
    let folders = path.parent().into_iter().flat_map(Utf8Path::components);
    let is_kept_score = format == Format::Yaml
        && folders
            .into_iter()
            .any(|folder| folder.as_str() == ".eval_results");
    if is_kept_score {
        return Some(Recognised::new(
            Kind::EvalResult,
            Standard::HuggingFaceEvalResults,
        ));
    }
    if format == Format::Markdown
        && let Some(kind) = card(path.file_stem()?)
    {
        return Some(Recognised::new(kind, Standard::PlainCard));
    }
    let kind = native(path, format)?;
    let is_card = matches!(kind, Kind::ModelCard | Kind::SystemCard | Kind::Datasheet);
    let plain = format == Format::Markdown && is_card;
    Some(Recognised::new(
        kind,
        if plain {
            Standard::PlainCard
        } else {
            Standard::Native
        },
    ))
}

/// Returns whether the file lies in a `rai` folder, where evidence is expected.
pub(super) fn is_in_evidence_folder(path: &Utf8Path) -> bool {
    in_evidence_folder(path).is_some()
}

/// Returns the `rai` folder by whose conventions the file is evidence.
pub(super) fn evidence_folder_of(path: &Utf8Path) -> Option<&Utf8Path> {
    native(path, Format::of_path(path)?)?;
    let inside = in_evidence_folder(path)?;
    let folder = path.as_str().strip_suffix(inside)?;
    Some(Utf8Path::new(folder.trim_end_matches('/')))
}

/// Returns the path of the file that a DVC pointer stands for.
pub(super) fn behind_pointer(path: &Utf8Path) -> Option<&Utf8Path> {
    path.as_str().strip_suffix(".dvc").map(Utf8Path::new)
}

/// Returns whether the file holds rows, by its name.
pub(super) fn is_table(path: &Utf8Path) -> bool {
    let endings = ["csv", "tsv", "jsonl", "ndjson", "parquet"];
    path.extension().is_some_and(|own| {
        endings
            .iter()
            .any(|ending| own.eq_ignore_ascii_case(ending))
    })
}

/// Returns why a format that is evidence by its name cannot be read, if so.
pub(super) fn unreadable_format(path: &Utf8Path) -> Option<&'static str> {
    let name = path.file_name()?.to_ascii_lowercase();
    let ends = |suffix: &str| name.ends_with(suffix);
    if name == "bom.xml" || ends(".cdx.xml") || ends(".bom.xml") {
        return Some("CycloneDX in XML cannot be read; export it as JSON");
    }
    None
}

/// Returns the kind of card that a file is named after, however that is spelled.
fn card(stem: &str) -> Option<Kind> {
    let plain: String = stem.chars().filter(|c| c.is_alphanumeric()).collect();
    let plain = plain.to_ascii_lowercase();
    let unversioned = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let unversioned = if unversioned.len() < plain.len() {
        unversioned.trim_end_matches('v')
    } else {
        unversioned
    };
    match unversioned {
        "modelcard" => Some(Kind::ModelCard),
        "systemcard" => Some(Kind::SystemCard),
        "datasheet" | "datasetcard" | "datacard" => Some(Kind::Datasheet),
        _ => None,
    }
}

fn native(path: &Utf8Path, format: Format) -> Option<Kind> {
    let inside = in_evidence_folder(path)?;
    if inside.starts_with(COPIES) {
        return None;
    }
    let stem = path.file_stem()?;
    if stem.eq_ignore_ascii_case("readme") {
        return None;
    }
    let without_extension = inside.strip_suffix(path.extension()?)?.strip_suffix('.')?;
    let found = NATIVE.iter().find(|(place, _)| {
        if place.ends_with('/') {
            inside.starts_with(place)
        } else {
            without_extension == *place
        }
    });
    let kind = found.map(|(_, kind)| *kind)?;
    // Rows of measurements lie beside the evidence; only an attack log is kept as rows.
    let is_rows = matches!(format, Format::JsonLines | Format::Csv);
    (!is_rows || kind == Kind::SafetyTestLog).then_some(kind)
}

/// Returns the path below the last `rai` folder that the file lies in.
fn in_evidence_folder(path: &Utf8Path) -> Option<&str> {
    let text = path.as_str();
    let nested = text.rfind("/rai/").map(|at| at + "/rai/".len());
    let start = nested.or_else(|| text.starts_with("rai/").then_some("rai/".len()))?;
    text.get(start..)
}
