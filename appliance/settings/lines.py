"""The lines of a site: one dataclass a kind, its fields the keys of a `[[lines]]` section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from appliance.errors import SettingsError
from appliance.numbers import parse
from appliance.settings.section import section

HIGHEST_PORT = 65535
MENU_NAME = re.compile(r"[a-z0-9_-]{0,32}")
MOST_CALLS = 500
PIN = re.compile("[0-9]{4,8}")
DIALLING = ("e164", "digits", "national")


@dataclass(frozen=True, slots=True)
class GsmLineSettings:
    """A GSM modem. `at` and `audio` name its ports; both empty: they are found on USB by the family's ids.

    `audio` may name a sound card of ALSA ("plughw:CARD=Android") where the family's sound comes that way. `menu`: the
    published menu of this line, empty for the one of the box. `pin`: of its SIM card, entered once a boot at most;
    `number`: its own, by which another line proves that it can be called.
    """

    name: str
    family: str
    kind: str = "gsm"
    menu: str = ""
    at: str = ""
    audio: str = ""
    pin: str = field(default="", repr=False, metadata={"secret": True})
    number: str = ""


@dataclass(frozen=True, slots=True)
class VoiceLineSettings:
    """A USB voice modem on a landline. `at` names its port; empty: it is found on USB by the family's ids."""

    name: str
    family: str
    kind: str = "voice"
    menu: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class SipTrunk:
    """An account with an operator or a gateway.

    `server` is where requests go, "host" or "host:port"; `domain` what stands in addresses, `server`'s host when empty.
    `register` False: the other side knows our address. `dial`: how a number is written for it, "+380…" (e164),
    "380…" (digits) or "0…" (national). `ping_s` 0: it is never asked whether it lives.
    """

    server: str
    user: str = ""
    password: str = field(default="", repr=False, metadata={"secret": True})
    domain: str = ""
    login: str = ""
    register: bool = True
    expires_s: int = 300
    ping_s: float = 5.0
    patience_s: float = 4.0
    dial: str = "e164"


@dataclass(frozen=True, slots=True)
class SipSettings:
    """One SIP line: a UDP port, the peers it takes calls from, perhaps an account.

    `peers`: addresses, networks ("192.168.1.0/24") or names calls are taken from, besides the trunk's. `advertise`: our
    address as others reach it; empty: the one the system would use towards the first peer. `rtp_ports`: the range of
    RTP; (0, 0) leaves it to the system. `peers_behind_nat`: they send from another port or address than they say; then
    requests go back to where theirs came from, and RTP is taken from wherever the first packet of the peer comes.
    `extensions_at`: the registrar of the house's telephones, where those are rung that have no address of their own.
    """

    host: str = "0.0.0.0"  # noqa: S104 - the peers are named, everybody else is not answered
    port: int = 5060
    advertise: str = ""
    peers: tuple[str, ...] = ()
    trunk: SipTrunk | None = field(default=None, metadata={"section": SipTrunk})
    extensions_at: str = ""
    max_calls: int = 20
    rtp_ports: tuple[int, int] = (16384, 17383)
    peers_behind_nat: bool = False
    rtp_silence_s: float = 8.0
    ring_limit_s: float = 60.0
    shortest_session_s: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class SipLineSettings(SipSettings):
    """A SIP line by its name."""

    name: str
    kind: str = "sip"
    menu: str = ""


LineSettings = GsmLineSettings | VoiceLineSettings | SipLineSettings
KINDS: Mapping[str, type[LineSettings]] = {"gsm": GsmLineSettings, "voice": VoiceLineSettings, "sip": SipLineSettings}


def read_lines(tables: Any) -> tuple[LineSettings, ...]:
    """Return the lines of a site. Raises SettingsError."""
    if not isinstance(tables, list) or not tables:
        raise SettingsError("немає жодної лінії: додайте розділ [[lines]].")
    lines = tuple(_line(table, f"[[lines]] № {at}") for at, table in enumerate(tables, 1))
    for sentence in _faults(lines):
        raise SettingsError(sentence)
    return lines


def ways_out(lines: Sequence[LineSettings]) -> frozenset[str]:
    """Return where trunks and gateways are: there a telephone of the house could become a number of the world."""
    servers = [line.trunk.server for line in lines if isinstance(line, SipLineSettings) and line.trunk]
    return frozenset(server.partition(":")[0] for server in servers)


def house_lines(lines: Sequence[LineSettings]) -> frozenset[str]:
    """Return the names of lines on which only the house's own telephones are: SIP without an account beside other ways.

    A box that has nothing else takes its calls from gateways there, and then none of them is. A gateway beside a modem
    is told apart from telephones by a `trunk`, which need not register.
    """
    house = {line.name for line in lines if isinstance(line, SipLineSettings) and not line.trunk}
    return frozenset(house) if len(house) < len(lines) else frozenset()


def _line(table: Any, place: str) -> LineSettings:
    kind = table.get("kind", "gsm") if isinstance(table, dict) else "gsm"
    if kind not in KINDS:
        raise SettingsError(f"{place}: невідомий вид «{kind}». Є такі: {', '.join(KINDS)}.")
    return section(KINDS[kind], table, place)


def _faults(lines: Sequence[LineSettings]) -> Iterator[str]:
    names = [line.name for line in lines]
    ports = [port for line in lines for port in _ports(line)]
    for port in ports:
        if ports.count(port) > 1:
            yield f"порт {port} задано двічі."
    for line in lines:
        if not MENU_NAME.fullmatch(line.menu):
            yield f"лінія «{line.name}»: назва меню «{line.menu}» має бути з малих латинських літер, цифр і рисок."
        if not line.name.strip():
            yield "лінія без назви: задайте «name»."
        if names.count(line.name) > 1:
            yield f"дві лінії мають назву «{line.name}»."
        if isinstance(line, GsmLineSettings) and bool(line.at) != bool(line.audio):
            yield f"лінія «{line.name}»: задайте обидва порти, at і audio, або жодного."
        if isinstance(line, GsmLineSettings):
            yield from (f"лінія «{line.name}»: {fault}" for fault in _card_faults(line))
        if isinstance(line, SipLineSettings):
            yield from (f"лінія «{line.name}»: {fault}" for fault in _sip_faults(line))


def _card_faults(line: GsmLineSettings) -> Iterator[str]:
    if line.pin and not PIN.fullmatch(line.pin):
        yield "«pin» має бути з 4–8 цифр."
    if line.number and parse(line.number, "").e164 != line.number:
        yield f"«number» має бути на зразок +380671234567, а не «{line.number}»."


def _ports(line: LineSettings) -> list[str]:
    match line:
        case GsmLineSettings():
            return [port for port in (line.at, line.audio) if port]
        case VoiceLineSettings():
            return [line.at] if line.at else []
        case SipLineSettings():
            return [f"{line.host}:{line.port}"]


def _sip_faults(line: SipLineSettings) -> Iterator[str]:
    if not 0 <= line.port <= HIGHEST_PORT:
        yield f"«port» має бути від 1 до {HIGHEST_PORT}, а не «{line.port}»."
    if line.rtp_ports[1] > HIGHEST_PORT:
        yield f"«rtp_ports» не вище за {HIGHEST_PORT}."
    if not 1 <= line.max_calls <= MOST_CALLS:
        yield f"«max_calls» має бути від 1 до {MOST_CALLS}, а не «{line.max_calls}»."
    if not (line.peers or line.trunk or line.extensions_at):
        yield "нема від кого брати дзвінки: задайте «peers», «trunk» або «extensions_at»."
    if line.trunk and line.trunk.dial not in DIALLING:
        yield f"«trunk»: «dial» має бути одним із: {', '.join(DIALLING)}."
