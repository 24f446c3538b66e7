# How far a result can be trusted, and how many cases would tell more.
package raigate.lib.interval

# Shares of all cases, or of some of them: an interval that counts on all cases is never
# wider than theirs.
rates := {
	"accuracy",
	"acc_norm",
	"attack_success_rate",
	"error_rate",
	"exact_match",
	"false_discovery_rate",
	"false_negative_rate",
	"false_omission_rate",
	"false_positive_rate",
	"npv",
	"pass_at_1",
	"pixel_accuracy",
	"precision",
	"recall",
	"selection_rate",
	"specificity",
	"top_5_accuracy",
	"win_rate",
}

# Nobody counted more; the arithmetic refuses such a number.
most_cases := 1000000000000000

wholes := {"fraction": 1, "percent": 100, "points": 100}

# How many cases, of which a result is a share as [of, among], would tell it from `limit`
# in its `unit`; null where none would, undefined where there are as many and something
# else makes the result uncertain.
settling([of, among], unit, limit, settings) := needed if {
	share_of_limit := limit / wholes[unit]
	needed := raigate.stat.settling(of, among, share_of_limit, {"confidence": settings.confidence})
	needed > among
}
