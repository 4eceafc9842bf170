"""A caller on any kind of line and an operator at a telephone: joined, heard both ways, parted."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from appliance.menu.published import Published, load_current
from appliance.settings import OperatorSettings
from audio.line.tones import beep
from tests.acceptance.ear import head
from tests.acceptance.staff import hire
from tests.appliance.calls.scripted_leg import noise
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import Gsm, Kind, Sip, Voice
from tests.fakes.modem import FakeCaller, FakeModem
from tests.fakes.modem.caller import Party
from tests.fakes.sip.caller import FakeTelephones, SipDesk
from tests.fakes.voice_modem import FakeVoiceModem

PHRASE_S = 0.8
MOST_DELAY_S = 0.15
"""What the box may add one way; the wires at both ends are in what is measured."""
STALLS_S = 0.1
"""What a busy machine may add in real time to the best of three."""

QUICK = quick(answer_after_s=0.1, opening_silence_s=0.2)
IMPATIENT = OperatorSettings(ring_s=1.5)


async def delay_s(speaker: Party, hearer: Party, words: str) -> float:
    """Say something and return how much later it is heard. What is heard must be what was said."""
    phrase = noise(words, PHRASE_S)
    began = speaker.now()
    saying = asyncio.ensure_future(speaker.say(phrase))
    heard = await hearer.wait_for(phrase, 4.0)
    assert await saying
    return heard - began - PHRASE_S


async def talk_both_ways(caller: Party, operator: Party) -> tuple[float, float]:
    """Let both speak at once, three times; return the smallest delay to the operator and to the caller."""
    delays = [
        await asyncio.gather(
            delay_s(caller, operator, f"мешканець {time}"), delay_s(operator, caller, f"оператор {time}")
        )
        for time in range(3)
    ]
    return min(there for there, _ in delays), min(back for _, back in delays)


async def wants_a_person(box: Box, menu: Published, line: str = "", **how: Any) -> FakeCaller:
    """Call a line, the first without a name, and press 0."""
    call = box.ring(line=line, **how)
    await call.answered(15)
    await call.wait_for(head(menu.prompts["greeting"], 1.0), 10)
    await call.press("0")
    return call


def desk(box: Box, user: str, *, after_s: float = 0.3) -> SipDesk:
    """Put a telephone on the desk of an operator, who picks up `after_s`."""
    telephones = box.wires["trunk"]
    assert isinstance(telephones, FakeTelephones)
    return telephones.desk(user, after_s=after_s)


@pytest.mark.parametrize(
    "kinds", [(Gsm(), Gsm("sim7600", line="gsm2")), (Voice(), Gsm(line="gsm2"))], ids=["gsm", "voice"]
)
def test_two_people_hear_each_other_with_little_delay_between_any_two_modems(
    kinds: tuple[Kind, Kind], tmp_path: Path, published_starter: Path, starter: Published
) -> None:
    async def talk(box: Box) -> None:
        mobile = box.wires["gsm2"]
        assert isinstance(mobile, FakeModem)
        operator = mobile.callee("+380671112299", after_s=1.0)
        await hire(box, "Олена", "0671112299")
        caller = await wants_a_person(box, starter)
        await operator.answered(15)
        await asyncio.sleep(1.0)
        assert max(await talk_both_ways(caller, operator)) < MOST_DELAY_S
        await caller.hang_up()
        await operator.ended(10)

    with_lines(talk, tmp_path, *kinds, published=published_starter)


@pytest.mark.row("E8")
def test_a_caller_and_a_telephone_of_the_house_hear_each_other_until_one_of_them_hangs_up(
    tmp_path: Path, short_starter: Path
) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        first, second = desk(box, "201"), desk(box, "202")
        olena = await hire(box, "Олена", first.extension, priority=1)
        petro = await hire(box, "Петро", second.extension, priority=2)
        caller = await wants_a_person(box, menu)
        pressed = caller.now()
        operator = await first.rung(3)
        assert caller.now() - pressed <= 3
        await operator.answered(3)
        assert max(await talk_both_ways(caller, operator)) < MOST_DELAY_S + STALLS_S
        await operator.hang_up()
        await caller.wait_for(head(menu.prompts["rating"]), 5)
        await caller.press("5")
        await caller.wait_for(menu.prompts["rating_thanks"].pcm, 5)
        await caller.ended(10)
        caller = await wants_a_person(box, menu, "trunk")
        operator = await second.rung(3)
        await operator.answered(3)
        await delay_s(operator, caller, "вітаю")
        await caller.hang_up()
        await operator.ended(5)
        assert operator.ended_by == "modem", "the box says BYE"
        assert second.calls == [operator]
        records = await box.closed_records(4)
        incoming = {(each.line, each.keys, each.ended_by, each.operator_id) for each in records if each.incoming}
        assert incoming == {("gsm1", "05", "box", olena), ("trunk", "0", "caller", petro)}
        outgoing = {each.number_raw for each in records if not each.incoming}
        assert outgoing == {first.extension, second.extension}

    with_lines(talk, tmp_path, Gsm(), Sip(), published=short_starter, call=QUICK)


def test_a_telephone_that_is_unplugged_while_it_rings_is_followed_by_the_next_and_a_lost_modem_frees_that(
    tmp_path: Path, short_starter: Path
) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        first, second = desk(box, "201", after_s=30.0), desk(box, "202")
        await hire(box, "Олена", first.extension, priority=1)
        await hire(box, "Петро", second.extension, priority=2)
        caller = await wants_a_person(box, menu, number_after_s=0.2)
        await first.rung(3)
        first.unplug()
        operator = await second.rung(6)
        await operator.answered(3)
        await delay_s(caller, operator, "алло")
        await delay_s(operator, caller, "вітаю")
        modem = box.wires["landline"]
        assert isinstance(modem, FakeVoiceModem)
        modem.unplug()
        await operator.ended(5)
        assert operator.ended_by == "modem", "the box says BYE"
        [record] = [each for each in await box.closed_records(3) if each.incoming]
        assert (record.line, record.ended_by) == ("landline", "fault")

    with_lines(talk, tmp_path, Voice(), Sip(), published=short_starter, call=QUICK, operators=IMPATIENT)


def test_who_finds_nobody_may_leave_a_message_and_who_loses_the_operator_hears_so(
    tmp_path: Path, short_starter: Path
) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        first, second = desk(box, "201", after_s=30.0), desk(box, "202")
        await hire(box, "Олена", first.extension)
        caller = await wants_a_person(box, menu)
        await first.rung(3)
        first.unplug()
        await caller.wait_for(menu.prompts["no_answer"].pcm, 6)
        await caller.wait_for(beep(), 5)
        await caller.hang_up()
        await hire(box, "Петро", second.extension)
        caller = await wants_a_person(box, menu)
        operator = await second.rung(3)
        await operator.answered(3)
        await delay_s(caller, operator, "алло")
        second.unplug()
        await caller.wait_for(menu.prompts["lost"].pcm, 6)
        await caller.wait_for(beep(), 5)
        await caller.hang_up()
        incoming = [each for each in await box.closed_records(4) if each.incoming]
        assert [each.ended_by for each in incoming] == ["caller", "caller"]

    lines = Sip(more={"rtp_silence_s": 1.0})
    with_lines(talk, tmp_path, lines, published=short_starter, call=QUICK, operators=IMPATIENT)
