"""The AT command interpreter: echo, command lines, dispatch, result codes (V.250, 3GPP 27.007)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tests.fakes.modem.faults import delay_for

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

_LATENCY_S = 0.01
_EXTENDED = re.compile(r"([+^*$%][A-Z0-9]+)(=\?|\?|=)?(.*)", re.S)
_BASIC = re.compile(r"(&?[A-Z])(\d*)(=\d+|\?)?")
CME_TEXTS = {
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    11: "SIM PIN required",
    12: "SIM PUK required",
    14: "SIM busy",
    16: "incorrect password",
    30: "no network service",
}


class Kind(Enum):
    """The form of a command."""

    DO = ""
    READ = "?"
    SET = "="
    TEST = "=?"


@dataclass(frozen=True)
class Command:
    """One command of a line: `text` as the host would write it alone, `name` with its prefix character."""

    text: str
    name: str
    kind: Kind
    args: str

    def arg(self, index: int, default: str = "") -> str:
        """Return one parameter without quotes."""
        parts = self.args.split(",")
        return parts[index].strip().strip('"') if index < len(parts) else default


@dataclass(frozen=True)
class Answer:
    """Information lines, the final result, and what follows it."""

    lines: tuple[str, ...] = ()
    final: str = "OK"
    after: Callable[[], None] | None = None


OK = Answer()
ERROR = Answer(final="ERROR")
Handler = Callable[["FakeModem", Command], Answer | Awaitable[Answer]]


SILENCE = Answer(final="")
"""The modem never answers."""


class CmsError(Exception):
    """An error of the message service (27.005 §3.2.5)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class CmeError(Exception):
    """A mobile equipment error; how it reads depends on AT+CMEE."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Interpreter:
    """Turns bytes of the host into handled commands, one after the other."""

    def __init__(self, modem: FakeModem) -> None:
        self._modem = modem
        self._line = b""
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._text: asyncio.Future[str | None] | None = None

    async def ask_for_text(self) -> str | None:
        """Show the prompt and return what the host enters; None: it has given up with ESC (27.005 §3.5.1)."""
        self._text = self._modem.loop.create_future()
        self._line = b""
        self._modem.output.send(b"\r\n> ")
        try:
            return await self._text
        finally:
            self._text = None

    def receive(self, octets: bytes) -> None:
        """Take bytes from the AT port; echo is immediate, execution is not."""
        if self._modem.faults.interpreter_dead:
            return
        for octet in octets:
            char = bytes([octet])
            if self._modem.echo:
                self._modem.output.send(char)
            if self._text is not None:
                self._enter(char)
            elif char == b"\r":
                line, self._line = self._line, b""
                self._lines.put_nowait(line.decode("latin-1").strip())
            elif char not in b"\n\x1b":
                self._line += char

    def _enter(self, char: bytes) -> None:
        if self._text is None or self._text.done():
            return
        if char == b"\x1b":
            self._text.set_result(None)
            self._line = b""
        elif char == b"\x1a":
            if self._modem.faults.sms_prompt != "stuck":
                self._text.set_result(self._line.decode("latin-1"))
                self._line = b""
        else:
            self._line += char

    def reset(self) -> None:
        """Forget everything: the power is gone."""
        self._line = b""
        self._lines = asyncio.Queue()
        self._text = None

    async def run(self) -> None:
        """Execute command lines until cancelled."""
        while True:
            line = await self._lines.get()
            if line.upper().startswith("AT"):
                await self._execute(line)

    async def _execute(self, line: str) -> None:
        modem, faults = self._modem, self._modem.faults
        modem.commands.append((modem.loop.time(), line))
        await asyncio.sleep(max(_LATENCY_S, delay_for(faults.slow, line)))
        if faults.interpreter_dead or any(line.startswith(prefix) for prefix in faults.mute):
            return
        refusals = [final for prefix, final in faults.refuse.items() if line.startswith(prefix)]
        answer = Answer(final=refusals[0]) if refusals else await self._answer(line)
        if faults.interpreter_dead and answer.final != "OK":
            return
        self._send(line, answer)

    async def _answer(self, line: str) -> Answer:
        lines: tuple[str, ...] = ()
        answer = OK
        afters = []
        for command in parse_line(line, several=self._modem.family.several_commands):
            answer = await self._one(command)
            lines += answer.lines
            if answer.after:
                afters.append(answer.after)
            if answer.final != "OK":
                break

        def after_all() -> None:
            for after in afters:
                after()

        return Answer(lines, answer.final, after_all)

    async def _one(self, command: Command) -> Answer:
        try:
            handler = self._modem.handler(command)
            if handler is None:
                return Answer(final=self._modem.family.unknown_command)
            result = handler(self._modem, command)
            return result if isinstance(result, Answer) else await result
        except CmeError as error:
            return Answer(final=self._cme(error.code))
        except CmsError as error:
            return Answer(final="ERROR" if self._modem.setting("+CMEE") == "0" else f"+CMS ERROR: {error.code}")

    def _cme(self, code: int) -> str:
        match self._modem.setting("+CMEE"):
            case "1":
                return f"+CME ERROR: {code}"
            case "2":
                return f"+CME ERROR: {CME_TEXTS.get(code, 'unknown')}"
            case _:
                return "ERROR"

    def _send(self, line: str, answer: Answer) -> None:
        output, faults = self._modem.output, self._modem.faults
        if answer is SILENCE or not answer.final:
            return
        blocks = [output.block(*answer.lines)] if answer.lines else []
        if faults.urcs_where == "between_lines" or faults.noise_in_answers == "between_lines":
            blocks = [output.block(text) for text in answer.lines]
        blocks.append(output.block(answer.final))
        if faults.noise_in_answers:
            _put(blocks, faults.noise_in_answers, output.block(self._modem.family.noise(self._modem)))
        if faults.urcs_wait_for and line.startswith(faults.urcs_wait_for):
            _put(blocks, faults.urcs_where, output.take_held())
        output.send(b"".join(blocks))
        if answer.after:
            answer.after()


def parse_line(line: str, *, several: bool) -> list[Command]:
    """Split a command line; a semicolon separates commands only where the family allows several."""
    body = line[2:].strip()
    commands = []
    while body:
        if body[0] in "+^*$%":
            text, body = _until_semicolon(body) if several else (body, "")
        elif body[0] in "Dd":
            text, body = body, ""
        else:
            basic = _BASIC.match(body.upper())
            text, body = (body[: basic.end()], body[basic.end() :]) if basic else (body, "")
        commands.append(_command(text))
        body = body.lstrip("; ")
    return commands or [Command("AT", "", Kind.DO, "")]


def _until_semicolon(body: str) -> tuple[str, str]:
    quoted = False
    for index, char in enumerate(body):
        quoted ^= char == '"'
        if char == ";" and not quoted:
            return body[:index], body[index + 1 :]
    return body, ""


def _command(text: str) -> Command:
    if text[0] in "Dd":
        return Command(f"AT{text}", "D", Kind.DO, text[1:])
    if extended := _EXTENDED.fullmatch(_upper_name(text)):
        name, kind, args = extended.groups()
        return Command(f"AT{name}{kind or ''}{args}", name, Kind(kind or ""), args)
    if basic := _BASIC.fullmatch(text.upper()):
        return Command(f"AT{text.upper()}", basic[1], Kind.DO, basic[2] + (basic[3] or ""))
    return Command(f"AT{text}", text, Kind.DO, "")


def _upper_name(text: str) -> str:
    end = next((i for i, char in enumerate(text) if char in "=?"), len(text))
    return text[:end].upper() + text[end:]


def _put(blocks: list[bytes], where: str, octets: bytes) -> None:
    places = {"before_answer": 0, "between_lines": 1, "before_ok": len(blocks) - 1}
    blocks.insert(min(places[where], len(blocks) - 1), octets)
