"""Which modem is which line: what a technician asks for becomes a change of his settings file.

A modem alone of its kind is found by its USB ids. Of two of a kind each line names its ports by the place of its modem,
or the one that was plugged in first would be both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path

from appliance.errors import SlukhavkaError
from appliance.lines.found import FoundModem, Held, Scan, Standing
from appliance.lines.kin import GSM, VOICE, Kin
from appliance.lines.ports import DEV
from appliance.settings import GsmLineSettings, SipLineSettings, VoiceLineSettings
from appliance.settings.editing import with_line, with_values, without_line

NAME_MAX = 32
PREFIXES = {GSM: "gsm", VOICE: "pstn"}
PORTS = ("at", "audio")
KEYS = {
    kind: {field.name for field in fields(cls)} for kind, cls in ((GSM, GsmLineSettings), (VOICE, VoiceLineSettings))
}

Edit = Callable[[str], str]


class NoRole(SlukhavkaError):
    """It cannot be done; the text says why, and what can."""


@dataclass(frozen=True, slots=True, repr=False)
class Role:
    """What a modem is to be. All but `place` may be "": then it is chosen, or left as it is."""

    place: str
    family: str = ""
    name: str = ""
    menu: str = ""
    number: str = ""
    pin: str = ""

    @property
    def wishes(self) -> dict[str, str]:
        """What was given beside modem and name, by the keys of a line."""
        given = {"menu": self.menu, "number": self.number, "pin": self.pin}
        return {key: value for key, value in given.items() if value}


def new_line(found: Scan, role: Role, dev: Path = DEV) -> Edit:
    """Return the change that makes a found modem a line of its own. Raises NoRole, NoStableName."""
    modem, kin = _chosen(found, role)
    if holder := found.holder(role.place):
        raise NoRole(f"Модем {role.place} уже має лінія «{holder.line.name}».")
    name = role.name.strip() or proposed(found, kin.kind)
    if len(name) > NAME_MAX:
        raise NoRole(f"Назва лінії має бути не довшою за {NAME_MAX} знаки.")
    values = {"name": name, "kind": kin.kind, "family": kin.name}
    values |= _own_ports(found, modem, kin, "", dev) | _fitting(role.wishes, kin.kind)
    others = list(_others(found, modem, "", dev))
    return lambda text: with_line(_pinned(text, others), values)


def another_modem(found: Scan, line: str, role: Role, dev: Path = DEV) -> Edit:
    """Return the change that gives a line a found modem in the place of its own. Raises NoRole, NoStableName."""
    old = _modem_line(found, line)
    modem, kin = _chosen(found, role)
    if (holder := found.holder(role.place)) and holder.line.name != line:
        raise NoRole(f"Модем {role.place} уже має лінія «{holder.line.name}».")
    values = {"kind": kin.kind, "family": kin.name}
    values |= _own_ports(found, modem, kin, line, dev) | _fitting(role.wishes, kin.kind)
    gone = ({*PORTS} - set(values)) | (KEYS[old.line.kind] - KEYS[kin.kind])
    others = list(_others(found, modem, line, dev))
    return lambda text: with_values(_pinned(text, others), line, values, without=gone)


def no_line(found: Scan, line: str) -> Edit:
    """Return the change that takes a line away. Raises NoRole."""
    _modem_line(found, line)
    if len(found.lines) == 1:
        raise NoRole("Це остання лінія: без жодної Слухавка не працює. Замініть її модем або спершу додайте іншу.")
    return lambda text: without_line(text, line)


def proposed(found: Scan, kind: str) -> str:
    """Return a name that no line has yet: gsm1, gsm2 and so on, on a landline pstn1."""
    taken = {held.line.name for held in found.lines}
    return next(name for number in count(1) if (name := f"{PREFIXES[kind]}{number}") not in taken)


def _chosen(found: Scan, role: Role) -> tuple[FoundModem, Kin]:
    modem = found.at(role.place)
    if modem is None:
        raise NoRole(f"У гнізді {role.place} модема не видно.")
    if modem.standing is not Standing.USABLE:
        raise NoRole(f"Пристрій у гнізді {role.place} лінією бути не може: подивіться, чого йому бракує.")
    kin = next((kin for kin in modem.kin if role.family in ("", kin.name)), None)
    if kin is None:
        raise NoRole(f"Модемові {role.place} пасують родини: {', '.join(kin.name for kin in modem.kin)}.")
    return modem, kin


def _modem_line(found: Scan, name: str) -> Held:
    held = next((held for held in found.lines if held.line.name == name), None)
    if held is None:
        raise NoRole(f"Лінії «{name}» немає. Є: {', '.join(held.line.name for held in found.lines)}.")
    if isinstance(held.line, SipLineSettings):
        raise NoRole(f"Лінія «{name}» — SIP, модема не має: її змінюють у файлі налаштувань.")
    return held


def _own_ports(found: Scan, modem: FoundModem, kin: Kin, line: str, dev: Path) -> dict[str, str]:
    """Return `at` and `audio` where the modem has a twin, plugged in or only expected; nothing where it has none."""
    twins = [each for each in found.modems if each is not modem and each.device.usb_id in kin.usb]
    expected = [held for held in found.lines if held.line.name != line and set(held.usb) & set(kin.usb)]
    return modem.stable_ports(kin, dev) if twins or expected else {}


def _others(found: Scan, modem: FoundModem, line: str, dev: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the lines that would otherwise take this modem for their own, with the ports that they have now."""
    for held in found.lines:
        if held.pinned or held.line.name == line or modem.device.usb_id not in held.usb:
            continue
        theirs = found.at(held.place)
        kin = next((kin for kin in theirs.kin if kin.name == _family(held)), None) if theirs else None
        if theirs is None or kin is None:
            raise NoRole(
                f"Лінія «{held.line.name}» чекає на модем такої самої родини й забрала б цей. "
                "Дайте його їй (замінити модем лінії) або спершу приберіть її."
            )
        yield held.line.name, theirs.stable_ports(kin, dev)


def _family(held: Held) -> str:
    return str(getattr(held.line, "family", ""))


def _pinned(text: str, others: list[tuple[str, Mapping[str, str]]]) -> str:
    for name, ports in others:
        text = with_values(text, name, ports)
    return text


def _fitting(wishes: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return what was wished. Raises NoRole for what a line of this kind has not."""
    if kind != GSM and (wrong := set(wishes) - KEYS[kind]):
        raise NoRole(f"Голосовий модем не має SIM-картки: {', '.join(sorted(wrong))} тут зайве.")
    return dict(wishes)
