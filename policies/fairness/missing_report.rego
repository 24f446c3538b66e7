# METADATA
# title: No fairness report
# description: >
#   A system that decides about people can treat some groups worse than others
#   without anybody noticing, unless somebody looks. A report without a single group
#   is no report.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [fairness-report, model-manifest, model-card, system-card, intake, eval-result]
#   from_stage: review
#   settings:
#     facets: [consequential_decision]
#     tiers: [high]
#   since: 0.1.0
#   remedy: >
#     Count predictions by group with `raigate metrics`, which writes the report; where
#     no group can be known, waive the rule and say how harm would be noticed.
#   controls:
#     nist-ai-rmf: [MEASURE 2.11]
#     eu-ai-act: [Article 10, Annex IV(2)(g), Annex IV(3)]
#     iso-42001: [A.5.4]
package raigate.rules.fairness.missing_report

import data.raigate.lib.evidence
import data.raigate.lib.finding

settings := data.settings.fairness.missing_report

applicable if {
	input.system.declared
	count(causes) > 0
}

# Data alone, such as a collection of datasets, decides nothing about anybody.
has_model if {
	some artifact in input.evidence
	artifact.kind != "fairness-report"
}

has_model if count(object.get(input.system, "model_files", [])) > 0

causes := array.concat(
	[sprintf("facet `%s`", [facet]) |
		some facet in settings.facets
		facet in input.system.facets
	],
	[sprintf("tier %s", [tier]) |
		some tier in settings.tiers
		tier == input.system.tier
		has_model
	],
)

reports := evidence.of_kind("fairness-report")

findings contains finding.of_system(message) if {
	count(reports) == 0
	message := sprintf("no fairness report, %s asks for one", [causes[0]])
}

# What was replaced or withdrawn says nothing about the model of today.
findings contains finding.at(first, evidence.field(first, "status").at, message) if {
	first := reports[0]
	every report in reports {
		is_over(report)
	}
	message := sprintf("fairness report is %s, %s asks for one in force", [
		evidence.field(first, "status").value,
		causes[0],
	])
}

findings contains finding.at(first, "", message) if {
	in_force := [report | some report in reports; not is_over(report)]
	first := in_force[0]
	every report in in_force {
		not is_of_groups(report)
	}
	message := sprintf("fairness report measures no group, %s asks for one that does", [causes[0]])
}

# Of a single group `fairness/missing-group` says that it is the only one.
is_of_groups(report) if {
	some comparison in report.facts.comparisons
	count(comparison.groups) > 0
}

# Formats that rate single classes or pairs have no groups to put side by side.
is_of_groups(report) if {
	report.standard != "native"
	count(report.facts.results) > 1
}

is_over(report) if evidence.field(report, "status").value in {"superseded", "retired"}
