"""A box's USB as files, and where its ports have their names: what the wizard looks at instead of the machine's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.usb_tree import Sysfs


class Bus:
    """Devices at their places, each port with its name by place, as udev would make it."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sysfs = Sysfs(root / "sys")
        self.dev = root / "dev"
        (self.dev / "slukhavka").mkdir(parents=True)
        monkeypatch.setattr("appliance.technician.modems.SYS", self.sysfs.root)
        monkeypatch.setattr("appliance.technician.modems.DEV", self.dev)
        monkeypatch.setattr("appliance.lines.ports.DEV", self.dev)
        self._ports = 0

    def plug(self, place: str, usb_id: str, count: int = 5, product: str = "") -> Path:
        """Plug in a modem with that many ports; they are plain files, so nobody answers at them."""
        numbers = range(count)
        ports = {f"ttyUSB{self._ports + number}": number for number in numbers}
        self._ports += count
        for name, number in ports.items():
            (self.dev / name).touch()
            self.link(place, number).symlink_to(self.dev / name)
        return self.sysfs.modem(place, usb_id, ports, "Виробник", product)

    def link(self, place: str, interface: int) -> Path:
        """Return the name of a port by its place."""
        return self.dev / "slukhavka" / f"{place}-if{interface:02x}"
