"""True times for what was written by a clock that could not be believed (reliability, row 8).

Rows keep the boot and the seconds since it beside the wall. Once the wall is known in the same boot, so is when they
were written: ids and order stay, `clock_trusted` is set, and what is reckoned from them follows. Rows that keep no
seconds are moved with the call or the SMS that they belong to, as far as the same clock wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import peewee

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import IntakeRefusal
from appliance.casework.box.incidents import Incident
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.box.mending_steps import MendingStep
from appliance.casework.box.technician_told import TechnicianTold
from appliance.casework.contacts.callbacks import Callback
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.ratings import Rating
from appliance.casework.entrance.accounts import BOX
from appliance.casework.entrance.sessions import LoginSession
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.questions import QuestionAsked
from appliance.casework.knowledge.service_told import ServiceTold
from appliance.casework.office.calendar import KYIV
from appliance.casework.people.consents import Consent
from appliance.casework.row import Row, write
from appliance.casework.staff.presence import Presence
from appliance.casework.staff.red_button import UrgentReport
from appliance.casework.texts.message_reports import MessageReport
from appliance.casework.texts.messages import Message, MessagePart
from appliance.clock import Moment

TRUSTED = "clock_trusted"
HANGING = "пов'язані записи"


@dataclass(frozen=True, slots=True)
class _Hanging:
    """Rows without seconds of their own, which hang by `key` on one that has; the first of `at` is when it was made."""

    row: type[Row]
    key: str
    at: tuple[str, ...]
    trusted: str = TRUSTED


@dataclass(frozen=True, slots=True)
class _Timed:
    """A table whose rows keep the seconds of `at`. `also`: later moments of the same row, without a mark."""

    name: str
    row: type[Row]
    at: str
    trusted: str = TRUSTED
    boot: str = "boot_id"
    seconds: str = "monotonic_s"
    also: tuple[str, ...] = ()
    until: str = ""
    """A moment that was reckoned from `at` and may be yet to come."""
    key: str = "id"
    hanging: tuple[_Hanging, ...] = ()


@dataclass(frozen=True, slots=True)
class _Moved:
    """How one row was moved: what the wrong clock showed then, for how long it may have gone on, and the way."""

    wrong: datetime
    lasted: timedelta
    by: timedelta

    def takes(self, at: datetime | None) -> bool:
        """Tell whether the wrong clock can have shown this later moment."""
        return at is not None and self.wrong <= at <= self.wrong + self.lasted

    def moved(self, row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        """Return those moments of a row that the wrong clock has told, put right."""
        return {name: row[name] + self.by for name in names if self.takes(row[name])}


TABLES = (
    _Timed(
        "дзвінки",
        CallRecord,
        "rang_at",
        seconds="rang_monotonic_s",
        also=("answered_at", "ended_at"),
        key="uid",
        hanging=(
            _Hanging(VoiceMessage, "call", ("kept_at",)),
            _Hanging(Rating, "call", ("given_at",)),
            _Hanging(Callback, "call", ("asked_at", "confirmed_at", "taken_at", "closed_at")),
            _Hanging(Consultation, "call", ("noted_at", "confirmed_at", "withdrawn_at")),
            _Hanging(ServiceTold, "call", ("told_at",)),
            _Hanging(QuestionAsked, "call", ("asked_at",)),
            _Hanging(Consent, "call_uid", ("given_at",)),
            _Hanging(UrgentReport, "call_uid", ("reported_at",)),
            _Hanging(IntakeRefusal, "call", ("refused_at",)),
            _Hanging(Appeal, "call", ("came_at",), "came_clock_trusted"),
            _Hanging(Appeal, "call", ("created_at", "finished_at")),
        ),
    ),
    _Timed(
        "SMS",
        Message,
        "created_at",
        seconds="created_monotonic_s",
        hanging=(
            _Hanging(Message, "id", ("changed_at",), "changed_clock_trusted"),
            _Hanging(Appeal, "message", ("came_at",), "came_clock_trusted"),
            _Hanging(Appeal, "message", ("created_at", "finished_at")),
        ),
    ),
    _Timed("спроби SMS", MessagePart, "tried_at", "tried_clock_trusted", "tried_boot_id", "tried_monotonic_s"),
    _Timed("звіти про доставку", MessageReport, "came_at", seconds="came_monotonic_s"),
    _Timed("присутність", Presence, "since", seconds="since_monotonic_s"),
    _Timed("події", Incident, "began_at", "began_trusted", "began_boot_id", "began_monotonic_s"),
    _Timed("кінці подій", Incident, "ended_at", "ended_trusted", "ended_boot_id", "ended_monotonic_s"),
    _Timed(
        "роботи",
        Maintenance,
        "began_at",
        seconds="began_monotonic_s",
        also=("ended_at",),
        until="until_at",
    ),
    _Timed("SMS технікові", TechnicianTold, "told_at", seconds="told_monotonic_s"),
    _Timed("ремонт", MendingStep, "at"),
    _Timed("входи", LoginSession, "began_at", seconds="began_monotonic_s", also=("ended_at",)),
)


@dataclass(frozen=True, slots=True)
class Righted:
    """What was done: how many rows, and how many calls live on that will be right once they are over."""

    rows: int
    living: int


def set_right(now: Moment) -> Righted:
    """Give the rows of this boot that an untrusted clock wrote their true time; `now` must be trusted."""
    counts: dict[str, int] = {}
    ways: list[_Moved] = []
    with write():
        living = CallRecord.select().where(_unsure(TABLES[0], now), CallRecord.result.is_null()).count()
        for timed in TABLES:
            found = _move(timed, now)
            hung = {each: _move_hanging(each, found) for each in timed.hanging if found}
            others = sum(count for each, count in hung.items() if each.row is not timed.row)
            counts |= {timed.name: len(found), HANGING: counts.get(HANGING, 0) + others}
            ways += found.values()
        if ways:
            _measure_incidents(now)
            _note(counts, max(ways, key=lambda way: abs(way.by)), now)
    return Righted(sum(counts.values()), living)


def _unsure(timed: _Timed, now: Moment) -> Any:
    row: Any = timed.row
    return ~getattr(row, timed.trusted) & (getattr(row, timed.boot) == now.boot_id)


def _move(timed: _Timed, now: Moment) -> dict[object, _Moved]:
    """Give the rows of a table their true time; return how each was moved, by its key."""
    found = timed.row.select().where(_unsure(timed, now))
    if timed.row is CallRecord:
        # The end of a living call writes its beginning once more, as the wrong clock told it.
        found = found.where(CallRecord.result.is_null(False))
    ways: dict[object, _Moved] = {}
    for row in _dicts(found):
        lasted = timedelta(seconds=max(now.monotonic_s - row[timed.seconds], 0.0))
        way = _Moved(row[timed.at], lasted, now.wall - lasted - row[timed.at])
        changed = {timed.at: row[timed.at] + way.by, timed.trusted: True, **way.moved(row, timed.also)}
        if timed.until:
            changed[timed.until] = row[timed.until] + way.by
        _change(timed.row, row, changed)
        ways[row[timed.key]] = way
    return ways


def _move_hanging(hanging: _Hanging, ways: Mapping[object, _Moved]) -> int:
    """Move what hangs on the rows that were moved; return how many rows."""
    # What nobody trusts is little: it is all looked at, and no index is needed.
    unsure = hanging.row.select().where(~getattr(hanging.row, hanging.trusted))
    found = [(row, ways.get(row[hanging.key])) for row in _dicts(unsure)]
    hung = [(row, way) for row, way in found if way is not None and way.takes(row[hanging.at[0]])]
    for row, way in hung:
        _change(hanging.row, row, {hanging.trusted: True, **way.moved(row, hanging.at)})
    return len(hung)


def _dicts(rows: peewee.ModelSelect[Row]) -> list[dict[str, Any]]:
    """Read them all before the first is changed."""
    return cast(list[dict[str, Any]], list(rows.dicts()))


def _change(table: type[Row], row: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
    key: Any = table._meta.primary_key
    table.update(dict(changed)).where(key == row[key.name]).execute()


def _measure_incidents(now: Moment) -> None:
    """An incident that lasted over a start of the machine has a length once both its ends are known."""
    known = Incident.began_trusted & Incident.ended_trusted & Incident.lasted_s.is_null()
    for row in Incident.select().where(known, Incident.ended_boot_id == now.boot_id):
        lasted_s = max((row.ended_at - row.began_at).total_seconds(), 0.0)
        Incident.update(lasted_s=lasted_s).where(Incident.id == row.id).execute()


def _note(counts: Mapping[str, int], furthest: _Moved, now: Moment) -> None:
    shown = [f"{at.astimezone(KYIV):%d.%m.%Y %H:%M}" for at in (furthest.wrong, furthest.wrong + furthest.by)]
    change = {"rows": {name: count for name, count in counts.items() if count}, "on": shown}
    AuditEntry.record(by=BOX, now=now, verb="set_right", subject="clock", subject_id=now.boot_id, change=change)


JOURNAL_WORDS: Mapping[str, str] = {
    "clock": "годинник, від вмикання",
    "set_right": "виправлено час записів, зроблених, коли годинник не був звірений",
}
