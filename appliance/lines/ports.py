"""Which port is which: by the number of the USB interface, never by the number in `ttyUSB`."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.lines.serial_port import PortMissing

SYS_TTY = Path("/sys/class/tty")
DEV = Path("/dev")
CARDS = ("hw:", "plughw:")
"""How ALSA names of sound cards begin."""


@dataclass(frozen=True, slots=True)
class ModemPorts:
    """The two ports a modem is used by; `audio` may be a sound card. `usb`: their device in sysfs ("1-1.2")."""

    at: Path
    audio: Path
    usb: str = ""

    @property
    def card(self) -> str:
        """The ALSA name of the sound card, "" where the sound comes by a serial port."""
        name = str(self.audio)
        return name if name.startswith(CARDS) else ""


def find_ports(at: str, audio: str, usb: Mapping[str, Mapping[str, int]], *, sys_tty: Path = SYS_TTY) -> ModemPorts:
    """Find a modem's ports: by the given paths, or, where both are "", by the family's USB ids. Raises PortMissing.

    The last part of a path may be a pattern; `audio` may be a sound card, which is looked for when it is opened.
    """
    if at and audio:
        found = _matching(at)
        sound = Path(audio) if audio.startswith(CARDS) else _matching(audio)
        return ModemPorts(at=found, audio=sound, usb=_device_of(found, sys_tty))
    return _by_usb(usb, sys_tty)


def is_held(port: Path) -> bool:
    """Tell whether a program has the port for itself, as `SerialPort` takes it; nothing goes over the wire."""
    try:
        descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError as error:
        return error.errno == errno.EBUSY
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def place_link(place: str, interface: int, dev: Path = DEV) -> Path:
    """Return the name that `slukhavka udev-rules` gives a port by where its modem is plugged in."""
    return dev / "slukhavka" / f"{place}-if{interface:02x}"


def _matching(pattern: str) -> Path:
    path = Path(pattern)
    found = sorted(path.parent.glob(path.name))
    if not found:
        raise PortMissing(f"{pattern}: такого порту немає")
    return found[0]


def serial_devices(sys_tty: Path = SYS_TTY) -> dict[tuple[Path, str], dict[int, Path]]:
    """Return the USB devices that have serial ports, with their USB id: which port is which interface."""
    modems: dict[tuple[Path, str], dict[int, Path]] = {}
    for tty in sorted(sys_tty.glob("tty*")):
        interface = _interface(tty)
        if interface is None:
            continue
        modem = interface.parent
        # A modem that leaves the bus at this moment takes its files along.
        with contextlib.suppress(OSError, ValueError):
            usb_id = f"{_read(modem / 'idVendor')}:{_read(modem / 'idProduct')}"
            number = int(_read(interface / "bInterfaceNumber"), 16)
            modems.setdefault((modem, usb_id), {})[number] = DEV / tty.name
    return modems


def has_both(interfaces: Mapping[int, Path], wanted: Mapping[str, int]) -> bool:
    """Tell whether a device shows the two ports that a family uses."""
    return wanted["at"] in interfaces and wanted["audio"] in interfaces


def _by_usb(usb: Mapping[str, Mapping[str, int]], sys_tty: Path) -> ModemPorts:
    for (modem, usb_id), interfaces in sorted(serial_devices(sys_tty).items()):
        wanted = usb.get(usb_id)
        if wanted and has_both(interfaces, wanted):
            return ModemPorts(at=interfaces[wanted["at"]], audio=interfaces[wanted["audio"]], usb=modem.name)
    raise PortMissing(f"Модема цієї родини не видно на USB (шукали {', '.join(sorted(usb))}).")


def _device_of(port: Path, sys_tty: Path) -> str:
    interface = _interface(sys_tty / port.resolve().name)
    return interface.parent.name if interface is not None else ""


def _interface(tty: Path) -> Path | None:
    """Return the USB interface that a tty of sysfs belongs to."""
    device = (tty / "device").resolve()
    return next((up for up in (device, *device.parents) if (up / "bInterfaceNumber").exists()), None)


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii").strip()
