"""What a talk was worth (E8), and a call-back by key (A17)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

RATING = sounding(small_flow("rating"))
CALLBACK = sounding(small_flow("callback"))


async def comes(walking: Walk) -> None:
    await walking.press("11")
    await walking.hears("it")


@pytest.mark.parametrize("value", [1, 3, 5])
def test_a_rating_from_one_to_five_is_kept_and_thanked_for(tmp_path: Path, value: int) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press(str(value))
        await walking.hears("kept")
        await walking.arrives("next")

    assert walk(scene, RATING, tmp_path).office.rated == [value]


def test_a_key_that_is_no_rating_is_asked_again_once(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("8")
        await walking.hears("again")
        await walking.press("0")
        await walking.arrives("next")

    assert walk(scene, RATING, tmp_path).office.rated == []


def test_nobody_has_to_rate(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.arrives("next", within_s=7.0)
        assert walking.said.count("it") == 1

    assert walk(scene, RATING, tmp_path).office.rated == []


def test_a_rating_that_could_not_be_kept_is_not_thanked_for(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.refuses = True
        await comes(walking)
        await walking.press("5")
        await walking.arrives("next")
        assert "kept" not in walking.said

    walk(scene, RATING, tmp_path)


@pytest.mark.parametrize("key", ["1", ""])
def test_one_key_or_none_books_a_call_back_to_the_callers_own_number(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press(key)
        await walking.hears("kept")
        await walking.arrives("next")

    assert walk(scene, CALLBACK, tmp_path).office.booked == [""]


def test_another_number_is_typed_said_back_and_confirmed(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("2")
        await walking.hears("it_tail")
        await walking.press("0662838182#")
        await walking.hears("нуль")
        await walking.hears("nothing")
        await walking.press("1")
        await walking.hears("kept")

    assert walk(scene, CALLBACK, tmp_path).office.booked == ["0662838182"]


def test_a_number_that_was_not_confirmed_is_typed_anew(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("2")
        await walking.hears("it_tail")
        await walking.press("0662838183#")
        await walking.hears("nothing")
        await walking.press("2")
        await walking.hears("again")
        await walking.press("0662838182#")
        await walking.hears("nothing", times=2)
        await walking.press("1")
        await walking.hears("kept")

    assert walk(scene, CALLBACK, tmp_path).office.booked == ["0662838182"]


def test_a_star_starts_the_number_over(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("2")
        await walking.hears("it_tail")
        await walking.press("0501*0662838182#")
        await walking.hears("nothing")
        await walking.press("1")
        await walking.hears("kept")

    assert walk(scene, CALLBACK, tmp_path).office.booked == ["0662838182"]


def test_who_hides_his_number_is_asked_for_one_at_once(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.caller_can_be_called = False
        await walking.press("11")
        await walking.hears("it_tail")
        assert "it" not in walking.said
        await walking.press("0662838182")
        await walking.hears("nothing")
        await walking.press("1")
        await walking.hears("kept")

    assert walk(scene, CALLBACK, tmp_path).office.booked == ["0662838182"]


def test_a_number_that_cannot_be_called_is_asked_for_again_and_then_the_caller_goes_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("2")
        for time in range(1, 4):
            await walking.hears("it_tail" if time == 1 else "again", times=max(time - 1, 1))
            await walking.press("103#")
            await walking.hears("nothing", times=time)
            await walking.press("1")
        await walking.hears("failed")
        await walking.arrives("invalid")

    assert walk(scene, CALLBACK, tmp_path).office.booked == []


def test_a_call_back_that_could_not_be_kept_is_not_promised(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.refuses = True
        await comes(walking)
        await walking.press("1")
        await walking.hears("failed")
        await walking.arrives("invalid")
        assert "kept" not in walking.said

    walk(scene, CALLBACK, tmp_path)
