"""Self-tests, incidents, lines and maintenance in the console (J1, J4, J5, J10)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.incidents import Incident, IncidentKind
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.box.self_tests import Finding, Outcome, SelfTest
from appliance.casework.box.sim_cards import CardAnswer, SimCard
from appliance.casework.contacts.calls import CallEnd, CallRecord
from appliance.casework.entrance.accounts import BOX, Role
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from appliance.control import Answer, ControlServer
from appliance.settings import GsmLineSettings
from tests.appliance.casework.register import call
from tests.web.house import BEGAN, House, path_of
from tests.web.pages.duty_house import daemon_of
from web.pages.incidents.months import months


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@contextmanager
def answering(house: House, **answers: Answer) -> Iterator[None]:
    """A daemon that answers these verbs."""
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        server = ControlServer(house.settings.control, answers)
        await server.start()
        ready.set()
        await asyncio.to_thread(stop.wait)
        await server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def at(seconds: float) -> Moment:
    return replace(BEGAN, wall=BEGAN.wall + timedelta(seconds=seconds), monotonic_s=BEGAN.monotonic_s + seconds)


def report_kept(house: House, *findings: Finding) -> None:
    with house.database():
        SelfTest.keep(findings, took_s=2.25, by=BOX, began=house.now())


BAD = Finding("disk", "Диск", Outcome.FAILED, "Вільно 0,1 ГБ <b>", "Покличте техніка.")
GOOD = Finding("clock", "Годинник", Outcome.OK, "Час звірено.")


@pytest.mark.row("J4")
def test_the_newest_report_stands_on_its_page_and_each_is_kept(house: House) -> None:
    technician = house.enter(Role.TECHNICIAN)
    assert "ще не було" in technician.get("/selftest").text
    report_kept(house, BAD, GOOD)
    report_kept(house, GOOD)
    page = technician.get("/selftest").text
    assert "Тривала 2,2 с" in page and "Час звірено" in page
    assert "несправностей 1" in page
    first = technician.get("/selftest/1").text
    assert "Вільно 0,1 ГБ &lt;b&gt;" in first and "Покличте техніка." in first
    assert technician.get("/selftest/99").status_code == 404


@pytest.mark.row("J4")
def test_the_button_lets_the_daemon_begin_one_in_the_name_of_who_pressed_it(house: House) -> None:
    technician, asked = house.enter(Role.TECHNICIAN), []

    def run(request: dict[str, Any]) -> dict[str, Any]:
        asked.append(request["account"])
        return {}

    with answering(house, run_self_test=run):
        assert path_of(technician.post("/selftest/run")) == "/selftest"
    assert asked == [technician.account_id]
    technician.post("/selftest/run")
    assert "не працює" in technician.get("/selftest").text


@pytest.mark.row("J4")
def test_who_signs_before_a_shift_reads_what_the_self_test_found(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    assert "Самоперевірки ще не було" in clerk.get("/shifts/sign").text
    report_kept(house, BAD, GOOD)
    sheet = clerk.get("/shifts/sign").text
    assert "Диск: несправність." in sheet and "Покличте техніка." in sheet
    assert "Час звірено" not in sheet
    assert "несправностей 1" in house.enter(Role.HEAD).get("/status").text


@pytest.mark.row("J5")
def test_incidents_are_listed_summed_up_and_noted(house: House) -> None:
    with house.database():
        Incident.begin(IncidentKind.LINE_DOWN, "Порт <i> зник.", began=at(-86400), about="sim1", deaf=True)
        Incident.end(IncidentKind.LINE_DOWN, now=at(-86400 + 864), about="sim1")
    technician = house.enter(Role.TECHNICIAN)
    page = technician.get("/incidents").text
    assert "Лінія не працювала: sim1" in page and "Порт &lt;i&gt; зник." in page and "14 хв 24 с" in page
    assert "99,00 %" in page
    assert technician.post("/incidents/1", text=" ").status_code == 422
    assert path_of(technician.post("/incidents/1", text="Замінено кабель")) == "/incidents/1"
    assert "Замінено кабель" in technician.get("/incidents/1").text
    assert "Замінено кабель" in technician.get("/incidents").text
    assert technician.get("/incidents/77").status_code == 404


def test_an_availability_is_never_rounded_up_to_all_of_it(house: House) -> None:
    with house.database():
        Incident.begin(IncidentKind.CRASH, "x", began=at(-20 * 86400), deaf=True)
        Incident.end(IncidentKind.CRASH, now=at(-20 * 86400 + 5))
        [month] = months(BEGAN.wall)
    assert (month.availability, month.went.deaf_s, month.count) == ("99,99 %", 5, 1)


def test_months_go_back_as_far_as_anything_is_known(house: House) -> None:
    with house.database():
        assert list(months(BEGAN.wall)) == []
        rang = replace(BEGAN, wall=datetime(2026, 9, 30, 12, tzinfo=UTC))
        CallRecord.begin(call(at=rang))
        assert [month.first.month for month in months(BEGAN.wall)] == [11, 10, 9]


@pytest.mark.row("J10")
def test_a_technician_begins_works_that_callers_hear_of_and_ends_them(house: House) -> None:
    technician = house.enter(Role.TECHNICIAN, "Ігор Гнатюк")
    with daemon_of(house) as asked:
        refused = technician.post("/maintenance", reason="", hours="1", spoken="Ведуться роботи.")
        assert refused.status_code == 422
        begun = technician.post("/maintenance", reason="Заміна модема", hours="2", spoken="Ведуться роботи.")
        assert path_of(begun) == "/maintenance"
        page = technician.get("/maintenance").text
        assert "Заміна модема" in page and "до 23.11.2026 12:00" in page and "Ігор Гнатюк" in page
        assert "Ще не озвучено" in page
        assert "Ведуться роботи." in house.enter(Role.HEAD).get("/notices").text
        assert path_of(technician.post("/maintenance/end")) == "/maintenance"
        assert asked == ["wake_notices", "wake_notices"]
    assert "не ведуться" in technician.get("/maintenance").text
    with house.database():
        assert Maintenance.running(house.now()) is None


@pytest.mark.row("J10")
def test_only_who_maintains_begins_works(house: House) -> None:
    head = house.enter(Role.HEAD)
    assert head.get("/maintenance").status_code == 200
    assert "Почати роботи" not in head.get("/maintenance").text
    assert head.post("/maintenance", reason="x", hours="1", spoken="").status_code == 403


def test_a_text_that_cannot_be_spoken_is_refused_beside_its_field(house: House) -> None:
    answer = house.enter(Role.TECHNICIAN).post("/maintenance", reason="x", hours="1", spoken="???")
    assert answer.status_code == 422
    with house.database():
        assert Maintenance.latest(5) == []


def with_line(house: House) -> None:
    house.settings = replace(house.settings, lines=(GsmLineSettings("sim1", "huawei_e1550"),))
    house.restart_console()
    with house.database():
        SimCard.see("sim1", "25503", house.now())
        SimCard.note_answer("sim1", CardAnswer("12.50", 1250), house.now())
        for day, by in ((0, EndedBy.CALLER), (0, EndedBy.FAULT), (3, EndedBy.CALLER), (9, EndedBy.CALLER)):
            start = replace(call(at=at(-day * 86400 - 60)), line="sim1")
            CallRecord.finish(start, CallEnd(start.rang.wall, start.rang.wall, 5, CallResult.SERVED, by))


LINE = {"line": "sim1", "state": "idle", "operator": "Kyivstar", "signal_dbm": -83}


@pytest.mark.row("J1")
def test_a_line_shows_network_signal_calls_and_money(house: House) -> None:
    with_line(house)
    technician = house.enter(Role.TECHNICIAN)
    with daemon_of(house, lines=[LINE]):
        page = technician.get("/lines").text
    assert "Kyivstar, зареєстрована" in page and "добрий (−83 дБм)" in page
    assert "2, відповіли на 2, обірвалися через збій 1" in page
    assert "3, відповіли на 3, обірвалися через збій 1" in page
    assert "12,50 грн" in page
    assert "IMEI" not in page
    assert "Стан ліній невідомий" in technician.get("/lines").text


@pytest.mark.row("J1")
def test_a_modem_asked_now_tells_what_it_is_and_how_its_sound_stands(house: House) -> None:
    with_line(house)
    told = {**LINE, "answers": True, "imei": "353871021234567", "firmware": "11.608", "sound": "held", "says": ""}
    told |= {"model": "E1550", "roaming": True}
    status: Answer = lambda _request: {"lines": [LINE], "waiting": 0}  # noqa: E731
    with answering(house, status=status, self_test=lambda _request: {"lines": [told]}):
        page = house.enter(Role.TECHNICIAN).get("/lines?ask=1").text
    assert "353871021234567" in page and "11.608" in page and "так, щойно" in page and "порт звуку відкрито" in page
    assert "<dd>E1550</dd>" in page and "роумінг" in page
    assert 'id="lines-of-box" data-live' not in page, "a piece of news would ask the modems again"


@pytest.mark.row("J1")
def test_the_log_of_the_wire_is_shown_as_text(house: House) -> None:
    entries = [["2026-11-23T08:00:00+00:00", "<", "+CLIP: <script>"]]
    technician = house.enter(Role.TECHNICIAN)
    with answering(house, modem_log=lambda _request: {"lines": {"sim1": entries}}):
        page = technician.get("/lines/log").text
    assert "10:00:00 &lt; +CLIP: &lt;script&gt;" in page
    assert "не працює" in technician.get("/lines/log").text
