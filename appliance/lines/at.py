"""The AT dialogue as a pure protocol: bytes in, events out (V.250, 3GPP TS 27.007).

One command is in flight at a time. Everything the modem says is cut into lines and told apart by the command in flight:

====================  ==========================================================
echo                  the command itself, sent back: dropped
final result          ends the command: OK, ERROR, +CME ERROR, +CMS ERROR, ...
information           begins with the prefix the command expects
unsolicited           everything else; a RING is never swallowed by an answer
====================  ==========================================================

A command that was given up (`expire`) may be answered later, and some modems say a stray OK now and then. Such a result
must not end the next command, so a command that always brings an information line (`Command.always_informs`) is used to
get back in step: an OK that comes before that line belongs to something else.

Three things are no plain lines: the prompt `> ` for the body of a command has no line end; the PDU of an SMS is a line
of hex behind the line that announces it; and the text of a USSD answer may hold line ends within its quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.contracts import LineFault

MAX_LINE_BYTES = 2048
_FINAL = re.compile(r"(?P<ok>OK)|ERROR|\+CM[ES] ERROR: ?.*|COMMAND NOT SUPPORT|TOO MANY PARAMETERS")
_CALL_FINAL = re.compile(r"NO CARRIER|BUSY|NO ANSWER|NO DIALTONE|NO DIAL TONE")
_GLUED = re.compile(r"^(OK|ERROR)(?=[+^])")
_PDU = re.compile(r"[0-9A-F]{2,}", re.IGNORECASE)
_BEFORE_PDU = re.compile(r"\+C(?:MT|DS): ?(?:.*,)?\d+")
"""An SMS or a delivery report handed over at once (TS 27.005 §3.4.1): its PDU is the next line of hex."""
_QUOTED = "+CUSD:"
QUOTED_MAX = 1024
"""Signs of a quoted text; the longest USSD has 182, written in hex 728."""
_NO_TEXT = re.compile(r"RING|NO CARRIER|VOICE CALL: ?.*|[+^][A-Z]{3,}:.*")
"""What the modem says of its own: it ends a quoted text whose end was lost."""
_UNPRINTABLE = dict.fromkeys([*range(0x20), 0x7F])


class CommandInFlight(LineFault):
    """A second command was sent before the first was answered."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command line without its carriage return.

    `informs` is the prefix of its information lines ("" for none); with `brings_pdus` lines of hex belong to them.
    `ends_with_call` marks ATA and ATD, which NO CARRIER and BUSY end too. A command with a `body` is asked for it by a
    prompt. Of a `secret` one nobody is told more than its name.
    """

    text: str
    informs: str = ""
    brings_pdus: bool = False
    body: str = ""
    always_informs: bool = False
    ends_with_call: bool = False
    timeout_s: float = 5.0
    secret: bool = False

    @property
    def shown(self) -> str:
        """The command as logs and people may read it."""
        return f"{self.text.partition('=')[0]}=…" if self.secret else self.text


def query(text: str, *, timeout_s: float = 5.0) -> Command:
    """Make the command of a question (`AT+CREG?`, `AT^CVOICE=?`), which is always answered under its own name."""
    return Command(text, informs=f"{text[2:].rstrip('=?')}:", always_informs=True, timeout_s=timeout_s)


def asking(text: str, *, timeout_s: float = 5.0) -> Command:
    """Make the command of a question that has parameters (`AT+QLTS=1`): its lines begin with its name."""
    return Command(text, informs=f"{text[2:].partition('=')[0].rstrip('?')}:", timeout_s=timeout_s)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the modem said to `command`: its information lines and the final result."""

    command: Command
    ok: bool
    lines: tuple[str, ...]
    final: str


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """A line nobody asked for; a PDU that it announces stands behind a line end in it."""

    line: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The modem waits for the body of the command in flight."""


class AtProtocol:
    """One AT port's dialogue. Feed it what arrived; it gives answers and unsolicited lines in their order."""

    def __init__(self) -> None:
        self._pending = b""
        self._overlong = False
        self._command: Command | None = None
        self._information: list[str] = []
        self._given_up = 0
        self._prompted = False
        self._announced = ""
        self._quoted: list[str] = []
        self.dropped_bytes = 0

    @property
    def busy(self) -> bool:
        """Whether a command waits for its answer."""
        return self._command is not None

    @property
    def body(self) -> str:
        """The body of the command in flight."""
        return self._command.body if self._command is not None else ""

    def send(self, command: Command) -> bytes:
        """Put `command` in flight and return its bytes. Raises CommandInFlight."""
        if self._command is not None:
            raise CommandInFlight(f"{command.text}: ще триває {self._command.text}")
        self._command = command
        self._information = []
        self._prompted = False
        return command.text.encode() + b"\r"

    def expire(self) -> None:
        """Give up the command in flight; its result may still come and will be known as late."""
        if self._command is not None:
            self._command = None
            self._given_up += 1

    def receive(self, data: bytes) -> Iterator[Answer | Unsolicited | Prompt]:
        """Take bytes as they came and yield what they mean."""
        for raw in self._lines(data):
            line = raw.decode("utf-8", "ignore").translate(_UNPRINTABLE).strip()
            for part in _GLUED.sub(r"\1\n", line).split("\n"):
                if part:
                    yield from self._take(part)
        if self._pending.lstrip(b"\0") == b"> " and self._wants_body():
            self._pending = b""
            yield from self._prompt()

    def _lines(self, data: bytes) -> Iterator[bytes]:
        """Cut what came into whole lines; one that is too long is dropped to its end, however it was split."""
        *whole, self._pending = re.split(rb"[\r\n]", self._pending + data)
        for raw in whole:
            if self._overlong or len(raw) > MAX_LINE_BYTES:
                self.dropped_bytes += len(raw)
                self._overlong = False
            else:
                yield raw
        if self._overlong or len(self._pending) > MAX_LINE_BYTES:
            self.dropped_bytes += len(self._pending)
            self._pending, self._overlong = b"", True

    def _take(self, line: str) -> Iterator[Answer | Unsolicited | Prompt]:
        if self._quoted and not self._interrupts(line):
            yield from self._quote(line)
            return
        yield from self._end_of_quote()
        command = self._command
        if command is not None and line.lstrip("> ") in {command.text, command.body or command.text}:
            return
        if line == ">" and self._wants_body():
            yield from self._prompt()
        elif self._is_final(line):
            yield from self._finish(line)
        elif self._announced and _PDU.fullmatch(line):
            yield Unsolicited(f"{self._announced}\n{line}")
            self._announced = ""
        elif command is not None and self._informs(command, line):
            self._information.append(line)
        elif _BEFORE_PDU.fullmatch(line):
            self._announced = line
        elif line.startswith(_QUOTED) and line.count('"') % 2:
            self._quoted = [line]
        else:
            yield Unsolicited(line)

    def _wants_body(self) -> bool:
        return self._command is not None and bool(self._command.body) and not self._prompted

    def _prompt(self) -> Iterator[Prompt]:
        self._prompted = True
        yield Prompt()

    def _informs(self, command: Command, line: str) -> bool:
        if command.informs and line.startswith(command.informs):
            return True
        return command.brings_pdus and bool(self._information) and bool(_PDU.fullmatch(line))

    def _interrupts(self, line: str) -> bool:
        return bool(_NO_TEXT.fullmatch(line)) or (self._command is not None and self._is_final(line))

    def _quote(self, line: str) -> Iterator[Unsolicited]:
        """Go on with a quoted text; one that never ends is taken as it is."""
        self._quoted.append(line)
        if line.count('"') % 2 or sum(map(len, self._quoted)) >= QUOTED_MAX:
            yield from self._end_of_quote()

    def _end_of_quote(self) -> Iterator[Unsolicited]:
        if self._quoted:
            text, self._quoted = "\n".join(self._quoted), []
            yield Unsolicited(text)

    def _is_final(self, line: str) -> bool:
        if _FINAL.fullmatch(line):
            return True
        return self._command is not None and self._command.ends_with_call and bool(_CALL_FINAL.fullmatch(line))

    def _finish(self, final: str) -> Iterator[Answer]:
        command = self._command
        if command is None:
            self._given_up = max(self._given_up - 1, 0)
            return
        ok = final == "OK"
        if command.always_informs and not self._information and (ok or self._given_up):
            self._given_up = max(self._given_up - 1, 0)
            return
        self._command = None
        if command.always_informs:
            self._given_up = 0
        yield Answer(command, ok=ok, lines=tuple(self._information), final=final)
