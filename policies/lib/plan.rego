# The evaluation plans of the system, and the results that measure what they ask for.
package raigate.lib.plan

import data.raigate.lib.evidence
import data.raigate.lib.identity
import data.raigate.lib.text

# The plans in force.
in_force := [plan | some plan in evidence.of_kind("eval-plan"); not is_past(plan)]

# Every measurement that a plan in force asks for, with its plan.
asked := [{"plan": plan, "cell": cell} |
	some plan in in_force
	some cell in plan.facts.planned
]

# Whether an artifact is kept for the record: it says so, or a later one takes its place.
is_past(artifact) if {
	evidence.field(artifact, "status").value in {"superseded", "retired"}
} else if {
	artifact.value[0].status in {"superseded", "retired"}
} else if {
	[artifact.path, artifact.root] in superseded
}

superseded := {[earlier.path, earlier.root] |
	some artifact in input.evidence
	some reference in artifact.facts.references
	earlier := reference.supersedes
}

by_place := {[artifact.path, artifact.root]: artifact | some artifact in input.evidence}

models := {manifest.facts.identity.name.value | some manifest in evidence.of_kind("model-manifest")}

# The results that measure `cell`, each with its artifact: of the models of the system,
# and not of the past.
measured(cell) := [object.union(found, {"artifact": artifact, "result": result}) |
	some found in cell.measured
	artifact := by_place[[found.path, found.root]]
	not is_past(artifact)
	result := artifact.facts.results[found.position]
	is_of_the_system(result)
]

# Without a manifest, or without a name, nothing speaks against it.
is_of_the_system(result) if {
	count(models) == 0
} else if {
	not result.model
} else if {
	some model in models
	identity.same_name(model, result.model)
}

# Which values are better. The plan decides only where the name of the metric does not.
direction(cell, open) := cell.direction if {
	not cell.metric in open
	cell.direction
} else := cell.stated_direction

# "accuracy of age_band=18-25".
subject(metric, slice) := sprintf("%s%s", [
	text.shortened(replace(metric, "_", " ")),
	of_slice(slice),
])

of_slice(slice) := "" if {
	count(slice) == 0
} else := sprintf(" of %s", [text.shortened(concat(", ", sort([sprintf("%s=%s", [feature, value]) |
	some feature, value in slice
])))])
