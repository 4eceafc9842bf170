"""Sound over alsa-lib: the pace of a card in virtual time, and what breaks it; then alsa-lib's own plug-ins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from appliance.calls.media_clock import MediaClock
from appliance.lines.alsa_pcm import Direction, SoundCardLost, SoundCardMissing, open_pcm
from appliance.lines.alsa_port import MAX_UNREAD_FRAMES, AlsaAudioPort
from appliance.lines.serial_port import PortLost
from audio.line.tones import silence, tone
from tests.fakes.sound_card import SoundCard
from tests.fakes.virtual_time import VirtualTimeLoop, run_virtually

TALK = tone((500,), 1.6, -20.0) + silence(0.4)
FRAMES = [TALK[at : at + 320] for at in range(0, len(TALK), 320)]


class Talk:
    """A call that says `TALK` over and over through a card."""

    def __init__(self, card: SoundCard, frames: list[bytes] = FRAMES) -> None:
        self.card = card
        self.lost: list[PortLost] = []
        self.heard = bytearray()
        self.leads: list[int] = []
        self.opened_at = 0.0
        loop = asyncio.get_running_loop()
        self.port = AlsaAudioPort("card", monotonic=loop.time, on_lost=self.lost.append, open_pcm=card.open)
        self._frames = cycle(frames)
        self.clock = MediaClock()

    def begin(self) -> None:
        self.port.begin()
        self.clock.attach(self.turn)

    def turn(self) -> None:
        self.heard += self.port.read()
        self.port.write(next(self._frames))
        streams = self.port._streams
        if streams and self.card.played and not self.lost:
            self.leads.append(streams[0].delay())

    async def stop(self) -> None:
        self.clock.detach(self.turn)
        self.port.close()
        await asyncio.sleep(0.1)


def sounding(sound: bytes | bytearray) -> int:
    """Return how many samples are no silence."""
    return sum(1 for sample in memoryview(bytes(sound)).cast("h") if sample)


def talk_over(test: Callable[[Talk], Coroutine[None, None, None]], **card: float) -> None:
    async def main() -> None:
        talk = Talk(SoundCard(asyncio.get_running_loop().time, **card))  # type: ignore[arg-type]  # missing is whole
        talk.begin()
        await test(talk)
        await talk.stop()

    run_virtually(main)


@pytest.mark.parametrize("ppm", [-1000.0, 0.0, 1000.0])
def test_three_minutes_of_sound_keep_the_pace_of_the_card(ppm: float) -> None:
    async def test(talk: Talk) -> None:
        talk.card.said += b"\x05\x06" * 4000
        await asyncio.sleep(180.0)
        assert len(talk.heard) == pytest.approx(180 * 16000, rel=0.01)
        assert talk.heard.startswith(b"\x05\x06" * 4000)
        assert max(talk.leads) <= 800
        assert len(talk.card.played) == pytest.approx(180 * 16000, rel=0.01)
        assert sounding(talk.card.played) == pytest.approx(90 * sounding(TALK), abs=0.1 * 8000)
        assert talk.card.prepared[Direction.PLAYBACK] == 1, "it never ran dry"

    talk_over(test, ppm=ppm)


def test_a_slow_card_is_never_given_more_than_a_tenth_of_a_second_even_by_who_never_pauses() -> None:
    async def main() -> None:
        talk = Talk(SoundCard(asyncio.get_running_loop().time, ppm=-3000.0), FRAMES[:50])
        talk.begin()
        await asyncio.sleep(30.0)
        await talk.stop()
        assert max(talk.leads) <= 800

    run_virtually(main)


def test_a_loop_that_stands_still_makes_the_sound_break_and_never_late() -> None:
    async def test(talk: Talk) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        for _ in range(3):
            await asyncio.sleep(2.0)
            loop._advance(0.3)
        played, heard = len(talk.card.played), len(talk.heard)
        await asyncio.sleep(2.0)
        assert len(talk.card.played) - played == pytest.approx(32000, rel=0.03)
        assert len(talk.heard) - heard == pytest.approx(32000, rel=0.03)
        assert max(talk.leads) <= 800
        assert talk.card.prepared == {Direction.PLAYBACK: 4, Direction.CAPTURE: 4}
        assert talk.lost == []

    talk_over(test)


def test_a_computer_that_slept_goes_on_as_soon_as_the_card_is_awake() -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(1.0)
        talk.card.resume_result = -11
        talk.card.suspend()
        await asyncio.sleep(0.5)
        talk.card.resume_result = -38
        await asyncio.sleep(0.1)
        played, heard = len(talk.card.played), len(talk.heard)
        await asyncio.sleep(1.0)
        assert len(talk.card.played) - played == pytest.approx(16000, rel=0.05)
        assert len(talk.heard) - heard == pytest.approx(16000, rel=0.05)
        assert talk.lost == []

    talk_over(test)


def test_a_card_that_is_pulled_out_is_told_once_by_name_and_opened_again_by_the_next_call() -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(1.0)
        talk.card.unplug()
        await asyncio.sleep(0.5)
        [lost] = talk.lost
        assert isinstance(lost, SoundCardLost)
        assert "зникла" in str(lost)
        talk.port.begin()
        await asyncio.sleep(1.0)
        assert talk.port.quiet_for_s < 0.1
        assert talk.card.opened == 4

    talk_over(test)


def test_a_card_that_is_not_ready_for_half_a_second_is_waited_for() -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(1.5)
        assert talk.lost == []
        assert len(talk.heard) > 10000

    talk_over(test, missing=5)


def test_a_card_that_never_comes_is_lost_after_three_seconds() -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(2.5)
        assert talk.lost == []
        assert talk.port.quiet_for_s == pytest.approx(2.5, abs=0.1)
        await asyncio.sleep(1.0)
        assert [str(lost) for lost in talk.lost] == ["card: звукової карти немає"]

    talk_over(test, missing=1000)


def test_a_card_that_stands_still_with_a_small_buffer_takes_what_fits_and_is_not_lost() -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(1.0)
        assert len(talk.card.played) == 2 * 640
        assert talk.lost == []
        assert talk.port.quiet_for_s == pytest.approx(1.0, abs=0.1)

    talk_over(test, ppm=-1e6, buffer_frames=640)


def test_a_modem_that_asks_for_a_pause_gets_it() -> None:
    async def test(talk: Talk) -> None:
        await asyncio.sleep(1.0)
        talk.port.pause(True)
        await asyncio.sleep(0.2)
        played = len(talk.card.played)
        await asyncio.sleep(0.5)
        assert len(talk.card.played) == played
        talk.port.pause(False)
        await asyncio.sleep(1.0)
        assert len(talk.card.played) - played == pytest.approx(16000, rel=0.1)

    talk_over(test)


@pytest.fixture
def asound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A configuration of alsa-lib in which `modem` writes to and reads from plain files."""
    config = tmp_path / "asound.conf"
    said, played = tmp_path / "said.raw", tmp_path / "played.raw"
    said.write_bytes(b"\x11\x22" * 8000)
    config.write_text(
        f'pcm.modem {{ type file slave.pcm {{ type null }} file "{played}" infile "{said}" format raw }}\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    yield tmp_path


def test_the_real_library_carries_sound_both_ways(asound: Path) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        lost: list[PortLost] = []
        port = AlsaAudioPort("modem", monotonic=loop.time, on_lost=lost.append)
        port.begin()
        assert (port.read(), lost) == (b"", [])
        await asyncio.sleep(0.1)
        heard = b""
        for _ in range(10):
            sound = port.read()
            assert len(sound) <= MAX_UNREAD_FRAMES * 2
            heard += sound
            port.write(b"\x33\x44" * 160)
            await asyncio.sleep(0.02)
        port.end()
        await asyncio.sleep(0.1)
        assert heard.startswith(b"\x11\x22" * 1000)
        played = (asound / "played.raw").read_bytes()
        assert played.startswith(bytes(960) + b"\x33\x44" * 160)
        assert played.count(b"\x33\x44") == 1600
        assert lost == []

    run_virtually(main)


def test_a_card_that_nobody_has_is_missing_by_its_name(asound: Path) -> None:
    with pytest.raises(SoundCardMissing, match="hw:CARD=Android: звукової карти немає"):
        open_pcm("hw:CARD=Android", Direction.PLAYBACK)
