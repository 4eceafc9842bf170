"""The voice message (C-10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.contracts import EndedBy
from audio.line.wav import read_wav
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

FAILED_S = 4.0
MENU = sounding(small_flow("record", purpose='"remark"'), seconds={"review": 2.0})
LISTEN, AGAIN, DELETE, SAVE = "1234"


async def leaves_a_message(walking: Walk, seconds: float = 6.0) -> None:
    await walking.press("11")
    await walking.after_beep()
    walking.leg.say(speech("caller", seconds))
    await walking.hears("review", within_s=seconds + 6.0)


def test_silence_after_the_question_saves_and_the_number_is_said_twice(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await leaves_a_message(walking)
        await walking.hears("next")
        assert walking.said[-6:] == ["один", "два", "Повторюю", "один", "два", "next"]
        ((recorded, purpose),) = walking.office.kept
        assert purpose == "remark"
        assert recorded.sound_s == pytest.approx(4.0, abs=0.3)
        assert walking.office.dropped == []

    walk(scene, MENU, tmp_path)


def test_a_message_without_a_number_is_said_to_be_kept_without_one(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.number = None
        await leaves_a_message(walking)
        await walking.press(SAVE)
        await walking.arrives("next")
        assert "kept" in walking.said
        assert {"kept_number", "один", "два"}.isdisjoint(walking.said)

    walk(scene, MENU, tmp_path)


def test_the_caller_hears_his_message_and_decides_afterwards(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await leaves_a_message(walking)
        await walking.press(LISTEN)
        await walking.hears("review", times=2)
        assert speech("caller", 6.0) in b"".join(walking.leg.port.frames)
        await walking.press(SAVE)
        await walking.arrives("next")
        assert len(walking.office.kept) == 1

    walk(scene, MENU, tmp_path)


def test_recording_again_drops_the_first_try_and_needs_no_introduction(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await leaves_a_message(walking)
        await walking.press(AGAIN)
        await walking.after_beep(times=2)
        walking.leg.say(speech("second", 3.9))
        await walking.hears("review", times=2)
        await walking.press(SAVE)
        await walking.arrives("next")
        assert walking.said.count("it") == 1
        ((recorded, _),) = walking.office.kept
        assert speech("second", 3.9) in read_wav(recorded.path)
        assert [dropped.path.name for dropped in walking.office.dropped] == ["uid-1.wav"]

    walk(scene, MENU, tmp_path)


def test_a_deleted_message_is_dropped_and_said_to_be(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await leaves_a_message(walking)
        await walking.press(DELETE)
        await walking.arrives("silent")
        assert walking.office.kept == []
        assert len(walking.office.dropped) == 1
        assert "deleted" in walking.said

    walk(scene, MENU, tmp_path)


def test_three_keys_that_mean_nothing_save(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await leaves_a_message(walking)
        for _ in range(3):
            await walking.press("5")
        await walking.arrives("next")
        assert len(walking.office.kept) == 1

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize("when", ["while recording", "at the question", "while listening"])
def test_who_hangs_up_has_left_a_message(tmp_path: Path, when: str) -> None:
    async def scene(walking: Walk) -> None:
        if when == "while recording":
            await walking.press("11")
            await walking.after_beep()
            walking.leg.say(speech("caller", 6.0))
            await walking.sleep(4.0)
        else:
            await leaves_a_message(walking)
        if when == "while listening":
            await walking.press(LISTEN)
            await walking.sleep(1.0)
        walking.leg.end()
        assert await walking.ended() is EndedBy.CALLER
        assert len(walking.office.kept) == 1
        assert walking.office.dropped == []

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize(("seconds", "kept"), [(0.0, 0), (2.1, 0), (3.9, 1)])
def test_less_than_two_seconds_of_sound_are_no_message(tmp_path: Path, seconds: float, kept: int) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.after_beep()
        walking.leg.say(speech("caller", seconds))
        await walking.sleep(seconds + 0.5)
        walking.leg.end()
        await walking.ended()
        assert len(walking.office.kept) == kept
        assert len(walking.office.dropped) == 1 - kept

    walk(scene, MENU, tmp_path)


def test_silence_after_the_beep_is_answered_and_leads_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.after_beep()
        await walking.hears("nothing", within_s=6.0)
        await walking.arrives("silent")

    walk(scene, MENU, tmp_path)


def test_who_talks_too_long_is_asked_after_the_limit(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        began_at = await walking.after_beep()
        walking.leg.say(speech("caller", 20.0))
        assert await walking.hears("review") - began_at == pytest.approx(8.0, abs=0.1)

    walk(scene, sounding(small_flow("record", max_s="8")), tmp_path)


def test_a_disk_that_cannot_record_is_told_to_the_caller(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where a directory should be")

    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.after_beep()
        walking.leg.say(speech("caller", 30.0))
        await walking.hears("failed", within_s=3.0)
        assert await walking.ended() is EndedBy.BOX
        assert {"kept", "kept_number"}.isdisjoint(walking.said)

    walk(scene, MENU, tmp_path)


def test_a_key_that_was_to_end_the_message_does_not_cut_the_word_that_nothing_was_kept(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where a directory should be")

    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.after_beep()
        walking.leg.say(speech("caller", 30.0))
        began_at = await walking.hears("failed", within_s=3.0)
        await walking.press("5")
        assert await walking.ended() is EndedBy.BOX
        assert walking.now() - began_at >= FAILED_S - 0.5
        assert "silent" in walking.nodes

    walk(scene, sounding(small_flow("record"), seconds={"failed": FAILED_S}), tmp_path)


@pytest.mark.parametrize("key", ["", SAVE])
def test_a_message_that_could_not_be_kept_is_never_said_to_be(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.refuses = True
        await leaves_a_message(walking)
        await walking.press(key)
        await walking.arrives("silent")
        assert "failed" in walking.said
        assert {"kept", "kept_number"}.isdisjoint(walking.said)

    walk(scene, MENU, tmp_path)


def test_a_recording_that_cannot_be_read_back_is_told_to_the_caller(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.unreadable = True
        await leaves_a_message(walking)
        await walking.press(LISTEN)
        await walking.hears("failed", within_s=1.0)
        assert await walking.ended() is EndedBy.BOX

    walk(scene, MENU, tmp_path)


def test_who_reports_danger_after_his_message_is_not_kept_with_numbers(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await leaves_a_message(walking)
        await walking.press("7")
        await walking.hears("emergency", within_s=0.2)
        assert len(walking.office.kept) == 1

    walk(scene, MENU, tmp_path)
