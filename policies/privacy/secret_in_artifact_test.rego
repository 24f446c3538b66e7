package raigate.rules.privacy.secret_in_artifact_test

import data.raigate.rules.privacy.secret_in_artifact as rule

# The evidence tree of this rule holds the header and footer of a private key
# around words: it matches, it opens nothing, and no provider ever issued it.
secret := {"at": "@90-117", "kind": "private-key", "shown": "-----BEGIN …", "certain": true}

test_a_key_is_shown_redacted if {
	found := rule.findings with input as artifact([secret])
	found == {{
		"path": "README.md",
		"root": "",
		"at": "@90-117",
		"message": "private key -----BEGIN …",
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
