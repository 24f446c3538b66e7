# METADATA
# title: A release whose evidence does not hang together
# description: >
#   When a release harms somebody, the question is which data, which measurement and whose yes
#   stood behind just that version. Where one link is about another version, or about none,
#   nobody can answer. `raigate trace` draws the whole chain.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   phase: outcomes
#   kinds: [model-manifest, eval-result, approval, launch-checklist]
#   from_stage: launch
#   implied_by: [launch/missing-artifact, eval/result-for-other-model]
#   settings:
#     links:
#       minimal: [model, data]
#       limited: [model, data, evaluation, approval]
#       high: [model, data, evaluation, approval]
#       prohibited: [model, data, evaluation, approval]
#     once_operated: [release]
#     told_by: {approval: approval/missing-role}
#   since: 0.1.0
#   remedy: >
#     Close the first gap: measure this version, have it approved, or state the version that
#     the evidence is about, if that is what is shipped.
#   controls:
#     nist-ai-rmf: [MEASURE 2.8]
#     eu-ai-act: [Article 12, Article 11]
#     iso-42001: [A.6.2.7]
#     soc2: [CC8.1, CC2.1]
package raigate.rules.trace.broken_chain

import data.raigate.lib.finding
import data.raigate.lib.lifecycle
import data.raigate.lib.record

settings := data.settings.trace.broken_chain

applicable if {
	lifecycle.is_launched
	count(manifests) > 0
}

manifests := [manifest | some manifest in record.current("model-manifest"); manifest.facts.chain]

asked := array.concat(settings.links[input.system.tier], operated)

operated := settings.once_operated if input.system.stage == "operate"

operated := [] if input.system.stage != "operate"

# Only the first gap of each chain: what follows may hang on it.
gaps := [{"manifest": manifest, "link": first.link, "gap": first.gap} |
	some manifest in manifests
	all := [link |
		some link in manifest.facts.chain.links
		link.gap
		link.link in asked
		not is_told(link)
	]
	first := all[0]
]

# Reviews on the forge approve without any file, and that rule knows them.
is_told(link) if {
	outcome := input.outcomes[settings.told_by[link.link]]
	outcome.outcome in {"pass", "fail", "deferred", "waived"}
}

# At what there is instead, where the two can be made to fit.
findings contains finding.related(
	{"path": other.path, "root": other.root, "at": other.at, "message": said(one)},
	one.manifest, one.gap.at, "shipped as this",
) if {
	some one in gaps
	other := one.gap.other[0]
}

findings contains finding.at(one.manifest, one.gap.at, said(one)) if {
	some one in gaps
	not one.gap.absent
	not one.gap.other
}

findings contains finding.of_system(said(one)) if {
	some one in gaps
	one.gap.absent
}

said(one) := sprintf("chain of `%s` breaks at %s: %s", [
	named(one.manifest),
	one.link,
	one.gap.message,
])

named(manifest) := manifest.facts.chain.name if is_string(manifest.facts.chain.name)

named(manifest) := manifest.path if not is_string(manifest.facts.chain.name)
