"""Modems that are plugged in beside the lines of the settings: which is whose, which is nobody's, what it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from appliance.errors import SlukhavkaError
from appliance.lines.kin import GSM, Kin
from appliance.lines.ports import DEV, find_ports, has_both, is_held, place_link, serial_devices
from appliance.lines.serial_port import PortMissing
from appliance.lines.usb_bus import STORAGE, SYS, UsbDevice, usb_devices
from appliance.settings import GsmLineSettings, LineSettings, SipLineSettings, VoiceLineSettings

OTHER_MAKERS = frozenset({"19d2", "1bbb", "1199", "1c9e", "0af0", "2cb7", "305a"})
"""USB vendors of mobile modems of which no family is described: ZTE, Alcatel, Sierra, Longcheer, Option, Fibocom,
Neoway (the vendors of usb_modeswitch and of Linux drivers/usb/serial/option.c)."""
BY_PATH = "serial/by-path"


class Standing(StrEnum):
    """What can be made of a device."""

    USABLE = "usable"
    PORTS_MISSING = "ports_missing"
    AS_DISK = "as_disk"
    AS_NETWORK = "as_network"
    NO_PORTS = "no_ports"
    LET_GO = "let_go"
    UNKNOWN = "unknown"
    SOUND_CARD = "sound_card"


class NoStableName(SlukhavkaError):
    """A port has no name that says where its modem is plugged in."""


@dataclass(frozen=True, slots=True)
class FoundModem:
    """A device that is a modem or could be taken for one. `kin`: the families that fit, the likeliest first."""

    device: UsbDevice
    standing: Standing
    kin: tuple[Kin, ...] = ()

    @property
    def place(self) -> str:
        """Where it is plugged in: "1-1.2"."""
        return self.device.place

    def ports(self, kin: Kin) -> dict[str, Path]:
        """Return the ports that it is used by as one of `kin`, by the keys of a line; those that are there."""
        wanted = kin.usb.get(self.device.usb_id, {})
        return {key: self.device.ports[number] for key, number in wanted.items() if number in self.device.ports}

    def stable_ports(self, kin: Kin, dev: Path = DEV) -> dict[str, str]:
        """Return its ports as a line's `at` and `audio`, by names that stay with its place. Raises NoStableName."""
        wanted = kin.usb[self.device.usb_id]
        keys = ("at", "audio") if kin.kind == GSM else ("at",)
        named = {key: self._stable(wanted[key], dev) for key in keys if not (key == "audio" and kin.card)}
        # The card of a second modem of the kind has a name of its own.
        return {**named, "audio": f"plughw:CARD={self.device.cards[0]}"} if kin.card else named

    def _stable(self, number: int, dev: Path) -> str:
        ours = place_link(self.place, number, dev)
        by_path = (link for link in sorted((dev / BY_PATH).glob("*")) if link.resolve().name == self._tty(number))
        # The system's name holds the controller too, so it stays when buses are numbered anew (a Pi 5 has two).
        for link in (*by_path, ours):
            if link.exists():
                return str(link)
        raise NoStableName(
            f"Порт {self._tty(number)} ще не має сталої назви за гніздом USB: витягніть модем, вставте знову й "
            "повторіть. Не допомогло — ще раз виконайте make install."
        )

    def _tty(self, number: int) -> str:
        return self.device.ports[number].name


@dataclass(frozen=True, slots=True)
class Held:
    """A line of the settings. `place`: of its modem, "" for none; `trouble`: why it has none, as a sentence."""

    line: LineSettings
    place: str = ""
    trouble: str = ""
    usb: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def pinned(self) -> bool:
        """Whether the settings say which ports are its own."""
        return bool(getattr(self.line, "at", ""))


@dataclass(frozen=True, slots=True)
class Scan:
    """All that was found at one moment."""

    modems: tuple[FoundModem, ...]
    lines: tuple[Held, ...]

    def holder(self, place: str) -> Held | None:
        """Return the line that has the modem at that place."""
        return next((held for held in self.lines if held.place == place), None)

    def at(self, place: str) -> FoundModem | None:
        """Return the modem at that place."""
        return next((modem for modem in self.modems if modem.place == place), None)

    @property
    def free(self) -> list[FoundModem]:
        """Modems that could be lines and are none."""
        return [each for each in self.modems if each.standing is Standing.USABLE and not self.holder(each.place)]


def scan(lines: Sequence[LineSettings], kin: Sequence[Kin], sys: Path = SYS) -> Scan:
    """Look at everything that is plugged in. Nothing goes over any wire."""
    found = (_found(device, kin) for device in usb_devices(sys))
    return Scan(tuple(modem for modem in found if modem), tuple(_held(lines, kin, sys / "class/tty")))


def _found(device: UsbDevice, kin: Sequence[Kin]) -> FoundModem | None:
    own = [each for each in kin if device.usb_id in each.usb and (device.cards or not each.card)]
    if own:
        # A modem that shows a sound card was switched to it: that is how it is to be used.
        own.sort(key=lambda each: not each.card)
        whole = tuple(each for each in own if has_both(device.ports, each.usb[device.usb_id]))
        if whole:
            return FoundModem(device, Standing.USABLE, whole)
        return FoundModem(device, _without_ports(device), tuple(own))
    vendor = device.usb_id.partition(":")[0]
    makers = {usb_id.partition(":")[0] for each in kin for usb_id in each.usb} | OTHER_MAKERS
    if device.ports:
        return FoundModem(device, Standing.UNKNOWN)
    if vendor in makers:
        return FoundModem(device, _without_ports(device))
    if device.cards:
        return FoundModem(device, Standing.SOUND_CARD)
    return FoundModem(device, Standing.LET_GO) if device.let_go else None


def _without_ports(device: UsbDevice) -> Standing:
    if device.ports:
        return Standing.PORTS_MISSING
    if STORAGE in device.classes:
        return Standing.AS_DISK
    if device.network:
        return Standing.AS_NETWORK
    return Standing.LET_GO if device.let_go else Standing.NO_PORTS


def _held(lines: Sequence[LineSettings], kin: Sequence[Kin], sys_tty: Path) -> Iterator[Held]:
    by_name = {(each.kind, each.name): each for each in kin}
    taken: dict[str, str] = {}
    for line in lines:
        if isinstance(line, SipLineSettings):
            yield Held(line)
            continue
        own = by_name.get((line.kind, line.family))
        held = _one(line, own, sys_tty) if own else Held(line, trouble=f"Невідома родина модемів «{line.family}».")
        if other := taken.get(held.place):
            held = Held(line, trouble=f"Той самий модем уже має лінія «{other}».", usb=held.usb)
        if held.place:
            taken[held.place] = line.name
        yield held


def _one(line: GsmLineSettings | VoiceLineSettings, kin: Kin, sys_tty: Path) -> Held:
    audio = line.audio if isinstance(line, GsmLineSettings) else line.at
    alike = [] if line.at else _of_kin(kin, sys_tty)
    if place := next((place for place, at in alike if len(alike) > 1 and is_held(at)), ""):
        # One of two was plugged in later: the line that runs still has the other.
        return Held(line, place=place, usb=kin.usb)
    try:
        ports = find_ports(line.at, audio, kin.usb, sys_tty=sys_tty)
    except PortMissing as error:
        return Held(line, trouble=str(error), usb=kin.usb)
    return Held(line, place=ports.usb, usb=kin.usb)


def _of_kin(kin: Kin, sys_tty: Path) -> list[tuple[str, Path]]:
    """Return the places of all modems that a family would take, each with its AT port."""
    return [
        (modem.name, interfaces[kin.usb[usb_id]["at"]])
        for (modem, usb_id), interfaces in sorted(serial_devices(sys_tty).items())
        if usb_id in kin.usb and has_both(interfaces, kin.usb[usb_id])
    ]
