# METADATA
# title: A model without an intake
# description: >
#   Nobody has written down what the model is for and whom it touches, so the
#   people it decides about are protected by nothing but chance. Every model that
#   the system ships is named by an intake, by its name or by its path.
# custom:
#   severity: {minimal: warning, limited: error, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [system, intake, model-manifest, model-card]
#   from_stage: development
#   since: 0.1.0
#   remedy: >
#     Write an intake for the use of this model, or name the model in the intake
#     whose answers hold for it; `raigate new intake` lays out the file.
#   controls:
#     nist-ai-rmf: [MAP 1.1, GOVERN 1.6]
#     eu-ai-act: [Article 11, Annex IV(1)]
#     iso-42001: [A.6.2.2]
#     soc2: [CC3.1]
package raigate.rules.intake.model_without_intake

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.identity
import data.raigate.lib.text

applicable := input.system.declared

intakes := evidence.of_kind("intake")

manifests := evidence.of_kind("model-manifest")

files := object.get(input.system, "model_files", [])

named := {model |
	some intake in intakes
	is_array(intake.value.models)
	some model in intake.value.models
	is_string(model)
}

findings contains finding.of_system(message) if {
	count(intakes) == 0
	traces := [phrase |
		some [number, noun] in [
			[count(manifests), "model manifest"],
			[count(files), "model file"],
			[count(evidence.of_kind("model-card")), "model card"],
		]
		number > 0
		phrase := text.counted(number, noun)
	]
	count(traces) > 0
	message := sprintf("no intake covers %s", [text.listed(traces)])
}

findings contains finding.at(manifest, name.at, sprintf("model `%s` is in no intake", [name.value])) if {
	some manifest in manifests
	name := manifest.facts.identity.name
	not name.value in named
	count(intakes) > 0
	not is_named(manifest)
}

# A file that belongs to a manifest is judged by that manifest.
findings contains finding.of_system(sprintf("model file `%s` is in no intake", [file])) if {
	some file in files
	count(intakes) > 0
	not is_of_a_manifest(file)
	not is_path_named(file)
}

is_named(manifest) if {
	some model in named
	identity.same_name(model, manifest.facts.identity.name.value)
} else if {
	manifest.id in named
} else if {
	is_path_named(manifest.path)
}

# By its path, the path from the system's root, a folder around it, or its stem.
is_path_named(path) if {
	some model in named
	is_at(path, trim_suffix(trim_prefix(model, "./"), "/"))
}

# Only plain patterns: one that glob cannot read would be no verdict.
is_at(path, name) if {
	path == name
} else if {
	endswith(path, sprintf("/%s", [name]))
} else if {
	startswith(path, sprintf("%s/", [name]))
} else if {
	regex.match(`^[A-Za-z0-9_./*-]+$`, name)
	glob.match(name, ["/"], path)
} else if {
	steps := split(path, "/")
	file := steps[count(steps) - 1]
	identity.same_name(split(file, ".")[0], name)
}

is_of_a_manifest(file) if {
	some manifest in manifests
	manifest.path == file
}

is_of_a_manifest(file) if {
	some manifest in manifests
	some key in ["path", "source_uri"]
	is_string(manifest.value[key])
	stated := trim_prefix(manifest.value[key], "./")
	endswith(sprintf("/%s", [file]), sprintf("/%s", [stated]))
}

# An `MLmodel` file describes everything in its folder.
is_of_a_manifest(file) if {
	some manifest in manifests
	endswith(manifest.path, "/MLmodel")
	startswith(file, trim_suffix(manifest.path, "MLmodel"))
}
