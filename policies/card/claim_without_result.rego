# METADATA
# title: A claim that no result supports
# description: >
#   Whoever relies on the number cannot find out how it was measured, on whom, or
#   whether it ever was. Looked for is a result of the same metric, model, data and
#   slice; a number that a public leaderboard is named for, or that the hub itself
#   measured, rests on their record.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [model-card, system-card]
#   from_stage: review
#   settings:
#     outside_records:
#       - https://huggingface.co/spaces/HuggingFaceH4/
#       - https://huggingface.co/spaces/autoevaluate/
#       - https://huggingface.co/spaces/bigcode/
#       - https://huggingface.co/spaces/hf-audio/
#       - https://huggingface.co/spaces/mteb/
#       - https://huggingface.co/spaces/open-llm-leaderboard/
#       - https://huggingface.co/spaces/open-llm-leaderboard-old/
#       - https://huggingface.co/datasets/mteb/
#       - https://huggingface.co/datasets/open-llm-leaderboard/
#       - https://paperswithcode.com/
#       - https://crfm.stanford.edu/helm/
#   since: 0.1.0
#   remedy: >
#     Add the output of the run that gave the number, as its tool wrote it or under
#     `rai/eval/results/` of the system, or take the number out of the card.
#   controls:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.5]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
package raigate.rules.card.claim_without_result

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.card.claim_without_result

# A system that nobody declared was never asked to measure; where it has measured
# something near, the claim can be held against that.
applicable if input.system.declared

applicable if count([claim | some claim in unsupported; claim.nearest]) > 0

unsupported := [claim |
	some claim in input.artifact.facts.claims
	not claim.matches
	not rests_on_outside_record(claim)
]

rests_on_outside_record(claim) if claim.verified

rests_on_outside_record(claim) if {
	some record in settings.outside_records
	startswith(claim.source.url, record)

	# Two dots lead out of it again.
	not regex.match(`(?i)/(\.|%2e){2}`, claim.source.url)
}

# Claims without any result near them are one finding a card, at the first.
findings contains finding.at(input.artifact, first.at, message) if {
	lonely := [claim | some claim in unsupported; not claim.nearest]
	first := lonely[0]
	message := sprintf("card claims %s, no result in the system measures %s", [
		claimed(first, count(lonely)),
		pronouns[count(lonely) > 1],
	])
}

# Those whose nearest results differ in the same way are one, too.
findings contains finding.related(found, first.nearest, first.nearest.at, "measured here") if {
	some [unit, aspect] in {way(claim) | some claim in unsupported; claim.nearest}
	alike := [claim | some claim in unsupported; claim.nearest; way(claim) == [unit, aspect]]
	first := alike[0]
	message := sprintf("card claims %s%s, the nearest result %s%s", [
		claimed(first, count(alike)),
		of_claim(first, aspect),
		of_result(first, aspect),
		slip(first),
	])
	found := finding.at(input.artifact, first.at, message)
}

# In what a claim and its nearest result differ most; a slip of the unit is told apart.
way(claim) := ["unit", claim.nearest.differs[0].aspect] if is_slip(claim)

way(claim) := ["", claim.nearest.differs[0].aspect] if not is_slip(claim)

way(claim) := ["", "name"] if count(claim.nearest.differs) == 0

claimed(claim, number) := sprintf("%s %s%s", [
	text.shortened(replace(claim.metric, "_", " ")),
	claim.text,
	more(number - 1),
])

more(number) := "" if number == 0

more(number) := sprintf(" and %s", [text.counted(number, "more number")]) if number > 0

pronouns := {true: "them", false: "it"}

of_claim(claim, aspect) := sprintf(" of %s `%s`", [aspect, text.shortened(claim.nearest.differs[0].claim)]) if {
	is_string(claim.nearest.differs[0].claim)
}

of_claim(claim, _) := "" if not is_string(claim.nearest.differs[0].claim)

of_result(claim, aspect) := sprintf("is of %s `%s`", [aspect, text.shortened(claim.nearest.differs[0].result)]) if {
	is_string(claim.nearest.differs[0].result)
}

of_result(claim, aspect) := sprintf("names no %s", [aspect]) if {
	count(claim.nearest.differs) > 0
	not is_string(claim.nearest.differs[0].result)
}

of_result(claim, _) := "is not the one it names" if count(claim.nearest.differs) == 0

# A percent sign behind a fraction makes a number a hundredth of what was meant.
slip(claim) := sprintf(" at %s, so the claim is a fraction written as per cent", [measured]) if {
	is_slip(claim)
	measured := text.with_unit(text.rounded(claim.nearest.value, text.decimals(claim.text)), claim.unit)
}

slip(claim) := "" if not is_slip(claim)

is_slip(claim) if {
	claim.unit == "percent"
	claim.value > 0
	claim.value <= 1
	whole := raigate.num.mul(claim.value, 100)
	raigate.num.lte(raigate.num.abs(raigate.num.sub(whole, claim.nearest.value)), 20)
}
