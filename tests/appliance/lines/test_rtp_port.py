"""The sound of one SIP call on a real socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from appliance.contracts import FRAME_BYTES, LineFault
from appliance.lines.rtp_arrivals import Arrivals
from appliance.lines.rtp_port import NoPort, RtpPort, RtpPorts
from appliance.lines.sdp import Agreed
from audio.line.g711 import decode_alaw, encode_ulaw
from tests.fakes.sip.media import LIMIT_S, Media, Weather
from tests.fakes.sip.table import CODECS

LOUD = bytes([0, 64] * 160)


def really(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def run() -> None:
        asyncio.run(test())

    run.__name__ = test.__name__
    return run


class Heard(list[str]):
    """The keys a port told of."""


@asynccontextmanager
async def talking(
    *, weather: Weather | None = None, events: int | None = 101, codec: str = "PCMA", learn_from: str = ""
) -> AsyncIterator[tuple[RtpPort, Media, Heard]]:
    keys = Heard()
    port = RtpPort(
        RtpPorts("127.0.0.1", (0, 0)).bind(), CODECS, on_key=keys.append, learn_from=learn_from, arrivals=Counted()
    )
    media = Media(payload_type=8 if codec == "PCMA" else 0, weather=weather)
    media.remote = ("127.0.0.1", port.number)
    port.connect(agreed(media, events=events, codec=codec))
    try:
        yield port, media, keys
    finally:
        port.close()
        media.close()


def agreed(media: Media, *, events: int | None = 101, codec: str = "PCMA", we_send: bool = True) -> Agreed:
    return Agreed(("127.0.0.1", media.port), codec, media.payload_type, events, we_send=we_send, they_send=True)


class Counted(Arrivals):
    """Counts how many packets were taken out of the socket."""

    taken = 0

    def watch(self, port: socket.socket, arrived: Callable[[], None]) -> None:
        def one() -> None:
            arrived()
            self.taken += 1

        super().watch(port, one)


async def arrived(port: RtpPort, *senders: Media) -> None:
    """Wait until all has come that these have sent: a busy kernel brings it later."""
    assert isinstance(port._arrivals, Counted)
    async with asyncio.timeout(LIMIT_S):
        while port._arrivals.taken < sum(sender.sent for sender in senders):
            await asyncio.sleep(0)


@really
async def test_what_is_said_is_heard_and_what_is_written_is_sent() -> None:
    async with talking(codec="PCMU") as (port, media, _):
        for _ in range(3):
            media.say(encode_ulaw(LOUD))
        await arrived(port, media)
        assert [any(port.read()) for _ in range(5)] == [False, False, True, True, True]
        for _ in range(3):
            port.write(LOUD)
        heard = await media.hear(3)
        assert [packet.payload for packet in heard] == [encode_ulaw(LOUD)] * 3
        assert [packet.marker for packet in heard] == [True, False, False]
        assert (heard[1].sequence - heard[0].sequence) & 0xFFFF == 1
        assert (heard[1].timestamp - heard[0].timestamp) & 0xFFFFFFFF == 160


@really
async def test_only_the_negotiated_source_is_heard() -> None:
    async with talking() as (port, media, keys):
        stranger = Media()
        stranger.remote = media.remote
        for _ in range(3):
            stranger.say(b"\x55" * 160)
        stranger.press(9)
        media.press(1)
        await arrived(port, media)
        assert keys == ["1"]
        assert not any(any(port.read()) for _ in range(6))
        stranger.close()


@really
async def test_a_peer_behind_nat_is_taken_from_where_it_first_comes() -> None:
    async with talking(learn_from="127.0.0.1") as (port, said, keys):
        real, thief = Media(), Media()
        real.remote = thief.remote = said.remote
        real.press(5)
        await arrived(port, real)
        thief.press(9)
        await arrived(port, real, thief)
        assert keys == ["5"]
        port.write(LOUD)
        await real.hear(1)
        assert said.heard == []
        real.close()
        thief.close()


@really
async def test_a_held_port_sends_nothing_and_goes_on_in_time() -> None:
    async with talking() as (port, media, _):
        port.write(LOUD)
        port.connect(agreed(media, we_send=False))
        for _ in range(5):
            port.write(LOUD)
        port.connect(agreed(media))
        port.write(LOUD)
        first, second = await media.hear(2)
        assert (second.timestamp - first.timestamp) & 0xFFFFFFFF == 6 * 160
        assert (second.sequence - first.sequence) & 0xFFFF == 1
        assert second.marker


@really
async def test_nothing_is_decoded_while_nobody_listens() -> None:
    async with talking() as (port, media, keys):
        port.listening = False
        before_s = port.heard_s
        media.say(b"\x55" * 160)
        media.press(3)
        await arrived(port, media)
        assert port.read() == b""
        assert port.heard_s > before_s
        assert keys == ["3"]
        port.listening = True
        media.say(b"\x55" * 160)
        await arrived(port, media)
        assert [len(port.read()) for _ in range(3)] == [FRAME_BYTES] * 3


@pytest.mark.parametrize("lost", [0.01, 0.05, 0.10])
def test_on_a_bad_network_most_sound_comes_through_in_order_and_every_key_once(lost: float) -> None:
    def said(number: int) -> bytes:
        return bytes([number]) * 80 + bytes([(7 * number + 13) % 256]) * 80

    async def main() -> None:
        weather = Weather(lost=lost, doubled=0.05, swapped=0.1, seed=7)
        async with talking(weather=weather) as (port, media, keys):
            heard: list[bytes] = []
            for number in range(240):
                media.say(said(number))
                await arrived(port, media)
                heard.append(port.read())
                if number % 40 == 20:
                    media.press(number // 40)
                    await arrived(port, media)
                    heard.extend(port.read() for _ in range(7))
            assert keys == list("012345")
            known = {decode_alaw(said(number)): number for number in range(240)}
            numbers = [known[frame] for frame in heard if frame in known]
            assert numbers == sorted(set(numbers))
            assert len(numbers) > 240 * (1 - 1.5 * lost) - 6

    asyncio.run(main())


@really
async def test_a_new_sender_is_heard_at_once() -> None:
    async with talking() as (port, media, _):
        media.say(b"\x55" * 160)
        await arrived(port, media)
        port.read()
        media.ssrc += 1
        media.timestamp += 1 << 30
        media.say(b"\x2a" * 160)
        await arrived(port, media)
        assert decode_alaw(b"\x2a" * 160) in [port.read() for _ in range(3)]


@really
async def test_comfort_noise_is_a_sign_of_life_and_no_sound() -> None:
    async with talking() as (port, media, _):
        before_s = port.heard_s
        media.packet(13, b"\x40", 0)
        await arrived(port, media)
        assert port.heard_s > before_s
        assert not any(any(port.read()) for _ in range(4))


@really
async def test_keys_are_looked_for_in_the_sound_only_without_events() -> None:
    async with talking(events=None) as (port, _, _keys):
        assert port.in_band_keys
        assert not port.in_band_tones
        assert not port.sends_events
    async with talking() as (port, _, _keys):
        assert not port.in_band_keys
        assert port.sends_events


@really
async def test_a_port_that_is_closed_lets_go_of_who_presses() -> None:
    async with talking() as (port, _, _keys):
        pressing = asyncio.create_task(port.press("5"))
        await asyncio.sleep(0)
        port.close()
        await asyncio.wait_for(pressing, LIMIT_S)


def test_the_pair_of_ports_is_even_and_odd_and_within_the_range() -> None:
    free = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    free.bind(("127.0.0.1", 0))
    first = free.getsockname()[1] & ~1
    free.close()
    ports = RtpPorts("127.0.0.1", (first, first + 9))
    pairs = [ports.bind() for _ in range(2)]
    numbers = [(rtp.getsockname()[1], rtcp.getsockname()[1]) for rtp, rtcp in pairs]
    for pair in pairs:
        for one in pair:
            one.close()
    assert all(rtp % 2 == 0 and rtcp == rtp + 1 and first <= rtp <= first + 8 for rtp, rtcp in numbers)


def test_no_port_left_is_said_by_its_name() -> None:
    taken = RtpPorts("127.0.0.1", (0, 0)).bind()
    number = taken[0].getsockname()[1]
    with pytest.raises(NoPort):
        RtpPorts("127.0.0.1", (number, number + 1)).bind()
    for one in taken:
        one.close()
    assert issubclass(NoPort, LineFault)
