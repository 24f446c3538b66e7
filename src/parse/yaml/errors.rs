//! Says what the YAML parser stumbled over, in the words of its reader.

use granit_parser::{ErrorKind, ScanError};

use crate::artifact::Fault;
use crate::parse::faults::unparsable;
use crate::parse::json::DEPTH;
use crate::parse::text::character_at;
use crate::span::Span;

/// Returns the fault for `error` in `source`, which begins at byte `base` of the text.
pub(super) fn fault(source: &str, base: usize, error: &ScanError) -> Fault {
    let marked = error
        .marker()
        .byte_offset()
        .unwrap_or_default()
        .min(source.len());
    let before = source.get(..marked).unwrap_or_default();
    // A tab is objected to only once it has been read.
    let is_past = is_tab(error.kind()) && before.ends_with('\t');
    let at = marked - usize::from(is_past);
    let span = character_at(source, at);
    let span = Span::new(base + span.start, base + span.end);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return too_deep(span);
    }
    unparsable(span, headline(error.kind()))
}

/// Returns the fault for a value that lies too deep.
pub(super) fn too_deep(span: Span) -> Fault {
    unparsable(span, format!("nested deeper than {DEPTH} levels"))
}

fn headline(kind: &ErrorKind) -> String {
    let plain = match kind {
        kind if is_tab(kind) => "tab where YAML has spaces for indentation",
        ErrorKind::MappingValueNotAllowed => {
            "`:` inside a value that is not in quotes, or indentation that is off"
        }
        ErrorKind::InvalidColonPlacement => {
            "`:` where none can stand, a `[` above may not be closed"
        }
        ErrorKind::MappingKeyNotAllowed => {
            "key where none can stand, the line before is not finished"
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            "line that is no `key: value` among keys"
        }
        ErrorKind::ExpectedBlockMappingKey => {
            "line that does not fit the indentation of the keys above"
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            "line that does not fit the list above, which has `- `"
        }
        ErrorKind::InvalidIndentation => "indentation that fits no line above",
        ErrorKind::UnclosedQuotedScalar => "quotes that are never closed",
        ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofImplicitFlowMapping => {
            "text ends inside `{`"
        }
        ErrorKind::UnexpectedEofFlowSequence => "text ends inside `[`",
        ErrorKind::ExpectedFlowMappingSeparator => "`,` or `}` is expected here",
        ErrorKind::ExpectedFlowSequenceSeparator => "`,` or `]` is expected here",
        ErrorKind::MisplacedFlowCollectionEnd => "closing bracket without an opening one",
        ErrorKind::UnknownAnchor => "alias that names nothing above it",
        ErrorKind::UnexpectedCharacter { character: '`' } => {
            "backtick cannot begin a value, quotes around the value keep it text"
        }
        ErrorKind::BomInsideDocument => "byte order mark in the middle of the file",
        ErrorKind::UnknownQuotedScalarEscape => {
            "`\\` with a character that is no escape in double quotes"
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar
        | ErrorKind::InvalidTrailingSingleQuotedScalar => "text after the closing quote",
        ErrorKind::BlockSequenceEntryNotAllowed => "`- ` where no list can begin",
        _ => return detailed(kind),
    };
    plain.to_owned()
}

/// Returns whether a character can be shown: no control, and none of the two that are none.
fn is_shown(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}')
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
    )
}

/// Returns the headline of an error that names a character, or is rare.
fn detailed(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnclosedFlowCollection { open } => format!("`{open}` is never closed"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            format!("`{close}` closes what `{open}` opened")
        }
        ErrorKind::UnexpectedCharacter { character } if !is_shown(*character) => {
            format!(
                "character U+{:04X}, which YAML does not have",
                u32::from(*character)
            )
        }
        ErrorKind::UnexpectedCharacter { character } => {
            format!("`{character}` cannot begin a value, quotes around the value keep it text")
        }
        _ => other(kind),
    }
}

/// Returns the parser's own words, without where it was when it said them.
fn other(kind: &ErrorKind) -> String {
    let said = kind.to_string();
    match said.split_once(", ") {
        Some((context, fact)) if context.starts_with("while ") => fact.to_owned(),
        _ => said,
    }
}
