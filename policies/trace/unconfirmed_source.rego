# METADATA
# title: A source that cannot confirm its copies
# description: >
#   The file says where its values were copied from, and that cannot be looked at as it was:
#   it is not in the repository, has changed since, or is named no more. Whoever reads the numbers has the
#   word of the copy alone.
# custom:
#   severity: {minimal: note, limited: warning, high: warning}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: []
#   from_stage: review
#   since: 0.1.0
#   remedy: >
#     Commit the file that the values come from, or, where it has changed and its values have
#     not, import it again for the new digest (`raigate import --force`).
#   controls:
#     nist-ai-rmf: [MEASURE 2.13]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.4]
package raigate.rules.trace.unconfirmed_source

import data.raigate.lib.finding
import data.raigate.lib.text

findings contains finding.at(input.artifact, sprintf("%s%s", [source.at, place]), message) if {
	some source in input.artifact.facts.sources
	[place, message] := unconfirmed(source)
}

# Rows are asked for by `eval/reported-differs-from-recomputed`.
findings contains finding.at(input.artifact, dropped.at, message) if {
	some dropped in input.artifact.facts.dropped_sources
	not dropped.is_rows
	message := sprintf("values copied from `%s`, which lies here, do not name it any more", [text.shortened(dropped.path)])
}

unconfirmed(source) := ["/path", sprintf("source `%s` is not there", [text.shortened(source.path)])] if {
	source.state == "absent"
} else := ["/path", sprintf("source `%s` lies outside the repository", [text.shortened(source.path)])] if {
	source.state == "outside"
} else := ["/path", sprintf("source `%s` could not be looked at: %s", [text.shortened(source.path), source.why])] if {
	source.state == "unread"
} else := ["/digest", sprintf("source `%s` is now %s, the copies were made of %s; %s", [
	text.shortened(source.path),
	text.digest(source.found),
	text.digest(source.digest),
	standing(source),
])] if {
	source.state == "changed"
	source.copies > 0
}

standing(source) := "its values are the same" if source.same == source.copies

standing(source) := sprintf("%d of its %d values are the same", [source.same, source.copies]) if {
	source.same != source.copies
}
