"""The sound of a call on a voice modem that speaks and listens at once (+VTR).

The modem plays what it is sent from a buffer of its own, at its own pace, and knows one way to lose it: a purge. So
little is kept there (`PRIMING_FRAMES`, against our jitter), nothing is written while the modem is silent (it stands
still and would only hoard), and when the box falls silent right after a key, what is left of the prompt is purged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from appliance.contracts import PTIME_MS, SAMPLE_RATE
from appliance.lines.voice_pace import Pace
from appliance.lines.voice_samples import SILENCE, from_wire, is_silent, to_wire

log = logging.getLogger(__name__)

FRAME_SAMPLES = SAMPLE_RATE * PTIME_MS // 1000
PRIMING_FRAMES = 3
STALL_S = 0.15
REST_S = 0.4
BARGE_IN_S = 0.1
"""So soon after a key silence means that the key has stopped the prompt (and not that a word is over)."""
MAX_QUEUED_BYTES = SAMPLE_RATE // 10
MAX_UNREAD_SAMPLES = SAMPLE_RATE // 5


class Wire(Protocol):
    """What a port needs of the modem."""

    @property
    def queued_bytes(self) -> int:
        """Bytes that the driver still holds."""
        ...

    def speak(self, sound: bytes) -> bool:
        """Send samples; False when some were lost."""
        ...

    def purge(self) -> None:
        """Let the modem forget what it has not played."""
        ...


class Arrived:
    """What has been heard and not yet been read, as S16LE; the oldest is dropped when nobody reads."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Nothing has come."""
        self._monotonic = monotonic
        self._sound = bytearray()
        self.last_s = monotonic()

    def put(self, sound: bytes) -> None:
        """Take samples of the modem."""
        self.last_s = self._monotonic()
        self._sound += from_wire(sound)
        if (excess := len(self._sound) - 2 * MAX_UNREAD_SAMPLES) > 0:
            del self._sound[:excess]

    def take(self) -> bytes:
        """Return everything."""
        sound = bytes(self._sound)
        self._sound.clear()
        return sound


class DuplexVoicePort:
    """The sound of one call, both ways at once. Keys come as events; tones must be listened for."""

    encoding = "S16LE"
    ptime_ms = PTIME_MS
    duplex = True
    in_band_keys = False
    in_band_tones = True
    listening = True

    _pace: Pace
    _primed: bool
    _resting_until_s: float
    _refused_since_s: float | None
    _since_arrival: int
    _to_skip: int

    def __init__(self, wire: Wire, *, monotonic: Callable[[], float]) -> None:
        """The stream is open."""
        self._wire = wire
        self._monotonic = monotonic
        self._arrived = Arrived(monotonic)
        self._spoke = False
        self._key_s = -BARGE_IN_S
        self.has_heard = False
        self.reopened()

    @property
    def hearing(self) -> bool:
        """Whether what the modem tells of tones on the line can be true."""
        return True

    @property
    def quiet_for_s(self) -> float:
        """Seconds since the modem last sent sound, or for which it has refused ours."""
        since_s = self._arrived.last_s if self._refused_since_s is None else self._refused_since_s
        return self._monotonic() - min(self._arrived.last_s, since_s)

    def read(self) -> bytes:
        """Return all that has been heard."""
        return self._arrived.take()

    def write(self, frame: bytes) -> None:
        """Send a frame now, or drop it where the modem would only hoard it."""
        now_s = self._monotonic()
        sound = to_wire(frame)
        silent = is_silent(sound)
        if self._barged_in(silent, now_s):
            self._wire.purge()
            self._primed = False
        if self._stands_still(now_s):
            self._to_skip = self._since_arrival
            return
        if self._to_skip:
            self._to_skip -= 1
            self._pace = Pace()
            return
        if now_s < self._resting_until_s:
            self._primed = False
            return
        self._since_arrival += 1
        if not self._primed:
            self._primed = True
            self._pace = Pace()
            sound = bytes((SILENCE,)) * FRAME_SAMPLES * PRIMING_FRAMES + sound
        for piece in self._pace.fit(sound, silent=silent):
            self._send(piece, now_s)

    # What the modem tells the port.

    def reopened(self) -> None:
        """The stream begins anew, with nothing in the modem."""
        self._arrived.last_s = self._monotonic()
        self._pace = Pace()
        self._primed = False
        self._resting_until_s = 0.0
        self._refused_since_s = None
        self._since_arrival = 0
        self._to_skip = 0

    def heard(self, sound: bytes) -> None:
        """Sound has come."""
        self.has_heard = True
        self._since_arrival = 0
        self._pace.came(len(sound))
        self._arrived.put(sound)

    def pressed(self) -> None:
        """A key has come."""
        self._key_s = self._monotonic()

    def starving(self) -> None:
        """The modem has nothing left to play."""
        self._primed = False

    def _barged_in(self, silent: bool, now_s: float) -> bool:
        spoke, self._spoke = self._spoke, not silent
        return spoke and silent and now_s - self._key_s <= BARGE_IN_S

    def _stands_still(self, now_s: float) -> bool:
        return self._wire.queued_bytes > MAX_QUEUED_BYTES or now_s - self._arrived.last_s > STALL_S

    def _send(self, sound: bytes, now_s: float) -> None:
        if self._wire.speak(sound):
            if self._refused_since_s is not None:
                self._refused_since_s = None
                self._resting_until_s = now_s + REST_S
            return
        log.warning("the voice modem takes no sound")
        self._refused_since_s = self._refused_since_s or now_s
        self._resting_until_s = now_s + REST_S
