//! The prose of a new card: headings, each with the question it answers.

use std::fmt::Write as _;

use crate::glossary::Kind;

type Section = (&'static str, &'static str);

const MODEL_CARD: &[Section] = &[
    (
        "Model details",
        "what does the model do, with which method, and who made it?",
    ),
    (
        "Intended use",
        "who uses it, for what task, in which setting?",
    ),
    (
        "Out-of-scope use",
        "which uses might people try that it is not built or tested for?",
    ),
    (
        "Limitations",
        "where does it fail, how often, and under which conditions?",
    ),
    (
        "Ethical considerations",
        "whom could it harm, how, and what is done about that?",
    ),
    (
        "Training data",
        "which data was it trained on, from when, and who is missing from it?",
    ),
    (
        "Evaluation data",
        "which data was it measured on, and how does that resemble real use?",
    ),
    (
        "Factors",
        "for which groups and conditions were results measured apart?",
    ),
    (
        "Results",
        "what was measured? Give each value with its metric, dataset and number of examples.",
    ),
    (
        "Monitoring",
        "what is watched in operation, and who is told?",
    ),
    ("Contact", "who answers questions and complaints?"),
];

const SYSTEM_CARD: &[Section] = &[
    (
        "System details",
        "what does the system do, and out of which parts is it made?",
    ),
    (
        "Intended use",
        "who uses it, for what task, in which setting?",
    ),
    (
        "Out-of-scope use",
        "which uses might people try that it is not built or tested for?",
    ),
    (
        "Limitations",
        "where does it fail, how often, and under which conditions?",
    ),
    (
        "Human oversight",
        "who watches over it, and how is it overruled?",
    ),
    (
        "Ethical considerations",
        "whom could it harm, how, and what is done about that?",
    ),
    (
        "Training data",
        "which data were its models trained on, and who is missing from it?",
    ),
    (
        "Results",
        "what was measured of the system as a whole, on how many cases?",
    ),
    (
        "Monitoring",
        "what is watched in operation, and who is told?",
    ),
    ("Contact", "who answers questions and complaints?"),
];

const DATASHEET: &[Section] = &[
    (
        "Motivation",
        "why was the dataset made, by whom, and for which task?",
    ),
    (
        "Composition",
        "what is one example, how many are there, and which groups are in it?",
    ),
    (
        "Collection process",
        "where does the data come from, from when, and who agreed to what?",
    ),
    (
        "Preprocessing",
        "how was it cleaned and labelled, by whom, and how well did they agree?",
    ),
    (
        "Personal and sensitive information",
        "which of it concerns people, and how is it protected?",
    ),
    (
        "Limitations and biases",
        "who or what is missing, over-represented or mislabelled, and how do you know?",
    ),
    ("Uses", "what may it be used for, and what not?"),
    ("Distribution", "who may have it, and under which licence?"),
    (
        "Maintenance",
        "who keeps it, until when, and how are mistakes corrected?",
    ),
];

/// Returns the prose of a kind that is written in Markdown.
pub(super) fn of(kind: Kind) -> Option<String> {
    let (title, sections) = match kind {
        Kind::ModelCard => ("name of the model", MODEL_CARD),
        Kind::SystemCard => ("name of the system", SYSTEM_CARD),
        Kind::Datasheet => ("name of the dataset", DATASHEET),
        _ => return None,
    };
    let mut text = format!("# TODO: {title}\n");
    for (heading, question) in sections {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## {heading}\n\nTODO: {question}\n");
    }
    Some(text)
}
