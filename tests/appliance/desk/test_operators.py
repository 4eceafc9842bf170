"""A caller and an operator, joined at the desk: rows behind, scripted telephones in front."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.ratings import Rating
from appliance.casework.database import reading
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.staff.presence import Presence
from appliance.contracts import CallResult, EndedBy
from appliance.contracts.office import PresenceState
from tests.appliance.calls.scripted_leg import ScriptedLeg, noise
from tests.appliance.desk.house import Caller, Desk, at_desk
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import sounding

MENU = sounding(small_flow("operator"), seconds={"again": 4.0})
RATING = sounding(
    small_flow("operator")
    .replace('talked = "next"', 'talked = "rate"')
    .replace(
        "[nodes.end]",
        '[nodes.rate]\nkind = "rating"\nprompt = "sub_short"\nagain = "top_short"\nthanks = "kept"\n'
        'exits = { done = "end" }\n[nodes.end]',
    )
)
CALLBACK = sounding(small_flow("callback"))
PRESENCE = sounding(small_flow("presence"))
BY = Actor(Origin.COMMAND)


async def hires(desk: Desk, name: str, reach: Reach, *, ready: bool = True) -> int:
    operator = await desk.register.run(Operator.add, name, reach, now=desk.clock.now())
    if ready:
        await desk.register.run(Presence.change, operator, PresenceState.READY, by=BY, now=desk.clock.now())
    return operator


async def wants_a_person(desk: Desk) -> Caller:
    caller = await desk.ring()
    await caller.hears("top")
    caller.leg.press("11")
    return caller


async def talks(caller: Caller, operator: ScriptedLeg) -> None:
    await asyncio.sleep(0.5)
    caller.leg.say(noise("добрий день", 1.0))
    await asyncio.sleep(1.5)
    assert noise("добрий день", 1.0) in b"".join(operator.port.frames)


async def state_of(desk: Desk, operator: int) -> PresenceState:
    standings = await desk.register.run(Presence.roll_call, desk.clock.now())
    return next(each.state for each in standings if each.member.operator == operator)


def test_the_operators_telephone_rings_within_three_seconds_of_the_key_and_they_talk(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        operator = await hires(desk, "Олена", Reach(extension="201"))
        desk.phones.picks_up_after_s = 4.0
        caller = await wants_a_person(desk)
        pressed = desk.clock.monotonic()
        while not desk.phones.placed:
            await asyncio.sleep(0.02)
        assert desk.clock.monotonic() - pressed <= 3.0
        await asyncio.sleep(5.0)
        await talks(caller, desk.phones.placed[0])
        desk.phones.placed[0].end(EndedBy.OPERATOR)
        await caller.hears("next")
        assert await state_of(desk, operator) is PresenceState.AFTER_CALL
        caller.leg.end()
        incoming, outgoing = sorted(await desk.records(), key=lambda record: not record.incoming)
        assert (incoming.result, incoming.operator_id) == (CallResult.SERVED, operator)
        assert incoming.waited_s == pytest.approx(4.0, abs=0.5)
        assert incoming.talked_s == pytest.approx(outgoing.duration_s, abs=0.5)
        assert (outgoing.number_raw, outgoing.number, outgoing.result) == ("201", None, CallResult.SERVED)

    at_desk(scene, tmp_path, menu=MENU)


def test_an_operator_with_a_mobile_is_reached_over_another_line(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Петро", Reach(mobile="+380671112233"))
        desk.lines[1].picks_up_after_s = 2.0
        caller = await wants_a_person(desk)
        await asyncio.sleep(3.0)
        assert [line.dialled for line in desk.lines] == [[], ["+380671112233"]]
        await talks(caller, desk.lines[1].placed[0])

    at_desk(scene, tmp_path, menu=MENU, lines=2)


def test_on_a_box_with_one_line_an_operator_with_a_mobile_alone_is_nobody(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Петро", Reach(mobile="+380671112233"))
        caller = await wants_a_person(desk)
        await caller.hears("invalid", within_s=2.0)
        assert desk.lines[0].dialled == []

    at_desk(scene, tmp_path, menu=MENU)


def test_with_nobody_ready_a_caller_goes_on_at_once_and_one_alarm_stands(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"), ready=False)
        for _ in range(2):
            caller = await wants_a_person(desk)
            await caller.hears("invalid", within_s=2.0)
            caller.leg.end()
            await asyncio.sleep(1.0)
        assert [alarm.kind for alarm in await desk.register.run(Alarm.standing)] == [AlarmKind.NOBODY_READY]

    at_desk(scene, tmp_path, menu=MENU)


def test_who_lets_it_ring_is_paused_and_the_next_one_is_rung(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        first = await hires(desk, "Олена", Reach(extension="201"))
        await hires(desk, "Петро", Reach(extension="202"))
        await wants_a_person(desk)
        await asyncio.sleep(22.0)
        assert desk.phones.dialled == ["201", "202"]
        assert desk.phones.placed[0].ended is EndedBy.BOX
        assert await state_of(desk, first) is PresenceState.BREAK

    at_desk(scene, tmp_path, menu=MENU)


def test_who_hangs_up_while_he_waits_has_abandoned_the_call(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"))
        caller = await wants_a_person(desk)
        await asyncio.sleep(9.0)
        caller.leg.end()
        incoming, outgoing = sorted(await desk.records(), key=lambda record: not record.incoming)
        assert (incoming.result, incoming.operator_id, incoming.talked_s) == (CallResult.ABANDONED, None, 0.0)
        assert (outgoing.result, outgoing.ended_by) == (CallResult.MISSED, EndedBy.BOX)

    at_desk(scene, tmp_path, menu=MENU)


@pytest.mark.row("A11")
def test_who_waits_for_a_busy_operator_hears_his_place_the_time_and_music_and_may_leave(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"))
        desk.phones.picks_up_after_s = 0.5
        await wants_a_person(desk)
        await asyncio.sleep(3.0)
        waiting = await desk.ring(1)
        await waiting.hears("top")
        waiting.leg.press("11")
        await waiting.hears("again", times=2)
        place = ["Ви перші в черзі", "Чекати близько трьох хвилин", "it_tail", "again"]
        assert waiting.ear.said[-8:] == [*place, *place], "place, time, how to leave, music"
        waiting.leg.press("1")
        await waiting.hears("sub")
        desk.phones.placed[0].end()
        await asyncio.sleep(40.0)
        assert desk.phones.dialled == ["201"], "nobody is rung for who has left"

    at_desk(scene, tmp_path, menu=MENU, lines=2)


def test_operators_are_rung_as_last_known_while_the_database_fails(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"))
        first = await wants_a_person(desk)
        await asyncio.sleep(2.0)
        first.leg.end()
        await asyncio.sleep(1.0)
        desk.break_database()
        desk.phones.picks_up_after_s = 1.0
        second = await wants_a_person(desk)
        await asyncio.sleep(4.0)
        await talks(second, desk.phones.placed[1])

    at_desk(scene, tmp_path, menu=MENU)


def test_a_line_that_breaks_in_a_talk_ends_the_operators_leg_and_closes_both_records(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"))
        desk.phones.picks_up_after_s = 0.5
        caller = await wants_a_person(desk)
        await asyncio.sleep(3.0)
        caller.leg.end(EndedBy.FAULT)
        records = await desk.records()
        assert desk.phones.placed[0].ended is EndedBy.BOX
        assert sorted(str(record.ended_by) for record in records) == [EndedBy.BOX, EndedBy.FAULT]

    at_desk(scene, tmp_path, menu=MENU)


def test_the_rating_of_a_talk_is_kept_with_its_operator(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        operator = await hires(desk, "Олена", Reach(extension="201"))
        desk.phones.picks_up_after_s = 0.5
        caller = await wants_a_person(desk)
        await asyncio.sleep(3.0)
        desk.phones.placed[0].end(EndedBy.OPERATOR)
        await caller.hears("sub_short")
        caller.leg.press("4")
        await caller.hears("kept")
        caller.leg.end()
        await desk.records()
        with reading(desk.database):
            assert [(each.operator_id, each.value) for each in Rating.select()] == [(operator, 4)]

    at_desk(scene, tmp_path, menu=RATING)


@pytest.mark.row("A17")
def test_a_call_back_asked_for_by_key_is_a_row_with_its_call(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await wants_a_person(desk)
        await caller.hears("it")
        caller.leg.press("1")
        await caller.hears("kept")
        (callback,) = await desk.register.run(Callback.waiting)
        assert (callback.number, callback.source) == ("+380662838182", CallbackSource.KEY)
        caller.leg.end()
        (record,) = await desk.records()
        with reading(desk.database):
            assert callback.call is not None
            assert CallRecord.get(CallRecord.id == record.id).uid == callback.call.uid

    at_desk(scene, tmp_path, menu=CALLBACK)


@pytest.mark.row("A17")
def test_a_number_that_was_typed_waits_for_a_clerk(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        caller = await wants_a_person(desk)
        await caller.hears("it")
        caller.leg.press("2")
        await caller.hears("it_tail")
        caller.leg.press("0501234567#")
        await caller.hears("nothing")
        caller.leg.press("1")
        await caller.hears("kept")
        (callback,) = await desk.register.run(Callback.waiting)
        assert (callback.number, callback.source, callback.confirmed) == (
            "+380501234567",
            CallbackSource.TYPED,
            False,
        )

    at_desk(scene, tmp_path, menu=CALLBACK)


def test_a_line_without_any_operator_carries_no_alarm(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        left = await hires(desk, "Олена", Reach(extension="201"), ready=False)
        caller = await wants_a_person(desk)
        await caller.hears("invalid", within_s=2.0)
        await desk.register.run(Operator.remove, left, now=desk.clock.now())
        caller = await wants_a_person(desk)
        await caller.hears("invalid", within_s=2.0)
        assert [alarm.cleared_at is None for alarm in await desk.register.run(Alarm.standing)] == [False]

    at_desk(scene, tmp_path, menu=MENU)


def test_an_operator_changes_his_presence_by_his_own_telephone_and_is_rung(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        operator = await hires(desk, "Олена", Reach(mobile="+380671112233"), ready=False)
        caller = await desk.ring(number="+380671112233")
        await caller.hears("top")
        caller.leg.press("11")
        await caller.hears("it")
        caller.leg.press("1")
        await caller.hears("kept")
        assert await state_of(desk, operator) is PresenceState.READY
        assert "presence" in desk.news
        with reading(desk.database):
            assert [(each.origin, each.account and each.account.name) for each in Presence.select()] == [
                (Origin.PHONE, "Олена")
            ]

    at_desk(scene, tmp_path, menu=PRESENCE)


@pytest.mark.parametrize("number", ["+380501112233", "201", "", None])
def test_a_stranger_is_no_operator_whatever_he_shows(tmp_path: Path, number: str | None) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"))
        caller = await desk.ring(number=number)
        await caller.hears("top")
        caller.leg.press("11")
        await caller.hears("silent")
        assert "it" not in caller.ear.said

    at_desk(scene, tmp_path, menu=PRESENCE)


def test_presence_is_not_confirmed_while_the_register_fails(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(mobile="+380671112233"))
        caller = await desk.ring(number="+380671112233")
        await caller.hears("top")
        caller.leg.press("11")
        await caller.hears("it")
        desk.break_database()
        caller.leg.press("4")
        await caller.hears("failed")
        assert "kept" not in caller.ear.said

    at_desk(scene, tmp_path, menu=PRESENCE)


def test_who_hangs_up_while_the_line_still_dials_leaves_nobody_s_telephone_ringing(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        await hires(desk, "Олена", Reach(extension="201"))
        desk.phones.dials_for_s = 2.0
        caller = await wants_a_person(desk)
        await asyncio.sleep(1.0)
        caller.leg.end()
        await asyncio.sleep(3.0)
        assert [leg.ended for leg in desk.phones.placed] == [EndedBy.BOX]
        assert {record.incoming for record in await desk.records()} == {True, False}

    at_desk(scene, tmp_path, menu=MENU)
