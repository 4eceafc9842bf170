"""The one port of a voice modem on the loop: orders one at a time with their limits, sound between them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from appliance.contracts import LineFault
from appliance.lines.at_channel import ModemSilent
from appliance.lines.serial_port import PortLost, SerialPort
from appliance.lines.voice_dle import Coded, half_sent, shield
from appliance.lines.voice_protocol import SPEAKING, Ended, Heard, Line, Mode, Order, Outcome, VoiceProtocol

log = logging.getLogger(__name__)

Event = Coded | Ended | Heard | Line


class OrderRefused(LineFault):
    """The modem answered with an error."""

    def __init__(self, outcome: Outcome) -> None:
        """Keep the whole answer; its final result tells why."""
        super().__init__(f"{outcome.order.text}: {outcome.final}")
        self.outcome = outcome


class VoiceChannel:
    """The port of one voice modem, open. `on_event` gets all that is no answer, at once and in order."""

    def __init__(
        self, path: Path, *, baudrate: int, on_event: Callable[[Event], None], on_lost: Callable[[PortLost], None]
    ) -> None:
        """Open the port. Raises PortMissing, PortTaken."""
        self._protocol = VoiceProtocol()
        self._on_event = on_event
        self._tell_lost = on_lost
        self._one_at_a_time = asyncio.Lock()
        self._outcome: asyncio.Future[Outcome] | None = None
        self._half = b""
        self._port = SerialPort(path, baudrate=baudrate, on_bytes=self._received, on_lost=self._lost)

    @property
    def mode(self) -> Mode:
        """What the port carries at this moment."""
        return self._protocol.mode

    @property
    def queued_bytes(self) -> int:
        """Bytes written that the driver still holds, as far as it tells."""
        return self._port.queued_bytes

    async def ask(self, order: Order) -> Outcome:
        """Send `order` and return what came of it, good or bad. Raises ModemSilent, PortLost.

        Whoever is cancelled while he waits leaves an order that is finished without him: its answer must not be taken
        for another's.
        """
        return await asyncio.shield(asyncio.ensure_future(self._in_turn(order)))

    async def order(self, text: str, *, timeout_s: float = 5.0) -> Outcome:
        """Send a command that must be obeyed. Raises OrderRefused beside the errors of `ask`."""
        outcome = await self.ask(Order(text, timeout_s=timeout_s))
        if not outcome.ok:
            raise OrderRefused(outcome)
        return outcome

    def speak(self, sound: bytes) -> bool:
        """Send samples now; False when the port did not take all of them, and the rest is lost.

        Between two streams there is nobody to hear them: they are dropped, and nothing is wrong.
        """
        if self.mode not in SPEAKING:
            return True
        octets = self._half + shield(sound)
        taken = self._port.offer(octets)
        # Half a pair must never be lost: what follows would be taken for a command.
        cut = half_sent(octets[len(self._half) : taken]) if taken else bool(self._half)
        self._half = octets[taken : taken + 1] if cut else b""
        return taken + len(self._half) >= len(octets)

    def interrupt(self, octets: bytes) -> None:
        """Send a code (or anything that is no order) at once."""
        try:
            self._port.send(self._half + octets)
            self._half = b""
        except PortLost as error:
            log.warning("%s", error)

    def close(self) -> None:
        """Close the port and fail whoever waits."""
        self._port.close()
        self._fail(PortLost(f"{self._port.path}: порт закрито"))

    async def _in_turn(self, order: Order) -> Outcome:
        async with self._one_at_a_time:
            self._outcome = asyncio.get_running_loop().create_future()
            try:
                octets, self._half = self._half + self._protocol.send(order), b""
                self._port.send(octets)
                log.debug(">> %s", order.text)
                async with asyncio.timeout(order.timeout_s):
                    return await self._outcome
            except TimeoutError as error:
                raise ModemSilent(f"{order.text}: модем не відповів за {order.timeout_s:g} с") from error
            finally:
                self._outcome = None
                self._protocol.expire()

    def _received(self, octets: bytes) -> None:
        for event in self._protocol.receive(octets):
            if not isinstance(event, Outcome):
                self._on_event(event)
            elif self._outcome is not None and not self._outcome.done():
                self._outcome.set_result(event)

    def _lost(self, error: PortLost) -> None:
        self._fail(error)
        self._tell_lost(error)

    def _fail(self, error: PortLost) -> None:
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_exception(error)
