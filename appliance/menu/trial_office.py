"""The house of a trial: it keeps nothing, and tells what it would have done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import cast

from appliance.casework.contacts.offers import is_mobile
from appliance.clock import Moment
from appliance.contracts import EndedBy, Leg, Prompt, Recorded
from appliance.contracts.office import (
    Admission,
    KeptMessage,
    NobodyReady,
    NotFit,
    NotKept,
    PresenceState,
    Search,
    ServiceHow,
)
from appliance.menu.content import Background
from appliance.menu.contents.receptions import receptions_of
from appliance.menu.trial_call import TrialLeg
from appliance.numbers import Allowed, DialFacts, Means, Purpose, Refusal, grouped, may_dial, parse

ANSWERS_S = 8.0
GIVES_UP_S = 25.0
PINS = 3
WRONG_PIN = "000000"
"""In a trial every other PIN is right."""
MESSAGE_NUMBER = 123
SLOTS_DAYS = 5
REFUSED = "Скринька не може цього зберегти (так обрано для проби)."


class Operators(StrEnum):
    """What becomes of a caller who wants a person."""

    READY = "ready"
    """One answers and talks for a minute."""
    NOBODY = "nobody"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    """All talk; the caller is the second in the queue."""
    LOST = "lost"
    """One answers, and his line breaks."""


@dataclass(frozen=True, slots=True)
class TrialHouse:
    """Who calls, and what he meets. `number`: as a network shows it, "" withheld."""

    number: str = ""
    operators: Operators = Operators.READY
    staff: PresenceState | None = None
    """How the operator stands whose own telephone calls; None: a stranger calls."""
    settlements: frozenset[int] | None = None
    """Where those live who are known on the number; None: nobody knows."""
    keeps: bool = True
    """Whether what is to be kept can be."""
    area_code: str = ""


Tell = Callable[[str, str], None]
"""Told what the house would have done: its kind and a Ukrainian sentence."""
After = Callable[[float, Callable[[], None]], object]
"""Does something in so many seconds."""


class TrialSearch:
    """Implements `contracts.Search`."""

    def __init__(self, after: After, operators: Operators) -> None:
        """Somebody is rung, unless all are busy."""
        self.found: asyncio.Future[Leg | None] = asyncio.get_running_loop().create_future()
        self.position = 2 if operators is Operators.BUSY else 0
        self.expected_s = 120.0 if operators is Operators.BUSY else None
        match operators:
            case Operators.READY:
                after(ANSWERS_S, lambda: self._answer(TrialLeg(EndedBy.OPERATOR)))
            case Operators.LOST:
                after(ANSWERS_S, lambda: self._answer(TrialLeg(EndedBy.FAULT)))
            case Operators.NO_ANSWER:
                after(GIVES_UP_S, lambda: self._answer(None))

    def told(self) -> None:
        """Nobody is held on any line here."""

    def _answer(self, leg: TrialLeg | None) -> None:
        if not self.found.done():
            self.found.set_result(cast("Leg | None", leg))  # only `TrialCall.bridge` takes it


class TrialOffice:
    """Implements `contracts.Office`."""

    def __init__(
        self, house: TrialHouse, background: Background, now: Callable[[], Moment], after: After, tell: Tell
    ) -> None:
        """Nothing has happened. `background`: what the menu stands on."""
        self._house = house
        self._background = background
        self._now = now
        self._after = after
        self._tell = tell
        self._state = house.staff
        self._messages = 0
        self._wrong_pins = 0
        self._texted: set[str] = set()

    def now(self) -> Moment:
        """Return the moment that the trial has come to."""
        return self._now()

    @property
    def can_record(self) -> bool:
        """A trial keeps nothing."""
        return True

    async def keep_message(self, recorded: Recorded, purpose: str) -> KeptMessage:
        """Give a number as the register would."""
        self._must_keep()
        what = "зауваження" if purpose == "remark" else "голосове повідомлення"
        kept = KeptMessage(MESSAGE_NUMBER + self._messages)
        self._messages += 1
        self._tell("message", f"буде збережено {what} № {kept.number}, {recorded.sound_s:g} с")
        return kept

    async def drop_recording(self, recorded: Recorded) -> None:
        """There is nothing to be deleted."""
        if recorded.sound_s:
            self._tell("dropped", "запис буде стерто")

    async def play_back(self, recorded: Recorded) -> Prompt:
        """Return words that stand for what was said."""
        return Prompt("recording", f"(звучить записане, {recorded.sound_s:g} с)", b"")

    @asynccontextmanager
    async def seek_operator(self) -> AsyncIterator[Search]:
        """Look for an operator, who comes or not as the trial has it. Raises NobodyReady."""
        if self._house.operators is Operators.NOBODY:
            raise NobodyReady("Жоден оператор не на зв'язку (так обрано для проби).")
        if self._house.operators is not Operators.BUSY:
            self._tell("operator", "буде набрано оператора")
        search = TrialSearch(self._after, self._house.operators)
        try:
            yield search
        finally:
            search.found.cancel()

    async def rate(self, value: int) -> None:
        """Tell the rating."""
        self._must_keep()
        self._tell("rating", f"буде збережено оцінку {value}")

    @property
    def caller_can_be_called(self) -> bool:
        """Whether the number shown can be dialled."""
        return isinstance(self._judged(self._house.number), Allowed)

    async def book_callback(self, typed: str = "") -> None:
        """Tell whom the office would call. Raises NotFit, NotKept."""
        verdict = self._judged(typed or self._house.number)
        if isinstance(verdict, Refusal):
            raise NotFit(verdict.reason)
        self._must_keep()
        self._tell("callback", f"буде записано: передзвонити на {grouped(verdict.e164)}")

    @property
    def caller_can_be_texted(self) -> bool:
        """Whether the number shown can take an SMS."""
        verdict = self._judged(self._house.number)
        return isinstance(verdict, Allowed) and is_mobile(verdict.e164)

    async def text_caller(self, text: str) -> None:
        """Tell the SMS. Raises NotFit, NotKept."""
        if not self.caller_can_be_texted:
            raise NotFit("На цей номер SMS не надіслати.")
        self._must_keep()
        if text not in self._texted:
            self._tell("sms", f"буде надіслано SMS: {text}")
        self._texted.add(text)

    @property
    def caller_is_staff(self) -> bool:
        """Whether the trial's caller is an operator."""
        return self._house.staff is not None

    async def presence(self) -> PresenceState | None:
        """Return how he stands."""
        return self._state

    async def change_presence(self, state: PresenceState) -> None:
        """Tell the change. Raises NotKept."""
        self._must_keep()
        self._state = state
        self._tell("presence", f"оператора буде відмічено: {state.value}")

    async def reception_slots(self, reception: int, limit: int) -> list[datetime]:
        """Return times of the next days at which such a visit could begin, as if none were taken."""
        starts = [each.starts_min for each in receptions_of(self._background.content) if each.id == reception]
        zone = self._background.calendar.zone
        today = self.now().wall.astimezone(zone).date()
        days = [today + timedelta(days=ahead) for ahead in range(1, SLOTS_DAYS)]
        midnights = [datetime.combine(day, time(), zone) for day in days]
        free = [midnight + timedelta(minutes=minute) for midnight in midnights for minute in (starts or [()])[0]]
        return free[:limit]

    async def book_reception(self, _reception: int, starts_at: datetime) -> datetime:
        """Tell the visit. Raises NotFit, NotKept."""
        if not self.caller_can_be_called:
            raise NotFit("Номер, з якого дзвонять, не визначено.")
        self._must_keep()
        at = starts_at.astimezone(self._background.calendar.zone)
        self._tell("reception", f"буде записано на прийом: {at:%d.%m.%Y %H:%M}")
        return starts_at

    def note_service(self, _code: str, _how: ServiceHow) -> None:
        """A trial is not counted."""

    async def caller_settlements(self) -> frozenset[int] | None:
        """Return what the trial has it that is known of the caller."""
        return self._house.settlements

    async def put_on_emergency_text(self, text_id: int, hours: int) -> None:
        """Tell which text everybody would hear. Raises NotKept."""
        self._must_keep()
        self._tell("emergency_text", f"екстрений текст № {text_id} чутимуть усі, годин: {hours}")

    async def end_emergency_text(self) -> None:
        """Tell that it would end. Raises NotKept."""
        self._must_keep()
        self._tell("emergency_text", "екстрений текст буде припинено")

    async def admit(self, pin: str) -> Admission:
        """Let in with any PIN but one, so that nobody types the real one here."""
        if pin != WRONG_PIN and len(pin) == len(WRONG_PIN):
            return Admission.RIGHT
        self._wrong_pins += 1
        return Admission.CLOSED if self._wrong_pins >= PINS else Admission.WRONG

    async def keep_prompt(self, recorded: Recorded, prompt: Prompt) -> None:
        """Tell which prompt would sound anew. Raises NotKept."""
        self._must_keep()
        self._tell("prompt", f"текст «{prompt.name}» звучатиме по-новому, {recorded.sound_s:g} с")

    def _judged(self, number: str) -> Allowed | Refusal:
        facts = DialFacts(called_us=True, confirmed=True)
        return may_dial(parse(number, self._house.area_code), Purpose.CALLBACK, Means.CALL, facts)

    def _must_keep(self) -> None:
        if not self._house.keeps:
            raise NotKept(REFUSED)
