"""Dial in, say the PIN, say the prompt, listen, keep: and the next caller after a publication hears it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.entrance.phone_pin import PinFile
from appliance.control import ask
from appliance.menu.published import load_current, publish
from audio.line.tones import beep
from audio.recorded.store import RecordedStore
from audio.speech.checks import inspect
from tests.acceptance.ear import likeness
from tests.appliance.menu.small_flow import NAMES, small_flow
from tests.appliance.menu.walk import NoiseWords, publish_noise
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.recorded_unit import recorded_unit
from tests.fakes.spoken import said_by_a_caller

PIN = "271828"
NUMBER = f"{NAMES.index('next') + 1:02}"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    PinFile(state(tmp_path)).set(PIN)
    return publish_noise(small_flow("recorder"), tmp_path, seconds={"review": 2.0, "it": 2.0})


def state(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir(exist_ok=True)
    return tmp_path / "state"


def begins(published: Path, name: str) -> bytes:
    return load_current(published).prompts[name].pcm[:8000]


async def at_the_door(box: Box, published: Path) -> FakeCaller:
    caller = box.modem.ring()
    await caller.answered(10.0)
    await asyncio.sleep(1.5)
    await caller.press("11")
    await caller.wait_for(begins(published, "it"), 5.0)
    return caller


async def records_a_prompt(box: Box, published: Path) -> FakeCaller:
    caller = await at_the_door(box, published)
    await caller.press(PIN)
    await caller.wait_for(begins(published, "again"), 5.0)
    await caller.press(NUMBER)
    await caller.wait_for(beep(), 10.0)
    await asyncio.sleep(0.3)
    await caller.say(said_by_a_caller())
    await caller.wait_for(said_by_a_caller()[16000:48000], 20.0)
    await caller.wait_for(begins(published, "review"), 20.0)
    return caller


@pytest.mark.parametrize("family", FAMILIES)
def test_a_prompt_recorded_by_telephone_is_heard_after_the_next_publication(
    family: str, tmp_path: Path, published: Path
) -> None:
    async def talk(box: Box) -> None:
        before = load_current(published)
        caller = await records_a_prompt(box, published)
        await caller.press("1")
        await caller.wait_for(begins(published, "kept"), 5.0)
        await caller.hang_up()
        store = RecordedStore(box.settings.recorded)
        recorded = store.all()
        assert list(recorded) == ["next"]
        assert inspect(store.path(recorded["next"]).read_bytes())[1] == []
        assert load_current(published) == before, "nothing changes before the publication"
        paths = {name: store.path(found) for name, found in recorded.items()}
        publish(tmp_path / "source", published, NoiseWords(tmp_path / "words"), paths)
        await asyncio.to_thread(ask, box.settings.control, "reload_menu")
        await asyncio.sleep(2.0)
        second = box.modem.ring()
        await second.answered(10.0)
        await asyncio.sleep(1.5)
        await second.press("2")
        await second.wait_for(begins(published, "goodbye"), 20.0)
        assert likeness(second.heard, load_current(published).prompts["next"].pcm[:32000]) > 0.9
        assert likeness(second.heard, before.prompts["next"].pcm[:8000]) < 0.5
        first = (await box.records())[-1]
        assert (first.keys, first.messages) == (f"11••••••{NUMBER}1", [])
        assert not list(box.settings.recordings.iterdir()), "it is no message, and nothing is left of it"

    with recorded_unit(state(tmp_path) / "recorded"):
        with_box(talk, tmp_path, family, published=published)


def test_a_recording_that_the_disk_refuses_is_never_said_to_be_kept(tmp_path: Path, published: Path) -> None:
    async def talk(box: Box) -> None:
        caller = await at_the_door(box, published)
        await caller.press(PIN)
        await caller.wait_for(begins(published, "again"), 5.0)
        await caller.press(NUMBER)
        await caller.wait_for(beep(), 10.0)
        await asyncio.sleep(0.3)
        (box.settings.recorded / "takes").rmdir()
        (box.settings.recorded / "takes").write_text("the disk refuses")
        await caller.say(said_by_a_caller())
        await caller.wait_for(begins(published, "review"), 30.0)
        await caller.press("1")
        await caller.wait_for(begins(published, "failed"), 5.0)

    with recorded_unit(state(tmp_path) / "recorded"):
        with_box(talk, tmp_path, published=published)


def test_three_wrong_pins_close_the_door_for_this_call_and_ten_for_everybody(tmp_path: Path, published: Path) -> None:
    async def talk(box: Box) -> None:
        for wrong in (3, 3, 3, 1):
            caller = await at_the_door(box, published)
            for _ in range(wrong - 1):
                await caller.press("314159")
                await caller.wait_for(begins(published, "wrong"), 5.0)
            await caller.press("314159")
            await caller.wait_for(begins(published, "invalid" if wrong == 3 else "wrong"), 5.0)
            if wrong == 1:
                await caller.press(PIN)
                await caller.wait_for(begins(published, "invalid"), 5.0)
            await caller.hang_up()
            await asyncio.sleep(3.0)
        caller = await at_the_door(box, published)
        await caller.press(PIN)
        await caller.wait_for(begins(published, "invalid"), 5.0)
        await caller.hang_up()
        keys = [record.keys for record in await box.records()]
        assert keys == ["11" + "•" * 6 * count for count in (1, 2, 3, 3, 3)]

    with_box(talk, tmp_path, published=published)
