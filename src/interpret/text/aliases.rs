//! The headings that mean one thing: canonical names of sections and their wordings.
//!
//! Wordings are in lower case, without marks. A new one is worth a line here
//! when it is seen in the wild.

/// Names with headings that mean them as a whole.
pub(super) const EXACT: &[(&str, &[&str])] = &[
    (
        "details",
        &[
            "about", "about the model", "description", "details", "key details", "model card", "model details",
            "model description", "model information", "model overview", "model specification", "model summary",
            "overview", "specification", "summary", "base model information", "introduction",
        ],
    ),
    (
        "intended_use",
        &[
            "applications", "direct use", "downstream use", "intended applications", "intended users",
            "primary intended users", "primary use", "purpose", "scope", "uses", "using the model", "use",
        ],
    ),
    ("ethical", &["considerations", "ethics", "responsible ai", "considerations for using the data"]),
    ("training_data", &["data", "data sources", "training", "datasets used"]),
    ("eval_data", &["testing data factors and metrics"]),
    ("factors", &["factors", "slices", "subgroups", "testing data factors and metrics"]),
    (
        "results",
        &[
            "accuracy", "benchmark", "benchmarks", "evaluation", "evaluations", "evaluation and results", "eval results",
            "model evaluation", "model performance", "model quality", "performance", "quantitative analysis", "results",
            "test results",
        ],
    ),
    ("contact", &["maintainers", "owner", "owners", "support", "feedback", "get in touch", "team"]),
    ("motivation", &["motivation", "rationale"]),
    ("composition", &["composition", "dataset structure", "structure", "dataset composition"]),
    ("collection", &["source data", "data source", "sources", "source", "data collection", "collection"]),
    ("uses", &["uses", "supported tasks", "tasks"]),
    ("distribution", &["distribution", "licensing information", "license", "licence"]),
    ("maintenance", &["maintenance", "contributions", "maintainers", "updates", "versioning"]),
    ("languages", &["language", "languages"]),
    ("curators", &["curators", "authors", "model card authors", "dataset card authors", "creators"]),
];

/// Names with phrases that mean them wherever a heading contains one, from the start of a word.
pub(super) const CONTAINED: &[(&str, &[&str])] = &[
    ("details", &["model details", "model description", "high level description", "about this model", "architecture"]),
    ("intended_use", &["intended use", "use case", "primary intended", "recommended use", "direct use", "supported use"]),
    (
        "out_of_scope",
        &[
            "out of scope", "misuse", "malicious use", "restricted use", "limitations of use", "prohibited", "unintended use",
            "not intended", "use restriction", "unsupported use", "disallowed", "excessive use",
        ],
    ),
    ("limitations", &["limitation", "caveat", "known issue", "known gap", "known limit", "weakness", "failure mode", "shortcoming"]),
    ("biases", &["bias"]),
    ("risks", &["risk", "harm", "safety"]),
    ("ethical", &["ethical", "responsible ai consideration", "fairness consideration", "social impact", "societal impact"]),
    (
        "training_data",
        &["training data", "training detail", "training corpus", "training set", "pretraining data", "pre training data", "finetuning data", "data used for training"],
    ),
    ("training_procedure", &["training procedure", "training pipeline", "training process", "training method", "hyperparameter", "training hyper"]),
    (
        "eval_data",
        &["testing data", "test data", "evaluation data", "evaluation set", "validation data", "test set", "validation set"],
    ),
    ("factors", &["relevant factor", "evaluation factor"]),
    ("metrics", &["metric"]),
    (
        "results",
        &[
            "evaluation result", "benchmark result", "benchmark score", "benchmarks", "experimental result", "performance result",
            "performance metric", "performance on", "quantitative analys", "validation result", "test result",
            "evaluation metric", "academic benchmark", "results on", "evaluation and performance", "model performance",
        ],
    ),
    ("monitoring", &["monitoring"]),
    ("contact", &["contact", "where to send question", "questions or comments"]),
    ("license", &["licens", "licence", "legal information", "terms of use"]),
    ("citation", &["citation", "citing", "cite", "bibtex", "reference"]),
    ("motivation", &["curation rationale", "motivation"]),
    ("summary", &["dataset summary", "dataset description"]),
    ("composition", &["data instance", "data field", "data split", "composition"]),
    ("collection", &["data collection", "collection process", "initial data", "source language producer", "source data", "provenance"]),
    ("preprocessing", &["preprocess", "pre process", "cleaning", "label", "annotation", "normalization", "normalisation"]),
    ("annotations", &["annotation", "annotator"]),
    ("personal_information", &["personal", "sensitive", "privacy"]),
    ("uses", &["supported task", "dataset use", "use case", "considerations for using"]),
    ("distribution", &["distribution of the data", "licensing information"]),
    ("maintenance", &["maintenance", "dataset curator"]),
    ("curators", &["curator", "card author"]),
    ("environment", &["environmental impact", "carbon", "co2", "compute infrastructure"]),
];
