//! Files that hold many documents.

use std::time::{Duration, Instant};

use raigate::config::Config;
use raigate::discover::EvidenceFile;
use raigate::glossary::{Format, Kind, Standard};
use raigate::{interpret, parse};

use super::range;

#[test]
fn documents_of_one_file_are_found_once_and_not_for_each_of_them() {
    let count = 4_000;
    let document =
        |at: usize| format!("schema: raigate/intake/v1\nid: a{at}\nsample: j{at}@firm.io\n");
    let stream: Vec<String> = (0..count).map(document).collect();
    let bytes = stream.join("---\n").into_bytes();
    let path = "rai/intake/all.yaml".into();
    let file = EvidenceFile::recognised(path, bytes.clone(), Kind::Intake, Standard::Native);
    let read = parse::document(Format::Yaml, &bytes);
    let begun = Instant::now();
    let evidence = interpret::evidence(vec![(file, read)], &[], &Config::default());
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(evidence.artifacts.len(), count);
    let last = &evidence.artifacts[count - 1];
    let at = last.facts.get("personal_data").unwrap()[0]["at"]
        .as_str()
        .unwrap();
    assert_eq!(range(at).unwrap().slice(&last.text), "j3999@firm.io");
}
