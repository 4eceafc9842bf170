"""Presence: who can be rung now, and since when and why others cannot.

A change is a row; the latest row of an operator says how he stands. Who rings and who talks, the daemon knows without
rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import NOBODY_READY_TEXT, Alarm
from appliance.casework.entrance.accounts import BOX, Account, Actor
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.staff.operators import Operator, StaffMember
from appliance.clock import Moment
from appliance.contracts.office import PresenceState

AFTER_CALL_S = 30.0
MISSED_RING = "не відповів на дзвінок"
REASON_MAX = 200


STATE_NAMES: Mapping[PresenceState, str] = {
    PresenceState.READY: "на зв'язку",
    PresenceState.BREAK: "перерва",
    PresenceState.LUNCH: "обід",
    PresenceState.AFTER_CALL: "записує після розмови",
    PresenceState.OFF: "не працює",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one operator stands at a moment.

    `since` is None when he has never said anything, `left_s` unless it ends by itself. `change` is the number of his
    last change: who has the smallest has been left in peace the longest.
    """

    member: StaffMember
    state: PresenceState
    reason: str = ""
    since: datetime | None = None
    left_s: float | None = None
    change: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whom to ring, in this order; and how soon the next will be done with his writing, None when nobody writes."""

    ready: tuple[StaffMember, ...]
    next_in_s: float | None

    @property
    def nobody(self) -> bool:
        """Nobody can be rung, now or within the half minute of the work after a call: waiting would be in vain."""
        return not self.ready and self.next_in_s is None


class Presence(Row):
    """One change of an operator's presence. `lasts_s`: after that he is ready again, without anybody's doing."""

    id = peewee.AutoField()
    operator = peewee.ForeignKeyField(Operator)
    operator_id: int
    state = peewee.TextField()
    reason = peewee.TextField(default="")
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    since = UtcDateTimeField()
    clock_trusted = BooleanField()
    boot_id = peewee.TextField()
    since_monotonic_s = peewee.FloatField()
    lasts_s = peewee.FloatField(null=True)

    @classmethod
    def change(
        cls,
        operator_id: int,
        state: PresenceState,
        *,
        by: Actor,
        now: Moment,
        reason: str = "",
        lasts_s: float | None = None,
    ) -> bool:
        """Note how an operator stands from now on; False when he stood so already. Raises NoSuchOperator.

        `lasts_s`: after that he is ready by himself. Who becomes ready ends the alarm that nobody is.
        """
        with write():
            before = cls._standing(operator_id, now)
            if lasts_s is None and (before.state, before.reason) == (state, reason):
                return False
            cls._note(operator_id, state, by, now, reason, lasts_s)
            if state is PresenceState.READY:
                Alarm.clear(AlarmKind.NOBODY_READY, now=now)
            return True

    @classmethod
    def missed_ring(cls, operator_id: int, *, now: Moment, reason: str = MISSED_RING) -> bool:
        """Pause an operator who did not answer, until he comes back by himself; False when he had left meanwhile.

        The clock does not make him ready: every caller of an empty room would wait in vain. Raises NoSuchOperator.
        """
        with write():
            if cls._standing(operator_id, now).state is not PresenceState.READY:
                return False
            cls._note(operator_id, PresenceState.BREAK, BOX, now, reason)
            return True

    @classmethod
    def after_call(cls, operator_id: int, *, now: Moment, lasts_s: float = AFTER_CALL_S) -> bool:
        """Give an operator time to write after a talk; False when he has said in it that he goes away.

        Raises NoSuchOperator.
        """
        with write():
            if cls._standing(operator_id, now).state not in (PresenceState.READY, PresenceState.AFTER_CALL):
                return False
            cls._note(operator_id, PresenceState.AFTER_CALL, BOX, now, lasts_s=lasts_s)
            return True

    @classmethod
    def watch(cls, now: Moment, office_open: bool) -> bool:
        """Raise the alarm that nobody is ready in open hours, else end it; tell whether it changed.

        A line that has no operators at all misses nobody.
        """
        with write():
            if not office_open or not Operator.staff() or not cls.readiness(now).nobody:
                return Alarm.clear(AlarmKind.NOBODY_READY, now=now) is not None
            return Alarm.raise_alarm(AlarmKind.NOBODY_READY, NOBODY_READY_TEXT, now=now) is not None

    @classmethod
    def readiness(cls, now: Moment) -> Readiness:
        """Return whom to ring: by priority, among equals whoever has been left in peace the longest.

        Priority comes first because in a village council one person sits at the telephone and the others help out. The
        longest peace is told by the order of rows and not by the wall clock, which may have been anywhere.
        """
        standings = cls.roll_call(now)
        ready = [each for each in standings if each.state is PresenceState.READY]
        ready.sort(key=lambda each: (each.member.priority, each.change))
        writing = [each.left_s for each in standings if each.left_s is not None]
        return Readiness(tuple(each.member for each in ready), min(writing, default=None))

    @classmethod
    def roll_call(cls, now: Moment) -> list[Standing]:
        """Return how every operator stands, in the order of priority."""
        changes = cls.alias()
        last = changes.select(peewee.fn.MAX(changes.id)).where(changes.operator == Operator.id)
        newest = Operator.select(last).where(Operator.removed_at.is_null())
        latest = {row.operator_id: row for row in cls.select().where(cls.id.in_(newest))}
        return [_standing(member, latest.get(member.operator), now) for member in Operator.staff()]

    @classmethod
    def of_account(cls, account_id: int, now: Moment) -> Standing | None:
        """Return how the operator stands whose account it is; None when the person is no operator."""
        theirs = next((member for member in Operator.staff() if member.account == account_id), None)
        return None if theirs is None else cls._of(theirs, now)

    @classmethod
    def _standing(cls, operator_id: int, now: Moment) -> Standing:
        return cls._of(Operator.member(operator_id), now)

    @classmethod
    def _of(cls, member: StaffMember, now: Moment) -> Standing:
        latest = cls.select().where(cls.operator == member.operator).order_by(cls.id.desc()).first()
        return _standing(member, latest, now)

    @classmethod
    def _note(
        cls,
        operator_id: int,
        state: PresenceState,
        by: Actor,
        now: Moment,
        reason: str = "",
        lasts_s: float | None = None,
    ) -> None:
        cls.create(
            operator=operator_id,
            state=state,
            reason=reason[:REASON_MAX],
            origin=by.origin,
            account=by.account,
            since=now.wall,
            clock_trusted=now.trusted,
            boot_id=now.boot_id,
            since_monotonic_s=now.monotonic_s,
            lasts_s=lasts_s,
        )


def _standing(member: StaffMember, latest: Presence | None, now: Moment) -> Standing:
    if latest is None:
        return Standing(member, PresenceState.OFF)
    if latest.lasts_s is None:
        return Standing(member, PresenceState(latest.state), latest.reason, latest.since, change=latest.id)
    # A start of the machine takes longer than the work after any call.
    left_s = latest.since_monotonic_s + latest.lasts_s - now.monotonic_s if latest.boot_id == now.boot_id else 0.0
    if left_s > 0:
        return Standing(member, PresenceState(latest.state), latest.reason, latest.since, left_s, latest.id)
    ended_at = latest.since + timedelta(seconds=latest.lasts_s)
    return Standing(member, PresenceState.READY, since=ended_at, change=latest.id)
