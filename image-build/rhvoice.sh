#!/bin/bash
# Installs RHVoice for the tests where the machine's Debian mirror offers non-free, and says in one sentence where it does not.
# Never stops the set-up. Touches nothing when RHVoice is there; leaves no source of apt behind that did not help.
set -euo pipefail
cd "$(dirname "$0")/.."
. image-build/apt.sh
. image-build/mirrors.sh

packages=image-build/packages/rhvoice.txt
source=/etc/apt/sources.list.d/slukhavka-non-free.sources

leave_out() {
    echo "set-up: RHVoice is left out and its tests will be skipped: $1"
    exit 0
}

offered() {
    apt-cache policy rhvoice-ukrainian | grep -q '^  Candidate: [^(]'
}

# non_free prints the machine's own source of Debian again, for the component non-free.
non_free() {
    local signed_by
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: non-free\n' "$(mirror Debian)" "$(debian_suite)"
    signed_by=$(debian_signed_by)
    [ -z "$signed_by" ] || printf 'Signed-By: %s\n' "$signed_by"
}

install() {
    bash image-build/debian-packages.sh "$packages" >"$log" 2>&1
}

! { command -v RHVoice-test && ls -d /usr/share/RHVoice/voices/natalia; } >/dev/null 2>&1 || exit 0
may_be_root -n || leave_out "this user is not root and has no sudo without a password; root installs it by 'bash image-build/rhvoice.sh'."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if offered; then
    echo "set-up: installing RHVoice"
    install || leave_out "$(tail -n 1 "$log")"
    exit 0
fi
[ -n "$(mirror Debian)" ] || leave_out "apt of this machine knows no Debian archive."
echo "set-up: installing RHVoice from non-free of $(mirror Debian)"
non_free | as_root tee "$source" >/dev/null
if ! install; then
    as_root rm -f "$source"
    leave_out "$(mirror Debian) gave no rhvoice-ukrainian from non-free: $(grep -m 1 -E '^(E|Err|W):' "$log" || tail -n 1 "$log")"
fi
