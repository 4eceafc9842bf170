# What the installer changes in files that are the machine's own, and not the box's: sourced by install.sh.
# shellcheck shell=bash

# The serial console begins with the next start: the firmware of a Pi gives the port its clock (enable_uart), and systemd begins
# a getty on every console that the kernel was told of (systemd-getty-generator), under the name that the port then has.
# Debian's own kernel package (raspi-firmware) writes both by itself.
# serial_console ROOT: "" for this machine.
serial_console() {
    local boot=$1/boot/firmware
    [ -f "$boot/config.txt" ] && [ -f "$boot/cmdline.txt" ] || return 0
    grep -q '^enable_uart=1' "$boot/config.txt" || printf '\n[all]\nenable_uart=1\n' >>"$boot/config.txt"
    grep -Eq 'console=(serial|ttyS|ttyAMA)[0-9]' "$boot/cmdline.txt" || sed -i '1s/^/console=serial0,115200 /' "$boot/cmdline.txt"
}

# Nobody guesses root's password at the serial console. Where nobody else may become root, the lock would shut everybody out.
# lock_root MARK: a file that says that it was done here, so that what is removed again gives back only what it took.
lock_root() {
    local standing
    standing=$(passwd --status root | cut -d' ' -f2)
    case "$standing" in L) return ;; esac
    if [ -z "$(getent group sudo | cut -d: -f4)" ] || ! command -v sudo >/dev/null; then
        say "WARNING: root's password is not locked, since nobody else may become root. Make a user with sudo and install again."
        return
    fi
    passwd --lock root >/dev/null
    [ "$standing" = NP ] || touch "$1"
    say "root's password is locked; who administers has sudo"
}

# A card that fails is read on and written no more: published sets still answer calls, and the next start repairs what it can. In
# the file system itself, since Raspberry Pi OS says nothing of it in fstab, and its default is to go on writing.
# read_only_on_errors DIRECTORY…
read_only_on_errors() {
    local directory
    for directory in "$@"; do
        case "$(findmnt --noheadings --output FSTYPE --target "$directory")" in ext[234]) ;; *) continue ;; esac
        tune2fs -e remount-ro "$(findmnt --noheadings --output SOURCE --target "$directory")" >/dev/null ||
            say "WARNING: the file system of $directory could not be told to stop writing after an error"
    done
}

# network_cards_that_stop NET RULES: USB network cards (/sys/class/net) which udev's rules let go at the next start.
network_cards_that_stop() {
    local card device
    for card in "$1"/*/device; do
        [ -e "$card" ] || continue
        card=$(readlink -f "$card")
        case "$card" in */usb[0-9]*) ;; *) continue ;; esac
        device=$(dirname "$card")
        case "$(basename "$device") $(cat "$device/idVendor")" in
        "1-1.1 0424" | "1-1.1.1 0424") continue ;; # on the board of a Pi 3
        esac
        grep -qF "KERNEL==\"$(basename "$device"):*|" "$2" ||
            say "WARNING: the network card at the USB port $(basename "$device") stops with the next start, unless [export] trusted_ports names it."
    done
}
