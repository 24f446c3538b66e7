//! Tells which policies a policy leans on, from the names of data in its text.
//!
//! A rule is asked in an engine that holds what it leans on and nothing else. What is not
//! held there would be undefined without a word, so that this looks at every mention of
//! `data`, and takes one that it cannot follow for a mention of everything.

use std::collections::BTreeSet;

use super::Module;

/// Returns, for each of `modules`, the places in `modules` of all that it leans on, itself among them.
pub(super) fn closures(modules: &[Module]) -> Vec<BTreeSet<usize>> {
    let packages: Vec<Vec<&str>> = modules.iter().map(|one| package(&one.text)).collect();
    let direct: Vec<Vec<usize>> = modules
        .iter()
        .zip(&packages)
        .map(|(module, own)| {
            let paths = mentions(&module.text);
            let is_meant = |package: &[&str]| {
                package == own.as_slice() || paths.iter().any(|path| meet(path, package))
            };
            let all = packages.iter().enumerate();
            all.filter(|(_, package)| is_meant(package))
                .map(|(at, _)| at)
                .collect()
        })
        .collect();
    (0..modules.len()).map(|at| reached(at, &direct)).collect()
}

fn reached(from: usize, direct: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for next in direct.get(at).into_iter().flatten() {
            if reached.insert(*next) {
                open.push(*next);
            }
        }
    }
    reached
}

/// Returns whether a path below `data` lies in a package, or the package below the path.
fn meet(path: &[&str], package: &[&str]) -> bool {
    path.iter().zip(package).all(|(one, other)| one == other)
}

/// Returns the steps of the package of `text`, without `data`.
pub(super) fn package(text: &str) -> Vec<&str> {
    let mut tokens = Tokens::of(text);
    while let Some(token) = tokens.next() {
        if token == Token::Word("package") {
            return tokens.path(None);
        }
    }
    Vec::new()
}

/// Returns the paths below `data` that `text` names; one that is built as it is evaluated ends
/// where that begins.
fn mentions(text: &str) -> Vec<Vec<&str>> {
    let mut found = Vec::new();
    let mut tokens = Tokens::of(text);
    let mut is_field = false;
    while let Some(token) = tokens.next() {
        if token == Token::Word("data") && !is_field {
            found.push(tokens.path(Some("data")));
            is_field = false;
        } else {
            is_field = token == Token::Mark('.');
        }
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    /// What stands between the quotation marks of a text without escapes.
    Text(&'t str),
    Mark(char),
}

/// What a text is made of, without comments and without space that tells nothing.
#[derive(Clone)]
struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Tokens<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Reads the rest of a path of which `first` has been read, as far as it is fixed.
    fn path(&mut self, first: Option<&str>) -> Vec<&'t str> {
        let mut steps = Vec::new();
        if first.is_none() {
            match self.next() {
                Some(Token::Word(word)) => steps.push(word),
                _ => return steps,
            }
        }
        loop {
            let mut ahead = self.clone();
            match (ahead.next(), ahead.next()) {
                (Some(Token::Mark('.')), Some(Token::Word(word))) => steps.push(word),
                (Some(Token::Mark('[')), Some(Token::Text(text)))
                    if ahead.next() == Some(Token::Mark(']')) =>
                {
                    steps.push(text);
                }
                _ => return steps,
            }
            *self = ahead;
        }
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            self.rest = self.rest.trim_start();
            let Some(after) = self.rest.strip_prefix('#') else {
                break;
            };
            self.rest = after.split_once('\n').map_or("", |(_, rest)| rest);
        }
        let first = self.rest.chars().next()?;
        let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
        let end = match first {
            '"' | '`' => return Some(self.text(first)),
            _ if is_of_word(first) => self.rest.find(|c| !is_of_word(c)),
            _ => Some(first.len_utf8()),
        };
        let (token, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        Some(if is_of_word(first) {
            Token::Word(token)
        } else {
            Token::Mark(first)
        })
    }
}

impl<'t> Tokens<'t> {
    /// Reads a text in quotation marks; one with escapes is given as a mark, since it may be any text.
    fn text(&mut self, quote: char) -> Token<'t> {
        let inner = self.rest.get(1..).unwrap_or_default();
        let mut is_escaped = false;
        let mut has_escapes = false;
        for (at, c) in inner.char_indices() {
            if is_escaped {
                is_escaped = false;
            } else if c == '\\' && quote == '"' {
                (is_escaped, has_escapes) = (true, true);
            } else if c == quote {
                let (text, rest) = inner.split_at(at);
                self.rest = rest.get(1..).unwrap_or_default();
                return if has_escapes {
                    Token::Mark(quote)
                } else {
                    Token::Text(text)
                };
            }
        }
        self.rest = "";
        Token::Mark(quote)
    }
}

#[cfg(test)]
mod tests {
    use super::{Module, closures, mentions};

    #[test]
    fn what_is_not_a_name_of_data_is_no_mention() {
        assert_eq!(
            mentions("# data.a\nx := \"data.b\" + `data.c`"),
            [[""; 0]; 0]
        );
        assert_eq!(mentions("x := input.data.a; y := my_data.a"), [[""; 0]; 0]);
    }

    #[test]
    fn a_path_ends_where_it_is_no_longer_fixed() {
        assert_eq!(mentions("import data.a.b as c"), [["a", "b"]]);
        assert_eq!(mentions(r#"x := data.a["b"].c[i]"#), [["a", "b", "c"]]);
        assert_eq!(mentions("x := data.a[input.kind].c"), [["a"]]);
        assert_eq!(mentions(r#"x := data["a\u0062"]"#), [[""; 0]]);
        assert_eq!(mentions("x := data[i]; walk(data, y)"), [[""; 0]; 2]);
        assert_eq!(mentions("x := \"#\"; y := data.a"), [["a"]]);
    }

    #[test]
    fn what_is_leaned_on_leans_on_more() {
        let texts = [
            "package a\nimport data.lib.one",
            "package lib.one\nimport data.lib.two",
            "package lib.two",
            "package b\nx := data.lib",
            "package a\ny := 1",
            "package c\nx := data[input.x]",
            "# package z\npackage d.e\nx := data.d.e.f",
        ];
        let modules = texts.map(|text| Module {
            path: String::new(),
            text: text.into(),
        });
        let found: Vec<Vec<usize>> = closures(&modules)
            .into_iter()
            .map(|found| found.into_iter().collect())
            .collect();
        assert_eq!(found[0], [0, 1, 2, 4]);
        assert_eq!(found[1], [1, 2]);
        assert_eq!(found[3], [1, 2, 3]);
        assert_eq!(found[4], [0, 1, 2, 4]);
        assert_eq!(found[5], [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(found[6], [6]);
    }
}
