"""The red button, «Терміново керівникові»: what the chief must know at once (S Annex 2, 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import peewee
from playhouse.apsw_ext import BooleanField

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.office.calendar import KYIV
from appliance.casework.office.community import Settlement
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.roster import RosterShift
from appliance.casework.texts.messages import Message, NewMessage
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import Purpose, parse

SUBJECT = "urgent_report"
TEXT_MAX = 500
SMS_TEXT_MAX = 300


class BadReport(SlukhavkaError):
    """The report cannot be understood by who reads it."""


class OwnReport(SlukhavkaError):
    """Who reports does not acknowledge for the chief."""


class ReportKind(StrEnum):
    """What the chief must know at once."""

    INCIDENT = "incident"
    """Something broke or happened: a line is down, an accident."""
    RESONANT = "resonant"
    """An appeal that many will speak of."""


KIND_NAMES: Mapping[ReportKind, str] = {
    ReportKind.INCIDENT: "подія чи вихід з ладу",
    ReportKind.RESONANT: "резонансне звернення",
}


@dataclass(frozen=True, slots=True)
class NewReport:
    """What the operator writes. `settlement`: id; `call_uid`: the call it came from."""

    kind: ReportKind
    text: str
    settlement: int | None = None
    call_uid: str | None = None


class UrgentReport(Row):
    """One press of the button.

    Its alarm is over as soon as it is raised, for a report is no state: it stands until it is seen, and who saw it and
    when is written there.
    """

    id = peewee.AutoField()
    kind = peewee.TextField()
    text = peewee.TextField()
    settlement = peewee.ForeignKeyField(Settlement, null=True)
    call_uid = peewee.TextField(null=True)
    reported_by = peewee.ForeignKeyField(Account)
    reported_by_id: int
    reported_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    alarm = peewee.ForeignKeyField(Alarm)
    alarm_id: int
    texts: Sequence[UrgentReportSms]
    """The other end of `UrgentReportSms.report`."""

    @classmethod
    def press(cls, new: NewReport, *, by: Actor, now: Moment) -> int:
        """Keep the report, raise its alarm, queue the SMS to the chiefs; return its id. Wake the outbox after it.

        Raises BadReport.
        """
        text = _fit(new.text)
        with write():
            told = _told(new, text)
            report = cls.create(
                kind=new.kind,
                text=text,
                settlement=new.settlement,
                call_uid=new.call_uid,
                reported_by=by.account,
                reported_at=now.wall,
                clock_trusted=now.trusted,
                alarm=_alarm(told, now),
            )
            for officer in chiefs(now):
                _text(report, officer, f"{told} ({report.reported_by.name}, {_hour(now)})", now)
            AuditEntry.record(by=by, now=now, verb="reported", subject=SUBJECT, subject_id=report.id)
        return int(report.id)

    @classmethod
    def acknowledge(cls, report_id: int, *, by: Actor, now: Moment) -> bool:
        """Note that the chief knows; False when somebody was first. Raises NotThere, OwnReport."""
        with write():
            report = cls.get_or_none(cls.id == report_id)
            if report is None:
                raise NotThere("Такої доповіді немає.")
            if report.reported_by_id == by.account:
                raise OwnReport("Це ваша доповідь: її має підтвердити той, кому доповідали.")
            if not Alarm.acknowledge(report.alarm_id, by=by, now=now):
                return False
            AuditEntry.record(by=by, now=now, verb="acknowledged", subject=SUBJECT, subject_id=report_id)
            return True

    @classmethod
    def unseen(cls) -> list[UrgentReport]:
        """Return the reports that nobody has acknowledged, the newest first, each whole."""
        return _whole(cls._newest().where(Alarm.acknowledged_at.is_null()))

    @classmethod
    def latest(cls, count: int, before: int | None = None) -> list[UrgentReport]:
        """Return the newest `count` with an id below `before`, each whole."""
        rows = cls._newest().limit(count)
        return _whole(rows if before is None else rows.where(cls.id < before))

    @classmethod
    def _newest(cls) -> peewee.ModelSelect[UrgentReport]:
        seen_by = Account.alias()
        return (
            cls.select(cls, Settlement, Account, Alarm, seen_by)
            .join_from(cls, Settlement, peewee.JOIN.LEFT_OUTER)
            .join_from(cls, Account)
            .join_from(cls, Alarm)
            .join_from(Alarm, seen_by, peewee.JOIN.LEFT_OUTER)
            .order_by(cls.id.desc())
        )


class UrgentReportSms(Row):
    """An SMS by which a chief was told."""

    message = peewee.ForeignKeyField(Message, primary_key=True)
    report = peewee.ForeignKeyField(UrgentReport, backref="texts")
    report_id: int
    officer = peewee.ForeignKeyField(DutyOfficer)


def chiefs(now: Moment) -> list[DutyOfficer]:
    """Return who is to be told: the chief on duty, else every chief of the directory, else the officer on duty."""
    on_duty = {shift.planned.officer for shift in RosterShift.duty_at(now.wall)}
    standing = DutyOfficer.standing()
    present = [officer for officer in standing if officer.id in on_duty]
    of_all = [officer for officer in standing if officer.is_chief]
    return [officer for officer in present if officer.is_chief] or of_all or present


def _whole(rows: peewee.ModelSelect[UrgentReport]) -> list[UrgentReport]:
    """Return the rows with the state of their SMS."""
    texts = UrgentReportSms.select(UrgentReportSms, Message, DutyOfficer)
    texts = texts.join_from(UrgentReportSms, Message).join_from(UrgentReportSms, DutyOfficer)
    reports = list(rows)
    told: dict[int, list[UrgentReportSms]] = {report.id: [] for report in reports}
    for each in texts.where(UrgentReportSms.report.in_(list(told))) if told else ():
        told[each.report_id].append(each)
    for report in reports:
        report.texts = told[report.id]
    return reports


def _fit(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise BadReport("Напишіть, що сталося.")
    if len(text) > TEXT_MAX or not text.isprintable():
        raise BadReport(f"Напишіть коротше, не більше ніж {TEXT_MAX} знаків, без незвичних знаків.")
    return text


def _told(new: NewReport, text: str) -> str:
    """Return the report as one line, as long as three SMS can be."""
    if new.call_uid and not CallRecord.select().where(CallRecord.uid == new.call_uid).exists():
        raise BadReport("Такого дзвінка немає.")
    settlement = Settlement.get_or_none(Settlement.id == new.settlement) if new.settlement else None
    if new.settlement and settlement is None:
        raise BadReport("Такого населеного пункту немає.")
    place = f"{settlement.full_name}: " if settlement else ""
    short = text if len(text) <= SMS_TEXT_MAX else text[: SMS_TEXT_MAX - 1] + "…"
    return f"ТЕРМІНОВО, {KIND_NAMES[new.kind]}. {place}{short}"


def _alarm(told: str, now: Moment) -> int:
    alarm_id = Alarm.raise_alarm(AlarmKind.RED_BUTTON, told, now=now)
    Alarm.clear(AlarmKind.RED_BUTTON, now=now)
    if alarm_id is None:
        raise BadReport("Попередню доповідь ще записують. Натисніть ще раз.")
    return alarm_id


def _text(report: UrgentReport, officer: DutyOfficer, text: str, now: Moment) -> None:
    source = f"{SUBJECT}:{report.id}"
    queued = Message.queue(NewMessage(parse(officer.mobile, ""), text, source, Purpose.ALARM), now)
    UrgentReportSms.create(message=queued, report=report, officer=officer)


def _hour(now: Moment) -> str:
    return f"{now.wall.astimezone(KYIV):%H:%M}"


JOURNAL_WORDS: Mapping[str, str] = {
    "urgent_report": "термінова доповідь керівникові",
    "reported": "доповіли",
    "acknowledged": "підтверджено",
}
