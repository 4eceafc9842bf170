"""The rules of udev: every family of the tree has its names, and the export port takes nothing but a stick."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from appliance.commands.udev_rules import rules
from appliance.settings import MODEMS, VOICE_MODEMS, ExportSettings

FAMILIES = sorted([*MODEMS.glob("*.toml"), *VOICE_MODEMS.glob("*.toml")])
MATCH = re.compile(r'^(ACTION|SUBSYSTEMS?|KERNELS?|TEST|ENV\{[A-Z_]+\}|ATTR\{[A-Za-z/]+\})(==|!=)"[^"]*"$')
ASSIGN = re.compile(
    r'^((GROUP|MODE|ENV\{[A-Z_]+\}|ATTR\{[A-Za-z/]+\})="|(SYMLINK|TAG|ENV\{SYSTEMD_WANTS\})\+="|GOTO=")[^"]*"$'
)
RULES = rules(("1-1.3", "2-2"))


def lines(text: str) -> list[list[str]]:
    return [line.split(", ") for line in text.splitlines() if line and not line.startswith(("#", "LABEL="))]


def wanted(usb: dict[str, Any]) -> set[tuple[str, int, str]]:
    """What a family's file asks for: USB id, interface, port."""
    named = set()
    for usb_id, ports in usb.items():
        for port, number in ports.items() if isinstance(ports, dict) else [("at", ports)]:
            named.add((usb_id, int(number), port))
    return named


def given(text: str, family: str) -> set[tuple[str, int, str]]:
    return {
        (f"{vendor}:{product}", int(number, 16), port)
        for vendor, product, number, port in re.findall(
            r'^SUBSYSTEM=="tty", ENV\{ID_VENDOR_ID\}=="(\w+)", ENV\{ID_MODEL_ID\}=="(\w+)", '
            rf'ENV\{{ID_USB_INTERFACE_NUM\}}=="(\w\w)", SYMLINK\+="slukhavka/{family}-(at|audio)"',
            text,
            re.MULTILINE,
        )
    }


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_every_port_of_a_family_has_its_name_by_the_number_of_its_interface(path: Path) -> None:
    usb = tomllib.loads(path.read_text())["usb"]
    assert given(RULES, path.stem) == wanted(usb)


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_modem_manager_leaves_every_family_alone_and_none_is_put_to_sleep(path: Path) -> None:
    for usb_id in tomllib.loads(path.read_text())["usb"]:
        vendor, product = usb_id.split(":")
        [rule] = [
            each
            for each in lines(RULES)
            if f'ATTR{{idVendor}}=="{vendor}"' in each and f'ATTR{{idProduct}}=="{product}"' in each
        ]
        assert 'ENV{ID_MM_DEVICE_IGNORE}="1"' in rule
        assert 'ATTR{power/control}="on"' in rule


def test_a_new_family_has_its_rules_without_a_further_word(tmp_path: Path) -> None:
    for path in MODEMS.glob("sim7600.toml"):
        (tmp_path / "nova.toml").write_text(path.read_text().replace("1e0e:9001", "abcd:0042"))
    assert given(rules((), tmp_path, tmp_path / "none"), "nova") == {("abcd:0042", 2, "at"), ("abcd:0042", 4, "audio")}


@pytest.mark.parametrize("ports", [(), ("1-1.3", "2-2")])
def test_every_rule_is_made_of_words_that_udev_knows(ports: tuple[str, ...]) -> None:
    for rule in lines(rules(ports)):
        for part in rule:
            assert MATCH.match(part) or ASSIGN.match(part), part
        assert any(ASSIGN.match(part) for part in rule)


def test_only_the_export_port_takes_the_stick_and_nothing_else_is_let_in_there() -> None:
    mounting = [rule for rule in lines(RULES) if any("SYSTEMD_WANTS" in part for part in rule)]
    assert {part for rule in mounting for part in rule if part.startswith("KERNELS")} == {
        'KERNELS=="1-1.3"',
        'KERNELS=="2-2"',
    }
    for rule in mounting:
        assert 'ENV{ID_FS_TYPE}=="vfat|exfat"' in rule
        assert 'ENV{SYSTEMD_WANTS}+="slukhavka-month.service"' in rule
    for port in ("1-1.3", "2-2"):
        refused = [rule for rule in lines(RULES) if f'KERNEL=="{port}:*"' in rule]
        assert {rule[3] for rule in refused} == {
            'ATTR{bInterfaceClass}!="08"',
            'ATTR{bInterfaceSubClass}!="06"',
            'ATTR{bInterfaceProtocol}!="50"',
        }
        assert all(rule[-1] == 'ATTR{authorized}="0"' for rule in refused)
        [behind_a_hub] = [rule for rule in lines(RULES) if f'KERNEL=="{port}.*"' in rule]
        assert behind_a_hub[-1] == 'ATTR{authorized}="0"'


def test_no_desktop_mounts_a_stick_beside_the_box() -> None:
    assert sum('ENV{UDISKS_IGNORE}="1"' in rule for rule in lines(RULES)) == 2


def test_the_card_that_the_machine_boots_from_is_no_stick() -> None:
    [mounting] = [rule for rule in lines(rules(())) if any("SYSTEMD_WANTS" in part for part in rule)]
    assert 'ENV{ID_FS_LABEL}!="bootfs|RASPIFIRM|boot"' in mounting


@pytest.mark.parametrize(
    ("ports", "good"), [(("1-1.3",), True), (("2-2", "1-1.3.4"), True), (('1-1", RUN+="x',), False), (("usb1",), False)]
)
def test_a_port_of_the_settings_is_a_name_of_the_kernel(ports: tuple[str, ...], good: bool) -> None:
    assert (not list(ExportSettings(usb_ports=ports).faults())) is good
