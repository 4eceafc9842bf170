"""Recording the prompts by telephone: the PIN, the number, the beep, the decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.contracts import EndedBy
from appliance.contracts.office import Admission
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import NAMES, small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

MENU = sounding(small_flow("recorder"), seconds={"review": 2.0, "it": 2.0})
RIGHT, WRONG, CLOSED = Admission.RIGHT, Admission.WRONG, Admission.CLOSED
PIN = "271828"
NUMBER = f"{NAMES.index('next') + 1:02}"
KEEP, AGAIN, DROP = "123"


async def at_the_door(walking: Walk, *admissions: Admission) -> None:
    walking.office.admissions = list(admissions)
    await walking.press("11")
    await walking.hears("it")


async def inside(walking: Walk) -> None:
    await at_the_door(walking, RIGHT)
    await walking.press(PIN)
    await walking.hears("again")


async def has_spoken(walking: Walk, seconds: float = 3.0) -> None:
    await inside(walking)
    await walking.press(NUMBER)
    await walking.after_beep()
    walking.leg.say(speech("caller", seconds))
    await walking.hears("review", within_s=30.0)


def test_a_kept_recording_becomes_the_sound_of_the_chosen_prompt(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await has_spoken(walking)
        assert speech("caller", 3.0) in b"".join(walking.leg.port.frames), "it is played before the question"
        await walking.press(KEEP)
        await walking.hears("kept")
        assert speech("caller", 3.0) in walking.office.prompts["next"]
        assert list(walking.office.prompts) == ["next"]
        assert walking.office.kept == []
        await walking.hears("again", times=2)

    walk(scene, MENU, tmp_path)


def test_the_number_and_the_present_sound_of_the_prompt_are_said_before_the_beep(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        await walking.press(NUMBER)
        await walking.after_beep()
        assert list(dict.fromkeys(walking.said))[-3:] == ["сім", "next", "beep"]

    walk(scene, MENU, tmp_path)


def test_a_recording_may_be_made_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await has_spoken(walking)
        await walking.press(AGAIN)
        await walking.after_beep(times=2)
        walking.leg.say(speech("second", 3.0))
        await walking.hears("review", times=2)
        await walking.press(KEEP)
        await walking.hears("kept")
        assert speech("second", 3.0) in walking.office.prompts["next"]
        await walking.hears("again", times=2)
        assert len(walking.office.dropped) == 2

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize("key", [DROP, "", "8", "#", "0"])
def test_whoever_does_not_say_keep_has_dropped_it(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await has_spoken(walking)
        await walking.press(key)
        await walking.hears("deleted")
        assert walking.office.prompts == {}
        assert len(walking.office.dropped) == 1

    walk(scene, MENU, tmp_path)


def test_who_hangs_up_has_dropped_it(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await has_spoken(walking)
        walking.leg.end()
        assert await walking.ended() is EndedBy.CALLER
        assert walking.office.prompts == {}
        assert walking.office.kept == []
        assert len(walking.office.dropped) == 1

    walk(scene, MENU, tmp_path)


def test_silence_after_the_beep_is_nothing_to_keep(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        await walking.press(NUMBER)
        await walking.hears("deleted", within_s=20.0)
        assert walking.office.prompts == {}
        assert "review" not in walking.said

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize(("refuses", "unfit", "said"), [(True, False, "failed"), (False, True, "nothing")])
def test_what_could_not_be_kept_is_said(tmp_path: Path, refuses: bool, unfit: bool, said: str) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.refuses, walking.office.unfit = refuses, unfit
        await has_spoken(walking)
        await walking.press(KEEP)
        await walking.hears(said)
        assert "kept" not in walking.said

    walk(scene, MENU, tmp_path)


def test_a_wrong_pin_is_asked_again_and_the_right_one_opens(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_the_door(walking, WRONG, RIGHT)
        await walking.press("111111")
        await walking.hears("wrong")
        await walking.press(PIN)
        await walking.hears("again")
        assert walking.office.pins == ["111111", PIN]

    walk(scene, MENU, tmp_path)


def test_a_closed_door_leads_on_and_hears_no_more_keys(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_the_door(walking, CLOSED)
        await walking.press(PIN + "11")
        await walking.arrives("invalid")
        assert walking.office.pins == [PIN]
        assert "again" not in walking.said

    walk(scene, MENU, tmp_path)


def test_who_says_nothing_at_the_door_has_not_tried(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_the_door(walking)
        await walking.arrives("silent")
        assert walking.office.pins == []

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize("numbers", [["00#", "99#", "*5#"], ["#"], [""]])
def test_a_number_that_is_no_prompts_leads_out_after_three_tries(tmp_path: Path, numbers: list[str]) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        for number in numbers:
            await walking.press(number)
            await walking.sleep(2.0)
        await walking.arrives("next")
        assert walking.office.prompts == {}
        assert "beep" not in walking.said

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize("ahead", ["", "27"])
def test_the_digits_of_a_pin_stand_nowhere_in_the_trace(tmp_path: Path, ahead: str) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.admissions = [WRONG, WRONG, RIGHT]
        await walking.press("11" + ahead)
        await walking.hears("it")
        await walking.press("271829")
        await walking.hears("wrong")
        await walking.press("27182")
        await walking.hears("wrong", times=2, within_s=20.0)
        await walking.press(PIN)
        await walking.hears("again")
        await walking.press("#")
        assert "".join(walking.trace.keys) == "11" + "•" * (len(ahead) + 6 + 5 + 6) + "#"

    walk(scene, MENU, tmp_path)
