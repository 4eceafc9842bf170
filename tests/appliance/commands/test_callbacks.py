"""`slukhavka callbacks` and `slukhavka alarms`: what waits for somebody."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.callbacks import AttemptResult, Callback, CallbackSource
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.contracts import CallResult
from tests.appliance.casework.register import CALLER, NEIGHBOUR, ended
from tests.appliance.commands.told import migrated, slukhavka, told_daemon
from tests.appliance.test_cli import refusal, settings

__all__ = ["migrated", "settings"]


def entered(database: Path, *verbs: Callable[[], object]) -> None:
    with bind(database).connection_context():
        for verb in verbs:
            verb()


def asked(source: CallbackSource = CallbackSource.KEY, number: str = CALLER) -> Callable[[], object]:
    return lambda: Callback.ask(number, source, now=SystemClock().now(), note="про\x1b[2J воду")


def test_the_box_dials_when_it_runs(settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered(migrated, asked())
    slukhavka(capsys, settings, "operators", "add", "Олена", "201")
    with told_daemon(settings) as told:
        said = slukhavka(capsys, settings, "callbacks", "take", "1", "--operator", "Олена")
    assert said == "Олена: Слухавка дзвонить вам, а коли візьмете слухавку — людині.\n"
    assert told == ["call_back", "wake_callbacks"]
    assert ": чекає;" in slukhavka(capsys, settings, "callbacks"), "it is the daemon who takes it"


def test_what_became_of_the_last_try_is_listed(
    settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tried(result: AttemptResult, reason: str = "") -> str:
        now = SystemClock().now()
        entered(migrated, asked(), lambda: Callback.tried(1, 1, result, now=now, reason=reason))
        return slukhavka(capsys, settings, "callbacks")

    slukhavka(capsys, settings, "operators", "add", "Олена", "201")
    assert "спроб: 1 (Немає вільної лінії)" in tried(AttemptResult.FAILED, "Немає вільної лінії.")
    assert "не вдалося зв'язатися, спроб: 2 (зайнято)" in tried(AttemptResult.BUSY)


@pytest.mark.usefixtures("migrated")
def test_empty_lists_are_said_in_words(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert slukhavka(capsys, settings, "callbacks").split("\n")[:2] == ["Передзвонити:", "  нікому"]
    assert slukhavka(capsys, settings, "alarms") == "Тривог немає.\n"


def test_who_waits_and_who_called_in_vain_are_listed(
    settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = SystemClock().now()
    entered(
        migrated,
        asked(),
        asked(CallbackSource.TYPED, "+380501112233"),
        lambda: ended(CallResult.BUSY, at=now),
        lambda: ended(CallResult.MISSED, NEIGHBOUR, at=now),
        lambda: ended(CallResult.MISSED, NEIGHBOUR, at=now),
    )
    listed = slukhavka(capsys, settings, "callbacks", "list")
    waiting, typed = re.findall(r"^ +\d .*$", listed, re.MULTILINE)
    assert "066 283 81 82: чекає; попросив із цього номера — про\\x1b[2J воду" in waiting
    assert "номер набрали в меню, номер не підтверджено" in typed
    assert "067 111 22 33: разів 2; ніхто не передзвонив" in listed
    assert "066 283 81 82: разів 1; запис 1" in listed


def test_a_call_back_is_taken_put_back_and_done(
    settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entered(migrated, asked())
    for name, extension in (("Олена", "201"), ("Марія", "202")):
        slukhavka(capsys, settings, "operators", "add", name, extension)
    taken = slukhavka(capsys, settings, "callbacks", "take", "1", "--operator", "Олена")
    assert taken == "Олена: 066 283 81 82. Слухавка не працює, телефонуйте самі.\n"
    taking = ("--settings", settings, "callbacks", "take", "1", "--operator", "Марія")
    assert "взято (Олена)" in slukhavka(capsys, settings, "callbacks")
    assert "уже взяв інший оператор: Олена" in refusal(capsys, *taking)
    with told_daemon(settings) as told:
        slukhavka(capsys, settings, "callbacks", "release", "1")
    assert told == ["wake_callbacks"]
    slukhavka(capsys, settings, "callbacks", "take", "1", "--operator", "Марія")
    done = slukhavka(capsys, settings, "callbacks", "done", "1", "--outcome", "given_up", "--note", "виїхали")
    assert done == "Завершено: припинено спроби.\n"
    assert "уже завершено" in refusal(capsys, *taking)
    assert "№ 7" in refusal(capsys, "--settings", settings, "callbacks", "done", "7")


def test_a_typed_number_is_confirmed(settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered(migrated, asked(CallbackSource.TYPED))
    assert "не підтверджено" in slukhavka(capsys, settings, "callbacks")
    slukhavka(capsys, settings, "callbacks", "confirm", "1")
    assert "не підтверджено" not in slukhavka(capsys, settings, "callbacks")


def test_an_alarm_is_shown_until_it_is_gone_and_seen(
    settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = SystemClock().now()
    entered(
        migrated,
        lambda: Alarm.raise_alarm(AlarmKind.LINE_DOWN, "Лінія не працює:\x1b[2J немає SIM.", now=now, about="gsm1"),
    )
    listed = slukhavka(capsys, settings, "alarms", "list")
    assert "триває, ніхто не бачив: [gsm1] Лінія не працює:\\x1b[2J немає SIM." in listed
    with told_daemon(settings) as told:
        slukhavka(capsys, settings, "alarms", "acknowledge", "1")
    assert told == ["wake_alarms"]
    assert "триває, її бачили" in slukhavka(capsys, settings, "alarms")
    entered(migrated, lambda: Alarm.clear(AlarmKind.LINE_DOWN, now=now, about="gsm1"))
    assert slukhavka(capsys, settings, "alarms") == "Тривог немає.\n"
    assert "Тривоги № 7 немає." in refusal(capsys, "--settings", settings, "alarms", "acknowledge", "7")


@pytest.mark.parametrize("command", [("operators", "list"), ("callbacks",), ("alarms",), ("presence", "1", "ready")])
def test_a_box_that_was_never_prepared_is_a_sentence(
    settings: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    assert "Файлу бази даних немає." in refusal(capsys, "--settings", settings, *command)
