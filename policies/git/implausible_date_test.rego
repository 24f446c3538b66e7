package raigate.rules.git.implausible_date_test

import data.raigate.rules.git.implausible_date as rule

today := {"today": "2026-11-23"}

plan(value, facts) := {"system": {"declared": true}, "artifact": {
	"path": "plan.yaml",
	"root": "",
	"value": value,
	"facts": facts,
}}

committed(date) := {"history": {"committer": {"date": date}}}

test_a_date_after_today_is_shown_at_its_place if {
	found := rule.findings with input as plan({"last_reviewed": "2027-01-05"}, {}) with data.run as today
	found == {{
		"path": "plan.yaml",
		"root": "",
		"at": "/last_reviewed",
		"message": "last reviewed is 2027-01-05, 43 days after today, 2026-11-23",
		"limit": "tolerance_days",
	}}
}

test_a_date_after_the_commit_that_holds_it_is_shown if {
	found := rule.findings with input as plan({"date": "2026-05-01"}, committed("2026-04-01")) with data.run as today
	{one.message | some one in found} == {"date is 2026-05-01, 30 days after the commit of 2026-04-01 that holds it"}
}

test_a_date_after_today_is_told_once if {
	found := rule.findings with input as plan({"created": "2027-01-05"}, committed("2026-04-01")) with data.run as today
	count(found) == 1
}

test_a_commit_that_is_older_than_its_parent_is_shown if {
	facts := {"history": {"committer": {"date": "2024-06-01"}, "days_before_parent": 852}}
	found := rule.findings with input as plan({}, facts) with data.run as today
	{one.message | some one in found} == {"its commit says 2024-06-01, 852 days before the commit it builds on"}
}

test_a_commit_of_the_future_is_shown if {
	found := rule.findings with input as plan({}, committed("2027-01-05")) with data.run as today
	{one.message | some one in found} == {"its commit says 2027-01-05, 43 days after today, 2026-11-23"}
}

test_clocks_that_differ_a_little_are_no_finding if {
	value := {"date": "2026-11-25", "created": "2026-11-25"}
	found := rule.findings with input as plan(value, committed("2026-11-25")) with data.run as today
	count(found) == 0
}

test_work_done_long_before_its_commit_is_no_finding if {
	found := rule.findings with input as plan({"date": "2025-02-03"}, committed("2026-04-01")) with data.run as today
	count(found) == 0
}

test_what_is_no_date_is_left_to_the_schema if {
	value := {"date": "soon", "created": 2027, "last_reviewed": "2027-02-31"}
	found := rule.findings with input as plan(value, {}) with data.run as today
	count(found) == 0
}

test_a_short_history_is_said_and_is_no_finding if {
	cut := plan({"date": "2026-05-01"}, {"history": {"cut_short": true}})
	found := rule.findings with input as cut with data.run as today
	count(found) == 0
	said := rule.deferred with input as cut
	count(said) == 1
}

test_a_system_that_nobody_declared_is_not_asked if {
	rule.applicable with input as plan({}, {})
	not rule.applicable with input as {"system": {"declared": false}}
}
