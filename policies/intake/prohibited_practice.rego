# METADATA
# title: A practice that is prohibited
# description: >
#   These practices take from people what no safeguard gives back, and Article 5
#   of the EU AI Act forbids them. No evidence and no approval makes such a system
#   fit to ship, and this rule knows no waiver.
# custom:
#   severity: error
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [system, intake]
#   from_stage: intake
#   waivable: false
#   since: 0.1.0
#   remedy: >
#     Stop the work and take the case to legal counsel; if the intake describes the
#     system wrongly, correct it together with them.
#   controls:
#     nist-ai-rmf: [GOVERN 1.1]
#     eu-ai-act: [Article 5]
#     iso-42001: [A.2.2]
package raigate.rules.intake.prohibited_practice

import data.raigate.lib.evidence
import data.raigate.lib.finding

findings contains finding.at(intake, place, message) if {
	some intake in evidence.of_kind("intake")
	is_array(intake.value.practices)
	some index, practice in intake.value.practices
	practice != "none"
	place := sprintf("/practices/%d", [index])

	# "TODO" is an answer that is missing, and no practice.
	not place in {placeholder.at | some placeholder in object.get(intake, ["facts", "placeholders"], [])}
	message := sprintf("intake declares the prohibited practice `%v`", [practice])
}

findings contains finding.at(system, "/regulatory_class/eu_ai_act", message) if {
	some system in evidence.of_kind("system")
	system.value.regulatory_class.eu_ai_act == "prohibited"
	message := "the system is classed as prohibited under the EU AI Act"
}

findings contains finding.of_system("tier is prohibited") if input.system.tier == "prohibited"
