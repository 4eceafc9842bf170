#!/bin/bash
# Proves the real install in a minimal Debian: `make install` twice, then what it left is read by systemd, udev, sshd and nft,
# and the three units' commands run under their users. Meant for test-in-chroot.sh; it changes the machine it runs on.
set -euo pipefail
cd "$(dirname "$0")/.."
. image-build/apt.sh

slukhavka=/opt/slukhavka/current/.venv/bin/slukhavka
state=/var/lib/slukhavka
begun=()
trap 'kill "${begun[@]}" 2>/dev/null || true' EXIT

step() { echo "prove-install: $1"; }

# as USER COMMAND…: as the unit would start it.
as() {
    local user=$1
    shift
    (umask 0007 && cd / && exec setpriv --reuid="$user" --regid=slukhavka --init-groups "$@")
}

begin() {
    as "$@" >"/tmp/$1.log" 2>&1 &
    begun+=($!)
}

until_true() {
    for _ in $(seq 120); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.5
    done
    echo "prove-install: in vain: $*" >&2
    tail -n 20 /tmp/slukhavka-*.log >&2
    exit 1
}

fingerprint() { while read -r path; do stat -c '%n %a %U %G' "$path" && { [ ! -f "$path" ] || sha256sum "$path"; }; done </etc/slukhavka/installed; }

apt_get update >/dev/null
apt_get install -y --no-install-recommends systemd udev >/dev/null
step "make install"
bash image-build/install.sh
fingerprint >/tmp/first
step "make install again"
bash image-build/install.sh >/tmp/second.log
fingerprint | diff /tmp/first - || { echo "prove-install: a second install changes something" >&2; exit 1; }
[ "$(find /opt/slukhavka -mindepth 1 -maxdepth 1 -type d | wc -l)" = 1 ]

step "systemd $(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p') reads the units"
units=$(sed -n 's:^/etc/systemd/system/\([^/]*\.\(service\|timer\|path\|socket\|mount\|target\)\)$:\1:p' /etc/slukhavka/installed | grep -vE 'ModemManager|ctrl-alt-del') # masked
# shellcheck disable=SC2086 # a list of words
(cd /etc/systemd/system && systemd-analyze verify --man=no --recursive-errors=no $units)
for unit in $units; do
    case "$unit" in *.service) ;; *) continue ;; esac
    echo "  $unit$(systemd-analyze security --offline=true --no-pager --threshold=25 "/etc/systemd/system/$unit" | tail -n 1 | grep -o ': [0-9.]*')"
done
step "users, udev, sshd, firewall"
for user in slukhavka-daemon slukhavka-console slukhavka-speech slukhavka-jobs slukhavka-export tech; do id "$user"; done
udevadm verify --no-style /etc/udev/rules.d/70-slukhavka.rules
ssh-keygen -A >/dev/null
mkdir -p /run/sshd
sshd -t
sshd -T | grep -E '^(permitrootlogin|passwordauthentication|allowusers|usepam|forcecommand|maxauthtries|logingracetime) '
unshare -n nft -f /opt/slukhavka/current/firmware_config/nftables/slukhavka.nft
stat -c '  %A %U:%G %n' $state $state/* /etc/slukhavka/slukhavka.toml

step "daemon, speech, console under their users"
# As MemoryDenyWriteExecute= has it.
no_wx=(python3 "$PWD/tests/systemd/no_wx.py")
begin slukhavka-daemon "${no_wx[@]}" $slukhavka run
begin slukhavka-speech "${no_wx[@]}" $slukhavka speech
until_true test -S $state/control
until_true test -s $state/slukhavka.db
begin slukhavka-console --inh-caps=+net_bind_service --ambient-caps=+net_bind_service "${no_wx[@]}" $slukhavka console
until_true python3 -c 'import ssl, urllib.request; c = ssl.create_default_context(); c.check_hostname = False; c.verify_mode = ssl.CERT_NONE; urllib.request.urlopen("https://127.0.0.1/", context=c)'
slukhavka first-run | grep -q .
slukhavka alarms list
step "the jobs of the timers under theirs"
as slukhavka-jobs $slukhavka backup
as slukhavka-jobs $slukhavka nightly
step "what each has made"
find $state -maxdepth 1 -printf '  %M %u:%g %p\n'
step "the technician's menu"
systemd-socket-activate --accept --inetd --listen=/run/slukhavka/technician $slukhavka technician-helper 2>/tmp/slukhavka-helper.log &
begun+=($!)
until_true test -S /run/slukhavka/technician
chown root:slukhavka-tech /run/slukhavka/technician
chmod 660 /run/slukhavka/technician
printf '1\n\n0\n' | setpriv --reuid=tech --regid=slukhavka-tech --init-groups /usr/local/bin/slukhavka-technician -c 'cat /etc/shadow'
if setpriv --reuid=tech --regid=slukhavka-tech --init-groups cat $state/slukhavka.db >/dev/null 2>&1; then
    echo "prove-install: the technician's user reads the register" >&2
    exit 1
fi
kill "${begun[@]}"
wait || true
step "uninstall"
bash /opt/slukhavka/current/image-build/uninstall.sh
left=$(find /etc /usr/local /opt -name '*slukhavka*' ! -path '/etc/slukhavka*')
[ -z "$left" ] || { echo "prove-install: left behind: $left" >&2; exit 1; }
step "whole"
