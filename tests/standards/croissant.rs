//! Croissant, against the verdicts of mlcroissant 1.1.1.

use raigate::glossary::{Kind, Standard};
use serde_json::{Value, json};

use super::{Case, edited, objections, oracle, read, said};

/// What mlcroissant says, and what raigate says of the same thing.
///
/// Where mlcroissant says two things of one cause, both stand here.
const SAME: [(&str, &str); 13] = [
    ("There is a reference to node", "reference names"),
    ("Malformed source data", "reference names"),
    ("FileSet\". Got", "`@type` is"),
    ("encodingFormat\" is mandatory", "has no `encodingFormat`"),
    ("schema.org/name\" is mandatory", "has no `name`"),
    (
        "doesn't extend https://schema.org/Dataset",
        "expected `sc:Dataset`",
    ),
    (
        "does not define `source` or `value`",
        "`source` stands for `sc:source`",
    ),
    (
        "does not specify a valid http",
        "`dataType` stands for `sc:dataType`",
    ),
    ("you didn't declare a join", "no `references` joins them"),
    ("contains a wrong `@id`", "`@id` has white space"),
    ("defines `array_shape`, but", "`isArray` is not true"),
    // Consequences of an `@id` that the tool could not read.
    (
        "Source should have one of the following",
        "`@id` has white space",
    ),
    (
        "does not define `source` or `value`",
        "`@id` has white space",
    ),
];

#[test]
fn every_verdict_of_mlcroissant_is_shared_for_the_same_reason() {
    let Some((expected, files)) = oracle("croissant") else {
        return;
    };
    let mut differing = Vec::new();
    for artifact in read(Standard::Croissant, Kind::Datasheet, &files) {
        let said = objections(&artifact);
        let oracle = &expected[artifact.path.as_str()];
        let message = oracle["message"].as_str().unwrap_or_default();
        let errors = message.split("warning(s)").next().unwrap_or_default();
        let mut reasons = errors.split("\n  -  ").skip(1);
        let is_shared = |reason: &str| {
            let mut same = SAME.iter().filter(|(theirs, _)| reason.contains(theirs));
            same.any(|(_, ours)| said.iter().any(|line| line.contains(ours)))
        };
        let agrees = match oracle["verdict"].as_str() {
            Some("valid") => said.is_empty(),
            Some("invalid") if message.is_empty() => !said.is_empty(),
            _ => !said.is_empty() && reasons.all(is_shared),
        };
        if !agrees {
            differing.push(format!("{}: {oracle:#}\n{said:#?}", artifact.path));
        }
        if std::env::var_os("RAIGATE_CORPUS_SAID").is_some() && !said.is_empty() {
            eprintln!("{}\n    {}", artifact.path, said.join("\n    "));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// A dataset of version 1.0 that nobody objects to: two columns of a file in an archive.
fn weather() -> Value {
    json!({
        "@context": {
            "@language": "en",
            "@vocab": "https://schema.org/",
            "cr": "http://mlcommons.org/croissant/",
            "dct": "http://purl.org/dc/terms/",
            "conformsTo": "dct:conformsTo",
            "recordSet": "cr:recordSet",
            "field": "cr:field",
            "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
            "data": {"@id": "cr:data", "@type": "@json"},
            "source": "cr:source",
            "references": "cr:references",
            "fileObject": "cr:fileObject",
            "fileSet": "cr:fileSet",
            "extract": "cr:extract",
            "column": "cr:column",
            "fileProperty": "cr:fileProperty",
            "transform": "cr:transform",
            "regex": "cr:regex",
            "includes": "cr:includes"
        },
        "@type": "Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "weather",
        "distribution": [
            {
                "@id": "archive", "@type": "cr:FileObject", "contentUrl": "weather.zip",
                "encodingFormat": "application/zip", "sha256": "00ff"
            },
            {
                "@id": "days", "@type": "cr:FileSet", "containedIn": {"@id": "archive"},
                "encodingFormat": "text/csv", "includes": "*.csv"
            }
        ],
        "recordSet": [{
            "@id": "day", "@type": "cr:RecordSet",
            "field": [
                {
                    "@id": "day/date", "@type": "cr:Field", "dataType": "Date",
                    "source": {"fileSet": {"@id": "days"}, "extract": {"column": "date"}}
                },
                {
                    "@id": "day/rain", "@type": "cr:Field", "dataType": "cr:Float32",
                    "source": {"fileSet": {"@id": "days"}, "extract": {"column": "rain"}}
                }
            ]
        }]
    })
}

/// Each case: what is different about the weather, and what is said of it.
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn cases() -> Vec<Case> {
    let field = "/recordSet/0/field/0";
    assert!(weather().pointer(field).is_some());
    vec![
        ("nothing", vec![], vec![]),
        (
            "prefixes of its own",
            vec![
                (
                    "/@context/croissant",
                    Some(json!("http://mlcommons.org/croissant/")),
                ),
                ("/distribution/0/@type", Some(json!("croissant:FileObject"))),
                (
                    "/distribution/1/@type",
                    Some(json!("http://mlcommons.org/croissant/FileSet")),
                ),
            ],
            vec![],
        ),
        (
            "what only deserves a warning",
            vec![("/version", Some(json!("first"))), ("/license", None)],
            vec![],
        ),
        (
            "a version to come",
            vec![(
                "/conformsTo",
                Some(json!("http://mlcommons.org/croissant/7.0")),
            )],
            vec![
                "/conformsTo: `conformsTo` is `http://mlcommons.org/croissant/7.0`, this raigate \
                 reads `http://mlcommons.org/croissant/1.0` and `1.1`, and 0.8 without `conformsTo`",
            ],
        ),
        (
            "a context that is not spelled out",
            vec![(
                "/@context",
                Some(json!("http://mlcommons.org/croissant/1.0")),
            )],
            vec!["/@context: `@context` is no mapping of names to what they stand for"],
        ),
        (
            "values of another type",
            vec![
                ("/name", Some(json!(7))),
                ("/datePublished", Some(json!("2024-02-30"))),
                ("/creator", Some(json!("Ada"))),
                ("/distribution/0/sha256", Some(json!(12))),
            ],
            vec![
                "/creator: `creator` is `Ada`, expected `@type` `sc:Person` or `sc:Organization`",
                "/datePublished: `datePublished` is `2024-02-30`, expected a day such as `2024-02-29`",
                "/distribution/0/sha256: `sha256` is the number 12, expected text",
                "/name: `name` is the number 7, expected text",
            ],
        ),
        (
            "a file without address and digest",
            vec![
                ("/distribution/0/contentUrl", None),
                ("/distribution/0/sha256", None),
            ],
            vec![
                "/distribution/0: FileObject has neither `sha256` nor `md5`, expected one of them",
                "/distribution/0: FileObject has no `contentUrl`, expected its address",
            ],
        ),
        (
            "two files of one id",
            vec![(
                "/distribution/-",
                Some(json!({
                    "@id": "days", "@type": "cr:FileSet", "containedIn": {"@id": "archive"},
                    "encodingFormat": "text/csv", "includes": "*.tsv"
                })),
            )],
            vec!["/distribution/2/@id: `@id` `days` is that of another part, expected one each"],
        ),
        (
            "a misspelt reference",
            vec![(
                "/distribution/1/containedIn",
                Some(json!({"@id": "archiv"})),
            )],
            vec![
                "/distribution/1/containedIn/@id: reference names `archiv`, which is no part of \
                 this dataset, did you mean `archive`?",
            ],
        ),
        (
            "files that lie in each other",
            vec![("/distribution/0/containedIn", Some(json!({"@id": "days"})))],
            vec!["/distribution/0: FileObject is read from itself, in a circle"],
        ),
        (
            "a field that reads nothing a reader knows",
            vec![
                (
                    "/recordSet/0/field/0/source/extract",
                    Some(json!({"fileProperty": "size"})),
                ),
                (
                    "/recordSet/0/field/0/source/transform",
                    Some(json!({"unknown": "x"})),
                ),
                ("/recordSet/0/field/0/dataType", Some(json!("cr:Float3"))),
            ],
            vec![
                "/recordSet/0/field/0/dataType: `dataType` is `cr:Float3`, expected a type of values \
                 such as `sc:Text`, here or at the field it is read from",
                "/recordSet/0/field/0/source/extract/fileProperty: `fileProperty` is `size`, expected \
                 `content`, `filename`, `filepath`, `fullpath`, `lines` or `lineNumbers`",
                "/recordSet/0/field/0/source/transform: transform does nothing, expected `format`, \
                 `jsonPath`, `regex`, `replace`, `separator`, `readLines` or `unArchive`",
            ],
        ),
        (
            "records of other columns",
            vec![(
                "/recordSet/0/data",
                Some(json!([{"day/date": 1, "day/rain": 2}, {"day/date": 3}])),
            )],
            vec!["/recordSet/0/data/1: record has no `day/rain`, a field of its set"],
        ),
        (
            "an id that is no text",
            vec![("/recordSet/0/@id", Some(json!(["day"])))],
            vec!["/recordSet/0/@id: `@id` is no text, expected one"],
        ),
    ]
}

#[test]
fn what_a_reader_would_refuse_is_said_at_its_place() {
    for (name, edits, expected) in cases() {
        let dataset = edited(weather(), &edits);
        assert_eq!(
            said(Standard::Croissant, Kind::Datasheet, &dataset),
            expected,
            "{name}"
        );
    }
}

#[test]
fn names_that_lead_in_circles_end() {
    let dataset = edited(
        weather(),
        &[
            ("/@context/cr", Some(json!("one:"))),
            ("/@context/one", Some(json!("cr:"))),
            (
                "/recordSet/0/field/0/cr:subField",
                Some(json!({"@id": "day/date"})),
            ),
        ],
    );
    assert!(!said(Standard::Croissant, Kind::Datasheet, &dataset).is_empty());
}

#[test]
fn a_document_made_to_last_is_answered_all_the_same() {
    let chain = (0..20_000).map(|index| {
        let next = format!("day/{}", index + 1);
        json!({"@id": format!("day/{index}"), "@type": "cr:Field", "cr:subField": {"@id": next}})
    });
    let strangers = (0..20_000).map(|index| {
        let source = json!({"fileSet": {"@id": format!("nowhere-{index}")}, "extract": {"column": "a"}});
        json!({"@id": format!("far/{index}"), "@type": "cr:Field", "dataType": "Text", "source": source})
    });
    let contexts = (0..20_000).map(|_| json!({"@context": {"a": "b:c"}, "@id": "days"}));
    for (place, many) in [
        ("/recordSet/0/field", chain.collect::<Value>()),
        ("/recordSet/0/field", strangers.collect()),
        ("/distribution", contexts.collect()),
    ] {
        let dataset = edited(weather(), &[(place, Some(many))]);
        let said = said(Standard::Croissant, Kind::Datasheet, &dataset);
        assert!(
            (1..=1_001).contains(&said.len()),
            "{} objections",
            said.len()
        );
    }
}
