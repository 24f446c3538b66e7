//! Says who can approve or waive what blocks.

use std::collections::{BTreeMap, BTreeSet};

use super::sections::{Told, prose, split};
use crate::finding::Finding;
use crate::glossary::Tier;
use crate::people::Identity;
use crate::verdict::Report;

/// The rule whose setting says which roles approve a waiver, by tier.
const WAIVING: &str = "waiver/wrong-approver";
/// As many people of one role are named.
const PEOPLE: usize = 5;
/// As much of a fingerprint tells a finding from all others.
const FINGERPRINT: usize = 12;

impl Told<'_> {
    /// Returns who can approve or waive what blocks; "" where nothing does.
    pub(super) fn who(&self) -> String {
        let (blocking, _) = split(self.report);
        if blocking.is_empty() {
            return String::new();
        }
        let (waivable, fixed): (Vec<&Finding>, Vec<&Finding>) = blocking
            .iter()
            .partition(|finding| is_waivable(self.report, finding));
        let mut rows = Vec::new();
        for (tier, systems) in tiers(self.report, &waivable) {
            let roles = roles(self.report, tier);
            if !roles.is_empty() {
                let roles: Vec<String> = roles.iter().map(|role| self.role(role)).collect();
                rows.push(format!("- {systems}: {}\n", roles.join(" and ")));
            }
        }
        let mut text = String::from("### Who can approve or waive it\n\n");
        match waivable.as_slice() {
            [] => text.push_str("No waiver is possible: this has to be fixed.\n"),
            findings => {
                let which = match findings {
                    [only] => only.fingerprint.get(..FINGERPRINT).unwrap_or("FINGERPRINT"),
                    _ => "FINGERPRINT",
                };
                let begin = format!("`raigate new waiver --for {which}` begins one");
                let (how, end) = if rows.is_empty() {
                    ("A waiver is possible", "\n")
                } else {
                    ("A waiver is approved by one person for each role", "\n\n")
                };
                text = format!("{text}{how}; {begin}.{end}");
            }
        }
        rows.extend(self.approving(&blocking));
        text.push_str(&rows.concat());
        let never: BTreeSet<&str> = fixed.iter().map(|found| found.rule.as_str()).collect();
        if !waivable.is_empty() && !never.is_empty() {
            let never: Vec<String> = never.iter().map(|rule| format!("`{rule}`")).collect();
            text = format!("{text}\nNot waivable: {}\n", never.join(", "));
        }
        text + "\n"
    }

    /// Returns who fills the roles that findings about approvals name.
    fn approving(&self, blocking: &[&Finding]) -> Option<String> {
        let about = blocking
            .iter()
            .filter(|found| found.rule.family() == "approval");
        let said: Vec<&str> = about.map(|found| found.message.as_str()).collect();
        let is_end = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
        let is_said = |role: &&String| {
            said.iter()
                .any(|text| text.split(is_end).any(|word| word == role.as_str()))
        };
        let roles = self.settings.roles.keys().filter(is_said);
        let roles: Vec<String> = roles.map(|role| self.role(role)).collect();
        (!roles.is_empty()).then(|| format!("- approvals: {}\n", roles.join(", ")))
    }

    /// Returns a role and who holds it, so that nobody is called by reading it.
    fn role(&self, role: &str) -> String {
        let held = self.settings.roles.get(role);
        let holders = held.map(Vec::as_slice).unwrap_or_default();
        // An address of e-mail is nobody's to be read here.
        let named = holders
            .iter()
            .filter_map(|name| match Identity::parse(name)? {
                Identity::Handle(name) | Identity::Team(name) => Some(prose(&format!("@{name}"))),
                Identity::Email(_) => None,
            });
        let mut parts: Vec<String> = named.take(PEOPLE).collect();
        let more = holders.len() - parts.len();
        if more > 0 && !parts.is_empty() {
            parts.push(format!("{more} more"));
        }
        match (parts.is_empty(), holders.is_empty()) {
            (_, true) => format!("{} (nobody in `[roles]`)", prose(role)),
            (true, _) => format!("{} ({} in `[roles]`)", prose(role), holders.len()),
            _ => format!("{} ({})", prose(role), parts.join(", ")),
        }
    }
}

/// Whether a waiver could excuse the finding; of a rule that is not known, none is offered.
fn is_waivable(report: &Report, finding: &Finding) -> bool {
    let setting = |id: &str, key: &str| {
        let rule = report.rules.iter().find(|rule| rule.id.as_str() == id)?;
        rule.meta.settings.get(key)?.as_array()
    };
    let never = setting("waiver/not-waivable", "rules")
        .into_iter()
        .flatten();
    if never
        .filter_map(|id| id.as_str())
        .any(|id| id == finding.rule.as_str())
    {
        return false;
    }
    let rule = report.rules.iter().find(|rule| rule.id == finding.rule);
    rule.is_some_and(|rule| rule.meta.waivable && !rule.meta.title.is_empty())
}

/// Returns the roles that approve a waiver at `tier`.
fn roles(report: &Report, tier: Tier) -> Vec<String> {
    let mut rules = report.rules.iter();
    let rule = rules.find(|rule| rule.id.as_str() == WAIVING);
    let listed = rule.and_then(|rule| {
        rule.meta
            .settings
            .get("roles")?
            .get(tier.name())?
            .as_array()
    });
    let listed = listed.into_iter().flatten();
    listed
        .filter_map(|role| role.as_str().map(str::to_owned))
        .collect()
}

/// Returns the tiers of what blocks, each with the systems it is about.
fn tiers(report: &Report, findings: &[&Finding]) -> BTreeMap<Tier, String> {
    let mut tiers: BTreeMap<Tier, BTreeSet<&str>> = BTreeMap::new();
    for system in &report.systems {
        let is_about = |finding: &&&Finding| finding.system.as_ref() == Some(&system.id);
        if findings.iter().any(|finding| is_about(&finding)) {
            tiers.entry(system.tier).or_default().insert(&system.id);
        }
    }
    let named = |(tier, systems): (Tier, BTreeSet<&str>)| {
        let systems: Vec<String> = systems.iter().take(PEOPLE).map(|id| prose(id)).collect();
        (tier, format!("{} (tier {tier})", systems.join(", ")))
    };
    tiers.into_iter().map(named).collect()
}
