"""One try to call somebody back: the operator's telephone first, then the person's, then the two talk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache

from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.contacts.callbacks import AttemptResult
from appliance.casework.contacts.calls import CallStart
from appliance.casework.staff.operators import StaffMember
from appliance.contracts import CallEnded, CallTrace, EndedBy, LineFault, Prompt
from appliance.desk.dialler import Dialler, Outgoing
from appliance.numbers import Allowed, Permit
from audio.line.tones import silence, tone

log = logging.getLogger(__name__)

PERSON_RINGS_S = 45.0
NETWORK_GIVES_UP_S = 25.0
"""No network ends an unanswered call sooner, so who is gone before that was busy or declined. No line tells which."""
TONE_HZ, TONE_DBFS = 425.0, -16.0
LINE_NEEDED = "Лінія знадобилася людині, яка телефонувала."


@dataclass(frozen=True, slots=True)
class Errand:
    """A call-back that an operator has taken: whom to dial, and where the operator himself is reached."""

    callback: int
    operator: StaffMember
    own: Permit
    person: Allowed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; `call` is the record of the person's leg, if it came to one."""

    result: AttemptResult
    reason: str = ""
    call: CallStart | None = None


class OneCallBack:
    """Carries one errand out."""

    def __init__(
        self, errand: Errand, dialler: Dialler, *, media: MediaClock, recorder: Recorder, ring_s: float
    ) -> None:
        """Nothing rings yet. `ring_s`: how long the operator's telephone does."""
        self.errand = errand
        self._dialler = dialler
        self._media = media
        self._recorder = recorder
        self._ring_s = ring_s
        self._ringing: Outgoing | None = None
        self._tried: CallStart | None = None
        self._gave_way = False

    async def run(self) -> Outcome:
        """Ring, dial, let them talk; return what came of it. Cancelled, both legs end."""
        try:
            own = await self._dialler.place(self.errand.own)
        except LineFault as fault:
            return Outcome(AttemptResult.FAILED, f"Телефон оператора: {fault}")
        rules = CallRules(opening_silence_s=0.0)
        call = PhoneCall(
            own.leg, own.start.uid, rules=rules, media=self._media, recorder=self._recorder, trace=CallTrace()
        )
        try:
            return await self._ring_operator(call, own) or await self._find_person(call, own)
        finally:
            await call.close()

    async def give_way(self, line: str) -> None:
        """Somebody calls on this line: what only rings there is given up. A talk goes on."""
        ringing = self._ringing
        if ringing is not None and ringing.leg.line == line:
            log.info("%s: a call-back gives way to a caller", line)
            self._gave_way = True
            await ringing.leg.hang_up()

    async def _ring_operator(self, call: PhoneCall, own: Outgoing) -> Outcome | None:
        """Return None when he has picked up, else what is to be noted."""
        try:
            with self._rings(own):
                async with asyncio.timeout(self._ring_s):
                    await call.answer(on_taken=own.taken)
        except TimeoutError:
            return Outcome(AttemptResult.FAILED, "Оператор не взяв слухавки.")
        except CallEnded:
            return Outcome(AttemptResult.FAILED, LINE_NEEDED if self._gave_way else "Оператор відхилив дзвінок.")
        except LineFault as fault:
            return Outcome(AttemptResult.FAILED, f"Телефон оператора: {fault}")
        return None

    async def _find_person(self, call: PhoneCall, own: Outgoing) -> Outcome:
        """Let the operator hear the ringing until the person answers, then let them talk."""
        reached = asyncio.ensure_future(self._reach())
        try:
            while not reached.done():
                await call.wait_while_playing(reached, _ringing_tone(), break_on="")
            return await self._join(call, own, reached.result())
        except CallEnded:
            return Outcome(AttemptResult.NO_ANSWER, "Оператор поклав слухавку, не дочекавшись відповіді.", self._tried)
        finally:
            reached.cancel()
            for person in await asyncio.gather(reached, return_exceptions=True):
                if isinstance(person, Outgoing):
                    await person.leg.hang_up()

    async def _reach(self) -> Outgoing | Outcome:
        """Dial the person; return his leg once he has answered, else what is to be noted."""
        try:
            person = await self._dialler.place(self.errand.person)
        except LineFault as fault:
            return Outcome(AttemptResult.FAILED, str(fault))
        self._tried = person.start
        began_s = asyncio.get_running_loop().time()
        try:
            with self._rings(person):
                async with asyncio.timeout(PERSON_RINGS_S):
                    await person.answer()
        except TimeoutError:
            return Outcome(AttemptResult.NO_ANSWER, call=person.start)
        except CallEnded as over:
            return self._unanswered(over.by, asyncio.get_running_loop().time() - began_s)
        except LineFault as fault:
            return Outcome(AttemptResult.FAILED, str(fault), person.start)
        return person

    def _unanswered(self, by: EndedBy, rang_s: float) -> Outcome:
        if self._gave_way:
            return Outcome(AttemptResult.FAILED, LINE_NEEDED, self._tried)
        if by is EndedBy.FAULT:
            return Outcome(AttemptResult.FAILED, "Лінія обірвалася.", self._tried)
        busy = by is EndedBy.CALLER and rang_s < NETWORK_GIVES_UP_S
        return Outcome(AttemptResult.BUSY if busy else AttemptResult.NO_ANSWER, call=self._tried)

    async def _join(self, call: PhoneCall, own: Outgoing, found: Outgoing | Outcome) -> Outcome:
        """Let them talk; whoever hangs up ends both legs. Who was not found is a busy tone to the operator."""
        with suppress(CallEnded):
            if isinstance(found, Outcome):
                await call.play(_busy_tone())
                return found
            for each in (own, found):
                each.meets(self.errand.operator.operator)
            await call.bridge(found.leg)
        return found if isinstance(found, Outcome) else Outcome(AttemptResult.TALKED, call=found.start)

    @contextmanager
    def _rings(self, outgoing: Outgoing) -> Iterator[None]:
        self._ringing = outgoing
        try:
            yield
        finally:
            self._ringing = None


@cache
def _ringing_tone() -> Prompt:
    """What the operator hears while the person's telephone rings (one second in five)."""
    return Prompt("ringing", "", tone([TONE_HZ], 1.0, TONE_DBFS) + silence(4.0))


@cache
def _busy_tone() -> Prompt:
    return Prompt("busy", "", 5 * (tone([TONE_HZ], 0.35, TONE_DBFS) + silence(0.35)))
