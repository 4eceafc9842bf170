#!/bin/bash
# Runs a command in a clean copy of this tree on a minimal Debian that has nothing but make.
# Usage: [TREE=work] [COMMAND=…] test-in-chroot.sh SUITE. The command is `make test`; the tree is HEAD, or the files as they lie.
set -euo pipefail
cd "$(dirname "$0")/.."
. image-build/mirrors.sh

suite=$1
command=${COMMAND:-make test}
here=build/$suite
root=$here/root

if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "test-in-chroot: this needs root or sudo." >&2; exit 1; }
    exec sudo --preserve-env=TREE,COMMAND bash "$0" "$@"
fi

make_base() {
    [ -f "$here/base.tar" ] && return
    echo "test-in-chroot: building a minimal Debian ($suite), once"
    mkdir -p "$here"
    debian_sources "$suite" >"$here/sources.list"
    apt_settings >"$here/apt.conf"
    mmdebstrap --quiet --variant=minbase --format=tar --include="make$(grep -q https "$here/sources.list" && echo ,ca-certificates)" \
        --aptopt="$here/apt.conf" "$suite" "$here/base.tar.new" "$here/sources.list"
    mv "$here/base.tar.new" "$here/base.tar"
}

copy_tree() {
    mkdir -p "$root/slukhavka"
    if [ "${TREE:-HEAD}" = work ]; then
        tar --create --exclude ./.git --exclude-from <(sed 's:/$::' .gitignore) . |
            tar --extract --no-same-owner --directory "$root/slukhavka"
    else
        git archive HEAD | tar --extract --directory "$root/slukhavka"
    fi
}

carry_over_network() {
    cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
    cp --dereference "${PIP_CERT:-${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}}" "$root/etc/machine.crt"
    [ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$root/etc/pip.conf"
}

network_environment() {
    env | grep -iE '^(https?_proxy|no_proxy|PIP_(INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|PROXY|DEFAULT_TIMEOUT))=' || true
    echo PIP_CERT=/etc/machine.crt
}

# Mounts live in a namespace of their own, so when make is gone, however it went, so are they.
run_inside() {
    mapfile -t environment < <(network_environment)
    unshare --mount --pid --fork --kill-child bash -c '
        set -e
        mount -t proc proc "$0/proc"
        mount --rbind /dev "$0/dev"
        mount --rbind /sys "$0/sys"
        exec chroot "$0" env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            "${@:2}" bash -c "cd /slukhavka && $1"
    ' "$root" "$command" "${environment[@]}"
}

make_base
rm -rf --one-file-system "$root"
mkdir -p "$root"
trap 'rm -rf --one-file-system "$root"' EXIT
tar --extract --file "$here/base.tar" --directory "$root"
copy_tree
carry_over_network
echo "test-in-chroot: $command, on Debian $(cat "$root/etc/debian_version") ($suite)"
run_inside
