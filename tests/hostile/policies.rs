//! Policies that are broken, endless or answer something else.

use raigate::verdict::Verdict;

use crate::check;
use crate::support::{folder, write};

const HEADER: &str = "# METADATA
# title: A rule of a team
# description: It shows what happens.
# custom:
#   severity: error
#   kinds: [model-card]
#   since: 0.1.0
#   remedy: Mend it.
package raigate.rules.team.odd

import data.raigate.lib.finding

";

/// Judges a card by one more rule, which keeps the run from a verdict as each of `expected` says.
#[track_caller]
fn fails(policy: &str, expected: &[&str]) {
    let (_guard, root) = folder();
    write(&root, "MODEL_CARD.md", "# A\n");
    write(
        &root,
        "raigate.toml",
        "version = 1\n[policy]\npaths = [\"gov\"]\n",
    );
    write(&root, "gov/odd.rego", policy);
    check(&root, Verdict::None, expected);
}

/// The same, of a rule with this condition.
#[track_caller]
fn fails_if(condition: &str, expected: &str) {
    let rule = format!(
        "findings contains finding.at(input.artifact, \"\", \"m\") if {{\n{condition}\n}}\n"
    );
    fails(&format!("{HEADER}{rule}"), &[expected]);
}

#[test]
fn a_broken_policy_is_named_with_its_line() {
    fails(
        "",
        &["no verdict: the policies could not be loaded: gov/odd.rego:1:1: expecting `package`"],
    );
    fails(
        "package",
        &["no verdict: the policies could not be loaded: gov/odd.rego:1:8: expecting identifier"],
    );
    fails(
        &format!("{HEADER}findings contains {{"),
        &["no verdict: the policies could not be loaded: gov/odd.rego:13:20: expecting expression"],
    );
    fails(
        &format!("{HEADER}findings contains 1 if nothing.such(1)"),
        &[
            "no verdict: the policies could not be loaded: gov/odd.rego:13:24: unknown function `nothing.such`",
        ],
    );
    fails(
        &format!("{HEADER}findings := 1"),
        &["no verdict: the policies could not be loaded: gov/odd.rego:13:1: `findings` is a set"],
    );
    let rule = format!("{HEADER}findings contains 1 if false\n");
    fails(
        &rule.replace("severity: error", "severity: dreadful"),
        &[
            "no verdict: the policies could not be loaded: gov/odd.rego:5:15: unknown severity `dreadful`",
        ],
    );
    fails(
        &rule.replace("# custom:", "# costum:"),
        &[
            "no verdict: the policies could not be loaded: gov/odd.rego:2:3: `custom` is missing: gov/odd.rego:4:3: unknown key in METADATA `costum`; did you mean `custom`?",
        ],
    );
    fails(
        &rule.replace("title: A rule of a team", "title: ["),
        &["no verdict: the policies could not be loaded: gov/odd.rego:4:9: not YAML: "],
    );
    let deep = format!("title: {}", "[".repeat(10_000));
    fails(
        &rule.replace("title: A rule of a team", &deep),
        &[
            "no verdict: the policies could not be loaded: gov/odd.rego:2:265: not YAML: recursion limit exceeded",
        ],
    );
}

#[test]
fn what_needs_itself_is_refused() {
    fails_if(
        "f(1)\n}\nf(x) if {\nf(x + 1)",
        "no verdict: the policies could not be loaded: gov/odd.rego:16:1: rules that need each other never end: f → f",
    );
}

#[test]
fn brackets_nested_too_deeply_are_refused_before_they_are_parsed() {
    for bracket in ["[", "{", "{1: ", "count([", "[x | x := "] {
        fails_if(
            &format!("x := {}", bracket.repeat(5_000)),
            "no verdict: the policies could not be loaded: gov/odd.rego:14:",
        );
    }
    let text = format!(
        "x := [[[[[[\"{}\"]]]]]] # {}\nx == 1\nno.such()",
        "[".repeat(100),
        "[".repeat(100)
    );
    fails_if(
        &text,
        "no verdict: the policies could not be loaded: gov/odd.rego:16:1: unknown function `no.such`",
    );
}

#[test]
fn an_endless_policy_is_stopped() {
    let pairs = "some a in numbers.range(1, 900000)\nsome b in numbers.range(1, 900000)\n";
    fails_if(
        &format!("{pairs}a == {{b}}"),
        "no verdict: rule `team/odd` could not be evaluated: took longer than 5000 ms (gov/odd.rego:1:1)",
    );
    fails_if(
        "x := numbers.range(1, 20000000)\ncount(x) == 1",
        "no verdict: rule `team/odd` could not be evaluated: `numbers.range` gives at most 1000000 numbers (gov/odd.rego:14:19)",
    );
}

#[test]
fn rules_that_are_always_just_in_time_are_stopped_too() {
    let (_guard, root) = folder();
    write(
        &root,
        "raigate.toml",
        "version = 1\n[policy]\npaths = [\"gov\"]\n",
    );
    let slow = "findings contains finding.at(input.artifact, \"\", \"m\") if {\nsome a in numbers.range(1, 500000)\na == {b | some b in [1]}\n}\n";
    write(&root, "gov/odd.rego", format!("{HEADER}{slow}"));
    for number in 0..100 {
        write(&root, &format!("{number}/MODEL_CARD.md"), "# A\n");
    }
    check(
        &root,
        Verdict::None,
        &[
            "no verdict: rule `team/odd` could not be evaluated: slow answers have taken more than 20 s in all, most of them this rule's (gov/odd.rego:1:1)",
        ],
    );
}

#[test]
fn an_answer_that_is_no_finding_is_no_verdict() {
    fails(
        &format!("{HEADER}findings contains 1 if true"),
        &[
            "no verdict: rule `team/odd` could not be evaluated: rule `team/odd` gives a finding without a `message` (gov/odd.rego:1:1)",
        ],
    );
    fails(
        &format!(
            "{HEADER}findings contains {{\"message\": \"m\", \"path\": \"/etc/passwd\", \"root\": \"\", \"at\": \"\"}} if true"
        ),
        &[
            "no verdict: rule `team/odd` could not be evaluated: rule `team/odd` gives a finding about no artifact of its input (gov/odd.rego:1:1)",
        ],
    );
    fails(
        &format!("{HEADER}findings contains finding.at(input.artifact, \"\", 7) if true"),
        &[
            "no verdict: rule `team/odd` could not be evaluated: rule `team/odd` gives a finding without a `message` (gov/odd.rego:1:1)",
        ],
    );
    fails(
        &format!(
            "{HEADER}findings contains finding.at(input.artifact, \"\", to_number(\"x\")) if true"
        ),
        &[
            "no verdict: rule `team/odd` could not be evaluated: could not parse string as number (gov/odd.rego:13:61)",
        ],
    );
}

#[test]
fn a_place_that_is_none_falls_back_to_the_file() {
    for at in [
        "/no/such",
        "@5-2",
        "@999999999999999999999-1",
        "@1-99999999",
        "~",
        "@-",
    ] {
        let (_guard, root) = folder();
        write(&root, "MODEL_CARD.md", "# Ä ü\n");
        write(
            &root,
            "raigate.toml",
            "version = 1\n[policy]\npaths = [\"gov\"]\n",
        );
        let rule = format!(
            "findings contains finding.at(input.artifact, \"{at}\", \"m\\u001b[1m\\n::error::\") if true\n"
        );
        write(&root, "gov/odd.rego", format!("{HEADER}{rule}"));
        check(&root, Verdict::Fail, &["team/odd MODEL_CARD.md:1:"]);
    }
}

#[test]
fn a_folder_of_policies_that_is_not_there_is_no_verdict() {
    let (_guard, root) = folder();
    write(&root, "MODEL_CARD.md", "# A\n");
    write(
        &root,
        "raigate.toml",
        "version = 1\n[policy]\npaths = [\"nowhere\", \"/etc\", \"../up\"]\ndata = [\"neither\"]\n",
    );
    check(
        &root,
        Verdict::None,
        &[
            "no verdict: `paths` leads out of the repository: `/etc`",
            "no verdict: `paths` leads out of the repository: `../up`",
        ],
    );
    write(
        &root,
        "raigate.toml",
        "version = 1\n[policy]\npaths = [\"nowhere\"]\ndata = [\"neither\"]\n",
    );
    check(
        &root,
        Verdict::None,
        &[
            "no verdict: the policies could not be loaded: `policy.data` names `neither`, where there is no data: `policy.paths` names `nowhere`, where there is no policy",
        ],
    );
    write(
        &root,
        "raigate.toml",
        "version = 1\n[policy]\npaths = [\"gov\"]\n",
    );
    write(&root, "gov/big.rego", " ".repeat(5 << 20));
    write(&root, "gov/latin.rego", b"package caf\xe9\n");
    check(
        &root,
        Verdict::None,
        &[
            "no verdict: the policies could not be loaded: gov/big.rego:1:1: file has 5242880 bytes, limit is 4194304: gov/latin.rego:1:1: is not UTF-8 text",
        ],
    );
}
