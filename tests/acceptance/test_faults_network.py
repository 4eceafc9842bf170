"""A bad network between a SIP caller and the box: packets lost, doubled, out of order; an address that changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.menu.published import load_current
from audio.line.g711 import encode_alaw
from audio.line.tones import beep
from audio.line.wav import read_wav
from tests.acceptance.ear import head, likeness
from tests.acceptance.parties import greeted, hear_each_other
from tests.acceptance.staff import hire
from tests.appliance.calls.scripted_leg import noise
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import Sip
from tests.fakes.modem.listen import Ear
from tests.fakes.sip.caller import FakeTelephones, SipParty, Telephone
from tests.fakes.sip.media import CLEAR, Media, Weather
from tests.fakes.spoken import said_by_a_caller

QUICK = quick(answer_after_s=0.1, opening_silence_s=0.2)
LOST = (0.0, 0.01, 0.05, 0.10)
"""The shares of packets that are lost, each way; a tenth of the others come late, a twentieth twice."""
SAID_S = 3.0
LENGTH_WITHIN_S = 0.25
ALIKE = 0.85
"""Less than a good network gives: a stall of this machine drops a frame or two in the middle of a word."""
NOTHING = 0.1


def badly(lost: float) -> Telephone:
    """Return a telephone behind such a network; without loss it is a good one."""
    return Telephone(weather=Weather(lost=lost, doubled=0.05, swapped=0.1, seed=7) if lost else CLEAR)


def telephones_of(box: Box) -> FakeTelephones:
    wires = box.wires["trunk"]
    assert isinstance(wires, FakeTelephones)
    return wires


def test_over_a_network_that_loses_and_mixes_packets_prompts_keys_and_messages_come_through(
    tmp_path: Path, short_starter: Path
) -> None:
    menu = load_current(short_starter)
    # Synthesised here: the loop does not wait for it.
    words = said_by_a_caller()[: int(SAID_S * 16000)]

    async def leaves_a_message(box: Box, number: str, lost: float) -> tuple[float, float]:
        call = await greeted(box, menu, number, telephone=badly(lost))
        for key, prompt in (("4", "other"), ("#3", "message")):
            await call.press(key)
            await call.wait_for(head(menu.prompts[prompt], 1.0), 5)
        await call.wait_for(beep(), 5)
        await call.say(words)
        await call.press("5")
        await call.wait_for(head(menu.prompts["review"], 1.0), 5)
        await call.hang_up()
        [record] = await box.closed_records(1, number=number)
        assert record.keys == "4#35"
        assert (record.result, record.ended_by) == ("SERVED", "caller")
        [message] = record.messages
        sound = read_wav(box.settings.recordings / message.path)
        match = Ear(words[8000:40000]).hear(sound, NOTHING, over=True)
        return match.score if match else NOTHING, message.sound_s

    async def talk(box: Box) -> None:
        callers = (leaves_a_message(box, f"+3806711122{at:02}", lost) for at, lost in enumerate(LOST))
        kept = dict(zip(LOST, await asyncio.gather(*callers), strict=True))
        for lost, (alike, length_s) in kept.items():
            assert alike > ALIKE - 1.5 * lost, kept
            assert length_s == pytest.approx(kept[0.0][1], abs=LENGTH_WITHIN_S), kept

    with_lines(talk, tmp_path, Sip(), published=short_starter, call=QUICK)


def test_sound_follows_a_telephone_to_the_address_it_tells_and_to_no_other(tmp_path: Path, short_starter: Path) -> None:
    menu = load_current(short_starter)

    async def talk(box: Box) -> None:
        desk = telephones_of(box).desk("201")
        await hire(box, "Олена", desk.extension)
        caller = await greeted(box, menu)
        assert isinstance(caller, SipParty)
        stranger = Media()
        stranger.remote = caller.call.media.remote
        stranger.press(3)
        await asyncio.sleep(0.3)
        left = await caller.move()
        # What was on its way when the box agreed may still be heard.
        await asyncio.sleep(0.3)
        left.press(3)
        await caller.press("0")
        operator = await desk.rung(3)
        await operator.answered(3)
        stranger.remote = operator.call.media.remote
        await asyncio.gather(
            hear_each_other(caller, operator), interrupts(stranger, noise("чужий", 1.0)), keep_saying(left)
        )
        await operator.move()
        await hear_each_other(caller, operator)
        stranger.close()
        assert likeness(caller.heard, noise("чужий", 1.0)) < 0.3
        assert likeness(operator.heard, noise("колишній", 0.3)) < 0.3
        await caller.hang_up()
        await operator.ended(5)
        incoming = [each for each in await box.closed_records(2) if each.incoming]
        assert [(each.keys, each.ended_by) for each in incoming] == [("0", "caller")]

    with_lines(talk, tmp_path, Sip(), published=short_starter, call=QUICK)


async def interrupts(stranger: Media, sound: bytes) -> None:
    """Send sound where nobody has asked for it."""
    for at in range(0, len(sound), 320):
        stranger.say(encode_alaw(sound[at : at + 320]))
        await asyncio.sleep(0.02)


async def keep_saying(left: Media) -> None:
    """Sound still comes from where the telephone was."""
    await interrupts(left, noise("колишній", 1.0))
