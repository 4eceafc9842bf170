"""The technician's test call: the box rings a number of the directory, sounds a tone, and tells which keys it heard.

So one call proves dialling, both ways of sound and the keys. It tells nothing of who was called, and gives way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.contacts.dialled import call_facts
from appliance.casework.database import Database
from appliance.casework.staff.operators import Operator
from appliance.clock import Clock, Moment
from appliance.contracts import CallEnded, CallTrace, Prompt
from appliance.desk.call_backs import NotDialled
from appliance.desk.dialler import Dialler, Outgoing
from appliance.numbers import Means, Permit, Purpose, Refusal, may_dial, may_ring, parse, read_extension
from audio.line.tones import beep, silence

log = logging.getLogger(__name__)

KEYS_MOST = 12
FIRST_KEY_S = 20.0
NEXT_KEY_S = 6.0
TONE = Prompt("test tone", "", silence(0.5) + beep() + silence(0.3) + beep() + silence(0.3) + beep())


class TestCalls:
    """The test call that is under way; one at a time."""

    __test__ = False  # for pytest: a test of lines, not of code

    def __init__(
        self,
        database: Database,
        dialler: Dialler,
        clock: Clock,
        *,
        media: MediaClock,
        rules: Callable[[str], CallRules],
        recordings: Path,
        ring_s: float,
        area_code: str,
        extensions: Collection[str] = (),
        ways_out: Collection[str] = (),
    ) -> None:
        """`extensions`: telephones of the house in the settings, `ways_out`: where trunks and gateways are."""
        self._database = database
        self._dialler = dialler
        self._clock = clock
        self._media = media
        self._rules = rules
        self._recordings = recordings
        self._ring_s = ring_s
        self._area_code = area_code
        self._extensions = extensions
        self._ways_out = ways_out
        self._own: Outgoing | None = None
        self._giving_way: asyncio.Future[None] | None = None
        self._taken = False

    async def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer {"ask": "test_call", "number": as typed} with {"says": a sentence} when the call is over.

        Raises NotDialled, LineFault, DatabaseUnavailable.
        """
        number = request.get("number")
        if not isinstance(number, str) or not number.strip():
            raise NotDialled("Не сказано, на який номер дзвонити.")
        if self._taken:
            raise NotDialled("Інший пробний дзвінок ще триває.")
        self._taken = True
        try:
            return {"says": await self._made(await self._permit(number.strip()))}
        finally:
            self._taken = False

    def give_way(self, line: str) -> None:
        """Somebody waits on this line: he comes first."""
        if self._own is not None and self._own.leg.line == line:
            log.info("%s: a test call gives way to a caller", line)
            self._giving_way = asyncio.ensure_future(self._own.leg.hang_up())

    async def close(self) -> None:
        """Hang up what is under way."""
        if self._own is not None:
            await self._own.leg.hang_up()

    async def _permit(self, number: str) -> Permit:
        """Return the permit, by the one rule for whom the box may dial. Raises NotDialled, DatabaseUnavailable."""
        judged = await self._database.run(self._judged, number, self._clock.now())
        if isinstance(judged, Refusal):
            raise NotDialled(judged.reason)
        if not self._dialler.reaches(judged):
            raise NotDialled("Туди немає вільної лінії.")
        return judged

    def _judged(self, number: str, now: Moment) -> Permit | Refusal:
        if read_extension(number) is not None:
            theirs = (member.extension for member in Operator.staff())
            return may_ring(number, {*self._extensions, *filter(None, theirs)}, self._ways_out)
        wanted = parse(number, self._area_code)
        return may_dial(wanted, Purpose.STAFF, Means.CALL, call_facts(wanted.e164 or "", now=now))

    async def _made(self, permit: Permit) -> str:
        own = await self._dialler.place(permit)
        recorder = Recorder(self._recordings)
        rules = self._rules(own.leg.line)
        call = PhoneCall(own.leg, own.start.uid, rules=rules, media=self._media, recorder=recorder, trace=CallTrace())
        self._own = own
        try:
            return await self._talked(call, own)
        finally:
            self._own = None
            await call.close()
            await asyncio.to_thread(recorder.stop)

    async def _talked(self, call: PhoneCall, own: Outgoing) -> str:
        began_s = self._clock.monotonic()
        try:
            async with asyncio.timeout(self._ring_s):
                await call.answer(on_taken=own.taken)
        except (TimeoutError, CallEnded):
            return f"Лінія {own.leg.line} набрала номер, але слухавки не взяли."
        picked_s = self._clock.monotonic() - began_s
        heard: list[str] = []
        try:
            await call.play(TONE, break_on="")
            while len(heard) < KEYS_MOST:
                key = await call.read_digits(1, first_s=NEXT_KEY_S if heard else FIRST_KEY_S)
                if not key:
                    break
                heard.append(key)
        except CallEnded:
            log.info("%s: the test call was put down", own.leg.line)
        keys = f"почуто клавіші {' '.join(heard)}" if heard else "жодної клавіші не почуто"
        return f"Лінія {own.leg.line}: слухавку взяли через {picked_s:.0f} с, {keys}."
