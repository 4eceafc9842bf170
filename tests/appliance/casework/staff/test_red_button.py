"""What one press of the red button sets off (S Annex 2, 3)."""

from __future__ import annotations

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.dialled import grounds
from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Role
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Settlement
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.red_button import (
    TEXT_MAX,
    BadReport,
    NewReport,
    OwnReport,
    ReportKind,
    UrgentReport,
)
from appliance.casework.texts.messages import Claim, Message
from appliance.contracts import CallResult
from appliance.numbers import DialLimits
from appliance.sms_text import split
from tests.appliance.casework.duty import duty, officer, who
from tests.appliance.casework.register import NOW, ended, later, opened

__all__ = ["opened"]

CLERK = "Олена Коваль"


def pressed(text: str = "Прорвало трубу біля школи", settlement: int | None = None, call_uid: str | None = None) -> int:
    new = NewReport(ReportKind.INCIDENT, text, settlement, call_uid)
    return UrgentReport.press(new, by=who(CLERK, Role.CLERK), now=NOW)


def queued() -> list[tuple[str | None, str]]:
    return [(message.number, message.purpose) for message in Message.select().order_by(Message.id)]


def test_one_press_is_a_row_an_alarm_and_an_sms_to_the_chief() -> None:
    chief = officer("Голова", "0501112233", chief=True)
    officer()
    village = Settlement.add("Вишневе", kind="с.", by=who(), now=NOW)
    pressed(settlement=village)
    [report] = UrgentReport.unseen()
    assert report.settlement is not None
    assert (report.kind, report.reported_by.name, report.settlement.full_name) == ("incident", CLERK, "с. Вишневе")
    [alarm] = Alarm.standing()
    assert (alarm.kind, alarm.id) == (AlarmKind.RED_BUTTON, report.alarm_id)
    assert queued() == [("+380501112233", "alarm")]
    [sent] = report.texts
    assert sent.officer.id == chief
    assert sent.message.text == (
        "ТЕРМІНОВО, подія чи вихід з ладу. с. Вишневе: Прорвало трубу біля школи (Олена Коваль, 10:00)"
    )


def test_its_sms_goes_out_whatever_the_day_has_brought_already() -> None:
    officer("Голова", "0501112233", chief=True)
    pressed()
    claim = Message.claim(["gsm1"], grounds, NOW, limits=DialLimits(0, 0, 0, 0, 0))
    assert isinstance(claim, Claim)
    assert claim.permit.e164 == "+380501112233"


def test_who_has_left_the_directory_gets_no_sms_that_still_waits() -> None:
    chief = officer("Голова", "0501112233", chief=True)
    pressed()
    DutyOfficer.remove(chief, by=who(), now=NOW)
    assert Message.claim(["gsm1"], grounds, NOW) is None
    assert "довідниках" in Message.get().error


def test_the_chief_on_duty_is_told_alone_and_else_every_chief() -> None:
    first, _ = officer("Голова", "0501112233", chief=True), officer("Заступник", "0501112244", chief=True)
    pressed()
    assert [number for number, _ in queued()] == ["+380501112233", "+380501112244"]
    duty(first, "2026-11-23 08:00", "2026-11-24 08:00")
    pressed()
    assert [number for number, _ in queued()][2:] == ["+380501112233"]


def test_without_a_chief_the_duty_officer_is_told_and_without_anybody_the_alarm_still_stands() -> None:
    pressed()
    assert (queued(), len(UrgentReport.unseen())) == ([], 1)
    duty(officer(), "2026-11-23 08:00", "2026-11-24 08:00")
    pressed()
    assert queued() == [("+380671112233", "alarm")]


def test_it_stands_until_the_chief_acknowledges_it_and_says_who_and_when() -> None:
    report = pressed()
    assert UrgentReport.acknowledge(report, by=who("Голова", Role.HEAD), now=later(60))
    assert UrgentReport.unseen() == []
    [seen] = UrgentReport.latest(5)
    assert seen.alarm.acknowledged_by is not None
    assert (seen.alarm.acknowledged_by.name, seen.alarm.acknowledged_at) == ("Голова", later(60).wall)
    assert Alarm.standing() == []
    assert not UrgentReport.acknowledge(report, by=who(), now=later(90))
    last = AuditEntry.last_of("urgent_report", report)
    assert last is not None
    assert (last.verb, last.account_id) == ("acknowledged", who("Голова").account)


def test_nobody_acknowledges_for_his_own_chief() -> None:
    report = pressed()
    with pytest.raises(OwnReport):
        UrgentReport.acknowledge(report, by=who(CLERK), now=later(1))
    with pytest.raises(NotThere):
        UrgentReport.acknowledge(99, by=who(), now=later(1))
    assert len(UrgentReport.unseen()) == 1


@pytest.mark.parametrize("text", ["", "  \n ", "я" * (TEXT_MAX + 1), "труба\x07"])
def test_a_report_that_says_nothing_is_refused_and_sends_nothing(text: str) -> None:
    officer("Голова", "0501112233", chief=True)
    with pytest.raises(BadReport):
        pressed(text)
    assert (queued(), Alarm.standing(), UrgentReport.latest(1)) == ([], [], [])


def test_a_call_or_a_settlement_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadReport, match="дзвінка"):
        pressed(call_uid="a" * 32)
    with pytest.raises(BadReport, match="населеного"):
        pressed(settlement=7)
    pressed(call_uid=ended(CallResult.SERVED).uid)


def test_the_longest_report_is_cut_for_the_sms_and_whole_in_the_row() -> None:
    officer("Голова", "0501112233", chief=True)
    pressed("я" * TEXT_MAX)
    assert len(UrgentReport.latest(1)[0].text) == TEXT_MAX
    text = Message.get().text
    assert "…" in text
    assert len(split(text)) <= 6


def test_line_ends_of_a_report_do_not_keep_its_sms_back() -> None:
    officer("Голова", "0501112233", chief=True)
    pressed("Рядок\r\nі ще\tрядок")
    assert UrgentReport.latest(1)[0].text == "Рядок і ще рядок"


def test_every_press_is_an_alarm_of_its_own() -> None:
    for _ in range(3):
        pressed()
    assert [alarm.kind for alarm in Alarm.standing()] == [AlarmKind.RED_BUTTON] * 3
    assert [report.id for report in UrgentReport.latest(2, before=3)] == [2, 1]
