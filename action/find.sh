#!/usr/bin/env bash
# Finds raigate on the path, in the runner's tool cache, or builds it from this
# checkout. Says loudly which, since building takes minutes.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
found() { printf 'raigate=%s\n' "$1" >>"$GITHUB_OUTPUT"; }

source_dir="$ACTION_PATH"
wanted="${WANTED:-}"
if [ -z "$wanted" ] && path="$(command -v raigate)"; then
	say "raigate: found $("$path" --version) on the path"
	found "$path"
	exit 0
fi

if [ -n "$wanted" ]; then
	source_dir="${RUNNER_TEMP:?}/raigate-source"
	rm -rf "$source_dir"
	git -C "$ACTION_PATH" worktree prune
	git -C "$ACTION_PATH" worktree add --detach "$source_dir" "$wanted" >&2
fi

key="$(git -C "$source_dir" rev-parse HEAD 2>/dev/null || sha256sum "$source_dir/Cargo.lock" | cut -c1-40)"
cache="${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:?}}/raigate/$key"
binary="$cache/raigate"
case "${RUNNER_OS:-}" in Windows) binary="$binary.exe" ;; esac
if [ -x "$binary" ]; then
	say "raigate: found $("$binary" --version) in the tool cache"
	found "$binary"
	exit 0
fi

if ! command -v cargo >/dev/null; then
	say "::error title=raigate::there is no raigate binary here, and no cargo to build one; install Rust first"
	exit 2
fi
say "::notice title=raigate::no binary found; building one from source, which takes some minutes"
cargo build --release --locked --manifest-path "$source_dir/Cargo.toml" --target-dir "${RUNNER_TEMP:?}/raigate-target" >&2
mkdir -p "$cache"
cp "${RUNNER_TEMP:?}/raigate-target/release/$(basename "$binary")" "$binary"
found "$binary"
