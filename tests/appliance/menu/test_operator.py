"""The caller who wants a person: what he hears, what he may press, where he goes (A10, A11)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.office.hours_file import from_toml
from appliance.contracts import EndedBy
from appliance.menu.waiting import PLACES, WAITS_MIN
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

MENU = sounding(small_flow("operator"), seconds={"again": 4.0})


async def asks_for_a_person(walking: Walk) -> None:
    await walking.press("11")
    await walking.hears("it")


def test_who_is_found_talks_with_the_caller_until_he_hangs_up(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        assert walking.office.search
        operator = walking.office.search.answer()
        await walking.sleep(0.2)
        walking.leg.say(noise("добрий день", 1.0))
        await walking.sleep(2.0)
        assert noise("добрий день", 1.0) in b"".join(operator.port.frames)
        operator.end(EndedBy.OPERATOR)
        await walking.arrives("next")
        assert walking.office.search.over

    walk(scene, MENU, tmp_path)


def test_somebody_who_answers_cuts_the_music_short(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        await walking.hears("again")
        assert walking.office.search
        operator = walking.office.search.answer()
        await walking.sleep(0.1)
        operator.say(noise("рада слухає", 0.5))
        await walking.sleep(1.0)
        assert noise("рада слухає", 0.5) in b"".join(walking.leg.port.frames)
        operator.end()

    walk(scene, MENU, tmp_path)


@pytest.mark.row("A11")
def test_who_waits_hears_his_place_the_time_the_ways_out_and_music_again_and_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("it")
        assert walking.office.search
        walking.office.search.position, walking.office.search.expected_s = 2, 100.0
        await walking.hears("again", times=2)
        place = [PLACES[1], dict(WAITS_MIN)[2], "it_tail", "again"]
        assert walking.said[-9:] == ["it", *place, *place]

    walk(scene, MENU, tmp_path)


def test_he_has_heard_what_is_being_done_before_a_line_may_hold_him(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        assert walking.office.search and walking.office.search.told_at == []
        await walking.hears("it_tail")
        assert walking.office.search.told_at

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize(("key", "node"), [("1", "sub"), ("2", "silent"), ("#", "top"), ("7", "emergency")])
def test_who_is_tired_of_waiting_goes_elsewhere_by_a_key(tmp_path: Path, key: str, node: str) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        await walking.hears("it_tail")
        at = len(walking.nodes)
        await walking.press(key)
        await walking.arrives(node, times=1 + walking.nodes[:at].count(node))
        assert walking.office.search and walking.office.search.over

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize("key", ["0", "5"])
def test_a_key_that_means_nothing_here_does_not_cost_his_place(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        await walking.hears("again")
        search = walking.office.search
        await walking.press(key)
        await walking.hears("again", times=2)
        assert walking.nodes[-1] == "it"
        assert walking.office.search is search

    walk(scene, MENU, tmp_path)


def test_with_nobody_ready_the_caller_goes_on_at_once(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.nobody = True
        await walking.press("11")
        await walking.arrives("invalid", within_s=1.0)

    walk(scene, MENU, tmp_path)


def test_when_nobody_answers_the_caller_goes_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        assert walking.office.search
        walking.office.search.found.set_result(None)
        await walking.arrives("invalid", within_s=1.0)

    walk(scene, MENU, tmp_path)


def test_out_of_hours_nobody_is_rung(tmp_path: Path) -> None:
    tuesdays = from_toml({"week": {"tue": ["08:00-09:00"]}})

    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("silent", within_s=1.0)
        assert walking.office.search is None

    walk(scene, sounding(small_flow("operator"), tuesdays), tmp_path)


def test_a_line_of_the_operator_that_breaks_is_told_to_the_caller(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        assert walking.office.search
        operator = walking.office.search.answer()
        await walking.sleep(3.0)
        operator.end(EndedBy.FAULT)
        await walking.hears("failed")
        await walking.arrives("silent", times=1 + walking.nodes.count("silent"))

    walk(scene, MENU, tmp_path)


def test_the_caller_who_hangs_up_in_a_talk_ends_the_call(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await asks_for_a_person(walking)
        assert walking.office.search
        operator = walking.office.search.answer()
        await walking.sleep(1.0)
        walking.leg.end()
        assert await walking.ended() is EndedBy.CALLER
        assert operator.ended is EndedBy.BOX

    walk(scene, MENU, tmp_path)
