"""The person at the far end: who calls the modem, or whom the host calls."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path
from typing import TYPE_CHECKING

from audio.line.tones import dtmf, silence, tone
from tests.fakes.modem.downlink import Downlink
from tests.fakes.modem.listen import Ear, Match, level_dbfs

if TYPE_CHECKING:
    from tests.fakes.modem.modem import FakeModem

SAMPLE_RATE = 8000
_LISTEN_EVERY_S = 0.1
_REPORT_AFTER_S = 0.06


class CallOverError(AssertionError):
    """Somebody wanted to speak in a call that had ended."""


class Party:
    """One far end.

    Times are the loop's; None until it happened. `ended_by`: "caller" is the far end, else "modem" or "network".
    """

    def __init__(self, modem: FakeModem, number: str | None, seed: int) -> None:
        self._modem = modem
        self._loop = modem.loop
        self.number = number
        self.rang_at: float | None = None
        self.answered_at: float | None = None
        self.ended_at: float | None = None
        self.ended_by: str | None = None
        self.heard_from: float | None = None
        self.keys_received = ""
        """Keys that the host has sent."""
        self.downlink = Downlink(seed)
        self._heard = bytearray()
        self._listened = 0
        self._was_answered = asyncio.Event()
        self._has_ended = asyncio.Event()

    def now(self) -> float:
        """Return the loop's time."""
        return self._loop.time()

    @property
    def heard(self) -> bytes:
        """Return what came to this ear from the answer on: S16LE, 8 kHz."""
        return bytes(self._heard)

    async def answered(self, within_s: float) -> float:
        """Wait for the answer and return its time."""
        await self._either(self._was_answered, within_s)
        if self.answered_at is None:
            raise AssertionError(f"not answered within {within_s} s; {self._history()}")
        return self.answered_at

    async def ended(self, within_s: float) -> float:
        """Wait for the end of the call and return its time."""
        await self._either(self._has_ended, within_s)
        if self.ended_at is None:
            raise AssertionError(f"not ended within {within_s} s; {self._history()}")
        return self.ended_at

    async def press(
        self,
        keys: str,
        tone_s: float = 0.1,
        gap_s: float = 0.1,
        *,
        inband: bool = True,
        report: bool = True,
        level_dbfs: float = -24.0,
        twist_db: float = 0.0,
    ) -> bool:
        """Press keys: the network makes the tones, `audio.line.tones.dtmf`. False: the call ended meanwhile."""
        self._must_live()
        for key in keys:
            sound = dtmf(key, tone_s, level_dbfs, twist_db) if inband else silence(tone_s)
            if report:
                self._loop.call_later(min(tone_s, _REPORT_AFTER_S), self._modem.report_key, self, key)
            if not await self.downlink.add(sound + silence(gap_s)):
                return False
        return True

    async def say(self, pcm: bytes) -> bool:
        """Speak S16LE sound; returns at its end. False: the call ended meanwhile."""
        self._must_live()
        return await self.downlink.add(pcm)

    async def hang_up(self) -> None:
        """Hang up; nothing happens if the call is over already."""
        self._modem.far_end_hangs_up(self)

    def echo(self, db: float, delay_s: float) -> None:
        """Let what is heard come back, `db` (negative) weaker."""
        self.downlink.echo(db, delay_s)

    def noise(self, dbfs: float) -> None:
        """Set the noise of the surroundings."""
        self.downlink.noise_dbfs = dbfs

    def busy_tone(self, on_s: float = 0.4, off_s: float = 0.4, dbfs: float = -20.0) -> None:
        """Go without the network clearing the call: it plays the busy tone instead."""
        self.downlink.repeat(tone((425,), on_s, dbfs) + silence(off_s))

    async def wait_for(self, pcm: bytes, within_s: float, threshold: float = 0.7) -> float:
        """Wait until this phrase was heard to its end, after the phrase found before; return that moment."""
        ear = Ear(pcm, since=self._listened)
        deadline = self.now() + within_s
        while True:
            over = self.ended_at is not None or self.now() >= deadline
            if match := ear.hear(self._heard, threshold, over=over):
                self._listened = match.end
                return self.time_of(match.end)
            if over:
                raise AssertionError(self._not_heard(ear.best, len(pcm) / 16000, within_s))
            await asyncio.sleep(_LISTEN_EVERY_S)

    def time_of(self, sample: int) -> float:
        """Return the loop time at which a sample was heard."""
        return (self.heard_from or 0.0) + sample / self._modem.sound.rate

    def save(self, path: Path) -> None:
        """Keep what was heard as a WAV file."""
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
            file.writeframes(self.heard)

    def hear(self, sound: bytes, at: float) -> None:
        """Take a frame from the modem; `at` is the time of its first sample."""
        if self.heard_from is None:
            self.heard_from = at
        self._heard += sound

    def connect(self) -> None:
        """Be connected to the modem."""
        self.answered_at = self.now()
        self._was_answered.set()

    def disconnect(self, by: str) -> None:
        """Be cut off."""
        self.ended_at, self.ended_by = self.now(), by
        self.downlink.close()
        self._has_ended.set()

    async def _either(self, event: asyncio.Event, within_s: float) -> None:
        """Wait for the event, the end of the call, or the end of patience."""
        waits = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(self._has_ended.wait())]
        await asyncio.wait(waits, timeout=within_s, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    def _must_live(self) -> None:
        if self.answered_at is None or self.ended_at is not None:
            raise CallOverError(f"nobody listens; {self._history()}")

    def _not_heard(self, best: Match, seconds: float, within_s: float) -> str:
        number = len(list(self._modem.directory.glob("not-heard-*.wav"))) + 1
        path = self._modem.directory / f"not-heard-{number}.wav"
        self.save(path)
        sound = self.heard[-16000 * 5 :]
        return (
            f"a phrase of {seconds:.2f} s was not heard within {within_s} s: best likeness {best.score:.2f} "
            f"at {best.start / SAMPLE_RATE:.2f} s of {len(self._heard) / 16000:.2f} s heard, "
            f"last five seconds at {level_dbfs(sound):.0f} dBFS; {self._history()}; see {path}"
        )

    def _history(self) -> str:
        return (
            f"rang at {self.rang_at}, answered at {self.answered_at}, ended at {self.ended_at} "
            f"by {self.ended_by}, now {self.now()}"
        )


class FakeCaller(Party):
    """Somebody who calls the modem."""


class FakeCallee(Party):
    """Somebody whom the host calls: `outcome` "answers", "busy", "no_answer", "rejects", "no_carrier", "error".

    `after_s` counts from the first ringing (or from dialling, where it never rings).
    """

    def __init__(
        self, modem: FakeModem, number: str | None, seed: int, *, outcome: str, after_s: float, alerting_after_s: float
    ) -> None:
        super().__init__(modem, number, seed)
        self.outcome = outcome
        self.after_s = after_s
        self.alerting_after_s = alerting_after_s
        self.dialled_at: float | None = None
