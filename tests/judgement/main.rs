//! How severe a finding is, and whether it blocks: tiers, stages, facets, profiles,
//! confidence, dates, consequences, overrides, known findings.
//!
//! Each case is a rule of a team's own that always objects, and a `raigate.toml`.

mod known;
#[path = "../support/mod.rs"]
mod support;

use camino::Utf8Path;
use raigate::verdict::{Report, Verdict};

/// The METADATA under `custom` of the rule that always objects.
const ALWAYS: &str = "  severity: {minimal: note, limited: warning, high: error}\n";

/// A `raigate.toml` around the system and the overrides of a case.
fn config(system: &str, rest: &str) -> String {
    let system = if system.contains("tier") {
        system.to_owned()
    } else {
        format!("tier = \"high\"\n{system}")
    };
    format!(
        "version = 1\n[policy]\npaths = [\"policies\"]\n[[system]]\nid = \"scorer\"\nroot = \"scorer\"\n\
         {system}\n{rest}\n"
    )
}

/// A rule that objects to every intake, at its `owner`.
fn rule(name: &str, custom: &str, body: &str) -> String {
    let metadata = custom.replace("  ", "#   ");
    format!(
        "# METADATA\n# title: A test\n# description: It always objects.\n# custom:\n{metadata}\
         #   kinds: [intake]\n#   since: 0.1.0\n#   remedy: Do nothing.\npackage raigate.rules.team.{name}\n\n\
         import data.raigate.lib.finding\n\n{body}\n"
    )
}

const OBJECTS: &str =
    "findings contains finding.at(input.artifact, \"/owner\", \"it is there\") if input.artifact";

fn repository(folder: &Utf8Path, config: &str, custom: &str, body: &str) {
    support::write(folder, "raigate.toml", config);
    support::write(
        folder,
        "policies/team/always.rego",
        rule("always", custom, body),
    );
    support::write(
        folder,
        "scorer/rai/intake/intake.yaml",
        "schema: raigate/intake/v1\nid: intake\nowner: somebody\n",
    );
}

/// Judges a repository with one rule of its own.
fn judge(config: &str, custom: &str) -> Report {
    let (_guard, folder) = support::folder();
    repository(&folder, config, custom, OBJECTS);
    support::check(&folder)
}

/// Returns how the rule ended: the severity of its finding, or its outcome where it has none.
fn ending(report: &Report) -> String {
    if let Some(error) = report.errors.first() {
        return format!("no verdict: {} {:?}", error.message, error.causes);
    }
    let of_rule = |id: &str| id == "team/always";
    let found = report
        .findings
        .iter()
        .find(|one| of_rule(one.rule.as_str()));
    let rule = report.rules.iter().find(|one| of_rule(one.id.as_str()));
    match (found, rule) {
        (Some(finding), _) => finding.severity.to_string(),
        (None, Some(rule)) => rule.outcome.to_string(),
        (None, None) => "absent".to_owned(),
    }
}

fn check(system: &str, rest: &str, custom: &str, expected: &str) {
    let report = judge(&config(system, rest), custom);
    assert_eq!(ending(&report), expected, "{system:?} {rest:?} {custom:?}");
}

#[test]
fn the_tier_of_a_system_decides_how_severe_a_rule_is() {
    check("tier = \"minimal\"", "", ALWAYS, "note");
    check("tier = \"limited\"", "", ALWAYS, "warning");
    check("tier = \"high\"", "", ALWAYS, "error");
}

#[test]
fn at_tier_prohibited_every_warning_is_an_error() {
    check(
        "tier = \"prohibited\"",
        "",
        "  severity: warning\n",
        "error",
    );
    check("tier = \"prohibited\"", "", "  severity: note\n", "note");
}

#[test]
fn a_rule_that_is_off_does_not_apply() {
    let off = "  severity: {minimal: off, limited: warning, high: error}\n";
    check("tier = \"minimal\"", "", off, "not_applicable");
    let rest = "[rules.\"team/always\"]\nseverity = \"off\"";
    check("tier = \"high\"", rest, ALWAYS, "not_applicable");
}

#[test]
fn before_its_stage_a_rule_is_a_note() {
    let custom = "  severity: error\n  from_stage: review\n";
    check("stage = \"development\"", "", custom, "note");
    check("stage = \"review\"", "", custom, "error");
    check("stage = \"operate\"", "", custom, "error");
}

#[test]
fn a_least_stage_raises_a_system_and_never_lowers_one() {
    let custom = "  severity: error\n  from_stage: launch\n";
    for (stage, least, expected) in [("review", "launch", "error"), ("launch", "intake", "error")] {
        let (_guard, folder) = support::folder();
        let config = config(&format!("stage = \"{stage}\""), "");
        repository(&folder, &config, custom, OBJECTS);
        let mut request = support::request(&folder);
        request.stage = raigate::glossary::Stage::from_name(least);
        assert_eq!(ending(&raigate::run::check(&request)), expected);
    }
}

#[test]
fn a_facet_switches_a_rule_on() {
    let custom = "  severity: error\n  facets: [generative]\n";
    check("", "", custom, "not_applicable");
    check(
        "facets = [\"generative\", \"personal_data\"]",
        "",
        custom,
        "error",
    );
}

#[test]
fn a_rule_outside_the_profile_is_not_asked() {
    let custom = "  severity: error\n  profile: complete\n";
    check("", "", custom, "not_applicable");
    check("", "[rules]\nprofile = \"complete\"", custom, "error");
    check(
        "",
        "[rules]\nprofile = \"essential\"",
        "  severity: error\n",
        "not_applicable",
    );
}

#[test]
fn below_high_confidence_a_rule_warns_unless_its_severity_is_stated() {
    let custom = "  severity: error\n  confidence: medium\n";
    check("", "", custom, "warning");
    check(
        "",
        "[rules.\"team/always\"]\nseverity = \"error\"",
        custom,
        "error",
    );
    check(
        "",
        "[rules.\"team/always\"]\nconfidence = \"high\"",
        custom,
        "error",
    );
}

#[test]
fn before_its_date_a_rule_is_a_note() {
    check(
        "",
        "",
        "  severity: error\n  effective_on: 2026-11-24\n",
        "note",
    );
    check(
        "",
        "",
        "  severity: error\n  effective_on: 2026-11-23\n",
        "error",
    );
}

#[test]
fn a_retired_rule_is_never_asked_and_keeps_its_id() {
    check("", "", "  severity: error\n  deprecated: true\n", "absent");
}

#[test]
fn every_key_of_a_rule_can_be_overridden() {
    let rest = |key: &str| format!("[rules.\"team/always\"]\n{key}");
    check("", &rest("severity = \"warning\""), ALWAYS, "warning");
    let by_tier = "severity = { minimal = \"error\", limited = \"off\", high = \"note\" }";
    check("", &rest(by_tier), ALWAYS, "note");
    check(
        "",
        &rest("profile = \"complete\""),
        ALWAYS,
        "not_applicable",
    );
    check("", &rest("from-stage = \"launch\""), ALWAYS, "note");
    check(
        "",
        &rest("facets = [\"agentic\"]"),
        ALWAYS,
        "not_applicable",
    );
    check("", &rest("confidence = \"low\""), ALWAYS, "warning");
}

#[test]
fn a_finding_shows_where_its_limit_was_set() {
    let (_guard, folder) = support::folder();
    let config = config("", "[rules.\"team/always\"]\nmost = 3");
    let custom = "  severity: error\n  settings: {most: 1}\n";
    let body = "findings contains finding.limited_by(found, \"most\") if {\n\
                \tfound := finding.at(input.artifact, \"/owner\", sprintf(\"limit is %d\", [limit]))\n}\n\n\
                limit := data.settings.team.always.most";
    repository(&folder, &config, custom, body);
    let report = support::check(&folder);
    assert_eq!(ending(&report), "error");
    let mut findings = report.findings.iter();
    let finding = findings
        .find(|one| one.rule.as_str() == "team/always")
        .unwrap();
    assert_eq!(finding.message, "limit is 3");
    let label = &finding.related[0];
    assert_eq!(
        (label.message.as_str(), label.location.path.as_str()),
        ("limit set here", "raigate.toml")
    );
    let text = &report.sources[&label.location.path];
    assert!(
        label.location.span.slice(text).contains('3') || label.location.span.slice(text) == "most"
    );
}

#[test]
fn a_subject_that_is_absent_by_right_is_not_applicable() {
    let (_guard, folder) = support::folder();
    let body = format!("{OBJECTS}\n\napplicable if input.system.stage == \"launch\"");
    repository(&folder, &config("", ""), ALWAYS, &body);
    assert_eq!(ending(&support::check(&folder)), "not_applicable");
}

#[test]
fn facts_that_are_missing_block_as_the_rule_would() {
    let body = "findings contains finding.at(input.artifact, \"\", \"never\") if input.artifact.value.never\n\n\
                not_evaluated contains finding.at(input.artifact, \"/owner\", \"no count\") if input.artifact";
    let others_off = "[rules.\"intake/incomplete\"]\nseverity = \"off\"\n[rules.\"card/missing\"]\nseverity = \"off\"\n[rules.\"fairness/missing-report\"]\nseverity = \"off\"\n[rules.\"risk/no-assessment-for-model\"]\nseverity = \"off\"";
    for (gate, verdict) in [("fail", Verdict::Fail), ("warn", Verdict::Pass)] {
        let (_guard, folder) = support::folder();
        let config = config(
            "",
            &format!("[gate]\nnot-evaluated = \"{gate}\"\n{others_off}"),
        );
        repository(&folder, &config, "  severity: error\n", body);
        let report = support::check(&folder);
        let found: Vec<bool> = report
            .findings
            .iter()
            .map(|one| one.not_evaluated)
            .collect();
        assert_eq!(found, [true], "{:?}", support::lines(&report));
        assert_eq!(report.verdict, verdict, "{gate}");
    }
}

#[test]
fn a_rule_of_phase_outcomes_knows_how_the_others_ended_and_where() {
    let (_guard, folder) = support::folder();
    repository(&folder, &config("", ""), ALWAYS, OBJECTS);
    let custom = "  severity: warning\n  scope: system\n  phase: outcomes\n";
    let body = "findings contains finding.of_system(message) if {\n\
                always := input.outcomes[\"team/always\"]\n\
                message := sprintf(\"%s %s at %s\", [always.outcome, always.severity, always.findings[0].path])\n}";
    support::write(
        &folder,
        "policies/team/after.rego",
        rule("after", custom, body),
    );
    let report = support::check(&folder);
    let mut after = report.findings.iter();
    let after = after.find(|one| one.rule.as_str() == "team/after").unwrap();
    assert_eq!(after.message, "fail error at scorer/rai/intake/intake.yaml");
}

#[test]
fn a_consequence_becomes_a_related_place_of_its_cause() {
    let (_guard, folder) = support::folder();
    repository(&folder, &config("", ""), "  severity: error\n", OBJECTS);
    let custom = "  severity: warning\n  implied_by: [team/always]\n";
    support::write(
        &folder,
        "policies/team/after.rego",
        rule("after", custom, OBJECTS),
    );
    let report = support::check(&folder);
    let rules: Vec<&str> = report
        .findings
        .iter()
        .map(|one| one.rule.as_str())
        .collect();
    assert!(
        rules.contains(&"team/always") && !rules.contains(&"team/after"),
        "{rules:?}"
    );
    let cause = report
        .findings
        .iter()
        .find(|one| one.rule.as_str() == "team/always")
        .unwrap();
    assert_eq!(cause.related[0].message, "it is there (team/after)");
}

#[test]
fn a_consequence_that_weighs_more_than_its_cause_stands_for_itself() {
    let (_guard, folder) = support::folder();
    repository(&folder, &config("", ""), "  severity: warning\n", OBJECTS);
    let custom = "  severity: error\n  implied_by: [team/always]\n";
    support::write(
        &folder,
        "policies/team/after.rego",
        rule("after", custom, OBJECTS),
    );
    let report = support::check(&folder);
    assert_eq!(report.verdict, Verdict::Fail);
    assert!(
        report
            .findings
            .iter()
            .any(|one| one.rule.as_str() == "team/after")
    );
}

#[test]
fn one_rule_that_fails_is_no_verdict_and_names_itself() {
    let (_guard, folder) = support::folder();
    let body = "findings contains finding.at(input.artifact, \"\", message) if {\n\
                \tmessage := sprintf(\"%d\", [to_number(input.artifact.value.owner)])\n}";
    repository(&folder, &config("", ""), ALWAYS, body);
    let report = support::check(&folder);
    assert_eq!(report.verdict, Verdict::None);
    assert!(
        report.errors[0].message.contains("team/always"),
        "{:?}",
        report.errors
    );
    assert!(
        report.errors[0].causes[0].contains("policies/team/always.rego"),
        "{:?}",
        report.errors
    );
}

#[test]
fn without_a_configuration_only_essential_rules_are_more_than_a_note() {
    let (_guard, folder) = support::folder();
    support::write(
        &folder,
        "rai/intake/intake.yaml",
        "schema: raigate/intake/v1\nid: [\n",
    );
    support::write(
        &folder,
        "README.md",
        "---\nlicense: mit\nlibrary_name: x\n---\n# A model\n\nTODO\n",
    );
    let report = support::check(&folder);
    assert!(report.is_first_run);
    assert_eq!(report.verdict, Verdict::Fail);
    let (essential, other): (Vec<_>, Vec<_>) = report
        .findings
        .iter()
        .partition(|one| one.rule.as_str() == "artifact/unparsable");
    assert_eq!(essential.len(), 1, "{:?}", support::lines(&report));
    assert!(!other.is_empty());
    assert!(
        other.iter().all(|one| one.severity.name() == "note"),
        "{:?}",
        support::lines(&report)
    );
}
