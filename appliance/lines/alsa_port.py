"""The sound of a modem that is a sound card: Quectel in UAC mode, an analog module behind a USB card.

The class contract is that of `SerialAudioPort`. The card tells exactly how much sound lies between us and the wire, and
all pacing goes by it: `PRIMING_FRAMES` of silence first, never more than `MOST_FRAMES`, and where our clock and the
card's drift apart, a frame of silence is left out or given twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from appliance.contracts import FRAME_BYTES, PTIME_MS, SAMPLE_RATE, LineFault
from appliance.lines.alsa_pcm import (
    PERIOD_FRAMES,
    SAMPLE_BYTES,
    Direction,
    Pcm,
    SoundBroke,
    SoundCardLost,
    SoundCardMissing,
    open_pcm,
)
from appliance.lines.serial_port import PortLost

log = logging.getLogger(__name__)

PRIMING_FRAMES = 3 * PERIOD_FRAMES
MOST_FRAMES = SAMPLE_RATE // 10
MANY_FRAMES = PRIMING_FRAMES + PERIOD_FRAMES // 2
"""With more than this ahead a silent frame is left out."""
FEW_FRAMES = PERIOD_FRAMES
"""With less than this ahead a silent frame is given twice."""
MAX_UNREAD_FRAMES = SAMPLE_RATE // 5
OPEN_WINDOW_S = 3.0
"""The card of a modem appears up to half a second after its sound was ordered."""
OPEN_AGAIN_S = 0.1
PAUSE_LIMIT_S = 5.0

OpenPcm = Callable[[str, Direction], Pcm]
Streams = tuple[Pcm, Pcm]
"""Playback and capture."""


class AlsaAudioPort:
    """One card, for as long as its line is up; it is open from `begin` to `end`, or until the next `begin`."""

    encoding = "S16LE"
    ptime_ms = PTIME_MS
    duplex = True
    in_band_keys = True
    in_band_tones = True
    listening = True

    def __init__(
        self,
        card: str,
        *,
        monotonic: Callable[[], float],
        on_lost: Callable[[PortLost], None],
        open_pcm: OpenPcm = open_pcm,
    ) -> None:
        """Nothing is opened yet. `card`: an ALSA name such as `plughw:CARD=Android`."""
        self._card = card
        self._monotonic = monotonic
        self._on_lost = on_lost
        self._open_pcm = open_pcm
        self._streams: Streams | None = None
        self._opening: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Future[None]] = set()
        self._primed = False
        self._paused_until_s = 0.0
        self._last_arrival_s = monotonic()

    def begin(self) -> None:
        """A call begins: open the card anew, in a thread; until it is open nothing is heard and nothing sent."""
        self.end()
        self._last_arrival_s = self._monotonic()
        self._paused_until_s = 0.0
        self._opening = asyncio.ensure_future(self._open())

    def end(self) -> None:
        """The call is over: let go of the card, in a thread."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None
        streams, self._streams = self._streams, None
        if streams is not None:
            self._close(streams)

    def pause(self, paused: bool) -> None:
        """The modem asks to hold the sound, or to go on."""
        self._paused_until_s = self._monotonic() + PAUSE_LIMIT_S if paused else 0.0

    def close(self) -> None:
        """Let go of the card for good."""
        self.end()

    @property
    def quiet_for_s(self) -> float:
        """Seconds since sound last came, counted from `begin`."""
        return self._monotonic() - self._last_arrival_s

    def read(self) -> bytes:
        """Return all sound that has arrived; the last fifth of a second when nobody has read for longer."""
        if self._streams is None:
            return b""
        capture = self._streams[1]
        try:
            sound = capture.read(frames) if (frames := capture.available()) else b""
        except SoundBroke as broken:
            self._mend(capture, broken)
            return b""
        except SoundCardLost as lost:
            self._lose(lost)
            return b""
        if sound:
            self._last_arrival_s = self._monotonic()
        return sound[-MAX_UNREAD_FRAMES * SAMPLE_BYTES :]

    def write(self, frame: bytes) -> None:
        """Send a frame now, or drop it where it would only make the sound late."""
        if self._streams is None:
            return
        if self._monotonic() < self._paused_until_s:
            self._primed = False
            return
        playback = self._streams[0]
        try:
            self._play(playback, frame)
        except SoundBroke as broken:
            self._primed = False
            self._mend(playback, broken)
        except SoundCardLost as lost:
            self._lose(lost)

    def _play(self, playback: Pcm, frame: bytes) -> None:
        ahead = playback.delay() if self._primed else 0
        silent = not any(frame)
        if ahead + PERIOD_FRAMES > MOST_FRAMES or (silent and ahead > MANY_FRAMES):
            return
        if not self._primed:
            frame = bytes(PRIMING_FRAMES * SAMPLE_BYTES) + frame
        elif silent and ahead < FEW_FRAMES:
            frame = frame + bytes(FRAME_BYTES)
        taken = playback.write(frame)
        if taken * SAMPLE_BYTES < len(frame):
            log.debug("%s took %d of %d frames", self._card, taken, len(frame) // SAMPLE_BYTES)
        if not self._primed:
            self._primed = True
            playback.start()

    def _mend(self, pcm: Pcm, broken: SoundBroke) -> None:
        log.info("%s: %s stopped (%s)", self._card, pcm.direction.name, type(broken).__name__)
        try:
            if pcm.recover(broken) and pcm.direction is Direction.CAPTURE:
                pcm.start()
        except SoundBroke:
            log.info("%s: not yet", self._card)
        except SoundCardLost as lost:
            self._lose(lost)

    def _lose(self, lost: SoundCardLost) -> None:
        self.end()
        self._on_lost(lost)

    async def _open(self) -> None:
        give_up_s = self._monotonic() + OPEN_WINDOW_S
        while True:
            try:
                streams = await self._in_thread()
                break
            except LineFault as fault:
                if not isinstance(fault, SoundCardMissing) or self._monotonic() >= give_up_s:
                    self._on_lost(SoundCardLost(str(fault)))
                    return
            await asyncio.sleep(OPEN_AGAIN_S)
        self._streams, self._primed = streams, False
        self._last_arrival_s = self._monotonic()

    async def _in_thread(self) -> Streams:
        """Open both directions. Cancelled meanwhile: what was opened is closed again."""
        work = asyncio.get_running_loop().run_in_executor(None, self._open_both)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            work.add_done_callback(self._opened_in_vain)
            raise

    def _open_both(self) -> Streams:
        opened: list[Pcm] = []
        try:
            opened.append(self._open_pcm(self._card, Direction.PLAYBACK))
            opened.append(self._open_pcm(self._card, Direction.CAPTURE))
            opened[-1].start()
        except LineFault:
            _close_all(opened)
            raise
        return opened[0], opened[1]

    def _opened_in_vain(self, work: asyncio.Future[Streams]) -> None:
        if not work.cancelled() and work.exception() is None:
            self._close(work.result())

    def _close(self, streams: Streams) -> None:
        work = asyncio.get_running_loop().run_in_executor(None, _close_all, streams)
        self._closing.add(work)
        work.add_done_callback(self._closing.discard)


def _close_all(streams: Iterable[Pcm]) -> None:
    for pcm in streams:
        pcm.close()
