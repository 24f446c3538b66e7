//! The schemas of other people's formats, in raigate's own arrangement.
//!
//! Each file names its source and licence.

use crate::glossary::Standard;

/// The formats whose shape a schema states.
pub(super) const STANDARDS: [(Standard, &str); 8] = [
    (
        Standard::HuggingFaceModelCard,
        include_str!("../../../schemas/standards/hugging-face-model-card.schema.json"),
    ),
    (
        Standard::HuggingFaceDatasetCard,
        include_str!("../../../schemas/standards/hugging-face-dataset-card.schema.json"),
    ),
    (
        Standard::CycloneDx,
        include_str!("../../../schemas/standards/cyclonedx.schema.json"),
    ),
    (
        Standard::ModelCardToolkit,
        include_str!("../../../schemas/standards/model-card-toolkit.schema.json"),
    ),
    (
        Standard::EveryEvalEver,
        include_str!("../../../schemas/standards/every-eval-ever.schema.json"),
    ),
    (
        Standard::AiVerify,
        include_str!("../../../schemas/standards/ai-verify.schema.json"),
    ),
    (
        Standard::Spdx,
        include_str!("../../../schemas/standards/spdx.schema.json"),
    ),
    (
        Standard::Inspect,
        include_str!("../../../schemas/standards/inspect.schema.json"),
    ),
];

/// Returns whether a schema is about the front matter of a card of the Hugging Face Hub.
pub(super) const fn is_of_the_hub(standard: Standard) -> bool {
    matches!(
        standard,
        Standard::HuggingFaceModelCard | Standard::HuggingFaceDatasetCard
    )
}
