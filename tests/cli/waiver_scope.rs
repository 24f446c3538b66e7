//! A waiver changes the finding that its scope fits, and nothing else, whatever the scope.

use proptest::prelude::*;
use raigate::finding::{Finding, Status};

use super::support;
use super::waivers::{WAIVER, excused};

/// What a scope may hold; `None` is a key that is not given.
#[derive(Debug, Clone)]
struct Scope {
    system: Option<&'static str>,
    path: Option<&'static str>,
    version: Option<&'static str>,
    /// The position of a finding, by whose fingerprint it is named.
    named: Option<usize>,
}

fn scope() -> impl Strategy<Value = Scope> {
    let maybe = |words: &'static [&'static str]| prop::option::of(prop::sample::select(words));
    let parts = (
        maybe(&["mail-router", "chat-router", "no-router"]),
        maybe(&["mail/**", "chat/**", "mail/rai/intake/*.yaml", "docs/**"]),
        maybe(&["1"]),
        prop::option::of(0..8_usize),
    );
    parts.prop_map(|(system, path, version, named)| Scope {
        system,
        path,
        version,
        named,
    })
}

impl Scope {
    /// Returns the scope as a waiver writes it; an empty one is `{}`.
    fn written(&self, findings: &[Finding]) -> String {
        let mut lines = Vec::new();
        lines.extend(self.system.map(|id| format!("  system: {id}\n")));
        lines.extend(self.path.map(|glob| format!("  paths: [\"{glob}\"]\n")));
        lines.extend(self.version.map(|it| format!("  version: \"{it}\"\n")));
        if let Some(at) = self.named {
            let print = &findings[at % findings.len()].fingerprint;
            lines.push(format!("  fingerprints: [{print}]\n"));
        }
        if lines.is_empty() {
            return "scope: {}\n".to_owned();
        }
        format!("scope:\n{}", lines.concat())
    }

    /// Says by other means than the gate's whether it fits: nothing here has a version.
    fn fits(&self, at: usize, findings: &[Finding]) -> bool {
        let finding = &findings[at];
        let path = finding.location.path.as_str();
        let fits_path = match self.path {
            None => true,
            Some("mail/**") => path.starts_with("mail/"),
            Some("chat/**") => path.starts_with("chat/"),
            Some("mail/rai/intake/*.yaml") => path.starts_with("mail/rai/intake/"),
            Some(_) => false,
        };
        finding.rule.as_str() == "intake/incomplete"
            && self.system.is_some()
            && finding.system.as_deref() == self.system
            && fits_path
            && self.version.is_none()
            && self.named.is_none_or(|named| named % findings.len() == at)
    }
}

/// What of a finding must not change with another's waiver.
fn gist(finding: &Finding) -> (String, String, String, bool) {
    let Finding {
        rule,
        message,
        fingerprint,
        ..
    } = finding;
    let is_error = finding.severity == raigate::glossary::Severity::Error;
    (
        rule.to_string(),
        message.clone(),
        fingerprint.clone(),
        is_error,
    )
}

#[test]
fn a_waiver_changes_only_the_finding_that_its_scope_fits() {
    let repository = excused();
    let waiver = repository.read(WAIVER);
    let chat = "chat/rai/intake/chat-router.yaml";
    repository.replace(chat, "affected_groups: [customers who write]\n", "");
    repository.replace(chat, "owner: \"@ada\"", "owner: \"\"");
    std::fs::remove_file(repository.folder.join(WAIVER)).unwrap();
    let before = support::check(&repository.folder).findings;
    assert_eq!(before.len(), 3, "{before:#?}");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(32));
    let result = runner.run(&scope(), |scope| {
        let text = waiver.replace("scope:\n  system: mail-router\n", &scope.written(&before));
        repository.write(WAIVER, &text);
        let after = support::check(&repository.folder).findings;
        // What is said of the waiver itself is another matter.
        let others = after.iter().filter(|one| one.location.path != WAIVER);
        let others: Vec<&Finding> = others.collect();
        prop_assert_eq!(others.len(), before.len());
        for (at, (one, other)) in before.iter().zip(others).enumerate() {
            prop_assert_eq!(gist(one), gist(other));
            let expected = if scope.fits(at, &before) {
                Status::Waived
            } else {
                Status::Open
            };
            prop_assert_eq!(other.status, expected);
        }
        Ok(())
    });
    result.unwrap();
}
