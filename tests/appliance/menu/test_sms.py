"""An answer as an SMS, at a key (A30)."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.menu.flow import FlowError, read_flow
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

MENU = sounding(small_flow("sms"))
TEXT = "Пн–Чт 8–17"


async def comes(walking: Walk) -> None:
    await walking.press("1")
    await walking.hears("sub")
    await walking.press("1")
    await walking.hears("it")


def test_at_a_key_the_text_is_sent_and_said_to_be(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("1")
        await walking.hears("kept")
        await walking.arrives("next")

    assert walk(scene, MENU, tmp_path).office.texted == [TEXT]


@pytest.mark.parametrize("key", ["", "2"])
def test_without_the_key_nothing_is_sent(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press(key)
        await walking.arrives("next", within_s=6.0)

    assert walk(scene, MENU, tmp_path).office.texted == []


def test_whose_number_takes_no_sms_hears_nothing_of_it(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.caller_can_be_texted = False
        await walking.press("11")
        await walking.arrives("next", within_s=1.0)
        assert "it" not in walking.said

    walk(scene, MENU, tmp_path)


def test_who_has_pressed_a_key_already_meant_something_else(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("111")
        await walking.arrives("next", within_s=1.0)

    assert walk(scene, MENU, tmp_path).office.texted == []


def test_to_hear_it_again_is_to_hear_the_answer_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("9")
        await walking.arrives("sub", times=2)

    walk(scene, sounding(small_flow("sms", exits='{ done = "next", repeat = "sub" }')), tmp_path)


@pytest.mark.parametrize("fault", ["refuses", "unfit"])
def test_an_sms_that_could_not_be_kept_is_not_promised(tmp_path: Path, fault: str) -> None:
    async def scene(walking: Walk) -> None:
        setattr(walking.office, fault, True)
        await comes(walking)
        await walking.press("1")
        await walking.hears("failed")
        await walking.arrives("next")
        assert "kept" not in walking.said

    walk(scene, MENU, tmp_path)


@pytest.mark.parametrize(("text", "fits"), [("я" * 201, True), ("я" * 202, False), (" ", False), ("", False)])
def test_a_text_has_at_most_three_parts(text: str, fits: bool) -> None:
    flow = small_flow("sms", text=f'"{text}"')
    if fits:
        assert read_flow(flow).nodes["it"]
    else:
        with pytest.raises(FlowError, match="частин"):
            read_flow(flow)
