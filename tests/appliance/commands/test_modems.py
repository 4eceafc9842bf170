"""`slukhavka modems`: shows, and changes one line at a time."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from appliance.settings import read_settings
from tests.appliance.commands.told import slukhavka
from tests.appliance.technician.bus import Bus
from tests.appliance.test_cli import refusal

PIN = "4321"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bus:
    return Bus(tmp_path, monkeypatch)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "slukhavka.toml"
    made.write_text(f'[box]\nstate = "{tmp_path / "state"}"\n[[lines]]\nname = "gsm1"\nfamily = "huawei_e1550"\n')
    return made


@pytest.mark.row("J2")
def test_what_is_plugged_in_is_shown_and_nothing_changes(
    file: Path, bus: Bus, capsys: pytest.CaptureFixture[str]
) -> None:
    bus.plug("1-1.2", "12d1:1001", product="E1550")
    before = file.read_bytes()
    shown = slukhavka(capsys, file, "modems")
    assert "гніздо 1-1.2: Виробник E1550, USB 12d1:1001" in shown
    assert "«gsm1» [huawei_e1550]: модем у гнізді 1-1.2" in shown
    assert file.read_bytes() == before


@pytest.mark.row("J2")
def test_a_line_is_added_given_another_modem_and_taken_away(
    file: Path, bus: Bus, capsys: pytest.CaptureFixture[str]
) -> None:
    bus.plug("1-1.2", "1e0e:9001")
    assert "Ще не записано" in slukhavka(capsys, file, "modems", "add", "1-1.2")
    assert [line.name for line in read_settings(file).lines] == ["gsm1"]
    assert '+name = "kyivstar"' in slukhavka(capsys, file, "modems", "add", "1-1.2", "--name", "kyivstar", "--yes")
    assert "systemctl restart slukhavka" in slukhavka(capsys, file, "modems", "remove", "kyivstar", "--yes")
    assert '+family = "sim7600"' in slukhavka(capsys, file, "modems", "replace", "gsm1", "1-1.2", "--yes")
    assert [(line.name, getattr(line, "family", "")) for line in read_settings(file).lines] == [("gsm1", "sim7600")]


@pytest.mark.row("J2")
def test_the_pin_is_asked_for_and_never_shown(
    file: Path,
    bus: Bus,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bus.plug("1-1.2", "1e0e:9001")
    caplog.set_level("DEBUG")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PIN}\n"))
    shown = slukhavka(capsys, file, "modems", "replace", "gsm1", "1-1.2", "--pin", "--yes")
    assert f'pin = "{PIN}"' in file.read_text()
    assert '+pin = "…"' in shown
    monkeypatch.setattr("sys.stdin", io.StringIO("98765\n"))
    shown += slukhavka(capsys, file, "modems", "replace", "gsm1", "1-1.2", "--pin", "--yes")
    assert "(змінюється лише PIN-код)" in shown
    monkeypatch.setattr("sys.stdin", io.StringIO("43211234x\n"))
    shown += refusal(capsys, "--settings", str(file), "modems", "replace", "gsm1", "1-1.2", "--pin", "--yes")
    for secret in (PIN, "98765", "43211234x"):
        assert secret not in shown + caplog.text


def test_what_cannot_be_is_one_sentence(file: Path, bus: Bus, capsys: pytest.CaptureFixture[str]) -> None:
    bus.sysfs.disk("1-1.4", "19d2:2000", "ZTE\x1b[2J")
    assert "лінією бути не може" in refusal(capsys, "--settings", str(file), "modems", "add", "1-1.4", "--yes")
    assert "ще прикидається диском" in slukhavka(capsys, file, "modems")
