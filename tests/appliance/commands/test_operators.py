"""`slukhavka operators` and `slukhavka presence`: who can be put through."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.appliance.commands.told import migrated, slukhavka, told_daemon
from tests.appliance.test_cli import refusal, settings

__all__ = ["migrated", "settings"]

pytestmark = pytest.mark.usefixtures("migrated")


def test_an_operator_is_added_shown_changed_and_removed(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added = ("operators", "add", "Олена Коваль", "201@192.168.1.20", "--priority", "2", "--number", "066 283 81 82")
    assert "номер 1." in slukhavka(capsys, settings, *added)
    listed = slukhavka(capsys, settings, "operators", "list")
    assert listed == (
        "  1 Олена Коваль: не працює; телефон 201@192.168.1.20, черговість 2; власні номери: 066 283 81 82\n"
    )
    changed = ("operators", "change", "олена коваль", "--reach", "067 111 22 33", "--priority", "1", "--name", "Олена")
    slukhavka(capsys, settings, *changed)
    listed = slukhavka(capsys, settings, "operators", "list")
    assert listed == "  1 Олена: не працює; телефон 067 111 22 33, черговість 1; власні номери: 066 283 81 82\n"
    slukhavka(capsys, settings, "operators", "remove", "1")
    assert slukhavka(capsys, settings, "operators", "list") == "Операторів немає.\n"


def test_presence_is_changed_by_number_or_name_and_shown_with_its_reason(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slukhavka(capsys, settings, "operators", "add", "Олена Коваль", "201")
    assert slukhavka(capsys, settings, "presence", "1", "ready") == "Олена Коваль: на зв'язку.\n"
    assert "Олена Коваль: на зв'язку;" in slukhavka(capsys, settings, "operators", "list")
    slukhavka(capsys, settings, "presence", "Олена Коваль", "break", "--reason", "нарада")
    assert "Олена Коваль: перерва (нарада);" in slukhavka(capsys, settings, "operators", "list")


def test_what_people_write_cannot_command_the_terminal(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    slukhavka(capsys, settings, "operators", "add", "Олена", "201")
    slukhavka(capsys, settings, "presence", "1", "break", "--reason", "\x1b[2J\nAдмін: на зв'язку")
    listed = slukhavka(capsys, settings, "operators", "list")
    assert "\\x1b[2J\\nAдмін" in listed
    assert listed.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("operators", "add", "Олена", "112"), "екстрених"),
        (("operators", "add", "Олена", "0900123456"), "платних"),
        (("operators", "add", "Олена", "201@8.8.8.8"), "«201@8.8.8.8»"),
        (("operators", "add", "Олена", "201", "--number", "103"), "екстрених"),
        (("operators", "add", "", "201"), "одним рядком"),
        (("operators", "change", "7", "--priority", "2"), "Оператора «7» немає."),
        (("operators", "remove", "Іван"), "Оператора «Іван» немає."),
        (("presence", "Іван", "ready"), "Оператора «Іван» немає."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    settings: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in refusal(capsys, "--settings", settings, *arguments)


@pytest.mark.parametrize("state", ["after_call", "busy", ""])
def test_nobody_is_put_into_a_state_that_only_the_box_knows(settings: Path, state: str) -> None:
    with pytest.raises(SystemExit) as ended:
        slukhavka(None, settings, "presence", "1", state)
    assert ended.value.code == 2


def test_the_daemon_is_told_what_has_changed_and_not_what_was_only_looked_at(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with told_daemon(settings) as told:
        slukhavka(capsys, settings, "operators", "add", "Олена", "201")
        slukhavka(capsys, settings, "operators", "list")
        slukhavka(capsys, settings, "presence", "1", "ready")
    assert told == ["wake_operators", "wake_presence"]
