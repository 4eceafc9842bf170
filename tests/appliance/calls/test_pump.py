from __future__ import annotations

from collections.abc import Callable

import pytest

from appliance.calls.pump import KeyHeard, MediaPump, Played
from appliance.contracts import FRAME_BYTES
from audio.line.tones import dtmf, silence
from tests.appliance.calls.scripted_leg import noise

SILENCE = bytes(FRAME_BYTES)


def frames(pump: MediaPump, count: int) -> list[bytes]:
    return [pump.next_frame()[0] for _ in range(count)]


@pytest.mark.parametrize("sound", [b"", b"\1\0", noise("a", 0.013), noise("b", 0.1), noise("c", 0.333)])
def test_there_is_always_a_whole_frame_whatever_the_length_of_the_prompt(sound: bytes) -> None:
    pump = MediaPump()
    pump.play(sound)
    sent = frames(pump, 30)
    assert {len(frame) for frame in sent} == {FRAME_BYTES}
    assert b"".join(sent).rstrip(b"\0") == sound.rstrip(b"\0")


def test_two_prompts_follow_each_other_without_a_gap() -> None:
    pump = MediaPump()
    first, second = noise("first", 0.1), noise("second", 0.1)
    pump.play(first)
    pump.play(second)
    assert b"".join(frames(pump, 10)) == first + second


def test_the_end_of_the_last_prompt_is_told_once_with_its_last_frame() -> None:
    pump = MediaPump()
    pump.play(noise("a", 0.04))
    assert [pump.next_frame()[1] for _ in range(4)] == [[], [Played()], [], []]


def test_an_interjection_is_heard_first_and_then_the_prompt_goes_on_where_it_was() -> None:
    pump = MediaPump()
    told, warning = noise("told", 0.1), noise("warning", 0.06)
    pump.play(told)
    before = frames(pump, 2)
    pump.interject(warning)
    after = frames(pump, 6)
    assert b"".join(after[:3]) == warning
    assert b"".join(before + after[3:]) == told


def test_a_prompt_that_is_stopped_is_silent_from_the_next_frame_on() -> None:
    pump = MediaPump()
    pump.play(noise("a", 1.0))
    frames(pump, 3)
    pump.stop()
    assert not pump.playing
    assert frames(pump, 3) == [SILENCE] * 3


def test_stopping_a_prompt_does_not_swallow_the_warning() -> None:
    pump = MediaPump()
    pump.play(noise("a", 1.0))
    pump.interject(noise("warning", 0.04))
    pump.stop()
    assert b"".join(frames(pump, 2)) == noise("warning", 0.04)


def test_a_key_in_the_sound_is_told_once() -> None:
    pump = MediaPump()
    sound = silence(0.1) + dtmf("5", 0.1) + silence(0.2)
    told = [event for at in range(0, len(sound), FRAME_BYTES) for event in pump.hear(sound[at : at + FRAME_BYTES])]
    assert told == [KeyHeard("5")]


@pytest.mark.parametrize("pieces", [1, 3, 50])
def test_what_is_recorded_is_what_was_heard(pieces: int) -> None:
    pump = MediaPump()
    kept: list[bytes] = []
    keep: Callable[[bytes], None] = kept.append
    sound = noise("caller", 0.5)
    pump.hear(noise("before", 0.1))
    pump.record_to(keep)
    step = len(sound) // pieces & ~1
    for at in range(0, len(sound), step):
        pump.hear(sound[at : at + step])
    pump.record_to(None)
    pump.hear(noise("after", 0.1))
    assert b"".join(kept) == sound
