# Builds the repository that both walks start from, and says what the gate says of a branch.
# To be sourced; needs git, and raigate on the PATH or in RAIGATE.

raigate=${RAIGATE:-raigate}
example=$(cd "$(dirname "${BASH_SOURCE[0]}")/../loan-scoring" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
day=2026-11-23
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
unset GITHUB_ACTIONS GITLAB_CI TF_BUILD

# as NAME DAY COMMAND…: runs git as somebody, on a day.
as() {
	local name=$1 time="$2T12:00:00Z"
	shift 2
	GIT_AUTHOR_DATE=$time GIT_COMMITTER_DATE=$time \
		git -c "user.name=$name" -c "user.email=$name@example.org" "$@"
}

# commit NAME DAY MESSAGE: commits everything.
commit() {
	git add --all
	as "$1" "$2" commit --quiet --message "$3"
}

# begin: a fresh repository with everything in order, on the branch `main`, and a branch
# `change` that starts there.
begin() {
	rm -rf "$work/repository"
	mkdir "$work/repository"
	cp -R "$example/." "$work/repository"
	cd "$work/repository" || exit
	git init --quiet --initial-branch=main
	printf 'def score(application):\n    return 600 - 40 * application.arrears\n' >score.py
	sed -i.old 's/^profile = .*/profile = "complete"/; s|^root = .*|&\nwatch = ["score.py"]|' raigate.toml
	rm raigate.toml.old
	cat >>raigate.toml <<-'TOML'

		[people.grace]
		handles = ["@grace"]
		emails = ["grace@example.org"]

		[people.mallory]
		handles = ["@mallory"]
		emails = ["mallory@example.org"]

		[people.olive]
		handles = ["@olive"]
		emails = ["olive@example.org"]

		[roles]
		rai-team = ["@grace", "@mallory"]
		product-owner = ["@olive"]
		product-director = ["@olive"]

		# Nobody here copies a card for a reason.
		[rules."card/duplicates-another"]
		severity = "error"
	TOML
	commit linus 2026-11-02 "Have a scorer and its evidence"
	git switch --quiet --create change
}

# approve NAME: writes an approval of what is there by that person, bound to it.
approve() {
	mkdir -p models/loan-scorer/rai/approvals
	cat >models/loan-scorer/rai/approvals/evaluation.yaml <<-YAML
		schema: raigate/approval/v1
		id: residual-2026-11
		system: loan-scorer
		decision_type: launch
		decision: approve
		role: rai-team
		approver: "@$1"
		date: 2026-11-10
		reason: The gap between the groups is within what the plan allows, and an officer decides.
	YAML
	"$raigate" stamp models/loan-scorer/rai/approvals/evaluation.yaml >/dev/null
}

# judged [OPTION…]: the report of the branch, as a pull request onto `main` is judged.
judged() {
	"$raigate" check --policy-from main --since main --now "$day" "$@"
}
