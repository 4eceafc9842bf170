"""Commands on an AT port, one at a time, with their time limits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.contracts import LineFault
from appliance.lines.at import Answer, AtProtocol, Command, Prompt, query
from appliance.lines.at_log import AtLog
from appliance.lines.serial_port import PortLost, SerialPort

log = logging.getLogger(__name__)

BACK_IN_STEP = query("AT+CREG?")
PROMPT_S = 5.0
ABORT_S = 1.0
"""A prompt asked for comes at once as a rule; an escape sent before it would be lost."""
HURRY_S = 10.0
"""How long a caller may wait for the result of an SMS that is on its way: that takes 2 to 10 s as a rule."""
PROMPT_TRIES = 2
END_OF_BODY = b"\x1a"
ESCAPE = b"\x1b"
"""Ends the prompt without sending (TS 27.005 §3.5.1); outside of a prompt it does nothing."""


class ModemSilent(LineFault):
    """The modem did not answer a command in time."""


class CommandRefused(LineFault):
    """The modem answered with an error."""

    def __init__(self, answer: Answer) -> None:
        """Keep the whole answer; its final result tells why."""
        super().__init__(f"{answer.command.shown}: {answer.final}")
        self.answer = answer


class NotSubmitted(LineFault):
    """The modem never had the body of the command: nothing was sent."""


class OutcomeUnknown(LineFault):
    """The modem has the body of the command, and what became of it is not known."""


class AtChannel:
    """The AT port of one modem, open. `on_line` gets every unsolicited line at once, in order."""

    def __init__(
        self,
        path: Path,
        *,
        baudrate: int,
        on_line: Callable[[str], None],
        on_lost: Callable[[PortLost], None],
        record: AtLog | None = None,
    ) -> None:
        """Open the port; `record` keeps what goes over it. Raises PortMissing, PortTaken."""
        self._record = record or AtLog()
        self._protocol = AtProtocol()
        self._on_line = on_line
        self._tell_lost = on_lost
        self._one_at_a_time = asyncio.Lock()
        self._answer: asyncio.Future[Answer] | None = None
        self._prompted = asyncio.Event()
        self._body_wanted = True
        self._body_sent = False
        self._out_of_step = False
        self._prompt_open = False
        self._port = SerialPort(path, baudrate=baudrate, on_bytes=self._received, on_lost=self._lost)

    async def ask(self, command: Command) -> Answer:
        """Send `command` and return its answer, good or bad. Raises ModemSilent, PortLost."""
        async with self._one_at_a_time:
            await self._get_in_step()
            return await self._exchange(command)

    async def order(self, text: str, *, timeout_s: float = 5.0) -> None:
        """Send a command that must be obeyed. Raises CommandRefused beside the errors of `ask`."""
        answer = await self.ask(Command(text, timeout_s=timeout_s))
        if not answer.ok:
            raise CommandRefused(answer)

    async def submit(self, command: Command, hurry: asyncio.Event) -> Answer:
        """Send a command with a body and return its answer. Raises NotSubmitted, OutcomeUnknown.

        When `hurry` is set (a call rings), a body not yet asked for is not sent, and a result is waited for less long.
        """
        try:
            async with self._one_at_a_time:
                await self._get_in_step()
                if hurry.is_set():
                    raise NotSubmitted("Дзвінок важливіший, SMS почекає.")
                return await self._submit(command, hurry)
        except (ModemSilent, PortLost) as error:
            raise NotSubmitted(str(error)) from error

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

    async def _get_in_step(self) -> None:
        if not self._out_of_step:
            return
        if self._prompt_open:
            await self._leave_prompt()
        await self._exchange(BACK_IN_STEP)
        self._out_of_step = self._prompt_open = False

    async def _leave_prompt(self) -> None:
        """End a prompt that stayed open, and let a modem that still sends an SMS come to its end."""
        for _ in range(PROMPT_TRIES):
            self._port.send(ESCAPE)
            with contextlib.suppress(ModemSilent):
                await self._exchange(BACK_IN_STEP)
                return

    async def _exchange(self, command: Command) -> Answer:
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._port.send(self._protocol.send(command))
            log.debug(">> %s", command.shown)
            self._record.sent(command.shown)
            async with asyncio.timeout(command.timeout_s):
                return await self._answer
        except TimeoutError as error:
            raise ModemSilent(f"{command.shown}: модем не відповів за {command.timeout_s:g} с") from error
        finally:
            self._answer = None
            if self._protocol.busy:
                self._protocol.expire()
                self._out_of_step = True

    async def _submit(self, command: Command, hurry: asyncio.Event) -> Answer:
        self._prompted.clear()
        self._body_wanted, self._body_sent, self._prompt_open = True, False, True
        exchange = asyncio.ensure_future(self._exchange(command))
        hurried = asyncio.ensure_future(hurry.wait())
        prompted = asyncio.ensure_future(self._prompted.wait())
        try:
            await asyncio.wait({exchange, prompted, hurried}, timeout=PROMPT_S, return_when=asyncio.FIRST_COMPLETED)
            self._body_wanted = False
            await asyncio.wait({exchange, prompted}, timeout=ABORT_S, return_when=asyncio.FIRST_COMPLETED)
            if not exchange.done() and not self._body_sent:
                raise NotSubmitted(f"{command.text}: модем не готовий взяти SMS")
            await asyncio.wait({exchange, hurried}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({exchange}, timeout=HURRY_S)
            if not exchange.done():
                raise OutcomeUnknown(f"{command.text}: дзвінок важливіший, результату SMS не дочекалися")
            answer = await self._result(exchange)
            self._prompt_open = False
            return answer
        finally:
            for task in (exchange, hurried, prompted):
                task.cancel()
            await asyncio.gather(exchange, hurried, prompted, return_exceptions=True)

    async def _result(self, exchange: asyncio.Future[Answer]) -> Answer:
        try:
            return await exchange
        except (ModemSilent, PortLost) as error:
            if not self._body_sent:
                raise
            raise OutcomeUnknown(str(error)) from error

    def _received(self, data: bytes) -> None:
        for event in self._protocol.receive(data):
            self._record.heard(event)
            if isinstance(event, Prompt):
                self._send_body()
            elif not isinstance(event, Answer):
                self._on_line(event.line)
            elif self._answer is not None and not self._answer.done():
                self._answer.set_result(event)

    def _send_body(self) -> None:
        """Answer the prompt; one that came after a call began to ring is left."""
        try:
            self._port.send(self._protocol.body.encode() + END_OF_BODY if self._body_wanted else ESCAPE)
        except PortLost as error:
            self._fail(error)
        else:
            self._body_sent = self._body_wanted
            self._prompted.set()

    def _lost(self, error: PortLost) -> None:
        self._fail(error)
        self._tell_lost(error)

    def _fail(self, error: PortLost) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
