"""The keys of product.md, the same at every node there is (C-5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.menu.node import COMMON_KEYS, KINDS
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import KINDS_OF_IT, small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

LEADS_TO = {"0": "operator", "7": "emergency", "8": "sub", "9": "it", "*": "it", "#": "top"}
DATA = {
    "ask_digits",
    "recorder",
    "slower",
    "operator",
    "rating",
    "callback",
    "presence",
    "hang_up",
    "emergency_text",
    "notices",
    "reception",
    "by_hours",
}
OFFERING = [kind for kind in KINDS_OF_IT if kind not in DATA]
"""Kinds in which the common keys are keys; the others are told of below."""
LENGTHS = {"it": 3.0, "it_tail": 2.0, "review": 2.0}


def test_every_kind_of_node_has_its_cases() -> None:
    assert set(KINDS_OF_IT) == set(KINDS)


def test_the_keys_are_those_that_were_decided() -> None:
    assert set(COMMON_KEYS) == set(LEADS_TO)


async def at_it(walking: Walk) -> None:
    await walking.press("11")
    await walking.hears("it")


@pytest.mark.parametrize("key", LEADS_TO)
@pytest.mark.parametrize("kind", OFFERING)
def test_a_common_key_works_while_the_prompt_plays(tmp_path: Path, kind: str, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        before = len(walking.nodes)
        await walking.press(key)
        assert walking.nodes[before:] == [LEADS_TO[key]]

    walk(scene, sounding(small_flow(kind), seconds=LENGTHS), tmp_path)


@pytest.mark.parametrize("key", LEADS_TO)
@pytest.mark.parametrize("kind", ["say", "menu", "office_hours"])
def test_a_common_key_works_in_the_pause_after_the_prompt(tmp_path: Path, kind: str, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        if kind != "menu":
            await walking.hears("it_tail")
        await walking.until_quiet()
        before = len(walking.nodes)
        await walking.press(key)
        assert walking.nodes[before:] == [LEADS_TO[key]]

    walk(scene, sounding(small_flow(kind), seconds=LENGTHS), tmp_path)


@pytest.mark.parametrize("key", LEADS_TO)
def test_a_common_key_typed_while_deciding_about_a_message_saves_it_and_leads_away(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.hears("beep")
        walking.leg.say(speech("caller", 6.0))
        await walking.hears("review")
        await walking.press(key)
        if LEADS_TO[key] == "it":
            await walking.hears("review", times=2)
            assert walking.office.kept == []
        else:
            await walking.arrives(LEADS_TO[key], times=walking.nodes.count(LEADS_TO[key]) + (key in "8#"))
            assert len(walking.office.kept) == 1

    walk(scene, sounding(small_flow("record"), seconds=LENGTHS), tmp_path)


@pytest.mark.parametrize("key", "0123456789*#")
def test_any_key_ends_a_recording_and_leads_nowhere_else(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.hears("beep")
        walking.leg.say(speech("caller", 9.0))
        before = len(walking.nodes)
        await walking.sleep(5.0)
        await walking.press(key)
        await walking.hears("review", within_s=1.0)
        assert walking.nodes[before:] == []

    walk(scene, sounding(small_flow("record"), seconds=LENGTHS), tmp_path)


@pytest.mark.parametrize("key", "123456")
def test_a_choice_key_begins_a_recording_without_the_rest_of_its_prompt(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press(key)
        await walking.hears("beep", within_s=0.2)
        walking.leg.say(speech("caller", 5.0))
        await walking.sleep(4.0)
        assert "review" not in walking.said

    walk(scene, sounding(small_flow("record"), seconds=LENGTHS), tmp_path)


@pytest.mark.parametrize("key", "0123456789")
def test_every_digit_is_data_while_digits_are_asked(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press(key * 4)
        assert walking.nodes[-1] == "next"

    walk(scene, sounding(small_flow("ask_digits"), seconds=LENGTHS), tmp_path)


@pytest.mark.parametrize(
    ("keys", "node"),
    [("12#", "next"), ("1234", "next"), ("129*34#", "next"), ("#", "it"), ("12*#", "it")],
)
def test_the_star_starts_over_and_the_hash_ends_while_digits_are_asked(tmp_path: Path, keys: str, node: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press(keys)
        assert walking.nodes[-1] == node

    walk(scene, sounding(small_flow("ask_digits"), seconds=LENGTHS), tmp_path)


def test_four_seconds_of_silence_end_the_digits(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.press("12")
        await walking.sleep(3.8)
        assert walking.nodes[-1] == "it"
        await walking.sleep(0.3)
        assert walking.nodes[-1] == "next"

    walk(scene, sounding(small_flow("ask_digits"), seconds=LENGTHS), tmp_path)


def test_who_gives_no_digits_is_asked_three_times_and_led_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        await walking.arrives("silent")
        assert walking.said.count("again") == 2

    walk(scene, sounding(small_flow("ask_digits"), seconds=LENGTHS), tmp_path)


@pytest.mark.parametrize("key", "0123456789*#")
def test_no_key_cuts_the_goodbye_short(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await at_it(walking)
        began_at = walking.now()
        await walking.press(key)
        await walking.ended()
        assert walking.now() - began_at >= 2.9

    walk(scene, sounding(small_flow("hang_up"), seconds=LENGTHS), tmp_path)


def test_three_keys_typed_ahead_walk_three_levels(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("111")
        await walking.hears("next")
        assert walking.nodes == ["top", "sub", "it", "next"]
        assert walking.said == ["next"]

    walk(scene, sounding(small_flow("menu")), tmp_path)


@pytest.mark.parametrize("keys", ["118", "110", "113"])
def test_nothing_typed_ahead_counts_at_a_recording(tmp_path: Path, keys: str) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press(keys)
        await walking.hears("beep")
        assert walking.nodes == ["top", "sub", "it"]
        assert walking.said == ["it", "beep"]

    walk(scene, sounding(small_flow("record")), tmp_path)


def test_back_on_the_first_level_is_the_main_menu_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        await walking.press("8")
        await walking.hears("top", times=2)
        assert walking.nodes == ["top", "top"]

    walk(scene, sounding(small_flow(), seconds={"top": 2.0}), tmp_path)


def test_back_after_silence_led_to_the_main_menu_does_not_lead_down_again(tmp_path: Path) -> None:
    flow = small_flow().replace(
        'choices = { 1 = "it" }\nexits = { invalid = "invalid", silent = "silent" }',
        'choices = { 1 = "it" }\nexits = { invalid = "invalid", silent = "top" }',
    )

    async def scene(walking: Walk) -> None:
        await walking.press("1")
        await walking.arrives("top", times=2)
        await walking.press("8")
        await walking.sleep(1.0)
        assert walking.nodes == ["top", "sub", "top", "top"]

    walk(scene, sounding(flow), tmp_path)
