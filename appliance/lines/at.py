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
_UNPRINTABLE = dict.fromkeys([*range(0x20), 0x7F])


class CommandInFlight(LineFault):
    """A second command was sent before the first was answered."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command line without its carriage return.

    `informs` is the prefix of its information lines ("" for none). `ends_with_call` marks ATA and ATD, which NO CARRIER
    and BUSY end too.
    """

    text: str
    informs: str = ""
    always_informs: bool = False
    ends_with_call: bool = False
    timeout_s: float = 5.0


def query(text: str, *, timeout_s: float = 5.0) -> Command:
    """Make the command of a question (`AT+CREG?`, `AT^CVOICE=?`), which is always answered under its own name."""
    return Command(text, informs=f"{text[2:].rstrip('=?')}:", always_informs=True, timeout_s=timeout_s)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the modem said to `command`: its information lines and the final result."""

    command: Command
    ok: bool
    lines: tuple[str, ...]
    final: str


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """A line nobody asked for."""

    line: str


class AtProtocol:
    """One AT port's dialogue. Feed it what arrived; it gives answers and unsolicited lines in their order."""

    def __init__(self) -> None:
        self._pending = b""
        self._overlong = False
        self._command: Command | None = None
        self._information: list[str] = []
        self._given_up = 0
        self.dropped_bytes = 0

    @property
    def busy(self) -> bool:
        """Whether a command waits for its answer."""
        return self._command is not None

    def send(self, command: Command) -> bytes:
        """Put `command` in flight and return its bytes. Raises CommandInFlight."""
        if self._command is not None:
            raise CommandInFlight(f"{command.text}: ще триває {self._command.text}")
        self._command = command
        self._information = []
        return command.text.encode() + b"\r"

    def expire(self) -> None:
        """Give up the command in flight; its result may still come and will be known as late."""
        if self._command is not None:
            self._command = None
            self._given_up += 1

    def receive(self, data: bytes) -> Iterator[Answer | Unsolicited]:
        """Take bytes as they came and yield what they mean."""
        for raw in self._lines(data):
            line = raw.decode("utf-8", "ignore").translate(_UNPRINTABLE).strip()
            for part in _GLUED.sub(r"\1\n", line).split("\n"):
                if part:
                    yield from self._take(part)

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

    def _take(self, line: str) -> Iterator[Answer | Unsolicited]:
        command = self._command
        if command is not None and line.lstrip("> ") == command.text:
            return
        if self._is_final(line):
            yield from self._finish(line)
        elif command is not None and command.informs and line.startswith(command.informs):
            self._information.append(line)
        else:
            yield Unsolicited(line)

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
