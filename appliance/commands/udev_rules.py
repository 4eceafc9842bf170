"""The rules of udev, made of the modem families and of the settings, so that a new family cannot be forgotten."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from appliance.lines.kin import all_kin
from appliance.settings import MODEMS, VOICE_MODEMS, Settings

HELP = "надрукувати правила udev для модемів і гнізда флешки (їх бере make install)"
HEAD = """\
# Made by `slukhavka udev-rules` of firmware_config/modems, firmware_config/voice_modems and [export] of the settings.
# A port has its name by the number of its USB interface (usb_id); with two modems of a kind, of one of them.
ACTION=="remove", GOTO="slukhavka_end"
"""
TAIL = """
# Lamps and buttons, for the daemon's group.
SUBSYSTEM=="gpio", KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"
LABEL="slukhavka_end"
"""
DEVICE = 'SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device"'
INTERFACE = 'SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_interface"'
STICK_TYPES = "vfat|exfat"
OWN_LABELS = "bootfs|RASPIFIRM|boot"
"""How the file system is called that a Pi boots from, where it boots from USB: not to be taken for the stick."""
STORAGE_ALONE = "08:06:50"
"""Class, subclass and protocol of the one USB interface let in at the export port: mass storage, SCSI, bulk only."""

DISKS_AND_HUBS = "08|09"
"""Classes of USB that may come to any port: a Pi may boot from a disk there, and a modem hangs on a hub with power."""
KEYBOARDS = "03"
ON_BOARD = "1-1.1:*|1-1.1.1:*"
"""Where the Ethernet of a Pi 3 B and of a 3 B+ sits: it is a USB device, of the maker of the hub beside it."""
ON_BOARD_VENDOR = "0424"


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take none."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Print them."""
    sys.stdout.write(rules(settings.export.usb_ports, settings.export.trusted_ports))
    return 0


def rules(
    export_ports: tuple[str, ...],
    trusted_ports: tuple[str, ...] = (),
    modems: Path = MODEMS,
    voice_modems: Path = VOICE_MODEMS,
) -> str:
    """Return the file of rules. Raises SettingsError for a family that is wrong."""
    ports = {kin.name: kin.usb for kin in all_kin(modems, voice_modems)}
    of_modems = (*_kept_for_us(ports), *_named(ports), *_placed(ports))
    closed = (*_guarded(export_ports), *_trusted(trusted_ports), *_closed(ports, trusted_ports))
    return "\n".join([HEAD, *of_modems, *_stick(export_ports), *closed, TAIL])


Ports = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Family → USB id → which port is which interface."""


def _kept_for_us(ports: Ports) -> Iterator[str]:
    yield "\n# Kept away from ModemManager, whose AT commands would end in ours, and never put to sleep."
    for usb_id in sorted({usb_id for family in ports.values() for usb_id in family}):
        vendor, product = usb_id.split(":")
        device = f'{DEVICE}, ATTR{{idVendor}}=="{vendor}", ATTR{{idProduct}}=="{product}"'
        yield f'{device}, ENV{{ID_MM_DEVICE_IGNORE}}="1", TEST=="power/control", ATTR{{power/control}}="on"'


def _named(ports: Ports) -> Iterator[str]:
    for family, ids in ports.items():
        yield f"\n# {family}"
        for usb_id, interfaces in ids.items():
            vendor, product = usb_id.split(":")
            modem = f'SUBSYSTEM=="tty", ENV{{ID_VENDOR_ID}}=="{vendor}", ENV{{ID_MODEL_ID}}=="{product}"'
            # A voice modem has one port for both.
            named = {number: port for port, number in sorted(interfaces.items(), reverse=True)}
            for number, port in sorted(named.items()):
                at = f'ENV{{ID_USB_INTERFACE_NUM}}=="{number:02x}"'
                kept = 'GROUP="dialout", MODE="0660", ENV{ID_MM_PORT_IGNORE}="1"'
                yield f'{modem}, {at}, SYMLINK+="slukhavka/{family}-{port}", {kept}'


def _placed(ports: Ports) -> Iterator[str]:
    yield "\n# And a name by where the modem is plugged in (%b is 1-1.2), which two of a kind do not share."
    for usb_id in sorted({usb_id for family in ports.values() for usb_id in family}):
        vendor, product = usb_id.split(":")
        modem = f'SUBSYSTEM=="tty", SUBSYSTEMS=="usb", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}"'
        yield f'{modem}, ENV{{ID_USB_INTERFACE_NUM}}=="?*", SYMLINK+="slukhavka/%b-if$env{{ID_USB_INTERFACE_NUM}}"'


def _stick(ports: tuple[str, ...]) -> Iterator[str]:
    yield "\n# The stick: with one of these file systems, in the export port of the settings, the exporter begins."
    for port in ports or ("",):
        where = f'KERNELS=="{port}"' if port else f'ENV{{ID_FS_LABEL}}!="{OWN_LABELS}"'
        storage = f'SUBSYSTEM=="block", SUBSYSTEMS=="usb", {where}, ENV{{ID_BUS}}=="usb"'
        yield f'{storage}, ENV{{UDISKS_IGNORE}}="1"'
        wanted = 'TAG+="systemd", SYMLINK+="slukhavka/stick", ENV{SYSTEMD_WANTS}+="slukhavka-month.service"'
        yield f'{storage}, ENV{{ID_FS_USAGE}}=="filesystem", ENV{{ID_FS_TYPE}}=="{STICK_TYPES}", {wanted}'


def _guarded(ports: tuple[str, ...]) -> Iterator[str]:
    if not ports:
        return
    kind, sub, protocol = STORAGE_ALONE.split(":")
    yield "\n# What lies in the export port and is no storage (a keyboard, a network card, a hub) is let go at once."
    for port in ports:
        interface = f'{INTERFACE}, KERNEL=="{port}:*"'
        for attribute, value in (("Class", kind), ("SubClass", sub), ("Protocol", protocol)):
            yield f'{interface}, ATTR{{bInterface{attribute}}}!="{value}", ATTR{{authorized}}="0"'
        yield f'{DEVICE}, KERNEL=="{port}.*", ATTR{{authorized}}="0"'


def _trusted(ports: tuple[str, ...]) -> Iterator[str]:
    if ports:
        yield "\n# A keyboard at a trusted port: by itself no driver takes one (tmpfiles.d, modprobe.d)."
    for port in ports:
        probed = "/sbin/modprobe -q hid-generic; echo %k >/sys/bus/hid/drivers_probe"
        yield f'ACTION=="add", SUBSYSTEM=="hid", KERNELS=="{port}", RUN+="/bin/sh -c \'{probed}\'"'


def _closed(ports: Ports, trusted: tuple[str, ...]) -> Iterator[str]:
    let_in = 'GOTO="slukhavka_let_in"'
    yield "\n# At any other port nothing stays but disks, hubs and modems of our families, and of these no keyboard."
    yield "# Judged as it comes: who installs the box with a keyboard keeps it until the next start."
    yield f'ACTION!="add", {let_in}'
    yield f'SUBSYSTEM!="usb", {let_in}'
    yield f'ENV{{DEVTYPE}}!="usb_interface", {let_in}'
    for port in trusted:
        yield f'KERNEL=="{port}:*|{port}.*", {let_in}'
    yield f'ATTR{{bInterfaceClass}}=="{DISKS_AND_HUBS}", {let_in}'
    yield f'ATTR{{bInterfaceClass}}=="{KEYBOARDS}", ATTR{{authorized}}="0", {let_in}'
    for usb_id in sorted({usb_id for family in ports.values() for usb_id in family}):
        vendor, product = usb_id.split(":")
        yield f'SUBSYSTEMS=="usb", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", {let_in}'
    yield f'KERNEL=="{ON_BOARD}", SUBSYSTEMS=="usb", ATTRS{{idVendor}}=="{ON_BOARD_VENDOR}", {let_in}'
    yield 'ATTR{authorized}="0"'
    yield 'LABEL="slukhavka_let_in"'
