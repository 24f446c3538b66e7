//! JUnit XML, which every CI shows as results of tests: one test for the verdict, one a rule.
//!
//! A test has failed where it keeps the gate shut, and the test of the verdict is in error where
//! there is none. Whatever else is no pass (what is waived, known, deferred, not evaluated, not
//! applicable, or found and does not block) is a test that was skipped, and says why.
//!
//! The shape is that of <https://github.com/jenkinsci/xunit-plugin>, junit-10.xsd, the narrowest
//! there is: a test has no file, no line and no properties, so places are in the text.

use std::collections::BTreeMap;

use super::account::{Account, Entry, Standing};
use super::escape::Untrusted;
use crate::rule::Outcome;
use crate::verdict::Verdict;

/// Renders `account`.
pub(super) fn render(account: &Account) -> String {
    let mut tests = vec![verdict(account)];
    tests.extend(rules(account));
    // What blocks comes first.
    tests.sort_by_key(|test| test.result.rank());
    let count = |rank: u8| {
        tests
            .iter()
            .filter(|test| test.result.rank() == rank)
            .count()
    };
    let (errors, failures, skipped) = (count(0), count(1), count(2));
    let mut page = Xml::default();
    page.own("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"raigate\" tests=\"")
        .count(tests.len());
    page.own("\" failures=\"")
        .count(failures)
        .own("\" errors=\"")
        .count(errors);
    page.own("\">\n  <testsuite name=\"raigate\" tests=\"")
        .count(tests.len());
    page.own("\" failures=\"")
        .count(failures)
        .own("\" errors=\"")
        .count(errors);
    page.own("\" skipped=\"").count(skipped).own("\">\n");
    for test in &tests {
        page.test(test);
    }
    if !account.notices.is_empty() {
        page.own("    <system-out>");
        for notice in &account.notices {
            page.own("note: ").text(notice).own("\n");
        }
        page.own("</system-out>\n");
    }
    page.own("  </testsuite>\n</testsuites>\n");
    page.0
}

/// One test.
struct Test<'a> {
    /// What it is listed below: the family of the rule.
    class: String,
    name: &'a str,
    result: TestResult,
    /// The result in a line.
    message: Untrusted<'a>,
    /// What there is to say of it.
    entries: Vec<&'a Entry<'a>>,
}

/// How a test ends.
#[derive(Clone, Copy)]
enum TestResult {
    Error,
    Failure,
    Skipped,
    Passed,
}

impl TestResult {
    /// Returns the place in the order in which tests are listed.
    const fn rank(self) -> u8 {
        match self {
            Self::Error => 0,
            Self::Failure => 1,
            Self::Skipped => 2,
            Self::Passed => 3,
        }
    }
}

/// Returns the test that passes where the gate does.
fn verdict<'a>(account: &'a Account) -> Test<'a> {
    let is_reason = |entry: &&Entry| entry.standing == Standing::NoVerdict;
    let mut parts = vec![account.headline.clone()];
    parts.extend(account.aside.iter().cloned());
    Test {
        class: "raigate".to_owned(),
        name: "verdict",
        result: match account.verdict {
            Verdict::Pass => TestResult::Passed,
            Verdict::Fail => TestResult::Failure,
            Verdict::None => TestResult::Error,
        },
        message: Untrusted::new(parts.join(", ")),
        entries: account.entries.iter().filter(is_reason).collect(),
    }
}

/// Returns a test for each rule that there is, or that something was found by.
fn rules<'a>(account: &'a Account) -> Vec<Test<'a>> {
    let mut found: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &account.entries {
        if entry.standing != Standing::NoVerdict {
            found.entry(entry.code).or_default().push(entry);
        }
    }
    let known = account
        .rules
        .iter()
        .map(|(rule, outcome)| (rule.as_str(), *outcome));
    let mut ends: BTreeMap<&str, Outcome> = known.collect();
    for code in found.keys() {
        ends.entry(code).or_insert(Outcome::Fail);
    }
    let is_judged = account.verdict != Verdict::None;
    let tests = ends.into_iter().map(|(name, outcome)| {
        let entries = found.remove(name).unwrap_or_default();
        let (result, message) = end(outcome, &entries, is_judged);
        Test {
            class: format!("raigate.{}", name.split('/').next().unwrap_or_default()),
            name,
            result,
            message,
            entries,
        }
    });
    tests.collect()
}

/// Returns how the test of a rule ends, and why.
fn end<'a>(
    outcome: Outcome,
    entries: &[&Entry<'a>],
    is_judged: bool,
) -> (TestResult, Untrusted<'a>) {
    let number = |standing: Standing| {
        entries
            .iter()
            .filter(|one| one.standing == standing)
            .count()
    };
    if let Some(first) = entries.first() {
        let counted = [
            (Standing::Blocks, "blocking"),
            (Standing::Open, "not blocking"),
            (Standing::Waived, "waived"),
            (Standing::Known, "known before"),
        ]
        .map(|(standing, word)| (number(standing), word));
        let counted = counted.iter().filter(|(number, _)| *number > 0);
        let counted: Vec<String> = counted
            .map(|(number, word)| format!("{number} {word}"))
            .collect();
        let result = match first.standing {
            Standing::Blocks | Standing::NoVerdict => TestResult::Failure,
            Standing::Open | Standing::Waived | Standing::Known => TestResult::Skipped,
        };
        return (
            result,
            Untrusted::new(counted.join(", ")).followed_by(": ", &first.message),
        );
    }
    let words = match outcome {
        _ if !is_judged => "not judged: there is no verdict",
        Outcome::Pass => return (TestResult::Passed, Untrusted::new("")),
        Outcome::NotApplicable => "not applicable: what it is about is absent by right",
        Outcome::Deferred => "deferred: it needs facts that only exist elsewhere",
        Outcome::NotEvaluated => "not evaluated: facts that belong here are absent",
        Outcome::Waived => "waived",
        // Its findings are about systems that are not reported here.
        Outcome::Fail => "found elsewhere: not reported here",
    };
    (TestResult::Skipped, Untrusted::new(words))
}

/// A page that grows: markup from the program alone, everything else as text.
#[derive(Default)]
struct Xml(String);

impl Xml {
    /// Adds markup, or words of the program.
    fn own(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Adds a text on one line, within an element or within the quotes of an attribute.
    fn text(&mut self, text: &Untrusted) -> &mut Self {
        self.0.push_str(&text.xml());
        self
    }

    fn count(&mut self, number: usize) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    fn test(&mut self, test: &Test) {
        self.own("    <testcase classname=\"")
            .text(&Untrusted::new(test.class.as_str()));
        self.own("\" name=\"").text(&Untrusted::new(test.name));
        let (start, end) = match test.result {
            TestResult::Error => (
                "\">\n      <error message=\"",
                "</error>\n    </testcase>\n",
            ),
            TestResult::Failure => (
                "\">\n      <failure message=\"",
                "</failure>\n    </testcase>\n",
            ),
            TestResult::Skipped => (
                "\">\n      <skipped message=\"",
                "</skipped>\n    </testcase>\n",
            ),
            TestResult::Passed => {
                self.own("\"/>\n");
                return;
            }
        };
        self.own(start).text(&test.message).own("\">");
        for entry in &test.entries {
            self.own("\n").entry(entry);
        }
        self.own(end);
    }

    fn entry(&mut self, entry: &Entry) {
        if let Some(place) = &entry.place {
            self.text(&place.path).own(":").count(place.start.line);
            self.own(":").count(place.start.column).own(": ");
        }
        self.own(entry.word())
            .own(": ")
            .text(&entry.message)
            .own("\n");
        for line in &entry.more {
            self.own("  ").text(line).own("\n");
        }
    }
}
