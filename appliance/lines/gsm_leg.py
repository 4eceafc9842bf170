"""One call on a GSM modem."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine
from enum import Enum, auto
from typing import Any, Protocol, TypeVar

from appliance.clock import Moment
from appliance.contracts import PTIME_MS, AudioPort, CallEnded, EndedBy, LineFault
from appliance.lines.at_channel import ModemSilent
from appliance.lines.family import ModemFamily
from appliance.lines.serial_port import PortLost

log = logging.getLogger(__name__)

T = TypeVar("T")

CALLER_WAIT_S = 2.0
DIAL_LIMIT_S = 60.0
ALERTING_WAIT_S = 10.0
SAME_REPORT_S = 0.06
"""No finger presses a key twice so fast: a tone and a pause last 80 ms (Q.24)."""
UNAVAILABLE = "2"
"""CLI validity of 3GPP TS 27.007 §7.6; 1 is "withheld"."""


class LegState(Enum):
    """Where a call is."""

    RINGING = auto()
    DIALLING = auto()
    ACTIVE = auto()
    ENDED = auto()


class LegEvent(Enum):
    """What can happen to it."""

    TAKEN = auto()
    """The other side, or we, picked up."""
    GONE = auto()


TRANSITIONS: dict[LegState, dict[LegEvent, LegState]] = {
    LegState.RINGING: {LegEvent.TAKEN: LegState.ACTIVE, LegEvent.GONE: LegState.ENDED},
    LegState.DIALLING: {LegEvent.TAKEN: LegState.ACTIVE, LegEvent.GONE: LegState.ENDED},
    LegState.ACTIVE: {LegEvent.TAKEN: LegState.ACTIVE, LegEvent.GONE: LegState.ENDED},
    LegState.ENDED: {LegEvent.TAKEN: LegState.ENDED, LegEvent.GONE: LegState.ENDED},
}


class Modem(Protocol):
    """What a leg needs of the modem it lives on."""

    family: ModemFamily

    async def order(self, text: str, *, timeout_s: float = 5.0) -> None:
        """Send a command that must be obeyed."""
        ...

    async def take(self) -> bool:
        """Answer the ringing call; False when it was gone by then."""
        ...

    async def open_sound(self) -> AudioPort:
        """Open the sound of the call. Raises LineFault."""
        ...


class HushPort:
    """The sound of a leg that has none."""

    encoding = "S16LE"
    ptime_ms = PTIME_MS
    duplex = True
    in_band_keys = True
    in_band_tones = False
    listening = False

    def read(self) -> bytes:
        """Nothing comes."""
        return b""

    def write(self, frame: bytes) -> None:
        """Nobody hears it."""


class GsmLeg:
    """A call from its first ring (or from its dialling) to its end."""

    def __init__(self, modem: Modem, *, line: str, rang: Moment, incoming: bool = True, waiting: bool = False) -> None:
        """Begin a leg that rings, or dials when it is outgoing."""
        self.line = line
        self.rang = rang
        self.incoming = incoming
        self.waiting = waiting
        self.state = LegState.RINGING if incoming else LegState.DIALLING
        self._modem = modem
        self._port: AudioPort | None = None
        self._number: str | None = None
        self._caller_known = asyncio.Event()
        self._alerting = asyncio.Event()
        self._taken = asyncio.Event()
        self._over = asyncio.Event()
        self._ended: EndedBy | None = None
        self._hanging_up = False
        self.missing_in_lists = 0
        """How many lists of calls in a row did not show this one."""
        self._last_digit = ("", 0.0)
        self._digits: asyncio.Queue[str | None] = asyncio.Queue()

    @property
    def ended(self) -> EndedBy | None:
        """Who ended the leg; None while it lives."""
        return self._ended

    @property
    def port(self) -> AudioPort:
        """The sound of the leg."""
        if self._port is None:
            raise LineFault("Звук дзвінка ще не відкрито.")
        return self._port

    async def caller(self) -> str | None:
        """Return the number as received: "" withheld, None unavailable. Waits at most `CALLER_WAIT_S` for it."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CALLER_WAIT_S):
                await self._caller_known.wait()
        return self._number

    async def answer(self) -> None:
        """Pick up, or wait until the called side does, and open the sound."""
        if self.incoming:
            await self._pick_up()
        else:
            await self._wait_for_the_other_side()
        self._port = await self._while_alive(self._modem.open_sound())

    async def refuse(self, prompt: bytes) -> None:
        """Do nothing: a waiting call is over for us from its beginning, the network lets it ring."""

    async def hang_up(self) -> None:
        """End the call; a wire that is gone has ended it already."""
        if self._ended is not None or self._hanging_up:
            return
        self._hanging_up = True
        await self._until_it_alerts()
        if self._ended is not None:
            return
        try:
            await self._release()
        except LineFault as error:
            log.warning("%s: %s", self.line, error)
        self.over(EndedBy.BOX)

    def mute(self) -> None:
        """He is held: nothing reaches him, and what the modem sends is not his."""
        self._port = HushPort()

    async def unmute(self) -> None:
        """He is back: open the sound again. Raises CallEnded, LineFault."""
        self._port = await self._while_alive(self._modem.open_sound())

    async def send_digits(self, digits: str) -> None:
        """Send DTMF to the far end."""
        for digit in digits:
            await self._modem.order(self._modem.family.call.send_digit.format(digit=digit))

    async def digits(self) -> AsyncIterator[str]:
        """Yield the keys the modem reports, until the leg is over."""
        while (digit := await self._digits.get()) is not None:
            yield digit

    async def wait_ended(self) -> EndedBy:
        """Return who ended the leg, when it is over."""
        await self._over.wait()
        return self._ended or EndedBy.FAULT

    # What the line tells the leg.

    def heard_number(self, number: str, validity: str = "") -> None:
        """The network told the number, "" when it is withheld or unavailable."""
        if self._caller_known.is_set() and self._number:
            return
        self._number = None if not number and validity == UNAVAILABLE else number
        self._caller_known.set()

    def heard_digit(self, digit: str, now_s: float) -> None:
        """The modem reports a key; some report it twice at once."""
        before, at_s = self._last_digit
        if digit != before or now_s - at_s >= SAME_REPORT_S:
            self._digits.put_nowait(digit)
        self._last_digit = (digit, now_s)

    def alerting(self) -> None:
        """The called side rings."""
        self._alerting.set()

    def taken(self) -> None:
        """The call is active."""
        self._move(LegEvent.TAKEN)
        self._taken.set()

    def over(self, by: EndedBy) -> None:
        """The call is over."""
        if self._ended is None:
            self._ended = EndedBy.BOX if self._hanging_up else by
            self._move(LegEvent.GONE)
            self._digits.put_nowait(None)
            self._alerting.set()
            self._over.set()

    async def _release(self) -> None:
        """Order the modem to end the call."""
        await self._modem.order(self._modem.family.call.hang_up, timeout_s=8.0)

    def _move(self, event: LegEvent) -> None:
        self.state = TRANSITIONS[self.state][event]

    async def _pick_up(self) -> None:
        try:
            picked_up = await self._while_alive(self._modem.take())
        except (ModemSilent, PortLost) as error:
            self.over(EndedBy.FAULT)
            raise LineFault(f"Дзвінок не вдалося прийняти: {error}") from error
        if not picked_up:
            self.over(EndedBy.CALLER)
            raise CallEnded(EndedBy.CALLER)
        self.taken()

    async def _wait_for_the_other_side(self) -> None:
        try:
            async with asyncio.timeout(DIAL_LIMIT_S):
                await self._while_alive(self._taken.wait())
        except TimeoutError:
            await self.hang_up()
            raise CallEnded(EndedBy.BOX) from None

    async def _until_it_alerts(self) -> None:
        """A hang-up between ATD and the first ringing kills a Huawei's interpreter (chan_dongle, HW BUG 1)."""
        if self.state is LegState.DIALLING:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ALERTING_WAIT_S):
                    await self._alerting.wait()

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
