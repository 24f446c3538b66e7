//! The style sheet of the page, and the digest by which the page allows it.

use sha2::{Digest, Sha256};

/// The style sheet.
pub(super) const SHEET: &str = include_str!("sheet.css");

/// Returns the sheet's digest as a policy of contents writes it (CSP Level 3, section 2.3.1).
pub(super) fn digest() -> String {
    format!("sha256-{}", base64(&Sha256::digest(SHEET.as_bytes())))
}

/// Returns bytes as base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let mut bits = 0;
        for at in 0..3 {
            bits = bits << 8 | usize::from(part.get(at).copied().unwrap_or(0));
        }
        for at in 0..4 {
            let digit = DIGITS.get(bits >> (18 - 6 * at) & 63);
            let digit = digit.copied().filter(|_| at <= part.len());
            text.push(char::from(digit.unwrap_or(b'=')));
        }
    }
    text
}
