//! What the content of a file says it is.

use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::discover::head::{self, Member};
use crate::discover::{LFS_POINTER, Recognised, cards, outputs};
use crate::glossary::{Format, Kind, Standard};

/// What raigate itself writes: no evidence, whatever its envelope resembles.
const OWN_OUTPUT: [&str; 5] = ["report", "reviews", "baseline", "record", "input"];

static MARGIN_ENVELOPE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"(?m)^(?:\{\s*)?["']?schema["']?\s*[:=]\s*["']?raigate/([A-Za-z0-9_-]+)"#)
});
static NESTED_ENVELOPE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?m)^\s*(?:raigate\s*[:=]\s*\{\s*)?["']?schema["']?\s*[:=]\s*["']?raigate/([A-Za-z0-9_-]+)"#,
    )
});
static MODEL_INDEX_COMMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"<!--\s*(?:\r?\n)?\s*Type:\s*model-index\b"));
static MODEL_COMPONENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#""type"\s*:\s*"machine-learning-model"|"modelCard"\s*:"#));
static MODEL_CARD_KEY: LazyLock<Regex> = LazyLock::new(|| pattern(r#""modelCard"\s*:"#));
static AI_PACKAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#""(?:@?type|@type)"\s*:\s*"(?:ai_AIPackage|ai:AIPackage|AIPackage)""#)
});
static AZURE_MODEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?m)^["']?\$schema["']?\s*:\s*["']?https://azuremlschemas\.azureedge\.net/\S*\bmodel\.schema\.json"#,
    )
});
/// What of a package is for readers: how good the model is, and where it fails.
static AI_CARD: LazyLock<Regex> = LazyLock::new(|| pattern(r#""ai[_:](?:metric|limitation)"\s*:"#));
/// `model_signing`, in base64 at each of the three offsets that it can have.
static MODEL_SIGNING: LazyLock<Regex> =
    LazyLock::new(|| pattern("bW9kZWxfc2lnbmluZ|1vZGVsX3NpZ25pbm|tb2RlbF9zaWduaW5n"));
static CROISSANT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"mlcommons\.org/(?:croissant|schema)"));

/// What a look at a file says.
pub(super) enum Look {
    /// It is evidence.
    Evidence(Recognised),
    /// It is something that raigate wrote.
    OwnOutput,
    /// Nothing says so.
    Nothing,
}

/// Looks at the content of a file; `near` knows what lies beside it.
pub(super) fn look(bytes: &[u8], format: Format, near: &cards::Neighbours<'_>) -> Look {
    let bytes = bytes.get(head::skip_mark(bytes)..).unwrap_or_default();
    match format {
        Format::Json | Format::JsonLines => return json(bytes, format, near),
        Format::Markdown => return markdown(bytes, near),
        Format::Csv => return outputs::table(bytes),
        Format::Eval if is_container(bytes) => {
            return evidence(Kind::EvalResult, Standard::Inspect);
        }
        Format::Eval => return Look::Nothing,
        Format::Yaml | Format::Toml => {}
    }
    if let Some(found) = MARGIN_ENVELOPE.captures(bytes) {
        return envelope(found.get(1).map_or(b"", |it| it.as_bytes()));
    }
    if format != Format::Yaml {
        Look::Nothing
    } else if outputs::is_accuracy_check(bytes, near.path) {
        evidence(Kind::EvalResult, Standard::AccuracyCheck)
    } else if AZURE_MODEL.is_match(bytes) {
        evidence(Kind::ModelManifest, Standard::AzureMl)
    } else if outputs::is_zoo_manifest(bytes, near.path) {
        evidence(Kind::ModelManifest, Standard::OpenModelZoo)
    } else {
        Look::Nothing
    }
}

/// Returns whether content that continues beyond `head` could still turn out to be evidence.
pub(super) fn may_be(head: &[u8], format: Format, near: &cards::Neighbours<'_>) -> bool {
    static HINT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r#"raigate/|mlcommons\.org|CycloneDX|spdx|"results"|"lm_eval_version"|"eval"|"#,
            r#""evaluation_results"|"model_details"|"testArguments"|"adapter_spec"|"entry_type"|"#,
            r#""by_group"|"metrics""#
        ))
    });
    !matches!(look(head, format, near), Look::Nothing)
        || (matches!(format, Format::Json | Format::JsonLines) && HINT.is_match(head))
}

/// Returns whether the file is a ZIP container with something in it.
pub(super) fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Returns whether the file only points to content kept by Git LFS.
pub(super) fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.len() < 1024 && bytes.starts_with(LFS_POINTER.as_bytes())
}

fn markdown(bytes: &[u8], near: &cards::Neighbours<'_>) -> Look {
    if let Some(matter) = head::front_matter(bytes) {
        if let Some(found) = NESTED_ENVELOPE.captures(matter) {
            return envelope(found.get(1).map_or(b"", |it| it.as_bytes()));
        }
        if let Some(card) = cards::recognise(&head::yaml_keys(matter), near) {
            return Look::Evidence(card);
        }
    }
    if MODEL_INDEX_COMMENT.is_match(bytes) {
        return evidence(Kind::ModelCard, Standard::ModelIndexComment);
    }
    Look::Nothing
}

fn json(bytes: &[u8], format: Format, near: &cards::Neighbours<'_>) -> Look {
    let (members, is_list) = head::json_members(bytes);
    let top = Top { members, bytes };
    if let Some(stated) = top
        .text("schema")
        .and_then(|text| text.strip_prefix(b"raigate/"))
    {
        let name = stated
            .split(|byte| *byte == b'/')
            .next()
            .unwrap_or_default();
        return envelope(name);
    }
    let found = if format == Format::JsonLines {
        rows(&top)
    } else {
        document(&top, is_list).or_else(|| {
            let is_of_metrics = !is_list && outputs::is_metrics_file(bytes, near.path);
            is_of_metrics.then_some((Kind::EvalResult, Standard::MetricsFile))
        })
    };
    found.map_or(Look::Nothing, |(kind, standard)| evidence(kind, standard))
}

fn rows(top: &Top<'_>) -> Option<(Kind, Standard)> {
    let attack_log = top.has("entry_type") && (top.has("garak_version") || top.says("start_run"));
    attack_log.then_some((Kind::SafetyTestLog, Standard::Garak))
}

fn document(top: &Top<'_>, is_list: bool) -> Option<(Kind, Standard)> {
    if is_list {
        let is_statistic = top.all(&["count", "name", "sum"]) && top.opens("name", b'{');
        return is_statistic.then_some((Kind::EvalResult, Standard::Helm));
    }
    linked_data(top)
        .or_else(|| signature(top))
        .or_else(|| results(top))
        .or_else(|| governance(top))
}

/// Bills of materials and dataset descriptions.
fn linked_data(top: &Top<'_>) -> Option<(Kind, Standard)> {
    let bom = top.text("bomFormat") == Some(b"CycloneDX")
        || top
            .text("$schema")
            .is_some_and(|it| it.windows(9).any(|part| part == b"cyclonedx"));
    if bom && MODEL_COMPONENT.is_match(top.bytes) {
        let card = MODEL_CARD_KEY.is_match(top.bytes);
        let kind = if card {
            Kind::ModelCard
        } else {
            Kind::ModelManifest
        };
        return Some((kind, Standard::CycloneDx));
    }
    if !top.has("@context") {
        return None;
    }
    if AI_PACKAGE.is_match(top.bytes) {
        let kind = if AI_CARD.is_match(top.bytes) {
            Kind::ModelCard
        } else {
            Kind::ModelManifest
        };
        return Some((kind, Standard::Spdx));
    }
    // Not the `@type`: a wrong one is a mistake to report, not another format.
    let vocabulary = ["@context", "conformsTo", "dct:conformsTo"];
    let mut stated = vocabulary.iter().filter_map(|key| top.value(key));
    let croissant = stated.any(|value| CROISSANT.is_match(value));
    croissant.then_some((Kind::Datasheet, Standard::Croissant))
}

/// Signatures of models, in a bundle of Sigstore; what else such bundles hold is no evidence.
fn signature(top: &Top<'_>) -> Option<(Kind, Standard)> {
    let is_bundle = top
        .text("mediaType")
        .is_some_and(|it| it.starts_with(b"application/vnd.dev.sigstore.bundle"));
    (is_bundle && MODEL_SIGNING.is_match(top.value("dsseEnvelope")?))
        .then_some((Kind::ModelSignature, Standard::ModelSigning))
}

/// Outputs of evaluation tools.
fn results(top: &Top<'_>) -> Option<(Kind, Standard)> {
    let harness = top.opens("results", b'{')
        && (top.has("lm_eval_version")
            || top.has("n-shot")
            || top.all(&["versions", "config"])
            || top.all(&["versions", "config_general"]));
    let inspect = top.opens("eval", b'{') && top.all(&["version", "status"]);
    let record =
        top.has("evaluation_results") && (top.has("model_info") || top.has("evaluation_id"));
    let helm = top.all(&["adapter_spec", "scenario_spec"]);
    let frame = top.opens("by_group", b'{') && top.has("overall");
    match () {
        () if harness => Some((Kind::EvalResult, Standard::LmEval)),
        () if inspect => Some((Kind::EvalResult, Standard::Inspect)),
        () if record => Some((Kind::EvalResult, Standard::EveryEvalEver)),
        () if helm => Some((Kind::EvalResult, Standard::Helm)),
        () if frame => Some((Kind::FairnessReport, Standard::MetricFrame)),
        () if outputs::is_mlflow_run(top) => Some((Kind::EvalResult, Standard::MlflowRun)),
        () => outputs::promptfoo(top).map(|kind| (kind, Standard::Promptfoo)),
    }
}

/// Cards, fairness tests and checklists of governance toolkits.
fn governance(top: &Top<'_>) -> Option<(Kind, Standard)> {
    let parts = [
        "model_parameters",
        "quantitative_analysis",
        "considerations",
        "schema_version",
    ];
    if top.opens("model_details", b'{') && parts.iter().any(|part| top.has(part)) {
        return Some((Kind::ModelCard, Standard::ModelCardToolkit));
    }
    if top.all(&["gid", "cid", "testArguments"]) {
        let fairness = ["gid", "cid"]
            .iter()
            .filter_map(|key| top.text(key))
            .any(|text| {
                [&b"fairness"[..], b"veritas"]
                    .iter()
                    .any(|it| text.windows(it.len()).any(|w| w == *it))
            });
        let kind = if fairness {
            Kind::FairnessReport
        } else {
            Kind::EvalResult
        };
        return Some((kind, Standard::AiVerify));
    }
    if top.all(&["sensitive_feature", "output_classes", "results"]) {
        return Some((Kind::FairnessReport, Standard::AiVerify));
    }
    let counts = |prefix: &[u8]| {
        let numbered = |key: &[u8]| {
            key.strip_prefix(prefix)
                .and_then(<[u8]>::first)
                .is_some_and(u8::is_ascii_digit)
        };
        top.members
            .iter()
            .filter(|member| numbered(member.key))
            .count()
    };
    let checklist = counts(b"completed-") > 0 && counts(b"elaboration-") > 0;
    checklist.then_some((Kind::LaunchChecklist, Standard::AiVerify))
}

/// The topmost object of a JSON file.
pub(super) struct Top<'b> {
    members: Vec<Member<'b>>,
    bytes: &'b [u8],
}

impl<'b> Top<'b> {
    pub(super) fn value(&self, key: &str) -> Option<&'b [u8]> {
        let member = self
            .members
            .iter()
            .find(|member| member.key == key.as_bytes());
        member.map(|member| member.value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    pub(super) fn all(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.has(key))
    }

    pub(super) fn opens(&self, key: &str, bracket: u8) -> bool {
        self.value(key)
            .is_some_and(|value| value.first() == Some(&bracket))
    }

    fn text(&self, key: &str) -> Option<&'b [u8]> {
        self.value(key)?.strip_prefix(b"\"")?.strip_suffix(b"\"")
    }

    fn says(&self, word: &str) -> bool {
        let text = self.text("entry_type").unwrap_or_default();
        text.starts_with(word.as_bytes())
    }
}

/// Reads the kind that an envelope states. A misspelled one still is evidence, so that its
/// mistake is reported: it counts as the kind it resembles most.
fn envelope(name: &[u8]) -> Look {
    let name = String::from_utf8_lossy(name);
    if OWN_OUTPUT.contains(&name.as_ref()) {
        return Look::OwnOutput;
    }
    let nearest = |kind: &&Kind| strsim::damerau_levenshtein(&name, kind.name());
    let kind = Kind::from_name(&name).or_else(|| Kind::ALL.iter().min_by_key(nearest).copied());
    kind.map_or(Look::Nothing, |kind| evidence(kind, Standard::Native))
}

pub(super) fn evidence(kind: Kind, standard: Standard) -> Look {
    Look::Evidence(Recognised::new(kind, standard))
}

pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of this file compile")
}
