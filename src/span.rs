//! A place in a file: as bytes, as line and column, and as a JSON pointer.
//!
//! Every other module speaks of places in these words. Bytes are what a parser
//! knows, a pointer is what a policy knows, and lines and columns are what a
//! reader sees.

use std::fmt;

use serde_json::Value;

/// A half-open range of bytes in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte of the range.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// Returns the range from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns whether the two ranges share a byte, or touch where one is empty.
    #[must_use]
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// Returns the text of this range, or "" where it does not fit `text`.
    #[must_use]
    pub fn slice<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Default for Position {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

/// Where each line of a text begins, so that bytes become lines and columns.
///
/// ```
/// use raigate::span::{LineIndex, Position};
/// let text = "a: é\r\nb: 2";
/// let lines = LineIndex::new(text);
/// assert_eq!(lines.position(text, 10), Position { line: 2, column: 4 });
/// ```
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<usize>,
}

impl LineIndex {
    /// Reads the line breaks (LF, and CRLF by its LF) of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| at + 1),
        );
        Self { starts }
    }

    /// Returns the position of byte `offset`; a byte order mark takes no column.
    ///
    /// An offset past the end, or inside a character, is moved back to the
    /// nearest character that exists.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        let mark = usize::from(line == 1 && before.starts_with('\u{feff}'));
        Position {
            line,
            column: before.chars().count() - mark + 1,
        }
    }
}

/// A JSON pointer (RFC 6901): "" is the whole document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pointer(String);

impl Pointer {
    /// Returns the pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer as written; `None` unless it is empty or begins with "/".
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Returns the pointer as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns this pointer with one more step, escaped as the RFC asks.
    #[must_use]
    pub fn join(&self, step: impl fmt::Display) -> Self {
        use fmt::Write;

        let mut joined = String::with_capacity(self.0.len() + 16);
        joined.push_str(&self.0);
        joined.push('/');
        // Writing into a text never fails.
        let _ = write!(Escaped(&mut joined), "{step}");
        Self(joined)
    }

    /// Returns the pointer that takes all of `steps` from the root on.
    ///
    /// ```
    /// use raigate::span::{Pointer, Step};
    /// let pointer = Pointer::of(&[Step::Key("a/b"), Step::Index(2)]);
    /// assert_eq!(pointer, Pointer::root().join("a/b").join(2));
    /// ```
    #[must_use]
    pub fn of(steps: &[Step<'_>]) -> Self {
        steps.iter().fold(Self::root(), |mut pointer, step| {
            pointer.0.push('/');
            // Writing into a text never fails.
            let _ = step.write(&mut Escaped(&mut pointer.0));
            pointer
        })
    }

    /// Returns the pointer that goes on from this one by all steps of `rest`.
    #[must_use]
    pub fn concat(&self, rest: &Self) -> Self {
        Self(format!("{}{}", self.0, rest.0))
    }

    /// Returns the pointer without its last step; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0
            .rfind('/')
            .map(|at| Self(self.0.get(..at).unwrap_or_default().to_owned()))
    }

    /// Returns the steps, unescaped, from the root on.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        self.0
            .split('/')
            .skip(1)
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
    }

    /// Returns whether `other` is this place or lies inside it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other
            .0
            .strip_prefix(&self.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the value at this place of `document`.
    #[must_use]
    pub fn resolve<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        document.pointer(&self.0)
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where one value of a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The key that names the value, where it is a member of a mapping.
    pub key: Option<Span>,
    /// The value itself.
    pub value: Span,
}

/// Where each value of one document stands, by its pointer.
///
/// The places are kept in the shape of the document: a pointer is only written
/// out when somebody asks for it.
#[derive(Debug, Clone, Default)]
pub struct SpanMap {
    root: Option<Branch>,
}

/// Where one value stands, and every value in it.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Where the value stands.
    pub place: Place,
    /// Where the values in it stand.
    pub members: Members,
}

/// Where the values in a value stand.
#[derive(Debug, Clone)]
pub enum Members {
    /// There are none.
    Nothing,
    /// The items of a list.
    List(Vec<Branch>),
    /// The members of a mapping, by their keys.
    Mapping(Vec<(String, Branch)>),
}

/// One step of a pointer, before it is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'m> {
    /// To an item of a list.
    Index(usize),
    /// To a member of a mapping.
    Key(&'m str),
}

impl Step<'_> {
    fn write(&self, out: &mut impl fmt::Write) -> fmt::Result {
        match self {
            Self::Index(index) => write!(out, "{index}"),
            Self::Key(key) => out.write_str(key),
        }
    }
}

/// Writes the text of a step as the RFC asks: `~` as `~0`, `/` as `~1`.
struct Escaped<'s>(&'s mut String);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(['~', '/']) {
            let (plain, marked) = rest.split_at(at);
            self.0.push_str(plain);
            self.0
                .push_str(if marked.starts_with('~') { "~0" } else { "~1" });
            rest = marked.get(1..).unwrap_or_default();
        }
        self.0.push_str(rest);
        Ok(())
    }
}

impl SpanMap {
    /// Returns the map of a document whose places are those of `root`.
    #[must_use]
    pub const fn new(root: Branch) -> Self {
        Self { root: Some(root) }
    }

    /// Returns where the value at exactly `pointer` stands.
    #[must_use]
    pub fn get(&self, pointer: &Pointer) -> Option<Place> {
        let mut branch = self.root.as_ref()?;
        for step in pointer.steps() {
            branch = match &branch.members {
                Members::Nothing => return None,
                Members::List(items) => {
                    let index: usize = step.parse().ok()?;
                    items.get(index).filter(|_| index.to_string() == step)?
                }
                Members::Mapping(members) => &members.iter().find(|(key, _)| *key == step)?.1,
            };
        }
        Some(branch.place)
    }

    /// Returns the place of `pointer`, or of the nearest value around it.
    #[must_use]
    pub fn nearest(&self, pointer: &Pointer) -> Option<(Pointer, Place)> {
        let mut pointer = pointer.clone();
        loop {
            if let Some(place) = self.get(&pointer) {
                return Some((pointer, place));
            }
            pointer = pointer.parent()?;
        }
    }

    /// Returns the smallest value that holds all of `span`, the innermost where several are as small.
    #[must_use]
    pub fn enclosing(&self, span: Span) -> Option<(Pointer, Place)> {
        let mut best: Option<(usize, usize, Pointer, Place)> = None;
        self.walk(&mut |path, place| {
            let value = place.value;
            let length = value.end - value.start;
            let is_around = value.start <= span.start && span.end <= value.end;
            let is_better = best.as_ref().is_none_or(|(least, depth, ..)| {
                length < *least || (length == *least && path.len() > *depth)
            });
            if is_around && is_better {
                best = Some((length, path.len(), Pointer::of(path), place));
            }
        });
        best.map(|(.., pointer, place)| (pointer, place))
    }

    /// Returns every pointer with its place, sorted by pointer.
    #[must_use]
    pub fn sorted(&self) -> Vec<(Pointer, Place)> {
        let mut all = Vec::new();
        self.walk(&mut |path, place| all.push((Pointer::of(path), place)));
        all.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        all
    }

    /// Visits every place with the steps that lead to it.
    fn walk<'m>(&'m self, visit: &mut dyn FnMut(&[Step<'m>], Place)) {
        if let Some(root) = &self.root {
            root.walk(&mut Vec::new(), visit);
        }
    }
}

impl Branch {
    fn walk<'m>(&'m self, path: &mut Vec<Step<'m>>, visit: &mut dyn FnMut(&[Step<'m>], Place)) {
        visit(path, self.place);
        match &self.members {
            Members::Nothing => {}
            Members::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Index(index));
                    item.walk(path, visit);
                    path.pop();
                }
            }
            Members::Mapping(members) => {
                for (key, member) in members {
                    path.push(Step::Key(key));
                    member.walk(path, visit);
                    path.pop();
                }
            }
        }
    }
}
