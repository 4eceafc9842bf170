"""A whole box in one file, and from it a new box that answers as the old one did."""

from __future__ import annotations

import asyncio
import io
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it says no types
import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import Account
from appliance.settings import Settings
from appliance.upkeep.keeping import restoring
from appliance.upkeep.keeping.archive import write_archive
from appliance.upkeep.keeping.checking import checked
from appliance.upkeep.keeping.restoring import restore
from appliance.upkeep.keeping.sealing import BadKey
from appliance.upkeep.keeping.unpacking import NotRestored
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.appliance.upkeep.keeping.lived_in import NOW, live, message, opened_register, settings_in
from tests.fakes.box import Box, log_of, settings_for, with_box

LATE = f"{'c' * 32}-1"
SITE = (
    '[box]\nstate = "{state}"\narea_code = "4644"\n\n[[lines]]\nname = "gsm1"\nkind = "gsm"\nfamily = "huawei_e1550"\n'
)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state directory of a box that has lived, with a file of everything that a box may keep."""
    directory = tmp_path_factory.mktemp("lived")
    settings = settings_in(directory)
    live(settings)
    state = settings.box.state
    for name in ("tls/key.pem", "kamailio/users", "pin", "recorded/a.wav", "words/units.toml", "stress.toml"):
        (state / name).parent.mkdir(parents=True, exist_ok=True)
        (state / name).write_text(f"of {name}")
    (state / "tls/key.pem").chmod(0o600)
    publish_noise(small_flow(), directory)
    (directory / "published").rename(settings.published)
    (state / "copies").mkdir()
    (state / "copies" / "copy-00000001.db").write_bytes(b"x")
    (state / "ballast").write_bytes(b"x" * 99)
    (state / ".before-1").mkdir()
    (state / ".before-1" / "old").write_bytes(b"x")
    return state


@pytest.fixture
def settings(tmp_path: Path, lived: Path) -> Settings:
    settings = settings_for(tmp_path / "old")
    shutil.copytree(lived, settings.box.state, symlinks=True)
    site = tmp_path / "old" / "slukhavka.toml"
    site.write_text(SITE.format(state=settings.box.state))
    return replace(settings, file=site)


def new_box(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "new")


def files_of(state: Path) -> dict[str, bytes | str]:
    """Return what stays of a box, by name."""
    passing = ("slukhavka.db", "copies", "ballast", "control", ".before")
    return {
        path.relative_to(state).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in state.rglob("*")
        if (path.is_symlink() or path.is_file()) and not path.relative_to(state).as_posix().startswith(passing)
    }


@pytest.mark.row("J6")
def test_a_new_box_is_the_old_one_and_answers_with_its_menu(settings: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "box.tar"
    manifest = write_archive(settings, archive, NOW)
    new = new_box(tmp_path)
    done = restore(new, archive)
    assert all(archived == now for archived, now in done.tables.values())
    assert done.tables.keys() == manifest.counts.keys()
    assert checked(new.database).counts == checked(settings.database).counts
    assert files_of(new.box.state) == files_of(settings.box.state)
    assert (new.tls / "key.pem").stat().st_mode & 0o777 == 0o600
    with opened_register(settings):
        people = [each.name for each in Account.select()]
    before = len(log_of(settings))

    async def scene(box: Box) -> None:
        caller = box.modem.ring()
        await caller.answered(10.0)
        await asyncio.sleep(2)
        await caller.press("1", inband=False)
        await asyncio.sleep(2)
        await caller.hang_up()
        record = (await box.records())[0]
        assert record.nodes[0] == "top"
        assert record.menu_revision == "1"

    with_box(scene, tmp_path / "new")
    with opened_register(new):
        assert [each.name for each in Account.select()] == people
        assert CallRecord.select().count() == before + 1


@pytest.mark.row("J6", "H10")
def test_an_archive_for_the_council_says_nothing_without_its_key(settings: Settings, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    archive = tmp_path / "box.tar.age"
    write_archive(settings, archive, NOW, to=str(identity.to_public()))
    assert "Канарка".encode() not in archive.read_bytes()
    with pytest.raises(BadKey):
        restore(new_box(tmp_path), archive)
    with pytest.raises(BadKey):
        restore(new_box(tmp_path), archive, identity=str(pyrage.x25519.Identity.generate()))
    new = new_box(tmp_path)
    assert not list(new.box.state.iterdir())
    restore(new, archive, identity=f"{identity}\n")
    assert checked(new.database).counts == checked(settings.database).counts


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("closed", [False, True])
def test_an_archive_that_is_cut_or_changed_puts_nothing_in_place(
    settings: Settings, tmp_path: Path, share: float, closed: bool
) -> None:
    identity = pyrage.x25519.Identity.generate()
    archive = tmp_path / "box"
    write_archive(settings, archive, NOW, to=str(identity.to_public()) if closed else "")
    whole = archive.read_bytes()
    at = int(len(whole) * share)
    new = new_box(tmp_path)
    for broken in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
        archive.write_bytes(broken)
        with pytest.raises((NotRestored, BadKey)):
            restore(new, archive, identity=str(identity))
        assert not list(new.box.state.iterdir())


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "state/../../evil", "elsewhere/x", "", "."])
def test_an_archive_writes_nowhere_but_into_the_state(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "evil.tar"
    with tarfile.open(archive, "w") as tar:
        about = tarfile.TarInfo(name)
        about.size = 4
        tar.addfile(about, io.BytesIO(b"evil"))
    with pytest.raises(NotRestored):
        restore(new_box(tmp_path), archive)
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("target", ["/etc", "../.."])
def test_an_archive_leads_nowhere_by_a_link(tmp_path: Path, target: str) -> None:
    archive = tmp_path / "evil.tar"
    with tarfile.open(archive, "w") as tar:
        about = tarfile.TarInfo("state/link")
        about.type, about.linkname = tarfile.SYMTYPE, target
        tar.addfile(about)
    with pytest.raises(NotRestored):
        restore(new_box(tmp_path), archive)


def test_what_is_there_is_not_overwritten_but_set_aside_on_demand(settings: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "box.tar"
    write_archive(settings, archive, NOW)
    other = settings_in(tmp_path / "new")
    with opened_register(other):
        message(other, "mine")
    with pytest.raises(NotRestored, match="не порожня"):
        restore(other, archive)
    done = restore(other, archive, replace=True)
    assert done.before is not None
    assert (done.before / "recordings" / "mine.wav").exists()
    assert (done.before / "slukhavka.db").exists()
    assert files_of(other.box.state) == files_of(settings.box.state)


def test_a_box_that_answers_calls_is_not_overwritten(settings: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "box.tar"
    write_archive(settings, archive, NOW)

    async def scene(box: Box) -> None:
        with pytest.raises(NotRestored, match="працює"):
            await asyncio.to_thread(restore, box.settings, archive, replace=True)

    with_box(scene, tmp_path / "new")


def test_a_restoration_broken_off_is_begun_anew(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "box.tar"
    write_archive(settings, archive, NOW)
    new = new_box(tmp_path)

    def cut(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_put", cut)
        with pytest.raises(KeyboardInterrupt):
            restore(new, archive)
    assert not new.database.exists()
    restore(new, archive, replace=True)
    assert files_of(new.box.state) == files_of(settings.box.state)


def test_a_recording_made_while_the_archive_was_written_is_entered_by_the_new_box(
    settings: Settings, tmp_path: Path
) -> None:
    (settings.recordings / f"{LATE}.wav").write_bytes(b"RIFFlate")
    archive = tmp_path / "box.tar"
    write_archive(settings, archive, NOW)
    new = new_box(tmp_path)
    assert restore(new, archive).recordings == 1
    assert (new.recordings / f"{LATE}.undecided").exists()


def test_the_settings_come_too_unless_they_are_of_another_place(settings: Settings, tmp_path: Path) -> None:
    archive = tmp_path / "box.tar"
    write_archive(settings, archive, NOW)
    with pytest.raises(NotRestored, match="keep-settings"):
        restore(new_box(tmp_path), archive, settings_into=tmp_path / "etc" / "slukhavka.toml")
    settings.box.state.rename(tmp_path / "gone")
    into = tmp_path / "etc" / "slukhavka.toml"
    into.parent.mkdir()
    into.write_text("old")
    assert restore(settings, archive, settings_into=into).settings == into
    assert into.read_text() == settings.file.read_text()
    assert (tmp_path / "etc" / "slukhavka.toml.before").read_text() == "old"
