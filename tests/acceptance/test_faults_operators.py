"""What goes wrong between a caller and an operator: two who press at once, a modem that is lost in the talk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import LineState
from appliance.menu.published import Published, load_current
from appliance.settings import OperatorSettings
from tests.acceptance.ear import head
from tests.acceptance.parties import greeted, hear_each_other
from tests.acceptance.staff import hire
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import Gsm, Sip
from tests.fakes.modem import FakeCaller, FakeModem
from tests.fakes.sip.caller import FakeTelephones, SipParty

QUICK = quick(answer_after_s=0.1, opening_silence_s=0.2)
BACK_WITHIN_S = 120.0
BOOTED_S = 30.0


async def wants_a_person(box: Box, menu: Published) -> FakeCaller:
    """Call the first line and press 0."""
    caller = await greeted(box, menu)
    await caller.press("0")
    return caller


def modem_at(box: Box, line: str) -> FakeModem:
    modem = box.wires[line]
    assert isinstance(modem, FakeModem)
    return modem


async def serves_again(box: Box, menu: Published, line: str) -> None:
    """The modem is plugged in again: the line comes back and takes a call."""
    modem_at(box, line).plug()
    await box.until_line(LineState.IDLE, BACK_WITHIN_S, line)
    # A Quectel answers while it still boots, and then says that it has booted.
    await asyncio.sleep(BOOTED_S)
    await box.until_line(LineState.IDLE, BACK_WITHIN_S, line)
    caller = await greeted(box, menu, line=line)
    await caller.hang_up()


def test_of_operators_who_press_at_once_one_gets_the_caller_and_the_others_are_let_go(
    tmp_path: Path, short_starter: Path
) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        telephones = box.wires["trunk"]
        assert isinstance(telephones, FakeTelephones)
        desks = [telephones.desk(f"20{number}", after_s=0.4) for number in range(3)]
        operators = [await hire(box, f"Оператор {desk.user}", desk.extension) for desk in desks]
        caller = await wants_a_person(box, menu)
        calls = await asyncio.gather(*(desk.rung(3) for desk in desks))
        chosen, *others = await the_one_who_talks(calls)
        await asyncio.gather(*(other.ended(3) for other in others))
        assert [other.ended_by for other in others] == ["modem"] * 2, "by BYE, or by CANCEL who was slower"
        await hear_each_other(caller, chosen)
        await caller.hang_up()
        await chosen.ended(5)
        records = await box.closed_records(4)
        [incoming] = [each for each in records if each.incoming]
        assert incoming.operator_id == operators[calls.index(chosen)]
        assert (incoming.ended_by, incoming.keys) == ("caller", "0")
        assert {each.ended_by for each in records if not each.incoming} == {"box"}
        assert [len(desk.calls) for desk in desks] == [1, 1, 1]

    with_lines(talk, tmp_path, Sip(), published=short_starter, call=QUICK, operators=OperatorSettings(together=True))


async def the_one_who_talks(calls: list[SipParty]) -> list[SipParty]:
    """Return the calls, the one that is let live first."""
    async with asyncio.timeout(3):
        while len([call for call in calls if call.ended_at is None]) > 1:
            await asyncio.sleep(0.02)
    return sorted(calls, key=lambda call: call.ended_at is not None)


@pytest.mark.parametrize("lost", ["gsm1", "gsm2"], ids=["the caller's", "the operator's"])
def test_a_modem_that_is_lost_in_a_talk_is_told_to_the_other_side_logged_and_serves_again(
    lost: str, tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        callee = modem_at(box, "gsm2").callee("+380671112299", after_s=1.0)
        await hire(box, "Олена", "0671112299")
        caller = await wants_a_person(box, starter)
        await callee.answered(15)
        await hear_each_other(caller, callee)
        gone = caller.now()
        modem_at(box, lost).unplug()
        if lost == "gsm1":
            await callee.ended(5)
            assert callee.ended_by == "modem", "the box hangs up"
        else:
            await caller.wait_for(head(starter.prompts["lost"], 1.0), 10)
            await caller.wait_for(head(starter.prompts["message"], 1.0), 20)
            await caller.hang_up()
        records = await box.closed_records(2)
        assert {each.incoming: each.ended_by for each in records} == (
            {True: "fault", False: "box"} if lost == "gsm1" else {True: "caller", False: "fault"}
        )
        assert caller.now() - gone <= 60
        await serves_again(box, starter, lost)
        await box.closed_records(3)

    with_lines(talk, tmp_path, Gsm(), Gsm("quectel_ec25", line="gsm2"), published=published_starter)
