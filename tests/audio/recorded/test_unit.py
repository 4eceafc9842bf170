"""From the inbox to the store: whatever is put there is answered in one sentence and harms nothing."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from audio.recorded import inbox
from audio.recorded import unit as module
from audio.recorded.limits import LARGEST_FILE
from audio.recorded.store import RecordedStore
from audio.recorded.unit import RecordedUnit
from audio.speech.checks import inspect
from audio.speech.spool import Answer, BadRequest
from tests.audio.recorded.files import file, syllables

MP3 = file("mp3", syllables())


def ask(root: Path, content: bytes = MP3, name: str = "greeting") -> str:
    given = root.parent / "given.mp3"
    given.write_bytes(content)
    return inbox.hand_in(root, name, "Вітаємо!", given)


def answered(root: Path, request: str) -> Answer:
    found = inbox.answer(root, request, 0)
    assert found
    return found


def left(root: Path) -> list[str]:
    return [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and path.suffix != ".wav"]


def test_a_recording_is_levelled_kept_under_its_name_and_answered(tmp_path: Path) -> None:
    root = tmp_path / "recorded"
    request = ask(root)
    assert inbox.waiting(root) == 1
    RecordedUnit(root).work()
    told = answered(root, request)
    kept = RecordedStore(root).all()["greeting"]
    assert (told.error, told.wav, kept.text) == ("", kept.wav, "Вітаємо!")
    assert inspect((root / kept.wav).read_bytes())[1] == []
    assert inbox.waiting(root) == 0
    assert left(root) == [path.name for path in root.glob("*.json")], "the take is gone"


@pytest.mark.parametrize("content", [b"", b"text" * 99, file("wav", bytes(32000)), MP3[:300]])
def test_a_file_that_is_no_prompt_is_a_sentence_and_the_old_recording_stays(tmp_path: Path, content: bytes) -> None:
    root = tmp_path / "recorded"
    unit = RecordedUnit(root)
    ask(root)
    unit.work()
    before = RecordedStore(root).all()
    request = ask(root, content)
    unit.work()
    assert re.search("[а-яіїєґ].*[.]$", answered(root, request).error)
    assert RecordedStore(root).all() == before
    assert list((root / "takes").iterdir()) == []


def test_more_than_twenty_megabytes_are_refused_at_the_door(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="20 МБ"):
        ask(tmp_path / "recorded", bytes(LARGEST_FILE + 1))
    ask(tmp_path / "recorded", bytes(LARGEST_FILE))


@pytest.mark.parametrize("what", ["a directory", "a pipe", "a link"])
def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path, what: str) -> None:
    path = tmp_path / "given"
    if what == "a directory":
        path.mkdir()
    elif what == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/etc/passwd")
    with pytest.raises(BadRequest):
        inbox.hand_in(tmp_path / "recorded", "greeting", "", path)


REQUESTS = {
    "text": b"greeting",
    "deep": b"[" * 100_000,
    "no name": json.dumps({"text": ""}).encode(),
    "an empty name": json.dumps({"prompt": "", "text": ""}).encode(),
    "an endless name": json.dumps({"prompt": "x" * 500, "text": ""}).encode(),
    "a number": json.dumps({"prompt": 5, "text": ""}).encode(),
    "a list": b"[1]",
    "no take": json.dumps({"prompt": "greeting", "text": ""}).encode(),
    "large": b" " * (1 << 20),
}


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_request_that_nobody_can_follow_is_answered_and_does_not_stop_the_next(tmp_path: Path, kind: str) -> None:
    root = tmp_path / "recorded"
    unit = RecordedUnit(root)
    (root / "in" / "0bad.json").write_bytes(REQUESTS[kind])
    good = ask(root)
    unit.work()
    assert answered(root, "0bad").error
    assert not answered(root, good).error
    assert list((root / "in").iterdir()) == []


def test_a_unit_that_was_killed_at_work_does_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(BaseException):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    root = tmp_path / "recorded"
    request = ask(root)
    for at in ("decode", "prompt_of"):
        with monkeypatch.context() as crash, pytest.raises(PowerCut):
            crash.setattr(module, at, cut)
            RecordedUnit(root).work()
    RecordedUnit(root).work()
    assert not answered(root, request).error


def test_a_disk_that_refuses_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    root, now = tmp_path / "recorded", [0.0]
    unit = RecordedUnit(root, monotonic=lambda: now[0])
    request = ask(root)
    with monkeypatch.context() as full:
        full.setattr(RecordedStore, "keep", refuse)
        unit.work()
    assert inbox.answer(root, request, 0) is None
    unit.work()
    assert inbox.answer(root, request, 0) is None, "it rests first"
    now[0] += module.POSTPONED_S
    unit.work()
    assert not answered(root, request).error


def test_takes_without_a_request_are_cleared_away(tmp_path: Path) -> None:
    root = tmp_path / "recorded"
    ask(root)
    (root / "takes" / "orphan").write_bytes(b"left by a power cut")
    now = [0.0]
    unit = RecordedUnit(root, monotonic=lambda: now[0])
    (root / "takes" / "being handed in").write_bytes(b"its request comes")
    unit.work()
    assert {path.name for path in (root / "takes").iterdir()} == {"orphan", "being handed in"}
    now[0] += module.ORPHANS_S
    unit.work()
    assert {path.name for path in (root / "takes").iterdir()} == {"being handed in"}
