"""The audio port alone: whole samples, whatever the wire takes of them."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.lines.audio_port import MAX_UNREAD_BYTES, SerialAudioPort
from appliance.lines.serial_port import PortLost, PortTaken
from tests.appliance.lines.wire import Wire
from tests.fakes.virtual_time import run_virtually

FRAME = b"\x34\x12" * 160


def on_a_wire(test: Callable[[SerialAudioPort, Wire], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        lost: list[PortLost] = []
        with Wire() as wire:
            port = SerialAudioPort(wire.path, baudrate=115200, monotonic=loop.time, on_lost=lost.append)
            port.begin()
            await test(port, wire)
            port.close()

    run_virtually(main)


def test_half_a_sample_waits_for_its_other_half() -> None:
    async def test(port: SerialAudioPort, wire: Wire) -> None:
        wire.write(b"\x01\x02\x03")
        await asyncio.sleep(0.01)
        assert port.read() == b"\x01\x02"
        wire.write(b"\x04\x05\x06")
        await asyncio.sleep(0.01)
        assert port.read() == b"\x03\x04\x05\x06"
        assert port.read() == b""

    on_a_wire(test)


def test_sound_that_nobody_reads_is_forgotten_oldest_first_in_whole_samples() -> None:
    async def test(port: SerialAudioPort, wire: Wire) -> None:
        for number in range(40):
            wire.write(bytes([number, 0]) * 161 + b"\x7f")
            await asyncio.sleep(0.01)
        sound = port.read()
        assert MAX_UNREAD_BYTES - 1 <= len(sound) <= MAX_UNREAD_BYTES
        assert sound[-4:-2] == b"\x27\x00" or sound[-3:-1] == b"\x27\x00"

    on_a_wire(test)


def test_a_new_call_hears_nothing_of_the_one_before() -> None:
    async def test(port: SerialAudioPort, wire: Wire) -> None:
        wire.write(FRAME + b"\x01")
        await asyncio.sleep(0.01)
        wire.write(FRAME)
        port.begin()
        wire.write(b"\x05\x06")
        await asyncio.sleep(0.01)
        assert port.read() == b"\x05\x06"

    on_a_wire(test)


def test_a_port_of_somebody_else_is_refused() -> None:
    async def test(port: SerialAudioPort, wire: Wire) -> None:
        with pytest.raises(PortTaken):
            SerialAudioPort(wire.path, baudrate=115200, monotonic=lambda: 0.0, on_lost=lambda _error: None)

    on_a_wire(test)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 1600), min_size=1, max_size=12))
def test_samples_stay_whole_however_little_of_a_frame_the_wire_takes(takes: list[int]) -> None:
    on_wire = bytearray()
    limits = iter(takes)

    def offer(sound: bytes) -> int:
        taken = min(next(limits, len(sound)), len(sound))
        on_wire.extend(sound[:taken])
        return taken

    async def test(port: SerialAudioPort, wire: Wire) -> None:
        port._port.offer = offer  # type: ignore[method-assign,assignment]
        for _ in range(len(takes) * 21 + 60):
            wire.write(bytes(320))
            await asyncio.sleep(0.02)
            port.read()
            port.write(FRAME)
            wire.read()
        assert len(on_wire) > 320
        samples = {bytes(on_wire[at : at + 2]) for at in range(0, len(on_wire) - 1, 2)}
        assert samples <= {b"\x34\x12", b"\x00\x00"}

    on_a_wire(test)
