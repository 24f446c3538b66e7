package raigate.rules.risk.overdue_mitigation_test

import data.raigate.rules.risk.overdue_mitigation as rule

seen(value) := {
	"system": {"stage": "operate"},
	"artifact": {"path": "rai/mitigations/a.yaml", "root": "", "value": value, "facts": {}},
}

test_the_day_after_is_too_late if {
	found := rule.findings with input as seen({"due": "2026-05-01", "status": "in-progress"})
		with data.run.today as "2026-05-02"
	found == {{
		"path": "rai/mitigations/a.yaml",
		"root": "",
		"at": "/due",
		"dated": true,
		"message": "mitigation was due on 2026-05-01, 1 day ago, and is open",
	}}
	rule.applicable with input as seen({"due": "2026-05-01"})
}

test_the_day_itself_is_in_time if {
	found := rule.findings with input as seen({"due": "2026-05-01"})
		with data.run.today as "2026-05-01"
	count(found) == 0
}

test_a_closed_one_is_never_late if {
	count(rule.findings) == 0 with input as seen({"due": "2026-05-01", "status": "closed"})
		with data.run.today as "2026-06-01"
	count(rule.findings) == 0 with input as seen({"due": "2026-05-01", "closed_on": "2026-05-20"})
		with data.run.today as "2026-06-01"
}

test_a_day_that_is_none_is_left_to_the_schema if {
	count(rule.findings) == 0 with input as seen({"due": "next spring"})
		with data.run.today as "2026-06-01"
}

test_one_that_was_withdrawn_is_left_alone if {
	not rule.applicable with input as seen({"due": "2026-05-01", "status": "retired"})
}

test_a_number_is_left_to_the_schema if {
	count(rule.findings) == 0 with input as seen({"due": 2026})
		with data.run.today as "2027-06-01"
}

test_a_day_that_no_month_has_is_left_to_the_schema_and_breaks_nothing if {
	count(rule.findings) == 0 with input as seen({"due": "2026-02-31"})
		with data.run.today as "2026-06-01"
}
