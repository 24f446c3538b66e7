# What the history of the repository says about evidence.
package raigate.lib.history

# What changed more than `grace` days after an artifact, in one sentence; undefined
# where nothing did.
overdue(noun, artifact, outdated, grace) := message if {
	late := [change | some change in outdated.latest; change.days > grace]
	count(late) > 0
	message := sprintf("%s was changed on %s, `%s`%s %s, %d days later", [
		noun,
		artifact.facts.history.committer.date,
		late[0].path,
		others(count(late) - 1),
		verb(count(late), late[0].date),
		late[0].days,
	])
}

others(number) := "" if number == 0

others(number) := " and another file" if number == 1

others(number) := sprintf(" and %d other files", [number]) if number > 1

verb(number, date) := sprintf("on %s", [date]) if number == 1

verb(number, date) := sprintf("until %s", [date]) if number > 1

# How many days lie between two days, YYYY-MM-DD; negative where the last comes first.
days(first, last) := (time.parse_ns("2006-01-02", last) - time.parse_ns("2006-01-02", first)) / nanoseconds_of_a_day

nanoseconds_of_a_day := ((24 * 60) * 60) * 1000000000

day := concat("", [
	`^(19|20|21)[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$`,
	`|^(19|20|21)([02468][048]|[13579][26])-02-29$`,
])

# Whether a value is a day as `days` reads it.
is_date(value) if {
	is_string(value)
	regex.match(day, value)
}
