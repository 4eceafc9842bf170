"""The dialogue with a voice modem as a pure protocol: bytes in, events out (V.253, V.250).

Commands and sound share one port. What a byte means depends on the state:

========  ==========================================  ===========================================
state     bytes of the modem                          left by
========  ==========================================  ===========================================
COMMAND   lines of text                               CONNECT to a command that opens a stream
TRANSMIT  lines of text (the final result, no sound)  our order to leave; a final result unasked
RECEIVE   sound                                       our order to leave; the modem's <DLE><ETX>
DUPLEX    sound                                       our order to leave; the modem's <DLE><ETX>
========  ==========================================  ===========================================

Once an order to leave is sent, what still comes is read as text until the final result: the last of the sound makes
lines of rubbish that mean nothing. So it does not matter whether a modem says <DLE><ETX> before its OK.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from appliance.contracts import LineFault
from appliance.lines.voice_dle import Coded, Report, Sign, Unshielder

MAX_LINE_BYTES = 512
_GOOD = {"OK", "VCON", "CONNECT"}
_BAD = {"ERROR", "+FCERROR"}
_NO_CALL = {"NO CARRIER", "NO ANSWER", "BUSY", "NO DIALTONE", "NO DIAL TONE"}
_UNPRINTABLE = dict.fromkeys([*range(0x20), 0x7F])


class OrderInFlight(LineFault):
    """A second order was sent before the first was answered."""


class Mode(Enum):
    """The states of V.253 10.1."""

    COMMAND = auto()
    TRANSMIT = auto()
    RECEIVE = auto()
    DUPLEX = auto()


HEARING = {Mode.RECEIVE, Mode.DUPLEX}
SPEAKING = {Mode.TRANSMIT, Mode.DUPLEX}


@dataclass(frozen=True, slots=True)
class Order:
    """What the modem is told: a command, or the code that ends a stream.

    `opens` is the state that CONNECT leads to. `dials`: what came of the call is its final result.
    """

    text: str
    opens: Mode | None = None
    dials: bool = False
    leave: bytes = b""
    """Bytes that end the stream, sent as they are in place of the text."""
    timeout_s: float = 5.0

    @property
    def octets(self) -> bytes:
        """What is written to the port."""
        return self.leave or self.text.encode() + b"\r"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the modem answered to `order`: its lines and the final result."""

    order: Order
    ok: bool
    lines: tuple[str, ...]
    final: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line nobody asked for: RING, caller identification."""

    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Sound of the line, unsigned bytes."""

    sound: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """The modem has ended the stream on its own."""


VoiceEvent = Outcome | Line | Heard | Coded | Ended


class VoiceProtocol:
    """One port's dialogue. Feed it what arrived; it tells what that means, in order."""

    def __init__(self) -> None:
        self.mode = Mode.COMMAND
        self._order: Order | None = None
        self._lines: list[str] = []
        self._pending = b""
        self._codes = Unshielder()

    @property
    def leaving(self) -> bool:
        """Whether a stream is being ended."""
        return self._order is not None and bool(self._order.leave)

    def send(self, order: Order) -> bytes:
        """Put `order` in flight and return its bytes. Raises OrderInFlight."""
        if self._order is not None:
            raise OrderInFlight(f"{order.text}: ще триває {self._order.text}")
        self._order, self._lines = order, []
        if order.leave:
            self.mode, self._pending = Mode.COMMAND, b""
        return order.octets

    def expire(self) -> None:
        """Give up the order in flight."""
        self._order = None

    def receive(self, octets: bytes) -> Iterator[VoiceEvent]:
        """Take bytes as they came and yield what they mean."""
        for item in self._codes.feed(octets):
            if isinstance(item, bytes):
                yield from self._plain(item)
            elif isinstance(item, Coded):
                yield from self._coded(item)
            elif isinstance(item, Report):
                yield Line(item.text)

    def _plain(self, octets: bytes) -> Iterator[VoiceEvent]:
        while octets:
            if self.mode in HEARING:
                yield Heard(octets)
                return
            line, end, octets = octets.partition(b"\n")
            self._pending = (self._pending + line)[-MAX_LINE_BYTES:]
            if end:
                line, self._pending = self._pending, b""
                yield from self._line(line.decode("ascii", "ignore").translate(_UNPRINTABLE).strip())

    def _coded(self, event: Coded) -> Iterator[VoiceEvent]:
        if event.sign is not Sign.END:
            yield event
        elif self.mode in HEARING:
            self.mode = Mode.COMMAND
            yield Ended()

    def _line(self, line: str) -> Iterator[VoiceEvent]:
        order = self._order
        if not line or (order is not None and line == order.text):
            return
        if line in _GOOD | _BAD or (line in _NO_CALL and (order is None or order.dials)):
            yield from self._final(line)
        elif order is not None and not order.leave and line[:1] in "+0123456789(":
            self._lines.append(line)
        else:
            yield Line(line)

    def _final(self, final: str) -> Iterator[VoiceEvent]:
        order, self._order = self._order, None
        if order is not None:
            if final == "CONNECT" and order.opens is not None:
                self.mode = order.opens
            ok = final == "CONNECT" if order.opens is not None else final in _GOOD
            yield Outcome(order, ok, tuple(self._lines), final)
        elif self.mode is Mode.TRANSMIT:
            self.mode = Mode.COMMAND
            yield Ended()
        elif final in _NO_CALL:
            yield Line(final)
