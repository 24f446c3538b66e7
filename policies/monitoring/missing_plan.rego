# METADATA
# title: No monitoring plan
# description: >
#   A model that was good on the day of its launch gets worse as the world changes, and
#   without a plan the first to notice are those it is wrong about.
# custom:
#   severity: {minimal: note, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [monitoring-plan, external-record]
#   from_stage: launch
#   since: 0.1.0
#   remedy: >
#     Decide what is watched, from which value on somebody acts and who that is;
#     `raigate new monitoring-plan` lays out the file.
#   controls:
#     nist-ai-rmf: [MANAGE 4.1, MEASURE 2.4]
#     eu-ai-act: [Article 72, Annex IV(9)]
#     iso-42001: [A.6.2.6]
#     soc2: [CC7.2]
package raigate.rules.monitoring.missing_plan

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.lifecycle
import data.raigate.lib.record

applicable if lifecycle.is_launched

plans := record.current("monitoring-plan")

findings contains finding.of_system("no monitoring plan") if {
	count(plans) == 0
	count(record.elsewhere("monitoring-plan")) == 0
}

findings contains finding.at(plans[0], "/signals", "monitoring plan watches no signal") if {
	count(plans) > 0
	count([plan | some plan in plans; watches(plan)]) == 0
}

watches(plan) if {
	signals := evidence.field(plan, "signals").value
	is_array(signals)
	count(signals) > 0
}
