# METADATA
# title: Residual risk that nobody signed
# description: >
#   Risk that is left after all mitigations is borne by people who were not asked. Somebody
#   who answers for it says in their own name that it may be taken, and knows how much it is.
# custom:
#   severity: {minimal: "off", limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [risk-assessment, mitigation]
#   from_stage: launch
#   settings:
#     # Risk rated below this is not signed.
#     least_rating: medium
#     stages: [launch, operate]
#   since: 0.1.0
#   remedy: >
#     Close the mitigations and rate again; or have what is left signed by an approval with
#     `decision_type: residual-risk`, bound with `raigate stamp`.
#   controls:
#     nist-ai-rmf: [MANAGE 1.4, GOVERN 2.3]
#     eu-ai-act: [Article 9]
#     iso-42001: [A.5.3]
#     soc2: [CC3.2, CC5.1]
package raigate.rules.risk.unsigned_residual_risk

import data.raigate.lib.approval
import data.raigate.lib.evidence
import data.raigate.lib.finding

settings := data.settings.risk.unsigned_residual_risk

ratings := ["low", "medium", "high", "critical"]

applicable if {
	input.system.stage in settings.stages
	count(left) > 0
}

# What stays: risks rated as high as that, and mitigations that are not done.
left contains {"artifact": artifact, "at": sprintf("/risks/%d/residual_rating", [position]), "what": what} if {
	some artifact in evidence.of_kind("risk-assessment")
	approval.in_force(artifact)
	is_array(artifact.value.risks)
	some position, risk in artifact.value.risks
	some rank, rating in ratings
	rating == risk.residual_rating
	some least, lowest in ratings
	lowest == settings.least_rating
	rank >= least
	what := sprintf("a risk is rated %s after all mitigations", [risk.residual_rating])
}

left contains {"artifact": artifact, "at": "/status", "what": "a mitigation is not closed"} if {
	some artifact in evidence.of_kind("mitigation")
	not artifact.value.status in {"closed", "superseded", "retired"}
}

open := approval.open("residual-risk", approval.by_record("residual-risk"))

findings contains finding.limited_by(finding.at(one.artifact, one.at, message), "least_rating") if {
	count(open) > 0
	some one in left
	message := sprintf("%s, and nobody signed it as %s", [one.what, approval.listed(open)])
}
