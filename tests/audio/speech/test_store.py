import json
import sys
from dataclasses import replace
from pathlib import Path
from subprocess import run

import pytest

from audio.speech.pace import SLOWER
from audio.speech.store import PromptStore, Recipe, Spoken, tidy

RECIPE = Recipe("Вітаємо!", "espeak", "1.52.0", "uk", 205, 50, {"version": 1, "high_pass_hz": 250.0}, 8000, "Віта́ємо!")


def keep(store: PromptStore, recipe: Recipe = RECIPE, wav: bytes = b"RIFF....") -> Spoken:
    return store.keep(recipe, wav, duration_s=1.5, active_dbfs=-22.0, peak_dbfs=-3.2)


def run_python(code: str) -> int:
    return run([sys.executable, "-"], input=code.encode(), cwd=Path(__file__).parents[3], check=False).returncode


def test_the_same_recipe_has_the_same_key_for_ever() -> None:
    assert RECIPE.key == "be037376d745fa7e885c7fb6ecf9fcf329887a2e47e30317689a986a5feb6c71"
    assert replace(RECIPE, chain={"high_pass_hz": 250.0, "version": 1}).key == RECIPE.key


@pytest.mark.parametrize(
    "other",
    [
        replace(RECIPE, text="Вітаємо."),
        replace(RECIPE, engine="rhvoice"),
        replace(RECIPE, engine_version="1.51"),
        replace(RECIPE, voice="uk+f2"),
        replace(RECIPE, rate=125),
        replace(RECIPE, pitch=30),
        replace(RECIPE, chain={"version": 2, "high_pass_hz": 250.0}),
        replace(RECIPE, sample_rate=16000),
        replace(RECIPE, words="Віта́ємо́!"),
        replace(RECIPE, pace=SLOWER),
    ],
)
def test_whatever_changes_the_sound_changes_the_key(other: Recipe) -> None:
    assert other.key != RECIPE.key


def test_a_kept_prompt_is_found_by_its_text_now_and_by_the_next_reader(tmp_path: Path) -> None:
    store = PromptStore(tmp_path)
    spoken = keep(store)
    for reader in (store, PromptStore(tmp_path)):
        path = reader.find("  Вітаємо!\n")
        assert path == spoken.path
        assert path.read_bytes() == b"RIFF...."
        assert reader.get(RECIPE.key) == spoken
        assert reader.find("Вітаємо!", voice="espeak/uk") == path
        assert reader.find("Вітаємо!", voice="rhvoice/natalia") is None
        assert reader.find("Вітаємо!", SLOWER) is None
        assert reader.voices() == ["espeak/uk"]
        assert reader.find("Вітаємо") is None


def test_what_another_process_kept_is_found_after_a_refresh(tmp_path: Path) -> None:
    reader = PromptStore(tmp_path)
    keep(PromptStore(tmp_path))
    assert reader.find("Вітаємо!") is None
    reader.refresh()
    assert reader.find("Вітаємо!") is not None


def test_of_two_prompts_of_one_text_the_newer_is_found(tmp_path: Path) -> None:
    store = PromptStore(tmp_path)
    keep(store)
    newer = keep(store, replace(RECIPE, engine_version="1.53"))
    assert store.find("Вітаємо!") == newer.path


def test_the_same_text_at_another_pace_is_another_prompt_and_takes_no_place(tmp_path: Path) -> None:
    store = PromptStore(tmp_path)
    usual, slower = keep(store), keep(store, replace(RECIPE, pace=SLOWER, rate=170, voice="uk2"))
    for reader in (store, PromptStore(tmp_path)):
        assert (reader.find("Вітаємо!"), reader.find("Вітаємо!", SLOWER)) == (usual.path, slower.path)
        assert reader.get(slower.key) == slower
        assert reader.voices() == ["espeak/uk2", "espeak/uk"]


def test_a_prompt_kept_before_there_were_two_paces_is_of_the_usual_one(tmp_path: Path) -> None:
    spoken = keep(PromptStore(tmp_path))
    about = spoken.path.with_suffix(".json")
    told = json.loads(about.read_text())
    about.write_text(json.dumps({name: told[name] for name in told if name != "pace"}))
    assert PromptStore(tmp_path).find("Вітаємо!") == spoken.path


def test_the_description_says_what_the_prompt_is(tmp_path: Path) -> None:
    spoken = keep(PromptStore(tmp_path))
    told = json.loads(spoken.path.with_suffix(".json").read_text())
    assert told["text"] == "Вітаємо!"
    assert told["key"] == RECIPE.key == spoken.path.stem
    assert (told["engine"], told["engine_version"], told["duration_s"]) == ("espeak", "1.52.0", 1.5)


@pytest.mark.parametrize("refused", [".wav", ".json"])
def test_a_crash_before_the_rename_leaves_nothing_half(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, refused: str
) -> None:
    real = Path.replace

    def crash(self: Path, target: Path) -> Path:
        if target.suffix == refused:
            raise OSError("power cut")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", crash)
    store = PromptStore(tmp_path)
    with pytest.raises(OSError, match="power cut"):
        keep(store)
    assert store.find("Вітаємо!") is None
    assert PromptStore(tmp_path).find("Вітаємо!") is None
    assert list(tmp_path.glob(".*")) == []


def test_what_a_killed_writer_left_is_never_found_and_is_cleared_away(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, audio.speech.store as s;"
        "pathlib.Path.replace = lambda *a: os.kill(os.getpid(), 9);"
        f"s.write_durably(pathlib.Path({str(tmp_path / 'half.wav')!r}), b'RIFF')"
    )
    assert run_python(code) == -9
    assert len(list(tmp_path.iterdir())) == 1
    PromptStore(tmp_path).clear_leftovers()
    assert list(tmp_path.iterdir()) == []


def test_a_prompt_whose_sound_is_gone_or_cut_is_not_there(tmp_path: Path) -> None:
    store = PromptStore(tmp_path)
    spoken = keep(store)
    spoken.path.write_bytes(b"RI")
    assert PromptStore(tmp_path).find("Вітаємо!") is None
    spoken.path.unlink()
    assert store.get(RECIPE.key) is None
    assert PromptStore(tmp_path).find("Вітаємо!") is None


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"key": 1}', b"\xff"])
def test_a_broken_description_hides_only_its_own_prompt(tmp_path: Path, rubbish: bytes) -> None:
    keep(PromptStore(tmp_path))
    (tmp_path / f"{'0' * 64}.json").write_bytes(rubbish)
    (tmp_path / "notes.json").write_bytes(rubbish)
    assert PromptStore(tmp_path).find("Вітаємо!") is not None


def test_tidying_makes_equal_what_sounds_equal() -> None:
    assert tidy(" Ра\u00adда\t пра\u200bцює \r\n\n  до\x00 шостої\ud800 ") == "Рада працює\nдо шостої"
    assert tidy("и\u0306") == "й"
    assert tidy("за\u0301мок") == "за\u0301мок"
    assert tidy(" \n ") == ""


def test_readers_need_neither_numpy_nor_an_engine() -> None:
    code = (
        "import sys, audio.speech.store, audio.speech.spool, audio.speech.pauses;"
        "sys.exit(bool({'numpy', 'soxr', 'espeakng'} & set(sys.modules)))"
    )
    assert run_python(code) == 0
