"""Sound and events on one wire: <DLE> shielding of V.253, as pure functions of bytes.

In either direction a <DLE> (0x10) among the samples is sent twice, `<DLE><SUB>` stands for two of them, and <DLE>
before any other character is an event or a command. A complex report is text between `<DLE>X` and `<DLE>.`. A modem
sends events in every state, also between the lines of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

DLE = b"\x10"
ETX = "\x03"
SUB = "\x1a"
MAX_REPORT_BYTES = 256
"""A report that is longer was none: its end, or its beginning, was made up by a fault of the wire."""
_PIECE = re.compile(rb"([^\x10]+)|\x10(.)", re.DOTALL)


class Sign(Enum):
    """What an event of the modem means."""

    KEY_DOWN = auto()
    KEY = auto()
    KEY_UP = auto()
    BUSY = auto()
    DIAL_TONE = auto()
    LOOP_BROKEN = auto()
    """The exchange has cut the current of the line for a moment."""
    PHONE_UP = auto()
    """Somebody has lifted another telephone on the same line."""
    PHONE_DOWN = auto()
    SILENCE = auto()
    QUIET = auto()
    RINGBACK = auto()
    RING = auto()
    MACHINE = auto()
    """A fax or a modem calls or answers."""
    UNDERRUN = auto()
    OVERRUN = auto()
    CALL_WAITING = auto()
    END = auto()
    """The modem ends its stream of sound."""


MEANINGS: Mapping[str, Sign] = {
    **dict.fromkeys("0123456789*#", Sign.KEY),
    "/": Sign.KEY_DOWN,
    "~": Sign.KEY_UP,
    **dict.fromkeys("bK", Sign.BUSY),
    **dict.fromkeys("di", Sign.DIAL_TONE),
    "l": Sign.LOOP_BROKEN,
    **dict.fromkeys("HP", Sign.PHONE_UP),
    **dict.fromkeys("hp", Sign.PHONE_DOWN),
    "s": Sign.SILENCE,
    "q": Sign.QUIET,
    "r": Sign.RINGBACK,
    "R": Sign.RING,
    **dict.fromkeys("acefm", Sign.MACHINE),
    "u": Sign.UNDERRUN,
    "o": Sign.OVERRUN,
    "w": Sign.CALL_WAITING,
    ETX: Sign.END,
}
"""Event codes of V.253 and IS-101. What is not here means nothing to a call: voice, polarity, gain, vendors' own."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One event: the character after the <DLE>."""

    code: str

    @property
    def sign(self) -> Sign | None:
        """What it means; None for what means nothing to a call."""
        return MEANINGS.get(self.code)


@dataclass(frozen=True, slots=True)
class Report:
    """A complex event report, without its frame."""

    text: str


def shield(sound: bytes) -> bytes:
    """Make samples fit to be sent."""
    return sound.replace(DLE, DLE + DLE)


def half_sent(octets: bytes) -> bool:
    """Tell whether shielded bytes that begin with a whole pair were cut off in the middle of one."""
    return (len(octets) - len(octets.rstrip(DLE))) % 2 == 1


class Unshielder:
    """Takes the stream apart, in whatever pieces it comes: plain bytes, events, reports, in their order."""

    def __init__(self) -> None:
        """Begin between two pairs."""
        self._half = b""
        self._report: bytearray | None = None

    def feed(self, octets: bytes) -> Iterator[bytes | Coded | Report]:
        """Take bytes as they came. Lazy: the reader may change its mind about plain bytes after each item."""
        octets = self._half + octets
        pieces = list(_PIECE.finditer(octets))
        self._half = octets[pieces[-1].end() if pieces else 0 :]
        for piece in pieces:
            plain, code = piece.groups()
            yield from self._plain(plain) if plain is not None else self._coded(chr(code[0]))

    def _plain(self, octets: bytes) -> Iterator[bytes]:
        if self._report is None:
            yield octets
            return
        self._report += octets
        if len(self._report) > MAX_REPORT_BYTES:
            self._report = None

    def _coded(self, code: str) -> Iterator[bytes | Coded | Report]:
        if code in (DLE.decode(), SUB):
            yield from self._plain(DLE if code != SUB else DLE + DLE)
        elif code == "X":
            self._report = bytearray()
        elif code == "." and self._report is not None:
            report, self._report = self._report, None
            yield Report(report.decode("ascii", "replace"))
        else:
            yield Coded(code)
