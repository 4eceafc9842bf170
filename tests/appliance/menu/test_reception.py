"""Who receives people, and a visit booked by key (A25)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from appliance.menu.content import Background, Content
from appliance.menu.contents.receptions import PART, ToldReception, visit_in_words
from appliance.menu.flow import read_flow
from appliance.menu.nodes.reception import OTHERS
from appliance.menu.published import Published
from audio.speech.text.words import to_words
from tests.appliance.casework.duty import OFFICE, kyiv
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.test_keys import LEADS_TO
from tests.appliance.menu.walk import Walk, sounding, walk

FIRST, SECOND = kyiv("2026-11-26 10:00"), kyiv("2026-12-03 11:30")
HEAD = ToldReception(1, "голова Іваненко", ("Приймає голова.", "Кабінет один."), (600, 690))
IN_TURN = ToldReception(2, "староста Петренко", ("Приймає староста.",))
WHEN = ["У четвер", "двадцять шостого", "листопада", "о десятій годині"]


def menu(*receptions: ToldReception) -> Published:
    return sounding(small_flow("reception"), OFFICE, content={PART: [each.to_json() for each in receptions]})


def at_head(walking: Walk, *slots: datetime) -> None:
    walking.office.slots = {1: list(slots)}


async def comes(walking: Walk) -> None:
    await walking.press("11")
    await walking.hears("ask")


def test_a_visit_is_booked_by_key_and_said_twice(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST, SECOND)
        await comes(walking)
        await walking.press("1")
        await walking.hears("offer_slot")
        await walking.press("1")
        await walking.arrives("next")
        said = walking.said
        assert said[said.index("Приймає голова.") :][:3] == ["Приймає голова.", "Кабінет один.", "ask"]
        assert said[said.index("ask") + 1 :][:14] == [*WHEN, "offer_slot", "kept", *WHEN, *WHEN]

    assert walk(scene, menu(HEAD), tmp_path).office.received == [(1, FIRST)]


def test_another_time_is_offered_at_a_key(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST, SECOND)
        await comes(walking)
        await walking.press("1")
        await walking.hears("offer_slot")
        await walking.press("2")
        await walking.hears("offer_slot", times=2)
        assert "об одинадцятій тридцять" in walking.said
        await walking.press("1")
        await walking.arrives("next")

    assert walk(scene, menu(HEAD), tmp_path).office.received == [(1, SECOND)]


def test_a_time_that_was_taken_meanwhile_is_said_to_be_and_the_next_is_offered(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST, SECOND)
        walking.office.taken = {FIRST}
        await comes(walking)
        await walking.press("1")
        await walking.hears("offer_slot")
        await walking.press("1")
        await walking.hears("invalid")
        await walking.hears("offer_slot", times=2)
        await walking.press("1")
        await walking.arrives("next")

    assert walk(scene, menu(HEAD), tmp_path).office.received == [(1, SECOND)]


@pytest.mark.parametrize("key", ["", "3"])
def test_silence_and_wrong_keys_book_nothing(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST)
        await comes(walking)
        await walking.press("1")
        for times in (1, 2, 3):
            await walking.hears("offer_slot", times=times)
            await walking.press(key)
        await walking.arrives("next", within_s=10)

    assert walk(scene, menu(HEAD), tmp_path).office.received == []


def test_keys_typed_ahead_book_nothing(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST)
        await comes(walking)
        await walking.press("111")
        await walking.hears("offer_slot")
        assert walking.office.received == []

    walk(scene, menu(HEAD), tmp_path)


def test_where_no_time_is_free_it_is_said(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("1")
        await walking.hears("nothing")
        await walking.arrives("next")

    walk(scene, menu(HEAD), tmp_path)


def test_after_the_last_free_time_the_caller_goes_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST)
        await comes(walking)
        await walking.press("1")
        await walking.hears("offer_slot")
        await walking.press("2")
        await walking.hears("nothing")
        await walking.arrives("next")

    walk(scene, menu(HEAD), tmp_path)


def test_a_time_whose_words_nobody_prepared_is_not_offered(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, kyiv("2026-11-26 12:17"), FIRST)
        await comes(walking)
        await walking.press("1")
        await walking.hears("offer_slot")
        assert WHEN[-1] in walking.said

    walk(scene, menu(HEAD), tmp_path)


@pytest.mark.parametrize("stage", ["slots", "booking"])
def test_a_register_that_does_not_answer_promises_nothing(tmp_path: Path, stage: str) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST)
        walking.office.refuses = stage == "slots"
        await comes(walking)
        await walking.press("1")
        if stage == "booking":
            await walking.hears("offer_slot")
            walking.office.refuses = True
            await walking.press("1")
        await walking.hears("failed")
        await walking.arrives("next")
        assert "kept" not in walking.said

    walk(scene, menu(HEAD), tmp_path)


@pytest.mark.parametrize("why", ["hidden number", "in turn"])
def test_who_cannot_be_booked_hears_who_receives_and_no_more(tmp_path: Path, why: str) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.caller_can_be_called = why != "hidden number"
        await walking.press("11")
        await walking.hears("Приймає староста." if why == "in turn" else "Приймає голова.")
        await walking.press("1")
        await walking.arrives("next")
        assert "ask" not in walking.said

    walk(scene, menu(IN_TURN if why == "in turn" else HEAD), tmp_path)


@pytest.mark.parametrize("key", LEADS_TO)
@pytest.mark.parametrize("stage", ["it", "ask", "offer_slot"])
def test_a_common_key_works_at_every_question(tmp_path: Path, key: str, stage: str) -> None:
    async def scene(walking: Walk) -> None:
        at_head(walking, FIRST)
        await walking.press("11")
        for question in ("it", "ask", "offer_slot"):
            await walking.hears(question)
            if question == stage:
                break
            await walking.press("1")
        before = len(walking.nodes)
        await walking.press(key)
        await walking.sleep(0.1)
        assert walking.nodes[before:] == [LEADS_TO[key]]
        assert walking.office.received == []

    walk(scene, menu(HEAD, IN_TURN), tmp_path)


def test_nobody_receives_is_said(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("nothing")
        await walking.arrives("next")

    walk(scene, menu(), tmp_path)
    walk(scene, sounding(small_flow("reception")), tmp_path)


def many(count: int) -> list[ToldReception]:
    return [ToldReception(number, f"староста {number}", (f"Приймає {number}.",)) for number in range(1, count + 1)]


@pytest.mark.parametrize(("keys", "heard"), [("2", 2), ("61", 6), ("62", 7), ("663", 3), ("7", None)])
def test_one_of_many_is_chosen_five_at_a_time(tmp_path: Path, keys: str, heard: int | None) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("it")
        for key in keys:
            await walking.hears(OTHERS)
            await walking.press(key)
        if heard:
            await walking.hears(f"Приймає {heard}.")
        else:
            await walking.arrives("emergency")

    walk(scene, menu(*many(7)), tmp_path)


def test_who_does_not_choose_goes_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.arrives("next", within_s=120)
        assert walking.said.count("Староста 2, натисніть два.") == 3

    walk(scene, menu(*many(2)), tmp_path)


def test_all_that_can_be_said_is_prepared_and_can_be_spoken() -> None:
    told = Content({PART: [HEAD.to_json(), *(each.to_json() for each in many(7))]})
    texts = set(read_flow(small_flow("reception")).nodes["it"].texts(Background(OFFICE, told)))
    assert set(visit_in_words(FIRST, OFFICE.zone)) | set(visit_in_words(SECOND, OFFICE.zone)) <= texts
    assert not [text for text in texts if to_words(text).faults]
