# What is shipped, as the manifests of the system state it, and how far an artifact is
# about something else.
package raigate.lib.shipped

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.identity

manifests := evidence.of_kind("model-manifest")

# The manifests of the model that an artifact names; of the only one where it names none.
namesakes(artifact) := [manifest |
	some manifest in manifests
	identity.same_name(artifact.facts.identity.name.value, manifest.facts.identity.name.value)
] if {
	artifact.facts.identity.name
}

namesakes(artifact) := manifests if {
	not artifact.facts.identity.name
	count(manifests) == 1
}

# Those of the version that it names, too.
editions(artifact) := [manifest |
	some manifest in namesakes(artifact)
	agrees(artifact, manifest, "version")
] if {
	artifact.facts.identity.version
}

editions(artifact) := namesakes(artifact) if not artifact.facts.identity.version

# The version or the digest that every manifest of that model contradicts: the key.
differs_in(artifact) := "version" if {
	artifact.facts.identity.version
	stating := [manifest | some manifest in namesakes(artifact); manifest.facts.identity.version]
	count(stating) > 0
	count([manifest | some manifest in stating; agrees(artifact, manifest, "version")]) == 0
} else := "digest" if {
	artifact.facts.identity.digest
	stating := [manifest | some manifest in editions(artifact); manifest.facts.identity.digest]
	count(stating) > 0
	count([manifest | some manifest in stating; agrees(artifact, manifest, "digest")]) == 0
}

agrees(artifact, manifest, key) if {
	same(key, artifact.facts.identity[key].value, manifest.facts.identity[key].value)
}

same("version", one, other) if trim_left(sprintf("%v", [one]), "v") == trim_left(sprintf("%v", [other]), "v")

same("digest", one, other) if plain_digest(one) == plain_digest(other)

plain_digest(digest) := trim_prefix(lower(sprintf("%v", [digest])), "sha256:")

# What `noun` was about, beside what the first manifest of that model states.
difference(artifact, noun, key) := finding.related(
	finding.at(artifact, ours.at, message),
	others[0], theirs.at, "shipped as this",
) if {
	ours := artifact.facts.identity[key]
	others := [manifest | some manifest in namesakes(artifact); manifest.facts.identity[key]]
	theirs := others[0].facts.identity[key]
	message := sprintf("%s is of %s `%v`, the manifest states `%v`", [noun, key, ours.value, theirs.value])
}
