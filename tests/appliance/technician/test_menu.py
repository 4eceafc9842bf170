"""The whole menu over a terminal: the command, the helper, a register with people in it; none of them is ever shown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind, told
from appliance.casework.box.alarms import Alarm
from appliance.casework.migrate import migrate
from appliance.casework.row import bind
from appliance.casework.staff.operators import Operator, Reach
from appliance.clock import SystemClock
from appliance.settings import Settings, read_settings
from appliance.technician import helper, menu, reset
from appliance.technician.place import reset_mark
from tests.appliance.technician.desk import Programs, Terminal, at_the_terminal, helper_at

NAME, NUMBER, TOLD = "Канарейка Марія", "+380671234567", "дитина впала в колодязь на Лісовій 5"
ESCAPES = "\x1b[2J\x1b]0;чуже\x07 \x9b31m \u202e рядок\r\nдругий"


@pytest.fixture(scope="module")
def empty_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("register") / "slukhavka.db"
    migrate(made)
    return made


@pytest.fixture
def settings(tmp_path: Path, empty_register: Path) -> Settings:
    """A box that does not run, with an operator and an alarm that names who called."""
    file = tmp_path / "slukhavka.toml"
    file.write_text(f'[box]\nstate = "{tmp_path / "state"}"\n[[lines]]\nname = "gsm1"\nfamily = "sim7600"\n')
    settings = read_settings(file)
    settings.box.state.mkdir()
    shutil.copy(empty_register, settings.database)
    with bind(settings.database).connection_context():
        now = SystemClock().now()
        Operator.add(NAME, Reach(mobile=NUMBER), now=now)
        Alarm.raise_alarm(AlarmKind.BACKUP_OLD, f"{NAME}, {NUMBER}: {TOLD}", now=now)
    return settings


@pytest.fixture
def terminal(settings: Settings, programs: Programs, tmp_path: Path) -> Iterator[Terminal]:
    assert programs
    with helper_at(tmp_path / "helper", settings), at_the_terminal(settings, tmp_path / "helper") as terminal:
        terminal.until("0  Вийти\n> ")
        yield terminal
        for person in (NAME, NUMBER, NUMBER[4:], TOLD):
            assert person not in terminal.seen


@pytest.mark.row("J3")
def test_the_state_is_told_in_words_and_an_alarm_by_its_kind_alone(terminal: Terminal) -> None:
    screen = terminal.chooses("1", "")
    assert "СЛУХАВКА НЕ ВІДПОВІДАЄ" in screen
    assert told(AlarmKind.BACKUP_OLD).title in screen
    assert "База даних: " in screen
    assert "Диск: вільно" in screen
    assert "Годинник: " in screen


@pytest.mark.row("J3")
def test_a_hostile_line_of_the_log_does_nothing_to_the_terminal_and_shows_no_number(
    terminal: Terminal, programs: Programs
) -> None:
    entries = [
        {"__REALTIME_TIMESTAMP": "1795356706000000", "MESSAGE": f"call from {NUMBER} {ESCAPES}"},
        {"__REALTIME_TIMESTAMP": "1795356706000000", "MESSAGE": list(f"SMS {NUMBER[4:]} {ESCAPES}".encode())},
        {"__REALTIME_TIMESTAMP": "1795356706000000", "MESSAGE": "2026-11-22 13:33:56,123 INFO лінія gsm1: вільна"},
        {"__REALTIME_TIMESTAMP": "1795356706000000", "MESSAGE": None},
    ]
    programs.answers("journalctl", "".join(f"{json.dumps(entry)}\n" for entry in entries) + '{"cut')
    screen = terminal.chooses("2", "1")
    assert "call from …67" in screen
    assert "INFO лінія gsm1: вільна" in screen
    assert not [sign for sign in screen if not sign.isprintable() and sign != "\n"]
    assert programs.told[-1] == "journalctl --no-pager -o json -n 60 -u slukhavka.service"


@pytest.mark.row("J3")
def test_a_unit_is_restarted_only_when_that_is_said_twice(terminal: Terminal, programs: Programs) -> None:
    terminal.chooses("3", "2", "")
    assert not [told for told in programs.told if "restart" in told]
    assert "Перезапущено: консоль у браузері." in terminal.chooses("3", "2", "1")
    assert "systemctl restart slukhavka-console.service" in programs.told


def test_a_program_that_refuses_is_told_in_a_sentence(terminal: Terminal, programs: Programs) -> None:
    programs.answers("systemctl", "Unit not found.", 5)
    assert "! systemctl restart: Unit not found." in terminal.chooses("3", "2", "1")


@pytest.mark.row("J3")
def test_self_test_ssh_and_stick_are_begun_by_their_number(
    terminal: Terminal, programs: Programs, settings: Settings
) -> None:
    terminal.chooses("5")
    terminal.chooses("7", "1")
    terminal.chooses("8")
    assert "systemctl start slukhavka-selftest.service" in programs.told
    assert "systemctl start ssh.service" in programs.told
    assert (settings.asked / "month").exists()


def test_a_test_call_is_asked_of_the_daemon(terminal: Terminal) -> None:
    assert "! Слухавка не працює." in terminal.chooses("6", NUMBER[3:])
    terminal.seen = terminal.seen.replace(NUMBER[3:], "")  # what he typed himself


def test_a_password_is_given_to_whom_he_names_and_a_flag_is_no_name(terminal: Terminal) -> None:
    assert "Працівника з логіном «nobody» немає" in terminal.chooses("9", "nobody", "1")
    assert "Логін не задано" in terminal.chooses("9", "--help", "1")


def test_the_code_of_the_first_run_is_shown_as_it_is(terminal: Terminal) -> None:
    assert len(terminal.chooses("10").split()[1]) >= 8


@pytest.mark.row("J3")
def test_nothing_is_erased_without_three_answers_of_which_the_last_is_the_word(
    terminal: Terminal, programs: Programs, settings: Settings
) -> None:
    for answers in (("",), ("2", ""), ("2", "1", ""), ("2", "1", "так"), ("1", "")):
        terminal.chooses("11", *answers)
        assert not reset_mark().exists()
    assert "systemctl start slukhavka-archive.service" in programs.told
    assert "Скринька як нова." in terminal.chooses("11", "2", "1", reset.WORD)
    assert programs.told[-2:] == ["systemctl start slukhavka-reset.service", "systemctl start slukhavka.target"]
    reset.erase(settings.box.state, reset_mark())
    assert list(settings.box.state.iterdir()) == []
    assert not reset_mark().exists()


def test_where_the_last_copy_fails_nothing_is_erased(terminal: Terminal, programs: Programs) -> None:
    programs.answers("systemctl", "Job failed.", 1)
    programs.answers("journalctl", json.dumps({"MESSAGE": "Ключа ради ще немає."}))
    screen = terminal.chooses("11", "1")
    assert "! Копії на флешці немає." in screen
    assert "Ключа ради ще немає." in screen
    assert not reset_mark().exists()


def test_no_key_leads_out_of_the_menu_but_its_last_entry(terminal: Terminal) -> None:
    for keys in ("\x1a", "\x1c", "\x03", "99", "; sh", "`id`", "$(id)", "\x1b[A", "../../bin/sh", "я" * 3000):
        terminal.types(keys)
    terminal.chooses("кінець")
    assert terminal.process.poll() is None
    terminal.types("0")
    assert terminal.ends() == 0


def test_ctrl_c_in_a_question_leads_back_to_the_menu(terminal: Terminal) -> None:
    terminal.types("6")
    terminal.until("назад):")
    terminal.types("\x03")
    assert "Перервано." in terminal.until("0  Вийти\n> ")


def test_a_terminal_without_cyrillic_is_written_to_in_latin_letters(terminal: Terminal) -> None:
    assert "type L and press Enter" in terminal.seen
    terminal.types("L")
    screen = terminal.until("0  Vyity\n> ")
    assert screen.isascii()
    assert "SLUKHAVKA: meniu tekhnika" in screen


def test_every_line_fits_a_terminal_of_eighty_columns(terminal: Terminal) -> None:
    terminal.chooses("1", "")
    assert max(map(len, terminal.seen.split("\n"))) < 80


def test_who_leaves_the_terminal_is_put_out(settings: Settings, tmp_path: Path) -> None:
    with at_the_terminal(settings, tmp_path / "helper", "--idle-s", "0.05") as terminal:
        assert terminal.ends() == 0
        assert "До побачення" in terminal.seen


def test_without_the_helper_the_menu_says_so_and_stays(settings: Settings, tmp_path: Path) -> None:
    with at_the_terminal(settings, tmp_path / "helper") as terminal:
        terminal.until("0  Вийти\n> ")
        assert "Служба техніка не відповідає" in terminal.chooses("1")


def test_the_menu_waits_longer_than_the_helper_so_that_it_is_told_what_became_of_it() -> None:
    assert menu.CALL_S > helper.CALL_S
    assert menu.LONG_S > helper.SELF_TEST_S
    assert menu.COPY_S > helper.ARCHIVE_S
