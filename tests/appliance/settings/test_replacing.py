"""The technician's file replaced: as a whole, after the reader has taken it, or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.settings import TREE_FILE, read_settings
from appliance.settings.editing import with_line
from appliance.settings.replacing import change_settings

TEXT = '# моя\r\n[[lines]]\nname = "gsm1"\nfamily = "sim7600"\npin = "4321"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "slukhavka.toml"
    made.write_bytes(TEXT.encode())
    made.chmod(0o640)
    return made


def one_more(text: str) -> str:
    return with_line(text, {"name": "gsm2", "family": "sim7600", "pin": "9876"})


@pytest.mark.row("J2")
def test_the_file_is_replaced_with_its_rights_and_what_was_there_lies_beside_it(file: Path) -> None:
    change = change_settings(file, one_more, write=True)
    before = file.with_name("slukhavka.toml.before")
    assert (change.before, before.read_bytes()) == (TEXT, TEXT.encode())
    assert file.read_bytes() == change.after.encode()
    assert [line.name for line in read_settings(file).lines] == ["gsm1", "gsm2"]
    for path in (file, before):
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(path.name for path in file.parent.iterdir()) == ["slukhavka.toml", "slukhavka.toml.before"]


@pytest.mark.row("J2")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_file_keeps_its_owner(file: Path) -> None:
    os.chown(file, 64101, 64100)
    change_settings(file, one_more, write=True)
    assert {(path.stat().st_uid, path.stat().st_gid) for path in file.parent.iterdir()} == {(64101, 64100)}


def test_what_is_only_looked_at_changes_nothing(file: Path) -> None:
    assert "gsm2" in change_settings(file, one_more, write=False).after
    assert [path.name for path in file.parent.iterdir()] == ["slukhavka.toml"]


@pytest.mark.row("J2")
@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"name": "gsm1", "family": "sim7600"}, "дві лінії мають назву «gsm1»"),
        ({"name": "gsm2", "family": "sim7600", "pin": "0000x"}, "«pin» має бути з 4–8 цифр"),
        ({"name": "gsm2", "family": "sim7600", "number": "дзвони"}, "«number» має бути на зразок"),
        ({"name": "gsm2", "family": "sim7600", "at": "/dev/ttyUSB0"}, "задайте обидва порти"),
        ({"name": "gsm2\x1b[2J", "family": "sim7600"}, "«name» має бути таким"),
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_what_the_reader_refuses_changes_nothing_and_its_sentence_holds_no_pin(
    bad: dict[str, str], words: str, write: bool, file: Path
) -> None:
    with pytest.raises(SettingsError, match=words) as refused:
        change_settings(file, lambda text: with_line(text, bad), write=write)
    assert "0000x" not in str(refused.value)
    assert "4321" not in str(refused.value)
    assert file.read_bytes() == TEXT.encode()
    assert [path.name for path in file.parent.iterdir()] == ["slukhavka.toml"]


@pytest.mark.row("J2")
@pytest.mark.parametrize("fails", ["fsync", "fchmod", "replace"])
def test_a_disk_that_refuses_leaves_the_file_as_it_was(fails: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if fails == "replace" else os, fails, refuse)
    with pytest.raises(OSError, match="No space"):
        change_settings(file, one_more, write=True)
    assert file.read_bytes() == TEXT.encode()
    assert [path.name for path in file.parent.iterdir()] == ["slukhavka.toml"]


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "etc" / "slukhavka.toml"
    link.parent.mkdir()
    link.symlink_to(file)
    change_settings(link, one_more, write=True)
    assert link.is_symlink()
    assert "gsm2" in file.read_text()


def test_two_who_change_at_once_do_it_one_after_the_other(file: Path) -> None:
    def add(name: str) -> None:
        change_settings(file, lambda text: with_line(text, {"name": name, "family": "sim7600"}), write=True)

    threads = [threading.Thread(target=add, args=(f"new{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {line.name for line in read_settings(file).lines} == {"gsm1", *(f"new{number}" for number in range(6))}


def test_the_sample_that_comes_with_the_program_is_nobodys_settings() -> None:
    with pytest.raises(SettingsError, match="Це зразок"):
        change_settings(TREE_FILE, lambda text: text, write=True)
