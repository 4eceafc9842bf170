"""Finds its way to every exit of a menu: key by key, by the trial phone, as any caller at any moment could.

A state is a place where the box waits; two are alike when the same node has said the same, after as many events.
From each the walk goes on with everything that a caller can do, nearest first to an exit that nobody has taken yet.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, takewhile

from appliance.clock import Moment
from appliance.contracts import EndedBy
from appliance.menu.flow import HOUSE_PROMPTS, Flow
from appliance.menu.notices import NO_NOTICES, Notices
from appliance.menu.published import Published
from appliance.menu.trial import walked
from appliance.menu.trial_events import written
from appliance.menu.trial_office import TrialHouse
from appliance.menu.trial_story import Awaited, Did, Transcript

KEYS = tuple("1234560789*#")
MOVES: Mapping[Awaited, tuple[str, ...]] = {
    Awaited.KEY: (*KEYS, "."),
    Awaited.VOICE: ("~6", ".", "1"),
    Awaited.PERSON: (*KEYS, "."),
}
TYPED: Mapping[str, tuple[str, ...]] = {
    "callback": (written("20671234567#1"),),
    "recorder": (written("111111"), written(3 * "000000"), "1 #"),
    "emergency_text": (written("111111"), written(3 * "000000"), "2 #"),
}
"""What a caller types in one go, by the kind of node; the first PIN is right in a trial, the second is not."""
STUBBORN = tuple(written(3 * key) for key in "123456.")
"""What takes the patience of any node."""
AT_ONE_NODE = 3
PATIENCE = 300
"""A caller who finds nothing new in so many walks gives up for the next; in the second round in so many more."""
Exit = tuple[str, str]


@dataclass(frozen=True)
class Caller:
    """Who calls, when, and what there is to be told before the menu."""

    name: str
    at: Moment
    house: TrialHouse
    notices: Notices = NO_NOTICES


@dataclass
class Found:
    """What the walks have shown. `ways`: one to each exit; `bad`: walks that ended as none should, with the reason."""

    ways: dict[Exit, str] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    walks: int = 0


def missing(flow: Flow, found: Found, wanted: Collection[str] = ()) -> set[Exit]:
    """Return the exits that no walk has taken: of all nodes, or of those that are `wanted`."""
    nodes = {node_id: node for node_id, node in flow.nodes.items() if not wanted or node_id in wanted}
    return {(node_id, name) for node_id, node in nodes.items() for name in node.exits} - set(found.ways)


def every_exit(
    menu: Published,
    callers: Sequence[Caller],
    *,
    goodbyes: Collection[str] = HOUSE_PROMPTS[-1:],
    wanted: Collection[str] = (),
) -> Found:
    """Walk until every exit, or every exit of the nodes `wanted`, is taken, or nothing new is found.

    `goodbyes`: the prompts that a call may end with.
    """

    async def search() -> Found:
        found = Found()
        for patience in (PATIENCE, 10 * PATIENCE):
            for caller in callers:
                if not found.walks or missing(menu.flow, found, wanted):
                    await _search(menu, caller, found, goodbyes, wanted, patience)
        return found

    return asyncio.run(search())


async def _search(
    menu: Published, caller: Caller, found: Found, goodbyes: Collection[str], wanted: Collection[str], patience: int
) -> None:
    order, seen = count(), set[object]()
    waiting: list[tuple[int, int, int, str, Transcript]] = []
    walks = newest = 0

    async def go(events: str) -> None:
        nonlocal walks, newest
        walks += 1
        told = await walked(menu, events, caller.at, caller.house, caller.notices)
        found.walks += 1
        for taken in told.exits:
            if taken not in found.ways:
                found.ways[taken], newest = f"{caller.name}: {events}", walks
        if reason := _wrong(told, goodbyes):
            found.bad.append(f"{caller.name}: {events or '(нічого)'}: {reason}")
        if told.waits and (state := _state(told)) not in seen:
            seen.add(state)
            left = {node for node, _ in missing(menu.flow, found, wanted)}
            near = _distance(menu.flow, told.waits.node, left)
            heapq.heappush(waiting, (near, len(events), next(order), events, told))

    await go("")
    while waiting and walks - newest < patience and missing(menu.flow, found, wanted):
        _, _, _, events, told = heapq.heappop(waiting)
        for move in _moves(menu.flow, told):
            await go(f"{events} {move}".strip())


def _moves(flow: Flow, told: Transcript) -> Iterable[str]:
    assert told.waits
    kind = flow.nodes[told.waits.node].kind if told.waits.node in flow.nodes else ""
    typed = TYPED.get(kind, ()) if told.waits.awaited is Awaited.KEY else ()
    stubborn = STUBBORN if told.waits.awaited is Awaited.KEY else ()
    return (*typed, *MOVES[told.waits.awaited], *stubborn)


def _state(told: Transcript) -> object:
    """Return what makes this place different from others."""
    assert told.waits
    node = told.waits.node
    here = list(takewhile(lambda step: step.node == node, reversed(told.steps)))
    done = sum(isinstance(step, Did) for step in here)
    said = tuple(heard.name or heard.text for heard in told.last_heard)
    return told.waits, said, min(done, AT_ONE_NODE)


def _distance(flow: Flow, start: str, goals: set[str]) -> int:
    """Return how many nodes lie between here and the nearest where something is left to do."""
    near, edge, steps = {start}, {start}, 0
    while edge and not edge & goals:
        edge = {target for node_id in edge for target in flow.exits[node_id].values()} - near
        near |= edge
        steps += 1
    return steps if edge else len(flow.nodes)


def _wrong(told: Transcript, goodbyes: Collection[str]) -> str:
    """Return why a call must not go so; "" when it may."""
    if told.trouble:
        return told.trouble
    if told.ended is EndedBy.BOX:
        last = told.heard[-1] if told.heard else None
        if last is None or last.name not in goodbyes or last.broken_by:
            return f"дзвінок завершено без прощання, останнє: {last.name if last else 'нічого'}"
    return ""
