"""Rubrics: entries read one after another for as long as they hold (A27, D7, D10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.menu.contents.rubrics import RUBRICS, NoSuchRubric, RubricItem
from appliance.menu.flow import FlowError, read_flow
from appliance.menu.published import Published
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk
from tests.fakes.virtual_time import START

HOUR = timedelta(hours=1)


def news(*items: RubricItem) -> Mapping[str, Any]:
    return {"rubrics": {"news": [item.to_json() for item in items]}}


def item(words: str, *, sms: str = "", starts: datetime | None = None, ends: datetime | None = None) -> RubricItem:
    return RubricItem((words,), sms, starts, ends)


def menu(content: Mapping[str, Any], **changes: str) -> Published:
    return sounding(small_flow("rubric", **changes), content=content)


TWO = menu(news(item("water", sms="Вода"), item("road")))


async def comes(walking: Walk) -> None:
    await walking.press("1")
    await walking.hears("sub")
    await walking.press("1")


def test_who_is_silent_hears_one_entry_after_another_and_goes_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.arrives("next")
        begin = walking.said.index("it_short")
        assert walking.said[begin : begin + 6] == ["it_short", "water", "review", "again", "road", "it_tail"]

    assert walk(scene, TWO, tmp_path).office.texted == []


def test_one_sends_the_entry_just_heard_and_the_next_follows(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.hears("water")
        await walking.press("1")
        await walking.hears("kept")
        await walking.hears("road")
        await walking.arrives("next")
        assert "review" not in walking.said

    assert walk(scene, TWO, tmp_path).office.texted == ["Вода"]


def test_two_is_the_next_at_once_and_after_the_last_the_end(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        for words in ("water", "road"):
            await walking.hears(words)
            await walking.press("2")
        await walking.arrives("next", within_s=1.0)

    walk(scene, TWO, tmp_path)


def test_repeat_is_this_entry_again_and_back_leads_away(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.hears("water")
        await walking.press("2")
        await walking.hears("road")
        await walking.press("9")
        await walking.hears("road", times=2)
        assert walking.said.count("water") == 1
        await walking.press("8")
        await walking.arrives("sub", times=2)

    walk(scene, TWO, tmp_path)


def test_a_key_typed_before_anything_was_read_sends_nothing(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("1")
        await walking.hears("water")
        await walking.arrives("next")

    assert walk(scene, TWO, tmp_path).office.texted == []


def test_whose_number_takes_no_sms_is_offered_none_and_one_sends_none(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.caller_can_be_texted = False
        await comes(walking)
        await walking.hears("water")
        await walking.press("1")
        await walking.hears("road")
        await walking.arrives("next")
        assert not {"review", "kept", "failed"} & set(walking.said)

    assert walk(scene, TWO, tmp_path).office.texted == []


@pytest.mark.parametrize("fault", ["refuses", "unfit"])
def test_an_sms_that_could_not_be_kept_is_not_promised(tmp_path: Path, fault: str) -> None:
    async def scene(walking: Walk) -> None:
        setattr(walking.office, fault, True)
        await comes(walking)
        await walking.hears("water")
        await walking.press("1")
        await walking.hears("failed")
        await walking.arrives("next")
        assert "kept" not in walking.said

    walk(scene, TWO, tmp_path)


def test_only_what_holds_now_is_read(tmp_path: Path) -> None:
    content = news(
        item("over", ends=START), item("later", starts=START + HOUR), item("now", starts=START, ends=START + HOUR)
    )

    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.arrives("next")
        assert {"over", "now", "later"} & set(walking.said) == {"now"}

    walk(scene, menu(content), tmp_path)


def test_an_entry_that_ends_while_another_is_read_is_not_begun(tmp_path: Path) -> None:
    content = news(item("water"), item("road", ends=START + timedelta(seconds=5)))

    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.arrives("next")
        assert "water" in walking.said and "road" not in walking.said

    walk(scene, menu(content), tmp_path)


@pytest.mark.parametrize("content", [{}, news(), news(item("over", ends=START))])
def test_where_there_is_nothing_the_caller_is_told_so(tmp_path: Path, content: Mapping[str, Any]) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.arrives("next")
        assert "it" in walking.said and "it_short" not in walking.said

    walk(scene, menu(content), tmp_path)


def test_an_entry_that_nobody_has_spoken_is_left_out(tmp_path: Path) -> None:
    spoken = menu(news(item("road")))
    told = menu(news(item("water"), item("road")))
    menu_of_today = Published("noise", told.flow, told.background, spoken.prompts, spoken.phrases)

    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.arrives("next")
        assert "road" in walking.said

    walk(scene, menu_of_today, tmp_path)


def test_rests_stand_where_they_are_written(tmp_path: Path) -> None:
    content = news(RubricItem(("write down", 2.0, "the number")))

    async def scene(walking: Walk) -> None:
        await comes(walking)
        before = await walking.hears("write down")
        after = await walking.hears("the number")
        assert after - before == pytest.approx(2.3, abs=0.3)
        await walking.arrives("next")

    walk(scene, menu(content), tmp_path)


def test_a_rubric_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises((NoSuchRubric, FlowError), match="gossip"):
        read_flow(small_flow("rubric", rubric='"gossip"'))


@pytest.mark.parametrize("rubric", RUBRICS)
def test_every_rubric_can_be_a_node(rubric: str) -> None:
    assert read_flow(small_flow("rubric", rubric=f'"{rubric}"')).nodes["it"]


def test_an_entry_is_read_as_it_was_written() -> None:
    entry = RubricItem(("one", 0.4, "two"), "sms", START, START + HOUR)
    assert RubricItem.from_json(entry.to_json()) == entry
