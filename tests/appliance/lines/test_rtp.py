"""RTP packets, keys in them, and their order."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.contracts import FRAME_BYTES
from appliance.lines.rtp import Packet, build, event, parse
from appliance.lines.rtp_jitter import JitterBuffer
from appliance.lines.rtp_keys import KeyListener, KeyPresser
from audio.line.g711 import decode_alaw

PACKET = Packet(8, True, 65535, 4294967295, 7, b"\xd5" * 160)


def test_a_packet_written_is_the_packet_read() -> None:
    assert parse(build(PACKET)) == PACKET
    assert build(PACKET)[:12] == struct.pack("!BBHII", 0x80, 0x88, 65535, 4294967295, 7)


def test_contributing_sources_extension_and_padding_are_stepped_over() -> None:
    head = struct.pack("!BBHIIII", 0x80 | 0x20 | 0x10 | 2, 8, 1, 2, 3, 4, 5) + struct.pack("!HHI", 0xBEDE, 1, 0)
    packet = parse(head + b"sound" + b"\0\0\3")
    assert packet is not None
    assert packet.payload == b"sound"


@pytest.mark.parametrize(
    "datagram", [b"", b"\x80\x08", b"\x00" * 20, b"\x90" + b"\0" * 12, b"\xa0" + b"\0" * 11 + b"\xff"]
)
def test_what_is_no_packet_is_none(datagram: bytes) -> None:
    assert parse(datagram) is None


@given(st.binary(max_size=300))
def test_no_datagram_breaks_the_reader(datagram: bytes) -> None:
    parse(datagram)


def _events(
    code: int, timestamp: int, *, ssrc: int = 1, durations: tuple[int, ...] = (160, 320, 480), ends: int = 3
) -> list[Packet]:
    said = [(duration, False) for duration in durations] + [(640, True)] * ends
    return [
        Packet(101, step == 0, step, timestamp, ssrc, struct.pack("!BBH", code, 10 | (0x80 if end else 0), duration))
        for step, (duration, end) in enumerate(said)
    ]


def _hear(packets: list[Packet], *, step_s: float = 0.02) -> str:
    listener = KeyListener()
    return "".join(listener.heard(packet, at * step_s) for at, packet in enumerate(packets))


def test_a_press_is_told_once_and_at_its_first_packet() -> None:
    listener = KeyListener()
    first, *others = _events(5, 1000)
    assert listener.heard(first, 0.0) == "5"
    assert [listener.heard(packet, 0.1) for packet in others] == [""] * len(others)


def test_every_key_has_its_number() -> None:
    packets = [packet for code in range(17) for packet in _events(code, 8000 * code)]
    assert _hear(packets) == "0123456789*#"


@given(st.lists(st.booleans(), min_size=6, max_size=6).filter(any), st.permutations(range(6)))
def test_a_press_is_one_press_whatever_of_it_is_lost_and_in_any_order(kept: list[bool], order: list[int]) -> None:
    packets = [packet for packet, stays in zip(_events(7, 5000), kept, strict=True) if stays]
    mixed = [packets[at] for at in order if at < len(packets)]
    assert _hear(mixed) == "7"


def test_the_same_key_twice_is_two_presses() -> None:
    assert _hear(_events(3, 1000) + _events(3, 3000)) == "33"
    assert _hear(_events(3, 1000, ends=0) + [PACKET._replace(payload=b"")] * 5 + _events(3, 3000)) == "33"


def test_a_late_copy_of_an_old_press_is_no_press() -> None:
    one, two = _events(1, 1000), _events(2, 3000)
    assert _hear([*one[:3], *two, *one[3:], *one]) == "12"


def test_another_sender_begins_anew() -> None:
    assert _hear(_events(1, 1000) + _events(1, 1000, ssrc=2)) == "11"


def test_a_key_held_longer_than_a_duration_can_say_is_one_press() -> None:
    first = _events(9, 1000, durations=(160, 65535), ends=0)
    assert _hear(first + _events(9, 1000 + 65535), step_s=4.0) == "9"


def test_a_gateway_that_moves_the_timestamp_within_a_press_presses_once() -> None:
    packets = [packet._replace(timestamp=1000 + 160 * at) for at, packet in enumerate(_events(4, 0, ends=1))]
    assert _hear(packets) == "4"


def test_a_press_of_ours_is_what_a_listener_hears() -> None:
    presser = KeyPresser()
    presser.press("0#", 160)
    packets, timestamp, frames = [], 0, 0
    while presser.pressing:
        frames += 1
        if (step := presser.next()) is not None:
            payload, number = step
            timestamp = 160 * frames if number == 1 else timestamp
            packets.append(Packet(101, number == 1, frames, timestamp, 1, payload))
    assert _hear(packets) == "0#"
    assert event("9", 70000, end=True) == struct.pack("!BBH", 9, 0x8A, 65535)


def _tone(number: int) -> bytes:
    """Twenty milliseconds that can be told from any other."""
    return bytes([number]) * 160


def _played(jitter: JitterBuffer, frames: int) -> list[int | None]:
    """Return which frames came out; None is silence or a guess."""
    known = {decode_alaw(_tone(number)): number for number in range(256)}
    return [known.get(jitter.take()) for _ in range(frames)]


def _fill(jitter: JitterBuffer, numbers: list[int], start: int = 0) -> None:
    for number in numbers:
        jitter.put((start + 160 * number) & 0xFFFFFFFF, _tone(number % 256))


@pytest.mark.parametrize("start", [0, 4294967296 - 800, 12345, 2147483648 - 320])
def test_sound_comes_out_in_order_behind_forty_milliseconds(start: int) -> None:
    jitter = JitterBuffer(decode_alaw)
    _fill(jitter, list(range(10)), start)
    assert _played(jitter, 12) == [None, None, *range(10)]


def test_packets_out_of_order_and_copies_come_out_in_order_once() -> None:
    jitter = JitterBuffer(decode_alaw)
    _fill(jitter, [0, 2, 1, 1, 4, 3, 0, 5])
    assert _played(jitter, 8) == [None, None, 0, 1, 2, 3, 4, 5]


def test_a_hole_is_guessed_for_sixty_milliseconds_and_then_silent() -> None:
    jitter = JitterBuffer(decode_alaw)
    _fill(jitter, [0])
    frames = [jitter.take() for _ in range(8)]
    loudness = [max(memoryview(frame).cast("h"), key=abs) for frame in frames]
    assert loudness[:2] == [0, 0]
    assert [abs(level) for level in loudness[2:6]] == sorted((abs(level) for level in loudness[2:6]), reverse=True)
    assert 0 not in loudness[2:6]
    assert loudness[6:] == [0, 0]


def test_a_packet_that_comes_a_little_late_is_still_played_and_deepens_the_buffer() -> None:
    jitter = JitterBuffer(decode_alaw)
    _fill(jitter, [0, 1])
    assert _played(jitter, 5) == [None, None, 0, 1, None]
    _fill(jitter, [2, 3, 4, 5])
    assert jitter.late == 1
    assert _played(jitter, 4) == [2, 3, 4, 5]


def test_a_network_that_is_late_again_and_again_costs_one_frame_only() -> None:
    jitter = JitterBuffer(decode_alaw)
    guessed = []
    for tick in range(900):
        late = tick % 150 in (15, 16, 17)
        due = [tick - 3, tick - 2, tick - 1, tick] if tick % 150 == 18 else [] if late else [tick]
        _fill(jitter, due)
        guessed.append(_played(jitter, 1) == [None])
    assert sum(guessed[2:]) == 1


def test_a_packet_that_comes_too_late_is_dropped() -> None:
    jitter = JitterBuffer(decode_alaw)
    _fill(jitter, [number for number in range(12) if number != 3])
    assert _played(jitter, 11) == [None, None, 0, 1, 2, None, 4, 5, 6, 7, 8]
    _fill(jitter, [3])
    assert _played(jitter, 3) == [9, 10, 11]


@pytest.mark.parametrize("ptime_ms", [10, 20, 30, 40, 60])
def test_any_packet_time_comes_out_as_frames(ptime_ms: int) -> None:
    jitter = JitterBuffer(decode_alaw)
    samples = 8 * ptime_ms
    codes = b"".join(_tone(number) for number in range(12))
    for start in range(0, len(codes), samples):
        jitter.put(777 + start, codes[start : start + samples])
    assert _played(jitter, 14)[2:] == list(range(12))


def test_a_pause_of_the_sender_is_a_new_beginning() -> None:
    jitter = JitterBuffer(decode_alaw)
    _fill(jitter, [0, 1, 2])
    _played(jitter, 40)
    _fill(jitter, [3, 4, 5], start=999999)
    assert _played(jitter, 5) == [None, None, 3, 4, 5]


def test_a_jump_in_time_is_a_new_beginning() -> None:
    jitter = JitterBuffer(decode_alaw)
    _fill(jitter, [0, 1, 2])
    _played(jitter, 4)
    _fill(jitter, [3, 4, 5], start=3000000)
    assert _played(jitter, 5) == [None, None, 3, 4, 5]


def test_a_faster_clock_does_not_fill_the_buffer() -> None:
    jitter = JitterBuffer(decode_alaw)
    sent, waiting = 0, []
    for tick in range(1500):
        for _ in range(2 if tick % 100 == 99 else 1):
            jitter.put(160 * sent, _tone(sent % 256))
            sent += 1
        jitter.take()
        waiting.append(jitter.waiting)
    assert max(waiting[500:]) <= 5


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 700)), max_size=60))
def test_no_stream_breaks_the_buffer_and_it_never_hoards(packets: list[tuple[int, int]]) -> None:
    jitter = JitterBuffer(decode_alaw)
    for timestamp, length in packets:
        jitter.put(timestamp, bytes(length))
        assert len(jitter.take()) == FRAME_BYTES
        assert jitter.waiting <= 60
