"""One call on a SIP line."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

from appliance.clock import Moment
from appliance.contracts import DIGITS, FRAME_BYTES, PTIME_MS, CallEnded, EndedBy, LineFault
from appliance.lines import sdp
from appliance.lines.rtp_port import RtpPort
from appliance.lines.sdp import Agreed
from appliance.lines.sip_dialog import Dialog
from appliance.lines.sip_events import Event, Over, Pressed, Ringing, Talking
from appliance.lines.sip_refusals import by_code

log = logging.getLogger(__name__)

T = TypeVar("T")
Order = Callable[..., None]
"""`order(verb of Dialog, *arguments)`: have it done in sippy's thread."""

PTIME_S = PTIME_MS / 1000
REFUSAL_LIMIT_S = 30.0
BUSY = (486, "Busy Here")


class SipLeg:
    """A call from its INVITE to its end."""

    def __init__(
        self,
        *,
        line: str,
        rang: Moment,
        order: Order,
        open_port: Callable[[SipLeg], RtpPort],
        on_over: Callable[[], None],
        address: str,
        incoming: bool = True,
        waiting: bool = False,
        number: str | None = None,
        dialled: str = "",
        ring_limit_s: float = 60.0,
    ) -> None:
        """`open_port` binds the ports of a call, `address` is where the other side finds them.

        `number`: the caller's, `dialled`: what was called. `waiting`: all lines are taken; `refuse` is its end.
        """
        self.line = line
        self.rang = rang
        self.incoming = incoming
        self.waiting = waiting
        self.dialled = dialled
        self.fault = ""
        """Why the call could not go on, a Ukrainian sentence; "" when somebody ended it."""
        self.code = 0
        """The final code of a call that the other side refused, 0 else."""
        self.held = False
        self.alerting = False
        self._order = order
        self._open_port = open_port
        self._on_over = on_over
        self._address = address
        self._number = number
        self._ring_limit_s = ring_limit_s
        self._port: RtpPort | None = None
        self._open = False
        self._sound = asyncio.Event()
        self._over = asyncio.Event()
        self._ended: EndedBy | None = None
        self._keys: asyncio.Queue[str | None] = asyncio.Queue()
        self._keys_by = ""

    @property
    def ended(self) -> EndedBy | None:
        """Who ended the leg; None while it lives."""
        return self._ended

    @property
    def port(self) -> RtpPort:
        """The sound of the leg."""
        if self._port is None or not self._open:
            raise LineFault("Звук дзвінка ще не відкрито.")
        return self._port

    @property
    def talking(self) -> bool:
        """Whether the call was answered and lives."""
        return self._open and self._ended is None

    async def caller(self) -> str | None:
        """Return the number as received: "" withheld, None unavailable."""
        return self._number

    async def answer(self) -> None:
        """Pick up, or wait until the called side does, and open the sound."""
        self._check()
        if self.incoming:
            self._order(Dialog.accept, self._local())
            await self._while_alive(self._sound.wait())
        else:
            await self._wait_for_the_other_side()
        self._open = True

    async def refuse(self, prompt: bytes) -> None:
        """Say `prompt` (S16LE) to a caller who is not answered, then refuse him as busy; it costs him nothing.

        A telephone that does not offer sound beforehand, or hangs up meanwhile, hears its own busy tone.
        """
        if not prompt:
            await self.hang_up()
            return
        try:
            async with asyncio.timeout(REFUSAL_LIMIT_S):
                self._check()
                self._order(Dialog.progress, self._local())
                await self._while_alive(self._say(prompt))
        except (CallEnded, LineFault, TimeoutError) as reason:
            log.debug("%s: the refusal was not heard out: %r", self.line, reason)
        if self._ended is None:
            self._order(Dialog.refuse, *BUSY)
            self.over(EndedBy.BOX)

    async def hang_up(self) -> None:
        """End the call if it lives."""
        if self._ended is None:
            if self.waiting:
                self._order(Dialog.refuse, *BUSY)
            else:
                self._order(Dialog.hang_up)
            self.over(EndedBy.BOX)

    async def send_digits(self, digits: str) -> None:
        """Press keys at the far end: as telephone-events, or by INFO where it knows none."""
        self._check()
        keys = "".join(digit for digit in digits if digit in DIGITS)
        if self.port.sends_events:
            await self._while_alive(self.port.press(keys))
            return
        for key in keys:
            self._order(Dialog.press, key)

    async def digits(self) -> AsyncIterator[str]:
        """Yield the keys that the other side reports, until the leg is over."""
        while (key := await self._keys.get()) is not None:
            yield key

    async def wait_ended(self) -> EndedBy:
        """Return who ended the leg, when it is over."""
        await self._over.wait()
        return self._ended or EndedBy.FAULT

    # What the line tells the leg.

    def invite(self, dial: Callable[[sdp.Local], None]) -> None:
        """Begin an outgoing call: `dial` is given where its sound goes. Raises LineFault."""
        dial(self._local())

    def happened(self, event: Event) -> None:
        """Take what sippy's thread tells of this call."""
        match event:
            case Ringing():
                self.alerting = True
            case Talking(agreed=agreed):
                self._talk(agreed)
            case Pressed(key=key):
                self._heard_key(key, "info")
            case Over(code=code, fault=fault):
                self.code, self.fault = code, self.fault or fault
                self.over(EndedBy.FAULT if fault else EndedBy.CALLER)

    def over(self, by: EndedBy, fault: str = "") -> None:
        """The call is over."""
        if self._ended is not None:
            return
        self._ended = by
        self.fault = self.fault or fault
        if self.fault:
            log.warning("%s: %s", self.line, self.fault)
        self._keys.put_nowait(None)
        self._over.set()
        if self._port is not None:
            self._port.close()
        self._on_over()

    def heard_key(self, key: str) -> None:
        """A telephone-event begins."""
        self._heard_key(key, "event")

    def watch_sound(self, now_s: float, limit_s: float) -> None:
        """End a call whose sound stopped coming, unless it is held."""
        if self.talking and not self.held and self._port and now_s - self._port.heard_s >= limit_s:
            self._order(Dialog.hang_up)
            self.over(EndedBy.FAULT, f"Звук від іншої сторони не надходить {limit_s:g} с.")

    def _local(self) -> sdp.Local:
        if self._port is None:
            self._port = self._open_port(self)
        return sdp.Local(self._address, self._port.number)

    def _talk(self, agreed: Agreed) -> None:
        if self._port is None or self._ended is not None:
            return
        try:
            self._port.connect(agreed)
        except LineFault as fault:
            self._order(Dialog.hang_up)
            self.over(EndedBy.FAULT, str(fault))
            return
        self.held = not (agreed.we_send and agreed.they_send)
        self._sound.set()

    def _heard_key(self, key: str, source: str) -> None:
        """Some telephones report each press both ways: the way of the first one counts for the call."""
        self._keys_by = self._keys_by or source
        if source == self._keys_by and self._ended is None:
            self._keys.put_nowait(key)

    def _check(self) -> None:
        if self._ended is not None:
            raise CallEnded(self._ended)

    async def _wait_for_the_other_side(self) -> None:
        try:
            async with asyncio.timeout(self._ring_limit_s):
                await self._while_alive(self._sound.wait())
        except TimeoutError:
            await self.hang_up()
            raise CallEnded(EndedBy.BOX) from None
        except CallEnded:
            if fault := self.fault or by_code(self.code, reached=self.alerting):
                raise LineFault(fault) from None
            raise

    async def _say(self, prompt: bytes) -> None:
        """Send a prompt at its own pace: no clock turns a call that nobody answered."""
        await self._sound.wait()
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        for at in range(0, len(prompt), FRAME_BYTES):
            if self._port is not None:
                self._port.write(prompt[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0"))
            due_s += PTIME_S
            await asyncio.sleep(due_s - loop.time())

    async def _while_alive(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
            if self._ended is not None:
                raise CallEnded(self._ended)
            return task.result()
        finally:
            task.cancel()
            over.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(task, over, return_exceptions=True)
