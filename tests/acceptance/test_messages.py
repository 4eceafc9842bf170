"""Voice messages: taken, reviewed, kept whatever happens, and acknowledged only when they are on disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.published import Published
from audio.line.tones import beep
from audio.line.wav import read_wav
from tests.acceptance.ear import head, likeness
from tests.fakes.box import Box, quick, with_box
from tests.fakes.modem.caller import FakeCaller
from tests.fakes.spoken import said_by_a_caller


async def reach_the_beep(box: Box, starter: Published) -> FakeCaller:
    """Call, press 3 and listen to the beep."""
    call = box.modem.ring()
    await call.answered(10)
    await asyncio.sleep(1.5)
    await call.press("3")
    await call.wait_for(head(starter.prompts["message"]), 5)
    await call.wait_for(beep(), len(starter.prompts["message"].pcm) / 16000 + 3)
    await asyncio.sleep(0.3)
    return call


@pytest.mark.row("A12")
@pytest.mark.parametrize("way", ["0", "3", ""])
def test_who_wants_a_person_or_says_nothing_is_offered_to_leave_a_message(
    way: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = box.modem.ring()
        await call.answered(10)
        await asyncio.sleep(1.5)
        await call.press(way)
        await call.wait_for(head(starter.prompts["message"]), 90)
        await call.wait_for(beep(), 30)
        await asyncio.sleep(0.3)
        await call.say(said_by_a_caller())
        await call.wait_for(head(starter.prompts["review"]), 10)
        await call.wait_for(head(starter.prompts["kept_number"]), 40)
        await call.hang_up()
        [record] = await box.records()
        assert [message.purpose for message in record.messages] == ["message"]

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A13")
def test_a_caller_can_listen_record_again_and_save(tmp_path: Path, published_starter: Path, starter: Published) -> None:
    async def talk(box: Box) -> None:
        words = said_by_a_caller()
        call = await reach_the_beep(box, starter)
        await call.say(words)
        await call.press("5")
        await call.wait_for(head(starter.prompts["review"]), 5)
        await call.press("1")
        await call.wait_for(words[16000:48000], 10)
        await call.wait_for(head(starter.prompts["review"]), 15)
        await call.press("2")
        await call.wait_for(beep(), 5)
        await asyncio.sleep(0.3)
        await call.say(words[:64000])
        await call.press("9")
        await call.wait_for(head(starter.prompts["review"]), 5)
        await call.press("4")
        await call.wait_for(head(starter.prompts["kept_number"]), 5)
        await call.hang_up()
        [record] = await box.records()
        [message] = record.messages
        assert message.duration_s == pytest.approx(4.0, abs=0.8), "the second one, without the key that ended it"
        assert likeness(read_wav(box.settings.recordings / message.path), words[8000:48000]) > 0.9

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A13")
def test_a_caller_can_delete_what_he_said(tmp_path: Path, published_starter: Path, starter: Published) -> None:
    async def talk(box: Box) -> None:
        call = await reach_the_beep(box, starter)
        await call.say(said_by_a_caller())
        await call.press("1")
        await call.wait_for(head(starter.prompts["review"]), 5)
        await call.press("3")
        await call.wait_for(head(starter.prompts["deleted"], 1.0), 5)
        await call.hang_up()
        [record] = await box.records()
        assert record.messages == []
        assert not list(box.settings.recordings.rglob("*.wav"))

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A14")
def test_a_message_ends_after_three_minutes_of_speech(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = await reach_the_beep(box, starter)
        speaking = asyncio.ensure_future(call.say(said_by_a_caller() * 40))
        await call.wait_for(head(starter.prompts["review"]), 190)
        await call.hang_up()
        await speaking
        [record] = await box.records()
        [message] = record.messages
        assert message.duration_s == pytest.approx(180.0, abs=1.0)

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A14")
def test_five_seconds_of_silence_end_a_message_and_less_than_two_of_sound_are_none(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = await reach_the_beep(box, starter)
        await call.say(said_by_a_caller()[:48000])
        spoken = asyncio.get_running_loop().time()
        heard = await call.wait_for(head(starter.prompts["review"]), 10)
        assert heard - 2.0 - spoken == pytest.approx(5.0, abs=1.0)
        await call.hang_up()
        call = await reach_the_beep(box, starter)
        await call.say(said_by_a_caller()[:16000])
        await call.hang_up()
        second, first = await box.records()
        assert (len(first.messages), len(second.messages)) == (1, 0)
        assert second.result == "SERVED"

    with_box(talk, tmp_path, published=published_starter)


@pytest.mark.row("A14")
@pytest.mark.parametrize("in_words", [True, False])
def test_hanging_up_keeps_what_was_said(
    in_words: bool, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        call = await reach_the_beep(box, starter)
        await call.say(said_by_a_caller()[:64000])
        if not in_words:
            await call.press("1")
            await call.wait_for(head(starter.prompts["review"]), 5)
        await call.hang_up()
        [record] = await box.records()
        assert len(record.messages) == 1
        assert record.ended_by == "caller"

    with_box(talk, tmp_path, published=published_starter)


def test_with_the_database_gone_the_box_answers_keeps_the_message_and_enters_it_later(
    tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        await asyncio.sleep(1)
        hidden = tmp_path / "hidden.db"
        box.settings.database.rename(hidden)
        box.settings.database.mkdir()
        call = await reach_the_beep(box, starter)
        await call.say(said_by_a_caller()[:64000])
        await call.press("4")
        await call.wait_for(head(starter.prompts["review"]), 5)
        await call.press("4")
        await call.wait_for(head(starter.prompts["kept"], 1.5), 20)
        await call.hang_up()
        await asyncio.sleep(10)
        assert len(list(box.settings.pending.glob("*.json"))) == 2
        box.settings.database.rmdir()
        hidden.rename(box.settings.database)
        await asyncio.sleep(130)
        [record] = await box.records()
        assert (record.result, len(record.messages)) == ("SERVED", 1)
        assert not list(box.settings.pending.glob("*.json"))

    with_box(talk, tmp_path, published=published_starter, call=quick())
