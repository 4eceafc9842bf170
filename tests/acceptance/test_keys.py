"""Keys on the telephone: they break speech, mean the same everywhere; mistakes and silence lead somewhere useful."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.published import Published
from tests.acceptance.ear import head, hours_now
from tests.acceptance.scene import BY_TURNS, GSM, LANDLINES, Caller, Scene
from tests.fakes.box import Box, quick, with_box
from tests.fakes.kinds import Kind


@pytest.mark.row("A4")
@pytest.mark.parametrize("moment", ["at its beginning", "in its middle", "in its last tenth of a second"])
@pytest.mark.parametrize("kind", [*GSM, *LANDLINES, *BY_TURNS], ids=str)
def test_a_key_stops_a_prompt_at_once_and_counts_once(kind: Kind, moment: str, scene: Scene) -> None:
    greeting_s = len(scene.menu.prompts["greeting"].pcm) / 16000
    into_s = {"at its beginning": 0.2, "in its middle": greeting_s / 2}.get(moment, greeting_s - 0.1)

    async def talk(caller: Caller) -> None:
        call = caller.ring()
        began = await call.answered(10) + caller.box.settings.call.opening_silence_s
        await asyncio.sleep(began + into_s - call.now())
        pressed = call.now()
        await call.press("3")
        heard = await call.wait_for(head(scene.menu.prompts["message"]), 5)
        assert heard - 2.0 - pressed <= 0.3, "the old prompt is silent when the new one begins"
        await asyncio.sleep(2)
        await call.hang_up()
        assert (await caller.record()).keys == "3"

    scene.each(talk)


@pytest.mark.row("A5")
@pytest.mark.parametrize("way_in", ["", "4", "41", "1"])
@pytest.mark.parametrize(
    ("key", "leads_to"), [("0", "message"), ("7", "emergency"), ("#", "main"), ("9", ""), ("*", "")]
)
def test_the_common_keys_mean_the_same_wherever_they_are_pressed(
    key: str, leads_to: str, way_in: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await asyncio.sleep(1.5)
        await call.press(way_in)
        await asyncio.sleep(3)
        await call.press(key)
        await asyncio.sleep(2)
        await call.hang_up()
        [record] = await box.records()
        here = record.nodes[-2] if record.nodes[-2] != "greeting" else "greeting"
        assert record.nodes[-1] == (leads_to or here)

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A5")
def test_back_leads_to_the_menu_before_and_on_the_first_level_to_the_main_menu_again(
    tmp_path: Path, published_starter: Path
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await asyncio.sleep(1.5)
        for key in "41888":
            await call.press(key)
            await asyncio.sleep(3)
        await call.hang_up()
        [record] = await box.records()
        assert record.nodes == ["greeting", "notices", "main", "other", "news", "other", "main", "main"]

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A6")
def test_three_wrong_keys_lead_to_a_message_each_answered_with_its_own_words(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await call.press("6")
        await call.wait_for(head(starter.prompts["wrong_key"]), 5)
        await call.wait_for(head(starter.prompts["main_short"]), 8)
        await call.press("6")
        await call.wait_for(head(starter.prompts["wrong_key"]), 5)
        await call.press("6")
        await call.wait_for(head(starter.prompts["message"]), 10)
        await call.hang_up()
        [record] = await box.records()
        assert record.nodes == ["greeting", "notices", "main", "operator", "nobody", "message"]

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A7")
def test_silence_is_answered_with_its_own_words_and_leads_to_a_message_and_a_goodbye(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        said = await call.wait_for(starter.prompts["main"].pcm, 60)
        again = await call.wait_for(head(starter.prompts["stay_on_the_line"]), 10)
        assert again - 2.0 - said == pytest.approx(5.0, abs=0.5)
        await call.wait_for(head(starter.prompts["main_short"]), 10)
        await call.wait_for(head(starter.prompts["message"]), 40)
        await call.wait_for(head(starter.prompts["nothing_heard"], 1.5), 60)
        await call.wait_for(head(starter.prompts["goodbye"]), 10)
        await call.ended(10)
        [record] = await box.records()
        assert (record.ended_by, record.messages) == ("box", [])

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A6", "A7")
def test_two_wrong_keys_a_silence_and_a_right_key_still_get_the_caller_where_he_wanted(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await call.wait_for(head(starter.prompts["greeting"]), 5)
        await call.press("6")
        await call.wait_for(head(starter.prompts["wrong_key"]), 5)
        await call.press("6")
        await call.wait_for(starter.prompts["main_short"].pcm, 30)
        await call.wait_for(head(starter.prompts["stay_on_the_line"]), 10)
        await call.press("1")
        await call.wait_for(hours_now(box, starter)[0], 5)
        await call.hang_up()

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A19")
def test_a_call_that_goes_on_for_ever_is_warned_half_a_minute_before_and_ended_with_a_goodbye(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        answered = await call.answered(10)
        for _ in range(3):
            await asyncio.sleep(9)
            await call.press("9")
        warned = await call.wait_for(head(starter.prompts["warning"]), 45)
        assert warned - 2.0 - answered == pytest.approx(90 - 30, abs=1.0)
        await call.press("9")
        await call.wait_for(head(starter.prompts["goodbye"]), 60)
        ended = await call.ended(10)
        assert ended - answered == pytest.approx(90 + len(starter.prompts["goodbye"].pcm) / 16000, abs=1.5)
        [record] = await box.records()
        assert (record.result, record.ended_by) == ("SERVED", "box")

    with_box(talk, tmp_path, published=published_starter, call=quick(cap_s=90.0))


@pytest.mark.row("A19")
def test_a_minute_in_which_nobody_says_anything_ends_the_call_with_a_goodbye(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await call.wait_for(starter.prompts["main"].pcm, 60)
        await call.wait_for(head(starter.prompts["goodbye"]), 10)
        await call.ended(10)
        [record] = await box.records()
        assert record.ended_by == "box"

    with_box(talk, tmp_path, published=published_starter, call=quick(silence_limit_s=4.0))
