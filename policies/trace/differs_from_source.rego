# METADATA
# title: A copy that its source contradicts
# description: >
#   The file says that its numbers were copied, and the file they were copied from says
#   something else, so one of the two was changed by hand or is of another run. Each copied
#   value is held against the place it came from, at the precision it is written in.
# custom:
#   severity: error
#   profile: essential
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Import the source again (`raigate import --force` keeps what people filled in); where
#     the value is meant to differ, remove its `derived_from` and say what it rests on.
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.4]
package raigate.rules.trace.differs_from_source

import data.raigate.lib.finding
import data.raigate.lib.text

# A value, or what it is a value of, that differs from its source.
findings contains finding.related(found, copy, copy.source_at, "copied from here") if {
	some copy in input.artifact.facts.copies
	not is_rounded(copy)
	found := finding.at(input.artifact, copy.at, message(copy))
}

# What was counted or summed up from a file that has changed since.
findings contains finding.at(input.artifact, sprintf("%s/digest", [source.at]), message) if {
	some source in input.artifact.facts.sources
	source.state == "changed"
	source.copies == 0
	message := sprintf("`%s` is now %s, this was made from %s", [
		text.shortened(source.path),
		text.digest(source.found),
		text.digest(source.digest),
	])
}

# A file that vouches for itself.
findings contains finding.at(input.artifact, source.at, "names itself as the source of its values") if {
	some source in input.artifact.facts.sources
	source.state == "itself"
}

is_rounded(copy) if {
	copy.what == "value"
	is_number(copy.value)
	is_number(copy.theirs)
	difference := raigate.num.abs(raigate.num.sub(copy.value, copy.theirs))
	raigate.num.lte(difference, copy.tolerance)
}

message(copy) := sprintf("%s is %v, its source says %v", [name(copy), copy.value, copy.theirs]) if {
	copy.what == "value"
	is_number(copy.theirs)
	is_number(copy.value)
} else := sprintf("%s is `%s`, its source says `%s`", [name(copy), copy.value, copy.theirs]) if {
	copy.what in {"value", "type", "metric", "unit", "dataset"}
	is_short(copy.value)
	is_short(copy.theirs)
} else := sprintf("%s is said to be copied from `%s`, where `%s` has nothing", [
	name(copy),
	text.shortened(copy.source_at),
	text.shortened(copy.path),
]) if {
	copy.what == "gone"
} else := sprintf("%s of %s is not what its source says", [copy.what, name(copy)])

name(copy) := text.shortened(replace(copy.name, "_", " "))

# Names and digests are shown; free text is not.
is_short(word) if {
	is_string(word)
	count(word) <= 80
	regex.match(`^\S+$`, word)
}
