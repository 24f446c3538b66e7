//! Every function a policy may call: those of the engine, ours, and the refused ones.

use super::syntax;

/// raigate's own functions and how many arguments they take.
pub(super) const OWN: &[(&str, usize)] = &[
    ("bits.lsh", 2),
    ("crypto.sha256", 1),
    ("numbers.range", 2),
    ("raigate.evidence.field", 2),
    ("raigate.evidence.is_past", 2),
    ("raigate.evidence.missing", 4),
    ("raigate.num.abs", 1),
    ("raigate.num.add", 2),
    ("raigate.num.eq", 2),
    ("raigate.num.gt", 2),
    ("raigate.num.gte", 2),
    ("raigate.num.lt", 2),
    ("raigate.num.lte", 2),
    ("raigate.num.mul", 2),
    ("raigate.num.sub", 2),
    ("raigate.people.fill", 2),
    ("raigate.plan.asked", 3),
    ("raigate.plan.direction", 2),
    ("raigate.plan.held", 2),
    ("raigate.stat.cases_within", 2),
    ("raigate.stat.directional", 4),
    ("raigate.stat.disparity", 3),
    ("raigate.stat.interval", 3),
    ("raigate.stat.settling", 4),
    ("raigate.text.said", 2),
    ("regex.find_n", 3),
    ("regex.match", 2),
    ("regex.replace", 3),
    ("regex.split", 2),
    ("sprintf", 2),
];

/// Functions that a gate cannot have, and what to do instead.
const REFUSED: &[(&str, &str)] = &[
    (
        "http.send",
        "a verdict may not depend on the network; commit the facts as evidence",
    ),
    (
        "net.lookup_ip_addr",
        "a verdict may not depend on the network; commit the facts as evidence",
    ),
    (
        "opa.runtime",
        "a verdict may not depend on the environment; use a setting of the rule",
    ),
    (
        "rand.intn",
        "the same evidence has to give the same verdict",
    ),
    (
        "time.now_ns",
        "the same evidence has to give the same verdict; use `data.run.today`",
    ),
    (
        "uuid.rfc4122",
        "the same evidence has to give the same verdict",
    ),
];

/// Returns how many arguments the function takes, given without its result.
pub(super) fn arity(name: &str) -> Option<usize> {
    if name == "print" {
        return None;
    }
    OWN.iter()
        .find(|(own, _)| *own == name)
        .map(|(_, arity)| *arity)
        .or_else(|| syntax::builtin_arity(name))
}

/// Returns whether the function is one of ours, which take their result by `:=` alone.
pub(super) fn is_own(name: &str) -> bool {
    OWN.iter().any(|(own, _)| *own == name)
}

/// Returns why a policy may not call `name`.
pub(super) fn refusal(name: &str) -> Option<&'static str> {
    REFUSED
        .iter()
        .find(|(refused, _)| *refused == name)
        .map(|(_, why)| *why)
}

/// Returns every name that may be called, sorted.
pub(super) fn names() -> Vec<&'static str> {
    let mut names = syntax::builtin_names();
    names.extend(OWN.iter().map(|(name, _)| *name));
    names.push("print");
    names.retain(|name| refusal(name).is_none());
    names.sort_unstable();
    names.dedup();
    names
}
