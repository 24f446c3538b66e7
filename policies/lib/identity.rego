# Which model an artifact is about.
package raigate.lib.identity

# What it states under `key` (name, version, digest or base_model): {"value", "at"}.
stated(artifact, key) := artifact.facts.identity[key]

stated(artifact, key) := {"value": artifact.value[key], "at": sprintf("/%s", [key])} if {
	artifact.kind == "model-manifest"
	not artifact.facts.identity[key]
}

# Whether two names mean one model: case, separators and the owner's prefix aside.
same_name(one, other) if plain(one) == plain(other)

plain(name) := replace(replace(last, "_", "-"), " ", "-") if {
	words := split(lower(trim_space(name)), "/")
	last := words[count(words) - 1]
}
