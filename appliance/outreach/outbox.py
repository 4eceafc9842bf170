"""Sends the SMS that are rows in the queue: insert a `Message`, wake the outbox, read its state.

Whoever inserts needs no line and no modem: what cannot go now waits in its row. Before every SMS stands
`numbers.may_dial`, with the counts of the day from the rows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from appliance.casework.contacts.dialled import grounds
from appliance.casework.database import Database, DatabaseUnavailable
from appliance.casework.texts.message_reports import MessageReport
from appliance.casework.texts.messages import LIMITS, Claim, Grounds, Message
from appliance.clock import Clock
from appliance.contracts.messages import Messages, SmsReceipt, SmsResult
from appliance.numbers import DialLimits

log = logging.getLogger(__name__)

T = TypeVar("T")
IDLE_S = 30.0
"""How often the queue is looked at although nobody woke the outbox."""
NO_LINE_S = 2.0
DATABASE_S = 5.0
FAREWELL_S = 10.0
REST_S = (5.0, 30.0, 120.0, 600.0, 1800.0)
"""For how long an SMS rests that could not be sent, by its attempts."""


class Outbox:
    """One SMS at a time, by whichever line is free."""

    def __init__(
        self,
        *,
        database: Database,
        lines: Sequence[Messages],
        clock: Clock,
        news: Callable[..., None],
        grounds: Grounds = grounds,
        limits: DialLimits = LIMITS,
    ) -> None:
        """`news("message", id=…)` is told of every change; `grounds` tells what the house knows of a number."""
        self._database = database
        self._lines = {line.name: line for line in lines}
        self._clock = clock
        self._news = news
        self._grounds = grounds
        self._limits = limits
        self._woken = asyncio.Event()
        self._resting: dict[int, float] = {}
        self._closing = False
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    def wake(self) -> None:
        """Look at the queue now: something was inserted, or a line has changed."""
        self._woken.set()

    def answer_wake(self, _request: dict[str, Any]) -> dict[str, Any]:
        """Answer `wake_outbox` of the control socket."""
        self.wake()
        return {}

    async def run(self) -> None:
        """Send what is in the queue, until cancelled."""
        started = self._clock.now()
        left = await self._written(lambda: Message.settle_interrupted(started, self._clock.now()))
        if left:
            log.warning("%d SMS were being sent when the box stopped; nobody knows whether they went", left)
        while True:
            try:
                await self._turn()
            except DatabaseUnavailable as error:
                log.warning("%s", error)
                await asyncio.sleep(DATABASE_S)
            except Exception:
                # A mistake of ours with one SMS must not end the telephone.
                log.exception("the outbox stumbled")
                await asyncio.sleep(DATABASE_S)

    async def close(self) -> None:
        """Begin nothing new, and give what is being sent some time to come to its end."""
        self._closing = True
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self._at_rest.wait()
        except TimeoutError:
            log.warning("an SMS is still being sent; after the start its fate will be unknown")

    async def _turn(self) -> None:
        self._woken.clear()
        ready = [name for name, line in self._lines.items() if line.can_send and not self._closing]
        self._at_rest.clear()
        try:
            claim = await self._claim(ready) if ready else None
            if claim is not None:
                await self._send(claim)
        finally:
            self._at_rest.set()
        if claim is None:
            await self._pause(self._until_next() if ready else NO_LINE_S)

    async def _claim(self, ready: Sequence[str]) -> Claim | None:
        now = self._clock.now()
        self._resting = {message: until for message, until in self._resting.items() if until > now.monotonic_s}
        return await self._database.run(
            Message.claim, ready, self._grounds, now, limits=self._limits, skip=list(self._resting)
        )

    async def _send(self, claim: Claim) -> None:
        self._news("message", id=claim.message_id)
        receipt = await self._receipt(claim)
        if receipt.result is not SmsResult.SENT:
            log.warning("SMS %d: %s: %s", claim.message_id, receipt.result, receipt.reason)
        await self._written(lambda: Message.settle(claim.part.id, receipt, self._clock.now()))
        if receipt.result is SmsResult.SENT:
            await self._written(lambda: MessageReport.take_early(claim.part.id, self._clock.now()))
        elif receipt.result is SmsResult.NOT_SENT:
            rest_s = REST_S[min(claim.attempts, len(REST_S)) - 1]
            self._resting[claim.message_id] = self._clock.monotonic() + rest_s
        self._news("message", id=claim.message_id)

    async def _receipt(self, claim: Claim) -> SmsReceipt:
        try:
            return await self._lines[claim.line].send_sms(claim.permit, claim.part)
        except Exception:
            # Whatever went wrong, the SMS may be out: it must not be sent again by itself.
            log.exception("SMS %d", claim.message_id)
            return SmsReceipt(SmsResult.UNKNOWN, reason="Під час надсилання стався збій програми.")

    async def _written(self, verb: Callable[[], T]) -> T:
        """Run a verb of the register until it is done: what happened to an SMS must not be forgotten."""
        while True:
            try:
                return await self._database.run(verb)
            except DatabaseUnavailable as error:
                log.warning("%s", error)
                await asyncio.sleep(DATABASE_S)

    def _until_next(self) -> float:
        now_s = self._clock.monotonic()
        return min([IDLE_S, *(max(until - now_s, 0.1) for until in self._resting.values())])

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
