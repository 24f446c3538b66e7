//! Who is the same person, and who can fill which role.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::{any, prop, proptest};
use raigate::people::{Candidate, Holding, Identity, People, Person, Who, fill};

fn people() -> People {
    let entry = |handles: &[&str], emails: &[&str], keys: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Person {
            handles: owned(handles),
            emails: owned(emails),
            keys: owned(keys),
        }
    };
    let entries = BTreeMap::from([
        (
            "ada".to_owned(),
            entry(
                &["@Ada"],
                &["ada@example.org", "ada@home.example"],
                &["ssh-ed25519 AAAAkey ada@laptop"],
            ),
        ),
        ("kim".to_owned(), entry(&["@kim"], &[], &["ab cd 12"])),
    ]);
    let roles = [
        ("rai-lead", vec!["@ada"]),
        ("rai-team", vec!["team:acme/rai", "Kim <@kim>"]),
        ("legal", vec!["lou@example.org", "@acme/law"]),
    ];
    let roles = roles.map(|(role, held)| {
        let held = held.into_iter().map(str::to_owned).collect();
        (role.to_owned(), held)
    });
    People::new(&entries, &BTreeMap::from(roles))
}

fn who(people: &People, text: &str) -> Who {
    people.who(&Identity::parse(text).unwrap()).unwrap()
}

#[test]
fn all_identities_of_an_entry_are_one_person() {
    let people = people();
    let ada = Who::Entry("ada".to_owned());
    for identity in [
        "@ada",
        "@ADA",
        "ada",
        "Ada@Example.org",
        "Ada Lovelace <ada@home.example>",
        "4711+ada@users.noreply.github.com",
    ] {
        assert_eq!(who(&people, identity), ada, "{identity}");
    }
    assert_ne!(who(&people, "ada@elsewhere.example"), ada);
    assert_ne!(
        who(&people, "@lou"),
        who(&people, "lou@example.org"),
        "nothing says so"
    );
}

#[test]
fn a_letter_that_only_looks_alike_is_another_person() {
    let people = people();
    for (text, odd) in [("@\u{430}da", '\u{430}'), ("@\u{212a}im", '\u{212a}')] {
        let identity = Identity::parse(text).unwrap();
        assert!(matches!(people.who(&identity), Some(Who::Unlinked(_))));
        assert_eq!(identity.odd_letter(), Some(odd));
    }
    assert_eq!(Identity::parse("@kim").unwrap().odd_letter(), None);
}

#[test]
fn what_names_nobody_is_not_guessed_at() {
    for text in [
        "",
        " ",
        "Ada Lovelace",
        "@",
        "ada@",
        "@a@b",
        "team:",
        "@ada\u{0}",
    ] {
        assert_eq!(Identity::parse(text), None, "{text:?}");
    }
    let team = Identity::parse("@acme/rai").unwrap();
    assert_eq!(team, Identity::parse("team:@Acme/rai").unwrap());
    assert_eq!(people().who(&team), None, "a team is no person");
}

#[test]
fn bots_and_the_forge_are_no_persons() {
    for text in [
        "@dependabot[bot]",
        "49699333+dependabot[bot]@users.noreply.github.com",
        "noreply@github.com",
        "web-flow",
    ] {
        assert!(Identity::parse(text).unwrap().is_machine(), "{text}");
    }
    assert!(!Identity::parse("@abbot").unwrap().is_machine());
}

#[test]
fn a_key_is_its_owners_whatever_stands_behind_it() {
    let people = people();
    let owner = |key| people.owner_of_key(key).map(|who| who.to_string());
    assert_eq!(owner("ssh-ed25519 AAAAkey").as_deref(), Some("ada"));
    assert_eq!(owner("ABCD12").as_deref(), Some("kim"));
    assert_eq!(owner("ssh-ed25519 AAAAother"), None);
}

#[test]
fn who_is_in_a_team_is_unknown_until_it_is_told() {
    let people = people();
    let [lou, ada, kim] = ["@lou", "@ada", "@kim"].map(|text| who(&people, text));
    assert_eq!(people.holds(&ada, "rai-lead"), Holding::Yes);
    assert_eq!(people.holds(&kim, "rai-lead"), Holding::No);
    assert_eq!(people.holds(&kim, "rai-team"), Holding::Yes);
    assert_eq!(people.holds(&lou, "rai-team"), Holding::Unknown);
    assert_eq!(people.holds(&lou, "director"), Holding::Undefined);
    let teams = |members: &[(&str, &[&str])]| -> BTreeMap<String, Vec<String>> {
        let each = members.iter();
        each.map(|(team, members)| {
            let members = members.iter().map(|text| (*text).to_owned()).collect();
            ((*team).to_owned(), members)
        })
        .collect()
    };
    let told = people
        .clone()
        .with_teams(&teams(&[("acme/RAI", &["@Lou"])]));
    assert_eq!(told.holds(&lou, "rai-team"), Holding::Yes);
    assert_eq!(told.holds(&ada, "rai-team"), Holding::No);
    assert_eq!(
        told.holds(&ada, "legal"),
        Holding::Unknown,
        "that team was not told"
    );
    let circle = [
        ("acme/rai", &["@acme/law"][..]),
        ("acme/law", &["@acme/rai"]),
    ];
    let told = people.with_teams(&teams(&circle));
    assert_eq!(told.holds(&ada, "rai-team"), Holding::No);
}

#[test]
fn a_handle_alone_cannot_be_compared_with_commits() {
    let people = people();
    let is_comparable = |text| people.is_comparable(&who(&people, text));
    assert!(is_comparable("@ada"), "the entry names addresses");
    assert!(is_comparable("lou@example.org"));
    assert!(!is_comparable("@kim") && !is_comparable("@lou"));
}

fn candidate<'c>(entry: Option<&'c str>, roles: &[&'c str]) -> Candidate<'c> {
    Candidate {
        entry,
        roles: roles.iter().copied().collect(),
    }
}

#[test]
fn people_move_over_until_as_many_slots_as_can_be_are_filled() {
    let slots = [vec!["lead"], vec!["director", "executive"], vec!["legal"]];
    let candidates = [
        candidate(Some("ada"), &["lead", "director"]),
        candidate(Some("bo"), &["lead", "legal"]),
        candidate(Some("cy"), &["legal", "lead"]),
    ];
    let filled = fill(&slots, &candidates);
    assert_eq!(filled[1], Some(0), "only Ada is a director");
    assert!(filled.iter().all(Option::is_some), "{filled:?}");
}

#[test]
fn nobody_fills_two_slots_by_approving_twice() {
    let slots = [vec!["lead"], vec!["director"]];
    let twice = [
        candidate(Some("ada"), &["lead"]),
        candidate(Some("ada"), &["director"]),
    ];
    assert_eq!(fill(&slots, &twice), [Some(0), None]);
}

#[test]
fn whom_no_entry_links_fill_one_slot_together() {
    let slots = [vec!["lead"], vec!["director"]];
    let unlinked = [candidate(None, &["lead"]), candidate(None, &["director"])];
    assert_eq!(fill(&slots, &unlinked), [Some(0), None]);
    let one_linked = [
        candidate(None, &["lead"]),
        candidate(Some("bo"), &["director"]),
    ];
    assert_eq!(fill(&slots, &one_linked), [Some(0), Some(1)]);
}

/// Tries every assignment.
fn most(slots: &[Vec<&str>], candidates: &[Candidate<'_>], taken: &mut Vec<usize>) -> usize {
    let Some((first, rest)) = slots.split_first() else {
        return 0;
    };
    let mut best = most(rest, candidates, taken);
    for (at, candidate) in candidates.iter().enumerate() {
        let fits = first.iter().any(|role| candidate.roles.contains(role));
        if fits && !taken.contains(&at) {
            taken.push(at);
            best = best.max(1 + most(rest, candidates, taken));
            taken.pop();
        }
    }
    best
}

const ROLES: [&str; 4] = ["lead", "director", "legal", "privacy"];
const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

fn chosen(flags: [bool; 4]) -> Vec<&'static str> {
    let each = ROLES.iter().zip(flags);
    each.filter(|(_, flag)| *flag)
        .map(|(role, _)| *role)
        .collect()
}

proptest! {
    #[test]
    fn no_assignment_fills_more_slots(
        slots in prop::collection::vec(any::<[bool; 4]>(), 0..5),
        held in prop::collection::vec(any::<[bool; 4]>(), 0..6),
    ) {
        let slots: Vec<Vec<&str>> = slots.into_iter().map(chosen).collect();
        let candidates: Vec<Candidate<'_>> = held
            .iter()
            .zip(NAMES)
            .map(|(flags, name)| candidate(Some(name), &chosen(*flags)))
            .collect();
        let filled = fill(&slots, &candidates);
        let mut used: Vec<usize> = filled.iter().flatten().copied().collect();
        assert_eq!(used.len(), most(&slots, &candidates, &mut Vec::new()));
        used.sort_unstable();
        used.dedup();
        assert_eq!(used.len(), filled.iter().flatten().count(), "nobody twice");
        for (slot, at) in slots.iter().zip(&filled) {
            let roles = at.map(|at| &candidates[at].roles);
            assert!(roles.is_none_or(|roles| slot.iter().any(|role| roles.contains(role))));
        }
    }
}

#[test]
fn ten_thousand_candidates_take_no_time() {
    let names: Vec<String> = (0..10_000).map(|at| format!("p{at}")).collect();
    let candidates: Vec<Candidate<'_>> = names
        .iter()
        .map(|name| candidate(Some(name), &["lead"]))
        .collect();
    let filled = fill(&[vec!["lead"], vec!["director"]], &candidates);
    assert_eq!(filled[1], None);
    assert!(filled[0].is_some());
}
