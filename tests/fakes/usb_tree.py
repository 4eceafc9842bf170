"""A sysfs laid out as files: devices on USB, their interfaces, serial ports and sound cards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

VENDOR_CLASS, STORAGE_CLASS, SOUND_CLASS = "ff", "08", "01"


class Sysfs:
    """/sys/class/tty and the devices behind it, as the kernel's usb-serial and cdc-acm lay them out."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.tty = root / "class" / "tty"
        self.devices = root / "devices" / "usb1"
        self.bus = root / "bus" / "usb" / "devices"
        for made in (self.tty, self.bus, self.devices):
            made.mkdir(parents=True)
        (self.bus / "usb1").symlink_to(self.devices)
        console = root / "devices" / "virtual" / "tty0"
        console.mkdir(parents=True)
        (self.tty / "tty0").symlink_to(console)

    def modem(self, place: str, usb_id: str, ports: Mapping[str, int], maker: str = "", product: str = "") -> Path:
        """Plug in a device with serial ports: tty → interface."""
        modem = self.device(place, usb_id, maker, product)
        for name, number in ports.items():
            interface = self.interface(modem, number, VENDOR_CLASS)
            device = interface / name if name.startswith("ttyUSB") else interface
            node = device / "tty" / name
            node.mkdir(parents=True)
            (node / "device").symlink_to(device)
            (self.tty / name).symlink_to(node)
        return modem

    def device(self, place: str, usb_id: str, maker: str = "", product: str = "") -> Path:
        """Plug in a device without an interface."""
        device = self.devices / place
        device.mkdir(parents=True)
        vendor, model = usb_id.split(":")
        (device / "idVendor").write_text(f"{vendor}\n")
        (device / "idProduct").write_text(f"{model}\n")
        for name, text in (("manufacturer", maker), ("product", product)):
            if text:
                (device / name).write_bytes(text.encode("utf-8", "surrogateescape") + b"\n")
        (self.bus / place).symlink_to(device)
        return device

    def interface(self, device: Path, number: int, usb_class: str) -> Path:
        """Add an interface that has no driver."""
        interface = device / f"{device.name}:1.{number}"
        interface.mkdir(parents=True)
        (interface / "bInterfaceNumber").write_text(f"{number:02x}\n")
        (interface / "bInterfaceClass").write_text(f"{usb_class}\n")
        (self.bus / interface.name).symlink_to(interface)
        return interface

    def let_go(self, place: str, usb_id: str, usb_class: str = VENDOR_CLASS) -> None:
        """Plug in what the box's rules of udev let no driver take."""
        interface = self.interface(self.device(place, usb_id), 0, usb_class)
        (interface / "authorized").write_text("0\n")

    def card(self, device: Path, number: int, card_id: str) -> None:
        """Give a device a sound card."""
        interface = self.interface(device, 6, SOUND_CLASS)
        card = interface / "sound" / f"card{number}"
        card.mkdir(parents=True)
        (card / "id").write_text(f"{card_id}\n")
        (card / "device").symlink_to(interface)
        sound = self.root / "class" / "sound"
        sound.mkdir(exist_ok=True)
        (sound / card.name).symlink_to(card)

    def disk(self, place: str, usb_id: str, maker: str = "", product: str = "") -> None:
        """Plug in a stick that still is a disk."""
        self.interface(self.device(place, usb_id, maker, product), 0, STORAGE_CLASS)

    def network_card(self, place: str, usb_id: str) -> None:
        """Plug in a stick that is a network card (HiLink)."""
        (self.interface(self.device(place, usb_id), 0, "e0") / "net" / "wwan0").mkdir(parents=True)
