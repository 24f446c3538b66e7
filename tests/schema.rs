//! The schemas of artifacts and of card metadata, and the sentences their errors become.
//!
//! `tests/schema/*.json` holds the cases: one file for each kind, with values
//! that fit and values that do not, and one for each card of the Hub.

mod support;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use raigate::artifact::{Artifact, Facts};
use raigate::assess::schema::{Schemas, ShapeError};
use raigate::catalogue;
use raigate::glossary::{Format, Kind, Standard};
use raigate::span::Pointer;
use serde_json::{Value, json};

fn read(path: &Path) -> Value {
    let file =
        std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_reader(file).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn schema_path(kind: Kind) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/artifacts/{kind}.schema.json"))
}

fn standards() -> Vec<(String, Value)> {
    ["hugging-face-model-card", "hugging-face-dataset-card"]
        .map(|name| {
            let path = format!("schemas/standards/{name}.schema.json");
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            (name.to_owned(), read(&path))
        })
        .to_vec()
}

fn schemas() -> BTreeMap<Kind, Value> {
    let read_one = |kind: &Kind| (*kind, read(&schema_path(*kind)));
    Kind::ALL.iter().map(read_one).collect()
}

fn compiled() -> &'static Schemas {
    static COMPILED: LazyLock<Schemas> = LazyLock::new(|| Schemas::new(&catalogue::schemas()));
    &COMPILED
}

fn artifact(kind: Kind, format: Format, standard: Standard, value: Value) -> Artifact {
    Artifact {
        path: "rai/artifact".into(),
        root: Pointer::root(),
        kind,
        format,
        standard,
        id: None,
        text: "".into(),
        value: value.into(),
        facts: Facts::default(),
        breakdowns: Vec::new(),
        faults: Vec::new(),
    }
}

/// Returns each error as a reviewer reads it: place, "key" where the key is meant, sentence.
fn lines(errors: &[ShapeError]) -> Vec<String> {
    let line = |error: &ShapeError| {
        let key = if error.at_key { " (key)" } else { "" };
        format!("{}{key}: {}", error.pointer, error.message)
    };
    errors.iter().map(line).collect()
}

/// Compares what `find` says about each case of `tests/schema/NAME.json` with the file.
fn check(name: &str, find: impl Fn(Value) -> Vec<ShapeError>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/schema/{name}.json"));
    let cases = read(&path);
    let cases = cases.as_array().expect("a list of cases");
    let mut kinds = [false; 2];
    for case in cases {
        let expected: Vec<&str> = case["errors"]
            .as_array()
            .expect("each case has a list of errors")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let found = lines(&find(case["value"].clone()));
        assert_eq!(found, expected, "{name}: {}", case["name"]);
        kinds[usize::from(expected.is_empty())] = true;
    }
    assert_eq!(
        kinds, [true; 2],
        "{name}: one value that fits, one that does not"
    );
}

#[test]
fn each_kind_says_what_is_wrong_in_one_sentence() {
    let schemas = compiled();
    for kind in Kind::ALL {
        check(kind.name(), |value| {
            schemas
                .errors(&artifact(*kind, Format::Yaml, Standard::Native, value))
                .unwrap()
        });
    }
}

#[test]
fn metadata_of_a_model_card_is_read_as_the_hub_reads_it() {
    let schemas = compiled();
    check("hugging-face-model-card", |value| {
        let standard = Standard::HuggingFaceModelCard;
        schemas
            .metadata_errors(&artifact(
                Kind::ModelCard,
                Format::Markdown,
                standard,
                value,
            ))
            .unwrap()
    });
}

#[test]
fn metadata_of_a_dataset_card_is_read_as_the_hub_reads_it() {
    let schemas = compiled();
    check("hugging-face-dataset-card", |value| {
        let standard = Standard::HuggingFaceDatasetCard;
        schemas
            .metadata_errors(&artifact(
                Kind::Datasheet,
                Format::Markdown,
                standard,
                value,
            ))
            .unwrap()
    });
}

#[test]
fn of_a_card_only_the_raigate_member_is_ours() {
    let value = json!({"tier": 3, "raigate": {"onwer": "@ada"}, "$body": {}});
    let card = artifact(
        Kind::ModelCard,
        Format::Markdown,
        Standard::HuggingFaceModelCard,
        value,
    );
    let expected = ["/raigate/onwer (key): `raigate` knows no key `onwer`, did you mean `owner`?"];
    assert_eq!(lines(&compiled().errors(&card).unwrap()), expected);
}

#[test]
fn a_key_that_is_free_text_is_never_echoed() {
    let value = json!({"ask ada@example.org": 1, "groups": [{"metrics": {"\u{1b}[2J": "x"}}]});
    let file = artifact(Kind::FairnessReport, Format::Yaml, Standard::Native, value);
    let messages = compiled()
        .errors(&file)
        .unwrap()
        .into_iter()
        .map(|error| error.message);
    let expected = [
        "the file knows no such key, a key of your own begins with `x-`",
        "another key is `x`, expected a number",
    ];
    assert_eq!(messages.collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_full_of_errors_is_answered_in_bounded_space() {
    let rows: Vec<Value> = (0..5_000).map(|_| json!({"outcome": "failed"})).collect();
    let file = artifact(
        Kind::SafetyTestLog,
        Format::JsonLines,
        Standard::Native,
        Value::Array(rows),
    );
    let errors = compiled().errors(&file).unwrap();
    assert_eq!(errors.len(), 1_001);
    assert_eq!(errors[0].message, "the file has 1000 wrong places or more");
}

#[test]
fn what_reading_has_objected_to_is_said_once() {
    let value = json!({"schema": "raigate/intak/v1", "domain": 3});
    let mut file = artifact(Kind::Intake, Format::Yaml, Standard::Native, value);
    let objection = json!([{"at": "/schema", "key": false, "message": "no such kind"}]);
    file.facts.insert("schema_errors", objection);
    let places = compiled()
        .errors(&file)
        .unwrap()
        .into_iter()
        .map(|error| error.pointer);
    assert_eq!(places.collect::<Vec<_>>(), [Pointer::root().join("domain")]);
}

#[test]
fn a_file_of_another_standard_has_no_shape_of_ours() {
    let value = json!({"components": 3});
    let file = artifact(Kind::ModelCard, Format::Json, Standard::Helm, value);
    assert!(compiled().errors(&file).unwrap().is_empty());
}

#[test]
fn free_text_is_never_echoed() {
    let value = json!({"tier": "the tier that Ada chose", "created": "ada@example.org"});
    let file = artifact(Kind::System, Format::Yaml, Standard::Native, value);
    let found = lines(&compiled().errors(&file).unwrap()).join("\n");
    assert!(!found.contains("Ada") && !found.contains("ada@"), "{found}");
}

#[test]
fn a_broken_schema_is_named_with_its_place() {
    let broken = json!({"properties": {"id": {"type": "strin"}}});
    let schemas = BTreeMap::from([(Kind::Waiver, &*broken.to_string().leak())]);
    let message = Schemas::new(&schemas).compile().expect_err("it is refused");
    assert!(
        message.starts_with("the schema of waiver does not compile at /properties/id/type"),
        "{message}"
    );
}

#[test]
fn schemas_are_valid_and_offline() {
    for (name, schema) in named_schemas() {
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
        let id = schema["$id"].as_str().unwrap_or_default();
        assert!(
            id.starts_with("urn:raigate:schema:") && id.contains(&name),
            "{name}: {id}"
        );
        assert!(
            schema["title"].is_string() && schema["description"].is_string(),
            "{name}"
        );
    }
}

#[test]
fn every_field_has_a_description() {
    for (name, schema) in named_schemas() {
        let mut missing = Vec::new();
        undescribed(&schema, &schema, &Pointer::root(), &mut missing);
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}

#[test]
fn what_several_schemas_define_is_the_same_everywhere() {
    let mut seen: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for (name, schema) in named_schemas() {
        let own = schema["$defs"].as_object().cloned().unwrap_or_default();
        for (term, definition) in own {
            let (first, known) = seen
                .entry(term.clone())
                .or_insert_with(|| (name.clone(), definition.clone()));
            assert_eq!(
                *known, definition,
                "`{term}` of {name} is not that of {first}"
            );
        }
    }
}

#[test]
fn of_the_cards_of_the_corpus_we_refuse_those_the_hub_refuses() {
    let Some(corpus) = support::corpus() else {
        return;
    };
    let families = [
        ("hf-model-cards", Standard::HuggingFaceModelCard),
        ("hf-dataset-cards", Standard::HuggingFaceDatasetCard),
    ];
    for (family, standard) in families {
        let folder = corpus.join(family);
        let expected = read(folder.join("expected.json").as_std_path());
        let mut read_cards = 0;
        for (path, oracle) in expected["files"].as_object().expect("verdicts by file") {
            let document = markdown(&folder.join(path));
            let is_unparsed = document.value.is_null() || !document.faults.is_empty();
            let card = artifact(Kind::ModelCard, Format::Markdown, standard, document.value);
            let found = lines(&compiled().metadata_errors(&card).unwrap());
            let is_refused = is_unparsed || !found.is_empty();
            assert_eq!(
                is_refused,
                oracle["hub_card"] == "error",
                "{path}: {found:?}"
            );
            read_cards += usize::from(card.value["$body"].is_object());
        }
        assert!(read_cards > 0, "no card of {family} was read");
    }
}

/// Reads a card as the gate would.
fn markdown(path: &camino::Utf8Path) -> raigate::parse::Document {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .expect("a file of the corpus");
    raigate::parse::document(Format::Markdown, &bytes)
}

fn named_schemas() -> Vec<(String, Value)> {
    let own = schemas().into_iter();
    own.map(|(kind, schema)| (kind.name().to_owned(), schema))
        .chain(standards())
        .collect()
}

/// Notes each member below `node` that neither has a description nor refers to one.
fn undescribed(node: &Value, schema: &Value, at: &Pointer, missing: &mut Vec<String>) {
    let described = |member: &Value| {
        let link = member["$ref"]
            .as_str()
            .and_then(|link| link.strip_prefix('#'));
        let target = link.and_then(|link| schema.pointer(link));
        [Some(member), target].into_iter().flatten().any(|node| {
            node["description"]
                .as_str()
                .is_some_and(|text| text.ends_with('.'))
        })
    };
    let members = node["properties"].as_object().into_iter().flatten();
    let open = node
        .get("additionalProperties")
        .filter(|open| open.is_object());
    for (key, member) in members
        .map(|(key, member)| (key.as_str(), member))
        .chain(open.map(|open| ("*", open)))
    {
        if !described(member) {
            missing.push(at.join(key).to_string());
        }
    }
    match node {
        Value::Object(inner) => {
            for (key, inner) in inner
                .iter()
                .filter(|(key, _)| *key != "enum" && *key != "const")
            {
                undescribed(inner, schema, &at.join(key), missing);
            }
        }
        Value::Array(inner) => {
            for (index, inner) in inner.iter().enumerate() {
                undescribed(inner, schema, &at.join(index), missing);
            }
        }
        _ => {}
    }
}
