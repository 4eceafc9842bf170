"""The modem's own 8 kHz clock and its buffer: what is played to the line, what is heard of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np

from audio.line.tones import silence, tone
from tests.fakes.modem.downlink import Downlink
from tests.fakes.modem.playout import SAMPLE_RATE, AudioReport, Playout

if TYPE_CHECKING:
    from tests.fakes.voice_modem.modem import FakeVoiceModem

SAMPLES = 160
TONES = {"busy": tone((425,), 0.4, -20.0) + silence(0.4), "dial": tone((425,), 2.0, -20.0), "nothing": None}


class VoicePlayout(Playout):
    """A buffer that can be purged."""

    def purge(self) -> int:
        """Forget what was not played; return how much that was, bytes."""
        dropped = len(self._buffer)
        self._buffer.clear()
        self._starving = True
        return dropped

    @property
    def empty(self) -> bool:
        """Whether everything has been played."""
        return not self._buffer

    @property
    def underruns(self) -> int:
        """How often it ran dry."""
        return self._underruns


class SoundClock:
    """Runs while the modem is off-hook, at absolute deadlines. `hybrid_db`: how much of our own sound comes back."""

    def __init__(
        self, modem: FakeVoiceModem, *, ppm: float, playout_s: float, prime_s: float, hybrid_db: float | None
    ) -> None:
        self._modem = modem
        self._settings = (playout_s, prime_s)
        self._gain = 0.0 if hybrid_db is None else 10 ** (hybrid_db / 20)
        self.rate = SAMPLE_RATE * (1 + ppm * 1e-6)
        self.exchange = Downlink(7)
        self.playout = self._fresh()
        self.purged: list[int] = []
        """Bytes of S16LE sound that each purge dropped."""
        self._timer: asyncio.TimerHandle | None = None
        self._zero = 0.0
        self._ticks = 0
        self._underruns = 0
        self._backlog = b""

    def start(self) -> None:
        """Off-hook."""
        if self._timer is None:
            self._zero, self._ticks = self._modem.loop.time(), 0
            self.fresh()
            self._timer = self._modem.loop.call_at(self._zero, self._tick)

    def stop(self) -> None:
        """On-hook."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self.exchange.repeat(None)

    def fresh(self) -> None:
        """Begin a stream with an empty buffer."""
        self.playout = self._fresh()
        self._underruns, self._backlog = 0, b""

    def put(self, sound: bytes) -> bool:
        """Take unsigned bytes from the host; False when the buffer is full and some of them wait."""
        samples = (np.frombuffer(sound, np.uint8).astype(np.int16) - 128) * 256
        self._backlog = self.playout.put(self._backlog + samples.astype("<i2").tobytes(), self._modem.loop.time())
        return not self._backlog

    def purge(self) -> None:
        """Forget what the host wants played."""
        self.purged.append(self.playout.purge() + len(self._backlog))
        self._backlog = b""

    @property
    def drained(self) -> bool:
        """Whether everything has been played."""
        return self.playout.empty and not self._backlog

    def report(self) -> AudioReport:
        """Return how the host paced its sound in the current or last stream."""
        return self.playout.report(len(self._backlog))

    def tone(self, name: str) -> None:
        """Let the exchange play a tone."""
        self.exchange.repeat(TONES[name])

    def _fresh(self) -> VoicePlayout:
        capacity_s, prime_s = self._settings
        return VoicePlayout(capacity_s=capacity_s, prime_s=prime_s, overflow="block")

    def _tick(self) -> None:
        modem = self._modem
        at = self._zero + self._ticks * SAMPLES / self.rate
        self._ticks += 1
        self._timer = modem.loop.call_at(self._zero + self._ticks * SAMPLES / self.rate, self._tick)
        sound = self._play()
        party = modem.line.talking
        if party is not None:
            party.hear(sound, at)
        heard = (party.downlink if party is not None else self.exchange).frame(SAMPLES, sound)
        mute = modem.faults.audio_frozen or (modem.faults.duplex_silent and modem.interpreter.playing)
        if modem.interpreter.hearing and not mute:
            modem.interpreter.send_sound(self._mixed(heard, sound))

    def _play(self) -> bytes:
        if not self._modem.interpreter.playing or self._modem.faults.audio_frozen:
            return bytes(SAMPLES * 2)
        sound = self.playout.take(SAMPLES * 2)
        if self._backlog and self.put(b""):
            self._modem.interpreter.room_again()
        if self.playout.underruns > self._underruns:
            self._underruns = self.playout.underruns
            self._modem.interpreter.starving()
        return sound

    def _mixed(self, heard: bytes, own: bytes) -> bytes:
        mix = np.frombuffer(heard, "<i2").astype(float) + self._gain * np.frombuffer(own, "<i2").astype(float)
        return bytes((np.clip(np.rint(mix / 256), -128, 127) + 128).astype(np.uint8).tobytes())
