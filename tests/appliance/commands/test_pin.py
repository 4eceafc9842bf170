from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from appliance.casework.entrance.phone_pin import PinFile
from appliance.cli import main
from appliance.contracts.office import Admission
from tests.appliance.test_cli import refusal, settings
from tests.fakes.virtual_time import START

__all__ = ["settings"]


def given(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_pin_is_read_from_standard_input_and_opens(
    settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, "271828\n")
    assert main(["--settings", str(settings), "pin", "set"]) == 0
    told = capsys.readouterr()
    assert "Код задано." in told.out
    assert "271828" not in told.out + told.err
    assert PinFile(tmp_path / "state").admit("271828", START) is Admission.RIGHT
    assert main(["--settings", str(settings), "pin", "remove"]) == 0
    assert PinFile(tmp_path / "state").admit("271828", START) is Admission.CLOSED


@pytest.mark.parametrize("text", ["", "abc\n", "12\n", "111111\n"])
def test_a_bad_pin_is_a_sentence(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    given(monkeypatch, text)
    refusal(capsys, "--settings", settings, "pin", "set")


@pytest.mark.parametrize(("second", "status"), [("271828", 0), ("271829", 1)])
def test_at_the_terminal_it_is_asked_twice_and_not_shown(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], second: str, status: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter(["271828", second])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert main(["--settings", str(settings), "pin", "set"]) == status
    assert ("різні" in capsys.readouterr().err) == bool(status)


def test_the_pin_cannot_be_given_where_others_see_it() -> None:
    with pytest.raises(SystemExit):
        main(["pin", "set", "271828"])
