"""`slukhavka selftest`: prints what it found, keeps it, and says by its status whether all is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.box.self_tests import Finding, Outcome, SelfTest
from appliance.casework.database import reading
from appliance.casework.entrance.accounts import Account, Role
from appliance.casework.row import bind
from appliance.cli import main
from appliance.commands import selftest
from appliance.settings import read_settings
from tests.appliance.casework.register import NOW
from tests.appliance.commands.told import migrated, told_daemon
from tests.appliance.test_cli import settings

__all__ = ["migrated", "settings"]


def report(settings: Path) -> SelfTest:
    with reading(read_settings(settings).database):
        newest = SelfTest.newest()
    assert newest is not None
    return newest


@pytest.mark.row("J4")
def test_a_box_whose_daemon_is_silent_fails_and_says_so(
    settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--settings", str(settings), "selftest"]) == 1
    said = capsys.readouterr().out
    assert "X Лінія: несправність. Слухавка не працює. На дзвінки ніхто не відповідає." in said
    assert "+ База даних: гаразд." in said
    assert "Несправностей:" in said
    kept = report(settings)
    assert kept.failed >= 1
    assert {"lines", "database", "disk", "clock", "backup", "speech", "menu"} <= {each.name for each in kept.findings}
    assert kept.took_s < 30 and migrated.exists()


def found(monkeypatch: pytest.MonkeyPatch, *outcomes: Outcome) -> None:
    """Let the checks find this, whatever the machine is like."""

    def look_at(*_args: object) -> list[Finding]:
        return [Finding(f"f{at}", "Щось", outcome, "Так.") for at, outcome in enumerate(outcomes)]

    monkeypatch.setattr(selftest, "look_at", look_at)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ((Outcome.OK, Outcome.SKIPPED), 0),
        ((Outcome.OK, Outcome.WARNING), 0),
        ((Outcome.OK, Outcome.FAILED), 1),
    ],
)
def test_its_status_says_whether_something_failed(
    settings: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch, outcomes: tuple[Outcome, ...], status: int
) -> None:
    found(monkeypatch, *outcomes)
    with told_daemon(settings) as told:
        assert main(["--settings", str(settings), "selftest"]) == status
    assert told == ["wake_alarms"]
    assert (report(settings).failed, migrated.exists()) == (status, True)


def test_a_register_that_takes_no_report_is_a_failure_of_its_own(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found(monkeypatch, Outcome.OK)
    assert main(["--settings", str(settings), "selftest"]) == 1
    assert "Звіт не збережено: " in capsys.readouterr().out


def test_a_report_asked_for_in_the_console_carries_who_asked(
    settings: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, Outcome.OK)
    with bind(migrated).connection_context():
        account = Account.add("Ігор Гнатюк", Role.TECHNICIAN, now=NOW)
    assert main(["--settings", str(settings), "selftest"]) == 0
    assert report(settings).origin == "command"
    assert main(["--settings", str(settings), "selftest", f"--account={account}"]) == 0
    assert report(settings).origin == "console"
    assert migrated.exists()
