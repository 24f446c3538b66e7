# METADATA
# title: A result of another model
# description: >
#   What was measured is not what is shipped: another model, another version or another
#   file of weights. Its numbers say nothing about what people will meet.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [eval-result, fairness-report, model-manifest, eval-plan]
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Measure the build that is shipped, and keep that output; mark a result of an earlier
#     build as superseded. Correct the manifest if it is the one that is behind.
#   controls:
#     nist-ai-rmf: [MEASURE 2.3]
#     eu-ai-act: [Annex IV(2)(g)]
#     iso-42001: [A.6.2.4]
#     soc2: [CC8.1]
package raigate.rules.eval.result_for_other_model

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.identity
import data.raigate.lib.plan
import data.raigate.lib.shipped
import data.raigate.lib.text

# What is measured, and not of the past.
measured := [artifact |
	some artifact in input.evidence
	artifact.facts.results
	not plan.is_past(artifact)
]

findings contains shipped.difference(artifact, "result", key) if {
	count(shipped.manifests) > 0
	some artifact in measured
	key := shipped.differs_in(artifact)
}

# Results of other models are there to compare with; where none is of the model that is
# shipped, there is nothing that they could be compared with.
findings contains found if {
	names := {manifest.facts.identity.name.value | some manifest in shipped.manifests}
	count(names) > 0
	tested := [model | some artifact in measured; some model in models_of(artifact)]
	count(tested) > 0
	every model in tested {
		not is_one_of(model.name, names)
	}
	first := tested[0]
	message := sprintf("every result is of another model than the manifest's `%s`, this one of `%s`", [
		text.shortened(concat("`, `", sort(names))),
		text.shortened(first.name),
	])
	manifest := shipped.manifests[0]
	found := finding.related(
		finding.at(first.artifact, first.at, message),
		manifest, manifest.facts.identity.name.at, "shipped as this",
	)
}

# Several models are shipped, and the result does not say which of them it is of.
not_evaluated contains finding.at(artifact, artifact.facts.results[0].at, message) if {
	count(shipped.manifests) > 1
	some artifact in measured
	count(models_of(artifact)) == 0
	message := sprintf("result names no model, the system has %d", [count(shipped.manifests)])
}

# The models that an artifact names: for the whole of it, or result by result.
models_of(artifact) := [{"artifact": artifact, "name": name.value, "at": name.at}] if {
	name := artifact.facts.identity.name
} else := [{"artifact": artifact, "name": result.model, "at": result.at} |
	some result in artifact.facts.results
	result.model
]

is_one_of(name, names) if name in names

is_one_of(name, names) if {
	some other in names
	identity.same_name(name, other)
}
