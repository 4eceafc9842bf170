"""Trial calls (пробні дзвінки): the box rings one of the office and walks a menu with him before callers hear it.

They are kept beside the log of calls, so that no list and no report has them; but they are dialled, so the day's count
of calls to staff knows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallStart
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.row import JsonField, ListField, Row, UtcDateTimeField, write
from appliance.casework.staff.operators import Operator, StaffMember
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

FAULT_MAX, DEEDS_MAX = 500, 100
NO_TELEPHONE = "Слухавка не знає вашого телефону. Його записують на сторінці «Оператори»."


class NoTelephone(SlukhavkaError):
    """The box does not know where to ring somebody."""


class NoSuchTrial(SlukhavkaError):
    """There is no such trial call."""


class TrialCall(Row):
    """One trial call. `document`: the flow that is walked, `conditions` what the trial is to pretend.

    `number` is E.164, empty for a telephone of the house. `deeds`: what a real call would have done, in sentences.
    `fault`: why it came to nothing.
    """

    id = peewee.AutoField()
    account = peewee.ForeignKeyField(Account)
    account_id: int
    menu = peewee.TextField()
    title = peewee.TextField()
    document = JsonField()
    conditions = JsonField()
    asked_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    uid = peewee.TextField(null=True)
    line = peewee.TextField(default="")
    number = peewee.TextField(null=True)
    rang_at = UtcDateTimeField(null=True)
    answered_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    fault = peewee.TextField(default="")
    deeds = ListField(default=list)

    @classmethod
    def ask(
        cls,
        menu: str,
        title: str,
        document: Mapping[str, Any],
        conditions: Mapping[str, Any],
        *,
        by: Actor,
        now: Moment,
    ) -> int:
        """Ask that whoever acts be rung with this menu; return the id. Raises NoTelephone."""
        with write():
            cls._telephone_of(by.account)
            asked = cls.create(
                account=by.account,
                menu=menu,
                title=title,
                document=dict(document),
                conditions=dict(conditions),
                asked_at=now.wall,
                clock_trusted=now.trusted,
            )
            change = {"title": title}
            AuditEntry.record(
                by=by, now=now, verb="asked_trial", subject="trial_call", subject_id=asked.id, change=change
            )
        return int(asked.id)

    @classmethod
    def known(cls, trial_id: int) -> TrialCall:
        """Return a trial call. Raises NoSuchTrial."""
        found = cls.get_or_none(cls.id == trial_id)
        if found is None:
            raise NoSuchTrial("Такого пробного дзвінка немає.")
        return found

    @classmethod
    def latest_of(cls, account_id: int, *, limit: int = 5) -> list[TrialCall]:
        """Return the last trial calls of a person without their menus, the newest first."""
        light = [getattr(cls, name) for name in cls._meta.fields if name != "document"]
        return list(cls.select(*light).where(cls.account == account_id).order_by(cls.id.desc()).limit(limit))

    @property
    def member(self) -> StaffMember:
        """Who is rung. Raises NoTelephone."""
        return self._telephone_of(self.account_id)

    @classmethod
    def note_rings(cls, trial_id: int, call: CallStart) -> None:
        """Write that the telephone rings: from now on the call counts among those of the day."""
        with write():
            ringing = {"uid": call.uid, "line": call.line, "number": call.number, "rang_at": call.rang.wall}
            cls.update(ringing).where(cls.id == trial_id).execute()

    @classmethod
    def note_answer(cls, trial_id: int, answered_at: datetime) -> None:
        """Write that he has picked up."""
        with write():
            cls.update(answered_at=answered_at).where(cls.id == trial_id).execute()

    @classmethod
    def end(cls, trial_id: int, *, now: Moment, fault: str = "", deeds: Sequence[str] = ()) -> None:
        """Write how it ended; the menu it walked is not kept. A second time changes nothing."""
        ended = {"ended_at": now.wall, "fault": fault[:FAULT_MAX], "deeds": list(deeds)[:DEEDS_MAX], "document": {}}
        with write():
            cls.update(ended).where(cls.id == trial_id, cls.ended_at.is_null()).execute()

    @classmethod
    def dialled_since(cls, moment: datetime) -> list[str]:
        """Return the numbers in E.164 that were rung for trials since a moment, each as often as it was."""
        rows = cls.select(cls.number).where(cls.rang_at >= moment)
        return [row.number for row in rows if row.number]

    @staticmethod
    def _telephone_of(account_id: int | None) -> StaffMember:
        for member in Operator.staff():
            if member.account == account_id:
                return member
        raise NoTelephone(NO_TELEPHONE)


JOURNAL_WORDS: Mapping[str, str] = {"trial_call": "пробний дзвінок", "asked_trial": "замовлено"}
