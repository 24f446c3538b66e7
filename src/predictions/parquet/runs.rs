//! The hybrid of runs and bit-packed groups that Parquet writes levels and indices in.

use bytes::Bytes;

/// Small numbers, in runs of one number and in groups of eight packed ones.
pub(super) struct Runs {
    bytes: Bytes,
    at: usize,
    /// How many bits a number has.
    width: u32,
    /// What is left of the run or of the packed groups that were begun.
    left: usize,
    value: Option<u32>,
    /// Numbers of a group of eight that were unpacked and not taken.
    group: [u32; 8],
    taken: usize,
}

impl Runs {
    pub(super) fn new(bytes: Bytes, width: u32) -> Option<Self> {
        (width <= 32).then_some(Self {
            bytes,
            at: 0,
            width,
            left: 0,
            value: None,
            group: [0; 8],
            taken: 8,
        })
    }

    /// Returns the next numbers, at most `most`, as one run of equal ones where they are
    /// one, else adds them to `into`; `None` where there are no more.
    pub(super) fn next(&mut self, most: usize, into: &mut Vec<u32>) -> Option<Stretch> {
        if self.left == 0 && self.taken == 8 {
            self.begin()?;
        }
        if let Some(value) = self.value {
            let count = self.left.min(most);
            self.left -= count;
            if self.left == 0 {
                self.value = None;
            }
            return Some(Stretch::Equal(value, count));
        }
        let mut count = 0;
        while count < most {
            if self.taken < 8 {
                into.push(self.group[self.taken]);
                self.taken += 1;
                count += 1;
            } else if self.left == 0 {
                break;
            } else {
                self.unpack()?;
                if count + 8 <= most {
                    into.extend_from_slice(&self.group);
                    self.taken = 8;
                    count += 8;
                }
            }
        }
        Some(Stretch::Added(count))
    }

    /// Reads the head of the next run.
    fn begin(&mut self) -> Option<()> {
        let head = varint(&self.bytes, &mut self.at)?;
        let count = usize::try_from(head >> 1).ok()?;
        if head & 1 == 1 {
            self.left = count;
            self.value = None;
            // A group of nothing would be asked for again and again.
            return (count > 0).then_some(());
        }
        let width = self.width.div_ceil(8) as usize;
        let bytes = self.bytes.get(self.at..self.at.checked_add(width)?)?;
        let value = bytes
            .iter()
            .rev()
            .fold(0, |value: u32, byte| value << 8 | u32::from(*byte));
        self.at += width;
        self.value = Some(value);
        self.left = count;
        (count > 0).then_some(())
    }

    /// Unpacks the next eight numbers; bytes that are missing at the end are zero.
    fn unpack(&mut self) -> Option<()> {
        let width = self.width as usize;
        let end = self.bytes.len().min(self.at + width);
        let bytes = self.bytes.get(self.at..end)?;
        if bytes.is_empty() && width > 0 {
            return None;
        }
        let mut packed = [0_u8; 40];
        packed.get_mut(..bytes.len())?.copy_from_slice(bytes);
        let mask = u64::from(u32::MAX) >> (32 - self.width).min(32);
        if self.width <= 8 {
            let word = u64::from_le_bytes(*packed.first_chunk()?);
            for (at, slot) in (0_u32..).zip(&mut self.group) {
                *slot = low(word >> (at * self.width) & mask);
            }
        } else {
            for (at, slot) in (0..).zip(&mut self.group) {
                let bit = at * width;
                let word = packed.get(bit / 8..)?.first_chunk()?;
                *slot = low(u64::from_le_bytes(*word) >> (bit % 8) & mask);
            }
        }
        self.at = end;
        self.left -= 1;
        self.taken = 0;
        Some(())
    }
}

/// Reads a number of seven bits a byte, the lowest first, and moves `at` behind it.
pub(super) fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// What came next.
pub(super) enum Stretch {
    /// So many times this number.
    Equal(u32, usize),
    /// So many numbers were added.
    Added(usize),
}

/// Returns the lower half of a masked word.
fn low(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}
