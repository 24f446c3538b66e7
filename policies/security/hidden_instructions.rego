# METADATA
# title: Text that readers cannot see, or that speaks to their software
# description: >
#   A person reads one thing and an assistant that summarises the evidence obeys
#   another, so a reviewer approves what was never written for them. Invisible
#   characters, characters that reverse the reading direction and sentences shaped
#   as orders to a language model are reported; a safety test log is full of them
#   by its nature and is left alone.
# custom:
#   severity: {minimal: warning, limited: warning, high: error}
#   profile: recommended
#   confidence: low
#   scope: artifact
#   kinds: []
#   from_stage: intake
#   since: 0.1.0
#   remedy: >
#     Remove it; an attack prompt that is evidence belongs into a safety test log,
#     quoted as a code block.
#   controls:
#     nist-ai-rmf: [MEASURE 2.7]
#     soc2: [CC6.8]
package raigate.rules.security.hidden_instructions

import data.raigate.lib.finding
import data.raigate.lib.text

names := {
	"instruction": "text shaped as an order to a language model",
	"invisible-text": "invisible characters",
	"bidirectional-control": "characters that reverse the reading direction",
}

findings contains finding.at(input.artifact, instruction.at, message(instruction)) if {
	some instruction in input.artifact.facts.instructions
}

# An order is not repeated: a report is read by language models too.
message(instruction) := names[instruction.kind] if instruction.kind == "instruction"

message(instruction) := sprintf("%s: %s", [names[instruction.kind], text.shortened(instruction.shown)]) if {
	instruction.kind != "instruction"
}
