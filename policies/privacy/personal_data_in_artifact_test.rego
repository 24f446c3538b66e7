package raigate.rules.privacy.personal_data_in_artifact_test

import data.raigate.rules.privacy.personal_data_in_artifact as rule

card_number := {"at": "/rows/3/2", "kind": "payment-card", "shown": "4…1", "certain": true}

test_a_payment_card_is_shown_redacted if {
	found := rule.findings with input as artifact([card_number])
	found == {{
		"path": "rai/eval/sample.csv",
		"root": "",
		"at": "/rows/3/2",
		"limit": "data",
		"message": "personal data in the text: payment card number, 4…1",
	}}
}

test_what_only_looks_like_a_number_is_not_reported if {
	found := rule.findings with input as artifact([object.union(card_number, {"certain": false})])
	count(found) == 0
}

test_a_team_can_ask_for_what_is_uncertain if {
	found := rule.findings with input as artifact([object.union(card_number, {"certain": false})])
		with data.settings.privacy.personal_data_in_artifact.include_uncertain as true
	count(found) == 1
}

test_an_e_mail_address_is_left_alone_by_default if {
	found := rule.findings with input as artifact([object.union(card_number, {"kind": "email"})])
	count(found) == 0
}

test_a_team_can_ask_for_e_mail_addresses if {
	found := rule.findings with input as artifact([{"at": "", "kind": "email", "shown": "a…g", "certain": true}])
		with data.settings.privacy.personal_data_in_artifact.data as ["email"]
	some finding in found
	finding.message == "personal data in the text: e-mail address, a…g"
}

artifact(data_found) := {"artifact": {
	"path": "rai/eval/sample.csv",
	"root": "",
	"facts": {"personal_data": data_found},
}}
