from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from audio.recorded.store import RecordedPrompt, RecordedStore

EVIL = ("../../outside", "/etc/passwd", "a/b", ".", "", "назва тексту", "\ud800", "x" * 5000, "new\nline\0")


def keep(store: RecordedStore, name: str, wav: bytes = b"sound") -> RecordedPrompt:
    return store.keep(name, "слова", wav, duration_s=1.0, active_dbfs=-22.0, peak_dbfs=-5.0)


@pytest.mark.parametrize("name", EVIL)
def test_whatever_a_prompt_is_called_its_recording_lies_in_the_store_and_is_found(tmp_path: Path, name: str) -> None:
    root = tmp_path / "inner" / "recorded"
    store = RecordedStore(root)
    kept = keep(store, name)
    assert RecordedStore(root).all() == {name: kept}
    assert store.path(kept).read_bytes() == b"sound"
    assert sorted(path.parent for path in tmp_path.rglob("*") if path.is_file()) == [root, root]
    assert store.remove(name)
    assert not store.remove(name)
    assert list(root.iterdir()) == []


def test_a_second_recording_takes_the_place_of_the_first(tmp_path: Path) -> None:
    store = RecordedStore(tmp_path)
    keep(store, "greeting", b"first")
    keep(store, "hours", b"hours")
    keep(store, "greeting", b"second")
    found = {name: store.path(recorded).read_bytes() for name, recorded in store.all().items()}
    assert found == {"greeting": b"second", "hours": b"hours"}
    assert len(list(tmp_path.glob("*.wav"))) == 2


def test_a_power_cut_while_keeping_leaves_the_recording_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RecordedStore(tmp_path)
    keep(store, "greeting", b"first")
    real, cuts = os.fsync, []

    class PowerCut(BaseException):
        pass

    def cut(descriptor: int) -> None:
        real(descriptor)
        cuts.append(descriptor)
        if len(cuts) == left:
            raise PowerCut

    for left in (1, 2, 3):  # noqa: B007  (`cut` reads it)
        cuts.clear()
        with monkeypatch.context() as crash, pytest.raises(PowerCut):
            crash.setattr(os, "fsync", cut)
            keep(store, "greeting", b"second")
        again = RecordedStore(tmp_path)
        assert again.path(again.all()["greeting"]).read_bytes() == b"first"
        again.clear_leftovers()
        assert len(list(tmp_path.iterdir())) == 2


def spoil(about: Path, **changes: object) -> None:
    about.write_text(json.dumps({**json.loads(about.read_text()), **changes}))


@pytest.mark.parametrize(
    "changes",
    [{"wav": "../../../etc/passwd"}, {"wav": "/etc/passwd"}, {"wav_bytes": 4}, {"wav": 5}, {"more": 1}],
)
def test_a_record_that_lies_about_its_sound_is_left_out(tmp_path: Path, changes: dict[str, object]) -> None:
    store = RecordedStore(tmp_path)
    keep(store, "greeting")
    spoil(next(tmp_path.glob("*.json")), **changes)
    assert store.all() == {}
