//! Finds characters that a person cannot see and a machine reads, or that reorder what is seen.
//!
//! Joiners belong to emoji and to Persian, Arabic and Indic words; direction
//! marks belong to text that runs from right to left. A stray one is a slip of
//! copy and paste. What carries a message, cuts a Latin word in two or turns
//! text around is not.

use super::instructions::Instruction;
use super::layers::{Layer, Layers};
use super::vicinity;
use crate::span::Span;

/// How many zero-width characters in a row are no accident.
const MESSAGE: usize = 6;

/// How many variation selectors in a row carry data; one is normal after an emoji.
const SELECTORS: usize = 3;

/// How much of a line is read on each side of a control.
const LINE: usize = 500;

/// Returns hidden characters, one result per run.
pub(super) fn find(layers: &Layers<'_>) -> Vec<Instruction> {
    if layers.text.is_ascii() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut letters = layers.text.char_indices().peekable();
    let mut before = '\n';
    while let Some((start, first)) = letters.next() {
        let Some(class) = class_of(first) else {
            before = first;
            continue;
        };
        let (mut end, mut count, mut shown) = (start + first.len_utf8(), 1, vec![first]);
        while let Some((at, next)) = letters.next_if(|(_, next)| class_of(*next) == Some(class)) {
            end = at + next.len_utf8();
            count += 1;
            if shown.len() < 8 {
                shown.push(next);
            }
        }
        let after = letters.peek().map_or('\n', |(_, next)| *next);
        let in_code = layers.at(start) == Layer::Code;
        let hides = match class {
            Class::Tag => before != '\u{1f3f4}',
            Class::Selector => count >= SELECTORS,
            Class::ZeroWidth if start == 0 => false,
            Class::ZeroWidth => {
                let cuts = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
                !in_code && (count >= MESSAGE || cuts)
            }
            Class::Turn => turns(layers.text, start, first),
        };
        if hides {
            found.push(Instruction {
                span: Span::new(start, end),
                kind: if class == Class::Turn {
                    "bidirectional-control"
                } else {
                    "invisible-text"
                },
                shown: numbered(&shown, count),
            });
        }
        before = shown.pop().unwrap_or(first);
    }
    found
}

/// What a hidden character is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A copy of ASCII that nothing shows (U+E0000 to U+E007F).
    Tag,
    /// Chooses the look of the character before it.
    Selector,
    /// Takes no room.
    ZeroWidth,
    /// Turns the direction of text, up to its counterpart.
    Turn,
}

const fn class_of(letter: char) -> Option<Class> {
    match letter {
        '\u{e0000}'..='\u{e007f}' => Some(Class::Tag),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => Some(Class::Selector),
        '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{180e}'
        | '\u{3164}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{ffa0}' => Some(Class::ZeroWidth),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Class::Turn),
        _ => None,
    }
}

/// Returns whether a control turns text that has no reason to be turned.
///
/// Only openings are judged. On a line with letters that run from right to
/// left they are good practice, as long as each is closed; an override never is.
fn turns(text: &str, start: usize, first: char) -> bool {
    let before = vicinity::line_before(text, start, LINE);
    let line = vicinity::line_after(text, start - before.len(), 2 * LINE);
    match first {
        '\u{202d}' | '\u{202e}' => true,
        '\u{202c}' | '\u{2069}' => false,
        _ => {
            let count =
                |wanted: fn(char) -> bool| line.chars().filter(|letter| wanted(*letter)).count();
            let opened =
                count(|letter| matches!(letter, '\u{202a}' | '\u{202b}' | '\u{2066}'..='\u{2068}'));
            let closed = count(|letter| matches!(letter, '\u{202c}' | '\u{2069}'));
            opened != closed || count(runs_left) == 0
        }
    }
}

/// Returns whether a letter belongs to a script that runs from right to left.
const fn runs_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Returns the characters by their numbers, and as text where they hide ASCII.
fn numbered(letters: &[char], count: usize) -> String {
    let numbers: Vec<String> = letters
        .iter()
        .map(|letter| format!("U+{:04X}", u32::from(*letter)))
        .collect();
    let more = if count > letters.len() { " …" } else { "" };
    format!("{}{more}", numbers.join(" "))
}
