# METADATA
# title: No risk assessment of what is shipped
# description: >
#   Nobody has asked who is harmed when this version is wrong, so the first to find out are
#   those it is wrong about. One assessment may cover all models of a system; one that names
#   a model and a version speaks of these alone. At tier minimal the intake is enough, and a
#   collection of data decides nothing: whoever trains on it is asked.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds:
#     - risk-assessment
#     - model-manifest
#     - external-record
#     - datasheet
#     - model-card
#     - system-card
#     - intake
#     - eval-plan
#     - eval-result
#   from_stage: review
#   settings:
#     tiers: [limited, high, prohibited]
#   since: 0.1.0
#   remedy: >
#     Go through what can go wrong for whom with this version, and write it down;
#     `raigate new risk-assessment` lays out the file.
#   controls:
#     nist-ai-rmf: [MAP 5.1, GOVERN 4.2]
#     eu-ai-act: [Article 9]
#     iso-42001: [A.5.2, A.5.3]
#     soc2: [CC3.2]
package raigate.rules.risk.no_assessment_for_model

import data.raigate.lib.finding
import data.raigate.lib.identity
import data.raigate.lib.lifecycle
import data.raigate.lib.record
import data.raigate.lib.shipped

settings := data.settings.risk.no_assessment_for_model

applicable if {
	lifecycle.is_live
	is_asked
}

is_asked if {
	input.system.tier in settings.tiers
	not is_data_alone
} else if {
	count(assessments) > 0
}

# Datasheets, and nothing that says of a model.
is_data_alone if {
	count(input.evidence) > 0
	every artifact in input.evidence {
		artifact.kind in {"datasheet", "data-statistics"}
	}
	count(object.get(input.system, "model_files", [])) == 0
	count(object.get(input.system, "facets", [])) == 0
}

assessments := record.current("risk-assessment")

findings contains finding.limited_by(finding.of_system(message), "tiers") if {
	count(assessments) == 0
	count(record.elsewhere("risk-assessment")) == 0
	message := sprintf("no risk assessment, tier %s asks for one", [input.system.tier])
}

# Each names a model, and none of them this one.
findings contains finding.related(
	finding.at(manifest, name.at, message),
	assessments[0], other.at, sprintf("this assessment is of `%s`", [other.value]),
) if {
	some manifest in record.current("model-manifest")
	name := manifest.facts.identity.name
	count(record.elsewhere("risk-assessment")) == 0
	count(assessments) > 0
	count(about(name.value)) == 0
	other := assessments[0].facts.identity.name
	message := sprintf("no risk assessment is of model `%s`", [name.value])
}

# Each assessment of this model is of another version of it.
findings contains shipped.difference(of_model[count(of_model) - 1], "assessment", "version") if {
	some name in {manifest.facts.identity.name.value | some manifest in record.current("model-manifest")}
	of_model := about(name)
	count(of_model) > 0
	every assessment in of_model {
		shipped.differs_in(assessment) == "version"
	}
}

# An assessment that names no model is of all of them.
about(name) := [assessment | some assessment in assessments; is_about(assessment, name)]

is_about(assessment, name) if {
	identity.same_name(assessment.facts.identity.name.value, name)
} else if {
	not assessment.facts.identity.name
}
