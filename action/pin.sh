#!/usr/bin/env bash
# Adds the archives of a release to action/checksums.txt, from its SHA256SUMS:
#
#   pin.sh SHA256SUMS
#
# Refuses a release that lacks a platform, is of another version than Cargo.toml, or says
# something else of an archive that is pinned already.
set -euo pipefail

sums="${1:?the file SHA256SUMS of a release}"
here="$(cd -- "$(dirname -- "$0")" && pwd)"
pinned="$here/checksums.txt"
version="$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../Cargo.toml" | head -n 1)"

rows=""
for triple in x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-apple-darwin \
	aarch64-apple-darwin x86_64-pc-windows-msvc aarch64-pc-windows-msvc; do
	archive="raigate-$version-$triple.tar.gz"
	# One row, and the mark of a binary file that some platforms put before the name is left out.
	row="$(tr -d '\r' <"$sums" | sed 's/^\([0-9a-f]\{64\}\) [ *]/\1  /' |
		grep -E "^[0-9a-f]{64}  ${archive//./\\.}\$")" || {
		printf 'pin: %s has no row for %s\n' "$sums" "$archive" >&2
		exit 1
	}
	if [ "$(printf '%s\n' "$row" | wc -l)" -ne 1 ]; then
		printf 'pin: %s has several rows for %s\n' "$sums" "$archive" >&2
		exit 1
	fi
	if grep -qF "  $archive" "$pinned"; then
		if grep -qxF "$row" "$pinned"; then continue; fi
		printf 'pin: %s is pinned with another checksum; a release is never replaced\n' "$archive" >&2
		exit 1
	fi
	rows="$rows$row
"
done
printf '%s' "$rows" >>"$pinned"
printf 'pin: %s rows for raigate %s\n' "$(printf '%s' "$rows" | wc -l | tr -d ' ')" "$version"
