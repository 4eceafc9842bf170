"""The sound of a voice modem: its pace, its truth, and how fast a key stops it. All in the modem's own figures."""

from __future__ import annotations

import asyncio
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from appliance.calls.call import PhoneCall
from appliance.contracts import EndedBy, LineState, Prompt
from appliance.lines.voice_samples import from_wire, to_wire
from audio.line.tones import silence, tone
from audio.line.wav import read_wav
from tests.appliance.lines.voice_calls import BEEP, FAMILIES, HELLO, LONG, OTHER, VoiceBox, with_voice_box
from tests.fakes.modem import FakeCaller
from tests.fakes.modem.listen import correlate, samples
from tests.fakes.spoken import said_by_a_caller
from tests.fakes.virtual_time import VirtualTimeLoop
from tests.fakes.voice_modem import VoiceFaults

each_way = pytest.mark.parametrize("no_duplex", [False, True], ids=["duplex", "by turns"])
TALK = tone((500,), 1.6, -20.0) + silence(0.2)
FRAMES = [TALK[at : at + 320] for at in range(0, len(TALK), 320)]


def loud_words() -> Prompt:
    """Return spoken words at full scale: they reach down to the samples that look like a <DLE>."""
    words = samples(said_by_a_caller())
    return Prompt("loud", "", np.clip(words * (-32768 / np.min(words)), -32768, 32767).astype("<i2").tobytes())


def sounding_s(sound: bytes) -> float:
    """Return for how long there was something to hear."""
    return float(np.count_nonzero(np.abs(samples(sound)) > 256)) / 8000


async def talk(box: VoiceBox, seconds: float) -> tuple[FakeCaller, bytes]:
    """Say `TALK` over and over through the port for so long; return the caller and what came."""
    caller = box.modem.ring()
    leg = await box.next_leg()
    await leg.caller()
    await leg.answer()
    frames, heard = cycle(FRAMES), bytearray()

    def turn() -> None:
        heard.extend(leg.port.read())
        leg.port.write(next(frames))

    box.media.attach(turn)
    await asyncio.sleep(seconds)
    box.media.detach(turn)
    return caller, bytes(heard)


@pytest.mark.parametrize("ppm", [-1000.0, 1000.0])
def test_a_minute_both_ways_keeps_the_pace_of_the_modem(tmp_path: Path, ppm: float) -> None:
    async def test(box: VoiceBox) -> None:
        _caller, heard = await talk(box, 75.0)
        report = box.modem.report()
        assert report.bytes_per_s == pytest.approx(16000, rel=0.01)
        assert (report.underruns, report.longest_gap_s) == (0, 0.0)
        assert report.lead_s <= 0.1
        assert len(heard) == pytest.approx(75 * 16000, rel=0.01)

    with_voice_box(test, tmp_path, ppm=ppm)


@pytest.mark.parametrize("ppm", [-200.0, 200.0])
def test_half_a_minute_of_speech_by_turns_keeps_the_pace_too(tmp_path: Path, ppm: float) -> None:
    async def test(box: VoiceBox) -> None:
        await talk(box, 30.0)
        report = box.modem.report()
        assert (report.underruns, report.longest_gap_s) == (0, 0.0)
        assert report.lead_s <= 0.11

    with_voice_box(test, tmp_path, ppm=ppm, faults=VoiceFaults(no_duplex=True))


@each_way
def test_a_loop_that_stands_still_for_a_moment_does_not_make_the_sound_late_for_ever(
    tmp_path: Path, no_duplex: bool
) -> None:
    async def stall(loop: VirtualTimeLoop) -> None:
        for _ in range(3):
            await asyncio.sleep(2.0)
            loop._advance(0.3)

    async def test(box: VoiceBox) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        box.modem.spawn(stall(loop))
        await talk(box, 20.0)
        report = box.modem.report()
        assert report.lead_now_s <= 0.1
        assert report.underruns <= 3

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex))


@pytest.mark.parametrize(("family", "no_duplex"), [(FAMILIES[0], True), (FAMILIES[1], False)])
def test_every_sample_arrives_the_ones_that_look_like_codes_too(tmp_path: Path, family: str, no_duplex: bool) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        loud = loud_words()
        assert 0x10 in to_wire(loud.pcm)
        await call.play(loud)
        await caller.wait_for(loud.pcm, 2.0, threshold=0.98)
        recording = asyncio.ensure_future(call.record(max_s=30.0, silence_s=3.0, begin=BEEP))
        await caller.wait_for(BEEP.pcm, 3.0)
        await asyncio.sleep(0.5)
        words = said_by_a_caller()
        await caller.say(words)
        recorded = await recording
        assert np.max(correlate(samples(read_wav(recorded.path)), samples(words))) > 0.99
        assert recorded.ended_by_key == ""

    with_voice_box(test, tmp_path, family, faults=VoiceFaults(no_duplex=no_duplex))


@each_way
def test_the_wire_may_deliver_byte_by_byte(tmp_path: Path, no_duplex: bool) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        await call.play(HELLO)
        await caller.wait_for(HELLO.pcm, 3.0)
        await caller.press("7")
        assert await call.read_digits(1) == "7"

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex, byte_by_byte=True))


async def stopped_by_a_key(caller: FakeCaller, call: PhoneCall) -> float:
    """Press a key in the middle of a prompt; return how long the caller still heard it."""
    playing = asyncio.ensure_future(call.play(LONG))
    await asyncio.sleep(3.2)
    pressed = asyncio.get_running_loop().time()
    await caller.press("4", inband=False)
    await playing
    await asyncio.sleep(1.0)
    heard = samples(caller.heard)
    last = int(np.flatnonzero(np.abs(heard) > 256)[-1])
    return caller.time_of(last) - pressed


@each_way
@pytest.mark.parametrize("family", FAMILIES)
def test_a_key_stops_a_prompt_and_what_the_modem_has_of_it_is_purged(
    tmp_path: Path, family: str, no_duplex: bool
) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        still_heard_s = await stopped_by_a_key(caller, call)
        assert still_heard_s <= 0.12, "60 ms of it are the modem's own, until it reports the key"
        assert [dropped for dropped in box.modem.sound.purged if dropped]
        assert await call.read_digits(1) == "4"
        await call.play(OTHER)
        await caller.wait_for(OTHER.pcm, 3.0)

    with_voice_box(test, tmp_path, family, faults=VoiceFaults(no_duplex=no_duplex))


@each_way
def test_a_key_that_stops_nothing_costs_no_sound(tmp_path: Path, no_duplex: bool) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        playing = asyncio.ensure_future(call.play(LONG, break_on=""))
        await asyncio.sleep(2.15)
        await caller.press("4", inband=False)
        await playing
        await asyncio.sleep(1.0)
        assert sounding_s(caller.heard) == pytest.approx(sounding_s(from_wire(to_wire(LONG.pcm))), abs=0.01)

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex))


@each_way
@pytest.mark.parametrize(("bare", "repeats"), [(False, 1), (False, 8), (True, 1), (True, 4)])
def test_one_press_is_one_key_in_every_state(tmp_path: Path, no_duplex: bool, bare: bool, repeats: int) -> None:
    faults = VoiceFaults(no_duplex=no_duplex, bare_keys=bare, key_repeats=repeats)

    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        playing = asyncio.ensure_future(call.play(LONG, break_on=""))
        held_s = 0.1 + 0.07 * repeats
        await asyncio.sleep(1.0)
        await caller.press("12", tone_s=held_s, gap_s=0.2)
        await playing
        await asyncio.sleep(1.0)
        await caller.press("33*", tone_s=held_s, gap_s=0.2)
        await asyncio.sleep(1.0)
        assert await call.read_digits(9, first_s=0.1, next_s=0.1) == "1233*"

    with_voice_box(test, tmp_path, faults=faults)


def test_by_turns_a_prompt_with_pauses_is_heard_whole_and_the_caller_between(tmp_path: Path) -> None:
    sentence = tone((400, 620, 950), 0.8, -16.0)
    prompt = Prompt("pauses", "", sentence + silence(0.2) + sentence + silence(1.5) + sentence)

    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        await call.play(prompt)
        for _ in range(3):
            await caller.wait_for(sentence, 5.0, threshold=0.95)
        turns = [text for _at, text in box.modem.commands if text in ("AT+VTX", "AT+VRX")]
        assert turns[:5] == ["AT+VRX", "AT+VTX", "AT+VRX", "AT+VTX", "AT+VRX"][: len(turns)]
        assert len(turns) >= 4

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=True))


@each_way
def test_a_modem_whose_sound_dies_is_opened_anew_and_answers_the_next_call(tmp_path: Path, no_duplex: bool) -> None:
    async def test(box: VoiceBox) -> None:
        _caller, call = await box.answered()
        await call.play(HELLO)
        await asyncio.sleep(1.5)
        box.modem.faults.audio_frozen = True
        async with asyncio.timeout(7.0):
            assert await box.legs[0].wait_ended() is EndedBy.FAULT
        await call.close()
        assert "перестав передавати звук" in box.line.status.reason
        box.modem.faults.audio_frozen = False
        await box.until(LineState.IDLE, 20.0)
        caller, call = await box.answered()
        await call.play(HELLO)
        await caller.wait_for(HELLO.pcm, 3.0)
        # Who wakes a modem says the codes of all states at once.
        box.modem.complaints = [complaint for complaint in box.modem.complaints if not complaint.startswith("code")]

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex))


def test_a_modem_that_only_says_it_has_duplex_goes_on_by_turns_from_the_next_call(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        _caller, call = await box.answered()
        async with asyncio.timeout(7.0):
            assert await box.legs[0].wait_ended() is EndedBy.FAULT
        await call.close()
        await box.until(LineState.IDLE, 20.0)
        caller, call = await box.answered()
        await call.play(HELLO)
        await caller.wait_for(HELLO.pcm, 3.0)
        await caller.press("6")
        assert await call.read_digits(1) == "6"
        box.modem.complaints.clear()

    with_voice_box(test, tmp_path, faults=VoiceFaults(duplex_silent=True))


@each_way
def test_a_stream_that_the_modem_ends_for_no_reason_is_opened_again(tmp_path: Path, no_duplex: bool) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        await call.play(HELLO)
        for _ in range(3):
            await asyncio.sleep(1.5)
            box.modem.interpreter.end_stream()
        playing = asyncio.ensure_future(call.play(LONG))
        await asyncio.sleep(3.0)
        box.modem.interpreter.end_stream()
        await playing
        await asyncio.sleep(1.0)
        assert sounding_s(caller.heard) > 9.0
        await call.play(OTHER)
        await caller.wait_for(OTHER.pcm, 3.0)
        await caller.press("8")
        assert await call.read_digits(1) == "8"

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex))


def test_a_modem_that_stood_still_for_a_second_goes_on_without_delay(tmp_path: Path) -> None:
    async def stand_still(box: VoiceBox) -> None:
        await asyncio.sleep(4.0)
        for seconds in (0.3, 1.0, 2.0):
            box.modem.faults.audio_frozen = True
            await asyncio.sleep(seconds)
            box.modem.faults.audio_frozen = False
            await asyncio.sleep(1.5)
            assert box.modem.report().lead_now_s <= 0.1

    async def test(box: VoiceBox) -> None:
        standing = asyncio.ensure_future(stand_still(box))
        await talk(box, 12.0)
        await standing
        assert box.legs[0].ended is None

    with_voice_box(test, tmp_path)
