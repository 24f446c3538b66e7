# The artifacts of the system that is judged.
package raigate.lib.evidence

# All artifacts of one kind, in path order.
of_kind(kind) := [artifact | some artifact in input.evidence; artifact.kind == kind]
