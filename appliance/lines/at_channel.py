"""Commands on an AT port, one at a time, with their time limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.contracts import LineFault
from appliance.lines.at import Answer, AtProtocol, Command, query
from appliance.lines.serial_port import PortLost, SerialPort

log = logging.getLogger(__name__)

BACK_IN_STEP = query("AT+CREG?")


class ModemSilent(LineFault):
    """The modem did not answer a command in time."""


class CommandRefused(LineFault):
    """The modem answered with an error."""

    def __init__(self, answer: Answer) -> None:
        """Keep the whole answer; its final result tells why."""
        super().__init__(f"{answer.command.text}: {answer.final}")
        self.answer = answer


class AtChannel:
    """The AT port of one modem, open. `on_line` gets every unsolicited line at once, in order."""

    def __init__(
        self,
        path: Path,
        *,
        baudrate: int,
        on_line: Callable[[str], None],
        on_lost: Callable[[PortLost], None],
    ) -> None:
        """Open the port. Raises PortMissing, PortTaken."""
        self._protocol = AtProtocol()
        self._on_line = on_line
        self._tell_lost = on_lost
        self._one_at_a_time = asyncio.Lock()
        self._answer: asyncio.Future[Answer] | None = None
        self._out_of_step = False
        self._port = SerialPort(path, baudrate=baudrate, on_bytes=self._received, on_lost=self._lost)

    async def ask(self, command: Command) -> Answer:
        """Send `command` and return its answer, good or bad. Raises ModemSilent, PortLost."""
        async with self._one_at_a_time:
            if self._out_of_step:
                await self._exchange(BACK_IN_STEP)
                self._out_of_step = False
            return await self._exchange(command)

    async def order(self, text: str, *, timeout_s: float = 5.0) -> None:
        """Send a command that must be obeyed. Raises CommandRefused beside the errors of `ask`."""
        answer = await self.ask(Command(text, timeout_s=timeout_s))
        if not answer.ok:
            raise CommandRefused(answer)

    def shout(self, text: str) -> None:
        """Send a line without waiting for an answer: the last word to a modem that no longer answers."""
        try:
            self._port.send(text.encode() + b"\r")
        except PortLost as error:
            log.warning("%s", error)

    def close(self) -> None:
        """Close the port and fail whoever waits."""
        self._port.close()
        self._fail(PortLost(f"{self._port.path}: порт закрито"))

    async def _exchange(self, command: Command) -> Answer:
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._port.send(self._protocol.send(command))
            log.debug(">> %s", command.text)
            async with asyncio.timeout(command.timeout_s):
                return await self._answer
        except TimeoutError as error:
            raise ModemSilent(f"{command.text}: модем не відповів за {command.timeout_s:g} с") from error
        finally:
            self._answer = None
            if self._protocol.busy:
                self._protocol.expire()
                self._out_of_step = True

    def _received(self, data: bytes) -> None:
        for event in self._protocol.receive(data):
            if not isinstance(event, Answer):
                self._on_line(event.line)
            elif self._answer is not None and not self._answer.done():
                self._answer.set_result(event)

    def _lost(self, error: PortLost) -> None:
        self._fail(error)
        self._tell_lost(error)

    def _fail(self, error: PortLost) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
