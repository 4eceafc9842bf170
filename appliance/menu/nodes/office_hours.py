"""Say whether the office works now, until when, and when it opens next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from appliance.casework.calendar import WorkCalendar
from appliance.casework.hours import DayHours, OfficeKind, OfficeState, shortened
from appliance.contracts import Call
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import Visit, node
from audio.speech.clock_words import DAYS, MONTHS, ON_WEEKDAY, since, until

OPEN, BREAK, CLOSED = "Зараз ми працюємо", "Зараз у нас перерва", "Зараз ми не працюємо."
CALL_AGAIN, TODAY, TOMORROW = "Зателефонуйте", "сьогодні", "завтра"
NEAR_DAYS = 6


@node("office_hours", title="Години роботи", speaks=("prompt", "tail"))
@dataclass(frozen=True)
class OfficeHours:
    """Say the computed state, then `prompt` (the week as people know it), then `tail`, and wait for a key."""

    prompt: str = ""
    tail: str = ""
    wait_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("done",)

    def texts(self, calendar: WorkCalendar) -> Iterator[str]:
        """All the words that any state of `calendar` can need."""
        yield from (OPEN, BREAK, CLOSED, CALL_AGAIN, TODAY, TOMORROW, *ON_WEEKDAY, *DAYS, *MONTHS)
        for minute in sorted(_boundaries(calendar)):
            yield until(*divmod(minute, 60))
            yield since(*divmod(minute, 60))

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on."""
        words = state_in_words(visit.calendar, visit.now().wall)
        # A time that nobody prepared (an order given by hand a minute ago) is left out rather than guessed.
        said = [visit.phrases[text] for text in words if text in visit.phrases]
        if self.prompt:
            said.append(visit.prompt(self.prompt))
        return await say_and_listen(call, visit, said, tail=self.tail, wait_s=self.wait_s)


def state_in_words(calendar: WorkCalendar, at: datetime) -> list[str]:
    """Return what the office does at that moment as prepared words: "Зараз ми працюємо", "до сімнадцятої години"."""
    state = calendar.state(at)
    match state.kind:
        case OfficeKind.OPEN:
            return [OPEN, *_until(calendar, state)]
        case OfficeKind.BREAK:
            return [BREAK, *_until(calendar, state)]
        case OfficeKind.CLOSED:
            return [CLOSED, *_opening(calendar, state, at)]


def _until(calendar: WorkCalendar, state: OfficeState) -> list[str]:
    if state.until is None:
        return []
    local = state.until.astimezone(calendar.zone)
    return [until(local.hour or 24, local.minute)]


def _opening(calendar: WorkCalendar, state: OfficeState, at: datetime) -> list[str]:
    if state.opens_at is None:
        return []
    local = state.opens_at.astimezone(calendar.zone)
    days = (local.date() - at.astimezone(calendar.zone).date()).days
    if days <= 1:
        day = [TOMORROW if days else TODAY]
    else:
        day = [ON_WEEKDAY[local.weekday()]]
        if days > NEAR_DAYS:
            day += [DAYS[local.day - 1], MONTHS[local.month - 1]]
    return [CALL_AGAIN, *day, since(local.hour, local.minute)]


def _boundaries(calendar: WorkCalendar) -> set[int]:
    """Return every minute of the day at which `calendar` can open or close."""
    days: list[DayHours] = [*calendar.week, *(special.hours for special in calendar.special_days)]
    days += [shortened(hours) for hours in days]
    moments = [moment for closure in calendar.closures for moment in (closure.start, closure.end)]
    if calendar.override:
        moments += [calendar.override.since, calendar.override.until]
    return {minute for hours in days for each in hours for minute in (each.opens_min, each.closes_min)} | set(
        _minutes_of_day(calendar, moments)
    )


def _minutes_of_day(calendar: WorkCalendar, moments: Iterable[datetime]) -> Iterator[int]:
    for moment in moments:
        local = moment.astimezone(calendar.zone)
        yield local.hour * 60 + local.minute
