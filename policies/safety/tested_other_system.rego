# METADATA
# title: Safety tests of another system
# description: >
#   What was attacked is not what is shipped: another model, version, prompt, filter or set
#   of tools. How the shipped system behaves under attack, nobody has seen.
# custom:
#   severity: {minimal: "off", limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [safety-test-log, model-manifest]
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Attack the system with the model, prompt, filters and tools that are shipped, and add
#     that log; mark the earlier one as superseded.
#   controls:
#     nist-ai-rmf: [MEASURE 2.3]
#     eu-ai-act: [Annex IV(2)(g)]
#     soc2: [CC8.1]
package raigate.rules.safety.tested_other_system

import data.raigate.lib.attack
import data.raigate.lib.finding
import data.raigate.lib.identity
import data.raigate.lib.shipped
import data.raigate.lib.text

findings contains shipped.difference(log, "log", key) if {
	some log in attack.logs
	count(shipped.manifests) > 0
	key := shipped.differs_in(log)
}

# A log of another model by name.
findings contains found if {
	some log in attack.logs
	name := log.facts.identity.name
	manifest := shipped.manifests[0]
	theirs := manifest.facts.identity.name
	count([one | some one in shipped.manifests; identity.same_name(name.value, one.facts.identity.name.value)]) == 0
	message := sprintf("log is of model `%s`, the manifest states `%s`", [
		text.shortened(name.value),
		text.shortened(theirs.value),
	])
	found := finding.related(finding.at(log, name.at, message), manifest, theirs.at, "shipped as this")
}

not_evaluated contains finding.at(log, "", message) if {
	some log in attack.logs
	count(shipped.manifests) > 0
	not log.facts.identity.name
	not log.facts.identity.digest
	message := "log does not say which model was attacked"
}

# What the log says of itself: its first line, or the file.
header(log) := {"value": log.value[0], "at": "/0"} if {
	is_array(log.value)
} else := {"value": log.value, "at": ""}

components(kind) := [{"manifest": manifest, "component": component, "at": sprintf("/%s/%d", [kind, index])} |
	some manifest in shipped.manifests
	is_array(manifest.value[kind])
	some index, component in manifest.value[kind]
]

findings contains other_part(log, "prompt_digest", tested, stated[0], "system prompt", stated[0].component.digest) if {
	some log in attack.logs
	tested := header(log).value.prompt_digest
	stated := [one | some one in components("prompts"); one.component.digest]
	count(stated) > 0
	count([one | some one in stated; shipped.same("digest", tested, one.component.digest)]) == 0
}

findings contains other_part(log, "guardrail_version", tested, stated[0], "filter version", stated[0].component.version) if {
	some log in attack.logs
	tested := header(log).value.guardrail_version
	stated := [one | some one in components("guardrails"); one.component.version]
	count(stated) > 0
	count([one | some one in stated; shipped.same("version", tested, one.component.version)]) == 0
}

# A tool that is shipped and was not there to be misused.
findings contains found if {
	some log in attack.logs
	tested := header(log).value.tools
	is_array(tested)
	absent := [one |
		some one in components("tools")
		one.component.name
		not one.component.name in tested
	]
	count(absent) > 0
	message := sprintf("log is of a system without `%s`, which is shipped", [
		text.shortened(concat("`, `", [one.component.name | some one in absent])),
	])
	found := finding.related(
		finding.at(log, sprintf("%s/tools", [header(log).at]), message),
		absent[0].manifest, absent[0].at, "shipped with this",
	)
}

# Prompt, filters and tools that are shipped, and a log of ours that does not name them.
not_evaluated contains finding.at(log, header(log).at, message) if {
	some log in attack.logs
	log.standard == "native"
	unsaid := [noun |
		some [kind, key, noun] in [
			["prompts", "prompt_digest", "system prompt"],
			["guardrails", "guardrail_version", "filters"],
			["tools", "tools", "tools"],
		]
		count(components(kind)) > 0
		not header(log).value[key]
	]
	count(unsaid) > 0
	message := sprintf("log does not say with which %s it was run, the manifest names them", [text.listed(unsaid)])
}

other_part(log, key, tested, one, noun, shipped_as) := finding.related(
	finding.at(log, sprintf("%s/%s", [header(log).at, key]), message),
	one.manifest, one.at, "shipped as this",
) if {
	message := sprintf("log is of %s `%v`, the manifest states `%v`", [
		noun,
		text.shortened(sprintf("%v", [tested])),
		text.shortened(sprintf("%v", [shipped_as])),
	])
}
