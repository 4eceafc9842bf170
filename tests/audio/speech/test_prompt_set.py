"""All prompts of a menu from one unit: by one voice as far as possible, and as the unit speaks them today."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audio.speech import spool
from audio.speech.pace import SLOWER
from audio.speech.prompt_set import SetFailed, Wanted, spoken_set, stored_set
from audio.speech.spool import Answer, Request
from audio.speech.store import PromptStore, Recipe
from audio.speech.unit import serve
from tests.audio.engines.fake_piper import fake_piper

TEXTS = [Wanted("Один."), Wanted("Два."), Wanted("Один.", SLOWER)]


@contextmanager
def unit(root: Path, *order: str) -> Iterator[None]:
    stop = threading.Event()
    kwargs = {"order": order or ("espeak",), "stress": root / "stress.toml"}
    thread = threading.Thread(target=serve, args=(root / "spool", root / "store", stop), kwargs=kwargs)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class Speaks:
    """A unit that only answers: `knows` tells which voices can say which text."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, **knows: str) -> None:
        self.asked: list[Request] = []
        self._root, self._knows = root, knows
        monkeypatch.setattr("time.sleep", lambda _s: self.work())

    def work(self) -> None:
        for path in spool.pending(self._root / "spool"):
            request = spool.read_request(path)
            self.asked.append(request)
            able = self._knows.get(request.text, "")
            voices = [voice for voice in (request.voice, "a", "b", "c") if voice and voice in able]
            told = Answer("key", f"{voices[0]}.wav", voice=voices[0]) if voices else Answer(error="Ні.")
            spool.reply(self._root / "spool", path, told)


def voices(root: Path, wanted: list[Wanted]) -> tuple[str, list[Wanted]]:
    found = spoken_set(root / "spool", root / "store", wanted, 60.0)
    return "".join(found.paths[each].stem for each in wanted), list(found.strays)


def test_the_set_holds_what_the_unit_answers_each_text_at_its_pace(tmp_path: Path) -> None:
    with unit(tmp_path):
        first = spoken_set(tmp_path / "spool", tmp_path / "store", TEXTS, 60.0)
    assert set(first.paths) == set(TEXTS)
    assert len(set(first.paths.values())) == 3
    assert all(path.stat().st_size > 5000 for path in first.paths.values())
    assert first.find("Один.", SLOWER) != first.find("Один.") != first.find("Три.") is None
    assert first.strays == []


def test_what_sounds_as_before_is_not_spoken_again_and_a_new_stress_is(tmp_path: Path) -> None:
    def spoken() -> dict[Wanted, Path]:
        with unit(tmp_path):
            return dict(spoken_set(tmp_path / "spool", tmp_path / "store", TEXTS, 60.0).paths)

    first = spoken()
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "store").iterdir()}
    assert spoken() == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "store").iterdir()} == stamps
    (tmp_path / "stress.toml").write_text('[words]\nwords = "о́дин"\n')
    again = spoken()
    assert [again[each] == first[each] for each in TEXTS] == [False, True, False]


def test_when_one_voice_cannot_say_all_the_other_that_can_says_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaks = Speaks(tmp_path, monkeypatch, один="ab", два="ab", три="b")
    assert voices(tmp_path, [Wanted("один"), Wanted("два"), Wanted("три")]) == ("bbb", [])
    assert [(each.text, each.voice) for each in speaks.asked[3:]] == [("один", "b"), ("два", "b")]


def test_when_nobody_can_say_all_the_one_who_says_most_does_and_the_rest_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Speaks(tmp_path, monkeypatch, один="a", два="ac", три="bc", чотири="c")
    wanted = [Wanted("один"), Wanted("два"), Wanted("три"), Wanted("чотири")]
    assert voices(tmp_path, wanted) == ("accc", [Wanted("один")])


def test_the_voice_that_takes_over_says_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = fake_piper(monkeypatch, tmp_path / "piper", 'if "ніг" in text: return')
    wanted = [Wanted("Один."), Wanted("Сніг."), Wanted("Один.", SLOWER)]
    with unit(tmp_path, "piper", "espeak"):
        found = spoken_set(tmp_path / "spool", tmp_path / "store", wanted, 60.0)
    store = PromptStore(tmp_path / "store")
    assert said.read_text().endswith("Один.\nСніг.\nОдин.\n"), "what the first voice could say it had said"
    assert found.strays == []
    assert all(found.paths[each] == store.find(*each, "espeak/uk") for each in wanted)


def test_a_text_that_cannot_be_spoken_is_named_and_the_others_are_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Speaks(tmp_path, monkeypatch, один="a")
    with pytest.raises(SetFailed, match=r"«два»: Ні\."):
        voices(tmp_path, [Wanted("один"), Wanted("два")])
    assert spool.pending(tmp_path / "spool") == []


def test_a_silent_unit_is_given_up_and_nothing_is_left_in_its_spool(tmp_path: Path) -> None:
    with pytest.raises(SetFailed, match=r"не озвучено 3 текстів\. Чи він працює\?"):
        spoken_set(tmp_path / "spool", tmp_path / "store", TEXTS, 0.0)
    assert spool.pending(tmp_path / "spool") == []


def keep(store: PromptStore, voice: str, *wanted: Wanted) -> None:
    for text, pace, _ in wanted:
        recipe = Recipe(text, "noise", "1", voice, pace, 1, {}, 8000, text, pace)
        store.keep(recipe, b"RIFF", duration_s=1.0, active_dbfs=-22.0, peak_dbfs=-4.0)


def test_without_a_unit_the_set_is_what_one_voice_said_before(tmp_path: Path) -> None:
    store = PromptStore(tmp_path)
    assert stored_set(store, TEXTS) is None
    keep(store, "old", *TEXTS)
    keep(store, "new", *TEXTS[:2])
    found = stored_set(store, TEXTS)
    assert found is not None
    assert list(found.paths.values()) == [store.find(*each, "noise/old") for each in TEXTS]


def test_without_a_unit_voices_are_mixed_before_nothing_is_said(tmp_path: Path) -> None:
    store = PromptStore(tmp_path)
    keep(store, "old", *TEXTS[1:])
    keep(store, "new", *TEXTS[:2])
    found = stored_set(store, TEXTS)
    assert found is not None
    assert list(found.paths.values()) == [
        store.find("Один.", voice="noise/new"),
        store.find("Два.", voice="noise/new"),
        store.find("Один.", SLOWER, voice="noise/old"),
    ]
    shutil.rmtree(tmp_path)
    assert stored_set(PromptStore(tmp_path), TEXTS) is None
