"""What the exporter's unit and a technician run by hand."""

from __future__ import annotations

import hashlib
import os
from functools import partial
from pathlib import Path

import pytest

from appliance.casework.box.asked import MONTH, ask, take
from appliance.casework.box.exports import MonthExport
from appliance.casework.entrance.accounts import BOX
from appliance.casework.migrate import migrate
from appliance.casework.office.community import Community, Profile
from appliance.casework.row import bind
from appliance.cli import main
from appliance.commands import month
from appliance.settings import read_settings
from appliance.upkeep.stick.exporter import Exporter
from appliance.upkeep.stick.news import DONE, News
from tests.appliance.test_cli import refusal, settings
from tests.appliance.upkeep.stick.box_with_stick import FOUNDED, OF_MOUNT

__all__ = ["settings"]


@pytest.fixture
def founded(settings: Path) -> Path:
    """Settings of a box that has worked since October."""
    database = read_settings(settings).database
    migrate(database)
    with bind(database).connection_context():
        Community.found("Менська громада", Profile.K, by=BOX, now=FOUNDED)
    return settings


def test_without_a_stick_it_says_so_and_asks_nothing_of_the_unit(
    founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["--settings", str(founded), "month", "--into", str(tmp_path / "none"), "--month", "2026-10"])
    assert status == 1
    assert "2026-10: не записано. Флешки немає," in capsys.readouterr().out


def test_a_directory_that_is_no_mount_is_never_written(founded: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert main(["--settings", str(founded), "month", "--into", str(tmp_path / "stick"), "--month", "2026-10"]) == 1
    assert list((tmp_path / "stick").iterdir()) == []
    assert not (read_settings(founded).box.state / "export").exists()


def test_the_whole_way_from_the_command_to_the_stick(
    founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, mountinfo = tmp_path / "stick", tmp_path / "mountinfo"
    stick.mkdir()
    device = f"{os.major(stick.stat().st_dev)}:{os.minor(stick.stat().st_dev)}"
    mountinfo.write_text(OF_MOUNT.format(device=device, at=stick, type="exfat", options="rw"))
    monkeypatch.setattr(month, "Exporter", partial(Exporter, mountinfo=mountinfo, udev=tmp_path / "udev"))
    assert main(["--settings", str(founded), "month", "--into", str(stick), "--month", "2026-10"]) == 0
    told = capsys.readouterr().out
    sums = (stick / "slukhavka-1/2026-10/SHA256SUMS").read_bytes()
    assert told.startswith("2026-10: записано й перевірено, slukhavka-1/2026-10")
    assert hashlib.sha256(sums).hexdigest() in told
    assert "у ради ще немає ключа" in told
    assert (read_settings(founded).asked / DONE).exists()


def test_a_month_that_is_none_is_refused(founded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "2026-10" in refusal(capsys, "--settings", founded, "month", "--month", "жовтень")


def test_a_request_is_taken_once(founded: Path) -> None:
    asked = read_settings(founded).asked
    ask(asked, MONTH)
    ask(asked, MONTH)
    assert [path.name for path in asked.iterdir()] == [MONTH]
    main(["--settings", str(founded), "month"])
    assert not take(asked, MONTH)
    with bind(read_settings(founded).database).connection_context():
        assert [each.origin for each in MonthExport.latest()] == ["button"]


def test_the_lamp_hears_that_it_is_done_only_when_nothing_is_mounted(
    founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = read_settings(founded)
    News(box).done()
    mountinfo = tmp_path / "mountinfo"
    mountinfo.write_text(OF_MOUNT.format(device="8:1", at=box.export.mount, type="vfat", options="rw"))
    assert month._unmounted(Path(box.export.mount), News(box), mountinfo) == 1
    assert "не виймайте" in capsys.readouterr().out
    assert (box.asked / DONE).exists()
    mountinfo.write_text("")
    assert month._unmounted(Path(box.export.mount), News(box), mountinfo) == 0
    assert "можна виймати" in capsys.readouterr().out
    assert main(["--settings", str(founded), "month", "--unmounted"]) == 0
    assert capsys.readouterr().out == ""


def test_a_request_that_cannot_be_done_does_not_begin_the_unit_again_and_again(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = read_settings(settings)
    box.box.state.mkdir(parents=True, exist_ok=True)
    ask(box.asked, MONTH)
    assert "бази даних" in refusal(capsys, "--settings", settings, "month")
    assert not (box.asked / MONTH).exists()
