# How far a system has come, and what can be asked of it there.
package raigate.lib.lifecycle

# Of a system that nobody declared, absence is no finding; one that is retired touches
# nobody any more.
is_live if {
	input.system.declared
	input.system.stage != "retired"
}

# It is about to reach people, or does. What is due by then is absent by right before.
is_launched if {
	input.system.declared
	input.system.stage in {"launch", "operate"}
}
