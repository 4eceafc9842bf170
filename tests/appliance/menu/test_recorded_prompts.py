"""A recording wins over speech of the same name, from the next publication on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.menu.published import NotPublished, NotSpoken, load, load_current, publish
from audio.line.wav import header
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import NoiseWords, publish_noise

VOICE = noise("a human voice", 1.0)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return publish_noise(small_flow(), tmp_path)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "voice.wav"
    path.write_bytes(header(len(VOICE)) + VOICE)
    return path


def again(published: Path, recordings: dict[str, Path]) -> None:
    publish(published.parent / "source", published, NoiseWords(published.parent / "words"), recordings)


def test_a_recorded_prompt_sounds_as_recorded_and_the_others_as_spoken(published: Path, recording: Path) -> None:
    spoken = load_current(published).prompts
    again(published, {"it": recording, "gone from the menu": recording})
    assert load_current(published).prompts["it"].pcm == VOICE
    assert {name for name, prompt in load_current(published).prompts.items() if prompt != spoken[name]} == {"it"}
    again(published, {})
    assert load_current(published).prompts == spoken


def test_the_words_of_a_recorded_prompt_need_not_be_spoken(published: Path, recording: Path) -> None:
    class AllBut(NoiseWords):
        def find(self, text: str, pace: int, language: str = "") -> Path | None:  # type: ignore[override]
            return None if text == "it" else super().find(text, pace, language)

    words = AllBut(published.parent / "words")
    with pytest.raises(NotSpoken):
        publish(published.parent / "source", published, words)
    publish(published.parent / "source", published, words, {"it": recording})
    assert load_current(published).prompts["it"].pcm == VOICE


def test_a_recording_that_is_torn_is_never_published(published: Path, recording: Path) -> None:
    recording.write_bytes(b"torn")
    with pytest.raises(NotPublished, match=r"voice\.wav"):
        again(published, {"it": recording})
    assert load_current(published).revision == "1"


def test_a_menu_published_before_there_were_recordings_still_plays(published: Path) -> None:
    before = load_current(published)
    (published / "1" / "recorded.json").unlink()
    assert load(published / "1").prompts == before.prompts


@pytest.mark.parametrize("told", ["[]", "{", '{"it": 5}', '{"it": "none.wav"}', '{"it": ".."}'])
def test_a_broken_list_of_recordings_is_one_sentence(published: Path, told: str) -> None:
    (published / "1" / "recorded.json").write_text(told)
    with pytest.raises(NotPublished) as refused:
        load_current(published)
    assert "\n" not in str(refused.value)


def test_what_is_published_names_its_recordings(published: Path, recording: Path) -> None:
    again(published, {"it": recording})
    assert json.loads((published / "2" / "recorded.json").read_text()) == {"it": "voice.wav"}
