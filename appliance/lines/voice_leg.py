"""One call on a voice modem."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from typing import Any, Protocol, TypeVar

from appliance.clock import Moment
from appliance.contracts import AudioPort, CallEnded, EndedBy, LineFault
from appliance.lines.at_channel import ModemSilent
from appliance.lines.gsm_leg import TRANSITIONS, LegEvent, LegState
from appliance.lines.serial_port import PortLost

log = logging.getLogger(__name__)

T = TypeVar("T")

CALLER_WAIT_S = 5.5
"""The number comes between the first ring and the second, which is due after 5 s; the second ring ends the waiting."""


class Modem(Protocol):
    """What a leg needs of the modem it lives on."""

    async def take(self) -> None:
        """Take the line. Raises LineFault."""
        ...

    async def open_sound(self) -> AudioPort:
        """Open the sound of the call. Raises LineFault."""
        ...

    async def send_digits(self, digits: str) -> None:
        """Send DTMF. Raises LineFault."""
        ...

    async def put_down(self) -> None:
        """Leave the line. Raises LineFault."""
        ...


class VoiceLeg:
    """A call from its first ring (or from its dialling) to its end."""

    waiting = False

    def __init__(self, modem: Modem, *, line: str, rang: Moment, incoming: bool = True) -> None:
        """Begin a leg that rings, or dials when it is outgoing."""
        self.line = line
        self.rang = rang
        self.incoming = incoming
        self.state = LegState.RINGING if incoming else LegState.DIALLING
        self._modem = modem
        self._port: AudioPort | None = None
        self._number: str | None = None
        self._caller_known = asyncio.Event()
        self._taken = asyncio.Event()
        self._over = asyncio.Event()
        self._ended: EndedBy | None = None
        self._digits: asyncio.Queue[str | None] = asyncio.Queue()

    @property
    def ended(self) -> EndedBy | None:
        """Who ended the leg; None while it lives."""
        return self._ended

    @property
    def was_taken(self) -> bool:
        """Whether somebody has picked up."""
        return self._taken.is_set()

    @property
    def port(self) -> AudioPort:
        """The sound of the leg."""
        if self._port is None:
            raise LineFault("Звук дзвінка ще не відкрито.")
        return self._port

    async def caller(self) -> str | None:
        """Return the number as received: "" withheld, None unavailable. Waits for it until the second ring."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CALLER_WAIT_S):
                await self._caller_known.wait()
        return self._number

    async def answer(self) -> None:
        """Pick up, or wait until the called side does, and open the sound."""
        try:
            await self._while_alive(self._modem.take() if self.incoming else self._until_taken())
            self.taken()
            self._port = await self._while_alive(self._modem.open_sound())
        except (ModemSilent, PortLost) as error:
            self.over(EndedBy.FAULT)
            raise LineFault(f"Дзвінок не вдалося прийняти: {error}") from error

    async def refuse(self, prompt: bytes) -> None:
        """Do nothing: nobody waits on an analog line, the exchange plays him the busy tone."""

    async def hang_up(self) -> None:
        """End the call; a wire that is gone has ended it already."""
        if self._ended is not None:
            return
        self.over(EndedBy.BOX)
        try:
            await self._modem.put_down()
        except LineFault as error:
            log.warning("%s: %s", self.line, error)

    async def send_digits(self, digits: str) -> None:
        """Send DTMF to the far end."""
        await self._modem.send_digits(digits)

    async def digits(self) -> AsyncIterator[str]:
        """Yield the keys the modem reports, until the leg is over."""
        while (digit := await self._digits.get()) is not None:
            yield digit

    async def wait_ended(self) -> EndedBy:
        """Return who ended the leg, when it is over."""
        await self._over.wait()
        return self._ended or EndedBy.FAULT

    # What the line tells the leg.

    def heard_number(self, number: str | None) -> None:
        """The exchange told the number: "" withheld, None unavailable."""
        self._number = number
        self._caller_known.set()

    def rang_again(self) -> None:
        """A second ring: the number would have come before it."""
        self._caller_known.set()

    def heard_digit(self, digit: str) -> None:
        """A key was pressed."""
        self._digits.put_nowait(digit)

    def taken(self) -> None:
        """The call is active."""
        self.state = TRANSITIONS[self.state][LegEvent.TAKEN]
        self._taken.set()

    def over(self, by: EndedBy) -> None:
        """The call is over."""
        if self._ended is None:
            self._ended = by
            self.state = TRANSITIONS[self.state][LegEvent.GONE]
            self._caller_known.set()
            self._digits.put_nowait(None)
            self._over.set()

    async def _until_taken(self) -> None:
        await self._taken.wait()

    async def _while_alive(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
            raise CallEnded(self._ended or EndedBy.FAULT)
        finally:
            task.cancel()
            over.cancel()
            await asyncio.gather(task, over, return_exceptions=True)
