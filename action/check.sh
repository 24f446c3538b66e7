#!/usr/bin/env bash
# Runs the gate with the action's inputs, and hands its verdict to later steps.
# Inputs come through the environment only: none is ever part of the script.
set -uo pipefail

report="${RUNNER_TEMP:?}/raigate-report.json"
sarif="${RUNNER_TEMP:?}/raigate-report.sarif"
commands="${RUNNER_TEMP:?}/raigate-commands.txt"
summary="${RUNNER_TEMP:?}/raigate-summary.md"
# What an earlier step left behind is not about this run.
rm -f -- "$report" "$sarif" "$commands" "$summary"

unbuilt() { # unbuilt NAME VALUE: says that an input has no effect yet
	case "$2" in "" | false) return ;; esac
	printf '::notice title=raigate::the input %s is not built yet and has no effect\n' "$1"
}
unbuilt comment "${INPUT_COMMENT:-}"
unbuilt check "${INPUT_CHECK:-}"
unbuilt upload-sarif "${INPUT_UPLOAD_SARIF:-}"
unbuilt token "${INPUT_TOKEN:-}"

args=(check "--format=json=$report" "--format=sarif=$sarif" --format=human)
args+=("--format=github=$commands" "--format=markdown=$summary")
if [ -n "${INPUT_CONFIG:-}" ]; then args+=("--config=$INPUT_CONFIG"); fi
# An organisation's policy that is asked for and not applied would be a gate that only looks
# closed: raigate itself refuses it.
if [ -n "${INPUT_ORG:-}" ]; then args+=("--org=$INPUT_ORG"); fi
if [ -n "${INPUT_FAIL_ON:-}" ]; then args+=("--fail-on=$INPUT_FAIL_ON"); fi
since="${INPUT_SINCE:-${BASE_SHA:-}}"
if [ -n "$since" ] && [ "$since" != none ]; then args+=("--since=$since"); fi

words() { # words TEXT: one word a line, without expanding globs
	set -f
	# shellcheck disable=SC2086 # splitting is what is wanted
	printf '%s\n' $1
	set +f
}
if [ -n "${INPUT_FORMAT:-}" ]; then
	while IFS= read -r word; do args+=("--format=$word"); done < <(words "$INPUT_FORMAT")
fi
args+=(--)
if [ -n "${INPUT_PATHS:-}" ]; then
	while IFS= read -r word; do args+=("$word"); done < <(words "$INPUT_PATHS")
fi

"${RAIGATE:?}" "${args[@]}"
code=$?

# Workflow commands have to be printed; the summary is appended to what other steps wrote.
if [ -f "$commands" ]; then cat -- "$commands"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$summary" ]; then
	cat -- "$summary" >>"$GITHUB_STEP_SUMMARY"
fi

field() { # field NAME: a number of the report's summary; the report is pretty-printed by raigate
	sed -n "s/^ *\"$1\": \([0-9]*\),\{0,1\}$/\1/p" "$report" | head -n 1
}
case "$code" in 0) verdict=pass ;; 1) verdict=fail ;; *) verdict=none ;; esac
{
	printf 'verdict=%s\n' "$verdict"
	if [ -f "$report" ]; then printf 'report=%s\n' "$report"; fi
	if [ -f "$sarif" ]; then printf 'sarif=%s\n' "$sarif"; fi
	if [ -f "$report" ] && [ "$verdict" != none ]; then
		printf 'errors=%s\nwarnings=%s\nwaived=%s\n' "$(field error)" "$(field warning)" "$(field waived)"
	fi
} >>"${GITHUB_OUTPUT:?}"
exit "$code"
