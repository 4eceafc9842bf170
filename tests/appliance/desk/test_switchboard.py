"""Who is rung for whom, and when: the operators are scripted, time is virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from appliance.contracts import CallEnded, EndedBy, Leg, LineFault, NoTransfer
from appliance.contracts.office import NobodyReady
from appliance.desk.switchboard import HANDED_OVER_S, Post, Ready, Search, Switchboard
from tests.appliance.calls.scripted_leg import ScriptedLeg
from tests.fakes.virtual_time import run_virtually

OLENA, PETRO = Post(1, "Олена"), Post(2, "Петро")


class FakeStaff:
    """Two people with telephones. `answers[id]`: seconds until he picks up; a fault; nothing: he never does."""

    def __init__(self, *posts: Post) -> None:
        self.posts = list(posts)
        self.answers: dict[int, float | LineFault | CallEnded] = {}
        self.rung: list[tuple[str, float]] = []
        self.silenced: list[str] = []
        self.legs: dict[int, ScriptedLeg] = {}
        self.alarms = 0
        self.soon = False
        self.free_again: list[str] = []
        self.held: list[Leg | None] = []
        self.picks_up = ScriptedLeg

    async def ready(self, caller: Leg | None) -> Ready:
        return Ready(tuple(self.posts), self.soon)

    async def ring(self, post: Post, caller: Leg | None) -> Leg:
        self.held.append(caller)
        self.rung.append((post.name, asyncio.get_running_loop().time()))
        answer = self.answers.get(post.operator, 1000.0)
        if not isinstance(answer, float):
            raise answer
        try:
            await asyncio.sleep(answer)
        except asyncio.CancelledError:
            self.silenced.append(post.name)
            raise
        self.legs[post.operator] = self.picks_up()
        return self.legs[post.operator]

    async def missed(self, post: Post, reason: str) -> None:
        self.posts.remove(post)

    async def nobody(self) -> None:
        self.alarms += 1

    async def hung_up(self, post: Post) -> None:
        self.free_again.append(post.name)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.rung]


def at_board(
    scene: Callable[[Switchboard, FakeStaff], Awaitable[None]], *posts: Post, together: bool = False
) -> FakeStaff:
    """Run `scene`; when it ends nothing may be left engaged or under way."""

    async def main() -> FakeStaff:
        staff = FakeStaff(*posts)
        board = Switchboard(staff, asyncio.get_running_loop().time, together=together)
        await scene(board, staff)
        for leg in staff.legs.values():
            leg.end()
        await asyncio.sleep(0.1)
        assert not board.engaged
        await board.close()
        assert len(asyncio.all_tasks()) == 1
        return staff

    return run_virtually(main)


def test_a_ready_operator_is_rung_at_once() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers[1] = 4.0
        began = asyncio.get_running_loop().time()
        async with board.seek() as search:
            assert await search.found is staff.legs[1]
            assert search.operator == OLENA
        assert staff.rung[0][1] - began < 1.0

    at_board(scene, OLENA)


def test_with_nobody_ready_the_caller_is_told_at_once_and_an_alarm_is_raised() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        with pytest.raises(NobodyReady):
            async with board.seek():
                pass
        assert staff.alarms == 1

    at_board(scene)


def test_who_does_not_answer_in_20_s_is_paused_and_the_next_one_is_rung() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers[2] = 2.0
        async with board.seek() as search:
            assert await search.found is staff.legs[2]
        (_, first), (_, second) = staff.rung
        assert second - first == pytest.approx(20.0, abs=0.5)
        assert staff.posts == [PETRO]
        assert staff.silenced == ["Олена"]

    at_board(scene, OLENA, PETRO)


@pytest.mark.parametrize("fault", [LineFault("телефон вимкнено"), CallEnded(EndedBy.OPERATOR)])
def test_a_telephone_that_is_unplugged_or_declines_costs_the_caller_no_waiting(fault: LineFault | CallEnded) -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers = {1: fault, 2: 0.0}
        began = asyncio.get_running_loop().time()
        async with board.seek() as search:
            assert await search.found is staff.legs[2]
        assert asyncio.get_running_loop().time() - began < 1.0

    at_board(scene, OLENA, PETRO)


def test_when_nobody_answers_the_search_ends_with_nobody() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        async with board.seek() as search:
            assert await search.found is None

    assert at_board(scene, OLENA, PETRO).names == ["Олена", "Петро"]


def test_the_caller_who_leaves_takes_the_ringing_with_him() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        async with board.seek():
            await asyncio.sleep(5.0)
        assert staff.silenced == ["Олена"]
        assert staff.posts == [OLENA]

    at_board(scene, OLENA)


def test_an_operator_found_for_a_caller_who_has_just_left_is_hung_up() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers[1] = 1.0
        async with board.seek() as search:
            await asyncio.wait([search.found])
        assert staff.legs[1].ended is EndedBy.BOX

    at_board(scene, OLENA)


def test_who_came_first_is_served_first_and_everybody_knows_his_place() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers[1] = 1.0
        async with AsyncExitStack() as callers:
            first, second, third = [await callers.enter_async_context(board.seek()) for _ in range(3)]
            await first.found
            await asyncio.sleep(1.0)
            assert [each.position for each in (first, second, third)] == [0, 1, 2]
            staff.legs.pop(1).end()
            await second.found
            assert not third.found.done()
            assert third.position == 1
            staff.legs.pop(1).end()
            await third.found

    assert at_board(scene, OLENA).free_again == ["Олена"] * 3


def test_one_operator_never_rings_for_two_callers() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        async with board.seek(), board.seek():
            await asyncio.sleep(1.0)
            assert staff.names == ["Олена", "Петро"]

    at_board(scene, OLENA, PETRO)


def test_of_all_who_ring_together_the_first_to_press_talks_and_the_others_have_missed_nothing() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers = {2: 3.0}
        async with board.seek() as search:
            assert await search.found is staff.legs[2]
        assert staff.silenced == ["Олена"]
        assert staff.posts == [OLENA, PETRO]

    at_board(scene, OLENA, PETRO, together=True)


def test_of_two_who_press_in_the_same_moment_one_talks_and_the_other_is_put_down() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers = {1: 3.0, 2: 3.0}
        async with board.seek() as search:
            talking = await search.found
            await asyncio.sleep(0.1)
            assert sum(leg.ended is None for leg in staff.legs.values()) == 1
            assert talking is not None and talking.ended is None

    at_board(scene, OLENA, PETRO, together=True)


def test_an_operator_who_comes_back_is_rung_for_who_waits() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers = {1: 1.0, 2: 1.0}
        async with board.seek() as talking, board.seek() as waiting:
            await talking.found
            staff.posts.append(PETRO)
            assert await waiting.found is staff.legs[2]

    at_board(scene, OLENA)


def test_who_comes_while_the_only_operator_writes_down_the_last_call_waits_for_him() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.posts, staff.soon, staff.answers = [], True, {1: 1.0}
        async with board.seek() as search:
            await asyncio.sleep(20.0)
            assert not search.found.done()
            staff.posts, staff.soon = [OLENA], False
            assert await search.found is staff.legs[1]

    at_board(scene)


def test_a_search_is_over_once() -> None:
    seen: list[Search] = []

    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        async with board.seek() as search:
            seen.append(search)
        assert search.found.cancelled()

    at_board(scene, OLENA)


HELD = Post(3, "Марія", caller_held=True)


class HandedOver(ScriptedLeg):
    """The leg of somebody whom the network has joined with the caller."""

    handed_over = True

    def let_go(self) -> None:
        self.end(EndedBy.BOX)


def test_a_line_holds_nobody_before_he_has_heard_why() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers[3] = 4.0
        caller = ScriptedLeg()
        async with board.seek(caller) as search:
            await asyncio.sleep(10.0)
            assert staff.rung == []
            search.told()
            assert await search.found is staff.legs[3]
            assert staff.held == [caller]

    at_board(scene, HELD)


def test_he_for_whom_nobody_need_be_held_is_rung_without_the_callers_leg() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers[1] = 1.0
        async with board.seek(ScriptedLeg()) as search:
            await search.found
            assert staff.held == [None]

    at_board(scene, OLENA)


def test_what_the_network_refuses_pauses_nobody_and_the_next_one_is_rung() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers = {3: NoTransfer("мережа не утримує"), 1: 1.0}
        async with board.seek(ScriptedLeg()) as search:
            search.told()
            assert await search.found is staff.legs[1]
        assert staff.names == ["Марія", "Олена"]
        assert staff.posts == [HELD, OLENA], "nobody was noted as missed"

    at_board(scene, HELD, OLENA)


def test_where_all_are_rung_at_once_the_line_of_the_caller_is_not_among_them() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        async with board.seek(ScriptedLeg()) as search:
            search.told()
            await asyncio.sleep(5.0)
            assert staff.names == ["Олена", "Петро"]

    at_board(scene, HELD, OLENA, PETRO, together=True)


def test_an_operator_with_a_caller_who_was_handed_over_is_left_in_peace_for_a_talk() -> None:
    async def scene(board: Switchboard, staff: FakeStaff) -> None:
        staff.answers[3] = 1.0
        staff.picks_up = HandedOver
        async with board.seek(ScriptedLeg()) as search:
            search.told()
            leg = await search.found
            assert leg is not None and leg.ended is None, "who looked for him is told before the legs end"
            await asyncio.sleep(0)
        assert leg.ended is EndedBy.BOX
        await asyncio.sleep(HANDED_OVER_S - 10.0)
        assert board.engaged == {3} and staff.free_again == []
        await asyncio.sleep(20.0)
        assert not board.engaged and staff.free_again == ["Марія"]

    at_board(scene, HELD)
