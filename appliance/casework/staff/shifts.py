"""The checklist before a shift (S Annex 2, 1): points as rows, each answered yes or no, signed with who and when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.edits import Edited, NotThere, save
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SettingsError, SlukhavkaError

POINT_MAX, NOTE_MAX, POINTS_MAX = 200, 300, 40
POINT, CHECK = "check_point", "shift_check"


class BadPoint(SlukhavkaError):
    """The checklist cannot have such a point."""


class NotAnswered(SlukhavkaError):
    """A point is without its answer, or a fault without its words. `points`: their texts."""

    def __init__(self, sentence: str, points: Sequence[str]) -> None:
        super().__init__(sentence)
        self.points = tuple(points)


class ChecklistChanged(SlukhavkaError):
    """The points are others than those that were answered."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody says of a point: all is well or not, and a note, which a fault must have."""

    text: str
    well: bool
    note: str = ""


class CheckPoint(Edited):
    """One point of the checklist, in the words of the office."""

    id = peewee.AutoField()
    text = peewee.TextField()
    place = peewee.IntegerField()
    added_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    retired_at = UtcDateTimeField(null=True)

    @classmethod
    def add(cls, text: str, *, by: Actor, now: Moment) -> int:
        """Put a point at the end of the list and return its id. Raises BadPoint."""
        with write():
            text = cls._fit(text)
            if cls.select().where(cls.retired_at.is_null()).count() >= POINTS_MAX:
                raise BadPoint(f"У переліку вже {POINTS_MAX} пунктів, довшого ніхто не читатиме.")
            last = cls.select(peewee.fn.MAX(cls.place)).scalar() or 0
            added = cls.create(text=text, place=last + 1, added_at=now.wall, clock_trusted=now.trusted)
            AuditEntry.record(by=by, now=now, verb="added", subject=POINT, subject_id=added.id, change={"text": text})
        return int(added.id)

    @classmethod
    def change(cls, point_id: int, version: int, text: str, *, by: Actor, now: Moment) -> None:
        """Write a point anew; an alarm about the old words is over. Raises BadPoint, NotThere, ChangedMeanwhile."""
        with write():
            before = cls._standing(point_id)
            text = cls._fit(text, but=point_id)
            save(cls, point_id, version, {"text": text}, by=by, now=now, subject=POINT)
            if text != before.text:
                Alarm.clear(AlarmKind.SHIFT_FAULT, now=now, about=before.text)

    @classmethod
    def retire(cls, point_id: int, *, by: Actor, now: Moment) -> None:
        """Ask it no more; what was signed keeps it. Raises NotThere."""
        with write():
            point = cls._standing(point_id)
            cls.update(retired_at=now.wall, version=cls.version + 1).where(cls.id == point_id).execute()
            Alarm.clear(AlarmKind.SHIFT_FAULT, now=now, about=point.text)
            AuditEntry.record(
                by=by, now=now, verb="removed", subject=POINT, subject_id=point_id, change={"text": point.text}
            )

    @classmethod
    def take_starter(cls, texts: Sequence[str], *, by: Actor, now: Moment) -> None:
        """Enter the points that come with the box, where the office has none; else change nothing."""
        with write():
            if not cls.select().where(cls.retired_at.is_null()).exists():
                for text in texts:
                    cls.add(text, by=by, now=now)

    @classmethod
    def standing(cls) -> list[CheckPoint]:
        """Return the points in their order."""
        return list(cls.select().where(cls.retired_at.is_null()).order_by(cls.place))

    @classmethod
    def _standing(cls, point_id: int) -> CheckPoint:
        point: CheckPoint | None = cls.get_or_none(cls.id == point_id, cls.retired_at.is_null())
        if point is None:
            raise NotThere("Такого пункту в переліку немає.")
        return point

    @classmethod
    def _fit(cls, text: str, but: int = 0) -> str:
        text = " ".join(text.split())
        if not 1 <= len(text) <= POINT_MAX or not text.isprintable():
            raise BadPoint(f"Пункт має бути одним рядком, від 1 до {POINT_MAX} знаків.")
        if cls.select().where(cls.text == text, cls.id != but, cls.retired_at.is_null()).exists():
            raise BadPoint("Такий пункт уже є.")
        return text


class ShiftCheck(Row):
    """A signed checklist. It is never changed: who was wrong signs another."""

    id = peewee.AutoField()
    account = peewee.ForeignKeyField(Account)
    signed_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    faults = peewee.IntegerField()
    answers: Sequence[ShiftAnswer]
    """The other end of `ShiftAnswer.check`."""

    @classmethod
    def sign(cls, answers: Sequence[Answered], *, by: Actor, now: Moment) -> int:
        """Keep the answers to all points, in their order, and return the id of the signed list.

        Each "no" raises an alarm that ends when the point is answered "yes". Raises NotAnswered, ChecklistChanged.
        """
        answers = [Answered(each.text, each.well, " ".join(each.note.split())[:NOTE_MAX]) for each in answers]
        if mute := [each.text for each in answers if not each.well and not each.note]:
            raise NotAnswered("Де «ні», напишіть, що саме не так.", mute)
        with write():
            if [each.text for each in answers] != [point.text for point in CheckPoint.standing()]:
                raise ChecklistChanged("Перелік щойно змінили. Перегляньте його й дайте відповіді ще раз.")
            check = cls.create(
                account=by.account,
                signed_at=now.wall,
                clock_trusted=now.trusted,
                faults=sum(not each.well for each in answers),
            )
            for each in answers:
                ShiftAnswer.create(check=check, text=each.text, well=each.well, note=each.note)
                _tell(each, check.account.name, now)
            AuditEntry.record(
                by=by, now=now, verb="signed", subject=CHECK, subject_id=check.id, change={"faults": check.faults}
            )
        return int(check.id)

    @classmethod
    def numbered(cls, check_id: int) -> ShiftCheck:
        """Return a signed list with its answers and its `account`. Raises NotThere."""
        signed = cls.select(cls, Account).join(Account).where(cls.id == check_id)
        found = peewee.prefetch(signed, ShiftAnswer.select().order_by(ShiftAnswer.id))
        if not found:
            raise NotThere("Такої підписаної перевірки немає.")
        check: ShiftCheck = found[0]
        return check

    @classmethod
    def latest(cls, count: int, before: int | None = None) -> list[ShiftCheck]:
        """Return the newest `count` of those with an id below `before`, each with its `account`."""
        rows = cls.select(cls, Account).join(Account).order_by(cls.id.desc()).limit(count)
        return list(rows if before is None else rows.where(cls.id < before))

    @classmethod
    def signed_today(cls, account_id: int, now: Moment) -> bool:
        """Tell whether an account has signed since midnight in Kyiv."""
        latest = cls.select().where(cls.account == account_id).order_by(cls.id.desc()).first()
        return latest is not None and latest.signed_at >= _midnight(now)


class ShiftAnswer(Row):
    """One answer of a signed list, with the point's words as they were."""

    id = peewee.AutoField()
    check = peewee.ForeignKeyField(ShiftCheck, backref="answers")
    text = peewee.TextField()
    well = BooleanField()
    note = peewee.TextField(default="")


def starter_points(path: Path) -> list[str]:
    """Read the points that come with the box: `points`, a list of texts. Raises SettingsError."""
    try:
        points = tomllib.loads(path.read_text(encoding="utf-8")).get("points")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: перелік не читається ({error}).") from error
    if not isinstance(points, list) or not all(isinstance(each, str) for each in points):
        raise SettingsError(f"{path}: «points» має бути списком рядків.")
    return points


def _tell(answer: Answered, name: str, now: Moment) -> None:
    if answer.well:
        Alarm.clear(AlarmKind.SHIFT_FAULT, now=now, about=answer.text)
    else:
        text = f"Перед зміною не все справне: {answer.text} — {answer.note} ({name})"
        Alarm.raise_alarm(AlarmKind.SHIFT_FAULT, text, now=now, about=answer.text)


def _midnight(now: Moment) -> datetime:
    return datetime.combine(now.wall.astimezone(KYIV).date(), time(), tzinfo=KYIV).astimezone(UTC)


JOURNAL_WORDS: Mapping[str, str] = {
    "check_point": "пункт перевірки перед зміною",
    "shift_check": "перевірка перед зміною",
    "signed": "підписано",
    "added": "додано",
    "changed": "змінено",
    "removed": "вилучено",
}
