# METADATA
# title: A release without a launch checklist
# description: >
#   Whoever says yes to a launch has to see in one place what was done and what was not; a
#   checklist of another release tells them about something else.
# custom:
#   severity: {minimal: "off", limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [launch-checklist, model-manifest, external-record]
#   from_stage: launch
#   since: 0.1.0
#   remedy: >
#     Go through the checklist for this release with those who answer for its items, and
#     state the release in it; `raigate new launch-checklist` lays out the file.
#   controls:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.5]
#     soc2: [CC8.1]
package raigate.rules.launch.missing_checklist

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.lifecycle
import data.raigate.lib.record

applicable if lifecycle.is_launched

checklists := record.current("launch-checklist")

findings contains finding.of_system("no launch checklist") if {
	count(checklists) == 0
	count(record.elsewhere("launch-checklist")) == 0
}

findings contains finding.at(checklists[0], "/items", "launch checklist has no item") if {
	count(checklists) > 0
	count([checklist | some checklist in checklists; has_items(checklist)]) == 0
}

# A checklist that names no release is of every one.
findings contains finding.related(
	finding.at(manifest, release.at, message),
	other.checklist, other.at, sprintf("this checklist is of release `%v`", [other.value]),
) if {
	some manifest in record.current("model-manifest")
	release := evidence.field(manifest, "release")
	count(checklists) > 0
	count(releases) == count(checklists)
	count([one | some one in releases; same(one.value, release.value)]) == 0
	other := releases[count(releases) - 1]
	message := sprintf("no launch checklist is of release `%v`", [release.value])
}

releases := [{"checklist": checklist, "at": stated.at, "value": stated.value} |
	some checklist in checklists
	stated := evidence.field(checklist, "release")
]

same(one, other) if {
	trim_left(lower(sprintf("%v", [one])), "v") == trim_left(lower(sprintf("%v", [other])), "v")
}

has_items(checklist) if {
	count(checklist.facts.items) > 0
} else if {
	checklist.standard != "native"
}
