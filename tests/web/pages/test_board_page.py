"""The board: calls now, who waits, alarms with who has seen them, who is on duty (I1, B2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import NOBODY_READY_TEXT, Alarm
from appliance.casework.box.danger_messages import raise_danger
from appliance.casework.contacts.calls import CallRecord, CallStart, VoiceMessage
from appliance.casework.entrance.accounts import Role
from appliance.casework.staff.operators import Operator, Reach
from tests.web.house import House, path_of
from tests.web.pages.call_house import left_message
from tests.web.pages.duty_house import daemon_of


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def nobody_ready(house: House) -> None:
    with house.database():
        Alarm.raise_alarm(AlarmKind.NOBODY_READY, NOBODY_READY_TEXT, now=house.now())


@pytest.mark.row("B2")
def test_the_alarm_that_nobody_is_ready_stands_with_who_has_seen_it_and_when(house: House) -> None:
    nobody_ready(house)
    clerk, head = house.enter(Role.CLERK), house.enter(Role.HEAD, "Голова Петро")
    assert NOBODY_READY_TEXT in clerk.get("/board").text
    assert "ще ніхто не підтвердив" in clerk.get("/board").text
    assert clerk.post("/board/alarms/1/acknowledge").status_code == 403
    house.clock.pass_by(120)
    with daemon_of(house) as asked:
        assert path_of(head.post("/board/alarms/1/acknowledge")) == "/board"
    assert asked == ["wake_alarms"]
    assert "Бачили: <b>Голова Петро</b>, 23.11.2026 10:02" in clerk.get("/board").text
    house.enter(Role.TECHNICIAN).post("/board/alarms/1/acknowledge")
    assert "Голова Петро" in clerk.get("/board").text


def test_an_alarm_that_is_over_and_seen_leaves_the_board(house: House) -> None:
    nobody_ready(house)
    head = house.enter(Role.HEAD)
    with house.database():
        Alarm.clear(AlarmKind.NOBODY_READY, now=house.now())
    assert "(минула)" in head.get("/board").text
    head.post("/board/alarms/1/acknowledge")
    assert "Тривог немає" in head.get("/board").text
    assert head.post("/board/alarms/1/acknowledge").status_code == 404
    assert head.post("/board/alarms/9/acknowledge").status_code == 404


def test_an_alarm_that_comes_and_goes_stands_once_with_how_often_and_when_last(house: House) -> None:
    nobody_ready(house)
    assert "востаннє" not in house.enter(Role.CLERK).get("/board").text
    for _ in range(4):
        house.clock.pass_by(300)
        with house.database():
            Alarm.clear(AlarmKind.NOBODY_READY, now=house.now())
        nobody_ready(house)
    text = house.enter(Role.CLERK).get("/board").text
    assert text.count(NOBODY_READY_TEXT) == 1
    assert "(триває)" in text
    assert "5 разів, востаннє 23.11.2026 10:20" in text


@pytest.mark.row("K2")
def test_an_alarm_of_danger_leads_who_may_see_calls_to_the_message(house: House) -> None:
    number = left_message(house, purpose="emergency")
    with house.database():
        raise_danger(number, now=house.now())
        uid = VoiceMessage.get_by_id(number).call.uid
    clerk = house.enter(Role.CLERK)
    assert f'href="/calls/{uid}"' in clerk.get("/board").text
    assert f"Повідомлення № {number}" in clerk.get(f"/calls/{uid}").text
    technicians = house.enter(Role.TECHNICIAN).get("/board").text
    assert f"№ {number} про загрозу" in technicians and uid not in technicians
    house.enter(Role.HEAD).post("/board/alarms/1/acknowledge")
    assert "Бачили" in clerk.get("/board").text


def test_an_urgent_report_is_not_acknowledged_as_any_alarm(house: House) -> None:
    house.enter(Role.CLERK).post("/urgent", kind="incident", text="Прорвало трубу")
    assert house.enter(Role.TECHNICIAN).post("/board/alarms/1/acknowledge").status_code == 404
    assert "Прорвало трубу" in house.enter(Role.HEAD).get("/board").text


def test_calls_and_who_waits_are_on_the_board_and_numbers_are_hidden(house: House) -> None:
    with house.database():
        CallRecord.begin(CallStart("a" * 32, "gsm1", True, house.now(), "+380671112233", "+380671112233", "normal"))
        Operator.add("Олена Коваль", Reach("201"), now=house.now())
    lines = [{"line": "gsm1", "state": "talking"}]
    with daemon_of(house, lines=lines, waiting=2):
        text = " ".join(house.enter(Role.CLERK).get("/board").text.split())
    assert "gsm1: <b>розмова</b>" in text
    assert "Чекають на оператора: <b>2</b>" in text
    assert "067 ••• •• 33" in text
    assert "111" not in text
    assert "Олена Коваль: не працює" in text


def test_a_silent_daemon_is_said_in_its_place(house: House) -> None:
    assert "Слухавка не працює. Стан ліній невідомий" in house.enter(Role.HEAD).get("/board").text


def test_who_may_see_no_calls_and_no_people_sees_none_on_the_board(house: House) -> None:
    with house.database():
        CallRecord.begin(CallStart("a" * 32, "gsm1", True, house.now(), "+380671112233", "+380671112233", "normal"))
        Operator.add("Олена Коваль", Reach("201"), now=house.now())
    for role in (Role.TECHNICIAN, Role.EDITOR):
        text = house.enter(role).get("/board").text
        assert "067" not in text
        assert "Олена Коваль" not in text
        assert "Що зробити" not in text
