#!/usr/bin/env bash
# What the inputs comment, check and upload-sarif ask for, as options of raigate in `posting`.
# Read by the scripts that post; the token reaches raigate through the environment alone.

posting=()
posting_option() { # posting_option NAME VALUE MEANT: `true` is what is MEANT by it
	case "$2" in
	"") ;;
	true) posting+=("--$1=$3") ;;
	false) posting+=("--$1=never") ;;
	*) posting+=("--$1=$2") ;;
	esac
}
posting_option comment "${INPUT_COMMENT:-}" on-findings
posting_option check "${INPUT_CHECK:-}" auto
# raigate reads it as yes or no, and refuses all else.
if [ -n "${INPUT_UPLOAD_SARIF:-}" ]; then export RAIGATE_UPLOAD_SARIF="$INPUT_UPLOAD_SARIF"; fi

is_posting() { # is_posting: whether anything of all that is asked for
	case "${RAIGATE_UPLOAD_SARIF:-false}" in
	false) [ "${posting[*]-}" != "--comment=never --check=never" ] ;;
	esac
}
