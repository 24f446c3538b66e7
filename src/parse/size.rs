//! Refuses files of more values than can be judged, before any of them is built.
//!
//! A value takes a hundred times the memory of the two bytes that may write it,
//! so the size of a file alone does not keep a run within bounds.

use crate::artifact::Fault;
use crate::glossary::Format;
use crate::parse::faults::unparsable;
use crate::span::Span;

/// The most values that one file may hold; evidence has some thousands.
const VALUES: usize = 300_000;

/// Returns the fault of a text that holds too much.
pub(super) fn fault(format: Format, text: &str) -> Option<Fault> {
    // A value needs a byte at least, so most files are not even counted.
    let is_too_much = text.len() > VALUES && values(format, text.as_bytes()) > VALUES;
    is_too_much.then(|| {
        let message = format!("file has more values than can be judged, limit is {VALUES}");
        unparsable(Span::default(), message)
    })
}

/// Counts what begins a value: exactly in JSON, elsewhere also where it stands in text.
fn values(format: Format, bytes: &[u8]) -> usize {
    match format {
        Format::Json | Format::JsonLines | Format::Eval => json_values(format, bytes),
        Format::Yaml => {
            let dashes = bytes.windows(2).filter(|pair| *pair == b"- ").count();
            dashes + count(bytes, b"\n,[{?")
        }
        Format::Toml => count(bytes, b"\n,[{."),
        Format::Csv => count(bytes, b"\n,;"),
        Format::Markdown => count(bytes, b"\n|,[{"),
    }
}

fn count(bytes: &[u8], any: &[u8]) -> usize {
    bytes.iter().filter(|byte| any.contains(byte)).count()
}

fn json_values(format: Format, bytes: &[u8]) -> usize {
    let mut values = 0;
    let mut in_text = false;
    let mut is_escaped = false;
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = in_text,
            b'"' => in_text = !in_text,
            b',' | b'[' | b'{' if !in_text => values += 1,
            // A text that never ends hides no value: it ends the reading of its line.
            b'\n' => {
                in_text = false;
                values += usize::from(format == Format::JsonLines);
            }
            _ => {}
        }
    }
    values
}
