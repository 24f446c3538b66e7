//! Lists of patterns, as OpenSSH writes whom a line is about: `*@example.org,!eve@example.org`.

/// Patterns of which one has to fit, and none that is negated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patterns(Vec<Pattern>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    text: String,
    is_negated: bool,
    /// Whether `*` and `?` are any text.
    is_glob: bool,
}

impl Patterns {
    /// Reads patterns separated by commas; `None` where one of them is empty.
    pub(super) fn read(list: &str) -> Option<Self> {
        let pattern = |text: &str| {
            let (text, is_negated) = match text.strip_prefix('!') {
                Some(rest) => (rest, true),
                None => (text, false),
            };
            (!text.is_empty()).then(|| Pattern {
                text: text.to_owned(),
                is_negated,
                is_glob: true,
            })
        };
        list.split(',')
            .map(pattern)
            .collect::<Option<_>>()
            .map(Self)
    }

    /// Returns the list of one name, of which no character is special.
    #[cfg(feature = "openpgp")]
    pub(super) fn literal(name: &str) -> Self {
        Self(vec![Pattern {
            text: name.to_owned(),
            is_negated: false,
            is_glob: false,
        }])
    }

    /// Returns whether the list is about `name`; upper and lower case are the same.
    pub(super) fn fit(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        let fits = |pattern: &&Pattern| {
            let text = pattern.text.to_ascii_lowercase();
            if pattern.is_glob {
                fits(&text, &name)
            } else {
                text == name
            }
        };
        let mut fitting = self.0.iter().filter(fits).peekable();
        fitting.peek().is_some() && fitting.all(|pattern| !pattern.is_negated)
    }

    /// Returns the patterns that are not negated, as they are written.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let positive = self.0.iter().filter(|pattern| !pattern.is_negated);
        positive.map(|pattern| pattern.text.as_str())
    }
}

/// Returns whether `pattern`, in which `*` is any text and `?` any one character, is `name`.
///
/// On a mismatch only the last `*` takes one more character, so that the time is bounded by
/// the product of both lengths, whatever the pattern.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut here) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(character) = name.get(here) {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, here));
                at += 1;
            }
            Some(one) if *one == '?' || one == character => {
                at += 1;
                here += 1;
            }
            _ => match star {
                Some((place, from)) => {
                    star = Some((place, from + 1));
                    at = place + 1;
                    here = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|rest| *rest == '*')
}
