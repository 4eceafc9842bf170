"""Wrong keys and silence: two counters, two texts, two destinations (C-6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

MENU = sounding(small_flow("menu"))
SILENCE_S = 5.0


async def wrong(walking: Walk, key: str = "5") -> None:
    heard = walking.said.count("wrong")
    await walking.press(key)
    if walking.nodes[-1] == "top":
        await walking.hears("wrong", times=heard + 1)


async def silent(walking: Walk) -> None:
    await walking.hears("quiet", times=walking.said.count("quiet") + 1)


@pytest.mark.parametrize("key", "3456")
def test_three_wrong_keys_lead_to_the_destination_for_wrong_keys(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        for _ in range(3):
            assert walking.nodes == ["top"]
            await wrong(walking, key)
        await walking.arrives("invalid")
        assert walking.said.count("wrong") == 2

    walk(scene, MENU, tmp_path)


def test_two_silences_of_five_seconds_lead_to_the_destination_for_silence(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        quiet_at = await walking.hears("quiet")
        assert quiet_at - (await walking.hears("top")) == pytest.approx(0.6 + SILENCE_S, abs=0.1)
        await walking.arrives("silent")
        assert walking.now() - (await walking.hears("top_short")) == pytest.approx(0.6 + SILENCE_S, abs=0.1)
        assert walking.said[:3] == ["top", "quiet", "top_short"]

    walk(scene, MENU, tmp_path)


def test_two_wrong_keys_one_silence_and_a_right_key_work(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        await wrong(walking)
        await wrong(walking)
        await silent(walking)
        await walking.press("1")
        assert walking.nodes == ["top", "sub"]

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize("valid", ["1", "9", "*", "#", "8"])
def test_a_key_that_means_something_resets_both_counters(tmp_path: Path, valid: str) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        for round_ in range(3):
            await wrong(walking)
            await wrong(walking)
            await silent(walking)
            await walking.press(valid)
            if valid == "1":
                await walking.press("8")
            await walking.hears("top", times=round_ + 2)
        assert {"invalid", "silent"}.isdisjoint(walking.nodes)

    walk(scene, MENU, tmp_path)


def test_after_a_mistake_the_short_form_is_said(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        await wrong(walking)
        await walking.hears("top_short")
        assert walking.said == ["top", "wrong", "top_short"]

    walk(scene, MENU, tmp_path)


def test_keys_typed_ahead_behind_a_wrong_one_are_not_followed(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("511")
        await walking.hears("top_short")
        assert walking.nodes == ["top"]

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize("keys", ["", "555", "0", "7", "2", "1", "11", "1555"])
def test_no_path_ends_without_a_goodbye(tmp_path: Path, keys: str) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        for key in keys:
            await walking.press(key)
            await walking.sleep(0.7)
        await walking.ended()
        assert walking.said[-1] == "goodbye"

    walk(scene, MENU, tmp_path)
