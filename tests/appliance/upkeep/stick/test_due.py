"""From the 1st a month is due: written when a stick is there, else reminded of, quietly and then aloud."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind, Weight, told
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.asked import MONTH, ask
from appliance.casework.box.council_key import CouncilKey
from appliance.casework.box.exports import BUTTON, BadMonth, MonthExport, Stage, due
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.upkeep.stick.errand import AlreadyWriting, Errand
from appliance.upkeep.stick.exporter import NO_KEY
from appliance.upkeep.stick.news import News
from tests.appliance.upkeep.stick.box_with_stick import NOW, OCTOBER, BoxWithStick, a_box

FIRST = datetime(2026, 11, 1, 7, 0, tzinfo=UTC)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxWithStick]:
    with a_box(tmp_path) as box:
        yield box


def open_alarms() -> list[str]:
    return [alarm.kind for alarm in Alarm.standing() if alarm.cleared_at is None]


def test_a_month_is_due_from_its_first_midnight_in_kyiv_and_not_before(box: BoxWithStick) -> None:
    for at, months in (
        (datetime(2026, 10, 31, 21, 59, 59, tzinfo=UTC), ()),
        (datetime(2026, 10, 31, 22, 0, tzinfo=UTC), (OCTOBER,)),
        (datetime(2027, 1, 3, tzinfo=UTC), (OCTOBER, "2026-11", "2026-12")),
    ):
        box.clock.is_day(at)
        assert due(box.clock.now()).months == months, at


def test_reports_that_a_power_cut_left_on_the_box_are_gone_with_the_next_run_whatever_is_due(box: BoxWithStick) -> None:
    box.pull()
    left = box.settings.box.state / "export" / "reports" / "reiestr.csv"
    left.parent.mkdir(parents=True)
    left.write_text("Марія Канарейка")
    assert box.errand() == []
    assert not left.parent.parent.exists()


@pytest.mark.row("I13")
def test_who_brings_a_stick_after_two_months_gets_both(box: BoxWithStick) -> None:
    box.clock.is_day(datetime(2026, 12, 10, 8, 0, tzinfo=UTC))
    assert [(each.month, each.stage) for each in box.errand()] == [(OCTOBER, Stage.DONE), ("2026-11", Stage.DONE)]
    assert sorted(path.name for path in box.shelf.iterdir()) == [OCTOBER, "2026-11"]


@pytest.mark.row("I13")
def test_without_a_stick_it_is_said_for_five_days_and_then_aloud_once_a_day(box: BoxWithStick) -> None:
    box.pull()
    loud: set[int] = set()
    for day in range(12):
        for hour in (0, 5):
            box.clock.is_day(FIRST + timedelta(days=day, hours=hour))
            assert box.errand() == []
            kinds = open_alarms()
            assert kinds == ([AlarmKind.STICK_MISSING] if day < 5 else [AlarmKind.STICK_OVERDUE]), day
            loud |= {alarm.id for alarm in Alarm.standing() if alarm.kind == AlarmKind.STICK_OVERDUE}
        # Acknowledging silences it for the rest of its day alone.
        for alarm in Alarm.standing():
            Alarm.acknowledge(alarm.id, by=BOX, now=box.clock.now())
    assert len(loud) == 12 - 5
    assert (told(AlarmKind.STICK_MISSING).weight, told(AlarmKind.STICK_OVERDUE).weight) == (Weight.NOTE, Weight.URGENT)
    box.put_in()
    assert [each.stage for each in box.errand()] == [Stage.DONE]
    assert open_alarms() == []


def test_an_alarm_of_yesterday_that_nobody_saw_gives_way_to_that_of_today(box: BoxWithStick) -> None:
    box.pull()
    for day in range(6, 20):
        box.clock.is_day(FIRST + timedelta(days=day))
        box.errand()
    assert [alarm.kind for alarm in Alarm.standing()] == [AlarmKind.STICK_OVERDUE]


def test_a_clock_that_nobody_has_set_makes_nothing_due_and_says_so(box: BoxWithStick) -> None:
    box.clock.is_day(FIRST, trusted=False)
    errand = box.errand_of()
    assert errand.tried == []
    assert "Годинник не звірено" in errand.says
    assert list(box.top.iterdir()) == []
    ask(box.settings.asked, MONTH)
    [pressed] = box.errand()
    assert (pressed.stage, "Годинник не звірено" in pressed.fault) == (Stage.FAILED, True)


def test_who_names_the_month_gets_it_whatever_the_clock_says(box: BoxWithStick) -> None:
    box.clock.is_day(datetime(2026, 10, 20, tzinfo=UTC), trusted=False)
    [export] = box.errand(month=OCTOBER)
    assert export.stage == Stage.DONE
    assert "Місяць не закрито" in export.remark
    box.clock.is_day(FIRST)
    assert due(box.clock.now()).months == (OCTOBER,)  # that may have been before its end


def test_the_button_writes_what_is_due_and_then_the_same_month_for_another_stick(box: BoxWithStick) -> None:
    for directory in ("slukhavka-1/2026-10", "slukhavka-1/2026-10-2"):
        ask(box.settings.asked, MONTH)
        [export] = box.errand()
        assert (export.origin, export.stage, export.directory) == (BUTTON, Stage.DONE, directory)
    assert box.errand() == []


def test_the_button_without_a_stick_is_a_failure_and_no_alarm_but_the_reminder(box: BoxWithStick) -> None:
    box.pull()
    ask(box.settings.asked, MONTH)
    [export] = box.errand()
    assert (export.stage, export.begun_at) == (Stage.FAILED, None)
    assert "Флешки немає" in export.fault
    assert open_alarms() == [AlarmKind.STICK_MISSING]


def test_what_a_page_asked_for_is_written_in_that_person_s_name(box: BoxWithStick) -> None:
    box.errand()
    account = Account.add("Ірина", Role.HEAD, now=NOW)
    MonthExport.ask(OCTOBER, by=Actor(Origin.CONSOLE, account), now=NOW)
    ask(box.settings.asked, MONTH)
    [export] = box.errand()
    assert (export.account_id, export.stage, export.directory) == (account, Stage.DONE, "slukhavka-1/2026-10-2")


@pytest.mark.parametrize("month", ["2026-11", "2027-01", "2026-13", "../2026-10", "2026-10\n"])
def test_what_is_no_finished_month_is_refused(box: BoxWithStick, month: str) -> None:
    with pytest.raises(BadMonth):
        box.errand(month=month)
    assert list(box.top.iterdir()) == []


@pytest.mark.row("H10")
def test_without_the_council_s_key_nothing_personal_is_written_and_that_is_said(tmp_path: Path) -> None:
    with a_box(tmp_path, key=False) as box:
        [export] = box.errand()
        assert (export.stage, export.remark) == (Stage.DONE, NO_KEY)
        names = {path.name for path in box.top.rglob("*") if path.is_file()}
        assert names == {"dzvinky.csv", "prochytaite.txt", "SHA256SUMS"}
        assert CouncilKey.in_use() is None


def test_two_runs_never_write_at_once(box: BoxWithStick) -> None:
    def told(_export: MonthExport) -> None:
        with pytest.raises(AlreadyWriting):
            box.errand()
        seen.append(_export.stage)

    seen: list[str] = []
    exporter = box.exporter()
    exporter._told = told
    Errand(box.settings, box.clock, exporter, News(box.settings)).run()
    assert seen == [Stage.REPORTS, Stage.WRITING, Stage.CHECKING, Stage.DONE]


@contextmanager
def a_daemon(path: Path) -> Iterator[list[dict[str, str]]]:
    """Something that listens on the control socket, and what it was asked."""
    asked: list[dict[str, str]] = []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def serve() -> None:
            while True:
                connection, _ = listener.accept()
                with connection, connection.makefile("rw") as talk:
                    asked.append(json.loads(talk.readline()))
                    talk.write("{}\n")
                    talk.flush()
                if asked[-1]["ask"] == "stop":
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield asked
        finally:
            with socket.socket(socket.AF_UNIX) as last, last.makefile("rw") as talk:
                last.connect(str(path))
                talk.write('{"ask": "stop"}\n')
                talk.flush()
                talk.readline()
            thread.join()


def test_the_lamp_says_done_only_when_the_stick_may_be_taken_out(box: BoxWithStick) -> None:
    def lamps() -> list[str]:
        return [each["state"] for each in asked if each["ask"] == "panel"]

    with a_daemon(box.settings.control) as asked:
        news = News(box.settings)
        exporter = box.exporter()
        exporter._told = news.reached
        Errand(box.settings, box.clock, exporter, news).run()
        assert set(lamps()) == {"writing"}
        assert news.may_be_taken_out()
        assert lamps()[-1] == "done"
        assert not news.may_be_taken_out()
        ask(box.settings.asked, MONTH)
        box.put_in(options="ro")
        exporter = box.exporter()
        exporter._told = news.reached
        Errand(box.settings, box.clock, exporter, news).run()
        assert lamps()[-1] == "failed"
        assert not news.may_be_taken_out()
    assert {"wake_exports", "wake_alarms", "panel"} <= {each["ask"] for each in asked}
