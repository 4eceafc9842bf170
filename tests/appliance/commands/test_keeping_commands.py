"""`slukhavka backup`, `restore`, `nightly`, `retention`, `settings`, `support`, as units and technicians say them."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it says no types
import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.box.copies import copies_of
from appliance.casework.box.council_key import CouncilKey
from appliance.casework.box.retention_acts import RetentionAct
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.entrance.accounts import BOX
from appliance.casework.office.community import Settlement
from appliance.casework.row import bind
from appliance.casework.sqlite import DatabaseUnavailable
from appliance.cli import main
from appliance.clock import Moment, SystemClock
from appliance.commands import backup, nightly, retention
from appliance.settings import Settings, read_settings
from appliance.upkeep.keeping.startup import open_or_restore
from tests.appliance.upkeep.keeping.lived_in import damage, message
from tests.fakes.fresh_register import lay_register

SITE = """
[box]
state = "{state}"

[keeping]
ballast_mb = 1

[[lines]]
name = "gsm1"
kind = "gsm"
family = "huawei_e1550"
"""


@pytest.fixture(autouse=True)
def _polite(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of the tests stays as nice as it was."""
    for command in (backup, nightly, retention):
        monkeypatch.setattr(command.os, "nice", lambda _by: 0)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return laid(tmp_path / "box")


def laid(directory: Path) -> Path:
    """Return the settings file of a box with a fresh register."""
    state = directory / "state"
    (state / "recordings").mkdir(parents=True)
    lay_register(state / "slukhavka.db")
    path = directory / "slukhavka.toml"
    path.write_text(SITE.format(state=state))
    return path


@contextmanager
def register(site: Path) -> Iterator[Settings]:
    settings = read_settings(site)
    with bind(settings.database).connection_context():
        yield settings


def said(capsys: pytest.CaptureFixture[str], site: Path, *words: str, status: int = 0) -> str:
    assert main(["--settings", str(site), *words]) == status
    told = capsys.readouterr()
    return told.out + told.err


class Trusted(SystemClock):
    """A clock somebody has set, 91 days on."""

    def now(self) -> Moment:
        now = super().now()
        return replace(now, trusted=True, wall=now.wall + timedelta(days=91))


def test_a_copy_is_made_said_and_the_ballast_laid_down(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Копію № 1 зроблено й перевірено" in said(capsys, site, "backup")
    settings = read_settings(site)
    assert [copy.sequence for copy in copies_of(settings)] == [1]
    assert (settings.box.state / "ballast").stat().st_size == 1024 * 1024


def test_a_broken_register_is_said_and_the_next_start_mends_it(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, site, "backup")
    settings = read_settings(site)
    whole = settings.database.read_bytes()
    for seed in range(40):
        settings.database.write_bytes(whole)
        if damage(settings.database, seed) and main(["--settings", str(site), "backup"]) == 1:
            break
    assert "пошкоджений" in capsys.readouterr().err
    assert (settings.box.state / "slukhavka.db.suspect").exists()
    assert open_or_restore(settings, SystemClock().now()).restored is not None
    assert not (settings.box.state / "slukhavka.db.suspect").exists()
    assert "Копію" in said(capsys, site, "backup")


def test_the_whole_box_goes_into_an_archive_and_comes_out_of_it(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with register(site) as settings:
        Settlement.add("Вільне", by=BOX, now=SystemClock().now())
        message(settings, "one")
    assert "--plain" in said(capsys, site, "backup", "--full", str(tmp_path), status=1)
    identity = pyrage.x25519.Identity.generate()
    archive = tmp_path / "box.tar.age"
    said(capsys, site, "backup", "--full", str(archive), "--to", str(identity.to_public()))
    key = tmp_path / "key"
    key.write_text(str(identity))
    new = tmp_path / "new" / "slukhavka.toml"
    new.parent.mkdir()
    new.write_text(site.read_text().replace("box/state", "new/state"))
    told = said(capsys, new, "restore", str(archive), "--key", str(key), "--keep-settings")
    assert "settlement: в архіві 1, відновлено 1" in told
    assert "voice_message: в архіві 1, відновлено 1" in told
    with register(new) as settings:
        assert [each.name for each in Settlement.select()] == ["Вільне"]
        assert (settings.recordings / "one.wav").exists()
    assert "не порожня" in said(capsys, new, "restore", str(archive), "--key", str(key), status=1)


def test_the_council_has_a_key_then_archives_are_closed_with_it(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with register(site):
        pair = CouncilKey.make(by=BOX, now=SystemClock().now())
    said(capsys, site, "backup", "--full", str(tmp_path))
    [archive] = tmp_path.glob("*.tar.age")
    pyrage.decrypt(archive.read_bytes(), [pyrage.x25519.Identity.from_str(pair.private)])
    assert "УВАГА" in said(capsys, site, "backup", "--full", str(tmp_path), "--plain")


def test_the_night_finds_what_is_missing_and_proposes_what_is_over(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "усе гаразд" in said(capsys, site, "nightly")
    with register(site) as settings:
        message(settings, "kept", at=SystemClock().now())
        message(settings, "gone", at=SystemClock().now())
        VoiceMessage.update(clock_trusted=True).execute()
        (settings.recordings / "gone.wav").unlink()
    monkeypatch.setattr(nightly, "SystemClock", Trusted)
    told = said(capsys, site, "nightly", status=1)
    assert "зникло з диска: 1" in told
    assert "акт № 1 чекає" in told
    with register(site):
        assert {each.kind for each in Alarm.standing()} == {"recordings_lost", "retention_due"}


def test_an_act_is_shown_approved_and_carried_out_by_hand(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with register(site) as settings:
        number = message(settings, "old", at=SystemClock().now())
        VoiceMessage.update(clock_trusted=True).execute()
    monkeypatch.setattr(retention, "SystemClock", Trusted)
    assert f"Аудіозаписи голосових повідомлень: 1 (строк 90 дн.); № {number}" in said(capsys, site, "retention")
    assert (settings.recordings / "old.wav").exists()
    assert "Виконано" in said(capsys, site, "retention", "--approve", "1")
    assert not (settings.recordings / "old.wav").exists()
    assert "Немає нічого" in said(capsys, site, "retention")
    assert "Виконувати нічого" in said(capsys, site, "retention", "--carry-out")
    with register(site):
        assert RetentionAct.numbered(1).copies_note == "Копій бази немає."


def test_settings_go_out_and_come_in_by_hand(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with register(site):
        Settlement.add("Вільне", by=BOX, now=SystemClock().now())
    file = tmp_path / "settings.zip"
    said(capsys, site, "settings", "export", str(file))
    other = laid(tmp_path / "other")
    assert "додається: Вільне" in said(capsys, other, "settings", "import", str(file))
    with register(other):
        assert Settlement.select().count() == 0
    assert "Внесено" in said(capsys, other, "settings", "import", str(file), "--yes")
    assert "Змін немає" in said(capsys, other, "settings", "import", str(file))


def test_the_bundle_is_written_by_hand(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    said(capsys, site, "support", str(tmp_path / "support.zip"))
    assert "about.json" in zipfile.ZipFile(tmp_path / "support.zip").namelist()


@pytest.mark.parametrize(
    "refused", [DatabaseUnavailable("На диску не лишилося місця.", passing=True), OSError(errno.ENOSPC, "No space")]
)
def test_a_disk_without_room_for_the_night_check_is_no_broken_register_and_terms_are_looked_at(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, refused: Exception
) -> None:
    def full(*_any: object) -> Path:
        raise refused

    with register(site) as settings:
        message(settings, "kept", at=SystemClock().now())
        VoiceMessage.update(clock_trusted=True).execute()
    monkeypatch.setattr(nightly, "snapshot", full)
    monkeypatch.setattr(nightly, "SystemClock", Trusted)
    told = said(capsys, site, "nightly", status=1)
    assert "Базу не перевірено" in told
    assert "відновить" not in told
    assert "акт № 1 чекає" in told
    with register(site):
        assert {each.kind for each in Alarm.standing()} == {"retention_due"}
    assert not (settings.box.state / "slukhavka.db.suspect").exists()


def test_an_approved_act_waits_while_nobody_knows_the_time_and_is_not_emptied(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with register(site) as settings:
        message(settings, "old", at=SystemClock().now())
        VoiceMessage.update(clock_trusted=True).execute()
        act = RetentionAct.propose(Trusted().now())
        assert act is not None
        RetentionAct.approve(act.id, act.mark, by=BOX, now=Trusted().now())
    for words in (("nightly",), ("retention", "--carry-out")):  # by a clock 91 days behind, as a boot without a network
        said(capsys, site, *words)
        with register(site):
            assert (RetentionAct.numbered(act.id).finished_at, act.left) == (None, 1)
    monkeypatch.setattr(retention, "SystemClock", Trusted)
    assert "Виконано" in said(capsys, site, "retention", "--carry-out")
    assert not (settings.recordings / "old.wav").exists()


def test_an_act_names_what_was_set_aside_with_the_same_data(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with register(site) as settings:
        message(settings, "old", at=SystemClock().now())
        VoiceMessage.update(clock_trusted=True).execute()
    (settings.box.state / "slukhavka.db.broken-1").write_bytes(b"x")
    (settings.box.state / "slukhavka.db.broken-1-wal").write_bytes(b"x")
    (settings.box.state / ".before-2").mkdir()
    monkeypatch.setattr(retention, "SystemClock", Trusted)
    assert main(["--settings", str(site), "retention"]) == 0
    assert main(["--settings", str(site), "retention", "--approve", "1"]) == 0
    with register(site):
        note = RetentionAct.numbered(1).copies_note
    assert "(.before-2, slukhavka.db.broken-1)" in note


def test_the_night_takes_away_what_has_lain_aside_long_enough(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = read_settings(site).box.state
    for number in range(1, 6):
        (state / f"slukhavka.db.broken-{number}").write_bytes(b"x")
    said(capsys, site, "backup")
    assert "Прибрано відкладене" not in said(capsys, site, "nightly")  # by a clock that nobody has set
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nightly, "SystemClock", Trusted)
        assert "broken-2, slukhavka.db.broken-1." in said(capsys, site, "nightly")
    assert sorted(path.name[-1] for path in state.glob("*.broken-*")) == ["3", "4", "5"]
