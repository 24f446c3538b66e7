//! What tells runs on one commit apart.

use std::collections::BTreeSet;

use raigate::publish::plan::{Settings, plan};
use raigate::verdict::Report;

use super::stories;
use super::texts::{event, planned};

#[test]
fn runs_on_one_commit_are_told_apart_by_what_they_are_about_and_are_called() {
    let with = |set: fn(&mut Settings)| {
        let mut settings = Settings {
            upload_sarif: true,
            ..Settings::default()
        };
        set(&mut settings);
        plan(&stories::usual(), &event(), &settings)
    };
    let plans = [
        with(|_| {}),
        with(|it| it.below = "services/a".into()),
        with(|it| it.config = Some("strict.toml".into())),
        with(|it| it.system = Some("credit-scorer".to_owned())),
        with(|it| it.leg = Some("ubuntu 24.04".to_owned())),
        with(|it| it.leg = Some("ubuntu_24.04".to_owned())),
    ];
    let names: BTreeSet<_> = plans
        .iter()
        .map(|it| &it.check.as_ref().unwrap().name)
        .collect();
    let marks: BTreeSet<_> = plans
        .iter()
        .map(|it| &it.comment.as_ref().unwrap().marker)
        .collect();
    let categories: BTreeSet<_> = plans
        .iter()
        .map(|it| &it.sarif.as_ref().unwrap().category)
        .collect();
    for number in [names.len(), marks.len(), categories.len()] {
        assert_eq!(number, plans.len(), "{names:?}");
    }
    assert!(names.contains(&"raigate/recommended/strict.toml".to_owned()));
    let sarif = plans[1].sarif.as_ref().unwrap();
    let id = "\"id\": \"raigate/recommended/services/a/\"";
    assert!(sarif.text.contains(id), "{}", sarif.text);
    // What two jobs say alike has one id, and what they say otherwise has two.
    let id = |report: &Report| planned(report).check.unwrap().external_id;
    assert_eq!(id(&stories::usual()), id(&stories::usual()));
    assert_ne!(id(&stories::usual()), id(&stories::clean()));
}
