#!/usr/bin/env bash
# Finds the raigate that this action wants: named by RAIGATE_BIN, on the path, in the runner's
# tool cache, as an archive of a release whose checksum stands beside this script, or built from
# source. Says which, and says loudly when it builds.
#
# Inputs come through the environment only: none is ever part of the script. It runs in
# `bash -p`, which reads no BASH_ENV and takes no function from the environment. Kept to what
# bash 3.2 knows, the one that macOS has.
set -euo pipefail
# What is started from here reads them as little as this shell did.
unset BASH_ENV ENV CDPATH
# The token is for gh alone, and never for what is built.
token="${GH_TOKEN:-}"
unset GH_TOKEN

say() { printf 'raigate: %s\n' "$*"; }
# A percent sign begins an escape in a workflow command.
loudly() { printf '::warning title=raigate::%s\n' "${*//[%]/%25}"; }
stop() {
	printf '::error title=raigate::%s\n' "${*//[%]/%25}"
	exit 2
}
found() { # found FILE: hands the binary to the next step
	printf 'raigate=%s\n' "$1" >>"${GITHUB_OUTPUT:?}"
	exit 0
}

here="${ACTION_PATH:?}"
temp="${RUNNER_TEMP:?}"
cache="${RUNNER_TOOL_CACHE:-$temp}/raigate"
wanted="${WANTED:-}"

case "$wanted" in
-* | *..* | *[!A-Za-z0-9._/+-]*) stop "the input version takes a version, a tag, a branch or a commit" ;;
esac
case "${VERIFY:-}" in
"" | attestation) ;;
*) stop "the input verify takes attestation or nothing; checksums are always compared" ;;
esac
case "${DOWNLOAD_URL:-}" in
"") ;;
*[!A-Za-z0-9:/._~%@=?\&+-]*) stop "the input download-url takes one address" ;;
https://* | http://* | file://*) ;;
*) stop "the input download-url takes an address that begins with https://, http:// or file://" ;;
esac

# A version of the form 1.2.3 may have a release; any other revision can only be built.
number=""
if [ -z "$wanted" ]; then
	number="$(sed -n 's/^version = "\([0-9A-Za-z.+-]*\)"$/\1/p' "$here/Cargo.toml" 2>/dev/null | head -n 1)" || true
	[ -n "$number" ] || stop "there is no source of raigate here that names its version"
elif printf '%s\n' "$wanted" | grep -Eq '^v?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$'; then
	number="${wanted#v}"
fi

version_of() { # version_of FILE: the version that a binary says it has; nothing where it does not run
	"$1" --version 2>/dev/null </dev/null | sed -n '1s/^raigate \([0-9A-Za-z.+-]\{1,80\}\)[[:space:]]*$/\1/p' || true
}

# A binary that somebody else put here. Nothing attests it.
if [ -n "${RAIGATE_BIN:-}" ]; then
	[ -z "${VERIFY:-}" ] || stop "RAIGATE_BIN names a binary, and the input verify asks for an attested archive"
	has="$(version_of "$RAIGATE_BIN")"
	[ -n "$has" ] || stop "RAIGATE_BIN names no raigate that runs"
	[ "$has" = "$number" ] || stop "RAIGATE_BIN is raigate $has, wanted is ${number:-$wanted}"
	say "taking raigate $has, which RAIGATE_BIN names"
	found "$RAIGATE_BIN"
fi
if [ -z "${VERIFY:-}" ] && path="$(type -P raigate)"; then
	has="$(version_of "$path")"
	if [ -n "$has" ] && [ "$has" = "$number" ]; then
		say "found raigate $has on the path"
		found "$path"
	fi
	say "raigate on the path is ${has:-no raigate that runs}, wanted is ${number:-$wanted}"
fi

# The names that Rust has for what releases are built for.
case "${RUNNER_OS:-$(uname -s)}/${RUNNER_ARCH:-$(uname -m)}" in
Linux/X64 | Linux/x86_64) triple=x86_64-unknown-linux-musl ;;
Linux/ARM64 | Linux/aarch64) triple=aarch64-unknown-linux-musl ;;
macOS/X64 | Darwin/x86_64) triple=x86_64-apple-darwin ;;
macOS/ARM64 | Darwin/arm64) triple=aarch64-apple-darwin ;;
Windows/X64 | MINGW*/x86_64 | MSYS*/x86_64) triple=x86_64-pc-windows-msvc ;;
Windows/ARM64 | MINGW*/aarch64 | MSYS*/aarch64) triple=aarch64-pc-windows-msvc ;;
*) triple="" ;;
esac
case "$triple" in
*-windows-*) program=raigate.exe ;;
*) program=raigate ;;
esac

# A runner unpacks an action into _actions/OWNER/NAME/REVISION. What it says of the action's
# repository in the environment is empty or about another action in a composite one.
repository="${GITHUB_ACTION_REPOSITORY:-raigate/raigate}"
# A backslash of Windows is \134.
unpacked="$(printf '%s' "/$here" | tr '\134' '/')"
case "$unpacked" in
*/_actions/*/*/*)
	repository="${unpacked##*/_actions/}"
	rest="${repository#*/*/}"
	repository="${repository%"/$rest"}"
	;;
esac
case "$repository" in
*/*/* | *[!A-Za-z0-9._/-]*) stop "the repository of this action has no name of the form owner/name" ;;
esac
server="${GITHUB_SERVER_URL:-https://github.com}"

sum_of() { # sum_of FILE: its SHA-256
	if type -P sha256sum >/dev/null; then
		sha256sum <"$1" | cut -d ' ' -f 1
	elif type -P shasum >/dev/null; then
		shasum -a 256 <"$1" | cut -d ' ' -f 1
	else
		stop "there is neither sha256sum nor shasum to compare checksums with" >&2
	fi
}

pinned_sum() { # pinned_sum ARCHIVE: its row in checksums.txt; nothing where there is none
	local sums
	sums="$(tr -d '\r' <"$here/action/checksums.txt" |
		awk -v name="$1" '$1 !~ /^#/ && $2 == name { print $1 }')"
	if [ -n "$sums" ] && ! printf '%s\n' "$sums" | grep -Eqx '[0-9a-f]{64}'; then
		stop "action/checksums.txt has no SHA-256 for $1" >&2
	fi
	if [ "$(printf '%s\n' "$sums" | wc -l)" -gt 1 ]; then
		stop "action/checksums.txt has more than one row for $1" >&2
	fi
	printf '%s' "$sums"
}

download() { # download URL FILE: fetches one file; says why where that fails
	local code problem=""
	if ! type -P curl >/dev/null; then
		loudly "there is no curl to download with"
		return 1
	fi
	code="$(curl --silent --show-error --location --globoff --proto '=https,http,file' \
		--proto-redir '=https,http' --connect-timeout 20 --max-time 600 --retry 3 \
		--output "$2" --write-out '%{http_code}' --url "$1")" || problem=" (curl failed)"
	# A file:// address has no code of HTTP.
	case "$code$problem" in
	200 | 000) if [ -s "$2" ]; then return 0; fi ;;
	esac
	rm -f -- "$2"
	case "$code" in
	000) loudly "no archive at $1: there is nothing, or no answer$problem" ;;
	*) loudly "no archive at $1: the answer is HTTP $code$problem" ;;
	esac
	return 1
}

attested() { # attested FILE: holds it to the attestation of the release workflow
	type -P gh >/dev/null || stop "the input verify asks for an attestation, and there is no gh to verify it with"
	local host="${server#*://}"
	GH_TOKEN="$token" GH_HOST="$host" gh attestation verify "$1" --repo "$repository" \
		--signer-workflow "$host/$repository/.github/workflows/release.yml" ||
		stop "the attestation of $(basename "$1") does not verify"
	say "the attestation of $(basename "$1") verifies"
}

unpack() { # unpack ARCHIVE: hands on the binary in it, once it runs and has the wanted version
	local folder="$temp/raigate-$number-$triple" inside
	inside="$(basename "$1" .tar.gz)/$program"
	rm -rf -- "$folder"
	mkdir -p -- "$folder"
	# From stdin: tar takes what stands before a colon, as in D:\, for a host.
	(cd -- "$folder" && tar -xzf - "$inside") <"$1" || stop "$(basename "$1") holds no $inside"
	local has
	has="$(version_of "$folder/$inside")"
	[ "$has" = "$number" ] || stop "the binary of $(basename "$1") is raigate ${has:-that does not run here}, wanted is $number"
	found "$folder/$inside"
}

keep() { # keep FILE NAME: puts a file into the tool cache, whole or not at all, as others may look
	mkdir -p -- "$(dirname "$2")" && cp -- "$1" "$2.$$" && mv -f -- "$2.$$" "$2"
}

from_release() { # from_release: hands on the binary of a release, or returns
	local archive sum kept file actual
	if [ -z "$number" ]; then
		loudly "$wanted is no version with a release: building it from source, which takes some minutes"
		return 0
	fi
	archive="raigate-$number-$triple.tar.gz"
	sum=""
	if [ -n "$triple" ]; then sum="$(pinned_sum "$archive")"; fi
	if [ -z "$sum" ]; then
		loudly "no release binary for this version and platform is pinned ($number on ${triple:-${RUNNER_OS:-this system} ${RUNNER_ARCH:-}}): building raigate from source, which takes some minutes"
		return 0
	fi
	kept="$cache/$number/$archive"
	if [ -f "$kept" ]; then
		actual="$(sum_of "$kept")"
		if [ "$actual" = "$sum" ]; then
			if [ -n "${VERIFY:-}" ]; then attested "$kept"; fi
			say "found $archive in the tool cache"
			unpack "$kept"
		fi
		loudly "$archive in the tool cache has the checksum $actual, pinned is $sum: downloading it again"
		rm -f -- "$kept"
	fi
	file="$temp/$archive"
	rm -f -- "$file"
	if ! download "${DOWNLOAD_URL:-$server/$repository/releases/download/v$number}/$archive" "$file"; then
		loudly "building raigate $number from source instead, which takes some minutes"
		return 0
	fi
	actual="$(sum_of "$file")"
	if [ "$actual" != "$sum" ]; then
		rm -f -- "$file"
		stop "$archive is not what this action pins: its checksum is $actual, pinned is $sum"
	fi
	if [ -n "${VERIFY:-}" ]; then attested "$file"; fi
	keep "$file" "$kept" || say "the tool cache takes no files"
	say "downloaded $archive; its checksum is the pinned one"
	unpack "$file"
}

checkout() { # checkout: fetches the source of the wanted version, and prints where it is
	local from="$server/$repository" into="$temp/raigate-source" name commit=""
	# A runner unpacks an action without its history; a checkout of it has one.
	if [ -e "$here/.git" ]; then from="$here"; fi
	rm -rf -- "$into"
	git clone --quiet --no-checkout -- "$from" "$into" >&2
	for name in "$wanted" "v$wanted" "origin/$wanted"; do
		commit="$(git -C "$into" rev-parse --quiet --verify "$name^{commit}")" && break
	done
	[ -n "$commit" ] || stop "there is no version $wanted" >&2
	git -C "$into" checkout --quiet --detach "$commit" >&2
	printf '%s' "$into"
}

build() { # build SOURCE: hands on what is built there, once for the same source
	local key binary target="$temp/raigate-target"
	[ -f "$1/Cargo.toml" ] || stop "there is no source of raigate to build"
	# Everything that the binary is made of.
	key="$(cd -- "$1" && { find Cargo.toml Cargo.lock build.rs src policies schemas docs/rules \
		-type f 2>/dev/null || true; } | LC_ALL=C sort | tr '\n' '\0' | xargs -0 cat | git hash-object --stdin)"
	binary="$cache/built/$key-${triple:-native}/$program"
	if [ -x "$binary" ]; then
		say "found raigate $(version_of "$binary") in the tool cache, built from this source"
		found "$binary"
	fi
	type -P cargo >/dev/null ||
		stop "there is no raigate binary here, and no cargo to build one; install Rust first"
	# The toolchain file is looked for in the current folder.
	(cd -- "$1" && cargo build --release --locked --target-dir "$target") || stop "raigate does not build"
	keep "$target/release/$program" "$binary" || binary="$target/release/$program"
	say "built raigate $(version_of "$binary") from source"
	found "$binary"
}

from_release
[ -z "${VERIFY:-}" ] || stop "the input verify asks for an attested archive, and there is none to take"
if [ -n "$wanted" ]; then
	here="$(checkout)"
fi
build "$here"
