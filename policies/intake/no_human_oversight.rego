# METADATA
# title: Nobody oversees what the system does
# description: >
#   When the system is wrong about a person, somebody has to notice and be able to stop it;
#   without that, its mistakes are the last word. The intake says whether people decide
#   (`in-the-loop`), watch and step in (`on-the-loop`) or neither (`none`), and who they are.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [intake]
#   from_stage: review
#   implied_by: [intake/incomplete, artifact/schema-mismatch]
#   settings:
#     needed_at: [high, prohibited]
#     contradicted_by: [human_in_the_loop]
#   since: 0.1.0
#   remedy: >
#     Name who can overrule the system and how they learn that they have to; where nobody
#     can, build that way before the system decides about anybody.
#   controls:
#     nist-ai-rmf: [MAP 3.5, GOVERN 3.2, MANAGE 2.4]
#     eu-ai-act: [Article 14, Annex IV(2)(e), Annex IV(3)]
#     iso-42001: [A.9.2]
package raigate.rules.intake.no_human_oversight

import data.raigate.lib.answer
import data.raigate.lib.finding

settings := data.settings.intake.no_human_oversight

oversight := input.artifact.value.human_oversight

applicable if input.system.stage != "retired"

findings contains finding.limited_by(finding.at(input.artifact, "/human_oversight/mode", message), "needed_at") if {
	oversight.mode == "none"
	input.system.tier in settings.needed_at
	message := sprintf("intake states oversight `none`, tier %s needs people who can step in", [input.system.tier])
}

findings contains finding.at(input.artifact, "/human_oversight/mode", message) if {
	oversight.mode == "none"
	not input.system.tier in settings.needed_at
	some facet in settings.contradicted_by
	facet in input.system.facets
	message := sprintf("intake states oversight `none`, the system declares facet `%s`", [facet])
}

# An oversight of which nothing at all is said is `intake/incomplete`.
findings contains finding.at(input.artifact, "/human_oversight", message) if {
	is_object(oversight)
	answer.is_given(input.artifact, "/human_oversight", oversight)
	not answer.is_given(input.artifact, "/human_oversight/mode", object.get(oversight, "mode", null))
	message := "intake does not state the mode of human oversight: in the loop, on the loop or none"
}

findings contains finding.at(input.artifact, "/human_oversight", message) if {
	oversight.mode in {"in-the-loop", "on-the-loop"}
	not answer.is_given(input.artifact, "/human_oversight/who", object.get(oversight, "who", null))
	message := sprintf("intake states oversight `%s`, and not by whom", [oversight.mode])
}
