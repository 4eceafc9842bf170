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

# any_installed and the_offered take the names of one package in several releases of Debian.
any_installed() {
    local name
    for name in "$@"; do
        installed "$name" && return
    done
    return 1
}

the_offered() {
    local name
    for name in "$@"; do
        apt-cache policy "$name" | grep -q '^  Candidate: [^(]' && break
    done
    echo "$name"
}

# install takes lines of the list; which of the names in a line this Debian has is known only once its lists are fresh.
install() {
    local packages=() names
    apt_get update || return
    for names in "$@"; do
        # shellcheck disable=SC2086 # a list of words
        packages+=("$(the_offered $names)")
    done
    apt_get install -y --no-install-recommends "${packages[@]}"
}

missing=()
while read -r names; do
    # shellcheck disable=SC2086 # a list of words
    any_installed $names || missing+=("$names")
done < <(sed 's/#.*//; s/|/ /g' "$@" | awk 'NF { $1 = $1; print }')
[ ${#missing[@]} -gt 0 ] || exit 0

may_be_root ||
    fail "Debian packages are missing (${missing[*]}) and you are neither root nor have sudo; ask root to run: apt-get install ${missing[*]}"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "set-up: installing Debian packages: ${missing[*]}"
if ! install "${missing[@]}" >"$log" 2>&1; then
    tail -n 8 "$log" >&2
    fail "apt-get could not install ${missing[*]} (its last words stand above): is there a network, does 'apt-get update' work?"
fi
