package raigate.rules.fairness.small_group_test
