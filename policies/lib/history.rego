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
