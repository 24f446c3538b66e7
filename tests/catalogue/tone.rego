# METADATA
# title: Tone of a card is off
# description: >
#   Readers stop reading. They then
#   miss what matters.
# custom:
#   severity: {minimal: off, limited: warning, high: error}
#   profile: complete
#   confidence: low
#   kinds: [model-card, system-card]
#   scope: system
#   phase: evidence
#   from_stage: launch
#   facets: [user_facing]
#   settings: {max_words: 3, limits: {minimal: 0.2, high: 0.1}, words: [a, b], share: 0.5}
#   controls: {nist-ai-rmf: [MAP 1.1], eu-ai-act: [Article 11, Annex IV(1)(a)]}
#   remedy: Write plainly.
#   waivable: false
#   since: 0.1.0
#   aliases: [acme/old-tone]
#   effective_on: 2027-01-31
package raigate.rules.acme.tone

findings contains {"message": "m"} if {
	input.loud
	data.settings.acme.tone.max_words > 2
}

applicable if input.system.tier
