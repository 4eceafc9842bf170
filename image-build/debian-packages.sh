#!/bin/bash
# Installs what is missing of the Debian packages listed in the given files. Touches nothing when all are there.
set -euo pipefail
. "$(dirname "$0")/apt.sh"

fail() {
    echo "set-up: $1" >&2
    exit 1
}

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    fail "this is not Debian or Raspberry Pi OS (there is no apt-get); Slukhavka is made for Debian 12 and 13."

missing=()
while read -r package; do
    installed "$package" || missing+=("$package")
done < <(sed 's/#.*//' "$@" | awk 'NF { print $1 }')
[ ${#missing[@]} -gt 0 ] || exit 0

may_be_root ||
    fail "Debian packages are missing (${missing[*]}) and you are neither root nor have sudo; ask root to run: apt-get install ${missing[*]}"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "set-up: installing Debian packages: ${missing[*]}"
if ! { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 8 "$log" >&2
    fail "apt-get could not install ${missing[*]} (its last words stand above): is there a network, does 'apt-get update' work?"
fi
