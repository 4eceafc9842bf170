"""A clerk gives a sound in the console, listens to it there, and the next caller after a publication hears it."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.menu.published import load_current, publish
from audio.line.wav import header, read_wav
from audio.recorded.store import RecordedStore
from tests.acceptance.ear import likeness
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import NoiseWords, publish_noise
from tests.audio.recorded.files import file
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.recorded_unit import recorded_unit
from tests.fakes.speech_unit import speech_unit
from tests.fakes.spoken import said_by_a_caller
from tests.web.house import House
from tests.web.pages.test_sounds import given


@pytest.mark.row("D5")
def test_an_uploaded_and_a_recorded_sound_are_heard_in_the_console_and_then_by_a_caller(tmp_path: Path) -> None:
    house = House(tmp_path)
    published = publish_noise(small_flow(), tmp_path)
    editor = house.enter(Role.EDITOR)
    voice = said_by_a_caller()
    with speech_unit(house.settings), recorded_unit(house.settings.recorded):
        assert given(editor, file("mp3", voice), "top")[0] == 303, "a file from a telephone or a computer"
        assert given(editor, header(len(voice)) + voice, "next")[0] == 303, "what the browser records is a WAV"
    previews = {}
    for name in ("top", "next"):
        page = editor.get(f"/sounds/prompts/{name}").text
        [address] = re.findall(r'src="(/sounds/recorded/[^"]+)"', page)
        with closing(editor.get(address)) as sound:
            previews[name] = sound.data
    store = RecordedStore(house.settings.recorded)
    recordings = {name: store.path(recorded) for name, recorded in store.all().items()}
    publish(tmp_path / "source", published, NoiseWords(tmp_path / "words"), recordings)

    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(11)
        top, following = (load_current(published).prompts[name].pcm for name in ("top", "next"))
        await call.wait_for(top[:32000], 10)
        await call.press("2")
        await call.wait_for(following[:32000], 10)

    with_box(talk, tmp_path / "box", FAMILIES[0], published=published)
    for name, preview in previews.items():
        path = tmp_path / f"{name}.wav"
        path.write_bytes(preview)
        assert read_wav(path) == load_current(published).prompts[name].pcm, "heard in the console as by callers"
        assert likeness(preview, voice[16000:48000]) > 0.35, "the filters turn its phase; another voice is below 0.1"
