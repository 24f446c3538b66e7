//! The values of a column of groups, each with a number.

use std::collections::HashMap;

use super::{MAX_VALUES, Meaning, shown};

/// The number of the group that is not known.
pub(super) const UNKNOWN: u16 = 0;

/// The values of one column, in the order in which they were met.
pub(super) struct Groups {
    /// As they are written in the file, with their numbers.
    codes: HashMap<Box<[u8]>, u16>,
    /// By number, without white space around them; the first is the unknown one.
    pub(super) values: Vec<String>,
    /// Short spellings met of late: most rows find theirs here, without a look at the list.
    recent: Vec<Option<(Short, u16)>>,
    /// What to do about too many values.
    advice: &'static str,
}

impl Groups {
    pub(super) fn new() -> Self {
        Self {
            codes: HashMap::new(),
            values: vec![String::new()],
            recent: vec![None; RECENT],
            advice: "groups are few, so put them into bands first",
        }
    }

    /// Takes the classes that cases are of.
    pub(super) fn of_classes() -> Self {
        Self {
            advice: "classes are fewer; `--task regression` takes them for numbers",
            ..Self::new()
        }
    }

    /// Returns the number of the group that a cell names.
    pub(super) fn code(&mut self, cell: &[u8], meaning: &Meaning) -> Result<u16, String> {
        let short = Short::new(cell);
        let place = short.map_or(0, Short::place);
        if let (Some(short), Some(Some((known, code)))) = (short, self.recent.get(place))
            && *known == short
        {
            return Ok(*code);
        }
        let code = match self.codes.get(cell) {
            Some(code) => *code,
            None => self.learn(cell, meaning)?,
        };
        if let (Some(short), Some(slot)) = (short, self.recent.get_mut(place)) {
            *slot = Some((short, code));
        }
        Ok(code)
    }

    /// Numbers a spelling that was not met before.
    fn learn(&mut self, cell: &[u8], meaning: &Meaning) -> Result<u16, String> {
        let value = cell.trim_ascii();
        let code = if meaning.is_missing(value) {
            UNKNOWN
        } else {
            let Ok(text) = std::str::from_utf8(value) else {
                return Err(format!("`{}` is no UTF-8", shown(value)));
            };
            if text.contains(['\n', '\r']) {
                return Err(format!(
                    "`{}` holds a line break; is a quote left open?",
                    shown(value)
                ));
            }
            let known = self.values.iter().skip(1).position(|one| one == text);
            match known {
                Some(at) => u16::try_from(at + 1).unwrap_or(UNKNOWN),
                None => self.number(text)?,
            }
        };
        self.codes.insert(cell.into(), code);
        Ok(code)
    }

    fn number(&mut self, text: &str) -> Result<u16, String> {
        if self.values.len() > MAX_VALUES {
            return Err(format!(
                "the column has more than {MAX_VALUES} values; {}",
                self.advice
            ));
        }
        let code = u16::try_from(self.values.len()).expect("values are few");
        self.values.push(text.to_owned());
        Ok(code)
    }
}

/// The places for short spellings: a power of two.
const RECENT: usize = 256;

/// A spelling of at most sixteen bytes, as two numbers that can be compared at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Short {
    start: u64,
    end: u64,
    length: usize,
}

impl Short {
    /// Takes the first and the last eight bytes, which overlap where there are fewer.
    fn new(cell: &[u8]) -> Option<Self> {
        let (start, end) = if let (8..=16, Some(start), Some(end)) =
            (cell.len(), cell.first_chunk(), cell.last_chunk())
        {
            (u64::from_le_bytes(*start), u64::from_le_bytes(*end))
        } else if let (4..8, Some(start), Some(end)) =
            (cell.len(), cell.first_chunk(), cell.last_chunk())
        {
            (
                u64::from(u32::from_le_bytes(*start)),
                u64::from(u32::from_le_bytes(*end)),
            )
        } else {
            match *cell {
                [] => (0, 0),
                [one] => (u64::from(one), 0),
                [one, two] => (u64::from(one), u64::from(two)),
                [one, two, three] => (u64::from(one) << 8 | u64::from(two), u64::from(three)),
                _ => return None,
            }
        };
        let length = cell.len();
        Some(Self { start, end, length })
    }

    /// Returns a place that is rarely another spelling's.
    fn place(self) -> usize {
        let stirred = (self.start ^ self.end.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        usize::from((stirred >> 56).to_le_bytes()[0])
    }
}

/// The combinations of groups, each with a number: a tree with a level for each column.
pub(super) struct Combinations {
    nodes: Vec<Vec<u32>>,
}

impl Combinations {
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Vec::new()],
        }
    }

    /// Returns the number of a combination, or the one that `next` gives to a new one.
    pub(super) fn number(&mut self, codes: &[u16], next: u32) -> u32 {
        let mut node = 0;
        for (level, code) in codes.iter().enumerate() {
            let is_last = level + 1 == codes.len();
            let found = self.slot(node, *code);
            if found != 0 {
                node = found as usize - usize::from(is_last);
                continue;
            }
            // Zero stands for nothing there yet, so that numbers of cells are kept plus one.
            let made = if is_last {
                next + 1
            } else {
                self.nodes.push(Vec::new());
                u32::try_from(self.nodes.len() - 1).expect("cells are few")
            };
            self.fill(node, *code, made);
            node = made as usize - usize::from(is_last);
        }
        u32::try_from(node).expect("cells are few")
    }

    fn slot(&self, node: usize, code: u16) -> u32 {
        let node = self.nodes.get(node);
        let slot = node.and_then(|node| node.get(usize::from(code)));
        slot.copied().unwrap_or(0)
    }

    fn fill(&mut self, node: usize, code: u16, number: u32) {
        let at = usize::from(code);
        if let Some(node) = self.nodes.get_mut(node) {
            if node.len() <= at {
                node.resize(at + 1, 0);
            }
            if let Some(slot) = node.get_mut(at) {
                *slot = number;
            }
        }
    }
}
