//! Signatures of models as OpenSSF's model-signing writes them: the digests of the signed files.
//!
//! A bundle of Sigstore holds, in base64, a statement of in-toto. Its predicate lists the files,
//! and its subject is the SHA-256 of their digests, one behind the other. What is read here is
//! what was signed; who signed it, and whether that signature is good, is for `model_signing
//! verify`. Format: the README of sigstore/model-transparency, and its `signing.py`.

use camino::Utf8Path;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::named::{Algorithm, inside};
use super::reading::{Reading, Script};
use crate::engine::hash::hex;
use crate::span::Pointer;

/// Where the statement stands.
const PAYLOAD: [&str; 2] = ["dsseEnvelope", "payload"];

/// Reads the digests of the signed files.
pub(super) fn read(script: &Script<'_>, reading: &mut Reading) {
    let at = PAYLOAD.iter().fold(Pointer::root(), |at, key| at.join(key));
    let statement = match statement(at.resolve(&script.artifact.value)) {
        Ok(statement) => statement,
        Err(message) => return refuse(reading, &at, &message),
    };
    let predicate = &statement["predicate"];
    if predicate["serialization"]["method"] == "shards" {
        let what = "files are signed in shards, whose digests are not those of a file";
        return refuse(reading, &at, what);
    }
    let files = match predicate["resources"].as_array() {
        Some(resources) => resources.iter().map(of_resource).collect(),
        // Statements of the first versions have a subject for each file.
        None => of_subjects(&statement),
    };
    let files: Option<Vec<(String, String, String)>> = files.into_iter().collect();
    let files = files.unwrap_or_default();
    if files.is_empty() {
        return refuse(reading, &at, "statement names no file with its digest");
    }
    if predicate["resources"].is_array()
        && let Some(message) = differs(&statement, &files)
    {
        refuse(reading, &at, &message);
    }
    let folder = script.artifact.path.parent().unwrap_or(Utf8Path::new(""));
    for (name, algorithm, hex) in files {
        let digest = format!("{algorithm}:{hex}");
        if inside(folder, &name).is_none() {
            let message = format!("`{name}` is no path inside the repository");
            refuse(reading, &at, &message);
            continue;
        }
        if Algorithm::read(&digest).is_none() {
            let message = format!("digest of `{name}` is {algorithm}, which is not compared here");
            refuse(reading, &at, &message);
            continue;
        }
        let digest = json!({"at": at.as_str(), "name": name, "url": name, "digest": digest});
        reading.digests.push(digest);
    }
}

fn refuse(reading: &mut Reading, at: &Pointer, message: &str) {
    let error = json!({"at": at.as_str(), "key": false, "message": message});
    reading.schema_errors.push(error);
}

fn statement(payload: Option<&Value>) -> Result<Value, String> {
    let payload = payload.and_then(Value::as_str);
    let payload = payload.ok_or("signature holds no statement")?;
    let bytes = from_base64(payload.trim()).ok_or("statement is not base64")?;
    serde_json::from_slice(&bytes).map_err(|_| "statement is not JSON".to_owned())
}

/// Returns the name of a signed file, the algorithm and the digest.
fn of_resource(resource: &Value) -> Option<(String, String, String)> {
    let text = |key: &str| resource[key].as_str().map(str::to_owned);
    Some((text("name")?, text("algorithm")?, text("digest")?))
}

fn of_subjects(statement: &Value) -> Vec<Option<(String, String, String)>> {
    let subjects = statement["subject"].as_array().into_iter().flatten();
    let one = |subject: &Value| {
        let digests = subject["digest"].as_object()?;
        let (algorithm, hex) = digests.iter().next()?;
        let name = subject["name"].as_str()?;
        Some((name.to_owned(), algorithm.clone(), hex.as_str()?.to_owned()))
    };
    subjects.map(one).collect()
}

/// Says how the subject differs from what the files come to; nothing where the two agree.
fn differs(statement: &Value, files: &[(String, String, String)]) -> Option<String> {
    let stated = statement["subject"][0]["digest"]["sha256"].as_str()?;
    let mut all = Sha256::new();
    for (name, _, digits) in files {
        let Some(bytes) = bytes(digits) else {
            return Some(format!("digest of `{name}` is not hexadecimal"));
        };
        all.update(bytes);
    }
    let found = hex(&all.finalize());
    let is_same = found.eq_ignore_ascii_case(stated);
    (!is_same).then(|| format!("subject is sha256:{stated}, its files come to sha256:{found}"))
}

/// Reads base64 of the usual alphabet (RFC 4648, section 4).
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let (mut held, mut bits) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    // What is left is no byte: fewer than eight bits, of one digit at most.
    (bits < 6).then_some(bytes)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            let pair = std::str::from_utf8(pair)
                .ok()
                .filter(|pair| pair.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        })
        .collect()
}
