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

# shellcheck source=posting.sh
. "$(dirname -- "$0")/posting.sh"

args=(check "--format=json=$report" "--format=sarif=$sarif" --format=human)
args+=("--format=github=$commands" "--format=markdown=$summary")
if [ -n "${INPUT_CONFIG:-}" ]; then args+=("--config=$INPUT_CONFIG"); fi
# An organisation's policy that is asked for and not applied would be a gate that only looks
# closed: raigate itself refuses it.
if [ -n "${INPUT_ORG:-}" ]; then args+=("--org=$INPUT_ORG"); fi
if [ -n "${INPUT_FAIL_ON:-}" ]; then args+=("--fail-on=$INPUT_FAIL_ON"); fi
# What the rights of the token do not suffice for, raigate leaves out, and says so once.
if is_posting; then args+=(--publish "${posting[@]+"${posting[@]}"}"); fi
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

has_check_run() { # has_check_run: whether a check run shows each finding beside its line
	[ -f "$report" ] && sed -n '/^    "posted": \[$/,/^    \]/p' "$report" |
		grep -Eq '^ +"what": "check run",?$'
}
# Workflow commands have to be printed, unless the same annotations stand there already. The
# summary is appended to what other steps wrote.
if [ -f "$commands" ] && ! has_check_run; then cat -- "$commands"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -f "$summary" ]; then
	cat -- "$summary" >>"$GITHUB_STEP_SUMMARY"
fi

field() { # field NAME: a number of the report's summary; the report is pretty-printed by raigate
	sed -n "s/^ *\"$1\": \([0-9]*\),\{0,1\}$/\1/p" "$report" | head -n 1
}
case "$code" in
0) verdict=pass ;;
1) verdict=fail ;;
# Judged, and not posted though the job asked for that to be an error.
3) verdict="$(sed -n 's/^  "verdict": "\([a-z]*\)",\{0,1\}$/\1/p' "$report" 2>/dev/null | head -n 1)" ;;
*) verdict=none ;;
esac
verdict="${verdict:-none}"
{
	printf 'verdict=%s\n' "$verdict"
	if [ -f "$report" ]; then printf 'report=%s\n' "$report"; fi
	if [ -f "$sarif" ]; then printf 'sarif=%s\n' "$sarif"; fi
	if [ -f "$report" ] && [ "$verdict" != none ]; then
		printf 'errors=%s\nwarnings=%s\nwaived=%s\n' "$(field error)" "$(field warning)" "$(field waived)"
	fi
} >>"${GITHUB_OUTPUT:?}"
exit "$code"
