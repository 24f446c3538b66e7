#!/usr/bin/env bash
# Packs a binary the way action/install.sh and cargo-binstall unpack it:
#
#   package.sh TRIPLE BINARY FOLDER  ->  FOLDER/raigate-<version>-<triple>.tar.gz
set -euo pipefail

triple="${1:?a target triple}" binary="${2:?a binary}" into="${3:?a folder}"
root="$(cd -- "$(dirname -- "$0")/.." && pwd)"
version="$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)"
name="raigate-$version-$triple"
case "$triple" in
*-windows-*) program=raigate.exe ;;
*) program=raigate ;;
esac

work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
mkdir -p -- "$work/$name" "$into"
cp -- "$binary" "$work/$name/$program"
chmod 755 "$work/$name/$program"
cp -- "$root/README.md" "$root/LICENSE" "$root/CHANGELOG.md" "$work/$name/"
# To stdout: tar takes what stands before a colon, as in D:\, for a host.
(cd -- "$work" && tar -cf - "$name") | gzip -9n >"$into/$name.tar.gz"
printf '%s\n' "$name.tar.gz"
