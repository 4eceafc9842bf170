"""The office hours as a TOML file.

Everything but the week may be left out. Dates and times are TOML's own; a time without an offset is Kyiv's.

```toml
public_holidays = true            # false: works on holidays, and has no short day before them

[week]                            # a gap between intervals is a break; a day left out is a day off
mon = ["08:00-12:00", "12:45-17:00"]
tue = ["08:00-12:00", "12:45-17:00"]
wed = ["08:00-12:00", "12:45-17:00"]
thu = ["08:00-12:00", "12:45-17:00"]
fri = ["08:00-12:00", "12:45-15:45"]

[[martial_law]]                   # art. 73, 67 and 53 of the Labour Code are off; both days included
from = 2022-02-24                 # no `to`: it still lasts

[[moved]]                         # a working day moved to a day off, with its hours
day_off = 2027-08-23
works_on = 2027-08-28

[[day]]                           # hours for one date; [] is a day off
on = 2026-12-31
hours = ["08:00-12:00"]
reason = "скорочений день"

[[closure]]                       # two dates: whole days, both included
from = 2026-12-29
to = 2026-12-30
reason = "ремонт приміщення"

[[closure]]                       # two times: part of a day
from = 2026-11-10T14:00:00
to = 2026-11-10T16:00:00
reason = "санітарна година"

[override]                        # ordered by hand; ends by itself
kind = "closed"                   # open, break, closed
from = 2026-11-05T10:00:00
until = 2026-11-05T14:00:00
reason = "Зачинено через аварію на електромережі."
```

A line that never closes is the single key `round_the_clock = true` instead of `[week]` and `public_holidays`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.office.holidays import Period
from appliance.casework.office.hours import (
    ALL_DAY,
    Closure,
    DayHours,
    HoursError,
    MovedDay,
    OfficeKind,
    Override,
    SpecialDay,
    day_hours,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
T = TypeVar("T")


def from_toml(mapping: Mapping[str, Any]) -> WorkCalendar:
    """Build the calendar from a parsed file of this module's shape. Raises HoursError."""
    top = _Table("", mapping)
    always = top.take("round_the_clock", bool, default=False)
    calendar = WorkCalendar(
        week=(ALL_DAY,) * 7 if always else _week(top.table("week")),
        public_holidays=not always and top.take("public_holidays", bool, default=True),
        martial_law=tuple(_period(each) for each in top.tables("martial_law")),
        moved_days=tuple(_moved(each) for each in top.tables("moved")),
        special_days=tuple(_special(each) for each in top.tables("day")),
        closures=tuple(_closure(each) for each in top.tables("closure")),
        override=_override(top.table("override")) if "override" in mapping else None,
    )
    top.nothing_left()
    return calendar


class _Table:
    """One table of the file: hands out its keys and knows its place for the error's sentence."""

    def __init__(self, place: str, mapping: Mapping[str, Any]) -> None:
        self.place = place
        self._left = dict(mapping)

    def take(self, key: str, kind: type[T], *, default: T | None = None) -> T:
        if key not in self._left and default is not None:
            return default
        if key not in self._left:
            raise self.error(f"немає ключа «{key}».")
        found = self._left.pop(key)
        if not isinstance(found, kind):
            raise self.error(f"«{key}» має бути {_KINDS[kind]}, а не «{found}».")
        if isinstance(found, date) and not 2000 <= found.year < 2100:
            raise self.error(f"«{key}»: перевірте рік, зазначено {found.year}.")
        return found

    def take_date(self, key: str, *, default: date | None = None) -> date:
        found = self.take(key, date, default=default)
        if isinstance(found, datetime):
            raise self.error(f"«{key}» має бути датою без часу, а не «{found}».")
        return found

    def take_moment(self, key: str) -> datetime:
        found = self.take(key, datetime)
        return (found if found.tzinfo else found.replace(tzinfo=KYIV)).astimezone(UTC)

    def take_hours(self, key: str) -> DayHours:
        texts = self.take(key, list, default=[])
        if not all(isinstance(text, str) for text in texts):
            raise self.error(f'«{key}» має бути списком інтервалів на зразок ["08:00-12:00"].')
        with self.at(key):
            return day_hours(*texts)

    def has(self, key: str) -> bool:
        return key in self._left

    def is_moment(self, key: str) -> bool:
        return isinstance(self._left.get(key), datetime)

    def table(self, name: str) -> _Table:
        return _Table(f"[{name}]", self.take(name, dict))

    def tables(self, name: str) -> Iterator[_Table]:
        for number, each in enumerate(self.take(name, list, default=[]), start=1):
            if not isinstance(each, dict):
                raise self.error(f"«{name}» має бути списком таблиць [[{name}]].")
            yield _Table(f"[[{name}]] № {number}", each)

    def nothing_left(self) -> None:
        if self._left:
            raise self.error(f"зайвий або невідомий ключ «{next(iter(self._left))}».")

    @contextmanager
    def at(self, key: str = "") -> Iterator[None]:
        """Name this place in an error raised by the values themselves."""
        try:
            yield
        except HoursError as error:
            raise self.error(f"{key}: {error}" if key else str(error)) from error

    def error(self, sentence: str) -> HoursError:
        return HoursError(f"Години роботи, {self.place}: {sentence}" if self.place else f"Години роботи: {sentence}")


_KINDS: dict[type, str] = {
    bool: "true або false",
    str: "рядком у лапках",
    list: "списком",
    dict: "таблицею",
    date: "датою",
    datetime: "датою з часом",
}


def _week(table: _Table) -> tuple[DayHours, ...]:
    week = tuple(table.take_hours(weekday) for weekday in WEEKDAYS)
    table.nothing_left()
    if not any(week):
        raise table.error("немає жодної робочої години.")
    return week


def _period(table: _Table) -> Period:
    from_on = table.take_date("from")
    period = Period(from_on, table.take_date("to") if table.has("to") else None)
    table.nothing_left()
    if period.to_on and period.to_on < from_on:
        raise table.error("«to» раніше, ніж «from».")
    return period


def _moved(table: _Table) -> MovedDay:
    moved = MovedDay(day_off=table.take_date("day_off"), works_on=table.take_date("works_on"))
    table.nothing_left()
    if moved.day_off == moved.works_on:
        raise table.error("день перенесено на нього ж.")
    return moved


def _special(table: _Table) -> SpecialDay:
    if not table.has("hours"):
        raise table.error("немає ключа «hours»; вихідний день — це hours = [].")
    special = SpecialDay(table.take_date("on"), table.take_hours("hours"), table.take("reason", str, default=""))
    table.nothing_left()
    return special


def _closure(table: _Table) -> Closure:
    if table.is_moment("from"):
        start, end = table.take_moment("from"), table.take_moment("to")
    else:
        start = _midnight(table.take_date("from"))
        end = _midnight(table.take_date("to") + timedelta(days=1))
    reason = table.take("reason", str)
    with table.at():
        closure = Closure(start, end, reason)
    table.nothing_left()
    return closure


def _override(table: _Table) -> Override:
    kind = table.take("kind", str)
    if kind not in set(OfficeKind):
        raise table.error(f"«kind» має бути open, break або closed, а не «{kind}».")
    since, until = table.take_moment("from"), table.take_moment("until")
    reason = table.take("reason", str, default="")
    with table.at():
        override = Override(OfficeKind(kind), since, until, reason)
    table.nothing_left()
    return override


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=KYIV).astimezone(UTC)
