# The evaluation plans of the system, and what of it is of the past.
package raigate.lib.plan

import data.raigate.lib.evidence
import data.raigate.lib.text

# The plans in force.
in_force := [plan | some plan in evidence.of_kind("eval-plan"); not is_past(plan)]

# Whether an artifact is kept for the record: it says so, or a later one takes its place.
is_past(artifact) if raigate.evidence.is_past(artifact, object.get(input, "evidence", []))

# Which values are better. The plan decides only where the name of the metric does not.
direction(cell, open) := raigate.plan.direction(cell, open)

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
