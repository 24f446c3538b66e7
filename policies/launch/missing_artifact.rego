# METADATA
# title: A launch without the evidence that its tier asks for
# description: >
#   Each of these papers answers a question that somebody whom the system touches could ask;
#   a launch without one leaves that question to them. Which kinds are asked for follows from
#   the tier and the facets, and is a setting: for each kind the conditions of which one has
#   to hold: `always`, a facet, or `not` and a facet.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   phase: outcomes
#   kinds: []
#   from_stage: launch
#   settings:
#     matrix:
#       minimal:
#         intake: [always]
#         model-manifest: [always]
#         model-card: [user_facing]
#         safety-test-log: [generative]
#         privacy-review: [personal_data, special_category_data]
#         disclosure-review: [user_facing]
#       limited:
#         intake: [always]
#         model-manifest: [always]
#         model-card: [always]
#         datasheet: [not third_party_model]
#         eval-plan: [always]
#         eval-result: [always]
#         fairness-report: [consequential_decision]
#         safety-test-log: [generative, user_facing]
#         risk-assessment: [always]
#         privacy-review: [personal_data, special_category_data]
#         monitoring-plan: [always]
#         disclosure-review: [user_facing]
#         launch-checklist: [always]
#       high:
#         intake: [always]
#         model-manifest: [always]
#         model-card: [always]
#         system-card: [always]
#         datasheet: [always]
#         eval-plan: [always]
#         eval-result: [always]
#         fairness-report: [always]
#         safety-test-log: [always]
#         risk-assessment: [always]
#         privacy-review: [always]
#         monitoring-plan: [always]
#         disclosure-review: [user_facing]
#         launch-checklist: [always]
#     instead_of: {model-card: [system-card]}
#     excused_by: {fairness-report: fairness, safety-test-log: safety, privacy-review: privacy}
#     min_words: 10
#     told_by:
#       intake: [intake/model-without-intake]
#       model-card: [card/missing]
#       datasheet: [data/missing-datasheet]
#       fairness-report: [fairness/missing-report]
#       safety-test-log: [safety/missing-log]
#       risk-assessment: [risk/no-assessment-for-model]
#       privacy-review: [privacy/missing-review]
#       monitoring-plan: [monitoring/missing-plan]
#       disclosure-review: [disclosure/missing-review]
#       launch-checklist: [launch/missing-checklist]
#   since: 0.1.0
#   remedy: >
#     Add what is named, or an `external-record` that leads to it; where a kind does not fit
#     the system, say why in `not_applicable` of the risk assessment.
#   controls:
#     nist-ai-rmf: [GOVERN 1.4]
#     eu-ai-act: [Article 11]
#     iso-42001: [A.6.2.7]
package raigate.rules.launch.missing_artifact

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.lifecycle
import data.raigate.lib.record
import data.raigate.lib.text

settings := data.settings.launch.missing_artifact

applicable if lifecycle.is_launched

# A prohibited system is judged as the highest tier that may exist.
tier := "high" if input.system.tier == "prohibited"

tier := input.system.tier if input.system.tier != "prohibited"

required := [kind |
	some kind, conditions in settings.matrix[tier]
	some condition in conditions
	holds(condition)
]

holds("always") := true

holds(condition) if condition in input.system.facets

holds(condition) if {
	startswith(condition, "not ")
	not trim_prefix(condition, "not ") in input.system.facets
}

findings contains finding.limited_by(finding.of_system(message), "matrix") if {
	asked := {kind | some kind in required}
	untold := [kind | some kind in asked; not is_there(kind); not is_excused(kind); not is_told(kind)]
	count(untold) > 0
	message := sprintf("%d of %d kinds of evidence that tier %s asks for %s: %s", [
		count(untold),
		count(asked),
		tier,
		verb(count(untold)),
		text.listed(untold),
	])
}

verb(number) := "is absent" if number == 1

verb(number) := "are absent" if number > 1

is_there(kind) if {
	some one in array.concat([kind], object.get(alternatives, kind, []))
	some records in [record.current(one), record.elsewhere(one)]
	count(records) > 0
}

# Where both kinds are asked for, one does not stand in for the other.
alternatives := {kind: others |
	some kind, others in settings.instead_of
	count([other | some other in others; other in required]) == 0
}

# The assessment may say why a kind does not fit; a word is no reason.
is_excused(kind) if {
	category := settings.excused_by[kind]
	some assessment in record.current("risk-assessment")
	excluded := evidence.field(assessment, "not_applicable")
	is_array(excluded.value)
	some index, entry in excluded.value
	is_string(entry.category)
	is_string(entry.reason)
	lower(entry.category) == category
	answer.is_given(assessment, sprintf("%s/%d/reason", [excluded.at, index]), entry.reason)
	count(regex.find_n(`\S+`, entry.reason, -1)) >= settings.min_words
}

# What a rule of its own has found, as severe as here, is not said again.
is_told(kind) if {
	some rule in settings.told_by[kind]
	outcome := input.outcomes[rule]
	outcome.outcome in {"fail", "waived"}
	outcome.severity in grave
}

grave := {"error", "warning"} if tier == "minimal"

grave := {"error"} if tier != "minimal"
