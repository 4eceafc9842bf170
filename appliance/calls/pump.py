"""The media pump of one call: what is heard goes in, events and the next frame come out.

It knows no loop, database or protocol; it is turned by whoever keeps the 20 ms clock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from appliance.contracts import FRAME_BYTES
from audio.line.dtmf import DtmfDetector
from audio.line.levels import ActivityMeter
from audio.line.progress import BusyDetector, ProgressTone

SILENT_FRAME = bytes(FRAME_BYTES)


@dataclass(frozen=True, slots=True)
class KeyHeard:
    """A key was heard in the sound."""

    key: str


@dataclass(frozen=True, slots=True)
class ToneHeard:
    """The network plays a tone that says the far side has gone."""

    tone: ProgressTone


@dataclass(frozen=True, slots=True)
class Played:
    """Everything that was to be played is played."""


PumpEvent = KeyHeard | ToneHeard | Played


class Sounds(deque[bytes]):
    """Sounds to be played one after another, cut into frames only as they are needed."""

    _at = 0

    def append(self, pcm: bytes) -> None:
        """Play `pcm` after the others; a sound of no length is none."""
        if pcm:
            super().append(pcm)

    def take(self) -> bytes:
        """Return the next frame; the last one of a sound is filled up with silence."""
        sound = self[0]
        frame = sound[self._at : self._at + FRAME_BYTES]
        self._at += FRAME_BYTES
        if self._at >= len(sound):
            self.popleft()
            self._at = 0
        return frame.ljust(FRAME_BYTES, b"\0")

    def clear(self) -> None:
        """Forget them."""
        super().clear()
        self._at = 0


class MediaPump:
    """Sound in, sound out. All sound is S16LE, mono, 8 kHz."""

    def __init__(self, *, relaxed_dtmf: bool = False, keys: bool = True, tones: bool = True) -> None:
        """`relaxed_dtmf` takes the longer times of a line that mangles tones.

        `keys` and `tones`: whether they are to be looked for in the sound, which is most of a call's work.
        """
        self._detector = DtmfDetector(relaxed=relaxed_dtmf)
        self._busy = BusyDetector()
        self._look_for_keys = keys
        self._look_for_tones = tones
        self._out = Sounds()
        self._interjection = Sounds()
        self._keep: Callable[[bytes], None] | None = None
        self._presence = ActivityMeter()
        self.activity = ActivityMeter()
        """What was heard since the recording began."""

    @property
    def heard_speech(self) -> bool:
        """Whether somebody speaks at this moment; while something is played nobody asks and nothing is measured."""
        return bool(self._presence.silent_for_s == 0)

    @property
    def listens(self) -> bool:
        """Whether anything would be done with what is heard now."""
        return self._look_for_keys or self._look_for_tones or self.recording or not self.playing

    @property
    def recording(self) -> bool:
        """Whether what is heard is kept."""
        return self._keep is not None

    @property
    def playing(self) -> bool:
        """Whether something is left to be played."""
        return bool(self._out or self._interjection)

    def play(self, pcm: bytes) -> None:
        """Play `pcm` after what is being played."""
        self._out.append(pcm)
        self._detector.guard(self.playing)

    def interject(self, pcm: bytes) -> None:
        """Play `pcm` first, then go on with what was being played."""
        self._interjection.append(pcm)
        self._detector.guard(self.playing)

    def stop(self) -> None:
        """Drop what is left of the prompt; the next frame is silence."""
        self._out.clear()
        self._detector.guard(self.playing)

    def record_to(self, keep: Callable[[bytes], None] | None) -> None:
        """Give all sound heard from now on to `keep`; None ends it."""
        self._keep = keep
        self.activity = ActivityMeter()

    def hear(self, sound: bytes) -> list[PumpEvent]:
        """Take what has arrived and tell what was in it."""
        if not sound:
            return []
        if self._keep is not None:
            self._keep(sound)
            self.activity.feed(sound)
        if not self.playing:
            self._presence.feed(sound)
        events: list[PumpEvent] = []
        if self._look_for_keys:
            events += [KeyHeard(key) for key in self._detector.feed(sound)]
        if self._look_for_tones and (tone := self._busy.feed(sound)):
            events.append(ToneHeard(tone))
        return events

    def next_frame(self) -> tuple[bytes, list[PumpEvent]]:
        """Return the frame for these 20 ms, silence where there is nothing, and what its sending means."""
        queue = self._interjection or self._out
        if not queue:
            return SILENT_FRAME, []
        frame = queue.take()
        if self.playing:
            return frame, []
        self._detector.guard(False)
        return frame, [Played()]
