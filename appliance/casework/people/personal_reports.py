"""What of urgent reports to the chief is a caller's personal data: their words, wherever these were repeated."""

from __future__ import annotations

import peewee

from appliance.casework.box.alarms import Alarm
from appliance.casework.people.personal import ERASED, Column, PersonalData, Subject, among
from appliance.casework.staff.red_button import UrgentReport, UrgentReportSms
from appliance.casework.texts.messages import Message, MessagePart


def _reports(subject: Subject) -> peewee.Node:
    return among(UrgentReport.call_uid, subject.calls)


def _alarms(subject: Subject) -> peewee.Node:
    return Alarm.id.in_(UrgentReport.select(UrgentReport.alarm).where(_reports(subject)))


def _texts(subject: Subject) -> peewee.ModelSelect[UrgentReportSms]:
    reports = UrgentReport.select(UrgentReport.id).where(_reports(subject))
    return UrgentReportSms.select(UrgentReportSms.message).where(UrgentReportSms.report.in_(reports))


PERSONAL = (
    PersonalData(
        UrgentReport,
        "Термінові доповіді керівникові за дзвінками людини",
        _reports,
        {"reported_at": Column("Коли"), "text": Column("Текст", ERASED)},
        journal=("urgent_report",),
    ),
    PersonalData(Alarm, "Тривоги за цими доповідями", _alarms, {"text": Column("", ERASED)}, silent=True),
    PersonalData(
        Message,
        "SMS керівникові за цими доповідями",
        lambda subject: Message.id.in_(_texts(subject)),
        {"text": Column("", "")},
        silent=True,
    ),
    PersonalData(
        MessagePart,
        "Частини SMS керівникові",
        lambda subject: MessagePart.message.in_(_texts(subject)),
        {"text": Column("", "")},
        silent=True,
    ),
)
