"""The node before the menu: what its caller hears, once, and how he chooses where nobody knows his settlement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.contracts import Prompt
from appliance.menu.notices import EMERGENCY, Notice, Notices, Place
from appliance.menu.published import NotPublished
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import FRAME, KINDS_OF_IT, PROMPTS
from tests.appliance.menu.walk import Scene, Walk, sounding, walk
from tests.fakes.virtual_time import START

X, Y = 1, 2
HOUR = timedelta(hours=1)
FLOW = f'{FRAME}kind = "notices"\n{KINDS_OF_IT["notices"]}\n{PROMPTS}'.replace('start = "top"', 'start = "it"').replace(
    'exits = { done = "next" }\n\n[prompts]', 'exits = { done = "top" }\n\n[prompts]'
)
"""The notices stand before the menu: `it` → `top`."""


def notice(text: str, *places: int, rank: int = 2, since: timedelta = -HOUR, until: timedelta = HOUR) -> Notice:
    return Notice(text, rank, text, START + since, START + until, frozenset(places))


def board(*notices: Notice, seconds: float = 1.0, places: Sequence[Place] = ()) -> Notices:
    places = places or [Place(X, "село Ікс", ""), Place(Y, "село Ігрек", "")]
    texts = [*(each.text for each in notices), *(part for each in places for part in (each.name, each.district))]
    sounds = {text: Prompt(text, text, noise(text, seconds)) for text in texts if text}
    return Notices("1", notices, {place.id: place for place in places}, (), sounds.get)


def heard(
    scene: Scene, notices: Notices, tmp_path: Path, homes: frozenset[int] | None = None, flow: str = FLOW
) -> Walk:
    menu = sounding(flow, seconds={"it_tail": 2.0, "it": 2.0, "again": 1.0, "top": 3.0})
    known = [prompt for notice in notices.notices if (prompt := notices.sound(notice.text))]
    known += [prompt for place in notices.places.values() if (prompt := notices.sound(place.name))]
    known += [prompt for place in notices.places.values() if (prompt := notices.sound(place.district))]
    return walk(scene, menu, tmp_path, notices=notices, known=known, homes=homes)


def order(walking: Walk) -> list[str]:
    return list(dict.fromkeys(walking.said))


def until_the_menu(walking_said: Callable[[list[str]], None]) -> Scene:
    async def scene(walking: Walk) -> None:
        await walking.hears("top")
        walking_said(order(walking))

    return scene


@pytest.mark.row("A16", "D6")
def test_the_emergency_text_comes_first_then_works_then_announcements_before_the_menu(tmp_path: Path) -> None:
    notices = board(
        notice("ярмарок", rank=12),
        notice("тривога", rank=EMERGENCY),
        notice("води немає", X),
        notice("збори", X, rank=11),
    )
    expected = ["тривога", "води немає", "збори", "it_tail", "top"]
    heard(until_the_menu(lambda said: _same(said, expected)), notices, tmp_path, frozenset({X}))


def _same(said: list[str], expected: list[str]) -> None:
    assert said == expected


@pytest.mark.row("A16")
@pytest.mark.parametrize(
    ("homes", "expected"), [({X}, ["води немає", "top"]), ({Y}, ["top"]), ({X, Y}, ["води немає", "top"])]
)
def test_works_of_one_settlement_are_heard_there_and_nowhere_else(
    tmp_path: Path, homes: set[int], expected: list[str]
) -> None:
    heard(
        until_the_menu(lambda said: _same(said, expected)), board(notice("води немає", X)), tmp_path, frozenset(homes)
    )


@pytest.mark.row("A16", "D6")
def test_what_is_over_or_not_yet_is_not_heard(tmp_path: Path) -> None:
    notices = board(
        notice("минуло", X, until=timedelta(0)),
        notice("згодом", X, since=HOUR, until=2 * HOUR),
        notice("давно", until=-HOUR / 2),
    )
    heard(until_the_menu(lambda said: _same(said, ["top"])), notices, tmp_path, frozenset({X}))


@pytest.mark.row("A16")
def test_a_stranger_hears_one_sentence_and_chooses_his_settlement_by_a_key(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("it")
        assert "води немає" not in walking.said
        await walking.press("6")
        await walking.hears("натисніть два")
        await walking.press("1")
        await walking.hears("top")
        assert order(walking) == [
            *("ярмарок", "it", "again", "село Ікс", "натисніть один", "село Ігрек", "натисніть два"),
            *("води немає", "top"),
        ]

    notices = board(notice("ярмарок", rank=12), notice("води немає", X), notice("світла немає", Y))
    heard(scene, notices, tmp_path)


@pytest.mark.row("A16")
def test_a_stranger_who_is_silent_goes_on_to_the_menu(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        began = await walking.hears("it")
        assert await walking.hears("top") - began < 8.0
        assert order(walking) == ["it", "top"]

    heard(scene, board(notice("води немає", X)), tmp_path)


def test_who_says_nothing_among_the_names_goes_on_to_the_menu(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("it")
        await walking.press("6")
        await walking.hears("top", within_s=30.0)
        assert "води немає" not in walking.said

    heard(scene, board(notice("води немає", X)), tmp_path)


def test_a_notice_is_said_once_a_call_and_again_when_he_asks(tmp_path: Path) -> None:
    flow = FLOW.replace('choices = { 1 = "sub", 2 = "next" }', 'choices = { 1 = "it", 2 = "next" }').replace(
        'choices = { 1 = "it" }', 'choices = { 1 = "sub" }'
    )

    async def scene(walking: Walk) -> None:
        await walking.hears("води немає")
        await walking.press("9")
        await walking.hears("води немає", times=2)
        await walking.hears("top")
        await walking.press("1")
        await walking.hears("top", times=2)
        assert walking.nodes.count("it") == 2
        assert walking.said.count("води немає") == 2

    heard(scene, board(notice("води немає", X)), tmp_path, frozenset({X}), _loops(flow))


def _loops(flow: str) -> str:
    """Let key 1 of the main menu lead back to the notices; `sub` is reached by key 3."""
    return flow.replace('choices = { 1 = "it", 2 = "next" }', 'choices = { 1 = "it", 2 = "next", 3 = "sub" }')


def test_more_than_three_wait_for_a_key(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("it_tail")
        assert order(walking) == ["перше", "друге", "третє", "it_tail"]
        await walking.press("6")
        await walking.hears("п'яте")
        await walking.hears("top")
        assert walking.said.count("it_tail") == 1

    names = ("перше", "друге", "третє", "четверте", "п'яте")
    notices = board(*(notice(text, X, rank=at) for at, text in enumerate(names, 1)))
    heard(scene, notices, tmp_path, frozenset({X}))


def test_what_would_take_more_than_a_minute_waits_for_a_key(tmp_path: Path) -> None:
    notices = board(notice("довге", X, rank=1), notice("ще одне", X), seconds=40.0)

    async def scene(walking: Walk) -> None:
        await walking.hears("it_tail")
        assert order(walking) == ["довге", "it_tail"]
        await walking.hears("top")
        assert "ще одне" not in walking.said

    heard(scene, notices, tmp_path, frozenset({X}))


@pytest.mark.parametrize("key", "234")
def test_a_key_of_the_menu_breaks_works_off_and_counts_in_the_menu(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("води немає")
        await walking.press(key)
        await walking.arrives("top")
        if key == "2":
            await walking.arrives("next")

    heard(scene, board(notice("води немає", X), seconds=5.0), tmp_path, frozenset({X}))


def test_an_emergency_text_is_heard_out_whatever_is_pressed(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        began = await walking.hears("тривога")
        await walking.press("2")
        await walking.arrives("next")
        assert walking.now() - began > 4.0

    heard(scene, board(notice("тривога", rank=EMERGENCY), notice("води немає"), seconds=5.0), tmp_path, frozenset({X}))


@pytest.mark.parametrize(("key", "node"), [("7", "emergency"), ("0", "operator")])
def test_help_is_there_at_once_even_during_an_emergency_text(tmp_path: Path, key: str, node: str) -> None:
    async def scene(walking: Walk) -> None:
        began = await walking.hears("тривога")
        await walking.press(key)
        await walking.arrives(node)
        assert walking.now() - began < 2.0

    heard(scene, board(notice("тривога", rank=EMERGENCY), notice("води немає"), seconds=5.0), tmp_path, frozenset({X}))


KEYS = {"0": "operator", "7": "emergency", "8": "top", "#": "top"}


@pytest.mark.row("A5")
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("where", ["води немає", "it", "again", "it_tail"])
def test_the_keys_of_the_house_lead_away_from_everywhere_in_it(tmp_path: Path, where: str, key: str) -> None:
    async def scene(walking: Walk) -> None:
        if where == "again":
            await walking.hears("it")
            await walking.press("6")
        await walking.hears(where)
        before = len(walking.nodes)
        await walking.press(key)
        assert walking.nodes[before:] == [KEYS[key]]

    notices = board(
        *(notice(text, X, rank=at) for at, text in enumerate(("води немає", "а", "б", "в"), 1)), seconds=3.0
    )
    heard(scene, notices, tmp_path, None if where in {"it", "again"} else frozenset({X}))


def many(count: int, districts: int) -> tuple[list[Notice], list[Place]]:
    places = [Place(at, f"село {at}", f"округ {at % districts}") for at in range(1, count + 1)]
    return [notice("води немає", *(place.id for place in places)), notice("п'ятнадцяте", count)], places


def test_more_than_five_settlements_are_named_page_by_page(tmp_path: Path) -> None:
    notices, places = many(8, 1)

    async def scene(walking: Walk) -> None:
        await walking.hears("it")
        await walking.press("6")
        await walking.hears("натисніть шість")
        assert "село 6" not in walking.said
        await walking.press("6")
        await walking.hears("село 8")
        await walking.press("3")
        await walking.hears("п'ятнадцяте")

    heard(scene, board(*notices, places=places), tmp_path)


def test_of_more_than_nine_settlements_the_districts_come_first(tmp_path: Path) -> None:
    notices, places = many(10, 2)

    async def scene(walking: Walk) -> None:
        await walking.hears("it")
        await walking.press("6")
        await walking.hears("округ 1")
        assert not any(name.startswith("село") for name in walking.said)
        await walking.press("1")
        await walking.hears("село 10")
        await walking.press("5")
        await walking.hears("п'ятнадцяте")

    heard(scene, board(*notices, places=places), tmp_path)


def test_wrong_keys_among_the_names_lead_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.hears("it")
        await walking.press("6")
        for times in (1, 2, 3):
            await walking.hears("again", times=times)
            await walking.press("5")
        await walking.hears("top")

    heard(scene, board(notice("води немає", X)), tmp_path)


SLOWER = """[nodes.slower]
kind = "slower"
slowly = "sub"
usual = "again"
exits = { done = "it" }

"""


def test_a_caller_who_wants_it_slower_hears_notices_slower_and_a_broken_disk_costs_nothing(tmp_path: Path) -> None:
    flow = FLOW.replace('start = "it"', 'start = "slower"').replace(
        "[nodes.it]",
        '[nodes.slower]\nkind = "slower"\nslowly = "sub"\nusual = "again"\nexits = { done = "it" }\n\n[nodes.it]',
    )
    usual = board(notice("води немає", X))
    slow = Prompt("повільно", "води немає", noise("повільно", 1.0))

    def broken() -> None:
        raise NotPublished("диск зламано")

    async def slowly(walking: Walk) -> None:
        await walking.hears("повільно")

    async def usually(walking: Walk) -> None:
        await walking.hears("води немає")

    for slower, scene in ((lambda: {"води немає": slow}.get, slowly), (broken, usually)):
        notices = Notices("1", usual.notices, usual.places, (), usual.sound, slower)  # type: ignore[arg-type]
        menu = sounding(flow)
        known = [slow, *(prompt for each in usual.notices if (prompt := usual.sound(each.text)))]
        walk(scene, menu, tmp_path, notices=notices, known=known, homes=frozenset({X}))
