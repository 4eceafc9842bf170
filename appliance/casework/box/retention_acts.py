"""The end of a term: the box proposes an act, a person approves it, then it is carried out in slices, and stays.

An act lists rows by kind and number and nothing of anybody. What is held, or has begun anew since the proposal, stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.retention import BY_NAME, KINDS, Kind, Term, tuples
from appliance.casework.box.retention_holds import SUBJECT, RetentionTerm
from appliance.casework.box.retention_over import over
from appliance.casework.box.retention_seen_to import see_to
from appliance.casework.entrance.accounts import Account, Actor, Origin
from appliance.casework.journal import AuditEntry
from appliance.casework.people.personal import among
from appliance.casework.row import JsonField, Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

AT_MOST = 20_000
"""Rows of one kind in one act: the others are in the next."""
SLICE = 200
JOURNAL_WORDS: Mapping[str, str] = {
    "retention_approved": "затверджено акт знищення",
    "retention_dropped": "відхилено акт знищення",
    "retention_for_room": "складено й виконується акт знищення: диск заповнюється",
}


class ClockNotTrusted(SlukhavkaError):
    """Nobody can say how old anything is."""


class NoSuchAct(SlukhavkaError):
    """There is no such act, or it can no longer be decided."""


class ActChanged(SlukhavkaError):
    """What would go is not what was shown."""


Found = list[tuple[Kind, Term, list[tuple[int, str]]]]
"""By kind what is over: numbers of rows, and the path where a file goes."""


@dataclass(frozen=True, slots=True)
class Class:
    """One kind in an act: how many rows, of what, kept for how long."""

    kind: str
    title: str
    count: int
    term: str


class RetentionAct(Row):
    """An act: proposed by the box, approved or dropped by a person (`room_acts`: by the box), carried out, kept."""

    id = peewee.AutoField()
    proposed_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    mark = peewee.TextField()
    classes = JsonField()
    approved_at = UtcDateTimeField(null=True)
    approved_origin = peewee.TextField(null=True)
    approved_by = peewee.ForeignKeyField(Account, null=True)
    approved_by_id: int | None
    dropped_at = UtcDateTimeField(null=True)
    finished_at = UtcDateTimeField(null=True)
    copies_note = peewee.TextField(default="")

    @classmethod
    def propose(cls, now: Moment) -> RetentionAct | None:
        """Return the act that waits for a decision or is being carried out, else a new one; None: nothing is over.

        What is over by now replaces what an undecided act lists. Raises ClockNotTrusted.
        """
        if not now.trusted:
            raise ClockNotTrusted("Годинник не налаштовано: невідомо, строк чого минув.")
        with write():
            act = cls.open()
            if act is not None and act.approved_at is not None:
                return act
            found = _found(now)
            if act is not None and act.mark == _mark(found):
                return act
            if act is not None:
                act.delete_instance()
            return cls.lay(found, now) if found else None

    @classmethod
    def lay(cls, found: Found, now: Moment) -> RetentionAct:
        """Write an act of what was found down, inside a transaction in which no other is open."""
        classes = [{"kind": kind.name, "count": len(rows), "term": term.told} for kind, term, rows in found]
        laid = {"proposed_at": now.wall, "clock_trusted": now.trusted, "mark": _mark(found)}
        act = cls.create(**laid, classes={"kinds": classes})
        for kind, _, rows in found:
            items = [{"act": act.id, "kind": kind.name, "row_id": key, "path": path} for key, path in rows]
            for batch in peewee.chunked(items, 500):
                RetentionItem.insert_many(batch).execute()
        return act

    @classmethod
    def open(cls) -> RetentionAct | None:
        """Return the act that is neither dropped nor finished."""
        return cls.get_or_none(cls.finished_at.is_null(), cls.dropped_at.is_null())

    @classmethod
    def latest(cls, limit: int = 50) -> list[RetentionAct]:
        """Return the acts, the newest first, each with who approved it."""
        found = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        return list(found.order_by(cls.id.desc()).limit(limit))

    @classmethod
    def numbered(cls, act_id: int) -> RetentionAct:
        """Return an act with who approved it. Raises NoSuchAct."""
        listed = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER)
        found: RetentionAct | None = listed.where(cls.id == act_id).first()
        if found is None:
            raise NoSuchAct(f"Акта № {act_id} немає.")
        return found

    @property
    def told(self) -> list[Class]:
        """What it lists, by kind."""
        return [
            Class(each["kind"], BY_NAME[each["kind"]].title, each["count"], each["term"])
            for each in self.classes["kinds"]
            if each["kind"] in BY_NAME
        ]

    @property
    def by_the_box(self) -> bool:
        """Whether no person approved it (`room_acts`)."""
        return bool(self.approved_origin == Origin.BOX)

    @property
    def approver(self) -> str:
        """Who approved it."""
        if self.by_the_box:
            return "Слухавка, бо диск заповнюється"
        return str(self.approved_by.name) if self.approved_by else "командою на скриньці"

    @property
    def left(self) -> int:
        """How many of its rows have not been seen to."""
        done = RetentionItem.done_at.is_null() | (RetentionItem.gone_at.is_null() & (RetentionItem.path != ""))
        return int(RetentionItem.select().where(RetentionItem.act == self.id, done).count())

    def rows(self, kind: str, limit: int = 500) -> list[int]:
        """Return the numbers of the rows of a kind that it lists, the first of them."""
        found = RetentionItem.select(RetentionItem.row_id).where(
            RetentionItem.act == self.id, RetentionItem.kind == kind
        )
        return [int(number) for (number,) in tuples(found.order_by(RetentionItem.row_id).limit(limit))]

    @classmethod
    def approve(cls, act_id: int, mark: str, *, by: Actor, now: Moment) -> None:
        """Have an act carried out as it was shown. Raises NoSuchAct, ActChanged, ClockNotTrusted."""
        if not now.trusted:
            raise ClockNotTrusted("Годинник не налаштовано: невідомо, строк чого минув.")
        with write():
            act = cls._undecided(act_id)
            if act.mark != mark:
                raise ActChanged("Поки ви читали, перелік змінився. Перегляньте його ще раз.")
            act.decide("retention_approved", by=by, now=now)

    def decide(self, verb: str, *, by: Actor, now: Moment) -> None:
        """Approve it and note so in the journal, inside the transaction in which it was read or laid."""
        approved = {"approved_at": now.wall, "approved_origin": by.origin, "approved_by": by.account}
        RetentionAct.update(approved).where(RetentionAct.id == self.id).execute()
        counts = {each.kind: each.count for each in self.told}
        AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=self.id, change=counts)

    @classmethod
    def drop(cls, act_id: int, *, by: Actor, now: Moment) -> None:
        """Let everything of an undecided act stay for now; the next proposal lists it again. Raises NoSuchAct."""
        with write():
            cls._undecided(act_id)
            RetentionItem.delete().where(RetentionItem.act == act_id).execute()
            cls.update(dropped_at=now.wall).where(cls.id == act_id).execute()
            AuditEntry.record(by=by, now=now, verb="retention_dropped", subject=SUBJECT, subject_id=act_id)

    @classmethod
    def _undecided(cls, act_id: int) -> RetentionAct:
        act = cls.get_or_none(cls.id == act_id)
        if act is None or act.approved_at or act.dropped_at:
            raise NoSuchAct(f"Акт № {act_id} уже вирішено або його немає.")
        return act


class RetentionItem(Row):
    """A row that an act lists. `done_at`: it was seen to; `gone_at`: its file is deleted, where it had one."""

    act = peewee.ForeignKeyField(RetentionAct)
    kind = peewee.TextField()
    row_id = peewee.IntegerField()
    path = peewee.TextField(default="")
    done_at = UtcDateTimeField(null=True)
    gone_at = UtcDateTimeField(null=True)

    class Meta:
        """A row stands once in an act."""

        primary_key = peewee.CompositeKey("act", "kind", "row_id")


def carry_out_slice(now: Moment) -> bool:
    """See to the next rows of the approved act in one short transaction; False when none is left."""
    with write():
        act = _approved()
        if act is None:
            return False
        standing = RetentionItem.select().where(RetentionItem.act == act.id, RetentionItem.done_at.is_null())
        first = standing.order_by(RetentionItem.kind, RetentionItem.row_id).first()
        if first is None:
            return False
        kind = BY_NAME[first.kind]
        of_kind = standing.where(RetentionItem.kind == kind.name).order_by(RetentionItem.row_id).limit(SLICE)
        listed = [item.row_id for item in of_kind]
        # What was held or begun anew since the act was approved stays, and is no longer on it.
        keys = [key for (key,) in tuples(kind.table.select(kind.key).where(among(kind.key, listed), over(kind, now)))]
        here = (RetentionItem.act == act.id) & (RetentionItem.kind == kind.name)
        RetentionItem.delete().where(here, among(RetentionItem.row_id, sorted(set(listed) - set(keys)))).execute()
        see_to(kind, keys)
        RetentionItem.update(done_at=now.wall).where(here, among(RetentionItem.row_id, keys)).execute()
        return True


def finish(recordings: Path, *, now: Moment, copies_note: str = "") -> bool:
    """Delete the files of the act whose rows are done, end the act, and empty the log of the database.

    May be called again at any time. False while a file could not be deleted, or there is nothing to finish.
    """
    act = _approved()
    if act is None:
        return False
    waiting = RetentionItem.select().where(
        RetentionItem.act == act.id, RetentionItem.path != "", RetentionItem.gone_at.is_null()
    )
    paths = [item.path for item in waiting if item.done_at is not None]
    gone = [path for path in paths if _deleted(recordings / path)]
    with write():
        here = RetentionItem.act == act.id
        RetentionItem.update(gone_at=now.wall).where(here, among(RetentionItem.path, gone)).execute()
        if act.left:
            return False
        counted = RetentionItem.select(RetentionItem.kind, peewee.fn.COUNT(RetentionItem.row_id)).where(here)
        counts = {kind: int(count) for kind, count in tuples(counted.group_by(RetentionItem.kind))}
        done = [{**each, "count": counts.get(each["kind"], 0)} for each in act.classes["kinds"]]
        ended = {"finished_at": now.wall, "copies_note": copies_note, "classes": {"kinds": done}}
        RetentionAct.update(ended).where(RetentionAct.id == act.id).execute()
    Row._meta.database.pragma("wal_checkpoint(truncate)")
    return True


def _approved() -> RetentionAct | None:
    act = RetentionAct.open()
    return act if act is not None and act.approved_at is not None else None


def _found(now: Moment) -> Found:
    """Return what is over and was not seen to yet: numbers of rows, and the path where a file goes."""
    terms = RetentionTerm.terms()
    found: Found = []
    for kind in KINDS:
        path = kind.path if kind.path is not None else peewee.Value("")
        rows = kind.table.select(kind.key, path).where(over(kind, now), kind.key.not_in(seen_to(kind)))
        if listed := tuples(rows.order_by(kind.key).limit(AT_MOST)):
            found.append((kind, terms[kind.kept], [(int(key), str(path)) for key, path in listed]))
    return found


def seen_to(kind: Kind) -> peewee.ModelSelect[RetentionItem]:
    """Return the numbers of the rows of a kind that are done with."""
    # A recording goes once, by whichever of its two terms.
    names = [each.name for each in KINDS if each.path is not None] if kind.path is not None else [kind.name]
    done = RetentionItem.done_at.is_null(False)
    return RetentionItem.select(RetentionItem.row_id).where(RetentionItem.kind.in_(names), done)


def _mark(found: Found) -> str:
    told = ";".join(f"{kind.name}:{','.join(str(key) for key, _ in rows)}" for kind, _, rows in found)
    return hashlib.sha256(told.encode()).hexdigest()


def _deleted(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
