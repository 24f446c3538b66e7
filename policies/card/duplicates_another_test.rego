package raigate.rules.card.duplicates_another_test

import data.raigate.rules.card.duplicates_another as rule

test_of_two_equal_cards_the_later_path_is_reported if {
	found := rule.findings with input as card("models/b/README.md", [similar("models/a/README.md", 0.91, 0.93)])
	found == {{
		"path": "models/b/README.md",
		"root": "",
		"at": "/$body/sections/0",
		"limit": "min_share",
		"message": "91 % of this card also stands in models/a/README.md, limit is 85 %",
		"related": [{
			"path": "models/a/README.md",
			"root": "",
			"at": "/$body/sections/1",
			"message": "the same text stands here",
		}],
	}}
}

test_of_two_equal_cards_the_earlier_path_is_not_reported if {
	found := rule.findings with input as card("models/a/README.md", [similar("models/b/README.md", 0.93, 0.91)])
	count(found) == 0
}

test_a_short_card_inside_a_long_one_is_reported_wherever_it_lies if {
	found := rule.findings with input as card("models/a/README.md", [similar("models/b/README.md", 0.95, 0.3)])
	count(found) == 1
}

test_the_share_of_the_other_card_is_taken_for_equal_where_it_is_unknown if {
	other := object.remove(similar("models/b/README.md", 0.95, 0), ["their_share"])
	found := rule.findings with input as card("models/a/README.md", [other])
	count(found) == 0
}

test_of_several_copies_the_nearest_is_named if {
	others := [similar("models/a/README.md", 0.86, 0.86), similar("models/b/README.md", 0.99, 0.99)]
	found := rule.findings with input as card("models/c/README.md", others)
	count(found) == 1
	some finding in found
	finding.message == "99 % of this card also stands in models/b/README.md, limit is 85 %"
}

test_cards_that_share_a_template_only_are_no_copies if {
	found := rule.findings with input as card("models/b/README.md", [similar("models/a/README.md", 0.84, 0.84)])
	count(found) == 0
}

test_variants_of_one_model_may_share_their_text if {
	other := object.union(similar("models/a-small/README.md", 0.95, 0.95), {"same_family": true})
	found := rule.findings with input as card("models/a-tiny/README.md", [other])
	count(found) == 0
}

test_a_card_with_numbers_of_its_own_is_no_copy if {
	other := object.union(similar("models/a/README.md", 0.95, 0.95), {"numbers_share": 0.2})
	found := rule.findings with input as card("models/b/README.md", [other])
	count(found) == 0
}

test_a_card_with_the_numbers_of_the_other_is_a_copy if {
	other := object.union(similar("models/a/README.md", 0.95, 0.95), {"numbers_share": 0.9})
	found := rule.findings with input as card("models/b/README.md", [other])
	count(found) == 1
}

similar(path, share, their_share) := {
	"path": path,
	"root": "",
	"at": "/$body/sections/0",
	"share": share,
	"their_share": their_share,
	"their_at": "/$body/sections/1",
	"same_family": false,
}

card(path, others) := {"artifact": {"path": path, "root": "", "facts": {"similar": others}}}
