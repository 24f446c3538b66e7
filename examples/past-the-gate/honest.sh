#!/usr/bin/env bash
# The path of an author who has nothing to hide: nothing blocks that should not.
set -euo pipefail
. "$(dirname "$0")/repository.sh"
blocked=0

# passes TITLE [OPTION…]: says whether the gate lets the branch pass, which it has to.
passes() {
	local title=$1 report
	shift
	printf '\n%s\n' "$title"
	if report=$(judged "$@" 2>&1); then
		grep -m 1 '^pass' <<<"$report" | sed 's/^/  /'
		return
	fi
	printf '%s\n' "$report"
	blocked=$((blocked + 1))
}

begin
printf '\n# The arrears of three years count.\n' >>score.py
printf '\nArrears older than three years do not count.\n' >>models/loan-scorer/README.md
commit mallory 2026-11-09 "Count three years of arrears, and say so"
approve grace
commit grace 2026-11-10 "Approve what is there"
passes "1. Somebody else approves what the author did"

git switch --quiet main
printf 'nothing to do with it\n' >notes.txt
commit grace 2026-11-11 "Write something else down"
git switch --quiet change
as mallory 2026-11-12 rebase --quiet main
passes "2. The branch is rebased"

printf 'nothing to do with it either\n' >more-notes.txt
commit mallory 2026-11-12 "Write more down"
passes "3. Something unrelated changes"

begin
rm -f models/loan-scorer/rai/privacy/loan-scorer.yaml
mkdir -p models/loan-scorer/rai/waivers
cat >models/loan-scorer/rai/waivers/privacy.yaml <<'YAML'
schema: raigate/waiver/v1
id: privacy-review-in-december
rule: privacy/missing-review
scope: {system: loan-scorer}
reason: >
  The privacy team moved to another tool in November, and the review is exported from
  there once its migration is over in December.
compensating_control: The last review holds, and no new field of an application is read.
requested_by: "@mallory"
approved_by: ["@grace", "@olive"]
created: 2026-11-12
expires: 2026-12-20
YAML
commit mallory 2026-11-12 "Ask for an exception"
head=$(git rev-parse HEAD)
cat >"$work/reviews.json" <<JSON
{"schema": "raigate/reviews/v1",
 "pull_request": {"number": 12, "author": "mallory", "base": "$(git rev-parse main)", "head": "$head"},
 "reviews": [{"user": "grace", "type": "User", "state": "approved", "commit": "$head",
              "submitted_at": "2026-11-13T09:30:00Z"}]}
JSON
passes "4. A waiver is granted in the same pull request" --reviews "$work/reviews.json"

printf '\n%d of 4 blocked\n' "$blocked"
[ "$blocked" -eq 0 ]
