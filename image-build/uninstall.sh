#!/bin/bash
# Removes what install.sh has put into the system. What the box has kept (/var/lib/slukhavka), its settings and its users stay:
# the last lines say how to remove those, too.
set -euo pipefail

list=/etc/slukhavka/installed
[ "$(id -u)" -eq 0 ] || { echo "uninstall: this needs root." >&2; exit 1; }
[ -f "$list" ] || { echo "uninstall: there is no $list: nothing is installed." >&2; exit 1; }
if [ -d /run/systemd/system ]; then
    systemctl stop slukhavka.target slukhavka-technician.socket slukhavka-firewall.service
    nft delete table inet slukhavka || true
fi
while read -r path; do rm -f "$path"; done <"$list"
while read -r path; do rmdir -p --ignore-fail-on-non-empty "$(dirname "$path")" 2>/dev/null || true; done <"$list"
rm -f "$list"
# Only what install.sh itself has locked.
[ ! -e /etc/slukhavka/root-locked ] || { passwd --unlock root >/dev/null; rm -f /etc/slukhavka/root-locked; }
rm -rf --one-file-system /opt/slukhavka
[ ! -d /run/systemd/system ] || systemctl daemon-reload
cat <<'END'
uninstall: done. Left on purpose:
  rm -rf /var/lib/slukhavka /var/lib/slukhavka-technician /etc/slukhavka    everything that the box has kept, its settings
  userdel slukhavka-daemon (-console, -speech, -jobs, -export), userdel tech  its users
  /boot/firmware/config.txt, cmdline.txt: enable_uart=1, console=serial0         the serial console
  tune2fs -e continue DEVICE                                                 after an error the file systems are mounted read-only
  systemctl enable ssh                                                       SSH as Debian has it
END
