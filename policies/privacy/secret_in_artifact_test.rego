package raigate.rules.privacy.secret_in_artifact_test

import data.raigate.rules.privacy.secret_in_artifact as rule

# The evidence tree of this rule holds a private key whose base64 says in plain
# words that it opens nothing: it matches the form, and nobody ever issued it.
secret := {"at": "@90-117", "kind": "private-key", "shown": "-…-", "certain": true}

test_a_key_is_shown_redacted if {
	found := rule.findings with input as artifact([secret])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "@90-117",
		"message": "credential in the text: private key, -…-",
	}}
}

test_a_random_looking_word_is_not_reported if {
	found := rule.findings with input as artifact([object.union(secret, {"certain": false})])
	count(found) == 0
}

test_a_team_can_ask_for_random_looking_words if {
	found := rule.findings with input as artifact([object.union(secret, {"certain": false})])
		with data.settings.privacy.secret_in_artifact.include_uncertain as true
	count(found) == 1
}

artifact(secrets) := {"artifact": {"path": "README.md", "root": "", "facts": {"secrets": secrets}}}
