//! One entry of a container, unpacked: so many bytes and no more.

use std::io::Read;

use super::directory::{Entry, long, short};

const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ZSTANDARD: u16 = 93;
/// The widest window of Zstandard that is held in memory; writers use 8 MiB at their strongest
/// usual setting, and never need more than what the entry comes to.
const WINDOW_BYTES: u64 = 32 << 20;

/// Unpacks `entry`, of at most `limit_bytes`.
///
/// # Errors
/// Says why it does not come to what the directory promises, as a headline.
pub(super) fn entry(bytes: &[u8], entry: &Entry, limit_bytes: u64) -> Result<Vec<u8>, String> {
    let name = &entry.name;
    if entry.size > limit_bytes {
        let (size, limit) = (entry.size.div_ceil(1 << 20), limit_bytes >> 20);
        return Err(format!(
            "entry `{name}` comes to {size} MiB unpacked, limit is {limit}"
        ));
    }
    let packed = packed(bytes, entry)
        .ok_or_else(|| format!("entry `{name}` is not where the container's directory says"))?;
    let size = usize::try_from(entry.size).unwrap_or(usize::MAX);
    let unpacked = match entry.method {
        STORED => Some(packed.to_vec()),
        DEFLATED => inflate(packed, size),
        ZSTANDARD => decompress(packed, size),
        other => {
            return Err(format!(
                "entry `{name}` is packed by method {other}, expected 0, 8 or 93"
            ));
        }
    };
    let unpacked = unpacked.filter(|unpacked| unpacked.len() == size);
    let unpacked = unpacked
        .ok_or_else(|| format!("entry `{name}` does not unpack to the {size} bytes it states"))?;
    if crc32fast::hash(&unpacked) != entry.crc {
        return Err(format!("entry `{name}` does not fit its checksum"));
    }
    Ok(unpacked)
}

/// Returns the packed bytes behind the entry's own header, which has to name it as well.
fn packed<'b>(bytes: &'b [u8], entry: &Entry) -> Option<&'b [u8]> {
    let header = bytes.get(entry.start..entry.start.checked_add(LOCAL_BYTES)?)?;
    let lengths = [short(header, 26)?, short(header, 28)?].map(usize::from);
    let name_at = entry.start + LOCAL_BYTES;
    let name = bytes.get(name_at..name_at + lengths[0])?;
    let at = name_at + lengths[0] + lengths[1];
    // Sizes and checksum may follow the data instead (bit 3), and are 0 here then.
    let follow = short(header, 6)? & 8 != 0;
    let same = header.starts_with(LOCAL)
        && short(header, 8)? == entry.method
        && name == entry.name.as_bytes()
        && (follow || long(header, 14)? == entry.crc);
    bytes
        .get(at..at.checked_add(entry.packed)?)
        .filter(|_| same)
}

fn inflate(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec_with_limit(packed, size).ok()
}

/// Unpacks the frames of Zstandard that follow each other in `packed`.
fn decompress(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let mut rest = packed;
    while !rest.is_empty() {
        let left = size.checked_sub(unpacked.len())?;
        let mut frame =
            ruzstd::decoding::StreamingDecoder::new_with_max_window_size(&mut rest, WINDOW_BYTES)
                .ok()?;
        let most = u64::try_from(left).ok()?.checked_add(1)?;
        frame.by_ref().take(most).read_to_end(&mut unpacked).ok()?;
        if unpacked.len() > size {
            return None;
        }
    }
    Some(unpacked)
}
