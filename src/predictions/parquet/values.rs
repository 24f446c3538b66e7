//! Values as Parquet stores them, one behind the other.

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::schema::types::ColumnDescriptor;

/// What the values of a column are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sort {
    kind: Type,
    is_unsigned: bool,
    /// Whether a value may be missing.
    pub(super) is_optional: bool,
}

/// One value; text only here is a slice of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::predictions) enum Raw<'p> {
    /// None at all.
    Missing,
    Flag(bool),
    Whole(i128),
    Number(f64),
    Text(&'p [u8]),
}

impl Sort {
    /// Says what a column holds where it can be no column of labels, scores or groups.
    pub(super) fn of(column: &ColumnDescriptor) -> Result<Self, &'static str> {
        if column.max_rep_level() > 0 {
            return Err("lists");
        }
        if column.max_def_level() > 1 {
            return Err("values within values");
        }
        let converted = column.converted_type();
        let is_plain = match column.logical_type_ref() {
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Integer { .. }) => true,
            Some(_) => false,
            None => !matches!(
                converted,
                ConvertedType::DECIMAL
                    | ConvertedType::DATE
                    | ConvertedType::TIME_MILLIS
                    | ConvertedType::TIME_MICROS
                    | ConvertedType::TIMESTAMP_MILLIS
                    | ConvertedType::TIMESTAMP_MICROS
                    | ConvertedType::INTERVAL
                    | ConvertedType::BSON
            ),
        };
        if !is_plain {
            return Err("dates, decimals or the like");
        }
        let kind = column.physical_type();
        if matches!(kind, Type::INT96 | Type::FIXED_LEN_BYTE_ARRAY) {
            return Err("bytes of one length");
        }
        let is_unsigned = matches!(
            converted,
            ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64
        );
        Ok(Self {
            kind,
            is_unsigned,
            is_optional: column.max_def_level() > 0,
        })
    }

    /// Returns whether its values are flags, which are packed by the bit.
    pub(super) fn is_flags(self) -> bool {
        self.kind == Type::BOOLEAN
    }

    /// Returns whether its values are whole numbers.
    pub(super) fn is_whole(self) -> bool {
        matches!(self.kind, Type::INT32 | Type::INT64)
    }

    /// Returns whether its values are texts.
    pub(super) fn is_text(self) -> bool {
        self.kind == Type::BYTE_ARRAY
    }

    /// Returns a whole number of the width of the column, of which `bits` are the lower ones.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "differences of narrow numbers wrap around at their width"
    )]
    pub(super) fn whole(self, bits: i64) -> Raw<'static> {
        Raw::Whole(match (self.kind, self.is_unsigned) {
            (Type::INT32, true) => (bits as u32).into(),
            (Type::INT32, false) => (bits as i32).into(),
            (_, true) => (bits as u64).into(),
            (_, false) => bits.into(),
        })
    }
}

/// Plain values in a page or a dictionary.
pub(super) struct Plain {
    bytes: Bytes,
    at: usize,
    /// Of flags, the bit within the byte.
    bit: u8,
    sort: Sort,
}

impl Plain {
    pub(super) fn new(bytes: Bytes, sort: Sort) -> Self {
        Self {
            bytes,
            at: 0,
            bit: 0,
            sort,
        }
    }

    /// Returns the next value; `None` where the bytes end before it does.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Raw<'_>> {
        let rest = self.bytes.get(self.at..)?;
        let (value, length) = match self.sort.kind {
            Type::BOOLEAN => {
                let flag = rest.first()? >> self.bit & 1 == 1;
                self.bit = (self.bit + 1) % 8;
                (Raw::Flag(flag), usize::from(self.bit == 0))
            }
            Type::INT32 => {
                let bytes = *rest.first_chunk()?;
                let whole = if self.sort.is_unsigned {
                    u32::from_le_bytes(bytes).into()
                } else {
                    i32::from_le_bytes(bytes).into()
                };
                (Raw::Whole(whole), 4)
            }
            Type::INT64 => {
                let bytes = *rest.first_chunk()?;
                let whole = if self.sort.is_unsigned {
                    u64::from_le_bytes(bytes).into()
                } else {
                    i64::from_le_bytes(bytes).into()
                };
                (Raw::Whole(whole), 8)
            }
            Type::FLOAT => (number(f32::from_le_bytes(*rest.first_chunk()?).into()), 4),
            Type::DOUBLE => (number(f64::from_le_bytes(*rest.first_chunk()?)), 8),
            _ => {
                let length = usize::try_from(u32::from_le_bytes(*rest.first_chunk()?)).ok()?;
                let text = rest.get(4..length.checked_add(4)?)?;
                (Raw::Text(text), length + 4)
            }
        };
        self.at += length;
        Some(value)
    }
}

/// What is no number stands for no value, as pandas writes it.
fn number(number: f64) -> Raw<'static> {
    if number.is_nan() {
        Raw::Missing
    } else {
        Raw::Number(number)
    }
}

impl Raw<'_> {
    /// Returns the value as the cell of a table would hold it.
    pub(in crate::predictions) fn cell<R>(self, look: impl FnOnce(&[u8]) -> R) -> R {
        match self {
            Raw::Missing => look(b""),
            Raw::Flag(true) => look(b"true"),
            Raw::Flag(false) => look(b"false"),
            Raw::Whole(whole) => look(whole.to_string().as_bytes()),
            Raw::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                look(format!("{number:.1}").as_bytes())
            }
            Raw::Number(number) => look(number.to_string().as_bytes()),
            Raw::Text(text) => look(text),
        }
    }
}
