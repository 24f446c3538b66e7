#!/usr/bin/env bash
# Finds raigate on the path, in the runner's tool cache, or builds it from this
# checkout. Says loudly which, since building takes minutes.
set -euo pipefail

say() { printf '%s\n' "$*"; }
found() { printf 'raigate=%s\n' "$1" >>"${GITHUB_OUTPUT:?}"; }
stop() {
	say "::error title=raigate::$*"
	exit 2
}

source_dir="${ACTION_PATH:?}"
wanted="${WANTED:-}"
if [ -z "$wanted" ] && path="$(command -v raigate)"; then
	say "raigate: found $("$path" --version) on the path"
	found "$path"
	exit 0
fi

if [ -n "$wanted" ]; then
	case "$wanted" in
	-* | *[!A-Za-z0-9._/-]*) stop "the input version takes a tag, a branch or a commit" ;;
	esac
	# A runner unpacks an action without its history; a checkout of it has one.
	from="${GITHUB_SERVER_URL:-https://github.com}/${GITHUB_ACTION_REPOSITORY:-raigate/raigate}"
	if [ -e "$ACTION_PATH/.git" ]; then from="$ACTION_PATH"; fi
	source_dir="${RUNNER_TEMP:?}/raigate-source"
	rm -rf "$source_dir"
	git clone --quiet --no-checkout -- "$from" "$source_dir"
	commit="$(git -C "$source_dir" rev-parse --quiet --verify "$wanted^{commit}" ||
		git -C "$source_dir" rev-parse --quiet --verify "origin/$wanted^{commit}")" ||
		stop "there is no version $wanted"
	git -C "$source_dir" checkout --quiet --detach "$commit"
fi

[ -f "$source_dir/Cargo.toml" ] || stop "there is no source of raigate to build"
sources() { # sources: everything that the binary is built from
	cd "$source_dir"
	find Cargo.toml Cargo.lock build.rs src policies schemas docs/rules -type f 2>/dev/null |
		LC_ALL=C sort | while IFS= read -r file; do cat "$file"; done
}
key="$(sources | git hash-object --stdin)"
cache="${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:?}}/raigate/$key"
binary="$cache/raigate"
case "${RUNNER_OS:-}" in Windows) binary="$binary.exe" ;; esac
if [ -x "$binary" ]; then
	say "raigate: found $("$binary" --version) in the tool cache"
	found "$binary"
	exit 0
fi

command -v cargo >/dev/null ||
	stop "there is no raigate binary here, and no cargo to build one; install Rust first"
say "::notice title=raigate::no binary found; building one from source, which takes some minutes"
target="${RUNNER_TEMP:?}/raigate-target"
# The toolchain file is looked for in the current folder.
(cd "$source_dir" && cargo build --release --locked --target-dir "$target")
mkdir -p "$cache"
cp "$target/release/$(basename "$binary")" "$binary"
found "$binary"
