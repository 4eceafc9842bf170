#!/bin/bash
# Installs the box on this Raspberry Pi OS or Debian, as root; may be run again at any time, also for a newer tree (upgrade).
# The tree goes to /opt/slukhavka/RELEASE beside the older ones, the link `current` is switched by rename. What lies elsewhere
# is listed in /etc/slukhavka/installed: `image-build/uninstall.sh` removes exactly that. What the machine's own files are changed
# in stands in machine.sh.
# With DESTDIR the files alone are put below that directory: nothing is started, fetched or asked of the system.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 022
export LC_ALL=C.UTF-8

root=${DESTDIR:-}
opt=/opt/slukhavka
etc=/etc/slukhavka
list=$root$etc/installed
new_list=$list.new
KEPT_RELEASES=2

. image-build/machine.sh

say() { echo "install: $1"; }
fail() {
    echo "install: $1" >&2
    exit 1
}

# The tests stay where they are: nothing of them runs on a box.
content() {
    tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --exclude ./.git --exclude ./tests \
        --exclude-from <(sed 's:/$::' .gitignore) .
}

# The same tree has the same name, so a second run finds it done.
release() {
    local version hash
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
    hash=$(content | sha256sum | cut -c1-8)
    echo "$version-$hash"
}

# put MODE FILE TARGET: a file of ours somewhere in the system.
put() {
    install -D -m "$1" "$2" "$root$3"
    echo "$3" >>"$new_list"
}

link() {
    mkdir -p "$(dirname "$root$2")"
    ln -sfn "$1" "$root$2"
    echo "$2" >>"$new_list"
}

put_all() {
    local mode=$1 to=$2 file
    shift 2
    for file in "$@"; do put "$mode" "$file" "$to/$(basename "$file")"; done
}

put_units() {
    local unit target system=/etc/systemd/system
    for unit in systemd/*.*; do
        case "$unit" in *.md | *.d) continue ;; esac
        put 644 "$unit" "$system/$(basename "$unit")"
        target=$(sed -n 's/^WantedBy=//p' "$unit")
        [ -z "$target" ] || link "../$(basename "$unit")" "$system/$target.wants/$(basename "$unit")"
    done
    for unit in ssh.service.d serial-getty@.service.d getty@.service.d; do
        put_all 644 "$system/$unit" systemd/$unit/*.conf
    done
    # It would talk to the modems between our words.
    link /dev/null "$system/ModemManager.service"
    # A keyboard, or what says it is one, reboots nothing.
    link /dev/null "$system/ctrl-alt-del.target"
}

put_settings() {
    put_all 644 /etc/sysusers.d systemd/sysusers.d/*.conf
    put_all 644 /etc/tmpfiles.d systemd/tmpfiles.d/*.conf
    put_all 644 /etc/systemd/journald.conf.d systemd/journald.conf.d/*.conf
    put_all 644 /etc/systemd/system.conf.d systemd/system.conf.d/*.conf
    put_all 644 /etc/sysctl.d firmware_config/sysctl/*.conf
    put_all 644 /etc/modprobe.d firmware_config/modprobe/*.conf
    put_all 644 /etc/ssh/sshd_config.d firmware_config/ssh/*.conf
    put_all 755 /usr/local/bin image-build/bin/*
    mkdir -p "$root$etc/nftables"
    # The site's own file is never touched again; it may hold the password of a trunk.
    if [ ! -e "$root$etc/slukhavka.toml" ]; then
        sed 's/^host = "127.0.0.1"$/host = "0.0.0.0"/; s/^port = 8443$/port = 443/; s/^plain_port = 0$/plain_port = 80/' \
            firmware_config/slukhavka.toml >"$root$etc/slukhavka.toml"
        chmod 640 "$root$etc/slukhavka.toml"
    fi
}

# PYTHON: who makes them below DESTDIR, where no Python packages are installed.
put_udev_rules() {
    local rules python=$opt/$1/.venv/bin/python
    [ -z "$root" ] || python=${PYTHON:-.venv/bin/python}
    rules=$(mktemp)
    "$python" -m appliance.cli --settings "$root$etc/slukhavka.toml" udev-rules >"$rules" || fail "the rules of udev could not be made."
    put 644 "$rules" /etc/udev/rules.d/70-slukhavka.rules
    rm -f "$rules"
}

put_tree() {
    local to=$root$opt/$1
    [ -e "$to/.whole" ] && return
    rm -rf --one-file-system "$to"
    mkdir -p "$to"
    content | tar --extract --no-same-owner --directory "$to"
    if [ -z "$root" ]; then
        python3 image-build/run_lock.py >"$to/run.lock"
        LOCK=run.lock bash "$to/image-build/python-packages.sh"
        "$to/.venv/bin/python" -m compileall -q "$to/appliance" "$to/audio" "$to/web" "$to/.venv/lib" >/dev/null || true
        chmod -R go=rX "$to"
    fi
    touch "$to/.whole"
}

switch_to() {
    ln -sfn "$1" "$root$opt/current.new"
    mv -T "$root$opt/current.new" "$root$opt/current"
}

remove_what_is_gone() {
    local path
    sort -u -o "$new_list" "$new_list"
    if [ -f "$list" ]; then
        comm -23 <(sort -u "$list") "$new_list" | while read -r path; do
            say "removing $path, which this release has not"
            rm -f "$root$path"
        done
    fi
    mv "$new_list" "$list"
}

remove_old_releases() {
    find "$root$opt" -mindepth 1 -maxdepth 1 -type d ! -name "$1" -printf '%T@ %p\n' | sort -rn | tail -n "+$KEPT_RELEASES" |
        while read -r _ path; do rm -rf --one-file-system "$path"; done
}

make_ready() {
    systemd-sysusers slukhavka.conf
    chown root:slukhavka "$etc/slukhavka.toml"
    systemd-tmpfiles --create slukhavka.conf
    # SSH is begun for two hours by the technician, never by itself.
    systemctl disable ssh.service ssh.socket 2>/dev/null || true
    lock_root "$etc/root-locked"
    network_cards_that_stop /sys/class/net /etc/udev/rules.d/70-slukhavka.rules
}

# Only where systemd runs: in a chroot, where an image is made, the first start does it.
start() {
    [ -d /run/systemd/system ] || return 0
    systemctl daemon-reload
    read_only_on_errors / /var/lib/slukhavka
    sysctl --quiet --system
    udevadm control --reload
    udevadm trigger --subsystem-match=usb --subsystem-match=tty --subsystem-match=gpio --action=change
    systemctl restart systemd-journald.service
    systemctl restart slukhavka-firewall.service
    systemctl start slukhavka-technician.socket
    if [ -e /var/lib/slukhavka/slukhavka.db ]; then
        systemctl start slukhavka-backup.service || say "WARNING: the copy before the restart was not made, see journalctl -u slukhavka-backup"
    fi
    systemctl restart slukhavka.target
}

if [ -z "$root" ]; then
    [ "$(id -u)" -eq 0 ] || fail "this needs root: sudo make install"
    bash image-build/debian-packages.sh image-build/packages/run.txt image-build/packages/box.txt
fi
name=$(release)
say "release $name"
mkdir -p "$root$opt" "$root$etc"
: >"$new_list"
put_tree "$name"
put_settings
put_units
put_udev_rules "$name"
serial_console "$root"
switch_to "$name"
remove_what_is_gone
remove_old_releases "$name"
if [ -n "$root" ]; then
    say "the files lie below $root; Python packages, users and services are made where they will run: make install there."
    exit 0
fi
make_ready
start
cat <<END
install: done. What is next:
  1. $etc/slukhavka.toml: which modem, which lines; [export] usb_ports: the port for the stick, else any port takes it;
     trusted_ports: where a keyboard or a USB network card shall work, everywhere else it does not from the next start on.
     Then: slukhavka check, and make install once more
  2. passwd tech        the technician's password for the serial console (115200 baud)
  3. his key for SSH    /home/tech/.ssh/authorized_keys; SSH is off, his menu or the console switches it on for two hours
  4. slukhavka first-run    the code with which the office opens https://$(hostname)/ for the first time
  5. reboot once: the watchdog, the serial console and the guard of the USB ports begin with the machine
To remove the box again: bash $opt/current/image-build/uninstall.sh
END
