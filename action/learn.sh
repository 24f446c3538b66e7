#!/usr/bin/env bash
# Writes a profile of what runs spend their time on, for a release to be built with:
#
#   learn.sh TRIPLE FILE  ->  the variable for Cargo by which the compiler uses FILE
#
# Builds raigate so that it counts what it does, and lets it do what its users let it do. The
# names in the profile are those of a build of the same profile of Cargo, in the same folder.
set -euo pipefail

triple="${1:?a target triple}" profile="${2:?a file for the profile}"
cd -- "$(dirname -- "$0")/.."
work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT

merge="$(rustc --print target-libdir)/../bin/llvm-profdata"
[ -x "$merge" ] || rustup component add llvm-tools >&2

variable="CARGO_TARGET_$(printf '%s' "$triple" | tr 'a-z-' 'A-Z_')_RUSTFLAGS"
flags="${!variable:-}"
env "$variable=$flags -Cprofile-generate=$work/counts" \
	cargo build --release --locked --bin raigate --target "$triple" --target-dir target/learning >&2
raigate="$PWD/target/learning/$triple/release/raigate"
rustc --edition 2024 -O -o "$work/write" benches/support/write.rs

let_run() { # let_run ARGUMENTS: lets raigate run, whatever its verdict is; a crash is none
	"$raigate" "$@" >/dev/null 2>&1 || [ "$?" -le 3 ] || {
		printf 'learn: raigate %s crashed\n' "$*" >&2
		exit 1
	}
}

# A large repository, all of it and what is about to be committed.
"$work/write" repository "$work/many" 1000
git -C "$work/many" init --quiet
git -C "$work/many" add .
git -C "$work/many" -c user.name=raigate -c user.email=raigate@localhost commit --quiet --message=many
for _ in 1 2 3; do let_run check "$work/many"; done
printf '\nMore.\n' >>"$work/many/models/system-00004/README.md"
git -C "$work/many" add .
(cd -- "$work/many" && for _ in 1 2 3; do let_run check --staged; done)

# Small ones, with findings of every rule, and in several formats; outside of this repository,
# which would be judged instead.
cp -R tests/rules examples "$work/"
for tree in "$work"/rules/*/*/fail "$work"/examples/*/; do let_run check "$tree"; done
for format in json sarif github markdown html; do
	let_run check "$work/examples/loan-scoring" --format "$format"
done
let_run test policies

# Predictions.
"$work/write" rows "$work/rows.csv" 1000000
let_run metrics "$work/rows.csv" --by sex age race --no-file

"$merge" merge -o "$profile" "$work/counts"
printf '%s=%s\n' "$variable" "$flags -Cprofile-use=$(cd -- "$(dirname -- "$profile")" && pwd)/$(basename -- "$profile")"
