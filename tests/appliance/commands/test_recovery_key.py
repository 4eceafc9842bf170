"""The council's key at the prompt: on a terminal, once, and nowhere else."""

from __future__ import annotations

import os
import pty
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it says no types
import pytest

from appliance.casework.box.council_key import CouncilKey
from appliance.casework.migrate import migrate
from appliance.casework.row import bind
from appliance.cli import main
from appliance.settings import read_settings
from tests.appliance.test_cli import refusal, settings

__all__ = ["settings"]


@contextmanager
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Standard output is a terminal; what was shown on it is there after the block."""
    near, far = pty.openpty()
    shown: list[str] = []
    with os.fdopen(far, "w", encoding="utf-8") as screen, monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", screen)
        yield shown
        screen.flush()
        os.set_blocking(near, False)
        parts = []
        while True:
            try:
                parts.append(os.read(near, 65536))
            except BlockingIOError:
                break
    os.close(near)
    shown.append(b"".join(parts).decode().replace("\r\n", "\n"))


@pytest.fixture
def ready(settings: Path) -> Path:
    migrate(read_settings(settings).database)
    return settings


def public(ready: Path) -> str:
    with bind(read_settings(ready).database).connection_context():
        key = CouncilKey.in_use()
        return key.public_key if key else ""


def private_of(sheet: str) -> str:
    found = re.search(r"AGE-SE[A-Z0-9 -]+", sheet)
    assert found
    return found[0].replace(" ", "").strip()


@pytest.mark.row("H10")
def test_the_sheet_shows_both_halves_and_the_box_keeps_one(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_terminal(monkeypatch) as shown:
        assert main(["--settings", str(ready), "recovery-key"]) == 0
    private = private_of(shown[0])
    assert str(pyrage.x25519.Identity.from_str(private).to_public()) == public(ready)
    assert public(ready) in shown[0]
    assert "▀" in shown[0]  # the picture for a camera
    state = read_settings(ready).box.state
    assert not any(private[16:].encode() in path.read_bytes() for path in state.rglob("*") if path.is_file())


def test_into_a_file_or_a_journal_it_is_not_written(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "лише на екрані термінала" in refusal(capsys, "--settings", ready, "recovery-key")
    assert public(ready) == ""


def test_a_second_key_takes_a_reason(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_terminal(monkeypatch):
        main(["--settings", str(ready), "recovery-key"])
    first = public(ready)
    with a_terminal(monkeypatch) as shown:
        assert main(["--settings", str(ready), "recovery-key"]) == 1
    assert (public(ready), shown[0]) == (first, "")
    with a_terminal(monkeypatch):
        assert main(["--settings", str(ready), "recovery-key", "--reason", "аркуш утрачено"]) == 0
    assert public(ready) != first
