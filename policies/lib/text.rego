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

# A number as a message shows it: at most `decimals` digits behind the point.
rounded(number, decimals) := sprintf("%v", [round(number * scale) / scale]) if {
	scale := to_number(concat("", ["1", substring("000000000000", 0, decimals)]))
}

# How many digits stand behind the point of a number as written.
decimals(number) := count(concat("", fraction)) - count(fraction) if {
	fraction := regex.find_n(`\.[0-9]+`, number, 1)
}

# A number as written, with its unit.
with_unit(written, unit) := sprintf("%s %%", [written]) if {
	unit == "percent"
	not contains(written, "%")
}

with_unit(written, unit) := sprintf("%s points", [written]) if unit == "points"

with_unit(written, unit) := written if not needs_unit(written, unit)

needs_unit(_, "points") := true

needs_unit(written, "percent") if not contains(written, "%")

# A digest as a message shows it: the beginning, which is enough to tell two apart.
digest(whole) := whole if count(whole) <= 40

digest(whole) := sprintf("%s…", [substring(whole, 0, 23)]) if count(whole) > 40
