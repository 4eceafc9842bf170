"""Incidents (події): when the box or a line of it was out of order, why, and for how long nobody could call.

They are derived, never typed: `upkeep.incident_keeper` writes them of line states, starts and alarms. People add notes
of what was done. What lasts is measured by the seconds of one boot; across boots by the wall clock where it was set,
else it is not known and not invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarms import Alarm
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "incident"
CAUSE_MAX, ABOUT_MAX, NOTE_MAX = 300, 200, 1000

Span = tuple[datetime, datetime]


class BadNote(SlukhavkaError):
    """A note that says nothing, or too much."""


class IncidentKind(StrEnum):
    """What was out of order."""

    LINE_DOWN = "line_down"
    """`about` the line."""
    NO_LINE = "no_line"
    """None of several lines worked."""
    NO_POWER = "no_power"
    """From the last sign of life to the next boot."""
    STARTING = "starting"
    """From the boot to the first line that worked."""
    CRASH = "crash"
    STOPPED = "stopped"
    SELF_TEST = "self_test"
    ALARM = "alarm"


KIND_NAMES: Mapping[IncidentKind, str] = {
    IncidentKind.LINE_DOWN: "лінія не працювала",
    IncidentKind.NO_LINE: "не працювала жодна лінія",
    IncidentKind.NO_POWER: "не було живлення",
    IncidentKind.STARTING: "запуск після ввімкнення",
    IncidentKind.CRASH: "збій програми",
    IncidentKind.STOPPED: "Слухавку було зупинено",
    IncidentKind.SELF_TEST: "самоперевірка знайшла несправність",
    IncidentKind.ALARM: "тривога",
}


@dataclass(frozen=True, slots=True)
class Downtime:
    """Of a span of time, seconds: `deaf_s` nobody could call although there was power, `planned_s` of it by plan."""

    powered_s: float
    deaf_s: float
    planned_s: float

    @property
    def availability(self) -> float | None:
        """The share of powered time in which calls were answered; None when there was no power at all."""
        return 1 - self.deaf_s / self.powered_s if self.powered_s > 0 else None


class Incident(Row):
    """One thing out of order, from its beginning to its end. `deaf`: nobody could call the box meanwhile."""

    id = peewee.AutoField()
    kind = peewee.TextField()
    about = peewee.TextField(default="")
    cause = peewee.TextField()
    deaf = BooleanField()
    powered = BooleanField(default=True)
    planned = BooleanField(default=False)
    alarm = peewee.ForeignKeyField(Alarm, null=True)
    alarm_id: int | None
    began_at = UtcDateTimeField()
    began_trusted = BooleanField()
    began_boot_id = peewee.TextField()
    began_monotonic_s = peewee.FloatField()
    ended_at = UtcDateTimeField(null=True)
    ended_trusted = BooleanField(null=True)
    ended_boot_id = peewee.TextField(null=True)
    ended_monotonic_s = peewee.FloatField(null=True)
    lasted_s = peewee.FloatField(null=True)
    notes: Sequence[IncidentNote]
    """The other end of `IncidentNote.incident`."""

    @classmethod
    def begin(
        cls,
        kind: IncidentKind,
        cause: str,
        *,
        began: Moment,
        about: str = "",
        deaf: bool = False,
        powered: bool = True,
        alarm: int | None = None,
    ) -> int | None:
        """Write that something is out of order since `began`; None when that is on record and not over.

        An `alarm` names the last of its incidents: what came back is a new one.
        """
        with write():
            known = cls._standing(kind, about, alarm)
            if known is not None and known.ended_at is None:
                return None
            if known is not None:
                cls.update(alarm=None).where(cls.id == known.id).execute()
            row = cls.create(
                kind=kind,
                about=about[:ABOUT_MAX],
                cause=cause[:CAUSE_MAX],
                deaf=deaf,
                powered=powered,
                planned=Maintenance.running(began) is not None,
                alarm=alarm,
                began_at=began.wall,
                began_trusted=began.trusted,
                began_boot_id=began.boot_id,
                began_monotonic_s=began.monotonic_s,
            )
        return int(row.id)

    @classmethod
    def end(cls, kind: IncidentKind, *, now: Moment, about: str = "", alarm: int | None = None) -> int | None:
        """Write that it is over and return the id; None when nothing of the kind stood."""
        with write():
            row = cls._standing(kind, about, alarm)
            if row is None or row.ended_at is not None:
                return None
            ended = {"ended_at": now.wall, "ended_trusted": now.trusted, "ended_boot_id": now.boot_id}
            lasted_s = row._until(now)
            cls.update(**ended, ended_monotonic_s=now.monotonic_s, lasted_s=lasted_s).where(cls.id == row.id).execute()
        return int(row.id)

    @classmethod
    def standing(cls) -> list[Incident]:
        """Return what is not over, the oldest first."""
        return list(cls.select().where(cls.ended_at.is_null()).order_by(cls.id))

    @classmethod
    def of_alarms(cls, alarms: Iterable[int]) -> set[int]:
        """Return which of these alarms have an incident, over or not."""
        return {row.alarm_id for row in cls.select(cls.alarm).where(cls.alarm.in_(list(alarms))) if row.alarm_id}

    @classmethod
    def numbered(cls, incident_id: int) -> Incident:
        """Return one with its notes. Raises NotThere."""
        found = _with_notes(cls.select().where(cls.id == incident_id))
        if not found:
            raise NotThere("Такої події немає.")
        return found[0]

    @classmethod
    def latest(cls, count: int, before: int | None = None) -> list[Incident]:
        """Return the newest `count` with an id below `before`, each with its notes."""
        rows = cls.select().order_by(cls.id.desc()).limit(count)
        return _with_notes(rows if before is None else rows.where(cls.id < before))

    @classmethod
    def first_began_at(cls) -> datetime | None:
        """Return when the first incident of a set clock began: of what was before it nothing is known."""
        first = cls.select().where(cls.began_trusted).order_by(cls.began_at).first()
        return first.began_at if first else None

    @classmethod
    def between(cls, start: datetime, end: datetime) -> list[Incident]:
        """Return what touched the span [start, end), the oldest first, each with its notes."""
        touches = (cls.began_at < end) & (cls.ended_at.is_null() | (cls.ended_at > start))
        return _with_notes(cls.select().where(touches).order_by(cls.began_at, cls.id))

    @classmethod
    def deaf_s(cls, start: datetime, end: datetime) -> float:
        """Return the seconds of the span in which there was power and nobody could call.

        What is not over counts to `end`, so let that be no later than now.
        """
        return cls.downtime(start, end).deaf_s

    @classmethod
    def downtime(cls, start: datetime, end: datetime) -> Downtime:
        """Return how the span went; overlapping incidents count once. `end`: no later than now."""
        return _downtime(cls.between(start, end), start, end)

    def note(self, text: str, *, by: Actor, now: Moment) -> None:
        """Keep what somebody did about it (M 3.2). Raises BadNote."""
        text = " ".join(text.split())
        if not 1 <= len(text) <= NOTE_MAX or not text.isprintable():
            raise BadNote(f"Напишіть, що зроблено, від 1 до {NOTE_MAX} знаків.")
        with write():
            IncidentNote.insert(
                incident=self.id, text=text, account=by.account, noted_at=now.wall, clock_trusted=now.trusted
            ).execute()
            AuditEntry.record(by=by, now=now, verb="noted", subject=SUBJECT, subject_id=self.id, change={"text": text})

    def so_far_s(self, now: Moment) -> float | None:
        """Return how long it has lasted; None when nobody can know."""
        return self.lasted_s if self.ended_at is not None else self._until(now)

    def span(self, until: datetime) -> Span | None:
        """Return when it was, by the wall: placed by the end whose clock was set. What is not over lasts to `until`."""
        if self.ended_at is None:
            return (self.began_at, max(until, self.began_at))
        if self.lasted_s is None:
            return None
        lasted = timedelta(seconds=self.lasted_s)
        if self.ended_trusted and not self.began_trusted:
            return (self.ended_at - lasted, self.ended_at)
        return (self.began_at, self.began_at + lasted)

    def _until(self, now: Moment) -> float | None:
        began_s: float = self.began_monotonic_s
        began_at: datetime = self.began_at
        if self.began_boot_id == now.boot_id:
            return max(now.monotonic_s - began_s, 0.0)
        if self.began_trusted and now.trusted:
            return max((now.wall - began_at).total_seconds(), 0.0)
        return None

    @classmethod
    def _standing(cls, kind: IncidentKind, about: str, alarm: int | None) -> Incident | None:
        if alarm is not None:
            return cls.get_or_none(cls.alarm == alarm)
        return cls.get_or_none(
            cls.kind == kind, cls.about == about[:ABOUT_MAX], cls.ended_at.is_null(), cls.alarm.is_null()
        )


class IncidentNote(Row):
    """What somebody wrote about an incident; never changed."""

    id = peewee.AutoField()
    incident = peewee.ForeignKeyField(Incident, backref="notes")
    text = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    noted_at = UtcDateTimeField()
    clock_trusted = BooleanField()


def _with_notes(rows: peewee.ModelSelect[Incident]) -> list[Incident]:
    notes = IncidentNote.select(IncidentNote, Account).join(Account, peewee.JOIN.LEFT_OUTER).order_by(IncidentNote.id)
    return list(peewee.prefetch(rows, notes))


def _downtime(incidents: Iterable[Incident], start: datetime, end: datetime) -> Downtime:
    deaf: list[Span] = []
    planned: list[Span] = []
    dark: list[Span] = []
    for incident in incidents:
        found = incident.span(end)
        if found is None or not incident.deaf:
            continue
        clipped = (max(found[0], start), min(found[1], end))
        (dark if not incident.powered else planned if incident.planned else deaf).append(clipped)
    dark_s = _covered_s(dark)
    # What overlaps a time without power is the dark's, what overlaps an unplanned fault is the fault's.
    unplanned_s = _covered_s([*deaf, *dark]) - dark_s
    deaf_s = _covered_s([*deaf, *planned, *dark]) - dark_s
    return Downtime(max((end - start).total_seconds() - dark_s, 0.0), deaf_s, deaf_s - unplanned_s)


def _covered_s(spans: Iterable[Span]) -> float:
    """Return the seconds that at least one of the spans covers."""
    total, reached = timedelta(), None
    for begin, end in sorted(spans):
        begin = begin if reached is None else max(begin, reached)
        if end > begin:
            total += end - begin
            reached = end
    return total.total_seconds()


JOURNAL_WORDS: Mapping[str, str] = {
    "incident": "подія",
    "noted": "записано",
}
