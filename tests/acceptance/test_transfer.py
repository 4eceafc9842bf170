"""A box with one SIM and an operator who has but a mobile: the modem holds the caller and calls the operator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.database import reading
from appliance.casework.staff.presence import Presence
from appliance.contracts import CallResult, EndedBy, LineState
from appliance.contracts.office import PresenceState
from appliance.desk.call_office import HANDED_OVER
from appliance.menu.published import Published, load_current
from appliance.settings import OperatorSettings
from audio.line.tones import beep
from tests.acceptance.ear import head, tail
from tests.acceptance.staff import hire
from tests.appliance.calls.scripted_leg import noise, speech
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import Gsm, Kind
from tests.fakes.modem import FakeCaller, FakeModem
from tests.fakes.modem.caller import Party

JOINS, HANDS_OVER = "quectel_ec25", "sim7600"
"""A family that joins, and one that hands over."""
OPERATOR = "+380671112299"
QUICK = quick(answer_after_s=0.1, opening_silence_s=0.2)

both = pytest.mark.parametrize("family", [JOINS, HANDS_OVER])
Talk = Callable[["Scene"], Coroutine[Any, Any, None]]


class Scene:
    """One box, one caller who wants a person, one operator with a mobile."""

    def __init__(self, box: Box, menu: Published) -> None:
        self.box = box
        self.menu = menu

    async def wants_a_person(self) -> FakeCaller:
        """Call, press 0, and hear what is being done."""
        self.operator = await hire(self.box, "Олена", "0671112299")
        self.caller = call = self.box.ring()
        await call.answered(15)
        await call.wait_for(head(self.menu.prompts["greeting"], 1.0), 10)
        await call.press("0")
        await call.wait_for(tail(self.menu.prompts["connecting"], 0.5), 10)
        return call

    async def hears(self, prompt: str, within_s: float = 10.0) -> None:
        await self.caller.wait_for(head(self.menu.prompts[prompt], 1.0), within_s)

    async def rows(self, count: int) -> tuple[CallRecord, CallRecord]:
        """Return the caller's and the operator's row, the last of each."""
        records = await self.box.closed_records(count)
        return next(each for each in records if each.incoming), next(each for each in records if not each.incoming)

    async def state(self) -> PresenceState:
        def ask() -> PresenceState:
            with reading(self.box.settings.database):
                [standing] = Presence.roll_call(self.box.clock.now())
            return standing.state

        return await asyncio.to_thread(ask)

    async def messages(self) -> list[VoiceMessage]:
        """Return what was left, once the caller's row is closed."""
        await self.box.closed_records(2)

        def ask() -> list[VoiceMessage]:
            with reading(self.box.settings.database):
                return list(VoiceMessage.select())

        return await asyncio.to_thread(ask)

    @property
    def said(self) -> list[str]:
        """What the modem was told of calls."""
        words = ("AT+CHLD", "ATD", "AT+CHUP")
        return [text for _, text in self.box.modem.commands if text.startswith(words)]


def run(talk: Talk, tmp_path: Path, published: Path, *kinds: Kind, ring_s: float = 20.0) -> None:
    async def scene(box: Box) -> None:
        await talk(Scene(box, load_current(published)))

    with_lines(scene, tmp_path, *kinds, published=published, call=QUICK, operators=OperatorSettings(ring_s=ring_s))


async def hear_each_other(one: Party, other: Party) -> None:
    for speaker, hearer, words in ((one, other, "добрий день"), (other, one, "рада слухає")):
        phrase = noise(words, 0.8)
        saying = asyncio.ensure_future(speaker.say(phrase))
        await hearer.wait_for(phrase, 3.0)
        assert await saying


def test_caller_and_operator_talk_in_a_conference_and_the_caller_comes_back_to_rate(
    tmp_path: Path, short_starter: Path
) -> None:
    async def talk(scene: Scene) -> None:
        operator = scene.box.modem.callee(OPERATOR, after_s=3.0)
        caller = await scene.wants_a_person()
        await operator.answered(15)
        await asyncio.sleep(1.0)
        await hear_each_other(caller, operator)
        assert scene.said == ["AT+CHLD=2", f"ATD{OPERATOR};", "AT+CHLD=3"]
        await asyncio.sleep(5.0)
        await operator.hang_up()
        await scene.hears("rating")
        await caller.press("5")
        await scene.hears("rating_thanks")
        await caller.ended(10)
        incoming, outgoing = await scene.rows(2)
        assert (incoming.result, incoming.operator_id) == (CallResult.SERVED, scene.operator)
        assert incoming.talked_s == pytest.approx(outgoing.duration_s, abs=1.0)
        assert outgoing.duration_s and outgoing.duration_s > 5.0
        assert (outgoing.number, outgoing.result, outgoing.ended_by) == (OPERATOR, CallResult.SERVED, EndedBy.CALLER)

    run(talk, tmp_path, short_starter, Gsm(JOINS))


def test_who_was_handed_over_talks_on_while_the_line_is_free_for_the_next_caller(
    tmp_path: Path, short_starter: Path
) -> None:
    async def talk(scene: Scene) -> None:
        operator = scene.box.modem.callee(OPERATOR, after_s=3.0)
        caller = await scene.wants_a_person()
        await operator.answered(15)
        await asyncio.sleep(1.0)
        await hear_each_other(caller, operator)
        assert scene.said == ["AT+CHLD=2", f"ATD{OPERATOR};", "AT+CHLD=4"]
        await scene.box.until_line(LineState.IDLE, 3.0)
        incoming, outgoing = await scene.rows(2)
        assert (incoming.result, incoming.operator_id, incoming.ended_by) == (
            CallResult.SERVED,
            scene.operator,
            EndedBy.BOX,
        )
        assert list(incoming.nodes)[-1] == HANDED_OVER and (incoming.talked_s or 0.0) < 1.0
        assert (outgoing.number, outgoing.result, outgoing.ended_by) == (OPERATOR, CallResult.SERVED, EndedBy.BOX)
        following = scene.box.ring("+380671112245")
        await following.answered(15)
        await following.hang_up()
        await hear_each_other(caller, operator)
        await caller.hang_up()
        assert operator.ended_by == "network"

    run(talk, tmp_path, short_starter, Gsm(HANDS_OVER))


def test_where_the_network_hands_nobody_over_they_talk_in_a_conference(tmp_path: Path, short_starter: Path) -> None:
    async def talk(scene: Scene) -> None:
        scene.box.modem.faults.explicit_transfer = "+CME ERROR: 4"
        operator = scene.box.modem.callee(OPERATOR)
        caller = await scene.wants_a_person()
        await operator.answered(15)
        await asyncio.sleep(1.0)
        await hear_each_other(caller, operator)
        assert scene.said[2:] == ["AT+CHLD=4", "AT+CHLD=3"]
        await caller.hang_up()
        await operator.ended(5)

    run(talk, tmp_path, short_starter, Gsm(HANDS_OVER))


@both
@pytest.mark.parametrize(
    ("refused", "final"),
    [("AT+CHLD=2", "+CME ERROR: operation not supported"), ("ATD", "ERROR"), ("AT+CHLD=3", "ERROR")],
)
def test_what_the_network_refuses_leads_on_to_the_message_and_is_not_the_operators_fault(
    tmp_path: Path, short_starter: Path, family: str, refused: str, final: str
) -> None:
    async def talk(scene: Scene) -> None:
        scene.box.modem.faults.refuse = {refused: final}
        scene.box.modem.faults.explicit_transfer = final
        operator = scene.box.modem.callee(OPERATOR)
        caller = await scene.wants_a_person()
        await scene.hears("no_answer")
        await caller.wait_for(beep(), 10)
        assert operator.dialled_at is None or operator.ended_by == "modem"
        assert await scene.state() is PresenceState.READY
        await caller.hang_up()
        await scene.box.until_line(LineState.IDLE, 5.0)
        dialled = operator.dialled_at is not None
        records = await scene.box.closed_records(1 + dialled)
        assert {each.operator_id for each in records} == {None}

    run(talk, tmp_path, short_starter, Gsm(family))


@both
@pytest.mark.parametrize("outcome", ["busy", "no_carrier", "no_answer"])
def test_who_is_not_reached_gives_the_caller_back_with_sound(
    tmp_path: Path, short_starter: Path, family: str, outcome: str
) -> None:
    async def talk(scene: Scene) -> None:
        how = {"after_s": 60.0, "outcome": "answers"} if outcome == "no_answer" else {"outcome": outcome}
        operator = scene.box.modem.callee(OPERATOR, **how)
        caller = await scene.wants_a_person()
        await scene.hears("no_answer", 15)
        assert operator.ended_at is not None
        await caller.wait_for(beep(), 10)
        await caller.say(speech("перекажіть", 4.5))
        assert await scene.state() is PresenceState.BREAK
        await caller.hang_up()
        assert [round(each.sound_s) for each in await scene.messages()] == [3]
        incoming, outgoing = await scene.rows(2)
        assert (incoming.result, incoming.operator_id) == (CallResult.SERVED, None)
        assert (outgoing.result, outgoing.operator_id) == (CallResult.MISSED, None)
        ended_by = EndedBy.BOX if outcome == "no_answer" else EndedBy.CALLER
        assert outgoing.ended_by == ended_by

    run(talk, tmp_path, short_starter, Gsm(family), ring_s=6.0)


@both
@pytest.mark.parametrize(("lose_end_urc", "answers"), [(False, False), (True, False), (True, True)])
def test_a_caller_who_hangs_up_takes_the_operators_call_with_him(
    tmp_path: Path, short_starter: Path, family: str, lose_end_urc: bool, answers: bool
) -> None:
    async def talk(scene: Scene) -> None:
        faults = scene.box.modem.faults
        faults.lose_end_urc, faults.explicit_transfer = lose_end_urc, "ERROR"
        operator = scene.box.modem.callee(OPERATOR, after_s=2.0 if answers else 60.0)
        caller = await scene.wants_a_person()
        await asyncio.sleep(6.0)
        await caller.hang_up()
        await operator.ended(6)
        assert operator.ended_by == "modem"
        incoming, outgoing = await scene.rows(2)
        assert incoming.result == (CallResult.SERVED if answers else CallResult.ABANDONED)
        assert (incoming.ended_by, outgoing.ended_by) == (EndedBy.CALLER, EndedBy.BOX)
        await scene.box.until_line(LineState.IDLE, 5.0)
        following = scene.box.ring("+380671112245")
        await following.answered(15)

    run(talk, tmp_path, short_starter, Gsm(family))


@both
def test_who_waits_meanwhile_is_never_taken_in_place_of_the_held_caller(
    tmp_path: Path, short_starter: Path, family: str
) -> None:
    async def talk(scene: Scene) -> None:
        scene.box.modem.callee(OPERATOR, outcome="no_answer", after_s=12.0)
        caller = await scene.wants_a_person()
        await asyncio.sleep(4.0)
        waiting = scene.box.modem.second_call("+380509998877", give_up_after_s=60.0)
        await scene.hears("no_answer", 15)
        assert waiting.answered_at is None
        assert "AT+CHLD=0" in scene.said, "who waits hears that we are busy"
        await caller.hang_up()
        records = {each.number: each for each in await scene.box.closed_records(3)}
        assert records["+380509998877"].result == CallResult.BUSY
        assert records[caller.number].result == CallResult.SERVED

    run(talk, tmp_path, short_starter, Gsm(family))


@both
@pytest.mark.parametrize("answers", [False, True])
def test_when_the_box_stops_nobody_is_left_on_the_air(
    tmp_path: Path, short_starter: Path, family: str, answers: bool
) -> None:
    parties: list[Party] = []

    async def talk(scene: Scene) -> None:
        scene.box.modem.faults.explicit_transfer = "ERROR"
        parties.append(scene.box.modem.callee(OPERATOR, after_s=2.0 if answers else 60.0))
        parties.append(await scene.wants_a_person())
        await asyncio.sleep(6.0)

    run(talk, tmp_path, short_starter, Gsm(family))
    assert [party.ended_by for party in parties] == ["modem", "modem"]


def test_a_family_that_bears_no_second_call_holds_nobody(tmp_path: Path, short_starter: Path) -> None:
    async def talk(scene: Scene) -> None:
        scene.box.modem.callee(OPERATOR)
        await hire(scene.box, "Олена", "0671112299")
        scene.caller = call = scene.box.ring()
        await call.answered(15)
        await call.wait_for(head(scene.menu.prompts["greeting"], 1.0), 10)
        await call.press("0")
        await scene.hears("nobody")
        assert scene.said == []

    run(talk, tmp_path, short_starter, Gsm("huawei_e1550"))


def test_while_another_line_is_free_nobody_is_held(tmp_path: Path, short_starter: Path) -> None:
    async def talk(scene: Scene) -> None:
        other = scene.box.wires["gsm2"]
        assert isinstance(other, FakeModem)
        operator = other.callee(OPERATOR)
        caller = await scene.wants_a_person()
        await operator.answered(15)
        await asyncio.sleep(1.0)
        await hear_each_other(caller, operator)
        assert scene.said == []

    run(talk, tmp_path, short_starter, Gsm(JOINS), Gsm(line="gsm2"))
