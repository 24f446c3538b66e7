# METADATA
# title: A date that cannot be
# description: >
#   The file says that something happened after the day of this run, or after the commit
#   that already holds it, or its commit says to be older than the one it builds on. A date
#   that cannot be says nothing about when the work was done. A date before the commit is no
#   defect: work is committed when it is done.
# custom:
#   severity: {minimal: warning, limited: warning, high: error}
#   profile: complete
#   confidence: high
#   scope: artifact
#   from_stage: review
#   settings: {tolerance_days: 2}
#   since: 0.1.0
#   remedy: >
#     State the day on which it happened; where a clock was wrong, commit the file again with
#     the right time.
#   controls:
#     soc2: [CC2.1]
package raigate.rules.git.implausible_date

import data.raigate.lib.evidence
import data.raigate.lib.finding
import data.raigate.lib.history

tolerance := data.settings.git.implausible_date.tolerance_days

applicable := input.system.declared

findings contains finding.limited_by(finding.at(input.artifact, stated.at, message), "tolerance_days") if {
	some name, stated in dates
	ahead := history.days(data.run.today, stated.value)
	ahead > tolerance
	message := sprintf("%s is %s, %d days after today, %s", [name, stated.value, ahead, data.run.today])
}

findings contains finding.limited_by(finding.at(input.artifact, stated.at, message), "tolerance_days") if {
	committed := input.artifact.facts.history.committer.date
	some name, stated in dates
	history.days(data.run.today, stated.value) <= tolerance
	ahead := history.days(committed, stated.value)
	ahead > tolerance
	message := sprintf("%s is %s, %d days after the commit of %s that holds it", [
		name,
		stated.value,
		ahead,
		committed,
	])
}

findings contains finding.limited_by(finding.at(input.artifact, "", message), "tolerance_days") if {
	days := input.artifact.facts.history.days_before_parent
	days > tolerance
	message := sprintf("its commit says %s, %d days before the commit it builds on", [
		input.artifact.facts.history.committer.date,
		days,
	])
}

findings contains finding.limited_by(finding.at(input.artifact, "", message), "tolerance_days") if {
	committed := input.artifact.facts.history.committer.date
	ahead := history.days(data.run.today, committed)
	ahead > tolerance
	message := sprintf("its commit says %s, %d days after today, %s", [committed, ahead, data.run.today])
}

# Whether a date lies after the commit, a clone without that commit cannot tell.
deferred contains finding.at(input.artifact, "", "history is cut short here, so that dates are held against today alone") if {
	input.artifact.facts.history.cut_short
}

# When things happened, as the artifact states it; another spelling is a matter of its schema.
dates[replace(key, "_", " ")] := stated if {
	some key in ["date", "created", "last_reviewed"]
	stated := evidence.field(input.artifact, key)
	history.is_date(stated.value)
}
