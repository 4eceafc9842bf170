# shellcheck shell=bash
# Sourced: apt-get as root.

# may_be_root tells whether this user is root or has sudo; with -n, whether sudo asks for no password.
may_be_root() {
    [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && { [ "${1:-}" != -n ] || sudo -n true 2>/dev/null; }; }
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q "$@" </dev/null
}
