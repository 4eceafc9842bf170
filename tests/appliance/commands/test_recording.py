"""`slukhavka recording`: from a file to what callers hear after the next publication."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.cli import main
from appliance.commands import recording
from appliance.menu.published import load_current
from audio.line.wav import parse
from audio.recorded import inbox
from audio.recorded.limits import LARGEST_FILE
from audio.speech.checks import inspect
from audio.speech.store import PromptStore, Recipe
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import NAMES, small_flow
from tests.appliance.test_cli import refusal, settings, source
from tests.audio.recorded.files import KINDS, file, syllables, wav
from tests.fakes.recorded_unit import recorded_unit

__all__ = ["settings"]


@pytest.fixture
def menu(tmp_path: Path) -> Path:
    """A menu whose words are all spoken."""
    store = PromptStore(tmp_path / "state" / "spoken")
    for name in NAMES:
        recipe = Recipe(name, "noise", "1", "noise", 1, 1, {}, 8000, name)
        store.keep(recipe, wav(noise(name)), duration_s=0.6, active_dbfs=-22.0, peak_dbfs=-4.0)
    return source(tmp_path, small_flow())


def slukhavka(settings: Path, *arguments: str | Path) -> int:
    return main(["--settings", str(settings), *map(str, arguments)])


def given(tmp_path: Path, kind: str = "mp3", content: bytes | None = None) -> Path:
    path = tmp_path / f"../{tmp_path.name}/запис з телефону.{kind}"
    path.write_bytes(file(kind, syllables()) if content is None else content)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_every_kind_replaces_a_prompt_at_the_next_publication(
    tmp_path: Path, settings: Path, menu: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    assert slukhavka(settings, "publish", menu, "--wait", "0") == 0
    spoken = load_current(state / "published").prompts
    with recorded_unit(state / "recorded"):
        assert slukhavka(settings, "recording", "add", "it", given(tmp_path, kind)) == 0
    assert "Опублікуйте меню" in capsys.readouterr().out
    assert load_current(state / "published").prompts == spoken, "nothing changes before"
    assert slukhavka(settings, "publish", menu, "--wait", "0") == 0
    prompts = load_current(state / "published").prompts
    assert {name for name in NAMES if prompts[name] != spoken[name]} == {"it"}
    assert inspect(wav(prompts["it"].pcm))[1] == []
    assert slukhavka(settings, "recording", "remove", "it") == 0
    assert slukhavka(settings, "publish", menu, "--wait", "0") == 0
    assert load_current(state / "published").prompts == spoken


def test_the_list_gives_every_prompt_its_number_and_tells_what_sounds(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with recorded_unit(tmp_path / "state" / "recorded"):
        assert slukhavka(settings, "recording", "--menu", menu, "add", "it", given(tmp_path)) == 0
    inbox.hand_in(tmp_path / "state" / "recorded", "it", "it", given(tmp_path))
    (menu / "flow.toml").write_text(small_flow().replace('it = "it"', 'it = "нові слова"'))
    capsys.readouterr()
    assert slukhavka(settings, "recording", "--menu", menu, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    at = NAMES.index("it")
    assert lines[at] == f"{at + 1:3} it: запис 2 с, текст відтоді змінено — нові слова"
    assert lines[0] == "  1 top: озвучення — top"
    assert len(lines) == len(NAMES) + 1
    assert lines[-1] == "Чекають на обробку: 1."


def test_a_recording_of_words_that_have_changed_is_published_with_a_warning(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with recorded_unit(tmp_path / "state" / "recorded"):
        assert slukhavka(settings, "recording", "--menu", menu, "add", "it", given(tmp_path)) == 0
    (menu / "flow.toml").write_text(small_flow().replace('it = "it"', 'it = "нові слова"'))
    assert slukhavka(settings, "publish", menu, "--wait", "0") == 0
    assert "Увага: текст «it» змінено після запису" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["../../etc/passwd", "none", "", "/it"])
def test_a_name_that_is_no_prompts_is_refused(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    told = refusal(capsys, "--settings", settings, "recording", "--menu", menu, "add", name, given(tmp_path))
    assert "немає тексту" in told
    assert not (tmp_path / "state" / "recorded").exists()
    assert "немає" in refusal(capsys, "--settings", settings, "recording", "remove", name)


def test_a_kept_recording_is_given_back_as_callers_will_hear_it(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.wav"
    told = refusal(capsys, "--settings", settings, "recording", "get", "it", "-o", out)
    assert "Запису «it» немає." in told
    assert not out.exists()
    with recorded_unit(tmp_path / "state" / "recorded"):
        assert slukhavka(settings, "recording", "--menu", menu, "add", "it", given(tmp_path)) == 0
    capsys.readouterr()
    assert slukhavka(settings, "recording", "get", "it", "-o", out) == 0
    assert capsys.readouterr().out.startswith("Запис «it», 2.")
    assert slukhavka(settings, "publish", menu, "--wait", "0") == 0
    assert load_current(tmp_path / "state" / "published").prompts["it"].pcm == parse(out.read_bytes())


@pytest.mark.parametrize("content", [b"", b"no sound", bytes(LARGEST_FILE + 1), wav(b"", channels=0)])
def test_a_file_that_is_no_sound_is_refused_with_its_name(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    with recorded_unit(tmp_path / "state" / "recorded"):
        path = given(tmp_path, content=content)
        told = refusal(capsys, "--settings", settings, "recording", "--menu", menu, "add", "it", path)
    assert "запис з телефону.mp3: " in told


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refusal(capsys, "--settings", settings, "recording", "--menu", menu, "add", "it", tmp_path / "none.mp3")
    assert "none.mp3 немає" in told


def test_without_the_speech_unit_both_commands_say_so(
    tmp_path: Path, settings: Path, menu: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "ANSWER_S", 0.1)
    told = refusal(capsys, "--settings", settings, "recording", "--menu", menu, "add", "it", given(tmp_path))
    assert "Чи він працює?" in told
    told = refusal(capsys, "--settings", settings, "publish", menu, "--wait", "0.1")
    assert "не обробив записів: 1" in told
    assert not (tmp_path / "state" / "published").exists()
