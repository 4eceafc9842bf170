"""An emergency text put on and ended by telephone: the PIN, the text, the hours, the confirmation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.contracts import Prompt
from appliance.contracts.office import Admission
from appliance.menu.notices import EMERGENCY, Notice, Notices, PreparedText
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Scene, Walk, sounding, walk
from tests.fakes.virtual_time import START

MENU = sounding(small_flow("emergency_text"), seconds={"it": 2.0, "again": 1.0, "review": 2.0})
PIN = "271828"
RIGHT, WRONG, CLOSED = Admission.RIGHT, Admission.WRONG, Admission.CLOSED
TEXTS = (PreparedText(7, "тривога", "увага тривога"), PreparedText(9, "вода", "увага вода"))
SOUNDS = {text: Prompt(text, text, noise(text, 1.0)) for each in TEXTS for text in (each.title, each.text)}
PREPARED = Notices("1", (), {}, TEXTS, SOUNDS.get)
RUNS = replace(
    PREPARED,
    notices=(Notice("emergency-1", EMERGENCY, "увага вода", START, START + timedelta(hours=1), frozenset()),),
)


def ordered(scene: Scene, tmp_path: Path, notices: Notices = PREPARED) -> Walk:
    return walk(scene, MENU, tmp_path, notices=notices, known=list(SOUNDS.values()))


async def inside(walking: Walk, *admissions: Admission) -> None:
    walking.office.admissions = list(admissions or (RIGHT,))
    await walking.press("11")
    await walking.hears("it")
    await walking.press(PIN)


async def at_the_question(walking: Walk, key: str = "1", hours: str = "2#") -> None:
    await inside(walking)
    await walking.hears("again")
    await walking.press(key)
    await walking.hears("it_short")
    await walking.press(hours)
    await walking.hears("review", within_s=20.0)


@pytest.mark.row("D6")
@pytest.mark.parametrize(("key", "text", "words"), [("1", 7, "увага тривога"), ("2", 9, "увага вода")])
def test_a_text_is_chosen_heard_with_its_hours_confirmed_and_put_on(
    tmp_path: Path, key: str, text: int, words: str
) -> None:
    async def scene(walking: Walk) -> None:
        await at_the_question(walking, key)
        assert list(dict.fromkeys(walking.said))[-3:] == [words, "на 2 години", "review"]
        assert walking.office.emergency_orders == [], "nothing before the confirmation"
        await walking.press("1")
        await walking.hears("kept")
        assert walking.office.emergency_orders == [(text, 2)]
        await walking.arrives("next")

    ordered(scene, tmp_path)


@pytest.mark.parametrize("hours", ["1#", "9#", "24", "12", "05", "3"])
def test_hours_are_one_digit_or_two(tmp_path: Path, hours: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_the_question(walking, hours=hours)
        await walking.press("1")
        await walking.hears("kept")
        assert walking.office.emergency_orders == [(7, int(hours.strip("#")))]

    ordered(scene, tmp_path)


@pytest.mark.parametrize("hours", ["0#", "25", "99", "*5"])
def test_hours_that_are_none_are_asked_again_and_at_last_given_up(tmp_path: Path, hours: str) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        await walking.hears("again")
        await walking.press("1")
        for times in (1, 2, 3):
            await walking.hears("it_short", times=times)
            await walking.press(hours)
        await walking.arrives("next")
        assert walking.office.emergency_orders == []

    ordered(scene, tmp_path)


@pytest.mark.parametrize("key", ["2", "", "8", "0", "#"])
def test_who_does_not_confirm_has_changed_nothing(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_the_question(walking)
        await walking.press(key)
        await walking.sleep(15.0)
        assert walking.office.emergency_orders == []
        assert "kept" not in walking.said

    ordered(scene, tmp_path)


def test_a_key_typed_ahead_confirms_nothing(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        await walking.hears("again")
        await walking.press("1")
        await walking.hears("it_short")
        await walking.press("2#1")
        await walking.hears("review", within_s=20.0)
        await walking.sleep(15.0)
        assert walking.office.emergency_orders == []

    ordered(scene, tmp_path)


@pytest.mark.row("D6")
def test_the_text_that_runs_is_ended_by_a_key(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        await walking.hears("натисніть шість")
        await walking.press("6")
        await walking.hears("deleted")
        assert walking.office.emergency_orders == [None]

    ordered(scene, tmp_path, RUNS)


def test_where_nothing_runs_there_is_nothing_to_end(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        for times in (1, 2, 3):
            await walking.hears("again", times=times)
            await walking.press("6")
        await walking.arrives("next")
        assert walking.office.emergency_orders == []
        assert "натисніть шість" not in walking.said

    ordered(scene, tmp_path)


@pytest.mark.parametrize("notices", [RUNS, PREPARED])
def test_what_could_not_be_kept_is_said(tmp_path: Path, notices: Notices) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.refuses = True
        if notices is RUNS:
            await inside(walking)
            await walking.hears("again")
            await walking.press("6")
        else:
            await at_the_question(walking)
            await walking.press("1")
        await walking.hears("failed")
        assert not {"kept", "deleted"} & set(walking.said)

    ordered(scene, tmp_path, notices)


def test_an_office_without_spoken_texts_is_told_so(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        await walking.hears("failed")

    ordered(scene, tmp_path, Notices(emergency_texts=TEXTS))


@pytest.mark.row("D6")
def test_wrong_pins_open_nothing_and_the_house_closes_the_door(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking, WRONG, WRONG, CLOSED)
        await walking.hears("wrong")
        await walking.press(PIN)
        await walking.hears("wrong", times=2)
        await walking.press(PIN + "1")
        await walking.arrives("invalid")
        assert walking.office.pins == [PIN] * 3
        assert "again" not in walking.said
        assert "".join(walking.trace.keys) == "11" + "•" * 19

    ordered(scene, tmp_path)


def test_who_says_nothing_at_the_door_or_inside_changes_nothing(tmp_path: Path) -> None:
    async def outside(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("silent")
        assert walking.office.pins == []

    async def within(walking: Walk) -> None:
        await inside(walking)
        await walking.hears("again")
        await walking.arrives("next")
        assert walking.office.emergency_orders == []

    ordered(outside, tmp_path)
    ordered(within, tmp_path)


@pytest.mark.row("A5")
@pytest.mark.parametrize(("key", "node"), [("0", "operator"), ("7", "emergency"), ("8", "sub"), ("#", "top")])
def test_the_keys_of_the_house_lead_out_of_it(tmp_path: Path, key: str, node: str) -> None:
    async def scene(walking: Walk) -> None:
        await inside(walking)
        await walking.hears("again")
        before = len(walking.nodes)
        await walking.press(key)
        assert walking.nodes[before:] == [node]

    ordered(scene, tmp_path)
