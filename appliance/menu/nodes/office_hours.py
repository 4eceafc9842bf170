"""Say whether the office works now, until when, and when it opens next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.hours import DAY_MIN, DayHours, OfficeKind, OfficeState, shortened
from appliance.contracts import Call
from appliance.menu.content import Background
from appliance.menu.navigation import say_and_listen
from appliance.menu.node import Visit, node
from appliance.menu.week_words import week_in_words
from audio.speech.clock_words import DAYS, MONTHS, ON_WEEKDAY, since, until

OPEN, BREAK, CLOSED = "Зараз ми працюємо", "Зараз у нас перерва", "Зараз ми не працюємо"
CALL_AGAIN, TODAY, TOMORROW = "Зателефонуйте", "сьогодні", "завтра"
NEAR_DAYS = 6
"""As far ahead a weekday alone says which day is meant."""


@node("office_hours", title="Години роботи", speaks=("prompt", "tail"))
@dataclass(frozen=True)
class OfficeHours:
    """Say the computed state, then `prompt` (the week as people know it), then `tail`, and wait for a key.

    Without a `prompt` the week is computed too, and never goes stale.
    """

    prompt: str = ""
    tail: str = ""
    wait_s: float = 4.0
    exits: ClassVar[tuple[str, ...]] = ("done",)

    def texts(self, background: Background) -> Iterator[str]:
        """All the words that any state of the calendar can need: whole sentences, and pieces for a date far ahead."""
        calendar = background.calendar
        if not self.prompt:
            yield from week_in_words(calendar)
        openings, closings = sorted(_openings(calendar)), sorted(_closings(calendar))
        yield from (OPEN, BREAK, CLOSED, *DAYS, *MONTHS)
        yield from (f"{OPEN} {_until(minute)}" for minute in closings)
        yield from (f"{BREAK} {_until(minute)}" for minute in openings)
        yield from (f"{CALL_AGAIN} {day}" for day in ON_WEEKDAY)
        for minute in openings:
            yield since(*divmod(minute, 60))
            yield from (_call_again(day, minute) for day in (TODAY, TOMORROW, *ON_WEEKDAY))

    async def run(self, call: Call, visit: Visit) -> str:
        """Take the exit of a common key, or go on."""
        said = visit.prepared(state_in_words(visit.calendar, visit.now().wall))
        if self.prompt:
            said.append(visit.prompt(self.prompt))
        else:
            said += visit.prepared(week_in_words(visit.calendar))
        return await say_and_listen(call, visit, said, tail=self.tail, wait_s=self.wait_s)


def state_in_words(calendar: WorkCalendar, at: datetime) -> list[str]:
    """Return what the office does at that moment as prepared words: "Зараз ми працюємо до сімнадцятої години"."""
    state = calendar.state(at)
    match state.kind:
        case OfficeKind.OPEN:
            return [_lasting(OPEN, calendar, state.until, at)]
        case OfficeKind.BREAK if _same_day(calendar, state, at):
            return [_lasting(BREAK, calendar, state.opens_at, at)]
        case _:
            return [CLOSED, *_opening(calendar, state, at)]


def _lasting(what: str, calendar: WorkCalendar, end: datetime | None, at: datetime) -> str:
    if end is None or end - at >= timedelta(days=1):
        return what
    return f"{what} {_until(_minute_of_day(calendar, end))}"


def _same_day(calendar: WorkCalendar, state: OfficeState, at: datetime) -> bool:
    return state.opens_at is not None and calendar.local_date(state.opens_at) == calendar.local_date(at)


def _opening(calendar: WorkCalendar, state: OfficeState, at: datetime) -> list[str]:
    if state.opens_at is None:
        return []
    opens_on = calendar.local_date(state.opens_at)
    minute = _minute_of_day(calendar, state.opens_at)
    days = (opens_on - calendar.local_date(at)).days
    weekday = ON_WEEKDAY[opens_on.weekday()]
    if days <= NEAR_DAYS:
        return [_call_again({0: TODAY, 1: TOMORROW}.get(days, weekday), minute)]
    return [f"{CALL_AGAIN} {weekday}", DAYS[opens_on.day - 1], MONTHS[opens_on.month - 1], since(*divmod(minute, 60))]


def _call_again(day: str, minute: int) -> str:
    return f"{CALL_AGAIN} {day} {since(*divmod(minute, 60))}"


def _until(minute: int) -> str:
    """Midnight ends the day that a caller is in."""
    return until(*divmod(minute or DAY_MIN, 60))


def _openings(calendar: WorkCalendar) -> set[int]:
    """Return every minute of the day at which `calendar` can open."""
    moments = [closure.end for closure in calendar.closures] + _ordered(calendar)
    return {each.opens_min for hours in _days(calendar) for each in hours} | _minutes_of_day(calendar, moments)


def _closings(calendar: WorkCalendar) -> set[int]:
    """Return every minute of the day at which `calendar` can close; 24:00 is 0."""
    moments = [closure.start for closure in calendar.closures] + _ordered(calendar)
    days = [*_days(calendar), *(shortened(hours) for hours in _days(calendar))]
    return {each.closes_min % DAY_MIN for hours in days for each in hours} | _minutes_of_day(calendar, moments)


def _days(calendar: WorkCalendar) -> list[DayHours]:
    return [*calendar.week, *(special.hours for special in calendar.special_days)]


def _ordered(calendar: WorkCalendar) -> list[datetime]:
    return [calendar.override.since, calendar.override.until] if calendar.override else []


def _minutes_of_day(calendar: WorkCalendar, moments: list[datetime]) -> set[int]:
    return {_minute_of_day(calendar, moment) for moment in moments}


def _minute_of_day(calendar: WorkCalendar, moment: datetime) -> int:
    local = moment.astimezone(calendar.zone)
    return local.hour * 60 + local.minute
