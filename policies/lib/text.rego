# Words for messages, and what counts as something said.
package raigate.lib.text

# "a", "a and b", "a, b and c".
listed(words) := concat("", words) if count(words) < 2

listed(words) := sprintf("%s and %s", [concat(", ", first), last]) if {
	count(words) > 1
	first := array.slice(words, 0, count(words) - 1)
	last := words[count(words) - 1]
}

# "1 word", "3 words".
counted(number, noun) := sprintf("%d %s", [number, noun]) if number == 1

counted(number, noun) := sprintf("%d %ss", [number, noun]) if number != 1

# A heading as a message shows it: whole if short, else its beginning.
shortened(heading) := heading if count(heading) <= 60

shortened(heading) := sprintf("%s…", [substring(heading, 0, 59)]) if count(heading) > 60

# Whether a value says anything: no blank text, no empty list, nothing as short as "x".
is_filled(value, min_characters) if {
	is_string(value)
	count(trim_space(value)) >= min_characters
}

is_filled(value, _) if is_number(value)

is_filled(value, _) if is_boolean(value)

# One level down is deep enough for evidence, and a function cannot call itself.
is_filled(value, min_characters) if {
	some part in value
	says(part, min_characters)
}

says(part, min_characters) if {
	is_string(part)
	count(trim_space(part)) >= min_characters
}

says(part, _) if is_number(part)

says(part, _) if is_boolean(part)

says(part, min_characters) if {
	some inner in part
	is_string(inner)
	count(trim_space(inner)) >= min_characters
}

# A number as a message shows it: at most `decimals` digits behind the point.
rounded(number, decimals) := sprintf("%v", [round(number * scale) / scale]) if {
	scale := to_number(concat("", ["1", substring("000000000000", 0, decimals)]))
}

# How many digits stand behind the point of a number as written.
decimals(number) := count(concat("", fraction)) - count(fraction) if {
	fraction := regex.find_n(`\.[0-9]+`, number, 1)
}
