//! Takes a commit or a tag apart into what was signed and its signature.

/// An object of git, as its signature sees it.
pub(super) struct Signed {
    /// The bytes that were signed.
    pub(super) payload: Vec<u8>,
    /// Its signatures; one at most is in order.
    pub(super) signatures: Vec<String>,
}

/// The headers that hold a signature.
const HEADERS: [&[u8]; 2] = [b"gpgsig ", b"gpgsig-sha256 "];

/// Takes a commit apart: its signatures stand in headers, and the rest was signed.
pub(super) fn of_commit(raw: &[u8]) -> Signed {
    let mut payload = Vec::with_capacity(raw.len());
    let mut signatures: Vec<Vec<u8>> = Vec::new();
    let mut is_signature = false;
    let mut is_message = false;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let header = HEADERS.iter().find(|header| line.starts_with(header));
        is_message |= line == b"\n";
        match (header, signatures.last_mut()) {
            _ if is_message => payload.extend_from_slice(line),
            (Some(header), _) => {
                is_signature = true;
                signatures.extend(line.get(header.len()..).map(<[u8]>::to_vec));
            }
            (None, Some(signature)) if is_signature && line.starts_with(b" ") => {
                signature.extend(line.iter().skip(1));
            }
            _ => {
                is_signature = false;
                payload.extend_from_slice(line);
            }
        }
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Signed {
        payload,
        signatures: signatures.into_iter().map(text).collect(),
    }
}

/// The first lines of the signatures that git writes below a tag's message.
const ARMOR: [&[u8]; 4] = [
    b"-----BEGIN PGP SIGNATURE-----",
    b"-----BEGIN PGP MESSAGE-----",
    b"-----BEGIN SSH SIGNATURE-----",
    b"-----BEGIN SIGNED MESSAGE-----",
];

/// Takes a tag apart: its signature stands at its end, and all before it was signed.
pub(super) fn of_tag(raw: &[u8]) -> Signed {
    let mut at = 0;
    let mut begins = None;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if ARMOR.iter().any(|armor| line.starts_with(armor)) {
            begins = Some(at);
        }
        at += line.len();
    }
    let (payload, signature) = raw.split_at(begins.unwrap_or(raw.len()));
    Signed {
        payload: payload.to_vec(),
        signatures: begins
            .map(|_| String::from_utf8_lossy(signature).into_owned())
            .into_iter()
            .collect(),
    }
}
