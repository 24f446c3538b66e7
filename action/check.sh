#!/usr/bin/env bash
# Runs the gate with the action's inputs, and hands its verdict to later steps.
# Inputs come through the environment only: none is ever part of the script.
set -uo pipefail

report="${RUNNER_TEMP:?}/raigate-report.json"
sarif="${RUNNER_TEMP:?}/raigate-report.sarif"
args=(check --format "json=$report" --format "sarif=$sarif" --format human)
args+=(--format "github=${RUNNER_TEMP:?}/raigate-commands.txt")
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	args+=(--format "markdown=${RUNNER_TEMP:?}/raigate-summary.md")
fi
if [ -n "${INPUT_CONFIG:-}" ]; then args+=(--config "$INPUT_CONFIG"); fi
if [ -n "${INPUT_FAIL_ON:-}" ]; then args+=(--fail-on "$INPUT_FAIL_ON"); fi

since="${INPUT_SINCE:-${BASE_SHA:-}}"
if [ -n "$since" ] && [ "$since" != none ]; then args+=(--since "$since"); fi

words() { # words TEXT: one word a line, without expanding globs
	set -f
	# shellcheck disable=SC2086 # splitting is what is wanted
	printf '%s\n' $1
	set +f
}
if [ -n "${INPUT_FORMAT:-}" ]; then
	while IFS= read -r word; do args+=(--format "$word"); done < <(words "$INPUT_FORMAT")
fi
args+=(--)
if [ -n "${INPUT_PATHS:-}" ]; then
	while IFS= read -r word; do args+=("$word"); done < <(words "$INPUT_PATHS")
fi

"${RAIGATE:?}" "${args[@]}"
code=$?

# Workflow commands have to be printed; the summary is appended to what other steps wrote.
if [ -f "${RUNNER_TEMP:?}/raigate-commands.txt" ]; then cat "${RUNNER_TEMP:?}/raigate-commands.txt"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "${RUNNER_TEMP:?}/raigate-summary.md" ]; then
	cat "${RUNNER_TEMP:?}/raigate-summary.md" >>"$GITHUB_STEP_SUMMARY"
fi

field() { # field NAME: a number of the report's summary; the report is pretty-printed by raigate
	sed -n "s/^ *\"$1\": \([0-9]*\),\{0,1\}$/\1/p" "$report" | head -n 1
}
verdict=none
if [ "$code" = 0 ]; then verdict=pass; elif [ "$code" = 1 ]; then verdict=fail; fi
{
	printf 'verdict=%s\n' "$verdict"
	if [ -f "$report" ]; then
		printf 'report=%s\nsarif=%s\n' "$report" "$sarif"
		printf 'errors=%s\nwarnings=%s\nwaived=%s\n' "$(field error)" "$(field warning)" "$(field waived)"
	fi
} >>"${GITHUB_OUTPUT:?}"
exit "$code"
