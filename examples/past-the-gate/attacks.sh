#!/usr/bin/env bash
# Ten ways in which an author tries to get past the gate, each in a repository made by git.
set -euo pipefail
. "$(dirname "$0")/repository.sh"
passed=0

# stopped TITLE RULE…: says what the gate says, which has to block by one of these rules.
stopped() {
	local title=$1 report found
	shift
	printf '\n%s\n' "$title"
	if report=$(judged --stage "${stage:-review}" 2>&1); then
		printf '  PASSED, and nobody was told\n'
		passed=$((passed + 1))
		return
	fi
	for rule in "$@"; do
		if found=$(grep -m 1 "error\[$rule\]" <<<"$report"); then
			sed 's/^.*error\[/  error[/' <<<"$found"
			return
		fi
	done
	printf '  blocked, but not by %s:\n%s\n' "$*" "$report"
	passed=$((passed + 1))
}

begin
printf '\n# Faster.\n' >>score.py
commit mallory 2026-11-09 "Score faster"
approve mallory
commit mallory 2026-11-10 "Approve it"
stopped "1. Approve one's own work" approval/self-approved

begin
approve grace
commit grace 2026-11-10 "Approve what is there"
printf '\n# Quite another score.\n' >>score.py
commit mallory 2026-11-12 "Change it afterwards"
stage=launch stopped "2. Change what was approved, and release it" approval/changed-after

begin
git switch --quiet main
mkdir -p models/loan-scorer/rai/waivers
cat >models/loan-scorer/rai/waivers/older.yaml <<'YAML'
schema: raigate/waiver/v1
id: older-applicants
rule: fairness/small-group
scope: {system: loan-scorer}
reason: >
  There are too few applicants above seventy in the holdout to measure them apart, and
  more of them are asked for their consent until the end of the month.
compensating_control: An officer decides every application of somebody above seventy.
requested_by: "@mallory"
approved_by: ["@grace", "@olive"]
created: 2026-10-01
expires: 2026-11-15
YAML
commit grace 2026-11-03 "Grant a waiver"
git switch --quiet change
git reset --quiet --hard main
sed -i.old 's/^expires: .*/expires: 2027-11-15/' models/loan-scorer/rai/waivers/older.yaml
rm models/loan-scorer/rai/waivers/older.yaml.old
commit mallory 2026-11-12 "Give it more time"
stopped "3. Edit a waiver" git/rewritten-record

begin
sed -i.old 's/threshold: 0\.8[0-9]*/threshold: 0.5/' models/loan-scorer/rai/eval/plan.yaml
rm models/loan-scorer/rai/eval/plan.yaml.old
commit mallory 2026-11-12 "Be realistic"
stopped "4. Loosen a threshold" eval/threshold-loosened

begin
printf '\n[rules."card/claim-contradicts-result"]\nseverity = "off"\n' >>raigate.toml
sed -i.old 's/0\.893/0.97/' models/loan-scorer/README.md
rm models/loan-scorer/README.md.old
commit mallory 2026-11-12 "Switch a rule off, and claim more"
stopped "5. Switch off the rule that objects" git/gate-changed

begin
sed -i.old 's/"date": "[0-9-]*"/"date": "2027-06-01"/' models/loan-scorer/rai/eval/results/holdout.json
rm models/loan-scorer/rai/eval/results/holdout.json.old
commit mallory 2026-11-12 "Measure again"
stopped "6. Date a result as it suits" git/implausible-date

begin
mkdir -p models/second/rai/models
sed 's/loan-scorer-card/second-card/; s/loan-scorer/second-scorer/g' \
	models/loan-scorer/README.md >models/second/README.md
cat >models/second/rai/models/second.yaml <<'YAML'
schema: raigate/model-manifest/v1
id: second
name: second-scorer
version: "1.0"
YAML
printf '\n[[system]]\nid = "second"\ntier = "high"\nroot = "models/second"\n' >>raigate.toml
commit mallory 2026-11-12 "Describe the second model"
stopped "7. Copy the card of another model" card/duplicates-another

begin
mv models/loan-scorer/rai/eval/results/holdout.json "$work/holdout.json"
ln -s "$work/holdout.json" models/loan-scorer/rai/eval/results/holdout.json
commit mallory 2026-11-12 "Keep the result elsewhere"
stopped "8. Link to evidence that nobody can see" artifact/escapes-repository

begin
sed -i.old 's/"code_commit": "[0-9a-f]*"/"code_commit": "0123456789abcdef0123456789abcdef01234567"/' \
	models/loan-scorer/rai/eval/results/holdout.json
rm models/loan-scorer/rai/eval/results/holdout.json.old
commit mallory 2026-11-12 "Measure with the newest code"
stopped "9. Show the result of other code" eval/not-reproducible

begin
sed -i.old 's/^stage = .*/stage = "development"/' raigate.toml
rm raigate.toml.old
commit mallory 2026-11-12 "It is only a prototype"
stopped "10. Stay in development" git/gate-changed

printf '\n%d of 10 passed\n' "$passed"
[ "$passed" -eq 0 ]
