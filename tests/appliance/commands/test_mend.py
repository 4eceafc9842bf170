"""`slukhavka mend`, as systemd begins it: over a sysfs of plain files."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.settings import read_settings
from appliance.upkeep.mending.requests import ask_rebind
from tests.appliance.commands.told import slukhavka
from tests.appliance.test_cli import settings
from tests.appliance.upkeep.mending.root import DEVICE, sysfs

__all__ = ["settings"]


def test_without_a_request_there_is_nothing_to_do(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert slukhavka(capsys, settings, "mend", "--sys", str(sysfs(tmp_path / "sys"))) == "Нічого лагодити.\n"
    read_settings(settings).asked.mkdir(parents=True)
    assert slukhavka(capsys, settings, "mend") == "Нічого лагодити.\n"


def test_what_is_asked_for_is_done_and_said(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.commands.mend.time.sleep", lambda _seconds: None)
    kernel = sysfs(tmp_path / "sys")
    ask_rebind(read_settings(settings).asked, DEVICE)
    said = slukhavka(capsys, settings, "mend", "--sys", str(kernel))
    assert said == f"USB-пристрій {DEVICE} перепід'єднано.\n"
    assert (kernel / "bus/usb/drivers/usb/bind").read_text() == DEVICE
