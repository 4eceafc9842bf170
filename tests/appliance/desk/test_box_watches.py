"""The whole box: an urgent report leaves it as an SMS at once; it looks at roster and operators by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.row import bind
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.staff.red_button import NewReport, ReportKind, UrgentReport
from appliance.control import ask
from appliance.desk.watch import LOOK_S
from tests.appliance.casework.duty import officer, who
from tests.fakes.box import Box, with_box


@pytest.mark.row("B20")
def test_the_red_button_reaches_the_chiefs_telephone_within_seconds(tmp_path: Path) -> None:
    def pressed(box: Box) -> None:
        with bind(box.settings.database).connection_context():
            officer("Голова", "0501112233", chief=True)
            new = NewReport(ReportKind.RESONANT, "Прорвало трубу біля школи")
            UrgentReport.press(new, by=who("Олена Коваль"), now=box.clock.now())
        ask(box.settings.control, "wake_outbox")

    async def test(box: Box) -> None:
        await asyncio.to_thread(pressed, box)
        await asyncio.sleep(10.0)
        sent = box.modem.mail.sent
        assert {sms.number for sms in sent} == {"+380501112233"}
        assert "Прорвало трубу біля школи" in "".join(sms.text for sms in sent)

    with_box(test, tmp_path)


@pytest.mark.row("B2")
def test_the_box_itself_notices_that_nobody_is_ready(tmp_path: Path) -> None:
    def one_operator(box: Box) -> None:
        with bind(box.settings.database).connection_context():
            Operator.add("Олена Коваль", Reach("201"), now=box.clock.now())

    def alarms(box: Box) -> list[str]:
        with bind(box.settings.database).connection_context():
            return [alarm.kind for alarm in Alarm.standing()]

    async def test(box: Box) -> None:
        await asyncio.to_thread(one_operator, box)
        assert await asyncio.to_thread(alarms, box) == []
        await asyncio.sleep(LOOK_S)
        assert await asyncio.to_thread(alarms, box) == [AlarmKind.NOBODY_READY]

    with_box(test, tmp_path)
