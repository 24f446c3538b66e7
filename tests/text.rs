//! What the words of artifacts give away: placeholders, overclaims, copies, secrets.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test reads files itself and stops at the first surprise"
)]

#[path = "text/copies.rs"]
mod copies;
#[path = "text/corpus.rs"]
mod corpus;
#[path = "text/streams.rs"]
mod streams;

use std::path::Path;
use std::sync::OnceLock;

use raigate::artifact::Artifact;
use raigate::glossary::{Format, Kind, Standard};
use raigate::interpret::text;
use raigate::packed::Text;
use raigate::parse;
use raigate::span::{Pointer, Span};
use serde_json::{Value, json};

fn artifact(path: &str, kind: Kind, standard: Standard, bytes: &[u8]) -> Artifact {
    let format = Format::of_path(path.into()).expect("the path has a known format");
    let document = parse::document(format, bytes);
    Artifact {
        path: path.into(),
        root: Pointer::root(),
        kind,
        format,
        standard,
        id: None,
        text: if document.text.is_empty() {
            Text::from(&*String::from_utf8_lossy(bytes))
        } else {
            document.text.into()
        },
        value: document.value.into(),
        facts: raigate::artifact::Facts::default(),
        breakdowns: Vec::new(),
        faults: Vec::new(),
    }
}

/// Facts of a Markdown model card.
fn card(text: &str) -> serde_json::Map<String, Value> {
    said(&artifact(
        "models/a/README.md",
        Kind::ModelCard,
        Standard::PlainCard,
        text.as_bytes(),
    ))
    .facts
}

/// What the words of an artifact say, alone in its file.
fn said(artifact: &Artifact) -> text::Said {
    text::read(artifact, &OnceLock::new())
}

/// What a list of facts says under `key`, item by item.
fn told(facts: &serde_json::Map<String, Value>, name: &str, key: &str) -> Vec<Value> {
    let list = facts
        .get(name)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    list.iter().map(|fact| fact[key].clone()).collect()
}

/// Checks that exactly the words between « and » are found as facts of that name.
fn check(name: &str, marked: &str) {
    let plain = marked.replace(['«', '»'], "");
    let mut expected = Vec::new();
    let mut removed = 0;
    for (at, mark) in marked.match_indices(['«', '»']) {
        match mark {
            "«" => expected.push((at - removed, 0)),
            _ => expected.last_mut().expect("« stands before »").1 = at - removed,
        }
        removed += mark.len();
    }
    let expected: Vec<String> = expected
        .iter()
        .map(|(start, end)| format!("@{start}-{end}"))
        .collect();
    let found = told(&card(&plain), name, "at");
    let words: Vec<_> = found
        .iter()
        .filter_map(|at| range(at.as_str()?))
        .map(|span| span.slice(&plain))
        .collect();
    assert_eq!(found, expected, "{name} in {marked:?}: found {words:?}");
}

/// Checks every case of `tests/text/NAME.txt` under the heading that the test's name is.
///
/// In a case « and » stand around the words that are to be found, and only those.
fn check_cases(name: &str, test: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/text/{name}.txt"));
    let cases = format!("\n{}", std::fs::read_to_string(path).unwrap());
    let heading = test.replace('_', " ");
    let mut count = 0;
    for case in cases.split("\n-- ").skip(1) {
        let (said, marked) = case.split_once(" --\n").expect("a heading ends its line");
        if said == heading {
            check(name, &format!("{marked}\n"));
            count += 1;
        }
    }
    assert!(count > 0, "no case says `{heading}`");
}

#[test]
fn a_heading_in_another_language_is_understood() {
    for (heading, name) in [
        ("## Einschränkungen und Grenzen", "limitations"),
        ("## Données d'entraînement", "training_data"),
        ("## 2. Usos previstos", "intended_use"),
        ("## 模型局限性", "limitations"),
        ("## Результаты", "results"),
    ] {
        let facts = card(&format!("# A\n\n{heading}\n\nWords.\n"));
        assert_eq!(
            told(&facts, "sections", "names")[1],
            json!([name]),
            "{heading}"
        );
    }
}

#[test]
fn text_that_stands_for_text_to_come_is_a_placeholder() {
    check_cases(
        "placeholders",
        "text_that_stands_for_text_to_come_is_a_placeholder",
    );
}

#[test]
fn text_that_speaks_of_placeholders_is_none() {
    check_cases("placeholders", "text_that_speaks_of_placeholders_is_none");
}

#[test]
fn claims_beyond_evidence_are_found_in_the_narrowest_words() {
    check_cases(
        "overclaims",
        "claims_beyond_evidence_are_found_in_the_narrowest_words",
    );
}

#[test]
fn denied_quoted_hoped_for_or_technical_words_are_no_claim() {
    check_cases(
        "overclaims",
        "denied_quoted_hoped_for_or_technical_words_are_no_claim",
    );
}

#[test]
fn data_about_a_person_is_found_and_never_shown() {
    let ssn = ["536", "22", "8714"].join("-");
    let iban = ["DE", "44500105175407324931"].concat();
    let amex = ["3782", "822463", "10005"].join(" ");
    let visa = ["4539", "1488", "0343", "6467"].join(" ");
    let text = format!(
        "# Sample\n\nssn {ssn}, {iban}, {visa}, {amex}\n\nThe row says mia.k@private-mail.net, phone +49 171 2345678, and the client ip 81.2.69.142.\n"
    );
    let facts = card(&text);
    assert_eq!(
        told(&facts, "personal_data", "kind"),
        [
            "us-social-security-number",
            "iban",
            "payment-card",
            "email",
            "phone",
            "ip-address"
        ]
    );
    assert_eq!(
        told(&facts, "personal_data", "certain"),
        [true, true, true, false, false, false]
    );
    assert_eq!(told(&facts, "personal_data", "shown")[0], "5…4");
}

#[test]
fn numbers_and_addresses_that_identify_nobody_are_left_alone() {
    check_cases(
        "personal_data",
        "numbers_and_addresses_that_identify_nobody_are_left_alone",
    );
}

#[test]
fn tokens_of_providers_are_secrets_and_never_shown() {
    let body = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6";
    for (token, kind) in [
        (["AK", "IAQ3EGRJ5N7WZ2XKLM"].concat(), "aws-access-key"),
        (["gh", "p_", body].concat(), "github-token"),
        (
            ["gl", "pat-", "x7Qm2Lk9Vb4Tz8Rw1Ny6"].concat(),
            "gitlab-token",
        ),
        (
            ["hf", "_", "QwErTyUiOpAsDfGhJkLzXcVbNmQaZwSxEd"].concat(),
            "hugging-face-token",
        ),
        (["sk", "-ant-", "api03-", body].concat(), "anthropic-key"),
        (["sk", "-proj-", body, "Lm9Nb8Vc7X"].concat(), "openai-key"),
        (
            ["xo", "xb-", "731928465012-Kd83jfLq02mZx7Pw"].concat(),
            "slack-token",
        ),
        (
            ["AI", "za", "SyD4kf9Q2mX7vB1nL6pR8tW3yZ5cH0jG-_E"].concat(),
            "google-api-key",
        ),
        (["sk", "_live_", "51Hq8Zr2Xv7Kd9Wm4"].concat(), "stripe-key"),
        (["npm", "_", body].concat(), "npm-token"),
    ] {
        let facts = card(&format!("Run with token {token} today.\n"));
        assert_eq!(told(&facts, "secrets", "kind"), [kind], "{token}");
        assert_eq!(told(&facts, "secrets", "certain"), [true]);
        assert!(!facts["secrets"].to_string().contains(&token[4..]));
    }
    let key = format!(
        "-----BEGIN {}-----\n{body}{body}\n-----END",
        ["PRIV", "ATE KEY"].concat()
    );
    assert_eq!(told(&card(&key), "secrets", "kind"), ["private-key"]);
    let named = card("api_key: \"8fK2mQ9xL4vB7nR1tW6yZ3cH5jG0\"\n");
    assert_eq!(told(&named, "secrets", "certain"), [false]);
}

#[test]
fn documented_and_empty_tokens_are_no_secrets() {
    let aws = ["AK", "IAIOSFODNN7EXAMPLE"].concat();
    let empty = ["hf", "_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"].concat();
    let header = ["-----BEGIN PRIV", "ATE KEY-----\n...\n"].concat();
    for text in [
        aws.as_str(),
        empty.as_str(),
        header.as_str(),
        "api_key: YOUR_API_KEY_GOES_RIGHT_HERE_PLEASE",
        "password = os.environ['DATABASE_PASSWORD_FOR_CI']",
        "digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "the token classification model sk-learn-contrib-imbalanced-learn-pipelines",
    ] {
        assert_eq!(card(text).get("secrets"), None, "{text}");
    }
}

#[test]
fn orders_to_a_reading_machine_are_found_even_in_comments() {
    check_cases(
        "instructions",
        "orders_to_a_reading_machine_are_found_even_in_comments",
    );
}

#[test]
fn text_about_such_orders_and_ordinary_orders_are_none() {
    check_cases(
        "instructions",
        "text_about_such_orders_and_ordinary_orders_are_none",
    );
}

#[test]
fn hidden_characters_are_found_where_they_hide_something() {
    for marked in [
        "The ap«\u{200b}»proved model.\n",
        "Text«\u{e0069}\u{e0067}\u{e006e}»\n",
        "Word «\u{200b}\u{200c}\u{200b}\u{200b}\u{200c}\u{200b}\u{200c}» word\n",
        "access «\u{202e}»drowssap\u{202c}\n",
        "left «\u{2066}»alone\n",
    ] {
        check("instructions", marked);
    }
}

#[test]
fn joiners_and_direction_marks_of_real_scripts_are_left_alone() {
    for marked in [
        "\u{feff}# Card\n\n👩\u{200d}🍳 cooks ❤\u{fe0f}\n",
        "می\u{200c}خواهم and नक्\u{200d}सलियों\n",
        "the licence\u{200b}\u{200b} . This\n",
        "the word \u{2067}שלום\u{2069} is Hebrew\n",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\n",
    ] {
        check("instructions", marked);
    }
}

#[test]
fn a_section_goes_by_its_canonical_names_whatever_its_wording() {
    for (heading, expected) in [
        ("Uses", &["intended_use", "uses"][..]),
        ("Direct Use [optional]", &["intended_use"]),
        ("3.1 Out-of-Scope Use:", &["out_of_scope"]),
        (
            "Bias, Risks, and Limitations",
            &["biases", "limitations", "risks"],
        ),
        ("⚠️ Caveats and Recommendations", &["limitations"]),
        ("Ethical Considerations", &["ethical"]),
        ("Training Details", &["training_data"]),
        ("Dataset", &["training_data"]),
        ("Accuracy Values", &["results"]),
        ("Responsible AI Considerations", &["ethical", "limitations"]),
        (
            "Testing Data, Factors & Metrics",
            &["eval_data", "factors", "metrics"],
        ),
        ("Quantitative Analyses", &["results"]),
        ("Model Card Contact", &["contact"]),
        ("Monitoring Plan", &["monitoring"]),
        ("Curation Rationale", &["motivation"]),
        (
            "Personal and Sensitive Information",
            &["personal_information"],
        ),
        ("How do I use this model on an image?", &[]),
    ] {
        assert_eq!(text::sections::names(heading), expected, "{heading}");
    }
}

#[test]
fn only_what_a_section_says_counts_as_words() {
    let facts = card(concat!(
        "# Model\n\nSix words are said in here.\n\n",
        "## Uses\n\n<!-- Who is it for? -->\n[More Information Needed]\n![badge](https://example.org/x.svg)\nhttps://example.org/a/b\n\n",
        "## Results\n\n| Split | F1 |\n|---|---|\n| test | 0.91 |\n\n",
        "## 限制\n\n数据很少。\n",
    ));
    assert_eq!(
        told(&facts, "sections", "heading"),
        ["Model", "Uses", "Results", "限制"]
    );
    assert_eq!(told(&facts, "sections", "own_words"), [6, 0, 14, 4]);
    assert_eq!(told(&facts, "sections", "words"), [24, 0, 14, 4]);
    assert_eq!(facts["sections"][1]["at"], "@41-45");
}

#[test]
fn a_bold_line_is_a_section_where_it_has_a_known_name() {
    let facts = card(
        "# Model\n\n**Out-of-scope use cases:**\n\nNot for medical advice.\n\n**Note**\n\nMore.\n",
    );
    assert_eq!(
        told(&facts, "sections", "names")[1],
        json!(["out_of_scope"])
    );
    assert_eq!(told(&facts, "sections", "level"), [1, 7]);
}

#[test]
fn strings_of_native_artifacts_are_read_too() {
    let yaml = "schema: raigate/intake/v1\nowner: TODO\nuse_case: The scorer is unbiased in every case.\nunit: todo-list-app\nreviewer: x\ngroups: [{sex: X}]\n";
    let facts = said(&artifact(
        "rai/intake/a.yaml",
        Kind::Intake,
        Standard::Native,
        yaml.as_bytes(),
    ))
    .facts;
    assert_eq!(told(&facts, "placeholders", "at"), ["/owner", "/reviewer"]);
    assert_eq!(told(&facts, "overclaims", "text"), ["is unbiased"]);
}

fn range(at: &str) -> Option<Span> {
    let (start, end) = at.strip_prefix('@')?.split_once('-')?;
    Some(Span::new(start.parse().ok()?, end.parse().ok()?))
}
