//! Puts a file on top of the one it extends: what that one states can only become tighter.
//!
//! What the extended file does not state is the repository's own to decide. A setting of a rule
//! has no direction that can be known here, so a stated one stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

use crate::config::draft::{DiscoveryDraft, Draft, GateDraft, PolicyDraft};
use crate::config::{Placed, RuleOverride, publish};
use crate::finding::Location;
use crate::glossary::Severity;
use crate::rule::{RuleId, Severities};

/// A place at which a file loosens what it extends.
pub(super) struct Loosening {
    pub(super) key: String,
    pub(super) here: Location,
    pub(super) there: Location,
}

/// Returns `own` on top of `base`; where it would be looser, `base` stays and it is noted.
pub(super) fn tighten(base: Draft, own: Draft, loose: &mut Vec<Loosening>) -> Draft {
    let signers = |base: &Utf8PathBuf, own: &Utf8PathBuf| base == own;
    Draft {
        extends: Vec::new(),
        gate: gate(base.gate, own.gate, loose),
        discovery: discovery(base.discovery, own.discovery, loose),
        systems: own.systems,
        artifacts: own.artifacts,
        profile: pick(base.profile, own.profile, "profile", loose, |base, own| {
            own >= base
        }),
        overrides: overrides(base.overrides, own.overrides, loose),
        policy: PolicyDraft {
            paths: [base.policy.paths, own.policy.paths].concat(),
            data: [base.policy.data, own.policy.data].concat(),
        },
        roles: same(base.roles, own.roles, loose),
        routes: same(base.routes, own.routes, loose),
        people: same(base.people, own.people, loose),
        claims: base.claims.into_iter().chain(own.claims).collect(),
        allowed_signers: pick(
            base.allowed_signers,
            own.allowed_signers,
            "allowed-signers",
            loose,
            signers,
        ),
        revoked_signers: pick(
            base.revoked_signers,
            own.revoked_signers,
            "revoked-signers",
            loose,
            signers,
        ),
        openpgp_keys: pick(
            base.openpgp_keys,
            own.openpgp_keys,
            "openpgp-keys",
            loose,
            signers,
        ),
        require_signature: union(base.require_signature, own.require_signature),
        publish: publish::tighten(base.publish, own.publish, loose),
    }
}

fn gate(base: GateDraft, own: GateDraft, loose: &mut Vec<Loosening>) -> GateDraft {
    let strictness = |fail_on: Option<Severity>| match fail_on {
        None => 0,
        Some(Severity::Error) => 1,
        Some(_) => 2,
    };
    let stays_true = |base: &bool, own: &bool| own >= base;
    let (unjudged, known) = (base.not_evaluated_fails, base.known_until_launch);
    GateDraft {
        fail_on: pick(base.fail_on, own.fail_on, "fail-on", loose, |base, own| {
            strictness(*own) >= strictness(*base)
        }),
        not_evaluated_fails: pick(
            unjudged,
            own.not_evaluated_fails,
            "not-evaluated",
            loose,
            stays_true,
        ),
        known_until_launch: pick(known, own.known_until_launch, "known", loose, stays_true),
        allow_empty: pick(
            base.allow_empty,
            own.allow_empty,
            "allow-empty",
            loose,
            |base, own| own <= base,
        ),
        stage_from: [base.stage_from, own.stage_from].concat(),
    }
}

fn discovery(
    base: DiscoveryDraft,
    own: DiscoveryDraft,
    loose: &mut Vec<Loosening>,
) -> DiscoveryDraft {
    note_additions(
        base.exclude.as_deref(),
        own.exclude.as_deref(),
        "exclude",
        loose,
    );
    DiscoveryDraft {
        include: union(base.include, own.include),
        exclude: union(base.exclude, own.exclude),
        models: union(base.models, own.models),
    }
}

pub(super) fn pick<T>(
    base: Option<Placed<T>>,
    own: Option<Placed<T>>,
    key: &str,
    loose: &mut Vec<Loosening>,
    is_as_tight: impl Fn(&T, &T) -> bool,
) -> Option<Placed<T>> {
    match (base, own) {
        (Some(base), Some(own)) if is_as_tight(&base.value, &own.value) => Some(own),
        (Some(base), Some(own)) => {
            let there = base.location.clone();
            loose.push(Loosening {
                key: key.to_owned(),
                here: own.location,
                there,
            });
            Some(base)
        }
        (base, own) => own.or(base),
    }
}

fn union<T: PartialEq>(
    base: Option<Vec<Placed<T>>>,
    own: Option<Vec<Placed<T>>>,
) -> Option<Vec<Placed<T>>> {
    let (mut whole, more) = match (base, own) {
        (Some(base), Some(own)) => (base, own),
        (base, own) => return own.or(base),
    };
    for item in more {
        if !whole.iter().any(|held| held.value == item.value) {
            whole.push(item);
        }
    }
    Some(whole)
}

/// Notes what a list takes out beyond what the extended file lets it.
fn note_additions(
    base: Option<&[Placed<String>]>,
    own: Option<&[Placed<String>]>,
    key: &str,
    loose: &mut Vec<Loosening>,
) {
    let Some(first) = base.and_then(<[_]>::first) else {
        return;
    };
    let allowed: BTreeSet<&str> = base
        .unwrap_or_default()
        .iter()
        .map(|it| &*it.value)
        .collect();
    for item in own.unwrap_or_default() {
        if !allowed.contains(item.value.as_str()) {
            let (here, there) = (item.location.clone(), first.location.clone());
            loose.push(Loosening {
                key: key.to_owned(),
                here,
                there,
            });
        }
    }
}

/// Joins two tables; an entry that both have has to be the same in both.
fn same<T: PartialEq>(
    mut base: BTreeMap<String, Placed<T>>,
    own: BTreeMap<String, Placed<T>>,
    loose: &mut Vec<Loosening>,
) -> BTreeMap<String, Placed<T>> {
    for (name, entry) in own {
        match base.get(&name) {
            Some(stated) if stated.value == entry.value => {}
            Some(stated) => {
                let there = stated.location.clone();
                loose.push(Loosening {
                    key: name,
                    here: entry.location,
                    there,
                });
            }
            None => {
                base.insert(name, entry);
            }
        }
    }
    base
}

fn overrides(
    mut base: BTreeMap<RuleId, RuleOverride>,
    own: BTreeMap<RuleId, RuleOverride>,
    loose: &mut Vec<Loosening>,
) -> BTreeMap<RuleId, RuleOverride> {
    for (id, changed) in own {
        let merged = match base.remove(&id) {
            Some(stated) => one_override(stated, changed, loose),
            None => changed,
        };
        base.insert(id, merged);
    }
    base
}

fn one_override(base: RuleOverride, own: RuleOverride, loose: &mut Vec<Loosening>) -> RuleOverride {
    let mut merged = base;
    let mut change = Change {
        places: &mut merged.places,
        own: own.places,
        loose,
    };
    change.apply("severity", &mut merged.severity, own.severity, is_as_severe);
    // A smaller profile is part of every larger one.
    change.apply("profile", &mut merged.profile, own.profile, |base, own| {
        own <= base
    });
    change.apply(
        "confidence",
        &mut merged.confidence,
        own.confidence,
        |base, own| own >= base,
    );
    change.apply(
        "from_stage",
        &mut merged.from_stage,
        own.from_stage,
        |base, own| own <= base,
    );
    // A rule without facets applies everywhere; each facet more is a further place.
    change.apply("facets", &mut merged.facets, own.facets, |base, own| {
        own.is_empty() || (!base.is_empty() && base.iter().all(|facet| own.contains(facet)))
    });
    change.apply(
        "implied_by",
        &mut merged.implied_by,
        own.implied_by,
        |base, own| own.iter().all(|id| base.contains(id)),
    );
    for (name, value) in own.settings {
        let mut held = merged.settings.remove(&name);
        change.apply(&name, &mut held, Some(value), |base, own| base == own);
        merged.settings.extend(held.map(|held| (name, held)));
    }
    merged
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "all comparisons have one shape"
)]
fn is_as_severe(base: &Severities, own: &Severities) -> bool {
    own.minimal >= base.minimal && own.limited >= base.limited && own.high >= base.high
}

/// The keys of one rule that change hands.
struct Change<'m> {
    places: &'m mut BTreeMap<String, Location>,
    own: BTreeMap<String, Location>,
    loose: &'m mut Vec<Loosening>,
}

impl Change<'_> {
    fn apply<T>(
        &mut self,
        key: &str,
        held: &mut Option<T>,
        own: Option<T>,
        is_as_tight: impl Fn(&T, &T) -> bool,
    ) {
        let Some(own) = own else { return };
        let place = self.own.get(key).cloned();
        if held.as_ref().is_none_or(|base| is_as_tight(base, &own)) {
            *held = Some(own);
            self.places
                .extend(place.map(|place| (key.to_owned(), place)));
        } else if let (Some(here), Some(there)) = (place, self.places.get(key)) {
            let (key, there) = (key.replace('_', "-"), there.clone());
            self.loose.push(Loosening { key, here, there });
        }
    }
}
