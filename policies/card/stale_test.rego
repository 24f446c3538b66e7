package raigate.rules.card.stale_test

import data.raigate.rules.card.stale as rule

card(latest) := {"artifact": {
	"path": "README.md",
	"root": "",
	"facts": {
		"history": {"committer": {"date": "2026-01-05"}},
		"outdated": {"n": count(latest), "latest": latest},
	},
}}

change(path, date, days) := {"path": path, "date": date, "days": days}

test_a_change_long_after_the_card_is_shown_at_the_card if {
	found := rule.findings with input as card([change("train.py", "2026-03-06", 60)])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "",
		"message": "card was changed on 2026-01-05, `train.py` on 2026-03-06, 60 days later",
		"limit": "grace_days",
	}}
}

test_several_changes_are_one_finding if {
	two := [change("train.py", "2026-03-06", 60), change("prompt.md", "2026-03-05", 59)]
	found := rule.findings with input as card(two)
	{one.message | some one in found} == {"card was changed on 2026-01-05, `train.py` and another file until 2026-03-06, 60 days later"}
	three := array.concat(two, [change("a.py", "2026-03-01", 55)])
	more := rule.findings with input as card(three)
	{one.message | some one in more} == {"card was changed on 2026-01-05, `train.py` and 2 other files until 2026-03-06, 60 days later"}
}

test_a_change_within_the_grace_is_no_finding if {
	found := rule.findings with input as card([change("train.py", "2026-02-04", 30)])
	count(found) == 0
}

test_a_card_that_nothing_outdates_is_no_finding if {
	found := rule.findings with input as {"artifact": {"path": "README.md", "root": "", "facts": {}}}
	count(found) == 0
}
