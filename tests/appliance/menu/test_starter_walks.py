"""The starter menus are walked over a call, through every exit of every kind of their nodes, to the node behind it.

That every exit of every single node is reached `test_every_exit` shows, without the sound of a call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.office.community import Profile
from appliance.casework.office.hours import OfficeKind, Override
from appliance.contracts.office import Admission, PresenceState
from appliance.menu.contents.services import PART
from appliance.menu.node import Node
from appliance.menu.nodes.menu import Menu
from appliance.menu.published import Published, read_source
from appliance.publishing.profiles import DIRECTORIES
from appliance.settings import STARTER
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.casework.duty import kyiv
from tests.appliance.menu.walk import Walk, sounding, walk
from tests.fakes.told import SERVICES
from tests.fakes.virtual_time import VirtualClock

PIN = "271828"
NOON, MIDNIGHT = "2026-11-26 11:00", "2026-11-26 23:59"
OPENED = partial(VirtualClock, start=kyiv(NOON))
Step = Callable[[Walk], Awaitable[None]]


async def waits(_walking: Walk) -> None:
    """Press nothing at all."""


def presses(keys: str) -> Step:
    async def step(walking: Walk) -> None:
        for key in keys:
            await walking.press(key)
            await walking.sleep(1.0)

    return step


async def leaves_a_message(walking: Walk) -> None:
    await walking.after_beep()
    walking.leg.say(speech("caller", 5.0))


async def is_let_in(walking: Walk) -> None:
    walking.office.admissions = [Admission.RIGHT]
    await walking.press(PIN)


async def is_turned_away(walking: Walk) -> None:
    walking.office.admissions = [Admission.CLOSED]
    await walking.press(PIN)


async def talks(walking: Walk) -> None:
    await walking.sleep(1.0)
    assert walking.office.search
    walking.office.search.answer().end()


async def is_not_answered(walking: Walk) -> None:
    await walking.sleep(1.0)
    assert walking.office.search
    walking.office.search.found.set_result(None)


async def finds_nobody(walking: Walk) -> None:
    walking.office.nobody = True


async def cannot_be_noted(walking: Walk) -> None:
    walking.office.refuses = True
    await walking.press("1")


async def calls_from_the_office(walking: Walk) -> None:
    walking.office.staff = PresenceState.READY


STEPS: Mapping[tuple[str, str], Step] = {
    ("services", "done"): presses("1"),
    ("services", "invalid"): presses("666"),
    ("record", "done"): leaves_a_message,
    ("recorder", "done"): is_let_in,
    ("recorder", "refused"): is_turned_away,
    ("emergency_text", "done"): is_let_in,
    ("emergency_text", "refused"): is_turned_away,
    ("operator", "talked"): talks,
    ("operator", "nobody"): finds_nobody,
    ("operator", "no_answer"): is_not_answered,
    ("operator", "call_back"): presses("1"),
    ("operator", "message"): presses("2"),
    ("rating", "done"): presses("5"),
    ("callback", "done"): presses("1"),
    ("callback", "failed"): cannot_be_noted,
    ("presence", "done"): calls_from_the_office,
}
"""What a caller does for an exit; for the others he waits."""


@cache
def menu_of(profile: Profile) -> Published:
    """The starter of a profile with services to tell, every prompt a short noise."""
    flow = (STARTER / DIRECTORIES[profile] / "flow.toml").read_text(encoding="utf-8")
    _, background = read_source(STARTER / DIRECTORIES[profile])
    return sounding(flow, background.calendar, content={PART: SERVICES.to_json()})


def walks() -> Iterator[Any]:
    """Yield every exit of every kind of node, where it can first be taken."""
    known: set[str] = set()
    for profile in Profile:
        flow = menu_of(profile).flow
        for node_id, exits in flow.exits.items():
            node = flow.nodes[node_id]
            for exit_taken in exits:
                about = f"{node.kind} {exit_taken}"
                if about not in known and (exit_taken != "invalid" or wrong_key(node)):
                    known.add(about)
                    yield pytest.param(profile, node_id, exit_taken, id=f"{profile}-{node_id}-{exit_taken}")


def wrong_key(node: Node) -> str:
    """Return a key that means nothing in a menu; "" where all six lead somewhere."""
    return next((key for key in "654321" if not isinstance(node, Menu) or key not in node.choices), "")


@pytest.mark.parametrize(("profile", "node_id", "exit_taken"), [*walks()])
def test_every_exit_of_every_kind_of_node_leads_where_the_menu_says(
    profile: Profile, node_id: str, exit_taken: str, tmp_path: Path
) -> None:
    menu = menu_of(profile)
    node, target = menu.flow.nodes[node_id], menu.flow.exits[node_id][exit_taken]
    step = STEPS.get((node.kind, exit_taken), waits)
    if isinstance(node, Menu):
        step = {"invalid": presses(wrong_key(node) * 3), "silent": waits}.get(exit_taken, presses(exit_taken))

    async def scene(walking: Walk) -> None:
        await step(walking)
        await walking.arrives(target, within_s=120.0, times=2 if target == node_id else 1)
        assert walking.nodes[:2] == [node_id, target]

    walk(scene, starting_at(menu, node_id, hours_of(exit_taken)), tmp_path, clock=OPENED)


@pytest.mark.parametrize("profile", Profile)
def test_who_does_nothing_comes_to_the_end_of_the_call(profile: Profile, tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.ended(600.0)
        assert walking.nodes[0] == "greeting"
        assert walking.nodes[-1] == "goodbye"

    walk(scene, starting_at(menu_of(profile), "greeting", OfficeKind.CLOSED), tmp_path, clock=OPENED)


def hours_of(exit_taken: str) -> OfficeKind:
    """How the office must stand for an exit."""
    return OfficeKind(exit_taken) if exit_taken in set(OfficeKind) else OfficeKind.OPEN


def starting_at(menu: Published, node_id: str, kind: OfficeKind) -> Published:
    """The menu of an office that stands so, entered at a node."""
    calendar = replace(menu.calendar, override=Override(kind, kyiv(NOON), kyiv(MIDNIGHT)))
    flow = replace(menu.flow, places={**menu.flow.places, "start": node_id})
    return replace(menu, flow=flow, background=replace(menu.background, calendar=calendar))
