"""The parts below a call's sound, without a modem: pairs that the wire cuts, and what waits for a half-duplex modem."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.lines.voice_channel import VoiceChannel
from appliance.lines.voice_dle import Unshielder
from appliance.lines.voice_half_port import HOLD_FRAMES, HalfDuplexVoicePort
from appliance.lines.voice_port import PRIMING_FRAMES
from appliance.lines.voice_protocol import Mode, Order
from appliance.lines.voice_samples import is_silent
from audio.line.tones import tone
from tests.appliance.lines.wire import Wire
from tests.fakes.virtual_time import run_virtually

SPEECH = tone((500,), 0.02, -10.0)
SILENCE = bytes(320)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([b"\x10\x10\x10", b"\x10\x80\x10", b"\x81\x10\x82"]))))
def test_a_wire_that_takes_any_part_of_a_frame_never_sees_half_a_pair(frames: list[tuple[int, bytes]]) -> None:
    async def main() -> None:
        with Wire() as wire:
            channel = VoiceChannel(wire.path, baudrate=115200, on_event=lambda _e: None, on_lost=lambda _e: None)
            opening = asyncio.ensure_future(channel.ask(Order("AT+VTX", opens=Mode.TRANSMIT)))
            await asyncio.sleep(0.01)
            wire.read()
            wire.write(b"\r\nCONNECT\r\n")
            await opening
            taken, most = bytearray(), 0

            def offer(octets: bytes) -> int:
                taken.extend(octets[:most])
                return min(most, len(octets))

            channel._port.offer = offer  # type: ignore[method-assign, assignment]  # no real wire can be made to cut so finely
            for most, sound in frames:  # noqa: B007
                channel.speak(sound)
            channel.close()
            taken += channel._half
            assert all(isinstance(item, bytes) for item in Unshielder().feed(bytes(taken)))

    run_virtually(main)


class Ear:
    """A modem that notes what it is told."""

    def __init__(self) -> None:
        self.queued_bytes = 0
        self.said: list[bytes] = []
        self.turns: list[Mode] = []
        self.purges = 0
        self.now_s = 100.0
        self.port = HalfDuplexVoicePort(self, monotonic=lambda: self.now_s, turn=self.turns.append)

    def speak(self, sound: bytes) -> bool:
        self.said += [sound[at : at + 160] for at in range(0, len(sound), 160)]
        return True

    def purge(self) -> None:
        self.purges += 1

    def write(self, frame: bytes, times: int = 1) -> None:
        for _ in range(times):
            self.port.write(frame)
            self.now_s += 0.02


def test_what_is_said_while_the_modem_turns_is_played_first_and_made_up_for_in_the_next_silence() -> None:
    ear = Ear()
    ear.write(SPEECH, 12)
    assert (ear.turns, ear.said) == ([Mode.TRANSMIT], [])
    ear.port.turned(Mode.TRANSMIT)
    ear.write(SPEECH)
    assert len(ear.said) == PRIMING_FRAMES + 1
    assert not any(map(is_silent, ear.said))
    ear.write(SPEECH, 10)
    ear.write(SILENCE, 12)
    assert sum(not is_silent(frame) for frame in ear.said) == 23
    ear.write(SPEECH)
    assert not is_silent(ear.said[-1]), "nothing waits any more"


def test_nothing_is_said_and_the_modem_goes_on_listening() -> None:
    ear = Ear()
    ear.write(SILENCE, 500)
    assert (ear.turns, ear.said) == ([], [])
    assert ear.port.hearing


def test_silence_that_lasts_turns_the_modem_to_listening_and_speech_meanwhile_turns_it_back() -> None:
    ear = Ear()
    ear.write(SPEECH)
    ear.port.turned(Mode.TRANSMIT)
    ear.write(SPEECH, 5)
    ear.write(SILENCE, HOLD_FRAMES - 1)
    assert ear.turns == [Mode.TRANSMIT]
    ear.write(SILENCE, 2)
    assert ear.turns == [Mode.TRANSMIT, Mode.RECEIVE]
    ear.write(SPEECH)
    ear.port.turned(Mode.RECEIVE)
    assert ear.turns == [Mode.TRANSMIT, Mode.RECEIVE, Mode.TRANSMIT]


def test_a_modem_that_does_not_turn_shows_no_life() -> None:
    ear = Ear()
    ear.write(SPEECH, 100)
    assert ear.port.quiet_for_s == pytest.approx(2.0)


def test_a_driver_that_hoards_is_given_no_more_and_shows_no_life() -> None:
    ear = Ear()
    ear.write(SPEECH)
    ear.port.turned(Mode.TRANSMIT)
    ear.queued_bytes = 2000
    ear.write(SPEECH, 50)
    assert ear.said == []
    assert ear.port.quiet_for_s == pytest.approx(1.0)
