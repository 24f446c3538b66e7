//! The directory of a ZIP container, read strictly: whatever two readers could understand in two
//! ways is refused.

use std::collections::BTreeSet;

/// The most entries that are listed; beyond, their number is kept elsewhere (ZIP64).
const ENTRIES: usize = 65_534;
/// The most bytes that all entries may come to unpacked, most of which are never unpacked.
const TOTAL_BYTES: u64 = 4 << 30;

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END_BYTES: usize = 22;
const CENTRAL_BYTES: usize = 46;
/// Stands in a field of 32 bits whose number is kept elsewhere.
const ELSEWHERE: u32 = u32::MAX;

/// One entry, as the directory describes it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name, as it is written.
    pub(super) name: String,
    /// How it is packed.
    pub(super) method: u16,
    /// The checksum of what is unpacked.
    pub(super) crc: u32,
    /// Where its own header stands.
    pub(super) start: usize,
    /// How many bytes it takes in the container.
    pub(super) packed: usize,
    /// How many bytes it comes to.
    pub(super) size: u64,
}

/// Reads the directory at the end of `bytes`.
///
/// # Errors
/// Says what is wrong with it, as a headline.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let (count, start, end) = place(bytes)?;
    if count > ENTRIES {
        return Err(format!("container has {count} entries, limit is {ENTRIES}"));
    }
    let directory = bytes.get(..end).unwrap_or_default();
    let mut entries = Vec::new();
    let mut at = start;
    for number in 1..=count {
        let (entry, next) = entry(directory, at)
            .ok_or_else(|| format!("entry {number} of the container's directory is broken"))??;
        entries.push(entry);
        at = next;
    }
    if at != end {
        return Err("the container's directory has more than the entries it counts".to_owned());
    }
    let total: u64 = entries.iter().map(|entry| entry.size).sum();
    if total > TOTAL_BYTES {
        let (total, limit) = (total.div_ceil(1 << 20), TOTAL_BYTES >> 20);
        return Err(format!(
            "container comes to {total} MiB unpacked, limit is {limit}"
        ));
    }
    let places: BTreeSet<usize> = entries.iter().map(|entry| entry.start).collect();
    let packed: usize = entries.iter().map(|entry| entry.packed).sum();
    if places.len() < entries.len() || packed > start {
        return Err("entries of the container overlap".to_owned());
    }
    Ok(entries)
}

/// Reads a number of two bytes.
pub(super) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// Reads a number of four bytes.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Returns how many entries there are, and from where to where they are described.
fn place(bytes: &[u8]) -> Result<(usize, usize, usize), String> {
    if !bytes.starts_with(b"PK") {
        return Err("file is no ZIP container".to_owned());
    }
    let cut = || "container is cut off, or goes on behind its end".to_owned();
    let last = bytes.len().checked_sub(END_BYTES).ok_or_else(cut)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let tail = bytes.get(first..).unwrap_or_default();
    let found = tail.windows(END.len()).rposition(|four| four == END);
    let end = first + found.ok_or_else(cut)?;
    let field = |at: usize| short(bytes, end + at).map(usize::from);
    let whole = |at: usize| long(bytes, end + at).filter(|number| *number != ELSEWHERE);
    let read = || {
        let comment = field(20)?;
        if end + END_BYTES + comment != bytes.len() {
            return None;
        }
        let disks = [field(4)?, field(6)?];
        let counts = [field(8)?, field(10)?];
        let size = usize::try_from(whole(12)?).ok()?;
        let start = usize::try_from(whole(16)?).ok()?;
        Some((disks, counts, size, start))
    };
    let (disks, [here, count], size, start) = read().ok_or_else(cut)?;
    if disks != [0, 0] || here != count {
        return Err("container is spread over several files".to_owned());
    }
    if start.checked_add(size) != Some(end) {
        return Err("the container's directory is not where its end says".to_owned());
    }
    Ok((count, start, end))
}

/// Reads the entry described at `at`, and where the next is; `None` where the bytes do not do.
fn entry(bytes: &[u8], at: usize) -> Option<Result<(Entry, usize), String>> {
    let fixed = bytes.get(at..at.checked_add(CENTRAL_BYTES)?)?;
    if !fixed.starts_with(CENTRAL) {
        return None;
    }
    let [name, extra, comment] =
        [28, 30, 32].map(|field| short(fixed, field).map_or(0, usize::from));
    let name_at = at + CENTRAL_BYTES;
    let next = name_at + name + extra + comment;
    let name = String::from_utf8_lossy(bytes.get(name_at..name_at + name)?).into_owned();
    bytes.get(..next)?;
    let (packed, size) = (long(fixed, 20)?, long(fixed, 24)?);
    let start = long(fixed, 42)?;
    if let Some(message) = unsafe_name(&name) {
        return Some(Err(message));
    }
    // Bit 0: encrypted; bit 13: so is what the directory says of it.
    if short(fixed, 8)? & 0x2001 != 0 {
        return Some(Err(format!("entry `{name}` is encrypted")));
    }
    if [packed, size, start].contains(&ELSEWHERE) {
        return Some(Err(format!("entry `{name}` is larger than 4 GiB")));
    }
    let entry = Entry {
        name,
        method: short(fixed, 10)?,
        crc: long(fixed, 16)?,
        start: usize::try_from(start).ok()?,
        packed: usize::try_from(packed).ok()?,
        size: size.into(),
    };
    Some(Ok((entry, next)))
}

/// Says what is wrong with a name that leads elsewhere, or hides what it is.
fn unsafe_name(name: &str) -> Option<String> {
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    let is_absolute = name.starts_with(['/', '\\']) || has_drive;
    let climbs = name.split(['/', '\\']).any(|step| step == "..");
    if is_absolute || climbs {
        return Some(format!("entry `{name}` leads out of the container"));
    }
    if name.is_empty() || name.contains(|c: char| c.is_control() || c == '\u{fffd}') {
        return Some(format!("entry `{}` has no plain name", name.escape_debug()));
    }
    let lower = name.to_ascii_lowercase();
    let is_container = [".zip", ".eval"].iter().any(|end| lower.ends_with(end));
    is_container.then(|| format!("entry `{name}` is a container itself, and is not opened"))
}
