"""The rules of udev: every family of the tree has its names, and the export port takes nothing but a stick."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from appliance.commands.udev_rules import rules
from appliance.lines.ports import place_link
from appliance.settings import MODEMS, VOICE_MODEMS, ExportSettings

FAMILIES = sorted([*MODEMS.glob("*.toml"), *VOICE_MODEMS.glob("*.toml")])
MATCH = re.compile(r'^(ACTION|SUBSYSTEMS?|KERNELS?|TEST|ENV\{[A-Z_]+\}|ATTRS?\{[A-Za-z/]+\})(==|!=)"[^"]*"$')
ASSIGN = re.compile(
    r'^((GROUP|MODE|ENV\{[A-Z_]+\}|ATTR\{[A-Za-z/]+\})="|(SYMLINK|TAG|RUN|ENV\{SYSTEMD_WANTS\})\+="|GOTO=")[^"]*"$'
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


@pytest.mark.row("J2")
@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_every_port_of_a_family_has_a_name_by_its_place_too(path: Path) -> None:
    link = str(place_link("%b", 0)).removeprefix("/dev/").replace("00", "$env{ID_USB_INTERFACE_NUM}")
    for usb_id in tomllib.loads(path.read_text())["usb"]:
        vendor, product = usb_id.split(":")
        [rule] = [
            each for each in lines(RULES) if f'ATTRS{{idVendor}}=="{vendor}"' in each and f'"{product}"' in each[3]
        ]
        # udev takes %b from the parent that SUBSYSTEMS and ATTRS of the same rule have found: the device, not the tty.
        assert rule[:2] == ['SUBSYSTEM=="tty"', 'SUBSYSTEMS=="usb"']
        assert rule[3] == f'ATTRS{{idProduct}}=="{product}"'
        assert rule[-1] == f'SYMLINK+="{link}"'


def test_a_new_family_has_its_rules_without_a_further_word(tmp_path: Path) -> None:
    for path in MODEMS.glob("sim7600.toml"):
        (tmp_path / "nova.toml").write_text(path.read_text().replace("1e0e:9001", "abcd:0042"))
    made = rules((), modems=tmp_path, voice_modems=tmp_path / "none")
    assert given(made, "nova") == {("abcd:0042", 2, "at"), ("abcd:0042", 4, "audio")}


@pytest.mark.parametrize("ports", [(), ("1-1.3", "2-2")])
def test_every_rule_is_made_of_words_that_udev_knows(ports: tuple[str, ...]) -> None:
    for rule in lines(rules(ports, ports)):
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


KNOWN_MODEM = {"idVendor": "1e0e", "idProduct": "9001"}
STRANGER = {"idVendor": "1234", "idProduct": "5678"}
ETHERNET = {"idVendor": "0424", "idProduct": "ec00"}


def stays(text: str, kernel: str, kind: str, ids: dict[str, str], action: str = "add") -> bool:
    """Walk the rules that close the ports as udev walks them, for one interface of class `kind`."""
    closing = text.index('ACTION!="add", GOTO="slukhavka_let_in"')
    facts = {"ACTION": action, "SUBSYSTEM": "usb", "ENV{DEVTYPE}": "usb_interface", "KERNEL": kernel}
    facts |= {"SUBSYSTEMS": "usb", "ATTR{bInterfaceClass}": kind}
    facts |= {f"ATTRS{{{name}}}": value for name, value in ids.items()}
    for rule in lines(text[closing : text.index('LABEL="slukhavka_let_in"')]):
        if all(holds(part, facts) for part in rule if MATCH.match(part)):
            return 'ATTR{authorized}="0"' not in rule
    raise AssertionError("udev would come to no end of these rules")


def holds(part: str, facts: dict[str, str]) -> bool:
    key, sign, pattern = re.fullmatch(r'([^=!]+)(==|!=)"([^"]*)"', part).groups()  # type: ignore[union-attr]
    return any(fnmatchcase(facts[key], each) for each in pattern.split("|")) is (sign == "==")


@pytest.mark.parametrize("export", [(), ("1-1.3",)])
@pytest.mark.parametrize("ids", [STRANGER, KNOWN_MODEM, ETHERNET])
def test_a_keyboard_is_let_go_at_every_port_whatever_it_says(export: tuple[str, ...], ids: dict[str, str]) -> None:
    for kernel in ("1-1:1.0", "1-1.1:1.0", "1-1.4:1.1", "2-2.1.3:1.0"):
        assert not stays(rules(export), kernel, "03", ids)


@pytest.mark.parametrize("kind", ["01", "02", "06", "07", "0a", "0e", "e0", "ef", "fe", "ff"])
def test_a_network_card_and_whatever_nobody_named_is_let_go_and_a_modem_of_ours_stays(kind: str) -> None:
    assert not stays(rules(()), "1-1.2:1.0", kind, STRANGER)
    assert stays(rules(()), "1-1.2:1.4", kind, KNOWN_MODEM)


def test_disks_and_hubs_stay_for_a_box_may_boot_from_one() -> None:
    assert stays(rules(()), "2-1:1.0", "08", STRANGER)
    assert stays(rules(()), "1-1:1.0", "09", STRANGER)


def test_the_ethernet_on_the_board_of_a_pi_3_stays_and_one_like_it_at_a_port_does_not() -> None:
    assert stays(rules(()), "1-1.1:1.0", "ff", ETHERNET)
    assert stays(rules(()), "1-1.1.1:1.0", "ff", ETHERNET)
    assert not stays(rules(()), "1-1.2:1.0", "ff", ETHERNET)


def test_at_a_trusted_port_a_keyboard_works_and_at_its_neighbour_it_does_not() -> None:
    trusting = rules((), ("1-1.4",))
    assert stays(trusting, "1-1.4:1.0", "03", STRANGER)
    assert stays(trusting, "1-1.4.2:1.0", "03", STRANGER), "behind a hub that is plugged in there"
    assert not stays(trusting, "1-1.40:1.0", "03", STRANGER)
    assert not stays(trusting, "1-1.3:1.0", "03", STRANGER)
    probing = [rule for rule in lines(trusting) if 'SUBSYSTEM=="hid"' in rule]
    assert [rule[:3] for rule in probing] == [['ACTION=="add"', 'SUBSYSTEM=="hid"', 'KERNELS=="1-1.4"']]
    assert not [rule for rule in lines(RULES) if 'SUBSYSTEM=="hid"' in rule]


def test_the_keyboard_of_who_installs_the_box_works_until_the_next_start() -> None:
    assert stays(rules(()), "1-1.4:1.0", "03", STRANGER, action="change")


def test_no_driver_takes_a_keyboard_before_the_rules_have_judged_it() -> None:
    """Between its coming and the rule it could type: so nothing binds to one, in the kernel or a module."""
    probe = "/sys/bus/hid/drivers_autoprobe"
    tree = Path(__file__).parents[2]
    assert re.search(rf"(?m)^w {probe} - - - - 0$", (tree / "systemd/tmpfiles.d/slukhavka-keyboards.conf").read_text())
    modules = (tree / "firmware_config/modprobe/slukhavka-keyboards.conf").read_text()
    assert f"install hid /sbin/modprobe --ignore-install hid && echo 0 >{probe}\n" in modules


@pytest.mark.parametrize(
    ("ports", "good"), [(("1-1.3",), True), (("2-2", "1-1.3.4"), True), (('1-1", RUN+="x',), False), (("usb1",), False)]
)
def test_a_port_of_the_settings_is_a_name_of_the_kernel(ports: tuple[str, ...], good: bool) -> None:
    assert (not list(ExportSettings(usb_ports=ports).faults())) is good
    assert (not list(ExportSettings(trusted_ports=ports).faults())) is good


def test_a_port_takes_the_stick_or_the_keyboard_and_not_both() -> None:
    assert list(ExportSettings(usb_ports=("1-1.3",), trusted_ports=("1-1.3",)).faults())
