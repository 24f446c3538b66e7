# METADATA
# title: A result on part of its data
# description: >
#   Fewer cases were measured than the dataset has, so the number is of a sample
#   that nobody drew on purpose: the first rows, or those that did not break. A
#   reader takes it for a number of the whole.
# custom:
#   severity: {minimal: note, limited: warning, high: error}
#   profile: recommended
#   confidence: high
#   scope: artifact
#   kinds: [eval-result]
#   from_stage: review
#   settings: {min_share: 0.99}
#   since: 0.1.0
#   remedy: >
#     Measure the whole dataset, without a limit and with the failed cases tried
#     again; where a sample is meant, name it as a dataset or split of its own.
#   controls:
#     nist-ai-rmf: [MEASURE 2.1, MEASURE 2.3]
#     eu-ai-act: [Article 15]
#     iso-42001: [A.6.2.4]
#     soc2: [PI1.2]
package raigate.rules.eval.partial_run

import data.raigate.lib.finding
import data.raigate.lib.text

settings := data.settings.eval.partial_run

# Results of one task share their counts: one finding for each of these.
findings contains finding.limited_by(finding.related(found, input.artifact, of_at, "of these"), "min_share") if {
	some [n_at, n, of_at, of] in {[result.n_at, result.n, result.of_at, result.of] |
		some result in input.artifact.facts.results

		# Few results say of how many; a call for each of the others would cost more.
		result.of
		is_partial(result)
	}
	message := sprintf("%d of %d cases were measured, a share of %s, at least %v needed", [
		n,
		of,
		text.rounded(n / of, 3),
		settings.min_share,
	])
	found := finding.at(input.artifact, n_at, message)
}

is_partial(result) if {
	is_number(result.of)
	raigate.num.lt(result.n, raigate.num.mul(result.of, settings.min_share))
}
