"""The roster (графік чергувань): which operator works when, and which duty officer answers in the night.

People enter the office's wall time; rows keep UTC, so both nights of a clock change have their true length.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.edits import Edited, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import UtcDateTimeField, write
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.operators import Operator
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "roster_shift"
NOTE_MAX = 200
LONGEST = timedelta(days=31, hours=1)
"""A month by the wall clock, also that of the night with an hour more."""
WEEK = timedelta(days=7)


class BadShift(SlukhavkaError):
    """A shift cannot be so; the text says why. `field`: of `Planned`, which is to be written otherwise."""

    def __init__(self, sentence: str, field: str = "ends_at") -> None:
        super().__init__(sentence)
        self.field = field


class NoSuchShift(SlukhavkaError):
    """There is no shift of that number."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift as the office writes it: exactly one of `officer` and `operator`, ids of rows; the moments aware.

    `stand_in`: the officer who is called when the first does not answer.
    """

    starts_at: datetime
    ends_at: datetime
    officer: int | None = None
    operator: int | None = None
    stand_in: int | None = None
    note: str = ""

    def columns(self) -> dict[str, object]:
        """Return the columns of the row. Raises BadShift."""
        if self.ends_at <= self.starts_at:
            raise BadShift("Зміна має закінчуватися пізніше, ніж починається.")
        if self.ends_at - self.starts_at > LONGEST:
            raise BadShift(f"Зміна не може тривати довше, ніж {LONGEST.days} день.")
        if (self.officer is None) == (self.operator is None):
            raise BadShift("Оберіть одну людину: чергового або оператора.", "officer")
        if self.stand_in is not None and self.stand_in in (self.officer, None):
            raise BadShift("Замінник має бути іншою людиною, ніж черговий.", "stand_in")
        if self.stand_in is not None and self.officer is None:
            raise BadShift("Замінника записують лише черговому.", "stand_in")
        return {
            "officer_id": self.officer,
            "operator_id": self.operator,
            "stand_in_id": self.stand_in,
            "starts_at": self.starts_at.astimezone(UTC),
            "ends_at": self.ends_at.astimezone(UTC),
            "note": " ".join(self.note.split())[:NOTE_MAX],
        }


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands in a shift; `mobile` in E.164, None for an operator at a telephone of the house."""

    name: str
    mobile: str | None = None
    is_chief: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift with its people; who has left is not among them. `duty`: of an officer, not of an operator."""

    id: int
    version: int
    planned: Planned
    person: Person | None
    stand_in: Person | None

    @property
    def duty(self) -> bool:
        """Whether it is a duty, and no operator's shift."""
        return self.planned.officer is not None

    @property
    def answering(self) -> tuple[Person, ...]:
        """Whom to call, in this order."""
        return tuple(each for each in (self.person, self.stand_in) if each)


class RosterShift(Edited):
    """One shift of an officer or an operator."""

    id = peewee.AutoField()
    officer = peewee.ForeignKeyField(DutyOfficer, null=True, backref="shifts")
    officer_id: int | None
    operator = peewee.ForeignKeyField(Operator, null=True)
    operator_id: int | None
    stand_in = peewee.ForeignKeyField(DutyOfficer, null=True, backref="stand_ins")
    stand_in_id: int | None
    starts_at = UtcDateTimeField()
    ends_at = UtcDateTimeField()
    note = peewee.TextField(default="")
    entered_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    removed_at = UtcDateTimeField(null=True)

    @classmethod
    def plan(cls, planned: Planned, *, by: Actor, now: Moment) -> int:
        """Enter a shift and return its id. Raises BadShift, NoSuchDutyOfficer, NoSuchOperator."""
        columns = planned.columns()
        with write():
            cls._check(planned)
            entered = cls.create(**columns, entered_at=now.wall, clock_trusted=now.trusted)
            AuditEntry.record(
                by=by, now=now, verb="planned", subject=SUBJECT, subject_id=entered.id, change=_told(planned)
            )
        return int(entered.id)

    @classmethod
    def change(cls, shift_id: int, version: int, planned: Planned, *, by: Actor, now: Moment) -> None:
        """Write a shift anew. Raises NoSuchShift, ChangedMeanwhile and what `plan` raises."""
        columns = planned.columns()
        with write():
            cls._standing(shift_id)
            cls._check(planned, but=shift_id)
            save(cls, shift_id, version, columns, by=by, now=now, subject=SUBJECT)

    @classmethod
    def remove(cls, shift_id: int, *, by: Actor, now: Moment) -> None:
        """Strike a shift. Raises NoSuchShift."""
        with write():
            row = cls._standing(shift_id)
            cls.update(removed_at=now.wall, version=row.version + 1).where(cls.id == shift_id).execute()
            AuditEntry.record(
                by=by, now=now, verb="removed", subject=SUBJECT, subject_id=shift_id, change=_told(_planned(row))
            )

    @classmethod
    def numbered(cls, shift_id: int) -> Shift:
        """Return a shift. Raises NoSuchShift."""
        return _with_people([cls._standing(shift_id)])[0]

    @classmethod
    def between(cls, start: datetime, end: datetime) -> list[Shift]:
        """Return the shifts of which any part lies between two moments, in the order in which they begin."""
        near = (cls.starts_at >= start - LONGEST) & (cls.starts_at < end) & (cls.ends_at > start)
        rows = cls.select().where(near, cls.removed_at.is_null()).order_by(cls.starts_at, cls.id)
        return _with_people(list(rows))

    @classmethod
    def duty_at(cls, at: datetime) -> list[Shift]:
        """Return the duties that go on at a moment: who answers now."""
        return [shift for shift in cls.between(at, at + timedelta(microseconds=1)) if shift.duty and shift.answering]

    @classmethod
    def copy_week(cls, source: date, target: date, *, by: Actor, now: Moment) -> int:
        """Copy what begins in the week of one Monday into that of another, by the wall clock; return how many.

        A person who has something else there then, or has left, is passed over. Raises BadShift.
        """
        if source.weekday() or target.weekday() or source == target:
            raise BadShift("Оберіть два різні тижні; тиждень починається в понеділок.")
        with write():
            week = cls.between(_at(source), _at(source + WEEK))
            begun = [shift for shift in week if shift.planned.starts_at >= _at(source) and shift.person]
            moved = [_moved(shift.planned, target - source) for shift in begun]
            fitting = [planned for planned in moved if not cls._clash(planned)]
            for planned in fitting:
                cls.plan(planned, by=by, now=now)
        return len(fitting)

    @classmethod
    def _standing(cls, shift_id: int) -> RosterShift:
        row: RosterShift | None = cls.get_or_none(cls.id == shift_id, cls.removed_at.is_null())
        if row is None:
            raise NoSuchShift("Такої зміни в графіку немає.")
        return row

    @classmethod
    def _check(cls, planned: Planned, but: int = 0) -> None:
        for officer in filter(None, (planned.officer, planned.stand_in)):
            DutyOfficer.member(officer)
        if planned.operator is not None:
            Operator.member(planned.operator)
        if cls._clash(planned, but):
            raise BadShift("Ця людина вже має зміну в цей час.", "officer")

    @classmethod
    def _clash(cls, planned: Planned, but: int = 0) -> bool:
        whose = cls.operator == planned.operator if planned.officer is None else cls.officer == planned.officer
        at_once = (cls.starts_at < planned.ends_at) & (cls.ends_at > planned.starts_at)
        near = cls.starts_at >= planned.starts_at - LONGEST
        return bool(cls.select().where(whose, near, at_once, cls.id != but, cls.removed_at.is_null()).exists())


def _with_people(rows: Sequence[RosterShift]) -> list[Shift]:
    """Return the rows with who stands in them: two questions more, however many shifts."""
    officers = _officers({each for row in rows for each in (row.officer_id, row.stand_in_id) if each})
    operators = _operators({row.operator_id for row in rows if row.operator_id})
    return [
        Shift(
            row.id,
            row.version,
            _planned(row),
            officers.get(row.officer_id or 0) or operators.get(row.operator_id or 0),
            officers.get(row.stand_in_id or 0),
        )
        for row in rows
    ]


def _officers(ids: Collection[int]) -> Mapping[int, Person]:
    rows = DutyOfficer.select().where(DutyOfficer.id.in_(list(ids)), DutyOfficer.removed_at.is_null()) if ids else ()
    return {row.id: Person(row.name, row.mobile, row.is_chief) for row in rows}


def _operators(ids: Collection[int]) -> Mapping[int, Person]:
    if not ids:
        return {}
    rows = Operator.select(Operator, Account).join(Account)
    active = Operator.removed_at.is_null() & Account.deactivated_at.is_null()
    return {row.id: Person(row.account.name, row.mobile) for row in rows.where(Operator.id.in_(list(ids)), active)}


def _planned(row: RosterShift) -> Planned:
    return Planned(row.starts_at, row.ends_at, row.officer_id, row.operator_id, row.stand_in_id, row.note)


def _told(planned: Planned) -> dict[str, object]:
    return {name: value for name, value in asdict(planned).items() if value not in (None, "")}


def _moved(planned: Planned, by: timedelta, zone: ZoneInfo = KYIV) -> Planned:
    """Return the shift some days later by the wall clock: its hours stay, its length may not."""
    start, end = (
        (at.astimezone(zone).replace(tzinfo=None, fold=0) + by).replace(tzinfo=zone).astimezone(UTC)
        for at in (planned.starts_at, planned.ends_at)
    )
    return Planned(start, end, planned.officer, planned.operator, planned.stand_in, planned.note)


def _at(day: date, zone: ZoneInfo = KYIV) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


JOURNAL_WORDS: Mapping[str, str] = {
    "roster_shift": "зміна в графіку чергувань",
    "planned": "заплановано",
    "changed": "змінено",
    "removed": "вилучено",
}
