//! Logs in a ZIP container: what is read of them, and what is refused.

use std::time::{Duration, Instant};

use miniz_oxide::deflate::compress_to_vec;
use raigate::glossary::Format;
use raigate::parse::{self, Document};
use ruzstd::encoding::{CompressionLevel, compress_to_vec as compress_zstandard};
use serde_json::json;

/// One entry as it is written, true or not.
#[derive(Clone)]
struct Entry {
    name: String,
    /// The name in the entry's own header.
    own_name: String,
    method: u16,
    flags: u16,
    packed: Vec<u8>,
    size: u32,
    crc: u32,
}

/// Makes an entry that is what it says.
fn entry(name: &str, method: u16, text: &[u8]) -> Entry {
    let packed = match method {
        8 => compress_to_vec(text, 6),
        93 => compress_zstandard(text, CompressionLevel::Fastest),
        _ => text.to_vec(),
    };
    Entry {
        name: name.to_owned(),
        own_name: name.to_owned(),
        method,
        flags: 0,
        packed,
        size: u32::try_from(text.len()).unwrap(),
        crc: crc32fast::hash(text),
    }
}

fn archive(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    for entry in entries {
        let start = out.len();
        let mut fields = Vec::new();
        fields.extend(entry.flags.to_le_bytes());
        fields.extend(entry.method.to_le_bytes());
        fields.extend([0; 4]);
        fields.extend(entry.crc.to_le_bytes());
        fields.extend(long(entry.packed.len()));
        fields.extend(entry.size.to_le_bytes());
        out.extend(b"PK\x03\x04\x14\x00");
        out.extend(&fields);
        out.extend(short(entry.own_name.len()));
        out.extend([0; 2]);
        out.extend(entry.own_name.as_bytes());
        out.extend(&entry.packed);
        directory.extend(b"PK\x01\x02\x14\x03\x14\x00");
        directory.extend(&fields);
        directory.extend(short(entry.name.len()));
        directory.extend([0; 12]);
        directory.extend(long(start));
        directory.extend(entry.name.as_bytes());
    }
    let start = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(short(entries.len()));
    out.extend(short(entries.len()));
    out.extend(long(directory.len()));
    out.extend(long(start));
    out.extend([0; 2]);
    out
}

const HEAD: &str = r#"{"version": 2, "status": "success", "results": {"total_samples": 2}}"#;

fn read(entries: &[Entry]) -> Document {
    parse::document(Format::Eval, &archive(entries))
}

/// Checks what is said of a container that is refused, and that it takes no time.
#[track_caller]
fn refused(bytes: &[u8], expected: &str) {
    let start = Instant::now();
    let document = parse::document(Format::Eval, bytes);
    let said: Vec<_> = document.faults.iter().map(|fault| &fault.message).collect();
    assert_eq!(said, [expected]);
    assert!(document.value.is_null());
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[track_caller]
fn refused_entries(entries: &[Entry], expected: &str) {
    refused(&archive(entries), expected);
}

#[test]
fn a_log_is_what_its_entries_come_to() {
    for method in [0, 8, 93] {
        let sample = |name, text: &str| entry(name, method, text.as_bytes());
        let document = read(&[
            sample("_journal/start.json", "{}"),
            sample("samples/2_epoch_1.json", r#"{"id": 2, "epoch": 1}"#),
            sample("samples/1_epoch_1.json", r#"{"id": 1, "epoch": 0}"#),
            // Run again: the last record counts.
            sample("samples/1_epoch_1.json", r#"{"id": 1, "epoch": 1}"#),
            // In pieces, of which none is a sample.
            sample("samples/3_epoch_1/events/0.json", "[]"),
            sample("summaries.json", "[]"),
            sample("reductions.json", r#"[{"scorer": "match"}]"#),
            sample("header.json", HEAD),
        ]);
        assert!(document.faults.is_empty(), "{:?}", document.faults);
        assert_eq!(document.unread, None);
        let expected = json!({
            "version": 2, "status": "success", "results": {"total_samples": 2},
            "reductions": [{"scorer": "match"}],
            "samples": [{"id": 1, "epoch": 1}, {"id": 2, "epoch": 1}],
        });
        assert_eq!(document.value, expected);
        super::check_places(Format::Eval, &document, "a log");
        let spans = parse::spans(Format::Eval, &document.text);
        let at = |pointer: &str| {
            let pointer = raigate::span::Pointer::parse(pointer).unwrap();
            let place = spans.get(&pointer).unwrap().value;
            let (name, _) = parse::entry_at(Format::Eval, &document.text, place.start).unwrap();
            (name, place.slice(&document.text))
        };
        assert_eq!(at("/results/total_samples"), ("header.json", "2"));
        assert_eq!(at("/samples/1/id"), ("samples/2_epoch_1.json", "2"));
    }
}

#[test]
fn a_log_that_goes_on_is_read_from_its_journal() {
    let document = read(&[entry(
        "_journal/start.json",
        8,
        br#"{"version": 2, "eval": {}}"#,
    )]);
    assert_eq!(document.value, json!({"version": 2, "eval": {}}));
}

#[test]
fn more_samples_than_can_be_judged_leave_the_head() {
    let head = entry("header.json", 8, HEAD.as_bytes());
    let large = vec![b' '; 17 << 20];
    let document = read(&[entry("samples/1_epoch_1.json", 8, &large), head.clone()]);
    assert_eq!(document.value["status"], "success");
    let told = "its samples come to 17 MiB, limit is 16: they are not read (entries: 1), the head of the log is";
    assert_eq!(document.unread.as_deref(), Some(told));
    let many = format!("[{}0]", "0,".repeat(300_001));
    let document = read(&[head, entry("samples/1_epoch_1.json", 8, many.as_bytes())]);
    assert_eq!(document.value["status"], "success");
    assert!(document.unread.unwrap().contains("more values"));
}

#[test]
fn what_is_no_container_is_said() {
    refused(b"", "file is empty");
    refused(b"{}", "file is no ZIP container");
    refused(b"PK", "container is cut off, or goes on behind its end");
    let whole = archive(&[entry("header.json", 8, HEAD.as_bytes())]);
    for length in 2..whole.len() {
        refused(
            &whole[..length],
            "container is cut off, or goes on behind its end",
        );
    }
    let followed = [&whole[..], b"more"].concat();
    refused(&followed, "container is cut off, or goes on behind its end");
    let led = [b"PK\x03\x04", &whole[..]].concat();
    refused(&led, "the container's directory is not where its end says");
    let mut two = whole.clone();
    let end = two.len() - 22;
    two[end + 8..end + 12].copy_from_slice(&[2, 0, 2, 0]);
    refused(&two, "entry 2 of the container's directory is broken");
    two[end + 8..end + 12].copy_from_slice(&[0; 4]);
    refused(
        &two,
        "the container's directory has more than the entries it counts",
    );
    two[end + 8..end + 12].copy_from_slice(&[0xff; 4]);
    refused(&two, "container has 65535 entries, limit is 65534");
    two[end + 4..end + 6].copy_from_slice(&[1, 0]);
    refused(&two, "container is spread over several files");
}

#[test]
fn a_head_that_is_not_there_or_there_twice_is_said() {
    let head = || entry("header.json", 8, HEAD.as_bytes());
    refused_entries(
        &[],
        "container has no entry `header.json`, nor `_journal/start.json` of a log that goes on",
    );
    refused_entries(
        &[entry("notes.txt", 0, b"")],
        "container has no entry `header.json`, nor `_journal/start.json` of a log that goes on",
    );
    refused_entries(
        &[
            entry("header.json/", 0, b""),
            entry("header.json/a", 0, b""),
        ],
        "`header.json` is a folder in the container, expected an entry",
    );
    refused_entries(
        &[head(), entry("header.json", 0, b"{}")],
        "container has 2 entries `header.json`, expected one",
    );
}

#[test]
fn a_bomb_is_not_unpacked() {
    let head = entry("header.json", 8, HEAD.as_bytes());
    let zeros = vec![0; 32 << 20];
    for method in [0, 8, 93] {
        let bomb = entry("header.json", method, &zeros);
        refused_entries(
            std::slice::from_ref(&bomb),
            "entry `header.json` comes to 32 MiB unpacked, limit is 16",
        );
        let lying = Entry { size: 10, ..bomb };
        refused_entries(
            &[lying],
            "entry `header.json` does not unpack to the 10 bytes it states",
        );
    }
    let huge = |name: &str| Entry {
        size: u32::MAX - 1,
        ..entry(name, 8, b"")
    };
    refused_entries(
        &[head.clone(), huge("samples/1.json"), huge("samples/2.json")],
        "container comes to 8193 MiB unpacked, limit is 4096",
    );
    refused_entries(
        &[Entry {
            size: u32::MAX,
            ..head.clone()
        }],
        "entry `header.json` is larger than 4 GiB",
    );
    refused_entries(
        &[head.clone(), entry("samples/inner.eval", 0, b"PK")],
        "entry `samples/inner.eval` is a container itself, and is not opened",
    );
    // Two entries of the directory, one place: each unpacks what the other does.
    let mut shared = archive(&[head.clone(), entry("samples/1.json", 8, HEAD.as_bytes())]);
    let second = shared
        .windows(4)
        .rposition(|four| four == b"PK\x01\x02")
        .unwrap();
    shared[second + 42..second + 46].copy_from_slice(&[0; 4]);
    refused(&shared, "entries of the container overlap");
}

#[test]
fn an_entry_that_is_not_what_it_says_is_refused() {
    let head = entry("header.json", 8, HEAD.as_bytes());
    let with = |change: fn(&mut Entry)| {
        let mut head = head.clone();
        change(&mut head);
        [head]
    };
    refused_entries(
        &with(|head| head.flags = 1),
        "entry `header.json` is encrypted",
    );
    refused_entries(
        &with(|head| head.crc ^= 1),
        "entry `header.json` does not fit its checksum",
    );
    refused_entries(
        &with(|head| head.method = 99),
        "entry `header.json` is packed by method 99, expected 0, 8 or 93",
    );
    refused_entries(
        &with(|head| head.own_name = "readme.json".into()),
        "entry `header.json` is not where the container's directory says",
    );
    refused_entries(
        &with(|head| head.packed.truncate(9)),
        &format!(
            "entry `header.json` does not unpack to the {} bytes it states",
            HEAD.len()
        ),
    );
    for method in [8, 93] {
        let broken = Entry {
            packed: vec![0xa5; 40],
            ..entry("header.json", method, b"{}")
        };
        refused_entries(
            &[broken],
            "entry `header.json` does not unpack to the 2 bytes it states",
        );
    }
    refused_entries(
        &[entry("header.json", 0, b"")],
        "entry `header.json`: file is empty",
    );
    refused_entries(
        &[entry("header.json", 0, b"{\"\x1e\": 1}")],
        "entry `header.json` holds the control character U+001E",
    );
}

#[test]
fn a_name_that_leads_out_is_refused() {
    for name in [
        "../header.json",
        "/header.json",
        "samples\\..\\x.json",
        "C:x.json",
    ] {
        refused_entries(
            &[entry("header.json", 0, b"{}"), entry(name, 0, b"")],
            &format!("entry `{name}` leads out of the container"),
        );
    }
    refused_entries(
        &[entry("a\n{}", 0, b"")],
        "entry `a\\n{}` has no plain name",
    );
}

#[test]
fn a_sample_cannot_speak_for_the_head() {
    let document = read(&[
        entry(
            "samples/1_epoch_1.json",
            8,
            br#"{"id": 1}], "status": "error", "x": [{}"#,
        ),
        entry("header.json", 8, HEAD.as_bytes()),
    ]);
    let said: Vec<_> = document.faults.iter().map(|fault| &fault.message).collect();
    assert_eq!(said, ["`]` where the end of the file is expected"]);
    let at = document.faults[0].span.start;
    let (name, _) = parse::entry_at(Format::Eval, &document.text, at).unwrap();
    assert_eq!(name, "samples/1_epoch_1.json");
}
