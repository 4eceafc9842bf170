"""Alarms for programs: what the console does not show to a role, the API does not either."""

from __future__ import annotations

from pathlib import Path

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.accounts import Actor, Origin, Role
from appliance.casework.staff.red_button import NewReport, ReportKind, UrgentReport
from tests.web.house import House


def test_an_urgent_report_is_no_news_for_whom_the_console_does_not_show_it(tmp_path: Path) -> None:
    house = House(tmp_path)
    clerk, administrator = house.enter(Role.CLERK), house.enter(Role.ADMINISTRATOR)
    with house.database():
        by = Actor(Origin.CONSOLE, clerk.account_id)
        report = NewReport(next(iter(ReportKind)), "Ґудзь Ганна, Шевченка 3: без опалення")
        UrgentReport.press(report, by=by, now=house.now())
        Alarm.raise_alarm(AlarmKind.NOBODY_READY, "Немає готового оператора.", now=house.now())
    heard = house.program(clerk).get("/api/v1/alarms").json
    assert heard and any("Шевченка" in each["text"] for each in heard["items"])
    told = house.program(administrator).get("/api/v1/alarms").json
    assert told and [each["kind"] for each in told["items"]] == [AlarmKind.NOBODY_READY]
