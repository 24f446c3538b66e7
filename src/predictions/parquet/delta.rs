//! Values that Parquet stores as what tells each from the one before it.
//!
//! [The encodings](https://parquet.apache.org/docs/file-format/data-pages/encodings/) are
//! numbers by their differences, texts by their lengths, and texts by what they share with
//! the one before.

use bytes::Bytes;

use super::runs::varint;

/// Numbers by their differences, in blocks of packed ones.
#[derive(Clone)]
pub(super) struct Differences {
    bytes: Bytes,
    at: usize,
    /// How many numbers a miniblock holds, and how many miniblocks a block.
    per_mini: usize,
    minis: usize,
    /// How many numbers were not returned.
    left: u64,
    is_first: bool,
    value: i64,
    least: i64,
    /// Where the widths of the block stand, and which miniblock comes next.
    widths_at: usize,
    mini: usize,
    /// Of the miniblock: how wide a number is, where the next stands, and how many there are.
    width: usize,
    bit: usize,
    in_mini: usize,
}

impl Differences {
    /// Reads the head; `None` where it says nothing that can be read.
    pub(super) fn new(bytes: Bytes, at: usize) -> Option<Self> {
        let mut new = Self {
            bytes,
            at,
            per_mini: 0,
            minis: 0,
            left: 0,
            is_first: true,
            value: 0,
            least: 0,
            widths_at: 0,
            mini: 0,
            width: 0,
            bit: 0,
            in_mini: 0,
        };
        let block = usize::try_from(varint(&new.bytes, &mut new.at)?).ok()?;
        new.minis = usize::try_from(varint(&new.bytes, &mut new.at)?).ok()?;
        new.left = varint(&new.bytes, &mut new.at)?;
        new.value = new.signed()?;
        new.per_mini = block.checked_div(new.minis)?;
        new.mini = new.minis;
        let is_whole = new.per_mini > 0
            && new.per_mini.is_multiple_of(8)
            && new.per_mini.checked_mul(new.minis) == Some(block);
        is_whole.then_some(new)
    }

    /// Returns the next number; `None` where there is none, or the bytes end before it does.
    #[inline]
    pub(super) fn next(&mut self) -> Option<i64> {
        self.left = self.left.checked_sub(1)?;
        if self.is_first {
            self.is_first = false;
            return Some(self.value);
        }
        if self.in_mini == 0 {
            self.begin()?;
        }
        let difference = self.packed()?;
        self.bit += self.width;
        self.in_mini -= 1;
        self.value = self.value.wrapping_add(self.least).wrapping_add(difference);
        Some(self.value)
    }

    /// Returns where the numbers end, without unpacking them.
    fn end(&self) -> Option<usize> {
        let mut rest = self.clone();
        rest.left = rest.left.saturating_sub(1);
        while rest.left > 0 {
            rest.begin()?;
            rest.left = rest.left.saturating_sub(u64::try_from(rest.per_mini).ok()?);
        }
        Some(rest.at)
    }

    /// Turns to the next miniblock.
    fn begin(&mut self) -> Option<()> {
        if self.mini == self.minis {
            self.least = self.signed()?;
            self.widths_at = self.at;
            self.at = self.at.checked_add(self.minis)?;
            self.mini = 0;
        }
        self.width = usize::from(*self.bytes.get(self.widths_at.checked_add(self.mini)?)?);
        self.mini += 1;
        self.in_mini = self.per_mini;
        self.bit = self.at.checked_mul(8)?;
        let length = self.per_mini.checked_mul(self.width)? / 8;
        self.at = self.at.checked_add(length)?;
        (self.width <= 64 && self.at <= self.bytes.len()).then_some(())
    }

    /// Reads the number at the bit.
    fn packed(&self) -> Option<i64> {
        if self.width == 0 {
            return Some(0);
        }
        let (start, shift) = (self.bit / 8, self.bit % 8);
        let end = (self.bit + self.width).div_ceil(8);
        let mut word = [0_u8; 16];
        let bytes = self.bytes.get(start..end)?;
        word.get_mut(..bytes.len())?.copy_from_slice(bytes);
        let mask = u128::from(u64::MAX >> (64 - self.width));
        let low = u64::try_from(u128::from_le_bytes(word) >> shift & mask).ok()?;
        Some(low.cast_signed())
    }

    fn signed(&mut self) -> Option<i64> {
        let coded = varint(&self.bytes, &mut self.at)?;
        Some((coded >> 1).cast_signed() ^ -(coded & 1).cast_signed())
    }
}

/// Texts behind their lengths; or, with `shared`, what each does not share with the one before.
pub(super) struct Texts {
    /// How many bytes are those of the text before.
    shared: Option<Differences>,
    lengths: Differences,
    bytes: Bytes,
    at: usize,
    text: Vec<u8>,
}

impl Texts {
    /// Reads texts behind their lengths.
    pub(super) fn by_length(bytes: Bytes) -> Option<Self> {
        Self::new(bytes, None)
    }

    /// Reads texts by what they share with the one before.
    pub(super) fn by_prefix(bytes: Bytes) -> Option<Self> {
        let shared = Differences::new(bytes.clone(), 0)?;
        Self::new(bytes, Some(shared))
    }

    fn new(bytes: Bytes, shared: Option<Differences>) -> Option<Self> {
        let start = match &shared {
            Some(shared) => shared.end()?,
            None => 0,
        };
        let lengths = Differences::new(bytes.clone(), start)?;
        Some(Self {
            shared,
            at: lengths.end()?,
            lengths,
            bytes,
            text: Vec::new(),
        })
    }

    /// Returns the next text; `None` where the bytes end before it does.
    pub(super) fn next(&mut self) -> Option<&[u8]> {
        let length = usize::try_from(self.lengths.next()?).ok()?;
        let end = self.at.checked_add(length)?;
        let own = self.bytes.get(self.at..end)?;
        self.at = end;
        let Some(shared) = &mut self.shared else {
            return Some(own);
        };
        let kept = usize::try_from(shared.next()?).ok()?;
        if kept > self.text.len() {
            return None;
        }
        self.text.truncate(kept);
        self.text.extend_from_slice(own);
        Some(&self.text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

    use super::*;

    // The two examples of the specification: 1 to 5, and 7 5 3 1 2 3 4 5.
    #[test]
    fn numbers_are_those_of_the_worked_examples() {
        let read = |bytes: &'static [u8]| -> Vec<i64> {
            let mut numbers = Differences::new(Bytes::from_static(bytes), 0).unwrap();
            std::iter::from_fn(|| numbers.next()).collect()
        };
        let rising = [128, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        assert_eq!(read(rising.to_vec().leak()), [1, 2, 3, 4, 5]);
        let mut mixed = vec![128, 1, 4, 8, 14, 3, 2, 0, 0, 0];
        mixed.extend([0xc0, 0x3f, 0, 0, 0, 0, 0, 0]);
        assert_eq!(read(mixed.leak()), [7, 5, 3, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_ends_too_early_or_lies_about_its_size_ends() {
        for bytes in [
            &[][..],
            &[128, 1, 0, 5, 2],
            &[128, 1, 3, 5, 2],
            &[0xff; 30],
            &[128, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x7f, 2],
            &[128, 1, 4, 9, 2, 2, 65, 0, 0, 0],
        ] {
            let numbers = Differences::new(Bytes::copy_from_slice(bytes), 0);
            let count = numbers.map(|mut it| std::iter::from_fn(|| it.next()).take(50).count());
            assert!(count.unwrap_or_default() <= 1, "{bytes:?}");
            for texts in [Texts::by_length, Texts::by_prefix] {
                let texts = texts(Bytes::copy_from_slice(bytes));
                assert!(texts.is_none_or(|mut texts| texts.next().is_none()));
            }
        }
    }
}
