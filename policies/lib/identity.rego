# Which model an artifact is about.
package raigate.lib.identity

# Whether two names mean one model: case, separators and the owner's prefix aside.
same_name(one, other) if {
	one == other
} else if {
	plain(one) == plain(other)
}

plain(name) := replace(replace(last, "_", "-"), " ", "-") if {
	words := split(lower(trim_space(name)), "/")
	last := words[count(words) - 1]
}
