//! What was there before: baselines, fingerprints, and the same bytes for the same input.

use raigate::verdict::{Report, Verdict};

use super::{ALWAYS, OBJECTS, config, repository, support};

#[test]
fn known_findings_do_not_block_until_launch() {
    for (stage, known, verdict) in [
        ("review", "allow-until-launch", Verdict::Pass),
        ("launch", "allow-until-launch", Verdict::Fail),
        ("launch", "allow", Verdict::Pass),
    ] {
        let (_guard, folder) = support::folder();
        let config = config(
            &format!("stage = \"{stage}\""),
            &format!("[gate]\nknown = \"{known}\""),
        );
        repository(&folder, &config, "  severity: error\n", OBJECTS);
        let first = support::check(&folder);
        let baseline = raigate::verdict::baseline::Baseline::of(&first.findings).write();
        let mut request = support::request(&folder);
        request.baseline = Some(("known.json".into(), baseline));
        let report = raigate::run::check(&request);
        assert_eq!(
            report.verdict,
            verdict,
            "{stage} {known}: {:?}",
            support::lines(&report)
        );
    }
}

#[test]
fn a_line_added_above_changes_no_fingerprint() {
    let (_guard, folder) = support::folder();
    repository(&folder, &config("", ""), "  severity: error\n", OBJECTS);
    let before = support::check(&folder);
    let text = "# a comment\nschema: raigate/intake/v1\nid: intake\ncreated: 2026-01-01\nowner: somebody\n";
    support::write(&folder, "scorer/rai/intake/intake.yaml", text);
    let after = support::check(&folder);
    let print = |report: &Report| {
        let found = report
            .findings
            .iter()
            .find(|one| one.rule.as_str() == "team/always");
        found.map(|one| one.fingerprint.clone())
    };
    assert!(print(&before).is_some());
    assert_eq!(print(&before), print(&after));
}

#[test]
fn the_same_thing_twice_has_two_fingerprints() {
    let (_guard, folder) = support::folder();
    let body = format!(
        "{OBJECTS}\n\nfindings contains finding.at(input.artifact, \"/owner\", \"and again\") if input.artifact"
    );
    repository(&folder, &config("", ""), "  severity: error\n", &body);
    let report = support::check(&folder);
    let mut prints: Vec<_> = report.findings.iter().map(|one| &one.fingerprint).collect();
    let all = prints.len();
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), all);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (_guard, folder) = support::folder();
    repository(&folder, &config("", ""), ALWAYS, OBJECTS);
    let render = || {
        let style = raigate::report::Style::default();
        raigate::report::render(
            &support::check(&folder),
            raigate::report::Format::Json,
            style,
        )
    };
    assert_eq!(render(), render());
}
