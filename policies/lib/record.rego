# Records of a kind, in the repository or elsewhere.
package raigate.lib.record

import data.raigate.lib.answer
import data.raigate.lib.evidence
import data.raigate.lib.plan

# The artifacts of a kind that stand for today.
current(kind) := [artifact | some artifact in evidence.of_kind(kind); not plan.is_past(artifact)]

# The records of that kind that are kept elsewhere and can be found there.
elsewhere(kind) := [record |
	some record in evidence.of_kind("external-record")
	record.value.record_kind == kind
	is_findable(record)
	not plan.is_past(record)
]

is_findable(record) if {
	answer.is_given(record, "/url", record.value.url)
} else if {
	answer.is_given(record, "/export/path", record.value.export.path)
}
