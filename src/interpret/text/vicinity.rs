//! The words around a place, never more of them than it takes to understand it.
//!
//! Each look is bounded, so that a text on one endless line costs no more
//! than any other.

/// Returns the text before byte `at`, at most `count` bytes of it.
pub(super) fn before(text: &str, at: usize, count: usize) -> &str {
    let end = floor(text, at);
    let start = floor(text, end.saturating_sub(count));
    text.get(start..end).unwrap_or_default()
}

/// Returns the text from byte `at` on, at most `count` bytes of it.
pub(super) fn after(text: &str, at: usize, count: usize) -> &str {
    let start = floor(text, at);
    let end = floor(text, start.saturating_add(count));
    text.get(start..end).unwrap_or_default()
}

/// Returns what stands before byte `at` on its line, at most `count` bytes of it.
pub(super) fn line_before(text: &str, at: usize, count: usize) -> &str {
    let before = before(text, at, count);
    before.rsplit('\n').next().unwrap_or(before)
}

/// Returns what stands from byte `at` on to the end of its line, at most `count` bytes of it.
pub(super) fn line_after(text: &str, at: usize, count: usize) -> &str {
    let after = after(text, at, count);
    after.split('\n').next().unwrap_or(after)
}

/// Returns the nearest byte, not after `at`, where a character begins or the text ends.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
