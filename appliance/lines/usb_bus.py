"""What is plugged into USB, as sysfs tells it (Documentation/ABI of the kernel, sysfs-bus-usb).

Every text there was written by whoever made the device, and anything can be made to say anything: texts are cut and
cleaned before anybody sees them.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from appliance.lines.ports import serial_devices

SYS = Path("/sys")
TEXT_MAX = 40
READ_MAX = 512
PLACE = re.compile(r"[0-9]{1,3}-[0-9]{1,3}(\.[0-9]{1,3}){0,6}")
"""A device's name in sysfs is where it is plugged in: bus, then port by port ("1-1.2"). Interfaces and roots differ."""
STORAGE = "08"
"""The interface class of disks."""
NETWORK, VENDOR_OWN = frozenset({"02", "e0"}), "ff"
"""Classes of network cards on USB; a modem's ports have the class that is its maker's own."""
_USB_ID = re.compile(r"[0-9a-f]{4}")


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """One device. `classes`: of its interfaces, as two hexadecimal digits; `cards`: sound cards by their ALSA ids.

    `let_go`: the box's own rules of udev let no driver take it, or a part of it.
    """

    place: str
    usb_id: str
    maker: str
    product: str
    classes: frozenset[str]
    ports: Mapping[int, Path]
    cards: tuple[str, ...]
    network: bool
    let_go: bool


def usb_devices(sys: Path = SYS) -> list[UsbDevice]:
    """Return what is plugged in, in the order of its places. A device that leaves meanwhile is left out."""
    ports = {modem.name: interfaces for (modem, _), interfaces in serial_devices(sys / "class/tty").items()}
    cards = dict(_cards(sys / "class/sound"))
    bus = sys / "bus/usb/devices"
    found = []
    for path in sorted(bus.iterdir() if bus.is_dir() else ()):
        if not PLACE.fullmatch(path.name):
            continue
        # A device that leaves the bus at this moment takes its files along.
        with contextlib.suppress(OSError, ValueError):
            found.append(_device(path, ports.get(path.name, {}), cards.get(path.name, ())))
    return found


def _device(path: Path, ports: Mapping[int, Path], cards: tuple[str, ...]) -> UsbDevice:
    interfaces = sorted(path.glob(f"{path.name}:*"))
    classes = frozenset(text(interface / "bInterfaceClass") for interface in interfaces)
    nets = any((interface / "net").is_dir() for interface in interfaces)
    return UsbDevice(
        place=path.name,
        usb_id=f"{_hex(path / 'idVendor')}:{_hex(path / 'idProduct')}",
        maker=text(path / "manufacturer"),
        product=text(path / "product"),
        classes=classes,
        ports=ports,
        cards=cards,
        network=nets or bool(classes & NETWORK and VENDOR_OWN not in classes),
        let_go=any(text(interface / "authorized") == "0" for interface in interfaces),
    )


def text(path: Path) -> str:
    """Return what the file says, short and without a sign that is not printed; "" where there is none."""
    try:
        with path.open("rb") as file:
            said = file.read(READ_MAX).decode("utf-8", "replace")
    except OSError:
        return ""
    clean = "".join(sign if sign.isprintable() and sign != "\ufffd" else " " for sign in said)
    return " ".join(clean.split())[:TEXT_MAX].strip()


def _hex(path: Path) -> str:
    said = path.read_text(encoding="ascii").strip().lower()
    if not _USB_ID.fullmatch(said):
        raise ValueError(path)
    return said


def _cards(sys_sound: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the places that have sound cards."""
    found: dict[str, list[str]] = {}
    for card in sorted(sys_sound.glob("card[0-9]*")):
        place = (card / "device").resolve().parent.name
        if PLACE.fullmatch(place) and (card_id := text(card / "id")):
            found.setdefault(place, []).append(card_id)
    return iter((place, tuple(ids)) for place, ids in found.items())
