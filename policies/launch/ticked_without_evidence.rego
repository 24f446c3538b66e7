# METADATA
# title: A tick that nothing stands behind
# description: >
#   Who says yes to a launch reads ticks, not files, so a tick without evidence, or beside
#   evidence that fails, makes them answer for what was never done. The evidence of an item
#   is what it names in `evidence`, in a task list the links behind the checkbox; an item can
#   name the rule that judges it in `control`.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   phase: outcomes
#   kinds: [launch-checklist]
#   from_stage: launch
#   implied_by: [trace/dangling-reference]
#   settings:
#     contradicting: [error]
#   since: 0.1.0
#   remedy: >
#     Take the tick away until the work is done, then name what shows that it was: an
#     artifact, a file, or the address of a record that is kept elsewhere.
#   controls:
#     nist-ai-rmf: [MANAGE 1.1]
#     iso-42001: [A.6.2.5]
#     soc2: [CC4.1]
package raigate.rules.launch.ticked_without_evidence

import data.raigate.lib.answer
import data.raigate.lib.finding
import data.raigate.lib.record
import data.raigate.lib.text

settings := data.settings.launch.ticked_without_evidence

applicable if {
	input.system.stage != "retired"
	count(ticked) > 0
}

ticked := [{"checklist": checklist, "item": item, "called": called(item, index)} |
	some checklist in record.current("launch-checklist")
	some index, item in checklist.facts.items
	item.done
]

# A ticked item names nothing, or nothing that can be followed.
findings contains finding.at(one.checklist, one.item.at, message) if {
	some one in ticked
	count(named(one)) == 0
	message := sprintf("%s is ticked, no evidence is named", [one.called])
}

findings contains finding.at(one.checklist, lost[0].at, message) if {
	some one in ticked
	lost := [proof | some proof in named(one); leads_nowhere(proof)]
	count(lost) > 0
	message := sprintf("%s is ticked, its evidence `%s` leads nowhere", [one.called, text.shortened(lost[0].text)])
}

# Its evidence is there, and a rule finds something wrong with just that.
findings contains finding.related(
	finding.at(one.checklist, one.item.at, message),
	there, wrong.at, wrong.message,
) if {
	some one in ticked
	some there in proven(one)
	all := objections(there)
	wrong := all[0]
	not wrong.rule in judged_by(one)
	message := sprintf("%s is ticked, its evidence fails `%s`", [one.called, wrong.rule])
}

# The rule that the item itself names fails.
findings contains finding.related(
	finding.at(one.checklist, one.item.at, message),
	wrong, wrong.at, wrong.message,
) if {
	some one in ticked
	some id in judged_by(one)
	wrong := input.outcomes[id].findings[0]
	message := sprintf("%s is ticked, `%s` fails", [one.called, id])
}

# A finding about the system as a whole has no place of its own to show.
findings contains finding.at(one.checklist, one.item.at, message) if {
	some one in ticked
	some id in judged_by(one)
	count(input.outcomes[id].findings) == 0
	message := sprintf("%s is ticked, `%s` fails", [one.called, id])
}

# The rule that the item itself names is waived: an exception, which is not the same as done.
findings contains finding.at_most(finding.at(one.checklist, one.item.at, message), "note") if {
	some one in ticked
	some id in one.item.control
	input.outcomes[id].outcome == "waived"
	message := sprintf("%s is ticked, `%s` is waived", [one.called, id])
}

named(one) := [proof |
	some proof in one.item.proofs
	not proof.at in answer.placeholders(one.checklist)
]

leads_nowhere(proof) if proof.form == "words"

leads_nowhere(proof) if proof.resolves == false

# The artifacts that its evidence leads to.
proven(one) := [artifact |
	some proof in named(one)
	proof.path
	some artifact in input.evidence
	artifact.path == proof.path
	artifact.root == object.get(proof, "root", "")
]

objections(artifact) := [object.union(wrong, {"rule": id}) |
	some id, outcome in input.outcomes
	outcome.severity in settings.contradicting
	some wrong in outcome.findings
	wrong.path == artifact.path
	wrong.root == artifact.root
]

judged_by(one) := {id |
	some id in one.item.control
	outcome := input.outcomes[id]
	outcome.outcome in {"fail", "not_evaluated"}
	outcome.severity in settings.contradicting
}

called(item, _) := sprintf("item `%s`", [item.id]) if is_string(item.id)

called(item, index) := sprintf("item %d", [index + 1]) if not is_string(item.id)
