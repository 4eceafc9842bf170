"""The first window: the lines, the last calls, and what is broken said in its place."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from appliance.casework import sqlite
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.entrance.accounts import Role
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy, LineState
from appliance.control import ControlServer
from tests.web.house import House, Visitor
from tests.web.pages.call_house import HOSTILE, left_message, text_of
from web.pages.now import words

RANG = Moment(datetime(2026, 7, 1, 8, 5, 9, tzinfo=UTC), 900.0, True, "boot-1")
START = CallStart("", "gsm1", True, RANG, "0662838182", "+380662838182", "normal")
END = CallEnd(RANG.wall, RANG.wall, 67.0, CallResult.SERVED, EndedBy.CALLER, "12", ("вітання", "меню"))
STATUS: dict[str, Any] = {
    "lines": [
        {"line": "gsm1", "state": "idle", "reason": "", "operator": "Kyivstar", "signal_dbm": -71},
        {"line": "gsm2", "state": "down", "reason": "Модем не відповідає.", "operator": "", "signal_dbm": None},
    ],
    "ready_since": "2026-07-01T05:00:00+00:00",
    "menu_revision": "3",
}


@contextmanager
def daemon(house: House, status: dict[str, Any] = STATUS) -> Iterator[None]:
    """A control socket that answers `status`, on a loop in a thread."""
    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        server = ControlServer(house.settings.control, {"status": lambda _request: status})
        await server.start()
        ready.set()
        await asyncio.to_thread(stop.wait)
        await server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(60)
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def clerk(house: House) -> Visitor:
    return house.enter(Role.CLERK)


def write(house: House, *calls: tuple[CallStart, CallEnd | None]) -> None:
    with house.database():
        for start, end in calls:
            CallRecord.begin(start)
            if end:
                CallRecord.finish(start, end)


def call(**changes: Any) -> CallStart:
    return replace(START, uid=uuid4().hex, **changes)


def page(visitor: Visitor) -> str:
    answer = visitor.get("/")
    assert answer.status_code == 200
    return answer.text


def test_the_window_shows_lines_and_calls_in_words_and_kyiv_time(house: House, clerk: Visitor) -> None:
    write(house, (call(), END))
    number = left_message(house)
    with daemon(house):
        shown = text_of(page(clerk))
    assert "gsm1 вільна Kyivstar, сигнал −71 дБм" in shown
    assert "gsm2 не працює Модем не відповідає." in shown
    assert "Відповідає на дзвінки з 01.07.2026, 08:00:00. Меню: редакція 3." in shown
    assert "11:05:09 01.07.2026 066 ••• •• 82 лінія gsm1 обслуговано завершив той, хто телефонував 1:07 12" in shown
    assert "вітання → меню" in shown
    assert f"№ {number}, повідомлення, 0:01" in shown


@pytest.mark.parametrize("ours", [False, True])
def test_every_way_a_call_ends_has_words_and_those_of_our_own_calls_others(
    house: House, clerk: Visitor, ours: bool
) -> None:
    results, ends = (words.RESULTS_OF_OURS, words.ENDED_BY_OF_OURS) if ours else (words.RESULTS, words.ENDED_BY)
    for result in CallResult:
        for by in EndedBy:
            write(house, (call(incoming=not ours), replace(END, result=result, ended_by=by)))
    shown = text_of(page(clerk))
    for result in CallResult:
        for by in EndedBy:
            assert f"{results[result]} {ends[by]}" in shown


def test_every_state_of_a_line_has_a_word_and_a_sign(house: House, clerk: Visitor) -> None:
    with daemon(house, {"lines": [{"line": f"line-{state}", "state": state} for state in LineState]}):
        drawn = page(clerk)
    for state in LineState:
        assert f'class="line {state}"' in drawn
        sign = words.LINE_STATES[state]
        assert f"{sign.sign} line-{state} {sign.word}" in text_of(drawn)
    assert len({sign.sign for sign in words.LINE_STATES.values()}) == len(LineState)


def test_a_call_that_has_no_end_goes_on_only_while_the_box_runs(house: House, clerk: Visitor) -> None:
    write(house, (call(), None))
    with daemon(house):
        assert "триває" in page(clerk)
    assert "не завершено" in page(clerk)


@pytest.mark.parametrize(("kind", "words"), [("withheld", "номер приховано"), ("unavailable", "номер не визначено")])
def test_a_call_without_a_number_says_why(house: House, clerk: Visitor, kind: str, words: str) -> None:
    write(house, (call(number_raw="", number=None, number_kind=kind), END))
    assert words in page(clerk)


def test_a_telephone_of_the_house_and_a_service_are_nobodys_secret(house: House, clerk: Visitor) -> None:
    write(house, (call(number_raw="201@10.0.0.5", number=None, number_kind="internal", incoming=False), END))
    write(house, (call(number_raw="Kyivstar", number=None, number_kind="alphanumeric"), END))
    drawn = page(clerk)
    assert "201@10.0.0.5" in drawn and "Kyivstar" in drawn


def test_a_time_that_cannot_be_believed_is_marked(house: House, clerk: Visitor) -> None:
    write(house, (call(rang=replace(RANG, trusted=False)), END))
    assert "годинник не звірено" in page(clerk)


def test_only_the_last_thirty_calls_are_shown(house: House, clerk: Visitor) -> None:
    write(house, *[(call(), END) for _ in range(33)])
    assert page(clerk).count("<time ") == 30


def test_what_comes_from_outside_never_becomes_markup(house: House, clerk: Visitor) -> None:
    start = call(line=HOSTILE, number_raw=HOSTILE[:11], number=None, number_kind="alphanumeric")
    write(house, (start, replace(END, keys=HOSTILE, nodes=(HOSTILE,), fault=HOSTILE, ended_by=EndedBy.FAULT)))
    line = {"line": HOSTILE, "state": "down", "reason": HOSTILE, "operator": HOSTILE, "signal_dbm": -50}
    with daemon(house, {"lines": [line], "menu_revision": HOSTILE}):
        drawn = page(clerk)
    assert "<script>alert" not in drawn
    assert "<img" not in drawn
    assert drawn.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 7
    assert "{{ 7*7 }}" in drawn


def test_without_the_daemon_the_window_says_so_and_still_shows_the_log(house: House, clerk: Visitor) -> None:
    write(house, (call(), END))
    drawn = page(clerk)
    assert "Слухавка не працює." in drawn
    assert "066 ••• •• 82" in drawn


def test_who_may_see_neither_lines_nor_calls_sees_neither(house: House) -> None:
    write(house, (call(), END))
    left_message(house)
    executor, technician = page(house.enter(Role.EXECUTOR)), page(house.enter(Role.TECHNICIAN))
    assert "Для вас тут поки що нічого немає." in executor
    assert "Лінії" in technician
    for drawn in (executor, technician):
        assert "066 •••" not in drawn and "<audio" not in drawn


def test_a_recording_that_lies_elsewhere_is_not_sent(house: House, clerk: Visitor) -> None:
    astray = left_message(house)
    with house.database():
        VoiceMessage.update(path="../slukhavka.db").where(VoiceMessage.id == astray).execute()
    assert clerk.get(f"/recordings/{astray}").status_code == 404
    assert "Такої сторінки немає." in clerk.get("/recordings/..%2fslukhavka.db").text


def unlink(database: Path) -> None:
    database.unlink()


def spoil(database: Path) -> None:
    for file in database.parent.glob(f"{database.name}*"):
        file.write_bytes(b"no database " * 1000)


def directory(database: Path) -> None:
    database.unlink()
    database.mkdir()


def empty(database: Path) -> None:
    for file in database.parent.glob(f"{database.name}*"):
        file.write_bytes(b"")


@pytest.mark.parametrize("breakage", [unlink, spoil, directory, empty])
def test_without_the_database_every_page_says_so_in_a_sentence(
    house: House, clerk: Visitor, breakage: Callable[[Path], None]
) -> None:
    breakage(house.settings.database)
    for address in ("/", "/calls", "/todo", "/recordings/1"):
        answer = clerk.get(address)
        assert answer.status_code == 503, address
        assert "Дзвінки Слухавка приймає далі" in answer.text


HOLD = """
import sys, apsw
connection = apsw.Connection(sys.argv[1])
connection.execute("PRAGMA locking_mode = exclusive")
connection.execute("BEGIN EXCLUSIVE; CREATE TABLE held (x); COMMIT")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_locked_database_is_named_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
    house = House(tmp_path)
    clerk = house.enter(Role.CLERK)
    command = [sys.executable, "-c", HOLD, str(house.settings.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert "База даних зайнята іншою програмою." in clerk.get("/").text
        other.communicate()
    assert "Дзвінків ще не було." in page(clerk)
