"""Self-tests (самоперевірки): what was looked at, when, and how it stood; a failure is an alarm until a good run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment

NAME_MAX, SAYS_MAX = 100, 500


class Outcome(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should see to it."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """It cannot be looked at here, and the sentence says why."""


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.OK: "гаразд",
    Outcome.WARNING: "зверніть увагу",
    Outcome.FAILED: "несправність",
    Outcome.SKIPPED: "не перевірялося",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `name` tells findings apart, also those of one check ("line:sim1").

    `says`: a Ukrainian sentence with the measured figure; `advice`: what to do, "" when there is nothing to do.
    One that is not `measured` bears the name of its check: of what that looks at nothing is known.
    """

    name: str
    title: str
    outcome: Outcome
    says: str
    advice: str = ""
    took_s: float = 0.0
    measured: bool = True


class SelfTest(Row):
    """One report. It is never changed."""

    id = peewee.AutoField()
    origin = peewee.TextField()
    account = peewee.ForeignKeyField(Account, null=True)
    began_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    took_s = peewee.FloatField()
    failed = peewee.IntegerField()
    warned = peewee.IntegerField()
    findings: Sequence[SelfTestFinding]
    """The other end of `SelfTestFinding.self_test`."""

    @classmethod
    def keep(cls, findings: Sequence[Finding], *, took_s: float, by: Actor, began: Moment) -> int:
        """Keep a report and return its id. Each failure raises its alarm, which the next run without it clears."""
        with write():
            test = cls.create(
                origin=by.origin,
                account=by.account,
                began_at=began.wall,
                clock_trusted=began.trusted,
                took_s=took_s,
                failed=sum(each.outcome is Outcome.FAILED for each in findings),
                warned=sum(each.outcome is Outcome.WARNING for each in findings),
            )
            for each in findings:
                SelfTestFinding.insert(
                    self_test=test.id,
                    name=each.name[:NAME_MAX],
                    title=each.title[:NAME_MAX],
                    outcome=each.outcome,
                    says=each.says[:SAYS_MAX],
                    advice=each.advice[:SAYS_MAX],
                    took_s=each.took_s,
                ).execute()
            _tell(findings, began)
        return int(test.id)

    @classmethod
    def newest(cls) -> SelfTest | None:
        """Return the newest report with its findings."""
        found = _with_findings(cls.select().order_by(cls.id.desc()).limit(1))
        return found[0] if found else None

    @classmethod
    def numbered(cls, test_id: int) -> SelfTest:
        """Return a report with its findings. Raises NotThere."""
        found = _with_findings(cls.select().where(cls.id == test_id))
        if not found:
            raise NotThere("Такої самоперевірки немає.")
        return found[0]

    @classmethod
    def latest(cls, count: int, before: int | None = None) -> list[SelfTest]:
        """Return the newest `count` with an id below `before`, without their findings."""
        rows = cls.select(cls, Account).join(Account, peewee.JOIN.LEFT_OUTER).order_by(cls.id.desc()).limit(count)
        return list(rows if before is None else rows.where(cls.id < before))


class SelfTestFinding(Row):
    """One finding of a report."""

    id = peewee.AutoField()
    self_test = peewee.ForeignKeyField(SelfTest, backref="findings")
    name = peewee.TextField()
    title = peewee.TextField()
    outcome = peewee.TextField()
    says = peewee.TextField()
    advice = peewee.TextField(default="")
    took_s = peewee.FloatField()


def _with_findings(rows: peewee.ModelSelect[SelfTest]) -> list[SelfTest]:
    return list(peewee.prefetch(rows, SelfTestFinding.select().order_by(SelfTestFinding.id)))


def _tell(findings: Sequence[Finding], now: Moment) -> None:
    """Raise what failed and clear what does not fail any more; what was skipped or not measured says nothing."""
    found = {each.name[:NAME_MAX]: each for each in findings}
    for name, each in found.items():
        if each.outcome is Outcome.FAILED:
            Alarm.raise_alarm(AlarmKind.SELF_TEST_FAILED, f"{each.title}: {each.says}"[:SAYS_MAX], now=now, about=name)
    unmeasured = {each.name for each in findings if not each.measured}
    for alarm in Alarm.select().where(Alarm.kind == AlarmKind.SELF_TEST_FAILED, Alarm.cleared_at.is_null()):
        now_found = found.get(alarm.about)
        if now_found is None:
            mended = alarm.about.partition(":")[0] not in unmeasured  # it is no longer there
        else:
            mended = now_found.outcome in (Outcome.OK, Outcome.WARNING)
        if mended:
            Alarm.clear(AlarmKind.SELF_TEST_FAILED, now=now, about=alarm.about)
