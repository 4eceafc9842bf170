"""Call-backs that an operator takes: his telephone first, the person's next, then the two talk."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.contacts.callbacks import (
    AttemptResult,
    Callback,
    CallbackAttempt,
    CallbackSource,
    CallbackState,
    CallbackTaken,
    NotConfirmed,
)
from appliance.casework.contacts.calls import INTERRUPTED, CallRecord
from appliance.casework.contacts.interrupted import BROKEN_OFF
from appliance.casework.database import reading
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.staff.operators import Reach
from appliance.contracts import CallResult, EndedBy
from appliance.contracts.office import PresenceState
from appliance.desk.call_backs import NotDialled
from appliance.desk.switchboard import AlreadyEngaged
from tests.appliance.calls.scripted_leg import ScriptedLeg, noise
from tests.appliance.desk.house import Desk, at_desk
from tests.appliance.desk.test_operators import MENU, hires, state_of

PERSON = "+380501112233"
MOBILE = "+380671112233"
BY = Actor(Origin.COMMAND)


async def owed(desk: Desk, number: str = PERSON, source: CallbackSource = CallbackSource.CLERK) -> int:
    return await desk.register.run(Callback.ask, number, source, now=desk.clock.now())


async def stands(desk: Desk) -> tuple[CallbackState, list[tuple[AttemptResult, str]]]:
    """How the only call-back stands, and its tries."""

    def read() -> tuple[CallbackState, list[tuple[AttemptResult, str]]]:
        with reading(desk.database):
            tries = [(AttemptResult(each.result), str(each.reason)) for each in CallbackAttempt.select()]
            return Callback.get().state, tries

    await asyncio.sleep(1.0)
    return await asyncio.to_thread(read)


async def placed(line: list[ScriptedLeg], number: int = 1) -> ScriptedLeg:
    async with asyncio.timeout(30):
        while len(line) < number:
            await asyncio.sleep(0.02)
    return line[number - 1]


async def hears(leg: ScriptedLeg, sound: bytes) -> bool:
    await asyncio.sleep(1.5)
    return sound in b"".join(leg.port.frames)


def test_the_operator_hears_ringing_until_the_person_answers_and_then_they_talk(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s, desk.lines[0].picks_up_after_s = 3.0, 8.0
        await desk.call_backs.answer({"ask": "call_back", "callback": call_back, "operator": olena})
        operator = await placed(desk.phones.placed)
        await asyncio.sleep(2.0)
        assert desk.lines[0].dialled == [], "nobody is rung before there is somebody to talk with"
        person = await placed(desk.lines[0].placed)
        assert desk.lines[0].dialled == [PERSON]
        await asyncio.sleep(7.0)
        assert any(any(frame) for frame in operator.port.frames[:40]), "the ringing"
        assert not any(any(frame) for frame in operator.port.frames[60:200])
        await asyncio.sleep(1.5)
        person.say(noise("алло", 1.0))
        operator.say(noise("з сільради", 1.0))
        assert await hears(operator, noise("алло", 1.0))
        assert await hears(person, noise("з сільради", 1.0))
        person.end()
        assert await stands(desk) == (CallbackState.DONE, [(AttemptResult.TALKED, "")])
        assert operator.ended is EndedBy.BOX
        assert await state_of(desk, olena) is PresenceState.AFTER_CALL
        theirs, own = await desk.records()
        assert (theirs.number, own.number_raw) == (PERSON, "201")
        assert {each.operator_id for each in (theirs, own)} == {olena}
        assert {each.result for each in (theirs, own)} == {CallResult.SERVED}
        assert theirs.talked_s == pytest.approx(own.talked_s, abs=0.2)
        with reading(desk.database):
            assert [each.call and each.call.uid for each in CallbackAttempt.select()] == [theirs.uid]

    at_desk(scene, tmp_path, menu=MENU)


def test_the_operator_may_hang_up_first(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(mobile=MOBILE)), await owed(desk)
        for line in desk.lines:
            line.picks_up_after_s = 1.0
        await desk.call_backs.dial(call_back, olena)
        await asyncio.sleep(5.0)
        assert [line.dialled for line in desk.lines] == [[MOBILE], [PERSON]], "never both on one line"
        desk.lines[0].placed[0].end()
        assert await stands(desk) == (CallbackState.DONE, [(AttemptResult.TALKED, "")])
        assert desk.lines[1].placed[0].ended is EndedBy.BOX

    at_desk(scene, tmp_path, menu=MENU, lines=2)


@pytest.mark.parametrize(
    ("after_s", "by", "result"),
    [
        (3.0, EndedBy.CALLER, AttemptResult.BUSY),
        (30.0, EndedBy.CALLER, AttemptResult.NO_ANSWER),
        (60.0, EndedBy.CALLER, AttemptResult.NO_ANSWER),
        (3.0, EndedBy.FAULT, AttemptResult.FAILED),
    ],
)
def test_who_is_not_reached_waits_again_and_the_operator_hears_the_busy_tone(
    tmp_path: Path, after_s: float, by: EndedBy, result: AttemptResult
) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        await desk.call_backs.dial(call_back, olena)
        person = await placed(desk.lines[0].placed)
        await asyncio.sleep(after_s)
        person.end(by)
        await asyncio.sleep(5.0)
        state, [(found, _)] = await stands(desk)
        assert (state, found) == (CallbackState.TRIED, result)
        operator = desk.phones.placed[0]
        assert (operator.ended, person.ended is not None) == (EndedBy.BOX, True)
        assert sum(any(frame) for frame in operator.port.frames[-180:]) == pytest.approx(87, abs=6)
        await desk.call_backs.dial(call_back, olena)

    at_desk(scene, tmp_path, menu=MENU)


def test_an_operator_who_does_not_answer_costs_the_person_no_ring(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        await desk.call_backs.dial(call_back, olena)
        await asyncio.sleep(22.0)
        assert await stands(desk) == (CallbackState.TRIED, [(AttemptResult.FAILED, "Оператор не взяв слухавки.")])
        assert desk.phones.placed[0].ended is EndedBy.BOX
        assert desk.lines[0].dialled == []
        assert await state_of(desk, olena) is PresenceState.READY, "he took it himself, nobody waited in vain"

    at_desk(scene, tmp_path, menu=MENU)


def test_an_operator_who_hangs_up_while_it_rings_stops_the_ringing(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        await desk.call_backs.dial(call_back, olena)
        person = await placed(desk.lines[0].placed)
        await asyncio.sleep(3.0)
        desk.phones.placed[0].end()
        state, [(result, _)] = await stands(desk)
        assert (state, result, person.ended) == (CallbackState.TRIED, AttemptResult.NO_ANSWER, EndedBy.BOX)

    at_desk(scene, tmp_path, menu=MENU)


def test_a_number_that_was_typed_is_not_dialled_before_a_clerk_has_confirmed_it(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena = await hires(desk, "Олена", Reach(extension="201"))
        call_back = await owed(desk, source=CallbackSource.TYPED)
        desk.phones.picks_up_after_s = desk.lines[0].picks_up_after_s = 0.5
        with pytest.raises(NotConfirmed, match="Спершу підтвердьте номер"):
            await desk.call_backs.dial(call_back, olena)
        await asyncio.sleep(3.0)
        assert await stands(desk) == (CallbackState.ASKED, [])
        assert desk.phones.dialled + desk.lines[0].dialled == []
        await desk.register.run(Callback.confirm, call_back, by=BY, now=desk.clock.now())
        await desk.call_backs.dial(call_back, olena)
        await asyncio.sleep(3.0)
        assert desk.lines[0].dialled == [PERSON]

    at_desk(scene, tmp_path, menu=MENU)


@pytest.mark.parametrize("number", ["+380900123456", "+48601234567"])
def test_a_number_that_may_never_be_dialled_ends_the_call_back(tmp_path: Path, number: str) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk, number)
        with pytest.raises(NotDialled):
            await desk.call_backs.dial(call_back, olena)
        assert await stands(desk) == (CallbackState.REFUSED, [])
        assert desk.phones.dialled + desk.lines[0].dialled == []

    at_desk(scene, tmp_path, menu=MENU)


def test_a_number_that_was_dialled_often_enough_today_waits_for_tomorrow(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        for number in range(1, 4):
            await desk.call_backs.dial(call_back, olena)
            (await placed(desk.lines[0].placed, number)).end()
            await asyncio.sleep(5.0)
        with pytest.raises(NotDialled, match="сьогодні вже зверталися"):
            await desk.call_backs.dial(call_back, olena)
        state, tries = await stands(desk)
        assert (state, len(tries)) == (CallbackState.TRIED, 3)
        await asyncio.sleep(24 * 3600.0)
        await desk.call_backs.dial(call_back, olena)

    at_desk(scene, tmp_path, menu=MENU)


def test_without_a_free_line_nobody_is_rung_and_the_try_says_why(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        caller = await desk.ring()
        with pytest.raises(NotDialled, match="Немає вільної лінії"):
            await desk.call_backs.dial(call_back, olena)
        assert await stands(desk) == (CallbackState.TRIED, [(AttemptResult.FAILED, "Немає вільної лінії.")])
        assert desk.phones.dialled == []
        caller.leg.end()
        await desk.call_backs.dial(call_back, olena)

    at_desk(scene, tmp_path, menu=MENU)


@pytest.mark.parametrize("operator_answered", [True, False])
def test_a_caller_who_waits_on_the_line_wins_over_a_call_back_that_only_rings(
    tmp_path: Path, operator_answered: bool
) -> None:
    async def scene(desk: Desk) -> None:
        mobile = Reach(extension="201") if operator_answered else Reach(mobile=MOBILE)
        olena, call_back = await hires(desk, "Олена", mobile), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        await desk.call_backs.dial(call_back, olena)
        ringing = await placed(desk.lines[0].placed)
        await asyncio.sleep(2.0)
        await desk.ring(waiting=True)
        await asyncio.sleep(1.0)
        assert ringing.ended is EndedBy.BOX
        caller = await desk.ring()
        await caller.hears("top")
        await asyncio.sleep(5.0)
        state, [(result, reason)] = await stands(desk)
        assert (state, result) == (CallbackState.TRIED, AttemptResult.FAILED)
        assert "Лінія знадобилася" in reason

    at_desk(scene, tmp_path, menu=MENU, lines=1 if operator_answered else 2)


def test_a_talk_goes_on_while_somebody_waits_and_so_does_ringing_on_another_line(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        desk.lines[0].picks_up_after_s = 5.0
        await desk.call_backs.dial(call_back, olena)
        person = await placed(desk.lines[0].placed)
        await desk.ring(1, waiting=True)
        await asyncio.sleep(6.0)
        await desk.ring(0, waiting=True)
        await asyncio.sleep(2.0)
        assert person.ended is None

    at_desk(scene, tmp_path, menu=MENU, lines=2)


def test_an_operator_is_rung_for_one_thing_at_a_time(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, maria = (
            await hires(desk, "Олена", Reach(extension="201")),
            await hires(desk, "Марія", Reach(extension="202"), ready=False),
        )
        first, second = await owed(desk), await owed(desk, "+380991112233")
        desk.phones.picks_up_after_s = desk.lines[0].picks_up_after_s = 1.0
        await desk.call_backs.dial(first, olena)
        with pytest.raises(AlreadyEngaged):
            await desk.call_backs.dial(second, olena)
        with pytest.raises(CallbackTaken, match="Олена"):
            await desk.call_backs.dial(first, maria)
        caller = await desk.ring(1)
        await caller.hears("top")
        caller.leg.press("11")
        await asyncio.sleep(8.0)
        assert desk.phones.dialled == ["201"], "a caller waits for her meanwhile"
        desk.lines[0].placed[0].end()
        await asyncio.sleep(40.0)
        assert desk.phones.dialled == ["201", "201"], "and is served when she has written down the first talk"

    at_desk(scene, tmp_path, menu=MENU, lines=2)


def test_a_box_that_stops_ends_both_legs_and_puts_the_call_back_back(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        await desk.call_backs.dial(call_back, olena)
        person = await placed(desk.lines[0].placed)
        await desk.call_backs.close()
        assert (person.ended, desk.phones.placed[0].ended) == (EndedBy.BOX, EndedBy.BOX)
        assert await stands(desk) == (CallbackState.TRIED, [(AttemptResult.FAILED, "Слухавку зупинено.")])
        with pytest.raises(NotDialled):
            await desk.call_backs.dial(call_back, olena)

    at_desk(scene, tmp_path, menu=MENU)


def test_a_box_that_dies_in_the_middle_puts_the_call_back_back_when_it_starts_again(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        await desk.call_backs.dial(call_back, olena)
        await placed(desk.lines[0].placed)
        await asyncio.sleep(2.0)
        await desk.ledger.start(replace(desk.clock.now(), boot_id="the next"))
        assert await stands(desk) == (CallbackState.TRIED, [(AttemptResult.FAILED, BROKEN_OFF)])
        assert {record.fault for record in await desk.records()} == {INTERRUPTED}

    at_desk(scene, tmp_path, menu=MENU)


def test_a_register_that_fails_meanwhile_gets_the_try_later(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        olena, call_back = await hires(desk, "Олена", Reach(extension="201")), await owed(desk)
        desk.phones.picks_up_after_s = 0.5
        await desk.call_backs.dial(call_back, olena)
        person = await placed(desk.lines[0].placed)
        desk.break_database()
        person.end()
        await asyncio.sleep(10.0)
        desk.mend_database()
        await asyncio.sleep(15.0)
        state, [(result, _)] = await stands(desk)
        assert (state, result) == (CallbackState.TRIED, AttemptResult.BUSY)

    at_desk(scene, tmp_path, menu=MENU)


def test_a_request_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        for request in ({}, {"callback": "1", "operator": 1}, {"callback": 1}):
            with pytest.raises(NotDialled):
                await desk.call_backs.answer(request)
        assert await desk.register.run(CallRecord.latest, 10) == []

    at_desk(scene, tmp_path, menu=MENU)
