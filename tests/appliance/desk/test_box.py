"""The desk on a real line: the daemon, its modem and its files, in virtual time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.control import ask
from appliance.menu.published import load_current
from audio.line.tones import beep, tone
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import Box, with_box
from tests.fakes.modem import FakeCaller

FAMILY = "quectel_ec25"
RISING = b"".join(tone([hz], 0.25, -16.0) for hz in (440.0, 554.0, 659.0))


async def connected(box: Box) -> FakeCaller:
    caller = box.modem.ring()
    await caller.answered(10.0)
    return caller


def shorter(pcm: bytes) -> bytes:
    """Return the beginning of a prompt, enough to know it by."""
    return pcm[:8000]


@pytest.mark.parametrize("after_s", [0.2, 1.5, 2.9])
def test_a_key_stops_a_prompt_on_a_real_line_and_counts_once(tmp_path: Path, after_s: float) -> None:
    published = publish_noise(small_flow("menu"), tmp_path, seconds={"top": 3.0, "sub": 3.0})
    prompts = load_current(published).prompts

    async def scene(box: Box) -> None:
        caller = await connected(box)
        began = await caller.wait_for(shorter(prompts["top"].pcm), 5.0) - 0.5
        await asyncio.sleep(max(began + after_s - caller.now(), 0))
        pressed_at = caller.now()
        await caller.press("1", inband=False)
        heard = await caller.wait_for(shorter(prompts["sub"].pcm), 3.0)
        assert heard - 0.5 - pressed_at <= 0.5
        await asyncio.sleep(1.0)
        await caller.hang_up()
        [record] = await box.records()
        assert (record.keys, record.nodes) == ("1", ["top", "sub"])

    with_box(scene, tmp_path, FAMILY, published=published)


@pytest.mark.parametrize("fault", ["flow", "prompt", "hours"])
def test_a_box_with_a_broken_menu_still_takes_messages(tmp_path: Path, fault: str) -> None:
    published = publish_noise(small_flow(), tmp_path)
    broken = {"flow": "flow.toml", "hours": "hours.toml", "prompt": min((published / "1").glob("*.wav")).name}
    (published / "1" / broken[fault]).write_text("= =")

    async def scene(box: Box) -> None:
        caller = await connected(box)
        await caller.wait_for(RISING, 5.0)
        await asyncio.sleep(2.0)
        await caller.say(speech("caller", 5.0))
        await caller.hang_up()
        [record] = await box.records()
        assert record.menu_revision == "tones"
        assert len(record.messages) == 1

    with_box(scene, tmp_path, FAMILY, published=published)


def test_a_menu_published_during_a_call_is_heard_by_the_next_caller_only(tmp_path: Path) -> None:
    published = publish_noise(small_flow("menu"), tmp_path)
    old = load_current(published).prompts

    async def scene(box: Box) -> None:
        caller = await connected(box)
        await caller.wait_for(shorter(old["top"].pcm), 5.0)
        flow = (
            small_flow("menu").replace('prompt = "top"', 'prompt = "again"').replace('prompt = "sub"', 'prompt = "it"')
        )
        publish_noise(flow, tmp_path)
        told = await asyncio.to_thread(ask, box.settings.control, "reload_menu")
        assert told == {"menu_revision": "2", "reason": ""}
        await caller.press("1", inband=False)
        await caller.wait_for(shorter(old["sub"].pcm), 5.0)
        await caller.hang_up()
        await asyncio.sleep(2.0)
        second = await connected(box)
        await second.wait_for(shorter(old["again"].pcm), 5.0)
        await second.hang_up()
        assert [record.menu_revision for record in await box.records()] == ["2", "1"]

    with_box(scene, tmp_path, FAMILY, published=published)


def test_a_broken_menu_does_not_replace_the_one_that_is_played(tmp_path: Path) -> None:
    published = publish_noise(small_flow("menu"), tmp_path)
    top = load_current(published).prompts["top"].pcm

    async def scene(box: Box) -> None:
        (published / "1" / "flow.toml").write_text("= =")
        told = await asyncio.to_thread(ask, box.settings.control, "reload_menu")
        assert told["menu_revision"] == "1"
        assert "не читається" in told["reason"]
        caller = await connected(box)
        await caller.wait_for(shorter(top), 5.0)

    with_box(scene, tmp_path, FAMILY, published=published)


def test_the_database_may_go_during_a_call_and_come_back(tmp_path: Path) -> None:
    published = publish_noise(small_flow("record"), tmp_path, seconds={"review": 2.0})
    prompts = load_current(published).prompts

    async def scene(box: Box) -> None:
        caller = await connected(box)
        await caller.wait_for(shorter(prompts["top"].pcm), 5.0)
        for path in box.settings.box.state.glob("slukhavka.db*"):
            path.rename(path.with_name(f"away-{path.name}"))
        box.settings.database.mkdir()
        await caller.press("11", inband=False)
        await caller.wait_for(beep(), 10.0)
        await caller.say(speech("caller", 6.0))
        await caller.wait_for(shorter(prompts["review"].pcm), 10.0)
        await caller.press("4", inband=False)
        await caller.wait_for(shorter(prompts["kept"].pcm), 5.0)
        await caller.ended(20.0)
        box.settings.database.rmdir()
        for path in box.settings.box.state.glob("away-*"):
            path.rename(path.with_name(path.name.removeprefix("away-")))
        await asyncio.sleep(130.0)
        [record] = await box.records()
        assert (record.result, record.keys, len(record.messages)) == ("SERVED", "114", 1)
        assert list(box.settings.pending.iterdir()) == []

    with_box(scene, tmp_path, FAMILY, published=published)


def test_a_box_that_is_stopped_says_goodbye(tmp_path: Path) -> None:
    published = publish_noise(small_flow("menu"), tmp_path, seconds={"goodbye": 1.0})
    prompts = load_current(published).prompts
    callers: list[FakeCaller] = []

    async def scene(box: Box) -> None:
        callers.append(await connected(box))
        await callers[0].wait_for(shorter(prompts["top"].pcm), 5.0)

    with_box(scene, tmp_path, FAMILY, published=published)
    assert callers[0].ended_by == "modem"
    assert prompts["goodbye"].pcm[:320] in callers[0].heard
