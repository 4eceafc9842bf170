"""The house as a menu sees it, for one call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from appliance.calls.recording import decided, drop
from appliance.casework.contacts.callbacks import CallbackSource
from appliance.casework.contacts.calls import CallStart
from appliance.casework.staff.operators import StaffMember
from appliance.clock import Clock, Moment
from appliance.contracts import CallTrace, Consulted, Leg, Prompt, Recorded
from appliance.contracts.office import Admission, KeptMessage, NotFit, NotKept, PresenceState, ServiceHow
from appliance.desk.ledger import Ledger
from appliance.desk.missed_calls import can_be_called, can_be_texted, judged_for_later
from appliance.desk.notice_board import NoticeBoard
from appliance.desk.pending import PendingMessage, uid_of
from appliance.desk.staff import HouseStaff
from appliance.desk.studio import Studio
from appliance.desk.switchboard import Search, Switchboard
from appliance.numbers import Refusal, parse
from audio.line.wav import WavError, read_wav

log = logging.getLogger(__name__)

PINS_A_CALL = 3
HANDED_OVER = "handed_over"
"""Among the nodes of a call: the network joined caller and operator without the box; how long they talk is unknown."""


class CallOffice:
    """Implements `contracts.Office`."""

    def __init__(
        self,
        leg: Leg,
        start: CallStart,
        ledger: Ledger,
        studio: Studio,
        recordings: Path,
        clock: Clock,
        news: Callable[..., None],
        *,
        switchboard: Switchboard,
        staff: HouseStaff,
        operator: StaffMember | None,
        homes: asyncio.Future[frozenset[int] | None],
        notices: NoticeBoard,
        trace: CallTrace,
        area_code: str,
        room: Callable[[], bool],
    ) -> None:
        """`leg` is the caller's, `start` its record, `news(event, **ids)` tells whoever follows; `operator`: who calls.

        `room()` tells whether the disk can take a recording. The number a call shows is a hint and no proof. Who shows
        an operator's may change that operator's presence, the worst of which is that he is rung, or not, until he
        looks; of names, numbers and callers he hears nothing.
        """
        self._staff = staff
        self._operator = operator
        self._homes = homes
        self._notices = notices
        self._leg = leg
        self._start = start
        self._switchboard = switchboard
        self._trace = trace
        self._area_code = area_code
        self._room = room
        self._ledger = ledger
        self._studio = studio
        self._wrong_pins = 0
        self._recordings = recordings
        self._clock = clock
        self._news = news

    def now(self) -> Moment:
        """Return the present moment."""
        return self._clock.now()

    @property
    def can_record(self) -> bool:
        """Whether the disk has room for a recording."""
        return self._room()

    async def keep_message(self, recorded: Recorded, purpose: str) -> KeptMessage:
        """Keep a voice message for good. A caller who hangs up meanwhile does not stop it. Raises NotKept."""
        message = PendingMessage(
            uid=uid_of(recorded.path),
            purpose=purpose,
            kept=self.now(),
            path=str(recorded.path.relative_to(self._recordings)),
            duration_s=round(recorded.duration_s, 2),
            sound_s=round(recorded.sound_s, 2),
        )
        kept = await asyncio.shield(self._ledger.keep_message(self._start, message))
        await self._settle(recorded.path)
        self._news("message", id=kept.number or 0)
        return kept

    async def drop_recording(self, recorded: Recorded) -> None:
        """Delete a recording that nobody wants kept."""
        try:
            await asyncio.to_thread(drop, recorded.path)
        except OSError:
            log.exception("a recording could not be deleted")

    async def play_back(self, recorded: Recorded) -> Prompt:
        """Return a recording as a prompt. Raises OSError when it cannot be read back."""
        try:
            return Prompt("recording", "", await asyncio.to_thread(read_wav, recorded.path))
        except WavError as error:
            raise OSError(str(error)) from error

    @asynccontextmanager
    async def seek_operator(self) -> AsyncIterator[Search]:
        """Look for an operator. Who hangs up before anybody answers has abandoned the call."""
        async with self._switchboard.seek(self._leg) as search:
            began_s = self._clock.monotonic()
            self._trace.waiting = True

            def met(found: asyncio.Future[Leg | None]) -> None:
                self._trace.waited_s += self._clock.monotonic() - began_s
                leg = None if found.cancelled() else found.result()
                if leg is not None:
                    self._trace.waiting = False
                    self._trace.operator = search.operator.operator if search.operator else None
                if isinstance(leg, Consulted) and leg.handed_over:
                    self._trace.nodes.append(HANDED_OVER)

            search.found.add_done_callback(met)
            yield search
            self._trace.waiting = False

    async def rate(self, value: int) -> None:
        """Keep the caller's rating of the operator he talked with. Raises NotKept."""
        if self._trace.operator is None:
            raise NotKept("Розмови не було, оцінювати нікого.")
        await asyncio.shield(self._ledger.rate(self._start, self._trace.operator, value, self.now()))

    @property
    def caller_can_be_called(self) -> bool:
        """Whether the box may dial the number the call came from."""
        return can_be_called(self._start.number)

    async def book_callback(self, typed: str = "") -> None:
        """Book a call-back. A number that was typed waits for a clerk's confirmation. Raises NotFit, NotKept."""
        number = parse(typed or self._start.number, self._area_code)
        verdict = judged_for_later(number)
        if isinstance(verdict, Refusal):
            raise NotFit(verdict.reason)
        source = CallbackSource.TYPED if typed and verdict.e164 != self._start.number else CallbackSource.KEY
        await asyncio.shield(self._ledger.book_callback(self._start, verdict.e164, source, self.now()))
        self._news("callback")

    @property
    def caller_can_be_texted(self) -> bool:
        """Whether the box may text the number the call came from."""
        return self._ledger.can_text and can_be_texted(self._start.number)

    async def text_caller(self, text: str) -> None:
        """Queue an SMS to the number the call came from. Raises NotFit, NotKept."""
        if not self.caller_can_be_texted:
            raise NotFit("На цей номер SMS не надіслати.")
        await asyncio.shield(self._ledger.text_caller(self._start, text, self.now()))
        self._news("message", id=0)

    async def reception_slots(self, reception: int, limit: int) -> list[datetime]:
        """Return when somebody could come to a reception. Raises NotKept."""
        return await self._ledger.reception_slots(reception, limit, self.now())

    async def book_reception(self, reception: int, starts_at: datetime) -> datetime:
        """Book the number the call came from. Raises SlotTaken, NotFit, NotKept."""
        if not self.caller_can_be_called:
            raise NotFit("Номер, з якого дзвонять, не визначено.")
        by_sms = self.caller_can_be_texted
        booked = await asyncio.shield(
            self._ledger.book_reception(self._start, reception, starts_at, by_sms, self.now())
        )
        self._news("reception")
        if by_sms:
            self._news("message", id=0)
        return booked

    def note_service(self, code: str, how: ServiceHow) -> None:
        """Count that the menu has told a service."""
        self._ledger.note_service(self._start, code, how, self.now())

    @property
    def caller_is_staff(self) -> bool:
        """Whether the number shown is an operator's own."""
        return self._operator is not None

    async def presence(self) -> PresenceState | None:
        """Return how the operator stands whose telephone calls."""
        return await self._staff.presence(self._operator) if self._operator else None

    async def change_presence(self, state: PresenceState) -> None:
        """Keep that he stands so from now on. Raises NotKept."""
        if self._operator is None:
            raise NotKept("Це не телефон оператора.")
        await asyncio.shield(self._ledger.change_presence(self._operator, state, self.now()))
        self._switchboard.look_again()
        self._news("presence")

    async def caller_settlements(self) -> frozenset[int] | None:
        """Return the settlements of who is known on the number shown; the question was asked while it rang."""
        return await asyncio.shield(self._homes)

    async def put_on_emergency_text(self, text_id: int, hours: int) -> None:
        """Let every caller hear it first. Who ordered it and hangs up has ordered it. Raises NotKept."""
        await asyncio.shield(self._notices.put_on(text_id, hours, self._start.uid))

    async def end_emergency_text(self) -> None:
        """End the emergency text that runs. Raises NotKept."""
        await asyncio.shield(self._notices.end())

    async def admit(self, pin: str) -> Admission:
        """Judge a try of the PIN; after the last wrong one of a call the door is closed."""
        if self._wrong_pins >= PINS_A_CALL:
            return Admission.CLOSED
        admission = await asyncio.shield(asyncio.to_thread(self._studio.admit, pin, self.now().wall))
        if admission is Admission.WRONG:
            self._wrong_pins += 1
        return Admission.CLOSED if self._wrong_pins >= PINS_A_CALL else admission

    async def keep_prompt(self, recorded: Recorded, prompt: Prompt) -> None:
        """Hand a copy of a recording to the speech unit. A caller who hangs up meanwhile does not stop it."""
        await asyncio.shield(asyncio.to_thread(self._studio.keep, recorded.path, prompt))

    async def _settle(self, path: Path) -> None:
        try:
            await asyncio.to_thread(decided, path)
        except OSError:
            # The mark is found at the next start; to enter the same message again changes nothing.
            log.exception("the mark of a recording could not be deleted")
