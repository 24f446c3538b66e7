package raigate.rules.git.untracked_evidence_test

import data.raigate.rules.git.untracked_evidence as rule

card(state) := {"artifact": {"path": "README.md", "root": "", "facts": {"state": state}}}

test_a_file_that_git_does_not_hold_is_shown_at_its_beginning if {
	found := rule.findings with input as card("untracked")
	found == {{"path": "README.md", "root": "", "at": "", "message": "evidence is not tracked by git"}}
	ignored := rule.findings with input as card("ignored")
	{one.message | some one in ignored} == {"evidence is ignored by git, and tracked nowhere"}
}

test_work_in_progress_is_no_finding if {
	modified := rule.findings with input as card("modified")
	staged := rule.findings with input as card("staged")
	count(modified | staged) == 0
}

test_work_in_progress_is_a_finding_where_a_team_says_so if {
	settings := {"git": {"untracked_evidence": {"unwanted": ["modified", "staged"]}}}
	modified := rule.findings with input as card("modified") with data.settings as settings
	staged := rule.findings with input as card("staged") with data.settings as settings
	{one.message | some one in modified | staged} == {
		"evidence is not as it was committed",
		"evidence is staged, and not committed",
	}
}

test_what_is_committed_as_it_is_is_no_finding if {
	found := rule.findings with input as {"artifact": {"path": "README.md", "root": "", "facts": {}}}
	count(found) == 0
}
