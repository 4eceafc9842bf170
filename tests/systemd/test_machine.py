"""What the installer changes of the machine itself: its serial console, root's password; and what it warns of."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PI_OS = "console=tty1 root=PARTUUID=1-02 rootfstype=ext4 fsck.repair=yes rootwait\n"
RULES = 'KERNEL=="1-1.2:*|1-1.2.*", GOTO="slukhavka_let_in"\n'


def ran(script: str, *first: Path) -> str:
    path = ":".join([*map(str, first), os.environ["PATH"]])
    words = ["/bin/bash", "-euc", f"say() {{ echo \"$1\"; }}; . '{ROOT}/image-build/machine.sh'; {script}"]
    return subprocess.run(words, env={"PATH": path}, capture_output=True, text=True, check=True, timeout=60).stdout


def booting(root: Path, cmdline: str, config: str = "arm_64bit=1\n") -> Path:
    boot = root / "boot/firmware"
    boot.mkdir(parents=True)
    (boot / "cmdline.txt").write_text(cmdline)
    (boot / "config.txt").write_text(config)
    return boot


def test_the_serial_console_is_there_after_the_reboot_that_makes_its_port(tmp_path: Path) -> None:
    boot = booting(tmp_path, PI_OS)
    for _ in range(2):
        ran(f"serial_console '{tmp_path}'")
    assert (boot / "cmdline.txt").read_text() == f"console=serial0,115200 {PI_OS}"
    assert (boot / "config.txt").read_text() == "arm_64bit=1\n\n[all]\nenable_uart=1\n"


@pytest.mark.parametrize("console", ["console=serial0,115200", "console=ttyS1,115200", "console=ttyAMA0,115200"])
def test_a_serial_console_that_the_system_has_already_is_left_as_it_is(tmp_path: Path, console: str) -> None:
    boot = booting(tmp_path, f"console=tty0 {console} root=LABEL=RASPIROOT\n", "enable_uart=1\n")
    ran(f"serial_console '{tmp_path}'")
    assert (boot / "cmdline.txt").read_text() == f"console=tty0 {console} root=LABEL=RASPIROOT\n"
    assert (boot / "config.txt").read_text() == "enable_uart=1\n"


def test_a_machine_without_the_firmware_of_a_pi_is_left_alone(tmp_path: Path) -> None:
    ran(f"serial_console '{tmp_path}'")
    assert list(tmp_path.iterdir()) == []


def test_no_getty_is_asked_for_by_a_name_that_may_be_a_second_one_for_the_port() -> None:
    assert "serial-getty@" not in (ROOT / "image-build/install.sh").read_text().replace("serial-getty@.service.d", "")


def programs(into: Path, **said: str) -> None:
    """Stand-ins for programs of the system."""
    for name, says in said.items():
        (into / name).write_text(f"#!/bin/sh\n{says}\n")
        (into / name).chmod(0o755)


@pytest.mark.parametrize(
    ("standing", "sudoers", "locked", "marked"),
    [("P", "pi", True, True), ("NP", "pi", True, False), ("L", "pi", False, False), ("P", "", False, False)],
)
def test_roots_password_is_locked_unless_that_would_shut_everybody_out(
    tmp_path: Path, standing: str, sudoers: str, locked: bool, marked: bool
) -> None:
    status = f'[ "$1" = --status ] && echo "root {standing} 2025-05-20 0 99999 7 -1"'
    programs(
        tmp_path, passwd=f'{status} || echo "$*" >>"{tmp_path}/done"', getent=f"echo sudo:x:27:{sudoers}", sudo=":"
    )
    said = ran(f"lock_root '{tmp_path}/root-locked'", tmp_path)
    assert (tmp_path / "done").exists() is locked
    assert (tmp_path / "root-locked").exists() is marked
    assert ("WARNING" in said) is (standing == "P" and not sudoers)
    if locked:
        assert (tmp_path / "done").read_text() == "--lock root\n"


def test_what_is_removed_again_gives_root_back_only_what_was_taken() -> None:
    script = (ROOT / "image-build/uninstall.sh").read_text()
    assert "[ ! -e /etc/slukhavka/root-locked ] || { passwd --unlock root" in script
    assert 'lock_root "$etc/root-locked"' in (ROOT / "image-build/install.sh").read_text()


@pytest.mark.parametrize(("kind", "told"), [("ext4", True), ("overlay", False)])
def test_a_card_that_fails_is_written_no_more(tmp_path: Path, kind: str, told: bool) -> None:
    programs(
        tmp_path,
        findmnt=f'case "$*" in *FSTYPE*) echo {kind} ;; *) echo /dev/mmcblk0p2 ;; esac',
        tune2fs=f'echo "$*" >>"{tmp_path}/done"',
    )
    ran("read_only_on_errors /", tmp_path)
    done = tmp_path / "done"
    assert (done.exists() and done.read_text()) == (told and "-e remount-ro /dev/mmcblk0p2\n")


@pytest.mark.parametrize(
    ("port", "vendor", "warned"),
    [("1-1.3", "0b95", True), ("1-1.2", "0b95", False), ("1-1.1", "0424", False), ("1-1.3", "0424", True)],
)
def test_a_usb_network_card_that_stops_with_the_next_start_is_said_while_there_is_still_a_network(
    tmp_path: Path, port: str, vendor: str, warned: bool
) -> None:
    card = tmp_path / f"devices/soc/usb1/1-1/{port}/{port}:1.0"
    on_board = tmp_path / "devices/soc/fd580000.ethernet"
    for device, name in ((card, "eth1"), (on_board, "eth0")):
        device.mkdir(parents=True)
        (tmp_path / f"net/{name}").mkdir(parents=True)
        (tmp_path / f"net/{name}/device").symlink_to(device)
    (card.parent / "idVendor").write_text(f"{vendor}\n")
    (tmp_path / "rules").write_text(RULES)
    said = ran(f"network_cards_that_stop '{tmp_path}/net' '{tmp_path}/rules'")
    assert said.count("WARNING") == int(warned)
    assert (port in said) is warned


def test_what_is_next_names_the_port_of_the_stick_and_the_keyboards() -> None:
    last = (ROOT / "image-build/install.sh").read_text().partition("cat <<END")[2]
    assert "[export] usb_ports" in last
    assert "trusted_ports" in last
