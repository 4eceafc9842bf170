"""The office hours as the office keeps them: one row, changed by whoever may, told to callers when it is published.

What is over stays in the row: a term that was counted by it can be counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import ChangedMeanwhile, Edited
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry, Change
from appliance.casework.office.calendar import WorkCalendar
from appliance.casework.office.holidays import Period
from appliance.casework.office.hours import Closure, DayHours, HoursError, MovedDay, OfficeKind, Override, SpecialDay
from appliance.casework.office.hours_document import (
    closure_entry,
    from_json,
    moved_entry,
    override_entry,
    period_entry,
    special_entry,
    to_json,
    week_entry,
)
from appliance.casework.office.hours_file import from_toml
from appliance.casework.row import JsonField, UtcDateTimeField, write
from appliance.casework.versions import TextVersion
from appliance.clock import Moment

SUBJECT = "office_hours"
REASON_MAX = 200
ENTRIES_MAX = 1000
"""Of one kind: a slip of a program must not fill the row."""
ORDER_LONGEST = timedelta(days=7)
"""What lasts longer is written down as a closure, with its days."""

Document = dict[str, Any]


class OfficeHours(Edited):
    """The hours of this office. `document`: the mapping of `hours_file` as JSON.

    A line that never closes keeps the week it had, so that it can return to it.
    """

    id = peewee.IntegerField(primary_key=True, default=1)
    document = JsonField()
    begun_at = UtcDateTimeField()
    clock_trusted = BooleanField()

    @classmethod
    def current(cls) -> OfficeHours | None:
        """Return the hours; None as long as the office has written none."""
        found: OfficeHours | None = cls.get_or_none()
        return found

    @classmethod
    def standing(cls) -> OfficeHours:
        """Return the hours. Raises HoursError where there are none."""
        found = cls.current()
        if found is None:
            raise HoursError("Години роботи ще не записано.")
        return found

    @classmethod
    def in_force(cls) -> WorkCalendar:
        """Return the calendar that is written; an office that has written none is taken to be open round the clock."""
        written = cls.current()
        return written.calendar() if written else WorkCalendar.round_the_clock()

    def mapping(self) -> Document:
        """Return what `hours_file.from_toml` takes."""
        return _told(self.document)

    def calendar(self) -> WorkCalendar:
        """Return the calendar that callers and terms go by once it is published."""
        return from_toml(self.mapping())

    def override_at(self, at: datetime) -> Override | None:
        """Return what was ordered by hand and holds at that moment."""
        override = self.calendar().override
        return override if override and override.covers(at) else None

    @classmethod
    def begin(cls, mapping: Mapping[str, Any], *, by: Actor, now: Moment) -> None:
        """Take the hours of a file: at the first run, or in place of those that stand. Raises HoursError."""
        from_toml(mapping)
        document: Document = to_json(mapping)
        with write():
            standing = cls.current()
            if standing is not None:
                standing._keep(document, "imported", {"hours": [standing.document, document]}, by=by, now=now)
                return
            cls.create(document=document, begun_at=now.wall, clock_trusted=now.trusted)
            _note("begun", {"hours": document}, document, by=by, now=now)

    @classmethod
    def set_week(cls, version: int, week: Sequence[DayHours], *, by: Actor, now: Moment) -> None:
        """Write the seven days from Monday anew; the gaps between intervals are breaks.

        Raises HoursError, ChangedMeanwhile with `week` as it stands now.
        """
        with write():
            hours = cls.standing()
            if hours.version != version:
                raise hours._changed_meanwhile()
            document = deepcopy(hours.document)
            document.pop("round_the_clock", None)
            document["week"] = week_entry(week)
            change = {"week": [hours.document.get("week", {}), document["week"]]}
            hours._keep(document, "set_week", change, by=by, now=now)

    @classmethod
    def round_the_clock(cls, on: bool, *, by: Actor, now: Moment) -> None:
        """Never close, or return to the week that was kept. Raises HoursError where there is none."""
        _set_switch("round_the_clock", on, default=False, by=by, now=now)

    @classmethod
    def keep_public_holidays(cls, on: bool, *, by: Actor, now: Moment) -> None:
        """Be shut on public holidays and an hour earlier before them, or never mind them."""
        _set_switch("public_holidays", on, default=True, by=by, now=now)

    @classmethod
    def add_special_day(cls, special: SpecialDay, *, by: Actor, now: Moment) -> None:
        """Give one date hours of its own: a short day, a working Saturday, a day off. Raises HoursError."""
        _add("day", special_entry(special), ("on",), by=by, now=now)

    @classmethod
    def remove_special_day(cls, on: date, *, by: Actor, now: Moment) -> None:
        """Let a date have the hours of its weekday again."""
        _remove("day", {"on": on}, by=by, now=now)

    @classmethod
    def move_day(cls, moved: MovedDay, *, by: Actor, now: Moment) -> None:
        """Move a working day to a day off. Raises HoursError."""
        _add("moved", moved_entry(moved), ("day_off",), by=by, now=now)

    @classmethod
    def unmove_day(cls, day_off: date, *, by: Actor, now: Moment) -> None:
        """Leave the working day where it was."""
        _remove("moved", {"day_off": day_off}, by=by, now=now)

    @classmethod
    def close(cls, closure: Closure, *, by: Actor, now: Moment) -> None:
        """Shut for some days, or for a part of one. Raises HoursError."""
        if not closure.reason.strip():
            raise HoursError("Напишіть, чому зачинено: це прочитають колеги.")
        _add("closure", closure_entry(closure), ("from", "to"), by=by, now=now)

    @classmethod
    def remove_closure(cls, closure: Closure, *, by: Actor, now: Moment) -> None:
        """Work on those days after all."""
        _remove("closure", closure_entry(closure), by=by, now=now)

    @classmethod
    def begin_martial_law(cls, from_on: date, *, by: Actor, now: Moment) -> None:
        """From that day on holidays are worked, days off are not moved, no day is shortened. Raises HoursError."""
        with write():
            if any(period.to_on is None for period in cls.standing().calendar().martial_law):
                raise HoursError("Воєнний стан уже записано, і він триває.")
            _add("martial_law", period_entry(Period(from_on)), ("from",), by=by, now=now)

    @classmethod
    def end_martial_law(cls, to_on: date, *, by: Actor, now: Moment) -> None:
        """The last day of the period that still lasts. What was before that day does not change. Raises HoursError."""
        with write():
            hours = cls.standing()
            document = deepcopy(hours.document)
            lasting = [period for period in document.get("martial_law", []) if "to" not in period]
            if not lasting:
                raise HoursError("Воєнного стану, який триває, не записано.")
            lasting[0]["to"] = to_on.isoformat()
            hours._keep(document, "ended_martial_law", {"martial_law": lasting[0]}, by=by, now=now)

    @classmethod
    def order(cls, kind: OfficeKind, until: datetime, reason: str = "", *, by: Actor, now: Moment) -> None:
        """Be open, on a break or shut from now on, whatever the calendar says, until a moment. Raises HoursError."""
        if until - now.wall > ORDER_LONGEST:
            raise HoursError("Вручну — щонайбільше на сім днів. Довше — запишіть зачинення з його днями.")
        if until <= now.wall:
            raise HoursError("Цей час уже минув: вкажіть, коли ручний режим закінчиться.")
        with write():
            hours = cls.standing()
            ordered = to_json(override_entry(Override(kind, now.wall, until, _clean(reason))))
            document = {**deepcopy(hours.document), "override": ordered}
            hours._keep(document, "ordered", {"override": ordered}, by=by, now=now)

    @classmethod
    def end_order(cls, *, by: Actor, now: Moment) -> None:
        """Go by the calendar again; nothing changes where nothing is ordered."""
        with write():
            hours = cls.standing()
            document = deepcopy(hours.document)
            if ended := document.pop("override", None):
                hours._keep(document, "ended_order", {"override": [ended, None]}, by=by, now=now)

    def _keep(self, document: Document, verb: str, change: Change, *, by: Actor, now: Moment) -> None:
        from_toml(_told(document))
        self.document = document
        self.version += 1
        self.save()
        _note(verb, change, document, by=by, now=now)

    def _changed_meanwhile(self) -> ChangedMeanwhile:
        last = AuditEntry.last_of(SUBJECT, 1)
        name = last.account.name if last and last.account else "Слухавка"
        return ChangedMeanwhile(name, last.at if last else None, {"week": self.calendar().week}, self.version)


def _note(verb: str, change: Change, document: Document, *, by: Actor, now: Moment) -> None:
    AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=1, change=change)
    TextVersion.record(SUBJECT, 1, document, by=by, now=now)


def _set_switch(name: str, on: bool, *, default: bool, by: Actor, now: Moment) -> None:
    with write():
        hours = OfficeHours.standing()
        was = hours.document.get(name, default)
        if was == on:
            return
        document = {**deepcopy(hours.document), name: on}
        hours._keep(document, "switched", {name: [was, on]}, by=by, now=now)


def _add(kind: str, entry: Document, unique: Sequence[str], *, by: Actor, now: Moment) -> None:
    """Append to a list of the document; two entries never agree in all of `unique`."""
    added: Document = to_json(entry)
    if "reason" in added:
        added["reason"] = _clean(added["reason"])

    def alter(entries: list[Document]) -> None:
        if any(all(each[name] == added[name] for name in unique) for each in entries):
            raise HoursError(_THERE[kind])
        if len(entries) >= ENTRIES_MAX:
            raise HoursError(f"Записів забагато: щонайбільше {ENTRIES_MAX}. Вилучіть давні.")
        entries.append(added)
        entries.sort(key=lambda each: str(each[unique[0]]))

    _alter(kind, alter, "added_to_hours", {kind: added}, by=by, now=now)


def _remove(kind: str, entry: Document, *, by: Actor, now: Moment) -> None:
    """Take an entry out of a list of the document; it need not be there any more."""
    given: Document = to_json(entry)

    def alter(entries: list[Document]) -> None:
        entries[:] = [each for each in entries if not given.items() <= each.items()]

    _alter(kind, alter, "removed_from_hours", {kind: [given, None]}, by=by, now=now)


def _alter(
    kind: str, alter: Callable[[list[Document]], None], verb: str, change: Change, *, by: Actor, now: Moment
) -> None:
    with write():
        hours = OfficeHours.standing()
        document = deepcopy(hours.document)
        entries = document.setdefault(kind, [])
        before = len(entries)
        alter(entries)
        if len(entries) != before:
            hours._keep(document, verb, change, by=by, now=now)


def _told(document: Document) -> Document:
    mapping: Document = from_json(document)
    if mapping.get("round_the_clock"):
        return {name: each for name, each in mapping.items() if name not in {"week", "public_holidays"}}
    return mapping


def _clean(reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) > REASON_MAX:
        raise HoursError(f"Причина має щонайбільше {REASON_MAX} знаків.")
    return reason


_THERE: Mapping[str, str] = {
    "day": "Для цієї дати години вже записано. Спершу вилучіть їх.",
    "moved": "Цей робочий день уже перенесено.",
    "closure": "Таке зачинення вже записано.",
    "martial_law": "Воєнний стан від цього дня вже записано.",
}

JOURNAL_WORDS: Mapping[str, str] = {
    SUBJECT: "години роботи",
    "begun": "записано вперше",
    "imported": "замінено з файлу",
    "set_week": "змінено тиждень",
    "switched": "перемкнено",
    "added_to_hours": "додано до годин роботи",
    "removed_from_hours": "вилучено з годин роботи",
    "ended_martial_law": "закінчено воєнний стан",
    "ordered": "увімкнено ручний режим",
    "ended_order": "вимкнено ручний режим",
}
