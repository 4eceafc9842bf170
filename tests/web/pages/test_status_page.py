"""The status of the box in words, each with what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.box.disk_room import Room
from appliance.casework.box.self_tests import OUTCOME_NAMES, Finding, Outcome, SelfTest
from appliance.casework.entrance.accounts import BOX, Role
from tests.web.house import House
from tests.web.pages.duty_house import daemon_of, publish_starter
from web.box import Box
from web.live import Streams
from web.pages.status import checks
from web.pages.status.checks import Check, Level
from web.sealed import Seal

GIB = 1024**3


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def looked_at(house: House, title: str, **status: object) -> Check:
    """Return one check of a box whose daemon says this."""
    box = Box(settings=house.settings, clock=house.clock, streams=Streams(), seal=Seal(b"of a test"))
    with daemon_of(house, **status), house.database():
        [found] = [check for check in checks.checks(box) if check.title == title]
    return found


def line(**about: object) -> list[dict[str, object]]:
    return [{"line": "gsm1", "state": "idle", "operator": "Kyivstar", **about}]


SIGNALS = (
    (-60, "відмінний", Level.GOOD),
    (-85, "добрий", Level.GOOD),
    (-95, "задовільний", Level.GOOD),
    (-96, "слабкий", Level.HEED),
    (-111, "дуже слабкий", Level.HEED),
)


def test_a_signal_is_a_word_and_a_weak_one_says_what_to_do(house: House) -> None:
    for dbm, word, level in SIGNALS:
        check = looked_at(house, "Лінія gsm1", lines=line(signal_dbm=dbm))
        assert check.level is level, dbm
        assert f"Зареєстрована в мережі Kyivstar. Сигнал {word} (−{-dbm} дБм)." in check.says
        assert bool(check.do) is (level is Level.HEED)


def test_a_line_that_does_not_work_says_why_and_what_to_do(house: House) -> None:
    for state, level in (("down", Level.BAD), ("starting", Level.HEED)):
        check = looked_at(house, "Лінія gsm1", lines=line(state=state, reason="Модем просить PIN-код."))
        assert (check.level, "Модем просить PIN-код." in check.says, bool(check.do)) == (level, True, True)


def test_a_disk_that_fills_says_so_before_it_is_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, level in ((20 * GIB, Level.GOOD), (GIB, Level.HEED), (GIB // 4, Level.BAD), (1000, Level.BAD)):
        monkeypatch.setattr(checks, "room_of", lambda _state, free=free: Room(free, 32 * GIB))
        assert looked_at(house, "Диск").level is level, free


def test_a_clock_that_nobody_has_set_is_said(house: House) -> None:
    assert looked_at(house, "Годинник").level is Level.GOOD
    house.clock.moment = replace(house.clock.moment, trusted=False)
    check = looked_at(house, "Годинник")
    assert (check.level, bool(check.do)) == (Level.HEED, True)


def test_a_menu_that_is_published_and_not_yet_heard_is_said(house: House) -> None:
    assert looked_at(house, "Меню").level is Level.BAD
    publish_starter(house)
    assert looked_at(house, "Меню", menu_revision="7") == Check("Меню", Level.GOOD, "Опубліковано випуск 7.")
    assert looked_at(house, "Меню", menu_revision="6").level is Level.HEED


def test_a_broken_menu_is_said_and_not_a_broken_page(house: House) -> None:
    publish_starter(house, hours="[week]\nmon = 5\n")
    assert looked_at(house, "Меню").level is Level.BAD
    assert house.enter(Role.TECHNICIAN).get("/status").status_code == 200


def test_the_self_test_that_does_not_exist_is_not_claimed(house: House) -> None:
    assert looked_at(house, "Самоперевірка").says == "Ще не проводилася."


def test_a_daemon_that_is_silent_is_the_first_thing_said(house: House) -> None:
    text = house.enter(Role.TECHNICIAN).get("/status").text
    assert "На дзвінки ніхто не відповідає" in text
    assert "systemctl" in text
    assert "Версії" in text


def test_a_self_test_that_found_a_fault_is_called_a_fault_and_not_something_that_does_not_work(house: House) -> None:
    failed = Finding("disk", "Диск", Outcome.FAILED, "Вільно 1 МБ.")
    with house.database():
        SelfTest.keep([failed], took_s=1.0, by=BOX, began=house.now())
    with daemon_of(house):
        text = " ".join(house.enter(Role.TECHNICIAN).get("/status").text.split())
    [verdict] = re.findall(r"Самоперевірка</th> <td[^>]*><b><span[^>]*>✕</span> ([^<]*)</b>", text)
    assert verdict == OUTCOME_NAMES[Outcome.FAILED] == "несправність"
