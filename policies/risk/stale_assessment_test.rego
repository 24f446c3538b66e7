package raigate.rules.risk.stale_assessment_test

import data.raigate.rules.risk.stale_assessment as rule

assessment(value, facts) := {
	"artifact": {"path": "rai/risk/a.yaml", "root": "", "value": value, "facts": facts},
	"system": {"tier": "high"},
}

messages(found) := {one.message | some one in found}

test_a_review_too_long_ago_is_shown_at_its_day if {
	found := rule.findings with input as assessment({"last_reviewed": "2026-01-05"}, {})
		with data.run.today as "2026-07-05"
	found == {{
		"path": "rai/risk/a.yaml",
		"root": "",
		"at": "/last_reviewed",
		"message": "assessment was reviewed 181 days ago, at most 180 at tier high",
		"limit": "max_age_days",
		"dated": true,
	}}
}

test_the_last_day_is_no_finding if {
	found := rule.findings with input as assessment({"last_reviewed": "2026-01-05"}, {})
		with data.run.today as "2026-07-04"
	count(found) == 0
}

test_without_a_review_the_day_it_was_written_counts if {
	found := rule.findings with input as assessment({"created": "2025-01-05"}, {})
		with data.run.today as "2026-01-05"
	messages(found) == {"assessment was reviewed 365 days ago, at most 180 at tier high"}
}

test_a_day_that_is_none_is_left_to_the_schema if {
	found := rule.findings with input as assessment({"last_reviewed": "last spring"}, {})
		with data.run.today as "2026-01-05"
	count(found) == 0
}

test_a_change_after_the_assessment_is_shown_at_it if {
	facts := {
		"history": {"committer": {"date": "2026-01-05"}},
		"outdated": {"n": 1, "latest": [{"path": "train.py", "date": "2026-03-06", "days": 60}]},
	}
	found := rule.findings with input as assessment({}, facts)
		with data.run.today as "2026-03-06"
	messages(found) == {"assessment was changed on 2026-01-05, `train.py` on 2026-03-06, 60 days later"}
}

test_a_day_of_another_shape_is_left_to_the_schema if {
	found := rule.findings with input as assessment({"last_reviewed": 2026}, {})
		with data.run.today as "2026-01-05"
	count(found) == 0
}

test_a_day_that_no_month_has_is_left_to_the_schema_and_breaks_nothing if {
	count(rule.findings) == 0 with input as assessment({"last_reviewed": "2025-02-31"}, {})
		with data.run.today as "2026-06-01"
}
