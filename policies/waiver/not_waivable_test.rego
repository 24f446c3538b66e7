package raigate.rules.waiver.not_waivable_test

import data.raigate.rules.waiver.not_waivable as rule

waivable := {"known": true, "waivable": true, "scope": "artifact"}

test_a_rule_in_one_system_can_be_waived if {
	count(found("card/missing-section", {"system": "a"}, waivable)) == 0
}

test_a_rule_that_knows_no_waiver_is_shown_where_it_is_named if {
	found("intake/prohibited-practice", {"system": "a"}, {"known": true, "waivable": false}) == {{
		"path": "rai/waivers/w.yaml",
		"root": "",
		"at": "/rule",
		"message": "`intake/prohibited-practice` knows no waiver",
		"voids": true,
	}}
}

test_an_organisation_can_add_rules_that_know_no_waiver if {
	all := found("card/missing-section", {"system": "a"}, waivable)
		with data.settings.waiver.not_waivable.rules as ["card/missing-section"]
	messages(all) == {"`card/missing-section` knows no waiver here"}
}

test_a_rule_that_is_not_there_gets_a_suggestion if {
	all := found("card/missing-sections", {"system": "a"}, {"known": false, "nearest": "card/missing-section"})
	messages(all) == {"there is no rule `card/missing-sections`, did you mean `card/missing-section`?"}
}

test_a_rule_that_is_like_no_other_gets_none if {
	all := found("team/zebra", {"system": "a"}, {"known": false, "nearest": null})
	messages(all) == {"there is no rule `team/zebra`"}
}

test_what_is_no_rule_id_is_left_to_the_schema if {
	count(found("TODO", {"system": "a"}, {"known": false, "nearest": null})) == 0
}

test_a_scope_without_a_system_is_too_broad if {
	messages(found("card/missing-section", {"paths": ["docs/**"]}, waivable)) == {"scope names no system"}
	messages(found("card/missing-section", {"fingerprints": ["ab"]}, waivable)) == {"scope names no system"}
}

test_an_empty_scope_is_left_to_another_rule if {
	count(found("card/missing-section", {}, waivable)) == 0
}

test_a_finding_about_the_repository_has_no_system if {
	of_repository := object.union(waivable, {"scope": "repository"})
	count(found("trace/duplicate-id", {"fingerprints": ["ab"]}, of_repository)) == 0
	count(found("trace/duplicate-id", {"paths": ["docs/**"]}, of_repository)) == 1
}

test_a_glob_for_every_file_is_too_broad if {
	all := found("card/missing-section", {"system": "a", "paths": ["docs/*", "**", "**/*.*"]}, waivable)
	messages(all) == {"`**` fits every file", "`**/*.*` fits every file"}
}

messages(all) := {one.message | some one in all; one.voids}

found(id, scope, waived) := all if {
	all := rule.findings with input as {"artifact": {
		"path": "rai/waivers/w.yaml",
		"root": "",
		"value": {"rule": id, "scope": scope},
		"facts": {"waives": {"rule": waived, "past": false, "superseded": false}},
	}}
}
