"""The front panel on the screen: the same as on the lid, for a box without pins too (B10 79, K1, K4)."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.lamps import LIGHT_WORDS, SHOWN, Signal
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.publications import Publication
from appliance.casework.office.hours import OfficeKind
from appliance.casework.office.office_hours import OfficeHours
from appliance.contracts.panel import Lamp
from appliance.control import ControlServer
from tests.appliance.casework.office.test_office_hours import WEEK
from tests.web.house import BEGAN, House, path_of

QUIET = {
    Lamp.POWER: Signal.RUNNING,
    Lamp.LINE: Signal.LINE_WORKS,
    **dict.fromkeys((Lamp.RINGING, Lamp.TALKING, Lamp.MESSAGE, Lamp.FAULT, Lamp.ALARM), Signal.QUIET),
}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    with house.database():
        OfficeHours.begin(WEEK, by=BOX, now=BEGAN)
    return house


@contextmanager
def panel_of(house: House, lamps: dict[Lamp, Signal] | None = None, **told: Any) -> Iterator[list[dict[str, Any]]]:
    """Answer on the box's socket as the daemon does; yields what the panel was told."""
    asked: list[dict[str, Any]] = []
    state = {
        "lamps": {**QUIET, **(lamps or {})},
        "sound": "silent",
        "quiet": False,
        "position": "",
        "board": "",
        **told,
    }

    def hushed(request: dict[str, Any]) -> dict[str, Any]:
        asked.append(request)
        return {}

    answers = {"panel": hushed, "panel_state": lambda _request: state}
    answers |= {f"wake_{event}": hushed for event in ("alarms", "publisher")}
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
        yield asked
    finally:
        stop.set()
        thread.join()


def lamps(text: str) -> dict[str, str]:
    """Return what the page says of each lamp: its name → how it shines and what that means."""
    found = re.findall(r'<li class="lamp[^>]*>(.*?)</li>', text, re.DOTALL)
    words = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]
    return {word.split(" :")[0].split(" ", 1)[1]: word.split(": ", 1)[1] for word in words}


def test_every_lamp_is_there_with_words_and_not_by_colour_alone(house: House) -> None:
    with panel_of(house, {Lamp.LINE: Signal.LINES_DOWN, Lamp.ALARM: Signal.DANGER_UNSEEN}):
        found = lamps(house.enter(Role.CLERK).get("/panel").text)
    assert found["Живлення"].startswith("світиться Слухавка працює.")
    assert found["Лінія"].startswith("блимає швидко Жодна лінія не працює: додзвонитися неможливо. Перевірте кабель")
    assert found["Тривога"].startswith("блимає швидко Ідеться про життя")
    assert found["Дзвонить"] == "не світиться Ніхто не телефонує."
    assert len(found) == len(Lamp)


def test_every_line_of_the_table_is_drawn_as_the_lamp_shines(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    for row in SHOWN:
        with panel_of(house, {row.lamp: row.signal}):
            text = clerk.get("/panel").text
        assert f'class="lamp lamp-{row.lamp} light-{row.light}"' in text, row
        assert LIGHT_WORDS[row.light] in text, row


def test_a_daemon_that_does_not_run_is_a_dark_panel_with_what_to_do(house: House) -> None:
    found = lamps(house.enter(Role.CLERK).get("/panel").text)
    assert "Немає живлення, або Слухавка не запустилася" in found["Живлення"]
    assert {words.split(" Немає")[0] for words in found.values()} == {"не світиться"}


def test_the_screen_says_whether_there_are_lamps_and_why_they_are_dark(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    with panel_of(house):
        assert "Ламп на цій скриньці немає" in clerk.get("/panel").text
    with panel_of(house, board="Raspberry Pi 5", trouble="Лампи не працюють: немає мікросхеми.", position="closed"):
        text = clerk.get("/panel").text
    assert "Лампи не працюють: немає мікросхеми." in text
    assert "Ламп на цій скриньці немає" not in text
    assert "На скриньці стоїть: <b>ЗАЧИНЕНО</b>" in text


def test_the_button_on_the_screen_acknowledges_and_ends_the_sound(house: House) -> None:
    with house.database():
        Alarm.raise_alarm(AlarmKind.SIM_TROUBLE, "SIM мовчить.", now=house.now())
    technician = house.enter(Role.TECHNICIAN, "Остап")
    with panel_of(house, sound="danger", quiet=True) as asked:
        text = technician.get("/panel").text
        assert path_of(technician.post("/panel/acknowledge")) == "/panel"
    assert "Зумер: <b>довгі гудки</b>" in text
    assert "тихі години" in text
    assert [request["ask"] for request in asked] == ["panel", "wake_alarms"]
    with house.database():
        [alarm] = Alarm.standing()
        assert alarm.acknowledged_by
        assert alarm.acknowledged_by.name == "Остап"
        assert AuditEntry.page(limit=1)[0].verb == "alarm_seen"
    assert house.enter(Role.CLERK).post("/panel/acknowledge").status_code == 403


def test_the_button_on_the_screen_works_while_the_daemon_does_not(house: House) -> None:
    technician = house.enter(Role.TECHNICIAN)
    technician.post("/panel/acknowledge")
    assert "Непідтверджених тривог немає." in technician.get("/panel").text


@pytest.mark.row("K4")
def test_the_switch_on_the_screen_orders_the_hours_as_the_one_on_the_box_does(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    with panel_of(house) as asked:
        assert path_of(clerk.post("/panel/switch", kind="closed")) == "/panel"
        text = clerk.get("/panel").text
    assert "<b>ЗАЧИНЕНО</b> до 24.11 08:00" in text
    with house.database():
        override = OfficeHours.standing().override_at(house.now().wall)
        assert override is not None
        assert override.kind is OfficeKind.CLOSED
        assert [each.menu for each in Publication.due(house.now())] == [""]
    assert [request["ask"] for request in asked] == ["wake_publisher"]


def test_a_position_that_there_is_not_orders_nothing(house: House) -> None:
    clerk = house.enter(Role.CLERK)
    clerk.post("/panel/switch", kind="sideways")
    assert "Оберіть, що зараз" in clerk.get("/panel").text
    with house.database():
        assert OfficeHours.standing().override_at(house.now().wall) is None


def test_an_office_without_hours_has_no_switch(tmp_path: Path) -> None:
    house = House(tmp_path)
    clerk = house.enter(Role.CLERK)
    assert "Години роботи ще не записано" in clerk.get("/panel").text
    clerk.post("/panel/switch", kind="open")
    assert "Години роботи ще не записано." in clerk.get("/panel").text


@pytest.mark.row("K1")
def test_the_sheet_for_the_lid_has_every_line_of_the_table(house: House) -> None:
    text = house.enter(Role.TECHNICIAN).get("/panel/lid").text
    for row in SHOWN:
        assert row.means.replace("'", "&#39;") in text
        assert row.do.replace("'", "&#39;") in text
    assert "натискання на 5 секунд" in text
    assert "ПЕРЕРВА" in text
