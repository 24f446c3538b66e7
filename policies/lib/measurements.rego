# What the plans in force ask for, and the results that measure it.
package raigate.lib.measurements

import data.raigate.lib.evidence
import data.raigate.lib.plan

# Every measurement that a plan in force asks for: {"plan", "cell", "measured"}, the last
# the results of the models of the system that are not of the past.
asked := raigate.plan.asked(plan.in_force, current, models)

current := [artifact |
	some artifact in input.evidence
	artifact.facts.results
	not plan.is_past(artifact)
]

models := {manifest.facts.identity.name.value | some manifest in evidence.of_kind("model-manifest")}
