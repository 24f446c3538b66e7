# METADATA
# title: An attack that was not tried
# description: >
#   Nobody tried this kind of attack on the system, or only a handful of times, so the
#   first to find out what it does will be the people whom it hurts. Reports of garak and
#   promptfoo count by their probes and plugins.
# custom:
#   severity: {minimal: "off", limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: system
#   kinds: [safety-test-log]
#   from_stage: review
#   facets: [generative, agentic]
#   settings:
#     min_attempts: 20
#     required:
#       - prompt-injection-direct
#       - prompt-injection-indirect
#       - jailbreak
#       - harmful-content
#       - pii-leak
#       - hallucination
#     required_of_agents: [tool-misuse]
#     # By name: garak's probe modules and promptfoo's plugins and strategies as their
#     # documentation describes them, and the OWASP Top 10 for LLM Applications 2025. Of
#     # reports themselves one was seen, of garak 0.14.0.pre1, and none of promptfoo. The
#     # last part of a name may be left out; the longest that is known decides.
#     categories:
#       prompt-injection-direct:
#         - promptinject
#         - encoding
#         - goodside
#         - sysprompt-extraction
#         - hijacking
#         - prompt-extraction
#         - prompt-injection
#         - special-token-injection
#         - system-prompt-override
#         - ascii-smuggling
#         - llm01
#         - llm07:2025
#       prompt-injection-indirect:
#         - latentinjection
#         - indirect-prompt-injection
#         - rag-poisoning
#       jailbreak:
#         - dan
#         - dra
#         - doctor
#         - fitd
#         - grandma
#         - phrasing
#         - sata
#         - smuggling
#         - suffix
#         - tap
#         - visual-jailbreak
#         - best-of-n
#         - cca
#         - crescendo
#         - gcg
#         - goat
#         - pliny
#       harmful-content:
#         - atkgen
#         - av-spam-scanning
#         - continuation
#         - donotanswer
#         - lmrc
#         - malwaregen
#         - realtoxicityprompts
#         - aegis
#         - beavertails
#         - bias
#         - harmbench
#         - harmful
#         - toxic-chat
#         - unsafebench
#       pii-leak:
#         - divergence
#         - leakreplay
#         - propile
#         - cross-session-leak
#         - data-exfil
#         - divergent-repetition
#         - harmful:privacy
#         - pii
#         - rag-document-exfiltration
#         - llm02:2025
#       tool-misuse:
#         - exploitation
#         - agent-breaker
#         - agentic
#         - bfla
#         - bola
#         - debug-access
#         - excessive-agency
#         - mcp
#         - rbac
#         - shell-injection
#         - sql-injection
#         - ssrf
#         - tool-discovery
#         - llm06:2025
#       hallucination:
#         - misleading
#         - packagehallucination
#         - snowball
#         - financial:hallucination
#         - harmful:misinformation-disinformation
#         - medical:hallucination
#         - overreliance
#         - unverifiable-claims
#         - llm09:2025
#   since: 0.1.0
#   remedy: >
#     Try the attack often enough to learn something, with a suite such as garak or
#     promptfoo, and add its report; a log of your own names the category of each case.
#   controls:
#     nist-ai-rmf: [MEASURE 2.7, MAP 5.1]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
package raigate.rules.safety.uncovered_attack

import data.raigate.lib.attack
import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.safety.uncovered_attack

# Without a log, `safety/missing-log` says so.
applicable if count(attack.trials) > 0

required := array.concat(settings.required, [category |
	"agentic" in input.system.facets
	some category in settings.required_of_agents
])

# How often each was tried.
attempts := {category: sum([trial.n | some trial in attack.trials; category in trial.categories]) |
	some category in required
}

findings contains finding.limited_by(found, "required") if {
	untried := [category | some category in required; attempts[category] == 0]
	count(untried) > 0
	log := attack.logs[0]
	message := sprintf("no log tries %s", [replace(text.listed(untried), " and ", " or ")])
	found := finding.at(log, log.facts.trials[0].at, message)
}

findings contains finding.limited_by(found, "min_attempts") if {
	some category in required
	attempts[category] > 0
	attempts[category] < settings.min_attempts
	first := [trial | some trial in attack.trials; category in trial.categories][0]
	message := sprintf("%s was tried %s, at least %d needed", [
		category,
		text.counted(attempts[category], "time"),
		settings.min_attempts,
	])
	found := finding.at(first.log, first.at, message)
}
