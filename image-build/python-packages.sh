#!/bin/bash
# Makes .venv with exactly the Python packages of requirements.lock and the command `slukhavka`. May be run again at any time.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
    echo "set-up: $1" >&2
    exit 1
}

fits() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

find_python() {
    for python in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if fits "$python"; then
            command -v "$python"
            return
        fi
    done
    fail "no Python 3.11, 3.12 or 3.13 with venv was found; Debian 12 and 13 bring one in the package python3-venv."
}

logged() {
    "$@" >>"$log" 2>&1 </dev/null
}

install() {
    logged .venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet "$@" && return
    tail -n 8 "$log" >&2
    fail "pip could not install ${what} (its last words stand above): is there a network and room on the disk?"
}

log=$(mktemp)
builders=$(mktemp)
trap 'rm -f "$log" "$builders"' EXIT
if ! { fits .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
    python=$(find_python)
    echo "set-up: creating .venv with $("$python" --version)"
    logged "$python" -m venv --clear .venv || fail "could not create .venv: $(tail -n 1 "$log")"
fi
lock=${LOCK:-requirements.lock}
what="the packages of $lock"
echo "set-up: installing the Python packages of $lock ($(grep -c '^[a-z].*==' "$lock"))"
# The lock is whole, so pip need not look for what a package says it needs (and we have left out on purpose).
# sippy comes as source alone (pure Python); what builds it is the locked setuptools, not whatever is newest today.
awk '/^[a-z]/ { wanted = /^setuptools==/ } wanted' requirements.lock >"$builders"
install --require-hashes --no-deps --only-binary :all: -r "$builders"
install --require-hashes --no-deps --only-binary :all: --no-binary sippy --no-build-isolation -r "$lock"
what="the command slukhavka"
install --no-deps --no-build-isolation --no-index -e .
echo "set-up: ready, the command is .venv/bin/slukhavka"
