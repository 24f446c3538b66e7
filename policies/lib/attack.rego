# Attacks that were tried on the system: how often, and how often they succeeded.
package raigate.lib.attack

import data.raigate.lib.evidence
import data.raigate.lib.plan

# The logs that are not of the past.
logs := [log | some log in evidence.of_kind("safety-test-log"); not plan.is_past(log)]

# Every trial with its log and its categories. A copy of a log is no second trial.
trials := [object.union(trial, {"log": log, "categories": categories_of(trial)}) |
	some index, log in logs
	not is_copy(index)
	some trial in log.facts.trials
	is_worst(trial, log.facts.trials)
]

is_copy(index) if {
	some earlier in numbers.range(0, index - 1)
	earlier < index
	logs[earlier].facts.trials == logs[index].facts.trials
}

# One attempt judged by several detectors is one attempt; the harshest of them counts.
is_worst(trial, _) if not trial.detector

is_worst(trial, all) if {
	trial.detector
	rates := [[other.failures / max([other.n, 1]), other.at] |
		some other in all
		other.detector
		other.name == trial.name
	]
	worst := max(rates)
	worst[1] == trial.at
}

# The categories that a name, or the technique that carried it, is known to belong to.
categories_of(trial) := {category |
	some name in [trial.name, object.get(trial, "technique", "")]
	some category in named(name)
}

named(name) := {category | some [alias, category] in aliases; alias == longest} if {
	known := [[count(part), part] | some part in prefixes(name); part in called]
	most := max(known)
	longest := most[1]
} else := set()

# `promptinject.HijackKillHumans` is of the family `promptinject`.
prefixes(name) := {concat(":", array.slice(parts, 0, length)) |
	parts := split(replace(plain(name), ".", ":"), ":")
	some length in numbers.range(1, count(parts))
}

plain(name) := trim_prefix(trim_prefix(replace(lower(name), "_", "-"), "x-"), "owasp-")

called := {alias | some [alias, _] in aliases}

aliases contains [alias, category] if {
	some category, names in data.settings.safety.uncovered_attack.categories
	some name in array.concat([category], names)
	alias := replace(replace(lower(name), "_", "-"), ".", ":")
}
